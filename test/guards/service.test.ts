/** The guards of serving, proving and being credited, one test for each of the catalogue; see work.test.ts beside it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { at, good, serviceWorld, type ServiceWorld } from '../../server/engines/review/service-fixture.ts';
import { testWorld } from '../world.ts';
import { figure } from './figures.ts';

describe('guards of service', () => {
  let s: ServiceWorld;
  const of = (key: string) => figure(s.w, s.worker, key);
  const books = () =>
    s.w.rows('select count(*)::int as n, coalesce(max(transfer_id::text), $1) as last from ledger_transfer', ['']);
  const refused = async (code: string, act: () => ReturnType<ServiceWorld['submit']>) => {
    const before_ = await books();
    const answer = await act();
    assert.equal(answer.body.code, code, JSON.stringify(answer.body));
    assert.deepEqual(await books(), before_);
  };
  before(async () => {
    s = await serviceWorld();
  });
  after(() => s.w.close());

  it('G-16 keeps points with the city: no other standard, and the same service earns the same with its formula', async () => {
    const secretary = await s.w.staff('community_secretary');
    const overreach = (await of('overreach')).value ?? 0;
    await refused('POINT_STANDARD_CITY_ONLY', () =>
      s.w.call(secretary.token, 'points.saveStandard', {
        params: { tenant: s.w.community },
        body: {
          title: '本社区积分办法',
          clause: '01990000-0000-7000-8000-000000000001',
          items: [{ content: 'volunteer_service', base_hundredths_per_hour: 600 }],
          professional_pct: 150,
          emergency_pct: 150,
          daily_cap_hundredths: 4000,
          change_log: '本社区多给一分',
        },
      }),
    );
    const after_ = await of('overreach');
    assert.equal(after_.value, overreach + 1);
    assert.equal(after_.rows[0]?.state, 'POINT_STANDARD_CITY_ONLY');

    const two = [await s.w.member('同工甲'), await s.w.member('同工乙')];
    const earned = [];
    for (const who of two) {
      const job = await s.job({ who, from: '10:00', to: '11:00' });
      await s.w.advanceTo(at('10:00'));
      good(await s.checkIn(job, { position: s.fix(60), pin: await s.pin() }, who));
      earned.push({ who, job });
    }
    await s.w.advanceTo(at('11:00'));
    const books_ = [];
    for (const { who, job } of earned) {
      good(await s.checkOut(job, { position: s.fix(60) }, who));
      good(await s.submit(job, undefined, who));
      await s.w.settle();
      await s.audit(job);
      good(await s.confirm(job, 'group'));
      good(await s.confirm(job, 'branch'));
      const book = good(await s.w.call(who.token, 'me.passbook'));
      books_.push(JSON.stringify(book.balances));
      assert.match(JSON.stringify(book), /×/, 'the formula stands in the book');
    }
    assert.equal(books_[0], books_[1], 'equal service, equal points');
  });

  it('G-28 takes no photographs for a result, and counts them and what no resident confirmed', async () => {
    const job = await s.job({ from: '12:00', to: '13:00' });
    await s.w.advanceTo(at('12:00'));
    good(await s.checkIn(job, { position: s.fix(50), pin: await s.pin() }));
    await s.w.advanceTo(at('13:00'));
    good(await s.checkOut(job, { position: s.fix(50) }));
    const before_ = (await of('photo_only')).value ?? 0;
    const photo = good(
      await s.w.call(s.helper.token, 'files.upload', {
        params: s.c,
        body: {
          media_type: 'image/png',
          base64: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
        },
      }),
    );
    await refused('PHOTO_ONLY_EVIDENCE', () => s.submit(job, { photos: [photo.id] }));
    const after_ = await of('photo_only');
    assert.equal(after_.value, before_ + 1);
    assert.equal(after_.rows[0]?.state, 'PHOTO_ONLY_EVIDENCE');
    assert.equal((await of('unconfirmed_by_residents')).guard, 'G-28');
  });

  it('G-32 marks in and out within minutes as clock-in only, without credit, and who never came as nominal', async () => {
    const who = await s.w.member('点卯人');
    const job = await s.job({ from: '14:00', to: '15:00', who });
    await s.w.advanceTo(at('14:00'));
    good(await s.checkIn(job, { position: s.fix(40), pin: await s.pin() }, who));
    await s.w.advanceTo(at('14:04'));
    good(await s.checkOut(job, { position: s.fix(40) }, who));
    await s.w.settle();
    const shown = await of('clock_in_only');
    assert.ok((shown.numerator ?? 0) >= 1);
    assert.ok(shown.rows.some((r) => r.id === job.claim));
    assert.equal((await s.balances(who))['annual_minutes'] ?? 0, 0);
    assert.equal((await of('nominal')).guard, 'G-32');
  });

  it('G-34 credits nothing for presence whose result was not accepted, and shows it', async () => {
    const who = await s.w.member('到场人');
    const job = await s.job({ from: '16:00', to: '17:00', who });
    await s.serve(job, '16:00', '17:00', who);
    const answer = await s.audit(job, 'return', '记录没有写做了什么');
    assert.equal(answer.refusal, null, JSON.stringify(answer));
    const shown = await of('present_without_result');
    assert.ok(shown.rows.some((r) => r.id === job.claim));
    assert.equal((await s.balances(who))['annual_minutes'] ?? 0, 0);
  });

  it('G-35 gives nothing for a like, and shows who came to a first service', async () => {
    await refused('NO_SERVICE_NO_CREDIT', () =>
      s.w.call(s.worker.token, 'points.credit', {
        params: s.c,
        body: { person: s.helper.id, for: 'like', hundredths: 100 },
      }),
    );
    const fresh = await s.w.member('新报到');
    const before_ = await of('first_service');
    const job = await s.job({ from: '18:00', to: '19:00', who: fresh });
    await s.serve(job, '18:00', '19:00', fresh);
    await s.audit(job);
    const after_ = await of('first_service');
    assert.equal(after_.numerator, (before_.numerator ?? 0) + 1);
    assert.equal(after_.denominator, before_.denominator);
    const square = good(await s.w.call(fresh.token, 'tasks.square', { params: s.c }));
    assert.ok(Array.isArray(square.items));
  });

  it('G-12 and G-13 show how uniform the services are and how many used a skill, service by service', async () => {
    const uniform = await of('uniformity');
    assert.equal(uniform.value, 100, 'all services of this world are of one content');
    assert.equal(uniform.flagged, true);
    assert.equal(uniform.rows.length, uniform.denominator);
    assert.equal((await of('expertise_use')).numerator, 0);
    const spread = await of('content_spread');
    assert.equal(spread.value, 1);
  });

  it('G-31 and G-27 count services from residents’ needs, and minutes for each need solved', async () => {
    const share = await of('from_residents');
    assert.equal(share.numerator, share.denominator);
    const minutes = await of('minutes_per_need');
    assert.equal(minutes.value, Math.round((10 * (minutes.numerator ?? 0)) / (minutes.denominator ?? 1)) / 10);
  });

  it('G-33 tells registered people without a chance from those with one, and sanctions neither', async () => {
    const w = await testWorld({ at: '2026-08-01T09:00:00+08:00' });
    try {
      const reader = await w.staff('community_worker');
      await w.member('没有机会');
      assert.equal((await figure(w, reader, 'never_served_no_chance')).value, 0, 'not before the period is over');
      await w.advanceTo('2026-11-20T09:00:00+08:00');
      const later = await w.staff('community_worker');
      const none = await figure(w, later, 'never_served_no_chance');
      assert.equal(none.value, 1);
      assert.equal(none.rows.length, 1);
      assert.equal((await figure(w, later, 'never_served_with_chance')).value, 0);
      assert.equal((await w.rows('select 1 from ledger_transfer')).length, 0);
    } finally {
      await w.close();
    }
  });
});
