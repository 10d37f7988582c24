/** Parameters in force at a node, each with its clause and the direction in which a lower level may move it. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { format, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  DataTable,
  Empty,
  Facts,
  Loaded,
  Mark,
  Page,
  Panel,
  Refusal,
  say,
  SelectField,
  TextField,
  uiWords,
  useParam,
  useRead,
} from '../ui/index.ts';
import { ruleWords } from './words-rules.ts';

type Parameter = Reply<'policy.parameters'>['items'][number];

export default function Parameters({ tenant }: AtDesk) {
  const w = useWords(ruleWords);
  const u = useWords(uiWords);
  useLang();
  const [current, setCurrent] = useParam('key');
  const [typed, setTyped] = useState('');
  const list = useRead('policy.parameters', { params: { tenant } });
  const chosen = list.data?.items.find((p) => p.key === current) ?? null;
  return (
    <Page title={w.parameters} lead={w.paramLead} wide>
      <div className="columns">
        <Loaded query={list} rows={10}>
          {(data) => (
            <DataTable<Parameter>
              name={w.parameters}
              rows={data.items.filter((p) => typed === '' || p.title.includes(typed) || p.key.includes(typed))}
              keyOf={(p) => p.key}
              current={current}
              onCurrent={setCurrent}
              empty={<Empty />}
              tools={<TextField label={u.search} type="search" value={typed} onChange={setTyped} />}
              columns={[
                {
                  title: w.title,
                  opens: true,
                  text: (p) => p.title,
                },
                {
                  title: w.value2,
                  render: (p) => (
                    <strong className="nowrap">
                      {p.value} {p.unit}
                    </strong>
                  ),
                  text: (p) => p.value,
                  end: true,
                },
                { title: w.default, render: (p) => p.default_value, text: (p) => p.default_value, end: true },
                {
                  title: w.direction,
                  render: (p) => (
                    <Mark tone={p.direction === 'locked' ? 'done' : 'still'}>{w.directions[p.direction]}</Mark>
                  ),
                  text: (p) => w.directions[p.direction],
                },
                {
                  title: w.setAt,
                  render: (p) => (p.set_at === tenant ? w.yours : p.set_at_name),
                  text: (p) => p.set_at_name,
                },
              ]}
            />
          )}
        </Loaded>
        <aside className="beside">{chosen ? <One key={chosen.key} tenant={tenant} parameter={chosen} /> : null}</aside>
      </div>
    </Page>
  );
}

function One({ tenant, parameter: p }: { tenant: number; parameter: Parameter }) {
  const w = useWords(ruleWords);
  const library = useRead('policy.documents', {});
  const set = useCall('policy.setParameter');
  const [value, setValue] = useState(String(p.value));
  const [reason, setReason] = useState('');
  const [clause, setClause] = useState(p.clause.id);
  const clauses = (library.data?.items ?? []).flatMap((d) =>
    d.clauses.map((c) => ({ value: c.id, text: `${d.title} ${c.number}`.slice(0, 60) })),
  );
  const save = async () => {
    const outcome = await set.run({
      params: { tenant, key: p.key },
      body: { value: Number(value), clause: clause || null, reason: reason.trim() },
    });
    if (outcome.ok) say(w.saved);
  };
  const code = set.refused?.code;
  return (
    <Panel title={p.title}>
      <Facts
        items={[
          [w.value2, `${p.value} ${p.unit}`],
          [w.direction, w.directions[p.direction]],
          [w.setAt, p.set_at_name],
          [w.since, format.day(p.valid_from)],
          [w.clause, `${p.clause.document} ${p.clause.number}`],
        ]}
      />
      <blockquote className="said-reason">{p.clause.text}</blockquote>
      <div className="form act-form screen-only">
        <div className="form-row">
          <TextField
            short
            label={w.newValue}
            type="number"
            value={value}
            onChange={setValue}
            error={code === 'OVERREACH_TIGHTEN' ? set.refused?.message : set.errorOf('value')}
          />
          <SelectField
            label={w.useClause}
            value={clause}
            onChange={setClause}
            options={
              clauses.some((c) => c.value === p.clause.id)
                ? clauses
                : [{ value: p.clause.id, text: w.sameClause }, ...clauses]
            }
            none={w.noClause}
            error={code === 'NO_POLICY_BASIS' ? set.refused?.message : null}
          />
        </div>
        <TextField label={w.why} value={reason} maxLength={200} onChange={setReason} error={set.errorOf('reason')} />
        <Refusal refused={set.refused} />
        <div className="form-acts">
          <Button loading={set.busy} disabled={reason.trim() === '' || value === ''} onClick={() => void save()}>
            {w.change}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
