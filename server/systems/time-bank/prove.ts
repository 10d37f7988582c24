/** The system's proof of balance: difference 0, and everything that is set aside has its reason (TBK-01, L-16). */
import type { z } from 'zod';
import type { timeBank } from '../../../contract/time-bank/index.ts';
import { checkClearing, checkDifference, kindSums } from '../../engines/ledger/index.ts';
import { iso } from '../../platform/clock.ts';
import { snapshot, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, type Outcome } from '../../platform/outcome.ts';
import { notPart } from './policy.ts';

type Proof = z.input<typeof timeBank.proof.reply>;

export function prove(ctx: Ctx, tenant: number): Promise<Outcome<Proof>> {
  return snapshot<Outcome<Proof>>(ctx, { tenant }, async (tx) => {
    const barred = await notPart(ctx, tx, tenant, 'operator', 'supervisor', 'lead');
    if (barred) return barred;
    const report = await checkDifference(tx, tenant);
    const clearing = (await checkClearing(tx, tenant)).reduce((sum, c) => sum + Math.abs(c.own + c.theirs), 0);
    const sums = await kindSums(tx, tenant, 'time_minutes');
    const of = (kind: string) => sums.find((s) => s.ownerKind === kind)?.balance ?? 0;
    const held = sums.reduce((n, s) => n + s.held, 0);
    const reasons = await reasonsOf(tx, tenant);
    return done({
      at: iso(ctx.clock.now()),
      difference: report.difference + clearing + Math.abs(sums.reduce((n, s) => n + s.balance, 0)),
      issued: -of('issue'),
      persons: of('person'),
      pool: of('pool'),
      organisations: of('organisation'),
      elsewhere: of('clearing'),
      held,
      ...reasons,
      unexplained: Math.abs(held - reasons.held_by_orders - reasons.held_by_gifts - reasons.held_by_grants),
    });
  });
}

/** What exchanges, gifts and grants say is set aside, by their own rows. */
async function reasonsOf(tx: Tx, tenant: number) {
  const orders = await tx
    .selectFrom('time_order')
    .select((e) => e.fn.sum<number>('own_min').as('n'))
    .where('tenant_id', '=', tenant)
    .where('state', 'in', ['held', 'served', 'disputed'])
    .executeTakeFirst();
  const gifts = await tx
    .selectFrom('time_gift')
    .select((e) => e.fn.sum<number>('minutes').as('n'))
    .where('tenant_id', '=', tenant)
    .where('state', '=', 'offered')
    .executeTakeFirst();
  const grants = await tx
    .selectFrom('pool_grant')
    .select((e) => [e.fn.sum<number>('minutes').as('granted'), e.fn.sum<number>('spent_min').as('spent')])
    .where('tenant_id', '=', tenant)
    .where('state', '=', 'decided')
    .executeTakeFirst();
  return {
    held_by_orders: Number(orders?.n ?? 0),
    held_by_gifts: Number(gifts?.n ?? 0),
    held_by_grants: Number(grants?.granted ?? 0) - Number(grants?.spent ?? 0),
  };
}
