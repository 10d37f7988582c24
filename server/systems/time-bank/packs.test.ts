/** City rule packs through HTTP: each limit, its clause, and that switching edits no history (TBK-03, N-23). */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clauseId } from '../../engines/policy/index.ts';
import type { Someone } from '../../../test/world.ts';
import { at, good, timeWorld, type TimeWorld } from './time-fixture.ts';

describe('rule packs of the time bank', () => {
  let x: TimeWorld;
  let city: Someone;
  before(async () => {
    x = await timeWorld();
    city = await x.w.staff('city_staff', { tenant: x.w.city });
  });
  after(() => x.w.close());
  const annual = async (who: Someone) => (await x.balances(who))['annual_minutes'];
  const usePack = async (code: number, clause: string) =>
    good(
      await x.w.call(city.token, 'policy.setParameter', {
        params: { tenant: x.w.city, key: 'time_bank_pack' },
        body: { value: code, clause: clauseId(`timebank.${clause}`), reason: '按当地办法' },
      }),
    );

  it('rule packs: Changning caps the day and the book, Nanjing the book, Beijing asks the age; switching edits no history', async () => {
    const { w } = x;
    const who = await w.member('韩老师');
    await x.minutes(who, 90_000 - 30, '2026-11-20');
    const history = await x.book(who);
    await usePack(1, 'nanjing');
    good(
      await w.call(who.token, 'timeBank.choices', {
        params: x.c,
        body: { index_on: true, excess_to: 'pool', heir: null },
      }),
    );
    const poolBefore = good(await x.read(null, 'timeBank.pool')).balance;
    await x.deposit(who, '13:00', '14:00');
    const capped = await x.book(who);
    assert.deepEqual([capped.balance, capped.lines[0].amount, capped.excess], [90_000, 30, 30]);
    assert.equal(good(await x.read(null, 'timeBank.pool')).balance, poolBefore + 30);
    assert.equal(capped.index.total_minutes, 90_030, 'what was given away at the cap was served all the same');
    const giver = await w.member('送时间的人');
    await x.minutes(giver, 60);
    const receiver = { to: 'person', phone: who.phone, name: who.name };
    const gift = good(await x.act(giver, 'timeBank.give', null, { receiver, minutes: 10, words: '' })).id;
    await x.refused('TIME_BOOK_FULL', () => x.act(who, 'timeBank.answerGift', gift, { answer: 'accept' }));
    good(await x.act(who, 'timeBank.answerGift', gift, { answer: 'refuse' }));
    await usePack(3, 'changning');
    const other = await w.member('杨老师');
    await x.deposit(other, '14:10', '16:40');
    const daily = await x.book(other);
    assert.deepEqual([daily.balance, daily.excess, daily.pack.id], [120, 30, 'changning']);
    assert.match(daily.lines[0].note, /30分钟超出上限/);
    assert.equal(await annual(other), 150, 'the year counts all of it');
    await usePack(2, 'beijing');
    const young = await w.member('年轻人');
    await x.minutes(young, 60);
    const order = { title: '打扫', body: '', kind: 'cleaning', place: '', start: at('20:00'), plan_minutes: 30 };
    await x.refused('TIME_REDEEM_AGE', () => x.act(young, 'timeBank.post', null, order));
    await x.refused('TIME_GIFT_FAMILY', () =>
      x.act(young, 'timeBank.give', null, {
        receiver: { to: 'person', phone: who.phone, name: who.name },
        minutes: 10,
        words: '',
      }),
    );
    await usePack(0, 'beijing');
    good(await x.act(young, 'timeBank.post', null, order));
    const now = await x.book(who);
    assert.deepEqual(now.lines.slice(-1), history.lines.slice(-1));
    assert.equal(now.balance, 90_000);
    assert.equal(await x.difference(), 0);
  });
});
