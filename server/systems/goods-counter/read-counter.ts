/** What the counter shows: to everybody, to the person, to the staff. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { goods } from '../../../contract/goods/index.ts';
import { balances } from '../../engines/ledger/index.ts';
import { directory } from '../../engines/people/index.ts';
import { numbers } from '../../engines/policy/index.ts';
import { civilDate, iso, isoOrNull } from '../../platform/clock.ts';
import { me, snapshot, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, type Outcome } from '../../platform/outcome.ts';
import { redeemedEverywhere } from './order-goods.ts';
import type { Order } from './store.ts';

type Shelf = z.input<typeof goods.shelf.reply>;
type Mine = z.input<typeof goods.mine.reply>;
type Counter = z.input<typeof goods.counter.reply>;
export type CounterOrder = Counter['waiting'][number];

const orderOf = (row: Order & { title: string }) => ({
  id: row.order_id,
  item: row.item_id,
  title: row.title,
  quantity: row.quantity,
  total_hundredths: row.total_hundredths,
  state: row.state as CounterOrder['state'],
  ordered: iso(row.ordered_at),
  collect_until: iso(row.collect_until),
  ended: isoOrNull(row.ended_at),
  reason: row.reason,
});
export const counterOrderOf = (row: Order & { title: string }, person: string): CounterOrder => ({
  ...orderOf(row),
  person,
});

const itemsOf = (tx: Tx, tenant: number) =>
  tx
    .selectFrom('goods_item')
    .innerJoin('goods_sponsor', (j) =>
      j
        .onRef('goods_sponsor.tenant_id', '=', 'goods_item.tenant_id')
        .onRef('goods_sponsor.sponsor_id', '=', 'goods_item.sponsor_id'),
    )
    .selectAll('goods_item')
    .select(['goods_sponsor.name as sponsor', 'goods_sponsor.state as sponsor_state'])
    .where('goods_item.tenant_id', '=', tenant)
    .orderBy('goods_item.item_id')
    .limit(500);
type ItemRow = Awaited<ReturnType<ReturnType<typeof itemsOf>['execute']>>[number];
const itemOf = (r: ItemRow): Shelf['items'][number] => ({
  id: r.item_id,
  title: r.title,
  description: r.description,
  kind: r.kind as Shelf['items'][number]['kind'],
  price_hundredths: r.price_hundredths,
  available: r.stock - r.reserved,
  per_person_year: r.per_person_year,
  sponsor: r.sponsor,
  state: r.state as Shelf['items'][number]['state'],
});

export async function readShelf(ctx: Ctx, tenant: number): Promise<Outcome<Shelf>> {
  const policy = await numbers(ctx, tenant);
  return snapshot(ctx, { tenant }, async (tx) =>
    done({
      items: (
        await itemsOf(tx, tenant)
          .where('goods_item.state', '=', 'open')
          .where('goods_sponsor.state', '=', 'active')
          .execute()
      ).map(itemOf),
      yearly_cap_hundredths: policy.goods_yearly_cap_pt * 100,
      collect_days: policy.goods_collect_d,
    }),
  );
}

const ordersOf = (tx: Tx, tenant: number) =>
  tx
    .selectFrom('goods_order')
    .innerJoin('goods_item', (j) =>
      j
        .onRef('goods_item.tenant_id', '=', 'goods_order.tenant_id')
        .onRef('goods_item.item_id', '=', 'goods_order.item_id'),
    )
    .selectAll('goods_order')
    .select('goods_item.title')
    .where('goods_order.tenant_id', '=', tenant)
    .orderBy('order_id', 'desc');

export async function readMine(ctx: Ctx, tenant: number): Promise<Outcome<Mine>> {
  const { personId } = me(ctx);
  const policy = await numbers(ctx, tenant);
  return snapshot(ctx, { tenant, persons: [personId] }, async (tx) => {
    const rows = await ordersOf(tx, tenant).where('person_id', '=', personId).limit(100).execute();
    const held = await balances(tx, { tenantId: tenant, owner: { ownerKind: 'person', ownerId: personId } });
    const spent = await redeemedEverywhere(ctx, tx, tenant);
    return done({
      available_hundredths: held.redeemable_points.available,
      held_hundredths: held.redeemable_points.held,
      honour_hundredths: held.honour_points.balance,
      cap_left_hundredths: Math.max(0, policy.goods_yearly_cap_pt * 100 - spent),
      orders: rows.map((r) => ({ ...orderOf(r), code: r.state === 'reserved' ? ctx.keys.open(r.code_enc) : null })),
    });
  });
}

export async function readCounter(ctx: Ctx, tenant: number): Promise<Outcome<Counter>> {
  const people = await directory(ctx, tenant);
  return snapshot(ctx, { tenant }, async (tx) => {
    const sponsors = await tx
      .selectFrom('goods_sponsor')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .orderBy('sponsor_id')
      .limit(500)
      .execute();
    const waiting = await ordersOf(tx, tenant).where('goods_order.state', '=', 'reserved').limit(500).execute();
    return done({
      sponsors: sponsors.map((s) => ({
        id: s.sponsor_id,
        name: s.name,
        kind: s.kind as Counter['sponsors'][number]['kind'],
        unit: s.unit_id,
        supervisors: s.supervisors,
        supervisor_names: s.supervisors.map((u) => ctx.territory.get(u)?.name ?? String(u)),
        contact: s.contact,
        state: s.state as 'active' | 'ended',
      })),
      items: (await itemsOf(tx, tenant).execute()).map((r) => ({
        ...itemOf(r),
        sponsor_id: r.sponsor_id,
        stock: r.stock,
        reserved: r.reserved,
      })),
      waiting: waiting.map((r) => counterOrderOf(r, people.show(ctx, r.person_id).name)),
    });
  });
}

interface Period {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}
/** By item: what came, went and was counted in the period; stock and reserved as they are now. */
export async function sumsByItem(tx: Tx, tenant: number, period: Period, sponsor: string | null) {
  const { rows } = await sql<{
    id: string;
    title: string;
    sponsor: string;
    delivered: number;
    collected: number;
    counted: number;
    given_back: number;
    stock: number;
    reserved: number;
    points: number;
  }>`
    select i.item_id as id, i.title, s.name as sponsor, i.stock, i.reserved,
      coalesce(sum(m.change) filter (where m.kind = 'delivered'), 0)::int as delivered,
      coalesce(-sum(m.change) filter (where m.kind = 'collected'), 0)::int as collected,
      coalesce(sum(m.change) filter (where m.kind = 'counted'), 0)::int as counted,
      coalesce(-sum(m.change) filter (where m.kind = 'given_back'), 0)::int as given_back,
      coalesce(sum(o.total_hundredths), 0)::int as points
    from goods_item i
    join goods_sponsor s on s.tenant_id = ${tenant} and s.sponsor_id = i.sponsor_id
    left join goods_move m on m.tenant_id = ${tenant} and m.item_id = i.item_id
      and (m.at at time zone 'Asia/Shanghai')::date between ${period.from ?? '2000-01-01'}::date and ${period.to ?? '2999-12-31'}::date
    left join goods_order o on o.tenant_id = ${tenant} and o.order_id = m.order_id
    where i.tenant_id = ${tenant} and (${sponsor}::uuid is null or i.sponsor_id = ${sponsor}::uuid)
    group by i.item_id, i.title, s.name, i.stock, i.reserved order by i.item_id limit 500`.execute(tx);
  return rows.map(({ points, ...r }) => ({ ...r, points_hundredths: points }));
}

/** L-17: public, without names. */
export async function readLedger(
  ctx: Ctx,
  tenant: number,
  period: Period,
): Promise<Outcome<z.input<typeof goods.ledger.reply>>> {
  return snapshot(ctx, { tenant }, async (tx) => {
    const moves = await tx
      .selectFrom('goods_move')
      .innerJoin('goods_item', (j) =>
        j
          .onRef('goods_item.tenant_id', '=', 'goods_move.tenant_id')
          .onRef('goods_item.item_id', '=', 'goods_move.item_id'),
      )
      .select(['move_id', 'at', 'title', 'goods_move.kind', 'change', 'stock_after', 'reason'])
      .where('goods_move.tenant_id', '=', tenant)
      .orderBy('move_id', 'desc')
      .limit(500)
      .execute();
    const counts = await tx
      .selectFrom('goods_order')
      .select((e) => ['state', e.fn.countAll<number>().as('n')])
      .where('tenant_id', '=', tenant)
      .groupBy('state')
      .execute();
    const n = (state: string) => Number(counts.find((c) => c.state === state)?.n ?? 0);
    const within = (at: Date) =>
      (period.from === undefined || civilDate(at) >= period.from) &&
      (period.to === undefined || civilDate(at) <= period.to);
    return done({
      items: await sumsByItem(tx, tenant, period, null),
      moves: moves
        .filter((m) => within(m.at))
        .map((m) => ({
          id: m.move_id,
          at: iso(m.at),
          title: m.title,
          kind: m.kind as 'delivered',
          change: m.change,
          stock_after: m.stock_after,
          reason: m.reason,
        })),
      orders: { reserved: n('reserved'), collected: n('collected'), cancelled: n('cancelled'), expired: n('expired') },
    });
  });
}
