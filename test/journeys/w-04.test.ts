/** Walkthrough W-04 of the catalogue on the pages: 100 points and 20 hours. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { earnedBefore } from '../earned.ts';
import { centre, type Someone } from '../world.ts';
import { good, publishedTask, walk, type Walk } from './walk.ts';

const at = (time: string): string => `2026-11-28T${time}:00+08:00`;

describe('W-04 100 points and 20 hours on the pages', () => {
  let walking: Walk;
  before(async () => {
    walking = await walk(at('08:00'));
  });
  after(() => walking.close());

  /** Since when a member is registered decides the goal of the year. */
  const registeredOn = (who: Someone, day: string) =>
    walking.w.rows('update registration set accepted_at = $2, submitted_at = $2 where person_id = $1', [
      who.id,
      new Date(`${day}T10:00:00+08:00`),
    ]);

  it('goes from 99.5 points and 19:55 to 100 and 20:00 by one service, asks, and shows the name after the own yes alone', async () => {
    const { w, open, faults, base } = walking;
    const elder = await w.resident('王秀英');
    const worker = await w.staff('community_worker');
    const auditor = await w.staff('points_auditor');
    const leader = await w.staff('group_leader');
    const branch = await w.staff('grid_branch');
    const member = await w.member('李老师');
    const august = await w.member('赵新');
    await registeredOn(member, '2025-03-01');
    await registeredOn(august, '2026-08-10');
    await earnedBefore(w, member, { points_hundredths: 9950, minutes: 1195, day: '2026-10-10' });

    // 19:55 of 20 hours.
    const phone = await open(member, 'phone', '/m/passbook');
    await phone.getByText('差5分钟').first().waitFor();
    assert.equal(await phone.getByText('达标').count(), 0);
    await phone.goto(`${base}/m/points`);
    await phone.getByText('再得0.50分满100.00分').waitFor();
    assert.equal(await phone.getByRole('button', { name: '同意公开姓名' }).count(), 0);
    // Who registered in August serves 20 × 5/12, rounded down to half an hour.
    const newcomer = await open(august, 'phone', '/m/passbook');
    await newcomer
      .getByText(/目标8小时/)
      .first()
      .waitFor();

    // One service of five minutes of organising: 5.00 an hour × 5 min × 1.2 = 0.50. The task says so before.
    const { task } = await publishedTask(w, {
      elder,
      worker,
      title: '组织读信会',
      change: {
        estimate_minutes: 5,
        slots: [
          {
            start: at('10:00'),
            end: at('10:05'),
            role: 'organiser',
            capacity: 1,
            skills: [],
            demands: [],
            deliverable: '',
          },
        ],
      },
    });
    await phone.goto(`${base}/m/tasks/${w.community}/${task.id}`);
    await phone.getByText('积分怎么算').click();
    const formula = '5分/小时 × 5分钟 × 岗位系数1.2 × 专业系数1 = 0.5分（积分标准第1版）';
    await phone.getByText(formula).waitFor();
    await phone.getByRole('button', { name: '我来' }).click();
    await phone.getByText('已接单').first().waitFor();
    await w.settle();
    const [claim] = await w.rows('select claim_id from claim where person_id = $1', [member.id]);
    const params = { community: w.community, id: String(claim!['claim_id']) };
    const fix = (metres: number) => ({
      point: { lat: centre.lat + metres / 111_320, lng: centre.lng },
      accuracy_m: 15 + metres,
      fix_at: w.clock.now().toISOString(),
    });
    const pin = good(await w.call(elder.token, 'accounts.me')).pin;
    await w.advanceTo(at('10:00'));
    good(await w.call(member.token, 'claims.checkIn', { params, body: { position: fix(3), pin }, key: 'w04-in-01' }));
    await w.advanceTo(at('10:05'));
    good(await w.call(member.token, 'claims.checkOut', { params, body: { position: fix(4) }, key: 'w04-out-1' }));
    good(
      await w.call(member.token, 'claims.submit', { params, body: { text: '排好了读信会的座次' }, key: 'w04-sub-1' }),
    );
    const community = { community: w.community };
    good(
      await w.call(auditor.token, 'audits.decide', {
        params: community,
        body: { claims: [params.id], verdict: 'pass', reason: '' },
        key: 'w04-aud-1',
      }),
    );
    for (const [step, who] of [
      ['group', leader],
      ['branch', branch],
    ] as const)
      good(
        await w.call(who.token, 'confirmations.decide', {
          params: community,
          body: { step, claims: [params.id], verdict: 'confirm' },
          key: `w04-${step}-1`,
        }),
      );
    await w.settle();

    // 20:00 and 100. The record shows the formula of the task with the version of the standard.
    await phone.goto(`${base}/m/passbook`);
    await phone.getByText('达标').first().waitFor();
    assert.equal(await phone.getByText('差5分钟').count(), 0);
    await phone.getByText(formula).first().waitFor();
    // Each line says the balance after it, and the statement says the same to the minute and the hundredth.
    await phone.getByText('余额20小时').first().waitFor();
    const saving = phone.waitForEvent('download');
    await phone.getByRole('button', { name: '保存对账单（CSV）' }).click();
    const statement = await readFile(await (await saving).path(), 'utf8');
    assert.match(statement, /年度服务时长,[^\n]*,5,1200,/);
    assert.match(statement, /,0\.50,100\.00,/);
    await phone.goto(`${base}/m/inbox`);
    await phone.getByText('您的积分达到了通报表扬线').waitFor();
    await phone.goto(`${base}/m/points`);
    await phone.getByText('已满100.00分').waitFor();
    await phone.getByText('通报表扬：李老师同志2026年').waitFor();

    // Nobody reads the name before the own yes.
    const visitor = await open(null, 'phone', '/m/commended');
    await visitor.getByText('满100.00分的有1人，其中0人').waitFor();
    assert.equal(await visitor.getByText('李老师').count(), 0);
    await phone.getByRole('button', { name: '同意公开姓名' }).click();
    await phone.getByText('已列入名单').waitFor();
    await visitor.reload();
    await visitor.getByText('李老师').waitFor();
    const desk = await open(worker, 'desk', `/desk/c/${w.community}/honours`);
    await desk.getByRole('cell', { name: '李老师' }).waitFor();

    // Taken back, it is gone at once; the points stay.
    await phone.getByRole('button', { name: '收回，不再公开' }).click();
    await phone.getByText('不公开姓名').first().waitFor();
    await visitor.reload();
    await visitor.getByText('其中0人').waitFor();
    assert.equal(await visitor.getByText('李老师').count(), 0);
    await phone.getByText('已满100.00分').waitFor();
    assert.deepEqual(faults, []);
  });
});
