/** Walkthrough W-07 of the catalogue through HTTP, with the figures that it names. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { at, good, timeWorld, type TimeWorld } from './time-fixture.ts';

describe('W-07 the time bank', () => {
  let x: TimeWorld;
  before(async () => {
    x = await timeWorld();
  });
  after(() => x.w.close());

  it('deposits 120, holds 90, settles 80, gives 30, grants to a lone elder and to nobody else; difference 0', async () => {
    const { w, c } = x;
    const asker = x.helper;
    const helper = await w.member('陈师傅');
    const third = await w.member('赵大姐');
    await x.deposit(asker, '09:00', '11:00');
    const opened = await x.book(asker);
    assert.deepEqual([opened.open, opened.balance, opened.held, opened.available], [true, 120, 0, 120]);
    assert.equal(opened.lines[0].amount, 120);
    const points = await x.balances(asker);
    const hours = await x.balances(helper);

    // A request of 90 minutes; two offer, both sides choose.
    const { id } = good(
      await x.act(asker, 'timeBank.post', null, {
        title: '陪我去医院',
        body: '周六下午复查',
        kind: 'medical_escort',
        place: '市第一医院',
        start: at('14:00'),
        plan_minutes: 90,
      }),
    );
    good(await x.act(third, 'timeBank.offer', id, { words: '' }));
    const offer = good(await x.act(helper, 'timeBank.offer', id, { words: '我熟悉医院' })).id;
    good(await x.act(asker, 'timeBank.choose', id, { offer }));
    assert.equal((await x.book(asker)).held, 0, 'one side alone sets nothing aside');
    good(await x.act(helper, 'timeBank.agree', id));
    const held = await x.book(asker);
    assert.deepEqual([held.balance, held.held, held.available], [120, 90, 30]);
    assert.equal(held.holds[0].minutes, 90);
    assert.equal(await x.difference(), 0);

    // 80 minutes in fact: 80 are settled, 10 return.
    await x.served(helper, id, '14:00', '15:20');
    assert.deepEqual(good(await x.act(asker, 'timeBank.confirm', id)), { settled_minutes: 80 });
    const settled = await x.book(asker);
    assert.deepEqual([settled.balance, settled.held, settled.available], [40, 0, 40]);
    assert.equal((await x.book(helper)).balance, 80);
    for (const who of [asker, helper]) good(await x.act(who, 'timeBank.rate', id, { score: 10, text: '' }));
    assert.equal(good(await x.read(asker, 'timeBank.order', id)).state, 'closed');

    // 30 to the pool.
    good(await x.act(asker, 'timeBank.give', null, { receiver: { to: 'pool' }, minutes: 30, words: '' }));
    assert.equal((await x.book(asker)).balance, 10);
    assert.equal(good(await x.read(null, 'timeBank.pool')).balance, 30);

    // A lone elder gets a grant by two members of the committee; somebody without the flag gets none.
    const elder = await w.resident('孙奶奶', { hardship: true });
    const [first, second] = [await w.staff('welfare_committee'), await w.staff('welfare_committee')];
    const well = await w.resident('周先生');
    await x.refused('POOL_BENEFICIARY_ONLY', () =>
      x.act(x.worker, 'timeBank.propose', null, { person: well.id, minutes: 30, reason: '想要人陪' }),
    );
    const grant = good(
      await x.act(x.worker, 'timeBank.propose', null, { person: elder.id, minutes: 30, reason: '独居，需要陪护' }),
    ).id;
    assert.equal(good(await x.act(first, 'timeBank.decide', grant, { approve: true, reason: '' })).state, 'proposed');
    assert.equal(good(await x.act(second, 'timeBank.decide', grant, { approve: true, reason: '' })).state, 'decided');
    const pool = good(await x.read(null, 'timeBank.pool'));
    assert.deepEqual([pool.balance, pool.set_aside, pool.available], [30, 30, 0]);

    // The elder spends it: the pool pays the helper.
    const visit = await x.booked(elder, third, 30, at('16:00'));
    await x.served(third, visit, '16:00', '16:30');
    good(await x.act(elder, 'timeBank.confirm', visit));
    assert.equal((await x.book(third)).balance, 30);
    assert.equal(good(await x.read(null, 'timeBank.pool')).balance, 0);
    assert.equal((await w.rows('select state from pool_grant where grant_id = $1', [grant]))[0]!['state'], 'spent');

    // The books balance, and points have not moved.
    assert.equal(await x.difference(), 0);
    const auditor = await w.staff('points_auditor');
    assert.equal(good(await w.call(auditor.token, 'ledger.check', { params: c })).difference, 0);
    for (const asset of ['honour_points', 'redeemable_points'] as const) {
      assert.equal((await x.balances(asker))[asset], points[asset]);
      assert.equal((await x.balances(helper))[asset], hours[asset]);
    }
  });
});
