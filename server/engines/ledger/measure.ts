/**
 * Transfers a second on a durable database (fsync on), through SQL as the application does it: BEGIN, SET LOCAL, post,
 * COMMIT. Prints figures, asserts nothing. Run: `node server/engines/ledger/measure.ts [seconds per round]`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type pg from 'pg';
import { migrate } from '../../platform/migrate.ts';
import { startPostgres } from '../../platform/postgres.ts';
import { day, inTenant, issue, move, person, poolOf } from './ledger-fixture.ts';
import * as ledger from './index.ts';

const seconds = Number(process.argv[2] ?? 5);
const tenantId = 1;
const people = 1000;
const start = Date.UTC(2026, 2, 2);
let sent = 0;

type Pick = (n: number) => readonly [ledger.Owner, ledger.Owner];
const shapes: Record<string, Pick> = {
  'credit (issue → person)': (n) => [issue, person(`p${n % people}`)],
  'gift (person → person, uniform)': (n) => [person(`p${n % people}`), person(`p${(n * 7 + 1) % people}`)],
  'gift (person → one pool, hot)': (n) => [person(`p${n % people}`), { ownerKind: 'pool', ownerId: 'community' }],
};

async function one(pool: pg.Pool, pick: Pick): Promise<void> {
  const n = (sent += 1);
  const [from, to] = pick(n);
  const legs = move('time_minutes', from, to, 1);
  if (from.ownerId === to.ownerId) return;
  const answer = await inTenant(pool, tenantId, (tx) =>
    ledger.post(tx, { tenantId, key: `m${n}`, kind: 'measure', valueDate: day, at: new Date(start + n), legs }),
  );
  if (!answer.ok) throw new Error(answer.code);
}

/** Runs `connections` callers for the time given; returns transfers a second and the median and 99th percentile in ms. */
async function round(pool: pg.Pool, connections: number, pick: Pick): Promise<string> {
  const took_ms: number[] = [];
  const end = performance.now() + seconds * 1000;
  const caller = async (): Promise<void> => {
    while (performance.now() < end) {
      const began = performance.now();
      await one(pool, pick);
      took_ms.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: connections }, caller));
  took_ms.sort((a, b) => a - b);
  const at = (share: number): string => (took_ms[Math.floor(took_ms.length * share)] ?? 0).toFixed(2);
  return `${Math.round(took_ms.length / seconds)} transfers/s, median ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

const dataDir = mkdtempSync(join(tmpdir(), 'ledger-measure-'));
const server = await startPostgres({ dataDir });
try {
  await server.createDatabase('ledger');
  await migrate(server.ownerUrl('ledger'));
  const pool = poolOf(server.appUrl('ledger'), 8);
  const settings = await pool.query(
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit, version()`,
  );
  console.log(settings.rows[0]);
  for (let i = 0; i < people; i += 1) {
    const legs = move('time_minutes', issue, person(`p${i}`), 1_000_000);
    await inTenant(pool, tenantId, (tx) =>
      ledger.post(tx, { tenantId, key: `open${i}`, kind: 'open', valueDate: day, at: new Date(start), legs }),
    );
  }
  for (const connections of [1, 8]) {
    for (const [name, pick] of Object.entries(shapes))
      console.log(`${connections} connection(s), ${name}: ${await round(pool, connections, pick)}`);
  }
  const began = performance.now();
  const report = await inTenant(pool, tenantId, (tx) => ledger.checkDifference(tx, tenantId));
  console.log(
    `proof of ${sent + people} transfers: difference ${report.difference}, ${Math.round(performance.now() - began)} ms`,
  );
  await pool.end();
} finally {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
