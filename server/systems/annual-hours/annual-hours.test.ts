import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { earnedBefore } from '../../../test/earned.ts';
import { good, serviceWorld, type ServiceWorld } from '../../../test/service-world.ts';
import type { Someone } from '../../../test/world.ts';

/** Saturday, 2026-11-28: ten months of the year have gone by. */
describe('the annual hours through the routes', () => {
  let s: ServiceWorld;
  const goalOf = async (who: Someone) => good(await s.w.call(who.token, 'me.passbook')).goal;
  const figure = async () => {
    const secretary = await s.w.staff('community_secretary');
    const { figures } = good(await s.w.call(secretary.token, 'boards.guards', { params: s.c }));
    return figures.find((f: { key: string }) => f.key === 'too_few_chances').value;
  };
  /** Registered since the beginning of last year. */
  const longSince = (...who: Someone[]) =>
    s.w.rows(
      `update registration set accepted_at = '2025-01-10', submitted_at = '2025-01-05' where person_id = any ($1)`,
      [who.map((p) => p.id)],
    );

  before(async () => {
    s = await serviceWorld();
    await longSince(s.helper);
  });
  after(() => s.w.close());

  it('HRS-02: who was offered too little is short of chances, not of hours, and the community counts it', async () => {
    const goal = await goalOf(s.helper);
    assert.deepEqual([goal.minutes, goal.state, goal.offered], [1200, 'no_chance', 0]);
    assert.match(goal.note, /机会不足/);
    assert.doesNotMatch(goal.note, /未达标的|差\d/);
    assert.equal(await figure(), 1);
  });

  it('HRS-02: slots that suit are added up when published, taken back when cancelled, and end the shortage', async () => {
    const limited = await s.w.member('赵师傅', { limits: ['lifting'] });
    await longSince(limited);
    const heavy = { demands: ['lifting'] };
    const tasks: string[] = [];
    for (const day of ['11-29', '12-06']) {
      const slot = { start: `2026-${day}T09:00:00+08:00`, end: `2026-${day}T21:00:00+08:00`, ...heavy };
      tasks.push((await s.job({ task: { title: `搬书第${day}日`, estimate_minutes: 720 }, slot })).task);
    }
    await s.w.settle();
    const offered = (await goalOf(s.helper)).offered;
    assert.equal(offered, 1440);
    assert.equal((await goalOf(limited)).offered, 0, 'whom it does not suit, it was not open to');
    assert.equal((await goalOf(limited)).state, 'no_chance');
    // 1,200 × 10 ÷ 12 = 1,000 should be done, and half as much again be on offer.
    assert.equal((await goalOf(s.helper)).state, 'no_chance');
    const more = await s.job({
      task: { title: '搬书第三日', estimate_minutes: 60 },
      slot: { start: '2026-12-05T09:00:00+08:00', end: '2026-12-05T10:00:00+08:00', ...heavy },
    });
    await s.w.settle();
    assert.deepEqual([(await goalOf(s.helper)).offered, (await goalOf(s.helper)).state], [1500, 'open']);
    assert.equal(await figure(), 1, 'the one whom nothing suited');
    good(
      await s.w.call(s.worker.token, 'tasks.cancel', {
        params: { ...s.c, id: more.task },
        body: { reason: '改期' },
        key: s.key(),
      }),
    );
    await s.w.settle();
    assert.deepEqual([(await goalOf(s.helper)).offered, (await goalOf(s.helper)).state], [1440, 'no_chance']);
    assert.equal(await figure(), 2);
  });

  it('HRS-02: an exemption by own word leaves its months out, and nobody else can see it', async () => {
    const ask = (body: unknown) => s.w.call(s.helper.token, 'me.exempt', { body, key: s.key() });
    const { id } = good(await ask({ kind: 'pregnancy', from: '2026-03-15', to: '2026-08-02' }));
    const goal = await goalOf(s.helper);
    assert.deepEqual([goal.minutes, goal.excused], [600, 6]);
    const turned = await ask({ kind: 'illness', from: '2026-05-02', to: '2026-05-01' });
    assert.deepEqual([turned.status, turned.body.code], [400, 'INPUT_INVALID']);
    // Not in the record that staff read, not in the roster, not in the person's page; nobody else ends it.
    const secretary = await s.w.staff('community_secretary');
    const roster = good(await s.w.call(secretary.token, 'members.roster', { params: s.c }));
    assert.equal(JSON.stringify(roster).includes('pregnancy'), false);
    assert.deepEqual(await s.w.rows(`select 1 from record where detail::text like '%pregnancy%'`), []);
    assert.equal((await s.w.call(s.elder.token, 'me.endExemption', { params: { id }, key: s.key() })).status, 404);
    assert.deepEqual(good(await s.w.call(s.elder.token, 'me.exemptions')).items, []);
    const own = good(await s.w.call(s.helper.token, 'me.exemptions')).items;
    assert.deepEqual(own, [{ id, kind: 'pregnancy', from: '2026-03-15', to: '2026-08-02' }]);
    good(await s.w.call(s.helper.token, 'me.endExemption', { params: { id }, key: s.key() }));
    assert.equal((await goalOf(s.helper)).minutes, 1200);
  });

  it('HRS-04: a ceremony earns no minutes, says so before anybody signs up, and opens nothing to anybody', async () => {
    const before_ = (await goalOf(s.helper)).offered;
    const job = await s.job({
      from: '13:00',
      to: '14:00',
      task: { title: '志愿服务月启动仪式' },
    });
    await s.w.settle();
    const seen = good(await s.w.call(s.elder.token, 'tasks.read', { params: { ...s.c, id: job.task } }));
    assert.equal(seen.uncounted, 'ceremony');
    assert.equal(seen.slots[0].points_estimate.hundredths, 0);
    assert.equal((await goalOf(s.helper)).offered, before_);
    await s.serve(job, '12:58', '14:00');
    assert.equal((await s.audit(job, 'pass')).refusal, null);
    const [claim] = await s.w.rows('select credited_minutes from claim where claim_id = $1', [job.claim]);
    assert.equal(claim?.['credited_minutes'], 0);
    assert.deepEqual(await s.w.rows(`select 1 from ledger_transfer where meta->>'claim' = $1`, [job.claim]), []);
    // Staff may say it of what its title does not give away.
    const meeting = await s.job({ from: '15:00', to: '16:00', task: { title: '碰头说说情况', uncounted: 'meeting' } });
    assert.equal(
      good(await s.w.call(s.elder.token, 'tasks.read', { params: { ...s.c, id: meeting.task } })).uncounted,
      'meeting',
    );
  });

  it('HRS-05: 60 emergency hours show 60 and count 20; 19:55 lacks five minutes, 20:00 is reached', async () => {
    const member = await s.w.member('孙医生');
    await longSince(member);
    await earnedBefore(s.w, member, { minutes: 3600, day: '2026-02-20', kind: 'service.emergency_hours' });
    const goal = await goalOf(member);
    assert.deepEqual(goal.emergency, { minutes: 3600, counted: 1200 });
    assert.deepEqual([goal.counted, goal.state], [1200, 'reached']);
    const other = await s.w.member('钱老师');
    await longSince(other);
    await earnedBefore(s.w, other, { minutes: 1195, day: '2026-03-01' });
    assert.match((await goalOf(other)).note, /差5分钟/);
    await earnedBefore(s.w, other, { minutes: 5, day: '2026-03-02' });
    assert.equal((await goalOf(other)).state, 'reached');
  });

  it('HRS-03: below the goal a record shows nothing but its figures: no mark, no notice, no sanction', async () => {
    const secretary = await s.w.staff('community_secretary');
    assert.deepEqual(
      await s.w.rows('select 1 from claim where mark is not null and person_id = $1', [s.helper.id]),
      [],
    );
    const { items } = good(await s.w.call(secretary.token, 'members.roster', { params: s.c }));
    assert.doesNotMatch(JSON.stringify(items), /未达标|not reached/);
  });
});
