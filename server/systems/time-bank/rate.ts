/** Rating each other: blind until both are in or the days are over; each may answer the other's in words, once (TBK-07). */
import type { Ctx } from '../../platform/context.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { asOwner, recordOwn, type Agent } from './act-for.ts';
import { orderForUpdate, setOrder } from './store.ts';

export function rateOther(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { score: number; text: string; agent?: Agent | undefined },
): Promise<Outcome<{ ok: true }>> {
  return asOwner<{ ok: true }>(ctx, tenant, body.agent, async (tx, who) => {
    const order = await orderForUpdate(tx, tenant, id);
    const parties = order ? [order.requester_id, order.provider_id] : [];
    if (!order || !parties.includes(who.personId)) return refuse('NOT_FOUND');
    if (order.state !== 'settled') return refuse('ILLEGAL_TRANSITION');
    const given = await tx
      .selectFrom('time_rating')
      .select('rater_id')
      .where('tenant_id', '=', tenant)
      .where('order_id', '=', id)
      .execute();
    if (given.some((g) => g.rater_id === who.personId)) return refuse('ILLEGAL_TRANSITION');
    const at = ctx.clock.now();
    await tx
      .insertInto('time_rating')
      .values({
        tenant_id: tenant,
        order_id: id,
        rater_id: who.personId,
        subject_id: parties.find((p) => p !== who.personId)!,
        score: body.score,
        body: body.text,
        at,
        blind_until: order.rate_until ?? at,
      })
      .execute();
    const both = given.length === 1;
    if (both) await setOrder(tx, order, { state: 'closed', finished_at: at });
    // What was said is in the rating alone: the record would tell it to the other side.
    await recordOwn(ctx, tx, who, {
      tenant,
      kind: 'time_order',
      id,
      act: 'time_rated',
      ...(both ? { from: 'settled', to: 'closed' } : {}),
    });
    return done({ ok: true });
  });
}

export function replyToRating(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { text: string; agent?: Agent | undefined },
): Promise<Outcome<{ ok: true }>> {
  return asOwner<{ ok: true }>(ctx, tenant, body.agent, async (tx, who) => {
    const order = await orderForUpdate(tx, tenant, id);
    const now = ctx.clock.now();
    const replied = await tx
      .updateTable('time_rating')
      .set({ reply: body.text, replied_at: now })
      .where('tenant_id', '=', tenant)
      .where('order_id', '=', id)
      .where('subject_id', '=', who.personId)
      .where('reply', 'is', null)
      // What is still blind cannot be answered.
      .where((e) => (order?.state === 'closed' ? e.val(true) : e('blind_until', '<=', now)))
      .executeTakeFirst();
    if (!order) return refuse('NOT_FOUND');
    if (Number(replied.numUpdatedRows) === 0) return refuse('ILLEGAL_TRANSITION');
    await recordOwn(ctx, tx, who, { tenant, kind: 'time_order', id, act: 'time_replied' });
    return done({ ok: true });
  });
}
