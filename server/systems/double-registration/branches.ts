/** Placing a member in the temporary branch of the estate (REO-01). An overlay: the formal relation is not touched (FND-07). */
import { nearestPlace, place } from '../../engines/places/index.ts';
import { number } from '../../engines/policy/index.ts';
import { record } from '../../engines/record/index.ts';
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { countedStates } from './rules.ts';

/**
 * Puts the person into the branch of the estate where it has one or enough members for one, else into the nearest
 * active branch; where the community has none yet, the estate's own is prepared. Answers with the branch's name.
 */
export async function placeInBranch(
  deps: Deps,
  tx: Tx,
  tenant: number,
  personId: string,
  estateId: string,
): Promise<string> {
  const needed = await number(deps, tenant, 'branch_min_members');
  const living = await tx
    .selectFrom('registration')
    .select('person_id')
    .where('tenant_id', '=', tenant)
    .where('estate_id', '=', estateId)
    .where('state', 'in', [...countedStates])
    .execute();
  const branches = await tx
    .selectFrom('party_org')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('kind', '=', 'temporary_branch')
    .where('state', '<>', 'dissolved')
    .execute();
  const estate = await place(deps, tx, tenant, estateId);
  const own = branches.find((b) => b.place_id === estateId);
  const people = [...new Set([...living.map((l) => l.person_id), personId])];
  if (own) {
    await join(deps, tx, tenant, own.org_id, [personId]);
    if (own.state === 'preparing' && people.length >= needed) await activate(deps, tx, tenant, own.org_id, people);
    return own.name;
  }
  const active = branches.filter((b) => b.state === 'active');
  const centre = !estate || estate.lat === null || estate.lng === null ? null : { lat: estate.lat, lng: estate.lng };
  const ids = active.flatMap((b) => (b.place_id === null ? [] : [b.place_id]));
  const near = centre && (await nearestPlace(deps, tx, tenant, centre, 'estate', ids));
  const nearest = near ? active.find((b) => b.place_id === near.place.place_id) : active[0];
  if (people.length < needed && nearest) {
    await join(deps, tx, tenant, nearest.org_id, [personId]);
    return nearest.name;
  }
  const org_id = deps.ids.next();
  const name = `${estate?.name ?? ''}临时党支部`;
  await tx
    .insertInto('party_org')
    .values({
      tenant_id: tenant,
      org_id,
      kind: 'temporary_branch',
      name,
      place_id: estateId,
      state: 'preparing',
      created_at: deps.clock.now(),
    })
    .execute();
  await record(deps, tx, {
    tenant,
    kind: 'party_org',
    id: org_id,
    actor: null,
    role: 'system',
    act: 'created',
    to: 'preparing',
  });
  await join(deps, tx, tenant, org_id, [personId]);
  if (people.length >= needed) await activate(deps, tx, tenant, org_id, people);
  return name;
}

/** The estate has enough members: the branch stands, and those who had joined a neighbour's come home. */
async function activate(deps: Deps, tx: Tx, tenant: number, orgId: string, people: readonly string[]): Promise<void> {
  await tx
    .updateTable('party_org')
    .set({ state: 'active' })
    .where('tenant_id', '=', tenant)
    .where('org_id', '=', orgId)
    .execute();
  await record(deps, tx, {
    tenant,
    kind: 'party_org',
    id: orgId,
    actor: null,
    role: 'system',
    act: 'activated',
    from: 'preparing',
    to: 'active',
  });
  await join(deps, tx, tenant, orgId, people);
}

/** One temporary branch per person; the earlier one is left, dated. */
async function join(deps: Deps, tx: Tx, tenant: number, orgId: string, people: readonly string[]): Promise<void> {
  const now = deps.clock.now();
  const branchIds = tx
    .selectFrom('party_org')
    .select('org_id')
    .where('tenant_id', '=', tenant)
    .where('kind', '=', 'temporary_branch')
    .where('org_id', '<>', orgId);
  await tx
    .updateTable('party_member')
    .set({ left_at: now })
    .where('tenant_id', '=', tenant)
    .where('person_id', 'in', [...people])
    .where('left_at', 'is', null)
    .where('org_id', 'in', branchIds)
    .execute();
  await tx
    .insertInto('party_member')
    .values(people.map((person_id) => ({ tenant_id: tenant, org_id: orgId, person_id, joined_at: now })))
    .onConflict((o) => o.columns(['tenant_id', 'org_id', 'person_id']).doUpdateSet({ left_at: null }))
    .execute();
}
