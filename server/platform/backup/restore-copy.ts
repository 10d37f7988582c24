/** From the copies back to a cluster, at the end of what was kept or at a chosen instant before it. */
import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { startPostgres, type Postgres } from '../postgres.ts';
import { chooseRunAs, ownDir, placeFor } from '../postgres-binaries.ts';
import type { BackupStore, BaseCopy } from './store.ts';

export interface RestoreOptions {
  /** Folder of the new deployment's data; it must be empty or missing. */
  readonly dataDir: string;
  /** The instant to stand at; null: as far as the log goes. */
  readonly to: Date | null;
  readonly log?: (line: string) => void;
}
export interface Restored {
  readonly postgres: Postgres;
  readonly base: BaseCopy;
  readonly bytes: number;
}

/** Restores take as long as there is log to replay. */
const patience_ms = 6 * 3_600_000;

/** Throws, with a sentence, when there is no copy early enough, a byte is not as it was kept, or the log ends before. */
export async function restoreCopy(store: BackupStore, options: RestoreOptions): Promise<Restored> {
  const log = options.log ?? (() => undefined);
  if (existsSync(options.dataDir) && readdirSync(options.dataDir).length > 0)
    throw new Error(`${options.dataDir} is not empty; a restore never writes over data.`);
  const base = await chooseBase(store, options.to);
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const postgresDir = join(dataDir, 'postgres');
  const runAs = chooseRunAs(join(postgresDir, 'pg'));
  const place = placeFor(postgresDir, runAs);
  const clusterDir = join(place, 'pg');
  const own = (path: string): void => {
    if (runAs) chownSync(path, runAs.uid, runAs.gid);
  };
  ownDir(clusterDir, runAs);
  for (const dir of base.directories) ownDir(join(clusterDir, dir), runAs);
  log(`Bringing back ${base.files.length} files of the copy ${base.id}…`);
  for (const file of base.files) {
    const target = targetOf(file.path, { clusterDir, place, dataDir });
    mkdirSync(dirname(target), { recursive: true });
    await store.bringBack(file.object, target);
    if (file.path.startsWith('cluster/')) own(target);
  }
  const walDir = join(place, 'wal-restore');
  ownDir(walDir, runAs);
  const names = store.walNames().filter((name) => name.endsWith('.history') || name.slice(8) >= base.firstWal.slice(8));
  log(`Bringing back ${names.length} parts of the log…`);
  for (const name of names) {
    await store.bringBackWal(name, join(walDir, name));
    own(join(walDir, name));
  }
  writeFileSync(join(clusterDir, 'recovery.signal'), '');
  own(join(clusterDir, 'recovery.signal'));
  log('Replaying the log…');
  const postgres = await replay(postgresDir, options.to);
  rmSync(walDir, { recursive: true, force: true });
  return { postgres, base, bytes: base.files.reduce((sum, f) => sum + f.bytes, 0) };
}

async function replay(postgresDir: string, to: Date | null): Promise<Postgres> {
  const settings: Record<string, string> = {
    restore_command: 'cp "../wal-restore/%f" "%p"',
    recovery_target_timeline: 'latest',
    ...(to
      ? {
          recovery_target_time: to.toISOString().replace('T', ' ').replace('Z', '+00'),
          recovery_target_action: 'promote',
        }
      : {}),
  };
  try {
    return await startPostgres({ dataDir: postgresDir, settings, patience_ms });
  } catch (error) {
    const said = (error as Error).message;
    if (said.includes('recovery ended before configured recovery target'))
      throw new Error(
        `The kept log ends before ${to?.toISOString() ?? ''}. Leave the instant out to go as far as it goes.`,
        {
          cause: error,
        },
      );
    throw error;
  }
}

async function chooseBase(store: BackupStore, to: Date | null): Promise<BaseCopy> {
  const ids = store.baseIds();
  if (ids.length === 0) throw new Error(`${store.dir} holds no base copy.`);
  for (const id of ids.toReversed()) {
    const base = await store.readBase(id);
    if (!to || Date.parse(base.finishedAt) <= to.getTime()) return base;
  }
  throw new Error(`The first copy was whole only after ${to?.toISOString() ?? ''}; there is nothing to begin from.`);
}

function targetOf(path: string, to: { clusterDir: string; place: string; dataDir: string }): string {
  if (path.startsWith('cluster/')) return join(to.clusterDir, path.slice('cluster/'.length));
  // The passwords of the database's own roles lie beside the cluster, wherever that is.
  return path === 'data/secrets.json' ? join(to.place, 'secrets.json') : join(to.dataDir, path.slice('data/'.length));
}
