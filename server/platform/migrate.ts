import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { appRole as embeddedAppRole, withClient } from './postgres.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sha256: string;
  readonly sql: string;
}

export interface MigrateOptions {
  /** The project's own migrations by default. */
  readonly dir?: string;
  /** The role that the application connects as; it receives rights on data and owns nothing. */
  readonly appRole?: string;
  /** When a migration was applied; injected like every other time. */
  readonly now?: () => Date;
  readonly log?: (line: string) => void;
}

export const migrationsDir = join(import.meta.dirname, '..', 'migrations');

/** Any constant works; it only has to differ from the other lock numbers of this database. */
const lockKey = 7_205_140_218;
const namePattern = /^(\d{4})-([a-z0-9]+(?:-[a-z0-9]+)*)\.sql$/;

/**
 * Brings a database to the newest schema: each file of server/migrations once, in order, each in its own
 * transaction; then grants the application its rights. Two starters take turns. Returns how many files were applied.
 * Throws, changing nothing, when an applied file was edited, removed, or would have to be inserted before a later one.
 */
export async function migrate(ownerUrl: string, options: MigrateOptions = {}): Promise<number> {
  const wanted = readMigrations(options.dir ?? migrationsDir);
  return withClient(ownerUrl, async (client) => {
    await client.query("SET lock_timeout = '120s'");
    // The lock belongs to this session: it falls with the connection when we die.
    await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
    await client.query('RESET lock_timeout');
    await client.query(`CREATE TABLE IF NOT EXISTS schema_migration (
      version integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL)`);
    const pending = pendingMigrations(wanted, await readHistory(client));
    for (const migration of pending) {
      await apply(client, migration, (options.now ?? (() => new Date()))());
      options.log?.(`Applied ${fileName(migration)}`);
    }
    await grant(client, options.appRole ?? embeddedAppRole);
    return pending.length;
  });
}

/** Reads the migration files of a directory in order. Throws when a name is malformed or a number occurs twice. */
export function readMigrations(dir: string): Migration[] {
  const migrations = readdirSync(dir)
    // schema.sql is the dump of the result, not a step towards it.
    .filter((file) => file.endsWith('.sql') && file !== 'schema.sql')
    .sort()
    .map((file) => {
      const match = namePattern.exec(file);
      if (!match) throw new Error(`Migration ${file}: the name must look like 0001-what-it-does.sql`);
      // Line ends are unified, so that a checkout on another system has the same history.
      const sql = readFileSync(join(dir, file), 'utf8').replaceAll('\r\n', '\n');
      const sha256 = createHash('sha256').update(sql).digest('hex');
      return { version: Number(match[1]), name: match[2]!, sha256, sql };
    });
  for (const [index, migration] of migrations.entries()) {
    if (migration.version === migrations[index - 1]?.version) {
      throw new Error(`Migration number ${String(migration.version).padStart(4, '0')} is used twice`);
    }
  }
  return migrations;
}

/** One hash over all migration files: two databases with the same hash have the same schema. */
export function migrationsHash(dir: string = migrationsDir): string {
  const hash = createHash('sha256');
  for (const migration of readMigrations(dir)) hash.update(`${fileName(migration)} ${migration.sha256}\n`);
  return hash.digest('hex').slice(0, 16);
}

type Applied = Pick<Migration, 'version' | 'name' | 'sha256'>;

/** Gives the files still to apply, or throws when history and files disagree. */
export function pendingMigrations(wanted: readonly Migration[], applied: readonly Applied[]): Migration[] {
  for (const [index, done] of applied.entries()) {
    const file = wanted[index];
    if (file?.version !== done.version) {
      const other = file ? `${fileName(file)} stands in its place` : 'the file is gone';
      throw new Error(
        `Migration ${fileName(done)} was applied, but ${other}. Migrations only go forward: add a new one.`,
      );
    }
    if (file.name !== done.name || file.sha256 !== done.sha256) {
      throw new Error(
        `Migration ${fileName(done)} was changed after it was applied. Migrations only go forward: add a new one.`,
      );
    }
  }
  return wanted.slice(applied.length);
}

async function readHistory(client: pg.Client): Promise<Applied[]> {
  const { rows } = await client.query<Applied>('SELECT version, name, sha256 FROM schema_migration ORDER BY version');
  return rows;
}

async function apply(client: pg.Client, migration: Migration, now: Date): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query('INSERT INTO schema_migration (version, name, sha256, applied_at) VALUES ($1, $2, $3, $4)', [
      migration.version,
      migration.name,
      migration.sha256,
      now,
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw describe(error as pg.DatabaseError, migration);
  }
}

/** Points at the line of the file, which PostgreSQL gives only as a character position. */
function describe(error: pg.DatabaseError, migration: Migration): Error {
  const position = Number(error.position);
  const line = position ? `:${migration.sql.slice(0, position).split('\n').length}` : '';
  const more = [error.detail, error.hint, error.where].filter(Boolean).join('\n');
  return new Error(`${fileName(migration)}${line} ${error.message}${more ? `\n${more}` : ''}`, { cause: error });
}

/**
 * Gives the application its rights in every schema that we own. A table whose comment contains '@append-only' can be
 * read and added to, one with '@read-only' only read: records that may never change are closed to the application itself.
 */
async function grant(client: pg.Client, role: string): Promise<void> {
  const app = client.escapeIdentifier(role);
  const { rows: schemas } = await client.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace
     WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
       AND (nspname = 'public' OR pg_get_userbyid(nspowner) = current_user) ORDER BY nspname`,
  );
  const statements: string[] = [];
  for (const { name } of schemas) {
    const schema = client.escapeIdentifier(name);
    statements.push(
      `GRANT USAGE ON SCHEMA ${schema} TO ${app}`,
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${app}`,
      `GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${app}`,
      `GRANT EXECUTE ON ALL ROUTINES IN SCHEMA ${schema} TO ${app}`,
      `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${app}`,
      `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO ${app}`,
      `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT EXECUTE ON ROUTINES TO ${app}`,
    );
  }
  const { rows: marked } = await client.query<{ table: string; readOnly: boolean }>(
    `SELECT c.oid::regclass::text AS table, obj_description(c.oid, 'pg_class') LIKE '%@read-only%' AS "readOnly"
     FROM pg_class c WHERE c.relkind IN ('r', 'p')
       AND obj_description(c.oid, 'pg_class') ~ '@(append|read)-only' ORDER BY 1`,
  );
  for (const { table, readOnly } of marked) {
    statements.push(`REVOKE ${readOnly ? 'INSERT, ' : ''}UPDATE, DELETE ON ${table} FROM ${app}`);
  }
  statements.push(`REVOKE INSERT, UPDATE, DELETE ON schema_migration FROM ${app}`);
  // One transaction, so that a running application never sees a right missing in between.
  await client.query(`BEGIN; ${statements.join('; ')}; COMMIT`);
}

function fileName(migration: Applied): string {
  return `${String(migration.version).padStart(4, '0')}-${migration.name}.sql`;
}
