/** The goods counter through HTTP: PTS-06, C-32, L-17. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { post } from '../../engines/ledger/index.ts';
import { inTransaction, openPersons } from '../../platform/database.ts';
import { done } from '../../platform/outcome.ts';
import { testWorld, type Someone, type World } from '../../../test/world.ts';

type Reply = Awaited<ReturnType<World['call']>>;
const good = (answer: Reply) => {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};

describe('goods counter', () => {
  let w: World;
  let worker: Someone;
  let sponsor: string;
  let n = 0;
  const key = () => `key-${String((n += 1)).padStart(8, '0')}`;
  const c = () => ({ community: w.community });
  before(async () => {
    w = await testWorld({ at: '2026-07-01T09:00:00+08:00' });
    worker = await w.staff('community_worker');
    sponsor = await newSponsor();
  });
  after(() => w.close());

  const newSponsor = async (more: object = {}): Promise<string> =>
    good(
      await w.call(worker.token, 'goods.addSponsor', {
        params: c(),
        body: { name: '爱心超市', kind: 'merchant', unit: null, supervisors: [], contact: '', ...more },
        key: key(),
      }),
    ).id;
  const newItem = async (stock: number, more: object = {}): Promise<string> =>
    good(
      await w.call(worker.token, 'goods.addItem', {
        params: c(),
        body: {
          title: '洗衣液',
          description: '',
          kind: 'daily',
          price_hundredths: 3000,
          per_person_year: null,
          sponsor,
          stock,
          ...more,
        },
        key: key(),
      }),
    ).id;
  /** Points as the branch's approval would have posted them. */
  const points = async (who: Someone, hundredths: number) => {
    const legs = (asset: 'honour_points' | 'redeemable_points') => [
      { ownerKind: 'issue' as const, ownerId: 'service', asset, amount: -hundredths },
      { ownerKind: 'person' as const, ownerId: who.id, asset, amount: hundredths },
    ];
    const posted = await inTransaction(w.deps.db, { tenant: w.community }, async (tx) => {
      const answer = await post(tx, {
        tenantId: w.community,
        key: `test:${key()}`,
        kind: 'service.points',
        valueDate: '2026-06-30',
        at: w.clock.now(),
        meta: { title: '服务' },
        legs: [...legs('honour_points'), ...legs('redeemable_points')],
      });
      assert.ok(answer.ok);
      return done(null);
    });
    assert.ok(posted.ok);
  };
  const order = (who: Someone, item: string, quantity = 1, k = key()) =>
    w.call(who.token, 'goods.order', { params: c(), body: { item, quantity }, key: k });
  const mine = async (who: Someone) => good(await w.call(who.token, 'goods.mine', { params: c() }));
  const shelfOf = async (item: string) =>
    (await w.rows('select stock, reserved from goods_item where item_id = $1', [item]))[0];
  const difference = async () =>
    good(await w.call((await w.staff('points_auditor')).token, 'ledger.check', { params: c() })).difference;
  const collect = (id: string, code: string, by = worker) =>
    w.call(by.token, 'goods.collect', { params: { ...c(), id }, body: { code }, key: key() });

  it('PTS-06: redeeming 30 points leaves the honour total; out of stock is refused without loss', async () => {
    const member = await w.member();
    await points(member, 5000);
    const item = await newItem(1);
    const { id } = good(await order(member, item));
    const reserved = await mine(member);
    assert.deepEqual(
      [reserved.available_hundredths, reserved.held_hundredths, reserved.honour_hundredths],
      [2000, 3000, 5000],
    );
    assert.equal(reserved.orders[0].state, 'reserved');
    const other = await w.member();
    await points(other, 5000);
    assert.equal((await order(other, item)).body.code, 'GOODS_OUT_OF_STOCK');
    assert.equal((await mine(other)).available_hundredths, 5000);
    const code: string = reserved.orders[0].code;
    assert.match(code, /^\d{8}$/);
    const found = good(await w.call(worker.token, 'goods.find', { params: c(), body: { code } }));
    assert.equal(found.id, id);
    good(await collect(id, code));
    const after_ = await mine(member);
    assert.deepEqual(
      [after_.available_hundredths, after_.held_hundredths, after_.honour_hundredths, after_.orders[0].state],
      [2000, 0, 5000, 'collected'],
    );
    assert.equal(after_.orders[0].code, null);
    assert.equal((await collect(id, code)).body.code, 'ILLEGAL_TRANSITION');
    assert.deepEqual(await shelfOf(item), { stock: 0, reserved: 0 });
    const book = good(await w.call(member.token, 'me.passbook', { query: { asset: 'redeemable_points' } }));
    assert.equal(book.entries[0].amount, -3000);
    assert.equal(await difference(), 0);
  });

  it('PTS-06: is open to residents too, and one key orders once', async () => {
    const resident = await w.resident();
    await points(resident, 3000);
    const item = await newItem(5);
    const k = key();
    const first = good(await order(resident, item, 1, k));
    assert.deepEqual(good(await order(resident, item, 1, k)), first);
    assert.equal((await order(resident, item, 2, k)).body.code, 'IDEMPOTENCY_KEY_REUSED');
    assert.equal((await order(resident, item)).body.code, 'INSUFFICIENT_BALANCE');
    assert.deepEqual(await shelfOf(item), { stock: 5, reserved: 1 });
  });

  it('PTS-06: the last piece goes to one of two who order at the same moment', async () => {
    const item = await newItem(1);
    const people = [await w.member(), await w.member(), await w.member()];
    for (const p of people) await points(p, 3000);
    const answers = await Promise.all(people.map((p) => order(p, item)));
    assert.deepEqual(answers.map((a) => a.body.code ?? 'reserved').toSorted(), [
      'GOODS_OUT_OF_STOCK',
      'GOODS_OUT_OF_STOCK',
      'reserved',
    ]);
  });

  it('PTS-06: a code is needed, a wrong one finds nothing, and nobody hands out to oneself', async () => {
    const item = await newItem(3);
    const member = await w.member();
    await points(member, 3000);
    const { id } = good(await order(member, item));
    assert.equal((await collect(id, '00000000')).body.code, 'GOODS_CODE_WRONG');
    assert.equal(
      (await w.call(worker.token, 'goods.find', { params: c(), body: { code: '00000000' } })).body.code,
      'GOODS_CODE_WRONG',
    );
    const staff = await w.staff('community_worker');
    await points(staff, 3000);
    const own = good(await order(staff, item)).id;
    const code = (await mine(staff)).orders[0].code;
    assert.equal((await collect(own, code, staff)).body.code, 'SELF_DEALING');
    good(await collect(own, code));
  });

  it('C-32: never cash, only from an active sponsor', async () => {
    const body = {
      title: '100元现金红包',
      description: '',
      kind: 'daily',
      price_hundredths: 100,
      per_person_year: null,
      sponsor,
      stock: 1,
    };
    const add = (more: object) =>
      w.call(worker.token, 'goods.addItem', { params: c(), body: { ...body, ...more }, key: key() });
    assert.equal((await add({})).body.code, 'GOODS_NOT_CASH');
    assert.equal((await w.rows("select 1 from attempt where code = 'GOODS_NOT_CASH'")).length, 1);
    const ended = await newSponsor({ name: '旧赞助方' });
    const item = await newItem(1, { sponsor: ended });
    good(
      await w.call(worker.token, 'goods.editSponsor', {
        params: { ...c(), id: ended },
        body: { name: '旧赞助方', kind: 'merchant', unit: null, supervisors: [], contact: '', state: 'ended' },
      }),
    );
    assert.equal((await add({ title: '雨伞', sponsor: ended })).body.code, 'GOODS_SPONSOR_NEEDED');
    const member = await w.member();
    await points(member, 3000);
    assert.equal((await order(member, item)).body.code, 'GOODS_CLOSED');
    const shelf = good(await w.call(null, 'goods.shelf', { params: c() }));
    assert.ok(!shelf.items.some((i: { id: string }) => i.id === item));
  });

  it('C-32: a leading cadre takes nothing from a sponsor that the own unit supervises', async () => {
    const watched = await newSponsor({ name: '校办超市', supervisors: [w.unit] });
    const item = await newItem(5, { sponsor: watched });
    const cadre = await w.member();
    const ordinary = await w.member();
    for (const p of [cadre, ordinary]) await points(p, 3000);
    await inTransaction(w.deps.db, { persons: [cadre.id] }, async (tx) => {
      await openPersons(tx, [cadre.id]);
      await tx
        .updateTable('unit_member')
        .set({ cadre_class: 'leading_cadre' })
        .where('person_id', '=', cadre.id)
        .execute();
      return done(null);
    });
    assert.equal((await order(cadre, item)).body.code, 'GOODS_SUPERVISED');
    assert.deepEqual(await shelfOf(item), { stock: 5, reserved: 0 });
    good(await order(ordinary, item));
    good(await order(cadre, await newItem(1)));
  });

  it('C-32: the cap per person and year holds over many orders, and frees what was cancelled', async () => {
    const member = await w.member();
    await points(member, 50_000);
    const item = await newItem(50, { price_hundredths: 9000 });
    const first = good(await order(member, item)).id;
    good(await order(member, item));
    assert.equal((await order(member, item)).body.code, 'GOODS_YEARLY_CAP');
    assert.equal((await mine(member)).cap_left_hundredths, 2000);
    good(
      await w.call(member.token, 'goods.cancel', { params: { ...c(), id: first }, body: { reason: '' }, key: key() }),
    );
    good(await order(member, item));
    const one = await newItem(9, { price_hundredths: 100, per_person_year: 2 });
    good(await order(member, one, 2));
    assert.equal((await order(member, one)).body.code, 'GOODS_PERSON_LIMIT');
  });

  it('PTS-06: stock-taking keeps the difference with its reason and refunds what the shelf cannot serve', async () => {
    const item = await newItem(4);
    const early = await w.member();
    const late = await w.member();
    for (const p of [early, late]) {
      await points(p, 6000);
      good(await order(p, item, 2));
    }
    const count = (counted: number, reason: string) =>
      w.call(worker.token, 'goods.count', { params: { ...c(), id: item }, body: { counted, reason }, key: key() });
    assert.equal((await count(3, '')).body.code, 'REASON_REQUIRED');
    assert.deepEqual(good(await count(3, '破损一件')), { stock: 3, difference: -1, cancelled: 1 });
    assert.deepEqual(await shelfOf(item), { stock: 3, reserved: 2 });
    assert.equal((await mine(early)).orders[0].state, 'reserved');
    const lost = await mine(late);
    assert.deepEqual([lost.orders[0].state, lost.available_hundredths], ['cancelled', 6000]);
    const giveBack = (change: number, reason: string) =>
      w.call(worker.token, 'goods.deliver', { params: { ...c(), id: item }, body: { change, reason }, key: key() });
    assert.equal((await giveBack(-2, '退回')).body.code, 'GOODS_OUT_OF_STOCK');
    assert.equal(good(await giveBack(-1, '退回')).stock, 2);
    assert.equal(good(await giveBack(10, '')).stock, 12);
  });

  it('L-17: the ledger is public, balances by item and holds no name; the sponsor report agrees with the books', async () => {
    const mySponsor = await newSponsor({ name: '青禾书店' });
    const item = await newItem(5, { title: '文创书签', kind: 'culture', sponsor: mySponsor });
    const member = await w.member('欧阳查无此人');
    await points(member, 6000);
    const { id } = good(await order(member, item, 2));
    good(await collect(id, (await mine(member)).orders[0].code));
    const answer = await w.call(null, 'goods.ledger', { params: c() });
    const row = good(answer).items.find((i: { id: string }) => i.id === item);
    assert.deepEqual([row.delivered, row.collected, row.stock, row.points_hundredths], [5, 2, 3, 6000]);
    for (const i of answer.body.items)
      assert.equal(i.stock, i.delivered - i.collected + i.counted - i.given_back, i.title);
    const text = JSON.stringify(answer.body);
    assert.ok(!text.includes('欧阳查无此人') && !text.includes(member.id));
    const report = good(
      await w.call(worker.token, 'goods.sponsorReport', { params: { ...c(), id: mySponsor }, query: {} }),
    );
    assert.equal(report.ledger_hundredths, 6000);
    assert.equal(report.items[0].points_hundredths, 6000);
    assert.deepEqual(report.months, [{ month: '2026-07', collected: 2, people: 1 }]);
    assert.ok(!JSON.stringify(report).includes(member.id));
  });

  // The clock moves on here: sessions of staff end with it.
  it('PTS-06: a cancelled order and one that was not collected in time give points and goods back', async () => {
    const member = await w.member();
    await points(member, 6000);
    const item = await newItem(2);
    const cancelled = good(await order(member, item)).id;
    const late = good(await order(member, item)).id;
    const cancel = (who: Someone, id: string, reason = '') =>
      w.call(who.token, 'goods.cancel', { params: { ...c(), id }, body: { reason }, key: key() });
    assert.equal((await cancel(await w.member(), cancelled)).body.code, 'NOT_FOUND');
    assert.equal((await cancel(worker, cancelled)).body.code, 'REASON_REQUIRED');
    good(await cancel(member, cancelled));
    assert.equal((await cancel(member, cancelled)).body.code, 'ILLEGAL_TRANSITION');
    await w.advanceTo('2026-07-16T09:00:00+08:00');
    const book = await mine(member);
    assert.deepEqual([book.available_hundredths, book.held_hundredths], [6000, 0]);
    assert.deepEqual(Object.fromEntries(book.orders.map((o: { id: string; state: string }) => [o.id, o.state])), {
      [cancelled]: 'cancelled',
      [late]: 'expired',
    });
    assert.deepEqual(await shelfOf(item), { stock: 2, reserved: 0 });
    assert.equal(await difference(), 0);
  });
});
