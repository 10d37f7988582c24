/** Looks after the embedded server: one that ended (killed, out of memory, disk full) is started again on the same port. */
import { startPostgres, type Postgres, type PostgresOptions } from './postgres.ts';
import { isAlive } from './postgres-lock.ts';

export interface Keeper {
  /** How often the server had to be started again. */
  readonly restarts: number;
  /** Ends the looking after, then stops the server. */
  stop(): Promise<void>;
}

const pause_ms = 200;

/**
 * Keeps the server running until `stop`. Whoever uses it sees lost connections meanwhile, and finds it at the same address
 * afterwards. A start that fails (no room on the disk) is tried again without end. A server named by the operator is theirs
 * to look after.
 */
export function keepPostgres(
  first: Postgres,
  options: PostgresOptions,
  log: (event: string, facts: Record<string, unknown>) => void,
): Keeper {
  let current = first;
  let restarts = 0;
  let stopping = false;
  let starting: Promise<void> | null = null;
  const restart = async (): Promise<void> => {
    try {
      current = await startPostgres({ ...options, port: first.port });
      restarts += 1;
      log('postgres.restarted', { pid: current.pid, restarts });
    } catch (error) {
      log('postgres.not_restarted', { why: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown' });
    }
  };
  const look = (): void => {
    if (stopping || starting || current.pid === undefined || isAlive(current.pid)) return;
    starting = restart().finally(() => {
      starting = null;
    });
  };
  const timer = setInterval(look, pause_ms);
  timer.unref();
  return {
    get restarts() {
      return restarts;
    },
    async stop() {
      stopping = true;
      clearInterval(timer);
      await starting;
      await current.stop();
    },
  };
}
