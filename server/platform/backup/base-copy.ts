/** A base copy of the running cluster, file by file, while everybody goes on working; the log makes it whole. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type pg from 'pg';
import { withClient, type Postgres } from '../postgres.ts';
import type { BackupStore, BaseCopy, CopiedFile } from './store.ts';

/** What a cluster makes anew by itself, or must not carry into another life (as PostgreSQL's manual lists it, 25.3.4). */
const emptied = [
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
];
const leftOut =
  /^(postmaster\.(pid|opts)|backup_label.*|tablespace_map.*|current_logfiles.*|.*\/pg_internal\.init.*|.*pgsql_tmp.*)$/;

export interface BaseOptions {
  /** Files beside the cluster that belong to it: keys and secrets. Name in the copy → path. */
  readonly beside: Readonly<Record<string, string>>;
  readonly scratch: string;
  readonly now: () => Date;
  readonly progress?: (copied: number, of: number) => void;
}
export interface BaseResult {
  readonly base: BaseCopy;
  readonly bytes: number;
  readonly writtenBytes: number;
}

/** Takes one. Throws when the server is not ours to copy or the disk refuses; what was kept until then does no harm. */
export async function takeBaseCopy(postgres: Postgres, store: BackupStore, options: BaseOptions): Promise<BaseResult> {
  const clusterDir = postgres.clusterDir;
  if (clusterDir === undefined)
    throw new Error('Only the embedded database is copied; use the tools of your own server.');
  return withClient(postgres.adminUrl, async (client) => {
    const startedAt = options.now().toISOString();
    // The slot keeps the log from being recycled until it is copied; it goes with this connection.
    await client.query(`select pg_create_physical_replication_slot('base_copy_' || pg_backend_pid(), true, true)`);
    const id = startedAt.replaceAll(/[:.]/g, '-');
    const first = await walOf(client, `select pg_backup_start($1, true) as lsn`, [id]);
    const { directories, paths } = filesOf(clusterDir);
    const files: CopiedFile[] = [];
    let writtenBytes = 0;
    const keep = async (name: string, path: string): Promise<void> => {
      const kept = await store.keepFile(path);
      if (kept.written) writtenBytes += kept.bytes;
      files.push({ path: name, object: kept.object, bytes: kept.bytes });
    };
    for (const [n, path] of paths.entries()) {
      // A table that was dropped meanwhile is missing here and dropped again by the log.
      await keep(`cluster/${path}`, join(clusterDir, path)).catch(ignoreMissing);
      options.progress?.(n + 1, paths.length);
    }
    const stopped = await client.query<{ lsn: string; labelfile: string; spcmapfile: string }>(
      `select lsn::text, labelfile, spcmapfile from pg_backup_stop(false)`,
    );
    const { lsn, labelfile } = stopped.rows[0]!;
    const label = join(options.scratch, `backup_label-${id}`);
    writeFileSync(label, labelfile, { mode: 0o600 });
    await keep('cluster/backup_label', label);
    for (const [name, path] of Object.entries(options.beside)) await keep(`data/${name}`, path);
    await client.query('select pg_switch_wal()');
    const last = (await client.query<{ name: string }>(`select pg_walfile_name($1::pg_lsn) as name`, [lsn])).rows[0]!
      .name;
    for (const name of readdirSync(join(clusterDir, 'pg_wal'))
      .filter((n) => /^[0-9A-F]{24}$/.test(n))
      .sort())
      if (name >= first && name <= last) await store.keepWal(join(clusterDir, 'pg_wal', name), name);
    const system = await client.query<{ id: string }>('select system_identifier::text as id from pg_control_system()');
    const base: BaseCopy = {
      id,
      startedAt,
      finishedAt: options.now().toISOString(),
      systemId: system.rows[0]!.id,
      firstWal: first,
      lastWal: last,
      directories,
      files,
    };
    await store.keepBase(base);
    return { base, bytes: files.reduce((sum, f) => sum + f.bytes, 0), writtenBytes };
  });
}

async function walOf(client: pg.Client, text: string, values: unknown[]): Promise<string> {
  const { rows } = await client.query<{ name: string }>(`select pg_walfile_name(lsn) as name from (${text}) s`, values);
  return rows[0]!.name;
}

/** Every file of the cluster, the control file last, and every directory. */
function filesOf(clusterDir: string): { directories: string[]; paths: string[] } {
  const directories: string[] = [];
  const paths: string[] = [];
  for (const entry of readdirSync(clusterDir, { recursive: true, withFileTypes: true })) {
    const path = relative(clusterDir, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
    const inEmptied = emptied.some((dir) => path.startsWith(`${dir}/`));
    if (entry.isDirectory()) {
      if (!inEmptied || path === 'pg_wal/archive_status' || path === 'pg_wal/summaries') directories.push(path);
    } else if (entry.isFile() && !inEmptied && !leftOut.test(path)) paths.push(path);
  }
  const control = 'global/pg_control';
  return { directories: directories.sort(), paths: [...paths.filter((p) => p !== control).sort(), control] };
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
