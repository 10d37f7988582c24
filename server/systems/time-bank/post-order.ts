/** Asking neighbours for time, and ending what has not begun (TBK-06, E-37). */
import type { z } from 'zod';
import type { orderBody } from '../../../contract/time-bank/index.ts';
import { releaseHold } from '../../engines/ledger/index.ts';
import { notify } from '../../engines/notice/index.ts';
import { record } from '../../engines/record/index.ts';
import { packOf } from '../../engines/time-book/index.ts';
import { addMs, civilDate, hour_ms } from '../../platform/clock.ts';
import type { Ctx, Deps } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { unschedule, type Event } from '../../platform/outbox.ts';
import { asOwner, recordOwn, type Agent } from './act-for.ts';
import { birthYearOf, keepsBook } from './keep-book.ts';
import { mayRedeem } from './rules.ts';
import { grantForUpdate, may, openGrant, orderForUpdate, setGrant, setOrder, type OrderRow } from './store.ts';

/** An agent may write down shortly afterwards what was agreed by telephone. */
const lateEntry_ms = hour_ms;

export function postOrder(
  ctx: Ctx,
  tenant: number,
  body: z.output<typeof orderBody>,
): Promise<Outcome<{ id: string }>> {
  return asOwner<{ id: string }>(ctx, tenant, body.agent, async (tx, who) => {
    if (!(await keepsBook(tx, who)) && !(await openGrant(tx, tenant, who.personId))) return refuse('TIME_BOOK_CLOSED');
    const now = ctx.clock.now();
    const starts = new Date(body.start);
    if (starts < addMs(now, -lateEntry_ms))
      return refuse('INPUT_INVALID', { fields: [{ path: 'start', message: '' }] });
    if (!(await mayAskFor(ctx, tx, tenant, who.personId))) return refuse('TIME_REDEEM_AGE');
    const id = ctx.ids.next();
    const { agent: _agent, start: _start, plan_minutes: plan_min, ...words } = body;
    await tx
      .insertInto('time_order')
      .values({
        tenant_id: tenant,
        order_id: id,
        requester_id: who.personId,
        ...words,
        plan_min,
        starts_at: starts,
        state: 'posted',
        posted_at: now,
      })
      .execute();
    await recordOwn(ctx, tx, who, { tenant, kind: 'time_order', id, act: 'time_posted', to: 'posted' });
    return done({ id });
  });
}

/** Under a pack with an age: old enough for own coins, or covered by a grant of the pool. */
export async function mayAskFor(ctx: Ctx, tx: Tx, tenant: number, personId: string): Promise<boolean> {
  const { redeem_from_age } = await packOf(ctx, tenant);
  const year = Number(civilDate(ctx.clock.now()).slice(0, 4));
  if (mayRedeem(redeem_from_age, await birthYearOf(ctx, tenant, personId), year)) return true;
  return (await openGrant(tx, tenant, personId)) !== undefined;
}

export function cancelOrder(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { reason: string; agent?: Agent | undefined },
): Promise<Outcome<{ ok: true }>> {
  return asOwner<{ ok: true }>(ctx, tenant, body.agent, async (tx, who) => {
    const order = await orderForUpdate(tx, tenant, id);
    const party = order && (order.requester_id === who.personId || order.provider_id === who.personId);
    if (!order || !party) return refuse('NOT_FOUND');
    // What has begun is served, disputed or confirmed, never called off.
    if (!may(order, 'cancelled') || order.started_at) return refuse('ILLEGAL_TRANSITION');
    await giveAllBack(ctx, tx, order);
    await setOrder(tx, order, {
      state: 'cancelled',
      reason: body.reason,
      ended_by: who.personId,
      finished_at: ctx.clock.now(),
    });
    await recordOwn(ctx, tx, who, {
      tenant,
      kind: 'time_order',
      id,
      act: 'cancelled',
      from: order.state,
      to: 'cancelled',
      reason: body.reason || null,
    });
    const other = order.requester_id === who.personId ? order.provider_id : order.requester_id;
    if (other)
      await notify(ctx, tx, {
        tenant,
        persons: [other],
        kind: 'M-16.cancelled',
        params: { title: order.title, reason: body.reason },
        link: `/m/time-bank/orders/${tenant}/${id}`,
        onceKey: `time:${id}:cancelled`,
      });
    return done({ ok: true });
  });
}

/** Frees everything that was set aside for an exchange: own minutes, the grant's part, the helper's hours. */
export async function giveAllBack(deps: Deps, tx: Tx, order: OrderRow): Promise<void> {
  const { tenant_id: tenant, order_id: id } = order;
  if (order.hold_id) {
    const released = await releaseHold(tx, { tenantId: tenant, holdId: order.hold_id, at: deps.clock.now() });
    if (!released.ok) throw new Error(`The hold of an exchange was not released: ${released.code}`);
  }
  if (order.grant_id && order.grant_min > 0) {
    const grant = await grantForUpdate(tx, tenant, order.grant_id);
    if (grant) await setGrant(tx, grant, { reserved_min: grant.reserved_min - order.grant_min });
  }
  await freeHours(tx, order);
  await unschedule(deps, tx, { tenant, kind: 'time.lapse', subject: id });
  await unschedule(deps, tx, { tenant, kind: 'time.silence', subject: id });
}
/** The helper's calendar has the hours while they are promised. Leaves no person opened but the helper. */
export async function freeHours(tx: Tx, order: OrderRow): Promise<void> {
  if (!order.provider_id) return;
  await openPersons(tx, [order.provider_id]);
  await tx
    .deleteFrom('calendar_entry')
    .where('person_id', '=', order.provider_id)
    .where('claim_id', '=', order.order_id)
    .execute();
}

/** Nobody began: what was set aside returns by itself. */
export async function onLapse(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const order = await orderForUpdate(tx, event.tenant, event.subject);
  if (!order || order.state !== 'held' || order.started_at) return;
  await giveAllBack(deps, tx, order);
  await setOrder(tx, order, { state: 'cancelled', finished_at: deps.clock.now() });
  await record(deps, tx, {
    tenant: event.tenant,
    kind: 'time_order',
    id: event.subject,
    actor: null,
    role: 'system',
    act: 'time_lapsed',
    from: 'held',
    to: 'cancelled',
  });
}
