/**
 * The guards of serving and crediting, one test for each of the catalogue. A guard that blocks: its code, nothing
 * changed, and the try on record. A guard that exposes: its figure, and the very records behind it.
 */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { at, good, serviceWorld, type Job, type ServiceWorld } from '../service-world.ts';
import { centre, plainProfile, type Someone } from '../world.ts';
import { figure } from './figures.ts';

const nothing = { annual_minutes: 0, honour_points: 0, redeemable_points: 0, time_minutes: 0 };

describe('guards of service', () => {
  let s: ServiceWorld;
  beforeEach(async () => {
    s = await serviceWorld();
  });
  afterEach(() => s.w.close());
  const of = (key: string, reader = s.worker) => figure(s.w, reader, key);
  /** Refused with this code, and neither the record, the need nor the books have moved. */
  const refusedAs = async (job: Job, code: string, act: () => ReturnType<ServiceWorld['submit']>) => {
    const before = await s.state(job);
    const answer = await act();
    assert.equal(answer.body.code, code, JSON.stringify(answer.body));
    assert.deepEqual(await s.state(job), before);
    return answer.body;
  };
  const attempts = async (code: string, reader = s.worker) =>
    good(await s.w.call(reader.token, 'policy.attempts', { params: { tenant: s.w.community } })).counts[code] ?? 0;
  const registrationOf = async (who: Someone) =>
    String(
      (await s.w.rows('select registration_id from registration where person_id = $1', [who.id]))[0]?.[
        'registration_id'
      ],
    );

  it('G-12 shows a community of one kind of work at 100 % with the five other contents, and asks one more for a reason', async () => {
    const jobs: { job: Job; who: Someone }[] = [];
    for (let i = 0; i < 10; i += 1) {
      const who = await s.w.member(`读信人${i}`);
      jobs.push({ who, job: await s.job({ who }) });
    }
    await s.w.advanceTo(at('09:58'));
    for (const [i, { job, who }] of jobs.entries())
      good(await s.checkIn(job, { position: s.fix(10 * i), pin: await s.pin() }, who));
    await s.w.advanceTo(at('11:00'));
    for (const [i, { job, who }] of jobs.entries()) {
      good(await s.checkOut(job, { position: s.fix(10 * i) }, who));
      good(await s.submit(job, { text: '读了两封信' }, who));
    }
    assert.equal((await of('uniformity')).value, null, 'nothing is verified yet');
    for (const { job } of jobs) assert.equal((await s.audit(job)).refusal, null);
    const shown = await of('uniformity');
    assert.deepEqual([shown.guard, shown.value, shown.flagged], ['G-12', 100, true]);
    assert.deepEqual(new Set(shown.rows.map((r) => r.id)), new Set(jobs.map((j) => j.job.claim)));
    assert.equal((await of('content_spread')).value, 1);
    const others = ['policy_publicity', 'deliberation', 'resident_service', 'harmony', 'emergency'].toSorted();
    assert.deepEqual(
      good(await s.w.call(s.worker.token, 'boards.gaps', { params: s.c })).contents_missing.toSorted(),
      [...others, 'volunteer_service'].toSorted(),
      'no form of any content is offered yet',
    );

    const order = good(
      await s.w.call(s.elder.token, 'orders.place', { params: s.c, body: { text: '再读一封信' }, key: s.key() }),
    );
    good(
      await s.w.call(s.worker.token, 'needs.decideBoundary', {
        params: { ...s.c, id: order.need },
        body: { result: 'volunteer', reason: '邻里互助' },
        key: s.key(),
      }),
    );
    const publish = (change: object) =>
      s.w.call(s.worker.token, 'tasks.create', {
        params: s.c,
        body: {
          needs: [order.need],
          title: '读信陪聊',
          work_content: 'volunteer_service',
          deliverable_type: 'session_log',
          deliverable: '读信记录一份',
          responsible: s.worker.id,
          estimate_minutes: 60,
          point: centre,
          place_name: '柏庄小区3号楼',
          slots: [{ start: at('20:00'), end: at('21:00'), role: 'general', capacity: 1, skills: [], demands: [] }],
          ...change,
        },
        key: s.key(),
      });
    const tasks = () => s.w.rows('select task_id, state from task order by task_id');
    const before_ = await tasks();
    const told = await publish({});
    assert.equal(told.body.code, 'UNIFORM_WORK_REASON', JSON.stringify(told.body));
    assert.deepEqual(told.body.details.missing_contents.toSorted(), others, 'what else could be done is named');
    assert.deepEqual(await tasks(), before_);
    good(await publish({ work_content: 'resident_service', title: '上门看望老人' }));
    good(await publish({ uniform_reason: '老人只认这一项' }));
  });

  it('G-13, G-27 and G-31 show what skills were used, what came from residents, and the minutes for each need', async () => {
    const skilled = await s.job({ slot: { role: 'professional', skills: ['教学'] }, task: { title: '辅导孩子作业' } });
    const reader = await s.w.member('义务讲解员');
    const planned = await s.job({
      who: reader,
      from: '13:00',
      to: '15:00',
      task: { needs: [], plan_item: '2026年社区读书节计划第三项', estimate_minutes: 120 },
    });
    for (const key of ['expertise_use', 'from_residents', 'minutes_per_need'])
      assert.deepEqual([(await of(key)).value, (await of(key)).rows], [null, []], `${key} before anything is verified`);
    await s.serve(skilled, '09:58', '11:00');
    await s.w.advanceTo(at('12:58'));
    const shown = good(await s.w.call(s.worker.token, 'slots.onSiteCode', { params: { ...s.c, id: planned.slot } }));
    good(await s.checkIn(planned, { position: s.fix(5), on_site_code: shown.code }, reader));
    await s.w.advanceTo(at('15:00'));
    good(await s.checkOut(planned, { position: s.fix(6) }, reader));
    good(await s.submit(planned, undefined, reader));
    for (const job of [skilled, planned]) assert.equal((await s.audit(job)).refusal, null);
    const [expertise, residents, minutes] = [
      await of('expertise_use'),
      await of('from_residents'),
      await of('minutes_per_need'),
    ];
    assert.deepEqual(
      [expertise.guard, expertise.numerator, expertise.denominator, expertise.value],
      ['G-13', 1, 2, 50],
    );
    assert.deepEqual(
      [residents.guard, residents.numerator, residents.denominator, residents.value],
      ['G-31', 1, 2, 50],
    );
    assert.deepEqual([minutes.guard, minutes.numerator, minutes.denominator, minutes.value], ['G-27', 60, 1, 60]);
    for (const share of [expertise, residents])
      assert.deepEqual(new Set(share.rows.map((r) => r.id)), new Set([skilled.claim, planned.claim]));
    assert.ok(minutes.rows.some((r) => r.id === skilled.claim && r.text === '辅导孩子作业'));
  });

  it('G-16 refuses a standard of its own to a community, and one service earns the same in two communities', async () => {
    const secretary = await s.w.staff('community_secretary');
    const standard = good(await s.w.call(null, 'points.standard')).active;
    const before_ = await of('overreach');
    const answer = await s.w.call(secretary.token, 'points.saveStandard', {
      params: { tenant: s.w.community },
      body: {
        title: '本社区积分办法',
        clause: null,
        items: [{ content: 'volunteer_service', base_hundredths_per_hour: 900 }],
        professional_pct: 150,
        emergency_pct: 150,
        daily_cap_hundredths: 4000,
        change_log: '自定',
      },
      key: s.key(),
    });
    assert.equal(answer.body.code, 'POINT_STANDARD_CITY_ONLY');
    assert.deepEqual(good(await s.w.call(null, 'points.standard')).active, standard);
    const after_ = await of('overreach');
    assert.equal(after_.value, (before_.value ?? 0) + 1);
    assert.equal(after_.rows[0]?.state, 'POINT_STANDARD_CITY_ONLY');

    const here = await s.job();
    await s.serve(here, '09:58', '11:00');
    const there = await serveElsewhere(s);
    await s.audit(here);
    good(await s.confirm(here, 'group'));
    good(await s.confirm(here, 'branch'));
    const earned = await entriesOf(s, s.helper, { ...s.c, id: here.claim });
    assert.equal(earned.length, 4, 'hours, time, honour points and points to spend');
    assert.deepEqual(there.entries, earned, 'each sum and its formula alike');
    for (const e of earned) assert.ok(e.amount > 0 && /\d/.test(e.formula), JSON.stringify(e));
    assert.deepEqual(there.balances, await s.balances());
  });

  it('G-28 refuses photographs as the result, however they are called, and shows services no resident confirmed', async () => {
    const job = await s.job();
    await s.w.advanceTo(at('09:58'));
    const shown = good(await s.w.call(s.worker.token, 'slots.onSiteCode', { params: { ...s.c, id: job.slot } }));
    good(await s.checkIn(job, { position: s.fix(), on_site_code: shown.code }));
    await s.w.advanceTo(at('11:00'));
    good(await s.checkOut(job, { position: s.fix() }));
    const photos = ['01990000-0000-7000-8000-000000000001'];
    const before_ = await of('photo_only');
    const ways = [{ photos }, { photos, text: '见照片' }, { photos, text: '已拍照上传3张。' }, { photos, count: 0 }];
    for (const way of ways) await refusedAs(job, 'PHOTO_ONLY_EVIDENCE', () => s.submit(job, way));
    const after_ = await of('photo_only');
    assert.equal(after_.value, (before_.value ?? 0) + ways.length);
    assert.equal(after_.rows[0]?.text, '读信陪聊');
    assert.equal(await attempts('PHOTO_ONLY_EVIDENCE'), after_.value);

    good(await s.submit(job, { photos, text: '读了三封信，另附照片' }));
    assert.equal((await s.audit(job)).refusal, null);
    const unconfirmed = await of('unconfirmed_by_residents');
    assert.deepEqual([unconfirmed.guard, unconfirmed.value], ['G-28', 1]);
    assert.deepEqual(
      unconfirmed.rows.map((r) => r.id),
      [job.claim],
    );
    good(
      await s.w.call(s.elder.token, 'orders.rate', {
        params: { ...s.c, id: job.order },
        body: { score: 9, solved: true },
        key: s.key(),
      }),
    );
    assert.equal((await of('unconfirmed_by_residents')).value, 0, 'she has answered');
  });

  it('G-32 marks in and out within five minutes without a result, credits nothing, and shows who is only on the roster', async () => {
    const job = await s.job();
    const idle = await s.w.member('挂名人');
    await s.w.advanceTo(at('10:00'));
    good(await s.checkIn(job, { position: s.fix(), pin: await s.pin() }));
    await s.w.advanceTo(at('10:05'));
    assert.equal(good(await s.checkOut(job, { position: s.fix() })).mark, '点卯');
    const shown = await of('clock_in_only');
    assert.deepEqual([shown.guard, shown.numerator, shown.denominator, shown.value], ['G-32', 1, 1, 100]);
    assert.deepEqual(
      shown.rows.map((r) => r.id),
      [job.claim],
    );
    assert.equal((await s.audit(job)).refusal, 'ILLEGAL_TRANSITION', 'without a result there is nothing to pass');
    await s.w.advanceTo('2026-12-02T11:00:00+08:00');
    assert.deepEqual(await s.balances(), nothing);
    const record = good(await s.w.call(s.helper.token, 'claims.read', { params: { ...s.c, id: job.claim } }));
    assert.deepEqual([record.state, record.mark], ['returned', '点卯']);

    await s.w.advanceTo('2027-03-10T10:00:00+08:00');
    const nominal = await of('nominal', await s.w.staff('community_secretary'));
    assert.deepEqual([nominal.guard, nominal.numerator, nominal.denominator], ['G-32', 1, 2]);
    assert.deepEqual(
      nominal.rows.map((r) => r.id),
      [await registrationOf(idle)],
    );
  });

  it('G-33 keeps those who were asked apart from those who never were, and sanctions neither', async () => {
    const [asked, unasked] = [await s.w.member('有机会'), await s.w.member('没机会')];
    const job = await s.job({ slot: { capacity: 2 }, task: { estimate_minutes: 120 } });
    good(
      await s.w.call(s.worker.token, 'tasks.invite', {
        params: { ...s.c, id: job.slot },
        body: { persons: [asked.id] },
        key: s.key(),
      }),
    );
    await s.serve(job, '09:58', '11:00');
    await s.audit(job);
    assert.equal((await of('never_served_with_chance')).value, 0, 'not before the ninety days');
    const books = [await s.balances(asked), await s.balances(unasked)];
    await s.w.advanceTo('2027-03-10T10:00:00+08:00');
    const secretary = await s.w.staff('community_secretary');
    const [chance, none] = [
      await of('never_served_with_chance', secretary),
      await of('never_served_no_chance', secretary),
    ];
    assert.deepEqual([chance.guard, none.guard], ['G-33', 'G-33']);
    assert.deepEqual(
      [chance.rows.map((r) => r.id), none.rows.map((r) => r.id)],
      [[await registrationOf(asked)], [await registrationOf(unasked)]],
    );
    for (const [i, who] of [asked, unasked].entries())
      assert.deepEqual(await s.balances({ ...who, token: await signedIn(s, who) }), books[i]);
    assert.deepEqual(
      await s.w.rows('select state, count(*)::int as n from registration group by state'),
      [{ state: 'active', n: 3 }],
      'nobody is suspended for it',
    );
  });

  it('G-34 gives presence without a result no credit, its mark, and its place in the figure', async () => {
    const [present, returned] = [await s.job(), await s.job({ from: '14:00', to: '15:00' })];
    await s.w.advanceTo(at('09:58'));
    good(await s.checkIn(present, { position: s.fix(), pin: await s.pin() }));
    await s.w.advanceTo(at('11:00'));
    good(await s.checkOut(present, { position: s.fix() }));
    await s.serve(returned, '13:58', '15:00');
    assert.equal((await s.audit(returned, 'return', '没有说明做了什么')).state, 'returned');
    await s.w.advanceTo('2026-12-02T11:00:00+08:00');
    const secretary = await s.w.staff('community_secretary');
    const shown = await of('present_without_result', secretary);
    assert.deepEqual([shown.guard, shown.numerator, shown.denominator, shown.value], ['G-34', 2, 2, 100]);
    assert.deepEqual(new Set(shown.rows.map((r) => r.id)), new Set([present.claim, returned.claim]));
    for (const job of [present, returned]) {
      const record = good(await s.w.call(s.helper.token, 'claims.read', { params: { ...s.c, id: job.claim } }));
      assert.deepEqual([record.state, record.mark, record.entries], ['returned', '到场未完成', []]);
    }
    const inbox = good(await s.w.call(s.helper.token, 'me.inbox', { locale: 'en' })).items as { text: string }[];
    assert.ok(inbox.some((i) => i.text.includes('no result was submitted.')));
    assert.deepEqual(await s.balances(), nothing);
  });

  it('G-35 turns a hundred likes into no point, offers three light tasks, and counts who came to a first service', async () => {
    const secretary = await s.w.staff('community_secretary');
    const newcomer = await s.w.member('观望者');
    const before_ = await attempts('NO_SERVICE_NO_CREDIT');
    for (let i = 0; i < 100; i += 1) {
      const answer = await s.w.call(secretary.token, 'points.credit', {
        params: s.c,
        body: { person: newcomer.id, for: i % 2 === 0 ? 'like' : 'read', hundredths: 1 },
      });
      assert.equal(answer.body.code, 'NO_SERVICE_NO_CREDIT');
    }
    assert.equal(await attempts('NO_SERVICE_NO_CREDIT'), before_ + 100);
    assert.deepEqual(await s.balances(newcomer), nothing);
    assert.equal((await s.w.rows('select count(*)::int as n from ledger_transfer'))[0]?.['n'], 0);

    const light = new Set<string>();
    for (const from of ['12:00', '13:00', '14:00', '15:00'])
      light.add(
        (await s.job({ from, to: `${from.slice(0, 2)}:30`, slot: { capacity: 2 }, task: { estimate_minutes: 60 } }))
          .task,
      );
    await s.job({ from: '09:00', to: '11:00', slot: { capacity: 2 }, task: { estimate_minutes: 240 } });
    const home = good(await s.w.call(newcomer.token, 'tasks.square', { params: s.c }));
    assert.equal(home.starters.length, 3);
    for (const id of home.starters) assert.ok(light.has(id), 'light tasks first');

    const idle = await of('first_service');
    assert.deepEqual([idle.guard, idle.numerator, idle.denominator], ['G-35', 0, 2]);
    const first = good(await s.w.call(newcomer.token, 'tasks.read', { params: { ...s.c, id: home.starters[0] } }));
    const claim = good(
      await s.w.call(newcomer.token, 'tasks.claim', {
        params: { ...s.c, id: first.slots[0].id },
        body: { willing_to_try: true },
        key: s.key(),
      }),
    );
    const start = new Date(first.slots[0].start);
    const job = { claim: claim.id, slot: first.slots[0].id, task: first.id, need: '', order: '' };
    await s.w.advanceTo(start);
    good(await s.checkIn(job, { position: s.fix(), pin: await s.pin() }, newcomer));
    await s.w.advanceTo(new Date(start.getTime() + 30 * 60_000));
    good(await s.checkOut(job, { position: s.fix() }, newcomer));
    good(await s.submit(job, undefined, newcomer));
    assert.equal((await s.audit(job)).refusal, null);
    const came = await of('first_service');
    assert.deepEqual([came.numerator, came.denominator, came.value], [1, 2, 50]);
    assert.deepEqual(
      came.rows.map((r) => r.id),
      [await registrationOf(s.helper)],
      'opened into those who have not come yet',
    );
  });
});

/** What one service wrote into the books of who served, as that person reads it. */
async function entriesOf({ w }: ServiceWorld, who: Someone, params: { community: number; id: string }) {
  const record = good(await w.call(who.token, 'claims.read', { params }));
  return (record.entries as { asset: string; amount: number; formula: string }[])
    .map(({ asset, amount, formula }) => ({ asset, amount, formula }))
    .toSorted((a, b) => a.asset.localeCompare(b.asset));
}
/** Members stay signed in for thirty days; after that they ask for a new code. */
async function signedIn({ w }: ServiceWorld, who: Someone): Promise<string> {
  good(await w.call(null, 'accounts.requestCode', { body: { phone: who.phone } }));
  return good(await w.call(null, 'accounts.signInByCode', { body: { phone: who.phone, code: w.codes.get(who.phone) } }))
    .token;
}
/** The same hour of the same content in the neighbouring community, from the registration to the credited points. */
async function serveElsewhere(s: ServiceWorld) {
  const { w } = s;
  const c = { community: w.elsewhere };
  const staff = (role: Parameters<typeof w.staff>[0]) => w.staff(role, { tenant: w.elsewhere, name: '邻社区' });
  const [worker, auditor, leader, branch] = [
    await staff('community_worker'),
    await staff('points_auditor'),
    await staff('group_leader'),
    await staff('grid_branch'),
  ];
  const asker = await w.resident('邻居老人', { community: w.elsewhere });
  const helper = await w.resident('邻社区党员', { community: w.elsewhere });
  for (const purpose of ['precise_location', 'time_bank'] as const) await w.consent(helper, purpose);
  good(await w.call(helper.token, 'registration.saveProfile', { body: plainProfile }));
  const place = good(await w.call(null, 'places.list', { params: c })).items[0].id;
  const registration = good(
    await w.call(helper.token, 'registration.submit', {
      params: c,
      body: {
        place,
        address: '5号楼',
        kind: 'in_service_member',
        unit: w.unit,
        post: '教师',
        formal_branch: '第二党支部',
        consent_version: '2026-11',
      },
    }),
  );
  good(
    await w.call(worker.token, 'registration.decide', {
      params: { ...c, id: registration.id },
      body: { decision: 'accept' },
    }),
  );
  const order = good(
    await w.call(asker.token, 'orders.place', { params: c, body: { text: '想请人读读信、聊聊天' }, key: s.key() }),
  );
  good(
    await w.call(worker.token, 'needs.decideBoundary', {
      params: { ...c, id: order.need },
      body: { result: 'volunteer', reason: '邻里互助' },
      key: s.key(),
    }),
  );
  const task = good(
    await w.call(worker.token, 'tasks.create', {
      params: c,
      body: {
        needs: [order.need],
        title: '读信陪聊',
        work_content: 'volunteer_service',
        deliverable_type: 'session_log',
        deliverable: '读信记录一份',
        responsible: worker.id,
        estimate_minutes: 60,
        point: centre,
        place_name: '柏庄小区',
        slots: [{ start: at('16:00'), end: at('17:00'), role: 'general', capacity: 1, skills: [], demands: [] }],
      },
      key: s.key(),
    }),
  );
  const claim = good(
    await w.call(helper.token, 'tasks.claim', {
      params: { ...c, id: task.slots[0].id },
      body: { willing_to_try: true },
      key: s.key(),
    }),
  );
  const id = { ...c, id: claim.id };
  await w.advanceTo(at('15:58'));
  const pin = good(await w.call(asker.token, 'accounts.me')).pin;
  good(await w.call(helper.token, 'claims.checkIn', { params: id, body: { position: s.fix(3), pin }, key: s.key() }));
  await w.advanceTo(at('17:00'));
  good(await w.call(helper.token, 'claims.checkOut', { params: id, body: { position: s.fix(4) }, key: s.key() }));
  good(await w.call(helper.token, 'claims.submit', { params: id, body: { text: '读了三封信' }, key: s.key() }));
  const decide = async (who: Someone, route: 'audits.decide' | 'confirmations.decide', body: object) => {
    const answer = good(
      await w.call(who.token, route, { params: c, body: { claims: [claim.id], ...body }, key: s.key() }),
    );
    assert.equal(answer.results[0].refusal, null);
  };
  await decide(auditor, 'audits.decide', { verdict: 'pass' });
  await decide(leader, 'confirmations.decide', { step: 'group', verdict: 'confirm' });
  await decide(branch, 'confirmations.decide', { step: 'branch', verdict: 'confirm' });
  return { entries: await entriesOf(s, helper, id), balances: await s.balances(helper) };
}
