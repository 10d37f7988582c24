/** Presence through HTTP: what counts, what is refused, and that a refusal changes nothing (CHK-01, CHK-04, CHK-07). */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import gcoord from 'gcoord';
import { centre } from '../../../test/world.ts';
import { at, good, serviceWorld, type Job, type ServiceWorld } from '../../../test/service-world.ts';

describe('presence', () => {
  let s: ServiceWorld;
  beforeEach(async () => {
    s = await serviceWorld();
  });
  afterEach(() => s.w.close());
  const claimOf = async (job: Job) => (await s.w.rows('select * from claim where claim_id = $1', [job.claim]))[0]!;

  describe('within one slot', () => {
    let job: Job;
    let spare: Awaited<ReturnType<ServiceWorld['w']['member']>>;
    beforeEach(async () => {
      spare = await s.w.member('赵助手');
      job = await s.job({ who: spare });
    });

    it('refuses a position two kilometres away with the distance, and keeps the try on record', async () => {
      s.w.clock.set(new Date(at('09:58')));
      const before_ = await s.state(job);
      const far = await s.checkIn(job, { position: s.fix(2000), pin: await s.pin() }, spare);
      assert.equal(far.body.code, 'OUT_OF_RANGE');
      assert.ok(Math.abs(far.body.details.n - 2000) < 5, JSON.stringify(far.body.details));
      assert.match(far.body.message, /\d/);
      assert.deepEqual(await s.state(job), before_);
      const tries = await s.w.rows('select valid, refusal, distance_m from check_event where claim_id = $1', [
        job.claim,
      ]);
      assert.deepEqual(
        tries.map((e) => [e['valid'], e['refusal']]),
        [[false, 'OUT_OF_RANGE']],
      );
    });
    it('refuses a time outside the tolerance', async () => {
      s.w.clock.set(new Date(at('09:29')));
      const before_ = await s.state(job);
      assert.equal((await s.checkIn(job, { position: s.fix() }, spare)).body.code, 'OUTSIDE_TIME');
      assert.deepEqual(await s.state(job), before_);
      s.w.clock.set(new Date(at('09:30')));
      good(await s.checkIn(job, { position: s.fix() }, spare));
    });
    it('refuses a position without consent, and lets the on-site code stand in with its mark', async () => {
      s.w.clock.set(new Date(at('09:58')));
      await s.w.consent(spare, 'precise_location', false);
      const before_ = await s.state(job);
      assert.equal((await s.checkIn(job, { position: s.fix() }, spare)).body.code, 'CONSENT_MISSING');
      assert.deepEqual(await s.state(job), before_);
      const shown = good(await s.w.call(s.elder.token, 'slots.onSiteCode', { params: { ...s.c, id: job.slot } }));
      const inside = good(await s.checkIn(job, { on_site_code: shown.code }, spare));
      assert.equal(inside.proven, true);
      assert.equal((await claimOf(job))['fallback_mark'], 'no_position');
    });
    it('does not prove presence by a position alone', async () => {
      s.w.clock.set(new Date(at('09:58')));
      const inside = good(await s.checkIn(job, { position: s.fix(50) }, spare));
      assert.deepEqual([inside.state, inside.proven, inside.proofs], ['checked_in', false, ['position']]);
      s.w.clock.set(new Date(at('11:00')));
      good(await s.checkOut(job, { position: s.fix(50) }, spare));
      good(await s.submit(job, undefined, spare));
      const before_ = await s.state(job);
      assert.equal((await s.audit(job)).refusal, 'PRESENCE_UNPROVEN');
      assert.deepEqual(await s.state(job), before_);
    });
    it('converts positions of Chinese maps at the edge', async () => {
      s.w.clock.set(new Date(at('09:58')));
      const [lng, lat] = gcoord.transform([centre.lng, centre.lat], gcoord.WGS84, gcoord.GCJ02) as [number, number];
      assert.equal(
        (await s.checkIn(job, { position: s.fix(0, { point: { lat, lng } }) }, spare)).body.code,
        'OUT_OF_RANGE',
      );
      good(await s.checkIn(job, { position: s.fix(0, { point: { lat, lng }, datum: 'gcj02' }) }, spare));
      const [kept] = await s.w.rows(
        'select lat, lng, datum, distance_m from check_event where claim_id = $1 and valid',
        [job.claim],
      );
      assert.equal(kept?.['datum'], 'wgs84');
      assert.ok(Number(kept?.['distance_m']) <= 2, String(kept?.['distance_m']));
    });
    it('takes the code of the present and of the last half minute, and no older one', async () => {
      s.w.clock.set(new Date(at('09:58')));
      const code = async () =>
        good(await s.w.call(s.worker.token, 'slots.onSiteCode', { params: { ...s.c, id: job.slot } }));
      const shown = await code();
      assert.ok(shown.valid_s <= 30);
      s.w.clock.set(new Date(Date.parse(at('09:58')) + 61_000));
      assert.notEqual((await code()).code, shown.code);
      assert.equal((await s.checkIn(job, { on_site_code: shown.code }, spare)).body.code, 'ON_SITE_CODE_WRONG');
      const next = await code();
      s.w.clock.set(new Date(Date.parse(next.valid_until) + 1000));
      assert.equal(good(await s.checkIn(job, { on_site_code: next.code }, spare)).proven, true);
    });
    it('shows the code to no other member, and stops guessing', async () => {
      s.w.clock.set(new Date(at('09:58')));
      assert.equal(
        (await s.w.call(s.helper.token, 'slots.onSiteCode', { params: { ...s.c, id: job.slot } })).status,
        404,
      );
      assert.equal((await s.w.call(spare.token, 'slots.onSiteCode', { params: { ...s.c, id: job.slot } })).status, 404);
      const right = await s.pin();
      const wrong = right === '1234' ? '4321' : '1234';
      const answers: string[] = [];
      for (let i = 0; i < 9; i += 1) answers.push((await s.checkIn(job, { pin: wrong }, spare)).body.code);
      assert.deepEqual(new Set(answers.slice(0, 8)), new Set(['ON_SITE_CODE_WRONG']));
      assert.equal(answers[8], 'TOO_MANY_ATTEMPTS');
      assert.equal((await s.checkIn(job, { pin: right }, spare)).body.code, 'TOO_MANY_ATTEMPTS');
      assert.equal((await claimOf(job))['state'], 'accepted');
    });
    it('lets the helped person confirm, neither her proxy nor the helper nor a stranger', async () => {
      s.w.clock.set(new Date(at('09:58')));
      good(await s.checkIn(job, { position: s.fix(10) }, spare));
      const daughter = await s.w.resident('王女儿');
      const asked = good(
        await s.w.call(daughter.token, 'accounts.askProxy', {
          body: { principal_phone: s.elder.phone, principal_name: '王秀英', relation: '女儿' },
          key: s.key(),
        }),
      );
      good(
        await s.w.call(s.elder.token, 'accounts.decideProxy', {
          params: { id: asked.id },
          body: { decision: 'agree' },
        }),
      );
      const stranger = await s.w.resident('路人');
      const as = (who: { token: string }, role = 'helped_person') =>
        s.w.call(who.token, 'claims.confirmPresence', {
          params: { ...s.c, id: job.claim },
          body: { as: role },
          key: s.key(),
        });
      const before_ = await s.state(job);
      assert.equal((await as(spare)).body.code, 'CONFLICT_OF_INTEREST');
      assert.equal((await as(daughter)).body.code, 'PROXY_CANNOT_CONFIRM_PRESENCE');
      assert.equal((await as(stranger)).body.code, 'NOT_FOUND');
      assert.equal((await as(s.helper, 'leader')).body.code, 'NOT_FOUND');
      assert.deepEqual(await s.state(job), before_);
      assert.equal(good(await as(s.elder)).proven, true);
    });
    it('credits nothing for a forgotten check-out until somebody confirms the end', async () => {
      s.w.clock.set(new Date(at('09:58')));
      good(await s.checkIn(job, { position: s.fix(10), pin: await s.pin() }, spare));
      s.w.clock.set(new Date(at('15:00')));
      assert.equal((await claimOf(job))['checked_out_at'], null);
      const back = good(
        await s.w.call(s.worker.token, 'claims.callBack', {
          params: { ...s.c, id: job.claim },
          body: { confirmed: true, note: '电话核实' },
          key: s.key(),
        }),
      );
      assert.deepEqual([back.state, Date.parse(back.checked_out_at)], ['checked_out', Date.parse(at('11:00'))]);
      good(await s.submit(job, undefined, spare));
      assert.equal((await s.audit(job)).refusal, null);
      assert.equal((await claimOf(job))['credited_minutes'], 60);
    });
    it('does not let the team leader take back what the helped person denied', async () => {
      s.w.clock.set(new Date(at('09:58')));
      good(await s.checkIn(job, { position: s.fix(10), pin: await s.pin() }, spare));
      s.w.clock.set(new Date(at('11:00')));
      good(await s.checkOut(job, { position: s.fix(12) }, spare));
      good(await s.submit(job, undefined, spare));
      const call = (confirmed: boolean) =>
        s.w.call(s.worker.token, 'claims.callBack', {
          params: { ...s.c, id: job.claim },
          body: { confirmed, note: '' },
          key: s.key(),
        });
      good(await call(false));
      assert.equal((await s.audit(job)).refusal, 'PRESENCE_UNPROVEN');
      assert.deepEqual(await s.balances(spare), {
        annual_minutes: 0,
        honour_points: 0,
        redeemable_points: 0,
        time_minutes: 0,
      });
      good(await call(true));
      assert.equal((await s.audit(job)).refusal, null);
    });
    it('brings a check-in from a phone without network in as provisional, with both times, for review', async () => {
      const captured = at('10:02');
      s.w.clock.set(new Date(at('12:30')));
      await s.w.settle();
      assert.equal((await claimOf(job))['state'], 'no_show');
      assert.equal((await s.checkIn(job, { position: s.fix(10) }, spare)).body.code, 'ILLEGAL_TRANSITION');
      const inside = good(
        await s.checkIn(
          job,
          { position: s.fix(10, { fix_at: captured }), captured_at: captured, pin: await s.pin() },
          spare,
        ),
      );
      assert.deepEqual(
        [inside.state, inside.provisional, Date.parse(inside.checked_in_at)],
        ['checked_in', true, Date.parse(captured)],
      );
      good(await s.checkOut(job, { position: s.fix(10, { fix_at: at('11:01') }), captured_at: at('11:01') }, spare));
      good(await s.submit(job, undefined, spare));
      const due = good(await s.w.call(s.auditor.token, 'audits.list', { params: s.c, query: { view: 'exceptions' } }));
      const mine = due.items.find((i: { claim: { id: string } }) => i.claim.id === job.claim);
      assert.equal(mine.batchable, false);
      assert.ok(mine.flags.some((f: { rule: string }) => f.rule === 'offline'));
      assert.deepEqual(
        mine.events.map((e: { captured_at: string }) => Date.parse(e.captured_at)),
        [Date.parse(captured), Date.parse(at('11:01'))],
      );
    });
    it('marks in and out at once without a result as clock-in only, and returns it after some days', async () => {
      s.w.clock.set(new Date(at('10:00')));
      good(await s.checkIn(job, { position: s.fix(10), pin: await s.pin() }, spare));
      s.w.clock.set(new Date(at('10:03')));
      assert.equal(good(await s.checkOut(job, { position: s.fix(10) }, spare)).mark, '点卯');
      await s.w.advanceTo('2026-12-01T11:00:00+08:00');
      const row = await claimOf(job);
      assert.deepEqual([row['state'], row['mark'], row['credited_minutes']], ['returned', '点卯', null]);
    });
  });

  it('flags a jump over the city and an impossible accuracy, and neither credits nor refuses silently', async () => {
    const runner = await s.w.member('孙跑步');
    const first = await s.job({ who: runner, from: '13:00', to: '14:00' });
    s.w.clock.set(new Date(at('13:00')));
    const unusable = good(
      await s.checkIn(first, { position: s.fix(0, { accuracy_m: 0 }), pin: await s.pin() }, runner),
    );
    assert.ok(unusable.flags.includes('accuracy'));
    assert.equal((await claimOf(first))['fallback_mark'], 'position_unusable');
    s.w.clock.set(new Date(at('13:01')));
    good(
      await s.checkOut(
        first,
        {
          position: s.fix(30_000, { accuracy_m: 12 }),
          on_site_code: good(await s.w.call(s.worker.token, 'slots.onSiteCode', { params: { ...s.c, id: first.slot } }))
            .code,
        },
        runner,
      ),
    );
    assert.ok(((await claimOf(first))['flags'] as string[]).includes('teleport'));
    good(await s.submit(first, undefined, runner));
    const due = good(await s.w.call(s.auditor.token, 'audits.list', { params: s.c, query: { view: 'exceptions' } }));
    assert.ok(due.items.some((i: { claim: { id: string } }) => i.claim.id === first.claim));
  });
});
