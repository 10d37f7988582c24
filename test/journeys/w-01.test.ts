/** Walkthrough W-01 of the catalogue on the pages: from an order by telephone to postings that appear once. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { wrongWith } from './inspect.ts';
import { good, publishedTask, saturday, walk, type Walk } from './walk.ts';

const sunday = { start: '2026-11-29T09:00:00+08:00', end: '2026-11-29T10:00:00+08:00' };

describe('W-01 from order to postings on the pages', () => {
  let walking: Walk;
  before(async () => {
    walking = await walk('2026-11-23T20:00:00+08:00');
  });
  after(() => walking.close());

  it('signs in by a code from the telephone, and not by a wrong one', async () => {
    const { w, open, base } = walking;
    const neighbour = await w.resident('赵桂兰');
    const page = await open(null, 'phone', '/m/orders');
    await page.getByLabel('手机号').fill(neighbour.phone);
    await page.getByRole('button', { name: '获取验证码' }).click();
    const box = page.getByLabel('验证码');
    await box.waitFor();
    const code = w.codes.get(neighbour.phone) ?? '';
    assert.match(code, /^\d{6}$/);
    await box.fill(code === '111111' ? '222222' : '111111');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByRole('alert').first().waitFor();
    assert.equal((await page.context().cookies()).length, 0);
    await box.fill(code);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByText('没有在办的点单').waitFor();
    assert.ok((await page.context().cookies(base)).some((c) => c.name === 'sy_session' && c.httpOnly));
  });

  it('walks one order through four parties and posts exactly once', async () => {
    const { w, open, base, faults } = walking;
    const c = { community: w.community };
    const desk = `/desk/c/${w.community}`;
    const teacher = await w.member('李老师', { expertise: ['教学'], limits: ['lifting'] });
    const other = await w.member('张工', { expertise: ['电工'] });
    const elder = await w.resident('王秀英');
    const hotline = await w.staff('hotline_operator', { name: '接线员' });
    const worker = await w.staff('community_worker', { name: '周主任' });

    // The telephone is answered with the keyboard alone: the caller is found by three characters.
    const operator = await open(hotline, 'desk', `${desk}/intake`);
    await operator.getByRole('combobox').first().waitFor();
    await operator.keyboard.type('王秀英');
    await operator.getByRole('option').first().waitFor();
    await operator.keyboard.press('Enter');
    const words = operator.getByLabel('原话');
    await words.focus();
    await operator.keyboard.type('想请人给孙子辅导作业');
    await operator.keyboard.press('Control+Enter');
    const aloud = operator.locator('.receipt-number');
    await aloud.waitFor();
    const number = (await aloud.innerText()).replace(/\s/g, '');

    // Without an account the receipt number and the tail of the phone show where it stands.
    const visitor = await open(null, 'phone', '/m/look-up');
    await visitor.getByLabel('受理编号').fill(number);
    await visitor.getByLabel('手机号后四位').fill(elder.phone.slice(-4));
    await visitor.getByRole('button', { name: '查询' }).click();
    await visitor.getByText('点单时间').waitFor();

    // The first staff action: the boundary, by one key and one sentence.
    const staff = await open(worker, 'desk', `${desk}/today`);
    await staff.getByRole('button', { name: '想请人给孙子辅导作业' }).click();
    await staff.getByLabel(/^理由/).fill('邻里互助');
    await staff
      .getByRole('button', { name: /^\d?\s*志愿可助/ })
      .last()
      .click();
    await staff.getByText('已定为“志愿可助”').waitFor();
    const need = (await w.rows('select need_id, state from need'))[0];
    assert.ok(need);

    // The second: the task, filled in from the need.
    await staff.goto(`${base}${desk}/needs/${need['need_id']}`);
    await staff.getByRole('button', { name: '发布任务' }).click();
    await staff.getByLabel('任务名称').fill('周六辅导作业');
    await staff.getByLabel('成果类型').selectOption('session_log');
    await staff.getByLabel('怎样算完成').fill('辅导记录一份');
    await staff.getByLabel('责任人（工作人员）').selectOption(worker.id);
    await staff.getByLabel('工作量测算（人·分钟）').fill('60');
    await staff.getByLabel('日期').fill(saturday.start.slice(0, 10));
    await staff.getByLabel('开始').fill('10:00');
    await staff.getByLabel('结束').fill('11:00');
    await staff.getByLabel('岗位').selectOption('professional');
    await staff.locator('.slot summary').click();
    await staff.getByLabel('需要的技能').fill('教学');
    await staff.getByRole('button', { name: '发布', exact: true }).click();
    await staff.getByText('已发布').first().waitFor();

    // The third: the candidate who ranks first. The electrician is not on the list, and the list says why.
    const candidates = staff.getByRole('table', { name: '人选' });
    await candidates.getByText('李老师').first().waitFor();
    assert.equal(await candidates.getByText(other.name).count(), 0);
    await staff.getByRole('button', { name: '看未列入的人及原因' }).click();
    await staff.getByText('SKILL_MISMATCH').first().waitFor();
    await staff.getByRole('checkbox', { name: /李老师/ }).check();
    await staff.getByRole('button', { name: /邀请1人/ }).click();
    await staff.getByText('邀请已发出').waitFor();
    await w.settle();

    // The stairs full of rubbish are offered to her neither by the list of candidates nor by the plan for all open places.
    const strong = await w.member('赵师傅', { expertise: [], intentions: ['harmony'] });
    const { task: rubbish } = await publishedTask(w, {
      elder: await w.resident('刘玉珍'),
      worker,
      text: '楼道里堆满了垃圾，我搬不动',
      title: '搬清楼道垃圾',
      change: {
        work_content: 'harmony',
        deliverable: '楼道清空，居民确认',
        slots: [{ ...sunday, role: 'general', capacity: 1, skills: [], demands: ['lifting'], deliverable: '' }],
      },
    });
    await staff.goto(`${base}${desk}/tasks/${rubbish.id}`);
    await candidates.getByText(strong.name).first().waitFor();
    assert.equal(await candidates.getByText(teacher.name).count(), 0);
    await staff.getByRole('button', { name: '看未列入的人及原因' }).click();
    const left = staff.getByRole('row', { name: /李老师/ });
    await left.getByText(/PHYSICAL_LIMIT|NO_INTENTION/).waitFor();
    assert.deepEqual(await wrongWith(staff, false), []);
    await staff.goto(`${base}${desk}/plan`);
    await staff.getByRole('button', { name: '开始排单' }).click();
    const planned = staff.getByRole('row', { name: /搬清楼道垃圾/ });
    await planned.getByText(strong.name).first().waitFor();
    assert.equal(await planned.getByText(teacher.name).count(), 0);
    assert.deepEqual(await wrongWith(staff, false), []);

    // The teacher reads what is asked of her and why, and accepts herself.
    const phone = await open(teacher, 'phone', '/m/', 120);
    await phone.getByText('周六辅导作业').first().click();
    await phone.getByRole('heading', { name: '周六辅导作业' }).waitFor();
    await phone.getByRole('button', { name: '接下来' }).click();
    await phone.getByRole('button', { name: '我去不了' }).waitFor();
    await w.settle();
    const claim = (await w.rows('select claim_id from claim where person_id = $1', [teacher.id]))[0]?.['claim_id'];
    const order = good(await w.call(elder.token, 'orders.mine')).items[0];
    const home = await open(elder, 'phone', `/m/orders/${w.community}/${order.id}`);
    await home.getByText('李老师').first().waitFor();
    const pin = good(await w.call(elder.token, 'accounts.me')).pin as string;
    await home.getByText(pin).first().waitFor();

    // Two kilometres away nothing is recorded; at the door with the resident's four digits it is.
    await w.advanceTo('2026-11-28T09:58:00+08:00');
    await phone.context().setGeolocation({ latitude: 31.3482 + 2000 / 111_320, longitude: 118.4221, accuracy: 15 });
    await phone.goto(`${base}/m/services/${w.community}/${claim}/check-in`);
    await phone.getByRole('button', { name: '取我的位置' }).click();
    await phone.getByRole('button', { name: '重新定位' }).waitFor();
    await phone.getByLabel('受助人确认码').first().check();
    await phone.getByRole('textbox', { name: '受助人确认码' }).fill(pin);
    await phone.getByRole('button', { name: '签到', exact: true }).click();
    await phone.getByRole('alert').first().waitFor();
    const far = await w.rows('select state from claim where claim_id = $1', [claim]);
    assert.deepEqual(far, [{ state: 'accepted' }]);
    await phone.context().setGeolocation({ latitude: 31.3482 + 120 / 111_320, longitude: 118.4221, accuracy: 15 });
    await phone.reload();
    await phone.getByRole('button', { name: '取我的位置' }).click();
    await phone.getByRole('button', { name: '重新定位' }).waitFor();
    await phone.getByLabel('受助人确认码').first().check();
    await phone.getByRole('textbox', { name: '受助人确认码' }).fill(pin);
    await phone.getByRole('button', { name: '签到', exact: true }).click();
    await phone.getByText('签到成功').waitFor();

    await w.advanceTo('2026-11-28T11:02:00+08:00');
    await phone.goto(`${base}/m/services/${w.community}/${claim}/check-in`);
    await phone.getByRole('button', { name: '取我的位置' }).click();
    await phone.getByRole('button', { name: '重新定位' }).waitFor();
    await phone.getByRole('button', { name: '签退', exact: true }).click();
    await phone.getByLabel('做成了什么').fill('辅导数学一小时，作业完成');
    await phone.getByRole('button', { name: '交结果' }).click();
    await phone.getByText('已交，等待审核').waitFor();
    await w.settle();

    // The resident gives nine of ten.
    await home.goto(`${base}/m/orders/${w.community}/${order.id}`);
    await home.getByRole('radio', { name: /^9/ }).check();
    await home.getByRole('radio', { name: '解决了', exact: true }).check();
    await home.getByLabel('想说的话').fill('讲得清楚');
    await home.getByRole('button', { name: '提交评价' }).click();
    await home.getByText('9分，已解决').waitFor();
    assert.equal((await w.rows('select count(*)::int as n from ledger_transfer'))[0]?.['n'], 0);

    // Auditor, Party group and grid branch each see the evidence and decide in their batch.
    const decide = async (role: 'points_auditor' | 'group_leader' | 'grid_branch', path: string, act: RegExp) => {
      const page = await open(await w.staff(role), 'desk', desk + path);
      await page.getByText('周六辅导作业').first().waitFor();
      await page.getByRole('checkbox', { name: /周六辅导作业/ }).check();
      assert.deepEqual(await wrongWith(page, false), [], path);
      await page.getByRole('button', { name: act }).click();
      await page.getByText('已办1条').waitFor();
      await w.settle();
    };
    await decide('points_auditor', '/audits', /^通过1条/);
    await decide('group_leader', '/confirmations?step=group', /^确认1条/);
    await decide('grid_branch', '/confirmations?step=branch', /^核准1条/);

    // The passbook shows hours, time and points, each once.
    await phone.goto(`${base}/m/services/${w.community}/${claim}`);
    await phone.getByText('入账').first().waitFor();
    assert.deepEqual(await wrongWith(phone, false), []);
    const story = good(await w.call(teacher.token, 'claims.read', { params: { ...c, id: claim } }));
    assert.equal(story.state, 'credited');
    // 7.50 for an hour of professional work when the branch approves it, 1.50 more when the resident's nine of ten closes it.
    const sums: Record<string, number> = {};
    for (const e of story.entries as { asset: string; amount: number }[])
      sums[e.asset] = (sums[e.asset] ?? 0) + e.amount;
    assert.deepEqual(sums, { annual_minutes: 60, time_minutes: 64, honour_points: 900, redeemable_points: 900 });
    await phone.goto(`${base}/m/passbook`);
    await phone.getByText('周六辅导作业').first().waitFor();
    assert.deepEqual(await wrongWith(phone, false), []);
    const after_ = (await w.rows('select state, staff_acts from need where need_id = $1', [need['need_id']]))[0];
    assert.equal(after_?.['state'], 'closed');
    assert.ok(Number(after_?.['staff_acts']) <= 3, `staff acts ${after_?.['staff_acts']}`);
    assert.deepEqual(faults, []);
  });
});
