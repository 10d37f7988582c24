/** What keeps two starters of one database apart: the lock, the port, and whether a process still lives. */
import { randomBytes } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a start, or a wait for somebody else's, may take. */
export const startLimit_ms = 60_000;

/** True when the number belongs to a process, be it one that has ended and has not been collected yet. */
export function isTaken(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** True when a process of this number lives; one that has ended but has not been collected yet counts as gone. */
export function isAlive(pid: number): boolean {
  return isTaken(pid) && !/^State:\s+Z/m.test(readIfThere(`/proc/${pid}/status`));
}

/** True when some process works in this directory. Where the system does not tell, none is seen. */
export function isWorkplace(dir: string): boolean {
  try {
    return readdirSync('/proc').some((name) => /^\d+$/.test(name) && workplaceOf(name) === dir);
  } catch {
    return false;
  }
}
function workplaceOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

/** The port of last time while it is still free, so that addresses in tools stay good; else any free one. */
export async function choosePort(place: string): Promise<number> {
  const remembered = Number(readIfThere(join(place, 'port'))) || 0;
  return tryPort(remembered).catch(() => tryPort(0));
}

function tryPort(port: number): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('no port'))));
    });
  });
}

/** One starter at a time per data directory; the lock of a dead process is broken. */
export async function takeStartLock(place: string): Promise<() => void> {
  const file = join(place, 'start.lock');
  const mine = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  // The lock appears by a link, whole or not at all: an empty one could be taken for a dead process's.
  writeFileSync(mine, String(process.pid));
  const pause_ms = 50;
  try {
    for (let waited_ms = 0; waited_ms < startLimit_ms; waited_ms += pause_ms) {
      try {
        linkSync(mine, file);
        return () => rmSync(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = readIfThere(file);
      if (holder !== '' && !isAlive(Number(holder))) rmSync(file, { force: true });
      else await sleep(pause_ms);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  throw new Error(`Another process has been starting the database in ${place} for ${startLimit_ms / 1000} s.`);
}

export function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
