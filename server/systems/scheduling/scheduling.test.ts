import assert from 'node:assert/strict';
import { dispatched } from '../../../test/acts.ts';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { centre, testWorld, type Answer, type Someone, type World } from '../../../test/world.ts';

const good = (a: Answer<any>) => {
  assert.equal(a.status, 200, JSON.stringify(a.body));
  return a.body;
};
const saturday = { start: '2026-11-28T10:00:00+08:00', end: '2026-11-28T11:00:00+08:00' };
const sunday = { start: '2026-11-29T10:00:00+08:00', end: '2026-11-29T11:00:00+08:00' };
const nextSaturday = { start: '2026-12-05T10:00:00+08:00', end: '2026-12-05T11:00:00+08:00' };
const monday = { start: '2026-11-30T10:00:00+08:00', end: '2026-11-30T11:00:00+08:00' };

describe('scheduling', () => {
  let w: World;
  let c: { community: number };
  let worker: Someone;
  let elder: Someone;
  let order: { need: string; order: string };
  let n = 0;
  const key = () => `key-${String((n += 1)).padStart(8, '0')}`;
  const open = async (at: string) => {
    w = await testWorld({ at });
    c = { community: w.community };
    worker = await w.staff('community_worker', { name: '周主任' });
    elder = await w.resident('王秀英');
    order = good(
      await w.call(elder.token, 'orders.place', {
        params: c,
        body: { text: '请人读读信', windows: [saturday] },
        key: key(),
      }),
    );
    good(
      await w.call(worker.token, 'needs.decideBoundary', {
        params: { ...c, id: order.need },
        body: { result: 'volunteer', reason: '邻里互助' },
        key: key(),
      }),
    );
  };
  const form = async (change: Record<string, unknown> = {}) => ({
    ...good(await w.call(worker.token, 'tasks.draft', { params: { ...c, id: order.need } })),
    title: '读信陪聊',
    responsible: worker.id,
    estimate_minutes: 60,
    point: centre,
    place_name: '柏庄小区',
    slots: [{ ...saturday, role: 'general', capacity: 1, skills: [], demands: [], deliverable: '' }],
    ...change,
  });
  const publish = async (change: Record<string, unknown> = {}) =>
    w.call(worker.token, 'tasks.create', { params: c, body: await form(change), key: key() });
  const invite = (slot: string, persons: Someone[], more: Record<string, unknown> = {}) =>
    w.call(worker.token, 'tasks.invite', {
      params: { ...c, id: slot },
      body: { persons: persons.map((p) => p.id), ...more },
      key: key(),
    });
  const respond = (who: Someone, id: string, body: Record<string, unknown>) =>
    w.call(who.token, 'tasks.respond', { params: { ...c, id }, body, key: key() });
  const claim = (who: Someone, slot: string, body: Record<string, unknown> = {}) =>
    w.call(who.token, 'tasks.claim', { params: { ...c, id: slot }, body, key: key() });
  const invitations = async (who: Someone) => good(await w.call(who.token, 'me.invitations')).items;

  describe('invitations', () => {
    beforeEach(() => open('2026-11-23T20:00:00+08:00'));
    afterEach(() => w.close());

    it('lapses without a mark and asks the next by itself; the first who accepts has the place', async () => {
      const first = await w.member('甲一');
      const second = await w.member('乙二');
      const task = good(await publish());
      const slot = task.slots[0].id;
      const sent = good(await invite(slot, [first]));
      await w.advanceTo('2026-11-24T20:00:01+08:00');
      assert.equal((await respond(first, sent.invitations[0], { answer: 'accept' })).body.code, 'INVITATION_LAPSED');
      const next = (await invitations(second)).filter((i: { state: string }) => i.state === 'offered');
      assert.equal(next.length, 1);
      assert.ok(next[0].why.length > 0, 'the person reads why');
      const accepted = good(await respond(second, next[0].id, { answer: 'accept' }));
      assert.ok(accepted.claim);
      const trace = await w.rows('select state, responded_at from invitation where person_id = $1', [first.id]);
      assert.deepEqual(trace, [{ state: 'lapsed', responded_at: null }]);
      assert.equal(
        (await w.rows('select count(*)::int as n from claim where person_id = $1', [first.id]))[0]?.['n'],
        0,
      );
    });

    it('neither counts declines nor names them', async () => {
      const first = await w.member('甲一');
      const task = good(await publish());
      const sent = good(await invite(task.slots[0].id, [first]));
      good(await respond(first, sent.invitations[0], { answer: 'decline' }));
      await w.settle();
      worker = await w.staff('community_worker');
      const seen = good(await w.call(worker.token, 'tasks.invitations', { params: { ...c, id: task.id } }));
      assert.deepEqual(Object.keys(seen).sort(), ['accepted', 'asked', 'searching', 'waiting']);
      assert.deepEqual([seen.waiting.length, seen.asked], [0, 1]);
      assert.doesNotMatch(JSON.stringify(seen), new RegExp(first.id));
      assert.deepEqual(await w.rows(`select act from record where actor_id = $1`, [first.id]), []);
    });

    it('lets staff agree to a proposed time, which the member then accepts by one tap', async () => {
      const first = await w.member('甲一');
      const task = good(await publish());
      const sent = good(await invite(task.slots[0].id, [first]));
      good(await respond(first, sent.invitations[0], { answer: 'another_time', ...sunday }));
      const seen = good(await w.call(worker.token, 'tasks.invitations', { params: { ...c, id: task.id } }));
      assert.deepEqual(seen.waiting[0].proposed, {
        start: '2026-11-29T02:00:00.000Z',
        end: '2026-11-29T03:00:00.000Z',
      });
      good(
        await w.call(worker.token, 'tasks.decideProposedTime', {
          params: { ...c, id: sent.invitations[0] },
          body: { agree: true },
        }),
      );
      const anew = (await invitations(first)).find((i: { state: string }) => i.state === 'offered');
      assert.equal(anew.start, '2026-11-29T02:00:00.000Z');
      good(await respond(first, anew.id, { answer: 'accept' }));
      assert.equal(
        (await w.rows(`select lower(during) as at from calendar_entry where person_id = $1`, [first.id]))[0]?.[
          'at'
        ].toISOString(),
        anew.start,
      );
    });

    it('assigns only those whom a dispatch sends, and writes who assigned', async () => {
      const first = await w.member('甲一');
      const task = good(await publish());
      const sent = good(await invite(task.slots[0].id, [first]));
      const put = () =>
        w.call(worker.token, 'tasks.setAccepted', {
          params: { ...c, id: sent.invitations[0] },
          body: { state: 'accepted' },
        });
      assert.equal((await put()).body.code, 'CONSENT_REQUIRED');
      assert.equal((await w.rows('select count(*)::int as n from claim'))[0]?.['n'], 0);
      await w.rows(`update registration set engagement = 'assist_dispatch' where person_id = $1 returning 1`, [
        first.id,
      ]);
      assert.equal((await put()).body.code, 'CONSENT_REQUIRED', 'what a registration wishes is no agreed dispatch');
      await dispatched(w, c.community, first, 'assist_dispatch');
      good(await put());
      assert.deepEqual(await w.rows('select origin, accepted_by from claim'), [
        { origin: 'assignment', accepted_by: worker.id },
      ]);
    });
  });

  describe('the leader', () => {
    before(() => open('2026-11-23T20:00:00+08:00'));
    after(() => w.close());
    it('has agreed before three go out together: named alone is refused, an accepted draft invitation is enough', async () => {
      const lead = await w.member('甲一');
      const three = {
        estimate_minutes: 180,
        slots: [{ ...saturday, role: 'general', capacity: 3, skills: [], demands: [], deliverable: '' }],
      };
      assert.equal((await publish(three)).body.code, 'NO_OWNER');
      assert.equal((await publish({ ...three, team_leader: lead.id })).body.details.missing, 'team_leader_consent');
      const draft = good(await publish({ ...three, team_leader: lead.id, publish: false }));
      assert.equal(draft.state, 'draft');
      assert.equal(
        (await w.call(worker.token, 'tasks.publish', { params: { ...c, id: draft.id } })).body.code,
        'NO_OWNER',
      );
      const sent = good(await invite(draft.slots[0].id, [lead]));
      good(await respond(lead, sent.invitations[0], { answer: 'accept' }));
      const task = good(await w.call(worker.token, 'tasks.publish', { params: { ...c, id: draft.id } }));
      assert.deepEqual([task.state, task.team_leader.id, task.slots[0].taken], ['published', lead.id, 1]);
    });
  });

  describe('moving and cancelling', () => {
    beforeEach(() => open('2026-11-23T20:00:00+08:00'));
    afterEach(() => w.close());
    it('keeps the chain with its cause; the second postponement goes to the grid branch; consent is asked anew', async () => {
      const first = await w.member('甲一');
      const task = good(await publish());
      const slot = task.slots[0].id;
      good(await claim(first, slot));
      const move = (to: { start: string; end: string }) =>
        w.call(worker.token, 'tasks.reschedule', {
          params: { ...c, id: task.id },
          body: { slot, ...to, cause: 'weather' },
        });
      assert.equal((await move(monday)).body.code, 'WORK_HOURS_BLOCKED');
      good(await move(sunday));
      assert.deepEqual(await w.rows('select state from claim'), [{ state: 'released' }]);
      assert.deepEqual(await w.rows('select 1 from calendar_entry'), []);
      assert.equal((await invitations(first)).filter((i: { state: string }) => i.state === 'offered').length, 1);
      assert.equal((await w.rows('select escalated_to from need'))[0]?.['escalated_to'], null);
      good(await move(nextSaturday));
      assert.deepEqual(await w.rows('select postponed, escalated_to from need'), [
        { postponed: 2, escalated_to: 'grid_branch' },
      ]);
      assert.deepEqual(
        (await w.rows('select cause from reschedule order by reschedule_id')).map((r) => r['cause']),
        ['weather', 'weather'],
      );
    });
    it('frees everybody when a task is cancelled and looks for another way for the need', async () => {
      const first = await w.member('甲一');
      const task = good(await publish());
      good(await claim(first, task.slots[0].id));
      good(await w.call(worker.token, 'tasks.cancel', { params: { ...c, id: task.id }, body: { reason: '居民出行' } }));
      assert.deepEqual(
        await w.rows('select task.state as task, need.state as need, claim.state as claim from task, need, claim'),
        [{ task: 'cancelled', need: 'accepted', claim: 'released' }],
      );
      assert.match(JSON.stringify(good(await w.call(first.token, 'me.inbox')).items), /居民出行/);
      assert.equal((await claim(first, task.slots[0].id)).body.code, 'ILLEGAL_TRANSITION');
    });
    it('cancels what serves nobody any more when the resident withdraws', async () => {
      const first = await w.member('甲一');
      const task = good(await publish());
      good(await claim(first, task.slots[0].id));
      good(await w.call(elder.token, 'orders.withdraw', { params: { ...c, id: order.order } }));
      await w.settle();
      assert.deepEqual(
        await w.rows('select task.state as task, need.state as need, claim.state as claim from task, need, claim'),
        [{ task: 'cancelled', need: 'withdrawn', claim: 'released' }],
      );
    });
    it('writes down who did not come as a fact without any further effect, and returns the need', async () => {
      const first = await w.member('甲一');
      const task = good(await publish());
      good(await claim(first, task.slots[0].id));
      await w.advanceTo('2026-11-28T11:31:00+08:00');
      assert.deepEqual(
        await w.rows(
          'select claim.state, flags, mark, points_hundredths, task.state as task from claim join task using (tenant_id, task_id)',
        ),
        [{ state: 'no_show', flags: [], mark: null, points_hundredths: null, task: 'expired' }],
      );
      assert.equal((await w.rows('select count(*)::int as n from ledger_transfer'))[0]?.['n'], 0);
      assert.equal((await w.rows('select state from need'))[0]?.['state'], 'accepted');
      assert.equal(good(await w.call(first.token, 'me.claims', { query: { past: 'true' } })).items[0].state, 'no_show');
    });
  });

  describe('square and calendar', () => {
    before(() => open('2026-11-23T20:00:00+08:00'));
    after(() => w.close());
    it('shows what suits with its reasons and names the missing contents', async () => {
      const member = await w.member('甲一');
      const task = good(await publish());
      const square = good(await w.call(member.token, 'tasks.square'));
      assert.equal(square.items[0].id, task.id);
      assert.ok(square.items[0].why.length > 0);
      assert.ok(square.items[0].slots[0].allowed.includes('tasks.claim'));
      assert.equal(square.missing_contents.length, 6, 'an hour on site is no light form');
      assert.deepEqual(good(await w.call(member.token, 'tasks.square', { query: { form: 'remote' } })).items, []);
    });
    it('subscribes by a private link, in UTC, and by no other', async () => {
      const member = await w.member('乙二');
      const task = good(await publish({ title: '读信陪聊二' }));
      good(await claim(member, task.slots[0].id));
      const mine = good(
        await w.call(member.token, 'me.calendar', {
          query: { from: '2026-11-23T00:00:00+08:00', to: '2026-11-30T00:00:00+08:00' },
        }),
      );
      assert.deepEqual(
        mine.items.map((i: { kind: string }) => i.kind),
        ['service'],
      );
      const ics = await w.call(null, 'me.ics', { params: { token: mine.ics.split('/').at(-1) } });
      assert.equal(ics.status, 200);
      assert.match(String(ics.body), /DTSTART:20261128T020000Z/);
      assert.match(String(ics.body), /SUMMARY:读信陪聊二/);
      assert.equal((await w.call(null, 'me.ics', { params: { token: 'a'.repeat(32) } })).status, 404);
    });
    it('names work and days off in the language of the reader', async () => {
      const member = await w.member('丙三', {
        work_pattern: [{ from: 9 * 60, to: 17 * 60 }],
        blackout: [{ from: '2026-11-25', to: '2026-11-25' }],
      });
      const query = { from: '2026-11-23T00:00:00+08:00', to: '2026-11-30T00:00:00+08:00' };
      const titles = async (locale: 'zh' | 'en') =>
        good(await w.call(member.token, 'me.calendar', { query, locale })).items.map((i: { title: string }) => i.title);
      assert.deepEqual(await titles('zh'), ['本职工作', '不便服务']);
      assert.deepEqual(await titles('en'), ['At work', 'Not available']);
    });
  });
});
