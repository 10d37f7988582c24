/** The city's points standard with its formula and versions; the city drafts the next one here. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { slotRoles, workContents } from '../../../contract/codes.ts';
import { format, labelOf, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  AreaField,
  DataTable,
  Facts,
  Loaded,
  Mark,
  Page,
  Panel,
  Refusal,
  say,
  SelectField,
  TextField,
  useRead,
} from '../ui/index.ts';
import { ruleWords } from './words-rules.ts';

type Standard = Reply<'points.standard'>['active'];

export default function StandardPage({ tenant }: AtDesk) {
  const w = useWords(ruleWords);
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
              <NewVersion key={data.active.id} tenant={tenant} active={data.active} />
            </div>
            <aside>
              <Panel title={w.standardFormula}>
                <Facts
                  items={[
                    [
                      w.roleCoef,
                      data.active.roles
                        .map((r) => `${labelOf(slotRoles, r.role)} ${r.coefficient_pct}%`)
                        .join(language === 'zh' ? ';' : '; '),
                    ],
                    [w.professional, `${data.active.professional_pct}%`],
                    [
                      w.results,
                      data.active.results
                        .map((r) => `${w.fromScore(r.from_score)} ${r.coefficient_pct}%`)
                        .join(language === 'zh' ? ';' : '; '),
                    ],
                    [w.emergency, `${data.active.emergency_pct}%`],
                    [w.dailyCap, `${format.points(data.active.daily_cap_hundredths)} ${w.points}`],
                    [w.effective, format.day(data.active.effective)],
                    [w.clause, data.active.clause],
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

/** Whole points as typed, kept as hundredths. */
const hundredthsOf = (text: string): number => Math.round((Number(text) || 0) * 100);

function NewVersion({ tenant, active }: { tenant: number; active: Standard }) {
  const w = useWords(ruleWords);
  useLang();
  const library = useRead('policy.documents', {});
  const save = useCall('points.saveStandard');
  const [title, setTitle] = useState(active.title);
  const [items, setItems] = useState(
    active.items.map((i) => ({ content: i.content, base: format.points(i.base_hundredths_per_hour) })),
  );
  const [professional, setProfessional] = useState(String(active.professional_pct));
  const [emergency, setEmergency] = useState(String(active.emergency_pct));
  const [cap, setCap] = useState(format.points(active.daily_cap_hundredths));
  const [clause, setClause] = useState(active.clause_id);
  const [log, setLog] = useState('');
  const clauses = (library.data?.items ?? []).flatMap((d) =>
    d.clauses.map((c) => ({ value: c.id, text: `${d.title} ${c.number}`.slice(0, 60) })),
  );
  const send = async () => {
    const outcome = await save.run({
      params: { tenant },
      body: {
        title: title.trim(),
        clause: clause || null,
        items: items.map((i) => ({ content: i.content, base_hundredths_per_hour: hundredthsOf(i.base) })),
        professional_pct: Math.trunc(Number(professional) || 0),
        emergency_pct: Math.trunc(Number(emergency) || 0),
        daily_cap_hundredths: hundredthsOf(cap),
        change_log: log.trim(),
      },
    });
    if (outcome.ok) say(w.enacted);
  };
  return (
    <details className="more screen-only">
      <summary>{w.newVersion}</summary>
      <div className="form">
        <TextField label={w.title} value={title} maxLength={60} onChange={setTitle} error={save.errorOf('title')} />
        <div className="form-row">
          {items.map((i, n) => (
            <TextField
              key={i.content}
              short
              label={labelOf(workContents, i.content)}
              type="number"
              value={i.base}
              onChange={(base) => setItems(items.map((x, m) => (m === n ? { ...x, base } : x)))}
              error={save.refused?.code === 'NO_NEGATIVE_POINTS' && Number(i.base) < 0 ? save.refused.message : null}
            />
          ))}
        </div>
        <div className="form-row">
          <TextField
            short
            label={`${w.professional} %`}
            type="number"
            value={professional}
            onChange={setProfessional}
          />
          <TextField short label={`${w.emergency} %`} type="number" value={emergency} onChange={setEmergency} />
          <TextField short label={w.dailyCap} type="number" value={cap} onChange={setCap} />
        </div>
        <SelectField
          label={w.useClause}
          value={clause}
          onChange={setClause}
          options={
            clauses.some((c) => c.value === active.clause_id)
              ? clauses
              : [{ value: active.clause_id, text: active.clause }, ...clauses]
          }
          none={w.noClause}
          error={save.refused?.code === 'NO_POLICY_BASIS' ? save.refused.message : null}
        />
        <AreaField
          label={w.changeLog}
          rows={2}
          value={log}
          maxLength={400}
          onChange={setLog}
          error={save.errorOf('change_log')}
        />
        <Refusal refused={save.refused} />
        <div className="form-acts">
          <Button loading={save.busy} disabled={log.trim() === ''} onClick={() => void send()}>
            {w.enact}
          </Button>
        </div>
      </div>
    </details>
  );
}
