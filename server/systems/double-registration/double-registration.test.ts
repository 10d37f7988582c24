/** Double registration through HTTP on a real database. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { centre, plainProfile, testWorld, usualAvailability, type Someone, type World } from '../../../test/world.ts';
import { needLifecycle } from '../../engines/demand/index.ts';
import { actOf, engagementLifecycle, lifecycle } from './lifecycle.ts';
import { afterMarks, visitSlots } from './rules.ts';

describe('double registration', () => {
  let w: World;
  let secretary: Someone;
  let unitSecretary: Someone;
  before(async () => {
    w = await testWorld();
    await signIn();
  });
  /** Staff sessions end after half a day, so that staff sign in again when the clock has moved. */
  const signIn = async () => {
    secretary = await w.staff('community_secretary');
    unitSecretary = await w.staff('unit_secretary', { tenant: w.unit, name: '孙书记' });
  };
  after(() => w.close());

  const body = (more: Record<string, unknown> = {}) => ({
    place: w.home,
    address: '301室',
    kind: 'in_service_member',
    unit: w.unit,
    post: '教师',
    formal_branch: '第二党支部',
    consent_version: '2026-11',
    ...more,
  });
  const teacher = {
    ...plainProfile,
    expertise: ['教学'],
    limits: ['lifting'],
    work_pattern: [0, 1, 2, 3, 4].map((d) => ({ from: d * 1440 + 510, to: d * 1440 + 1110 })),
    availability: usualAvailability,
  };
  const newcomer = async (name: string): Promise<Someone> => {
    const someone = await w.resident(name);
    assert.equal((await w.call(someone.token, 'registration.saveProfile', { body: teacher })).status, 200);
    return someone;
  };
  const submit = (who: Someone, more: Record<string, unknown> = {}, community = w.community) =>
    w.call(who.token, 'registration.submit', { params: { community }, body: body(more) });
  const decide = (id: string, decision = 'accept', reason = '') =>
    w.call(secretary.token, 'registration.decide', {
      params: { community: w.community, id },
      body: { decision, reason },
    });

  it('refuses an incomplete profile and changes nothing', async () => {
    const someone = await w.resident('钱一');
    const answer = await submit(someone);
    assert.equal(answer.status, 422);
    assert.equal(answer.body.code, 'PROFILE_INCOMPLETE');
    assert.equal((await w.rows('select 1 from registration where person_id = $1', [someone.id])).length, 0);
  });

  it('goes from submission to active, with branch, filing, dates and an unbroken formal relation', async () => {
    const someone = await newcomer('赵老师');
    const sent = await submit(someone);
    assert.equal(sent.status, 200, JSON.stringify(sent.body));
    assert.equal(sent.body.state, 'submitted');
    assert.equal(sent.body.address, '柏庄小区3号楼2单元301室');
    const again = await submit(someone);
    assert.equal(again.body.code, 'ALREADY_REGISTERED');

    const accepted = await decide(sent.body.id);
    assert.equal(accepted.body.state, 'accepted');
    assert.equal(accepted.body.branch, '柏庄小区临时党支部');
    assert.equal(accepted.body.contact_person, '周主任');
    assert.equal((await decide(sent.body.id)).body.code, 'ILLEGAL_TRANSITION');

    const filings = await w.call(unitSecretary.token, 'registration.filings', { params: { unit: w.unit } });
    const filing = filings.body.items.find((f: { person: { id: string } }) => f.person.id === someone.id);
    assert.equal(filing.community, '青锋社区');
    assert.equal(
      (await w.call(unitSecretary.token, 'registration.acknowledge', { params: { unit: w.unit, id: filing.id } }))
        .status,
      200,
    );
    assert.equal(
      (await w.call(unitSecretary.token, 'registration.acknowledge', { params: { unit: w.unit, id: filing.id } })).body
        .code,
      'ILLEGAL_TRANSITION',
    );
    let mine = await w.call(someone.token, 'registration.mine');
    assert.equal(mine.body.items[0].state, 'filed');
    assert.ok(mine.body.items[0].filed_at);
    assert.match(mine.body.cards.party, /正式组织关系：市第一中学第二党支部/);
    assert.equal(mine.body.cards.temporary_branch, '柏庄小区临时党支部');
    assert.match(mine.body.cards.community, /柏庄小区/);

    assert.equal(
      (
        await w.call(secretary.token, 'registration.contacted', {
          params: { community: w.community, id: sent.body.id },
          body: { by: 'call' },
        })
      ).status,
      200,
    );
    mine = await w.call(someone.token, 'registration.mine');
    assert.equal(mine.body.items[0].state, 'active');
    const history = await w.rows(
      "select from_state, to_state from record where subject_id = $1 and subject_kind = 'registration' and to_state is not null order by record_id",
      [sent.body.id],
    );
    assert.deepEqual(
      history.map((h) => `${h['from_state']}→${h['to_state']}`),
      ['draft→submitted', 'submitted→accepted', 'accepted→filed', 'filed→active'],
    );
    for (const h of history)
      assert.ok(actOf(lifecycle, h['from_state'], h['to_state']), 'every step stands in the table');
  });

  it('returns with a reason only, and takes the same registration again', async () => {
    const someone = await newcomer('钱二');
    const sent = await submit(someone);
    assert.equal((await decide(sent.body.id, 'return')).body.code, 'REASON_REQUIRED');
    const returned = await decide(sent.body.id, 'return', '请补充楼栋');
    assert.equal(returned.body.state, 'returned');
    const again = await submit(someone);
    assert.equal(again.body.id, sent.body.id);
    assert.equal(again.body.state, 'submitted');
    assert.equal(again.body.reason, null);
  });

  it('refuses the community of the workplace, and moves a registration with the house', async () => {
    const someone = await newcomer('李搬家');
    const sent = await submit(someone);
    await decide(sent.body.id);
    const [estate2] = (await w.deps.db.transaction().execute(async (tx) => {
      const { enterTenant } = await import('../../platform/database.ts');
      await enterTenant(tx, w.elsewhere);
      return tx.selectFrom('place').select('place_id').where('tenant_id', '=', w.elsewhere).execute();
    })) as { place_id: string }[];
    const wrong = await submit(someone, { place: estate2!.place_id }, w.elsewhere);
    assert.equal(wrong.body.code, 'NOT_RESIDENCE_COMMUNITY');
    assert.equal((await submit(someone, { place: w.home }, w.elsewhere)).body.code, 'NOT_RESIDENCE_COMMUNITY');

    const moving = await submit(someone, { place: estate2!.place_id, moving: true }, w.elsewhere);
    assert.equal(moving.status, 200, JSON.stringify(moving.body));
    const there = await w.staff('community_worker', { tenant: w.elsewhere });
    const accepted = await w.call(there.token, 'registration.decide', {
      params: { community: w.elsewhere, id: moving.body.id },
      body: { decision: 'accept' },
    });
    assert.equal(accepted.body.state, 'accepted');
    const mine = await w.call(someone.token, 'registration.mine');
    assert.deepEqual(mine.body.items.map((i: { tenant: number; state: string }) => `${i.tenant} ${i.state}`).sort(), [
      `${w.community} moved`,
      `${w.elsewhere} accepted`,
    ]);
  });

  it('needs the term of a dispatch', async () => {
    const someone = await newcomer('钱三');
    assert.equal((await submit(someone, { engagement: 'assist_dispatch' })).body.code, 'TERM_REQUIRED');
    assert.equal(
      (await submit(someone, { engagement: 'assist_dispatch', term: { from: '2026-12-01', to: '2027-05-31' } })).status,
      200,
    );
  });

  it('lets one of two simultaneous submissions live', async () => {
    const someone = await newcomer('钱四');
    const both = await Promise.all([submit(someone), submit(someone)]);
    assert.deepEqual(both.map((b) => b.status).sort(), [200, 409]);
    assert.equal(
      (await w.rows("select 1 from registration where person_id = $1 and state = 'submitted'", [someone.id])).length,
      1,
    );
  });

  it('offers visits outside own working time and lists a late contact against the community', async () => {
    const someone = await newcomer('孙夜班');
    const slots = await w.call(someone.token, 'registration.visitSlots');
    assert.ok(slots.body.items.length > 10);
    for (const s of slots.body.items) {
      const at = new Date(Date.parse(s.start) + 8 * 3_600_000);
      const day = at.getUTCDay();
      const minute = at.getUTCHours() * 60 + at.getUTCMinutes();
      assert.ok(day === 0 || day === 6 || minute >= 1110, s.start);
    }
    const sent = await submit(someone);
    const listed = async () =>
      (await w.call(secretary.token, 'registration.list', { params: { community: w.community } })).body.items.find(
        (i: { id: string }) => i.id === sent.body.id,
      );
    assert.equal((await listed()).contact_overdue, false);
    const before = secretary;
    await w.advanceTo('2026-11-24T10:00:00+08:00');
    await signIn();
    assert.equal((await listed()).contact_overdue, true);
    const told = await w.rows("select 1 from notice where kind = 'M-03.contact_overdue' and person_id = $1", [
      before.id,
    ]);
    assert.ok(told.length > 0);
    assert.equal(
      (await w.rows("select 1 from notice where kind = 'M-03.contact_overdue' and person_id = $1", [someone.id]))
        .length,
      0,
    );
  });

  it('lends a small estate the nearest branch until it has three members of its own', async () => {
    const made = await w.call(secretary.token, 'places.create', {
      params: { community: w.community },
      body: {
        kind: 'estate',
        name: '江畔雅苑',
        parent: null,
        point: { lat: centre.lat + 0.01, lng: centre.lng },
        households: 90,
        old_estate: false,
      },
    });
    // The first estate's branch stands once three of its people are registered.
    for (const name of ['柏一', '柏二', '柏三']) await decide((await submit(await newcomer(name))).body.id);
    const branches: string[] = [];
    for (const name of ['江一', '江二', '江三']) {
      const sent = await submit(await newcomer(name), { place: made.body.id });
      branches.push((await decide(sent.body.id)).body.branch);
    }
    assert.deepEqual(branches, ['柏庄小区临时党支部', '柏庄小区临时党支部', '江畔雅苑临时党支部']);
    const list = await w.call(secretary.token, 'members.branches', { params: { community: w.community } });
    const own = list.body.items.find((b: { name: string }) => b.name === '江畔雅苑临时党支部');
    assert.deepEqual([own.state, own.members], ['active', 3]);
  });

  it('leaves the cadre flag to the organisation department and the unit', async () => {
    const someone = await newcomer('周处长');
    const sent = await submit(someone);
    await decide(sent.body.id);
    const flag = (token: string) =>
      w.call(token, 'registration.cadreFlag', {
        params: { unit: w.unit, id: someone.id },
        body: { cadre_class: 'leading_cadre', valid_from: '2026-12-01' },
      });
    assert.equal((await flag(secretary.token)).body.code, 'FORBIDDEN');
    assert.equal((await flag(unitSecretary.token)).status, 200);
    const segments = await w.rows(
      'select cadre_class, valid_from, valid_to from unit_member where person_id = $1 order by valid_from',
      [someone.id],
    );
    assert.deepEqual(
      segments.map((s) => [s['cadre_class'], s['valid_to']]),
      [
        ['ordinary_member', '2026-11-30'],
        ['leading_cadre', null],
      ],
    );
  });

  it('pairs a unit with a community, both sides see it, and counts coverage', async () => {
    const proposed = await w.call(unitSecretary.token, 'registration.proposePairing', {
      params: { unit: w.unit },
      body: { community: w.community, resources: ['会议室', '法律专家'], liaison: '吴联络' },
    });
    assert.equal(proposed.body.state, 'proposed', JSON.stringify(proposed.body));
    const move = (decision: string) =>
      w.call(secretary.token, 'registration.decidePairing', {
        params: { community: w.community, id: proposed.body.id },
        body: { decision },
      });
    assert.equal((await move('activate')).body.code, 'ILLEGAL_TRANSITION');
    assert.equal((await move('confirm')).body.state, 'confirmed');
    assert.equal((await move('activate')).body.state, 'active');
    const board = await w.call(unitSecretary.token, 'registration.unitBoard', { params: { unit: w.unit } });
    assert.equal(board.body.pairings[0].community, '青锋社区');
    assert.ok(board.body.members.some((m: { community: string }) => m.community === '青锋社区'));
    for (const m of board.body.members) if (!m.shared) assert.equal(m.minutes, null);
    const coverage = await w.call(secretary.token, 'registration.coverage', { params: { tenant: w.community } });
    const rate = (key: string) => coverage.body.rates.find((r: { key: string }) => r.key === key);
    assert.deepEqual([rate('units').numerator, rate('units').denominator], [1, 1]);
    assert.deepEqual([rate('communities').numerator, rate('communities').denominator], [1, 1]);
    assert.ok(rate('members').denominator > rate('members').numerator);
    assert.equal(rate('members').uncovered.length, rate('members').denominator - rate('members').numerator);
  });

  it('brings an engagement into force only with the member, and never lets another mark for her', async () => {
    const someone = await w.member('郑同意');
    const propose = (more: Record<string, unknown>) =>
      w.call(unitSecretary.token, 'registration.propose', {
        params: { community: w.community },
        body: {
          person: someone.id,
          type: 'assist_dispatch',
          text: '帮扶半年',
          term: { from: '2026-11-01', to: '2027-04-30' },
          origin: 'unit',
          ...more,
        },
      });
    assert.equal((await propose({ term: null })).body.code, 'TERM_REQUIRED');
    assert.equal((await propose({ origin: 'community' })).body.code, 'FORBIDDEN');
    const proposed = await propose({});
    assert.equal(proposed.status, 200, JSON.stringify(proposed.body));
    const mark = (token: string, as: string, value = 'agree') =>
      w.call(token, 'registration.consult', {
        params: { community: w.community, id: proposed.body.id },
        body: { as, mark: value },
      });
    const state = async () =>
      (
        await w.call(secretary.token, 'registration.engagements', { params: { community: w.community } })
      ).body.items.find((e: { id: string }) => e.id === proposed.body.id);
    assert.equal((await mark(secretary.token, 'member')).body.code, 'CONSENT_REQUIRED');
    assert.equal((await mark(secretary.token, 'community')).status, 200);
    assert.equal((await state()).state, 'proposed');
    assert.equal((await state()).may_assign, false);
    assert.equal((await mark(someone.token, 'member')).status, 200);
    assert.equal((await state()).state, 'effective');
    assert.equal((await state()).may_assign, true);
    const second = await propose({ term: { from: '2027-06-01', to: '2027-06-30' } });
    await w.call(someone.token, 'registration.consult', {
      params: { community: w.community, id: second.body.id },
      body: { as: 'member', mark: 'object' },
    });
    assert.equal(
      (await w.rows('select state from engagement where engagement_id = $1', [second.body.id]))[0]!['state'],
      'lapsed',
    );
    await w.advanceTo('2027-05-01T00:00:00+08:00');
    await signIn();
    assert.equal((await state()).state, 'ended');
  });

  it('shows the flow from the machines with the own step', async () => {
    const someone = await newcomer('流程');
    const first = await w.call(someone.token, 'policy.flow');
    assert.equal(first.body.step, 1);
    const sent = await submit(someone);
    await decide(sent.body.id);
    const then = await w.call(someone.token, 'policy.flow');
    assert.equal(then.body.step, 2);
    assert.equal(then.body.steps.length, 9);
    const machine = then.body.machines.find((m: { name: string }) => m.name === '个人报到');
    assert.equal(machine.transitions.length, lifecycle.length);
    const need = then.body.machines.find((m: { name: string }) => m.name === '居民诉求');
    assert.equal(need.transitions.length, needLifecycle.length);
  });

  it('shows the unit which filings wait longer than the city allows (DR-03)', async () => {
    const sent = await submit(await newcomer('未确认'));
    await decide(sent.body.id);
    const board = async () => {
      const answer = await w.call(unitSecretary.token, 'registration.unitBoard', { params: { unit: w.unit } });
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      return [answer.body.unacknowledged, answer.body.overdue];
    };
    const [waiting, late] = await board();
    assert.ok(waiting > late, 'the newest is not late');
    const day = (days: number) => new Date(w.clock.now().getTime() + days * 86_400_000).toISOString();
    await w.advanceTo(day(6.9));
    await signIn();
    assert.deepEqual(await board(), [waiting, late]);
    await w.advanceTo(day(0.2));
    await signIn();
    const then = await board();
    assert.deepEqual([then[0], then[1]], [waiting, waiting]);
  });

  it('keeps the pure rules', () => {
    assert.equal(afterMarks({ member: null, community: 'agree', unit: 'agree' }, true), 'proposed');
    assert.equal(afterMarks({ member: 'agree', community: 'amend:改时间', unit: 'agree' }, true), 'consulted');
    assert.equal(afterMarks({ member: 'agree', community: 'agree', unit: null }, false), 'agreed');
    assert.ok(actOf(engagementLifecycle, 'agreed', 'effective'));
    // A nurse who works Saturday is not offered Saturday.
    const saturday = visitSlots(
      [{ date: '2026-11-28', kind: 'weekend', weekday: 5 }],
      [{ from: 5 * 1440, to: 6 * 1440 }],
      40,
    );
    assert.equal(saturday.length, 0);
    assert.ok(centre.lat > 0);
  });
});
