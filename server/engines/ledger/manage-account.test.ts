import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { actsOn, at, day, ledgerDatabase, type LedgerDatabase, person, transferId } from './ledger-fixture.ts';
import * as ledger from './index.ts';

let db: LedgerDatabase;
let lastTenant = 100;
/** Each test has a community of its own. */
const newTenant = (): number => (lastTenant += 1);
let acts: ReturnType<typeof actsOn>;

before(async () => {
  db = await ledgerDatabase();
  acts = actsOn(db);
});
after(async () => {
  await db.close();
});

describe('holds', () => {
  const place = (tenantId: number, key: string, amount: number, minute = 10, expires: number | null = null) =>
    db.inTenant(tenantId, (tx) =>
      ledger.hold(tx, {
        tenantId,
        owner: person('a'),
        asset: 'time_minutes',
        key,
        amount,
        at: at(minute),
        expiresAt: expires === null ? null : at(expires),
      }),
    );
  const holdId = (held: Awaited<ReturnType<typeof ledger.hold>>): string => {
    assert.ok(held.ok, JSON.stringify(held));
    return held.holdId;
  };
  const settle = (tenantId: number, id: string, amount: number, key = `s-${id}`, minute = 20) =>
    db.inTenant(tenantId, (tx) =>
      ledger.settleHold(tx, {
        tenantId,
        holdId: id,
        key,
        kind: 'exchange',
        valueDate: day,
        at: at(minute),
        to: [{ ...person('helper'), asset: 'time_minutes', amount }],
      }),
    );
  const figures = async (tenantId: number, name = 'a') =>
    acts.time(tenantId, name).then((one) => [one.balance, one.held, one.available]);

  test('settled in part: the rest of the planned minutes returns (TBK-03)', async () => {
    const tenantId = newTenant();
    await acts.earn(tenantId, 'in', 'a', 100);
    const id = holdId(await place(tenantId, 'h', 60));
    assert.deepEqual(await figures(tenantId), [100, 60, 40]);
    assert.deepEqual(await acts.unchangedBy(tenantId, () => settle(tenantId, id, 61)), {
      ok: false,
      code: 'HOLD_EXCEEDED',
    });
    const answers = await Promise.all(Array.from({ length: 8 }, () => settle(tenantId, id, 45)));
    assert.equal(new Set(answers.map(transferId)).size, 1);
    assert.deepEqual(await figures(tenantId), [55, 0, 55]);
    assert.deepEqual(await figures(tenantId, 'helper'), [45, 0, 45]);
    assert.deepEqual(await acts.unchangedBy(tenantId, () => settle(tenantId, id, 5, 'second')), {
      ok: false,
      code: 'HOLD_CLOSED',
    });
    const release = await acts.unchangedBy(tenantId, () =>
      db.inTenant(tenantId, (tx) => ledger.releaseHold(tx, { tenantId, holdId: id, at: at(30) })),
    );
    assert.deepEqual(release, { ok: false, code: 'HOLD_CLOSED' });
    assert.equal((await acts.proof(tenantId)).difference, 0);
  });

  test('a hold of the whole balance settles in whole; what is held cannot be given away', async () => {
    const tenantId = newTenant();
    await acts.earn(tenantId, 'in', 'a', 60);
    const id = holdId(await place(tenantId, 'h', 60));
    assert.deepEqual(await acts.give(tenantId, 'out', 'a', 'b', 1), { ok: false, code: 'INSUFFICIENT_TIME', legNo: 1 });
    assert.deepEqual(await place(tenantId, 'h2', 1), { ok: false, code: 'INSUFFICIENT_TIME' });
    assert.ok((await settle(tenantId, id, 60)).ok);
    assert.deepEqual(await figures(tenantId), [0, 0, 0]);
  });

  test('holds happen once per key and stay inside the balance under concurrency', async () => {
    const tenantId = newTenant();
    await acts.earn(tenantId, 'in', 'a', 100);
    const same = await Promise.all(Array.from({ length: 8 }, () => place(tenantId, 'h', 30)));
    assert.equal(new Set(same.map(holdId)).size, 1);
    assert.deepEqual(await acts.unchangedBy(tenantId, () => place(tenantId, 'h', 31)), {
      ok: false,
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    const many = await Promise.all(Array.from({ length: 10 }, (_, i) => place(tenantId, `m${i}`, 30)));
    assert.equal(many.filter((one) => one.ok).length, 2);
    assert.deepEqual(await figures(tenantId), [100, 90, 10]);
    assert.equal((await acts.proof(tenantId)).difference, 0);
  });

  test('released once; expired by the clock and not before', async () => {
    const tenantId = newTenant();
    await acts.earn(tenantId, 'in', 'a', 100);
    const released = holdId(await place(tenantId, 'r', 30));
    const release = () =>
      db.inTenant(tenantId, (tx) => ledger.releaseHold(tx, { tenantId, holdId: released, at: at(15) }));
    assert.deepEqual(await release(), { ok: true, replayed: false });
    assert.deepEqual(await release(), { ok: true, replayed: true });
    const due = holdId(await place(tenantId, 'e', 30, 10, 40));
    await place(tenantId, 'later', 5, 10, 60);
    await place(tenantId, 'never', 5);
    const sweep = (minute: number) =>
      db.inTenant(tenantId, (tx) => ledger.expireHolds(tx, { tenantId, at: at(minute), limit: 10 }));
    assert.deepEqual(await sweep(39), []);
    const early = await db.inTenant(tenantId, (tx) =>
      tx.query(`select r_code from ledger_hold_close($1, $2, 'expired', $3)`, [tenantId, due, at(39)]),
    );
    assert.deepEqual(early.rows, [{ r_code: 'HOLD_NOT_DUE' }]);
    assert.deepEqual(await acts.unchangedBy(tenantId, () => settle(tenantId, due, 10, 'late', 40)), {
      ok: false,
      code: 'HOLD_EXPIRED',
    });
    assert.deepEqual((await Promise.all([sweep(40), sweep(40)])).flat(), [due]);
    assert.deepEqual(await figures(tenantId), [100, 10, 90]);
    assert.deepEqual(await settle(tenantId, due, 10, 'later', 41), { ok: false, code: 'HOLD_CLOSED' });
    assert.deepEqual(await settle(tenantId, '00000000-0000-7000-8000-000000000000', 1), {
      ok: false,
      code: 'HOLD_UNKNOWN',
    });
    assert.equal((await acts.proof(tenantId)).difference, 0);
  });

  test('honour and annual minutes cannot be held', async () => {
    const tenantId = newTenant();
    await acts.earn(tenantId, 'in', 'a', 60, 0, 'honour_points');
    const held = await db.inTenant(tenantId, (tx) =>
      ledger.hold(tx, { tenantId, owner: person('a'), asset: 'honour_points', key: 'h', amount: 1, at: at(1) }),
    );
    assert.deepEqual(held, { ok: false, code: 'NO_NEGATIVE_POINTS' });
  });
});
