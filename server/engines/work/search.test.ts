import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Someone } from '../../../test/world.ts';
import { good, refusedAs, saturday, workWorld, type WorkWorld } from './work-fixture.ts';

const hour_ms = 3_600_000;

describe('the search goes on by itself', () => {
  let x: WorkWorld;
  let people: Someone[];
  before(async () => {
    x = await workWorld();
    people = [];
    for (const name of ['甲', '乙', '丙', '丁']) people.push(await x.w.member(`${name}同志`));
  });
  after(() => x.w.close());
  const stateOf = async (id: string) =>
    (await x.w.rows('select state from invitation where invitation_id = $1', [id]))[0]?.['state'];
  const askedFor = async (slot: string) =>
    (await x.w.rows('select person_id from invitation where slot_id = $1 order by invitation_id', [slot])).map(
      (r) => r['person_id'] as string,
    );

  it('asks others after a decline, and the decline leaves no mark under the name', async () => {
    const first = people[0]!;
    const slot = await x.slot();
    const id = good(await x.invite(slot, first)).invitations[0];
    const before_ = await x.w.rows(
      `select act, actor_id from record where tenant_id = 4 and subject_kind = 'invitation' and subject_id = $1`,
      [id],
    );
    const answer = good(await x.respond(first, id, { answer: 'decline' }));
    assert.deepEqual([answer.state, answer.claim], ['declined', null]);
    await x.w.settle();
    const asked = await askedFor(slot);
    assert.ok(asked.length > 1 && new Set(asked).size === asked.length, 'others were asked, nobody twice');
    assert.deepEqual(
      await x.w.rows(
        `select act, actor_id from record where tenant_id = 4 and subject_kind = 'invitation' and subject_id = $1`,
        [id],
      ),
      before_,
    );
    const task = (await x.w.rows('select task_id from slot where slot_id = $1', [slot]))[0]!['task_id'];
    const seen = good(await x.w.call(x.worker.token, 'tasks.invitations', { params: { ...x.c, id: task } }));
    assert.ok(!('not_taken' in seen) && !('declined' in seen) && !('lapsed' in seen), 'nothing counts declines');
    assert.ok(!JSON.stringify(seen).includes(first.id), 'who declined is not named');
    await refusedAs(x, 'ILLEGAL_TRANSITION', () => x.respond(first, id, { answer: 'accept' }));
  });

  it('invites an English reader in English: time, place and why', async () => {
    const guest = await x.w.member('戊同志');
    good(await x.invite(await x.slot({ task: { form: 'remote', place_name: '' } }), guest));
    const inbox = good(await x.w.call(guest.token, 'me.inbox', { locale: 'en' })).items as { text: string }[];
    const text = inbox.find((i) => i.text.includes('You may accept or not'))?.text ?? '';
    assert.match(text, /, 28 November, \d\d:\d\d, online\. [^\p{Script=Han}]+\. You may accept or not/u);
  });

  it('asks at once when the first taker comes: the others’ offers are withdrawn and read SLOT_FULL', async () => {
    const slot = await x.slot({ slot: { ...saturday('14:00', '15:00') } });
    const ids = good(await x.invite(slot, ...people.slice(0, 3))).invitations as string[];
    good(await x.respond(people[1]!, ids[1]!, { answer: 'accept' }));
    assert.deepEqual(await Promise.all(ids.map(stateOf)), ['withdrawn', 'accepted', 'withdrawn']);
    await refusedAs(x, 'SLOT_FULL', () => x.respond(people[0]!, ids[0]!, { answer: 'accept' }));
    assert.ok(!(await x.offers(people[2]!)).some((o) => o.slot === slot));
  });

  it('lets a proposed time be agreed to, and the member still accepts by an own tap', async () => {
    const slot = await x.slot({ slot: { ...saturday('16:00', '17:00') } });
    const who = people[2]!;
    const id = good(await x.invite(slot, who)).invitations[0];
    const sunday = { start: '2026-11-29T16:00:00+08:00', end: '2026-11-29T17:00:00+08:00' };
    await refusedAs(x, 'INPUT_INVALID', () =>
      x.respond(who, id, { answer: 'another_time', start: sunday.end, end: sunday.start }),
    );
    assert.equal(good(await x.respond(who, id, { answer: 'another_time', ...sunday })).state, 'time_proposed');
    const decide = { params: { ...x.c, id }, body: { agree: true } };
    await refusedAs(x, 'FORBIDDEN', () => x.w.call(who.token, 'tasks.decideProposedTime', decide));
    good(await x.w.call(x.worker.token, 'tasks.decideProposedTime', decide));
    await refusedAs(x, 'ILLEGAL_TRANSITION', () => x.w.call(x.worker.token, 'tasks.decideProposedTime', decide));
    const fresh = (await x.offers(who)).find((o) => o.slot === slot);
    assert.ok(fresh, 'asked for the new time');
    assert.equal((await x.w.rows('select count(*)::int as n from claim where slot_id = $1', [slot]))[0]?.['n'], 0);
    good(await x.respond(who, fresh.id, { answer: 'accept' }));
  });

  it('refuses a proposed time in ordinary working hours', async () => {
    const slot = await x.slot({ slot: { ...saturday('18:00', '19:00') } });
    const id = good(await x.invite(slot, people[3]!)).invitations[0];
    const tuesday = { start: '2026-11-24T10:00:00+08:00', end: '2026-11-24T11:00:00+08:00' };
    good(await x.respond(people[3]!, id, { answer: 'another_time', ...tuesday }));
    await refusedAs(x, 'WORK_HOURS_BLOCKED', () =>
      x.w.call(x.worker.token, 'tasks.decideProposedTime', { params: { ...x.c, id }, body: { agree: true } }),
    );
  });

  it('lapses without a mark and asks the next', async () => {
    const slot = await x.slot({ slot: { ...saturday('20:00', '21:00') } });
    const first = people[0]!;
    const id = good(await x.invite(slot, first)).invitations[0];
    await x.w.advanceTo(new Date(x.w.clock.now().getTime() + 25 * hour_ms));
    assert.equal(await stateOf(id), 'lapsed');
    assert.ok((await askedFor(slot)).length > 1, 'the next was asked');
    await refusedAs(x, 'INVITATION_LAPSED', () => x.respond(first, id, { answer: 'accept' }));
    assert.deepEqual(await x.w.rows('select claim_id from claim where slot_id = $1', [slot]), []);
  });
});

describe('a draft and its leader', () => {
  it('tells no resident of a helper before the task is published', async () => {
    const x = await workWorld();
    try {
      const leader = await x.w.member('带队人');
      const { need } = await x.need();
      const draft = good(
        await x.task({ need, slot: { capacity: 3 }, task: { team_leader: leader.id, publish: false } }),
      );
      const id = good(await x.invite(draft.slots[0].id, leader)).invitations[0];
      good(await x.respond(leader, id, { answer: 'accept' }));
      await x.w.settle();
      const inbox = JSON.stringify(good(await x.w.call(x.elder.token, 'me.inbox')));
      assert.ok(!inbox.includes(leader.name), 'the resident was told of a task that is not published');
      assert.equal((await x.w.rows('select state from need where need_id = $1', [need]))[0]?.['state'], 'accepted');
      good(await x.w.call(x.worker.token, 'tasks.publish', { params: { ...x.c, id: draft.id } }));
      await x.w.settle();
      assert.equal((await x.w.rows('select state from need where need_id = $1', [need]))[0]?.['state'], 'matched');
      assert.ok(JSON.stringify(good(await x.w.call(x.elder.token, 'me.inbox'))).includes(leader.name));
    } finally {
      await x.w.close();
    }
  });
});

describe('what time and staff bring', () => {
  let x: WorkWorld;
  before(async () => {
    x = await workWorld();
  });
  after(() => x.w.close());
  const claimRow = async (id: string) =>
    (
      await x.w.rows('select state, flags, mark, points_hundredths, credited_minutes from claim where claim_id = $1', [
        id,
      ])
    )[0];

  it('cancels: those who accepted are told and free at once', async () => {
    const m = await x.w.member('被取消');
    const task = good(await x.task());
    good(await x.claim(m, task.slots[0].id));
    good(
      await x.w.call(x.worker.token, 'tasks.cancel', { params: { ...x.c, id: task.id }, body: { reason: '天气不好' } }),
    );
    await x.w.settle();
    assert.match(JSON.stringify(good(await x.w.call(m.token, 'me.inbox'))), /天气不好/);
    assert.deepEqual(await x.w.rows('select entry_id from calendar_entry where person_id = $1', [m.id]), []);
    good(await x.claim(m, await x.slot()));
    await refusedAs(x, 'ILLEGAL_TRANSITION', () => x.claim(m, task.slots[0].id));
    await refusedAs(x, 'ILLEGAL_TRANSITION', () =>
      x.w.call(x.worker.token, 'tasks.cancel', { params: { ...x.c, id: task.id }, body: { reason: '再取消' } }),
    );
  });

  it('moves: a new time is asked anew, and the second postponement goes to the grid branch', async () => {
    const m = await x.w.member('改期人');
    const { need } = await x.need();
    const task = good(await x.task({ need }));
    const slot = task.slots[0].id;
    const claim = good(await x.claim(m, slot));
    const move = (day: string) =>
      x.w.call(x.worker.token, 'tasks.reschedule', {
        params: { ...x.c, id: task.id },
        body: { slot, start: `${day}T10:00:00+08:00`, end: `${day}T11:00:00+08:00`, cause: 'weather' },
      });
    await refusedAs(x, 'WORK_HOURS_BLOCKED', () => move('2026-11-25'));
    good(await move('2026-11-29'));
    assert.equal((await claimRow(claim.id))?.['state'], 'released');
    assert.ok((await x.offers(m)).some((o) => o.slot === slot));
    const escalated = async () =>
      (await x.w.rows('select escalated_to from need where need_id = $1', [need]))[0]?.['escalated_to'];
    assert.equal(await escalated(), null);
    good(await move('2026-12-05'));
    assert.equal(await escalated(), 'grid_branch');
  });

  it('takes a proof of absence never, with or without a state that could be left', async () => {
    const m = await x.w.member('退出人');
    const claim = good(await x.claim(m, await x.slot()));
    const release = (body?: unknown) => x.w.call(m.token, 'tasks.release', { params: { ...x.c, id: claim.id }, body });
    for (const body of [{ proof: 'x' }, { reason: '生病' }, { attachments: [] }])
      await refusedAs(x, 'NO_ABSENCE_PROOF', () => release(body));
    assert.equal(good(await release({})).state, 'released');
    await refusedAs(x, 'ILLEGAL_TRANSITION', () => release({}));
    const other = await x.w.member('旁观');
    await refusedAs(x, 'NOT_FOUND', () =>
      x.w.call(other.token, 'tasks.release', { params: { ...x.c, id: claim.id }, body: {} }),
    );
  });

  it('writes down who was not present as a fact without any cost, and tells staff what stayed unfilled', async () => {
    const m = await x.w.member('没到');
    const task = good(await x.task({ slot: { ...saturday('15:00', '16:00'), capacity: 2 } }));
    const claim = good(await x.claim(m, task.slots[0].id));
    const before_ = await x.w.rows('select count(*)::int as n from ledger_transfer');
    await x.w.advanceTo('2026-11-28T15:00:00+08:00');
    assert.ok(
      (
        await x.w.rows(`select count(*)::int as n from notice where person_id = $1 and kind = 'M-05.unfilled'`, [
          x.worker.id,
        ])
      )[0]!['n'] >= 1,
    );
    assert.equal((await claimRow(claim.id))?.['state'], 'accepted');
    await x.w.advanceTo('2026-11-28T16:29:00+08:00');
    assert.equal((await claimRow(claim.id))?.['state'], 'accepted', 'the tolerance still runs');
    await x.w.advanceTo('2026-11-28T16:30:00+08:00');
    assert.deepEqual(await claimRow(claim.id), {
      state: 'no_show',
      flags: [],
      mark: null,
      points_hundredths: null,
      credited_minutes: null,
    });
    assert.deepEqual(await x.w.rows('select count(*)::int as n from ledger_transfer'), before_);
    assert.equal(good(await x.w.call(m.token, 'claims.read', { params: { ...x.c, id: claim.id } })).state, 'no_show');
    assert.equal((await x.w.rows('select state from task where task_id = $1', [task.id]))[0]?.['state'], 'expired');
  });
});
