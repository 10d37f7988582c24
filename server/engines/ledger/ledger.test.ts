import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { at, day, issue, ledgerDatabase, move, person, pool, type LedgerDatabase } from './ledger-fixture.ts';
import * as ledger from './index.ts';

let db: LedgerDatabase;
let lastTenant = 100;
/** Each test has a community of its own. */
const newTenant = (): number => (lastTenant += 1);

const earn = (tenantId: number, key: string, name: string, amount: number, minute = 0, asset: ledger.Asset = 'time_minutes') =>
  db.inTenant(tenantId, (tx) =>
    ledger.post(tx, { tenantId, key, kind: 'service.credit', valueDate: day, at: at(minute), legs: move(asset, issue, person(name), amount) }),
  );
const give = (tenantId: number, key: string, from: string, to: string, amount: number, minute = 0) =>
  db.inTenant(tenantId, (tx) =>
    ledger.post(tx, { tenantId, key, kind: 'donation', valueDate: day, at: at(minute), legs: move('time_minutes', person(from), person(to), amount) }),
  );
const time = async (tenantId: number, name: string) => (await db.inTenant(tenantId, (tx) => ledger.balances(tx, { tenantId, owner: person(name) }))).time_minutes;
const proof = (tenantId: number) => db.inTenant(tenantId, (tx) => ledger.checkDifference(tx, tenantId));
const transferId = (posted: Awaited<ReturnType<typeof ledger.post>>): string => {
  assert.ok(posted.ok, JSON.stringify(posted));
  return posted.transferId;
};

/** Every row the tenant has, for "nothing changed". */
async function everything(tenantId: number): Promise<unknown> {
  return db.inTenant(tenantId, async (tx) => {
    const rows: unknown[] = [];
    for (const table of ['ledger_account', 'ledger_transfer', 'ledger_entry', 'ledger_hold']) {
      rows.push((await tx.query(`select * from ${table} where tenant_id = $1 order by 1, 2, 3`, [tenantId])).rows);
    }
    return rows;
  });
}
async function unchangedBy<T>(tenantId: number, act: () => Promise<T>): Promise<T> {
  const then = await everything(tenantId);
  const result = await act();
  assert.deepEqual(await everything(tenantId), then);
  return result;
}

before(async () => {
  db = await ledgerDatabase();
});
after(async () => {
  await db.close();
});

describe('posting', () => {
  test('one service writes three books in one transfer and none converts (TBK-11)', async () => {
    const tenantId = newTenant();
    const legs = [
      ...move('annual_minutes', issue, person('li'), 95),
      ...move('honour_points', issue, person('li'), 240),
      ...move('redeemable_points', issue, person('li'), 240),
      ...move('time_minutes', issue, person('li'), 95),
    ];
    const posted = await db.inTenant(tenantId, (tx) =>
      ledger.post(tx, { tenantId, key: 'record:1', kind: 'service', valueDate: day, at: at(0), meta: { record: 'r-1', minutes: 95 }, legs }),
    );
    const view = await db.inTenant(tenantId, (tx) => ledger.findTransfer(tx, { tenantId, transferId: transferId(posted) }));
    assert.deepEqual(view?.legs.map((leg) => leg.amount), legs.map((leg) => leg.amount));
    assert.deepEqual(view?.meta, { record: 'r-1', minutes: 95 });
    assert.equal(view?.valueDate, day);
    const balances = await db.inTenant(tenantId, (tx) => ledger.balances(tx, { tenantId, owner: person('li') }));
    assert.deepEqual(Object.values(balances).map((one) => one.balance), [95, 240, 240, 95, 0]);
    const across = [...move('time_minutes', person('li'), issue, 10), ...move('redeemable_points', issue, person('li'), 10)];
    const converted = legs.slice(0, 1).concat(across.slice(3));
    await assert.rejects(
      db.inTenant(tenantId, (tx) => ledger.post(tx, { tenantId, key: 'convert', kind: 'x', valueDate: day, at: at(1), legs: converted })),
      /do not balance/,
    );
    assert.equal((await proof(tenantId)).difference, 0);
  });

  test('exactly once under 8 concurrent identical requests; other content is refused', async () => {
    const tenantId = newTenant();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => earn(tenantId, 'same', 'wang', 60, i)));
    assert.deepEqual(new Set(answers.map(transferId)).size, 1);
    assert.equal(answers.filter((one) => one.ok && !one.replayed).length, 1);
    assert.equal((await time(tenantId, 'wang')).balance, 60);
    const other = await unchangedBy(tenantId, () => earn(tenantId, 'same', 'wang', 61));
    assert.deepEqual(other, { ok: false, code: 'IDEMPOTENCY_KEY_REUSED' });
    const stranger = await unchangedBy(tenantId, () => earn(tenantId, 'same', 'stranger', 60));
    assert.deepEqual(stranger, { ok: false, code: 'IDEMPOTENCY_KEY_REUSED' });
    assert.equal((await proof(tenantId)).difference, 0);
  });

  test('one key sent at once for different accounts posts one of them and undoes the others', async () => {
    const tenantId = newTenant();
    for (let round = 0; round < 10; round += 1) {
      // Half the rounds on accounts that exist already, so that balances are really undone.
      const names = Array.from({ length: 8 }, (_, i) => (round % 2 ? `p${i}` : `r${round}-${i}`));
      const answers = await Promise.all(names.map((name) => earn(tenantId, `key-${round}`, name, 10 + round)));
      assert.equal(answers.filter((one) => one.ok).length, 1);
      for (const one of answers) if (!one.ok) assert.equal(one.code, 'IDEMPOTENCY_KEY_REUSED');
    }
    const report = await proof(tenantId);
    assert.equal(report.difference, 0, JSON.stringify(report));
    const opened = await db.inTenant(tenantId, (tx) => tx.query(`select count(*)::int as n from ledger_account where tenant_id = $1 and owner_kind = 'person' and balance = 0`, [tenantId]));
    assert.equal(opened.rows[0].n, 0);
  });

  test('the undo under the locks restores the account exactly', async () => {
    const tenantId = newTenant();
    await earn(tenantId, 'a', 'undo', 30, 5);
    // A first session has taken the key and not yet committed; the second one has passed the key check and waits.
    const first = await db.app.connect();
    await first.query('begin');
    await first.query(`set local app.tenant = '${tenantId}'`);
    await ledger.post(first, { tenantId, key: 'race', kind: 'x', valueDate: day, at: at(9), legs: move('time_minutes', issue, person('winner'), 1) });
    const second = earn(tenantId, 'race', 'undo', 7, 9);
    await waitForBlocked();
    await first.query('commit');
    first.release();
    assert.deepEqual(await second, { ok: false, code: 'IDEMPOTENCY_KEY_REUSED' });
    assert.equal((await time(tenantId, 'undo')).balance, 30);
    assert.equal((await proof(tenantId)).difference, 0);
    const { rows } = await db.inTenant(tenantId, (tx) => tx.query(`select entry_no::int, last_posted_at from ledger_account where tenant_id = $1 and owner_id = 'undo'`, [tenantId]));
    assert.deepEqual(rows, [{ entry_no: 1, last_posted_at: at(5) }]);
  });

  test('a repeated request is answered even when the balance has gone since', async () => {
    const tenantId = newTenant();
    await earn(tenantId, 'in', 'a', 60);
    const first = await give(tenantId, 'out', 'a', 'b', 60, 1);
    const again = await unchangedBy(tenantId, () => give(tenantId, 'out', 'a', 'b', 60, 99));
    assert.deepEqual(again, { ok: true, transferId: transferId(first), replayed: true });
  });

  test('below the floor is refused with nothing changed, not even an opened account (TBK-03)', async () => {
    const tenantId = newTenant();
    await earn(tenantId, 'in', 'a', 60);
    const more = await unchangedBy(tenantId, () => give(tenantId, 'out', 'a', 'new', 61));
    assert.deepEqual(more, { ok: false, code: 'INSUFFICIENT_TIME', legNo: 1 });
    const never = await unchangedBy(tenantId, () => give(tenantId, 'out2', 'never-opened', 'new', 1));
    assert.deepEqual(never, { ok: false, code: 'INSUFFICIENT_TIME', legNo: 1 });
    const points = await unchangedBy(tenantId, () =>
      db.inTenant(tenantId, (tx) => ledger.post(tx, { tenantId, key: 'goods', kind: 'x', valueDate: day, at: at(1), legs: move('redeemable_points', person('a'), issue, 1) })),
    );
    assert.deepEqual(points, { ok: false, code: 'INSUFFICIENT_BALANCE', legNo: 1 });
  });

  test('the floor holds under concurrency: of 16 gifts of 10 from a balance of 55, five pass', async () => {
    const tenantId = newTenant();
    await earn(tenantId, 'in', 'a', 55);
    const answers = await Promise.all(Array.from({ length: 16 }, (_, i) => give(tenantId, `g${i}`, 'a', `to${i % 3}`, 10)));
    assert.equal(answers.filter((one) => one.ok).length, 5);
    assert.equal((await time(tenantId, 'a')).balance, 5);
    assert.equal((await proof(tenantId)).difference, 0);
  });

  test('gifts in both directions at once do not deadlock', async () => {
    const tenantId = newTenant();
    const names = ['a', 'b', 'c'];
    for (const name of names) await earn(tenantId, `in-${name}`, name, 1000);
    const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => give(tenantId, `g${i}`, names[i % 3]!, names[(i + 1 + (i % 2)) % 3]!, 1 + (i % 5))));
    assert.ok(answers.every((one) => one.ok));
    assert.equal((await proof(tenantId)).difference, 0);
  });

  test('first use of the same accounts by many at once opens each once', async () => {
    const tenantId = newTenant();
    const answers = await Promise.all(Array.from({ length: 24 }, (_, i) => earn(tenantId, `k${i}`, `n${i % 3}`, 5)));
    assert.ok(answers.every((one) => one.ok));
    assert.equal((await time(tenantId, 'n0')).balance, 40);
    assert.equal((await proof(tenantId)).difference, 0);
  });

  test('honour and annual minutes are lowered by reversal only (PTS-05, PTS-06)', async () => {
    const tenantId = newTenant();
    for (const asset of ['honour_points', 'annual_minutes'] as const) {
      const credit = await earn(tenantId, `in-${asset}`, 'a', 100, 0, asset);
      const spend = await unchangedBy(tenantId, () =>
        db.inTenant(tenantId, (tx) => ledger.post(tx, { tenantId, key: `out-${asset}`, kind: 'x', valueDate: day, at: at(1), legs: move(asset, person('a'), issue, 1) })),
      );
      assert.deepEqual(spend, { ok: false, code: 'NO_NEGATIVE_POINTS', legNo: 1 });
      const back = await db.inTenant(tenantId, (tx) => ledger.reverse(tx, { tenantId, key: `back-${asset}`, kind: 'correction', at: at(2), transferId: transferId(credit), reason: 'entered twice' }));
      assert.ok(back.ok);
    }
    assert.equal((await proof(tenantId)).difference, 0);
  });

  test('a cap stops further credits and takes nothing away; limits change at run time', async () => {
    const tenantId = newTenant();
    await earn(tenantId, 'in', 'a', 60);
    const limits = (floor: number, cap: number | null) => db.inTenant(tenantId, (tx) => ledger.setLimits(tx, { tenantId, owner: person('a'), asset: 'time_minutes', floor, cap }));
    assert.deepEqual(await limits(0, 50), { ok: true });
    assert.deepEqual(await unchangedBy(tenantId, () => earn(tenantId, 'in2', 'a', 1)), { ok: false, code: 'OVER_CAP', legNo: 2 });
    assert.ok((await give(tenantId, 'out', 'a', 'b', 20)).ok);
    assert.ok((await earn(tenantId, 'in3', 'a', 10)).ok, 'exactly the cap is allowed');
    assert.deepEqual(await limits(51, null), { ok: false, code: 'FLOOR_ABOVE_BALANCE' });
    assert.deepEqual(await limits(-30, null), { ok: true });
    assert.ok((await give(tenantId, 'out2', 'a', 'b', 80)).ok);
    assert.deepEqual(await time(tenantId, 'a').then((one) => [one.balance, one.floor]), [-30, -30]);
    assert.equal((await give(tenantId, 'out3', 'a', 'b', 1)).ok, false);
  });

  test('one account in two legs, an unknown account and a wrong tenant', async () => {
    const tenantId = newTenant();
    await earn(tenantId, 'in', 'a', 60);
    const { accountId } = await db.inTenant(tenantId, (tx) => ledger.openAccount(tx, { tenantId, owner: person('a'), asset: 'time_minutes', at: at(1) }));
    const twice = [{ account: accountId, amount: -5 }, ...move('time_minutes', person('a'), person('b'), 5).slice(0, 1), { ...person('b'), asset: 'time_minutes' as const, amount: 10 }];
    await assert.rejects(db.inTenant(tenantId, (tx) => ledger.post(tx, { tenantId, key: 't', kind: 'x', valueDate: day, at: at(1), legs: twice })), /in two legs/);
    const byId = await db.inTenant(tenantId, (tx) =>
      ledger.post(tx, { tenantId, key: 'id', kind: 'x', valueDate: day, at: at(1), legs: [{ account: accountId, amount: -5 }, { ...person('b'), asset: 'time_minutes', amount: 5 }] }),
    );
    assert.ok(byId.ok);
    const unknown = await db.inTenant(tenantId, (tx) =>
      ledger.post(tx, { tenantId, key: 'u', kind: 'x', valueDate: day, at: at(1), legs: [{ account: '00000000-0000-7000-8000-000000000000', amount: -5 }, { ...person('b'), asset: 'time_minutes', amount: 5 }] }),
    );
    assert.deepEqual(unknown, { ok: false, code: 'ACCOUNT_UNKNOWN', legNo: 1 });
    await assert.rejects(db.inTenant(tenantId + 5000, (tx) => ledger.post(tx, { tenantId, key: 'w', kind: 'x', valueDate: day, at: at(1), legs: move('time_minutes', issue, person('a'), 1) })), /not the tenant/);
  });

  test('requests of a wrong form are thrown back before anything is sent', async () => {
    const tenantId = newTenant();
    const base = { tenantId, key: 'k', kind: 'x', valueDate: day, at: at(0), legs: move('time_minutes', issue, person('a'), 5) };
    const wrong: Partial<ledger.TransferRequest>[] = [
      { key: '' },
      { valueDate: '2026-02-30' },
      { at: new Date(Number.NaN) },
      { meta: { a: 0.5 } },
      { legs: base.legs.slice(0, 1) },
      { legs: move('time_minutes', issue, person('a'), 0.5) },
      { legs: move('time_minutes', issue, person('a'), 0) },
      { legs: move('time_minutes', issue, person('a b'), 5) },
      { legs: move('time_minutes', issue, issue, 5) },
    ];
    await db.inTenant(tenantId, async (tx) => {
      for (const one of wrong) await assert.rejects(ledger.post(tx, { ...base, ...one }), ledger.LedgerMisuse, JSON.stringify(one));
    });
  });
});

/** Until one backend of the test database waits for another; bounded. */
async function waitForBlocked(): Promise<void> {
  for (let i = 0; i < 500; i += 1) {
    const { rows } = await db.owner.query(`select count(*)::int as n from pg_locks where not granted`);
    if (rows[0].n > 0) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  assert.fail('nothing waits');
}

describe('reversal', () => {
  test('once, with its reason, for the original day; all legs come back', async () => {
    const tenantId = newTenant();
    const credit = await earn(tenantId, 'in', 'a', 60, 3);
    const back = (key: string) =>
      db.inTenant(tenantId, (tx) => ledger.reverse(tx, { tenantId, key, kind: 'correction', at: at(10), transferId: transferId(credit), reason: '重复登记' }));
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => back(`r${i}`)));
    assert.equal(answers.filter((one) => one.ok).length, 1);
    for (const one of answers) if (!one.ok) assert.equal(one.code, 'ALREADY_REVERSED');
    assert.equal((await time(tenantId, 'a')).balance, 0);
    const reversal = answers.find((one) => one.ok)!;
    const view = await db.inTenant(tenantId, (tx) => ledger.findTransfer(tx, { tenantId, transferId: transferId(reversal) }));
    assert.deepEqual([view?.reverses, view?.reason, view?.valueDate], [transferId(credit), '重复登记', day]);
    const original = await db.inTenant(tenantId, (tx) => ledger.findTransfer(tx, { tenantId, key: 'in' }));
    assert.equal(original?.reversedBy, transferId(reversal));
    const twice = await unchangedBy(tenantId, () =>
      db.inTenant(tenantId, (tx) => ledger.reverse(tx, { tenantId, key: 'rr', kind: 'x', at: at(11), transferId: transferId(reversal), reason: 'no' })),
    );
    assert.deepEqual(twice, { ok: false, code: 'REVERSAL_IS_FINAL' });
    assert.equal((await proof(tenantId)).difference, 0);
  });

  test('between accounts without a lock to queue at, concurrent reversals still happen once', async () => {
    const tenantId = newTenant();
    const clearing = { ownerKind: 'clearing', ownerId: '77' } as const;
    const first = await db.inTenant(tenantId, (tx) => ledger.post(tx, { tenantId, key: 'c', kind: 'x', valueDate: day, at: at(0), legs: move('time_minutes', issue, clearing, 9) }));
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => db.inTenant(tenantId, (tx) => ledger.reverse(tx, { tenantId, key: `r${i}`, kind: 'x', at: at(1), transferId: transferId(first), reason: 'error' }))),
    );
    assert.deepEqual(answers.filter((one) => one.ok).length, 1);
    for (const one of answers) if (!one.ok) assert.equal(one.code, 'ALREADY_REVERSED');
    const same = await Promise.all(
      Array.from({ length: 8 }, () => db.inTenant(tenantId, (tx) => ledger.post(tx, { tenantId, key: 'd', kind: 'x', valueDate: day, at: at(0), legs: move('time_minutes', issue, clearing, 4) }))),
    );
    assert.equal(new Set(same.map(transferId)).size, 1);
    const balances = await db.inTenant(tenantId, (tx) => ledger.balances(tx, { tenantId, owner: clearing }));
    assert.equal(balances.time_minutes.balance, 4);
    assert.equal((await proof(tenantId)).difference, 0);
  });

  test('an unknown transfer, an empty reason, and an amount that has been spent', async () => {
    const tenantId = newTenant();
    const credit = transferId(await earn(tenantId, 'in', 'a', 60));
    await give(tenantId, 'out', 'a', 'b', 30);
    const reverse = (id: string, reason = 'error') => db.inTenant(tenantId, (tx) => ledger.reverse(tx, { tenantId, key: `r-${id}`, kind: 'x', at: at(5), transferId: id, reason }));
    assert.deepEqual(await unchangedBy(tenantId, () => reverse(credit)), { ok: false, code: 'INSUFFICIENT_TIME', legNo: 2 });
    assert.deepEqual(await reverse('00000000-0000-7000-8000-000000000000'), { ok: false, code: 'TRANSFER_UNKNOWN' });
    await assert.rejects(reverse(credit, '  '), ledger.LedgerMisuse);
  });
});

describe('holds', () => {
  const place = (tenantId: number, key: string, amount: number, minute = 10, expires: number | null = null) =>
    db.inTenant(tenantId, (tx) =>
      ledger.hold(tx, { tenantId, owner: person('a'), asset: 'time_minutes', key, amount, at: at(minute), expiresAt: expires === null ? null : at(expires) }),
    );
  const holdId = (held: Awaited<ReturnType<typeof ledger.hold>>): string => {
    assert.ok(held.ok, JSON.stringify(held));
    return held.holdId;
  };
  const settle = (tenantId: number, id: string, amount: number, key = `s-${id}`, minute = 20) =>
    db.inTenant(tenantId, (tx) =>
      ledger.settleHold(tx, { tenantId, holdId: id, key, kind: 'exchange', valueDate: day, at: at(minute), to: [{ ...person('helper'), asset: 'time_minutes', amount }] }),
    );
  const figures = async (tenantId: number, name = 'a') => time(tenantId, name).then((one) => [one.balance, one.held, one.available]);

  test('settled in part: the rest of the planned minutes returns (TBK-03)', async () => {
    const tenantId = newTenant();
    await earn(tenantId, 'in', 'a', 100);
    const id = holdId(await place(tenantId, 'h', 60));
    assert.deepEqual(await figures(tenantId), [100, 60, 40]);
    assert.deepEqual(await unchangedBy(tenantId, () => settle(tenantId, id, 61)), { ok: false, code: 'HOLD_EXCEEDED' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => settle(tenantId, id, 45)));
    assert.equal(new Set(answers.map(transferId)).size, 1);
    assert.deepEqual(await figures(tenantId), [55, 0, 55]);
    assert.deepEqual(await figures(tenantId, 'helper'), [45, 0, 45]);
    assert.deepEqual(await unchangedBy(tenantId, () => settle(tenantId, id, 5, 'second')), { ok: false, code: 'HOLD_CLOSED' });
    const release = await unchangedBy(tenantId, () => db.inTenant(tenantId, (tx) => ledger.releaseHold(tx, { tenantId, holdId: id, at: at(30) })));
    assert.deepEqual(release, { ok: false, code: 'HOLD_CLOSED' });
    assert.equal((await proof(tenantId)).difference, 0);
  });

  test('a hold of the whole balance settles in whole; what is held cannot be given away', async () => {
    const tenantId = newTenant();
    await earn(tenantId, 'in', 'a', 60);
    const id = holdId(await place(tenantId, 'h', 60));
    assert.deepEqual(await give(tenantId, 'out', 'a', 'b', 1), { ok: false, code: 'INSUFFICIENT_TIME', legNo: 1 });
    assert.deepEqual(await place(tenantId, 'h2', 1), { ok: false, code: 'INSUFFICIENT_TIME' });
    assert.ok((await settle(tenantId, id, 60)).ok);
    assert.deepEqual(await figures(tenantId), [0, 0, 0]);
  });

  test('holds happen once per key and stay inside the balance under concurrency', async () => {
    const tenantId = newTenant();
    await earn(tenantId, 'in', 'a', 100);
    const same = await Promise.all(Array.from({ length: 8 }, () => place(tenantId, 'h', 30)));
    assert.equal(new Set(same.map(holdId)).size, 1);
    assert.deepEqual(await unchangedBy(tenantId, () => place(tenantId, 'h', 31)), { ok: false, code: 'IDEMPOTENCY_KEY_REUSED' });
    const many = await Promise.all(Array.from({ length: 10 }, (_, i) => place(tenantId, `m${i}`, 30)));
    assert.equal(many.filter((one) => one.ok).length, 2);
    assert.deepEqual(await figures(tenantId), [100, 90, 10]);
    assert.equal((await proof(tenantId)).difference, 0);
  });

  test('released once; expired by the clock and not before', async () => {
    const tenantId = newTenant();
    await earn(tenantId, 'in', 'a', 100);
    const released = holdId(await place(tenantId, 'r', 30));
    const release = () => db.inTenant(tenantId, (tx) => ledger.releaseHold(tx, { tenantId, holdId: released, at: at(15) }));
    assert.deepEqual(await release(), { ok: true, replayed: false });
    assert.deepEqual(await release(), { ok: true, replayed: true });
    const due = holdId(await place(tenantId, 'e', 30, 10, 40));
    await place(tenantId, 'later', 5, 10, 60);
    await place(tenantId, 'never', 5);
    const sweep = (minute: number) => db.inTenant(tenantId, (tx) => ledger.expireHolds(tx, { tenantId, at: at(minute), limit: 10 }));
    assert.deepEqual(await sweep(39), []);
    assert.deepEqual(await unchangedBy(tenantId, () => settle(tenantId, due, 10, 'late', 40)), { ok: false, code: 'HOLD_EXPIRED' });
    assert.deepEqual((await Promise.all([sweep(40), sweep(40)])).flat(), [due]);
    assert.deepEqual(await figures(tenantId), [100, 10, 90]);
    assert.deepEqual(await settle(tenantId, due, 10, 'later', 41), { ok: false, code: 'HOLD_CLOSED' });
    assert.deepEqual(await settle(tenantId, '00000000-0000-7000-8000-000000000000', 1), { ok: false, code: 'HOLD_UNKNOWN' });
    assert.equal((await proof(tenantId)).difference, 0);
  });

  test('honour and annual minutes cannot be held', async () => {
    const tenantId = newTenant();
    await earn(tenantId, 'in', 'a', 60, 0, 'honour_points');
    const held = await db.inTenant(tenantId, (tx) => ledger.hold(tx, { tenantId, owner: person('a'), asset: 'honour_points', key: 'h', amount: 1, at: at(1) }));
    assert.deepEqual(held, { ok: false, code: 'NO_NEGATIVE_POINTS' });
  });
});

describe('reading', () => {
  test('balance at a past instant, holds included', async () => {
    const tenantId = newTenant();
    await earn(tenantId, '1', 'a', 60, 10);
    await earn(tenantId, '2', 'a', 40, 20);
    const held = await db.inTenant(tenantId, (tx) => ledger.hold(tx, { tenantId, owner: person('a'), asset: 'time_minutes', key: 'h', amount: 50, at: at(25) }));
    assert.ok(held.ok);
    await db.inTenant(tenantId, (tx) => ledger.settleHold(tx, { tenantId, holdId: held.holdId, key: 's', kind: 'x', valueDate: day, at: at(35), to: [{ ...pool, asset: 'time_minutes', amount: 20 }] }));
    const figures = (minute: number, owner: ledger.Owner = person('a')) =>
      db.inTenant(tenantId, (tx) => ledger.balanceAt(tx, { tenantId, owner, asset: 'time_minutes', at: at(minute) })).then((one) => [one.balance, one.held, one.available]);
    assert.deepEqual(await figures(9), [0, 0, 0]);
    assert.deepEqual(await figures(10), [60, 0, 60]);
    assert.deepEqual(await figures(20), [100, 0, 100]);
    assert.deepEqual(await figures(30), [100, 50, 50]);
    assert.deepEqual(await figures(35), [80, 0, 80]);
    assert.deepEqual(await figures(12, issue), [-60, 0, -60]);
    assert.deepEqual(await figures(99, issue), [-100, 0, -100]);
  });

  test('instants of an account never go back, whatever the caller says', async () => {
    const tenantId = newTenant();
    await earn(tenantId, '1', 'a', 60, 10);
    await earn(tenantId, '2', 'a', 5, 4);
    const early = await db.inTenant(tenantId, (tx) => ledger.balanceAt(tx, { tenantId, owner: person('a'), asset: 'time_minutes', at: at(5) }));
    assert.equal(early.balance, 0);
    const view = await db.inTenant(tenantId, (tx) => ledger.findTransfer(tx, { tenantId, key: '2' }));
    assert.deepEqual(view?.postedAt, at(10));
  });

  test('statement pages join without gap or overlap, with counterparts and running balance', async () => {
    const tenantId = newTenant();
    for (let i = 0; i < 23; i += 1) await earn(tenantId, `k${i}`, 'a', i + 1, Math.floor(i / 4));
    for (const owner of [person('a'), issue]) {
      const lines: ledger.StatementLine[] = [];
      let before: ledger.StatementCursor | null = null;
      let pages = 0;
      do {
        const page: Awaited<ReturnType<typeof ledger.statement>> = await db.inTenant(tenantId, (tx) => ledger.statement(tx, { tenantId, owner, asset: 'time_minutes', before, limit: 5 }));
        lines.push(...page.lines);
        before = page.next;
        pages += 1;
      } while (before && pages < 50);
      assert.equal(pages, 5);
      assert.equal(new Set(lines.map((line) => line.transferId)).size, 23);
      assert.ok(lines.every((line, i) => i === 0 || line.postedAt <= lines[i - 1]!.postedAt));
      if (owner === issue) continue;
      assert.deepEqual(lines.map((line) => line.amount), Array.from({ length: 23 }, (_, i) => 23 - i));
      assert.deepEqual(lines.map((line) => line.balanceAfter), Array.from({ length: 23 }, (_, i) => ((23 - i) * (24 - i)) / 2));
      assert.deepEqual(lines[0]?.counterparts, [{ ...issue, amount: -23 }]);
    }
    const whole = await db.inTenant(tenantId, (tx) => ledger.statement(tx, { tenantId, owner: person('a'), asset: 'time_minutes', limit: 23 }));
    assert.equal(whole.next, null);
    const nobody = await db.inTenant(tenantId, (tx) => ledger.statement(tx, { tenantId, owner: person('x'), asset: 'time_minutes', limit: 5 }));
    assert.deepEqual(nobody, { lines: [], next: null });
  });

  test('totals go by civil day; a reversed credit counts neither net nor gross (HRS-01, TBK-09)', async () => {
    const tenantId = newTenant();
    const on = (key: string, name: string, valueDate: string, amount: number) =>
      db.inTenant(tenantId, (tx) => ledger.post(tx, { tenantId, key, kind: 'x', valueDate, at: at(1), legs: move('time_minutes', issue, person(name), amount) }));
    await on('1', 'a', '2025-12-31', 1);
    await on('2', 'a', '2026-01-01', 10);
    await on('3', 'a', '2026-12-31', 100);
    await on('4', 'a', '2027-01-01', 1000);
    const wrong = transferId(await on('5', 'a', '2026-06-01', 7));
    await db.inTenant(tenantId, (tx) => ledger.reverse(tx, { tenantId, key: 'r', kind: 'x', at: at(2), transferId: wrong, reason: 'error' }));
    await on('6', 'b', '2026-05-05', 20);
    await db.inTenant(tenantId, (tx) => ledger.post(tx, { tenantId, key: 'out', kind: 'x', valueDate: '2026-05-06', at: at(3), legs: move('time_minutes', person('b'), pool, 15) }));
    const totals = await db.inTenant(tenantId, (tx) => ledger.totals(tx, { tenantId, ownerKind: 'person', ownerIds: ['a', 'b', 'nobody'], asset: 'time_minutes', from: '2026-01-01', to: '2026-12-31' }));
    assert.deepEqual(totals, [
      { ownerId: 'a', net: 110, gross: 110 },
      { ownerId: 'b', net: 5, gross: 20 },
    ]);
  });

  test('works inside a kysely transaction as well', async () => {
    const tenantId = newTenant();
    const kysely = new Kysely<object>({ dialect: new PostgresDialect({ pool: db.app }) });
    const balances = await kysely.transaction().execute(async (tx) => {
      await sql.raw(`set local app.tenant = '${tenantId}'`).execute(tx);
      const posted = await ledger.post(tx, { tenantId, key: 'k', kind: 'x', valueDate: day, at: at(0), meta: { note: '你好' }, legs: move('time_minutes', issue, person('a'), 5) });
      assert.ok(posted.ok);
      return ledger.balances(tx, { tenantId, owner: person('a') });
    });
    assert.equal(balances.time_minutes.balance, 5);
  });
});

describe('the guard of the books', () => {
  test('another tenant sees nothing and no tenant sees nothing', async () => {
    const tenantId = newTenant();
    await earn(tenantId, 'in', 'a', 60);
    await db.inTenant(tenantId, (tx) => ledger.hold(tx, { tenantId, owner: person('a'), asset: 'time_minutes', key: 'h', amount: 5, at: at(1) }));
    for (const table of ['ledger_account', 'ledger_transfer', 'ledger_entry', 'ledger_hold']) {
      const count = `select count(*)::int as n from ${table} where tenant_id = ${tenantId}`;
      assert.ok((await db.inTenant(tenantId, (tx) => tx.query(count))).rows[0].n > 0, table);
      assert.equal((await db.inTenant(tenantId + 5000, (tx) => tx.query(count))).rows[0].n, 0, table);
      assert.equal((await db.app.query(count)).rows[0].n, 0, table);
      assert.equal((await db.owner.query(count)).rows[0].n, 0, `${table}: forced for the owner too`);
    }
    const other = tenantId + 5000;
    const seen = await db.inTenant(other, (tx) => ledger.balances(tx, { tenantId, owner: person('a') }));
    assert.equal(seen.time_minutes.balance, 0);
  });

  test('append only: the application can write no table, the owner can change no posting', async () => {
    const tenantId = newTenant();
    await earn(tenantId, 'in', 'a', 60);
    const then = await everything(tenantId);
    for (const [table, column] of [['ledger_account', 'balance'], ['ledger_transfer', 'kind'], ['ledger_entry', 'amount'], ['ledger_hold', 'amount']] as const) {
      const copy = `insert into ${table} select * from ${table} where tenant_id = ${tenantId} limit 1`;
      if (table !== 'ledger_hold') await assert.rejects(db.inTenant(tenantId, (tx) => tx.query(copy)), { code: '42501' }, table);
      const touched = await db.inTenant(tenantId, async (tx) => [
        (await tx.query(`update ${table} set ${column} = ${column} where tenant_id = $1`, [tenantId])).rowCount,
        (await tx.query(`delete from ${table} where tenant_id = $1`, [tenantId])).rowCount,
      ]);
      assert.deepEqual(touched, [0, 0], table);
      await assert.rejects(db.inTenant(tenantId, (tx) => tx.query(`truncate ${table} cascade`)), { code: '42501' }, table);
    }
    const owner = await db.owner.connect();
    try {
      await owner.query('begin');
      await owner.query(`set local app.tenant = '${tenantId}'`);
      for (const table of ['ledger_transfer', 'ledger_entry']) {
        assert.equal((await owner.query(`update ${table} set posted_at = posted_at`)).rowCount, 0);
        assert.equal((await owner.query(`delete from ${table}`)).rowCount, 0);
      }
      assert.equal((await owner.query('delete from ledger_account')).rowCount, 0, 'an account with entries stays');
      await owner.query('rollback');
    } finally {
      owner.release();
    }
    assert.deepEqual(await everything(tenantId), then);
  });

  test('the net below: the database itself refuses a balance under the floor', async () => {
    const tenantId = newTenant();
    await earn(tenantId, 'in', 'a', 60);
    const owner = await db.owner.connect();
    try {
      await owner.query('begin');
      await owner.query(`set local app.tenant = '${tenantId}'`);
      await assert.rejects(owner.query(`update ledger_account set balance = -1 where owner_id = 'a'`), { constraint: 'ledger_account_above_floor' });
      await owner.query('rollback');
    } finally {
      owner.release();
    }
  });

  test('every hash is the hash of what the entry says, computed here anew', async () => {
    const tenantId = newTenant();
    await earn(tenantId, 'in', 'a', 60, 7);
    await give(tenantId, '赠送', 'a', 'b', 20, 8);
    const sha = (...parts: (string | Buffer)[]) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
    const { rows } = await db.inTenant(tenantId, (tx) =>
      tx.query(
        `select e.*, to_char(e.value_date, 'YYYY-MM-DD') as date, t.key, t.body_hash, t.kind, t.hash as transfer_hash from ledger_entry e
         join ledger_transfer t using (tenant_id, transfer_id) where e.tenant_id = $1 order by t.transfer_id, e.leg_no`,
        [tenantId],
      ),
    );
    assert.equal(rows.length, 4);
    const hashes = new Map<string, Buffer[]>();
    for (const row of rows) {
      const days = Date.parse(row.date) / 86_400_000;
      const text = ['entry.1', tenantId, row.transfer_id, row.leg_no, row.account_id, row.asset, row.amount, row.entry_no, row.balance_after ?? '', row.posted_at.getTime(), days];
      assert.deepEqual(row.hash, sha(text.join('|')));
      hashes.set(row.transfer_id, [...(hashes.get(row.transfer_id) ?? []), row.hash]);
      if (row.leg_no < 2) continue;
      const head = ['transfer.1', tenantId, row.transfer_id, sha(row.key).toString('hex'), row.body_hash.toString('hex'), row.kind, days, row.posted_at.getTime(), '', ''];
      assert.deepEqual(row.transfer_hash, sha(head.join('|'), ...hashes.get(row.transfer_id)!));
    }
  });

  test('a planted defect is found: each column of the books, changed behind them', async () => {
    const defects = [
      `update ledger_account set balance = balance + 1 where owner_id = 'a'`,
      `update ledger_account set held = held + 1 where owner_id = 'a'`,
      `update ledger_account set entry_no = entry_no + 1 where owner_id = 'a'`,
      `update ledger_entry set amount = amount + 1 where balance_after is not null`,
      `update ledger_entry set value_date = value_date + 1 where leg_no = 1`,
      `update ledger_transfer set kind = 'other'`,
      `delete from ledger_entry where leg_no = 1`,
      `delete from ledger_entry`,
      `delete from ledger_transfer`,
      `delete from ledger_account where owner_kind = 'issue'`,
    ];
    for (const defect of defects) {
      const tenantId = newTenant();
      await earn(tenantId, 'in', 'a', 60);
      const owner = await db.owner.connect();
      try {
        // Only the owner, by switching off its own row security, can plant these; all is rolled back.
        await owner.query('begin');
        await owner.query(`set local app.tenant = '${tenantId}'`);
        for (const table of ['ledger_account', 'ledger_transfer', 'ledger_entry', 'ledger_hold']) await owner.query(`alter table ${table} no force row level security`);
        assert.equal((await ledger.checkDifference(owner, tenantId)).difference, 0);
        const { rowCount } = await owner.query(defect.includes(' where ') ? `${defect} and tenant_id = ${tenantId}` : `${defect} where tenant_id = ${tenantId}`);
        assert.ok(rowCount! > 0, defect);
        assert.ok((await ledger.checkDifference(owner, tenantId)).difference > 0, defect);
        await owner.query('rollback');
      } finally {
        owner.release();
      }
    }
  });
});
