/**
 * `npm run bench -- ledger [--pgledger FILE.sql[,FILE.sql]] [--seconds 5] [--rounds 3] [--accounts 10000]`: transfers of the
 * full ledger (keys, hashes, floors, row security) against pgbench's TPC-B at scale 32 and against pgledger, on one durable
 * embedded server, in interleaved rounds. Every ratio is made within its round; medians are printed, with the range.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as ledger from '../server/engines/ledger/index.ts';
import { connect, inTransaction, type Db, type Pools } from '../server/platform/database.ts';
import { migrate } from '../server/platform/migrate.ts';
import { done } from '../server/platform/outcome.ts';
import { startPostgres, withClient, type Postgres } from '../server/platform/postgres.ts';
import {
  batchScript,
  databaseSeconds,
  findPgbench,
  ledgerScript,
  openPgledger,
  pgbenchOf,
  pgledgerScript,
  type Pgbench,
  type Rate,
  type Shape,
} from './ledger-rivals.ts';
import { median } from './measure.ts';

const tenantId = 1;
const valueDate = '2026-03-02';
const start = Date.UTC(2026, 2, 1, 16);
const person = (n: number): ledger.Owner => ({ ownerKind: 'person', ownerId: `p${n}` });

interface Case {
  readonly name: string;
  readonly run: () => Rate | Promise<Rate>;
}
/** A goal of the design: the ratio of two cases' rates or of their processor times. */
interface Goal {
  readonly what: string;
  readonly of: string;
  readonly to: string;
  readonly by: 'rate' | 'database_us';
  readonly at: number;
}

export async function run(args: readonly string[]): Promise<void> {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: { pgledger: text(''), seconds: text('5'), rounds: text('3'), accounts: text('10000') },
  });
  if (process.env['DATABASE_URL']) throw new Error('This benchmark measures the embedded server: unset DATABASE_URL.');
  const [seconds, rounds, accounts] = [Number(values.seconds), Number(values.rounds), Number(values.accounts)];
  const folder = mkdtempSync(join(tmpdir(), 'shaoying-bench-ledger-'));
  // The database's own user must pass through.
  chmodSync(folder, 0o711);
  const postgres = await startPostgres({ dataDir: join(folder, 'data') });
  let pools: Pools | undefined;
  try {
    for (const name of ['ours', 'tpcb', 'pgledger']) await postgres.createDatabase(name);
    await migrate(postgres.ownerUrl('ours'));
    pools = connect(postgres.appUrl('ours'), 8);
    await fill(pools.db, accounts);
    await printSettings(postgres);
    const program = findPgbench();
    if (!program)
      console.log(
        'pgbench is not installed (Debian: postgresql-client and postgresql-contrib): TPC-B and SQL are skipped.',
      );
    const pgbench = program ? pgbenchOf(program, folder, postgres, seconds) : undefined;
    pgbench?.init(postgres.ownerUrl('tpcb'), 32);
    const files = values.pgledger.split(',').filter((file) => file !== '');
    if (files.length > 0) await openPgledger(postgres.ownerUrl('pgledger'), files, accounts);
    else console.log('No --pgledger FILE.sql: pgledger is skipped.');
    await withClient(postgres.ownerUrl('ours'), (client) => client.query('vacuum analyze ledger_account'));
    const cases = [
      ...(pgbench ? sqlCases(pgbench, postgres, accounts, files.length > 0) : []),
      ...serverCases(pools.db, postgres, accounts, seconds),
    ];
    const results = await measure(cases, rounds, postgres);
    report(results);
    await prove(pools.db);
  } finally {
    await pools?.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function printSettings(postgres: Postgres): Promise<void> {
  await withClient(postgres.adminUrl, async (client) => {
    for (const name of ['server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers']) {
      const { rows } = await client.query('select current_setting($1) as value', [name]);
      console.log(`${name} = ${rows[0].value}`);
    }
  });
}

/** Every person starts with a million minutes. */
async function fill(db: Db, accounts: number): Promise<void> {
  for (let first = 1; first <= accounts; first += 100) {
    const legs = Array.from({ length: Math.min(100, accounts - first + 1) }, (_, i) => ({
      ...person(first + i),
      asset: 'time_minutes' as const,
      amount: 1_000_000,
    }));
    const source = {
      ownerKind: 'issue',
      ownerId: 'service',
      asset: 'time_minutes',
      amount: -1_000_000 * legs.length,
    } as const;
    await inTransaction(db, { tenant: tenantId }, async (tx) =>
      done(
        await ledger.post(tx, {
          tenantId,
          key: `open${first}`,
          kind: 'open',
          valueDate,
          at: new Date(start),
          legs: [source, ...legs],
        }),
      ),
    );
  }
}

function sqlCases(pgbench: Pgbench, postgres: Postgres, accounts: number, withPgledger: boolean): Case[] {
  const uniform: Shape = { givers: accounts, hot: false, accounts };
  const hot: Shape = { givers: 100, hot: true, accounts };
  const script = (name: string, url: string, text: string | undefined, connections: number, transfers = 1): Case => ({
    name: `${name}, ${connections}`,
    run: () => pgbench.run({ database: url, text, connections, transfers }),
  });
  return [8, 32].flatMap((n) => [
    script('TPC-B', postgres.ownerUrl('tpcb'), undefined, n),
    ...(withPgledger
      ? [
          script('pgledger uniform', postgres.ownerUrl('pgledger'), pgledgerScript(uniform), n),
          script('pgledger hot', postgres.ownerUrl('pgledger'), pgledgerScript(hot), n),
        ]
      : []),
    script('SQL uniform', postgres.appUrl('ours'), ledgerScript(uniform), n),
    script('SQL hot', postgres.appUrl('ours'), ledgerScript(hot), n),
    script('SQL batch', postgres.appUrl('ours'), batchScript(accounts), n, 100),
  ]);
}

function serverCases(db: Db, postgres: Postgres, accounts: number, seconds: number): Case[] {
  let sent = 0;
  const gift = (from: number, to: number): ledger.TransferRequest => {
    const n = (sent += 1);
    const asset = 'time_minutes';
    return {
      tenantId,
      key: `s${n}`,
      kind: 'gift',
      valueDate,
      at: new Date(start + n),
      meta: { note: 'x' },
      legs: [
        { ...person(from), asset, amount: -1 },
        { ...person(to), asset, amount: 1 },
      ],
    };
  };
  const pick = (most: number): number => 1 + Math.floor(Math.random() * most);
  const uniform = (): ledger.TransferRequest => {
    const from = pick(accounts);
    return gift(from, 1 + ((from + pick(accounts - 1) - 1) % accounts));
  };
  const hot = (): ledger.TransferRequest => gift(pick(100), accounts);
  /** So many callers, each of whom waits for the answer before asking again. */
  const callers = (name: string, n: number, one: () => Promise<number>): Case => ({
    name: `${name}, ${n}`,
    run: async () => {
      let transfers = 0;
      const used = { database: databaseSeconds(postgres.pid ?? 0), own: process.cpuUsage() };
      const began = performance.now();
      const end = began + seconds * 1000;
      await Promise.all(
        Array.from({ length: n }, async () => {
          while (performance.now() < end) {
            // Read after the wait: other callers have counted meanwhile.
            const more = await one();
            transfers += more;
          }
        }),
      );
      const took_s = (performance.now() - began) / 1000;
      const own = process.cpuUsage(used.own);
      return {
        rate: transfers / took_s,
        database_us: ((databaseSeconds(postgres.pid ?? 0) - used.database) * 1e6) / transfers,
        sender_us: (own.user + own.system) / transfers,
      };
    },
  });
  const gatherer = ledger.gatherPosts(db);
  const gathered = (make: () => ledger.TransferRequest) => async (): Promise<number> => {
    const posted = await gatherer.post(make());
    if (!posted.ok) throw new Error(posted.code);
    return 1;
  };
  const batch = async (): Promise<number> => {
    const requests = Array.from({ length: 100 }, uniform);
    const outcome = await inTransaction(db, { tenant: tenantId }, async (tx) =>
      done(await ledger.postMany(tx, requests)),
    );
    if (!outcome.ok || !outcome.value.every((posted) => posted.ok)) throw new Error('a batch was refused');
    return requests.length;
  };
  return [
    ...[8, 32].flatMap((n) => [
      callers('server uniform', n, gathered(uniform)),
      callers('server hot', n, gathered(hot)),
    ]),
    callers('server hot', 100, gathered(hot)),
    callers('server batch', 2, batch),
    callers('server batch', 8, batch),
  ];
}

async function measure(cases: readonly Case[], rounds: number, postgres: Postgres): Promise<Map<string, Rate[]>> {
  const results = new Map<string, Rate[]>(cases.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1)
    for (const { name, run: once } of cases) {
      // Whoever comes first after a checkpoint writes whole pages to the log: each has one just before it.
      await withClient(postgres.adminUrl, (client) => client.query('checkpoint'));
      const rate = await once();
      results.get(name)!.push(rate);
      process.stderr.write(`round ${round}: ${name}: ${Math.round(rate.rate)}/s, ${Math.round(rate.database_us)} µs\n`);
    }
  return results;
}

const goals: readonly Goal[] = [
  ...['SQL', 'server'].flatMap((way): Goal[] => [
    { what: 'uniform 32', of: `${way} uniform, 32`, to: 'TPC-B, 32', by: 'rate', at: 1.6 },
    { what: 'uniform 32', of: `${way} uniform, 32`, to: 'pgledger uniform, 32', by: 'rate', at: 2 },
    { what: 'uniform 8', of: `${way} uniform, 8`, to: 'TPC-B, 8', by: 'rate', at: 0.85 },
    {
      what: 'processor time, uniform 32',
      of: `${way} uniform, 32`,
      to: 'pgledger uniform, 32',
      by: 'database_us',
      at: 0.5,
    },
  ]),
  { what: 'hot', of: 'SQL hot, 32', to: 'pgledger hot, 32', by: 'rate', at: 1 },
  { what: 'hot', of: 'server hot, 8', to: 'pgledger hot, 8', by: 'rate', at: 10 },
  { what: 'hot', of: 'server hot, 32', to: 'pgledger hot, 32', by: 'rate', at: 10 },
  { what: 'hot, all hundred at once', of: 'server hot, 100', to: 'pgledger hot, 32', by: 'rate', at: 10 },
  { what: 'batch of 100', of: 'SQL batch, 8', to: 'TPC-B, 8', by: 'rate', at: 8 },
  { what: 'batch of 100', of: 'SQL batch, 32', to: 'TPC-B, 32', by: 'rate', at: 8 },
  { what: 'batch of 100', of: 'server batch, 8', to: 'TPC-B, 8', by: 'rate', at: 8 },
  { what: 'batch of 100', of: 'server batch, 2', to: 'TPC-B, 32', by: 'rate', at: 8 },
];

const span = (list: readonly number[], digits: number): string =>
  `${median(list).toFixed(digits)} (${Math.min(...list).toFixed(digits)}–${Math.max(...list).toFixed(digits)})`;

const allOf = (rate: Rate): number => rate.database_us + rate.sender_us;

function report(results: ReadonlyMap<string, readonly Rate[]>): void {
  console.log(
    '\n| case, connections or callers | transfers/s | database µs each | sender µs each |\n|---|---|---|---|',
  );
  for (const [name, list] of results) {
    const rates = span(
      list.map((one) => one.rate),
      0,
    );
    const database = span(
      list.map((one) => one.database_us),
      0,
    );
    const sender = span(
      list.map((one) => one.sender_us),
      0,
    );
    console.log(`| ${name} | ${rates} | ${database} | ${sender} |`);
  }
  console.log(
    '\n| goal | of | to | ratio, median (range) | wanted | | transfers for each processor second, ratio |\n|---|---|---|---|---|---|---|',
  );
  for (const { what, of, to, by, at } of goals) {
    const [above, below] = [results.get(of), results.get(to)];
    if (!above || !below || below.length === 0) continue;
    const ratios = above.map((one, i) => one[by] / below[i]![by]);
    // On a machine with other work a few busy processes get less of it than many: this is the same by processor time.
    const frugal = above.map((one, i) => allOf(below[i]!) / allOf(one));
    const reached = by === 'rate' ? median(ratios) >= at : median(ratios) <= at;
    const wanted = `${by === 'rate' ? '≥' : '≤'} ${at}`;
    console.log(
      `| ${what} | ${of} | ${to} | ${span(ratios, 2)} | ${wanted} | ${reached ? 'reached' : 'not reached'} | ${span(frugal, 2)} |`,
    );
  }
}

/** After all that, the books must still balance, in every account and every hash. */
async function prove(db: Db): Promise<void> {
  const outcome = await inTransaction(db, { tenant: tenantId }, async (tx) =>
    done(await ledger.checkDifference(tx, tenantId)),
  );
  if (!outcome.ok || outcome.value.difference !== 0) throw new Error('The books do not balance after the benchmark.');
  console.log('\nThe books balance: difference 0.');
}
