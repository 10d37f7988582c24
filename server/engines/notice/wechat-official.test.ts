import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openReceiver, type Answering, type Received, type Receiver } from '../../../test/receiver.ts';
import { testWorld, type Someone, type World } from '../../../test/world.ts';
import { inTransaction } from '../../platform/database.ts';
import { done } from '../../platform/outcome.ts';
import { notify } from './index.ts';
import { smsChannel } from './sms.ts';
import { wechatChannel } from './wechat-official.ts';

const tokenPath = '/cgi-bin/stable_token';
const appId = 'wx-test';
const secret = 'a-secret-of-the-account';

describe('WeChat official account', () => {
  let w: World;
  let wechat: Receiver;
  let sms: Receiver;
  let tokens = 0;
  /** What WeChat says to a message. */
  let say: (request: Received) => Answering;

  before(async () => {
    sms = await openReceiver();
    wechat = await openReceiver((request) => {
      if (request.path !== tokenPath) return say(request);
      const { grant_type, appid, secret: given } = request.json;
      if (grant_type !== 'client_credential' || appid !== appId || given !== secret)
        return { json: { errcode: 40125 } };
      tokens += 1;
      return { json: { access_token: `token-${tokens}`, expires_in: 7200 } };
    });
    const timeout_ms = 60_000;
    const templates = { 'M-10.result': { id: 'TM1', fields: { thing1: 'title', thing2: 'answer', const3: 'body' } } };
    const account = { base: wechat.url, appId, secret, pages: 'https://shaoying.example', templates, timeout_ms };
    const all = { '*': { id: 'SMS_1', fields: { words: 'body' } } };
    w = await testWorld({
      at: '2026-11-21T09:00:00+08:00',
      channels: (deps) => [
        wechatChannel(account, deps.clock),
        smsChannel({ url: sms.url, keyId: 'k', secret: 's', templates: all, timeout_ms }, deps.clock),
      ],
    });
  });
  after(async () => {
    await w.close();
    await wechat.close();
    await sms.close();
  });
  beforeEach(() => {
    wechat.received.length = 0;
    sms.received.length = 0;
    say = () => ({ json: { errcode: 0, errmsg: 'ok', msgid: 200228332 } });
  });

  async function follower(name: string, openid: string): Promise<Someone> {
    const person = await w.resident(name);
    await inTransaction(w.deps.db, { persons: [person.id] }, async (tx) => {
      const row = { person_id: person.id, channel: 'wechat_official', added_at: w.clock.now() };
      await tx
        .insertInto('reach')
        .values({ ...row, address_enc: w.deps.keys.seal(openid) })
        .execute();
      return done(null);
    });
    return person;
  }
  async function tell(person: Someone, answer = '灯修好了'): Promise<void> {
    await inTransaction(w.deps.db, { tenant: w.community }, async (tx) => {
      const params = { receipt: 'QF8K2M', answer };
      const link = '/m/orders/4/1';
      await notify(w.deps, tx, { tenant: w.community, persons: [person.id], kind: 'M-10.result', params, link });
      return done(null);
    });
    await w.settle();
    await w.app.deliverer.settle();
  }
  async function after_min(minutes: number): Promise<void> {
    await w.advanceTo(new Date(w.clock.now().getTime() + minutes * 60_000));
    await w.app.deliverer.settle();
  }
  const deliveries = async (person: Someone) =>
    (
      await w.rows(
        `select d.channel, d.state, d.why from delivery d join notice n using (tenant_id, notice_id)
         where n.tenant_id = $1 and n.person_id = $2 order by n.notice_id, d.at, d.channel desc`,
        [w.community, person.id],
      )
    ).map((d) => [d['channel'], d['state'], d['why']]);
  const messages = () => wechat.received.filter((r) => r.path !== tokenPath);
  const tokenRequests = () => wechat.received.length - messages().length;
  const tokenOf = (r: Received) => new URL(r.path, wechat.url).searchParams.get('access_token');

  it('fetches its token once, keeps it, and asks anew shortly before its end', async () => {
    const people = await Promise.all(['甲', '乙', '丙', '丁', '戊'].map((name, n) => follower(name, `o-${n}`)));
    await Promise.all(people.map((p) => tell(p)));
    assert.equal(tokenRequests(), 1, 'those who come together share one request');
    assert.deepEqual(new Set(messages().map(tokenOf)), new Set(['token-1']));
    await after_min(114);
    await tell(people[0]!);
    assert.equal(tokenRequests(), 1);
    await after_min(1);
    await tell(people[0]!);
    assert.equal(tokenRequests(), 2);
    assert.equal(tokenOf(messages().at(-1)!), 'token-2');
    assert.deepEqual(sms.received, []);
  });

  it('sends the template with its places filled, a link and a number that WeChat sends once', async () => {
    const elder = await follower('王秀英', 'o-elder');
    await tell(elder, '灯已经修好了，是三号楼一单元门口的那一盏，请您放心');
    const { path, json } = messages()[0]!;
    assert.match(path, /^\/cgi-bin\/message\/template\/send\?/);
    assert.match(json.client_msg_id, /^[0-9a-f]{32}$/);
    assert.deepEqual(
      { ...json, client_msg_id: '' },
      {
        touser: 'o-elder',
        template_id: 'TM1',
        client_msg_id: '',
        url: 'https://shaoying.example/m/orders/4/1',
        data: {
          thing1: { value: '您的点单有结果了' },
          thing2: { value: '灯已经修好了，是三号楼一单元门口的那一…' },
          const3: { value: '编号QF8K2M：灯已经修好了，是三号楼一单元门口的那一盏，请您放心' },
        },
      },
    );
    assert.equal([...json.data.thing2.value].length, 20);
    assert.deepEqual(await deliveries(elder), [['wechat_official', 'sent', null]]);
  });

  it('renews the token on 40001 and sends at once', async () => {
    const elder = await follower('陈桂兰', 'o-chen');
    say = (r) => ({ json: { errcode: tokenOf(r) === `token-${tokens}` && tokens > before ? 0 : 40001 } });
    const before = tokens;
    await tell(elder);
    assert.equal(tokenRequests(), 1);
    assert.equal(messages().length, 2);
    assert.equal(new Set(messages().map((m) => m.json.client_msg_id)).size, 1);
    assert.deepEqual(await deliveries(elder), [['wechat_official', 'sent', null]]);
  });

  it('asks for no more than one new token when WeChat refuses that one too', async () => {
    const elder = await follower('刘玉珍', 'o-liu');
    say = () => ({ json: { errcode: 40001 } });
    await tell(elder);
    assert.deepEqual([tokenRequests(), messages().length], [1, 2]);
    assert.deepEqual(await deliveries(elder), [['wechat_official', 'waiting', 'wechat_40001']]);
    say = () => ({ json: { errcode: 0 } });
    await after_min(1);
    assert.deepEqual(await deliveries(elder), [['wechat_official', 'sent', null]]);
  });

  it('forgets who does not follow any more and goes on to SMS at once', async () => {
    const elder = await follower('赵淑芬', 'o-zhao');
    say = () => ({ json: { errcode: 43004, errmsg: 'require subscribe' } });
    await tell(elder);
    assert.deepEqual(await deliveries(elder), [
      ['wechat_official', 'failed', 'wechat_43004'],
      ['sms', 'sent', null],
    ]);
    assert.equal(sms.received[0]?.json.phone, elder.phone);
    const kept = await w.rows(`select channel from reach where person_id = $1`, [elder.id]);
    assert.deepEqual(kept, []);
    await tell(elder);
    assert.equal(messages().length, 1, 'the next notice begins with SMS');
    assert.equal(sms.received.length, 2);
  });

  it('looks again in an hour when the quota of the day is used up, and keeps the address', async () => {
    const elder = await follower('孙桂英', 'o-sun');
    say = () => ({ json: { errcode: 45009 } });
    await tell(elder);
    await after_min(59);
    assert.equal(messages().length, 1);
    say = () => ({ json: { errcode: 0 } });
    await after_min(1);
    assert.deepEqual(await deliveries(elder), [['wechat_official', 'sent', null]]);
  });

  it('goes on when the account is set up wrongly', async () => {
    const elder = await follower('胡月英', 'o-hu');
    say = () => ({ json: { errcode: 40037, errmsg: 'invalid template_id' } });
    await tell(elder);
    assert.deepEqual(await deliveries(elder), [
      ['wechat_official', 'failed', 'wechat_40037'],
      ['sms', 'sent', null],
    ]);
  });
});
