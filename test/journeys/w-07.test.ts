/** Walkthrough W-07 of the catalogue on the pages: the time bank from a deposit to a proof whose difference is 0. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { at, timeWorld, type TimeWorld } from '../../server/systems/time-bank/time-fixture.ts';
import { wrongWith } from './inspect.ts';
import { good, walk, type Walk } from './walk.ts';

describe('W-07 the time bank on the pages', () => {
  let walking: Walk;
  let x: TimeWorld;
  before(async () => {
    walking = await walk(at('08:00'));
    x = await timeWorld(at('08:00'), walking.w);
  });
  after(() => walking.close());

  it('asks for 90 of 120 minutes, settles 80, gives 30, grants them to a lone elder and to nobody else', async () => {
    const { w, open, base, faults } = walking;
    const asker = await w.member('李点单');
    const helper = await w.member('陈师傅');
    const tenant = w.community;
    // Credited through the whole loop; 120 minutes are in the passbook.
    await x.deposit(asker, '09:00', '11:00');
    const points = await x.balances(asker);

    const phone = await open(asker, 'phone', '/m/time-bank');
    await phone.getByText('现在可用').waitFor();
    assert.equal(await phone.locator('.figure').first().innerText(), '2小时');
    await phone.getByRole('link', { name: '请人帮忙' }).click();
    await phone.getByLabel('什么事').fill('陪我去医院复查');
    await phone.getByLabel('哪一类').selectOption('medical_escort');
    await phone.getByLabel('哪一天').fill('2026-11-28');
    await phone.getByLabel('几点开始').fill('14:00');
    await phone.getByLabel('大约多久（分钟）').fill('90');
    await phone.getByRole('button', { name: '发布', exact: true }).click();
    await phone.getByText('还没有人愿意来').waitFor();
    const address = phone.url();

    // A neighbour offers; one side alone sets nothing aside.
    const other = await open(helper, 'phone', '/m/time-bank/exchange');
    await other.getByText('陪我去医院复查').click();
    await other.getByLabel('想对求助人说的话').fill('我熟悉医院');
    await other.getByRole('button', { name: '我愿意来' }).click();
    await other.getByRole('button', { name: '收回意向' }).waitFor();
    await phone.goto(address);
    await phone.getByText('我熟悉医院').waitFor();
    await phone.getByRole('button', { name: '选这一位' }).click();
    await phone.getByText('您已选定，等对方同意').waitFor();
    assert.equal((await x.book(asker)).held, 0);
    await other.goto(other.url());
    await other.getByText('求助人选了您').waitFor();
    await other.getByRole('button', { name: '我同意' }).click();
    await other.getByRole('button', { name: '开始服务' }).waitFor();
    await phone.goto(`${base}/m/time-bank`);
    await phone.getByText('已预留1小时30分').waitFor();
    assert.equal(await phone.locator('.figure').first().innerText(), '30分钟');

    // 80 minutes by the server's clock.
    await w.advanceTo(at('14:00'));
    await other.getByRole('button', { name: '开始服务' }).click();
    await other.getByRole('button', { name: '结束服务' }).waitFor();
    await w.advanceTo(at('15:20'));
    await other.getByRole('button', { name: '结束服务' }).click();
    await other.getByText('没有回应，将按实际时长结算').waitFor();
    await phone.goto(address);
    await phone.getByText('实际1小时20分。确认后结算，10分钟退回您的存折。').waitFor();
    await phone.getByRole('button', { name: '确认，按此结算' }).click();
    for (const page of [phone, other]) {
      await page.goto(address);
      await page.getByRole('radio', { name: '9' }).check();
      await page.getByRole('button', { name: '提交评价' }).click();
      await page.getByText('我的评价').waitFor();
    }
    await other.getByText('9分').first().waitFor();

    // 30 to the pool, with a look at what it leaves alone.
    await phone.goto(`${base}/m/time-bank/give`);
    await phone.getByLabel('多少分钟').fill('30');
    await phone.getByRole('button', { name: '先看看会怎样' }).click();
    await phone.getByText('保持不变').waitFor();
    await phone.getByRole('button', { name: '确认赠出' }).click();
    await phone.getByText('现在可用').waitFor();
    await phone.getByText('陈**').first().waitFor();
    assert.equal((await x.book(asker)).balance, 10);
    const visitor = await open(null, 'phone', '/m/time-bank/pool');
    await visitor.getByText('库里现有').waitFor();
    assert.equal(await visitor.locator('.figure').first().innerText(), '30分钟');
    assert.ok(!(await visitor.locator('main').innerText()).includes('李点单'));

    // At the desk: refused without the flag, proposed with it, approved by two members.
    const elder = await w.resident('孙奶奶', { hardship: true });
    await w.resident('周先生');
    const staff = await open(
      await w.staff('community_worker', { name: '王主任' }),
      'desk',
      `/desk/c/${tenant}/time-grants`,
    );
    await staff.getByRole('searchbox', { name: '找人' }).fill('周先生');
    await staff.getByRole('button', { name: '周先生' }).click();
    await staff.getByLabel('需要什么帮助').fill('想要人陪');
    await staff.getByRole('button', { name: '提出资助' }).click();
    await staff.getByText('集体基金库只用于困难群众和弱势群体。').waitFor();
    await staff.getByRole('button', { name: '换一个人' }).click();
    await staff.getByRole('searchbox', { name: '找人' }).fill('孙奶奶');
    await staff.getByRole('button', { name: '孙奶奶' }).click();
    await staff.getByLabel('分钟', { exact: true }).fill('30');
    await staff.getByLabel('需要什么帮助').fill('独居，需要陪护');
    await staff.getByRole('button', { name: '提出资助' }).click();
    await staff.getByText('待福利委员会决定').waitFor();
    for (const said of ['还需要另一名委员', '资助生效']) {
      const member = await open(await w.staff('welfare_committee'), 'desk', `/desk/c/${tenant}/time-grants`);
      await member.getByRole('button', { name: '孙奶奶' }).click();
      await member.getByRole('button', { name: '同意', exact: true }).click();
      await member.getByText(said).first().waitFor();
    }
    assert.equal((await x.book(elder)).granted, 30);

    // The proof, and points as they were.
    await staff.goto(`${base}/desk/c/${tenant}/time-model`);
    await staff.getByText('差额为0，预留都有来由。').waitFor();
    const now = await x.balances(asker);
    for (const asset of ['honour_points', 'redeemable_points', 'annual_minutes'])
      assert.equal(now[asset], points[asset]);
    assert.equal(
      good(await w.call((await w.staff('points_auditor')).token, 'ledger.check', { params: x.c })).difference,
      0,
    );
    for (const page of [phone, other, visitor, staff]) assert.deepEqual(await wrongWith(page, false), []);
    assert.deepEqual(faults, []);
  });

  it('TBK-08: prints at the desk, with the owner’s code, what the owner’s own page shows', async () => {
    const { w, open } = walking;
    const elder = await w.resident('吴婆婆');
    const code = good(await w.call(elder.token, 'accounts.me')).pin as string;
    const desk = await open(await w.staff('hotline_operator'), 'desk', `/desk/c/${w.community}/time-desk`);
    await desk.getByRole('searchbox', { name: '找人' }).fill('吴婆婆');
    await desk.getByRole('button', { name: '吴婆婆' }).click();
    await desk.getByLabel('本人四位确认码').fill(code === '0000' ? '0001' : '0000');
    await desk.getByRole('button', { name: '看存折' }).click();
    await desk.getByText('本人确认码不正确').waitFor();
    await desk.getByLabel('本人四位确认码').fill(code);
    await desk.getByRole('button', { name: '看存折' }).click();
    await desk.getByRole('button', { name: '代为开通' }).click();
    await desk.getByText('还没有开通。').waitFor({ state: 'detached' });
    await x.minutes(elder, 75);
    const phone = await open(elder, 'phone', '/m/time-bank');
    await phone.getByText('1小时15分').first().waitFor();
    await desk.getByLabel('什么事').fill('代买药');
    await desk.getByLabel('日期').fill('2026-11-29');
    await desk.getByRole('button', { name: '代为发布' }).click();
    await desk.getByText('已发布，记为代办。').waitFor();
    await desk.getByText('+75').waitFor();
    assert.deepEqual(await wrongWith(desk, false), []);
    await desk.emulateMedia({ media: 'print' });
    assert.equal(await desk.getByRole('button', { name: '代为发布' }).isVisible(), false);
    assert.equal(await desk.getByText('+75').isVisible(), true);
    const order = (await x.read(elder, 'timeBank.board')).body.mine[0];
    await phone.goto(`${walking.base}/m/time-bank/orders/${w.community}/${order.id}`);
    await phone.getByText('（代办）').waitFor();
    assert.deepEqual(await wrongWith(phone, false), []);
  });
});
