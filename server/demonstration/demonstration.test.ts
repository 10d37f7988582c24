/** The demonstration opens on an empty database, its accounts sign in, and no other deployment starts with them. */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { testDatabase, type TestDatabase } from '../../test/database.ts';
import { buildApp, type App } from '../app.ts';
import { drivenClock } from '../platform/clock.ts';
import type { Deps } from '../platform/context.ts';
import { connect, inTransaction, type Pools } from '../platform/database.ts';
import { idsOf, systemRandom } from '../platform/ids.ts';
import { keyRing } from '../platform/keys.ts';
import { signerOf } from '../platform/signer.ts';
import { liveHub } from '../platform/live.ts';
import { done } from '../platform/outcome.ts';
import { loadTerritory } from '../platform/territory.ts';
import { dice, estates } from './cast.ts';
import { demonstrationAccounts, openDemonstration, refuseDemonstrationAccounts } from './index.ts';
import { planPopulation } from './population.ts';

describe('demonstration', () => {
  let database: TestDatabase;
  let pools: Pools;
  let world: Deps;
  let app: App;
  const said: string[] = [];
  const counts = new Map<string, number>();
  const clock = drivenClock(new Date('2026-11-21T09:00:00+08:00'));
  before(async () => {
    database = await testDatabase();
    pools = connect(database.appUrl, 6);
    const deps: Deps = {
      db: pools.db,
      clock,
      random: systemRandom,
      ids: idsOf(clock, systemRandom),
      live: liveHub(),
      territory: await loadTerritory(pools.db),
      log: () => undefined,
      keys: keyRing(join(mkdtempSync(join(tmpdir(), 'shaoying-keys-')), 'keys.json'), systemRandom),
      signer: signerOf(join(mkdtempSync(join(tmpdir(), 'shaoying-keys-')), 'signing.json'), 'ed25519'),
      gateway: { fixedCode: '246810', send: async () => undefined },
      deployment: { kind: 'demonstration', name: '哨应·演示环境', home: null, silentClosing: true, publicUrl: null },
    };
    await refuseDemonstrationAccounts({ ...deps, deployment: { ...deps.deployment, kind: 'production' } });
    world = await openDemonstration(deps, {
      pool: pools.pool,
      say: (line) => said.push(line),
      history_d: 5,
      orders: 30,
      counted: (all) => all.forEach((n, route) => counts.set(route, n)),
    });
    app = await buildApp(world, { pool: pools.pool, secureCookies: false, demonstration: demonstrationAccounts });
    await app.server.app.ready();
  });
  after(async () => {
    await app.server.app.close();
    await pools.close();
    await database.close();
  });
  const call = async (method: 'GET' | 'POST', url: string, options: { token?: string; body?: unknown } = {}) => {
    const answer = await app.server.app.inject({
      method,
      url,
      headers: {
        ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
        ...(options.body ? { 'content-type': 'application/json' } : {}),
      },
      ...(options.body ? { payload: JSON.stringify(options.body) } : {}),
    });
    return { status: answer.statusCode, body: JSON.parse(answer.body) };
  };

  it('shows its accounts and lets each of them in', async () => {
    const { body } = await call('GET', '/api/deployment');
    assert.equal(body.kind, 'demonstration');
    assert.equal(body.community.name, '青锋社区');
    assert.equal(body.community.hotline, '5801610');
    assert.equal(body.demonstration.length, 18);
    for (const a of body.demonstration) {
      if (a.face === 'm') {
        assert.equal((await call('POST', '/api/session/code', { body: { phone: a.account } })).status, 200, a.title);
        const signed = await call('POST', '/api/session/phone', { body: { phone: a.account, code: a.secret } });
        assert.equal(signed.body.result, 'signed_in', `${a.title} ${JSON.stringify(signed.body)}`);
        // Field staff work here and live elsewhere.
        if (signed.body.me.communities.length === 0)
          assert.deepEqual(
            signed.body.me.grants.map((g: { role: string }) => g.role),
            ['property_staff'],
          );
        else assert.equal(signed.body.me.communities[0].name, '青锋社区');
      } else {
        const [password, totp] = a.secret.split(' / ');
        const signed = await call('POST', '/api/session/staff', { body: { account: a.account, password, totp } });
        assert.equal(signed.status, 200, `${a.title} ${JSON.stringify(signed.body)}`);
        assert.equal(signed.body.me.grants.length, 1);
      }
    }
  });

  it('holds the community that it promises', async () => {
    const [password, totp] = demonstrationAccounts()
      .find((a) => a.account === 'shuji')!
      .secret.split(' / ');
    const { body } = await call('POST', '/api/session/staff', { body: { account: 'shuji', password, totp } });
    const c = world.deployment.home ?? 0;
    const read = async (url: string) => (await call('GET', url, { token: body.token })).body;
    const node = await read(`/api/nodes/${c}`);
    assert.deepEqual(
      [node.node.code, node.ancestors.map((a: { name: string }) => a.name).join('')],
      ['340207003023', '芜湖市鸠江区官陡街道'],
    );
    assert.ok(node.figures.population >= 3000);
    assert.equal(node.figures.members, 400);
    const places = (await read(`/api/c/${c}/places`)).items as {
      kind: string;
      old_estate: boolean;
      property_name: string | null;
    }[];
    const count = (kind: string) => places.filter((p) => p.kind === kind).length;
    assert.deepEqual([count('estate'), count('grid'), count('building'), count('unit')], [4, 6, 40, 120]);
    assert.equal(places.filter((p) => p.kind === 'estate' && p.old_estate).length, 1);
    assert.equal(new Set(places.filter((p) => p.kind === 'estate').map((p) => p.property_name)).size, 2);
    assert.equal((await read('/api/units')).items.length, 14);
    assert.equal((await read(`/api/c/${c}/registrations?state=submitted`)).items.length, 4);
    const staffing = await read(`/api/c/${c}/staffing`);
    assert.ok(staffing.items.some((i: { overloaded: boolean }) => i.overloaded));
    const branches = (await read(`/api/c/${c}/branches`)).items as { kind: string; secretary: string | null }[];
    assert.deepEqual(
      [
        branches.filter((b) => b.kind === 'temporary_branch').length,
        branches.filter((b) => b.kind === 'grid_branch').length,
      ],
      [4, 1],
    );
    assert.ok(branches.every((b) => b.secretary !== null));
    const resolved = await read(`/api/c/${c}/places/resolve?q=${encodeURIComponent('柏庄丽城3栋2单元502')}`);
    assert.equal(resolved.exact.full_name, '柏庄丽城3号楼2单元');
  });

  it('lives its history through the real routes without a single fault', async () => {
    assert.deepEqual(
      [...counts.keys()].filter((k) => k.endsWith('INTERNAL') || k.endsWith('INPUT_INVALID')),
      [],
    );
    const count = (route: string) => counts.get(route) ?? 0;
    assert.ok(count('orders.place') + count('orders.intake') >= 12);
    assert.ok(count('needs.decideBoundary') > 0);
    assert.ok(count('handovers.act') > 0);
    assert.equal(count('orders.intake FORBIDDEN'), 0);
  });

  it('leaves its people a few late messages unread, and no content of service so frequent that the guard speaks', async () => {
    const tenant = world.deployment.home ?? 0;
    const [password, totp] = demonstrationAccounts()
      .find((a) => a.account === 'shuji')!
      .secret.split(' / ');
    const { body } = await call('POST', '/api/session/staff', { body: { account: 'shuji', password, totp } });
    const board = await call('GET', `/api/c/${tenant}/boards/guards`, { token: body.token });
    const uniform = board.body.figures.find((f: { key: string }) => f.key === 'uniformity');
    assert.equal(uniform.flagged, false, JSON.stringify(uniform));
    const outcome = await inTransaction(world.db, { tenant }, async (tx) =>
      done(
        await tx
          .selectFrom('notice')
          .select(['not_before', 'seen_at'])
          .where('tenant_id', '=', tenant)
          .where('not_before', '<=', clock.now())
          .execute(),
      ),
    );
    assert.ok(outcome.ok);
    const early = outcome.value.filter((n) => clock.now().getTime() - n.not_before.getTime() > 2 * 86_400_000);
    const unread = early.filter((n) => n.seen_at === null).length;
    assert.ok(early.length > 20 && unread * 3 < early.length, `${unread} of ${early.length} old messages are unread`);
  });

  it('opens once, and refuses to be anything but a demonstration', async () => {
    const lines = said.length;
    const again = await openDemonstration(world, { pool: pools.pool, say: (line) => said.push(line) });
    assert.equal(again.deployment.home, world.deployment.home);
    assert.equal(said.length, lines);
    await assert.rejects(
      refuseDemonstrationAccounts({ ...world, deployment: { ...world.deployment, kind: 'production' } }),
      /demonstration accounts/,
    );
    await assert.rejects(
      openDemonstration(
        { ...world, deployment: { ...world.deployment, kind: 'production' } },
        { pool: pools.pool, say: () => undefined },
      ),
    );
  });

  it('plans the same people from the same seed', () => {
    const plan = () => {
      let n = 0;
      return planPopulation(
        () => `p${(n += 1)}`,
        estates.map((e) => e.buildings),
      );
    };
    const [a, b] = [plan(), plan()];
    assert.deepEqual(a.souls.slice(0, 50), b.souls.slice(0, 50));
    assert.equal(a.souls.filter((s) => s.member !== null && s.member.state !== 'submitted').length, 400);
    assert.ok(
      new Set(a.souls.map((s) => s.phone).filter((p) => p !== null)).size ===
        a.souls.filter((s) => s.phone !== null).length,
      'no two people share a phone',
    );
    assert.equal(dice('x').below(1000), dice('x').below(1000));
  });
});
