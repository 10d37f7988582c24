/** A run: load without a pause, one fault after the other, and the audit. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../server/platform/ids.ts';
import { Auditor, type Audit } from './auditor.ts';
import { Client } from './clients.ts';
import { faultKinds, faults, limits_ms, shares, type FaultKind } from './faults.ts';
import { openLine } from './line.ts';
import { ServerProcess } from './server-process.ts';

export interface ChaosOptions {
  readonly seed: string;
  readonly faults: number;
  readonly clients: number;
  /** Durations of stops, partitions, storms and full disks: 1 as in the long run. */
  readonly pace: number;
  readonly say: (line: string) => void;
}
export interface Happened {
  readonly kind: FaultKind;
  readonly what: string;
  /** Until every client had an answer to something it had sent after the fault was over. */
  readonly recovery_ms: number;
}
export interface ChaosReport {
  readonly happened: readonly Happened[];
  readonly skipped: readonly string[];
  readonly audit: Audit;
  readonly asked: number;
  readonly took_s: number;
}

const recoveryLimit_ms = 90_000;

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const began = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'shaoying-chaos-'));
  // The database's own user must pass through.
  chmodSync(folder, 0o711);
  const disk = mountDisk(join(folder, 'disk'), 300 + 12 * options.faults);
  const line = await openLine();
  const server = new ServerProcess(join(disk ?? folder, 'data'), line, (text) => options.say(`  server: ${text}`));
  const auditor = new Auditor();
  const clients = Array.from(
    { length: options.clients },
    (_, i) => new Client(`c${i}`, options.seed, auditor, () => server.port),
  );
  const bytes = seededRandom(`${options.seed}-faults`);
  const random = (): number => bytes.bytes(4).readUInt32BE(0) / 2 ** 32;
  const storm = (on: boolean): void => {
    for (const client of clients) client.storming = on;
  };
  const happened: Happened[] = [];
  const runs: Promise<void>[] = [];
  try {
    // The first start makes the database; the second one reaches it through the line.
    await server.start();
    await server.kill();
    await server.start();
    runs.push(...clients.map((client) => client.run()));
    await untilAnswered(clients, performance.now());
    for (const kind of scheduleOf(options.faults, disk !== undefined, random)) {
      await sleep(100 + random() * 500 * options.pace);
      const { what, over_ms } = await faults[kind]({ server, line, disk, random, pace: options.pace, storm });
      await untilAnswered(clients, performance.now());
      const recovery_ms = performance.now() - over_ms;
      happened.push({ kind, what, recovery_ms });
      options.say(
        `${happened.length}. ${what}: back after ${Math.round(recovery_ms)} ms, ${auditor.acknowledged} acknowledged`,
      );
    }
    for (const client of clients) client.stop();
    await Promise.all(runs);
    const audit = await auditor.audit(server.appUrl);
    const asked = clients.reduce((sum, client) => sum + client.asked, 0);
    const skipped = disk === undefined ? ['disk full: no file system of its own could be mounted here'] : [];
    return { happened, skipped, audit, asked, took_s: (performance.now() - began) / 1000 };
  } finally {
    for (const client of clients) client.giveUp();
    await Promise.allSettled(runs);
    await server.stop();
    line.close();
    if (disk !== undefined) spawnSync('umount', [disk]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** As many of each kind as its share, each at least once as far as they go, in a seeded order. */
function scheduleOf(count: number, withDisk: boolean, random: () => number): FaultKind[] {
  const kinds = faultKinds.filter((kind) => withDisk || kind !== 'disk');
  const list: FaultKind[] = [...kinds];
  const ladder = kinds.flatMap((kind) => Array.from({ length: shares[kind] - 1 }, () => kind));
  while (list.length < count) {
    if (ladder.length === 0) ladder.push(...kinds);
    list.push(...ladder.splice(Math.floor(random() * ladder.length), 1));
  }
  return list
    .slice(0, count)
    .map((kind) => ({ kind, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ kind }) => kind);
}

/** Waits until every client has had an answer to something that it sent after `since_ms`. */
async function untilAnswered(clients: readonly Client[], since_ms: number): Promise<void> {
  const limit = performance.now() + recoveryLimit_ms;
  while (clients.some((client) => client.answeredSince_ms < since_ms)) {
    if (performance.now() > limit) throw new Error(`No service for ${recoveryLimit_ms / 1000} s after a fault`);
    await sleep(5);
  }
}

/** A file system of its own in memory, which can be filled without harm to anybody; undefined where we may not mount. */
function mountDisk(dir: string, size_mb: number): string | undefined {
  mkdirSync(dir, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size_mb}m,mode=755`, 'tmpfs', dir]);
  return mounted.status === 0 ? dir : undefined;
}

/** What a run must not show; empty when all is well. Recovery times are told apart, because a busy machine is no defect. */
export function faultsFound({ audit }: ChaosReport): string[] {
  const { lost, duplicated, drift, findings } = audit;
  return lost + duplicated + drift === 0 && findings.length === 0
    ? []
    : [`${lost} lost, ${duplicated} duplicated, ${drift} drift`, ...findings];
}

/** Kinds whose slowest recovery took longer than allowed. */
export function slowRecoveries({ happened }: ChaosReport): string[] {
  return happened
    .filter(({ kind, recovery_ms }) => recovery_ms > limits_ms[kind])
    .map(({ what, recovery_ms }) => `${what}: ${Math.round(recovery_ms)} ms`);
}
