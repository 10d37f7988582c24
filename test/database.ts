import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { migrate, migrationsHash } from '../server/platform/migrate.ts';
import { startPostgres, type Postgres } from '../server/platform/postgres.ts';

export interface TestDatabase {
  readonly name: string;
  /** Connects as the application: row security applies. */
  readonly appUrl: string;
  /** Connects as the owner of the schema. */
  readonly ownerUrl: string;
  /** Drops the database; cuts connections that a test left open. */
  close(): Promise<void>;
}

const testDirPrefix = 'shaoying-test-';
/** A file system in memory, where Linux has one: a database is some 600 files, which a disk makes ten times slower. */
const memoryDir = '/dev/shm';
const memoryNeeded_bytes = 4e9;
/** Begins the names of a child's databases, so that whoever ends the child can drop what it left. */
export const databasePrefixVariable = 'SHAOYING_TEST_DATABASE_PREFIX';
/** Set by the test runner for its child processes: they share its server instead of starting their own. */
export const sharedServerVariable = 'SHAOYING_TEST_POSTGRES_DIR';

let server: Promise<Postgres> | undefined;
const templates = new Map<string, Promise<string>>();

/**
 * Gives a fresh database with the whole schema, a copy of a template that is migrated once.
 * `{ migrated: false }` gives an empty one, for tests of migrations themselves.
 */
export async function testDatabase(options: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const postgres = await testServer();
  const name = `${process.env[databasePrefixVariable] ?? 't'}_${randomBytes(8).toString('hex')}`;
  const template = options.migrated === false ? undefined : await migratedTemplate(postgres);
  await postgres.createDatabase(name, template === undefined ? {} : { template });
  return {
    name,
    appUrl: postgres.appUrl(name),
    ownerUrl: postgres.ownerUrl(name),
    close: () => postgres.dropDatabase(name),
  };
}

/** The ephemeral server of this process (or of the runner that started it); it goes when the process ends. */
export function testServer(): Promise<Postgres> {
  server ??= startTestServer();
  return server;
}

/**
 * Makes a directory for an ephemeral server, in memory when there is plenty. It names its owner: should we be killed,
 * the next run finds the owner gone and ends the server.
 */
export function newTestDir(): string {
  const dir = mkdtempSync(join(hasMemory() ? memoryDir : tmpdir(), testDirPrefix));
  writeFileSync(join(dir, 'owner-pid'), String(process.pid));
  return dir;
}

function hasMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memoryDir);
    return Math.min(bavail * bsize, process.availableMemory()) > memoryNeeded_bytes;
  } catch {
    return false;
  }
}

/** Starts the ephemeral server in a directory of its own and removes both at exit. */
async function startTestServer(): Promise<Postgres> {
  const shared = process.env[sharedServerVariable];
  if (shared) return startPostgres({ dataDir: shared, ephemeral: true });
  await removeLeftovers();
  const dataDir = newTestDir();
  const postgres = await startPostgres({ dataDir, ephemeral: true });
  process.once('exit', () => endAtOnce(dataDir, postgres));
  return postgres;
}

/** The template's name carries the hash of the migrations, so that an edited migration never meets an old template. */
function migratedTemplate(postgres: Postgres): Promise<string> {
  const name = `template_${migrationsHash()}`;
  let template = templates.get(name);
  if (!template) {
    template = makeTemplate(postgres, name);
    templates.set(name, template);
  }
  return template;
}

async function makeTemplate(postgres: Postgres, name: string): Promise<string> {
  if (await postgres.databaseExists(name)) return name;
  // Built under a name of its own and copied when whole: another process may be building the same one.
  const building = `${name}_${randomBytes(4).toString('hex')}`;
  await postgres.createDatabase(building);
  await migrate(postgres.ownerUrl(building));
  try {
    await postgres.createDatabase(name, { template: building });
  } catch (error) {
    if (!(await postgres.databaseExists(name))) throw error;
  }
  await postgres.dropDatabase(building);
  return name;
}

/** Runs inside the 'exit' event, where nothing can be awaited. */
function endAtOnce(dataDir: string, postgres: Postgres): void {
  try {
    if (postgres.pid !== undefined) process.kill(postgres.pid, 'SIGQUIT');
  } catch {
    // It has already ended.
  }
  const still = new Int32Array(new SharedArrayBuffer(4));
  const pidFile = join(postgres.clusterDir ?? dataDir, 'postmaster.pid');
  for (let turn = 0; turn < 200 && existsSync(pidFile); turn += 1) Atomics.wait(still, 0, 0, 10);
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  if (postgres.clusterDir !== undefined) rmSync(postgres.clusterDir, { recursive: true, force: true, maxRetries: 5 });
}

/** Ends the servers of test processes that were killed and could not do it themselves. */
export async function removeLeftovers(): Promise<void> {
  const roots = new Set([memoryDir, tmpdir()].filter((dir) => existsSync(dir)));
  const dirs = [...roots].flatMap((dir) => readdirSync(dir).map((name) => join(dir, name)));
  for (const dataDir of dirs.filter((dir) => basename(dir).startsWith(testDirPrefix)).slice(0, 100)) {
    const ownerPid = readPid(join(dataDir, 'owner-pid'));
    if (ownerPid === undefined || isAlive(ownerPid)) continue;
    const pid = readPid(join(dataDir, 'pg', 'postmaster.pid'));
    if (pid !== undefined && isAlive(pid)) {
      const postgres = await startPostgres({ dataDir, ephemeral: true });
      await postgres.stop();
    }
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

function readPid(file: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
