/**
 * Places in slots: taken by a person's own act, given back by a tap. Callers hold the slot's lock; everything that
 * follows from the act (calendar, need, notices, record, events) is written in the same transaction.
 */
import { sql } from 'kysely';
import type { Updateable } from 'kysely';
import type { ClaimState } from '../../../contract/codes.ts';
import { filter, type Failure, type MemberState, type SlotRequest } from '../../../dispatch/index.ts';
import { addMs, day_ms } from '../../platform/clock.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Database } from '../../platform/database.generated.ts';
import { brokenConstraint, openPersons, type Tx } from '../../platform/database.ts';
import { refuse, type Attempt, type Refused } from '../../platform/outcome.ts';
import { emit, schedule, unschedule } from '../../platform/outbox.ts';
import { markMatched, markUnmatched, ordersOf, toldOf } from '../demand/index.ts';
import { notify } from '../notice/index.ts';
import { directory } from '../people/index.ts';
import { recordAct } from '../record/index.ts';
import { roleIn } from '../../platform/context.ts';
import { claimMay, openTask } from './lifecycle.ts';
import { freeTimes, requestOf, taskAsk, type Matching } from './matching.ts';
import { memberNow, membersChanged } from './members.ts';
import { spokenTime, timeWords } from './rules.ts';
import {
  helpersOfNeed,
  needsOfTask,
  setSlot,
  setTask,
  slotsOf,
  taskForUpdate,
  type ClaimRow,
  type SlotRow,
  type TaskRow,
} from './store.ts';

const byOf = (ctx: Ctx, tenant: number) => ({ actor: ctx.actor?.personId ?? null, role: roleIn(ctx, tenant) });

/**
 * The guards of a place taken by own act (IDN-09, SCH-01, G-14), in the order of the refusals. What protects from being
 * asked (rest, pause, offered hours, the wish to be left alone at work) does not bind the person's own choice.
 */
export async function mayTake(
  ctx: Ctx,
  tx: Tx,
  m: Matching,
  at: { task: TaskRow; slot: SlotRow; personId: string; willing: boolean },
): Promise<Refused | null> {
  const tenant = at.task.tenant_id;
  const member = await memberNow(ctx, tx, tenant, at.personId);
  const request = requestOf(at.task, at.slot, await taskAsk(ctx, tx, tenant, at.task.task_id), ctx.clock.now());
  if (!member)
    return request.orderers.some((o) => o.personId === at.personId) ? refuse('SELF_DEALING') : refuse('NOT_AVAILABLE');
  const failure = ownFailures(member, request, m, { willing: at.willing, general: at.slot.role === 'general' })[0];
  if (failure)
    return refuse(
      failure.code,
      failure.code === 'TIME_CONFLICT' || failure.code === 'WORK_HOURS_BLOCKED'
        ? {
            details: { alternatives: freeTimes(m, { ...member, optsInWorkingHours: false }, request) },
            attempt: ownConflict(at.task, at.slot),
          }
        : {},
    );
  return at.slot.taken >= at.slot.capacity ? refuse('SLOT_FULL') : null;
}
/** Refused conflicts are counted (G-01), without the name of who would have come. */
const ownConflict = (task: TaskRow, slot: SlotRow): Attempt => ({
  tenantId: task.tenant_id,
  subject: task.title.slice(0, 80),
  asked: spokenTime(slot.starts_at),
  unnamed: true,
});
/** Failures that bind the person's own act. Pure. */
export function ownFailures(
  member: MemberState,
  request: SlotRequest,
  m: Matching,
  choice: { willing: boolean; general: boolean },
): Failure[] {
  const choosing = {
    ...member,
    optsInWorkingHours: true,
    availability: null,
    wantsMore: true,
    restUntil_ms: null,
    standing: member.standing === 'paused' ? ('active' as const) : member.standing,
  };
  return filter(choosing, request, m.policy, m.calendar).filter(
    (f) => !(choice.willing && (f.code === 'NO_INTENTION' || (f.code === 'SKILL_MISMATCH' && choice.general))),
  );
}

export interface Taking {
  readonly task: TaskRow;
  readonly slot: SlotRow;
  readonly personId: string;
  readonly acceptedBy: string;
  readonly origin: 'self' | 'offer' | 'swap' | 'assignment' | 'emergency_assignment';
  readonly invitationId: string | null;
  readonly lead: boolean;
}
/** Writes the claim and all that follows. A race that was lost against the calendar or the slot becomes its refusal. */
export async function takePlace(ctx: Ctx, tx: Tx, t: Taking): Promise<string | Refused> {
  const tenant = t.task.tenant_id;
  const claim_id = ctx.ids.next();
  const now = ctx.clock.now();
  // The other slots of the task have locks of their own: who leads and whether all is filled is settled under the task's.
  const task = await taskForUpdate(tx, tenant, t.task.task_id);
  if (!task || (task.state !== t.task.state && !(openTask as readonly string[]).includes(task.state)))
    return refuse('ILLEGAL_TRANSITION');
  const lead = t.lead && (task.team_leader_id === null || task.team_leader_id === t.personId);
  await openPersons(tx, [t.personId]);
  try {
    await tx
      .insertInto('claim')
      .values({
        tenant_id: tenant,
        claim_id,
        slot_id: t.slot.slot_id,
        task_id: t.task.task_id,
        person_id: t.personId,
        origin: t.origin,
        invitation_id: t.invitationId,
        state: 'accepted',
        accepted_at: now,
        accepted_by: t.acceptedBy,
        is_leader: lead,
      })
      .execute();
    // Flexible work has no fixed hour, so it takes no hour from the calendar.
    if (t.task.form !== 'flexible') {
      const at = t.task.form === 'remote' ? { lat: null, lng: null } : { lat: t.task.lat, lng: t.task.lng };
      await tx
        .insertInto('calendar_entry')
        .values({
          person_id: t.personId,
          entry_id: ctx.ids.next(),
          during: sql`tstzrange(${t.slot.starts_at}, ${t.slot.ends_at})`,
          kind: 'service',
          tenant_id: tenant,
          claim_id,
          ...at,
        })
        .execute();
    }
    await setSlot(tx, tenant, t.slot.slot_id, {
      taken: t.slot.taken + 1,
      ...(t.slot.taken + 1 >= t.slot.capacity ? { state: 'filled', searching: false } : {}),
    });
  } catch (error) {
    const broken = brokenConstraint(error);
    if (broken === 'calendar_no_overlap')
      return refuse('TIME_CONFLICT', { details: { alternatives: [] }, attempt: ownConflict(t.task, t.slot) });
    if (broken === 'claim_one_live') return refuse('ILLEGAL_TRANSITION');
    if (broken === 'slot_not_overfull') return refuse('SLOT_FULL');
    throw error;
  }
  if (lead) await setTask(tx, tenant, t.task.task_id, { team_leader_id: t.personId });
  await recordAct(ctx, tx, {
    tenant,
    kind: 'claim',
    id: claim_id,
    act: 'accepted',
    to: 'accepted',
    detail: { task: t.task.task_id, origin: t.origin, lead },
  });
  await settleTask(tx, task);
  await endSearch(ctx, tx, t, claim_id);
  // Who agrees to lead a draft is no helper yet: the askers learn it when the task is published (SCH-10).
  if (task.state !== 'draft') await tellNeeds(ctx, tx, t);
  await remind(ctx, tx, t, claim_id);
  await emit(ctx, tx, {
    tenant,
    kind: 'claim.accepted',
    subject: claim_id,
    persons: [t.personId],
    data: { task: t.task.task_id, slot: t.slot.slot_id },
  });
  membersChanged(ctx, tx, [t.personId]);
  return claim_id;
}
/** A task is filled exactly while all its slots are. The task must be locked, else two last places do not see each other. */
async function settleTask(tx: Tx, task: TaskRow): Promise<void> {
  if (task.state !== 'published' && task.state !== 'filled') return;
  const slots = await slotsOf(tx, task.tenant_id, [task.task_id]);
  const to = slots.every((s) => s.taken >= s.capacity) ? 'filled' : 'published';
  if (to !== task.state) await setTask(tx, task.tenant_id, task.task_id, { state: to });
}
/** When the last place is taken, the search is over and nobody stays asked for nothing. */
async function endSearch(ctx: Ctx, tx: Tx, t: Taking, claimId: string): Promise<void> {
  const tenant = t.task.tenant_id;
  const now = ctx.clock.now();
  const search = await tx
    .selectFrom('swap_search')
    .select('search_id')
    .where('tenant_id', '=', tenant)
    .where('slot_id', '=', t.slot.slot_id)
    .where('state', '=', 'searching')
    .orderBy('search_id')
    .limit(1)
    .executeTakeFirst();
  if (search)
    await tx
      .updateTable('swap_search')
      .set({ state: 'found', ended_at: now, found_claim_id: claimId })
      .where('tenant_id', '=', tenant)
      .where('search_id', '=', search.search_id)
      .execute();
  if (t.slot.taken + 1 >= t.slot.capacity) await withdrawOffers(ctx, tx, tenant, t.slot.slot_id, t.invitationId);
}
/** Takes back what is still offered for a slot, without any trace on those who were asked. */
export async function withdrawOffers(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  slotId: string,
  except: string | null,
): Promise<void> {
  let query = tx
    .updateTable('invitation')
    .set({ state: 'withdrawn' })
    .where('tenant_id', '=', tenant)
    .where('slot_id', '=', slotId)
    .where('state', '=', 'offered');
  if (except) query = query.where('invitation_id', '<>', except);
  for (const row of await query.returning(['invitation_id', 'person_id']).execute()) {
    await unschedule(ctx, tx, { tenant, kind: 'invitation.lapse', subject: row.invitation_id });
    await emit(ctx, tx, { tenant, kind: 'invitation.withdrawn', subject: row.invitation_id, persons: [row.person_id] });
  }
}
/** The askers learn who comes and when; after a change they learn the new name (SCH-05). */
export async function tellNeeds(
  ctx: Ctx,
  tx: Tx,
  t: Pick<Taking, 'task' | 'slot' | 'personId' | 'origin'>,
): Promise<void> {
  const tenant = t.task.tenant_id;
  const needIds = await needsOfTask(tx, tenant, t.task.task_id);
  for (const id of needIds) await markMatched(ctx, tx, tenant, id, byOf(ctx, tenant));
  const name = (await directory(ctx, tenant)).get(t.personId)?.name ?? '';
  const replaces = t.slot.searching || t.origin === 'swap';
  for (const order of await ordersOf(tx, tenant, needIds)) {
    if (order.state === 'withdrawn') continue;
    const to = { tenant, persons: await toldOf(tx, order), link: `/m/orders/${tenant}/${order.order_id}` };
    if (replaces) await notify(ctx, tx, { ...to, kind: 'M-07.found', params: { title: t.task.title, name } });
    else
      await notify(ctx, tx, {
        ...to,
        kind: 'M-10.helper',
        params: { receipt: order.receipt, name, ...timeWords(t.slot.starts_at) },
      });
  }
}
async function remind(ctx: Ctx, tx: Tx, t: Taking, claimId: string): Promise<void> {
  const at = addMs(t.slot.starts_at, -day_ms);
  if (at > ctx.clock.now())
    await schedule(ctx, tx, { tenant: t.task.tenant_id, kind: 'claim.tomorrow', subject: claimId, at });
}

/**
 * Moves a claim along its state machine, writes the record and tells the world (`claim.<state>`). The claim must be
 * locked. Refuses ILLEGAL_TRANSITION for a step that the table does not have. `change` are further columns.
 */
export async function setClaimState(
  ctx: Ctx,
  tx: Tx,
  claim: ClaimRow,
  to: ClaimState,
  why: {
    act?: string;
    reason?: string | null;
    basis?: string | null;
    detail?: Record<string, unknown>;
    change?: Updateable<Database['claim']>;
  } = {},
): Promise<Refused | null> {
  if (!claimMay(claim.state, to)) return refuse('ILLEGAL_TRANSITION');
  const tenant = claim.tenant_id;
  await tx
    .updateTable('claim')
    .set((e) => ({ ...why.change, state: to, version: e('version', '+', 1) }))
    .where('tenant_id', '=', tenant)
    .where('claim_id', '=', claim.claim_id)
    .execute();
  await recordAct(ctx, tx, {
    tenant,
    kind: 'claim',
    id: claim.claim_id,
    act: why.act ?? to,
    from: claim.state,
    to,
    reason: why.reason ?? null,
    basis: why.basis ?? null,
    detail: why.detail ?? {},
  });
  await emit(ctx, tx, {
    tenant,
    kind: `claim.${to}`,
    subject: claim.claim_id,
    persons: [claim.person_id],
    data: { task: claim.task_id, slot: claim.slot_id, person: claim.person_id },
  });
  membersChanged(ctx, tx, [claim.person_id]);
  return null;
}

/** Gives a place back: the calendar is free at once, the need knows, the slot takes claims again. Slot and claim are locked. */
export async function freePlace(
  ctx: Ctx,
  tx: Tx,
  claim: ClaimRow,
  slot: SlotRow,
  task: TaskRow,
  why: { act: string; change?: Updateable<Database['claim']> },
): Promise<Refused | null> {
  const tenant = claim.tenant_id;
  const refused = await setClaimState(ctx, tx, claim, 'released', {
    act: why.act,
    change: { released_at: ctx.clock.now(), ...why.change, is_leader: false },
  });
  if (refused) return refused;
  await freeCalendar(tx, claim);
  await setSlot(tx, tenant, slot.slot_id, { taken: Math.max(0, slot.taken - 1), state: 'open' });
  await unschedule(ctx, tx, { tenant, kind: 'claim.tomorrow', subject: claim.claim_id });
  const locked = (await taskForUpdate(tx, tenant, task.task_id)) ?? task;
  if (locked.team_leader_id === claim.person_id) await setTask(tx, tenant, task.task_id, { team_leader_id: null });
  await settleTask(tx, locked);
  await releaseNeeds(ctx, tx, task);
  return null;
}
/** Removes the hour from the person's calendar. Opens the person. */
export async function freeCalendar(tx: Tx, claim: Pick<ClaimRow, 'person_id' | 'claim_id'>): Promise<void> {
  await openPersons(tx, [claim.person_id]);
  await tx
    .deleteFrom('calendar_entry')
    .where('person_id', '=', claim.person_id)
    .where('claim_id', '=', claim.claim_id)
    .execute();
}
/** Needs whose last helper is gone look for one again. */
export async function releaseNeeds(ctx: Ctx, tx: Tx, task: Pick<TaskRow, 'tenant_id' | 'task_id'>): Promise<void> {
  for (const id of await needsOfTask(tx, task.tenant_id, task.task_id)) {
    if ((await helpersOfNeed(tx, task.tenant_id, id)).length === 0)
      await markUnmatched(ctx, tx, task.tenant_id, id, byOf(ctx, task.tenant_id));
  }
}
