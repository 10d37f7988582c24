/** Who counts as family in one community: the own household, and relatives on record as proxies, in both directions. */
import { directory, household } from '../../engines/people/index.ts';
import { me, snapshot, type Ctx } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import { done, type Outcome } from '../../platform/outcome.ts';

export interface Relative {
  readonly id: string;
  readonly name: string;
  readonly relation: string;
}
/** The owner must be opened; afterwards only the owner is. */
export async function familyOf(ctx: Ctx, tx: Tx, tenant: number, personId: string): Promise<Relative[]> {
  const people = await directory(ctx, tenant);
  const home = await household(ctx, tenant, personId);
  const atHome = home === null ? [] : people.all().filter((p) => p.householdId === home);
  const proxies = await tx
    .selectFrom('proxy')
    .select(['person_id', 'proxy_person_id', 'relation'])
    .where((e) => e.or([e('person_id', '=', personId), e('proxy_person_id', '=', personId)]))
    .where('state', '=', 'active')
    .execute();
  await openPersons(tx, [personId]);
  const found = new Map<string, Relative>();
  for (const p of proxies) {
    const id = p.person_id === personId ? p.proxy_person_id : p.person_id;
    const known = people.get(id);
    if (known) found.set(id, { id, name: known.name, relation: p.relation });
  }
  for (const p of atHome) if (!found.has(p.id)) found.set(p.id, { id: p.id, name: p.name, relation: '' });
  found.delete(personId);
  return [...found.values()].slice(0, 50);
}

export function readFamily(ctx: Ctx, tenant: number): Promise<Outcome<{ items: Relative[] }>> {
  const { personId } = me(ctx);
  return snapshot<Outcome<{ items: Relative[] }>>(ctx, { tenant, persons: [personId] }, async (tx) =>
    done({ items: await familyOf(ctx, tx, tenant, personId) }),
  );
}
