/** A wrong posting on the pages: found on the service record, proposed by one, carried out by another, read by the member. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { at, serviceWorld, type ServiceWorld } from '../service-world.ts';
import { wrongWith } from './inspect.ts';
import { good, walk, type Walk } from './walk.ts';

describe('a reversal on the pages', () => {
  let walking: Walk;
  let s: ServiceWorld;
  before(async () => {
    walking = await walk(at('08:00'));
    s = await serviceWorld(at('08:00'), {}, walking.w);
  });
  after(() => walking.close());

  it('starts from the postings, shows before and after, asks before it acts, and tells the member', async () => {
    const { w, open, faults } = walking;
    const job = await s.job();
    await s.serve(job, '09:58', '11:00');
    assert.equal((await s.audit(job)).refusal, null);
    for (const step of ['group', 'branch'] as const) good(await s.confirm(job, step));
    const secretary = await w.staff('community_secretary', { name: '书记' });

    const auditor = await open(s.auditor, 'desk', `/desk/c/${w.community}/claims/${job.claim}`);
    await auditor.getByRole('link', { name: '入账有错，提出冲正' }).click();
    await auditor.getByText('对“读信陪聊”提出冲正').waitFor();
    const change = auditor.getByRole('row').filter({ hasText: '年度服务时长' });
    assert.match(await change.innerText(), /1小时.*−?-?1小时.*0/s);
    await auditor.getByRole('button', { name: '提出冲正' }).click();
    await auditor.getByText('请写明理由。').waitFor();
    await auditor.getByLabel('冲正理由').fill('签到的不是本人');
    assert.deepEqual(await wrongWith(auditor, false), []);
    await auditor.getByRole('button', { name: '提出冲正' }).click();
    await auditor.getByText('已提出，等另一人决定。').waitFor();
    await auditor
      .getByRole('button', { name: '读信陪聊' })
      .or(auditor.getByRole('link', { name: '读信陪聊' }))
      .click();
    await auditor.getByText('须由没有提出、也没有审核过这次服务的另一人决定。').waitFor();
    assert.equal(await auditor.getByRole('button', { name: '同意并冲正' }).count(), 0);
    assert.equal((await s.balances())['annual_minutes'], 60);

    const decider = await open(secretary, 'desk', `/desk/c/${w.community}/reversals?state=proposed`);
    await decider
      .getByRole('button', { name: '读信陪聊' })
      .or(decider.getByRole('link', { name: '读信陪聊' }))
      .click();
    await decider.getByRole('button', { name: '不同意' }).click();
    await decider.getByText('请写明不同意的理由。').waitFor();
    await decider.getByRole('button', { name: '同意并冲正' }).click();
    await decider.getByRole('dialog').getByText('冲正之后不能再改').waitFor();
    assert.equal((await s.balances())['annual_minutes'], 60, 'the question alone does nothing');
    await decider.getByRole('dialog').getByRole('button', { name: '同意并冲正' }).click();
    await decider.getByText('已冲正，服务者会收到通知。').waitFor();
    assert.equal((await s.balances())['annual_minutes'], 0);
    await decider.getByRole('button', { name: '全部' }).click();
    await decider.getByText('决定时的账户变化').or(decider.getByText('已冲正').first()).first().waitFor();
    assert.deepEqual(await wrongWith(decider, false), []);

    await w.settle();
    const phone = await open(s.helper, 'phone', '/m/inbox');
    await phone.getByText('一笔入账已冲正').waitFor();
    assert.match(await phone.locator('main').innerText(), /签到的不是本人.*申诉/s);
    assert.deepEqual(faults, []);
  });
});
