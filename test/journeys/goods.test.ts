/** The goods counter on the pages: sponsor, item, order on the phone, code at the desk, balance, stock-taking, report. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { at, serviceWorld, type ServiceWorld } from '../service-world.ts';
import { settled, wrongWith } from './inspect.ts';
import { walkIn, type Walk } from './walk.ts';

describe('the goods counter on the pages', () => {
  let s: ServiceWorld;
  let walking: Walk;
  before(async () => {
    s = await serviceWorld(undefined, { pages: true });
    const job = await s.job();
    await s.serve(job, '10:00', '11:00');
    assert.equal((await s.audit(job, 'pass')).state, 'passed');
    assert.equal((await s.confirm(job, 'group')).status, 200);
    assert.equal((await s.confirm(job, 'branch')).status, 200);
    await s.w.advanceTo(at('14:00'));
    walking = await walkIn(s.w);
  });
  after(() => walking.close());

  async function sound(page: Page, says: string): Promise<void> {
    await page.getByText(says).first().waitFor();
    await settled(page);
    assert.deepEqual(await wrongWith(page), [], says);
  }
  const redeemable = async (): Promise<number> => (await s.balances())['redeemable_points'] ?? 0;

  it('goes from the sponsor to the empty shelf and the report', async () => {
    const { w } = s;
    const earned = await redeemable();
    assert.ok(earned > 20, `${earned}`);
    const desk = await walking.open(s.worker, 'desk', `/desk/c/${w.community}/goods?tab=sponsors`);
    await desk.getByRole('button', { name: '登记赞助方' }).click();
    await desk.getByLabel('名称').fill('爱心超市');
    await sound(desk, '监管它的单位编号');
    await desk.getByRole('button', { name: '保存' }).click();
    await desk.getByText('已保存。').first().waitFor();
    await desk.getByRole('button', { name: '物品与库存' }).click();
    await desk.getByRole('button', { name: '添加物品' }).click();
    await desk.getByLabel('名称').fill('现金红包');
    await desk.getByLabel('每份积分').fill('0.1');
    await desk.getByLabel('库存').fill('2');
    await desk.getByRole('button', { name: '保存' }).click();
    await desk.getByText('GOODS_NOT_CASH').waitFor();
    await desk.getByLabel('名称').fill('洗衣液');
    await sound(desk, '每人每年最多几份');
    await desk.getByRole('button', { name: '保存' }).click();
    await desk.getByRole('cell', { name: '洗衣液' }).waitFor();
    await sound(desk, '可兑换');

    const phone = await walking.open(s.helper, 'phone', '/m/goods');
    await phone.getByRole('button', { name: '兑换', exact: true }).click();
    await phone.getByText('花0.1').waitFor();
    await sound(phone, '可用积分还剩');
    await phone.getByRole('button', { name: '确认兑换' }).click();
    await sound(phone, '取货码');
    const code = (await phone.locator('.collect-code').innerText()).replaceAll(/\D/g, '');
    assert.match(code, /^\d{8}$/);

    await desk.getByRole('button', { name: '发放', exact: true }).click();
    await desk.getByLabel('取货码').fill(code === '00000000' ? '00000001' : '00000000');
    await desk.getByRole('button', { name: '查取货码' }).click();
    await desk.getByText('GOODS_CODE_WRONG').waitFor();
    await desk.getByLabel('取货码').fill(code);
    await desk.getByRole('button', { name: '查取货码' }).click();
    await sound(desk, '洗衣液 1份');
    await desk.getByRole('button', { name: '核对无误，发放' }).click();
    await desk.getByText('已发放，积分已扣除。').first().waitFor();
    assert.equal(await redeemable(), earned - 10);
    await phone.reload();
    await sound(phone, '已领取');

    // Of two one is gone, and the shelf turns out to be empty: the difference stays with its reason.
    await desk.getByRole('button', { name: '物品与库存' }).click();
    await desk.getByRole('button', { name: '盘点' }).click();
    await desk.getByLabel('实际数量').fill('0');
    await desk.getByLabel('有差异时写明原因').fill('一瓶破损');
    await desk.getByRole('button', { name: '保存' }).click();
    await desk.getByText('差异-1。').first().waitFor();
    await desk.getByRole('button', { name: '赞助方' }).click();
    await desk.getByRole('link', { name: '赞助报告' }).click();
    await sound(desk, '账本上该赞助方收到0.1');

    const anyone = await walking.open(null, 'narrow', `/m/goods-ledger/${w.community}`);
    await sound(anyone, '一瓶破损');
    assert.equal(await anyone.getByText('李老师').count(), 0);
    assert.deepEqual(walking.faults, []);
  });
});
