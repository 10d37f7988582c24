/** The policy library: documents and their clauses. */
import { useState } from 'react';
import { useLang, useWords } from '../../kit/index.ts';
import { Empty, Facts, Loaded, Page, TextField, useParam, useRead } from '../ui/index.ts';
import { ruleWords } from './words-rules.ts';

export default function Policy() {
  const w = useWords(ruleWords);
  useLang();
  const [q, setQ] = useParam('q');
  const [typed, setTyped] = useState(q);
  const library = useRead('policy.documents', { query: q ? { q } : {} });
  return (
    <Page title={w.policy} lead={w.policyLead}>
      <TextField
        label={w.find}
        type="search"
        value={typed}
        maxLength={60}
        onChange={setTyped}
        onEnter={() => setQ(typed.trim())}
      />
      <Loaded query={library} rows={8}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={w.policyEmpty} />
          ) : (
            <div className="library">
              {data.items.map((d) => (
                <details key={d.id} className="document" open={q !== ''}>
                  <summary>
                    <strong>{d.title}</strong>{' '}
                    <span className="quiet">
                      {[d.organ, d.number, w.clauses(d.clauses.length)].filter(Boolean).join(' · ')}
                    </span>
                  </summary>
                  <Facts
                    items={[
                      [w.issuedOn, d.issued],
                      [w.effective, d.effective],
                      [w.expires, d.expires],
                    ]}
                  />
                  <dl className="clauses">
                    {d.clauses.map((c) => (
                      <div key={c.id}>
                        <dt>{c.number}</dt>
                        <dd>{c.text}</dd>
                      </div>
                    ))}
                  </dl>
                </details>
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}
