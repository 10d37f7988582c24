/** Sponsors, items and what is on the shelf. Every change of a shelf is a row that stays (L-17). */
import type { z } from 'zod';
import type { goods } from '../../../contract/goods/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { me, transact, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { giveBack } from './end-order.ts';
import { itemMayBecome, type ItemState } from './lifecycle.ts';
import { afterChange, notCash } from './rules.ts';
import { addMove, itemForUpdate, setShelf } from './store.ts';

type SponsorBody = z.output<typeof goods.addSponsor.body>;
const columnsOf = (body: SponsorBody) => ({
  name: body.name,
  kind: body.kind,
  unit_id: body.unit,
  supervisors: body.supervisors,
  contact: body.contact,
});
/** A number that names no unit of the territory supervises nobody. */
const unknownUnit = (ctx: Ctx, body: SponsorBody): boolean =>
  [...body.supervisors, ...(body.unit === null ? [] : [body.unit])].some((u) => ctx.territory.get(u)?.level !== 'unit');

export async function addSponsor(ctx: Ctx, tenant: number, body: SponsorBody): Promise<Outcome<{ id: string }>> {
  if (unknownUnit(ctx, body)) return refuse('NOT_FOUND');
  return transact<{ id: string }>(ctx, { tenant }, async (tx) => {
    const id = ctx.ids.next();
    await tx
      .insertInto('goods_sponsor')
      .values({ tenant_id: tenant, sponsor_id: id, ...columnsOf(body), state: 'active', created_at: ctx.clock.now() })
      .execute();
    await recordAct(ctx, tx, { tenant, kind: 'goods_sponsor', id, act: 'created', to: 'active' });
    return done({ id });
  });
}
export async function editSponsor(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: SponsorBody & { state: 'active' | 'ended' },
): Promise<Outcome<{ ok: true }>> {
  if (unknownUnit(ctx, body)) return refuse('NOT_FOUND');
  return transact<{ ok: true }>(ctx, { tenant }, async (tx) => {
    const before = await tx
      .selectFrom('goods_sponsor')
      .select('state')
      .where('tenant_id', '=', tenant)
      .where('sponsor_id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!before) return refuse('NOT_FOUND');
    await tx
      .updateTable('goods_sponsor')
      .set({ ...columnsOf(body), state: body.state })
      .where('tenant_id', '=', tenant)
      .where('sponsor_id', '=', id)
      .execute();
    await recordAct(ctx, tx, { tenant, kind: 'goods_sponsor', id, act: 'changed', from: before.state, to: body.state });
    return done({ ok: true });
  });
}

const activeSponsor = async (tx: Tx, tenant: number, id: string): Promise<boolean> =>
  (await tx
    .selectFrom('goods_sponsor')
    .select('sponsor_id')
    .where('tenant_id', '=', tenant)
    .where('sponsor_id', '=', id)
    .where('state', '=', 'active')
    .executeTakeFirst()) !== undefined;

export async function addItem(
  ctx: Ctx,
  tenant: number,
  body: z.output<typeof goods.addItem.body>,
): Promise<Outcome<{ id: string }>> {
  const cash = notCash(tenant, body.title, body.description);
  if (cash) return cash;
  return transact<{ id: string }>(ctx, { tenant }, async (tx) => {
    if (!(await activeSponsor(tx, tenant, body.sponsor)))
      return refuse('GOODS_SPONSOR_NEEDED', { fields: [{ path: 'sponsor', message: '' }] });
    const { sponsor, stock, ...words } = body;
    const id = ctx.ids.next();
    const item = await tx
      .insertInto('goods_item')
      .values({
        tenant_id: tenant,
        item_id: id,
        sponsor_id: sponsor,
        ...words,
        stock,
        state: 'open',
        created_at: ctx.clock.now(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    if (stock > 0) await addMove(ctx, tx, item, { kind: 'delivered', change: stock, stock_after: stock });
    await recordAct(ctx, tx, { tenant, kind: 'goods_item', id, act: 'created', to: 'open' });
    return done({ id });
  });
}

export async function editItem(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: z.output<typeof goods.editItem.body>,
): Promise<Outcome<{ ok: true }>> {
  const cash = notCash(tenant, body.title, body.description);
  if (cash) return cash;
  return transact<{ ok: true }>(ctx, { tenant }, async (tx) => {
    const item = await itemForUpdate(tx, tenant, id);
    if (!item) return refuse('NOT_FOUND');
    if (!itemMayBecome(item.state as ItemState, body.state)) return refuse('ILLEGAL_TRANSITION');
    if (body.state === 'open' && !(await activeSponsor(tx, tenant, item.sponsor_id)))
      return refuse('GOODS_SPONSOR_NEEDED');
    await tx.updateTable('goods_item').set(body).where('tenant_id', '=', tenant).where('item_id', '=', id).execute();
    await recordAct(ctx, tx, {
      tenant,
      kind: 'goods_item',
      id,
      act: 'changed',
      from: item.state,
      to: body.state,
      detail: { price: [item.price_hundredths, body.price_hundredths] },
    });
    return done({ ok: true });
  });
}

/** What the sponsor brings; a negative number goes back to it, with the reason and never below what is promised. */
export async function deliver(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { change: number; reason: string },
): Promise<Outcome<{ stock: number }>> {
  if (body.change < 0 && body.reason === '')
    return refuse('REASON_REQUIRED', { fields: [{ path: 'reason', message: '' }] });
  return transact<{ stock: number }>(ctx, { tenant }, async (tx) => {
    const item = await itemForUpdate(tx, tenant, id);
    if (!item) return refuse('NOT_FOUND');
    const stock = afterChange(item, body.change);
    if (stock === null) return refuse('GOODS_OUT_OF_STOCK', { fields: [{ path: 'change', message: '' }] });
    if (body.change !== 0) {
      await setShelf(tx, item, { stock, reserved: item.reserved });
      const kind = body.change > 0 ? 'delivered' : 'given_back';
      await addMove(ctx, tx, item, { kind, change: body.change, stock_after: stock, reason: body.reason });
      await recordAct(ctx, tx, {
        tenant,
        kind: 'goods_item',
        id,
        act: 'goods_delivered',
        detail: { change: body.change },
      });
    }
    return done({ stock });
  });
}

/**
 * Stock-taking: the shelf becomes what was counted, the difference stays with its reason. What is missing for orders
 * that wait is refunded, the newest first, so that nobody pays for goods that are not there.
 */
export async function takeStock(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { counted: number; reason: string },
): Promise<Outcome<{ stock: number; difference: number; cancelled: number }>> {
  return transact<{ stock: number; difference: number; cancelled: number }>(ctx, { tenant }, async (tx) => {
    const item = await itemForUpdate(tx, tenant, id);
    if (!item) return refuse('NOT_FOUND');
    const difference = body.counted - item.stock;
    if (difference !== 0 && body.reason === '')
      return refuse('REASON_REQUIRED', { fields: [{ path: 'reason', message: '' }] });
    let { reserved } = item;
    let cancelled = 0;
    const waiting =
      reserved <= body.counted
        ? []
        : await tx
            .selectFrom('goods_order')
            .selectAll()
            .where('tenant_id', '=', tenant)
            .where('item_id', '=', id)
            .where('state', '=', 'reserved')
            .orderBy('order_id', 'desc')
            .forUpdate()
            .execute();
    for (const order of waiting) {
      if (reserved <= body.counted) break;
      const reason = `盘点后库存不足：${body.reason}`;
      reserved = await giveBack(ctx, tx, { ...item, reserved }, order, { to: 'cancelled', by: null, reason });
      await recordAct(ctx, tx, {
        tenant,
        kind: 'goods_order',
        id: order.order_id,
        act: 'cancelled',
        from: 'reserved',
        to: 'cancelled',
        reason,
      });
      cancelled += 1;
    }
    await setShelf(tx, item, { stock: body.counted, reserved });
    if (difference !== 0)
      await addMove(ctx, tx, item, {
        kind: 'counted',
        change: difference,
        stock_after: body.counted,
        reason: body.reason,
      });
    await recordAct(ctx, tx, {
      tenant,
      kind: 'goods_item',
      id,
      act: 'goods_counted',
      reason: body.reason,
      detail: { counted: body.counted, difference, by: me(ctx).personId },
    });
    return done({ stock: body.counted, difference, cancelled });
  });
}
