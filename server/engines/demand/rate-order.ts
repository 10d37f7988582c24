/** WHI-03: every matter ends with a score from 1 to 10; below the line it begins anew with somebody else. */
import type { z } from 'zod';
import type { orders } from '../../../contract/orders/index.ts';
import { number } from '../policy/index.ts';
import { notify } from '../notice/index.ts';
import { household } from '../people/index.ts';
import { recordAct } from '../record/index.ts';
import { me, transact, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { emit } from '../../platform/outbox.ts';
import { byOf, closeNow, reopenNow } from './conclude.ts';
import { mayStep } from './lifecycle.ts';
import { mayActFor } from './parties.ts';
import { mayRate } from './rules.ts';
import { needForUpdate, setNeed } from './store.ts';

type Reply = z.input<typeof orders.rate.reply>;
type Body = { score: number; solved: boolean; text: string; anonymous?: boolean };

/** The asker or her proxy rates; staff may record what she said on the phone. */
export async function rateOrder(
  ctx: Ctx,
  tenant: number,
  orderId: string,
  body: Body,
  byCall: boolean,
): Promise<Outcome<Reply>> {
  const self = me(ctx).personId;
  return transact<Reply>(ctx, { tenant, persons: [self] }, async (tx) => {
    const order = await tx
      .selectFrom('demand_order')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('order_id', '=', orderId)
      .forUpdate()
      .executeTakeFirst();
    if (!order || !(byCall || (await mayActFor(ctx, tx, order)))) return refuse('NOT_FOUND');
    const need = await needForUpdate(tx, tenant, order.need_id);
    if (!need) return refuse('NOT_FOUND');
    const barred = mayRate(order.state, need.state);
    if (barred) return barred;
    if (await servedByRater(ctx, tx, tenant, need.need_id, byCall ? order.asker_id : self))
      return refuse('SELF_DEALING');
    const rating_id = ctx.ids.next();
    await tx
      .insertInto('rating')
      .values({
        tenant_id: tenant,
        rating_id,
        order_id: orderId,
        need_id: need.need_id,
        rater_id: order.asker_id,
        score: body.score,
        solved: body.solved,
        body: body.text,
        anonymous: body.anonymous ?? false,
        by_call: byCall,
        at: ctx.clock.now(),
      })
      .execute();
    await recordAct(ctx, tx, {
      tenant,
      kind: 'order',
      id: orderId,
      act: 'rated',
      reason: body.text || null,
      detail: { score: body.score, solved: body.solved },
    });
    await emit(ctx, tx, {
      tenant,
      kind: 'order.rated',
      subject: orderId,
      data: {
        need: need.need_id,
        order: orderId,
        score: body.score,
        solved: body.solved,
        rater: order.asker_id,
        rating: rating_id,
      },
    });
    // Also what staff, silence or another asker had closed meanwhile begins anew: the say of this asker was missing.
    const low = body.score < (await number(ctx, tenant, 'low_score_below'));
    if (low && mayStep(need.state, 'reopened')) {
      const owner = await reopenNow(ctx, tx, need, {
        by: byOf(ctx, tenant),
        reason: body.text || `${body.score}分`,
        newOwner: true,
      });
      if (owner)
        await notify(ctx, tx, {
          tenant,
          persons: [owner],
          kind: 'M-12.reopened',
          params: { title: need.title, score: String(body.score), words: body.text },
          link: `/desk/needs/${need.need_id}`,
        });
      return done({ state: 'open', reopened: true });
    }
    await tx
      .updateTable('demand_order')
      .set({ state: 'confirmed', closed_at: ctx.clock.now() })
      .where('tenant_id', '=', tenant)
      .where('order_id', '=', orderId)
      .execute();
    if (need.state === 'served') {
      await setNeed(tx, tenant, need.need_id, { state: 'confirmed', confirmed_at: ctx.clock.now() });
      await recordAct(ctx, tx, {
        tenant,
        kind: 'need',
        id: need.need_id,
        act: 'confirmed',
        from: 'served',
        to: 'confirmed',
      });
      // Other askers of the same matter keep their own say; the need ends with the first confirmation.
      await closeNow(
        ctx,
        tx,
        { ...need, state: 'confirmed' },
        { by: byOf(ctx, tenant), closedBy: 'resident', answer: need.answer ?? '' },
      );
    }
    return done({ state: 'confirmed', reopened: false });
  });
}
/** The rater, or someone of the same household, did the service. */
async function servedByRater(ctx: Ctx, tx: Tx, tenant: number, needId: string, rater: string): Promise<boolean> {
  const helpers = await tx
    .selectFrom('task_need')
    .innerJoin('claim', (j) =>
      j.onRef('claim.tenant_id', '=', 'task_need.tenant_id').onRef('claim.task_id', '=', 'task_need.task_id'),
    )
    .select('claim.person_id')
    .where('task_need.tenant_id', '=', tenant)
    .where('task_need.need_id', '=', needId)
    .where('claim.state', 'not in', ['released', 'swapped', 'no_show'])
    .execute();
  const home = await household(ctx, tenant, rater);
  for (const h of helpers)
    if (h.person_id === rater || (home !== null && (await household(ctx, tenant, h.person_id)) === home)) return true;
  return false;
}
