/** The city's points standard with its formula and versions; the city drafts, tries and publishes the next one here. */
import { slotRoles, workContents } from '../../../contract/codes.ts';
import { format, labelOf, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, Facts, Loaded, Mark, Page, Panel, useRead } from '../ui/index.ts';
import { StandardDraft } from './standard-draft.tsx';
import { ruleWords } from './words-rules.ts';
import { standardWords } from './words-standard.ts';

export default function StandardPage({ tenant }: AtDesk) {
  const w = useWords(ruleWords);
  const s = useWords(standardWords);
  const language = useLang();
  const standard = useRead('points.standard', {});
  return (
    <Page title={w.standard} lead={w.standardLead} wide>
      <Loaded query={standard}>
        {(data) => (
          <div className="columns">
            <div>
              <Panel
                title={`${data.active.title} · ${w.version(data.active.version)}`}
                aside={<Mark tone="done">{w.vStates[data.active.state]}</Mark>}
              >
                <p className="formula">{data.active.formula}</p>
                <DataTable
                  name={w.standard}
                  rows={data.active.items}
                  keyOf={(i) => i.content}
                  columns={[
                    {
                      title: w.content,
                      render: (i) => labelOf(workContents, i.content),
                      text: (i) => labelOf(workContents, i.content),
                    },
                    {
                      title: w.base,
                      render: (i) => format.points(i.base_hundredths_per_hour),
                      text: (i) => format.points(i.base_hundredths_per_hour),
                      end: true,
                    },
                  ]}
                />
              </Panel>
              {data.city === tenant ? (
                <StandardDraft
                  key={`${data.active.id} ${data.draft?.id ?? ''}`}
                  tenant={tenant}
                  active={data.active}
                  draft={data.draft}
                />
              ) : (
                <p className="quiet screen-only">{s.cityOnly}</p>
              )}
            </div>
            <aside>
              <Panel title={w.standardFormula}>
                <Facts
                  items={[
                    [
                      w.roleCoef,
                      data.active.roles
                        .map((r) => `${labelOf(slotRoles, r.role)} ${r.coefficient_pct}%`)
                        .join(language === 'zh' ? '；' : '; '),
                    ],
                    [w.professional, `${data.active.professional_pct}%`],
                    [
                      w.results,
                      data.active.results
                        .map((r) => `${w.fromScore(r.from_score)} ${r.coefficient_pct}%`)
                        .join(language === 'zh' ? '；' : '; '),
                    ],
                    [w.emergency, `${data.active.emergency_pct}%`],
                    [w.dailyCap, `${format.points(data.active.daily_cap_hundredths)} ${w.points}`],
                    [w.effective, format.day(data.active.effective)],
                    [
                      w.clause,
                      <ul className="lines" key="clauses">
                        {data.active.clauses.map((c) => (
                          <li key={c.part}>
                            <span>{s.parts[c.part]}</span>
                            <span className="quiet">{c.words}</span>
                          </li>
                        ))}
                      </ul>,
                    ],
                  ]}
                />
              </Panel>
              <Panel title={w.versions}>
                <ol className="lines">
                  {data.versions.map((v) => (
                    <li key={v.id}>
                      <span>
                        {w.version(v.version)} {v.title}{' '}
                        <Mark tone={v.state === 'active' ? 'done' : 'still'}>{w.vStates[v.state]}</Mark>
                      </span>
                      <span className="quiet">
                        {format.day(v.effective)} {v.change_log}
                      </span>
                    </li>
                  ))}
                </ol>
              </Panel>
            </aside>
          </div>
        )}
      </Loaded>
    </Page>
  );
}
