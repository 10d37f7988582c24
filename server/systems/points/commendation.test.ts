/** The 100-point list through HTTP: asked, named by the own word alone, taken back at once (PTS-04). */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { earnedBefore } from '../../../test/earned.ts';
import { good, serviceWorld, type Job, type ServiceWorld } from '../../../test/service-world.ts';

describe('the 100-point list', () => {
  let s: ServiceWorld;
  beforeEach(async () => {
    s = await serviceWorld();
  });
  afterEach(() => s.w.close());
  const mine = async (who = s.helper) => good(await s.w.call(who.token, 'me.points'));
  const list = async (tenant = s.w.community, year?: string) =>
    good(await s.w.call(null, 'points.commended', { params: { tenant }, ...(year ? { query: { year } } : {}) }));
  const names = async (tenant = s.w.community) => (await list(tenant)).items.map((i: { name: string }) => i.name);
  const answer = (named: boolean, who = s.helper) =>
    s.w.call(who.token, 'me.answerCommendation', { body: { named }, key: s.key() });
  const asked = async () =>
    good(await s.w.call(s.helper.token, 'me.inbox')).items.filter(
      (i: { title: string }) => i.title === '您的积分达到了通报表扬线',
    ).length;
  /** Five minutes of organising are half a point by the default standard: 5.00 an hour × 1.2. */
  const half = async (from = '10:00', to = '10:05'): Promise<Job> => {
    const job = await s.job({ from, to, task: { estimate_minutes: 5 }, slot: { role: 'organiser' } });
    await s.serve(job, from, to);
    assert.equal((await s.audit(job)).refusal, null);
    for (const step of ['group', 'branch'] as const)
      assert.equal(good(await s.confirm(job, step)).results[0].refusal, null);
    await s.w.settle();
    return job;
  };
  const reverse = async (job: Job) => {
    good(await s.reverse(job, '时间记错'));
    await s.w.settle();
  };

  it('is not reached at 99.99', async () => {
    await earnedBefore(s.w, s.helper, { points_hundredths: 9949, day: '2026-05-02' });
    await half();
    const state = await mine();
    assert.deepEqual([state.year_hundredths, state.line_hundredths, state.commendation], [9999, 10_000, null]);
    assert.equal((await answer(true)).body.code, 'NOT_FOUND');
    assert.deepEqual([(await list()).reached, await asked()], [0, 0]);
  });

  it('is reached at 100 exactly: the member is asked once and stands on no list before the own word', async () => {
    await earnedBefore(s.w, s.helper, { points_hundredths: 9950, day: '2026-05-02' });
    await half();
    const state = await mine();
    assert.deepEqual([state.year_hundredths, state.commendation.state], [10_000, 'asked']);
    assert.match(state.commendation.text, /通报表扬：李老师同志2026年.*满100分/);
    assert.deepEqual([(await list()).reached, await names(), await asked()], [1, [], 1]);
    good(await answer(true));
    assert.equal((await mine()).commendation.state, 'named');
    for (const tenant of [s.w.community, s.w.street, s.w.city]) assert.deepEqual(await names(tenant), ['李老师']);
    assert.deepEqual(await names(s.w.elsewhere), []);
    assert.deepEqual((await list(s.w.community, '2025')).items, []);
    // More points ask nobody again.
    await half('14:00', '14:05');
    assert.deepEqual([(await mine()).commendation.state, await asked()], ['named', 1]);
    // Honour and what can be redeemed are two figures.
    const both = await mine();
    assert.deepEqual([both.honour_hundredths, both.redeemable_hundredths], [10_050, 10_050]);
  });

  it('drops a name at once when the word is taken back, on the page of points or among the consents', async () => {
    await earnedBefore(s.w, s.helper, { points_hundredths: 9950, day: '2026-05-02' });
    await half();
    good(await answer(true));
    assert.deepEqual(await names(), ['李老师']);
    good(await answer(false));
    assert.deepEqual([await names(), (await list()).reached], [[], 1]);
    good(await answer(true));
    assert.deepEqual(await names(), ['李老师']);
    good(
      await s.w.call(s.helper.token, 'accounts.setConsent', {
        params: { purpose: 'named_publicly' },
        body: { given: false },
        key: s.key(),
      }),
    );
    assert.deepEqual([await names(), await names(s.w.city)], [[], []]);
  });

  it('counts the honour of all communities of the city, and none of another year', async () => {
    await earnedBefore(s.w, s.helper, { points_hundredths: 9950, day: '2025-12-31' });
    await earnedBefore(s.w, s.helper, { points_hundredths: 4950, day: '2026-02-01', tenant: s.w.elsewhere });
    await half();
    assert.equal((await mine()).commendation, null);
    await earnedBefore(s.w, s.helper, { points_hundredths: 4950, day: '2026-02-01' });
    await half('14:00', '14:05');
    const state = await mine();
    assert.deepEqual(
      [state.year_hundredths, state.commendation.state, state.commendation.tenant],
      [10_000, 'asked', s.w.community],
    );
  });

  it('takes proposals for a title from 100 on, and refuses one of 99.99', async () => {
    const propose = (title = 'service_star') =>
      s.w.call(s.worker.token, 'points.nominate', {
        params: s.c,
        body: { person: s.helper.id, title, reason: '常年读信陪聊' },
        key: s.key(),
      });
    const proposed = async () =>
      good(await s.w.call(s.worker.token, 'points.nominations', { params: s.c })).items.map(
        (i: { name: string; title: string }) => `${i.name} ${i.title}`,
      );
    await earnedBefore(s.w, s.helper, { points_hundredths: 9999, day: '2026-05-02' });
    assert.equal((await propose()).body.code, 'POINTS_BELOW_100');
    assert.deepEqual(await proposed(), []);
    await earnedBefore(s.w, s.helper, { points_hundredths: 1, day: '2026-05-03' });
    good(await propose());
    good(await propose());
    good(await propose('finest_cadre'));
    assert.deepEqual(await proposed(), ['李老师 finest_cadre', '李老师 service_star']);
    const inbox = good(await s.w.call(s.helper.token, 'me.inbox')).items.map((i: { text: string }) => i.text);
    assert.equal(inbox.filter((t: string) => t.startsWith('荣誉：社区服务之星。')).length, 1);
  });

  it('leaves the list with a reversal below the line, and asks anew when the line is reached again', async () => {
    await earnedBefore(s.w, s.helper, { points_hundredths: 9950, day: '2026-05-02' });
    const job = await half();
    good(await answer(true));
    await reverse(job);
    assert.deepEqual([(await mine()).commendation.state, await names(), (await list()).reached], ['below', [], 0]);
    await half('14:00', '14:05');
    assert.deepEqual([(await mine()).commendation.state, await names()], ['asked', []]);
  });
});
