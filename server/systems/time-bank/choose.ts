/** Choosing each other: an offer, the requester's choice, the chosen one's agreement. Only both together start it (TBK-06). */
import { sql } from 'kysely';
import { hold } from '../../engines/ledger/index.ts';
import { notify } from '../../engines/notice/index.ts';
import { addMs, minute_ms } from '../../platform/clock.ts';
import type { Ctx } from '../../platform/context.ts';
import { brokenConstraint, openPersons, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome, type Refused } from '../../platform/outcome.ts';
import { schedule } from '../../platform/outbox.ts';
import { asOwner, recordOwn, type Acting, type Agent } from './act-for.ts';
import { availableOf, keepsBook, owner } from './keep-book.ts';
import { sameHousehold } from './policy.ts';
import { mayAskFor } from './post-order.ts';
import { cover, lapsesAt } from './rules.ts';
import {
  may,
  offersOf,
  openGrant,
  orderForUpdate,
  setGrant,
  setOffer,
  setOrder,
  type OfferRow,
  type OrderRow,
} from './store.ts';

export function offerHelp(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { words: string; agent?: Agent | undefined },
): Promise<Outcome<{ id: string }>> {
  return asOwner<{ id: string }>(ctx, tenant, body.agent, async (tx, who) => {
    const order = await orderForUpdate(tx, tenant, id);
    if (!order) return refuse('NOT_FOUND');
    if (order.state !== 'posted' && order.state !== 'offered') return refuse('ILLEGAL_TRANSITION');
    if (order.requester_id === who.personId) return refuse('SELF_DEALING');
    // CHK-07: help within the own household earns no coins, neither for oneself nor by arrangement.
    if (await sameHousehold(ctx, tenant, who.personId, [order.requester_id])) return refuse('SELF_DEALING');
    if (!(await keepsBook(tx, who))) return refuse('TIME_BOOK_CLOSED');
    if ((await offersOf(tx, tenant, [id])).some((o) => o.person_id === who.personId))
      return refuse('ILLEGAL_TRANSITION');
    const offer = ctx.ids.next();
    await tx
      .insertInto('time_offer')
      .values({
        tenant_id: tenant,
        offer_id: offer,
        order_id: id,
        person_id: who.personId,
        words: body.words,
        state: 'offered',
        offered_at: ctx.clock.now(),
      })
      .execute();
    if (order.state === 'posted') await setOrder(tx, order, { state: 'offered' });
    await recordOwn(ctx, tx, who, {
      tenant,
      kind: 'time_order',
      id,
      act: 'time_offered',
      from: order.state,
      to: 'offered',
    });
    await notify(ctx, tx, {
      tenant,
      persons: [order.requester_id],
      kind: 'M-16.offered',
      params: { title: order.title },
      link: `/m/time-bank/orders/${tenant}/${id}`,
      onceKey: `time:${id}:offer:${offer}`,
    });
    return done({ id: offer });
  });
}

export function withdrawOffer(ctx: Ctx, tenant: number, id: string, agent?: Agent): Promise<Outcome<{ ok: true }>> {
  return asOwner<{ ok: true }>(ctx, tenant, agent, async (tx, who) => {
    const order = await orderForUpdate(tx, tenant, id);
    const offers = await offersOf(tx, tenant, [id]);
    const own = offers.find((o) => o.person_id === who.personId);
    if (!order || !own) return refuse('NOT_FOUND');
    if (order.state !== 'offered') return refuse('ILLEGAL_TRANSITION');
    await setOffer(tx, own, { state: 'withdrawn' });
    await setOrder(tx, order, {
      ...(order.chosen_offer === own.offer_id ? { chosen_offer: null } : {}),
      ...(offers.length === 1 ? { state: 'posted' } : {}),
    });
    await recordOwn(ctx, tx, who, { tenant, kind: 'time_order', id, act: 'time_offer_withdrawn' });
    return done({ ok: true });
  });
}

/** The requester's choice; another one may be chosen until somebody has agreed. */
export function chooseOffer(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { offer: string; agent?: Agent | undefined },
): Promise<Outcome<{ ok: true }>> {
  return asOwner<{ ok: true }>(ctx, tenant, body.agent, async (tx, who) => {
    const order = await orderForUpdate(tx, tenant, id);
    const offer = (await offersOf(tx, tenant, [id])).find((o) => o.offer_id === body.offer);
    if (!order || order.requester_id !== who.personId || !offer) return refuse('NOT_FOUND');
    if (!may(order, 'held')) return refuse('ILLEGAL_TRANSITION');
    const short = await notCovered(ctx, tx, order);
    if (short) return short;
    await setOffer(tx, offer, { chosen_at: ctx.clock.now() });
    await setOrder(tx, order, { chosen_offer: offer.offer_id });
    await recordOwn(ctx, tx, who, { tenant, kind: 'time_order', id, act: 'time_chosen' });
    if (offer.agreed_at) return bookBoth(ctx, tx, { ...order, version: order.version + 1 }, offer, who);
    await notify(ctx, tx, {
      tenant,
      persons: [offer.person_id],
      kind: 'M-16.chosen',
      params: { title: order.title },
      link: `/m/time-bank/orders/${tenant}/${id}`,
      onceKey: `time:${id}:chosen:${offer.offer_id}`,
    });
    return done({ ok: true });
  });
}

/** The helper's own choice, before or after the requester's. */
export function agree(ctx: Ctx, tenant: number, id: string, agent?: Agent): Promise<Outcome<{ ok: true }>> {
  return asOwner<{ ok: true }>(ctx, tenant, agent, async (tx, who) => {
    const order = await orderForUpdate(tx, tenant, id);
    const offer = (await offersOf(tx, tenant, [id])).find((o) => o.person_id === who.personId);
    if (!order || !offer) return refuse('NOT_FOUND');
    if (!may(order, 'held') || offer.agreed_at) return refuse('ILLEGAL_TRANSITION');
    await setOffer(tx, offer, { agreed_at: ctx.clock.now() });
    await recordOwn(ctx, tx, who, { tenant, kind: 'time_order', id, act: 'time_agreed' });
    return order.chosen_offer === offer.offer_id ? bookBoth(ctx, tx, order, offer, who) : done({ ok: true });
  });
}

/** INSUFFICIENT_TIME unless own minutes, with what the pool has granted, cover the plan (TBK-03). */
async function notCovered(ctx: Ctx, tx: Tx, order: OrderRow): Promise<Refused | null> {
  const tenant = order.tenant_id;
  const grant = await openGrant(tx, tenant, order.requester_id);
  const granted = grant ? grant.minutes - grant.spent_min - grant.reserved_min : 0;
  const { own_min } = cover(order.plan_min, granted);
  if (own_min > 0 && !(await mayAskFor(ctx, tx, tenant, order.requester_id))) return refuse('TIME_REDEEM_AGE');
  if ((await availableOf(tx, tenant, order.requester_id)) < own_min) return refuse('INSUFFICIENT_TIME');
  return null;
}

/** Both have chosen: the planned minutes and the helper's hours are set aside, or the second choice is refused. */
async function bookBoth(
  ctx: Ctx,
  tx: Tx,
  order: OrderRow,
  offer: OfferRow,
  who: Acting,
): Promise<Outcome<{ ok: true }>> {
  const { tenant_id: tenant, order_id: id } = order;
  const at = ctx.clock.now();
  const short = await notCovered(ctx, tx, order);
  if (short) return short;
  const grant = await openGrant(tx, tenant, order.requester_id);
  const part = cover(order.plan_min, grant ? grant.minutes - grant.spent_min - grant.reserved_min : 0);
  let hold_id: string | null = null;
  if (part.own_min > 0) {
    const held = await hold(tx, {
      tenantId: tenant,
      owner: owner(order.requester_id),
      asset: 'time_minutes',
      key: `time:${id}`,
      amount: part.own_min,
      at,
      meta: { order: id, title: order.title },
    });
    if (!held.ok) return refuse('INSUFFICIENT_TIME');
    hold_id = held.holdId;
  }
  if (grant && part.grant_min > 0) await setGrant(tx, grant, { reserved_min: grant.reserved_min + part.grant_min });
  const clash = await takeHours(ctx, tx, order, offer.person_id);
  if (clash) return clash;
  await openPersons(tx, [who.personId]);
  await setOffer(tx, offer, { state: 'taken' });
  await tx
    .updateTable('time_offer')
    .set({ state: 'passed_over' })
    .where('tenant_id', '=', tenant)
    .where('order_id', '=', id)
    .where('state', '=', 'offered')
    .execute();
  await setOrder(tx, order, {
    state: 'held',
    provider_id: offer.person_id,
    chosen_offer: offer.offer_id,
    held_at: at,
    hold_id,
    own_min: part.own_min,
    grant_id: part.grant_min > 0 ? (grant?.grant_id ?? null) : null,
    grant_min: part.grant_min,
  });
  await recordOwn(ctx, tx, who, {
    tenant,
    kind: 'time_order',
    id,
    act: 'time_held',
    from: order.state,
    to: 'held',
    detail: { own_min: part.own_min, grant_min: part.grant_min },
  });
  await schedule(ctx, tx, { tenant, kind: 'time.lapse', subject: id, at: lapsesAt(order) });
  await notify(ctx, tx, {
    tenant,
    persons: [order.requester_id, offer.person_id],
    kind: 'M-16.held',
    params: { title: order.title, minutes: String(order.plan_min) },
    link: `/m/time-bank/orders/${tenant}/${id}`,
    onceKey: `time:${id}:held`,
  });
  return done({ ok: true });
}

/** Nobody serves in two places: the hours go into the one calendar that all services share. */
async function takeHours(ctx: Ctx, tx: Tx, order: OrderRow, helper: string): Promise<Refused | null> {
  await openPersons(tx, [helper]);
  try {
    await tx
      .insertInto('calendar_entry')
      .values({
        person_id: helper,
        entry_id: ctx.ids.next(),
        during: sql`tstzrange(${order.starts_at}, ${addMs(order.starts_at, order.plan_min * minute_ms)})`,
        kind: 'service',
        tenant_id: order.tenant_id,
        claim_id: order.order_id,
        lat: null,
        lng: null,
      })
      .execute();
    return null;
  } catch (error) {
    if (brokenConstraint(error) === 'calendar_no_overlap')
      return refuse('TIME_CONFLICT', { details: { alternatives: [] } });
    throw error;
  }
}
