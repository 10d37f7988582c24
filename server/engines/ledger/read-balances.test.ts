import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Kysely, PostgresDialect, sql } from 'kysely';
import {
  actsOn,
  at,
  day,
  issue,
  ledgerDatabase,
  type LedgerDatabase,
  move,
  person,
  pool,
  transferId,
} from './ledger-fixture.ts';
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

describe('reading', () => {
  test('balance at a past instant, holds included', async () => {
    const tenantId = newTenant();
    await acts.earn(tenantId, '1', 'a', 60, 10);
    await acts.earn(tenantId, '2', 'a', 40, 20);
    const held = await db.inTenant(tenantId, (tx) =>
      ledger.hold(tx, { tenantId, owner: person('a'), asset: 'time_minutes', key: 'h', amount: 50, at: at(25) }),
    );
    assert.ok(held.ok);
    await db.inTenant(tenantId, (tx) =>
      ledger.settleHold(tx, {
        tenantId,
        holdId: held.holdId,
        key: 's',
        kind: 'x',
        valueDate: day,
        at: at(35),
        to: [{ ...pool, asset: 'time_minutes', amount: 20 }],
      }),
    );
    const figures = (minute: number, owner: ledger.Owner = person('a')) =>
      db
        .inTenant(tenantId, (tx) => ledger.balanceAt(tx, { tenantId, owner, asset: 'time_minutes', at: at(minute) }))
        .then((one) => [one.balance, one.held, one.available]);
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
    await acts.earn(tenantId, '1', 'a', 60, 10);
    await acts.earn(tenantId, '2', 'a', 5, 4);
    const early = await db.inTenant(tenantId, (tx) =>
      ledger.balanceAt(tx, { tenantId, owner: person('a'), asset: 'time_minutes', at: at(5) }),
    );
    assert.equal(early.balance, 0);
    const view = await db.inTenant(tenantId, (tx) => ledger.findTransfer(tx, { tenantId, key: '2' }));
    assert.deepEqual(view?.postedAt, at(10));
  });

  test('statement pages join without gap or overlap, with counterparts and running balance', async () => {
    const tenantId = newTenant();
    for (let i = 0; i < 23; i += 1) await acts.earn(tenantId, `k${i}`, 'a', i + 1, Math.floor(i / 4));
    for (const owner of [person('a'), issue]) {
      const lines: ledger.StatementLine[] = [];
      let before: ledger.StatementCursor | null = null;
      let pages = 0;
      do {
        const page: Awaited<ReturnType<typeof ledger.statement>> = await db.inTenant(tenantId, (tx) =>
          ledger.statement(tx, { tenantId, owner, asset: 'time_minutes', before, limit: 5 }),
        );
        lines.push(...page.lines);
        before = page.next;
        pages += 1;
      } while (before && pages < 50);
      assert.equal(pages, 5);
      assert.equal(new Set(lines.map((line) => line.transferId)).size, 23);
      assert.ok(lines.every((line, i) => i === 0 || line.postedAt <= lines[i - 1]!.postedAt));
      if (owner === issue) continue;
      assert.deepEqual(
        lines.map((line) => line.amount),
        Array.from({ length: 23 }, (_, i) => 23 - i),
      );
      assert.deepEqual(
        lines.map((line) => line.balanceAfter),
        Array.from({ length: 23 }, (_, i) => ((23 - i) * (24 - i)) / 2),
      );
      assert.deepEqual(lines[0]?.counterparts, [{ ...issue, amount: -23 }]);
    }
    const whole = await db.inTenant(tenantId, (tx) =>
      ledger.statement(tx, { tenantId, owner: person('a'), asset: 'time_minutes', limit: 23 }),
    );
    assert.equal(whole.next, null);
    const nobody = await db.inTenant(tenantId, (tx) =>
      ledger.statement(tx, { tenantId, owner: person('x'), asset: 'time_minutes', limit: 5 }),
    );
    assert.deepEqual(nobody, { lines: [], next: null });
  });

  test('totals go by civil day; a reversed credit counts neither net nor gross (HRS-01, TBK-09)', async () => {
    const tenantId = newTenant();
    const on = (key: string, name: string, valueDate: string, amount: number) =>
      db.inTenant(tenantId, (tx) =>
        ledger.post(tx, {
          tenantId,
          key,
          kind: 'x',
          valueDate,
          at: at(1),
          legs: move('time_minutes', issue, person(name), amount),
        }),
      );
    await on('1', 'a', '2025-12-31', 1);
    await on('2', 'a', '2026-01-01', 10);
    await on('3', 'a', '2026-12-31', 100);
    await on('4', 'a', '2027-01-01', 1000);
    const wrong = transferId(await on('5', 'a', '2026-06-01', 7));
    await db.inTenant(tenantId, (tx) =>
      ledger.reverse(tx, { tenantId, key: 'r', kind: 'x', at: at(2), transferId: wrong, reason: 'error' }),
    );
    await on('6', 'b', '2026-05-05', 20);
    await db.inTenant(tenantId, (tx) =>
      ledger.post(tx, {
        tenantId,
        key: 'out',
        kind: 'x',
        valueDate: '2026-05-06',
        at: at(3),
        legs: move('time_minutes', person('b'), pool, 15),
      }),
    );
    const totals = await db.inTenant(tenantId, (tx) =>
      ledger.totals(tx, {
        tenantId,
        ownerKind: 'person',
        ownerIds: ['a', 'b', 'nobody'],
        asset: 'time_minutes',
        from: '2026-01-01',
        to: '2026-12-31',
      }),
    );
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
      const posted = await ledger.post(tx, {
        tenantId,
        key: 'k',
        kind: 'x',
        valueDate: day,
        at: at(0),
        meta: { note: '你好' },
        legs: move('time_minutes', issue, person('a'), 5),
      });
      assert.ok(posted.ok);
      return ledger.balances(tx, { tenantId, owner: person('a') });
    });
    assert.equal(balances.time_minutes.balance, 5);
  });
});
