/** Reversals through HTTP: one proposes, another one decides, nothing is removed, once only (FND-10, PTS-05). */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { forget } from '../people/index.ts';
import { at, good, serviceWorld, type Job, type ServiceWorld } from '../../../test/service-world.ts';
import type { Someone } from '../../../test/world.ts';

describe('a reversal by two people', () => {
  let s: ServiceWorld;
  let secretary: Someone;
  let job: Job;
  beforeEach(async () => {
    s = await serviceWorld();
    secretary = await s.w.staff('community_secretary', { name: '书记' });
    job = await s.job();
    await s.serve(job, '09:58', '11:00');
    assert.equal((await s.audit(job)).refusal, null);
    for (const step of ['group', 'branch'] as const) good(await s.confirm(job, step));
  });
  afterEach(() => s.w.close());
  const propose = (who: Someone, reason = '记错了人') =>
    s.w.call(who.token, 'ledger.proposeReversal', {
      params: { ...s.c, id: job.claim },
      body: { reason },
      key: s.key(),
    });
  const decide = (who: Someone, id: string, approve = true, reason = '') =>
    s.w.call(who.token, 'ledger.decideReversal', { params: { ...s.c, id }, body: { approve, reason }, key: s.key() });
  const withdraw = (who: Someone, id: string) =>
    s.w.call(who.token, 'ledger.withdrawReversal', { params: { ...s.c, id }, body: {}, key: s.key() });
  const list = async (who: Someone, query: Record<string, string> = {}) =>
    good(await s.w.call(who.token, 'ledger.reversals', { params: s.c, query })).items as {
      id: string;
      state: string;
      allowed: string[];
      decision: string;
      accounts: { owner: string; asset: string; before: number; change: number; after: number; short: boolean }[];
    }[];
  /** One household with the member who served. */
  const together = async (who: Someone) => {
    const living = '01990000-0000-7000-8000-00000000cccc';
    await s.w.rows(`insert into membership (tenant_id, person_id, household_id, since) values ($1, $2, $3, $4)`, [
      s.w.community,
      who.id,
      living,
      at('08:00'),
    ]);
    await s.w.rows('update membership set household_id = $2 where person_id = $1', [s.helper.id, living]);
    forget(s.w.deps, s.w.community);
  };
  const preview = async (who: Someone) =>
    good(await s.w.call(who.token, 'ledger.previewReversal', { params: { ...s.c, id: job.claim } }));
  const refused = async (code: string, act: () => ReturnType<typeof propose>) => {
    const before = [await s.state(job), await s.balances(), await s.w.rows('select * from reversal_proposal')];
    assert.equal((await act()).body.code, code);
    assert.deepEqual(
      [await s.state(job), await s.balances(), await s.w.rows('select * from reversal_proposal')],
      before,
    );
  };

  it('needs a reason, posts nothing by the proposal, and shows each account before and after', async () => {
    await refused('REASON_REQUIRED', () => propose(secretary, '  '));
    const earned = await s.balances();
    const { id } = good(await propose(secretary));
    assert.deepEqual(await s.balances(), earned);
    const { accounts, open, allowed } = await preview(secretary);
    assert.deepEqual([open, allowed], [id, []]);
    assert.deepEqual(
      accounts.map((a: { asset: string; before: number; after: number }) => [a.asset, a.before, a.after]).toSorted(),
      Object.entries(earned)
        .map(([asset, before]) => [asset, before, 0])
        .toSorted(),
    );
    assert.ok(earned['annual_minutes'] === 60 && earned['honour_points']! > 0);
    await refused('ILLEGAL_TRANSITION', () => propose(secretary, '再提一次'));
  });

  it('refuses the proposer, the auditor of the service and whoever lives with the member, and lets another one', async () => {
    const { id } = good(await propose(secretary));
    await refused('SECOND_PERSON_REQUIRED', () => decide(secretary, id));
    await refused('SECOND_PERSON_REQUIRED', () => decide(s.auditor, id));
    assert.deepEqual((await list(secretary))[0]!.allowed, ['ledger.withdrawReversal']);
    assert.deepEqual((await list(s.auditor))[0]!.allowed, []);
    const wife = await s.w.staff('points_auditor', { name: '家属' });
    await together(wife);
    await refused('AUDITOR_NOT_INDEPENDENT', () => decide(wife, id));
    const second = await s.w.staff('points_auditor', { name: '第二审核员' });
    assert.deepEqual((await list(second))[0]!.allowed, ['ledger.decideReversal']);
    const done = good(await decide(second, id));
    assert.deepEqual([done.state, done.transfers.length], ['carried_out', 2]);
    assert.ok(Object.values(await s.balances()).every((n) => n === 0));
    assert.equal(good(await s.w.call(s.auditor.token, 'ledger.check', { params: s.c })).difference, 0);
    await refused('ILLEGAL_TRANSITION', () => decide(second, id));
    await refused('ILLEGAL_TRANSITION', () => propose(secretary, '再冲一次'));
  });

  it('refuses the member who also audits, as proposer and as decider', async () => {
    const self = await s.w.staff('points_auditor', { name: '服务人' });
    await s.w.rows('update claim set person_id = $2, accepted_by = $2 where claim_id = $1', [job.claim, self.id]);
    await refused('AUDITOR_NOT_INDEPENDENT', () => propose(self));
    const { id } = good(await propose(secretary));
    await refused('AUDITOR_NOT_INDEPENDENT', () => decide(self, id));
  });

  it('tells the member with the reason and the way to appeal, only when it is carried out', async () => {
    const told = async () =>
      (good(await s.w.call(s.helper.token, 'me.inbox')).items as { title: string; text: string }[]).filter(
        (i) => i.title === '一笔入账已冲正',
      );
    const { id } = good(await propose(s.auditor));
    assert.deepEqual(await told(), []);
    good(await decide(secretary, id));
    const [notice] = await told();
    assert.match(notice!.text, /记错了人.*申诉/);
  });

  it('keeps what was declined and withdrawn on record, and finds them by state', async () => {
    const first = good(await propose(secretary)).id;
    const second = await s.w.staff('points_auditor', { name: '第二审核员' });
    await refused('REASON_REQUIRED', () => decide(second, first, false));
    const before = await s.balances();
    assert.equal(good(await decide(second, first, false, '记录没有错')).state, 'declined');
    const next = good(await propose(s.auditor, '时间记错')).id;
    await refused('FORBIDDEN', () => withdraw(secretary, next));
    good(await withdraw(s.auditor, next));
    await refused('ILLEGAL_TRANSITION', () => decide(secretary, next));
    assert.deepEqual(await s.balances(), before);
    assert.deepEqual(
      (await list(secretary)).map((p) => [p.id, p.state, p.decision]),
      [
        [next, 'withdrawn', ''],
        [first, 'declined', '记录没有错'],
      ],
    );
    assert.deepEqual(
      (await list(secretary, { state: 'declined' })).map((p) => p.id),
      [first],
    );
    const { story } = good(await s.w.call(secretary.token, 'claims.read', { params: { ...s.c, id: job.claim } }));
    const acts = (story as { what: string }[]).map((e) => e.what);
    for (const act of ['提出冲正', '未同意冲正', '撤回冲正提议']) assert.ok(acts.includes(act), act);
  });

  it('is carried out once when two people decide at the same moment', async () => {
    const { id } = good(await propose(secretary));
    const [a, b] = [
      await s.w.staff('points_auditor', { name: '甲' }),
      await s.w.staff('points_auditor', { name: '乙' }),
    ];
    const answers = await Promise.all([decide(a, id), decide(b, id)]);
    assert.deepEqual(answers.map((r) => r.status).toSorted(), [200, 409]);
    assert.ok(Object.values(await s.balances()).every((n) => n === 0));
  });
});
