/** Writes the ground of the demonstration: divisions, the open community, its places, units, companies and contracts. */
import { openCommunity, seedDivisions, seedGround } from '../engines/policy/index.ts';
import type { Deps } from '../platform/context.ts';
import { enterTenant, type Tx } from '../platform/database.ts';
import { centre, companies, estates, sendingUnits, unitsPerBuilding, type Dice } from './cast.ts';

export interface Ground {
  readonly city: number;
  readonly street: number;
  readonly community: number;
  readonly units: readonly number[];
  readonly companies: readonly number[];
  readonly estates: readonly string[];
  /** Building ids by estate. */
  readonly buildings: readonly (readonly string[])[];
  /** Entrance ids by estate, building, entrance. */
  readonly entrances: readonly (readonly (readonly string[])[])[];
  readonly estateNames: readonly string[];
  entranceName(estate: number, building: number, unit: number): string;
}
export const communityCode = '340207003023';

export async function writeGround(
  deps: Deps,
  tx: Tx,
  d: Dice,
  households: number,
  population: number,
): Promise<Ground> {
  await seedGround(deps, tx);
  const divisions = await seedDivisions(deps, tx, '340200');
  const community = divisions.byCode.get(communityCode);
  const street = divisions.byCode.get('340207003000');
  if (community === undefined || street === undefined)
    throw new Error('The national list lacks the demonstration community');
  await openCommunity(deps, tx, community, {
    hotline: '5801610',
    duty: '社区服务站：周一至周五 8:30–18:00，周六 9:00–12:00；热线5801610全天有人接。',
    ...centre,
    population,
    households,
  });
  const units = await writeUnits(deps, tx, divisions.city);
  await enterTenant(tx, community);
  return {
    city: divisions.city,
    street,
    community,
    ...units,
    ...(await writePlaces(deps, tx, d, community, units.companies, households)),
  };
}

async function writeUnits(_deps: Deps, tx: Tx, city: number): Promise<{ units: number[]; companies: number[] }> {
  const last = await tx
    .selectFrom('tenant')
    .select((e) => e.fn.max('tenant_id').as('last'))
    .executeTakeFirst();
  let next = Number(last?.last ?? 0);
  const rows = [
    ...sendingUnits.map((u) => ({ ...u })),
    ...companies.map((name) => ({ name, type: 'property', inScope: false, resources: [] as string[] })),
  ].map((u) => ({ ...u, tenant_id: (next += 1) }));
  await tx
    .insertInto('tenant')
    .values(
      rows.map((u) => ({
        tenant_id: u.tenant_id,
        level: 'unit',
        name: u.name,
        parent_id: city,
        path: [city, u.tenant_id],
        lat: centre.lat + 0.02,
        lng: centre.lng - 0.03,
      })),
    )
    .execute();
  await tx
    .insertInto('unit')
    .values(
      rows.map((u) => ({
        tenant_id: u.tenant_id,
        type: u.type,
        name: u.name,
        in_scope: u.inScope,
        party_organisation: `${u.name}党组织`,
        superior_party_organisation: '市直机关工委',
        lat: centre.lat + 0.02,
        lng: centre.lng - 0.03,
        resources: [...u.resources],
      })),
    )
    .execute();
  const ids = rows.map((u) => u.tenant_id);
  return { units: ids.slice(0, sendingUnits.length), companies: ids.slice(sendingUnits.length) };
}

/** Six grids, four estates, forty buildings with three entrances each; the contract of an estate is its property company. */
async function writePlaces(
  deps: Deps,
  tx: Tx,
  d: Dice,
  community: number,
  contractors: readonly number[],
  households: number,
) {
  const grids = Array.from({ length: 6 }, (_, i) => ({ id: deps.ids.next(), name: `第${'一二三四五六'[i]}网格` }));
  const base = { tenant_id: community };
  const rows: Record<string, unknown>[] = grids.map((g) => ({
    ...base,
    place_id: g.id,
    parent_id: null,
    kind: 'grid',
    name: g.name,
    full_name: g.name,
    ...centre,
    population: 0,
    households: 0,
    old_estate: false,
    property_org: null,
    grid_id: null,
    floors: null,
  }));
  const all = estates.reduce((n, e) => n + e.buildings, 0);
  const perEntrance = Math.round(households / (all * unitsPerBuilding));
  const estateIds: string[] = [];
  const buildings: string[][] = [];
  const entrances: string[][][] = [];
  let counted = 0;
  for (const e of estates) {
    const estate = deps.ids.next();
    const property_org = contractors[e.company] ?? null;
    const here = { ...base, property_org, old_estate: e.old };
    estateIds.push(estate);
    rows.push({
      ...here,
      place_id: estate,
      parent_id: null,
      kind: 'estate',
      name: e.name,
      full_name: e.name,
      lat: e.lat,
      lng: e.lng,
      population: Math.round((e.buildings * 3000) / all),
      households: perEntrance * unitsPerBuilding * e.buildings,
      grid_id: null,
      floors: null,
    });
    const ofEstate: string[] = [];
    const doors: string[][] = [];
    for (let b = 0; b < e.buildings; b += 1) {
      const building = deps.ids.next();
      const grid = grids[Math.floor((counted * grids.length) / all)]?.id ?? null;
      counted += 1;
      const at = {
        lat: e.lat + (Math.floor(b / 4) - 1) * 0.0006 + d.below(10) / 100_000,
        lng: e.lng + ((b % 4) - 1.5) * 0.0007,
      };
      const name = `${b + 1}号楼`;
      const of = { ...here, ...at, grid_id: grid, floors: e.old ? 6 : 18 };
      ofEstate.push(building);
      rows.push({
        ...of,
        place_id: building,
        parent_id: estate,
        kind: 'building',
        name,
        full_name: `${e.name}${name}`,
        population: 75,
        households: perEntrance * unitsPerBuilding,
      });
      const own = Array.from({ length: unitsPerBuilding }, () => deps.ids.next());
      doors.push(own);
      rows.push(
        ...own.map((id, u) => ({
          ...of,
          place_id: id,
          parent_id: building,
          kind: 'unit',
          name: `${u + 1}单元`,
          full_name: `${e.name}${name}${u + 1}单元`,
          population: 25,
          households: perEntrance,
        })),
      );
    }
    buildings.push(ofEstate);
    entrances.push(doors);
  }
  // Parents stand before their children in the list, and one statement checks its keys at its end.
  await tx
    .insertInto('place')
    .values(rows as never)
    .execute();
  return {
    estates: estateIds,
    buildings,
    entrances,
    estateNames: estates.map((e) => e.name),
    entranceName: (e: number, b: number, u: number) => `${estates[e]?.name ?? ''}${b + 1}号楼${u + 1}单元`,
  };
}
