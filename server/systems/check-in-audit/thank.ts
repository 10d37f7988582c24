/** PTS-08: a word of thanks from the person who was helped. */
import { notify } from '../../engines/notice/index.ts';
import { me, transact, type Ctx } from '../../platform/context.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';

export async function thank(ctx: Ctx, tenant: number, claimId: string, text: string): Promise<Outcome<{ ok: true }>> {
  const self = me(ctx).personId;
  return transact<{ ok: true }>(ctx, { tenant }, async (tx) => {
    const helped = await tx
      .selectFrom('claim')
      .innerJoin('task_need', (j) =>
        j.onRef('task_need.tenant_id', '=', 'claim.tenant_id').onRef('task_need.task_id', '=', 'claim.task_id'),
      )
      .innerJoin('demand_order', (j) =>
        j
          .onRef('demand_order.tenant_id', '=', 'task_need.tenant_id')
          .onRef('demand_order.need_id', '=', 'task_need.need_id'),
      )
      .select('claim.person_id')
      .where('claim.tenant_id', '=', tenant)
      .where('claim.claim_id', '=', claimId)
      .where((e) => e.or([e('asker_id', '=', self), e('placed_by_id', '=', self)]))
      .executeTakeFirst();
    if (!helped) return refuse('NOT_FOUND');
    await notify(ctx, tx, {
      tenant,
      persons: [helped.person_id],
      kind: 'M-54.thanks',
      params: { words: text.trim() || '谢谢您的帮助!' },
      link: `/m/services/${tenant}/${claimId}`,
      onceKey: `thanks:${claimId}:${self}`,
    });
    return done({ ok: true });
  });
}
