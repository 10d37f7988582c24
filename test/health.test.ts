/** What a supervisor asks of the process, and how it stops while pages are listening. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { testWorld, type World } from './world.ts';

let w: World;
before(async () => (w = await testWorld()));
after(() => w.close());

it('says that it lives and that its database answers', async () => {
  const ask = async (url: string) => (await w.app.server.app.inject({ method: 'GET', url })).statusCode;
  assert.equal(await ask('/health/live'), 200);
  assert.equal(await ask('/health/ready'), 200);
});

it('ends open event streams when it is told to stop', { timeout: 60_000 }, async () => {
  const { token } = await w.resident();
  const address = await w.app.server.app.listen({ host: '127.0.0.1', port: 0 });
  const stream = await fetch(`${address}/api/live`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(stream.status, 200);
  const reader = stream.body!.getReader();
  assert.match(new TextDecoder().decode((await reader.read()).value), /connected/);
  await w.app.server.app.close();
  assert.equal((await reader.read()).done, true);
});
