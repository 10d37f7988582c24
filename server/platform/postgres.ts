import { randomBytes } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { platform, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import {
  choosePort,
  isAlive,
  isTaken,
  isWorkplace,
  readIfThere,
  startLimit_ms,
  takeStartLock,
} from './postgres-lock.ts';
import { chooseRunAs, ownDir, placeFor, prepareBinaries, type Binaries, type RunAs } from './postgres-binaries.ts';

/** The role that owns the schema and runs migrations; the application never connects as it. */
export const ownerRole = 'shaoying_owner';
/** The role the application connects as: no superuser, no row-security bypass, owner of nothing. */
export const appRole = 'shaoying_app';

export interface PostgresOptions {
  /** Directory of this deployment's data; made when missing. */
  readonly dataDir: string;
  /** Port on 127.0.0.1; by default the port remembered in the data directory, else a free one. */
  readonly port?: number;
  readonly log?: (line: string) => void;
  /** Tests only: trades durability for speed. Never set it for a deployment. */
  readonly ephemeral?: boolean;
  /** Further server settings, e.g. `{ max_connections: '300' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How long the server may take to answer, and to end a recovery that was begun; a minute by default. */
  readonly patience_ms?: number;
}

export interface Postgres {
  /** Superuser of the embedded server, or the owner of an outside one. Administration only. */
  readonly adminUrl: string;
  /** Postmaster's process id; undefined for an outside server. */
  readonly pid: number | undefined;
  readonly port: number;
  /** True when a server left running by an earlier process was taken over. */
  readonly adopted: boolean;
  /** The directory that really holds the cluster; undefined for an outside server. */
  readonly clusterDir: string | undefined;
  appUrl(database: string): string;
  ownerUrl(database: string): string;
  databaseExists(name: string): Promise<boolean>;
  /** Creates a database owned by the schema owner, empty or as a copy of `template`. */
  createDatabase(name: string, options?: { template?: string }): Promise<void>;
  dropDatabase(name: string): Promise<void>;
  /** Stops an embedded server cleanly (connections are cut); leaves an outside server alone. */
  stop(): Promise<void>;
}

interface Secrets {
  readonly admin: string;
  readonly owner: string;
  readonly app: string;
}

const stopLimit_ms = 60_000;

/**
 * Gives a running PostgreSQL: the server named by DATABASE_URL (owner) and APP_DATABASE_URL, else an embedded one
 * in `dataDir`. A server that outlived its parent is adopted; a stale pid file is cleared.
 * Throws when the server cannot be started, with the last lines of its log.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const outside = outsideServer();
  if (outside) return outside;
  const log = options.log ?? (() => undefined);
  const wanted = resolve(options.dataDir);
  const runAs = chooseRunAs(join(wanted, 'pg'));
  const place = placeFor(wanted, runAs);
  const clusterDir = join(place, 'pg');
  const release = await takeStartLock(place);
  try {
    const secrets = readSecrets(place);
    const running = await adopt(clusterDir, secrets, log);
    if (running) return embedded(running, secrets, clusterDir, true);
    const binaries = prepareBinaries(runAs);
    if (!existsSync(clusterDir)) await initCluster(binaries, place, secrets, runAs, options, log);
    const port = options.port || (await choosePort(place));
    const server = await launchAlone(() => launch(binaries, place, port, secrets, runAs, options));
    // Written when it is new only: a full disk would leave the file empty.
    if (readIfThere(join(place, 'port')) !== `${server.port}\n`) writeFileSync(join(place, 'port'), `${server.port}\n`);
    await untilRecovered(server.port, secrets, options.patience_ms ?? startLimit_ms);
    await ensureRoles(server.port, secrets);
    log(`PostgreSQL runs on 127.0.0.1:${server.port} (data in ${clusterDir})`);
    return embedded(server, secrets, clusterDir, false);
  } finally {
    release();
  }
}

/**
 * Opens one client, runs `work`, closes it. A dropped connection is reported through the failing query,
 * never as an unhandled 'error' event that would end the process.
 */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

// ── the embedded server ──────────────────────────────────────────────────────────────────────────

interface Running {
  readonly pid: number;
  readonly port: number;
}

function embedded(running: Running, secrets: Secrets, clusterDir: string, adopted: boolean): Postgres {
  const url = (role: string, password: string, database: string): string =>
    `postgres://${role}:${password}@127.0.0.1:${running.port}/${encodeURIComponent(database)}`;
  const adminUrl = url('postgres', secrets.admin, 'postgres');
  return {
    adminUrl,
    pid: running.pid,
    port: running.port,
    adopted,
    clusterDir,
    appUrl: (database) => url(appRole, secrets.app, database),
    ownerUrl: (database) => url(ownerRole, secrets.owner, database),
    ...administration(adminUrl, ownerRole, appRole),
    stop: () => stopServer(running.pid, clusterDir),
  };
}

async function initCluster(
  binaries: Binaries,
  place: string,
  secrets: Secrets,
  runAs: RunAs | undefined,
  options: PostgresOptions,
  log: (line: string) => void,
): Promise<void> {
  log('Preparing the database for the first time…');
  // Prepared aside and renamed at the end: a set-up cut short starts again from nothing.
  const partial = join(place, 'pg.partial');
  rmSync(partial, { recursive: true, force: true });
  ownDir(partial, runAs);
  const passwordFile = join(place, 'initdb-password');
  writeFileSync(passwordFile, `${secrets.admin}\n`, { mode: 0o600 });
  if (runAs) chownSync(passwordFile, runAs.uid, runAs.gid);
  const args = [`--pgdata=${partial}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  args.push('--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C');
  if (options.ephemeral) args.push('--no-sync');
  try {
    await run(binaries.initdb, args, place, runAs);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(partial, join(place, 'pg'));
}

/** Waits for the orphans of a server that was killed: they end by themselves as soon as they notice. */
async function launchAlone(start: () => Promise<Running>): Promise<Running> {
  const pause_ms = 100;
  for (let waited_ms = 0; ; waited_ms += pause_ms) {
    try {
      return await start();
    } catch (error) {
      if (waited_ms >= startLimit_ms || !/pre-existing shared memory/.test((error as Error).message)) throw error;
      await sleep(pause_ms);
    }
  }
}

async function launch(
  binaries: Binaries,
  place: string,
  port: number,
  secrets: Secrets,
  runAs: RunAs | undefined,
  options: PostgresOptions,
): Promise<Running> {
  const clusterDir = join(place, 'pg');
  const logFile = join(place, 'postgres.log');
  keepLogSmall(logFile);
  // The server writes to a file, not to a pipe of ours, so that it survives our own death.
  const out = openSync(logFile, 'a', 0o600);
  const settings: Record<string, string> = { ...serverSettings(port, options.ephemeral ?? false), ...options.settings };
  const args = ['-D', clusterDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const child = spawn(binaries.postgres, args, {
    cwd: place,
    // Its own process group: Ctrl-C in our terminal must not stop it before we have drained.
    detached: true,
    stdio: ['ignore', out, out],
    env: serverEnv(),
    ...runAs,
  });
  closeSync(out);
  child.unref();
  try {
    await untilAnswering(child, port, secrets, options.patience_ms ?? startLimit_ms);
  } catch (error) {
    child.kill('SIGQUIT');
    throw new Error(`PostgreSQL did not start: ${(error as Error).message}\n${tail(logFile)}`, { cause: error });
  }
  return { pid: child.pid!, port };
}

function serverSettings(port: number, ephemeral: boolean): Record<string, string> {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    max_connections: '200',
    shared_buffers: sharedBuffers(),
    // Every hot statement is short; compiling it costs more than it saves.
    jit: 'off',
    log_min_messages: 'warning',
  };
  if (ephemeral) {
    Object.assign(settings, { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'minimal' });
    Object.assign(settings, { max_wal_senders: '0', max_wal_size: '256MB', shared_buffers: '64MB', autovacuum: 'off' });
  }
  return settings;
}

/** A sixteenth of the machine's memory, from 128 MB on a small machine to 1 GB: the rest is left to the file cache. */
function sharedBuffers(): string {
  const share_mb = Math.floor(totalmem() / 2 ** 20 / 16);
  return `${Math.min(1_024, Math.max(128, share_mb))}MB`;
}

/** The server sees no variable of ours that could change how it behaves (PGDATA, PGPORT, TZ, LC_ALL). */
function serverEnv(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { LC_ALL: 'C' };
  for (const name of ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'LD_LIBRARY_PATH']) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}

async function untilAnswering(child: ChildProcess, port: number, secrets: Secrets, limit_ms: number): Promise<void> {
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended = `it ended with ${code ?? signal}`));
  const pause_ms = 20;
  for (let waited_ms = 0; waited_ms < limit_ms; waited_ms += pause_ms) {
    if (ended !== undefined) throw new Error(ended);
    if (await answers(port, secrets)) return;
    await sleep(pause_ms);
  }
  throw new Error(`it did not answer within ${limit_ms / 1000} s`);
}

/** A server that comes up from a copy answers readers before it takes writes. */
async function untilRecovered(port: number, secrets: Secrets, limit_ms: number): Promise<void> {
  const pause_ms = 100;
  await withClient(`postgres://postgres:${secrets.admin}@127.0.0.1:${port}/postgres`, async (client) => {
    for (let waited_ms = 0; waited_ms < limit_ms; waited_ms += pause_ms) {
      const { rows } = await client.query<{ busy: boolean }>('select pg_is_in_recovery() as busy');
      if (rows[0]?.busy === false) return;
      await sleep(pause_ms);
    }
    throw new Error(`PostgreSQL did not end its recovery within ${limit_ms / 1000} s`);
  });
}

async function answers(port: number, secrets: Secrets): Promise<boolean> {
  try {
    const url = `postgres://postgres:${secrets.admin}@127.0.0.1:${port}/postgres`;
    return await withClient(url, async (client) => (await client.query('select 1')).rowCount === 1);
  } catch {
    return false;
  }
}

/**
 * Takes over the server that its own pid file names. Returns undefined when there is none; clears the file when
 * it is stale (its process is gone, or the number now belongs to another program).
 */
async function adopt(clusterDir: string, secrets: Secrets, log: (line: string) => void): Promise<Running | undefined> {
  const pause_ms = 50;
  for (let waited_ms = 0; waited_ms < startLimit_ms; waited_ms += pause_ms) {
    const found = readPidFile(clusterDir);
    if (!found) return undefined;
    if (!isServer(found.pid, clusterDir)) {
      // Backends of a server that was killed end by themselves, but not before they notice: nobody may write beside them.
      if (isWorkplace(clusterDir)) {
        await sleep(pause_ms);
        continue;
      }
      // PostgreSQL clears the file itself, and looks for orphans by it, unless its number is taken (by another program, or
      // by the dead server that nobody has collected): then it would refuse to start.
      if (isTaken(found.pid)) {
        log(`Clearing a stale pid file (${found.pid})`);
        rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
      }
      return undefined;
    }
    if (found.port && (await answers(found.port, secrets))) {
      log(`Adopting the PostgreSQL that is already running on 127.0.0.1:${found.port}`);
      return { pid: found.pid, port: found.port };
    }
    // It is starting, recovering or shutting down: each of these ends by itself.
    await sleep(pause_ms);
  }
  throw new Error(`A PostgreSQL holds ${clusterDir} but does not answer; see postgres.log beside it.`);
}

function readPidFile(clusterDir: string): { pid: number; port: number | undefined } | undefined {
  try {
    const lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]) || undefined };
  } catch {
    return undefined;
  }
}

/** True when the process lives and, where the system can tell, is a PostgreSQL of this directory. */
function isServer(pid: number, clusterDir: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.includes(clusterDir);
  } catch {
    return true;
  }
}

async function stopServer(pid: number, clusterDir: string): Promise<void> {
  if (!isServer(pid, clusterDir)) return;
  if (platform() === 'win32') {
    await run(prepareBinaries(undefined).pgCtl, ['stop', '-D', clusterDir, '-m', 'fast'], clusterDir, undefined);
    return;
  }
  process.kill(pid, 'SIGINT');
  const pause_ms = 20;
  for (let waited_ms = 0; waited_ms < stopLimit_ms; waited_ms += pause_ms) {
    if (!isAlive(pid)) return;
    await sleep(pause_ms);
  }
  throw new Error(`PostgreSQL (process ${pid}) did not stop within ${stopLimit_ms / 1000} s`);
}

// ── roles, databases ─────────────────────────────────────────────────────────────────────────────

async function ensureRoles(port: number, secrets: Secrets): Promise<void> {
  await withClient(`postgres://postgres:${secrets.admin}@127.0.0.1:${port}/postgres`, async (client) => {
    const known = await client.query<{ rolname: string }>('select rolname from pg_roles where rolname = any($1)', [
      [ownerRole, appRole],
    ]);
    const names = new Set(known.rows.map((row) => row.rolname));
    const powers = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT';
    for (const [role, password] of [
      [ownerRole, secrets.owner],
      [appRole, secrets.app],
    ] as const) {
      const verb = names.has(role) ? 'ALTER' : 'CREATE';
      await client.query(`${verb} ROLE ${role} ${powers} PASSWORD '${password}'`);
    }
  });
}

function administration(
  adminUrl: string,
  owner: string,
  app: string,
): Pick<Postgres, 'databaseExists' | 'createDatabase' | 'dropDatabase'> {
  const id = pg.escapeIdentifier;
  return {
    databaseExists: (name) =>
      withClient(
        adminUrl,
        async (client) => (await client.query('select 1 from pg_database where datname = $1', [name])).rowCount === 1,
      ),
    createDatabase: (name, options) =>
      withClient(adminUrl, async (client) => {
        const template = options?.template ?? 'template0';
        // A file copy skips the write-ahead log, which makes a clone of a small template many times faster.
        await client.query(
          `CREATE DATABASE ${id(name)} OWNER ${id(owner)} TEMPLATE ${id(template)} STRATEGY FILE_COPY`,
        );
        await client.query(`REVOKE ALL ON DATABASE ${id(name)} FROM PUBLIC`);
        await client.query(`GRANT CONNECT ON DATABASE ${id(name)} TO ${id(app)}`);
      }),
    dropDatabase: (name) =>
      withClient(adminUrl, async (client) => {
        await client.query(`DROP DATABASE IF EXISTS ${id(name)} WITH (FORCE)`);
      }),
  };
}

/** The server that the operator named, or undefined. Both addresses are needed: one owns, the other only uses. */
function outsideServer(): Postgres | undefined {
  const owner = process.env['DATABASE_URL'];
  const app = process.env['APP_DATABASE_URL'];
  if (!owner && !app) return undefined;
  if (!owner || !app)
    throw new Error('Set both DATABASE_URL (schema owner) and APP_DATABASE_URL (application), or neither.');
  const roleOf = (url: string): string => decodeURIComponent(new URL(url).username);
  if (roleOf(owner) === roleOf(app))
    throw new Error('DATABASE_URL and APP_DATABASE_URL must name two different roles.');
  const into = (url: string, database: string): string => {
    const changed = new URL(url);
    changed.pathname = `/${encodeURIComponent(database)}`;
    return changed.href;
  };
  return {
    adminUrl: owner,
    pid: undefined,
    port: Number(new URL(owner).port) || 5432,
    adopted: false,
    clusterDir: undefined,
    appUrl: (database) => into(app, database),
    ownerUrl: (database) => into(owner, database),
    ...administration(owner, roleOf(owner), roleOf(app)),
    stop: () => Promise.resolve(),
  };
}

// ── files beside the cluster ─────────────────────────────────────────────────────────────────────

function readSecrets(place: string): Secrets {
  const file = join(place, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const make = (): string => randomBytes(24).toString('base64url');
  const secrets: Secrets = { admin: make(), owner: make(), app: make() };
  const partial = `${file}.partial`;
  writeFileSync(partial, `${JSON.stringify(secrets)}\n`, { mode: 0o600 });
  renameSync(partial, file);
  return secrets;
}

function keepLogSmall(file: string): void {
  if (existsSync(file) && statSync(file).size > 10_000_000) renameSync(file, `${file}.1`);
}

function tail(file: string): string {
  return readIfThere(file).split('\n').slice(-12).join('\n');
}

function run(program: string, args: readonly string[], cwd: string, runAs: RunAs | undefined): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd, env: serverEnv(), stdio: ['ignore', 'pipe', 'pipe'], ...runAs });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', fail);
    child.once('close', (code) => (code === 0 ? done() : fail(new Error(`${program} ended with ${code}:\n${said}`))));
  });
}
