/** Exchanges, the pool and how the bank is run, through HTTP: TBK-03, TBK-05…TBK-07, TBK-10, E-37, E-38, L-15, L-16, R-43. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Someone } from '../../../test/world.ts';
import { at, good, timeWorld, type TimeWorld } from './time-fixture.ts';

describe('exchange of time', () => {
  let x: TimeWorld;
  before(async () => {
    x = await timeWorld();
  });
  after(() => x.w.close());
  const request = (minutes: number, start: string) => ({
    title: '陪我散步',
    body: '',
    kind: 'company',
    place: '柏庄公园',
    start,
    plan_minutes: minutes,
  });
  const stateOf = async (id: string): Promise<string> =>
    (await x.w.rows('select state from time_order where order_id = $1', [id]))[0]!['state'];
  /** Two people with a passbook, the first with so many minutes. */
  const two = async (minutes: number): Promise<readonly [Someone, Someone]> => {
    const pair = [await x.w.member('吴点单'), await x.w.member('郑帮忙')] as const;
    if (minutes > 0) await x.minutes(pair[0], minutes);
    return pair;
  };

  it('TBK-06: one-sided choice starts nothing; both may choose in either order; nobody helps oneself or the own household', async () => {
    const { w } = x;
    const [asker, helper] = await two(60);
    const { id } = good(await x.act(asker, 'timeBank.post', null, request(60, at('09:00'))));
    await x.refused('SELF_DEALING', () => x.act(asker, 'timeBank.offer', id, { words: '' }));
    await x.refused('NOT_CHOSEN_BY_BOTH', () => x.act(helper, 'timeBank.start', id));
    const offer = good(await x.act(helper, 'timeBank.offer', id, { words: '' })).id;
    good(await x.act(helper, 'timeBank.agree', id));
    assert.equal(await stateOf(id), 'offered');
    await x.refused('NOT_CHOSEN_BY_BOTH', () => x.act(helper, 'timeBank.start', id));
    await x.refused('NOT_FOUND', () => x.act(helper, 'timeBank.choose', id, { offer }));
    good(await x.act(asker, 'timeBank.choose', id, { offer }));
    assert.equal(await stateOf(id), 'held');
    assert.equal((await x.book(asker)).held, 60);
    const stranger = await w.member('路人');
    await x.refused('NOT_FOUND', () => x.read(stranger, 'timeBank.order', id));
    const household = w.deps.ids.next();
    const [wife, husband] = [await w.resident('妻', { household }), await w.resident('夫', { household })];
    for (const p of [wife, husband]) good(await x.act(p, 'timeBank.open', null));
    const own = good(await x.act(wife, 'timeBank.post', null, request(30, at('20:00')))).id;
    await x.refused('SELF_DEALING', () => x.act(husband, 'timeBank.offer', own, { words: '' }));
    const newcomer = await w.resident('没有存折的人');
    await x.refused('TIME_BOOK_CLOSED', () => x.act(newcomer, 'timeBank.offer', own, { words: '' }));
    await x.refused('TIME_BOOK_CLOSED', () => x.act(newcomer, 'timeBank.post', null, request(30, at('20:00'))));
  });

  it('TBK-06: nobody begins an exchange of the evening in the morning', async () => {
    const [asker, helper] = await two(60);
    const { id } = good(await x.act(asker, 'timeBank.post', null, request(60, at('21:30'))));
    const offer = good(await x.act(helper, 'timeBank.offer', id, { words: '' })).id;
    good(await x.act(asker, 'timeBank.choose', id, { offer }));
    good(await x.act(helper, 'timeBank.agree', id));
    await x.refused('TIME_NOT_NOW', () => x.act(helper, 'timeBank.start', id));
    assert.equal(await stateOf(id), 'held');
  });

  it('TBK-03: without enough minutes the choice is refused; balance = available + held; cancelling returns everything', async () => {
    const [asker, helper] = await two(50);
    const { id } = good(await x.act(asker, 'timeBank.post', null, request(60, at('09:00'))));
    const offer = good(await x.act(helper, 'timeBank.offer', id, { words: '' })).id;
    await x.refused('INSUFFICIENT_TIME', () => x.act(asker, 'timeBank.choose', id, { offer }));
    await x.minutes(asker, 20);
    good(await x.act(asker, 'timeBank.choose', id, { offer }));
    // Spent elsewhere between the two choices: the second one is refused, and nothing is set aside.
    good(await x.act(asker, 'timeBank.give', null, { receiver: { to: 'pool' }, minutes: 20, words: '' }));
    await x.refused('INSUFFICIENT_TIME', () => x.act(helper, 'timeBank.agree', id));
    await x.minutes(asker, 20);
    good(await x.act(helper, 'timeBank.agree', id));
    const held = await x.book(asker);
    assert.deepEqual([held.balance, held.held, held.available], [70, 60, 10]);
    good(await x.act(helper, 'timeBank.cancel', id, { reason: '临时有事' }));
    const back = await x.book(asker);
    assert.deepEqual([back.balance, back.held, back.available], [70, 0, 70]);
    assert.deepEqual(await x.w.rows('select 1 from calendar_entry where person_id = $1', [helper.id]), []);
    await x.refused('ILLEGAL_TRANSITION', () => x.act(asker, 'timeBank.cancel', id, { reason: '' }));
    assert.equal(await x.difference(), 0);
  });

  it('TBK-06, CHK-04: nobody is promised in two places at once', async () => {
    const [asker, helper] = await two(200);
    await x.booked(asker, helper, 60, at('15:00'));
    const { id } = good(await x.act(asker, 'timeBank.post', null, request(30, at('15:30'))));
    const offer = good(await x.act(helper, 'timeBank.offer', id, { words: '' })).id;
    good(await x.act(asker, 'timeBank.choose', id, { offer }));
    await x.refused('TIME_CONFLICT', () => x.act(helper, 'timeBank.agree', id));
  });

  it('one key acts once: a repeated agreement sets nothing aside twice, two at once choose one', async () => {
    const [asker, helper] = await two(100);
    const other = await x.w.member('另一位');
    const { id } = good(await x.act(asker, 'timeBank.post', null, request(40, at('11:00'))));
    const offers = [];
    for (const p of [helper, other]) {
      offers.push(good(await x.act(p, 'timeBank.offer', id, { words: '' })).id);
      good(await x.act(p, 'timeBank.agree', id));
    }
    const answers = await Promise.all(offers.map((offer) => x.act(asker, 'timeBank.choose', id, { offer })));
    assert.deepEqual(answers.map((a) => a.body.code ?? 'ok').toSorted(), ['ILLEGAL_TRANSITION', 'ok']);
    assert.equal((await x.book(asker)).held, 40);
    const k = x.key();
    const body = { receiver: { to: 'pool' }, minutes: 10, words: '' };
    const first = good(await x.act(asker, 'timeBank.give', null, body, k));
    assert.deepEqual(good(await x.act(asker, 'timeBank.give', null, body, k)), first);
    assert.equal(
      (await x.act(asker, 'timeBank.give', null, { ...body, minutes: 11 }, k)).body.code,
      'IDEMPOTENCY_KEY_REUSED',
    );
    assert.equal((await x.book(asker)).balance, 90);
  });

  it('TBK-05: the pool grants only under a flag, by two members who are neither near nor the proposer, and shows no name', async () => {
    const { w } = x;
    const [giver, helper] = await two(300);
    good(await x.act(giver, 'timeBank.give', null, { receiver: { to: 'pool' }, minutes: 100, words: '' }));
    const household = w.deps.ids.next();
    const poor = await w.resident('慕容查无此人', { hardship: true, household });
    const committee = [
      await w.staff('welfare_committee'),
      await w.staff('welfare_committee'),
      await w.staff('welfare_committee'),
    ];
    const [first, second, third] = committee as [Someone, Someone, Someone];
    const propose = (who: Someone, minutes: number) =>
      x.act(who, 'timeBank.propose', null, { person: poor.id, minutes, reason: '需要陪护' });
    await x.refused('INSUFFICIENT_TIME', () => propose(x.worker, 5000));
    const { id } = good(await propose(first, 50));
    const decide = (who: Someone, approve = true, reason = '') =>
      x.act(who, 'timeBank.decide', id, { approve, reason });
    await x.refused('SECOND_PERSON_REQUIRED', () => decide(first));
    await x.refused('REASON_REQUIRED', () => decide(second, false));
    good(await decide(second));
    await x.refused('SECOND_PERSON_REQUIRED', () => decide(second));
    // The flag ended before the second member decided.
    const flag = (active: boolean, consent: string | null) =>
      w.call(x.worker.token, 'timeBank.flag', {
        params: { ...x.c, id: poor.id },
        body: { active, reason: '复核', consent },
      });
    good(await flag(false, null));
    await x.refused('POOL_BENEFICIARY_ONLY', () => decide(third));
    assert.equal((await flag(true, null)).body.code, 'CONSENT_MISSING');
    good(await flag(true, 'signature'));
    good(await decide(third));
    await x.refused('ILLEGAL_TRANSITION', () => decide(third));
    // TBK-03: the pool covers what own minutes do not; the grant keeps what was not spent.
    const visit = await x.booked(poor, helper, 40, at('13:00'));
    assert.equal((await x.book(poor)).granted, 10);
    await x.served(helper, visit, '13:00', '13:25');
    good(await x.act(poor, 'timeBank.confirm', visit));
    assert.equal((await x.book(helper)).balance, 25);
    assert.equal((await x.book(poor)).granted, 25);
    assert.equal(await x.difference(), 0);
    const answer = await x.read(null, 'timeBank.pool');
    const pool = good(answer);
    assert.deepEqual(
      pool.lines.slice(0, 2).map((l: { kind: string; amount: number }) => [l.kind, l.amount]),
      [
        ['service', -25],
        ['gift', 100],
      ],
    );
    const words = JSON.stringify(answer.body);
    for (const p of [poor, giver, helper]) assert.ok(!words.includes(p.name) && !words.includes(p.id));
    good(await x.act(third, 'timeBank.endGrant', id, { reason: '情况变化' }));
    assert.equal((await x.book(poor)).granted, 0);
    assert.equal(good(await x.read(null, 'timeBank.pool')).set_aside, 0);
    assert.equal(await x.difference(), 0);
  });

  it('TBK-07: ratings are blind until both are in, then both are seen, feed the choice of others, and may be answered once', async () => {
    const [asker, helper] = await two(60);
    const id = await x.booked(asker, helper, 30, at('14:00'));
    await x.served(helper, id, '14:00', '14:30');
    good(await x.act(asker, 'timeBank.confirm', id));
    const view = async (who: Someone) => good(await x.read(who, 'timeBank.order', id));
    good(await x.act(asker, 'timeBank.rate', id, { score: 9, text: '很耐心' }));
    assert.equal((await view(helper)).ratings.of_me, null);
    assert.ok(!JSON.stringify(await view(helper)).includes('很耐心'));
    await x.refused('ILLEGAL_TRANSITION', () => x.act(asker, 'timeBank.rate', id, { score: 1, text: '' }));
    await x.refused('ILLEGAL_TRANSITION', () => x.act(helper, 'timeBank.reply', id, { text: '谢谢' }));
    assert.equal((await view(helper)).provider.rating.count, 0);
    good(await x.act(helper, 'timeBank.rate', id, { score: 7, text: '准时' }));
    assert.deepEqual([(await view(helper)).ratings.of_me.score, (await view(asker)).ratings.of_me.score], [9, 7]);
    assert.equal(await stateOf(id), 'closed');
    good(await x.act(helper, 'timeBank.reply', id, { text: '谢谢' }));
    await x.refused('ILLEGAL_TRANSITION', () => x.act(helper, 'timeBank.reply', id, { text: '再谢' }));
    assert.equal((await view(asker)).ratings.by_me.reply, '谢谢');
    // Both see the other's rating before they choose.
    const next = good(await x.act(asker, 'timeBank.post', null, request(30, at('20:00')))).id;
    assert.deepEqual(good(await x.read(helper, 'timeBank.order', next)).requester.rating, {
      average_tenths: 70,
      count: 1,
    });
    good(await x.act(helper, 'timeBank.offer', next, { words: '' }));
    assert.deepEqual(good(await x.read(asker, 'timeBank.order', next)).offer_list[0].person.rating, {
      average_tenths: 90,
      count: 1,
    });
  });

  it('R-43, TBK-10: the operator of the model in force decides a dispute, never an own one; the model moves who that is', async () => {
    const { w } = x;
    const [asker, helper] = await two(90);
    const id = await x.booked(asker, helper, 60, at('16:00'));
    await x.refused('ILLEGAL_TRANSITION', () => x.act(asker, 'timeBank.dispute', id, { reason: '没来' }));
    await x.served(helper, id, '16:00', '17:00');
    good(await x.act(asker, 'timeBank.dispute', id, { reason: '只有半小时' }));
    await x.refused('ILLEGAL_TRANSITION', () => x.act(asker, 'timeBank.confirm', id));
    const social = await w.staff('social_worker');
    const secretary = await w.staff('community_secretary');
    const decide = (who: Someone, minutes = 30) =>
      x.act(who, 'timeBank.arbitrate', id, { minutes, reason: '双方确认半小时' });
    const model = (name: string, who = secretary) =>
      w.call(who.token, 'timeBank.setModel', {
        params: x.c,
        body: { model: name, operator_name: '青禾社工站', supervisor_name: '' },
      });
    good(await model('community_led'));
    const about = good(await x.read(null, 'timeBank.about'));
    assert.deepEqual([about.model, about.operator, about.operator_name], ['community_led', '社工', '青禾社工站']);
    await x.refused('TIME_BANK_ROLE', () => decide(x.worker));
    assert.equal(good(await x.read(social, 'timeBank.orders')).may_arbitrate, true);
    await x.refused('INPUT_INVALID', () => decide(social, 61));
    good(await decide(social));
    assert.deepEqual([(await x.book(asker)).balance, (await x.book(helper)).balance], [60, 30]);
    assert.equal(await stateOf(id), 'arbitrated');
    await x.refused('ILLEGAL_TRANSITION', () => decide(social));
    good(await model('civil_affairs'));
    assert.equal((await model('party_linkage')).body.code, 'TIME_BANK_ROLE', 'the lead went to the street');
    assert.equal((await x.read(social, 'timeBank.orders')).body.code, 'TIME_BANK_ROLE');
    const street = await w.staff('street_staff', { tenant: w.street });
    good(await model('party_linkage', street));
    assert.equal(good(await x.read(x.worker, 'timeBank.orders')).may_arbitrate, true);
    assert.equal(await x.difference(), 0);
  });

  it('TBK-01, FND-10: a settlement by mistake is taken back by two, beside its entries, while it is not spent', async () => {
    const { w } = x;
    const [asker, helper] = await two(60);
    const id = await x.booked(asker, helper, 30, at('17:10'));
    await x.served(helper, id, '17:10', '17:40');
    good(await x.act(asker, 'timeBank.confirm', id));
    const secretary = await w.staff('community_secretary');
    const undo = (who: Someone) => x.act(who, 'timeBank.undo', id, { reason: '服务没有发生' });
    const before = await x.balances(helper);
    assert.deepEqual(good(await undo(x.worker)), { undone: false });
    await x.refused('SECOND_PERSON_REQUIRED', () => undo(x.worker));
    good(await x.act(helper, 'timeBank.give', null, { receiver: { to: 'pool' }, minutes: 10, words: '' }));
    await x.refused('INSUFFICIENT_TIME', () => undo(secretary));
    await x.minutes(helper, 10);
    assert.deepEqual(good(await undo(secretary)), { undone: true });
    await x.refused('ILLEGAL_TRANSITION', () => undo(x.worker));
    assert.deepEqual([(await x.book(asker)).balance, (await x.book(helper)).balance], [60, 0]);
    assert.equal((await x.balances(helper))['annual_minutes'], before['annual_minutes']! - 30);
    const lines = (await x.book(helper)).lines.filter((l: { order: string | null }) => l.order === id);
    assert.deepEqual(
      lines.map((l: { amount: number; reversed: boolean }) => [l.amount, l.reversed]),
      [
        [-30, false],
        [30, true],
      ],
    );
    assert.equal((await x.book(helper)).deposited, 10, 'what was taken back was never deposited');
    assert.equal(await x.difference(), 0);
  });

  it('TBK-10: a social organisation holds an account, and others do not', async () => {
    const { w } = x;
    const open = (organisation: number) => x.act(x.worker, 'timeBank.openOrganisation', null, { organisation });
    await x.refused('NOT_FOUND', () => open(w.unit));
    await x.refused('NOT_FOUND', () => open(w.propertyOrg));
    await w.rows(`update unit set type = 'social_organisation' where tenant_id = ${w.propertyOrg}`);
    const [giver] = await two(40);
    const gift = { receiver: { to: 'organisation', organisation: w.propertyOrg }, minutes: 25, words: '' };
    await x.refused('NOT_FOUND', () => x.act(giver, 'timeBank.give', null, gift));
    good(await open(w.propertyOrg));
    good(await x.act(giver, 'timeBank.give', null, gift));
    const about = good(await x.read(null, 'timeBank.about'));
    assert.deepEqual(
      about.organisations.map((o: { id: number; balance: number }) => [o.id, o.balance]),
      [[w.propertyOrg, 25]],
    );
    assert.equal(await x.difference(), 0);
  });

  it('TBK-06: three days of silence after the provider’s end settle as measured; before it nothing settles by itself', async () => {
    const { w } = x;
    const [asker, helper] = await two(100);
    const id = await x.booked(asker, helper, 40, at('18:00'));
    const never = await x.booked(asker, await w.member('没来的人'), 40, at('18:00'));
    await x.served(helper, id, '18:00', '18:35');
    await w.advanceTo('2026-12-01T18:34:00+08:00');
    assert.deepEqual([await stateOf(id), await stateOf(never)], ['served', 'cancelled']);
    assert.deepEqual([(await x.book(asker)).held, (await x.book(helper)).balance], [40, 0]);
    await w.advanceTo('2026-12-01T18:36:00+08:00');
    assert.equal(await stateOf(id), 'settled');
    assert.deepEqual(
      [(await x.book(asker)).balance, (await x.book(asker)).held, (await x.book(helper)).balance],
      [65, 0, 35],
    );
    assert.equal(good(await x.read(asker, 'timeBank.order', id)).silent, true);
    // The blind days end without the other rating.
    good(await x.act(asker, 'timeBank.rate', id, { score: 8, text: '好' }));
    assert.equal(good(await x.read(helper, 'timeBank.order', id)).ratings.of_me, null);
    await w.advanceTo('2026-12-08T19:00:00+08:00');
    assert.equal(good(await x.read(helper, 'timeBank.order', id)).ratings.of_me.score, 8);
    const proof = good(await x.read(await w.staff('community_worker'), 'timeBank.proof'));
    assert.deepEqual(
      [proof.difference, proof.unexplained, proof.issued === proof.persons + proof.pool + proof.organisations],
      [0, 0, true],
    );
  });
});
