/**
 * The loop's hot routes as ratios to a bare Fastify route with one indexed query, at a small and at a large number of
 * orders. One real server on one real PostgreSQL with its durability on; both sides in one run, interleaved.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fastify } from 'fastify';
import pg from 'pg';
import { seededRandom } from '../server/platform/ids.ts';
import { migrate } from '../server/platform/migrate.ts';
import { startPostgres } from '../server/platform/postgres.ts';
import { centre, testWorld, type Someone, type World } from '../test/world.ts';
import { median, percentile, send } from './measure.ts';

const communities = 950;
/** The busiest community holds a tenth of all orders; the others share the rest with a falling spread. */
const busiestShare = 0.1;
/** A morning's queue of the busiest community; the same at every size, for it is the past that grows. */
const openPerCommunity = 200;

interface Options {
  readonly sizes: readonly number[];
  readonly rounds: number;
  readonly seed: string;
}
interface Measured {
  readonly name: string;
  readonly ms: number[];
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      orders: { type: 'string', default: '10000,1000000' },
      rounds: { type: 'string', default: '120' },
      seed: { type: 'string', default: '1' },
    },
  });
  const options: Options = {
    sizes: values.orders.split(',').map(Number),
    rounds: Number(values.rounds),
    seed: values.seed,
  };
  const opened: Opened[] = [];
  try {
    for (const size of options.sizes) opened.push(await openAtSize(size, options));
    report(await measure(opened, options));
  } finally {
    for (const o of opened) await o.close();
  }
}

/** A server on a database of its own that holds `size` orders, with everything that the rounds need made beforehand. */
interface Opened {
  readonly size: number;
  readonly w: World;
  readonly base: string;
  readonly bareBase: string;
  readonly ready: Ready;
  readonly close: () => Promise<void>;
}

async function openAtSize(size: number, options: Options): Promise<Opened> {
  const dataDir = mkdtempSync(join(tmpdir(), 'shaoying-bench-'));
  const postgres = await startPostgres({ dataDir });
  await postgres.createDatabase('bench');
  await migrate(postgres.ownerUrl('bench'));
  const w = await testWorld({
    at: '2026-11-28T09:00:00+08:00',
    seed: options.seed,
    database: {
      name: 'bench',
      appUrl: postgres.appUrl('bench'),
      ownerUrl: postgres.ownerUrl('bench'),
      close: async () => undefined,
    },
  });
  const admin = new pg.Client(postgres.adminUrl.replace(/\/[^/]*$/, '/bench'));
  await admin.connect();
  process.stderr.write(`${size} orders: filling …\n`);
  await fill(admin, w, size);
  process.stderr.write(`${size} orders: serving ${options.rounds + warmUp} services …\n`);
  const ready = await prepare(w, options);
  // Both sizes start their rounds from a written-out database, not one of them in the middle of its checkpoint.
  await admin.query('vacuum analyze');
  await admin.query('checkpoint');
  await admin.end();
  const bare = fastify();
  bare.get(
    '/bare',
    async () =>
      (
        await w.pools.pool.query({
          name: 'bare',
          text: 'select tenant_id, name from tenant where tenant_id = $1',
          values: [w.community],
        })
      ).rows[0],
  );
  return {
    size,
    w,
    ready,
    base: await w.app.server.app.listen({ host: '127.0.0.1', port: 0 }),
    bareBase: await bare.listen({ host: '127.0.0.1', port: 0 }),
    close: async () => {
      await bare.close();
      await w.close();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Orders, needs and history rows by set statements: as many rows as the loop itself leaves, in real proportions of states. */
async function fill(admin: pg.Client, w: World, size: number): Promise<void> {
  const at = w.clock.now().toISOString();
  const person = (await w.resident('批量')).id;
  await admin.query(
    `insert into tenant (tenant_id, level, name, parent_id, path, opened_at) select 1000 + i, 'community', '社区' || i, ${w.street}, array[${w.city}, ${w.district}, ${w.street}, 1000 + i], '${at}' from generate_series(1, ${communities - 2}) i on conflict do nothing`,
  );
  const busiest = Math.round(size * busiestShare);
  // Community i of the others gets a share that falls like 1/i.
  await admin.query(
    `create temp table plan as select 1000 + i as tenant_id, greatest(1, round(${size - busiest} * (1.0 / i) / (select sum(1.0 / j) from generate_series(1, ${communities - 2}) j)))::int as n from generate_series(1, ${communities - 2}) i`,
  );
  await admin.query(`insert into plan values (${w.community}, ${busiest})`);
  await admin.query(
    `create temp table made as select tenant_id, gen_random_uuid() as need_id, gen_random_uuid() as order_id, '${at}'::timestamptz - (k || ' minutes')::interval as opened, k from plan, generate_series(1, n) k`,
  );
  // The newest are open: what a queue holds does not grow with what was closed in past years.
  const open = `k <= ${openPerCommunity}`;
  await admin.query(`insert into need (tenant_id, need_id, title, state, severity, severity_rank, queue_at, opened_at, triage_due_at, boundary, boundary_at, served_at, closed_at, closed_by, answer)
    select tenant_id, need_id, '楼道灯不亮 ' || k, case when ${open} then 'submitted' else 'closed' end, 'concern', 1, opened - interval '1 day', opened, opened + interval '2 days', case when ${open} then null else 'property' end, case when ${open} then null else opened + interval '1 hour' end, case when ${open} then null else opened + interval '5 hours' end, case when ${open} then null else opened + interval '6 hours' end, case when ${open} then null else 'staff' end, '已修' from made`);
  await admin.query(`insert into demand_order (tenant_id, order_id, need_id, receipt, asker_id, placed_by_id, channel, body, windows, severity, consent, state, placed_at)
    select tenant_id, order_id, need_id, upper(substr(md5(order_id::text), 1, 10)), '${person}', '${person}', 'page', '楼道灯不亮，晚上看不见', '[]', 'concern', 'own_act', case when ${open} then 'open' else 'closed' end, opened from made`);
  await admin.query(
    `insert into receipt_lookup (receipt, tenant_id, order_id) select upper(substr(md5(order_id::text), 1, 10)), tenant_id, order_id from made on conflict do nothing`,
  );
  await admin.query(
    `insert into record (tenant_id, record_id, subject_kind, subject_id, at, role, act, to_state) select tenant_id, gen_random_uuid(), 'need', need_id, opened, 'resident', 'placed', 'submitted' from made`,
  );
  await admin.query('drop table made');
  await admin.query('vacuum analyze');
  await w.deps.territory.reload();
}

/** People with sessions, a slot to find candidates for, and one service to audit for every round. */
interface Ready {
  readonly elder: Someone;
  readonly worker: Someone;
  readonly auditor: Someone;
  readonly slot: string;
  readonly claims: string[];
}

async function prepare(w: World, options: Options): Promise<Ready> {
  const elder = await w.resident('王秀英');
  const members: Someone[] = [];
  for (let i = 0; i < 60; i += 1) members.push(await w.member(`成员${i}`));
  const claims = await servedClaims(w, elder, members, options.rounds + warmUp);
  // Staff sessions last half a day; the services above took weeks of the driven clock.
  const worker = await w.staff('community_worker');
  const auditor = await w.staff('points_auditor');
  const slot = await aSlot(w, worker, elder, saturdayAfter(w.clock.now()));
  await w.settle();
  return { elder, worker, auditor, slot, claims };
}

/** Every round asks every route once at every size, the sizes in turns first, so that a noisy minute touches all alike. */
async function measure(opened: readonly Opened[], options: Options): Promise<Map<number, Measured[]>> {
  const random = seededRandom(options.seed);
  const series = new Map<number, Record<string, Measured>>(opened.map((o) => [o.size, {}]));
  for (let round = -warmUp; round < options.rounds; round += 1) {
    const turn = round % 2 === 0 ? opened : opened.toReversed();
    const key = `bench-${round}-${random.bytes(6).toString('hex')}`;
    for (const [name, call] of routes(round, key))
      for (const o of turn) {
        const answer = await call(o);
        if (answer.status !== 200) throw new Error(`${name} answered ${answer.status}: ${answer.body.slice(0, 300)}`);
        const of = series.get(o.size)!;
        if (round >= 0) (of[name] ??= { name, ms: [] }).ms.push(answer.ms);
      }
  }
  return new Map([...series].map(([size, of]) => [size, Object.values(of)]));
}

function routes(round: number, key: string): readonly (readonly [string, (o: Opened) => ReturnType<typeof send>])[] {
  const path = (o: Opened) => `${o.base}/api/c/${o.w.community}`;
  return [
    ['bare', (o) => send(o.bareBase, 'GET', '/bare')],
    [
      'place an order',
      (o) =>
        send(path(o), 'POST', '/orders', {
          token: o.ready.elder.token,
          key,
          body: { text: `第${round}次点单：帮忙看看门锁` },
        }),
    ],
    ['candidates', (o) => send(path(o), 'GET', `/slots/${o.ready.slot}/candidates`, { token: o.ready.worker.token })],
    ['staff queue', (o) => send(path(o), 'GET', '/needs?view=triage', { token: o.ready.worker.token })],
    [
      'audit and post',
      (o) =>
        send(path(o), 'POST', '/audits', {
          token: o.ready.auditor.token,
          key: `${key}-audit`,
          body: { claims: [o.ready.claims[round + warmUp]], verdict: 'pass' },
        }),
    ],
  ];
}

const warmUp = 10;
const hour_ms = 3_600_000;
const day_ms = 24 * hour_ms;
/** Ten o'clock (Asia/Shanghai) of the next Saturday but the very next days. */
function saturdayAfter(at: Date): { start: string; end: string } {
  const first = Date.parse('2026-12-05T10:00:00+08:00');
  const weeks = Math.max(0, Math.ceil((at.getTime() + 2 * day_ms - first) / (7 * day_ms)));
  const start = first + weeks * 7 * day_ms;
  return { start: new Date(start).toISOString(), end: new Date(start + hour_ms).toISOString() };
}
async function must<T>(answer: Promise<{ status: number; body: T }>): Promise<T> {
  const got = await answer;
  if (got.status !== 200) throw new Error(JSON.stringify(got.body).slice(0, 400));
  return got.body;
}
async function aSlot(
  w: World,
  worker: Someone,
  elder: Someone,
  window: { start: string; end: string },
  capacity = 1,
): Promise<string> {
  const c = { community: w.community };
  const key = `slot-${w.deps.ids.next()}`;
  const order = await must(
    w.call(elder.token, 'orders.place', {
      params: c,
      body: { text: '请人读读信', windows: [window] },
      key: `${key}-o`,
    }),
  );
  await must(
    w.call(worker.token, 'needs.decideBoundary', {
      params: { ...c, id: order.need },
      body: { result: 'volunteer', reason: '邻里互助' },
      key: `${key}-b`,
    }),
  );
  const draft = await must(w.call(worker.token, 'tasks.draft', { params: { ...c, id: order.need } }));
  const task = await must(
    w.call(worker.token, 'tasks.create', {
      params: c,
      key: `${key}-t`,
      body: {
        ...draft,
        title: '读信陪聊',
        work_content: 'volunteer_service',
        deliverable_type: 'resident_confirmation',
        deliverable: '居民确认',
        responsible: worker.id,
        estimate_minutes: 60 * capacity,
        point: centre,
        place_name: '柏庄小区3号楼',
        slots: [{ ...window, role: 'general', capacity, skills: [], demands: [], deliverable: '' }],
        publish: true,
      },
    }),
  );
  return task.slots[0].id as string;
}

/** Services served for real, one after another, ready for their audit. */
async function servedClaims(w: World, elder: Someone, members: readonly Someone[], count: number): Promise<string[]> {
  const c = { community: w.community };
  const claims: string[] = [];
  const pin = (await must(w.call(elder.token, 'accounts.me'))).pin as string;
  for (let week = 0; claims.length < count && week < 20; week += 1) {
    const window = saturdayAfter(w.clock.now());
    const start = new Date(window.start);
    const fresh = await w.staff('community_worker');
    const open: { id: string; member: Someone }[] = [];
    for (const member of members.slice(0, Math.min(members.length, count - claims.length))) {
      const slot = await aSlot(w, fresh, elder, window);
      const claim = await must(
        w.call(member.token, 'tasks.claim', { params: { ...c, id: slot }, body: {}, key: `claim-${slot}` }),
      );
      open.push({ id: claim.id as string, member });
    }
    w.clock.set(new Date(start.getTime() - 60_000));
    const fix = (i: number) => ({
      point: { lat: centre.lat + i / 1_000_000, lng: centre.lng },
      accuracy_m: 12,
      fix_at: w.clock.now().toISOString(),
    });
    for (const [i, o] of open.entries())
      await must(
        w.call(o.member.token, 'claims.checkIn', {
          params: { ...c, id: o.id },
          body: { position: fix(i), pin },
          key: `in-${o.id}`,
        }),
      );
    w.clock.set(new Date(start.getTime() + 3_600_000));
    for (const [i, o] of open.entries()) {
      await must(
        w.call(o.member.token, 'claims.checkOut', {
          params: { ...c, id: o.id },
          body: { position: fix(i) },
          key: `out-${o.id}`,
        }),
      );
      await must(
        w.call(o.member.token, 'claims.submit', {
          params: { ...c, id: o.id },
          body: { text: '读了两封信' },
          key: `result-${o.id}`,
        }),
      );
      claims.push(o.id);
    }
  }
  return claims;
}

/** Medians, ratios to the bare route of the same run, and how the large size compares with the small one. */
function report(results: ReadonlyMap<number, Measured[]>): void {
  const sizes = [...results.keys()];
  const line = (cells: readonly (string | number)[]) =>
    process.stdout.write(`${cells.map((x) => String(x).padStart(16)).join(' ')}\n`);
  line([
    'route',
    ...sizes.flatMap((s) => [`${s} p50 ms`, `p99 ms`, '× bare']),
    ...(sizes.length > 1 ? ['large ÷ small'] : []),
  ]);
  const names = [...new Set([...results.values()].flatMap((m) => m.map((x) => x.name)))];
  for (const name of names) {
    const medians = sizes.map((s) => median(results.get(s)!.find((x) => x.name === name)?.ms ?? []));
    const cells = sizes.flatMap((s, i) => {
      const ms = results.get(s)!.find((x) => x.name === name)?.ms ?? [];
      const bare = median(results.get(s)!.find((x) => x.name === 'bare')?.ms ?? []);
      return [medians[i]!.toFixed(2), percentile(ms, 99).toFixed(2), (medians[i]! / bare).toFixed(1)];
    });
    line([name, ...cells, ...(sizes.length > 1 ? [(medians.at(-1)! / medians[0]!).toFixed(2)] : [])]);
  }
  process.stdout.write(
    `${JSON.stringify({ bench: 'loop', sizes, p50_ms: Object.fromEntries(names.map((n) => [n, sizes.map((s) => Number(median(results.get(s)!.find((x) => x.name === n)?.ms ?? []).toFixed(3)))])) })}\n`,
  );
}
