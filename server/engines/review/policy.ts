/** Who may judge a service. */
import { me, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { refuse, type Refused } from '../../platform/outcome.ts';
import { household } from '../people/index.ts';
import { askersOf } from './on-site-code.ts';
import type { Service } from './store.ts';

/** CHK-02, CHK-07: an auditor is neither the performer nor an asker, nor of their households. */
export async function notIndependent(ctx: Ctx, tx: Tx, s: Service): Promise<Refused | null> {
  const self = me(ctx).personId;
  const parties = [s.claim.person_id, ...(await askersOf(tx, s.claim.tenant_id, s.task.task_id))];
  if (parties.includes(self)) return refuse('AUDITOR_NOT_INDEPENDENT');
  const home = await household(ctx, s.claim.tenant_id, self);
  if (home === null) return null;
  for (const p of parties)
    if ((await household(ctx, s.claim.tenant_id, p)) === home) return refuse('AUDITOR_NOT_INDEPENDENT');
  return null;
}

/**
 * FND-10: who carries a reversal out has neither proposed it nor signed the service off, as auditor, for the Party group or
 * for the grid branch.
 */
export async function notSecond(ctx: Ctx, tx: Tx, s: Service, proposedBy: string): Promise<Refused | null> {
  const self = me(ctx).personId;
  if (proposedBy === self) return refuse('SECOND_PERSON_REQUIRED');
  const signed = await tx
    .selectFrom('audit')
    .select('audit_id')
    .where('tenant_id', '=', s.claim.tenant_id)
    .where('claim_id', '=', s.claim.claim_id)
    .where('by_person_id', '=', self)
    .limit(1)
    .executeTakeFirst();
  return signed ? refuse('SECOND_PERSON_REQUIRED') : null;
}
