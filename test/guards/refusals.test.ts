/**
 * Refusals that no walk through the product meets by itself, one test for each requirement; and the list itself: every
 * refusal is declared by a route that can give it, and some test names it.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import { routes } from '../../contract/index.ts';
import { refusalsOf } from '../../contract/kernel.ts';
import { refusals } from '../../contract/refusals/index.ts';
import { post } from '../../server/engines/ledger/index.ts';
import { clauseId } from '../../server/engines/policy/index.ts';
import { at, good, serviceWorld, type ServiceWorld } from '../service-world.ts';
import { refusedAs, saturday, workWorld } from '../../server/engines/work/work-fixture.ts';
import { inTransaction, openPersons } from '../../server/platform/database.ts';
import { done } from '../../server/platform/outcome.ts';
import { giveStaffAccount } from '../../server/systems/accounts/index.ts';
import { plainProfile, testWorld, type Someone } from '../world.ts';
import { figure } from './figures.ts';

describe('the list of refusals', () => {
  const codes = Object.keys(refusals);
  it('holds none that no route declares', () => {
    const declared = new Set<string>(routes.flatMap((r) => refusalsOf(r)));
    assert.deepEqual(
      codes.filter((c) => !declared.has(c)),
      [],
    );
  });
  it('holds none that no test names', () => {
    const root = join(import.meta.dirname, '../..');
    const tests = globSync(['test/**/*.ts', 'server/**/*.test.ts'], { cwd: root }).map((f) => join(root, f));
    const words = new Set(tests.flatMap((f) => readFileSync(f, 'utf8').match(/\b[A-Z][A-Z0-9_]{4,}\b/g) ?? []));
    assert.deepEqual(
      codes.filter((c) => !words.has(c)),
      [],
    );
  });
});

describe('refusals of accounts and policy', () => {
  it('IDN-01 lets staff in by password and one-time password only, and an unknown account fails as a wrong one does', async () => {
    const w = await testWorld();
    try {
      const clerk = await w.staff('community_worker');
      const secret = new Secret({ size: 20 });
      const right = 'Guandou-2026-qf';
      const given = await inTransaction(w.deps.db, {}, async (tx) => {
        await openPersons(tx, [clerk.id]);
        await giveStaffAccount(w.deps, tx, {
          personId: clerk.id,
          account: 'qf.clerk',
          password: right,
          totpSecret: secret.base32,
        });
        return done(null);
      });
      assert.ok(given.ok);
      const totp = new TOTP({ secret });
      const now = () => totp.generate({ timestamp: w.clock.now().getTime() });
      const old = totp.generate({ timestamp: w.clock.now().getTime() - 600_000 });
      const enter = (account: string, password: string, code?: string) =>
        w.call(null, 'accounts.signInByPassword', {
          body: { account, password, ...(code === undefined ? {} : { totp: code }) },
        });
      const sessions = () => w.rows('select count(*)::int as n from session');
      const before = await sessions();
      assert.equal((await enter('nobody', right, now())).body.code, 'SIGN_IN_FAILED');
      assert.equal((await enter('qf.clerk', 'wrong', now())).body.code, 'SIGN_IN_FAILED');
      assert.equal((await enter('qf.clerk', right)).body.code, 'SECOND_FACTOR_REQUIRED');
      assert.equal((await enter('qf.clerk', right, old)).body.code, 'SIGN_IN_FAILED');
      assert.deepEqual(await sessions(), before);
      const { token } = good(await enter('qf.clerk', right, now()));
      assert.equal((await w.call(token, 'needs.queue', { params: { community: w.community } })).status, 200);
      const answers = [];
      for (let i = 0; i < 10; i += 1) answers.push((await enter('qf.clerk', 'wrong', now())).body.code);
      assert.equal(answers.at(-1), 'TOO_MANY_ATTEMPTS');
    } finally {
      await w.close();
    }
  });

  it('FND-05 lets no lower level add a rule that the city does not have, and counts the attempt', async () => {
    const w = await testWorld();
    try {
      const secretary = await w.staff('community_secretary');
      const add = (who: Someone, tenant: number) =>
        w.call(who.token, 'policy.setParameter', {
          params: { tenant, key: 'weekly_duty_evenings' },
          body: { value: 2, clause: clauseId('hubei.18'), reason: '每周两晚值守' },
        });
      const before = (await figure(w, secretary, 'overreach')).value ?? 0;
      const rules = () => w.call(null, 'policy.parameters', { params: { tenant: w.community } });
      const standing = good(await rules());
      assert.equal((await add(secretary, w.community)).body.code, 'OVERREACH_NEW_DUTY');
      assert.deepEqual(good(await rules()), standing);
      const shown = await figure(w, secretary, 'overreach');
      assert.deepEqual(
        [shown.value, shown.rows[0]?.text, shown.rows[0]?.state],
        [before + 1, 'weekly_duty_evenings', 'OVERREACH_NEW_DUTY'],
      );
      const city = await w.staff('city_staff', { tenant: w.city });
      assert.equal((await add(city, w.city)).body.code, 'NOT_FOUND', 'the city has no such rule to set');
      const ledger = good(await w.call(city.token, 'policy.attempts', { params: { tenant: w.city } }));
      assert.equal(ledger.counts.OVERREACH_NEW_DUTY, 1);
    } finally {
      await w.close();
    }
  });
});

describe('refusals of tasks', () => {
  it('SCH-02 opens working hours to no emergency that nobody has declared', async () => {
    const x = await workWorld();
    try {
      const { need } = await x.need();
      const tuesday = { start: '2026-11-24T10:00:00+08:00', end: '2026-11-24T11:00:00+08:00' };
      await refusedAs(x, 'EMERGENCY_NOT_ACTIVE', () =>
        x.task({ need, slot: tuesday, task: { work_content: 'emergency' } }),
      );
      good(await x.task({ need, slot: saturday('10:00', '11:00') }));
    } finally {
      await x.w.close();
    }
  });

  it('G-37 publishes no letter of responsibility, whatever it is called', async () => {
    const x = await workWorld();
    try {
      const { need } = await x.need();
      for (const letter of ['参加人员须签订责任状', '请先签军令状', '上岗前交承诺书'])
        await refusedAs(x, 'NO_RESPONSIBILITY_LETTER', () => x.task({ need, task: { description: letter } }));
    } finally {
      await x.w.close();
    }
  });
});

describe('refusals of service', () => {
  let s: ServiceWorld;
  beforeEach(async () => {
    s = await serviceWorld();
  });
  afterEach(() => s.w.close());

  it('DSP-06 asks nobody who rests after three services in a week, unless the person wants more', async () => {
    for (const hour of ['09', '11', '13']) {
      const job = await s.job({ from: `${hour}:00`, to: `${hour}:30` });
      await s.serve(job, `${hour}:00`, `${hour}:30`);
    }
    const open = await s.job({
      who: await s.w.member('赵助手'),
      from: '18:00',
      to: '19:00',
      slot: { capacity: 2 },
      task: { estimate_minutes: 120 },
    });
    const ask = () =>
      s.w.call(s.worker.token, 'tasks.invite', {
        params: { ...s.c, id: open.slot },
        body: { persons: [s.helper.id] },
        key: s.key(),
      });
    const asked = () => s.w.rows('select count(*)::int as n from invitation');
    const before = await asked();
    assert.equal((await ask()).body.code, 'RESTING');
    assert.deepEqual(await asked(), before);
    const roster = good(await s.w.call(s.worker.token, 'members.roster', { params: s.c }));
    assert.match(JSON.stringify(roster), /resting/);
    good(await s.w.call(s.helper.token, 'registration.saveProfile', { body: { ...plainProfile, accepts_more: true } }));
    good(await ask());
  });

  it('FND-10 takes no service back whose hours or points are already spent, and leaves both books as they are', async () => {
    const other = await s.w.member('李积分');
    const [timed, pointed] = [await s.job(), await s.job({ who: other })];
    await s.w.advanceTo(at('09:58'));
    good(await s.checkIn(timed, { position: s.fix(80), pin: await s.pin() }));
    good(await s.checkIn(pointed, { position: s.fix(70), pin: await s.pin() }, other));
    await s.w.advanceTo(at('11:00'));
    for (const [job, who] of [
      [timed, s.helper],
      [pointed, other],
    ] as const) {
      good(await s.checkOut(job, { position: s.fix(60) }, who));
      good(await s.submit(job, undefined, who));
      assert.equal((await s.audit(job)).refusal, null);
    }
    good(await s.confirm(pointed, 'group'));
    good(await s.confirm(pointed, 'branch'));
    await spend(s, s.helper, 'time_minutes', 30);
    await spend(s, other, 'redeemable_points', 100);
    for (const [job, who, code] of [
      [timed, s.helper, 'INSUFFICIENT_TIME'],
      [pointed, other, 'INSUFFICIENT_BALANCE'],
    ] as const) {
      const before = [await s.state(job), await s.balances(who)];
      assert.equal((await s.reverse(job, '记错了人')).body.code, code);
      assert.deepEqual([await s.state(job), await s.balances(who)], before);
    }
    good(await s.confirm(timed, 'group', s.leader, { verdict: 'return', reason: '时间不符' }));
    const again = await s.state(timed);
    assert.equal((await s.audit(timed, 'return', '请核对')).refusal, 'INSUFFICIENT_TIME');
    assert.deepEqual(await s.state(timed), again);
    assert.equal(good(await s.w.call(s.auditor.token, 'ledger.check', { params: s.c })).difference, 0);
  });
});

/** What the time bank and the exchange will post one day: a person's minutes or points go to the pool. */
async function spend(s: ServiceWorld, who: Someone, asset: 'time_minutes' | 'redeemable_points', amount: number) {
  const posted = await inTransaction(s.w.deps.db, { tenant: s.w.community }, async (tx) => {
    const answer = await post(tx, {
      tenantId: s.w.community,
      key: `test:spend:${who.id}:${asset}`,
      kind: 'test.spend',
      valueDate: '2026-11-28',
      at: s.w.clock.now(),
      meta: {},
      legs: [
        { ownerKind: 'person', ownerId: who.id, asset, amount: -amount },
        { ownerKind: 'pool', ownerId: 'community', asset, amount },
      ],
    });
    assert.ok(answer.ok, JSON.stringify(answer));
    return done(null);
  });
  assert.ok(posted.ok);
}
