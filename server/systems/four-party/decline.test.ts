import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { testWorld, type Answer, type Someone, type World } from '../../../test/world.ts';

const good = (a: Answer<any>) => {
  assert.equal(a.status, 200, JSON.stringify(a.body));
  return a.body;
};
const why = '社区不能代办房产过户';

describe('an order that is not accepted', () => {
  let w: World;
  let c: { community: number };
  let elder: Someone;
  let worker: Someone;
  let second: Someone;
  let order: { order: string; need: string; receipt: string };
  let n = 0;
  const key = () => `decline-${String((n += 1)).padStart(8, '0')}`;
  const post = (who: Someone, route: Parameters<World['call']>[1], id: string, body?: object) =>
    w.call(who.token, route, { params: { ...c, id }, ...(body ? { body } : {}), key: key() });
  const decline = (who = worker) =>
    post(who, 'needs.decideBoundary', order.need, { result: 'not_accepted', reason: why });
  const later = (ms: number) => w.advanceTo(new Date(w.clock.now().getTime() + ms));
  const seen = async (who = elder) =>
    good(await w.call(who.token, 'orders.read', { params: { ...c, id: order.order } }));
  const appeal = (who = elder, reason = '我腿脚不便，只求有人陪我去窗口') =>
    post(who, 'orders.appeal', order.order, { reason });
  const need = async () => (await w.rows('select * from need where need_id = $1', [order.need]))[0]!;
  beforeEach(async () => {
    w = await testWorld({ at: '2026-11-23T09:00:00+08:00' });
    c = { community: w.community };
    elder = await w.resident('王秀英');
    worker = await w.staff('community_worker', { name: '周主任' });
    second = await w.staff('community_worker', { name: '李工' });
    const body = { text: '帮我办房产过户', wanted_by: '2026-11-24T09:00:00+08:00' };
    order = good(await w.call(elder.token, 'orders.place', { params: c, body, key: key() }));
  });
  afterEach(() => w.close());

  it('closes its orders with the answer once the undo is over, and says what else is possible', async () => {
    good(await decline());
    assert.deepEqual([(await seen()).state, (await seen()).answer], ['open', null]);
    assert.ok(!(await seen()).allowed.includes('orders.appeal'));
    await later(60_000);
    const read = await seen();
    assert.deepEqual(
      [read.state, read.need_state, read.answer, read.boundary.reason],
      ['closed', 'declined', why, why],
    );
    assert.match(read.next_step, /请社区换人再看一次/);
    assert.ok(read.allowed.includes('orders.appeal') && !read.allowed.includes('orders.withdraw'));
    const told = good(await w.call(elder.token, 'me.inbox')).items as { kind: string }[];
    const [notice, ...more] = told.filter((i) => i.kind === 'M-10.declined');
    assert.ok(JSON.stringify(notice).includes(why));
    assert.deepEqual(more, []);
    const look = { receipt: order.receipt, phone_tail: elder.phone.slice(-4) };
    const found = good(await w.call(null, 'orders.lookUp', { body: look }));
    assert.deepEqual([found.state, found.answer], ['closed', why]);
    // What is over is not late.
    await later(2 * 86_400_000);
    const reader = await w.staff('community_worker');
    const card = good(await w.call(reader.token, 'needs.read', { params: { ...c, id: order.need } }));
    assert.equal(card.overdue, false);
  });

  it('leaves everything as it was when the refusal is undone', async () => {
    good(await decline());
    good(await post(worker, 'needs.undoBoundary', order.need));
    await later(60_000);
    assert.deepEqual([(await seen()).state, (await seen()).need_state], ['open', 'submitted']);
    assert.equal((await appeal()).body.code, 'ILLEGAL_TRANSITION');
  });

  it('comes back to somebody else when its asker appeals, twice at most', async () => {
    good(await decline());
    assert.equal((await appeal()).body.code, 'ILLEGAL_TRANSITION');
    await later(60_000);
    assert.equal((await appeal(elder, ' ')).body.code, 'INPUT_INVALID');
    assert.equal((await appeal(await w.resident('外人'))).body.code, 'NOT_FOUND');
    good(await appeal());
    await w.settle();
    const again = await need();
    assert.deepEqual([again['state'], again['owner_id'], again['answer']], ['reopened', second.id, null]);
    assert.deepEqual([(await seen()).state, (await seen()).boundary], ['open', null]);
    const inbox = good(await w.call(second.token, 'me.inbox')).items;
    assert.match(JSON.stringify(inbox), /陪我去窗口/);
    assert.ok((await seen()).story.some((s: { what: string }) => s.what === '请求再看一次'));
    assert.equal((await appeal()).body.code, 'ILLEGAL_TRANSITION');
    good(await decline(second));
    await later(60_000);
    const hotline = await w.staff('hotline_operator');
    assert.ok((await seen(hotline)).allowed.includes('orders.appeal'));
    good(await appeal(hotline));
    good(await decline());
    await later(60_000);
    assert.ok(!(await seen()).allowed.includes('orders.appeal'));
    assert.equal((await appeal()).body.code, 'ILLEGAL_TRANSITION');
  });

  it('may be answered by staff after all, and is then rated like any other', async () => {
    good(await decline());
    await later(60_000);
    good(await post(worker, 'needs.answer', order.need, { answer: '已请人陪您去窗口' }));
    const read = await seen();
    assert.deepEqual([read.state, read.need_state, read.answer], ['answered', 'served', '已请人陪您去窗口']);
    good(await post(elder, 'orders.rate', order.order, { score: 9, solved: true }));
    assert.deepEqual([(await seen()).state, (await need())['state']], ['confirmed', 'closed']);
  });
});
