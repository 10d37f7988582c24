/** The faults: how each is done, and when it is over. */
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync, writeSync } from 'node:fs';
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

/** Does the fault; resolves with a word about it as soon as it is over and service may come back. */
export const faults: Readonly<Record<FaultKind, (scene: Scene) => Promise<string>>> = {
  async server({ server }) {
    await server.kill();
    void server.start();
    return 'SIGKILL of the server';
  },
  async backend({ server, random }) {
    const pid = pickBackend(server, random);
    if (pid === undefined) return 'no backend to kill';
    signal(pid, 'SIGKILL');
    return 'SIGKILL of one backend';
  },
  async postmaster({ server }) {
    signal(postmasterOf(server), 'SIGKILL');
    return 'SIGKILL of the postmaster';
  },
  async both({ server }) {
    signal(postmasterOf(server), 'SIGKILL');
    await server.kill();
    void server.start();
    return 'SIGKILL of postmaster and server together';
  },
  async stop({ server, random, pace }) {
    const backend = random() < 0.5 ? pickBackend(server, random) : undefined;
    const pid = backend ?? server.pid;
    signal(pid, 'SIGSTOP');
    await sleep(6000 * pace);
    signal(pid, 'SIGCONT');
    return `SIGSTOP ${seconds(6, pace)} of ${backend === undefined ? 'the server' : 'one backend'}`;
  },
  async partition({ line, random, pace }) {
    const reset = random() < 0.5;
    await line.partition(8000 * pace, reset);
    return `partition ${seconds(8, pace)} in mid-commit, then ${reset ? 'reset' : 'healed'}`;
  },
  async disk({ disk, pace }) {
    if (disk === undefined) return 'disk full: skipped';
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
    return `disk full for ${seconds(3, pace)}`;
  },
  async storm({ storm, pace }) {
    storm(true);
    await sleep(3000 * pace);
    storm(false);
    return `retry storm of ${seconds(3, pace)}`;
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

function postmasterOf({ clusterDir }: ServerProcess): number {
  const file = join(clusterDir, 'postmaster.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
  // Never anybody else's: the process must live in this cluster's directory.
  return pid > 1 && readlinkSync(`/proc/${pid}/cwd`) === clusterDir ? pid : failPid(clusterDir);
}
function failPid(clusterDir: string): never {
  throw new Error(`No postmaster in ${clusterDir}`);
}

/** One of the application's backends of this cluster. */
function pickBackend(server: ServerProcess, random: () => number): number | undefined {
  const parent = postmasterOf(server);
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
