/** PTS-08: a word of thanks from the person who was helped. */
import { notify } from '../../engines/notice/index.ts';
import { claimById, isHelped } from '../../engines/work/index.ts';
import { me, transact, type Ctx } from '../../platform/context.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';

export async function thank(ctx: Ctx, tenant: number, claimId: string, text: string): Promise<Outcome<{ ok: true }>> {
  const self = me(ctx).personId;
  return transact<{ ok: true }>(ctx, { tenant, persons: [self] }, async (tx) => {
    const claim = await claimById(tx, tenant, claimId);
    if (!claim || !(await isHelped(ctx, tx, tenant, claim.task_id))) return refuse('NOT_FOUND');
    await notify(ctx, tx, {
      tenant,
      persons: [claim.person_id],
      kind: 'M-54.thanks',
      params: text.trim() ? { words: text.trim() } : { words: '谢谢您的帮助！', words_en: 'Thank you for your help!' },
      link: `/m/services/${tenant}/${claimId}`,
      onceKey: `thanks:${claimId}:${self}`,
    });
    return done({ ok: true });
  });
}
