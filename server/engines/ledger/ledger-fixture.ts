/** For the ledger's tests and measurement: a real PostgreSQL, and short words for acts. */
import assert from 'node:assert/strict';
import pg from 'pg';
import { testDatabase } from '../../../test/database.ts';
import * as ledger from './index.ts';
import type { Asset, Leg, Owner } from './index.ts';

export interface LedgerDatabase {
  readonly appUrl: string;
  readonly app: pg.Pool;
  readonly owner: pg.Pool;
  /** Runs `work` as the application, in one transaction of the tenant; rolls back when it throws. */
  inTenant<T>(tenantId: number, work: (tx: pg.PoolClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A fresh database with the whole schema. `connections` bounds those of the application. */
export async function ledgerDatabase(connections = 12): Promise<LedgerDatabase> {
  const database = await testDatabase();
  const app = poolOf(database.appUrl, connections);
  const owner = poolOf(database.ownerUrl, 2);
  // `npm run mutants -- sql` plants one.
  const planted = process.env['LEDGER_DEFECT'];
  if (planted) await plant({ owner }, JSON.parse(planted) as Defect);
  return {
    appUrl: database.appUrl,
    app,
    owner,
    inTenant: (tenantId, work) => inTenant(app, tenantId, work),
    async close() {
      await app.end();
      await owner.end();
      await database.close();
    },
  };
}

/** A change in the text of one of the ledger's SQL functions, to see whether the tests notice it. */
export interface Defect {
  readonly function: string;
  /** Occurs exactly once in the function as the database shows it. */
  readonly find: string;
  readonly replace: string;
}
export async function plant(db: Pick<LedgerDatabase, 'owner'>, defect: Defect): Promise<void> {
  const { rows } = await db.owner.query('select pg_get_functiondef($1::regproc) as text', [defect.function]);
  const parts = (rows[0].text as string).split(defect.find);
  assert.equal(parts.length, 2, `“${defect.find}” occurs ${parts.length - 1} times in ${defect.function}`);
  await db.owner.query(parts.join(defect.replace));
}

export function poolOf(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

export async function inTenant<T>(
  pool: pg.Pool,
  tenantId: number,
  work: (tx: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(`begin; set local app.tenant = '${tenantId}'`);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** An instant `minute` minutes after the morning of 2 March 2026 in Shanghai. */
export const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 2, 0, minute));
export const day = '2026-03-02';
export const person = (name: string): Owner => ({ ownerKind: 'person', ownerId: name });
export const issue: Owner = { ownerKind: 'issue', ownerId: 'service' };
export const pool: Owner = { ownerKind: 'pool', ownerId: 'community' };

/** Legs that move `amount` of an asset from one owner to another. */
export const move = (asset: Asset, from: Owner, to: Owner, amount: number): Leg[] => [
  { ...from, asset, amount: -amount },
  { ...to, asset, amount },
];

/** Acts and questions of the tests, each in a transaction of its own. */
export function actsOn(db: LedgerDatabase) {
  const time = async (tenantId: number, name: string) =>
    (await db.inTenant(tenantId, (tx) => ledger.balances(tx, { tenantId, owner: person(name) }))).time_minutes;
  return {
    time,
    earn: (tenantId: number, key: string, name: string, amount: number, minute = 0, asset: Asset = 'time_minutes') =>
      db.inTenant(tenantId, (tx) =>
        ledger.post(tx, {
          tenantId,
          key,
          kind: 'service.credit',
          valueDate: day,
          at: at(minute),
          legs: move(asset, issue, person(name), amount),
        }),
      ),
    give: (tenantId: number, key: string, from: string, to: string, amount: number, minute = 0) =>
      db.inTenant(tenantId, (tx) =>
        ledger.post(tx, {
          tenantId,
          key,
          kind: 'donation',
          valueDate: day,
          at: at(minute),
          legs: move('time_minutes', person(from), person(to), amount),
        }),
      ),
    proof: (tenantId: number) => db.inTenant(tenantId, (tx) => ledger.checkDifference(tx, tenantId)),
    /** Runs an act and asserts that no row of the tenant's ledger differs afterwards. */
    async unchangedBy<T>(tenantId: number, act: () => Promise<T>): Promise<T> {
      const then = await everything(db, tenantId);
      const result = await act();
      assert.deepEqual(await everything(db, tenantId), then);
      return result;
    },
  };
}

/** Every row of the tenant's ledger. */
export function everything(db: LedgerDatabase, tenantId: number): Promise<unknown[]> {
  return db.inTenant(tenantId, async (tx) => {
    const rows: unknown[] = [];
    for (const table of ['ledger_account', 'ledger_transfer', 'ledger_entry', 'ledger_hold']) {
      rows.push((await tx.query(`select * from ${table} where tenant_id = $1 order by 1, 2, 3`, [tenantId])).rows);
    }
    return rows;
  });
}

export function transferId(posted: ledger.Posted): string {
  assert.ok(posted.ok, JSON.stringify(posted));
  return posted.transferId;
}
