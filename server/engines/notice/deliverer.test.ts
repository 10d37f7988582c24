import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { gate, openReceiver, type Receiver } from '../../../test/receiver.ts';
import { testWorld, type Someone, type World } from '../../../test/world.ts';
import { connect, inTransaction } from '../../platform/database.ts';
import { done } from '../../platform/outcome.ts';
import type { Channel } from './channel.ts';
import { delivererOf, notify, type Deliverer } from './index.ts';
import { smsChannel } from './sms.ts';

describe('bringing notices to gateways', () => {
  let w: World;
  let gateway: Receiver;
  let sms: Channel;
  let day = 21;

  before(async () => {
    gateway = await openReceiver();
    w = await testWorld({
      at: '2026-11-21T09:00:00+08:00',
      channels: (deps) => {
        const templates = { '*': { id: 'SMS_1', fields: { words: 'body' } } };
        sms = smsChannel({ url: gateway.url, keyId: 'k', secret: 's', templates, timeout_ms: 60_000 }, deps.clock);
        return [sms];
      },
    });
  });
  after(async () => {
    await w.close();
    await gateway.close();
  });
  beforeEach(async () => {
    gateway.answer = () => ({});
    day += 1;
    await w.advanceTo(`2026-11-${day}T09:00:00+08:00`);
    await w.app.deliverer.settle();
    gateway.received.length = 0;
  });

  async function tell(...people: Someone[]): Promise<void> {
    await inTransaction(w.deps.db, { tenant: w.community }, async (tx) => {
      const params = { receipt: 'QF8K2M', answer: '灯修好了' };
      const persons = people.map((p) => p.id);
      await notify(w.deps, tx, { tenant: w.community, persons, kind: 'M-10.result', params });
      return done(null);
    });
    await w.settle();
  }
  const delivery = async (person: Someone) =>
    (
      await w.rows(
        `select d.state, d.attempts, d.maybe_twice, d.why, n.state as notice from delivery d join notice n
         using (tenant_id, notice_id) where n.tenant_id = $1 and n.person_id = $2`,
        [w.community, person.id],
      )
    )[0];
  const later = (minutes: number) => w.clock.set(new Date(w.clock.now().getTime() + minutes * 60_000));
  /** A process that dies while the gateway is thinking: its send begins and nobody writes down how it ended. */
  async function dies(process: Deliverer, requests: number): Promise<void> {
    void process.settle();
    await gateway.arrived(requests);
  }

  it('sends once more after a death in the middle, marks it, and never a third time', async () => {
    const elder = await w.resident('王秀英');
    const held = gate();
    gateway.answer = async () => (await held.opened, { status: 500 });
    const processes = [0, 1, 2].map(() => delivererOf(w.deps, [sms]));
    await tell(elder);
    await dies(processes[0]!, 1);
    later(4.9);
    await processes[1]!.settle();
    assert.equal(gateway.received.length, 1, 'the lease still holds');
    later(0.1);
    await dies(processes[1]!, 2);
    assert.deepEqual(await delivery(elder), {
      state: 'sending',
      attempts: 2,
      maybe_twice: true,
      why: null,
      notice: 'sent',
    });
    later(5);
    await processes[2]!.settle();
    const ended = { state: 'failed', attempts: 2, maybe_twice: true, why: 'interrupted', notice: 'needs_call' };
    assert.deepEqual(await delivery(elder), ended);
    held.open();
    await Promise.all(processes.map((p) => p.stop()));
    assert.deepEqual(await delivery(elder), ended, 'whose lease is over writes nothing');
    assert.equal(gateway.received.length, 2);
    assert.equal(new Set(gateway.received.map((r) => r.headers['idempotency-key'])).size, 1);
  });

  it('holds no connection while gateways think, and asks four of them at a time', async () => {
    const people = await Promise.all(['甲', '乙', '丙', '丁', '戊'].map((name) => w.resident(name)));
    const held = gate();
    gateway.answer = async () => (await held.opened, {});
    await tell(...people);
    const one = connect(w.database.appUrl, 1);
    const process = delivererOf({ ...w.deps, db: one.db }, [sms]);
    const running = process.settle();
    await gateway.arrived(4);
    // The pool has a single connection: this answers only when no sending keeps it.
    assert.equal((await one.pool.query('select 1 as n')).rows[0].n, 1);
    assert.equal(gateway.received.length, 4);
    held.open();
    await running;
    assert.equal(gateway.received.length, 5);
    assert.deepEqual(
      (await Promise.all(people.map(delivery))).map((d) => d?.['state']),
      ['sent', 'sent', 'sent', 'sent', 'sent'],
    );
    await one.close();
  });

  it('drains on stop: what has begun is finished and written down, nothing new begins', async () => {
    const people = await Promise.all(['一', '二', '三', '四', '五', '六'].map((name) => w.resident(name)));
    const held = gate();
    gateway.answer = async () => (await held.opened, {});
    await tell(...people);
    const process = delivererOf(w.deps, [sms]);
    void process.settle();
    await gateway.arrived(4);
    let stopped = false;
    const stopping = process.stop().finally(() => {
      stopped = true;
    });
    await w.rows('select 1');
    assert.equal(stopped, false);
    held.open();
    await stopping;
    const states = (await Promise.all(people.map(delivery))).map((d) => d?.['state']).toSorted();
    assert.deepEqual(states, ['sent', 'sent', 'sent', 'sent', 'waiting', 'waiting']);
    await process.settle();
    assert.equal(gateway.received.length, 4);
    await w.app.deliverer.settle();
    assert.equal(gateway.received.length, 6, 'the next process brings the rest');
  });

  it('lets no delivery be taken twice by two processes', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, (_, n) => w.resident(`居民${n}`)));
    await tell(...people);
    await Promise.all([0, 1, 2].map(() => delivererOf(w.deps, [sms]).settle()));
    const keys = gateway.received.map((r) => String(r.headers['idempotency-key']));
    assert.equal(keys.length, 12);
    assert.equal(new Set(keys).size, 12);
  });

  it('finishes the others when one sending throws, and tries that one again', async () => {
    const [broken, ...others] = await Promise.all(['己', '庚', '辛', '壬', '癸'].map((name) => w.resident(name)));
    await tell(broken!, ...others);
    const throwing: Channel = {
      ...sms,
      send: (phone, m) => (phone === broken!.phone ? Promise.reject(new TypeError(phone)) : sms.send(phone, m)),
    };
    await delivererOf(w.deps, [throwing]).settle();
    assert.equal(gateway.received.length, 4);
    const kept = await delivery(broken!);
    assert.deepEqual([kept?.['state'], kept?.['why']], ['waiting', 'TypeError'], 'a name of the error, never its text');
    later(1);
    await w.app.deliverer.settle();
    assert.equal((await delivery(broken!))?.['state'], 'sent');
  });

  it('ends what a channel left behind that the deployment has given up', async () => {
    const elder = await w.resident('何秀珍');
    await tell(elder);
    await delivererOf(w.deps, [{ ...sms, name: 'web_push' }]).settle();
    const kept = await delivery(elder);
    assert.deepEqual([kept?.['state'], kept?.['why'], kept?.['notice']], ['failed', 'not_configured', 'needs_call']);
  });

  it('wakes nobody when it was away in the evening and is back at night', async () => {
    const [elder, ill] = [await w.resident('许桂珍'), await w.resident('沈玉梅')];
    await w.advanceTo(`2026-11-${day}T21:59:00+08:00`);
    await tell(elder);
    await tell(ill);
    await w.rows(`update notice set urgent = true where tenant_id = $1 and person_id = $2`, [w.community, ill.id]);
    // A third was being sent when the server went down.
    const cut = await w.resident('韩秀云');
    await tell(cut);
    await w.rows(
      `update delivery set state = 'sending', attempts = 1 from notice n where n.tenant_id = delivery.tenant_id
       and n.notice_id = delivery.notice_id and delivery.tenant_id = $1 and n.person_id = $2`,
      [w.community, cut.id],
    );
    await w.advanceTo(`2026-11-${day}T22:30:00+08:00`);
    await w.app.deliverer.settle();
    assert.deepEqual(
      gateway.received.map((r) => r.json.phone),
      [ill.phone],
      'urgent ones ring',
    );
    const kept = [await delivery(elder), await delivery(cut)];
    assert.deepEqual(
      kept.map((d) => [d?.['state'], d?.['attempts'], d?.['maybe_twice']]),
      [
        ['waiting', 0, false],
        ['waiting', 1, true],
      ],
    );
    await w.advanceTo(`2026-11-${day + 1}T06:59:00+08:00`);
    await w.app.deliverer.settle();
    assert.equal(gateway.received.length, 1);
    await w.advanceTo(`2026-11-${day + 1}T07:00:00+08:00`);
    await w.app.deliverer.settle();
    assert.deepEqual(
      gateway.received.map((r) => r.json.phone).toSorted(),
      [elder, ill, cut].map((p) => p.phone).toSorted(),
    );
  });

  it('brings no news of the day before yesterday', async () => {
    const elder = await w.resident('吕桂芳');
    await tell(elder);
    later(24 * 60 + 1);
    await w.app.deliverer.settle();
    assert.deepEqual([(await delivery(elder))?.['state'], (await delivery(elder))?.['why']], ['failed', 'too_old']);
    assert.equal(gateway.received.length, 0);
  });

  it('speaks the language of the person', async () => {
    const guest = await w.resident('Anna');
    await w.call(guest.token, 'accounts.preferences', { body: { locale: 'en' } });
    await tell(guest);
    await w.app.deliverer.settle();
    assert.deepEqual(gateway.received[0]?.json.params, { words: 'Number QF8K2M: 灯修好了' });
  });
});
