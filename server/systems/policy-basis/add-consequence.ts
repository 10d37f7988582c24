/** Asking to use service results for a purpose: only the closed list passes, every other wish goes on record (ASM-09, C-01). */
import { clauseId } from '../../engines/policy/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { transact, type Ctx } from '../../platform/context.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { allowedWords, judgePurpose, type ConsequenceClass } from './rules.ts';

export async function addConsequence(
  ctx: Ctx,
  tenant: number,
  body: { purpose: string; class: ConsequenceClass; clause: string | null },
): Promise<Outcome<{ id: string }>> {
  const verdict = judgePurpose(body.purpose, body.class);
  const attempt = {
    tenantId: tenant,
    subject: '服务结果使用',
    asked: `${body.class}: ${body.purpose}`,
    inForce: allowedWords(body.class),
    clauseId: clauseId('hubei.18'),
  };
  if (verdict === 'outside') return refuse('OVERREACH_CONSEQUENCE', { attempt });
  if (verdict === 'barred') return refuse('CONSEQUENCE_NOT_ALLOWED', { attempt });
  const clause_id = body.clause;
  if (clause_id === null) return refuse('NO_POLICY_BASIS');
  return transact(ctx, { tenant }, async (tx) => {
    const clause = await tx
      .selectFrom('policy_clause')
      .select('clause_id')
      .where('clause_id', '=', clause_id)
      .executeTakeFirst();
    if (!clause) return refuse('NO_POLICY_BASIS');
    const rule_id = ctx.ids.next();
    await tx
      .insertInto('consequence_rule')
      .values({
        tenant_id: tenant,
        rule_id,
        class: body.class,
        purpose: body.purpose,
        clause_id,
        created_at: ctx.clock.now(),
      })
      .execute();
    await recordAct(ctx, tx, {
      tenant,
      kind: 'consequence',
      id: rule_id,
      act: 'created',
      to: 'effective',
      basis: clause_id,
    });
    return done({ id: rule_id });
  });
}
