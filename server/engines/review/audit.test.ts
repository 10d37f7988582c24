/** Audit, confirmations and postings through HTTP (CHK-02…07, TBK-11, PTS-05, FND-10). */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { forget } from '../people/index.ts';
import { at, good, serviceWorld, type Job, type ServiceWorld } from '../../../test/service-world.ts';

describe('audit and postings', () => {
  let s: ServiceWorld;
  beforeEach(async () => {
    s = await serviceWorld();
  });
  afterEach(() => s.w.close());
  const claimOf = async (job: Job) => (await s.w.rows('select * from claim where claim_id = $1', [job.claim]))[0]!;
  const transfers = async () =>
    (await s.w.rows('select key from ledger_transfer order by key')).map((r) => String(r['key']));
  const rate = (job: Job, score: number, who = s.elder) =>
    s.w.call(who.token, 'orders.rate', {
      params: { ...s.c, id: job.order },
      body: { score, solved: score >= 6 },
      key: s.key(),
    });

  it('posts hours at the pass, points at the second confirmation and the rating once, each exactly once', async () => {
    const job = await s.job();
    await s.serve(job, '09:58', '11:03');
    assert.deepEqual(await transfers(), []);
    assert.equal((await s.audit(job)).refusal, null);
    assert.equal((await s.audit(job)).refusal, 'ILLEGAL_TRANSITION');
    assert.deepEqual(await s.balances(), {
      annual_minutes: 65,
      honour_points: 0,
      redeemable_points: 0,
      time_minutes: 65,
    });
    assert.equal(good(await s.confirm(job, 'branch')).results[0].refusal, 'ILLEGAL_TRANSITION', 'facts come first');
    const waiting = good(
      await s.w.call(s.leader.token, 'confirmations.list', { params: s.c, query: { step: 'group' } }),
    );
    assert.deepEqual(
      waiting.items.map((i: { claim: { id: string } }) => i.claim.id),
      [job.claim],
    );
    assert.equal(good(await s.confirm(job, 'group')).results[0].refusal, null);
    assert.equal((await s.balances())['honour_points'], 0);
    assert.equal(good(await s.confirm(job, 'branch')).results[0].refusal, null);
    assert.equal(good(await s.confirm(job, 'branch')).results[0].refusal, 'ILLEGAL_TRANSITION');
    const base = await s.balances();
    assert.ok(base['honour_points']! > 0);
    good(await rate(job, 9));
    await s.w.settle();
    await s.w.settle();
    const rated = await s.balances();
    assert.deepEqual([base['honour_points'], rated['honour_points']], [541, 650], '5.00 an hour × 65 min, then × 1.2');
    assert.equal(rated['redeemable_points'], rated['honour_points']);
    assert.deepEqual([rated['annual_minutes'], rated['time_minutes']], [65, 65]);
    assert.deepEqual(await transfers(), [
      `claim:${job.claim}:hours`,
      `claim:${job.claim}:points`,
      `claim:${job.claim}:rating`,
    ]);
    const book = good(await s.w.call(s.helper.token, 'me.passbook'));
    for (const asset of ['annual_minutes', 'honour_points', 'redeemable_points', 'time_minutes'])
      assert.equal(
        book.entries
          .filter((e: { asset: string }) => e.asset === asset)
          .reduce((n: number, e: { amount: number }) => n + e.amount, 0),
        rated[asset],
      );
    assert.ok(
      book.entries.every((e: { formula: string; claim: string }) => /\d/.test(e.formula) && e.claim === job.claim),
    );
    const check = good(await s.w.call(s.auditor.token, 'ledger.check', { params: s.c }));
    assert.equal(check.difference, 0);
    assert.deepEqual((await claimOf(job))['sign_offs'], 3);
  });

  it('explains all of it to an English reader in English: only what people wrote themselves stays Chinese', async () => {
    const job = await s.job();
    await s.serve(job, '09:58', '11:03');
    await s.audit(job);
    for (const step of ['group', 'branch'] as const) good(await s.confirm(job, step));
    good(await rate(job, 9));
    await s.w.settle();
    await s.w.settle();
    const written = /读信陪聊|邻里互助|李老师|读了三封信，聊了家常/g;
    for (const who of [s.helper, s.elder]) {
      const inbox = good(await s.w.call(who.token, 'me.inbox', { locale: 'en' })).items as { text: string }[];
      assert.ok(inbox.length >= 2);
      for (const { text } of inbox) assert.doesNotMatch(text.replaceAll(written, ''), /\p{Script=Han}/u);
    }
    const texts = async (who: typeof s.elder) =>
      (good(await s.w.call(who.token, 'me.inbox', { locale: 'en' })).items as { text: string }[]).map((i) => i.text);
    assert.ok((await texts(s.elder)).some((t) => t.includes('comes at 28 November, 10:00.')));
    assert.ok((await texts(s.helper)).some((t) => t.includes('points/hour')));
    const book = good(await s.w.call(s.helper.token, 'me.passbook', { locale: 'en' }));
    for (const e of book.entries as { formula: string }[]) assert.match(e.formula, /^[ -~×]+$/);
    assert.ok(book.entries.length >= 4);
  });

  it('gives a rating that came before the approval its part at the approval', async () => {
    const job = await s.job();
    await s.serve(job, '09:58', '11:00');
    good(await rate(job, 10));
    await s.w.settle();
    await s.audit(job);
    await s.confirm(job, 'group');
    await s.confirm(job, 'branch');
    assert.ok((await transfers()).includes(`claim:${job.claim}:rating`));
    const row = await claimOf(job);
    assert.ok(Number(row['rating_points_hundredths']) > 0);
    assert.equal(
      (await s.balances())['honour_points'],
      Number(row['points_hundredths']) + Number(row['rating_points_hundredths']),
    );
  });

  it('takes nothing away for a low score, and shows it to the auditor', async () => {
    const job = await s.job();
    await s.serve(job, '09:58', '11:00');
    good(await rate(job, 2));
    await s.w.settle();
    assert.deepEqual(new Set((await claimOf(job))['flags'] as string[]), new Set(['low_score', 'not_solved']));
    assert.equal((await s.audit(job)).refusal, null);
    await s.confirm(job, 'group');
    await s.confirm(job, 'branch');
    assert.equal((await s.balances())['annual_minutes'], 60);
    assert.deepEqual(await transfers(), [`claim:${job.claim}:hours`, `claim:${job.claim}:points`]);
  });

  it('leaves time coins alone without the passbook’s consent', async () => {
    await s.w.consent(s.helper, 'time_bank', false);
    const job = await s.job();
    await s.serve(job, '09:58', '11:00');
    await s.audit(job);
    const b = await s.balances();
    assert.deepEqual([b['annual_minutes'], b['time_minutes']], [60, 0]);
  });

  it('refuses an auditor who served, who ordered, or who lives with either, and changes nothing', async () => {
    const job = await s.job();
    await s.serve(job, '09:58', '11:00');
    const living = '01990000-0000-7000-8000-00000000cccc';
    const asker = await s.w.staff('points_auditor', { name: '点单人' });
    await s.w.rows('update demand_order set asker_id = $2 where order_id = $1', [job.order, asker.id]);
    const family = await s.w.staff('points_auditor', { name: '同住人' });
    await s.w.rows(`insert into membership (tenant_id, person_id, household_id, since) values ($1, $2, $3, $4)`, [
      s.w.community,
      family.id,
      living,
      at('08:00'),
    ]);
    await s.w.rows('update membership set household_id = $2 where person_id = $1', [s.helper.id, living]);
    forget(s.w.deps, s.w.community);
    const server = await s.w.staff('points_auditor', { name: '服务人' });
    const before_ = await s.state(job);
    for (const party of [asker, family])
      assert.equal((await s.audit(job, 'pass', '', party)).refusal, 'AUDITOR_NOT_INDEPENDENT', party.name);
    assert.deepEqual(await s.state(job), before_);
    await s.w.rows('update claim set person_id = $2, accepted_by = $2 where claim_id = $1', [job.claim, server.id]);
    assert.equal((await s.audit(job, 'pass', '', server)).refusal, 'AUDITOR_NOT_INDEPENDENT');
    await s.w.rows('update claim set person_id = $2, accepted_by = $2 where claim_id = $1', [job.claim, s.helper.id]);
    assert.deepEqual(await transfers(), []);
    assert.equal((await s.audit(job)).refusal, null);
  });

  it('returns presence without an accepted result with its mark and no minutes, and takes it in again', async () => {
    const job = await s.job();
    await s.serve(job, '09:58', '11:00');
    assert.equal(
      (
        await s.w.call(s.auditor.token, 'audits.decide', {
          params: s.c,
          body: { claims: [job.claim], verdict: 'return', reason: ' ' },
          key: s.key(),
        })
      ).body.code,
      'REASON_REQUIRED',
    );
    assert.equal((await s.audit(job, 'return', '没有说明读了什么')).state, 'returned');
    const row = await claimOf(job);
    assert.deepEqual([row['mark'], row['credited_minutes'], row['reason']], ['到场未完成', null, '没有说明读了什么']);
    assert.deepEqual(await transfers(), []);
    good(await s.submit(job, { text: '读了社保通知和两封家信' }));
    assert.equal((await claimOf(job))['mark'], null);
    assert.equal((await s.audit(job)).refusal, null);
    assert.equal((await s.balances())['annual_minutes'], 60);
  });

  it('refuses photographs alone and keeps the attempt', async () => {
    const job = await s.job();
    await s.w.advanceTo(at('09:58'));
    good(await s.checkIn(job, { position: s.fix(), pin: await s.pin() }));
    await s.w.advanceTo(at('11:00'));
    good(await s.checkOut(job, { position: s.fix() }));
    const before_ = await s.state(job);
    assert.equal(
      (await s.submit(job, { photos: ['01990000-0000-7000-8000-000000000001'] })).body.code,
      'PHOTO_ONLY_EVIDENCE',
    );
    assert.equal((await s.submit(job, {})).body.code, 'INPUT_INVALID');
    assert.deepEqual(await s.state(job), before_);
    assert.equal(
      (await s.w.rows(`select count(*)::int as n from attempt where code = 'PHOTO_ONLY_EVIDENCE'`))[0]?.['n'],
      1,
    );
  });

  it('credits one of two services that overlap in time', async () => {
    const first = await s.job({ from: '10:00', to: '11:00' });
    const second = await s.job({ from: '13:00', to: '14:00' });
    await s.serve(first, '09:58', '11:00');
    await s.audit(first);
    await s.serve(second, '12:58', '14:00');
    // What a wrong clock on a phone would have written.
    await s.w.rows(`update claim set checked_in_at = $2 where claim_id = $1`, [second.claim, at('10:30')]);
    const before_ = await s.state(second);
    assert.equal((await s.audit(second)).refusal, 'OVERLAPPING_SERVICE');
    assert.deepEqual(await s.state(second), before_);
  });

  it('holds a confirmation by the same household for a second auditor', async () => {
    const household = '01990000-0000-7000-8000-00000000aaaa';
    const son = await s.w.member('王小儿');
    await s.w.rows(`update membership set household_id = $2 where person_id = any($1)`, [
      [s.elder.id, son.id],
      household,
    ]);
    forget(s.w.deps, s.w.community);
    const neighbour = await s.w.resident('邻居');
    const job = await s.job({ who: son, asker: neighbour });
    await s.w.advanceTo(at('09:58'));
    good(await s.checkIn(job, { position: s.fix(5) }, son));
    await s.w.rows(`update task set team_leader_id = $2 where task_id = $1`, [job.task, s.elder.id]);
    good(
      await s.w.call(s.elder.token, 'claims.confirmPresence', {
        params: { ...s.c, id: job.claim },
        body: { as: 'leader' },
        key: s.key(),
      }),
    );
    await s.w.advanceTo(at('11:00'));
    good(await s.checkOut(job, { position: s.fix(6) }, son));
    good(await s.submit(job, undefined, son));
    const held = good(await s.w.call(s.auditor.token, 'audits.list', { params: s.c, query: { view: 'held' } }));
    assert.equal(held.items[0].flags[0].rule, 'same_household');
    assert.equal((await s.audit(job)).refusal, 'SECOND_AUDITOR_REQUIRED');
    assert.equal((await s.audit(job)).refusal, 'SECOND_AUDITOR_REQUIRED', 'the same auditor is no second one');
    assert.deepEqual(await transfers(), []);
    const second = await s.w.staff('points_auditor', { name: '第二审核员' });
    assert.equal((await s.audit(job, 'pass', '', second)).refusal, null);
    assert.equal((await s.balances(son))['annual_minutes'], 60);
  });

  it('sends what the Party group returns to the auditor, who may take the hours back and pass it anew', async () => {
    const job = await s.job();
    await s.serve(job, '09:58', '11:00');
    await s.audit(job);
    assert.equal((await s.confirm(job, 'group', s.leader, { verdict: 'return' })).body.code, 'REASON_REQUIRED');
    good(await s.confirm(job, 'group', s.leader, { verdict: 'return', reason: '时间不符' }));
    assert.equal(good(await s.confirm(job, 'group')).results[0].refusal, 'ILLEGAL_TRANSITION');
    const held = good(await s.w.call(s.auditor.token, 'audits.list', { params: s.c, query: { view: 'held' } }));
    assert.deepEqual(
      held.items.map((i: { claim: { id: string } }) => i.claim.id),
      [job.claim],
    );
    assert.equal((await s.audit(job, 'return', '请核对时间')).state, 'returned');
    assert.equal((await s.balances())['annual_minutes'], 0);
    good(await s.submit(job, { text: '已核对，十点到十一点' }));
    assert.equal((await s.audit(job)).refusal, null);
    assert.equal((await s.balances())['annual_minutes'], 60);
    good(await s.confirm(job, 'group'));
    assert.equal(good(await s.confirm(job, 'branch')).results[0].state, 'credited');
    assert.equal(good(await s.w.call(s.auditor.token, 'ledger.check', { params: s.c })).difference, 0);
  });

  it('reverses a service once, with its reason beside the original, and posts nothing for it afterwards', async () => {
    const job = await s.job();
    await s.serve(job, '09:58', '11:00');
    await s.audit(job);
    await s.confirm(job, 'group');
    await s.confirm(job, 'branch');
    assert.equal(good(await s.reverse(job, '记错了人')).transfers.length, 2);
    assert.deepEqual(await s.balances(), {
      annual_minutes: 0,
      honour_points: 0,
      redeemable_points: 0,
      time_minutes: 0,
    });
    const book = good(await s.w.call(s.helper.token, 'me.passbook', { query: { asset: 'annual_minutes' } }));
    assert.deepEqual(book.entries.map((e: { amount: number }) => e.amount).toSorted(), [-60, 60]);
    assert.ok(book.entries.some((e: { reversed: boolean; amount: number }) => e.reversed && e.amount === 60));
    good(await rate(job, 10));
    await s.w.settle();
    assert.equal((await s.balances())['honour_points'], 0);
  });

  it('passes a batch record by record, exceptions first in the list', async () => {
    const other = await s.w.member('陈帮手');
    const whole = await s.job();
    const bare = await s.job({ who: other });
    await s.w.advanceTo(at('09:58'));
    good(await s.checkIn(whole, { position: s.fix(20), pin: await s.pin() }));
    good(await s.checkIn(bare, { position: s.fix(25) }, other));
    await s.w.advanceTo(at('11:00'));
    for (const [job, who] of [
      [whole, s.helper],
      [bare, other],
    ] as const) {
      good(await s.checkOut(job, { position: s.fix(30) }, who));
      good(await s.submit(job, undefined, who));
    }
    const list = good(await s.w.call(s.auditor.token, 'audits.list', { params: s.c }));
    assert.deepEqual(
      list.items.map((i: { claim: { id: string }; batchable: boolean }) => [i.claim.id, i.batchable]),
      [
        [bare.claim, false],
        [whole.claim, true],
      ],
    );
    assert.deepEqual([list.counts.due, list.counts.batchable, list.counts.exceptions], [2, 1, 1]);
    const answer = good(
      await s.w.call(s.auditor.token, 'audits.decide', {
        params: s.c,
        body: { claims: [whole.claim, bare.claim], verdict: 'pass' },
        key: s.key(),
      }),
    );
    const of = (job: Job) => answer.results.find((r: { claim: string }) => r.claim === job.claim);
    assert.deepEqual([of(whole).state, of(whole).refusal], ['passed', null]);
    assert.deepEqual([of(bare).state, of(bare).refusal], ['submitted', 'PRESENCE_UNPROVEN']);
    assert.deepEqual(await transfers(), [`claim:${whole.claim}:hours`]);
  });

  it('shows an audit beyond its working days against the auditor', async () => {
    const job = await s.job();
    await s.serve(job, '09:58', '11:00');
    await s.w.advanceTo('2026-12-06T12:00:00+08:00');
    const auditor = await s.w.staff('points_auditor');
    const list = good(await s.w.call(auditor.token, 'audits.list', { params: s.c }));
    assert.deepEqual([list.counts.overdue, list.items[0].overdue], [1, true]);
    const secretary = await s.w.staff('community_secretary');
    const rows = good(await s.w.call(secretary.token, 'boards.rows', { params: { ...s.c, key: 'audits_overdue' } }));
    assert.deepEqual(
      [rows.figure.value, rows.figure.flagged, rows.rows.map((r: { id: string }) => r.id)],
      [1, true, [job.claim]],
    );
  });

  it('lets the grid branch confirm both steps only for who is in no Party group', async () => {
    const job = await s.job();
    await s.serve(job, '09:58', '11:00');
    await s.audit(job);
    const org = '01990000-0000-7000-8000-00000000bbbb';
    await s.w.rows(
      `insert into party_org (tenant_id, org_id, kind, name, state, created_at) values ($1, $2, 'group', '第一党小组', 'active', $3)`,
      [s.w.community, org, at('08:00')],
    );
    await s.w.rows(`insert into party_member (tenant_id, org_id, person_id, joined_at) values ($1, $2, $3, $4)`, [
      s.w.community,
      org,
      s.helper.id,
      at('08:00'),
    ]);
    assert.equal(good(await s.confirm(job, 'group', s.branch)).results[0].refusal, 'FORBIDDEN');
    await s.w.rows(`update party_member set left_at = $2 where person_id = $1`, [s.helper.id, at('08:30')]);
    assert.equal(good(await s.confirm(job, 'group', s.branch)).results[0].refusal, null);
  });

  it('holds identical coordinates of three people, and a very long day', async () => {
    const people = [s.helper, await s.w.member('陈帮手'), await s.w.member('吴帮手')];
    const jobs: Job[] = [];
    for (const who of people) jobs.push(await s.job({ who }));
    await s.w.advanceTo(at('09:58'));
    const same = s.fix(33);
    for (const [i, who] of people.entries())
      good(await s.checkIn(jobs[i]!, { position: same, pin: await s.pin() }, who));
    assert.deepEqual((await claimOf(jobs[1]!))['flags'], []);
    assert.deepEqual((await claimOf(jobs[2]!))['flags'], ['identical_fix']);
    await s.w.advanceTo(at('11:00'));
    good(await s.checkOut(jobs[2]!, { position: s.fix(40) }, people[2]));
    good(await s.submit(jobs[2]!, undefined, people[2]));
    assert.equal((await s.audit(jobs[2]!)).refusal, 'SECOND_AUDITOR_REQUIRED');

    const tireless = await s.w.member('孙不倦');
    const long = await s.job({ who: tireless, from: '12:00', to: '21:00', task: { estimate_minutes: 540 } });
    await s.serve(long, '12:00', '20:59', tireless);
    assert.deepEqual(
      [(await claimOf(long))['flags'], (await claimOf(long))['held_by_rule']],
      [['over_daily_hours', 'long_service'], 'over_daily_hours'],
    );
    const second = await s.w.staff('points_auditor', { name: '第二审核员' });
    const third = await s.w.staff('points_auditor', { name: '第三审核员' });
    assert.equal((await s.audit(long, 'pass', '', second)).refusal, 'SECOND_AUDITOR_REQUIRED');
    assert.equal((await s.audit(long, 'pass', '', third)).refusal, null);
    assert.equal((await claimOf(long))['credited_minutes'], 480, 'the day credits eight hours');
  });

  it('lets one auditor alone credit four hours of a service and no more', async () => {
    const four = await s.job({ from: '09:00', to: '13:00', task: { estimate_minutes: 240 } });
    await s.serve(four, '09:00', '13:00');
    assert.equal((await s.audit(four)).refusal, null);
    assert.deepEqual([(await claimOf(four))['flags'], (await claimOf(four))['credited_minutes']], [[], 240]);

    const other = await s.w.member('孙不倦');
    const more = await s.job({ who: other, from: '14:00', to: '18:05', task: { estimate_minutes: 245 } });
    await s.serve(more, '14:00', '18:05', other);
    const held = good(await s.w.call(s.auditor.token, 'audits.list', { params: s.c, query: { view: 'held' } }));
    assert.deepEqual(
      held.items.map((i: { flags: { rule: string }[] }) => i.flags.map((f) => f.rule)),
      [['long_service']],
    );
    for (let i = 0; i < 2; i += 1) assert.equal((await s.audit(more)).refusal, 'SECOND_AUDITOR_REQUIRED');
    assert.equal((await s.balances(other))['annual_minutes'], 0);
    const second = await s.w.staff('points_auditor', { name: '第二审核员' });
    assert.equal((await s.audit(more, 'pass', '', second)).refusal, null);
    assert.equal((await s.balances(other))['annual_minutes'], 245);
  });

  it('credits eight hours a day over several services, says so, and frees the day by a reversal', async () => {
    const jobs: Job[] = [];
    for (const [from, to] of [
      ['08:30', '12:30'],
      ['13:00', '16:00'],
      ['16:30', '19:00'],
    ] as const) {
      const job = await s.job({ from, to, task: { estimate_minutes: 240 } });
      await s.serve(job, from, to);
      jobs.push(job);
    }
    const second = await s.w.staff('points_auditor', { name: '第二审核员' });
    for (const job of jobs) {
      const first = await s.audit(job);
      if (first.refusal !== null) {
        assert.equal(first.refusal, 'SECOND_AUDITOR_REQUIRED', 'a long day waits for a second auditor');
        assert.equal((await s.audit(job, 'pass', '', second)).refusal, null);
      }
    }
    const credited = async () => Promise.all(jobs.map(async (job) => (await claimOf(job))['credited_minutes']));
    assert.deepEqual(await credited(), [240, 180, 60]);
    const b = await s.balances();
    assert.deepEqual([b['annual_minutes'], b['time_minutes']], [480, 480]);
    const book = good(await s.w.call(s.helper.token, 'me.passbook'));
    assert.equal(
      book.entries.filter((e: { formula: string }) => e.formula.includes('当日上限尚余60分钟')).length,
      2,
      'the hours and the coins of the third service',
    );

    const [morning, , evening] = jobs;
    for (const job of [evening!, morning!]) {
      good(await s.confirm(job, 'group', s.leader, { verdict: 'return', reason: '时间不符' }));
      assert.equal((await s.audit(job, 'return', '请补充')).refusal, null);
    }
    assert.equal((await s.balances())['annual_minutes'], 180);
    good(await s.submit(evening!, undefined, s.helper));
    await s.audit(evening!);
    await s.audit(evening!, 'pass', '', second);
    assert.deepEqual(await credited(), [null, 180, 150], 'what was taken back is free again');
  });

  it('sees two people who keep ordering from each other', async () => {
    const friend = await s.w.member('老朋友');
    const served = async (who: typeof friend, asker: typeof friend, from: string) => {
      const job = await s.job({ who, asker, from: `${from}:00`, to: `${from}:30` });
      await s.w.advanceTo(at(`${from}:00`));
      good(await s.checkIn(job, { position: s.fix(50), pin: await s.pin(asker) }, who));
      await s.w.advanceTo(at(`${from}:25`));
      good(await s.checkOut(job, { position: s.fix(51) }, who));
      good(await s.submit(job, undefined, who));
      await s.w.settle();
      return job;
    };
    for (const hour of ['09', '11', '13']) await served(friend, s.helper, hour);
    const clean: Job[] = [];
    for (const hour of ['10', '12', '14'].map((h) => String(Number(h) + 5)))
      clean.push(await served(s.helper, friend, hour));
    assert.deepEqual((await claimOf(clean[0]!))['flags'], []);
    assert.deepEqual(
      [(await claimOf(clean[2]!))['flags'], (await claimOf(clean[2]!))['held_by_rule']],
      [[], null],
      'the third is not yet counted with itself',
    );
    const fourth = await served(s.helper, friend, '20');
    assert.deepEqual(
      [(await claimOf(fourth))['flags'], (await claimOf(fourth))['held_by_rule']],
      [['repeated_pair'], 'repeated_pair'],
    );
  });
});
