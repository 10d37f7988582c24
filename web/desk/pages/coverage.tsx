/** The three coverages with numerator, denominator and who is not covered; entry rates stand apart and enter no assessment. */
import { useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { Loaded, Page, Panel, useRead } from '../ui/index.ts';
import { Bar } from './candidates.tsx';
import { peopleWords } from './words-people.ts';

export default function Coverage({ tenant }: AtDesk) {
  const w = useWords(peopleWords);
  useLang();
  const coverage = useRead('registration.coverage', { params: { tenant } });
  return (
    <Page title={w.coverage} lead={w.covLead}>
      <Loaded query={coverage}>
        {(data) => (
          <>
            <div className="thirds">
              {data.rates.map((r) => (
                <Panel key={r.key} title={w.rates[r.key]}>
                  <p className="big-figure">
                    {r.denominator === 0 ? '—' : `${Math.round((r.numerator / r.denominator) * 1000) / 10}%`}
                  </p>
                  <Bar
                    share={r.denominator === 0 ? 0 : r.numerator / r.denominator}
                    text={`${r.numerator} / ${r.denominator}`}
                  />
                  <h3 className="sub">{w.uncovered}</h3>
                  {r.uncovered.length === 0 ? (
                    <p className="quiet">{w.allCovered}</p>
                  ) : (
                    <ul className="plain-list">
                      {r.uncovered.map((name) => (
                        <li key={name}>{name}</li>
                      ))}
                    </ul>
                  )}
                </Panel>
              ))}
            </div>
            <Panel title={w.entry}>
              <p>
                {w.registered} <strong>{data.entry_indicators.registered}</strong> · {w.inGroup}{' '}
                <strong>{data.entry_indicators.in_group}</strong>
              </p>
              <p className="quiet">{data.entry_indicators.note}</p>
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  );
}
