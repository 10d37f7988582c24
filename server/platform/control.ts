/** A local socket through which a replay drives the clock of a server that is not in production. One JSON line per command. */
import { rmSync } from 'node:fs';
import { createServer, type Server as NetServer } from 'node:net';
import { createInterface } from 'node:readline';
import type { DrivenClock } from './clock.ts';
import type { Relay } from './outbox.ts';

interface Command {
  /** Instant to which the clock moves; everything due until then happens before the answer. */
  readonly set?: string;
  readonly settle?: boolean;
}

export function controlServer(path: string, clock: DrivenClock, relay: Relay): Promise<NetServer> {
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    const answerAfter = async (before: Promise<void>, line: string): Promise<void> => {
      await before;
      const answer = await obey(line, clock, relay);
      socket.write(`${JSON.stringify(answer)}\n`);
    };
    const lines = createInterface({ input: socket });
    let tail = Promise.resolve();
    lines.on('line', (line) => {
      // One after another, in the order in which they were sent.
      tail = answerAfter(tail, line);
    });
    socket.on('error', () => undefined);
  });
  return new Promise((ready, failed) => {
    server.once('error', failed);
    server.listen(path, () => ready(server));
  });
}

async function obey(line: string, clock: DrivenClock, relay: Relay): Promise<Record<string, unknown>> {
  try {
    const command = JSON.parse(line) as Command;
    if (command.set) clock.set(new Date(command.set));
    await relay.settle();
    return { ok: true, now: clock.now().toISOString() };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}
