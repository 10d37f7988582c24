/** What is shown of exchanges: the board, one exchange with its ratings and story, the desk's list. */
import type { z } from 'zod';
import { codesOf, timeOrderStates, type TimeOrderState } from '../../../contract/codes.ts';
import type { timeBank } from '../../../contract/time-bank/index.ts';
import { directory, profilesOf, type Directory } from '../../engines/people/index.ts';
import { actWords } from '../../engines/record/index.ts';
import { iso, isoOrNull } from '../../platform/clock.ts';
import { me, snapshot, type Ctx } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { number } from '../../engines/policy/index.ts';
import { addMs, day_ms } from '../../platform/clock.ts';
import { allowedFor } from './allowed.ts';
import { isNear, notPart } from './policy.ts';
import { undoable } from './rules.ts';
import { offersOf, reputations, unrated, type OfferRow, type OrderRow, type Reputation } from './store.ts';

type Board = z.input<typeof timeBank.board.reply>;
type Line = Board['open'][number];
type View = z.input<typeof timeBank.order.reply>;
type Party = Line['requester'];
type DeskList = z.input<typeof timeBank.orders.reply>;

/** Everything that lines and views of some exchanges need. */
interface Around {
  readonly ctx: Ctx;
  readonly people: Directory;
  readonly ratings: ReadonlyMap<string, Reputation>;
  readonly self: string;
}
function partyOf(a: Around, person: string, related: boolean): Party {
  return { ...a.people.show(a.ctx, person, related), rating: a.ratings.get(person) ?? unrated };
}
function relationOf(order: OrderRow, offers: readonly OfferRow[], self: string): Line['mine'] {
  if (order.requester_id === self) return 'requester';
  if (order.provider_id === self) return 'provider';
  return offers.some((o) => o.person_id === self && o.state === 'offered') ? 'offering' : 'none';
}
function lineOf(a: Around, order: OrderRow, offers: readonly OfferRow[], rated: boolean): Line {
  const mine = relationOf(order, offers, a.self);
  return {
    id: order.order_id,
    title: order.title,
    kind: order.kind as Line['kind'],
    place: order.place,
    start: iso(order.starts_at),
    plan_minutes: order.plan_min,
    state: order.state as TimeOrderState,
    requester: partyOf(a, order.requester_id, mine === 'provider' || mine === 'requester'),
    offers: offers.length,
    mine,
    waits_for_me: waitsFor(order, offers, a.self, mine, rated),
  };
}
function waitsFor(
  order: OrderRow,
  offers: readonly OfferRow[],
  self: string,
  mine: Line['mine'],
  rated: boolean,
): boolean {
  if (mine === 'requester')
    return (
      (order.state === 'offered' && order.chosen_offer === null) ||
      order.state === 'served' ||
      (order.state === 'settled' && !rated)
    );
  if (mine === 'provider') return order.state === 'held' || (order.state === 'settled' && !rated);
  return offers.some((o) => o.person_id === self && o.offer_id === order.chosen_offer && o.agreed_at === null);
}

async function around(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  persons: readonly (string | null)[],
  self = me(ctx).personId,
): Promise<Around> {
  return {
    ctx,
    people: await directory(ctx, tenant),
    ratings: await reputations(
      tx,
      tenant,
      persons.filter((p) => p !== null),
      ctx.clock.now(),
    ),
    self,
  };
}
const ordersOf = (tx: Tx, tenant: number) =>
  tx.selectFrom('time_order').selectAll().where('tenant_id', '=', tenant).orderBy('order_id', 'desc');

/** How well an open request fits: what the member can do first, then who is well spoken of, then what is soonest. */
function fit(a: Around, order: OrderRow, skills: readonly string[]): number {
  const skilled = skills.some((s) => s.length > 1 && (order.title.includes(s) || order.body.includes(s))) ? 100 : 0;
  return skilled + (a.ratings.get(order.requester_id)?.average_tenths ?? 70) / 10;
}

export async function readBoard(ctx: Ctx, tenant: number): Promise<Outcome<Board>> {
  const self = me(ctx).personId;
  return snapshot<Outcome<Board>>(ctx, { tenant, persons: [self] }, async (tx) => {
    const now = ctx.clock.now();
    const open = await ordersOf(tx, tenant)
      .where('state', 'in', ['posted', 'offered'])
      .where('requester_id', '<>', self)
      .where('starts_at', '>=', now)
      .limit(100)
      .execute();
    const offered = await tx
      .selectFrom('time_offer')
      .select('order_id')
      .where('tenant_id', '=', tenant)
      .where('person_id', '=', self)
      .where('state', '=', 'offered')
      .limit(100)
      .execute();
    const mine = await ordersOf(tx, tenant)
      .where((e) =>
        e.or([
          e('requester_id', '=', self),
          e('provider_id', '=', self),
          ...(offered.length > 0
            ? [
                e(
                  'order_id',
                  'in',
                  offered.map((o) => o.order_id),
                ),
              ]
            : []),
        ]),
      )
      .limit(100)
      .execute();
    const all = [...open, ...mine];
    const offers = await offersOf(
      tx,
      tenant,
      all.map((o) => o.order_id),
    );
    const a = await around(
      ctx,
      tx,
      tenant,
      all.map((o) => o.requester_id),
    );
    const rated = await ratedBy(tx, tenant, self);
    const skills = (await profilesOf(tx, [self])).get(self)?.expertise ?? [];
    const line = (o: OrderRow) =>
      lineOf(
        a,
        o,
        offers.filter((x) => x.order_id === o.order_id),
        rated.has(o.order_id),
      );
    const known = new Set(mine.map((o) => o.order_id));
    return done({
      open: open
        .filter((o) => !known.has(o.order_id))
        .toSorted((x, y) => fit(a, y, skills) - fit(a, x, skills) || x.starts_at.getTime() - y.starts_at.getTime())
        .map(line),
      mine: mine.map(line),
    });
  });
}
async function ratedBy(tx: Tx, tenant: number, self: string): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('time_rating')
    .select('order_id')
    .where('tenant_id', '=', tenant)
    .where('rater_id', '=', self)
    .limit(1000)
    .execute();
  return new Set(rows.map((r) => r.order_id));
}

/** One exchange. Strangers see what is open; what is agreed is the two sides' own, and the operator's. */
export function readOrder(ctx: Ctx, tenant: number, id: string, asStaff: boolean): Promise<Outcome<View>> {
  const self = me(ctx).personId;
  return snapshot<Outcome<View>>(ctx, { tenant, persons: [self] }, async (tx) => {
    if (asStaff) {
      const barred = await notPart(ctx, tx, tenant, 'operator', 'supervisor', 'lead');
      if (barred) return barred;
    }
    const order = await ordersOf(tx, tenant).where('order_id', '=', id).executeTakeFirst();
    if (!order) return refuse('NOT_FOUND');
    const offers = await offersOf(tx, tenant, [id]);
    const mine = relationOf(order, offers, self);
    const open = order.state === 'posted' || order.state === 'offered';
    if (!asStaff && mine === 'none' && !open) return refuse('NOT_FOUND');
    return done(await viewOf(ctx, tx, order, offers, { mine, asStaff }));
  });
}

async function viewOf(
  ctx: Ctx,
  tx: Tx,
  order: OrderRow,
  offers: readonly OfferRow[],
  viewer: { readonly mine: Line['mine']; readonly asStaff: boolean; readonly self?: string },
): Promise<View> {
  const tenant = order.tenant_id;
  const { mine, asStaff } = viewer;
  const parties = [order.requester_id, order.provider_id, ...offers.map((o) => o.person_id)];
  const a = await around(ctx, tx, tenant, parties, viewer.self);
  const party = mine === 'requester' || mine === 'provider';
  const booked = order.provider_id !== null && party;
  const ratings = await ratingsFor(ctx, tx, order, a.self);
  const silence_d = await number(ctx, tenant, 'time_settle_silence_d');
  const seesOffers = mine === 'requester' || asStaff;
  const arbiter =
    asStaff &&
    order.state === 'disputed' &&
    (await notPart(ctx, tx, tenant, 'operator')) === null &&
    !(await isNear(ctx, tenant, [order.requester_id, order.provider_id]));
  const undoer =
    asStaff &&
    undoable(order) &&
    order.undo_by !== a.self &&
    (await notPart(ctx, tx, tenant, 'operator', 'lead')) === null &&
    !(await isNear(ctx, tenant, [order.requester_id, order.provider_id]));
  return {
    ...lineOf(a, order, offers, ratings.by_me !== null),
    requester: partyOf(a, order.requester_id, booked),
    body: order.body,
    posted_at: iso(order.posted_at),
    provider: order.provider_id ? partyOf(a, order.provider_id, booked) : null,
    offer_list: offers
      .filter((o) => o.state !== 'passed_over' && (seesOffers || o.person_id === a.self))
      .toSorted(
        (x, y) => (a.ratings.get(y.person_id)?.average_tenths ?? 0) - (a.ratings.get(x.person_id)?.average_tenths ?? 0),
      )
      .map((o) => ({
        id: o.offer_id,
        person: partyOf(a, o.person_id, o.state === 'taken' && booked),
        words: o.words,
        chosen: order.chosen_offer === o.offer_id,
        agreed: o.agreed_at !== null,
        mine: o.person_id === a.self,
      })),
    own_minutes: party || asStaff ? order.own_min : 0,
    pool_minutes: party || asStaff ? order.grant_min : 0,
    started_at: isoOrNull(order.started_at),
    ended_at: isoOrNull(order.ended_at),
    actual_minutes: order.actual_min,
    settled_minutes: order.settled_min,
    silent: order.silent,
    settle_by: order.state === 'served' && order.ended_at ? iso(addMs(order.ended_at, silence_d * day_ms)) : null,
    rate_until: isoOrNull(order.rate_until),
    ratings,
    dispute: order.dispute,
    arbitration: order.arbitration,
    reason: order.reason,
    undo: order.undo_reason === null ? null : { reason: order.undo_reason, done: order.undone_at !== null },
    acts: party || asStaff ? await actsOf(ctx, tx, tenant, 'time_order', order.order_id, a.people) : [],
    allowed: allowedFor(order, offers, { self: a.self, mine, rated: ratings.by_me !== null, ratings, arbiter, undoer }),
  };
}

/** What an owner at the desk has under way, as the owner would see it on a phone (TBK-08). */
export async function waitingOf(ctx: Ctx, tx: Tx, tenant: number, owner: string): Promise<View[]> {
  const offered = await tx
    .selectFrom('time_offer')
    .select('order_id')
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', owner)
    .where('state', '=', 'offered')
    .limit(50)
    .execute();
  const rows = await ordersOf(tx, tenant)
    .where('state', 'in', ['posted', 'offered', 'held', 'served', 'settled', 'disputed'])
    .where((e) =>
      e.or([
        e('requester_id', '=', owner),
        e('provider_id', '=', owner),
        ...(offered.length > 0
          ? [
              e(
                'order_id',
                'in',
                offered.map((o) => o.order_id),
              ),
            ]
          : []),
      ]),
    )
    .limit(50)
    .execute();
  const views: View[] = [];
  for (const order of rows) {
    const offers = await offersOf(tx, tenant, [order.order_id]);
    const mine = relationOf(order, offers, owner);
    views.push(await viewOf(ctx, tx, order, offers, { mine, asStaff: false, self: owner }));
  }
  return views;
}

/** The other side's rating is not even read before it may be seen (TBK-07). */
async function ratingsFor(ctx: Ctx, tx: Tx, order: OrderRow, self: string): Promise<View['ratings']> {
  const rows = await tx
    .selectFrom('time_rating')
    .selectAll()
    .where('tenant_id', '=', order.tenant_id)
    .where('order_id', '=', order.order_id)
    .where((e) =>
      e.or([
        e('rater_id', '=', self),
        order.state === 'closed'
          ? e('subject_id', '=', self)
          : e.and([e('subject_id', '=', self), e('blind_until', '<=', ctx.clock.now())]),
      ]),
    )
    .execute();
  const show = (row: (typeof rows)[number] | undefined) =>
    row ? { score: row.score, text: row.body, at: iso(row.at), reply: row.reply } : null;
  return {
    by_me: show(rows.find((r) => r.rater_id === self)),
    of_me: show(rows.find((r) => r.subject_id === self)),
    both_in: order.state === 'closed',
  };
}

/** The story of a subject, with the mark of what staff did for the owner (代办). */
export async function actsOf(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  kind: string,
  id: string,
  people: Directory,
): Promise<View['acts']> {
  const rows = await tx
    .selectFrom('record')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('subject_kind', '=', kind)
    .where('subject_id', '=', id)
    .orderBy('record_id')
    .limit(200)
    .execute();
  return rows.map((row) => {
    const owner = (row.detail as Record<string, unknown>)['agent_for'];
    const who = typeof owner === 'string' ? owner : row.actor_id;
    const words = actWords[row.act] ?? { zh: row.act, en: row.act };
    return {
      at: iso(row.at),
      who: who ? people.show(ctx, who).name : ctx.locale === 'zh' ? '平台' : 'Platform',
      what: words.zh,
      what_en: words.en,
      agent: typeof owner === 'string',
      reason: row.reason,
    };
  });
}

/** Newest first, disputes before all. */
export function readDeskOrders(ctx: Ctx, tenant: number, state: string | undefined): Promise<Outcome<DeskList>> {
  const self = me(ctx).personId;
  return snapshot<Outcome<DeskList>>(ctx, { tenant, persons: [self] }, async (tx) => {
    const barred = await notPart(ctx, tx, tenant, 'operator', 'supervisor', 'lead');
    if (barred) return barred;
    const wanted = codesOf(timeOrderStates).find((s) => s === state);
    const rows = await (wanted ? ordersOf(tx, tenant).where('state', '=', wanted) : ordersOf(tx, tenant))
      .limit(300)
      .execute();
    const counts = await tx
      .selectFrom('time_order')
      .select((e) => ['state', e.fn.countAll<number>().as('n')])
      .where('tenant_id', '=', tenant)
      .groupBy('state')
      .execute();
    const offers = await offersOf(
      tx,
      tenant,
      rows.map((o) => o.order_id),
    );
    const a = await around(
      ctx,
      tx,
      tenant,
      rows.flatMap((o) => [o.requester_id, o.provider_id]),
    );
    await openPersons(tx, [self]);
    const items = rows.map((o) => ({
      ...lineOf(
        a,
        o,
        offers.filter((x) => x.order_id === o.order_id),
        true,
      ),
      provider: o.provider_id ? a.people.show(ctx, o.provider_id).name : null,
      held: ['held', 'served', 'disputed'].includes(o.state) ? o.own_min + o.grant_min : 0,
      dispute: o.dispute,
    }));
    return done({
      may_arbitrate: (await notPart(ctx, tx, tenant, 'operator')) === null,
      counts: Object.fromEntries(counts.map((c) => [c.state, Number(c.n)])),
      items: items.toSorted((x, y) => Number(y.state === 'disputed') - Number(x.state === 'disputed')),
    });
  });
}
