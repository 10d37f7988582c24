/** Walkthrough W-02 of the catalogue on the pages: what is refused says so where it is asked, and stands in the ledger. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Someone } from '../world.ts';
import { good, publishedTask, saturday, walk, type Walk } from './walk.ts';

describe('W-02 the refusals on the pages', () => {
  let walking: Walk;
  let worker: Someone;
  let elder: Someone;
  let form: Page;
  before(async () => {
    walking = await walk('2026-11-23T09:00:00+08:00');
    const { w, base, context } = walking;
    worker = await w.staff('community_worker');
    elder = await w.resident();
    const receipt = good(
      await w.call(elder.token, 'orders.place', {
        params: { community: w.community },
        body: { text: '小区环境要整治一下', windows: [saturday] },
        key: 'order-001',
      }),
    );
    good(
      await w.call(worker.token, 'needs.decideBoundary', {
        params: { community: w.community, id: receipt.need },
        body: { result: 'volunteer', reason: '可以一起做' },
        key: 'boundary-1',
      }),
    );
    form = await (await context(worker, 'desk')).newPage();
    await form.goto(`${base}/desk/c/${w.community}/needs/${receipt.need}/task`);
  });
  after(() => walking.close());

  /** The form as a careful worker fills it in; each row below spoils one thing. */
  async function fillIn(change: {
    title?: string;
    description?: string;
    date?: string;
    capacity?: number;
    estimate_minutes?: number;
    type?: string;
    result?: string;
    risk?: boolean;
    responsible?: string;
  }) {
    await form.reload();
    await form.getByLabel('任务名称').fill(change.title ?? '清理楼道杂物');
    await form.getByRole('textbox', { name: /^说明/ }).fill(change.description ?? '');
    await form.getByLabel('工作内容').selectOption('volunteer_service');
    await form.getByLabel('成果类型').selectOption(change.type ?? 'count');
    await form.getByLabel('怎样算完成').fill(change.result ?? '清理楼道 6 处');
    await form.getByLabel('责任人（工作人员）').selectOption(change.responsible ?? worker.id);
    await form.getByLabel('工作量测算（人·分钟）').fill(String(change.estimate_minutes ?? 120));
    await form.getByLabel('日期').fill(change.date ?? '2026-11-28');
    await form.getByLabel('开始').fill('10:00');
    await form.getByLabel('结束').fill('11:00');
    await form
      .locator('.slot')
      .getByLabel('人数')
      .fill(String(change.capacity ?? 2));
    if (change.risk) await form.getByLabel(/有安全风险/).check();
  }
  const refused: readonly [string, string, Parameters<typeof fillIn>[0]][] = [
    ['a Tuesday at ten', 'WORK_HOURS_BLOCKED', { date: '2026-11-24' }],
    ['copying ledgers for the staff', 'DUTY_TRANSFER', { title: '代填台账', description: '帮社区录入台账' }],
    ['thirty people without difference', 'UNCLEAR_TASK', { capacity: 30, estimate_minutes: 1800 }],
    ['a photograph as the result', 'PHOTO_ONLY_EVIDENCE', { result: '照片' }],
    ['more people than the work needs', 'HEADCOUNT_UNJUSTIFIED', { capacity: 8, estimate_minutes: 60 }],
    ['risk without guarantees', 'GUARANTEE_REQUIRED', { risk: true }],
    ['a show for inspectors', 'SHOW_TASK', { title: '迎检站台', description: '迎检时到场站台' }],
    ['nobody responsible', 'NO_OWNER', { responsible: '' }],
  ];
  for (const [what, code, change] of refused) {
    it(`refuses ${what} with ${code}, says why and keeps what was typed`, async () => {
      const { w } = walking;
      const tasks = await w.rows('select count(*)::int as n from task');
      await fillIn(change);
      await form.getByRole('button', { name: '发布', exact: true }).click();
      const notice = form.locator('.refusal').first();
      await notice.getByText(code).waitFor();
      assert.ok((await notice.innerText()).length > code.length + 8, 'a sentence and what comes next');
      assert.equal(await form.getByLabel('任务名称').inputValue(), change.title ?? '清理楼道杂物');
      assert.deepEqual(await w.rows('select count(*)::int as n from task'), tasks);
    });
  }

  it('offers to hand a duty of the staff to whom it belongs', async () => {
    await fillIn({ title: '代填台账', description: '帮社区录入台账' });
    await form.getByRole('button', { name: '发布', exact: true }).click();
    await form.getByRole('button', { name: '一键转交' }).click();
    await form.getByText('已转交责任方').first().waitFor();
    await form.getByText('社区提供').first().waitFor();
    assert.equal((await walking.w.rows('select count(*)::int as n from task'))[0]?.['n'], 0);
  });

  it('asks the member for no proof of absence, and the unit adds no consequence', async () => {
    const { w, open } = walking;
    const c = { community: w.community };
    const member = await w.member();
    const { task } = await publishedTask(w, { elder, worker, text: '请人读读报', title: '给老人读报聊天' });
    const claim = good(
      await w.call(member.token, 'tasks.claim', { params: { ...c, id: task.slots[0].id }, body: {}, key: 'claim-01' }),
    );
    // The page has no field for it; who sends it past the page is refused, and the place stays.
    const phone = await open(member, 'phone', `/m/services/${w.community}/${claim.id}`);
    await phone.getByRole('button', { name: '我去不了' }).click();
    assert.equal(await phone.getByRole('dialog').locator('input, textarea').count(), 0);
    const answer = await w.call(member.token, 'tasks.release', {
      params: { ...c, id: claim.id },
      body: { proof: 'base64…' },
    });
    assert.equal(answer.body.code, 'NO_ABSENCE_PROOF');

    const secretary = await w.staff('unit_secretary', { tenant: w.unit });
    const unit = await open(secretary, 'desk', `/desk/u/${w.unit}/consequences`);
    await unit.getByRole('textbox').first().fill('职称评审');
    await unit.getByRole('main').getByRole('button').last().click();
    await unit.getByText('OVERREACH_CONSEQUENCE').first().waitFor();
    assert.equal(await unit.getByRole('textbox').first().inputValue(), '职称评审');
  });

  it('sets nobody to accepted, neither on a page nor past it', async () => {
    const { w, open, base } = walking;
    const c = { community: w.community };
    await w.member('孙老师');
    const { task } = await publishedTask(w, { elder, worker, text: '请人陪聊', title: '陪老人聊天散步' });
    const desk = await open(worker, 'desk', `/desk/c/${w.community}/tasks/${task.id}`);
    await desk.getByRole('checkbox', { name: /孙老师/ }).check();
    await desk.getByRole('button', { name: /邀请1人/ }).click();
    await desk.getByText('邀请已发出').waitFor();
    await w.settle();
    const invitation = (await w.rows('select invitation_id from invitation order by invitation_id desc'))[0];
    const before_ = await w.rows('select state from invitation order by invitation_id');
    const answer = await w.call(worker.token, 'tasks.setAccepted', {
      params: { ...c, id: invitation?.['invitation_id'] },
      body: { state: 'accepted' },
    });
    assert.equal(answer.body.code, 'CONSENT_REQUIRED');
    assert.deepEqual(await w.rows('select state from invitation order by invitation_id'), before_);
    await desk.goto(`${base}/desk/c/${w.community}/tasks/${task.id}`);
    await desk.getByText('已邀请').first().waitFor();
    assert.equal(await desk.getByRole('button', { name: /代.*接单|设为已接/ }).count(), 0);
  });

  it('shows every refusal in the ledger of attempts', async () => {
    const { w, open, faults } = walking;
    const page = await open(worker, 'desk', `/desk/c/${w.community}/attempts`);
    for (const code of [
      'WORK_HOURS_BLOCKED',
      'DUTY_TRANSFER',
      'UNCLEAR_TASK',
      'PHOTO_ONLY_EVIDENCE',
      'NO_ABSENCE_PROOF',
      'CONSENT_REQUIRED',
    ])
      await page.getByRole('button', { name: new RegExp(code) }).waitFor();
    const city = await open(await w.staff('city_staff', { tenant: w.city }), 'desk', `/desk/n/${w.city}/attempts`);
    await city.getByRole('button', { name: /OVERREACH_CONSEQUENCE/ }).waitFor();
    assert.deepEqual(faults, []);
  });
});
