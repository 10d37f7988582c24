import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Someone } from '../../../test/world.ts';
import { good, saturday, workWorld, type WorkWorld } from './work-fixture.ts';

const day_ms = 86_400_000;

describe('a draft that nobody publishes', () => {
  let x: WorkWorld;
  let leader: Someone;
  beforeEach(async () => {
    x = await workWorld();
    leader = await x.w.member('带队人');
  });
  afterEach(() => x.w.close());
  const later = (days: number) => x.w.advanceTo(new Date(x.w.clock.now().getTime() + days * day_ms));
  /** A draft of three places whose leader has agreed. */
  const draft = async (slot: object = {}) => {
    const { need, order } = await x.need();
    const made = good(
      await x.task({ need, slot: { capacity: 3, ...slot }, task: { team_leader: leader.id, publish: false } }),
    );
    const id = good(await x.invite(made.slots[0].id, leader)).invitations[0];
    good(await x.respond(leader, id, { answer: 'accept' }));
    return { task: made.id as string, order };
  };
  const state = async (task: string) =>
    (await x.w.rows('select state from task where task_id = $1', [task]))[0]!['state'];
  const hours = async () => (await x.w.rows(`select 1 from calendar_entry where kind = 'service'`)).length;

  it('ends after its days, and gives the leader the hour back with a word', async () => {
    const { task, order } = await draft({
      start: '2026-12-26T10:00:00+08:00',
      end: '2026-12-26T11:00:00+08:00',
    });
    const page = good(await x.w.call(x.elder.token, 'orders.read', { params: { ...x.c, id: order } }));
    assert.deepEqual(page.helpers, []);
    assert.equal(await hours(), 1);
    await later(6);
    assert.deepEqual([await state(task), await hours()], ['draft', 1]);
    await later(1.1);
    assert.deepEqual([await state(task), await hours()], ['cancelled', 0]);
    const told = await x.w.rows(`select body from notice where person_id = $1 and kind = 'M-08.cancelled'`, [
      leader.id,
    ]);
    assert.equal(told.length, 1);
    assert.match(String(told[0]!['body']), /草稿到期没有发布/);
    const english = good(await x.w.call(leader.token, 'me.inbox', { locale: 'en' })).items as { text: string }[];
    assert.ok(english.some((i) => i.text.includes('was cancelled: the draft was not published in time.')));
    const steps = await x.w.rows(`select act, role from record where subject_id = $1 order by record_id`, [task]);
    assert.deepEqual(steps.at(-1), { act: 'cancelled', role: 'system' });
    assert.deepEqual(await x.w.rows('select state from claim'), [{ state: 'released' }]);
  });

  it('is not kept beyond the hour it was meant for', async () => {
    const { task } = await draft(saturday('10:00', '11:00'));
    await x.w.advanceTo(new Date('2026-11-28T09:59:00+08:00'));
    assert.equal(await state(task), 'draft');
    await x.w.advanceTo(new Date('2026-11-28T10:01:00+08:00'));
    assert.equal(await state(task), 'cancelled');
  });

  it('stays once it is published, and then names its leader as helper', async () => {
    const { task, order } = await draft({
      start: '2026-12-26T10:00:00+08:00',
      end: '2026-12-26T11:00:00+08:00',
    });
    good(await x.w.call(x.worker.token, 'tasks.publish', { params: { ...x.c, id: task }, key: x.key() }));
    const page = good(await x.w.call(x.elder.token, 'orders.read', { params: { ...x.c, id: order } }));
    assert.deepEqual(
      page.helpers.map((h: { name: string }) => h.name),
      ['带队人'],
    );
    await later(8);
    assert.deepEqual([await state(task), await hours()], ['published', 1]);
  });

  it('leaves a need without a helper when only the leader of a draft is left', async () => {
    const { need } = await x.need();
    const open = good(await x.task({ need, slot: saturday('14:00', '15:00') }));
    const helper = await x.w.member('帮手');
    const claim = good(await x.claim(helper, open.slots[0].id));
    const made = good(
      await x.task({
        need,
        slot: { ...saturday('16:00', '17:00'), capacity: 3 },
        task: { team_leader: leader.id, publish: false },
      }),
    );
    const id = good(await x.invite(made.slots[0].id, leader)).invitations[0];
    good(await x.respond(leader, id, { answer: 'accept' }));
    const stands = async () => (await x.w.rows('select state from need where need_id = $1', [need]))[0]!['state'];
    assert.equal(await stands(), 'matched');
    good(await x.w.call(helper.token, 'tasks.release', { params: { ...x.c, id: claim.id }, key: x.key() }));
    assert.equal(await stands(), 'accepted');
  });
});
