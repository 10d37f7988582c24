/** From a result to the end: answer, serve, close, reopen, merge, withdraw (LST-06, FND-11, WHI-03). */
import { number, workdays } from '../policy/index.ts';
import { notify } from '../notice/index.ts';
import { record, recordAct } from '../record/index.ts';
import { addMs, day_ms } from '../../platform/clock.ts';
import { me, roleIn, transact, type Ctx, type Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { emit, schedule, unschedule, type Event } from '../../platform/outbox.ts';
import { sendBoundary } from './decide-boundary.ts';
import { endHandovers } from './end-handovers.ts';
import { mayStep, openNeed } from './lifecycle.ts';
import { isStaff, mayActFor, toldOf } from './parties.ts';
import { mayClose, mayServe, queueAt } from './rules.ts';
import { needForUpdate, ordersOf, setNeed, setOrders, type NeedRow } from './store.ts';

interface By {
  readonly actor: string | null;
  readonly role: string;
}
export const byOf = (ctx: Ctx, tenant: number): By => ({
  actor: ctx.actor?.personId ?? null,
  role: roleIn(ctx, tenant),
});

/** A helper has accepted. Repeating it changes nothing. */
export async function markMatched(deps: Deps, tx: Tx, tenant: number, id: string, by: By, reason = ''): Promise<void> {
  const need = await needForUpdate(tx, tenant, id);
  if (!need || !mayStep(need.state, 'matched')) return;
  await sendBoundary(deps, tx, tenant, id);
  await setNeed(tx, tenant, id, { state: 'matched', matched_at: need.matched_at ?? deps.clock.now() });
  await record(deps, tx, { tenant, kind: 'need', id, ...by, act: 'matched', from: need.state, to: 'matched', reason });
}
/** All helpers are gone again. */
export async function markUnmatched(deps: Deps, tx: Tx, tenant: number, id: string, by: By): Promise<void> {
  const need = await needForUpdate(tx, tenant, id);
  if (!need || need.state !== 'matched') return;
  await setNeed(tx, tenant, id, { state: 'accepted' });
  await record(deps, tx, { tenant, kind: 'need', id, ...by, act: 'unmatched', from: 'matched', to: 'accepted' });
}

/** The result is there: every asker is told and asked to rate. Returns false when the need is past that. */
export async function markServed(
  deps: Deps,
  tx: Tx,
  tenant: number,
  id: string,
  served: { answer: string; by: By; told?: boolean },
): Promise<boolean> {
  const need = await needForUpdate(tx, tenant, id);
  if (!need || !mayStep(need.state, 'served')) return false;
  await sendBoundary(deps, tx, tenant, id);
  const now = deps.clock.now();
  await setNeed(tx, tenant, id, {
    state: 'served',
    served_at: need.served_at ?? now,
    answered_at: now,
    answer: served.answer,
  });
  await record(deps, tx, {
    tenant,
    kind: 'need',
    id,
    ...served.by,
    act: 'served',
    from: need.state,
    to: 'served',
    reason: served.answer,
  });
  // A refusal that staff answer after all had already closed its orders.
  const waiting = need.state === 'declined' ? ['open', 'closed'] : ['open'];
  await setOrders(tx, tenant, id, waiting, { state: 'answered', answered_at: now, closed_at: null });
  await endHandovers(deps, tx, tenant, id, served);
  // What the decision itself answers has just been told with it.
  if (served.told !== true) await tellAskers(deps, tx, tenant, id, 'M-10.result', served.answer);
  if (deps.deployment.silentClosing)
    await schedule(deps, tx, {
      tenant,
      kind: 'need.silence',
      subject: id,
      at: addMs(now, (await number(deps, tenant, 'silent_closure_d')) * day_ms),
    });
  await emit(deps, tx, { tenant, kind: 'need.served', subject: id });
  return true;
}
async function tellAskers(
  deps: Deps,
  tx: Tx,
  tenant: number,
  id: string,
  kind: 'M-10.result' | 'M-10.closed',
  answer: string,
): Promise<void> {
  for (const order of await ordersOf(tx, tenant, [id])) {
    if (order.state === 'withdrawn') continue;
    await notify(deps, tx, {
      tenant,
      persons: await toldOf(tx, order),
      kind,
      params: { receipt: order.receipt, answer },
      link: `/m/orders/${tenant}/${order.order_id}`,
    });
  }
}

/** The undo window is over. The market's and the family's matters are answered by the decision itself (WHI-06). */
export async function onSendBoundary(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const { tenant, subject: id } = event;
  await sendBoundary(deps, tx, tenant, id);
  const need = await needForUpdate(tx, tenant, id);
  if (need?.state !== 'redirected' || (need.boundary !== 'market' && need.boundary !== 'family')) return;
  const by = { actor: null, role: 'system' };
  await markServed(deps, tx, tenant, id, { answer: need.boundary_reason, by, told: true });
}

/** Staff give the result themselves (a matter the community provides, or one that was only a question). */
export async function answerNeed(ctx: Ctx, tenant: number, id: string, answer: string): Promise<Outcome<NeedRow>> {
  return transact(ctx, { tenant }, async (tx) => {
    const need = await needForUpdate(tx, tenant, id);
    if (!need) return refuse('NOT_FOUND');
    const barred = mayServe(need.state, answer);
    if (barred) return barred;
    await countStaffAct(tx, tenant, id);
    await markServed(ctx, tx, tenant, id, { answer, by: byOf(ctx, tenant) });
    return done((await needForUpdate(tx, tenant, id))!);
  });
}

/** Closes with an answer; the row says who closed it: resident, staff, property or silence. */
export async function closeNow(
  deps: Deps,
  tx: Tx,
  need: NeedRow,
  c: { by: By; closedBy: 'resident' | 'staff' | 'property' | 'silence'; answer: string },
): Promise<void> {
  const tenant = need.tenant_id;
  const id = need.need_id;
  const now = deps.clock.now();
  await sendBoundary(deps, tx, tenant, id);
  await setNeed(tx, tenant, id, {
    state: 'closed',
    closed_at: now,
    closed_by: c.closedBy,
    answer: c.answer,
    answered_at: need.answered_at ?? now,
  });
  await record(deps, tx, {
    tenant,
    kind: 'need',
    id,
    ...c.by,
    act: 'closed',
    from: need.state,
    to: 'closed',
    reason: c.answer,
    detail: { closed_by: c.closedBy },
  });
  await endHandovers(deps, tx, tenant, id, c);
  if (c.closedBy !== 'resident') await tellAskers(deps, tx, tenant, id, 'M-10.closed', c.answer);
  // The orders of a refused need were closed with the refusal; they end with what is told now.
  const standing = need.state === 'declined' ? ['open', 'answered', 'closed'] : ['open', 'answered'];
  await setOrders(tx, tenant, id, standing, {
    state: 'closed',
    closed_at: now,
    answered_at: need.answered_at ?? now,
  });
  await unschedule(deps, tx, { tenant, kind: 'need.silence', subject: id });
  await unschedule(deps, tx, { tenant, kind: 'need.undecided', subject: id });
  await emit(deps, tx, { tenant, kind: 'need.closed', subject: id, data: { closed_by: c.closedBy } });
}
export async function closeNeed(ctx: Ctx, tenant: number, id: string, answer: string): Promise<Outcome<NeedRow>> {
  return transact(ctx, { tenant }, async (tx) => {
    const need = await needForUpdate(tx, tenant, id);
    if (!need) return refuse('NOT_FOUND');
    const words = answer.trim() || (need.answer ?? (need.boundary_reason || ''));
    const barred = mayClose(need.state, words);
    if (barred) return barred;
    await countStaffAct(tx, tenant, id);
    const by = byOf(ctx, tenant);
    // A matter with a helper on the way is first answered, then closed: both steps stand in its history.
    if (need.state === 'matched') await markServed(ctx, tx, tenant, id, { answer: words, by });
    await closeNow(ctx, tx, (await needForUpdate(tx, tenant, id))!, { by, closedBy: 'staff', answer: words });
    return done((await needForUpdate(tx, tenant, id))!);
  });
}
/** LST-06: nobody answered for so many days after the service; the loop closes and is counted apart. */
export async function onSilence(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const need = await needForUpdate(tx, event.tenant, event.subject);
  if (!need || need.state !== 'served' || !deps.deployment.silentClosing) return;
  await closeNow(deps, tx, need, {
    by: { actor: null, role: 'system' },
    closedBy: 'silence',
    answer: need.answer ?? '',
  });
}

/** Back to triage with another owner than before. */
export async function reopenNow(
  deps: Deps,
  tx: Tx,
  need: NeedRow,
  why: { by: By; reason: string; newOwner: boolean },
): Promise<string | null> {
  const tenant = need.tenant_id;
  const owner = why.newOwner ? await otherOwner(deps, tx, need) : need.owner_id;
  // It waits for a decision anew, so the limit of triage begins anew.
  const triage_due_at = (await workdays(deps)).addWorkdays(
    deps.clock.now(),
    await number(deps, tenant, 'triage_limit_wd'),
  );
  await setNeed(tx, tenant, need.need_id, {
    state: 'reopened',
    reopened_count: need.reopened_count + 1,
    previous_owner_id: need.owner_id,
    owner_id: owner,
    triage_due_at,
    closed_at: null,
    closed_by: null,
    // What was told stays in the history; the new decision brings its own words.
    ...(need.state === 'declined' ? { answer: null } : {}),
    boundary: null,
    boundary_at: null,
    boundary_sent_at: null,
    boundary_rule_id: null,
    boundary_reason: '',
  });
  await setOrders(tx, tenant, need.need_id, ['answered', 'closed'], { state: 'open', closed_at: null });
  await record(deps, tx, {
    tenant,
    kind: 'need',
    id: need.need_id,
    ...why.by,
    act: 'reopened',
    from: need.state,
    to: 'reopened',
    reason: why.reason,
  });
  await unschedule(deps, tx, { tenant, kind: 'need.silence', subject: need.need_id });
  await schedule(deps, tx, { tenant, kind: 'need.undecided', subject: need.need_id, at: triage_due_at });
  await emit(deps, tx, { tenant, kind: 'need.reopened', subject: need.need_id });
  return owner;
}
async function otherOwner(deps: Deps, tx: Tx, need: NeedRow): Promise<string | null> {
  const now = deps.clock.now();
  const staff = await tx
    .selectFrom('role_grant')
    .select(['person_id', 'role'])
    .where('tenant_id', '=', need.tenant_id)
    .where('role', 'in', ['community_worker', 'community_secretary'])
    .where('valid_from', '<=', now)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>', now)]))
    .orderBy('role', 'desc')
    .orderBy('person_id')
    .execute();
  const others = staff.filter((s) => s.person_id !== need.owner_id);
  return others[need.reopened_count % Math.max(1, others.length)]?.person_id ?? need.owner_id;
}

/** FND-11: the other need joins this one; its orders keep their words and receipts and get this answer. */
export async function mergeNeeds(
  ctx: Ctx,
  tenant: number,
  id: string,
  other: string,
  reason: string,
): Promise<Outcome<null>> {
  return transact(ctx, { tenant }, async (tx) => {
    if (id === other) return refuse('ILLEGAL_TRANSITION');
    const [first, second] = [id, other].toSorted();
    const locked = new Map<string, NeedRow>();
    for (const n of [first!, second!]) {
      const row = await needForUpdate(tx, tenant, n);
      if (!row) return refuse('NOT_FOUND');
      locked.set(n, row);
    }
    const into = locked.get(id)!;
    const from = locked.get(other)!;
    if (!(openNeed as readonly string[]).includes(into.state) || !mayStep(from.state, 'merged'))
      return refuse('ILLEGAL_TRANSITION');
    if (from.state === 'matched') return refuse('ILLEGAL_TRANSITION');
    await setOrders(tx, tenant, other, ['open', 'answered'], { need_id: id });
    await endHandovers(ctx, tx, tenant, other, { by: byOf(ctx, tenant), answer: '已并入同一件事办理' });
    await setNeed(tx, tenant, other, {
      state: 'merged',
      merged_into: id,
      closed_at: ctx.clock.now(),
      closed_by: 'merged',
    });
    const severity_rank = Math.max(into.severity_rank, from.severity_rank);
    const urgent = into.urgent || from.urgent;
    const opened_at = into.opened_at < from.opened_at ? into.opened_at : from.opened_at;
    await setNeed(tx, tenant, id, {
      sources: into.sources + from.sources,
      severity_rank,
      severity: into.severity_rank >= from.severity_rank ? into.severity : from.severity,
      urgent,
      opened_at,
      queue_at: queueAt(opened_at, severity_rank, urgent),
      staff_acts: into.staff_acts + 1,
    });
    if (into.state === 'served')
      await setOrders(tx, tenant, id, ['open'], { state: 'answered', answered_at: ctx.clock.now() });
    await recordAct(ctx, tx, { tenant, kind: 'need', id, act: 'merged', reason, detail: { other } });
    await recordAct(ctx, tx, {
      tenant,
      kind: 'need',
      id: other,
      act: 'merged',
      from: from.state,
      to: 'merged',
      reason,
      detail: { into: id },
    });
    await unschedule(ctx, tx, { tenant, kind: 'need.undecided', subject: other });
    await unschedule(ctx, tx, { tenant, kind: 'need.send_boundary', subject: other });
    await emit(ctx, tx, { tenant, kind: 'need.merged', subject: id, data: { other } });
    return done(null);
  });
}

export async function takeNeed(ctx: Ctx, tenant: number, id: string, person: string): Promise<Outcome<{ ok: true }>> {
  return transact(ctx, { tenant }, async (tx) => {
    const need = await needForUpdate(tx, tenant, id);
    if (!need || !(await isStaff(ctx, tx, tenant, person))) return refuse('NOT_FOUND');
    await setNeed(tx, tenant, id, {
      owner_id: person,
      previous_owner_id: need.owner_id,
      ...(need.owner_id && need.owner_id !== person ? { hand_offs: need.hand_offs + 1 } : {}),
    });
    await recordAct(ctx, tx, { tenant, kind: 'need', id, act: 'owner_changed', detail: { person } });
    return done({ ok: true });
  });
}

/** The asker, her proxy, or whoever took the order down for her withdraws it; a need without askers ends with it. */
export async function withdrawOrder(ctx: Ctx, tenant: number, orderId: string): Promise<Outcome<{ ok: true }>> {
  const self = me(ctx).personId;
  return transact(ctx, { tenant, persons: [self] }, async (tx) => {
    const order = await tx
      .selectFrom('demand_order')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('order_id', '=', orderId)
      .forUpdate()
      .executeTakeFirst();
    const took = order?.placed_by_id === self && order.channel !== 'proxy';
    if (!order || !(took || (await mayActFor(ctx, tx, order)))) return refuse('NOT_FOUND');
    if (order.state !== 'open') return refuse('ILLEGAL_TRANSITION');
    const need = await needForUpdate(tx, tenant, order.need_id);
    if (!need) return refuse('NOT_FOUND');
    await tx
      .updateTable('demand_order')
      .set({ state: 'withdrawn', closed_at: ctx.clock.now() })
      .where('tenant_id', '=', tenant)
      .where('order_id', '=', orderId)
      .execute();
    await recordAct(ctx, tx, { tenant, kind: 'order', id: orderId, act: 'withdrawn', from: 'open', to: 'withdrawn' });
    const left = (await ordersOf(tx, tenant, [need.need_id])).filter((o) => o.state !== 'withdrawn');
    if (left.length === 0 && mayStep(need.state, 'withdrawn')) {
      await setNeed(tx, tenant, need.need_id, {
        state: 'withdrawn',
        closed_at: ctx.clock.now(),
        closed_by: 'resident',
      });
      await recordAct(ctx, tx, {
        tenant,
        kind: 'need',
        id: need.need_id,
        act: 'withdrawn',
        from: need.state,
        to: 'withdrawn',
      });
      await unschedule(ctx, tx, { tenant, kind: 'need.undecided', subject: need.need_id });
      await unschedule(ctx, tx, { tenant, kind: 'need.send_boundary', subject: need.need_id });
      await endHandovers(ctx, tx, tenant, need.need_id, { by: byOf(ctx, tenant), answer: '居民已撤回' });
      await emit(ctx, tx, { tenant, kind: 'need.withdrawn', subject: need.need_id });
    }
    return done({ ok: true });
  });
}

/** SCH-07: postponed twice; the grid branch finds another way. */
export async function escalate(ctx: Ctx, tx: Tx, tenant: number, id: string, to: string): Promise<void> {
  const need = await needForUpdate(tx, tenant, id);
  if (!need || need.escalated_to === to) return;
  await setNeed(tx, tenant, id, { escalated_to: to });
  await recordAct(ctx, tx, { tenant, kind: 'need', id, act: 'escalated', reason: '两次推延', detail: { to } });
}
export async function countPostponement(tx: Tx, tenant: number, id: string): Promise<number> {
  const row = await tx
    .updateTable('need')
    .set((e) => ({ postponed: e('postponed', '+', 1) }))
    .where('tenant_id', '=', tenant)
    .where('need_id', '=', id)
    .returning('postponed')
    .executeTakeFirst();
  return row?.postponed ?? 0;
}
/** DSP-11: what staff had to do for this need. */
export async function countStaffAct(tx: Tx, tenant: number, id: string, n = 1): Promise<void> {
  await tx
    .updateTable('need')
    .set((e) => ({ staff_acts: e('staff_acts', '+', n) }))
    .where('tenant_id', '=', tenant)
    .where('need_id', '=', id)
    .execute();
}
