/** Setting a parameter: the city sets, a lower level may only relax and add none, a refused attempt goes on record (FND-05). */
import type { z } from 'zod';
import type { parameterView } from '../../../contract/policy/index.ts';
import {
  chainFromCity,
  forgetPolicy,
  inForce,
  isParameterKey,
  parameters,
  relaxes,
} from '../../engines/policy/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { me, transact, type Ctx } from '../../platform/context.ts';
import { wholeBetween } from '../../platform/field-words.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { showParameter } from './read-policy.ts';

type View = z.input<typeof parameterView>;

export async function setParameter(
  ctx: Ctx,
  tenant: number,
  key: string,
  body: { value: number; clause: string | null; reason: string },
): Promise<Outcome<View>> {
  const node = ctx.territory.get(tenant);
  if (!node) return refuse('NOT_FOUND');
  if (!isParameterKey(key))
    return node.level === 'city'
      ? refuse('NOT_FOUND')
      : refuse('OVERREACH_NEW_DUTY', {
          details: { key },
          attempt: { tenantId: tenant, subject: key, asked: String(body.value), inForce: '全市制度没有这一项' },
        });
  const definition = parameters[key];
  const outcome = await transact<null>(ctx, { tenant }, async (tx) => {
    // What binds this node from above, without its own earlier value: relaxing less than last time is still relaxing.
    const above = chainFromCity(ctx, tenant)
      .filter((n) => n.tenant !== tenant)
      .at(-1);
    const current = await inForce(ctx, tenant, key);
    const bound = above ? await inForce(ctx, above.tenant, key) : current;
    if (node.level !== 'city' && !relaxes(definition.direction, bound.value, body.value)) {
      return refuse('OVERREACH_TIGHTEN', {
        details: { key, asked: body.value, in_force: bound.value, set_at: bound.setAt },
        attempt: {
          tenantId: tenant,
          subject: `${definition.zh}(${key})`,
          asked: String(body.value),
          inForce: String(bound.value),
          clauseId: bound.clauseId,
        },
      });
    }
    if (body.clause === null) return refuse('NO_POLICY_BASIS');
    const clause = await tx
      .selectFrom('policy_clause')
      .innerJoin('policy_document', 'policy_document.document_id', 'policy_clause.document_id')
      .select('clause_id')
      .where('clause_id', '=', body.clause)
      .where('policy_document.state', '=', 'effective')
      .executeTakeFirst();
    if (!clause) return refuse('NO_POLICY_BASIS');
    if (body.value < definition.min || body.value > definition.max || !Number.isInteger(body.value)) {
      return refuse('INPUT_INVALID', {
        fields: [{ path: 'value', message: wholeBetween(definition.min, definition.max) }],
      });
    }
    const row = { value: body.value, clause_id: body.clause, set_by: me(ctx).personId, reason: body.reason };
    await tx
      .insertInto('parameter')
      .values({ tenant_id: tenant, key, valid_from: ctx.clock.now(), ...row })
      .onConflict((o) => o.columns(['tenant_id', 'key', 'valid_from']).doUpdateSet(row))
      .execute();
    await recordAct(ctx, tx, {
      tenant,
      kind: 'parameter',
      id: body.clause,
      act: 'parameter_set',
      from: String(current.value),
      to: String(body.value),
      reason: body.reason,
      basis: body.clause,
      detail: { key },
    });
    return done(null);
  });
  if (!outcome.ok) return outcome;
  forgetPolicy(ctx);
  return done(await showParameter(ctx, await inForce(ctx, tenant, key)));
}
