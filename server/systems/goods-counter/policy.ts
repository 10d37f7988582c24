/** Who may at the counter. */
import type { Role } from '../../../contract/codes.ts';
import { grantFor, me, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { civilDate } from '../../platform/clock.ts';
import { barredUnits, type Sponsorship } from './rules.ts';

const keepers: readonly Role[] = ['community_secretary', 'community_worker'];
export const keepsCounter = (ctx: Ctx, tenant: number): boolean => grantFor(ctx, tenant, keepers) !== null;

/** C-32: a leading cadre of a unit that supervises the sponsor. Reads the actor's own rows, which must be opened. */
export async function leadsSupervisor(ctx: Ctx, tx: Tx, sponsor: Sponsorship): Promise<boolean> {
  const units = barredUnits(sponsor);
  if (units.length === 0) return false;
  const today = civilDate(ctx.clock.now());
  const led = await tx
    .selectFrom('unit_member')
    .select('unit_id')
    .where('person_id', '=', me(ctx).personId)
    .where('unit_id', 'in', [...units])
    .where('cadre_class', '=', 'leading_cadre')
    .where('valid_from', '<=', today)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', today)]))
    .limit(1)
    .executeTakeFirst();
  return led !== undefined;
}
