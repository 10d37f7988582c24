/** The points standard, the passbook and the refusals of points without service, through HTTP. */
import assert from 'node:assert/strict';
import { civilDate } from '../../platform/clock.ts';
import { after, before, describe, it } from 'node:test';
import { post } from '../../engines/ledger/index.ts';
import { clauseId } from '../../engines/policy/index.ts';
import { inTransaction } from '../../platform/database.ts';
import { done } from '../../platform/outcome.ts';
import { testWorld, type Someone, type World } from '../../../test/world.ts';

type Reply = Awaited<ReturnType<World['call']>>;
const good = (answer: Reply) => {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};

describe('points and passbook', () => {
  let w: World;
  let n = 0;
  const key = () => `key-${String((n += 1)).padStart(8, '0')}`;
  before(async () => {
    w = await testWorld({ at: '2026-07-01T09:00:00+08:00' });
  });
  after(() => w.close());
  const books = () =>
    w.rows(
      'select (select count(*)::int from ledger_transfer) as transfers, (select count(*)::int from point_standard) as standards',
    );
  const attempts = async (code: string) =>
    (await w.rows('select count(*)::int as n from attempt where code = $1', [code]))[0]?.['n'];
  /** Minutes as an audit would have posted them, on the day before `at`. */
  const minutes = async (who: Someone, amount: number, no: number) => {
    const posted = await inTransaction(w.deps.db, { tenant: w.community }, async (tx) => {
      const leg = (ownerKind: 'issue' | 'person', ownerId: string, sum: number) => ({
        ownerKind,
        ownerId,
        asset: 'annual_minutes' as const,
        amount: sum,
      });
      const answer = await post(tx, {
        tenantId: w.community,
        key: `test:${who.id}:${no}`,
        kind: 'service.hours',
        valueDate: '2026-06-30',
        at: w.clock.now(),
        meta: { title: `服务${no}` },
        legs: [leg('issue', 'service', -amount), leg('person', who.id, amount)],
      });
      assert.ok(answer.ok);
      return done(null);
    });
    assert.ok(posted.ok);
  };

  it('knows one standard for the city, readable by everybody before serving', async () => {
    const standard = good(await w.call(null, 'points.standard'));
    assert.equal(standard.active.state, 'active');
    assert.ok(
      standard.active.items.length >= 6 && standard.active.formula.length > 5 && standard.active.clause.length > 3,
    );
  });

  it('refuses a standard below the city, a negative item and one without a clause, and enacts the city’s next version', async () => {
    const body = {
      title: '全市积分标准（修订）',
      clause: clauseId('volunteer.19'),
      items: [{ content: 'volunteer_service', base_hundredths_per_hour: 600 }],
      professional_pct: 150,
      emergency_pct: 150,
      daily_cap_hundredths: 4000,
      change_log: '志愿服务由5分调到6分',
    };
    const secretary = await w.staff('community_secretary');
    const city = await w.staff('city_staff', { tenant: w.city });
    const save = (who: Someone, tenant: number, change: object = {}) =>
      w.call(who.token, 'points.saveStandard', { params: { tenant }, body: { ...body, ...change }, key: key() });
    const before_ = await books();
    assert.equal((await save(secretary, w.community)).body.code, 'POINT_STANDARD_CITY_ONLY');
    assert.equal(await attempts('POINT_STANDARD_CITY_ONLY'), 1);
    assert.equal(
      (await save(city, w.city, { items: [{ content: 'volunteer_service', base_hundredths_per_hour: -100 }] })).body
        .code,
      'NO_NEGATIVE_POINTS',
    );
    assert.equal((await save(city, w.city, { professional_pct: 80 })).body.code, 'NO_NEGATIVE_POINTS');
    assert.equal((await save(city, w.city, { clause: null })).body.code, 'NO_POLICY_BASIS');
    assert.deepEqual(await books(), before_);
    const old = good(await w.call(null, 'points.standard')).active;
    const draft = good(await save(city, w.city));
    assert.equal(draft.state, 'draft');
    // A draft changes nothing yet, and only the city sees it.
    const seen = good(await w.call(secretary.token, 'points.standard'));
    assert.deepEqual([seen.active.version, seen.draft], [old.version, null]);
    assert.equal(good(await w.call(city.token, 'points.standard')).draft.id, draft.id);
    const publish = (who: Someone, tenant: number, reason: string) =>
      w.call(who.token, 'points.publishStandard', { params: { tenant, id: draft.id }, body: { reason }, key: key() });
    assert.equal((await publish(secretary, w.community, '本社区')).body.code, 'POINT_STANDARD_CITY_ONLY');
    assert.equal((await publish(city, w.city, '')).body.code, 'REASON_REQUIRED');
    // Kept again it is still one draft, with the clause of each part.
    const again = good(
      await save(city, w.city, {
        clauses: [{ part: 'professional', id: clauseId('volunteer.15') }],
        roles: [{ role: 'organiser', coefficient_pct: 130 }],
      }),
    );
    assert.equal(again.id, draft.id);
    const partOf = (part: string) => again.clauses.find((c: { part: string }) => c.part === part);
    assert.equal(partOf('professional').words, '志愿服务条例 第十五条');
    assert.equal(partOf('cap').words, '志愿服务条例 第十九条');
    good(await publish(city, w.city, '市委组织部部务会通过'));
    assert.equal((await publish(city, w.city, '再发一次')).body.code, 'ILLEGAL_TRANSITION');
    const now = good(await w.call(null, 'points.standard'));
    assert.equal(now.active.version, old.version + 1);
    assert.equal(
      now.active.items.find((i: { content: string }) => i.content === 'volunteer_service').base_hundredths_per_hour,
      600,
    );
    assert.equal(now.versions.filter((v: { state: string }) => v.state === 'active').length, 1);
    assert.equal(now.versions.find((v: { version: number }) => v.version === old.version).state, 'retired');
  });

  it('refuses deductions and points without service, and keeps each attempt', async () => {
    const worker = await w.staff('community_worker');
    const member = await w.member();
    const before_ = await books();
    const c = { community: w.community };
    assert.equal(
      (
        await w.call(worker.token, 'points.deduct', {
          params: c,
          body: { person: member.id, hundredths: 100, reason: '缺席' },
        })
      ).body.code,
      'REGIME_MISMATCH',
    );
    assert.equal(
      (
        await w.call(worker.token, 'points.credit', {
          params: c,
          body: { person: member.id, for: 'like', hundredths: 100 },
        })
      ).body.code,
      'NO_SERVICE_NO_CREDIT',
    );
    assert.deepEqual(await books(), before_);
    assert.deepEqual([await attempts('REGIME_MISMATCH'), await attempts('NO_SERVICE_NO_CREDIT')], [1, 1]);
  });

  it('shows the goal of a member by the months since registration, and none to others', async () => {
    const member = await w.member();
    const goal = async () => good(await w.call(member.token, 'me.passbook')).goal;
    assert.deepEqual([(await goal()).minutes, (await goal()).state === 'reached'], [600, false]);
    await minutes(member, 595, 1);
    assert.match((await goal()).note, /差5分钟/);
    await minutes(member, 5, 2);
    assert.equal((await goal()).state, 'reached');
    assert.match((await goal()).note, /达标/);
    assert.equal(good(await w.call((await w.resident()).token, 'me.passbook')).goal, null);
  });

  it('prints a statement over some days: opening, movement and closing agree, and only for its owner', async () => {
    const member = await w.member('钱老师');
    await minutes(member, 65, 1);
    const get = (who: { token: string }, from: string, to: string) =>
      w.app.server.app.inject({
        url: `/api/me/passbook/statement?from=${from}&to=${to}`,
        headers: { authorization: `Bearer ${who.token}` },
      });
    const day = civilDate(w.clock.now());
    const paper = await get(member, '2026-01-01', day);
    assert.equal(paper.statusCode, 200, paper.payload.slice(0, 300));
    assert.equal(paper.headers['content-type'], 'application/pdf');
    assert.equal(paper.rawPayload.subarray(0, 5).toString(), '%PDF-');
    // The paper of somebody with lines is longer than that of somebody without, and a time before them is empty.
    const stranger = await get(await w.resident(), '2026-01-01', day);
    const early = await get(member, '2020-01-01', '2020-12-31');
    assert.ok(paper.rawPayload.length > stranger.rawPayload.length);
    assert.ok(paper.rawPayload.length > early.rawPayload.length);
    const turned = await get(member, day, '2026-01-01');
    assert.deepEqual([turned.statusCode, turned.json().code], [400, 'INPUT_INVALID']);
    assert.equal(
      (await w.app.server.app.inject({ url: '/api/me/passbook/statement?from=2026-01-01&to=2026-02-01' })).statusCode,
      401,
    );
  });

  it('pages through the book without losing or repeating a line', async () => {
    const member = await w.member();
    for (let i = 1; i <= 60; i += 1) await minutes(member, i, i);
    const seen: string[] = [];
    let next: string | null = null;
    for (let round = 0; round < 5; round += 1) {
      const book: Reply['body'] = good(
        await w.call(member.token, 'me.passbook', next ? { query: { before: next } } : {}),
      );
      seen.push(...book.entries.map((e: { title: string }) => e.title));
      next = book.next;
      if (next === null) break;
    }
    assert.equal(next, null);
    assert.equal(seen.length, 60);
    assert.equal(new Set(seen).size, 60);
    assert.equal(
      (await w.call(member.token, 'me.passbook', { query: { before: 'nonsense' } })).body.code,
      'INPUT_INVALID',
    );
  });
});
