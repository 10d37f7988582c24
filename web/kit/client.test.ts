/** The client against a real local server: refusals, lost connections and faults are values, keys are kept. */
import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { routes } from '../../contract/index.ts';
import { table } from './client.generated.ts';
import { addressOf, call, whenSignedOut } from './client.ts';
import { setLang } from './i18n.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
let server: Server;
let seen: Seen[] = [];
let answer: { status: number; body: string } = { status: 200, body: '{}' };
const realFetch = globalThis.fetch;

// Inside a suite, so that the replaced globals and the language end with it when all files share one process.
describe('the client', () => {
  before(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => void (body += part.toString()));
      request.on('end', () => {
        seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    // A page's addresses are relative to its server; Node has no page.
    globalThis.fetch = (input, init) => realFetch(new URL(String(input), origin), init);
  });
  after(() => {
    globalThis.fetch = realFetch;
    server.close();
    setLang('zh');
  });
  beforeEach(() => {
    seen = [];
    answer = { status: 200, body: '{}' };
    setLang('zh');
  });

  test('the table names every route of the contract with its method and path', () => {
    assert.equal(Object.keys(table).length, routes.length);
    for (const route of routes) assert.deepEqual(table[route.id]?.slice(0, 2), [route.method, route.path]);
  });

  test('parameters and query are filled in and encoded', () => {
    assert.equal(
      addressOf('policy.setParameter', { params: { tenant: 5, key: 'a/b' } }),
      '/api/nodes/5/parameters/a%2Fb',
    );
    assert.equal(
      addressOf('places.findNode', { query: { q: '青锋', opened: undefined } }),
      '/api/nodes?q=%E9%9D%92%E9%94%8B',
    );
  });

  test('a refusal is a value with its sentence, what to do next and its fields', async () => {
    answer = {
      status: 409,
      body: JSON.stringify({
        code: 'TIME_CONFLICT',
        message: '时间冲突',
        next: '请另选',
        details: { alternatives: [] },
      }),
    };
    const outcome = await call('tasks.respond', { params: { community: 5, id: 'x' }, body: { answer: 'accept' } });
    assert.ok(!outcome.ok);
    assert.deepEqual([outcome.kind, outcome.code, outcome.next], ['refused', 'TIME_CONFLICT', '请另选']);
    assert.deepEqual(outcome.details, { alternatives: [] });
  });

  test('the key of a submit travels, a retry with it carries the same one', async () => {
    const args = { params: { community: 5 }, body: { text: '灯坏了' } };
    await call('orders.place', args, { key: 'one-logical-submit' });
    await call('orders.place', args, { key: 'one-logical-submit' });
    await call('orders.place', args);
    const keys = seen.map((s) => s.headers['idempotency-key']);
    assert.equal(keys[0], 'one-logical-submit');
    assert.equal(keys[1], keys[0]);
    assert.ok(keys[2] && keys[2] !== keys[0]);
    assert.equal(seen[0]?.headers['accept-language'], 'zh-CN');
  });

  test('a reading sends no key and no body', async () => {
    await call('accounts.me', {});
    assert.equal(seen[0]?.headers['idempotency-key'], undefined);
    assert.equal(seen[0]?.headers['content-type'], undefined);
  });

  test('a fault, an answer that is no JSON and a lost connection are told apart', async () => {
    answer = { status: 502, body: '<html>' };
    const fault = await call('accounts.me', {});
    answer = { status: 500, body: JSON.stringify({ code: 'INTERNAL', message: '出错', next: '' }) };
    const told = await call('accounts.me', {});
    const before = globalThis.fetch;
    globalThis.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    setLang('en');
    const offline = await call('accounts.me', {});
    globalThis.fetch = before;
    assert.deepEqual(
      [fault, told, offline].map((o) => !o.ok && o.kind),
      ['failed', 'failed', 'offline'],
    );
    assert.match(offline.ok ? '' : offline.message, /connection/);
  });

  test('an ended session is told to the shell', async () => {
    let told = 0;
    whenSignedOut(() => void (told += 1));
    answer = { status: 401, body: JSON.stringify({ code: 'SIGN_IN_REQUIRED', message: '请先登录。', next: '' }) };
    await call('accounts.me', {});
    assert.equal(told, 1);
  });
});
