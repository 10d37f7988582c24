/** The ledger of refused attempts of a node and everything below it. */
import { format, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, Empty, Loaded, Page, useParam, useRead, When } from '../ui/index.ts';
import { ruleWords } from './words-rules.ts';

/** What was asked, with its instants as people read them. */
function readable(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/g, (at) => format.moment(at));
}

export default function Attempts({ tenant }: AtDesk) {
  const w = useWords(ruleWords);
  useLang();
  const [code, setCode] = useParam('code');
  const ledger = useRead('policy.attempts', { params: { tenant }, query: code ? { code } : {} });
  return (
    <Page title={w.attempts} lead={w.attemptsLead} wide>
      <Loaded query={ledger}>
        {(data) => (
          <>
            <div className="filters" role="group" aria-label={w.code}>
              <button type="button" className="filter" aria-pressed={code === ''} onClick={() => setCode('')}>
                {w.allCodes}
              </button>
              {Object.entries(data.counts)
                .toSorted((a, b) => b[1] - a[1])
                .map(([c, n]) => (
                  <button key={c} type="button" className="filter" aria-pressed={code === c} onClick={() => setCode(c)}>
                    <code>{c}</code> <span className="n">{n}</span>
                  </button>
                ))}
            </div>
            <DataTable
              name={w.attempts}
              rows={data.items}
              keyOf={(a) => a.id}
              empty={<Empty title={w.attemptsEmpty} />}
              columns={[
                {
                  title: w.at,
                  render: (a) => (
                    <span className="nowrap">
                      <When at={a.at} />
                    </span>
                  ),
                  text: (a) => a.at,
                },
                {
                  title: w.message,
                  render: (a) => (
                    <>
                      {a.message} <code className="quiet">{a.code}</code>
                    </>
                  ),
                  text: (a) => `${a.code} ${a.message}`,
                },
                { title: w.who, render: (a) => a.who, text: (a) => a.who },
                { title: w.role, render: (a) => a.role, text: (a) => a.role },
                { title: w.subject, render: (a) => a.subject, text: (a) => a.subject },
                { title: w.asked, render: (a) => (a.asked ? readable(a.asked) : '—'), text: (a) => a.asked ?? '' },
                { title: w.inForce, render: (a) => a.in_force ?? '—', text: (a) => a.in_force ?? '' },
                {
                  title: w.clause,
                  render: (a) => <span className="quiet">{a.clause ?? ''}</span>,
                  text: (a) => a.clause ?? '',
                },
              ]}
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}
