/** For the ledger's tests and measurement: a real PostgreSQL with the ledger's migration, and short words for acts. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../platform/postgres.ts';
import type { Asset, Leg, Owner } from './index.ts';

export interface LedgerDatabase {
  readonly app: pg.Pool;
  readonly owner: pg.Pool;
  /** Runs `work` as the application, in one transaction of the tenant; rolls back when it throws. */
  inTenant<T>(tenantId: number, work: (tx: pg.PoolClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const migration = new URL('../../migrations/0002-ledger.sql', import.meta.url);

/** `durable` keeps fsync on, for measuring; tests trade it for speed. */
export async function ledgerDatabase(options: { durable?: boolean; connections?: number } = {}): Promise<LedgerDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ledger-'));
  const server = await startPostgres({ dataDir, ephemeral: !options.durable });
  await server.createDatabase('ledger');
  const pool = (url: string, max: number): pg.Pool => {
    const made = new pg.Pool({ connectionString: url, max });
    made.on('error', () => undefined);
    made.on('connect', (client) => client.on('error', () => undefined));
    return made;
  };
  const owner = pool(server.ownerUrl('ledger'), 2);
  const app = pool(server.appUrl('ledger'), options.connections ?? 12);
  const close = async (): Promise<void> => {
    await app.end();
    await owner.end();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
    if (server.clusterDir) rmSync(join(server.clusterDir, '..'), { recursive: true, force: true });
  };
  try {
    await owner.query(readFileSync(migration, 'utf8'));
    // What the migrator grants after every run; the policies must hold against it.
    await owner.query('grant select, insert, update, delete on all tables in schema public to shaoying_app');
  } catch (error) {
    await close();
    throw error;
  }
  return { app, owner, inTenant: (tenantId, work) => inTenant(app, tenantId, work), close };
}

export async function inTenant<T>(pool: pg.Pool, tenantId: number, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`set local app.tenant = '${tenantId}'`);
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
