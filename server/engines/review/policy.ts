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
