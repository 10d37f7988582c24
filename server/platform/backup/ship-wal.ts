/**
 * From the database to the copies: PostgreSQL lays each finished part of its log into a folder beside the cluster, once
 * a minute at the latest, and this brings it sealed to the store. While nobody does, it waits there; nothing is lost.
 */
import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { platform } from 'node:os';
import { dirname, join } from 'node:path';
import { withClient, type Postgres } from '../postgres.ts';
import type { BackupStore } from './store.ts';

/** Seen from the cluster's own directory, in which PostgreSQL runs its commands. */
const spool = '../wal-spool';

/** Elsewhere than on Linux `sync` takes no file and writes everything. */
const syncPart = platform() === 'linux' ? `sync ${spool}/%f.part` : 'sync';

/** Settings with which the server keeps its log for us; what was committed is handed on after a minute at the latest. */
export const archiveSettings: Readonly<Record<string, string>> = {
  wal_level: 'replica',
  archive_mode: 'on',
  archive_timeout: '60',
  // The part becomes visible under its name only when it is on the disk.
  archive_command: `test ! -f ${spool}/%f && cp "%p" ${spool}/%f.part && ${syncPart} && mv ${spool}/%f.part ${spool}/%f`,
};

const spoolOf = (clusterDir: string): string => join(dirname(clusterDir), 'wal-spool');

/** Makes the folder in which the server lays its log, as the server's own user. */
export function prepareSpool(postgres: Postgres): void {
  const { clusterDir } = postgres;
  if (clusterDir === undefined) return;
  const dir = spoolOf(clusterDir);
  if (!existsSync(dir)) mkdirSync(dir, { mode: 0o700 });
  const { uid, gid } = statSync(clusterDir);
  if (process.getuid?.() === 0) chownSync(dir, uid, gid);
}

/** Brings over what waits; gives how many parts. Those that are under way in the store are taken up again next time. */
export async function shipWal(postgres: Postgres, store: BackupStore): Promise<number> {
  if (postgres.clusterDir === undefined) return 0;
  const dir = spoolOf(postgres.clusterDir);
  const waiting = existsSync(dir)
    ? readdirSync(dir)
        .filter((name) => !name.endsWith('.part'))
        .sort()
    : [];
  for (const name of waiting) {
    await store.keepWal(join(dir, name), name);
    rmSync(join(dir, name));
  }
  return waiting.length;
}

/** Ends the present part of the log and waits until it has been laid out, so that all committed so far can be shipped. */
export async function flushWal(postgres: Postgres): Promise<void> {
  await withClient(postgres.adminUrl, async (client) => {
    // One byte back: where nothing was written since the last part ended, that one is the part to wait for.
    const { rows } = await client.query<{ name: string }>('select pg_walfile_name(pg_switch_wal() - 1) as name');
    const wanted = rows[0]!.name;
    const limit_ms = 60_000;
    for (let waited_ms = 0; waited_ms < limit_ms; waited_ms += 100) {
      const done = await client.query<{ name: string | null }>(
        'select last_archived_wal as name from pg_stat_archiver',
      );
      if ((done.rows[0]?.name ?? '') >= wanted) return;
      await new Promise((later) => setTimeout(later, 100));
    }
    throw new Error('PostgreSQL did not hand on its log within a minute; see postgres.log beside the cluster.');
  });
}

/** Remembers in the store who has closed an account of this database by now. */
export async function rememberClosed(postgres: Postgres, database: string, store: BackupStore): Promise<void> {
  const url = new URL(postgres.adminUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  await withClient(url.href, async (client) => {
    const { rows } = await client.query<{ person_id: string; closed_at: Date }>(
      `select person_id, closed_at from person where state = 'closed'`,
    );
    for (const row of rows) store.keepClosed(row.person_id, row.closed_at);
  });
}
