/** The next version of the points standard: drafted, tried on the records of the last months, then published (PTS-01). */
import Button from 'antd/es/button';
import { useState } from 'react';
import { slotRoles, workContents } from '../../../contract/codes.ts';
import { format, labelOf, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import { AreaField, Panel, Refusal, say, SelectField, TextField, useRead } from '../ui/index.ts';
import { StandardImpact } from './standard-impact.tsx';
import { ruleWords } from './words-rules.ts';
import { standardWords } from './words-standard.ts';

type Standard = Reply<'points.standard'>['active'];
type Part = Standard['clauses'][number]['part'];

/** Points as typed, kept as hundredths. */
const hundredthsOf = (text: string): number => Math.round((Number(text) || 0) * 100);
const percentOf = (text: string): number => Math.trunc(Number(text) || 0);

export function StandardDraft({ tenant, active, draft }: { tenant: number; active: Standard; draft: Standard | null }) {
  const s = useWords(standardWords);
  return (
    <section className="screen-only">
      {draft ? (
        <>
          <StandardImpact tenant={tenant} draft={draft} />
          <details className="more">
            <summary>{s.changeDraft}</summary>
            <DraftForm tenant={tenant} from={draft} kept />
          </details>
          <Decide tenant={tenant} draft={draft} />
        </>
      ) : (
        <details className="more">
          <summary>{s.newDraft}</summary>
          <DraftForm tenant={tenant} from={active} kept={false} />
        </details>
      )}
    </section>
  );
}

function DraftForm({ tenant, from, kept }: { tenant: number; from: Standard; kept: boolean }) {
  const w = useWords(ruleWords);
  const s = useWords(standardWords);
  useLang();
  const library = useRead('policy.documents', {});
  const save = useCall('points.saveStandard');
  const [title, setTitle] = useState(from.title);
  const [items, setItems] = useState(
    from.items.map((i) => ({ content: i.content, base: format.points(i.base_hundredths_per_hour) })),
  );
  const [roles, setRoles] = useState(from.roles.map((r) => ({ role: r.role, pct: String(r.coefficient_pct) })));
  const [results, setResults] = useState(
    from.results.map((r) => ({ from_score: r.from_score, pct: String(r.coefficient_pct) })),
  );
  const [professional, setProfessional] = useState(String(from.professional_pct));
  const [emergency, setEmergency] = useState(String(from.emergency_pct));
  const [cap, setCap] = useState(format.points(from.daily_cap_hundredths));
  const [clause, setClause] = useState(from.clause_id);
  const [own, setOwn] = useState<Readonly<Partial<Record<Part, string>>>>(
    Object.fromEntries(from.clauses.filter((c) => c.id !== from.clause_id).map((c) => [c.part, c.id])),
  );
  const [log, setLog] = useState(kept ? from.change_log : '');
  const listed = (library.data?.items ?? []).flatMap((d) =>
    d.clauses.map((c) => ({ value: c.id, text: `${d.title} ${c.number}`.slice(0, 60) })),
  );
  // A clause that is not in the library's first page stays selectable, as the draft names it already.
  const named = from.clauses.map((c) => ({ value: c.id, text: c.words }));
  const clauses = [...new Map([...named, ...listed].map((o) => [o.value, o])).values()];
  const negative = (path: string) =>
    save.refused?.code === 'NO_NEGATIVE_POINTS' && save.refused.fields.some((f) => f.path === path)
      ? save.refused.message
      : null;
  const send = async () => {
    const outcome = await save.run({
      params: { tenant },
      body: {
        title: title.trim(),
        clause: clause || null,
        items: items.map((i) => ({ content: i.content, base_hundredths_per_hour: hundredthsOf(i.base) })),
        roles: roles.map((r) => ({ role: r.role, coefficient_pct: percentOf(r.pct) })),
        professional_pct: percentOf(professional),
        results: results.map((r) => ({ from_score: r.from_score, coefficient_pct: percentOf(r.pct) })),
        emergency_pct: percentOf(emergency),
        daily_cap_hundredths: hundredthsOf(cap),
        clauses: (Object.entries(own) as [Part, string][])
          .filter(([, id]) => id !== '')
          .map(([part, id]) => ({ part, id })),
        change_log: log.trim(),
      },
    });
    if (outcome.ok) say(s.draftKept);
  };
  return (
    <div className="form">
      <TextField label={w.title} value={title} maxLength={60} onChange={setTitle} error={save.errorOf('title')} />
      <fieldset className="slot">
        <legend>{w.base}</legend>
        <div className="form-row">
          {items.map((i, n) => (
            <TextField
              key={i.content}
              short
              label={labelOf(workContents, i.content)}
              type="number"
              value={i.base}
              onChange={(base) => setItems(items.map((x, m) => (m === n ? { ...x, base } : x)))}
              error={Number(i.base) < 0 ? negative('items') : null}
            />
          ))}
        </div>
      </fieldset>
      <fieldset className="slot">
        <legend>{s.coefficients}</legend>
        <div className="form-row">
          {roles.map((r, n) => (
            <TextField
              key={r.role}
              short
              label={labelOf(slotRoles, r.role)}
              type="number"
              value={r.pct}
              onChange={(pct) => setRoles(roles.map((x, m) => (m === n ? { ...x, pct } : x)))}
              error={Number(r.pct) < 100 ? negative('roles') : null}
            />
          ))}
          <TextField
            short
            label={w.professional}
            type="number"
            value={professional}
            onChange={setProfessional}
            error={negative('professional_pct')}
          />
          {results.map((r, n) => (
            <TextField
              key={r.from_score}
              short
              label={w.fromScore(r.from_score)}
              type="number"
              value={r.pct}
              onChange={(pct) => setResults(results.map((x, m) => (m === n ? { ...x, pct } : x)))}
              error={Number(r.pct) < 100 ? negative('results') : null}
            />
          ))}
          <TextField
            short
            label={w.emergency}
            type="number"
            value={emergency}
            onChange={setEmergency}
            error={negative('emergency_pct')}
          />
          <TextField
            short
            label={w.dailyCap}
            type="number"
            value={cap}
            onChange={setCap}
            error={negative('daily_cap_hundredths')}
          />
        </div>
      </fieldset>
      <SelectField
        label={w.useClause}
        value={clause}
        onChange={setClause}
        options={clauses}
        none={w.noClause}
        error={save.refused?.code === 'NO_POLICY_BASIS' ? save.refused.message : null}
      />
      <details>
        <summary>{s.partClauses}</summary>
        {from.clauses.map((c) => (
          <SelectField
            key={c.part}
            label={s.parts[c.part]}
            value={own[c.part] ?? ''}
            onChange={(id) => setOwn({ ...own, [c.part]: id })}
            options={clauses}
            none={s.sameAsWhole}
          />
        ))}
      </details>
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
          {s.keepDraft}
        </Button>
      </div>
    </div>
  );
}

/** Publishing asks for its reason; a draft can be thrown away without one. */
function Decide({ tenant, draft }: { tenant: number; draft: Standard }) {
  const s = useWords(standardWords);
  const publish = useCall('points.publishStandard');
  const drop = useCall('points.dropStandard');
  const [reason, setReason] = useState('');
  const send = async () => {
    const outcome = await publish.run({ params: { tenant, id: draft.id }, body: { reason: reason.trim() } });
    if (outcome.ok) say(s.published(draft.version));
  };
  const away = async () => {
    const outcome = await drop.run({ params: { tenant, id: draft.id }, body: {} });
    if (outcome.ok) say(s.dropped);
  };
  return (
    <Panel title={s.publishTitle(draft.version)}>
      <p className="quiet">{s.publishLead}</p>
      <AreaField
        label={s.reason}
        rows={2}
        value={reason}
        maxLength={400}
        onChange={setReason}
        error={publish.refused?.code === 'REASON_REQUIRED' ? publish.refused.message : null}
      />
      <Refusal refused={publish.refused ?? drop.refused} />
      <div className="form-acts">
        <Button type="primary" loading={publish.busy} onClick={() => void send()}>
          {s.publish}
        </Button>
        <Button loading={drop.busy} onClick={() => void away()}>
          {s.drop}
        </Button>
      </div>
    </Panel>
  );
}
