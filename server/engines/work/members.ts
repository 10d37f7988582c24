/**
 * Members as matching sees them: one index for each community, built from membership, registration, profile, consent,
 * calendar and the last askings. It lives in this process and is refreshed person by person as they change.
 */
import { MemberIndex, memberState, type Busy, type MemberState, type WeekInterval } from '../../../dispatch/index.ts';
import { codesOf, workContents } from '../../../contract/codes.ts';
import { civilDate, day_ms } from '../../platform/clock.ts';
import type { Deps } from '../../platform/context.ts';
import { afterCommit, inSnapshot, type Tx } from '../../platform/database.ts';
import { directory, profilesOf, type Directory, type Profile } from '../people/index.ts';

interface Held {
  readonly building: Promise<MemberIndex>;
  /** The directory the index was built from; when people joined or moved, both are new. */
  readonly people: Directory;
  readonly changed: Set<string>;
}
const held = new WeakMap<object, Map<number, Held>>();
/** Registrations under which a member serves. */
const serving = ['accepted', 'filed', 'active'];
/** How far back calendars and askings are read; the policy's windows are shorter. */
const lookBack_d = 60;
const some = 5_000;

/** The index of a community, fresh for everybody whose change this process has seen. */
export async function memberIndex(deps: Deps, tenant: number): Promise<MemberIndex> {
  const perDb = held.get(deps.db) ?? new Map<number, Held>();
  held.set(deps.db, perDb);
  const people = await directory(deps, tenant);
  const known = perDb.get(tenant);
  if (!known || known.people !== people) {
    const building = build(deps, tenant);
    const fresh: Held = { building, people, changed: new Set() };
    perDb.set(tenant, fresh);
    building.catch(() => perDb.get(tenant) === fresh && perDb.delete(tenant));
    return building;
  }
  const index = await known.building;
  if (known.changed.size > 0) {
    const ids = [...known.changed];
    known.changed.clear();
    const states = await inSnapshot(deps.db, { tenant }, (tx) => memberStates(deps, tx, tenant, ids));
    for (const id of ids) {
      const state = states.get(id);
      if (state) index.upsert(state);
      else index.remove(id);
    }
  }
  return index;
}
/** Marks persons as changed once the transaction has committed. */
export function membersChanged(deps: Deps, tx: Tx, persons: readonly string[]): void {
  afterCommit(tx, () => noteChanged(deps, persons));
}
/** The same outside a transaction. A person may serve in several communities, whose calendars are one, so all hear of it. */
export function noteChanged(deps: Deps, persons: readonly string[]): void {
  for (const one of held.get(deps.db)?.values() ?? []) for (const p of persons) one.changed.add(p);
}

async function build(deps: Deps, tenant: number): Promise<MemberIndex> {
  return inSnapshot(deps.db, { tenant }, async (tx) => {
    const ids = (
      await tx
        .selectFrom('membership')
        .select('person_id')
        .where('tenant_id', '=', tenant)
        .where('member', '=', true)
        .where('state', '=', 'active')
        .orderBy('person_id')
        .limit(200_000)
        .execute()
    ).map((r) => r.person_id);
    const index = new MemberIndex();
    for (let at = 0; at < ids.length; at += some)
      for (const state of (await memberStates(deps, tx, tenant, ids.slice(at, at + some))).values())
        index.upsert(state);
    return index;
  });
}

/** One member's state as it stands now, or null for someone who is no member here. Opens the person. */
export async function memberNow(deps: Deps, tx: Tx, tenant: number, personId: string): Promise<MemberState | null> {
  return (await memberStates(deps, tx, tenant, [personId])).get(personId) ?? null;
}
/** States of these members as they stand now. Replaces the persons that the transaction has opened. */
export async function memberStates(
  deps: Deps,
  tx: Tx,
  tenant: number,
  ids: readonly string[],
): Promise<Map<string, MemberState>> {
  const out = new Map<string, MemberState>();
  if (ids.length === 0) return out;
  const now = deps.clock.now();
  const since = new Date(now.getTime() - lookBack_d * day_ms);
  const people = await directory(deps, tenant);
  const members = await tx
    .selectFrom('membership')
    .leftJoin('place', (j) =>
      j.onRef('place.tenant_id', '=', 'membership.tenant_id').onRef('place.place_id', '=', 'membership.place_id'),
    )
    .select(['membership.person_id', 'household_id', 'place.lat', 'place.lng'])
    .where('membership.tenant_id', '=', tenant)
    .where('membership.person_id', 'in', [...ids])
    .where('membership.member', '=', true)
    .where('membership.state', '=', 'active')
    .execute();
  const registrations = await tx
    .selectFrom('registration')
    .select(['person_id', 'state'])
    .where('tenant_id', '=', tenant)
    .where('person_id', 'in', [...ids])
    .where('state', 'in', serving)
    .execute();
  const registered = new Set(registrations.map((r) => r.person_id));
  const asks = await tx
    .selectFrom('invitation')
    .select(['person_id', 'sent_at'])
    .where('tenant_id', '=', tenant)
    .where('person_id', 'in', [...ids])
    .where('sent_at', '>', since)
    .execute();
  const profiles = await profilesOf(tx, ids);
  const consents = await tx
    .selectFrom('consent')
    .select('person_id')
    .where('person_id', 'in', [...ids])
    .where('purpose', '=', 'service')
    .where('given', '=', true)
    .execute();
  const consenting = new Set(consents.map((c) => c.person_id));
  const genders = new Map(
    (
      await tx
        .selectFrom('person')
        .select(['person_id', 'gender'])
        .where('person_id', 'in', [...ids])
        .execute()
    ).map((p) => [p.person_id, p.gender]),
  );
  const entries = await calendarOf(tx, ids, since);
  for (const m of members) {
    const id = m.person_id;
    const mine = entries.get(id) ?? [];
    out.set(
      id,
      stateOf({
        id,
        profile: profiles.get(id) ?? null,
        consenting: consenting.has(id),
        registered: registered.has(id),
        household: m.household_id ?? people.get(id)?.householdId ?? null,
        gender: genders.get(id) ?? null,
        home: m.lat === null || m.lng === null ? null : { lat: m.lat, lng: m.lng },
        busy: mine.filter((b) => b.end_ms > now.getTime()),
        past: mine.filter((b) => b.end_ms <= now.getTime()).map((b) => b.end_ms),
        asks: asks.filter((a) => a.person_id === id).map((a) => a.sent_at.getTime()),
      }),
    );
  }
  return out;
}

async function calendarOf(tx: Tx, ids: readonly string[], since: Date): Promise<Map<string, Busy[]>> {
  const rows = await tx
    .selectFrom('calendar_entry')
    .select((e) => [
      'person_id',
      'lat',
      'lng',
      e.fn<Date>('lower', ['during']).as('start'),
      e.fn<Date>('upper', ['during']).as('end'),
    ])
    .where('person_id', 'in', [...ids])
    .where((e) => e(e.fn<Date>('upper', ['during']), '>', since))
    .execute();
  const out = new Map<string, Busy[]>();
  for (const r of rows) {
    const place = r.lat === null || r.lng === null ? null : { lat: r.lat, lng: r.lng };
    out.set(r.person_id, [
      ...(out.get(r.person_id) ?? []),
      { start_ms: r.start.getTime(), end_ms: r.end.getTime(), place, remote: place === null },
    ]);
  }
  return out;
}

interface Known {
  readonly id: string;
  readonly profile: Profile | null;
  readonly consenting: boolean;
  readonly registered: boolean;
  readonly household: string | null;
  readonly gender: string | null;
  readonly home: { lat: number; lng: number } | null;
  readonly busy: readonly Busy[];
  readonly past: readonly number[];
  readonly asks: readonly number[];
}
const week = (list: readonly { from: number; to: number }[]): WeekInterval[] =>
  list.map((w) => ({ start_min: w.from, end_min: w.to > w.from ? w.to : w.to + 10_080 }));
/** From the rows of one member to what matching sees. Pure. */
export function stateOf(k: Known): MemberState {
  const p = k.profile;
  const work = p?.work_pattern && p.work_pattern.length > 0 ? week(p.work_pattern) : null;
  const free = p && p.availability.length > 0 ? week(p.availability) : null;
  // Work that touches Saturday or Sunday is shift work, which does not follow the public holidays.
  const shifts = work?.some((w) => w.end_min > 5 * 1440) ?? false;
  return memberState({
    personId: k.id,
    householdId: k.household,
    consents: { service: k.consenting },
    standing: !k.registered ? 'inactive' : p?.paused ? 'paused' : 'active',
    wantsMore: p?.accepts_more ?? false,
    skills: [...new Set([...(p?.expertise ?? []), ...(p?.certificates ?? [])])].map((tag) => ({
      tag,
      level: 'declared' as const,
    })),
    interests: p?.interests ?? [],
    intentions: p?.intentions ?? [],
    willingToTry: p?.willing_to_try ? codesOf(workContents) : [],
    languages: p?.languages ?? [],
    gender: k.gender === 'female' || k.gender === 'male' ? k.gender : null,
    limits: p?.limits ?? [],
    maxDistance_m: p?.max_distance_m ?? null,
    home: k.home,
    work: p?.work_point ?? null,
    workPattern: work ? { intervals: work, followsHolidays: !shifts } : null,
    // SCH-02: whoever declares own working hours and offers weekday daytime beside them has chosen to be asked then.
    optsInWorkingHours:
      work !== null && (free?.some((w) => w.start_min < 5 * 1440 && w.start_min % 1440 < 18 * 60) ?? false),
    availability: free,
    blackoutDays: blackoutDays(p?.blackout ?? []),
    busy: k.busy,
    recentServices_ms: k.past,
    recentAsks_ms: k.asks,
  });
}
function blackoutDays(spans: readonly { from: string; to: string }[]): string[] {
  const days: string[] = [];
  for (const span of spans) {
    let at = Date.parse(`${span.from}T04:00:00Z`);
    for (let n = 0; n < 366 && civilDate(new Date(at)) <= span.to; n += 1, at += day_ms)
      days.push(civilDate(new Date(at)));
  }
  return days;
}
