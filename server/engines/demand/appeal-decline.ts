/** A refusal may be looked at once more, by somebody else than who gave it (WHI-06, APL-01). */
import { notify } from '../notice/index.ts';
import { recordAct } from '../record/index.ts';
import { grantFor, me, transact, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { byOf, reopenNow } from './conclude.ts';
import { mayActFor, readers } from './parties.ts';
import { mayAppeal } from './rules.ts';
import { needForUpdate, orderById } from './store.ts';

/** How often this order was already looked at again. */
export async function appealsOf(tx: Tx, tenant: number, orderId: string): Promise<number> {
  const row = await tx
    .selectFrom('record')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('tenant_id', '=', tenant)
    .where('subject_kind', '=', 'order')
    .where('subject_id', '=', orderId)
    .where('act', '=', 'appealed')
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

/** The asker, her proxy, or staff on her word. The need waits for triage again, with another owner where there is one. */
export async function appealDecline(
  ctx: Ctx,
  tenant: number,
  orderId: string,
  reason: string,
): Promise<Outcome<{ ok: true }>> {
  const self = me(ctx).personId;
  return transact(ctx, { tenant, persons: [self] }, async (tx): Promise<Outcome<{ ok: true }>> => {
    const order = await orderById(tx, tenant, orderId);
    if (!order || !(grantFor(ctx, tenant, readers) || (await mayActFor(ctx, tx, order)))) return refuse('NOT_FOUND');
    const need = await needForUpdate(tx, tenant, order.need_id);
    const now = await orderById(tx, tenant, orderId);
    if (!need || !now || !mayAppeal(now.state, need.state, await appealsOf(tx, tenant, orderId)))
      return refuse('ILLEGAL_TRANSITION');
    await recordAct(ctx, tx, { tenant, kind: 'order', id: orderId, act: 'appealed', reason });
    const owner = await reopenNow(ctx, tx, need, { by: byOf(ctx, tenant), reason, newOwner: true });
    if (owner)
      await notify(ctx, tx, {
        tenant,
        persons: [owner],
        kind: 'M-19.look_again',
        params: { title: need.title, words: reason },
        link: `/desk/c/${tenant}/needs/${need.need_id}`,
      });
    return done({ ok: true });
  });
}
