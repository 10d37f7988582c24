/** Walkthrough W-03 of the catalogue on the pages: “我去不了”. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Someone } from '../world.ts';
import { good, publishedTask, walk, type Walk } from './walk.ts';

describe('W-03 “我去不了” on the pages', () => {
  let walking: Walk;
  before(async () => {
    walking = await walk('2026-11-23T20:00:00+08:00');
  });
  after(() => walking.close());

  it('releases at a tap, another member accepts, the resident reads the new name and nobody is marked', async () => {
    const { w, open, faults } = walking;
    const worker = await w.staff('community_worker');
    const elder = await w.resident('王秀英');
    const first = await w.member('甲一');
    const others = [await w.member('乙二'), await w.member('丙三')];
    const { receipt } = await publishedTask(w, { elder, worker });

    // The member finds the task on the square and takes it.
    const phone = await open(first, 'phone', '/m/square');
    await phone.getByText('读信陪聊').first().click();
    await phone.getByRole('button', { name: '我来' }).click();
    await phone.getByText('已接单').first().waitFor();

    await w.advanceTo('2026-11-28T05:00:00+08:00');
    await phone.goto(`${walking.base}/m/services`);
    await phone.getByText('读信陪聊').first().click();
    await phone.getByRole('button', { name: '我去不了' }).click();
    const asked = phone.getByRole('dialog');
    await asked.getByText('不用说理由').waitFor();
    // No field for a reason and none for a proof: there is nothing to fill in.
    assert.equal(await asked.locator('input, textarea').count(), 0);
    await asked.getByRole('button', { name: '我去不了' }).click();
    await phone.getByText('已退出').first().waitFor();
    await w.settle();

    const invited: Someone[] = [];
    for (const m of others) {
      const items = good(await w.call(m.token, 'me.invitations')).items as { state: string }[];
      if (items.some((i) => i.state === 'offered')) invited.push(m);
    }
    assert.ok(invited[0], 'ranked members were asked by the platform');
    const second = await open(invited[0], 'phone', '/m/invitations');
    await second.getByRole('heading', { name: '读信陪聊' }).waitFor();
    await second.getByRole('button', { name: '接下来' }).click();
    await second.getByRole('button', { name: '我去不了' }).waitFor();
    await w.settle();

    const home = await open(elder, 'phone', `/m/orders/${w.community}/${receipt.order}`);
    await home.getByText(invited[0].name).first().waitFor();
    await home.goto(`${walking.base}/m/inbox`);
    await home.getByText(invited[0].name).first().waitFor();

    await phone.goto(`${walking.base}/m/services`);
    await phone.getByText('还没有接下的服务').waitFor();
    const trace = await w.rows('select state, flags, mark, reason from claim where person_id = $1', [first.id]);
    assert.deepEqual(trace, [{ state: 'released', flags: [], mark: null, reason: null }]);
    assert.deepEqual(faults, []);
  });
});
