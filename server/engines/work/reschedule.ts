/** Moving and cancelling: postponed is not dropped, and a new time is asked anew (SCH-07, E-20, G-07). */
import { me, transact, type Ctx, type Deps } from '../../platform/context.ts';
import type { z } from 'zod';
import type { postponeCauses } from '../../../contract/codes.ts';
import { postponeCauses as causes } from '../../../contract/codes.ts';
import type { taskView } from '../../../contract/tasks/index.ts';
import { candidates } from '../../../dispatch/index.ts';
import { iso } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { done, refuse, type Outcome, type Refused } from '../../platform/outcome.ts';
import { emit, unschedule, type Event } from '../../platform/outbox.ts';
import { countPostponement, escalate, needsOf } from '../demand/index.ts';
import { notify, notifyStaff } from '../notice/index.ts';
import { recordAct } from '../record/index.ts';
import { asSystem } from './as-system.ts';
import { scheduleSlots, viewTask } from './create-task.ts';
import { writeInvitations, inviteNext } from './invite.ts';
import { taskMay } from './lifecycle.ts';
import { blockedTime, matching, requestOf, taskAsk, type Matching } from './matching.ts';
import { memberStates } from './members.ts';
import { freePlace, withdrawOffers } from './places.ts';
import { timeWords } from './rules.ts';
import {
  claimForUpdate,
  invitationById,
  invitationForUpdate,
  liveClaimsOfSlot,
  needsOfTask,
  setInvitation,
  setSlot,
  setTask,
  slotForUpdate,
  slotsOf,
  taskForUpdate,
  taskOf,
  type SlotRow,
  type TaskRow,
} from './store.ts';

type Cause = keyof typeof postponeCauses;
interface Move {
  readonly start: Date;
  readonly end: Date;
  readonly cause: Cause;
  readonly note: string;
}
/** Moves one slot. Whoever had accepted the old time is free again and is asked for the new one. */
export async function rescheduleTask(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { slot: string; start: string; end: string; cause: Cause; note: string },
): Promise<Outcome<z.input<typeof taskView>>> {
  const m = await matching(ctx, tenant);
  const outcome = await transact(ctx, { tenant }, async (tx): Promise<Outcome<{ id: string }>> => {
    const slot = await slotForUpdate(tx, tenant, body.slot);
    const task = slot ? await taskForUpdate(tx, tenant, id) : null;
    if (!slot || !task || slot.task_id !== id) return refuse('NOT_FOUND');
    const start = new Date(body.start);
    const end = new Date(body.end);
    if (end <= start || start <= ctx.clock.now())
      return refuse('INPUT_INVALID', { fields: [{ path: 'start', message: fieldWords.future }] });
    if ((task.state !== 'published' && task.state !== 'filled') || slot.state === 'done')
      return refuse('ILLEGAL_TRANSITION');
    const refused = await moveSlot(ctx, tx, m, task, slot, { start, end, cause: body.cause, note: body.note });
    return refused ?? done({ id });
  });
  return outcome.ok ? viewTask(ctx, tenant, outcome.value.id) : outcome;
}
async function moveSlot(
  ctx: Ctx,
  tx: Tx,
  m: Matching,
  task: TaskRow,
  slot: SlotRow,
  to: Move,
): Promise<Refused | null> {
  const tenant = task.tenant_id;
  const time = blockedTime(
    m,
    { form: task.form, starts_at: to.start, ends_at: to.end, urgent: task.urgent, duration_min: task.estimate_minutes },
    ctx.clock.now(),
  );
  if (time.blocked) return refuse('WORK_HOURS_BLOCKED', { details: { alternatives: time.alternatives } });
  const live = await liveClaimsOfSlot(tx, tenant, slot.slot_id);
  if (live.some((c) => c.state !== 'accepted')) return refuse('ILLEGAL_TRANSITION');
  const persons = await freeAll(ctx, tx, task, slot.slot_id, 'rescheduled');
  await withdrawOffers(ctx, tx, tenant, slot.slot_id, null);
  await setSlot(tx, tenant, slot.slot_id, { starts_at: to.start, ends_at: to.end, state: 'open' });
  await scheduleSlots(ctx, tx, tenant, [{ slot_id: slot.slot_id, starts_at: to.start, ends_at: to.end }]);
  const needs = await needsOfTask(tx, tenant, task.task_id);
  await tx
    .insertInto('reschedule')
    .values({
      tenant_id: tenant,
      reschedule_id: ctx.ids.next(),
      task_id: task.task_id,
      slot_id: slot.slot_id,
      need_ids: needs,
      cause: to.cause,
      note: to.note,
      from_start: slot.starts_at,
      to_start: to.start,
      by_person_id: me(ctx).personId,
      at: ctx.clock.now(),
    })
    .execute();
  await recordAct(ctx, tx, {
    tenant,
    kind: 'task',
    id: task.task_id,
    act: 'rescheduled',
    reason: to.note || causes[to.cause].zh,
    detail: { slot: slot.slot_id, from: iso(slot.starts_at), to: iso(to.start), cause: to.cause },
  });
  if (to.start > slot.starts_at) await postponed(ctx, tx, tenant, needs);
  await askAgain(ctx, tx, m, tenant, task.task_id, slot.slot_id, persons);
  await emit(ctx, tx, {
    tenant,
    kind: 'task.rescheduled',
    subject: task.task_id,
    persons,
    data: { slot: slot.slot_id },
  });
  return null;
}
/** Frees every accepted place of a slot; the persons, so that they can be told and asked again. */
async function freeAll(ctx: Ctx, tx: Tx, task: TaskRow, slotId: string, act: string): Promise<string[]> {
  const persons: string[] = [];
  for (const live of await liveClaimsOfSlot(tx, task.tenant_id, slotId)) {
    const claim = await claimForUpdate(tx, task.tenant_id, live.claim_id);
    const slot = await slotForUpdate(tx, task.tenant_id, slotId);
    const now = await taskOf(tx, task.tenant_id, task.task_id);
    if (!claim || !slot || !now || claim.state !== 'accepted') continue;
    await freePlace(ctx, tx, claim, slot, now, { act });
    persons.push(claim.person_id);
  }
  return persons;
}
/** SCH-07: the second postponement goes to the grid branch, which finds another way. */
async function postponed(ctx: Ctx, tx: Tx, tenant: number, needs: readonly string[]): Promise<void> {
  for (const need of await needsOf(tx, tenant, needs)) {
    if ((await countPostponement(tx, tenant, need.id)) < 2) continue;
    await escalate(ctx, tx, tenant, need.id, 'grid_branch');
    await notifyStaff(ctx, tx, {
      tenant,
      roles: ['grid_branch', 'community_secretary'],
      kind: 'M-09.escalated',
      params: { title: need.title },
      link: `/desk/needs/${need.id}`,
      onceKey: `escalated:${need.id}`,
    });
  }
}
async function askAgain(
  ctx: Ctx,
  tx: Tx,
  m: Matching,
  tenant: number,
  taskId: string,
  slotId: string,
  persons: readonly string[],
): Promise<void> {
  const task = (await taskOf(tx, tenant, taskId))!;
  const slot = (await slotForUpdate(tx, tenant, slotId))!;
  const request = requestOf(task, slot, await taskAsk(ctx, tx, tenant, taskId), ctx.clock.now());
  const states = await memberStates(ctx, tx, tenant, persons);
  const chosen = candidates([...states.values()], request, m.policy, m.calendar, { limit: 500 }).candidates;
  await writeInvitations(ctx, tx, { task, slot, chosen, urgent: task.urgent, follows: null });
}

/** Why a task ends: what staff wrote, as they wrote it, or what the platform says itself, in both languages. */
interface Reason {
  readonly zh: string;
  readonly en?: string;
}
const ended = {
  draftOver: { zh: '草稿到期没有发布', en: 'the draft was not published in time' },
  withdrawn: { zh: '点单人已撤回', en: 'the asker has withdrawn' },
  handedOver: { zh: '这件事已转交责任方办理', en: 'the matter went to the party whose duty it is' },
} as const satisfies Record<string, Reason>;

/** Cancels a task; those who accepted are told and free at once, and the needs look for another way. */
export async function cancelTask(ctx: Ctx, tenant: number, id: string, reason: string): Promise<Outcome<{ ok: true }>> {
  return transact(
    ctx,
    { tenant },
    async (tx): Promise<Outcome<{ ok: true }>> =>
      (await cancelNow(ctx, tx, tenant, id, { zh: reason })) ?? done({ ok: true }),
  );
}
async function cancelNow(ctx: Ctx, tx: Tx, tenant: number, id: string, why: Reason): Promise<Refused | null> {
  if (!(await taskOf(tx, tenant, id))) return refuse('NOT_FOUND');
  const slots = await slotsOf(tx, tenant, [id]);
  for (const s of slots.toSorted((a, b) => a.slot_id.localeCompare(b.slot_id)))
    await slotForUpdate(tx, tenant, s.slot_id);
  const task = (await taskForUpdate(tx, tenant, id))!;
  if (!taskMay(task.state, 'cancelled')) return refuse('ILLEGAL_TRANSITION');
  const told: string[] = [];
  await setTask(tx, tenant, id, { state: 'cancelled', closed_at: ctx.clock.now() });
  for (const s of slots) {
    told.push(...(await freeAll(ctx, tx, task, s.slot_id, 'cancelled')));
    await withdrawOffers(ctx, tx, tenant, s.slot_id, null);
    await setSlot(tx, tenant, s.slot_id, { searching: false });
    for (const kind of ['slot.starts', 'slot.over']) await unschedule(ctx, tx, { tenant, kind, subject: s.slot_id });
  }
  await unschedule(ctx, tx, { tenant, kind: 'task.draft_over', subject: id });
  await notify(ctx, tx, {
    tenant,
    persons: told,
    kind: 'M-08.cancelled',
    params: {
      title: task.title,
      ...timeWords(slots[0]?.starts_at ?? ctx.clock.now()),
      reason: why.zh,
      ...(why.en ? { reason_en: why.en } : {}),
    },
    link: `/m/tasks/${tenant}/${id}`,
  });
  await recordAct(ctx, tx, {
    tenant,
    kind: 'task',
    id,
    act: 'cancelled',
    from: task.state,
    to: 'cancelled',
    reason: why.zh,
  });
  await emit(ctx, tx, { tenant, kind: 'task.cancelled', subject: id, persons: told });
  return null;
}
/** Nobody published the draft in its time: it ends, and who agreed to lead it has the hour back (SCH-10). */
export async function onDraftOver(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const task = await taskForUpdate(tx, event.tenant, event.subject);
  if (task?.state === 'draft') await cancelNow(asSystem(deps), tx, event.tenant, event.subject, ended.draftOver);
}
/** The resident withdrew: nobody comes for nothing. */
export async function onWithdrawn(deps: Deps, tx: Tx, event: Event): Promise<void> {
  await cancelServing(deps, tx, event.tenant, event.subject, ended.withdrawn);
}
/** WHI-05: what belongs to another party is done by that party, not by volunteers as well. */
export async function onHandedOver(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const need = String(event.data['need'] ?? '');
  const [brief] = await needsOf(tx, event.tenant, [need]);
  if (brief?.state === 'redirected') await cancelServing(deps, tx, event.tenant, need, ended.handedOver);
}
/** Cancels the tasks that serve this need and nobody else who still waits for it, while they have not begun. */
async function cancelServing(deps: Deps, tx: Tx, tenant: number, needId: string, why: Reason): Promise<void> {
  const linked = await tx
    .selectFrom('task_need')
    .innerJoin('task', (j) =>
      j.onRef('task.tenant_id', '=', 'task_need.tenant_id').onRef('task.task_id', '=', 'task_need.task_id'),
    )
    .select(['task.task_id', 'task.plan_item'])
    .where('task_need.tenant_id', '=', tenant)
    .where('task_need.need_id', '=', needId)
    .where('task.state', 'in', ['draft', 'published', 'filled'])
    .limit(50)
    .execute();
  for (const { task_id, plan_item } of linked) {
    const others = (await needsOf(tx, tenant, await needsOfTask(tx, tenant, task_id))).filter(
      (n) => n.id !== needId && n.state !== 'withdrawn' && n.state !== 'redirected',
    );
    if (others.length === 0 && (plan_item ?? '') === '') await cancelNow(asSystem(deps), tx, tenant, task_id, why);
  }
}

/** Staff answer a proposed time. Agreed: the slot moves, or a place of its own is cut from it, and the member taps once to accept. */
export async function decideProposedTime(
  ctx: Ctx,
  tenant: number,
  id: string,
  agree: boolean,
): Promise<Outcome<{ ok: true }>> {
  const m = await matching(ctx, tenant);
  return transact(ctx, { tenant }, async (tx): Promise<Outcome<{ ok: true }>> => {
    const seen = await invitationById(tx, tenant, id);
    if (!seen) return refuse('NOT_FOUND');
    const slot = await slotForUpdate(tx, tenant, seen.slot_id);
    const invitation = await invitationForUpdate(tx, tenant, id);
    const task = await taskOf(tx, tenant, seen.task_id);
    if (!slot || !invitation || !task) return refuse('NOT_FOUND');
    const { proposed_start: start, proposed_end: end } = invitation;
    if (invitation.state !== 'time_proposed' || !start || !end) return refuse('ILLEGAL_TRANSITION');
    if (!agree) {
      await setInvitation(tx, tenant, id, { state: 'withdrawn' });
      await recordAct(ctx, tx, {
        tenant,
        kind: 'invitation',
        id,
        act: 'withdrawn',
        from: 'time_proposed',
        to: 'withdrawn',
      });
      await inviteNext(ctx, tx, tenant, slot.slot_id);
      return done({ ok: true });
    }
    if (
      start <= ctx.clock.now() ||
      slot.taken >= slot.capacity ||
      (task.state !== 'published' && task.state !== 'draft')
    )
      return refuse('ILLEGAL_TRANSITION');
    const time = blockedTime(
      m,
      { form: task.form, starts_at: start, ends_at: end, urgent: task.urgent, duration_min: task.estimate_minutes },
      ctx.clock.now(),
    );
    if (time.blocked) return refuse('WORK_HOURS_BLOCKED', { details: { alternatives: time.alternatives } });
    await setInvitation(tx, tenant, id, { state: 'withdrawn' });
    const target = slot.capacity === 1 ? slot.slot_id : await cutPlace(ctx, tx, slot, start, end);
    if (target === slot.slot_id) {
      const refused = await moveSlot(ctx, tx, m, task, slot, { start, end, cause: 'member', note: '' });
      if (refused) return refused;
    }
    await askAgain(ctx, tx, m, tenant, task.task_id, target, [invitation.person_id]);
    return done({ ok: true });
  });
}
async function cutPlace(ctx: Ctx, tx: Tx, slot: SlotRow, start: Date, end: Date): Promise<string> {
  const slot_id = ctx.ids.next();
  await setSlot(tx, slot.tenant_id, slot.slot_id, {
    capacity: slot.capacity - 1,
    ...(slot.taken >= slot.capacity - 1 ? { state: 'filled' } : {}),
  });
  await tx
    .insertInto('slot')
    .values({
      tenant_id: slot.tenant_id,
      slot_id,
      task_id: slot.task_id,
      starts_at: start,
      ends_at: end,
      role: slot.role,
      capacity: 1,
      skills: slot.skills,
      demands: slot.demands,
      deliverable: slot.deliverable,
    })
    .execute();
  await scheduleSlots(ctx, tx, slot.tenant_id, [{ slot_id, starts_at: start, ends_at: end }]);
  return slot_id;
}
