import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { testWorld, type World } from '../../test/world.ts';
import { inTransaction } from './database.ts';
import { emit, relayOf, schedule, type Event } from './outbox.ts';
import { done } from './outcome.ts';

let w: World;
before(async () => {
  w = await testWorld();
});
after(() => w.close());

const emitted = (kind: string, subject: string) =>
  inTransaction(w.deps.db, { tenant: w.community }, async (tx) => {
    await emit(w.deps, tx, { tenant: w.community, kind, subject });
    return done(null);
  });
const forward = (ms: number) => w.clock.set(new Date(w.clock.now().getTime() + ms));

it('lets other events pass one whose reaction fails, rolls its half back, and parks it after the last attempt', async () => {
  const relay = relayOf(w.deps);
  const seen: string[] = [];
  let mended = false;
  let tries = 0;
  const bad = w.deps.ids.next();
  relay.on('test.happened', async (deps, tx, event: Event) => {
    if (event.subject === bad) {
      tries += 1;
      await emit(deps, tx, { tenant: event.tenant, kind: 'test.half', subject: bad });
      if (!mended) throw Object.assign(new Error('secret words of a resident'), { code: 'TEST_BROKEN' });
    }
    seen.push(event.subject);
  });
  const halves = async () => (await w.rows(`select 1 from outbox where kind = 'test.half'`)).length;
  const good = w.deps.ids.next();
  await emitted('test.happened', bad);
  await emitted('test.happened', good);

  await assert.rejects(relay.settle(), /secret words/, 'whoever settles hears of it');
  assert.deepEqual(seen, [good], 'the event behind it was told');
  assert.equal(await halves(), 0, 'nothing half done');

  await relay.settle();
  assert.equal(tries, 1, 'not before its wait is over');
  for (let attempt = 2; attempt <= 6; attempt += 1) {
    forward(2 * 3_600_000);
    await assert.rejects(relay.settle());
    assert.equal(tries, attempt);
  }
  const [row] = await w.rows(`select attempts, parked_at, why, relayed_at from outbox where payload->>'subject' = $1`, [
    bad,
  ]);
  assert.equal(row?.['attempts'], 6);
  assert.ok(row?.['parked_at']);
  assert.equal(row?.['why'], 'TEST_BROKEN', 'a short code, never the text');
  forward(24 * 3_600_000);
  await relay.settle();
  assert.equal(tries, 6, 'parked means left alone');

  mended = true;
  relay.start();
  for (let i = 0; i < 100 && tries < 7; i += 1) await new Promise((next) => setTimeout(next, 20));
  await relay.settle();
  await relay.stop();
  assert.deepEqual(seen, [good, bad], 'the next start tries it again');
  assert.equal(await halves(), 1, 'and its effect is there once');
  const [after_] = await w.rows(
    `select relayed_at, parked_at from outbox where payload->>'subject' = $1 and kind = 'test.happened'`,
    [bad],
  );
  assert.ok(after_?.['relayed_at']);
  assert.equal(after_?.['parked_at'], null);
});

it('puts off a due row in the same way, and a new time begins its attempts anew', async () => {
  const relay = relayOf(w.deps);
  const seen: string[] = [];
  const bad = w.deps.ids.next();
  const good = w.deps.ids.next();
  let broken = true;
  relay.onDue('test.due', async (_deps, _tx, event) => {
    if (event.subject === bad && broken) throw new Error('no');
    seen.push(event.subject);
  });
  const plan = (subject: string, at: Date) =>
    inTransaction(w.deps.db, { tenant: w.community }, async (tx) => {
      await schedule(w.deps, tx, { tenant: w.community, kind: 'test.due', subject, at });
      return done(null);
    });
  const now = w.clock.now();
  await plan(bad, new Date(now.getTime() - 2000));
  await plan(good, new Date(now.getTime() - 1000));
  await assert.rejects(relay.settle());
  assert.deepEqual(seen, [good]);
  broken = false;
  await plan(bad, now);
  await relay.settle();
  assert.deepEqual(seen, [good, bad]);
});
