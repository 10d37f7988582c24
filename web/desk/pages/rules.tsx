/** The published boundary list. */
import { boundaryResults } from '../../../contract/codes.ts';
import { labelOf, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, Empty, Loaded, Page, SelectField, optionsOf, uiWords, useParam, useRead } from '../ui/index.ts';
import { ruleWords } from './words-rules.ts';

export default function Rules({ tenant }: AtDesk) {
  const w = useWords(ruleWords);
  const u = useWords(uiWords);
  const language = useLang();
  const [result, setResult] = useParam('result');
  const rules = useRead('needs.rules', { params: { community: tenant } });
  return (
    <Page title={w.rules} lead={w.rulesLead} wide>
      <Loaded query={rules} rows={9}>
        {(data) => (
          <DataTable
            name={w.rules}
            rows={data.items.filter((r) => result === '' || r.result === result)}
            keyOf={(r) => r.id}
            empty={<Empty title={w.rulesEmpty} />}
            tools={
              <SelectField
                short
                label={w.result}
                value={result}
                onChange={setResult}
                options={optionsOf(boundaryResults, language)}
                none={u.all}
              />
            }
            columns={[
              { title: w.kind, render: (r) => <strong>{r.kind}</strong>, text: (r) => r.kind },
              { title: w.side, render: (r) => w.sides[r.side], text: (r) => w.sides[r.side] },
              {
                title: w.result,
                render: (r) => labelOf(boundaryResults, r.result),
                text: (r) => labelOf(boundaryResults, r.result),
              },
              { title: w.owner, render: (r) => r.owner, text: (r) => r.owner },
              { title: w.clause, render: (r) => <span className="quiet">{r.clause}</span>, text: (r) => r.clause },
              {
                title: w.words,
                render: (r) => (
                  <span className="tags">
                    {r.words.map((x) => (
                      <span key={x} className="tag">
                        {x}
                      </span>
                    ))}
                  </span>
                ),
                text: (r) => r.words.join(' '),
              },
            ]}
          />
        )}
      </Loaded>
    </Page>
  );
}
