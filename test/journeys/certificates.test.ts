/** A service record certificate on the pages: asked for, put up, objected to, prepared and issued by two, verified by a stranger. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { inTransaction } from '../../server/platform/database.ts';
import { done } from '../../server/platform/outcome.ts';
import { openSession } from '../../server/platform/session.ts';
import { at, serviceWorld, type ServiceWorld } from '../service-world.ts';
import type { Someone } from '../world.ts';
import { settled, wrongWith } from './inspect.ts';
import { walkIn, type Walk } from './walk.ts';

describe('a service record certificate on the pages', () => {
  let s: ServiceWorld;
  let walking: Walk;
  before(async () => {
    s = await serviceWorld(undefined, { pages: true });
    const job = await s.job();
    await s.serve(job, '10:00', '11:00');
    assert.equal((await s.audit(job, 'pass')).state, 'passed');
    await s.w.advanceTo(at('20:00'));
    walking = await walkIn(s.w);
  });
  after(() => walking.close());

  /** Sessions end with the days that pass here. */
  async function again(who: Someone, strong: boolean): Promise<Someone> {
    const token = await inTransaction(s.w.deps.db, { persons: [who.id] }, async (tx) =>
      done(await openSession(s.w.deps, tx, { personId: who.id, strong, device: 'test' })),
    );
    assert.ok(token.ok);
    return { ...who, token: token.value };
  }
  async function sound(page: Page, says: string): Promise<void> {
    await page.getByText(says).first().waitFor();
    await settled(page);
    assert.deepEqual(await wrongWith(page, false), [], says);
  }

  it('goes from the request to the square code of the paper', async () => {
    const { w } = s;
    const phone = await walking.open(s.helper, 'phone', '/m/certificates');
    await phone.getByText('还没有申请过').waitFor();
    await phone.getByText('1次服务，共1小时').waitFor();
    await phone.getByRole('button', { name: '申请', exact: true }).click();
    await phone.getByText('请填证件号码，至少5位。').waitFor();
    await phone.getByLabel('证件号码').fill('11010519491231002X');
    await phone.getByText('我同意写明姓名').click();
    await phone.getByRole('button', { name: '申请', exact: true }).click();
    await sound(phone, '第一份证明先公示');

    // A neighbour objects; the name is masked for everybody.
    const neighbour = await walking.open(s.elder, 'narrow', `/m/publicity/${w.community}`);
    await neighbour.getByText('李**').first().waitFor();
    await neighbour.getByRole('button', { name: '我有意见' }).click();
    await neighbour.getByLabel('哪里不对').fill('那天只来了半个小时');
    await sound(neighbour, '提交意见');
    await neighbour.getByRole('button', { name: '提交意见' }).click();
    await neighbour.getByText('意见已交给社区').first().waitFor();

    const worker = await again(s.worker, true);
    const desk = await walking.open(worker, 'desk', `/desk/c/${w.community}/certificates`);
    await sound(desk, '1条意见待答复');
    await desk.getByRole('link', { name: /李/ }).click();
    await desk.getByLabel('答复写给提意见的人').fill('签到签退记录都在，是一小时。');
    await sound(desk, '公示期间的意见');
    await desk.getByRole('button', { name: '意见不成立，答复' }).click();
    await desk.getByText('已答复。').first().waitFor();

    // Seven whole days later the first of two people looks at the document.
    await w.advanceTo('2026-12-07T10:00:00+08:00');
    const handling = await again(s.worker, true);
    const counter = await walking.open(handling, 'desk', `/desk/c/${w.community}/certificates`);
    await counter.getByRole('link', { name: /李/ }).click();
    assert.ok(await counter.getByRole('button', { name: '经办' }).isDisabled());
    await counter.getByText('我看过证件原件').click();
    await counter.getByRole('button', { name: '经办' }).click();
    await sound(counter, '待出具');
    assert.equal(await counter.getByRole('button', { name: '出具', exact: true }).count(), 0);

    const secretary = await w.staff('community_secretary', { name: '书记' });
    const second = await walking.open(secretary, 'desk', new URL(counter.url()).pathname);
    await second.getByRole('button', { name: '出具', exact: true }).click();
    await sound(second, '已出具');

    // The holder has the paper, and a stranger verifies it by the address of its square code.
    const holder = await again(s.helper, false);
    const mine = await walking.open(holder, 'narrow', '/m/certificates');
    await sound(mine, '下载证明（PDF）');
    const paper = await mine.request.get(
      walking.base + (await mine.getByRole('link', { name: '下载证明（PDF）' }).getAttribute('href')),
    );
    assert.ok((await paper.body()).subarray(0, 5).equals(Buffer.from('%PDF-')));
    const address = await mine.getByRole('link', { name: '打开核验页' }).getAttribute('href');
    const stranger = await walking.open(null, 'phone', address!);
    await sound(stranger, '真实有效');
    assert.equal(await stranger.getByText('李老师').count(), 0);

    await second.getByRole('button', { name: '撤销证明' }).click();
    await second.getByLabel('撤销的原因').fill('时长有误');
    await second.getByRole('button', { name: '撤销证明' }).click();
    await second.getByText('已撤销').first().waitFor();
    await stranger.reload();
    await sound(stranger, '这份证明出具过，后来撤销了');
    assert.deepEqual(walking.faults, []);
  });
});
