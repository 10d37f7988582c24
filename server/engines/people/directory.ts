/**
 * The directory of one community, held in memory: names are sealed in the database, so partial search and sorting
 * need an opened index. It is built after authorisation and shows each viewer only what the viewer may see.
 */
import { grantFor, type Ctx, type Deps } from '../../platform/context.ts';
import { inSnapshot, openPersons } from '../../platform/database.ts';

export interface Neighbour {
  readonly id: string;
  readonly name: string;
  readonly phone: string | null;
  readonly address: string;
  readonly placeId: string | null;
  readonly householdId: string | null;
  readonly hardship: boolean;
  readonly livesAlone: boolean;
  readonly resident: boolean;
  readonly member: boolean;
  readonly birthYear: number | null;
}
export interface Shown {
  readonly id: string;
  readonly name: string;
  readonly phone: string | null;
}
export interface Directory {
  get(personId: string): Neighbour | null;
  all(): readonly Neighbour[];
  /** Any three digits of the phone, or any characters of name or address; best matches first. */
  search(query: string, limit: number): readonly Neighbour[];
  /** The person as this viewer may see: in full to staff of the community, to oneself, and where the caller knows a relation. */
  show(ctx: Ctx, personId: string, related?: boolean): Shown;
}

/** Staff roles that see names and phones of their community. */
const seers = ['community_secretary', 'community_worker', 'hotline_operator', 'points_auditor'] as const;

export const maskName = (name: string): string =>
  name.length <= 1 ? '*' : name[0] + '*'.repeat(Math.min(name.length - 1, 2));
export const maskPhone = (phone: string | null): string | null =>
  phone && phone.length >= 7 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : phone ? '****' : null;

const held = new WeakMap<object, Map<number, Promise<Directory>>>();
/** Persons whose names appear although they do not live here: staff, property, members from elsewhere. */
export function directory(deps: Deps, tenant: number): Promise<Directory> {
  // Contexts are copies; the connection pool is what identifies the deployment.
  const perDb = held.get(deps.db) ?? new Map<number, Promise<Directory>>();
  held.set(deps.db, perDb);
  const known = perDb.get(tenant);
  if (known) return known;
  const building = build(deps, tenant);
  perDb.set(tenant, building);
  building.catch(() => perDb.delete(tenant));
  return building;
}
/** Drops the index after someone joined, moved or changed a name; the next reader builds it anew. */
export function forget(deps: Deps, tenant: number): void {
  held.get(deps.db)?.delete(tenant);
}

async function build(deps: Deps, tenant: number): Promise<Directory> {
  const people = await inSnapshot(deps.db, { tenant }, async (tx) => {
    const members = await tx
      .selectFrom('membership')
      .leftJoin('place', (j) =>
        j.onRef('place.tenant_id', '=', 'membership.tenant_id').onRef('place.place_id', '=', 'membership.place_id'),
      )
      .select([
        'membership.person_id',
        'membership.place_id',
        'address_enc',
        'household_id',
        'hardship',
        'lives_alone',
        'resident',
        'member',
        'place.full_name',
      ])
      .where('membership.tenant_id', '=', tenant)
      .where('membership.state', '=', 'active')
      .execute();
    const staff = await tx
      .selectFrom('role_grant')
      .select('person_id')
      .distinct()
      .where('tenant_id', '=', tenant)
      .execute();
    const belonging = await tx
      .selectFrom('person_tenant')
      .select('person_id')
      .where('tenant_id', '=', tenant)
      .execute();
    const ids = [...new Set([...members, ...staff, ...belonging].map((m) => m.person_id))];
    const byId = new Map(members.map((m) => [m.person_id, m]));
    const out: Neighbour[] = [];
    for (let at = 0; at < ids.length; at += 20_000) {
      const some = ids.slice(at, at + 20_000);
      await openPersons(tx, some);
      const rows = await tx
        .selectFrom('person')
        .select(['person_id', 'name_enc', 'phone_enc', 'birth_year', 'state'])
        .where('person_id', 'in', some)
        .execute();
      for (const row of rows) {
        const m = byId.get(row.person_id);
        const closed = row.state === 'closed';
        out.push({
          id: row.person_id,
          name: closed ? '已注销' : deps.keys.open(row.name_enc),
          phone: closed ? null : deps.keys.openOrNull(row.phone_enc),
          address: closed ? '' : (deps.keys.openOrNull(m?.address_enc ?? null) ?? m?.full_name ?? ''),
          placeId: m?.place_id ?? null,
          householdId: m?.household_id ?? null,
          hardship: m?.hardship ?? false,
          livesAlone: m?.lives_alone ?? false,
          resident: m?.resident ?? false,
          member: m?.member ?? false,
          birthYear: row.birth_year,
        });
      }
    }
    return out;
  });
  return indexOf(people, tenant);
}

function indexOf(people: readonly Neighbour[], tenant: number): Directory {
  const byId = new Map(people.map((p) => [p.id, p]));
  const sorted = people.toSorted((a, b) => a.name.localeCompare(b.name, 'zh') || a.id.localeCompare(b.id));
  return {
    get: (id) => byId.get(id) ?? null,
    all: () => sorted,
    search(query, limit) {
      const q = query.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
      if (q === '') return [];
      const rank = (p: Neighbour): number => {
        if (p.phone?.endsWith(q) || p.name === q) return 0;
        if (p.name.startsWith(q)) return 1;
        if (p.name.includes(q) || (q.length >= 3 && p.phone?.includes(q))) return 2;
        return p.address.toLowerCase().includes(q) ? 3 : 9;
      };
      const hits: { p: Neighbour; r: number }[] = [];
      for (const p of sorted) {
        const r = rank(p);
        if (r < 9) hits.push({ p, r });
      }
      return hits
        .sort((a, b) => a.r - b.r)
        .slice(0, limit)
        .map((h) => h.p);
    },
    show(ctx, personId, related = false) {
      const p = byId.get(personId);
      if (!p) return { id: personId, name: ctx.locale === 'zh' ? '邻居' : 'Neighbour', phone: null };
      const full = related || personId === ctx.actor?.personId || grantFor(ctx, tenant, seers) !== null;
      return full
        ? { id: p.id, name: p.name, phone: p.phone }
        : { id: p.id, name: maskName(p.name), phone: maskPhone(p.phone) };
    },
  };
}
