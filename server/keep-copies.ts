/** While the server runs: brings the database's log to the copies every few seconds, and remembers who has left. */
import { join } from 'node:path';
import type { Config } from './config.ts';
import { BackupStore, prepareSpool, readBackupKey, rememberClosed, shipWal } from './platform/backup/index.ts';
import type { Postgres } from './platform/postgres.ts';

const pause_ms = 5000;

export interface Copies {
  /** Brings over what waits and ends. */
  stop(): Promise<void>;
}

export const backupKeyPath = (config: Pick<Config, 'dataDir' | 'kind'>): string =>
  join(config.dataDir, `backup-key-${config.kind}.json`);

/** A disk that is full or gone is told once a minute and tried again: the log waits beside the cluster meanwhile. */
export async function keepCopies(
  config: Pick<Config, 'dataDir' | 'kind'>,
  into: string,
  postgres: Postgres,
  database: string,
  log: (event: string, facts: Record<string, unknown>) => void,
): Promise<Copies> {
  const store = new BackupStore(into, await readBackupKey(backupKeyPath(config)));
  prepareSpool(postgres);
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let quietUntil = 0;
  const once = async (): Promise<void> => {
    try {
      await shipWal(postgres, store);
      await rememberClosed(postgres, database, store);
    } catch (error) {
      if (performance.now() < quietUntil) return;
      quietUntil = performance.now() + 60_000;
      log('backup.failed', { error: (error as Error).message });
    }
  };
  const round = async (): Promise<void> => {
    await once();
    if (!stopped) timer = setTimeout(() => void round(), pause_ms).unref();
  };
  let running = round();
  return {
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await running;
      running = once();
      await running;
    },
  };
}
