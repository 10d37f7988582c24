/** The passbook, its deposits, gifts and the index through HTTP: TBK-01…TBK-04, TBK-08, TBK-09, TBK-11, C-09. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clauseId } from '../../engines/policy/index.ts';
import { routes } from '../../../contract/index.ts';
import type { Someone } from '../../../test/world.ts';
import { at, good, timeWorld, type TimeWorld } from './time-fixture.ts';

describe('time passbook', () => {
  let x: TimeWorld;
  let city: Someone;
  before(async () => {
    x = await timeWorld();
    city = await x.w.staff('city_staff', { tenant: x.w.city });
  });
  after(() => x.w.close());
  const sumOf = (book: { lines: { amount: number }[] }) => book.lines.reduce((n, l) => n + l.amount, 0);
  const annual = async (who: Someone) => (await x.balances(who))['annual_minutes'];
  const pin = async (who: Someone): Promise<string> => good(await x.w.call(who.token, 'accounts.me')).pin;
  it('TBK-01: opens only by the own consent, deposits from then on, shows a balance equal to its entries; difference 0', async () => {
    const { w } = x;
    const who = await w.member('钱师傅');
    await w.consent(who, 'time_bank', false);
    await x.deposit(who, '08:30', '09:00');
    assert.deepEqual([(await x.book(who)).open, (await x.book(who)).balance], [false, 0]);
    const wrong = (await pin(who)) === '0000' ? '0001' : '0000';
    await x.refused('AGENT_CODE_WRONG', () =>
      x.act(x.worker, 'timeBank.open', null, { agent: { person: who.id, code: wrong, manner: 'spoken' } }),
    );
    good(await x.act(who, 'timeBank.open', null, {}));
    await x.deposit(who, '09:10', '09:40');
    const book = await x.book(who);
    assert.deepEqual([book.open, book.balance, sumOf(book), book.lines.length], [true, 30, 30, 1]);
    assert.match(book.lines[0].counterpart, /^王\*/);
    assert.equal(book.lines[0].day, '2026-11-28');
    assert.equal(await x.difference(), 0);
    const auditor = await w.staff('points_auditor');
    assert.equal(good(await w.call(auditor.token, 'ledger.check', { params: x.c })).difference, 0);
  });

  it('TBK-01: leaving keeps balance and history, and opening again goes on', async () => {
    const who = await x.w.member('孙师傅');
    await x.minutes(who, 45);
    good(await x.act(who, 'timeBank.leave', null, {}));
    const left = await x.book(who);
    assert.deepEqual([left.open, left.balance, left.lines.length], [false, 45, 1]);
    await x.refused('ILLEGAL_TRANSITION', () => x.act(who, 'timeBank.leave', null, {}));
    good(await x.act(who, 'timeBank.open', null, {}));
    assert.deepEqual([(await x.book(who)).open, (await x.book(who)).balance], [true, 45]);
  });

  it('TBK-02, TBK-11: 33 minutes write 33 into the passbook and 30 into the year; the record lists what it produced', async () => {
    const who = await x.w.member('医生', { profession: '医生' });
    const claim = await x.deposit(who, '10:00', '10:40', { out: '10:33' });
    assert.equal((await x.book(who)).balance, 33);
    assert.equal(await annual(who), 30);
    const produced = good(await x.w.call(who.token, 'claims.read', { params: { ...x.c, id: claim } })).entries;
    assert.deepEqual(
      produced.map((e: { asset: string; amount: number }) => [e.asset, e.amount]),
      [
        ['annual_minutes', 30],
        ['time_minutes', 33],
      ],
    );
  });

  it('TBK-02: a doctor’s 30 minutes and a gardener’s 30 minutes both write 30', async () => {
    const doctor = await x.w.member('大夫', { profession: '医生', expertise: ['医疗'] });
    const gardener = await x.w.member('园丁', { profession: '园丁', expertise: ['园艺'] });
    for (const [who, from, to] of [
      [doctor, '11:00', '11:30'],
      [gardener, '11:40', '12:10'],
    ] as const) {
      await x.deposit(who, from, to);
      assert.equal((await x.book(who)).lines[0].amount, 30);
    }
  });

  it('TBK-11: has no route that converts one ledger into another', () => {
    const all = routes.map((r) => `${r.id} ${r.path} ${r.summary}`.toLowerCase());
    assert.deepEqual(
      all.filter((r) => /conver|exchange-rate|cash-?out/.test(r)).filter((r) => !/never convert/.test(r)),
      [],
    );
  });

  it('TBK-04, C-09: a gift writes −60 and +60 with its reference; points, hours and deposits stay as they were', async () => {
    const { w } = x;
    const giver = await w.member('吴老师');
    const friend = await w.member('郑老师');
    await x.minutes(giver, 100);
    const body = { receiver: { to: 'person', phone: friend.phone, name: '郑老师' }, minutes: 60, words: '辛苦了' };
    const before = [await x.balances(giver), await x.balances(friend)];
    const preview = good(await x.act(giver, 'timeBank.previewGift', null, body));
    assert.deepEqual([preview.to, preview.available_after, preview.needs_answer], ['郑**', 40, true]);
    assert.deepEqual(preview.unchanged.deposited, 100);
    assert.equal((await x.book(giver)).held, 0, 'a preview changes nothing');
    const { id } = good(await x.act(giver, 'timeBank.give', null, body));
    assert.deepEqual([(await x.book(giver)).available, (await x.book(giver)).held], [40, 60]);
    const seen = good(await x.read(friend, 'timeBank.gifts')).items[0];
    assert.deepEqual([seen.minutes, seen.words, seen.outgoing, seen.state], [60, '辛苦了', false, 'offered']);
    good(await x.act(friend, 'timeBank.answerGift', id, { answer: 'accept' }));
    const [given, taken] = [(await x.book(giver)).lines[0], (await x.book(friend)).lines[0]];
    assert.deepEqual([given.amount, taken.amount, given.id === taken.id], [-60, 60, true]);
    const after_ = [await x.balances(giver), await x.balances(friend)];
    for (const asset of ['annual_minutes', 'honour_points', 'redeemable_points'])
      assert.deepEqual(
        after_.map((b) => b[asset]),
        before.map((b) => b[asset]),
      );
    assert.deepEqual([(await x.book(giver)).deposited, (await x.book(friend)).deposited], [100, 0]);
    await x.refused('ILLEGAL_TRANSITION', () => x.act(friend, 'timeBank.answerGift', id, { answer: 'refuse' }));
  });

  it('TBK-04: the receiver may refuse, the giver take it back; each returns everything; nobody gives to oneself or too much', async () => {
    const { w } = x;
    const giver = await w.member('冯老师');
    const friend = await w.resident('陈阿姨');
    await x.minutes(giver, 60);
    const body = (minutes: number, to: Someone = friend) => ({
      receiver: { to: 'person', phone: to.phone, name: to.name },
      minutes,
      words: '',
    });
    await x.refused('INSUFFICIENT_TIME', () => x.act(giver, 'timeBank.give', null, body(61)));
    await x.refused('SELF_DEALING', () => x.act(giver, 'timeBank.give', null, body(10, giver)));
    await x.refused('NOT_FOUND', () =>
      x.act(giver, 'timeBank.give', null, {
        ...body(10),
        receiver: { to: 'person', phone: friend.phone, name: '别人' },
      }),
    );
    const first = good(await x.act(giver, 'timeBank.give', null, body(40))).id;
    await x.refused('TIME_BOOK_CLOSED', () => x.act(friend, 'timeBank.answerGift', first, { answer: 'accept' }));
    await x.refused('NOT_FOUND', () => x.act(giver, 'timeBank.answerGift', first, { answer: 'accept' }));
    good(await x.act(friend, 'timeBank.answerGift', first, { answer: 'refuse' }));
    const second = good(await x.act(giver, 'timeBank.give', null, body(40))).id;
    good(await x.act(giver, 'timeBank.answerGift', second, { answer: 'take_back' }));
    assert.deepEqual([(await x.book(giver)).available, (await x.book(giver)).held], [60, 0]);
    assert.equal(await x.difference(), 0);
  });

  it('TBK-08: the printed passbook is the online one; acts of staff need the owner’s code and carry the mark 代办', async () => {
    const { w } = x;
    const elder = await w.resident('没手机的老人');
    const hotline = await w.staff('hotline_operator');
    const agent = { person: elder.id, code: await pin(elder), manner: 'spoken' };
    const wrong = { ...agent, code: agent.code === '1111' ? '2222' : '1111' };
    await x.refused('AGENT_CODE_WRONG', () => x.act(hotline, 'timeBank.open', null, { agent: wrong }));
    const neighbour = await w.resident('邻居');
    await x.refused('FORBIDDEN', () => x.act(neighbour, 'timeBank.open', null, { agent }));
    good(await x.act(hotline, 'timeBank.open', null, { agent }));
    await x.minutes(elder, 90);
    const order = { title: '代买药', body: '', kind: 'errand', place: '药店', start: at('19:00'), plan_minutes: 30 };
    const { id } = good(await x.act(hotline, 'timeBank.post', null, { ...order, agent }));
    good(await x.act(hotline, 'timeBank.give', null, { receiver: { to: 'pool' }, minutes: 15, words: '', agent }));
    const acts = good(await x.read(elder, 'timeBank.order', id)).acts;
    assert.deepEqual(
      acts.map((a: { agent: boolean; who: string }) => [a.agent, a.who]),
      [[true, '没手机的老人']],
    );
    assert.deepEqual(
      (await x.book(elder)).lines.map((l: { agent: boolean; amount: number }) => [l.amount, l.agent]),
      [
        [-15, true],
        [90, false],
      ],
    );
    // Choosing and confirming by telephone, each time with the code.
    const helper = await w.member('跑腿的人');
    const offer = good(await x.act(helper, 'timeBank.offer', id, { words: '' })).id;
    good(await x.act(hotline, 'timeBank.choose', id, { offer, agent }));
    good(await x.act(helper, 'timeBank.agree', id));
    await x.served(helper, id, '19:00', '19:20');
    assert.deepEqual(good(await x.act(hotline, 'timeBank.confirm', id, { agent })), { settled_minutes: 20 });
    const story = good(await x.read(helper, 'timeBank.order', id)).acts;
    assert.deepEqual(
      story.filter((a: { agent: boolean }) => a.agent).map((a: { what: string }) => a.what),
      ['发布互助请求', '求助人选定', '按实际时长结算'],
    );
    const online = await x.book(elder);
    const printed = good(await w.call(hotline.token, 'timeBank.of', { params: x.c, body: { agent } }));
    assert.deepEqual(printed.passbook, online);
    assert.equal(printed.name, '没手机的老人');
    const looks = good(await w.call(elder.token, 'accounts.whoLooked')).items;
    assert.ok(looks.length > 0);
    assert.equal(
      (await w.call(hotline.token, 'timeBank.of', { params: x.c, body: { agent: wrong } })).body.code,
      'AGENT_CODE_WRONG',
    );
  });

  it('TBK-09: spending, giving and receiving leave the index; opting out hides it everywhere', async () => {
    const { w } = x;
    const who = await w.member('蒋老师');
    const other = await w.member('沈老师');
    await x.minutes(who, 600);
    const choices = { index_on: true, excess_to: 'honour', heir: null };
    const put = (b: object) => w.call(who.token, 'timeBank.choices', { params: x.c, body: { ...choices, ...b } });
    assert.equal((await x.book(who)).index, null);
    good(await put({}));
    const index = async () => (await x.book(who)).index?.total_minutes ?? null;
    const listed = async () =>
      good(await x.read(x.worker, 'timeBank.index')).items.find((i: { person: string }) => i.person === who.id);
    assert.deepEqual([await index(), (await listed()).total_minutes], [600, 600]);
    good(await x.act(who, 'timeBank.give', null, { receiver: { to: 'pool' }, minutes: 300, words: '' }));
    assert.equal(await index(), 600);
    await x.minutes(other, 50);
    const gift = { receiver: { to: 'person', phone: who.phone, name: who.name }, minutes: 50, words: '' };
    const { id } = good(await x.act(other, 'timeBank.give', null, gift));
    good(await x.act(who, 'timeBank.answerGift', id, { answer: 'accept' }));
    assert.deepEqual([(await x.book(who)).balance, await index()], [350, 600]);
    // The consent withdrawn on another page is the same consent.
    const consent = (given: boolean) =>
      w.call(who.token, 'accounts.setConsent', { params: { purpose: 'time_bank' }, body: { given } });
    good(await consent(false));
    await w.settle();
    assert.deepEqual([await index(), await listed(), (await x.book(who)).open], [null, undefined, false]);
    good(await consent(true));
    await w.settle();
    good(await put({}));
    assert.equal((await listed()).total_minutes, 600);
    good(await put({ index_on: false }));
    assert.deepEqual([await index(), await listed()], [null, undefined]);
    assert.deepEqual([(await x.book(who)).balance, (await x.book(who)).deposited], [350, 600]);
  });

  it('inherits by the owner’s will, or to the pool when the city or nobody decides otherwise', async () => {
    const { w } = x;
    const secretary = await w.staff('community_secretary');
    const household = w.deps.ids.next();
    const [parent, child] = [await w.resident('许父', { household }), await w.resident('许女', { household })];
    for (const p of [parent, child]) good(await x.act(p, 'timeBank.open', null, {}));
    await x.minutes(parent, 200);
    const will = (heir: unknown) =>
      w.call(parent.token, 'timeBank.choices', { params: x.c, body: { index_on: false, excess_to: 'pool', heir } });
    assert.equal((await will({ to: 'family', person: secretary.id })).body.code, 'NOT_FOUND');
    good(await will({ to: 'family', person: child.id }));
    const estate = () => x.act(secretary, 'timeBank.estate', null, { person: parent.id, reason: '家属出示证明' });
    assert.deepEqual(good(await estate()), { minutes: 200, to: 'person' });
    assert.deepEqual([(await x.book(child)).balance, (await x.book(child)).deposited], [200, 0]);
    await x.refused('ILLEGAL_TRANSITION', estate);
    await x.minutes(parent, 100);
    good(
      await w.call(city.token, 'policy.setParameter', {
        params: { tenant: w.city, key: 'time_bank_inheritance' },
        body: { value: 0, clause: clauseId('timebank.nanjing'), reason: '归集体基金库' },
      }),
    );
    assert.deepEqual(good(await estate()), { minutes: 100, to: 'pool' });
    assert.equal(await x.difference(), 0);
  });

  it('TBK-04: a gift that nobody answers returns by itself', async () => {
    const [giver, friend] = [await x.w.member('朱老师'), await x.w.member('秦老师')];
    await x.minutes(giver, 30);
    const body = { receiver: { to: 'person', phone: friend.phone, name: friend.name }, minutes: 30, words: '' };
    good(await x.act(giver, 'timeBank.give', null, body));
    await x.w.advanceTo('2026-12-06T09:00:00+08:00');
    const book = await x.book(giver);
    assert.deepEqual([book.available, book.held, book.holds.length], [30, 0, 0]);
  });
});
