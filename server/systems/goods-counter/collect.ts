/** Handing out against the code: the hold is settled to the sponsor's account, once. Honour is not touched (PTS-06). */
import { timingSafeEqual } from 'node:crypto';
import { settleHold } from '../../engines/ledger/index.ts';
import { directory } from '../../engines/people/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { civilDate } from '../../platform/clock.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { unschedule } from '../../platform/outbox.ts';
import { limit } from '../../platform/rate.ts';
import { mayBecome, type OrderState } from './lifecycle.ts';
import { blindCode } from './order-goods.ts';
import { counterOrderOf, type CounterOrder } from './read-counter.ts';
import { addMove, orderForUpdate, setShelf } from './store.ts';

/** So many codes may one member of staff try in ten minutes; a guess among eight digits stays hopeless. */
const guesses = limit(60, 600);

/** The sponsor's account in the book of redeemable points: what was handed out of its goods. */
export const sponsorAccount = (sponsor: string) => ({
  ownerKind: 'organisation' as const,
  ownerId: `sponsor:${sponsor}`,
});

export async function findByCode(ctx: Ctx, tenant: number, code: string): Promise<Outcome<CounterOrder>> {
  if (!guesses.take(me(ctx).personId, ctx.clock.now())) return refuse('TOO_MANY_ATTEMPTS');
  const people = await directory(ctx, tenant);
  return snapshot<Outcome<CounterOrder>>(ctx, { tenant }, async (tx) => {
    const row = await tx
      .selectFrom('goods_order')
      .innerJoin('goods_item', (j) =>
        j
          .onRef('goods_item.tenant_id', '=', 'goods_order.tenant_id')
          .onRef('goods_item.item_id', '=', 'goods_order.item_id'),
      )
      .selectAll('goods_order')
      .select('goods_item.title')
      .where('goods_order.tenant_id', '=', tenant)
      .where('code_blind', '=', blindCode(ctx, tenant, code))
      .where('goods_order.state', '=', 'reserved')
      .executeTakeFirst();
    return row ? done(counterOrderOf(row, people.show(ctx, row.person_id).name)) : refuse('GOODS_CODE_WRONG');
  });
}

export async function collectOrder(ctx: Ctx, tenant: number, id: string, code: string): Promise<Outcome<{ ok: true }>> {
  const { personId } = me(ctx);
  if (!guesses.take(personId, ctx.clock.now())) return refuse('TOO_MANY_ATTEMPTS');
  return transact<{ ok: true }>(ctx, { tenant }, async (tx) => {
    const found = await orderForUpdate(tx, tenant, id);
    if (!found) return refuse('NOT_FOUND');
    const { item, order } = found;
    if (!timingSafeEqual(order.code_blind, blindCode(ctx, tenant, code))) return refuse('GOODS_CODE_WRONG');
    if (!mayBecome(order.state as OrderState, 'collected')) return refuse('ILLEGAL_TRANSITION');
    // Nobody hands goods out to oneself.
    if (order.person_id === personId) return refuse('SELF_DEALING');
    const at = ctx.clock.now();
    const words = `${item.title} × ${order.quantity}`;
    const settled = await settleHold(tx, {
      tenantId: tenant,
      key: `goods:${id}:collected`,
      kind: 'goods.collected',
      valueDate: civilDate(at),
      at,
      holdId: order.hold_id,
      meta: {
        order: id,
        title: `兑换：${words}`,
        formula: `${words}，只扣可兑换积分，荣誉积分不变`,
        formula_en: `${words}; redeemable points only, honour points stay`,
      },
      to: [{ ...sponsorAccount(item.sponsor_id), asset: 'redeemable_points', amount: order.total_hundredths }],
    });
    if (!settled.ok) throw new Error(`The hold of a reserved order was not settled: ${settled.code}`);
    const stock = item.stock - order.quantity;
    await setShelf(tx, item, { stock, reserved: item.reserved - order.quantity });
    await addMove(ctx, tx, item, { kind: 'collected', change: -order.quantity, stock_after: stock, order_id: id });
    await tx
      .updateTable('goods_order')
      .set({ state: 'collected', transfer_id: settled.transferId, ended_at: at, ended_by: personId })
      .where('tenant_id', '=', tenant)
      .where('order_id', '=', id)
      .execute();
    await unschedule(ctx, tx, { tenant, kind: 'goods.expire', subject: id });
    await recordAct(ctx, tx, {
      tenant,
      kind: 'goods_order',
      id,
      act: 'goods_collected',
      from: 'reserved',
      to: 'collected',
    });
    return done({ ok: true });
  });
}
