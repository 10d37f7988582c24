/** Paying a served exchange: to the actual minutes, what is left returns, in one transaction (TBK-03, TBK-11). */
import { hold, post, releaseHold, settleHold, type Meta } from '../../engines/ledger/index.ts';
import { number } from '../../engines/policy/index.ts';
import { alone, dailyRoom_min, enter, timePool } from '../../engines/time-book/index.ts';
import { addMs, civilDate, day_ms } from '../../platform/clock.ts';
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { owner } from './keep-book.ts';
import { freeHours } from './post-order.ts';
import { payment } from './rules.ts';
import { grantForUpdate, setGrant, type GrantRow, type OrderRow } from './store.ts';

/**
 * Settles `minutes` (0…plan) of a booked exchange and gives the rest back: the pool's part is spent first. The provider
 * also gets the annual minutes of the service, rounded like all others; points are never touched. Returns what the order
 * keeps of it.
 */
export async function settleOrder(deps: Deps, tx: Tx, order: OrderRow, minutes: number) {
  // Before the passbook is locked, as an audit does it, so that the two never wait for each other.
  await alone(tx, order.provider_id!);
  const { own_min, grant_min } = payment(minutes, order.grant_min);
  await payOwn(deps, tx, order, own_min);
  if (order.grant_id && order.grant_min > 0) {
    const grant = await grantForUpdate(tx, order.tenant_id, order.grant_id);
    if (!grant) throw new Error('The grant of an exchange is gone');
    await payFromGrant(deps, tx, order, grant, grant_min);
  }
  await creditYear(deps, tx, order, minutes);
  await freeHours(tx, order);
  const at = deps.clock.now();
  const blind_d = await number(deps, order.tenant_id, 'time_blind_d');
  return { settled_at: at, settled_min: minutes, rate_until: addMs(at, blind_d * day_ms) };
}

const dayOf = (order: OrderRow): string => civilDate(order.started_at ?? order.starts_at);
const facts = (order: OrderRow, minutes: number): Meta => ({
  order: order.order_id,
  title: order.title,
  formula: `实际${minutes}分钟 = ${minutes}分钟`,
  formula_en: `${minutes} min served = ${minutes} min`,
});

async function payOwn(deps: Deps, tx: Tx, order: OrderRow, minutes: number): Promise<void> {
  if (!order.hold_id) return;
  const { tenant_id: tenantId, order_id: id } = order;
  const at = deps.clock.now();
  if (minutes === 0) {
    const released = await releaseHold(tx, { tenantId, holdId: order.hold_id, at });
    if (!released.ok) throw new Error(`The hold of an exchange was not released: ${released.code}`);
    return;
  }
  const deposit = { tenant: tenantId, personId: order.provider_id!, served_min: minutes, day: dayOf(order) };
  const { to, meta } = await enter(deps, tx, deposit, true);
  const paid = await settleHold(tx, {
    tenantId,
    key: `time:${id}:own`,
    kind: 'time.settled',
    valueDate: dayOf(order),
    at,
    holdId: order.hold_id,
    meta: { ...facts(order, minutes), ...meta },
    to,
  });
  if (!paid.ok) throw new Error(`An exchange was not settled: ${paid.code}`);
}

/** The pool's hold is settled in part; what the grant still has is set aside anew in the same transaction. */
async function payFromGrant(deps: Deps, tx: Tx, order: OrderRow, grant: GrantRow, minutes: number): Promise<void> {
  const { tenant_id: tenantId, order_id: id } = order;
  const reserved_min = grant.reserved_min - order.grant_min;
  if (minutes === 0) return setGrant(tx, grant, { reserved_min });
  const deposit = { tenant: tenantId, personId: order.provider_id!, served_min: minutes, day: dayOf(order) };
  // An excess would flow back into the pool that pays: it is simply not taken out of it.
  const { to } = await enter(deps, tx, deposit, true);
  const legs = to.filter((leg) => !('ownerKind' in leg && leg.ownerKind === 'pool'));
  const at = deps.clock.now();
  if (legs.length > 0) {
    const paid = await settleHold(tx, {
      tenantId,
      key: `time:${id}:grant`,
      kind: 'time.settled',
      valueDate: dayOf(order),
      at,
      holdId: grant.hold_id!,
      meta: { ...facts(order, minutes), grant: grant.grant_id },
      to: legs,
    });
    if (!paid.ok) throw new Error(`A grant was not spent: ${paid.code}`);
  } else {
    const released = await releaseHold(tx, { tenantId, holdId: grant.hold_id!, at });
    if (!released.ok) throw new Error(`The hold of a grant was not released: ${released.code}`);
  }
  const spent_min = grant.spent_min + minutes;
  const left = grant.minutes - spent_min;
  await setGrant(tx, grant, {
    spent_min,
    reserved_min,
    ...(left > 0 ? await holdGrant(deps, tx, grant, left) : { hold_id: null, state: 'spent' }),
  });
}

/** Sets a grant's minutes aside in the pool. */
export async function holdGrant(deps: Deps, tx: Tx, grant: GrantRow, minutes: number) {
  const hold_no = grant.hold_no + 1;
  const held = await hold(tx, {
    tenantId: grant.tenant_id,
    owner: timePool,
    asset: 'time_minutes',
    key: `grant:${grant.grant_id}:${hold_no}`,
    amount: minutes,
    at: deps.clock.now(),
    meta: { grant: grant.grant_id },
  });
  if (!held.ok) throw new Error(`A grant was not set aside again: ${held.code}`);
  return { hold_id: held.holdId, hold_no };
}

/** TBK-11: a service that is paid in coins counts for the year as well, once, and for no points. */
async function creditYear(deps: Deps, tx: Tx, order: OrderRow, minutes: number): Promise<void> {
  const tenantId = order.tenant_id;
  const rounding = await number(deps, tenantId, 'credit_rounding_min');
  const whole = Math.floor(minutes / rounding) * rounding;
  // The day's cap is of the annual hours; coins come from a neighbour's passbook and stay minute for minute (TBK-01).
  const room = await dailyRoom_min(deps, tx, tenantId, order.provider_id!, dayOf(order));
  const counted = Math.min(whole, room);
  if (counted === 0) return;
  const posted = await post(tx, {
    tenantId,
    key: `time:${order.order_id}:hours`,
    kind: 'time.hours',
    valueDate: dayOf(order),
    at: deps.clock.now(),
    meta: {
      order: order.order_id,
      title: order.title,
      formula: `实际${minutes}分钟，按${rounding}分钟向下取整${counted < whole ? `，当日上限尚余${room}分钟` : ''} = ${counted}分钟`,
      formula_en: `${minutes} min served, rounded down to ${rounding} min${
        counted < whole ? `, of which the day’s cap leaves ${room} min` : ''
      } = ${counted} min`,
    },
    legs: [
      { ownerKind: 'issue', ownerId: 'service', asset: 'annual_minutes', amount: -counted },
      { ...owner(order.provider_id!), asset: 'annual_minutes', amount: counted },
    ],
  });
  if (!posted.ok) throw new Error(`Hours of an exchange were refused: ${posted.code}`);
}
