/**
 * A small real world for tests: the real server on a real database with a driven clock, and people to act in it.
 * Everything goes through the HTTP routes by `call`; only the population itself is written directly.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PoolClient } from 'pg';
import { codesOf, type ConsentPurpose, consentPurposes, type Role } from '../contract/codes.ts';
import { routes, type Routes } from '../contract/index.ts';
import { refusalsOf } from '../contract/kernel.ts';
import { buildApp, type App } from '../server/app.ts';
import type { Channel } from '../server/engines/notice/index.ts';
import { createPerson, joinCommunity, setConsent, type Profile } from '../server/engines/people/index.ts';
import { drivenClock, type DrivenClock } from '../server/platform/clock.ts';
import type { Deployment, Deps } from '../server/platform/context.ts';
import { connect, inTransaction, openPersons, enterTenant, type Pools } from '../server/platform/database.ts';
import { idsOf, seededRandom, systemRandom } from '../server/platform/ids.ts';
import { keyRing } from '../server/platform/keys.ts';
import { signerOf } from '../server/platform/signer.ts';
import { liveHub } from '../server/platform/live.ts';
import { done } from '../server/platform/outcome.ts';
import { openSession } from '../server/platform/session.ts';
import { loadTerritory, type Territory } from '../server/platform/territory.ts';
import { servePages } from '../server/static.ts';
import { testDatabase, type TestDatabase } from './database.ts';

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
}
export interface Someone {
  readonly id: string;
  readonly token: string;
  readonly name: string;
  readonly phone: string;
}
export interface World {
  readonly deps: Deps;
  readonly app: App;
  readonly pools: Pools;
  readonly clock: DrivenClock;
  /** Connects as the owner, to look at the whole database past row security. */
  readonly database: TestDatabase;
  readonly city: number;
  readonly district: number;
  readonly street: number;
  readonly community: number;
  readonly elsewhere: number;
  readonly unit: number;
  readonly propertyOrg: number;
  readonly estate: string;
  readonly building: string;
  readonly home: string;
  readonly codes: Map<string, string>;
  call<K extends keyof Routes>(
    token: string | null,
    route: K,
    input?: {
      params?: Record<string, string | number>;
      query?: Record<string, string>;
      body?: unknown;
      key?: string;
      locale?: 'zh' | 'en';
    },
  ): Promise<Answer<any>>;
  resident(
    name?: string,
    at?: { community?: number; place?: string | null; household?: string; hardship?: boolean },
  ): Promise<Someone>;
  /** A registered, active member living in the home estate; free at weekends and evenings unless the profile says otherwise. */
  member(name?: string, profile?: Partial<Profile>): Promise<Someone>;
  staff(role: Role, at?: { tenant?: number; org?: number; name?: string }): Promise<Someone>;
  consent(person: Someone, purpose: ConsentPurpose, given?: boolean): Promise<void>;
  /** Moves the clock and lets everything happen that is due until then. */
  advanceTo(at: string | Date): Promise<void>;
  settle(): Promise<void>;
  rows(sql: string, values?: unknown[]): Promise<Record<string, any>[]>;
  /** A connection as the owner of the schema, to be released: it holds locks and looks into the catalogue. */
  asOwner(): Promise<PoolClient>;
  close(): Promise<void>;
}

const table = new Map(routes.map((r) => [r.id as string, r]));
const weekday = (day: number, from_h: number, to_h: number) => ({
  from: day * 1440 + from_h * 60,
  to: day * 1440 + to_h * 60,
});
/** Evenings of workdays and the whole weekend. */
export const usualAvailability = [
  ...[0, 1, 2, 3, 4].map((d) => weekday(d, 18.5, 22)),
  weekday(5, 7, 22),
  weekday(6, 7, 22),
];
export const plainProfile: Profile = {
  expertise: ['教学'],
  certificates: [],
  interests: ['阅读'],
  profession: '教师',
  intentions: ['volunteer_service', 'resident_service'],
  languages: ['mandarin'],
  resources: '',
  availability: usualAvailability,
  work_pattern: null,
  blackout: [],
  work_point: null,
  max_distance_m: 5000,
  limits: [],
  willing_to_try: true,
  accepts_more: false,
  paused: false,
  motives: [],
};
export const centre = { lat: 31.3482, lng: 118.4221 };

/** Options: the instant at which the world begins (default a Saturday morning), its seed, whether the built pages are served too, ways out to gateways. */
export async function testWorld(
  options: {
    at?: string;
    seed?: string;
    deployment?: Partial<Deployment>;
    database?: TestDatabase;
    pages?: boolean;
    channels?: (deps: Deps) => readonly Channel[];
    /** Puts another judge of reach in the place of the tree: a test of what holds when that one fails. */
    territory?: (tree: Territory) => Territory;
    /** Hears of every failure inside, which else goes to standard error. */
    onFailure?: (event: string, facts: Record<string, unknown>) => void;
  } = {},
): Promise<World> {
  const database = options.database ?? (await testDatabase());
  const pools = connect(database.appUrl, 10);
  const owner = connect(database.ownerUrl, 2);
  const clock = drivenClock(new Date(options.at ?? '2026-11-21T09:00:00+08:00'));
  const random = options.seed ? seededRandom(options.seed) : systemRandom;
  const codes = new Map<string, string>();
  const keysDir = mkdtempSync(join(tmpdir(), 'shaoying-keys-'));
  // A test that ends early never comes to close().
  const removeKeys = () => rmSync(keysDir, { recursive: true, force: true });
  process.once('exit', removeKeys);
  const bare = {
    db: pools.db,
    clock,
    ids: idsOf(clock, random),
    random,
    live: liveHub(),
    keys: keyRing(join(keysDir, 'keys.json'), systemRandom),
    signer: signerOf(join(keysDir, 'signing.json'), 'ed25519'),
    gateway: { fixedCode: null, send: async (phone: string, code: string) => void codes.set(phone, code) },
    log: (event: string, facts: Record<string, unknown>) => {
      if (!event.endsWith('failed')) return;
      if (options.onFailure) options.onFailure(event, facts);
      else process.stderr.write(`${event} ${JSON.stringify(facts)}\n`);
    },
  };
  const ground = await population(bare as unknown as Deps, owner);
  const tree = await loadTerritory(owner.db);
  const territory = options.territory?.(tree) ?? tree;
  const deps: Deps = {
    ...bare,
    territory,
    deployment: {
      kind: 'test',
      name: '测试',
      home: ground.community,
      silentClosing: true,
      publicUrl: null,
      ...options.deployment,
    },
  };
  const channels = options.channels?.(deps) ?? [];
  const app = await buildApp(deps, { pool: pools.pool, secureCookies: false, channels });
  if (options.pages && !(await servePages(app.server.app, join(import.meta.dirname, '../dist/web'))))
    throw new Error('The pages are not built: npm run build');
  await app.server.app.ready();
  return worldOf({ deps, app, pools, owner, clock, codes, database, removeKeys, ...ground });
}

/** City 1, district 2, street 3, communities 4 and 5, a unit 6, a property company 7; one estate with a building and a unit. */
async function population(deps: Deps, owner: Pools) {
  const city = 1,
    district = 2,
    street = 3,
    community = 4,
    elsewhere = 5,
    unit = 6,
    propertyOrg = 7;
  const at = deps.clock.now();
  const seeds = await import('../server/engines/policy/index.ts').catch(() => null);
  const ids = { estate: deps.ids.next(), building: deps.ids.next(), home: deps.ids.next(), estate2: deps.ids.next() };
  await inTransaction(owner.db, { tenant: community }, async (tx) => {
    const node = (tenant_id: number, level: string, name: string, parent_id: number | null, path: number[]) => ({
      tenant_id,
      level,
      name,
      parent_id,
      path,
      lat: centre.lat,
      lng: centre.lng,
      opened_at: at,
      hotline: level === 'community' ? '5801610' : null,
    });
    await tx
      .insertInto('tenant')
      .values([
        node(city, 'city', '芜湖市', null, [1]),
        node(district, 'district', '鸠江区', city, [1, 2]),
        node(street, 'street', '官陡街道', district, [1, 2, 3]),
        node(community, 'community', '青锋社区', street, [1, 2, 3, 4]),
        node(elsewhere, 'community', '邻近社区', street, [1, 2, 3, 5]),
        node(unit, 'unit', '市第一中学', city, [1, 6]),
        node(propertyOrg, 'unit', '安居物业', city, [1, 7]),
      ])
      .execute();
    await tx
      .insertInto('tenant_code')
      .values([
        { tenant_id: community, code: '340207003023' },
        { tenant_id: elsewhere, code: '340207003024' },
      ])
      .execute();
    await tx
      .insertInto('unit')
      .values([
        {
          tenant_id: unit,
          type: 'university',
          name: '市第一中学',
          in_scope: true,
          party_organisation: '市第一中学党委',
        },
        { tenant_id: propertyOrg, type: 'property', name: '安居物业', in_scope: false },
      ])
      .execute();
    for (const [tenant, estate] of [
      [community, ids.estate],
      [elsewhere, ids.estate2],
    ] as const) {
      await enterTenant(tx, tenant);
      await tx
        .insertInto('place')
        .values({
          tenant_id: tenant,
          place_id: estate,
          parent_id: null,
          kind: 'estate',
          name: '柏庄小区',
          full_name: '柏庄小区',
          lat: centre.lat,
          lng: centre.lng,
          households: 800,
          population: 2200,
          property_org: propertyOrg,
        })
        .execute();
    }
    await enterTenant(tx, community);
    await tx
      .insertInto('place')
      .values({
        tenant_id: community,
        place_id: ids.building,
        parent_id: ids.estate,
        kind: 'building',
        name: '3号楼',
        full_name: '柏庄小区3号楼',
        lat: centre.lat,
        lng: centre.lng,
        property_org: propertyOrg,
      })
      .execute();
    await tx
      .insertInto('place')
      .values({
        tenant_id: community,
        place_id: ids.home,
        parent_id: ids.building,
        kind: 'unit',
        name: '2单元',
        full_name: '柏庄小区3号楼2单元',
        lat: centre.lat,
        lng: centre.lng,
        property_org: propertyOrg,
      })
      .execute();
    return done(null);
  });
  if (seeds && 'seedGround' in seeds) {
    const territory = await loadTerritory(owner.db);
    const withTerritory = {
      ...deps,
      db: owner.db,
      territory,
      deployment: { kind: 'test', name: '测试', home: community, silentClosing: true, publicUrl: null },
    } as Deps;
    await inTransaction(owner.db, { tenant: community }, async (tx) => {
      await seeds.seedGround(withTerritory, tx);
      for (const tenant of [community, elsewhere]) {
        await enterTenant(tx, tenant);
        await seeds.seedBoundaryRules(withTerritory, tx, tenant);
      }
      return done(null);
    });
  }
  return {
    city,
    district,
    street,
    community,
    elsewhere,
    unit,
    propertyOrg,
    estate: ids.estate,
    building: ids.building,
    home: ids.home,
  };
}

type Parts = Omit<
  World,
  'call' | 'resident' | 'member' | 'staff' | 'consent' | 'advanceTo' | 'settle' | 'rows' | 'asOwner' | 'close'
> & { owner: Pools; removeKeys: () => void };
function worldOf(parts: Parts): World {
  const { deps, app, clock, owner, removeKeys } = parts;
  let phones = 13_900_000_000;
  const create = async (
    name: string,
    more: (tx: Parameters<Parameters<typeof inTransaction>[2]>[0], id: string) => Promise<void>,
    strong = false,
  ): Promise<Someone> => {
    phones += 1;
    const phone = String(phones);
    const outcome = await inTransaction(deps.db, {}, async (tx) => {
      const id = await createPerson(deps, tx, { name, phone });
      await more(tx, id);
      await openPersons(tx, [id]);
      return done({ id, token: await openSession(deps, tx, { personId: id, strong, device: 'test' }) });
    });
    if (!outcome.ok) throw new Error(outcome.code);
    return { ...outcome.value, name, phone };
  };
  const world: World = {
    ...parts,
    async call(token, route, input = {}) {
      const contract = table.get(route);
      if (!contract) throw new Error(`No route ${route}`);
      let url: string = contract.path;
      for (const [k, v] of Object.entries(input.params ?? {}))
        url = url.replace(`:${k}`, encodeURIComponent(String(v)));
      if (input.query) url += `?${new URLSearchParams(input.query)}`;
      const answer = await app.server.app.inject({
        method: contract.method,
        url,
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(input.key ? { 'idempotency-key': input.key } : {}),
          ...(input.locale === 'en' ? { 'accept-language': 'en' } : {}),
        },
        ...(input.body === undefined ? {} : { payload: JSON.stringify(input.body) }),
      });
      const json = answer.headers['content-type']?.toString().includes('application/json');
      const body = json ? JSON.parse(answer.body) : answer.body;
      // A client that reads the contract must be able to expect every refusal it can meet.
      if (answer.statusCode >= 400)
        assert.ok(
          (refusalsOf(contract) as readonly string[]).includes(body.code),
          `${route} answers ${body.code}, which its contract does not declare`,
        );
      return { status: answer.statusCode, body };
    },
    resident: (name = '王秀英', at = {}) =>
      create(name, async (tx, id) => {
        const tenant = at.community ?? parts.community;
        await enterTenant(tx, tenant);
        await setConsent(deps, tx, { personId: id, purpose: 'service', given: true, by: id, manner: 'page' });
        await joinCommunity(deps, tx, {
          tenant,
          personId: id,
          placeId: at.place === undefined ? (tenant === parts.community ? parts.home : null) : at.place,
          householdId: at.household ?? null,
          hardship: at.hardship ?? false,
        });
      }),
    member: (name = '李老师', profile = {}) =>
      create(name, async (tx, id) => {
        await enterTenant(tx, parts.community);
        for (const purpose of codesOf(consentPurposes))
          await setConsent(deps, tx, { personId: id, purpose, given: true, by: id, manner: 'page' });
        await joinCommunity(deps, tx, { tenant: parts.community, personId: id, placeId: parts.building, member: true });
        await tx
          .insertInto('service_profile')
          .values({
            person_id: id,
            body: JSON.stringify({ ...plainProfile, ...profile }),
            complete: true,
            updated_at: clock.now(),
          })
          .execute();
        await tx
          .insertInto('unit_member')
          .values({ person_id: id, unit_id: parts.unit, formal_branch: '第二党支部', valid_from: '2020-01-01' })
          .execute();
        await tx
          .insertInto('registration')
          .values({
            tenant_id: parts.community,
            registration_id: deps.ids.next(),
            person_id: id,
            place_id: parts.building,
            estate_id: parts.estate,
            address_enc: deps.keys.seal('柏庄小区3号楼'),
            kind: 'in_service_member',
            unit_id: parts.unit,
            engagement: 'in_service',
            state: 'active',
            consent_version: '2026-11',
            submitted_at: clock.now(),
            accepted_at: clock.now(),
            filed_at: clock.now(),
          })
          .execute();
      }),
    staff: (role, at = {}) =>
      create(
        at.name ?? '周主任',
        async (tx, id) => {
          await tx
            .insertInto('role_grant')
            .values({
              person_id: id,
              grant_id: deps.ids.next(),
              role,
              tenant_id: at.tenant ?? parts.community,
              org_id: at.org ?? (role.startsWith('property') ? parts.propertyOrg : null),
              valid_from: new Date(0),
            })
            .execute();
          const { forget } = await import('../server/engines/people/index.ts');
          forget(deps, at.tenant ?? parts.community);
        },
        true,
      ),
    async consent(person, purpose, given = true) {
      await inTransaction(deps.db, { persons: [person.id] }, async (tx) => {
        await setConsent(deps, tx, { personId: person.id, purpose, given, by: person.id, manner: 'page' });
        return done(null);
      });
    },
    async advanceTo(at) {
      clock.set(new Date(at));
      await app.relay.settle();
    },
    settle: () => app.relay.settle(),
    async rows(text, values = []) {
      // The owner is subject to FORCE row security like everyone; a superuser-like look needs the tenant opened.
      const client = await owner.pool.connect();
      try {
        await client.query(`begin; set local app.tenant = '${parts.community}'; set local app.relay = 'on'`);
        const persons = await client.query('select person_id from person_lookup');
        await client.query(
          `set local app.persons = '{${[...new Set(persons.rows.map((r) => r.person_id as string))].join(',')}}'`,
        );
        return (await client.query(text, values)).rows;
      } finally {
        await client.query('commit');
        client.release();
      }
    },
    asOwner: () => owner.pool.connect(),
    async close() {
      await app.relay.stop();
      await app.deliverer.stop();
      await app.server.app.close();
      await parts.pools.close();
      await owner.close();
      await parts.database.close();
      removeKeys();
      process.off('exit', removeKeys);
    },
  };
  return world;
}
