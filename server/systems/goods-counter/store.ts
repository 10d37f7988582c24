/** Rows of the counter. */
import { sql, type Selectable } from 'kysely';
import type { Tx } from '../../platform/database.ts';
import type { Database } from '../../platform/database.generated.ts';
import type { Ctx } from '../../platform/context.ts';
import { me } from '../../platform/context.ts';

export type Item = Selectable<Database['goods_item']>;
export type Order = Selectable<Database['goods_order']>;

export const itemForUpdate = (tx: Tx, tenant: number, id: string): Promise<Item | undefined> =>
  tx
    .selectFrom('goods_item')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('item_id', '=', id)
    .forUpdate()
    .executeTakeFirst();

/** An order with its item, locked in this order everywhere: item first, then order. */
export async function orderForUpdate(
  tx: Tx,
  tenant: number,
  id: string,
): Promise<{ order: Order; item: Item } | undefined> {
  const named = await tx
    .selectFrom('goods_order')
    .select('item_id')
    .where('tenant_id', '=', tenant)
    .where('order_id', '=', id)
    .executeTakeFirst();
  if (!named) return undefined;
  const item = await itemForUpdate(tx, tenant, named.item_id);
  const order = await tx
    .selectFrom('goods_order')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('order_id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return item && order ? { item, order } : undefined;
}

export async function setShelf(tx: Tx, item: Item, to: { stock: number; reserved: number }): Promise<void> {
  await tx
    .updateTable('goods_item')
    .set(to)
    .where('tenant_id', '=', item.tenant_id)
    .where('item_id', '=', item.item_id)
    .execute();
}

export async function addMove(
  ctx: Ctx,
  tx: Tx,
  item: Item,
  move: { kind: string; change: number; stock_after: number; order_id?: string; reason?: string },
): Promise<void> {
  await tx
    .insertInto('goods_move')
    .values({
      tenant_id: item.tenant_id,
      move_id: ctx.ids.next(),
      item_id: item.item_id,
      reason: '',
      ...move,
      by_person_id: me(ctx).personId,
      at: ctx.clock.now(),
    })
    .execute();
}

/** Hundredths that this person has ordered here in the year and that were not given back. */
export async function redeemedInYear(tx: Tx, tenant: number, person: string, from: Date, to: Date): Promise<number> {
  const row = await tx
    .selectFrom('goods_order')
    .select((e) => e.fn.coalesce(e.fn.sum<number>('total_hundredths'), sql<number>`0`).as('sum'))
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', person)
    .where('state', 'in', ['reserved', 'collected'])
    .where('ordered_at', '>=', from)
    .where('ordered_at', '<', to)
    .executeTakeFirst();
  return Number(row?.sum ?? 0);
}
/** Pieces of one item that this person has taken or reserved in the year. */
export async function piecesInYear(tx: Tx, item: Item, person: string, from: Date, to: Date): Promise<number> {
  const row = await tx
    .selectFrom('goods_order')
    .select((e) => e.fn.coalesce(e.fn.sum<number>('quantity'), sql<number>`0`).as('sum'))
    .where('tenant_id', '=', item.tenant_id)
    .where('person_id', '=', person)
    .where('item_id', '=', item.item_id)
    .where('state', 'in', ['reserved', 'collected'])
    .where('ordered_at', '>=', from)
    .where('ordered_at', '<', to)
    .executeTakeFirst();
  return Number(row?.sum ?? 0);
}
