/** Server-sent events cut anywhere arrive whole; named events too; a refused stream is not tried again. */
import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { dataOf, followStream } from './event-stream.ts';

async function serve(
  act: (response: ServerResponse, n: number) => void,
): Promise<{ server: Server; address: string; count: () => number }> {
  let n = 0;
  const server = createServer((_request, response) => act(response, (n += 1)));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, count: () => n };
}

test('the data of an event, of several lines and of a heartbeat', () => {
  assert.equal(dataOf('id: 1\nevent: order.placed\ndata: {"kind":"order.placed"}'), '{"kind":"order.placed"}');
  assert.equal(dataOf('data: a\ndata: b'), 'a\nb');
  assert.equal(dataOf(': beat'), null);
});

test('events cut in the middle of a Chinese character arrive whole', async () => {
  const bytes = Buffer.from('event: a\ndata: 哨应\n\ndata: second\n\n');
  const { server, address } = await serve((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(bytes.subarray(0, 16));
    setImmediate(() => response.write(bytes.subarray(16)));
  });
  const got: string[] = [];
  await new Promise<void>((done) => {
    const stream = followStream(address, {
      onOpen: () => undefined,
      onData: (data) => {
        got.push(data);
        if (got.length === 2) {
          stream.stop();
          done();
        }
      },
    });
  });
  server.closeAllConnections();
  server.close();
  assert.deepEqual(got, ['哨应', 'second']);
});

test('a broken stream is opened again, a refused one is not', async () => {
  let opened = 0;
  const { server, address, count } = await serve((response, n) => {
    if (n === 1) response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: x\n\n');
    else response.writeHead(401).end();
  });
  await new Promise<void>((done) => {
    followStream(address, { onOpen: () => void (opened += 1), onData: () => undefined });
    server.on('request', () => (count() === 2 ? setImmediate(done) : undefined));
  });
  server.closeAllConnections();
  server.close();
  assert.equal(opened, 1);
  assert.equal(count(), 2);
});
