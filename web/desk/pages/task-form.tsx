/** The task form: filled in from the need, each refusal beside the field concerned, published in one act. */
import Button from 'antd/es/button';
import { useEffect, useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { deliverableTypes, languages, serviceForms, uncountedKinds, workContents } from '../../../contract/codes.ts';
import { format, now, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { useMe } from '../session.ts';
import {
  MemberSelect,
  AreaField,
  CheckField,
  Loading,
  optionsOf,
  Page,
  Panel,
  Refusal,
  refusedOf,
  say,
  SelectField,
  TextField,
  uiWords,
  Unread,
  useRead,
} from '../ui/index.ts';
import {
  blankTask,
  type Concern,
  concernOf,
  nextWeekend,
  slotMinutes,
  type Slot,
  type TaskBody,
} from './task-draft.ts';
import { SlotForm } from './task-slots.tsx';
import { taskWords } from './words-tasks.ts';

export default function TaskForm({ tenant }: AtDesk) {
  const need = useParams()['id'] ?? null;
  const w = useWords(taskWords);
  const draft = useRead('tasks.draft', { params: { community: tenant, id: need ?? '' } }, { enabled: need !== null });
  const [body, setBody] = useState<TaskBody | null>(need ? null : { ...blankTask(), slots: [nextWeekend(now())] });
  useEffect(() => {
    // The draft fills the form once; what is typed afterwards stays, whatever is read again.
    if (draft.data && body === null) setBody({ ...blankTask(), ...draft.data });
  }, [draft.data, body]);
  return (
    <Page
      title={need ? w.formTitle : w.newTitle}
      lead={need ? w.formLead : w.newLead}
      back={
        need
          ? { href: `/c/${tenant}/needs/${need}`, text: w.backNeed }
          : { href: `/c/${tenant}/tasks`, text: w.backTasks }
      }
      wide
    >
      {body ? (
        <Form tenant={tenant} need={need} body={body} setBody={setBody} />
      ) : draft.error ? (
        <Refusal refused={refusedOf(draft.error)} retry={() => void draft.refetch()} />
      ) : (
        <Loading rows={8} />
      )}
    </Page>
  );
}

interface FormProps {
  readonly tenant: number;
  readonly need: string | null;
  readonly body: TaskBody;
  readonly setBody: (body: TaskBody) => void;
}
function Form({ tenant, need, body, setBody }: FormProps) {
  const w = useWords(taskWords);
  const [, navigate] = useLocation();
  const create = useCall('tasks.create');
  const concern = concernOf(create.refused, create.errorOf);
  const set = (part: Partial<TaskBody>) => setBody({ ...body, ...part });
  const send = async (publish: boolean) => {
    const outcome = await create.run({
      params: { community: tenant },
      body: { ...body, title: body.title.trim(), publish },
    });
    if (!outcome.ok) {
      document.querySelector('.field-error, .refusal')?.scrollIntoView({ block: 'center' });
      return;
    }
    say(publish ? w.published : w.savedDraft);
    navigate(`/c/${tenant}/tasks/${outcome.value.id}`);
  };
  return (
    <form className="columns" onSubmit={(e) => e.preventDefault()} noValidate>
      <div>
        <What body={body} set={set} concern={concern} />
        <Panel title={w.whenWhere}>
          <div className="form">
            <SlotForm body={body} set={set} concern={concern} />
            <Place tenant={tenant} body={body} set={set} concern={concern} />
          </div>
        </Panel>
      </div>
      <div className="beside">
        <Panel title={w.who}>
          <Owner tenant={tenant} body={body} set={set} concern={concern} />
        </Panel>
        <Panel title={w.more}>
          <More body={body} set={set} concern={concern} />
        </Panel>
        <Refusal refused={create.refused}>
          <RefusalHelp
            tenant={tenant}
            need={need}
            body={body}
            setBody={setBody}
            concern={concern}
            code={create.refused?.code ?? ''}
          />
        </Refusal>
        <div className="form-acts">
          <Button type="primary" size="large" loading={create.busy} onClick={() => void send(true)}>
            {w.publish}
          </Button>
          <Button size="large" disabled={create.busy} onClick={() => void send(false)}>
            {w.draft}
          </Button>
        </div>
      </div>
    </form>
  );
}

type Part = { body: TaskBody; set: (part: Partial<TaskBody>) => void; concern: Concern };
function What({ body, set, concern }: Part) {
  const w = useWords(taskWords);
  const language = useLang();
  return (
    <Panel title={w.what}>
      <div className="form">
        <TextField
          label={w.title}
          hint={w.titleHint}
          value={body.title}
          maxLength={80}
          onChange={(title) => set({ title })}
          error={concern.of('title')}
        />
        <AreaField
          label={w.description}
          optional
          rows={2}
          maxLength={1000}
          value={body.description}
          onChange={(description) => set({ description })}
          error={concern.of('description')}
        />
        <div className="form-row">
          <SelectField
            label={w.content}
            value={body.work_content}
            onChange={(v) => set({ work_content: v as TaskBody['work_content'] })}
            options={optionsOf(workContents, language)}
            error={concern.of('work_content')}
          />
          <SelectField
            label={w.form}
            value={body.form}
            onChange={(v) => set({ form: v as TaskBody['form'] })}
            options={optionsOf(serviceForms, language)}
            error={concern.of('form')}
          />
          <TextField
            label={w.kind}
            optional
            value={body.kind}
            maxLength={30}
            onChange={(kind) => set({ kind })}
            hint={w.kindHint}
          />
        </div>
        <div className="form-row">
          <SelectField
            label={w.deliverableType}
            value={body.deliverable_type}
            onChange={(deliverable_type) => set({ deliverable_type })}
            options={optionsOf(deliverableTypes, language)}
            error={concern.of('deliverable_type')}
          />
          <TextField
            label={w.deliverable}
            hint={w.deliverableHint}
            value={body.deliverable}
            maxLength={200}
            onChange={(deliverable) => set({ deliverable })}
            error={concern.of('deliverable')}
          />
        </div>
        {body.needs.length === 0 ? (
          <TextField
            label={w.planItem}
            value={body.plan_item ?? ''}
            maxLength={80}
            onChange={(v) => set({ plan_item: v || null })}
            error={concern.of('plan_item')}
          />
        ) : null}
      </div>
    </Panel>
  );
}

function Owner({ tenant, body, set, concern }: Part & { tenant: number }) {
  const w = useWords(taskWords);
  const me = useMe();
  const staff = useRead('places.staffing', { params: { community: tenant } });
  const people = new Map(
    (staff.data?.items ?? []).flatMap((s) => (s.person.id ? [[s.person.id, s.person.name] as const] : [])),
  );
  if (me) people.set(me.id, me.name);
  return (
    <div className="form">
      <Unread queries={[staff]} />
      <SelectField
        label={w.responsible}
        value={body.responsible ?? ''}
        onChange={(v) => set({ responsible: v || null })}
        options={[...people].map(([value, text]) => ({ value, text }))}
        none="—"
        error={concern.of('responsible')}
      />
      <MemberSelect
        tenant={tenant}
        label={w.leader}
        optional
        value={body.team_leader ?? ''}
        onChange={(v) => set({ team_leader: v || null })}
        error={concern.of('team_leader')}
      />
    </div>
  );
}

function Place({ tenant, body, set, concern }: Part & { tenant: number }) {
  const w = useWords(taskWords);
  const places = useRead('places.list', { params: { community: tenant }, query: { kind: 'building' } });
  const estates = useRead('places.list', { params: { community: tenant }, query: { kind: 'estate' } });
  const all = [...(estates.data?.items ?? []), ...(places.data?.items ?? [])];
  const choose = (id: string) => {
    const place = all.find((p) => p.id === id);
    set({
      place: id || null,
      ...(place
        ? {
            place_name: place.full_name,
            point: place.lat !== null && place.lng !== null ? { lat: place.lat, lng: place.lng } : body.point,
          }
        : {}),
    });
  };
  const known = body.place === null || all.some((p) => p.id === body.place);
  return (
    <div className="form-row">
      <Unread queries={[places, estates]} />
      <SelectField
        label={w.place}
        value={body.place ?? ''}
        onChange={choose}
        options={[
          ...(known ? [] : [{ value: body.place ?? '', text: body.place_name }]),
          ...all.map((p) => ({ value: p.id, text: p.full_name })),
        ]}
        none="—"
        error={concern.of('place')}
      />
      <TextField
        label={w.placeWords}
        value={body.place_name}
        maxLength={80}
        onChange={(place_name) => set({ place_name })}
        error={concern.of('place_name')}
      />
      <TextField
        short
        label={w.radius}
        optional
        type="number"
        min={20}
        max={5000}
        value={body.radius_m === null ? '' : String(body.radius_m)}
        onChange={(v) => set({ radius_m: v ? Number(v) : null })}
        error={concern.of('radius_m')}
      />
    </div>
  );
}

function More({ body, set, concern }: Part) {
  const w = useWords(taskWords);
  const language = useLang();
  const slot = body.slots[0];
  const length = slot ? slotMinutes(slot) : 0;
  const guarantees = body.guarantees ?? { insurance: '', equipment: '', briefing: '', meals: '' };
  return (
    <div className="form">
      <TextField
        label={w.estimate}
        type="number"
        min={0}
        value={String(body.estimate_minutes)}
        onChange={(v) => set({ estimate_minutes: Math.max(0, Math.trunc(Number(v) || 0)) })}
        hint={length > 0 ? w.estimateHint(Math.max(1, Math.ceil(body.estimate_minutes / length))) : undefined}
        error={concern.of('estimate_minutes')}
      />
      {concern.numbers ? (
        <TextField
          label={w.headcountReason}
          value={body.headcount_reason}
          maxLength={200}
          onChange={(headcount_reason) => set({ headcount_reason })}
          hint={w.needed(concern.numbers.asked, concern.numbers.needed)}
        />
      ) : null}
      <CheckField
        label={w.risk}
        checked={body.physical_risk}
        onChange={(physical_risk) => set({ physical_risk, guarantees: physical_risk ? guarantees : body.guarantees })}
      />
      {body.physical_risk || concern.of('guarantees') ? (
        <>
          <TextField
            label={w.insurance}
            value={guarantees.insurance}
            maxLength={80}
            onChange={(insurance) => set({ guarantees: { ...guarantees, insurance } })}
            error={concern.of('guarantees')}
          />
          <TextField
            label={w.equipment}
            value={guarantees.equipment}
            maxLength={120}
            onChange={(equipment) => set({ guarantees: { ...guarantees, equipment } })}
          />
          <AreaField
            label={w.briefing}
            rows={2}
            value={guarantees.briefing}
            maxLength={400}
            onChange={(briefing) => set({ guarantees: { ...guarantees, briefing } })}
          />
          <TextField
            label={w.meals}
            optional
            value={guarantees.meals ?? ''}
            maxLength={80}
            onChange={(meals) => set({ guarantees: { ...guarantees, meals } })}
          />
        </>
      ) : null}
      <CheckField label={w.urgentTask} checked={body.urgent} onChange={(urgent) => set({ urgent })} />
      <SelectField
        label={w.uncounted}
        hint={w.uncountedHint}
        optional
        value={body.uncounted ?? ''}
        onChange={(v) => set({ uncounted: (v || null) as TaskBody['uncounted'] })}
        options={optionsOf(uncountedKinds, language)}
        none="—"
      />
      <CheckField
        label={w.notDuty}
        checked={body.not_transferred_duty}
        onChange={(not_transferred_duty) => set({ not_transferred_duty })}
      />
      <SelectField
        label={w.language}
        optional
        value={body.language ?? ''}
        onChange={(v) => set({ language: (v || null) as TaskBody['language'] })}
        options={optionsOf(languages, language)}
        none="—"
      />
      {concern.of('uniform_reason') || body.uniform_reason ? (
        <TextField
          label={w.uniformReason}
          value={body.uniform_reason}
          maxLength={200}
          onChange={(uniform_reason) => set({ uniform_reason })}
          error={concern.of('uniform_reason')}
        />
      ) : null}
    </div>
  );
}

/** What the refusal offers: the missing items, the split, other times, or the hand-over to whom it belongs. */
function RefusalHelp({ tenant, need, body, setBody, concern, code }: FormProps & { concern: Concern; code: string }) {
  const w = useWords(taskWords);
  const u = useWords(uiWords);
  const language = useLang();
  const [, navigate] = useLocation();
  const hand = useCall('needs.decideBoundary');
  const names = w.missingNames as Readonly<Record<string, string>>;
  const later = useCall('needs.handOver');
  const handOver = async () => {
    const result = concern.result === 'department' || concern.result === 'community' ? concern.result : 'property';
    const decision = {
      params: { community: tenant, id: need ?? '' },
      body: { result, rule: concern.rule, reason: body.title },
    } as const;
    let outcome = await hand.run(decision);
    // What was already taken up is handed over as it stands.
    if (!outcome.ok && outcome.code === 'ILLEGAL_TRANSITION')
      outcome = await later.run({
        params: decision.params,
        body: { to: result, rule: concern.rule, reason: concern.owner ? w.belongs(concern.owner) : body.title },
      });
    if (!outcome.ok) return;
    say(w.handedOver);
    navigate(`/c/${tenant}/needs/${need}`);
  };
  const refused = later.refused ?? hand.refused;
  const split = () => {
    const model = body.slots[0];
    if (!model) return;
    setBody({
      ...body,
      slots: concern.split.map((s) => ({
        ...model,
        ...(typeof s['start'] === 'string' && typeof s['end'] === 'string' ? { start: s['start'], end: s['end'] } : {}),
        ...(typeof s['capacity'] === 'number' ? { capacity: s['capacity'] } : {}),
        ...(typeof s['role'] === 'string' ? { role: s['role'] as NonNullable<Slot['role']> } : {}),
        ...(typeof s['deliverable'] === 'string' ? { deliverable: s['deliverable'] } : {}),
        ...(Array.isArray(s['skills']) ? { skills: s['skills'] as string[] } : {}),
      })),
    });
  };
  return (
    <div className="stack">
      {concern.missing.length > 0 ? (
        <p>
          {w.missing}
          {concern.missing.map((m) => names[m] ?? m).join(language === 'zh' ? '、' : ', ')}
        </p>
      ) : null}
      {concern.split.length > 0 ? (
        <p>
          <Button size="small" onClick={split}>
            {w.useSplit}
          </Button>
        </p>
      ) : null}
      {concern.alternatives.length > 0 ? (
        <div className="row">
          <span>{w.alternatives}</span>
          {concern.alternatives.slice(0, 4).map((a) => (
            <Button
              key={a.start}
              size="small"
              onClick={() =>
                setBody({
                  ...body,
                  slots: body.slots.map((s, i) => (i === concern.slot ? { ...s, start: a.start, end: a.end } : s)),
                })
              }
            >
              {format.span(a.start, a.end)}
            </Button>
          ))}
        </div>
      ) : null}
      {code === 'DUTY_TRANSFER' ? (
        <div className="row">
          {concern.owner ? <span>{w.rightful(concern.owner)}</span> : null}
          {need ? (
            <Button size="small" loading={hand.busy || later.busy} onClick={() => void handOver()}>
              {w.handOver}
            </Button>
          ) : null}
        </div>
      ) : null}
      {refused ? (
        <p>
          {refused.message} {u.next}
          {refused.next}
        </p>
      ) : null}
    </div>
  );
}
