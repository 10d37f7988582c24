/**
 * The guards of finding work and people, one test for each of the catalogue. A guard that blocks: its code, and nothing
 * changed. A guard that exposes: its figure, and the very records behind it.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { good, refusedAs, saturday, workWorld, type WorkWorld } from '../../server/engines/work/work-fixture.ts';
import { centre, type Someone } from '../world.ts';
import { figure } from './figures.ts';

describe('guards of work', () => {
  let x: WorkWorld;
  const of = (key: string) => figure(x.w, x.worker, key);
  const release = (who: Someone, id: string, body: unknown = {}) =>
    x.w.call(who.token, 'tasks.release', { params: { ...x.c, id }, body, key: x.key() });
  const noDemand = async () => (await x.w.rows('select count(*)::int as n from task'))[0]?.['n'];
  before(async () => {
    x = await workWorld();
  });
  after(() => x.w.close());

  it('G-01 refuses a claim over declared work with times that fit, counts it without a name, and none slips through', async () => {
    const m = await x.w.member('值班人', { work_pattern: [{ from: 5 * 1440 + 9 * 60, to: 5 * 1440 + 12 * 60 }] });
    const slot = await x.slot();
    const before_ = await of('conflicts_refused');
    const told = await refusedAs(x, 'TIME_CONFLICT', () => x.claim(m, slot));
    assert.ok(told.details.alternatives.length <= 3);
    await refusedAs(x, 'TIME_CONFLICT', () => x.invite(slot, m));
    const after_ = await of('conflicts_refused');
    assert.equal(after_.value, (before_.value ?? 0) + 2);
    assert.equal(after_.rows[0]?.text, '读信陪聊');
    const kept = await x.w.rows(
      `select actor_id from attempt where code = 'TIME_CONFLICT' order by attempt_id desc limit 2`,
    );
    assert.deepEqual(
      kept.map((k) => k['actor_id']),
      [x.worker.id, null],
      'staff answer for theirs, a member for none',
    );
    assert.equal((await of('conflicts_slipped')).value, 0);
  });

  it('G-02 counts each postponement of a need and gives the second to the grid branch', async () => {
    const branch = await x.w.staff('grid_branch');
    const { need } = await x.need();
    const task = good(await x.task({ need }));
    const before_ = (await of('postponements')).value ?? 0;
    for (const day of ['2026-11-29', '2026-12-05'])
      good(
        await x.w.call(x.worker.token, 'tasks.reschedule', {
          params: { ...x.c, id: task.id },
          body: {
            slot: task.slots[0].id,
            start: `${day}T10:00:00+08:00`,
            end: `${day}T11:00:00+08:00`,
            cause: 'weather',
          },
        }),
      );
    const after_ = await of('postponements');
    assert.equal(after_.value, before_ + 2);
    assert.ok(after_.rows.some((r) => r.id === need));
    const inbox = good(await x.w.call(branch.token, 'me.inbox'));
    assert.ok(JSON.stringify(inbox).includes(need), 'the grid branch is told of this need');
  });

  it('G-03 refuses to ask or take somebody from beyond the own distance, and shows the remote first', async () => {
    const far = await x.w.member('路远人', { max_distance_m: 500 });
    const there = { lat: centre.lat + 0.05, lng: centre.lng };
    const slot = await x.slot({ task: { point: there } });
    await refusedAs(x, 'TOO_FAR', () => x.invite(slot, far));
    await refusedAs(x, 'TOO_FAR', () => x.claim(far, slot));
    good(await x.task({ task: { form: 'remote', title: '线上读信', point: null, place_name: '' } }));
    const square = good(await x.w.call(far.token, 'tasks.square', { params: x.c }));
    const forms = square.items.map((i: { form: string }) => i.form);
    assert.equal(forms[0], 'remote', JSON.stringify(forms));
  });

  it('G-07 lets nobody but the person accept, and shows the try with the community', async () => {
    const m = await x.w.member('被派人');
    const id = good(await x.invite(await x.slot(), m)).invitations[0];
    const before_ = (await of('without_asking')).value ?? 0;
    await refusedAs(x, 'CONSENT_REQUIRED', () =>
      x.w.call(x.worker.token, 'tasks.setAccepted', { params: { ...x.c, id }, body: { state: 'accepted' } }),
    );
    const after_ = await of('without_asking');
    assert.equal(after_.value, before_ + 1);
    assert.equal(after_.rows[0]?.state, 'CONSENT_REQUIRED');
  });

  it('G-08 refuses the duty of others with its owner, and the need goes there in one act', async () => {
    const property = good(
      await x.w.call(x.elder.token, 'orders.place', { params: x.c, body: { text: '楼道保洁没人做' }, key: x.key() }),
    );
    const before_ = (await of('duty_transfers')).value ?? 0;
    const tasks = await noDemand();
    for (const title of ['代填台账', '物业保洁']) {
      const { need } = await x.need();
      const told = await refusedAs(x, 'DUTY_TRANSFER', () => x.task({ need, task: { title } }));
      assert.ok(told.details.owner ?? told.details.owner_zh ?? told.details, 'the rightful owner is named');
    }
    assert.equal(await noDemand(), tasks);
    const after_ = await of('duty_transfers');
    assert.equal(after_.value, before_ + 2);
    assert.deepEqual(
      after_.rows.slice(0, 2).map((r) => r.text),
      ['物业保洁', '代填台账'],
    );
    good(
      await x.w.call(x.worker.token, 'needs.decideBoundary', {
        params: { ...x.c, id: property.need },
        body: { result: 'property' },
        key: x.key(),
      }),
    );
    await x.w.advanceTo(new Date(x.w.clock.now().getTime() + 60_000));
    const office = await x.w.staff('property_manager', { org: x.w.propertyOrg });
    const list = good(await x.w.call(office.token, 'handovers.list', { params: { community: x.w.community } }));
    assert.ok(JSON.stringify(list).includes(property.need));
  });

  it('G-09 refuses a Tuesday at ten, publishes a Saturday at ten, and counts what was refused', async () => {
    const tuesday = { start: '2026-11-24T10:00:00+08:00', end: '2026-11-24T11:00:00+08:00' };
    const before_ = (await of('work_hours_refused')).value ?? 0;
    const { need } = await x.need();
    await refusedAs(x, 'WORK_HOURS_BLOCKED', () => x.task({ need, slot: tuesday }));
    good(await x.task({ need, slot: saturday('10:00', '11:00') }));
    const after_ = await of('work_hours_refused');
    assert.equal(after_.value, before_ + 1);
    assert.equal(after_.rows[0]?.text, '读信陪聊');
  });

  it('G-10 has no place for a proof of absence: none in the data, refused in the request, no score touched', async () => {
    const m = await x.w.member('请假人');
    const claim = good(await x.claim(m, await x.slot({ slot: saturday('16:00', '17:00') })));
    const before_ = (await of('proof_attempts')).value ?? 0;
    await refusedAs(x, 'NO_ABSENCE_PROOF', () => release(m, claim.id, { proof: 'note.jpg' }));
    assert.equal((await of('proof_attempts')).value, before_ + 1);
    const book = good(await x.w.call(m.token, 'me.passbook'));
    assert.equal(good(await release(m, claim.id)).state, 'released');
    assert.deepEqual(good(await x.w.call(m.token, 'me.passbook')).balances, book.balances);
    const columns = await x.w.rows(
      `select table_name, column_name from information_schema.columns where table_schema = 'public'
         and column_name ~ '(absence|excuse|leave_reason|withdraw_reason|sick)'`,
    );
    assert.deepEqual(columns, []);
  });

  it('G-11 shows the voluntary rate with whatever was not taken by own choice', async () => {
    const [own, asked] = [await x.w.member('自选'), await x.w.member('受邀')];
    const a = await of('voluntary_rate');
    good(await x.claim(own, await x.slot({ slot: saturday('08:00', '09:00') })));
    const invitation = good(await x.invite(await x.slot({ slot: saturday('08:00', '09:00') }), asked)).invitations[0];
    const claim = good(await x.respond(asked, invitation, { answer: 'accept' })).claim;
    const b = await of('voluntary_rate');
    assert.deepEqual([b.numerator, b.denominator], [(a.numerator ?? 0) + 1, (a.denominator ?? 0) + 2]);
    assert.ok(b.rows.some((r) => r.id === claim));
    const declined = good(await x.invite(await x.slot({ slot: saturday('12:00', '13:00') }), own)).invitations[0];
    const book = good(await x.w.call(own.token, 'me.passbook'));
    good(await x.respond(own, declined, { answer: 'decline' }));
    assert.deepEqual(good(await x.w.call(own.token, 'me.passbook')).balances, book.balances);
    const marks = await x.w.rows(`select 1 from record where subject_id = $1 and act like '%declin%'`, [declined]);
    assert.equal(marks.length, 0, 'a decline leaves no trace under a name');
  });

  it('G-13 offers skilled places to the skilled alone, and a teacher no bins', async () => {
    const teacher = await x.w.member('周老师', { expertise: ['心理疏导'], willing_to_try: false });
    const wiring = await x.slot({ slot: { skills: ['电工'], role: 'professional' } });
    await refusedAs(x, 'SKILL_MISMATCH', () => x.invite(wiring, teacher));
    await refusedAs(x, 'SKILL_MISMATCH', () => x.claim(teacher, wiring, { willing_to_try: true }));
    const lesson = await x.slot({
      slot: { skills: ['心理疏导'], role: 'professional' },
      task: { title: '心理疏导讲座' },
    });
    const ranked = good(await x.w.call(x.worker.token, 'tasks.candidates', { params: { ...x.c, id: lesson } }));
    assert.equal(ranked.items[0].person.id, teacher.id);
  });

  it('G-14 keeps the limited from the heavy task by its code, and the fact from everybody else', async () => {
    const limited = await x.w.member('腰不好', { limits: ['lifting'] });
    const heavy = await x.slot({ slot: { demands: ['lifting'] } });
    const list = good(
      await x.w.call(x.worker.token, 'tasks.candidates', {
        params: { ...x.c, id: heavy },
        query: { excluded: 'true' },
      }),
    );
    assert.ok(!list.items.some((i: { person: { id: string } }) => i.person.id === limited.id));
    const told = await refusedAs(x, 'PHYSICAL_LIMIT', () => x.invite(heavy, limited));
    assert.ok(!/负重|lifting|腰/.test(JSON.stringify(told)), JSON.stringify(told));
  });

  it('G-17 publishes nothing that nobody answers for, and shows first contacts that are overdue', async () => {
    const { need } = await x.need();
    await refusedAs(x, 'NO_OWNER', () => x.task({ need, task: { responsible: null } }));
    assert.equal((await x.w.rows(`select 1 from task where state <> 'draft' and responsible_id is null`)).length, 0);
    const late = await x.w.member('等联系');
    await x.w.rows(`update registration set contacted_at = null, contact_due_at = $2 where person_id = $1`, [
      late.id,
      new Date(x.w.clock.now().getTime() - 3_600_000),
    ]);
    const shown = await of('contact_delay');
    assert.equal(shown.value, 1);
    assert.equal(shown.flagged, true);
    assert.equal(shown.rows.length, 1);
  });

  it('G-27 refuses a crowd with the number that the work needs', async () => {
    const { need } = await x.need();
    const told = await refusedAs(x, 'HEADCOUNT_UNJUSTIFIED', () =>
      x.task({
        need,
        slot: { capacity: 7, ...saturday('10:00', '14:00') },
        task: { estimate_minutes: 240, team_leader: null },
      }),
    );
    assert.equal(told.details.n ?? told.details.needed, 1, JSON.stringify(told.details));
    assert.equal((await of('minutes_per_need')).guard, 'G-27');
  });

  it('G-29 names every part that a vague task lacks', async () => {
    const { need } = await x.need();
    const told = await refusedAs(x, 'UNCLEAR_TASK', () =>
      x.task({ need, task: { title: '协助社区工作', deliverable: '', place_name: '', point: null } }),
    );
    assert.ok((told.details.missing as string[]).length >= 2, JSON.stringify(told.details));
  });

  it('G-30 finds the substitute itself: released at the tap, the search visible, no field for a name', async () => {
    const [first, second] = [await x.w.member('去不了'), await x.w.member('接替人')];
    const slot = await x.slot({ slot: saturday('18:00', '19:00') });
    const claim = good(await x.claim(first, slot));
    const before_ = await of('substitutes');
    assert.deepEqual(good(await release(first, claim.id)).searching, true);
    const searching = await of('substitutes');
    assert.equal(searching.denominator, (before_.denominator ?? 0) + 1);
    assert.ok(searching.rows.some((r) => r.id === claim.id));
    good(await x.claim(second, slot));
    assert.equal((await of('substitutes')).numerator, (before_.numerator ?? 0) + 1);
    const named = await x.w.rows(
      `select column_name from information_schema.columns where table_schema = 'public' and column_name ~ 'substitute|stand_in|replacement'`,
    );
    assert.deepEqual(named, []);
  });

  it('G-31 refuses a show for inspectors, and shows the share that came from residents', async () => {
    const { need } = await x.need();
    await refusedAs(x, 'SHOW_TASK', () => x.task({ need, task: { title: '迎检站台', description: '迎检时到场站台' } }));
    assert.equal((await of('from_residents')).guard, 'G-31');
  });

  it('G-41 lets no task stand on an undecided need, and shows what is undecided beyond its limit', async () => {
    const order = good(
      await x.w.call(x.elder.token, 'orders.place', { params: x.c, body: { text: '窗外太吵' }, key: x.key() }),
    );
    await refusedAs(x, 'BOUNDARY_UNDECIDED', () => x.task({ need: order.need }));
    const bad = await x.w.call(x.worker.token, 'needs.decideBoundary', {
      params: { ...x.c, id: order.need },
      body: { result: 'somebody' as 'property' },
      key: x.key(),
    });
    assert.equal(bad.body.code, 'INPUT_INVALID', 'there is no eighth result');
    const early = await of('blurred');
    assert.ok(!early.rows.some((r) => r.id === order.need));
    await x.w.advanceTo('2026-11-27T20:00:00+08:00');
    const late = await figure(x.w, await x.w.staff('community_secretary'), 'blurred');
    assert.ok(late.rows.some((r) => r.id === order.need));
    assert.equal(late.flagged, true);
  });
});
