/**
 * Seeds a fresh deployment before its server starts: divisions, estates, staff, members and residents.
 * What happens afterwards goes through HTTP; only who is there at the beginning is written here.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { codesOf, consentPurposes, type Role } from '../../contract/codes.ts';
import { createPerson, joinCommunity, setConsent } from '../../server/engines/people/index.ts';
import { openCommunity, seedDivisions, seedGround } from '../../server/engines/policy/index.ts';
import { drivenClock } from '../../server/platform/clock.ts';
import type { Deps } from '../../server/platform/context.ts';
import { connect, enterTenant, inTransaction, openPersons, type Tx } from '../../server/platform/database.ts';
import { idsOf, seededRandom, systemRandom } from '../../server/platform/ids.ts';
import { keyRing } from '../../server/platform/keys.ts';
import { signerOf } from '../../server/platform/signer.ts';
import { liveHub } from '../../server/platform/live.ts';
import { migrate } from '../../server/platform/migrate.ts';
import { done } from '../../server/platform/outcome.ts';
import { startPostgres } from '../../server/platform/postgres.ts';
import { loadTerritory } from '../../server/platform/territory.ts';
import { giveStaffAccount } from '../../server/systems/accounts/index.ts';
import type { Draws } from './draws.ts';
import type { Cluster } from './estates.ts';
import { familyName, givenName, profileFor, secretFor } from './invented.ts';
import type { Community, Estate, Home, Neighbour, Person, Town } from './town.ts';

export interface PopulationOptions {
  readonly dataDir: string;
  readonly clusters: readonly Cluster[];
  readonly draws: Draws;
  readonly seed: string;
  /** The instant by which everybody is there. */
  readonly at: number;
  readonly membersPerCommunity: number;
  readonly residentsPerCommunity: number;
}
export const databaseName = 'shaoying_test';

/** Starts the deployment's database, migrates and fills it, stops it again; gives the town. */
export async function seedPopulation(options: PopulationOptions): Promise<Town> {
  mkdirSync(options.dataDir, { recursive: true });
  const postgres = await startPostgres({ dataDir: join(options.dataDir, 'postgres') });
  try {
    if (!(await postgres.databaseExists(databaseName))) await postgres.createDatabase(databaseName);
    await migrate(postgres.ownerUrl(databaseName));
    const pools = connect(postgres.ownerUrl(databaseName), 2);
    try {
      const clock = drivenClock(new Date(options.at));
      const random = seededRandom(`population ${options.seed}`);
      const deps: Deps = {
        db: pools.db,
        clock,
        random,
        ids: idsOf(clock, random),
        live: liveHub(),
        keys: keyRing(join(options.dataDir, 'keys-test.json'), systemRandom),
        signer: signerOf(join(options.dataDir, 'signing-test.json'), 'ed25519'),
        gateway: { fixedCode: null, send: async () => undefined },
        territory: await loadTerritory(pools.db),
        deployment: { kind: 'test', name: 'replay', home: null, silentClosing: false, publicUrl: null },
        log: () => undefined,
      };
      return await new Settlers(deps, options).settle();
    } finally {
      await pools.close();
    }
  } finally {
    await postgres.stop();
  }
}

class Settlers {
  private readonly deps: Deps;
  private readonly options: PopulationOptions;
  private readonly draws: Draws;
  private people = 0;
  private nextTenant = 0;

  constructor(deps: Deps, options: PopulationOptions) {
    this.deps = deps;
    this.options = options;
    this.draws = options.draws;
  }

  async settle(): Promise<Town> {
    const chosen = await this.inOne(async (tx) => {
      const cities = new Map<string, Awaited<ReturnType<typeof seedDivisions>>>();
      for (const { cityCode } of this.options.clusters) {
        if (!cities.has(cityCode)) cities.set(cityCode, await seedDivisions(this.deps, tx, cityCode));
      }
      await seedGround(this.deps, tx);
      const last = await tx
        .selectFrom('tenant')
        .select((e) => e.fn.max('tenant_id').as('last'))
        .executeTakeFirst();
      this.nextTenant = Number(last?.last ?? 0) + 1;
      return this.chooseCommunities(tx, cities);
    });
    const communities: Community[] = [];
    for (const [index, cluster] of this.options.clusters.entries()) {
      communities.push(await this.inOne((tx) => this.community(tx, index, cluster, chosen[index]!)));
    }
    return { communities };
  }

  /** A real community of the cluster's district for each cluster, drawn by the seed. */
  private async chooseCommunities(tx: Tx, cities: Map<string, { city: number; byCode: ReadonlyMap<string, number> }>) {
    const taken = new Set<number>();
    const chosen: { tenant: number; name: string; city: number }[] = [];
    for (const [index, cluster] of this.options.clusters.entries()) {
      const seeded = cities.get(cluster.cityCode)!;
      const inside = (prefix: string) =>
        [...seeded.byCode]
          .filter(
            ([code, t]) => code.length === 12 && code.startsWith(prefix) && !code.endsWith('000') && !taken.has(t),
          )
          .map(([, t]) => t);
      const district = inside(cluster.districtCode);
      const nodes = await tx
        .selectFrom('tenant')
        .select(['tenant_id', 'name'])
        .where('tenant_id', 'in', district.length > 0 ? district : inside(cluster.cityCode.slice(0, 4)))
        .orderBy('tenant_id')
        .execute();
      // Compounds are urban: a community is likelier theirs than a village.
      const urban = nodes.filter((n) => n.name.endsWith('社区'));
      const node = this.draws.pick(`community:${index}`, urban.length > 0 ? urban : nodes);
      taken.add(node.tenant_id);
      chosen.push({ tenant: node.tenant_id, name: node.name, city: seeded.city });
    }
    return chosen;
  }

  private async community(
    tx: Tx,
    index: number,
    cluster: Cluster,
    where: { tenant: number; name: string; city: number },
  ): Promise<Community> {
    const { tenant } = where;
    const centre = cluster.compounds[0]!.point;
    const households = cluster.compounds.reduce((sum, c) => sum + c.households, 0);
    await openCommunity(this.deps, tx, tenant, {
      hotline: '5801610',
      duty: '社区值班电话',
      lat: centre.lat,
      lng: centre.lng,
      population: households * 3,
      households,
    });
    const company = await this.organisation(tx, where.city, `第${index + 1}物业服务公司`, 'property', false);
    const unit = await this.organisation(tx, where.city, `第${index + 1}派出单位`, 'public_institution', true);
    await enterTenant(tx, tenant);
    const estates = await this.estates(tx, tenant, cluster, company);
    const staff = (role: Role, n = 0) => this.staff(tx, tenant, role, n, company);
    const [secretary, operator, gridBranch] = [
      await staff('community_secretary'),
      await staff('hotline_operator'),
      await staff('grid_branch'),
    ];
    const workers = [await staff('community_worker', 0), await staff('community_worker', 1)];
    const auditors = [await staff('points_auditor', 0), await staff('points_auditor', 1)];
    const propertyManager = await staff('property_manager');
    const propertyStaff = await this.fieldWorker(tx, tenant, 'property_staff', company);
    const groupLeader = await this.fieldWorker(tx, tenant, 'group_leader', null);
    const homes = estates.flatMap((e) => e.homes.map((home) => ({ home, estate: e.id })));
    const members: Neighbour[] = [];
    for (let n = 0; n < this.options.membersPerCommunity; n += 1)
      members.push(await this.member(tx, tenant, unit, homes[(n * 7) % homes.length]!, `${index}:${n}`));
    const residents: Neighbour[] = [];
    for (let n = 0; n < this.options.residentsPerCommunity; n += 1)
      residents.push(await this.resident(tx, tenant, homes[n % homes.length]!.home, `${index}:${n}`));
    await this.partyGroup(tx, tenant, members, groupLeader, gridBranch);
    return {
      tenant,
      name: where.name,
      estates,
      secretary,
      operator,
      gridBranch,
      workers,
      auditors,
      propertyManager,
      propertyStaff,
      groupLeader,
      members,
      residents,
    };
  }

  private async organisation(tx: Tx, city: number, name: string, type: string, inScope: boolean): Promise<number> {
    const tenant_id = this.nextTenant;
    this.nextTenant += 1;
    await tx
      .insertInto('tenant')
      .values({
        tenant_id,
        level: 'unit',
        name,
        parent_id: city,
        path: [city, tenant_id],
        opened_at: this.deps.clock.now(),
      })
      .execute();
    await tx
      .insertInto('unit')
      .values({ tenant_id, type, name, in_scope: inScope, party_organisation: `${name}党委` })
      .execute();
    return tenant_id;
  }

  private async estates(tx: Tx, tenant: number, cluster: Cluster, company: number): Promise<Estate[]> {
    const estates: Estate[] = [];
    for (const compound of cluster.compounds) {
      const id = this.deps.ids.next();
      const row = (
        place_id: string,
        parent_id: string | null,
        kind: string,
        name: string,
        full_name: string,
        at: { lat: number; lng: number },
        households: number,
      ) => ({
        tenant_id: tenant,
        place_id,
        parent_id,
        kind,
        name,
        full_name,
        lat: at.lat,
        lng: at.lng,
        households,
        population: households * 3,
        property_org: company,
      });
      const rows = [row(id, null, 'estate', compound.name, compound.name, compound.point, compound.households)];
      const homes: Home[] = [];
      for (let b = 1; b <= 4; b += 1) {
        const building = this.deps.ids.next();
        const at = { lat: compound.point.lat + (b - 2) * 0.0003, lng: compound.point.lng + (b % 2) * 0.0004 };
        rows.push(
          row(building, id, 'building', `${b}号楼`, `${compound.name}${b}号楼`, at, Math.ceil(compound.households / 4)),
        );
        for (let u = 1; u <= 2; u += 1) {
          const place = this.deps.ids.next();
          const name = `${compound.name}${b}号楼${u}单元`;
          rows.push(row(place, building, 'unit', `${u}单元`, name, at, Math.ceil(compound.households / 8)));
          homes.push({ place, name, point: at });
        }
      }
      await tx.insertInto('place').values(rows).execute();
      estates.push({ id, name: compound.name, homes });
    }
    return estates;
  }

  private async person(tx: Tx, who: { title?: string; phone: boolean; key: string }): Promise<Person> {
    this.people += 1;
    const n = this.people;
    const name = who.title
      ? `${familyName(this.draws, n)}${who.title}`
      : `${familyName(this.draws, n)}${givenName(this.draws, n)}`;
    // No number of this form is given to anybody; codes for them go to the replay itself.
    const phone = who.phone ? `100${String(10_000_000 + n)}` : null;
    const birthYear = this.draws.whole(`birth:${n}`, 1935, 1995);
    const id = await createPerson(this.deps, tx, {
      name,
      phone,
      gender: this.draws.pick(`gender:${n}`, ['female', 'male'] as const),
      birthYear,
    });
    return { id, name, phone, account: null, address: `127.${1 + (n >> 14)}.${(n >> 7) & 127}.${1 + (n & 127)}` };
  }

  private async staff(tx: Tx, tenant: number, role: Role, n: number, company: number): Promise<Person> {
    const person = await this.person(tx, { title: '工', phone: false, key: `${tenant}:${role}:${n}` });
    const account = {
      name: `${role}.${tenant}.${n}`,
      password: `replay-${tenant}-${role}-${n}`,
      totpSecret: secretFor(this.draws, `${tenant}:${role}:${n}`),
    };
    await this.grant(tx, person.id, role, tenant, role.startsWith('property') ? company : null);
    await giveStaffAccount(this.deps, tx, {
      personId: person.id,
      account: account.name,
      password: account.password,
      totpSecret: account.totpSecret,
    });
    return { ...person, account };
  }

  private async fieldWorker(tx: Tx, tenant: number, role: Role, org: number | null): Promise<Person> {
    const person = await this.person(tx, { title: '师傅', phone: true, key: `${tenant}:${role}` });
    await this.grant(tx, person.id, role, tenant, org);
    return person;
  }

  private async grant(tx: Tx, person_id: string, role: Role, tenant_id: number, org_id: number | null): Promise<void> {
    await tx
      .insertInto('role_grant')
      .values({ person_id, grant_id: this.deps.ids.next(), role, tenant_id, org_id, valid_from: this.deps.clock.now() })
      .execute();
  }

  private async resident(tx: Tx, tenant: number, home: Home, key: string): Promise<Neighbour> {
    const person = await this.person(tx, { phone: true, key: `resident:${key}` });
    await setConsent(this.deps, tx, {
      personId: person.id,
      purpose: 'service',
      given: true,
      by: person.id,
      manner: 'signature',
    });
    await joinCommunity(this.deps, tx, {
      tenant,
      personId: person.id,
      placeId: home.place,
      address: `${home.name}${this.draws.whole(`door:${key}`, 101, 1804)}室`,
      householdId: this.deps.ids.next(),
      hardship: this.draws.chance(`hardship:${key}`, 0.08),
      livesAlone: this.draws.chance(`alone:${key}`, 0.15),
    });
    return { ...person, home };
  }

  private async member(
    tx: Tx,
    tenant: number,
    unit: number,
    at: { home: Home; estate: string },
    key: string,
  ): Promise<Neighbour> {
    const person = await this.person(tx, { phone: true, key: `member:${key}` });
    const now = this.deps.clock.now();
    const address = `${at.home.name}${this.draws.whole(`member-door:${key}`, 101, 1804)}室`;
    for (const purpose of codesOf(consentPurposes)) {
      // Every third member keeps no time passbook; a few do not share their position and check in by the other ways.
      const given =
        purpose === 'time_bank'
          ? this.draws.chance(`bank:${key}`, 0.66)
          : purpose === 'precise_location'
            ? this.draws.chance(`position:${key}`, 0.94)
            : true;
      await setConsent(this.deps, tx, { personId: person.id, purpose, given, by: person.id, manner: 'page' });
    }
    await joinCommunity(this.deps, tx, {
      tenant,
      personId: person.id,
      placeId: at.home.place,
      address,
      householdId: this.deps.ids.next(),
      member: true,
    });
    await tx
      .insertInto('service_profile')
      .values({
        person_id: person.id,
        body: JSON.stringify(profileFor(this.draws, key)),
        complete: true,
        updated_at: now,
      })
      .execute();
    await tx
      .insertInto('unit_member')
      .values({ person_id: person.id, unit_id: unit, formal_branch: '第一党支部', valid_from: '2014-01-01' })
      .execute();
    await tx
      .insertInto('registration')
      .values({
        tenant_id: tenant,
        registration_id: this.deps.ids.next(),
        person_id: person.id,
        place_id: at.home.place,
        estate_id: at.estate,
        address_enc: this.deps.keys.seal(address),
        kind: 'in_service_member',
        unit_id: unit,
        engagement: 'in_service',
        state: 'active',
        consent_version: '2026-11',
        submitted_at: now,
        accepted_at: now,
        filed_at: now,
        contacted_at: now,
      })
      .execute();
    return { ...person, home: at.home };
  }

  /** One Party group with its leader and the grid branch that approves the points (CHK-06). */
  private async partyGroup(
    tx: Tx,
    tenant: number,
    members: readonly Neighbour[],
    leader: Person,
    branch: Person,
  ): Promise<void> {
    const now = this.deps.clock.now();
    for (const [kind, name, secretary] of [
      ['group', '邻里党小组', leader],
      ['grid_branch', '第一网格党支部', branch],
    ] as const) {
      const org_id = this.deps.ids.next();
      await tx
        .insertInto('party_org')
        .values({ tenant_id: tenant, org_id, kind, name, secretary_id: secretary.id, state: 'active', created_at: now })
        .execute();
      await tx
        .insertInto('party_member')
        .values(members.map((m) => ({ tenant_id: tenant, org_id, person_id: m.id, joined_at: now })))
        .execute();
    }
  }

  private async inOne<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const outcome = await inTransaction(this.deps.db, {}, async (tx) => {
      await openPersons(tx, []);
      return done(await work(tx));
    });
    if (!outcome.ok) throw new Error(outcome.code);
    return outcome.value;
  }
}
