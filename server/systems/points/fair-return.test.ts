/** Fair return, motives, guarantees and care through HTTP (PTS-07, PTS-08, PTS-09). */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { clauseId } from '../../engines/policy/index.ts';
import { inTransaction } from '../../platform/database.ts';
import { done } from '../../platform/outcome.ts';
import { at, good, serviceWorld, type ServiceWorld } from '../../../test/service-world.ts';
import { plainProfile } from '../../../test/world.ts';
import { quartilesOf, ratioOf } from './return-rules.ts';

describe('around points', () => {
  let s: ServiceWorld;
  beforeEach(async () => {
    s = await serviceWorld();
  });
  afterEach(() => s.w.close());
  const fairness = async (who = s.helper) => good(await s.w.call(who.token, 'me.fairness'));

  it('shows own effort against return beside the city’s quartiles, and none while few serve', async () => {
    const job = await s.job({ slot: { skills: ['教学'] } });
    await s.serve(job, '09:58', '11:00');
    assert.equal((await s.audit(job)).refusal, null);
    for (const step of ['group', 'branch'] as const) good(await s.confirm(job, step));
    good(
      await s.w.call(s.elder.token, 'claims.thanks', {
        params: { ...s.c, id: job.claim },
        body: { text: '辛苦了' },
        key: s.key(),
      }),
    );
    const alone = await fairness();
    assert.deepEqual(alone.effort, { minutes: 60, services: 1, demanding: 1 });
    assert.deepEqual(alone.returned, { points: 750, time_minutes: 62, honours: 0, thanks: 1 });
    assert.deepEqual([alone.ratio, alone.city], [750, null]);
    await served(s, s.w.community, [400, 500, 500, 600]);
    assert.deepEqual((await fairness()).city, { members: 5, q1: 500, median: 500, q3: 600 });
    // Who has not served has no ratio, and reads the same distribution.
    const other = await fairness(await s.w.member('赵新'));
    assert.deepEqual([other.ratio, other.effort.services, other.city.members], [null, 0, 5]);
  });

  it('shows the city the communities that lie outside, without names, and nobody below the city', async () => {
    await served(s, s.w.community, [500, 500, 500, 500, 500, 500, 500, 500]);
    await served(s, s.w.elsewhere, [900, 900, 950, 950, 990]);
    const city = await s.w.staff('city_staff', { tenant: s.w.city });
    const board = good(await s.w.call(city.token, 'points.fairness', { params: { tenant: s.w.city } }));
    const shown = board.communities.map((c: { name: string; members: number; median: number; flagged: boolean }) => [
      c.name,
      c.members,
      c.median,
      c.flagged,
    ]);
    assert.deepEqual(board.city, { members: 13, q1: 500, median: 500, q3: 900 });
    assert.deepEqual(shown, [
      ['青锋社区', 8, 500, false],
      ['邻近社区', 5, 950, true],
    ]);
    const secretary = await s.w.staff('community_secretary');
    assert.equal((await s.w.call(secretary.token, 'points.fairness', { params: { tenant: s.w.city } })).status, 403);
  });

  it('counts quartiles of those alone who have served an hour, and none of four', () => {
    assert.equal(ratioOf({ minutes: 59, hundredths: 1000 }), null);
    assert.equal(ratioOf({ minutes: 90, hundredths: 1000 }), 667);
    assert.equal(quartilesOf([1, 2, 3, 4]), null);
    assert.equal(quartilesOf([1, 2, 3, 4, null]), null);
    assert.deepEqual(quartilesOf([40, 10, 30, 20, 50]), { members: 5, q1: 20, median: 30, q3: 40 });
    assert.deepEqual(quartilesOf([10, 20, 30, 40, 50, 60]), { members: 6, q1: 23, median: 35, q3: 48 });
  });

  it('asks for motives, shows who named 子女实践 the sessions for it first, and opens the figure into its rows', async () => {
    const save = (motives: string[]) =>
      s.w.call(s.helper.token, 'registration.saveProfile', { body: { ...plainProfile, motives }, key: s.key() });
    assert.equal((await save(['升职'])).body.code, 'INPUT_INVALID');
    good(await save([]));
    const create = async (title: string, supplies: string[], day: string) =>
      good(
        await s.w.call(s.worker.token, 'activities.create', {
          params: s.c,
          body: {
            title,
            text: title,
            target: {},
            capacity: 10,
            start: `${day}T10:00:00+08:00`,
            end: `${day}T11:00:00+08:00`,
            sign_up_until: `${day}T09:00:00+08:00`,
            asks_members: false,
            supplies,
          },
          key: s.key(),
        }),
      ).id as string;
    await create('邻里茶会', ['neighbours'], '2026-12-05');
    const base = await create('青少年实践基地开放日', ['children_practice'], '2026-12-06');
    const seen = async () =>
      good(await s.w.call(s.helper.token, 'activities.list', { params: s.c })).items.map(
        (i: { title: string; wanted: boolean }) => [i.title, i.wanted],
      );
    assert.deepEqual(await seen(), [
      ['邻里茶会', false],
      ['青少年实践基地开放日', false],
    ]);
    good(await save(['children_practice']));
    assert.deepEqual(await seen(), [
      ['青少年实践基地开放日', true],
      ['邻里茶会', false],
    ]);
    const figure = async () => {
      const all = good(await s.w.call(s.worker.token, 'points.motives', { params: s.c }));
      const of = all.motives.find((m: { motive: string }) => m.motive === 'children_practice');
      return [of.stated, of.met, all.rows.map((r: { name: string; supply: string | null }) => [r.name, r.supply])];
    };
    assert.deepEqual(await figure(), [1, 0, [['李老师', null]]]);
    good(
      await s.w.call(s.helper.token, 'activities.signUp', {
        params: { ...s.c, id: base },
        body: { join: true },
        key: s.key(),
      }),
    );
    assert.deepEqual(await figure(), [1, 1, [['李老师', '青少年实践基地开放日']]]);
  });

  it('publishes no outdoor emergency task without guarantees, shows the member what is provided, and keeps the register', async () => {
    const slot = { demands: ['outdoor_heat'] };
    const emergency = { work_content: 'emergency', physical_risk: true };
    await assert.rejects(s.job({ task: emergency, slot }), /GUARANTEE_REQUIRED/);
    await assert.rejects(
      s.job({ task: { ...emergency, guarantees: { insurance: '意外险', equipment: '', briefing: '已告知' } }, slot }),
      /GUARANTEE_REQUIRED/,
    );
    assert.deepEqual(await s.w.rows("select 1 as n from task where state <> 'draft'"), []);
    const guarantees = { insurance: '志愿者意外险', equipment: '雨衣雨靴', briefing: '出发前安全告知', meals: '午餐' };
    const job = await s.job({ task: { ...emergency, guarantees }, slot });
    const task = good(await s.w.call(s.helper.token, 'tasks.read', { params: { ...s.c, id: job.task } }));
    assert.deepEqual(task.guarantees, guarantees);
    const care = (person: string) =>
      s.w.call(s.worker.token, 'points.addCare', {
        params: s.c,
        body: { person, kind: 'health_check', text: '市一院体检，12月内有效' },
        key: s.key(),
      });
    assert.equal((await care(s.elder.id)).body.code, 'NOT_FOUND');
    good(await care(s.helper.id));
    const register = good(await s.w.call(s.worker.token, 'points.guarantees', { params: s.c }));
    assert.deepEqual(
      register.tasks.map((t: object) => t),
      [{ id: job.task, title: '读信陪聊', physical_risk: true, ...guarantees }],
    );
    assert.deepEqual([register.care[0].name, register.care[0].kind], ['李老师', 'health_check']);
    assert.equal((await fairness()).care[0].text, '市一院体检，12月内有效');
    const inbox = good(await s.w.call(s.helper.token, 'me.inbox')).items.map((i: { title: string }) => i.title);
    assert.ok(inbox.includes('社区的一份心意'));
  });

  it('knows no item below nothing: a deduction and a negative item are refused, and points do not reach a post', async () => {
    const deducted = await s.w.call(s.worker.token, 'points.deduct', {
      params: s.c,
      body: { person: s.helper.id, hundredths: 100, reason: '缺席' },
    });
    assert.equal(deducted.body.code, 'REGIME_MISMATCH');
    const unit = await s.w.staff('unit_secretary', { tenant: s.w.unit });
    const used = await s.w.call(unit.token, 'policy.addConsequence', {
      params: { tenant: s.w.unit },
      body: { class: 'ordinary_member', purpose: '岗位考核', clause: clauseId('hubei.18') },
      key: s.key(),
    });
    assert.equal(used.body.code, 'CONSEQUENCE_NOT_ALLOWED');
  });
});

/** Credited hours of other people, one for each return per hour in hundredths of a point: rows without their story. */
async function served(s: ServiceWorld, tenant: number, returns: readonly number[]): Promise<void> {
  const { deps } = s.w;
  const now = deps.clock.now();
  const outcome = await inTransaction(deps.db, { tenant }, async (tx) => {
    const task_id = deps.ids.next();
    const slot_id = deps.ids.next();
    await tx
      .insertInto('task')
      .values({
        tenant_id: tenant,
        task_id,
        title: '此前的服务',
        work_content: 'volunteer_service',
        form: 'on_site',
        state: 'closed',
        deliverable_type: 'session_log',
        deliverable: '记录',
        responsible_id: s.worker.id,
        radius_m: 300,
        estimate_minutes: 60,
        headcount: 1,
        headcount_needed: 1,
        created_by: s.worker.id,
        created_at: now,
      })
      .execute();
    await tx
      .insertInto('slot')
      .values({
        tenant_id: tenant,
        slot_id,
        task_id,
        starts_at: new Date(at('06:00')),
        ends_at: new Date(at('07:00')),
        role: 'general',
        capacity: returns.length,
      })
      .execute();
    for (const hundredths of returns) {
      const person_id = deps.ids.next();
      await tx
        .insertInto('claim')
        .values({
          tenant_id: tenant,
          claim_id: deps.ids.next(),
          slot_id,
          task_id,
          person_id,
          origin: 'self',
          state: 'credited',
          accepted_at: now,
          accepted_by: person_id,
          credited_minutes: 60,
          points_hundredths: hundredths,
          credited_at: now,
        })
        .execute();
    }
    return done(null);
  });
  assert.ok(outcome.ok);
}
