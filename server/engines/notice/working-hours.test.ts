import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { centre, testWorld, type Someone, type World } from '../../../test/world.ts';

const day = (d: number, from_h: number, to_h: number) => ({ from: d * 1440 + from_h * 60, to: d * 1440 + to_h * 60 });
const workweek = (from_h: number, to_h: number) => [0, 1, 2, 3, 4].map((d) => day(d, from_h, to_h));

describe('LST-04: invitations wait for the own working hours', () => {
  let w: World;
  let keys = 0;
  const key = () => `key-${String((keys += 1)).padStart(8, '0')}`;

  before(async () => {
    // A Wednesday morning.
    w = await testWorld({ at: '2026-11-25T10:00:00+08:00' });
  });
  after(() => w.close());

  /** A strong session lasts hours, these tests last days. */
  const staff = () => w.staff('community_worker', { name: '周主任' });
  /** Invites these members to a task of the coming Saturday, through the routes that staff use. */
  async function invite(who: readonly Someone[], urgent = false): Promise<void> {
    const [elder, worker] = [await w.resident(), await staff()];
    const order = await w.call(elder.token, 'orders.place', {
      params: { community: w.community },
      body: { text: '想请人读读信、聊聊天' },
      key: key(),
    });
    assert.equal(order.status, 200, JSON.stringify(order.body));
    await w.call(worker.token, 'needs.decideBoundary', {
      params: { community: w.community, id: order.body.need },
      body: { result: 'volunteer', reason: '邻里互助' },
      key: key(),
    });
    const task = await w.call(worker.token, 'tasks.create', {
      params: { community: w.community },
      body: {
        title: '读信陪聊',
        work_content: 'volunteer_service',
        deliverable_type: 'resident_confirmation',
        deliverable: '居民确认已读完来信',
        responsible: worker.id,
        estimate_minutes: 60 * who.length,
        point: centre,
        place_name: '柏庄小区3号楼',
        needs: [order.body.need],
        slots: [
          {
            start: '2026-12-05T10:00:00+08:00',
            end: '2026-12-05T11:00:00+08:00',
            role: 'general',
            capacity: who.length,
            skills: [],
            demands: [],
          },
        ],
      },
      key: key(),
    });
    assert.equal(task.status, 200, JSON.stringify(task.body));
    const invited = await w.call(worker.token, 'tasks.invite', {
      params: { community: w.community, id: task.body.slots[0].id },
      body: { persons: who.map((p) => p.id), urgent },
      key: key(),
    });
    assert.equal(invited.status, 200, JSON.stringify(invited.body));
    await w.settle();
  }
  const state = async (who: Someone) => {
    const log = await w.call((await staff()).token, 'notices.deliveries', { params: { community: w.community } });
    const rows = log.body.items.filter((i: { person: { id: string } }) => i.person.id === who.id);
    return rows.map((r: { state: string }) => r.state).join();
  };

  it('reaches each person when the own work is over, in the evening, at night or after quiet hours', async () => {
    const office = await w.member('李老师', { work_pattern: workweek(9, 18) });
    const nurse = await w.member('孙护士', { work_pattern: workweek(0, 8) });
    const late = await w.member('钱师傅', { work_pattern: workweek(14, 23) });
    const undeclared = await w.member('吴老师', { work_pattern: null });
    await invite([office, nurse]);
    await invite([late, undeclared]);
    assert.deepEqual(
      await Promise.all([office, nurse, late, undeclared].map(state)),
      ['queued', 'sent', 'sent', 'queued'],
      'at ten the two at work are left alone',
    );
    const inbox = await w.call(office.token, 'me.inbox');
    assert.equal(inbox.body.items.length, 1, 'whoever looks finds it');
    await w.advanceTo('2026-11-25T12:00:00+08:00');
    assert.deepEqual(await Promise.all([office, undeclared].map(state)), ['queued', 'sent'], 'the usual noon is free');
    await w.advanceTo('2026-11-25T17:59:00+08:00');
    assert.equal(await state(office), 'queued');
    await w.advanceTo('2026-11-25T18:00:00+08:00');
    assert.equal(await state(office), 'sent');
  });

  it('lets quiet hours follow work, and urgent ones wait for neither', async () => {
    await w.advanceTo('2026-11-25T20:00:00+08:00');
    const late = await w.member('周师傅', { work_pattern: workweek(14, 23) });
    const urgent = await w.member('郑师傅', { work_pattern: workweek(14, 23) });
    await invite([late]);
    await invite([urgent], true);
    assert.deepEqual(await Promise.all([late, urgent].map(state)), ['queued', 'sent']);
    await w.advanceTo('2026-11-26T06:59:00+08:00');
    assert.equal(await state(late), 'queued');
    await w.advanceTo('2026-11-26T07:00:00+08:00');
    assert.equal(await state(late), 'sent');
  });

  it('asks an office worker on a day off at once', async () => {
    await w.advanceTo('2026-11-28T10:00:00+08:00');
    const office = await w.member('冯老师', { work_pattern: workweek(9, 18) });
    await invite([office]);
    assert.equal(await state(office), 'sent');
  });
});
