/** Connections and transactions. The one place that sets which tenant and which persons a transaction may see. */
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Database } from './database.generated.ts';
import type { Outcome } from './outcome.ts';

export type Db = Kysely<Database>;
/** A transaction in which tenant and persons are set. */
export type Tx = Kysely<Database>;

// Whole numbers come back as numbers: every int8 we keep (minutes, points, fen) is far below 2^53.
pg.types.setTypeParser(20, (text) => Number(text));
// Civil dates stay text; a Date would move them by the machine's time zone.
pg.types.setTypeParser(1082, (text) => text);

export interface Pools {
  readonly db: Db;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}
export function connect(url: string, max = 12): Pools {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    idleTimeoutMillis: 30_000,
    // Somebody cut off from the database, or behind too many others, is told so and may ask again.
    connectionTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // Without these two a dropped connection ends the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return { db, pool, close: () => db.destroy() };
}

export interface Scope {
  readonly tenant?: number;
  /** Persons whose personal rows the transaction opens, after authorisation. */
  readonly persons?: readonly string[];
  /** Outbox and due rows of all tenants: for the relay and the sweeper alone. */
  readonly relay?: true;
}
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function settings(scope: Scope): string {
  const parts: string[] = [];
  if (scope.relay) parts.push(`set local app.relay = 'on'`);
  if (scope.tenant !== undefined) parts.push(`set local app.tenant = '${checkedTenant(scope.tenant)}'`);
  if (scope.persons && scope.persons.length > 0)
    parts.push(`set local app.persons = '${checkedPersons(scope.persons)}'`);
  return parts.join('; ');
}
function checkedTenant(tenant: number): number {
  if (!Number.isSafeInteger(tenant) || tenant < 1) throw new Error('A tenant is a positive integer');
  return tenant;
}
function checkedPersons(persons: readonly string[]): string {
  const unique = [...new Set(persons)];
  if (unique.length > 100_000 || !unique.every((p) => uuid.test(p)))
    throw new Error('Persons are at most 100,000 UUIDs');
  return `{${unique.join(',')}}`;
}

/** The statement that moves a transaction to a tenant, for those that hold the connection otherwise than as `Tx`. */
export const tenantSetting = (tenant: number): string => `set local app.tenant = '${checkedTenant(tenant)}'`;
/** Moves a transaction to another tenant. Callers touch tenants in ascending order so that two never wait for each other. */
export async function enterTenant(tx: Tx, tenant: number): Promise<void> {
  await sql.raw(tenantSetting(tenant)).execute(tx);
}
/** Replaces the persons that the transaction has opened. */
export async function openPersons(tx: Tx, persons: readonly string[]): Promise<void> {
  await sql.raw(`set local app.persons = '${checkedPersons(persons)}'`).execute(tx);
}

/** The persons whose rows the transaction sees now, to open them again after a look at somebody else's. */
export async function openedPersons(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ opened: string | null }>`select current_setting('app.persons', true) as opened`.execute(
    tx,
  );
  return (rows[0]?.opened ?? '')
    .replaceAll(/[{}"\s]/g, '')
    .split(',')
    .filter((id) => id !== '');
}

/**
 * The database itself is away, stopping or out of room, or the connection was lost: nothing is wrong with the work, and
 * whether a commit under way was carried out is not known.
 */
export function isDatabaseAway(error: unknown): boolean {
  const code = String((error as { code?: unknown }).code ?? '');
  return (
    /^(08|53|57|58|E[A-Z]+$)/.test(code) || /connection (terminated|error|timeout)|not queryable/i.test(String(error))
  );
}

/** Postgres codes after which the same work may simply be done again. */
const transient = new Set(['40001', '40P01']);

/**
 * Runs one use case in one transaction: committed when it succeeds, rolled back when it refuses or throws.
 * `begin` and the settings travel together, so a transaction costs two round trips beyond its queries.
 */
export async function inTransaction<T>(
  db: Db,
  scope: Scope,
  work: (tx: Tx) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.connection().execute((tx) => bracket(tx, 'begin', scope, work));
    } catch (error) {
      if (attempt < 4 && transient.has((error as { code?: string }).code ?? '')) continue;
      throw error;
    }
  }
}

const hooks = new WeakMap<object, (() => void)[]>();
/** Runs once the transaction has committed, and never when it rolled back: for caches that must not see half a change. */
export function afterCommit(tx: Tx, hook: () => void): void {
  hooks.set(tx, [...(hooks.get(tx) ?? []), hook]);
}

async function bracket<T>(
  tx: Tx,
  begin: string,
  scope: Scope,
  work: (tx: Tx) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const set = settings(scope);
  await sql.raw(set ? `${begin}; ${set}` : begin).execute(tx);
  let outcome: Outcome<T>;
  try {
    outcome = await work(tx);
  } catch (error) {
    await sql.raw('rollback').execute(tx);
    throw error;
  }
  await sql.raw(outcome.ok ? 'commit' : 'rollback').execute(tx);
  const waiting = hooks.get(tx) ?? [];
  hooks.delete(tx);
  if (outcome.ok) for (const hook of waiting) hook();
  return outcome;
}

/** Reads in one snapshot. */
export async function inSnapshot<T>(db: Db, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
  const outcome = await db.connection().execute((tx) =>
    bracket(tx, 'begin isolation level repeatable read read only', scope, async (t) => ({
      ok: true,
      value: await work(t),
    })),
  );
  if (!outcome.ok) throw new Error('A read cannot refuse');
  return outcome.value;
}

/** The constraint that a write broke, or null: lets a use case turn a lost race into its refusal. */
export function brokenConstraint(error: unknown): string | null {
  const e = error as { code?: string; constraint?: string };
  return e.code === '23505' || e.code === '23P01' || e.code === '23514' ? (e.constraint ?? null) : null;
}
