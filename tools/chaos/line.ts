/** The line between the server and its database: forwards bytes, and can be cut at the very moment of a commit. */
import { createConnection, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Line {
  readonly port: number;
  /** Where it leads; known once the database has started. */
  target: number;
  /**
   * Cuts the line for so long, as the next commit has passed and before its answer has: no byte moves either way, new
   * connections wait. Afterwards the bytes flow on (as after a lost route), or every connection is reset.
   */
  partition(duration_ms: number, reset: boolean): Promise<void>;
  close(): void;
}

/** So long a commit is waited for; then the line is cut all the same. */
const commitLimit_ms = 2000;

export async function openLine(): Promise<Line> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let cut = false;
  let onCommit: (() => void) | null = null;
  const freeze = (socket: Socket): void => void (cut ? socket.pause() : socket.resume());
  const server = createServer((near) => {
    const far = createConnection({ port: line.target, host: '127.0.0.1' });
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end).setNoDelay(true);
    near.on('data', (bytes) => {
      far.write(bytes);
      if (onCommit && bytes.includes('commit')) onCommit();
    });
    far.on('data', (bytes) => void near.write(bytes));
    for (const socket of pair) freeze(socket);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  const line: Line = {
    port: address && typeof address === 'object' ? address.port : 0,
    target: 0,
    async partition(duration_ms, reset) {
      await Promise.race([new Promise<void>((seen) => (onCommit = seen)), sleep(commitLimit_ms)]);
      onCommit = null;
      cut = true;
      for (const socket of [...pairs].flat()) freeze(socket);
      await sleep(duration_ms);
      cut = false;
      for (const pair of pairs)
        for (const socket of pair)
          if (reset) socket.destroy();
          else freeze(socket);
    },
    close() {
      for (const socket of [...pairs].flat()) socket.destroy();
      server.close();
    },
  };
  return line;
}
