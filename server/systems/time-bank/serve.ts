/** Serving, confirming, and what silence, a dispute and an arbitration lead to (TBK-06, R-43). */
import { notify, notifyStaff } from '../../engines/notice/index.ts';
import { number } from '../../engines/policy/index.ts';
import { record, recordAct } from '../../engines/record/index.ts';
import { addMs, day_ms } from '../../platform/clock.ts';
import { me, transact, type Ctx, type Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { schedule, unschedule, type Event } from '../../platform/outbox.ts';
import { asOwner, recordOwn, type Agent } from './act-for.ts';
import { isNear, modelOf, modelRoles, notPart } from './policy.ts';
import { giveAllBack } from './post-order.ts';
import { servedMinutes, startable } from './rules.ts';
import { settleOrder } from './settle.ts';
import { may, orderForUpdate, setOrder, type OrderRow } from './store.ts';

export function startService(ctx: Ctx, tenant: number, id: string, agent?: Agent): Promise<Outcome<{ ok: true }>> {
  return asOwner<{ ok: true }>(ctx, tenant, agent, async (tx, who) => {
    const order = await orderForUpdate(tx, tenant, id);
    if (!order) return refuse('NOT_FOUND');
    if (order.state === 'posted' || order.state === 'offered') return refuse('NOT_CHOSEN_BY_BOTH');
    if (order.provider_id !== who.personId) return refuse('NOT_FOUND');
    if (order.state !== 'held' || order.started_at) return refuse('ILLEGAL_TRANSITION');
    const now = ctx.clock.now();
    if (!startable(now, order, await number(ctx, tenant, 'time_begin_early_min'))) return refuse('TIME_NOT_NOW');
    await setOrder(tx, order, { started_at: now });
    await unschedule(ctx, tx, { tenant, kind: 'time.lapse', subject: id });
    await recordOwn(ctx, tx, who, { tenant, kind: 'time_order', id, act: 'time_started' });
    return done({ ok: true });
  });
}

/** The end of the service is the provider's confirmation and the check-out evidence that silence needs. */
export function finishService(
  ctx: Ctx,
  tenant: number,
  id: string,
  agent?: Agent,
): Promise<Outcome<{ actual_minutes: number }>> {
  return asOwner<{ actual_minutes: number }>(ctx, tenant, agent, async (tx, who) => {
    const order = await orderForUpdate(tx, tenant, id);
    if (!order || order.provider_id !== who.personId) return refuse('NOT_FOUND');
    if (!may(order, 'served') || !order.started_at) return refuse('ILLEGAL_TRANSITION');
    const now = ctx.clock.now();
    const actual = servedMinutes(order.started_at, now);
    await setOrder(tx, order, { state: 'served', ended_at: now, actual_min: actual });
    await recordOwn(ctx, tx, who, {
      tenant,
      kind: 'time_order',
      id,
      act: 'time_served',
      from: 'held',
      to: 'served',
      detail: { actual_min: actual },
    });
    const silence_d = await number(ctx, tenant, 'time_settle_silence_d');
    await schedule(ctx, tx, { tenant, kind: 'time.silence', subject: id, at: addMs(now, silence_d * day_ms) });
    await notify(ctx, tx, {
      tenant,
      persons: [order.requester_id],
      kind: 'M-16.confirm',
      params: { title: order.title, minutes: String(actual), days: String(silence_d) },
      link: `/m/time-bank/orders/${tenant}/${id}`,
      onceKey: `time:${id}:served`,
    });
    return done({ actual_minutes: actual });
  });
}

/** At most what was agreed is settled: more needs a new agreement, not a bill afterwards. */
const payable = (order: OrderRow): number => Math.min(order.actual_min ?? 0, order.plan_min);

export function confirmService(
  ctx: Ctx,
  tenant: number,
  id: string,
  agent?: Agent,
): Promise<Outcome<{ settled_minutes: number }>> {
  return asOwner<{ settled_minutes: number }>(ctx, tenant, agent, async (tx, who) => {
    const order = await orderForUpdate(tx, tenant, id);
    if (!order || order.requester_id !== who.personId) return refuse('NOT_FOUND');
    if (!may(order, 'settled')) return refuse('ILLEGAL_TRANSITION');
    const now = ctx.clock.now();
    const settled = await settleOrder(ctx, tx, order, payable(order));
    await setOrder(tx, order, { state: 'settled', confirmed_at: now, ...settled });
    await unschedule(ctx, tx, { tenant, kind: 'time.silence', subject: id });
    await recordOwn(ctx, tx, who, {
      tenant,
      kind: 'time_order',
      id,
      act: 'time_settled',
      from: 'served',
      to: 'settled',
      detail: { settled_min: settled.settled_min },
    });
    await tellSettled(ctx, tx, order, settled.settled_min);
    return done({ settled_minutes: settled.settled_min });
  });
}
async function tellSettled(deps: Deps, tx: Tx, order: OrderRow, minutes: number): Promise<void> {
  await notify(deps, tx, {
    tenant: order.tenant_id,
    persons: [order.requester_id, order.provider_id!],
    kind: 'M-16.settled',
    params: { title: order.title, minutes: String(minutes), back: String(order.plan_min - minutes) },
    link: `/m/time-bank/orders/${order.tenant_id}/${order.order_id}`,
    onceKey: `time:${order.order_id}:settled`,
  });
}

/** Three days without a word after the provider's confirmation settle it as it was measured. */
export async function onSilence(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const order = await orderForUpdate(tx, event.tenant, event.subject);
  if (!order || order.state !== 'served') return;
  const settled = await settleOrder(deps, tx, order, payable(order));
  await setOrder(tx, order, { state: 'settled', silent: true, ...settled });
  await record(deps, tx, {
    tenant: event.tenant,
    kind: 'time_order',
    id: event.subject,
    actor: null,
    role: 'system',
    act: 'time_silent',
    from: 'served',
    to: 'settled',
  });
  await tellSettled(deps, tx, order, settled.settled_min);
}

/** Either side, from the beginning of the service until it is settled. */
export function dispute(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { reason: string; agent?: Agent | undefined },
): Promise<Outcome<{ ok: true }>> {
  return asOwner<{ ok: true }>(ctx, tenant, body.agent, async (tx, who) => {
    const order = await orderForUpdate(tx, tenant, id);
    const party = order && (order.requester_id === who.personId || order.provider_id === who.personId);
    if (!order || !party) return refuse('NOT_FOUND');
    if (!may(order, 'disputed') || !order.started_at) return refuse('ILLEGAL_TRANSITION');
    const at = ctx.clock.now();
    await setOrder(tx, order, { state: 'disputed', disputed_by: who.personId, dispute: body.reason, disputed_at: at });
    await unschedule(ctx, tx, { tenant, kind: 'time.silence', subject: id });
    await recordOwn(ctx, tx, who, {
      tenant,
      kind: 'time_order',
      id,
      act: 'time_disputed',
      from: order.state,
      to: 'disputed',
      reason: body.reason,
    });
    const other = order.requester_id === who.personId ? order.provider_id! : order.requester_id;
    const about = { tenant, kind: 'M-16.disputed' as const, params: { title: order.title, reason: body.reason } };
    await notify(ctx, tx, { ...about, persons: [other], link: `/m/time-bank/orders/${tenant}/${id}` });
    const { operator } = modelRoles[await modelOf(tx, tenant)];
    await notifyStaff(ctx, tx, { ...about, roles: operator, link: `/desk/c/${tenant}/time-orders` });
    return done({ ok: true });
  });
}

/** The operator by the model in force decides how many minutes are settled; never in an own matter. */
export async function arbitrate(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { minutes: number; reason: string },
): Promise<Outcome<{ ok: true }>> {
  return transact<{ ok: true }>(ctx, { tenant }, async (tx) => {
    const barred = await notPart(ctx, tx, tenant, 'operator');
    if (barred) return barred;
    const order = await orderForUpdate(tx, tenant, id);
    if (!order) return refuse('NOT_FOUND');
    if (!may(order, 'arbitrated')) return refuse('ILLEGAL_TRANSITION');
    if (await isNear(ctx, tenant, [order.requester_id, order.provider_id])) return refuse('AUDITOR_NOT_INDEPENDENT');
    if (body.minutes > order.plan_min) return refuse('INPUT_INVALID', { fields: [{ path: 'minutes', message: '' }] });
    if (body.minutes === 0) await giveAllBack(ctx, tx, order);
    const settled =
      body.minutes === 0
        ? { settled_at: ctx.clock.now(), settled_min: 0 }
        : await settleOrder(ctx, tx, order, body.minutes);
    await setOrder(tx, order, {
      state: 'arbitrated',
      arbitrated_by: me(ctx).personId,
      arbitration: body.reason,
      finished_at: ctx.clock.now(),
      ...settled,
    });
    await recordAct(ctx, tx, {
      tenant,
      kind: 'time_order',
      id,
      act: 'time_arbitrated',
      from: 'disputed',
      to: 'arbitrated',
      reason: body.reason,
      detail: { settled_min: body.minutes },
    });
    await notify(ctx, tx, {
      tenant,
      persons: [order.requester_id, order.provider_id!],
      kind: 'M-16.arbitrated',
      params: { title: order.title, minutes: String(body.minutes), reason: body.reason },
      link: `/m/time-bank/orders/${tenant}/${id}`,
      onceKey: `time:${id}:arbitrated`,
    });
    return done({ ok: true });
  });
}
