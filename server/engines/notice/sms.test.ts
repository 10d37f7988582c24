import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openReceiver, type Receiver } from '../../../test/receiver.ts';
import { testWorld, type Someone, type World } from '../../../test/world.ts';
import { inTransaction } from '../../platform/database.ts';
import { done } from '../../platform/outcome.ts';
import { notify } from './index.ts';
import { smsChannel } from './sms.ts';

const secret = 'a-secret-of-the-gateway';
const keyId = 'k-2026';

describe('SMS gateway', () => {
  let w: World;
  let gateway: Receiver;
  let day = 21;

  before(async () => {
    gateway = await openReceiver();
    const templates = { 'M-10.result': { id: 'SMS_1', fields: { code: 'receipt', words: 'body' } } };
    const settings = { url: `${gateway.url}/send`, keyId, secret, templates, timeout_ms: 60_000 };
    w = await testWorld({ at: '2026-11-21T09:00:00+08:00', channels: (deps) => [smsChannel(settings, deps.clock)] });
  });
  after(async () => {
    await w.close();
    await gateway.close();
  });
  beforeEach(async () => {
    // What an earlier test left waiting goes out now.
    gateway.answer = () => ({ json: { message_id: 'm-1' } });
    day += 1;
    await w.advanceTo(`2026-11-${day}T09:00:00+08:00`);
    await w.app.deliverer.settle();
    gateway.received.length = 0;
  });

  async function tell(person: Someone, urgent = false, kind: 'M-10.result' | 'M-11.rate' = 'M-10.result') {
    await inTransaction(w.deps.db, { tenant: w.community }, async (tx) => {
      const params = { receipt: 'QF8K2M', answer: '灯修好了' };
      await notify(w.deps, tx, { tenant: w.community, persons: [person.id], kind, params, urgent });
      return done(null);
    });
    await deliver();
  }
  async function deliver(): Promise<void> {
    await w.settle();
    await w.app.deliverer.settle();
  }
  async function after_min(minutes: number): Promise<number> {
    await w.advanceTo(new Date(w.clock.now().getTime() + minutes * 60_000));
    await w.app.deliverer.settle();
    return gateway.received.length;
  }
  const row = async (person: Someone) =>
    (
      await w.rows(
        `select d.state, d.attempts, d.why, d.provider_id, n.state as notice, n.channel from delivery d join notice n
         using (tenant_id, notice_id) where n.tenant_id = $1 and n.person_id = $2`,
        [w.community, person.id],
      )
    )[0];

  it('is asked once, signed over time and body, with the words of the template and the own number', async () => {
    const elder = await w.resident('王秀英');
    await tell(elder);
    assert.equal(gateway.received.length, 1);
    const { headers, body, json, path, method } = gateway.received[0]!;
    assert.deepEqual([method, path], ['POST', '/send']);
    const timestamp = String(headers['x-shaoying-timestamp']);
    assert.equal(headers['x-shaoying-key'], keyId);
    assert.equal(Number(timestamp), w.clock.now().getTime() / 1000);
    assert.equal(
      headers['x-shaoying-signature'],
      createHmac('sha256', secret).update(`${timestamp}\n`).update(body).digest('hex'),
    );
    assert.deepEqual(
      { ...json, key: null },
      {
        phone: elder.phone,
        template: 'SMS_1',
        params: { code: 'QF8K2M', words: '编号QF8K2M：灯修好了' },
        key: null,
      },
    );
    assert.equal(headers['idempotency-key'], json.key);
    assert.deepEqual(await row(elder), {
      state: 'sent',
      attempts: 1,
      why: null,
      provider_id: 'm-1',
      notice: 'sent',
      channel: 'sms',
    });
    assert.equal(await after_min(600), 1, 'a message that is sent stays sent once');
  });

  it('waits 1, 5, 30 and 120 minutes with one key, and then a person calls', async () => {
    const elder = await w.resident('陈桂兰');
    gateway.answer = () => ({ status: 503 });
    await tell(elder, true);
    const seen = [gateway.received.length];
    for (const minutes of [1, 5, 30, 120]) {
      seen.push(await after_min(minutes - 0.01));
      seen.push(await after_min(0.01));
    }
    assert.deepEqual(seen, [1, 1, 2, 2, 3, 3, 4, 4, 5]);
    assert.equal(new Set(gateway.received.map((r) => r.headers['idempotency-key'])).size, 1);
    assert.equal(new Set(gateway.received.map((r) => r.headers['x-shaoying-signature'])).size, 5, 'signed anew');
    assert.deepEqual(await row(elder), {
      state: 'failed',
      attempts: 5,
      why: 'http_503',
      provider_id: null,
      notice: 'needs_call',
      channel: 'inbox',
    });
    assert.equal(await after_min(24 * 60), 5);
  });

  it('takes 409 for a message that has gone already', async () => {
    const elder = await w.resident('刘玉珍');
    gateway.answer = () => ({ status: 409, json: { message_id: 'm-first' } });
    await tell(elder);
    assert.equal(await after_min(10), 1);
    const kept = await row(elder);
    assert.deepEqual([kept?.['state'], kept?.['provider_id']], ['sent', 'm-first']);
  });

  it('does not ask again where asking again would not help, and puts the person on the list of calls', async () => {
    const elder = await w.resident('赵淑芬');
    gateway.answer = () => ({ status: 400, json: { error: elder.phone } });
    await tell(elder);
    assert.equal(await after_min(10), 1);
    const kept = await row(elder);
    assert.deepEqual([kept?.['state'], kept?.['why'], kept?.['notice']], ['failed', 'http_400', 'needs_call']);
    const worker = await w.staff('community_worker');
    const calls = await w.call(worker.token, 'notices.calls', { params: { community: w.community } });
    assert.ok(calls.body.items.some((i: { person: { id: string } }) => i.person.id === elder.id));
  });

  it('rests as long as a busy gateway asks, and follows no redirect', async () => {
    const elder = await w.resident('孙桂英');
    gateway.answer = () => ({ status: 429, headers: { 'retry-after': '600' } });
    await tell(elder);
    assert.equal(await after_min(9.9), 1);
    gateway.answer = () => ({ status: 307, headers: { location: `${gateway.url}/elsewhere` } });
    assert.equal(await after_min(0.1), 2);
    assert.equal((await row(elder))?.['why'], 'http_307');
    assert.ok(gateway.received.every((r) => r.path === '/send'));
  });

  it('tries again in the morning rather than in the night, and at once when it is urgent', async () => {
    const [elder, ill] = [await w.resident('马秀兰'), await w.resident('胡月英')];
    gateway.answer = () => ({ status: 500 });
    await w.advanceTo(`2026-11-${day}T21:59:30+08:00`);
    await tell(elder);
    await tell(ill, true);
    assert.equal(gateway.received.length, 2);
    assert.equal(await after_min(1), 3, 'the urgent one');
    await w.advanceTo(`2026-11-${day + 1}T06:59:00+08:00`);
    await w.app.deliverer.settle();
    assert.deepEqual([(await row(elder))?.['attempts'], (await row(elder))?.['state']], [1, 'waiting']);
    await w.advanceTo(`2026-11-${day + 1}T07:00:00+08:00`);
    await w.app.deliverer.settle();
    assert.equal((await row(elder))?.['attempts'], 2);
  });

  it('brings nothing that was read meanwhile, and nothing for which it has no words', async () => {
    const [elder, other] = [await w.resident('郭凤英'), await w.resident('高玉兰')];
    gateway.answer = () => ({ status: 500 });
    await tell(elder);
    const inbox = await w.call(elder.token, 'me.inbox');
    await w.call(elder.token, 'me.seen', { body: { ids: inbox.body.items.map((i: { id: string }) => i.id) } });
    assert.equal(await after_min(200), 1);
    assert.deepEqual([(await row(elder))?.['state'], (await row(elder))?.['why']], ['dropped', 'seen']);
    await tell(other, false, 'M-11.rate');
    assert.equal(gateway.received.length, 1);
    assert.equal(await row(other), undefined);
  });
});
