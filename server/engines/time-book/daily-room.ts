/** What one civil day may still bring to the annual book: a cap of the city, over all its communities (CHK-07, HRS-01). */
import { deposited } from '../ledger/index.ts';
import { number } from '../policy/index.ts';
import type { Deps } from '../../platform/context.ts';
import { enterTenant, openedPersons, openPersons, type Tx } from '../../platform/database.ts';

/** Kinds that share the day: services and exchanges. What was served in an emergency is of a kind of its own. */
const cappedKinds = ['service.hours', 'time.hours'] as const;

/** One credit of a person at a time, in whatever community: the caps of a day are read under this lock. */
export async function alone(tx: Tx, personId: string): Promise<void> {
  const open = await openedPersons(tx);
  await openPersons(tx, [personId]);
  await tx.selectFrom('person').select('person_id').where('person_id', '=', personId).forNoKeyUpdate().execute();
  await openPersons(tx, open);
}

/**
 * Adds up what `one` finds in each community that knows the person, and in `tenant`. Ends in `tenant`, with the persons
 * opened that were open before.
 */
export async function overCommunities(
  tx: Tx,
  tenant: number,
  personId: string,
  one: (tenant: number) => Promise<number>,
): Promise<number> {
  const open = await openedPersons(tx);
  await openPersons(tx, [personId]);
  const known = await tx.selectFrom('person_tenant').select('tenant_id').where('person_id', '=', personId).execute();
  await openPersons(tx, open);
  let sum = 0;
  for (const each of new Set([...known.map((k) => k.tenant_id), tenant])) {
    await enterTenant(tx, each);
    sum += await one(each);
  }
  await enterTenant(tx, tenant);
  return sum;
}

/** Minutes that the civil day may still credit to the person; what was taken back is free again. Call under `alone`. */
export async function dailyRoom_min(
  deps: Deps,
  tx: Tx,
  tenant: number,
  personId: string,
  day: string,
): Promise<number> {
  const cap_min = await number(deps, tenant, 'daily_credit_cap_min');
  const credited = await overCommunities(tx, tenant, personId, async (tenantId) => {
    const asked = { tenantId, ownerIds: [personId], asset: 'annual_minutes' as const, from: day, to: day };
    const [sum] = await deposited(tx, { ...asked, kinds: cappedKinds });
    return sum?.kept ?? 0;
  });
  return Math.max(0, cap_min - credited);
}
