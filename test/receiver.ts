/** A provider of messages for tests: a real HTTP server on this machine that keeps what it was sent and answers as told. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly json: any;
}
export interface Answering {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** How it answers; a promise that waits makes it slow. */
  answer: (request: Received) => Answering | Promise<Answering>;
  /** Resolves once so many requests have come in. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a receiver on a free port. */
export async function openReceiver(answer: Receiver['answer'] = () => ({})): Promise<Receiver> {
  const waiting: { count: number; go: () => void }[] = [];
  const server = createServer((request, reply) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = Buffer.concat(parts);
      const got: Received = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body,
        json: jsonOf(body),
      };
      receiver.received.push(got);
      for (const w of waiting) if (receiver.received.length >= w.count) w.go();
      const said = await receiver.answer(got);
      reply.writeHead(said.status ?? 200, { 'content-type': 'application/json', ...said.headers });
      reply.end(JSON.stringify(said.json ?? {}));
    })().catch(() => reply.destroy());
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    answer,
    arrived: (count) =>
      receiver.received.length >= count
        ? Promise.resolve()
        : new Promise((go) => {
            waiting.push({ count, go });
          }),
    close: () =>
      new Promise((down) => {
        server.close(() => down());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

/** Something that comes true when the test says so. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((go) => {
    open = go;
  });
  return { opened, open };
}
