/** A new standard against what is already posted: tried first, published, never reaching back (PTS-01, PTS-02, PTS-03). */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { forget, joinCommunity } from '../../engines/people/index.ts';
import { clauseId } from '../../engines/policy/index.ts';
import { inTransaction } from '../../platform/database.ts';
import { done } from '../../platform/outcome.ts';
import { at, good, serviceWorld, type Job, type ServiceWorld } from '../../../test/service-world.ts';
import type { Someone } from '../../../test/world.ts';

describe('a new version of the standard', () => {
  let s: ServiceWorld;
  let city: Someone;
  beforeEach(async () => {
    s = await serviceWorld();
    city = await s.w.staff('city_staff', { tenant: s.w.city });
  });
  afterEach(() => s.w.close());
  const draft = async (change: object = {}) =>
    good(
      await s.w.call(city.token, 'points.saveStandard', {
        params: { tenant: s.w.city },
        body: {
          title: '全市积分标准（修订）',
          clause: clauseId('volunteer.19'),
          items: [{ content: 'volunteer_service', base_hundredths_per_hour: 600 }],
          professional_pct: 150,
          emergency_pct: 150,
          daily_cap_hundredths: 4000,
          change_log: '志愿服务由5分调到6分',
          ...change,
        },
        key: s.key(),
      }),
    );
  const tried = (id: string, who = city, tenant = s.w.city) =>
    s.w.call(who.token, 'points.tryStandard', { params: { tenant, id }, query: { days: '30' } });
  const publish = async (id: string) =>
    good(
      await s.w.call(city.token, 'points.publishStandard', {
        params: { tenant: s.w.city, id },
        body: { reason: '部务会通过' },
        key: s.key(),
      }),
    );
  const credited = async (job: Job, from: string, to: string) => {
    await s.serve(job, from, to);
    assert.equal((await s.audit(job)).refusal, null);
    for (const step of ['group', 'branch'] as const)
      assert.equal(good(await s.confirm(job, step)).results[0].refusal, null);
  };
  const rate = async (job: Job, score: number) => {
    good(
      await s.w.call(s.elder.token, 'orders.rate', {
        params: { ...s.c, id: job.order },
        body: { score, solved: true },
        key: s.key(),
      }),
    );
    await s.w.settle();
  };
  const postings = async (): Promise<[number, string][]> => {
    const book = good(await s.w.call(s.helper.token, 'me.passbook', { query: { asset: 'honour_points' } }));
    return book.entries
      .map((e: { amount: number; formula: string }): [number, string] => [e.amount, e.formula])
      .toReversed();
  };

  it('says what it would change in the records of the city, without names and without posting anything', async () => {
    const job = await s.job();
    await credited(job, '09:58', '11:00');
    const before = await s.balances();
    const next = await draft();
    const answer = good(await tried(next.id));
    assert.deepEqual(
      [answer.records, answer.changed, answer.before_hundredths, answer.after_hundredths],
      [1, 1, 500, 600],
    );
    assert.deepEqual(answer.distribution, [{ from_hundredths: 100, records: 1 }]);
    assert.deepEqual(
      [answer.by_community[0].name, answer.by_content[0].name, answer.most_more[0].before_hundredths],
      ['青锋社区', '参加志愿服务', 500],
    );
    assert.match(answer.most_more[0].formula, /^6分\/小时 × 60分钟/);
    assert.ok(!JSON.stringify(answer).includes('李老师') && !JSON.stringify(answer).includes(s.helper.id));
    assert.deepEqual(await s.balances(), before);
    // A draft that leaves the figures as they are changes no record.
    const same = await draft({ items: [] });
    assert.equal(same.id, next.id);
    const none = good(await tried(same.id));
    assert.deepEqual([none.records, none.changed, none.most_more], [1, 0, []]);
    const secretary = await s.w.staff('community_secretary');
    assert.equal((await tried(next.id, secretary, s.w.community)).body.code, 'POINT_STANDARD_CITY_ONLY');
    assert.equal((await tried(s.helper.id)).body.code, 'NOT_FOUND');
  });

  it('leaves what is posted as it is: a later rating counts by the version of its service, a later service by the new one', async () => {
    const first = await s.job();
    await credited(first, '09:58', '11:00');
    const old = await postings();
    assert.equal(old.length, 1);
    assert.match(old[0]![1], /积分标准第1版/);
    await s.w.advanceTo(at('12:00'));
    await publish((await draft()).id);
    await rate(first, 9);
    const rated = await postings();
    assert.deepEqual(rated[0], old[0]);
    assert.equal(rated[1]![0], 100, '5.00 × 1.2 − 5.00, never 6.00 × 1.2 − 5.00');
    assert.match(rated[1]![1], /5分\/小时 × 60分钟.*1\.2.*积分标准第1版/);
    const second = await s.job({ from: '14:00', to: '15:00' });
    await credited(second, '13:58', '15:00');
    const all = await postings();
    assert.deepEqual(
      all.map(([amount]) => amount),
      [500, 100, 600],
    );
    assert.match(all[2]![1], /6分\/小时.*积分标准第2版/);
  });

  it('gives the same service the same points in two communities, and caps the day over both (PTS-01)', async () => {
    const first = await s.job();
    await credited(first, '09:58', '11:00');
    await workAlsoAt(s, s.w.elsewhere);
    const neighbour = await s.w.resident('赵奶奶', { community: s.w.elsewhere, place: null });
    const second = await s.job({ from: '12:00', to: '13:00', asker: neighbour });
    await s.w.advanceTo(at('11:58'));
    good(await s.checkIn(second, { position: s.fix(80), pin: await s.pin(neighbour) }));
    await s.w.advanceTo(at('13:00'));
    good(await s.checkOut(second, { position: s.fix(90) }));
    good(await s.submit(second));
    await s.w.settle();
    assert.equal((await s.audit(second)).refusal, null);
    for (const step of ['group', 'branch'] as const)
      assert.equal(good(await s.confirm(second, step)).results[0].refusal, null);
    const told = (await postings()).map(([amount, formula]) => `${amount} ${formula}`);
    assert.equal(told.length, 2);
    assert.equal(told[0], told[1], 'same service, same points, same formula');
    // 10.00 of the day are earned in the two communities; a third service finds 0.20 of the cap.
    await publish((await draft({ items: [], daily_cap_hundredths: 1020 })).id);
    s.c.community = s.w.community;
    const third = await s.job({ from: '15:00', to: '16:00' });
    await credited(third, '14:58', '16:00');
    const last = (await postings()).at(-1)!;
    assert.equal(last[0], 20);
    assert.match(last[1], /当日封顶后计0\.2分/);
  });

  it('pays the hour of a holder of the skill more than the same person’s general hour, and says why (PTS-03)', async () => {
    const teaching = await s.job({ slot: { role: 'professional', skills: ['教学'] } });
    await credited(teaching, '09:58', '11:00');
    const sweeping = await s.job({ from: '14:00', to: '15:00' });
    await credited(sweeping, '13:58', '15:00');
    const [first, second] = await postings();
    assert.deepEqual([first![0], second![0]], [750, 500]);
    assert.match(first![1], /专业系数1\.5 = 7\.5分/);
    assert.match(second![1], /专业系数1 = 5分/);
    // What the task said beforehand is what the book says afterwards, to the word.
    const task = good(await s.w.call(s.worker.token, 'tasks.read', { params: { ...s.c, id: teaching.task } }));
    assert.equal(task.slots[0].points_estimate.formula, first![1]);
  });

  it('is thrown away or published once, never both', async () => {
    const next = await draft();
    const drop = () =>
      s.w.call(city.token, 'points.dropStandard', {
        params: { tenant: s.w.city, id: next.id },
        body: {},
        key: s.key(),
      });
    good(await drop());
    assert.equal((await drop()).body.code, 'NOT_FOUND');
    const other = await draft();
    await publish(other.id);
    const dropped = await s.w.call(city.token, 'points.dropStandard', {
      params: { tenant: s.w.city, id: other.id },
      body: {},
      key: s.key(),
    });
    assert.equal(dropped.body.code, 'ILLEGAL_TRANSITION');
    const now = good(await s.w.call(null, 'points.standard'));
    assert.deepEqual([now.active.id, now.draft, now.active.change_log], [other.id, null, '志愿服务由5分调到6分']);
  });

  it('refuses a clause that is not in the library and coefficients that take something away', async () => {
    const save = (change: object) =>
      s.w.call(city.token, 'points.saveStandard', {
        params: { tenant: s.w.city },
        body: {
          title: '全市积分标准',
          clause: clauseId('volunteer.19'),
          items: [],
          professional_pct: 150,
          emergency_pct: 150,
          daily_cap_hundredths: 4000,
          change_log: '试',
          ...change,
        },
        key: s.key(),
      });
    assert.equal((await save({ clauses: [{ part: 'cap', id: s.helper.id }] })).body.code, 'NO_POLICY_BASIS');
    for (const change of [
      { roles: [{ role: 'general', coefficient_pct: 90 }] },
      { results: [{ from_score: 3, coefficient_pct: 50 }] },
      { emergency_pct: 99 },
      { daily_cap_hundredths: -1 },
    ]) {
      const answer = await save(change);
      assert.equal(answer.body.code, 'NO_NEGATIVE_POINTS');
      assert.deepEqual(
        answer.body.fields.map((f: { path: string }) => f.path),
        Object.keys(change),
      );
    }
    assert.equal(good(await s.w.call(city.token, 'points.standard')).draft, null);
  });
});

/** The staff of the first community hold the same posts in another, whose orders the world's acts then speak of. */
async function workAlsoAt(s: ServiceWorld, tenant: number): Promise<void> {
  const posts = [
    [s.worker, 'community_worker'],
    [s.auditor, 'points_auditor'],
    [s.leader, 'group_leader'],
    [s.branch, 'grid_branch'],
  ] as const;
  for (const [who, role] of posts) {
    const granted = await inTransaction(s.w.deps.db, { persons: [who.id] }, async (tx) => {
      await tx
        .insertInto('role_grant')
        .values({
          person_id: who.id,
          grant_id: s.w.deps.ids.next(),
          role,
          tenant_id: tenant,
          org_id: null,
          valid_from: new Date(0),
        })
        .execute();
      return done(null);
    });
    assert.ok(granted.ok);
  }
  const joined = await inTransaction(s.w.deps.db, { tenant, persons: [s.helper.id] }, async (tx) => {
    await joinCommunity(s.w.deps, tx, { tenant, personId: s.helper.id, placeId: null, member: true });
    const place = await tx
      .selectFrom('place')
      .select('place_id')
      .where('tenant_id', '=', tenant)
      .limit(1)
      .executeTakeFirstOrThrow();
    await tx
      .insertInto('registration')
      .values({
        tenant_id: tenant,
        registration_id: s.w.deps.ids.next(),
        person_id: s.helper.id,
        place_id: place.place_id,
        estate_id: place.place_id,
        address_enc: s.w.deps.keys.seal('柏庄小区'),
        kind: 'in_service_member',
        unit_id: s.w.unit,
        engagement: 'in_service',
        state: 'active',
        consent_version: '2026-11',
        submitted_at: s.w.clock.now(),
        accepted_at: s.w.clock.now(),
        filed_at: s.w.clock.now(),
      })
      .execute();
    return done(null);
  });
  assert.ok(joined.ok);
  forget(s.w.deps, tenant);
  s.c.community = tenant;
}
