/** What staff see of a notice that went along the gateways: its ways on the page of notices, and at the end the list of calls. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { channelsOf, notify } from '../../server/engines/notice/index.ts';
import { inTransaction } from '../../server/platform/database.ts';
import { done } from '../../server/platform/outcome.ts';
import { openReceiver, type Receiver } from '../receiver.ts';
import type { Someone } from '../world.ts';
import { readWithin, settled, wrongWith } from './inspect.ts';
import { walk, type Walk } from './walk.ts';

describe('the delivery of notices at the desk', () => {
  let walking: Walk;
  let sms: Receiver;
  let robot: Receiver;
  let worker: Someone;
  before(async () => {
    sms = await openReceiver();
    robot = await openReceiver(() => ({ json: { errcode: 0 } }));
    walking = await walk('2026-11-23T10:00:00+08:00', (deps) => {
      const templates = { '*': { id: 'T1', fields: { words: 'body' } } };
      const timeout_ms = 60_000;
      const settings = {
        sms: { url: sms.url, keyId: 'k', secret: 's', templates, timeout_ms },
        wecom: { robots: new Map([[4, robot.url]]), pages: null, timeout_ms },
      };
      return channelsOf({ wechat: null, webPush: null, ...settings }, deps);
    });
    worker = await walking.w.staff('community_worker');
  });
  after(async () => {
    await walking.close();
    await sms.close();
    await robot.close();
  });

  async function tell(person: Someone, status: number): Promise<void> {
    const { w } = walking;
    sms.answer = () => ({ status });
    await inTransaction(w.deps.db, { tenant: w.community }, async (tx) => {
      const params = { receipt: 'QF8K2M', answer: '灯修好了' };
      await notify(w.deps, tx, { tenant: w.community, persons: [person.id], kind: 'M-10.result', params });
      return done(null);
    });
    await w.settle();
    await w.app.deliverer.settle();
  }

  it('names each way, how it ended and when, and the person is on the list of calls when all have failed', async () => {
    const { w } = walking;
    const [reached, busy, lost] = [await w.resident('王秀英'), await w.resident('陈桂兰'), await w.resident('赵淑芬')];
    await tell(reached, 200);
    await tell(busy, 503);
    await tell(lost, 400);
    const page = await walking.open(worker, 'desk', `/desk/c/${w.community}/notices`);
    await settled(page);
    const row = (person: Someone) => page.getByRole('row').filter({ hasText: person.name });
    await readWithin(page, '王秀英');
    assert.match(await row(reached).innerText(), /已发[\s\S]*短信已送出 · 今天 10:00/);
    assert.match(await row(busy).innerText(), /已发[\s\S]*短信待再试 · 今天 10:01 · http_503/);
    assert.match(await row(lost).innerText(), /需致电[\s\S]*短信没送到 · 今天 10:00 · http_400/);
    assert.doesNotMatch(await page.locator('main').innerText(), /灯修好了|QF8K2M/, 'what it says is not shown here');
    assert.deepEqual(await wrongWith(page, false), []);
    const calls = await walking.open(worker, 'desk', `/desk/c/${w.community}/calls`);
    await readWithin(calls, '赵淑芬');
    await calls.getByRole('row').filter({ hasText: '赵淑芬' }).getByRole('button', { name: '打通了' }).click();
    await calls.getByText('今天没有要打的电话').waitFor();
    await page.reload();
    await settled(page);
    await readWithin(page, '已致电');
    assert.match(await row(lost).innerText(), /已致电[\s\S]*短信没送到[\s\S]*电话/);
    assert.deepEqual(walking.faults, []);
  });
});
