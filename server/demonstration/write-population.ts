/** Writes the planned people in bulk: person by person the same rows that registration and sign-up would have written. */
import { consentTextVersion, forget } from '../engines/people/index.ts';
import { giveStaffAccount } from '../systems/accounts/index.ts';
import type { Role } from '../../contract/codes.ts';
import { addMs, day_ms } from '../platform/clock.ts';
import type { Deps } from '../platform/context.ts';
import { enterTenant, openPersons, type Tx } from '../platform/database.ts';
import { cast, castId, staffPassword, totpSecret, type CastKey } from './accounts.ts';
import { companies, dice, groupTags, nameOf, sendingUnits } from './cast.ts';
import type { Population, Soul } from './population.ts';
import type { Ground } from './write-ground.ts';

/** Persons opened together: row security looks each row up among them, so that small batches are far faster than one large. */
const batch = 150;
interface Row {
  readonly [column: string]: unknown;
}

export async function writePopulation(deps: Deps, tx: Tx, g: Ground, p: Population): Promise<void> {
  await enterTenant(tx, g.community);
  for (let at = 0; at < p.souls.length; at += batch) await writeSouls(deps, tx, g, p.souls.slice(at, at + batch));
  for (let at = 0; at < p.proxies.length; at += batch) {
    const some = p.proxies.slice(at, at + batch);
    await openPersons(
      tx,
      some.map((x) => x.principal),
    );
    const asked_at = deps.clock.now();
    await tx
      .insertInto('proxy')
      .values(
        some.map((x) => ({
          person_id: x.principal,
          proxy_id: deps.ids.next(),
          proxy_person_id: x.proxy,
          relation: x.relation,
          state: 'active',
          consent: 'spoken',
          note: '上门登记',
          asked_at,
          active_at: asked_at,
        })),
      )
      .execute();
  }
  await writeStaff(deps, tx, g);
  await writeParty(deps, tx, g, p);
  await writeFilings(deps, tx, g, p);
  forget(deps, g.community);
}

function personRow(
  deps: Deps,
  s: { id: string; name: string; phone: string | null; gender: string | null; birthYear: number | null },
): Row {
  const pin = String(deps.random.bytes(2).readUInt16BE(0) % 10_000).padStart(4, '0');
  return {
    person_id: s.id,
    name_enc: deps.keys.seal(s.name),
    phone_enc: s.phone ? deps.keys.seal(s.phone) : null,
    gender: s.gender,
    birth_year: s.birthYear,
    pin_enc: deps.keys.seal(pin),
    calendar_token_hash: deps.random.bytes(24),
    created_at: deps.clock.now(),
  };
}
const lookupRow = (deps: Deps, id: string, phone: string) => ({
  kind: 'phone',
  blind: deps.keys.blind('phone', phone),
  person_id: id,
});

async function writeSouls(deps: Deps, tx: Tx, g: Ground, souls: readonly Soul[]): Promise<void> {
  const since = deps.clock.now();
  const d = dice(`consents ${souls[0]?.id ?? ''}`);
  const isMember = (s: Soul) => s.member !== null && s.member.state !== 'submitted';
  await openPersons(
    tx,
    souls.map((s) => s.id),
  );
  await tx
    .insertInto('person')
    .values(souls.map((s) => personRow(deps, s)) as never)
    .execute();
  const lookups = souls.filter((s) => s.phone !== null).map((s) => lookupRow(deps, s.id, s.phone ?? ''));
  if (lookups.length > 0) await tx.insertInto('person_lookup').values(lookups).execute();
  await tx
    .insertInto('person_tenant')
    .values(
      souls.map((s) => ({
        person_id: s.id,
        tenant_id: g.community,
        resident: true,
        member: isMember(s),
        home: true,
        since,
      })),
    )
    .execute();
  await tx
    .insertInto('membership')
    .values(
      souls.map((s) => ({
        tenant_id: g.community,
        person_id: s.id,
        place_id: placeOf(g, s),
        address_enc: deps.keys.seal(addressOf(g, s)),
        household_id: s.household,
        resident: true,
        owner: false,
        member: isMember(s),
        hardship: s.hardship,
        lives_alone: s.livesAlone,
        since,
      })),
    )
    .execute();
  const consents = souls.flatMap((s) =>
    consentsOf(s, d).map((purpose) => ({
      person_id: s.id,
      purpose,
      given: true,
      text_version: consentTextVersion,
      changed_at: since,
      recorded_by: s.id,
      manner: 'page',
    })),
  );
  await tx.insertInto('consent').values(consents).execute();
  const members = souls.flatMap((s) => (s.member ? [{ s, m: s.member }] : []));
  if (members.length === 0) return;
  await tx
    .insertInto('service_profile')
    .values(
      members.map(({ s, m }) => ({
        person_id: s.id,
        body: JSON.stringify(m.profile),
        complete: true,
        updated_at: since,
      })),
    )
    .execute();
  await tx
    .insertInto('unit_member')
    .values(
      members.map(({ s, m }) => ({
        person_id: s.id,
        unit_id: g.units[m.trade.unit] ?? 0,
        post: m.trade.post,
        formal_branch: `第${'一二三四五'[s.birthYear % 5]}党支部`,
        cadre_class: m.leading ? 'leading_cadre' : 'ordinary_member',
        valid_from: '2024-01-01',
      })),
    )
    .execute();
  await tx
    .insertInto('registration')
    .values(members.map(({ s }) => registrationRow(deps, g, s)) as never)
    .execute();
}
const placeOf = (g: Ground, s: Soul): string | null =>
  s.home ? (g.entrances[s.home.estate]?.[s.home.building]?.[s.home.unit] ?? null) : null;
const addressOf = (g: Ground, s: Soul): string =>
  s.home ? `${g.entranceName(s.home.estate, s.home.building, s.home.unit)}${s.door}` : '';
const isCast = (s: Soul): boolean => cast.some((c) => castId(c.key) === s.id);
function consentsOf(s: Soul, d: ReturnType<typeof dice>): string[] {
  if (!s.member) return ['service', ...(s.hardship || s.livesAlone ? ['sensitive_flags'] : [])];
  if (isCast(s))
    return ['service', 'precise_location', 'share_with_unit', 'time_bank', 'named_publicly', 'acceptance_statistics'];
  return [
    'service',
    ...(d.chance(92) ? ['precise_location'] : []),
    ...(d.chance(65) ? ['share_with_unit'] : []),
    ...(d.chance(75) ? ['time_bank'] : []),
    ...(d.chance(30) ? ['named_publicly'] : []),
    ...(d.chance(50) ? ['acceptance_statistics'] : []),
  ];
}

/** Registrations of earlier months stand as they would after acceptance, filing and first contact; a few are new. */
function registrationRow(deps: Deps, g: Ground, s: Soul): Row {
  const state = s.member?.state ?? 'active';
  const accepted = state !== 'submitted';
  const at = addMs(deps.clock.now(), accepted ? -(20 + (s.birthYear % 60)) * day_ms : 29 * day_ms);
  return {
    tenant_id: g.community,
    registration_id: registrationId.get(s.id) ?? newRegistration(deps, s.id),
    person_id: s.id,
    place_id: placeOf(g, s),
    estate_id: g.estates[s.home?.estate ?? 0],
    address_enc: deps.keys.seal(addressOf(g, s)),
    kind: 'in_service_member',
    unit_id: g.units[s.member?.trade.unit ?? 0],
    engagement: 'in_service',
    state,
    consent_version: consentTextVersion,
    submitted_at: at,
    accepted_at: accepted ? addMs(at, day_ms) : null,
    filing_sent_at: accepted ? addMs(at, day_ms) : null,
    filed_at: accepted ? addMs(at, 3 * day_ms) : null,
    contacted_at: state === 'active' ? addMs(at, 2 * day_ms) : null,
    contact_due_at: addMs(at, 3 * day_ms),
  };
}
const registrationId = new Map<string, string>();
function newRegistration(deps: Deps, personId: string): string {
  const id = deps.ids.next();
  registrationId.set(personId, id);
  return id;
}

/** The unit's own copies of the filings, in each unit's tenant. */
async function writeFilings(deps: Deps, tx: Tx, g: Ground, p: Population): Promise<void> {
  for (const [i, unit] of g.units.entries()) {
    const own = p.souls.filter((s) => s.member?.trade.unit === i && s.member.state !== 'submitted');
    if (own.length === 0) continue;
    await enterTenant(tx, unit);
    const sent_at = addMs(deps.clock.now(), -20 * day_ms);
    await tx
      .insertInto('filing')
      .values(
        own.map((s) => ({
          tenant_id: unit,
          filing_id: deps.ids.next(),
          registration_id: registrationId.get(s.id) ?? '',
          community_id: g.community,
          person_id: s.id,
          sent_at,
          acknowledged_at: addMs(sent_at, 2 * day_ms),
        })),
      )
      .execute();
  }
  registrationId.clear();
  await enterTenant(tx, g.community);
}

const rolesOf: Readonly<Partial<Record<CastKey, Role>>> = {
  leader: 'group_leader',
  secretary: 'community_secretary',
  worker: 'community_worker',
  auditor: 'points_auditor',
  hotline: 'hotline_operator',
  branch: 'grid_branch',
  social: 'social_worker',
  welfare: 'welfare_committee',
  welfareToo: 'welfare_committee',
  property: 'property_manager',
  field: 'property_staff',
  unit: 'unit_secretary',
  street: 'street_staff',
  city: 'organisation_department',
};
/** Staff: eleven in the community, two property managers with field staff, twelve unit secretaries, street and city. */
async function writeStaff(deps: Deps, tx: Tx, g: Ground): Promise<void> {
  const d = dice('staff');
  let phone = 13_870_000_000;
  const scope = (role: Role): number =>
    role === 'unit_secretary'
      ? (g.units[0] ?? 0)
      : role === 'street_staff'
        ? g.street
        : role === 'organisation_department'
          ? g.city
          : g.community;
  const people: {
    id: string;
    name: string;
    role: Role;
    tenant: number;
    org: number | null;
    account: string | null;
    phone: string | null;
  }[] = cast.flatMap((c) => {
    const role = rolesOf[c.key];
    // Field staff work on the phone pages and sign in by phone; the group's leader lives here and is a member.
    return role && c.key !== 'leader'
      ? [
          {
            id: castId(c.key),
            name: c.name,
            role,
            tenant: scope(role),
            org: role === 'property_manager' || role === 'property_staff' ? (g.companies[0] ?? null) : null,
            account: c.face === 'desk' ? c.account : null,
            phone: c.face === 'm' ? c.account : null,
          },
        ]
      : [];
  });
  const extra = (role: Role, tenant: number, org: number | null = null) =>
    people.push({
      id: deps.ids.next(),
      name: nameOf(d, d.chance(60) ? 'female' : 'male'),
      role,
      tenant,
      org,
      account: null,
      phone: null,
    });
  for (let i = 0; i < 3; i += 1) extra('community_worker', g.community);
  companies.forEach((_name, i) => {
    if (i > 0) extra('property_manager', g.community, g.companies[i] ?? null);
    if (i > 0) extra('property_staff', g.community, g.companies[i] ?? null);
  });
  sendingUnits.forEach((_u, i) => {
    if (i > 0) extra('unit_secretary', g.units[i] ?? 0);
  });
  await openPersons(
    tx,
    people.map((x) => x.id),
  );
  const rows = people.map((x) => ({ ...x, phone: x.phone ?? String((phone += 11)) }));
  await tx
    .insertInto('person')
    .values(
      rows.map((x) =>
        personRow(deps, { id: x.id, name: x.name, phone: x.phone, gender: null, birthYear: null }),
      ) as never,
    )
    .execute();
  await tx
    .insertInto('person_lookup')
    .values(rows.map((x) => lookupRow(deps, x.id, x.phone)))
    .execute();
  await tx
    .insertInto('role_grant')
    .values(
      people.map((x) => ({
        person_id: x.id,
        grant_id: deps.ids.next(),
        role: x.role,
        tenant_id: x.tenant,
        org_id: x.org,
        valid_from: deps.clock.now(),
      })),
    )
    .execute();
  for (const x of people)
    if (x.account)
      await giveStaffAccount(deps, tx, { personId: x.id, account: x.account, password: staffPassword, totpSecret });
  const lines = ['党务', '民政', '残疾人管理', '城管', '文教卫计', '宣传'];
  const workers = people.filter((x) => x.role === 'community_worker' || x.role === 'community_secretary');
  // Three buildings each, and a fourth for one of them: the overload mark has something to show (FND-02).
  const buildings = g.buildings.flat();
  await tx
    .insertInto('building_duty')
    .values(
      workers.map((x, i) => ({
        tenant_id: g.community,
        person_id: x.id,
        lines: [lines[i % lines.length]!],
        buildings: buildings.slice(i * 4, i * 4 + (i === 1 ? 4 : 3)),
        since: deps.clock.now(),
      })),
    )
    .execute();
}

/** Estate branches with secretaries, a group for each shared interest with its leader, the grid branch, pairings. */
async function writeParty(deps: Deps, tx: Tx, g: Ground, p: Population): Promise<void> {
  const created_at = addMs(deps.clock.now(), -20 * day_ms);
  const members = p.souls.filter((s) => s.member !== null && s.member.state !== 'submitted');
  const base = { tenant_id: g.community, state: 'active', created_at };
  const orgs: Row[] = [];
  const joins: Row[] = [];
  const grants: { person: string; role: Role }[] = [];
  const join = (org_id: string, s: Soul) =>
    joins.push({ tenant_id: g.community, org_id, person_id: s.id, joined_at: created_at });
  g.estates.forEach((estate, i) => {
    const org_id = deps.ids.next();
    const own = members.filter((s) => s.home?.estate === i);
    const [secretary, deputy] = own.filter((s) => !isCast(s));
    orgs.push({
      ...base,
      org_id,
      kind: 'temporary_branch',
      name: `${g.estateNames[i]}临时党支部`,
      place_id: estate,
      secretary_id: secretary?.id ?? null,
      deputy_id: deputy?.id ?? null,
      tags: [],
    });
    if (secretary) grants.push({ person: secretary.id, role: 'branch_secretary' });
    own.forEach((s) => join(org_id, s));
  });
  groupTags.forEach((tag, i) => {
    const org_id = deps.ids.next();
    const own = members.filter(
      (s) =>
        (s.member?.profile.interests[0] ?? groupTags[0]) === tag ||
        (i === 0 && !groupTags.includes(s.member?.profile.interests[0] as never)),
    );
    const leader = i === 0 ? members.find((s) => s.id === castId('leader')) : own.find((s) => !isCast(s));
    orgs.push({
      ...base,
      org_id,
      kind: 'group',
      name: `${tag}党小组`,
      place_id: null,
      secretary_id: leader?.id ?? null,
      deputy_id: null,
      tags: [tag],
    });
    if (leader) grants.push({ person: leader.id, role: 'group_leader' });
    new Set([...own, ...(leader ? [leader] : [])]).forEach((s) => join(org_id, s));
  });
  orgs.push({
    ...base,
    org_id: deps.ids.next(),
    kind: 'grid_branch',
    name: '青锋社区网格党支部',
    place_id: null,
    secretary_id: castId('branch'),
    deputy_id: null,
    tags: [],
  });
  await tx
    .insertInto('party_org')
    .values(orgs as never)
    .execute();
  await tx
    .insertInto('party_member')
    .values(joins as never)
    .execute();
  await openPersons(
    tx,
    grants.map((x) => x.person),
  );
  await tx
    .insertInto('role_grant')
    .values(
      grants.map((x) => ({
        person_id: x.person,
        grant_id: deps.ids.next(),
        role: x.role,
        tenant_id: g.community,
        valid_from: created_at,
      })),
    )
    .execute();
  await tx
    .insertInto('pairing')
    .values(
      sendingUnits.map((u, i) => ({
        tenant_id: g.community,
        pairing_id: deps.ids.next(),
        unit_id: g.units[i] ?? 0,
        resources: [...u.resources],
        liaison: `${u.name}联络员`,
        state: i < 10 ? 'active' : i === 10 ? 'confirmed' : 'proposed',
        proposed_at: created_at,
      })),
    )
    .execute();
}
