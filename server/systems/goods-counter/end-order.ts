/** An order that was not collected ends: the goods go back to the shelf and the points to the person. */
import { releaseHold } from '../../engines/ledger/index.ts';
import { notify } from '../../engines/notice/index.ts';
import { record, recordAct } from '../../engines/record/index.ts';
import { me, transact, type Ctx, type Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { unschedule, type Event } from '../../platform/outbox.ts';
import { mayBecome, type OrderState } from './lifecycle.ts';
import { keepsCounter } from './policy.ts';
import { orderForUpdate, setShelf, type Item, type Order } from './store.ts';

/** Gives points and goods back. The item's row must be locked; its `reserved` is returned as it now stands. */
export async function giveBack(
  deps: Deps,
  tx: Tx,
  item: Item,
  order: Order,
  end: { to: 'cancelled' | 'expired'; by: string | null; reason: string },
): Promise<number> {
  const { tenant_id: tenant, order_id: id } = order;
  const at = deps.clock.now();
  const released = await releaseHold(tx, { tenantId: tenant, holdId: order.hold_id, at });
  if (!released.ok) throw new Error(`The hold of a reserved order was not released: ${released.code}`);
  const reserved = item.reserved - order.quantity;
  await setShelf(tx, item, { stock: item.stock, reserved });
  await tx
    .updateTable('goods_order')
    .set({ state: end.to, ended_at: at, ended_by: end.by, reason: end.reason })
    .where('tenant_id', '=', tenant)
    .where('order_id', '=', id)
    .execute();
  await unschedule(deps, tx, { tenant, kind: 'goods.expire', subject: id });
  if (end.by !== order.person_id)
    await notify(deps, tx, {
      tenant,
      persons: [order.person_id],
      kind: end.to === 'expired' ? 'M-14.goods_expired' : 'M-14.goods_cancelled',
      params: { title: item.title, points: (order.total_hundredths / 100).toFixed(2), reason: end.reason },
      link: '/m/goods',
      onceKey: `goods:${id}:${end.to}`,
    });
  return reserved;
}

/** By the person without a reason, by the counter with one. */
export async function cancelOrder(
  ctx: Ctx,
  tenant: number,
  id: string,
  reason: string,
): Promise<Outcome<{ ok: true }>> {
  const { personId } = me(ctx);
  return transact<{ ok: true }>(ctx, { tenant }, async (tx) => {
    const found = await orderForUpdate(tx, tenant, id);
    const own = found?.order.person_id === personId;
    if (!found || (!own && !keepsCounter(ctx, tenant))) return refuse('NOT_FOUND');
    if (!mayBecome(found.order.state as OrderState, 'cancelled')) return refuse('ILLEGAL_TRANSITION');
    if (!own && reason === '') return refuse('REASON_REQUIRED', { fields: [{ path: 'reason', message: '' }] });
    await giveBack(ctx, tx, found.item, found.order, { to: 'cancelled', by: personId, reason });
    await recordAct(ctx, tx, {
      tenant,
      kind: 'goods_order',
      id,
      act: 'cancelled',
      from: 'reserved',
      to: 'cancelled',
      reason,
    });
    return done({ ok: true });
  });
}

/** Not collected in time. A collection or cancellation that came first leaves nothing to do. */
export async function onExpired(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const found = await orderForUpdate(tx, event.tenant, event.subject);
  if (!found || !mayBecome(found.order.state as OrderState, 'expired')) return;
  await giveBack(deps, tx, found.item, found.order, { to: 'expired', by: null, reason: '' });
  await record(deps, tx, {
    tenant: event.tenant,
    kind: 'goods_order',
    id: event.subject,
    actor: null,
    role: 'system',
    act: 'goods_expired',
    from: 'reserved',
    to: 'expired',
  });
}
