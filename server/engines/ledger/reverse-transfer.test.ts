import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { actsOn, ledgerDatabase, type LedgerDatabase, at, day, issue, move, transferId } from './ledger-fixture.ts';
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

describe('reversal', () => {
  test('once, with its reason, for the original day; all legs come back', async () => {
    const tenantId = newTenant();
    const credit = await acts.earn(tenantId, 'in', 'a', 60, 3);
    const back = (key: string) =>
      db.inTenant(tenantId, (tx) =>
        ledger.reverse(tx, {
          tenantId,
          key,
          kind: 'correction',
          at: at(10),
          transferId: transferId(credit),
          reason: '重复登记',
        }),
      );
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => back(`r${i}`)));
    assert.equal(answers.filter((one) => one.ok).length, 1);
    for (const one of answers) if (!one.ok) assert.equal(one.code, 'ALREADY_REVERSED');
    assert.equal((await acts.time(tenantId, 'a')).balance, 0);
    const reversal = answers.find((one) => one.ok)!;
    const view = await db.inTenant(tenantId, (tx) =>
      ledger.findTransfer(tx, { tenantId, transferId: transferId(reversal) }),
    );
    assert.deepEqual([view?.reverses, view?.reason, view?.valueDate], [transferId(credit), '重复登记', day]);
    const original = await db.inTenant(tenantId, (tx) => ledger.findTransfer(tx, { tenantId, key: 'in' }));
    assert.equal(original?.reversedBy, transferId(reversal));
    const twice = await acts.unchangedBy(tenantId, () =>
      db.inTenant(tenantId, (tx) =>
        ledger.reverse(tx, {
          tenantId,
          key: 'rr',
          kind: 'x',
          at: at(11),
          transferId: transferId(reversal),
          reason: 'no',
        }),
      ),
    );
    assert.deepEqual(twice, { ok: false, code: 'REVERSAL_IS_FINAL' });
    assert.equal((await acts.proof(tenantId)).difference, 0);
  });

  test('between accounts without a lock to queue at, concurrent reversals still happen once', async () => {
    const tenantId = newTenant();
    const other = { ownerKind: 'issue', ownerId: 'other' } as const;
    const first = await db.inTenant(tenantId, (tx) =>
      ledger.post(tx, {
        tenantId,
        key: 'c',
        kind: 'x',
        valueDate: day,
        at: at(0),
        legs: move('time_minutes', issue, other, 9),
      }),
    );
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        db.inTenant(tenantId, (tx) =>
          ledger.reverse(tx, {
            tenantId,
            key: `r${i}`,
            kind: 'x',
            at: at(1),
            transferId: transferId(first),
            reason: 'error',
          }),
        ),
      ),
    );
    assert.deepEqual(answers.filter((one) => one.ok).length, 1);
    for (const one of answers) if (!one.ok) assert.equal(one.code, 'ALREADY_REVERSED');
    const same = await Promise.all(
      Array.from({ length: 8 }, () =>
        db.inTenant(tenantId, (tx) =>
          ledger.post(tx, {
            tenantId,
            key: 'd',
            kind: 'x',
            valueDate: day,
            at: at(0),
            legs: move('time_minutes', issue, other, 4),
          }),
        ),
      ),
    );
    assert.equal(new Set(same.map(transferId)).size, 1);
    const balances = await db.inTenant(tenantId, (tx) => ledger.balances(tx, { tenantId, owner: other }));
    assert.equal(balances.time_minutes.balance, 4);
    assert.equal((await acts.proof(tenantId)).difference, 0);
  });

  test('an unknown transfer, an empty reason, and an amount that has been spent', async () => {
    const tenantId = newTenant();
    const credit = transferId(await acts.earn(tenantId, 'in', 'a', 60));
    await acts.give(tenantId, 'out', 'a', 'b', 30);
    const reverse = (id: string, reason = 'error') =>
      db.inTenant(tenantId, (tx) =>
        ledger.reverse(tx, { tenantId, key: `r-${id}`, kind: 'x', at: at(5), transferId: id, reason }),
      );
    assert.deepEqual(await acts.unchangedBy(tenantId, () => reverse(credit)), {
      ok: false,
      code: 'INSUFFICIENT_TIME',
      legNo: 2,
    });
    assert.deepEqual(await reverse('00000000-0000-7000-8000-000000000000'), { ok: false, code: 'TRANSFER_UNKNOWN' });
    await assert.rejects(reverse(credit, '  '), ledger.LedgerMisuse);
  });
});
