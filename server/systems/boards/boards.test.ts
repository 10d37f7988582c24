import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testWorld, type World } from '../../../test/world.ts';
import { figures } from './figures.ts';

describe('boards', () => {
  let w: World;
  before(async () => {
    w = await testWorld({ at: '2026-11-23T09:00:00+08:00' });
  });
  after(() => w.close());

  it('computes every figure from records and opens each into rows', async () => {
    const c = { community: w.community };
    const secretary = await w.staff('community_secretary');
    const elder = await w.resident();
    const order = (
      await w.call(elder.token, 'orders.place', { params: c, body: { text: '门铃坏了' }, key: 'board-0001' })
    ).body;
    await w.call(secretary.token, 'needs.decideBoundary', {
      params: { ...c, id: order.need },
      body: { result: 'community' },
      key: 'board-0002',
    });
    await w.advanceTo('2026-11-23T10:00:00+08:00');
    await w.call(secretary.token, 'needs.answer', {
      params: { ...c, id: order.need },
      body: { answer: '好了' },
      key: 'board-0003',
    });
    await w.call(elder.token, 'orders.rate', {
      params: { ...c, id: order.order },
      body: { score: 9, solved: true },
      key: 'board-0004',
    });
    const loop = await w.call(secretary.token, 'boards.loop', { params: c });
    assert.equal(loop.status, 200, JSON.stringify(loop.body));
    const of = (key: string) => loop.body.figures.find((f: { key: string }) => f.key === key);
    assert.deepEqual([of('loop_rate').numerator, of('loop_rate').denominator, of('loop_rate').value], [1, 1, 100]);
    assert.equal(of('time_to_service').value, 60);
    assert.equal(loop.body.months.at(-1).orders, 1);
    const guards = await w.call(secretary.token, 'boards.guards', { params: c });
    assert.equal(guards.status, 200, JSON.stringify(guards.body));
    assert.equal(guards.body.figures.length + loop.body.figures.length, figures.length);
    for (const f of figures) {
      const rows = await w.call(secretary.token, 'boards.rows', { params: { ...c, key: f.key } });
      assert.equal(rows.status, 200, `${f.key} ${JSON.stringify(rows.body)}`);
    }
    assert.equal((await w.call(null, 'boards.public', { params: c })).status, 200);
    assert.equal((await w.call(secretary.token, 'boards.gaps', { params: c })).status, 200);
  });
});
