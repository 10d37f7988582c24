import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openReceiver, type Receiver } from '../../../test/receiver.ts';
import { testWorld, type World } from '../../../test/world.ts';
import { inTransaction } from '../../platform/database.ts';
import { done } from '../../platform/outcome.ts';
import { notify, notifyStaff, templates } from './index.ts';
import { wecomChannel } from './wecom-webhook.ts';

describe('WeCom group robot', () => {
  let w: World;
  let robot: Receiver;
  let hour = 9;

  before(async () => {
    robot = await openReceiver();
    w = await testWorld({
      at: '2026-11-21T09:00:00+08:00',
      channels: (deps) => {
        const robots = new Map([[deps.deployment.home ?? 0, `${robot.url}/cgi-bin/webhook/send?key=k1`]]);
        return [wecomChannel({ robots, pages: 'https://shaoying.example', timeout_ms: 60_000 }, deps.clock)];
      },
    });
    await w.staff('community_secretary');
    await w.staff('community_worker');
  });
  after(async () => {
    await w.close();
    await robot.close();
  });
  beforeEach(async () => {
    hour += 1;
    await w.advanceTo(`2026-11-21T${hour}:00:00+08:00`);
    robot.received.length = 0;
    robot.answer = () => ({ json: { errcode: 0 } });
  });

  async function tell(times: number, tenant = w.community): Promise<void> {
    await inTransaction(w.deps.db, { tenant }, async (tx) => {
      for (let n = 0; n < times; n += 1)
        await notifyStaff(w.deps, tx, {
          tenant,
          roles: ['community_secretary', 'community_worker'],
          kind: 'M-12.reopened',
          params: { title: '王秀英家的灯', score: '3', words: '还是不亮，电话13900000000' },
          link: '/desk/c/4/triage',
        });
      return done(null);
    });
    await w.settle();
    await w.app.deliverer.settle();
  }
  const states = async () =>
    w.rows(
      `select state, attempts, count(*)::int as n from delivery where tenant_id = $1 and at >= $2 group by 1, 2 order by 1`,
      [w.community, new Date(`2026-11-21T${hour}:00:00+08:00`)],
    );
  const after_s = async (seconds: number) => {
    await w.advanceTo(new Date(w.clock.now().getTime() + seconds * 1000));
    await w.app.deliverer.settle();
  };

  it('posts title and link once for all of the staff, and nobody’s name, number or words', async () => {
    await tell(1);
    assert.equal(robot.received.length, 1);
    const { path, json, body } = robot.received[0]!;
    assert.equal(path, '/cgi-bin/webhook/send?key=k1');
    assert.deepEqual(json, {
      msgtype: 'text',
      text: { content: '评分低，已重新办理\nhttps://shaoying.example/desk/c/4/triage' },
    });
    assert.doesNotMatch(body.toString('utf8'), /王秀英|1390|不亮/);
  });

  it('has no title that could hold a name', () => {
    for (const [kind, t] of Object.entries(templates)) assert.doesNotMatch(t.zh.title + t.en.title, /[{}]/, kind);
  });

  it('posts twenty in a minute; the rest waits, and waiting is no attempt', async () => {
    await tell(23);
    assert.equal(robot.received.length, 20);
    assert.deepEqual(await states(), [
      { state: 'sent', attempts: 1, n: 20 },
      { state: 'waiting', attempts: 0, n: 3 },
    ]);
    await after_s(59.9);
    assert.equal(robot.received.length, 20);
    await after_s(0.1);
    assert.equal(robot.received.length, 23);
    assert.deepEqual(await states(), [{ state: 'sent', attempts: 1, n: 23 }]);
  });

  it('rests a minute when the robot says that it is too much, and reaches no person by it', async () => {
    robot.answer = () => ({ json: { errcode: 45009 } });
    await tell(1);
    robot.answer = () => ({ json: { errcode: 0 } });
    await after_s(60);
    assert.equal(robot.received.length, 2);
    const channels = await w.rows(`select distinct channel from notice where tenant_id = $1`, [w.community]);
    assert.deepEqual(channels, [{ channel: 'inbox' }]);
  });

  it('gives a robot up that was removed, and tells no other community’s group', async () => {
    robot.answer = () => ({ json: { errcode: 93000 } });
    await tell(1);
    await after_s(600);
    assert.equal(robot.received.length, 1);
    assert.deepEqual(await states(), [{ state: 'failed', attempts: 1, n: 1 }]);
    await w.staff('community_worker', { tenant: w.elsewhere });
    await tell(1, w.elsewhere);
    assert.equal(robot.received.length, 1);
  });

  it('is told of what concerns the staff, never of what one resident is told', async () => {
    const elder = await w.resident('王秀英');
    await inTransaction(w.deps.db, { tenant: w.community }, async (tx) => {
      const params = { receipt: 'QF8K2M', answer: '灯修好了' };
      await notify(w.deps, tx, { tenant: w.community, persons: [elder.id], kind: 'M-10.result', params });
      return done(null);
    });
    await w.settle();
    await w.app.deliverer.settle();
    assert.equal(robot.received.length, 0);
  });
});
