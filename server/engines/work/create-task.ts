/** From a need to a published task: the pre-filled form, the guards, publishing (DSP-11, LST-03, SCH-09, SCH-10). */
import type { z } from 'zod';
import { codesOf, deliverableTypes, workContents } from '../../../contract/codes.ts';
import type { taskView } from '../../../contract/tasks/index.ts';
import { addMs, civilDate, day_ms, iso, minute_ms, startOfDay } from '../../platform/clock.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome, type Refused } from '../../platform/outcome.ts';
import { emit, schedule, unschedule } from '../../platform/outbox.ts';
import { boundaryRules, countStaffAct, matchRule, needForUpdate, needsOf, type NeedBrief } from '../demand/index.ts';
import { place as placeById } from '../places/index.ts';
import { clauseId, numbers, parameterClause } from '../policy/index.ts';
import { recordAct } from '../record/index.ts';
import { taskMay } from './lifecycle.ts';
import { blockedTime, matching } from './matching.ts';
import {
  headcountNeeded,
  headcountOf,
  isAdHoc,
  mayPublish,
  slotMinutes,
  uncountedBy,
  type Publishing,
  type TaskBody,
} from './rules.ts';
import { claimsOfTask, needsOfTask, setTask, slotsOf, taskForUpdate, taskOf, type TaskRow } from './store.ts';
import { tellNeeds } from './places.ts';
import { verifiedByContent } from './uniformity.ts';
import { taskViews } from './views.ts';

type View = z.input<typeof taskView>;

/** Contents by the words of a need; what matches nothing is volunteer service. */
const contentWords: readonly [keyof typeof workContents, RegExp][] = [
  ['policy_publicity', /宣传|政策|宣讲|讲解/],
  ['deliberation', /议事|协商|投票|表决/],
  ['harmony', /纠纷|调解|吵架|矛盾|巡逻/],
  ['resident_service', /走访|看望|陪伴|慰问|代办/],
];
/** The form as staff find it: everything the need already says is filled in. */
export async function draftTask(ctx: Ctx, tenant: number, needId: string): Promise<Outcome<TaskBody>> {
  return snapshot(ctx, { tenant }, async (tx): Promise<Outcome<TaskBody>> => {
    const need = (await needsOf(tx, tenant, [needId]))[0];
    if (!need) return refuse('NOT_FOUND');
    if (need.boundary === null) return refuse('BOUNDARY_UNDECIDED');
    const n = await numbers(ctx, tenant);
    const where = need.placeId ? await placeById(ctx, tx, tenant, need.placeId) : null;
    const slot = suggestedSlot(need, ctx.clock.now());
    const content = contentWords.find(([, words]) => words.test(need.text))?.[0] ?? 'volunteer_service';
    const point =
      need.point ?? (where && where.lat !== null && where.lng !== null ? { lat: where.lat, lng: where.lng } : null);
    return done({
      // The title is read by everyone; words that the asker keeps private go to who serves, by the description.
      title: need.private ? workContents[content].zh : need.title.slice(0, 80),
      description: need.text.slice(0, 1000),
      work_content: content,
      kind: (need.tag ?? '').slice(0, 30),
      form: 'on_site',
      needs: [need.id],
      plan_item: null,
      deliverable_type: 'resident_confirmation',
      deliverable: '居民确认问题已解决',
      responsible: me(ctx).personId,
      team_leader: null,
      place: need.placeId,
      place_name: where?.full_name ?? '',
      point,
      radius_m: n.check_in_radius_m,
      estimate_minutes: slotMinutes(slot),
      headcount_reason: '',
      slots: [
        {
          ...slot,
          role: need.tag ? 'professional' : 'general',
          capacity: 1,
          skills: need.tag ? [need.tag.slice(0, 30)] : [],
          demands: [],
          deliverable: '',
        },
      ],
      not_transferred_duty: true,
      physical_risk: false,
      guarantees: null,
      language: need.language as TaskBody['language'],
      urgent: need.urgent,
      uniform_reason: '',
      uncounted: null,
      publish: true,
    });
  });
}
/** The resident's first window that lies ahead, else the next Saturday from ten to eleven. */
function suggestedSlot(need: NeedBrief, now: Date): { start: string; end: string } {
  const window = need.windows
    .filter((w) => Date.parse(w.start) > now.getTime() && Date.parse(w.end) > Date.parse(w.start))
    .toSorted((a, b) => Date.parse(a.start) - Date.parse(b.start))[0];
  if (window)
    return {
      start: iso(new Date(window.start)),
      end: iso(new Date(Math.min(Date.parse(window.end), Date.parse(window.start) + 120 * minute_ms))),
    };
  const today = startOfDay(civilDate(now));
  const weekday = new Date(today.getTime() + day_ms / 2).getUTCDay();
  const saturday = addMs(today, ((6 - weekday + 7) % 7 || 7) * day_ms);
  return { start: iso(addMs(saturday, 600 * minute_ms)), end: iso(addMs(saturday, 660 * minute_ms)) };
}

/** Creates the task and, unless it is to stay a draft, publishes it in the same act. Refused: nothing is written. */
export async function createTask(ctx: Ctx, tenant: number, body: TaskBody): Promise<Outcome<View>> {
  await matching(ctx, tenant);
  const outcome = await transact(ctx, { tenant }, async (tx): Promise<Outcome<{ id: string }>> => {
    for (const id of body.needs.toSorted())
      if (!(await needForUpdate(tx, tenant, id))) return refuse('NO_DEMAND_SOURCE', { details: { need: id } });
    if (body.publish) {
      const refused = await barred(ctx, tx, tenant, body, null);
      if (refused) return refused;
    } else if (body.responsible === null || !Object.hasOwn(deliverableTypes, body.deliverable_type)) {
      return refuse(body.responsible === null ? 'NO_OWNER' : 'UNCLEAR_TASK', {
        details: { missing: body.responsible === null ? 'responsible' : ['deliverable_type'] },
      });
    }
    const id = await write(ctx, tx, tenant, body);
    await recordAct(ctx, tx, { tenant, kind: 'task', id, act: 'created', to: 'draft', detail: { needs: body.needs } });
    for (const need of body.needs) await countStaffAct(tx, tenant, need);
    if (body.publish) await publishNow(ctx, tx, (await taskOf(tx, tenant, id))!);
    else await keepDraft(ctx, tx, tenant, id, body.slots);
    return done({ id });
  });
  return outcome.ok ? viewTask(ctx, tenant, outcome.value.id) : outcome;
}

/** Publishes a draft, by the same guards. */
export async function publishTask(ctx: Ctx, tenant: number, id: string): Promise<Outcome<View>> {
  await matching(ctx, tenant);
  const outcome = await transact(ctx, { tenant }, async (tx): Promise<Outcome<{ id: string }>> => {
    const task = await taskForUpdate(tx, tenant, id);
    if (!task) return refuse('NOT_FOUND');
    if (!taskMay(task.state, 'published')) return refuse('ILLEGAL_TRANSITION');
    const refused = await barred(ctx, tx, tenant, await bodyOf(tx, task), task);
    if (refused) return refused;
    for (const need of await needsOfTask(tx, tenant, id)) await countStaffAct(tx, tenant, need);
    await publishNow(ctx, tx, task);
    return done({ id });
  });
  return outcome.ok ? viewTask(ctx, tenant, outcome.value.id) : outcome;
}
/** A stored draft in the words of the form, so that the guards read one thing only. */
async function bodyOf(tx: Tx, task: TaskRow): Promise<TaskBody> {
  const slots = await slotsOf(tx, task.tenant_id, [task.task_id]);
  return {
    title: task.title,
    description: task.description,
    work_content: task.work_content as TaskBody['work_content'],
    kind: task.kind,
    form: task.form as TaskBody['form'],
    needs: await needsOfTask(tx, task.tenant_id, task.task_id),
    plan_item: task.plan_item,
    deliverable_type: task.deliverable_type,
    deliverable: task.deliverable,
    responsible: task.responsible_id,
    team_leader: task.team_leader_id,
    place: task.place_id,
    place_name: task.place_name,
    point: task.lat === null || task.lng === null ? null : { lat: task.lat, lng: task.lng },
    radius_m: task.radius_m,
    estimate_minutes: task.estimate_minutes,
    headcount_reason: task.headcount_reason,
    slots: slots.map((s) => ({
      start: iso(s.starts_at),
      end: iso(s.ends_at),
      role: s.role as TaskBody['slots'][number]['role'],
      capacity: s.capacity,
      skills: s.skills,
      demands: s.demands as TaskBody['slots'][number]['demands'],
      deliverable: s.deliverable,
    })),
    not_transferred_duty: true,
    physical_risk: task.physical_risk,
    guarantees: task.guarantees as TaskBody['guarantees'],
    language: task.language as TaskBody['language'],
    urgent: task.urgent,
    uniform_reason: task.uniform_reason,
    uncounted: task.uncounted as TaskBody['uncounted'],
    publish: true,
  };
}

/** Gathers what the guards look at and asks them; a refused publication is kept as an attempt. */
async function barred(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  body: TaskBody,
  draft: TaskRow | null,
): Promise<Refused | null> {
  const n = await numbers(ctx, tenant);
  const now = ctx.clock.now();
  const m = await matching(ctx, tenant);
  const duty = matchRule(
    await boundaryRules(tx, tenant),
    [body.title, body.description, body.kind, body.deliverable, ...body.slots.map((s) => s.deliverable)].join(' '),
    'supply',
  );
  const times = body.slots.map((s, slot) => ({
    slot,
    ...(slotMinutes(s) > 0 && slotMinutes(s) <= 92 * 1440
      ? blockedTime(
          m,
          {
            form: body.form,
            starts_at: new Date(s.start),
            ends_at: new Date(s.end),
            urgent: body.urgent,
            duration_min: body.estimate_minutes,
          },
          now,
        )
      : { blocked: false, alternatives: [] }),
  }));
  const needs = await needsOf(tx, tenant, body.needs);
  const p: Publishing = {
    task: body,
    now,
    needs,
    duty,
    limits: n,
    blocked: times.filter((t) => t.blocked),
    uniform: await uniformity(ctx, tx, tenant, body.work_content),
    responsibleKnown: body.responsible !== null && (await onDuty(ctx, tx, tenant, body.responsible)),
    leaderAgreed: body.team_leader !== null && (await leads(ctx, tx, tenant, body.team_leader, draft)),
  };
  const refused = mayPublish(p);
  if (!refused || refused.code === 'BOUNDARY_UNDECIDED') return refused;
  const inForce =
    refused.code === 'HEADCOUNT_UNJUSTIFIED'
      ? String(headcountNeeded(body.estimate_minutes, body.slots))
      : duty && refused.code === 'DUTY_TRANSFER'
        ? duty.ownerWords
        : undefined;
  return {
    ...refused,
    attempt: {
      tenantId: tenant,
      subject: body.title.slice(0, 80) || body.needs[0] || '',
      asked: `${body.slots[0]?.start ?? ''} ${headcountOf(body.slots)}`.trim(),
      ...(inForce ? { inForce } : {}),
      clauseId: basisOf(refused.code, duty?.clauseId ?? null),
    },
  };
}
/** The clause that a refused publication rests on. */
function basisOf(code: string, rule: string | null): string {
  if (code === 'DUTY_TRANSFER') return rule ?? clauseId('default.boundary');
  if (code === 'HEADCOUNT_UNJUSTIFIED') return parameterClause('headcount_tolerance_pct');
  if (code === 'UNIFORM_WORK_REASON') return parameterClause('uniform_work_pct');
  if (code === 'UNCLEAR_TASK') return parameterClause('undifferentiated_slot_people');
  if (code === 'WORK_HOURS_BLOCKED') return parameterClause('work_morning_from_min');
  return clauseId('hubei.contents');
}
/** Whoever answers for a task works for the community. */
async function onDuty(ctx: Ctx, tx: Tx, tenant: number, personId: string): Promise<boolean> {
  const now = ctx.clock.now();
  const grant = await tx
    .selectFrom('role_grant')
    .select('grant_id')
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', personId)
    .where('valid_from', '<=', now)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>', now)]))
    .executeTakeFirst();
  return grant !== undefined || ctx.actor?.personId === personId;
}
/**
 * SCH-10: the leader is on duty, or a member who agreed by an own act before publication: the member accepted an
 * invitation to (or claimed) a place in this draft with `lead`. Nobody becomes a leader by being named.
 */
async function leads(ctx: Ctx, tx: Tx, tenant: number, personId: string, draft: TaskRow | null): Promise<boolean> {
  if (await onDuty(ctx, tx, tenant, personId)) return true;
  if (!draft) return false;
  return (
    (await tx
      .selectFrom('claim')
      .select('claim_id')
      .where('tenant_id', '=', tenant)
      .where('task_id', '=', draft.task_id)
      .where('person_id', '=', personId)
      .where('is_leader', '=', true)
      .where('state', '=', 'accepted')
      .executeTakeFirst()) !== undefined
  );
}
/** Distribution of verified services over the contents (G-12). */
async function uniformity(ctx: Ctx, tx: Tx, tenant: number, content: string): Promise<Publishing['uniform']> {
  const { rows } = await verifiedByContent(tenant, ctx.clock.now(), await numbers(ctx, tenant)).execute(tx);
  const of = rows.reduce((n, r) => n + r.n, 0);
  const own = rows.find((r) => r.work_content === content)?.n ?? 0;
  return {
    of,
    pct: of === 0 ? 0 : (own * 100) / of,
    missing: codesOf(workContents).filter((c) => !rows.some((r) => r.work_content === c)),
  };
}

async function write(ctx: Ctx, tx: Tx, tenant: number, body: TaskBody): Promise<string> {
  const task_id = ctx.ids.next();
  const now = ctx.clock.now();
  const n = await numbers(ctx, tenant);
  const where = body.place ? await placeById(ctx, tx, tenant, body.place) : null;
  const point =
    body.point ?? (where && where.lat !== null && where.lng !== null ? { lat: where.lat, lng: where.lng } : null);
  await tx
    .insertInto('task')
    .values({
      tenant_id: tenant,
      task_id,
      title: body.title,
      description: body.description,
      work_content: body.work_content,
      kind: body.kind,
      form: body.form,
      state: 'draft',
      plan_item: body.plan_item,
      deliverable_type: body.deliverable_type,
      deliverable: body.deliverable,
      responsible_id: body.responsible ?? me(ctx).personId,
      team_leader_id: body.team_leader,
      place_id: where?.place_id ?? null,
      place_name: body.place_name || (where?.full_name ?? ''),
      lat: point?.lat ?? null,
      lng: point?.lng ?? null,
      radius_m: body.radius_m ?? n.check_in_radius_m,
      estimate_minutes: body.estimate_minutes,
      headcount: headcountOf(body.slots),
      headcount_needed: headcountNeeded(body.estimate_minutes, body.slots),
      headcount_reason: body.headcount_reason,
      physical_risk: body.physical_risk,
      guarantees: body.guarantees ? JSON.stringify(body.guarantees) : null,
      language: body.language,
      urgent: body.urgent,
      ad_hoc: isAdHoc(body.slots, now, n.notice_period_h),
      uniform_reason: body.uniform_reason,
      uncounted: uncountedBy(body),
      created_by: me(ctx).personId,
      created_at: now,
      staff_acts: 1,
    })
    .execute();
  if (body.needs.length > 0)
    await tx
      .insertInto('task_need')
      .values([...new Set(body.needs)].map((need_id) => ({ tenant_id: tenant, task_id, need_id })))
      .execute();
  const slots = body.slots.filter((s) => slotMinutes(s) > 0);
  if (slots.length > 0)
    await tx
      .insertInto('slot')
      .values(
        slots.map((s) => ({
          tenant_id: tenant,
          slot_id: ctx.ids.next(),
          task_id,
          starts_at: new Date(s.start),
          ends_at: new Date(s.end),
          role: s.role,
          capacity: s.capacity,
          skills: s.skills,
          demands: s.demands,
          deliverable: s.deliverable,
        })),
      )
      .execute();
  return task_id;
}
async function publishNow(ctx: Ctx, tx: Tx, task: TaskRow): Promise<void> {
  const tenant = task.tenant_id;
  const id = task.task_id;
  const slots = await slotsOf(tx, tenant, [id]);
  await setTask(tx, tenant, id, {
    state: slots.every((s) => s.taken >= s.capacity) ? 'filled' : 'published',
    published_at: ctx.clock.now(),
  });
  await recordAct(ctx, tx, { tenant, kind: 'task', id, act: 'published', from: task.state, to: 'published' });
  await unschedule(ctx, tx, { tenant, kind: 'task.draft_over', subject: id });
  await scheduleSlots(ctx, tx, tenant, slots);
  // Members who agreed while it was a draft become helpers now.
  for (const c of await claimsOfTask(tx, tenant, id)) {
    const slot = c.state === 'accepted' ? slots.find((s) => s.slot_id === c.slot_id) : undefined;
    if (slot) await tellNeeds(ctx, tx, { task, slot, personId: c.person_id, origin: 'offer' });
  }
  await emit(ctx, tx, { tenant, kind: 'task.published', subject: id });
}
/** SCH-10: a draft may hold its leader's hour, so it is kept for so many days, and not beyond the beginning of its last slot. */
async function keepDraft(ctx: Ctx, tx: Tx, tenant: number, id: string, slots: TaskBody['slots']): Promise<void> {
  const life = addMs(ctx.clock.now(), (await numbers(ctx, tenant)).draft_life_d * day_ms).getTime();
  const begun = Math.max(...slots.map((s) => Date.parse(s.start)));
  const at = new Date(slots.length > 0 && begun > ctx.clock.now().getTime() ? Math.min(life, begun) : life);
  await schedule(ctx, tx, { tenant, kind: 'task.draft_over', subject: id, at });
}
/** What the passing of time brings to a slot: its beginning with free places, and its end. */
export async function scheduleSlots(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  slots: readonly { slot_id: string; starts_at: Date; ends_at: Date }[],
): Promise<void> {
  const n = await numbers(ctx, tenant);
  for (const s of slots) {
    await schedule(ctx, tx, { tenant, kind: 'slot.starts', subject: s.slot_id, at: s.starts_at });
    await schedule(ctx, tx, {
      tenant,
      kind: 'slot.over',
      subject: s.slot_id,
      at: addMs(s.ends_at, n.check_in_tolerance_min * minute_ms),
    });
  }
}

/** A task as this viewer may see it; drafts are for staff. */
export async function viewTask(
  ctx: Ctx,
  tenant: number,
  id: string,
  member: Parameters<typeof taskViews>[4]['member'] = null,
): Promise<Outcome<View>> {
  return snapshot(ctx, { tenant }, async (tx): Promise<Outcome<View>> => {
    const task = await taskOf(tx, tenant, id);
    if (!task) return refuse('NOT_FOUND');
    const view = (await taskViews(ctx, tx, tenant, [task], { member, story: true }))[0]!;
    return done(view);
  });
}
