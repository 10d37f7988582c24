import assert from 'node:assert/strict';
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openReceiver, type Received, type Receiver } from '../../../test/receiver.ts';
import { testWorld, type Someone, type World } from '../../../test/world.ts';
import { inTransaction } from '../../platform/database.ts';
import { done } from '../../platform/outcome.ts';
import { openSession } from '../../platform/session.ts';
import { delivererOf, notify, type Channel } from './index.ts';
import { smsChannel } from './sms.ts';
import { encrypted, webPushChannel, type WebPushSettings } from './web-push.ts';

const bytes = (text: string) => Buffer.from(text, 'base64url');

/** A browser with a subscription of its own; reads what was pushed to it, as RFC 8291 tells the receiving side. */
function browser(push: Receiver, path = '/push/1') {
  const keys = createECDH('prime256v1');
  keys.generateKeys();
  const auth = randomBytes(16);
  return {
    subscription: {
      endpoint: `${push.url}${path}`,
      p256dh: keys.getPublicKey('base64url'),
      auth: auth.toString('base64url'),
    },
    read(body: Buffer): unknown {
      const [salt, size, length] = [body.subarray(0, 16), body.readUInt32BE(16), body[20]!];
      const sender = body.subarray(21, 21 + length);
      const sealed = body.subarray(21 + length);
      assert.ok(body.length <= 4096 && sealed.length <= size);
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), sender]);
      const shared = Buffer.from(hkdfSync('sha256', keys.computeSecret(sender), auth, info, 32));
      const part = (name: string, n: number) =>
        Buffer.from(hkdfSync('sha256', shared, salt, `Content-Encoding: ${name}\0`, n));
      const decipher = createDecipheriv('aes-128-gcm', part('aes128gcm', 16), part('nonce', 12));
      decipher.setAuthTag(sealed.subarray(-16));
      const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
      assert.equal(plain.at(-1), 2, 'the last record');
      return JSON.parse(plain.subarray(0, -1).toString('utf8'));
    },
  };
}

describe('RFC 8291', () => {
  it('encrypts the example of appendix A to the last byte', () => {
    const sealed = encrypted(
      Buffer.from('When I grow up, I want to be a watermelon'),
      {
        p256dh: bytes('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
        auth: bytes('BTBZMqHH6r4Tts7J_aSIgg'),
      },
      bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
      bytes('DGv6ra1nlYgDCS1FRnbzlw'),
    );
    assert.equal(
      Buffer.from(sealed).toString('base64url'),
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    );
  });
});

describe('web push', () => {
  let w: World;
  let push: Receiver;
  let sms: Receiver;
  const server = createECDH('prime256v1');
  server.generateKeys();
  const contact = 'mailto:office@shaoying.example';

  let settings: WebPushSettings;
  let smsOut: Channel;

  before(async () => {
    [push, sms] = [await openReceiver(), await openReceiver()];
    const timeout_ms = 60_000;
    settings = {
      publicKey: server.getPublicKey('base64url'),
      // A key that begins with a zero byte is given without it.
      privateKey: Buffer.concat([Buffer.alloc(32), server.getPrivateKey()])
        .subarray(-32)
        .toString('base64url'),
      contact,
      services: new Set([push.url]),
      timeout_ms,
    };
    const templates = { '*': { id: 'SMS_1', fields: { words: 'body' } } };
    w = await testWorld({
      at: '2026-11-21T09:00:00+08:00',
      channels: (deps) => {
        smsOut = smsChannel({ url: sms.url, keyId: 'k', secret: 's', templates, timeout_ms }, deps.clock);
        return [webPushChannel(settings, deps.clock, deps.random), smsOut];
      },
    });
  });
  after(async () => {
    await w.close();
    await push.close();
    await sms.close();
  });
  beforeEach(() => {
    [push, sms].forEach((r) => {
      r.received.length = 0;
    });
    push.answer = () => ({ status: 201, headers: { location: '/message/1' } });
    sms.answer = () => ({});
  });

  async function tell(person: Someone, urgent = false, answer = '灯修好了'): Promise<void> {
    await inTransaction(w.deps.db, { tenant: w.community }, async (tx) => {
      const params = { receipt: 'QF8K2M', answer };
      const what = { kind: 'M-10.result', params, link: '/m/orders/4/1', urgent } as const;
      await notify(w.deps, tx, { tenant: w.community, persons: [person.id], ...what });
      return done(null);
    });
    await w.settle();
    await w.app.deliverer.settle();
  }
  const register = (who: Someone, subscription: unknown) =>
    w.call(who.token, 'me.setPush', { body: subscription as object });
  const channels = async (person: Someone) =>
    (
      await w.rows(
        `select d.channel, d.state, d.why from delivery d join notice n using (tenant_id, notice_id)
         where n.tenant_id = $1 and n.person_id = $2 order by n.notice_id, d.at, d.channel desc`,
        [w.community, person.id],
      )
    ).map((d) => [d['channel'], d['state'], d['why']].join(' ').trim());
  const noticeState = async (person: Someone) =>
    (await w.rows(`select state from notice where tenant_id = $1 and person_id = $2`, [w.community, person.id]))[0]?.[
      'state'
    ];

  /** RFC 8292 as a push service checks it. */
  function verified({ headers }: Received): { aud: string; exp: number; sub: string } {
    const [, token, key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(String(headers.authorization)) ?? [];
    const [head, claims, signature] = token!.split('.');
    const point = bytes(key!);
    assert.equal(key, server.getPublicKey('base64url'));
    const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
    const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
    const good = verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      bytes(signature!),
    );
    assert.ok(good, 'the signature holds');
    assert.deepEqual(JSON.parse(bytes(head!).toString()), { typ: 'JWT', alg: 'ES256' });
    return JSON.parse(bytes(claims!).toString());
  }

  it('reaches the browser that was registered, signed for its push service and readable by it alone', async () => {
    const [elder, phone] = [await w.resident('王秀英'), browser(push)];
    assert.equal((await register(elder, phone.subscription)).status, 200);
    await tell(elder);
    const [got] = push.received;
    assert.deepEqual([got?.method, got?.path], ['POST', '/push/1']);
    assert.deepEqual(phone.read(got!.body), {
      title: '您的点单有结果了',
      body: '编号QF8K2M：灯修好了',
      link: '/m/orders/4/1',
    });
    const { aud, exp, sub } = verified(got!);
    const now_s = w.clock.now().getTime() / 1000;
    assert.deepEqual([aud, sub], [push.url, contact]);
    assert.ok(exp > now_s && exp <= now_s + 86_400, 'good for a day at most');
    assert.deepEqual(
      [got!.headers['content-encoding'], got!.headers['ttl'], got!.headers['urgency']],
      ['aes128gcm', '86400', 'normal'],
    );
    assert.match(String(got!.headers['topic']), /^[\w-]{32}$/);
    assert.deepEqual(await channels(elder), ['web_push sent']);
    await tell(elder, true);
    assert.equal(push.received[1]?.headers['urgency'], 'high');
    assert.notDeepEqual(push.received[1]?.body.subarray(0, 86), got!.body.subarray(0, 86), 'salt and key are new');
    await tell(elder, false, '👵'.repeat(5000));
    const long = phone.read(push.received[2]!.body) as { body: string };
    assert.equal([...long.body].length, 500);
  });

  it('forgets a subscription that is gone and goes on to SMS', async () => {
    const elder = await w.resident('陈桂兰');
    await register(elder, browser(push).subscription);
    push.answer = () => ({ status: 410 });
    await tell(elder);
    assert.deepEqual(await channels(elder), ['web_push failed http_410', 'sms sent']);
    assert.equal((await w.call(elder.token, 'me.push')).body.endpoint, null);
  });

  it('keeps the device that was named while a push service said that the old one is gone', async () => {
    const elder = await w.resident('何秀珍');
    const newer = browser(push, '/push/newer').subscription;
    await register(elder, browser(push, '/push/older').subscription);
    push.answer = async () => {
      assert.equal((await register(elder, newer)).status, 200);
      return { status: 410 };
    };
    await tell(elder);
    assert.deepEqual(await channels(elder), ['web_push failed http_410', 'sms sent']);
    assert.equal((await w.call(elder.token, 'me.push')).body.endpoint, newer.endpoint);
  });

  it('goes along the chain to its end, and there a person calls', async () => {
    const elder = await w.resident('刘玉珍');
    await register(elder, browser(push).subscription);
    push.answer = () => ({ status: 413 });
    sms.answer = () => ({ status: 500 });
    await tell(elder);
    assert.equal(await noticeState(elder), 'sent');
    for (const minutes of [1, 5, 30, 120]) {
      await w.advanceTo(new Date(w.clock.now().getTime() + minutes * 60_000));
      await w.app.deliverer.settle();
    }
    assert.deepEqual(await channels(elder), ['web_push failed http_413', 'sms failed http_500']);
    assert.equal(await noticeState(elder), 'needs_call');
    const worker = await w.staff('community_worker');
    const calls = await w.call(worker.token, 'notices.calls', { params: { community: w.community } });
    assert.ok(calls.body.items.some((i: { person: { id: string } }) => i.person.id === elder.id));
  });

  it('keeps one device, the newest, shows it to its owner, and removes it when asked', async () => {
    const elder = await w.resident('赵淑芬');
    const [old, newer] = [browser(push, '/push/old'), browser(push, '/push/new')];
    const offered = await w.call(elder.token, 'me.push');
    assert.deepEqual(offered.body, { key: server.getPublicKey('base64url'), endpoint: null });
    await register(elder, old.subscription);
    await register(elder, newer.subscription);
    assert.equal((await w.call(elder.token, 'me.push')).body.endpoint, newer.subscription.endpoint);
    const other = await w.resident('别人');
    assert.equal((await w.call(other.token, 'me.push')).body.endpoint, null);
    await tell(elder);
    assert.deepEqual(
      push.received.map((r) => r.path),
      ['/push/new'],
    );
    assert.equal((await w.call(elder.token, 'me.removePush')).status, 200);
    await tell(elder);
    assert.equal(push.received.length, 1);
    assert.equal(sms.received.length, 1);
    const [kept] = await w.rows('select count(*)::int as n from reach where person_id = $1', [elder.id]);
    assert.equal(kept?.['n'], 0);
  });

  it('pushes nothing to a device whose session is over', async () => {
    const elder = await w.resident('孙桂英');
    await register(elder, browser(push).subscription);
    assert.equal((await w.call(elder.token, 'accounts.signOut')).status, 200);
    await tell(elder);
    assert.equal(push.received.length, 0);
    assert.equal(sms.received.length, 1);
    // Signed in again on the same phone: the switch must not look as if it were on.
    const outcome = await inTransaction(w.deps.db, { persons: [elder.id] }, async (tx) =>
      done(await openSession(w.deps, tx, { personId: elder.id, strong: false, device: 'test' })),
    );
    assert.ok(outcome.ok);
    assert.equal((await w.call(outcome.value, 'me.push')).body.endpoint, null);
  });

  it('forgets a subscription for an earlier key of this server without asking anybody', async () => {
    const elder = await w.resident('吕桂芳');
    await register(elder, browser(push).subscription);
    const other = createECDH('prime256v1');
    other.generateKeys();
    const publicKey = other.getPublicKey('base64url');
    const rotated = webPushChannel({ ...settings, publicKey }, w.deps.clock, w.deps.random);
    await inTransaction(w.deps.db, { tenant: w.community }, async (tx) => {
      const what = { kind: 'M-10.result', params: { receipt: 'QF8K2M', answer: '灯修好了' } } as const;
      await notify(w.deps, tx, { tenant: w.community, persons: [elder.id], ...what });
      return done(null);
    });
    await w.settle();
    await delivererOf(w.deps, [rotated, smsOut]).settle();
    assert.deepEqual(await channels(elder), ['web_push failed subscription', 'sms sent']);
    assert.equal(push.received.length, 0);
    assert.equal((await w.call(elder.token, 'me.push')).body.endpoint, null);
  });

  it('asks no address but those of configured push services, and keeps no broken subscription', async () => {
    const elder = await w.resident('胡月英');
    const good = browser(push).subscription;
    const inside = { ...good, endpoint: `${sms.url}/push/1` };
    const offCurve = { ...good, p256dh: Buffer.alloc(65, 4).toString('base64url') };
    for (const bad of [inside, offCurve, { ...good, endpoint: 'http://169.254.169.254/latest' }]) {
      const answer = await register(elder, bad);
      assert.deepEqual([answer.status, answer.body.code], [409, 'PUSH_UNAVAILABLE']);
    }
    for (const bad of [{ ...good, auth: 'short' }, { ...good, endpoint: 'file:///etc/passwd' }, {}])
      assert.equal((await register(elder, bad)).body.code, 'INPUT_INVALID');
    assert.equal((await w.call(elder.token, 'me.push')).body.endpoint, null);
  });

  it('is told in the export of own data, without the address', async () => {
    const elder = await w.resident('马秀兰');
    await register(elder, browser(push).subscription);
    const { body } = await w.call(elder.token, 'accounts.exportMine');
    assert.deepEqual(
      body.reached_by.map((r: { channel: string }) => r.channel),
      ['web_push'],
    );
  });
});

describe('a deployment without push', () => {
  it('offers no key and keeps no subscription', async () => {
    const w = await testWorld();
    const push = await openReceiver();
    const elder = await w.resident();
    assert.deepEqual((await w.call(elder.token, 'me.push')).body, { key: null, endpoint: null });
    const refused = await w.call(elder.token, 'me.setPush', { body: browser(push).subscription });
    assert.equal(refused.body.code, 'PUSH_UNAVAILABLE');
    assert.equal((await w.call(elder.token, 'me.removePush')).status, 200);
    await push.close();
    await w.close();
  });
});
