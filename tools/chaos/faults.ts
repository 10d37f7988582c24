/** The faults: how each is done, and when it is over. */
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Line } from './line.ts';
import type { ServerProcess } from './server-process.ts';

export const faultKinds = ['server', 'backend', 'postmaster', 'both', 'stop', 'partition', 'disk', 'storm'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** How long service may stay away after the fault is over. */
export const limits_ms: Readonly<Record<FaultKind, number>> = {
  server: 3000,
  backend: 5000,
  postmaster: 10_000,
  both: 10_000,
  stop: 8000,
  partition: 8000,
  disk: 10_000,
  storm: 3000,
};

/** So often each kind comes among a hundred. */
export const shares: Readonly<Record<FaultKind, number>> = {
  server: 22,
  backend: 22,
  postmaster: 13,
  both: 7,
  stop: 10,
  partition: 10,
  disk: 6,
  storm: 10,
};

export interface Scene {
  readonly server: ServerProcess;
  readonly line: Line;
  /** The file system of its own that can be filled; undefined where none could be made. */
  readonly disk: string | undefined;
  readonly random: () => number;
  /** 1 for the durations of the long run; the short form uses a fraction. */
  readonly pace: number;
  storm(on: boolean): void;
}

export interface Done {
  readonly what: string;
  /** When it was over: recovery counts from here. */
  readonly over_ms: number;
}
const now = (): number => performance.now();

/**
 * Does the fault, and waits until an answer can only come from what follows it: an orphan of a killed postmaster, or a
 * neighbour of a killed backend, may still answer for a moment.
 */
export const faults: Readonly<Record<FaultKind, (scene: Scene) => Promise<Done>>> = {
  async server({ server }) {
    const over_ms = now();
    await server.kill();
    void server.start();
    return { what: 'SIGKILL of the server', over_ms };
  },
  async backend({ server, random }) {
    const pid = await pickBackend(server, random);
    const over_ms = now();
    signal(pid, 'SIGKILL');
    await sleep(100);
    return { what: 'SIGKILL of one backend', over_ms };
  },
  async postmaster({ server }) {
    const old = await postmasterOf(server);
    const over_ms = now();
    signal(old, 'SIGKILL');
    await otherPostmaster(server, old);
    return { what: 'SIGKILL of the postmaster', over_ms };
  },
  async both({ server }) {
    const old = await postmasterOf(server);
    const over_ms = now();
    signal(old, 'SIGKILL');
    await server.kill();
    void server.start();
    await otherPostmaster(server, old);
    return { what: 'SIGKILL of postmaster and server together', over_ms };
  },
  async stop({ server, random, pace }) {
    const backend = random() < 0.5 ? await pickBackend(server, random) : undefined;
    const pid = backend ?? server.pid;
    signal(pid, 'SIGSTOP');
    await sleep(6000 * pace);
    signal(pid, 'SIGCONT');
    return {
      what: `SIGSTOP ${seconds(6, pace)} of ${backend === undefined ? 'the server' : 'one backend'}`,
      over_ms: now(),
    };
  },
  async partition({ line, random, pace }) {
    const reset = random() < 0.5;
    await line.partition(8000 * pace, reset);
    return { what: `partition ${seconds(8, pace)} in mid-commit, then ${reset ? 'reset' : 'healed'}`, over_ms: now() };
  },
  async disk({ disk, pace }) {
    if (disk === undefined) throw new Error('There is no disk to fill');
    const ballast = join(disk, 'ballast');
    const filling = performance.now() + 3000 * pace;
    const file = openSync(ballast, 'w');
    try {
      // What the database frees meanwhile is taken too.
      while (performance.now() < filling) {
        fill(file);
        await sleep(20);
      }
    } finally {
      closeSync(file);
      rmSync(ballast);
    }
    return { what: `disk full for ${seconds(3, pace)}`, over_ms: now() };
  },
  async storm({ storm, pace }) {
    storm(true);
    await sleep(3000 * pace);
    storm(false);
    return { what: `retry storm of ${seconds(3, pace)}`, over_ms: now() };
  },
};

const seconds = (whole: number, pace: number): string => `${(whole * pace).toFixed(1)} s`;

/** Writes until there is no room. */
function fill(file: number): void {
  const block = Buffer.alloc(1 << 20);
  for (let size = block.length; size >= 512;) {
    try {
      writeSync(file, block, 0, size);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      size >>= 1;
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const waitLimit_ms = 60_000;
/** Looks again and again until there is something. */
async function until<T>(what: string, look: () => T | undefined): Promise<T> {
  for (let waited_ms = 0; waited_ms < waitLimit_ms; waited_ms += 10) {
    const found = look();
    if (found !== undefined) return found;
    await sleep(10);
  }
  throw new Error(`There is no ${what}`);
}

/** The running postmaster of this cluster, never anybody else's: its process works in the cluster's directory. */
function findPostmaster({ clusterDir }: ServerProcess): number | undefined {
  try {
    const pid = Number(readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return pid > 1 && readlinkSync(`/proc/${pid}/cwd`) === clusterDir ? pid : undefined;
  } catch {
    return undefined;
  }
}
const postmasterOf = (server: ServerProcess): Promise<number> => until('postmaster', () => findPostmaster(server));
const otherPostmaster = (server: ServerProcess, old: number): Promise<number> =>
  until('new postmaster', () => {
    const pid = findPostmaster(server);
    return pid === old ? undefined : pid;
  });

const pickBackend = (server: ServerProcess, random: () => number): Promise<number> =>
  until('backend', () => findBackend(server, random));

/** One of the application's backends of this cluster. */
function findBackend(server: ServerProcess, random: () => number): number | undefined {
  const parent = findPostmaster(server);
  if (parent === undefined) return undefined;
  const backends = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const isChild = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
        return isChild && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('shaoying_app');
      } catch {
        return false;
      }
    });
  const chosen = backends[Math.floor(random() * backends.length)];
  return chosen === undefined ? undefined : Number(chosen);
}
