/** Places of one community: estates, grids, buildings, units. The tenant must be entered. */
import { haversine_m } from '../../../dispatch/index.ts';
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { matchAddress } from './addresses.ts';

export type PlaceKind = 'estate' | 'grid' | 'building' | 'unit';
export interface Place {
  readonly place_id: string;
  readonly parent_id: string | null;
  readonly kind: PlaceKind;
  readonly name: string;
  readonly full_name: string;
  readonly lat: number | null;
  readonly lng: number | null;
  readonly population: number;
  readonly households: number;
  readonly old_estate: boolean;
  readonly property_org: number | null;
  readonly grid_id: string | null;
}
const columns = [
  'place_id',
  'parent_id',
  'kind',
  'name',
  'full_name',
  'lat',
  'lng',
  'population',
  'households',
  'old_estate',
  'property_org',
  'grid_id',
] as const;
/** A unit hangs below a building below an estate; nothing is deeper. */
const depth = 4;

export async function place(_deps: Deps, tx: Tx, tenant: number, id: string): Promise<Place | null> {
  return (
    ((await tx
      .selectFrom('place')
      .select(columns)
      .where('tenant_id', '=', tenant)
      .where('place_id', '=', id)
      .executeTakeFirst()) as Place | undefined) ?? null
  );
}
/** The place and what holds it, from the place upwards. */
async function placeChain(deps: Deps, tx: Tx, tenant: number, id: string): Promise<readonly Place[]> {
  const chain: Place[] = [];
  let next: string | null = id;
  for (let level = 0; next !== null && level < depth; level += 1) {
    const found: Place | null = await place(deps, tx, tenant, next);
    if (!found) break;
    chain.push(found);
    next = found.parent_id;
  }
  return chain;
}
/** The estate in which a place lies (itself when it is one), or null. */
export async function estateOf(deps: Deps, tx: Tx, tenant: number, id: string): Promise<Place | null> {
  return (await placeChain(deps, tx, tenant, id)).find((p) => p.kind === 'estate') ?? null;
}
/** '柏庄小区3号楼2单元', or '' when there is no such place. */
export async function fullName(deps: Deps, tx: Tx, tenant: number, id: string | null): Promise<string> {
  return id === null ? '' : ((await place(deps, tx, tenant, id))?.full_name ?? '');
}

/** All places of a community, parents before children by name; bounded at 50,000. */
export async function placesOf(
  tx: Tx,
  tenant: number,
  filter: { kind?: PlaceKind | undefined; parent?: string | undefined } = {},
): Promise<Place[]> {
  let query = tx
    .selectFrom('place')
    .select(columns)
    .where('tenant_id', '=', tenant)
    .orderBy('full_name')
    .orderBy('place_id')
    .limit(50_000);
  if (filter.kind) query = query.where('kind', '=', filter.kind);
  if (filter.parent) query = query.where('parent_id', '=', filter.parent);
  return (await query.execute()) as Place[];
}

/** The nearest place of a kind to a WGS-84 point, of all or among some, with the distance in metres; null when none has a point. */
export async function nearestPlace(
  _deps: Deps,
  tx: Tx,
  tenant: number,
  point: { lat: number; lng: number },
  kind: PlaceKind = 'estate',
  among: readonly string[] | null = null,
): Promise<{ place: Place; distance_m: number } | null> {
  const places = await placesOf(tx, tenant, { kind });
  let best: { place: Place; distance_m: number } | null = null;
  for (const p of places) {
    if (p.lat === null || p.lng === null || (among !== null && !among.includes(p.place_id))) continue;
    const distance_m = haversine_m(point, { lat: p.lat, lng: p.lng });
    if (!best || distance_m < best.distance_m) best = { place: p, distance_m };
  }
  return best;
}

/** Resolves a written address to exactly one unit, or lists the candidates (FND-01). */
export async function resolveAddress(
  tx: Tx,
  tenant: number,
  text: string,
): Promise<{ exact: Place | null; candidates: Place[] }> {
  return matchAddress(await placesOf(tx, tenant), text, 12);
}

/** The property company under contract for a place, as its tenant number: its own or that of what holds it. */
export async function propertyOrgOf(tx: Tx, tenant: number, placeId: string | null): Promise<number | null> {
  let next = placeId;
  for (let level = 0; next !== null && level < depth; level += 1) {
    const row: { parent_id: string | null; property_org: number | null } | undefined = await tx
      .selectFrom('place')
      .select(['parent_id', 'property_org'])
      .where('tenant_id', '=', tenant)
      .where('place_id', '=', next)
      .executeTakeFirst();
    if (!row) return null;
    if (row.property_org !== null) return row.property_org;
    next = row.parent_id;
  }
  return null;
}

export interface Contact {
  readonly personId: string;
  /** building: the worker responsible for the building; secretary: the community's secretary; worker: any worker. */
  readonly via: 'building' | 'secretary' | 'worker';
}
/** Whom to ask about a place: the worker of the building, else the secretary, else any worker of the community (FND-02). */
export async function contactOf(deps: Deps, tx: Tx, tenant: number, placeId: string | null): Promise<Contact | null> {
  const chain = placeId === null ? [] : (await placeChain(deps, tx, tenant, placeId)).map((p) => p.place_id);
  const duties = await tx
    .selectFrom('building_duty')
    .select(['person_id', 'buildings'])
    .where('tenant_id', '=', tenant)
    .orderBy('person_id')
    .execute();
  const own = duties.find((d) => d.buildings.some((b: string) => chain.includes(b)));
  if (own) return { personId: own.person_id, via: 'building' };
  const now = deps.clock.now();
  const grants = await tx
    .selectFrom('role_grant')
    .select(['person_id', 'role'])
    .where('tenant_id', '=', tenant)
    .where('role', 'in', ['community_secretary', 'community_worker'])
    .where('valid_from', '<=', now)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>', now)]))
    .orderBy('role')
    .orderBy('person_id')
    .limit(50)
    .execute();
  const first = grants[0];
  return first
    ? { personId: first.person_id, via: first.role === 'community_secretary' ? 'secretary' : 'worker' }
    : null;
}
