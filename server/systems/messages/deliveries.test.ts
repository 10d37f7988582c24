import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openReceiver, type Receiver } from '../../../test/receiver.ts';
import { testWorld, type Someone, type World } from '../../../test/world.ts';
import { channelsOf, notify } from '../../engines/notice/index.ts';
import { inTransaction } from '../../platform/database.ts';
import { done } from '../../platform/outcome.ts';

describe('LST-04: staff see how far each notice has come', () => {
  let w: World;
  let wechat: Receiver;
  let sms: Receiver;
  let worker: Someone;
  let day = 21;

  before(async () => {
    wechat = await openReceiver(({ path }) =>
      path === '/cgi-bin/stable_token'
        ? { json: { access_token: 'token', expires_in: 7200 } }
        : { json: { errcode: 43004 } },
    );
    sms = await openReceiver();
    const timeout_ms = 60_000;
    const templates = { '*': { id: 'T1', fields: { words: 'body' } } };
    w = await testWorld({
      at: '2026-11-21T09:00:00+08:00',
      channels: (deps) =>
        channelsOf(
          {
            wechat: { base: wechat.url, appId: 'wx', secret: 's', pages: null, templates, timeout_ms },
            sms: { url: sms.url, keyId: 'k', secret: 's', templates, timeout_ms },
            webPush: null,
            wecom: null,
          },
          deps,
        ),
    });
  });
  after(async () => {
    await w.close();
    await wechat.close();
    await sms.close();
  });
  beforeEach(async () => {
    sms.answer = () => ({});
    day += 1;
    await at(`2026-11-${day}T09:00:00+08:00`);
    // A strong session lasts hours, these tests last days.
    worker = await w.staff('community_worker');
  });

  async function at(instant: string): Promise<void> {
    await w.advanceTo(instant);
    await w.app.deliverer.settle();
  }
  async function tell(person: Someone): Promise<void> {
    await inTransaction(w.deps.db, { tenant: w.community }, async (tx) => {
      const params = { receipt: 'QF8K2M', answer: '灯修好了' };
      await notify(w.deps, tx, { tenant: w.community, persons: [person.id], kind: 'M-10.result', params });
      return done(null);
    });
    await w.settle();
    await w.app.deliverer.settle();
  }
  const list = () => w.call(worker.token, 'notices.deliveries', { params: { community: w.community } });
  async function stateOf(person: Someone) {
    const { status, body } = await list();
    assert.equal(status, 200, JSON.stringify(body));
    const found = body.items.find((i: { person: { id: string } }) => i.person.id === person.id);
    return { state: found.state, since: new Date(found.since), channel: found.channel, ways: found.ways };
  }
  const time = (clock: string) => new Date(`2026-11-${day}T${clock}:00+08:00`);

  it('from one way to the next, and that it was seen', async () => {
    const elder = await w.resident('王秀英');
    await inTransaction(w.deps.db, { persons: [elder.id] }, async (tx) => {
      const address_enc = w.deps.keys.seal('o-elder');
      const row = { person_id: elder.id, channel: 'wechat_official', added_at: w.clock.now(), address_enc };
      await tx.insertInto('reach').values(row).execute();
      return done(null);
    });
    await tell(elder);
    const iso = time('09:00').toISOString();
    const way = { at: iso, attempts: 1, maybe_twice: false, why: null };
    assert.deepEqual(await stateOf(elder), {
      state: 'sent',
      since: time('09:00'),
      channel: 'sms',
      ways: (await stateOf(elder)).ways,
    });
    assert.deepEqual(
      (await stateOf(elder)).ways.map((v: { at: string }) => ({ ...v, at: new Date(v.at).toISOString() })),
      [
        { ...way, channel: 'wechat_official', state: 'failed', why: 'wechat_43004' },
        { ...way, channel: 'sms', state: 'sent' },
      ],
    );
    await at(`2026-11-${day}T10:30:00+08:00`);
    const inbox = await w.call(elder.token, 'me.inbox');
    await w.call(elder.token, 'me.seen', { body: { ids: [inbox.body.items[0].id] } });
    const seen = await stateOf(elder);
    assert.deepEqual([seen.state, seen.since, seen.channel], ['seen', time('10:30'), 'sms']);
  });

  it('when it is tried next, that it needs a call, and when somebody called', async () => {
    const elder = await w.resident('陈桂兰');
    sms.answer = () => ({ status: 503 });
    await tell(elder);
    const waiting = await stateOf(elder);
    assert.deepEqual([waiting.state, waiting.channel, waiting.ways.length], ['sent', 'inbox', 1]);
    const [first] = waiting.ways;
    assert.deepEqual([first.state, new Date(first.at), first.why], ['waiting', time('09:01'), 'http_503']);
    sms.answer = () => ({ status: 400 });
    await at(`2026-11-${day}T09:02:00+08:00`);
    const failed = await stateOf(elder);
    assert.deepEqual([failed.state, failed.since], ['needs_call', time('09:02')]);
    const [last] = failed.ways;
    assert.deepEqual([last.state, last.attempts, new Date(last.at)], ['failed', 2, time('09:02')]);
    await at(`2026-11-${day}T11:00:00+08:00`);
    const calls = await w.call(worker.token, 'notices.calls', { params: { community: w.community } });
    const { id } = calls.body.items.find((i: { person: { id: string } }) => i.person.id === elder.id);
    const params = { community: w.community, id };
    await w.call(worker.token, 'notices.called', { params, body: { outcome: 'reached' } });
    const called = await stateOf(elder);
    assert.deepEqual([called.state, called.since, called.channel], ['called', time('11:00'), 'call']);
    // Looking later changes nothing about who has called.
    await at(`2026-11-${day}T12:00:00+08:00`);
    const inbox = await w.call(elder.token, 'me.inbox');
    await w.call(elder.token, 'me.seen', { body: { ids: [inbox.body.items[0].id] } });
    assert.deepEqual((await stateOf(elder)).since, time('11:00'));
  });

  it('without a word of what was said, and to nobody but the staff of this community', async () => {
    const elder = await w.resident('刘玉珍');
    await tell(elder);
    const { body } = await list();
    assert.ok(body.items.length > 0);
    assert.doesNotMatch(JSON.stringify(body), /灯修好了|QF8K2M|o-elder/);
    const stranger = await w.staff('community_worker', { tenant: w.elsewhere });
    for (const token of [elder.token, stranger.token]) {
      const refused = await w.call(token, 'notices.deliveries', { params: { community: w.community } });
      assert.deepEqual([refused.status, refused.body.code], [403, 'FORBIDDEN']);
    }
    const there = await w.call(stranger.token, 'notices.deliveries', { params: { community: w.elsewhere } });
    assert.deepEqual([there.status, there.body.items], [200, []]);
  });
});
