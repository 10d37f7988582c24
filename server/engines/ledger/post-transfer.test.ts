import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
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
      ledger.post(tx, {
        tenantId,
        key: 'record:1',
        kind: 'service',
        valueDate: day,
        at: at(0),
        meta: { record: 'r-1', minutes: 95 },
        legs,
      }),
    );
    const view = await db.inTenant(tenantId, (tx) =>
      ledger.findTransfer(tx, { tenantId, transferId: transferId(posted) }),
    );
    assert.deepEqual(
      view?.legs.map((leg) => leg.amount),
      legs.map((leg) => leg.amount),
    );
    assert.deepEqual(view?.meta, { record: 'r-1', minutes: 95 });
    assert.equal(view?.valueDate, day);
    const balances = await db.inTenant(tenantId, (tx) => ledger.balances(tx, { tenantId, owner: person('li') }));
    assert.deepEqual(
      Object.values(balances).map((one) => one.balance),
      [95, 240, 240, 95, 0],
    );
    const across = [
      ...move('time_minutes', person('li'), issue, 10),
      ...move('redeemable_points', issue, person('li'), 10),
    ];
    const converted = legs.slice(0, 1).concat(across.slice(3));
    await assert.rejects(
      db.inTenant(tenantId, (tx) =>
        ledger.post(tx, { tenantId, key: 'convert', kind: 'x', valueDate: day, at: at(1), legs: converted }),
      ),
      /do not balance/,
    );
    assert.equal((await acts.proof(tenantId)).difference, 0);
  });

  test('exactly once under 8 concurrent identical requests; other content is refused', async () => {
    const tenantId = newTenant();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => acts.earn(tenantId, 'same', 'wang', 60, i)));
    assert.deepEqual(new Set(answers.map(transferId)).size, 1);
    assert.equal(answers.filter((one) => one.ok && !one.replayed).length, 1);
    assert.equal((await acts.time(tenantId, 'wang')).balance, 60);
    const other = await acts.unchangedBy(tenantId, () => acts.earn(tenantId, 'same', 'wang', 61));
    assert.deepEqual(other, { ok: false, code: 'IDEMPOTENCY_KEY_REUSED' });
    const stranger = await acts.unchangedBy(tenantId, () => acts.earn(tenantId, 'same', 'stranger', 60));
    assert.deepEqual(stranger, { ok: false, code: 'IDEMPOTENCY_KEY_REUSED' });
    assert.equal((await acts.proof(tenantId)).difference, 0);
  });

  test('one key sent at once for different accounts posts one of them and undoes the others', async () => {
    const tenantId = newTenant();
    for (let round = 0; round < 10; round += 1) {
      // Half the rounds on accounts that exist already, so that balances are really undone.
      const names = Array.from({ length: 8 }, (_, i) => (round % 2 ? `p${i}` : `r${round}-${i}`));
      const answers = await Promise.all(names.map((name) => acts.earn(tenantId, `key-${round}`, name, 10 + round)));
      assert.equal(answers.filter((one) => one.ok).length, 1);
      for (const one of answers) if (!one.ok) assert.equal(one.code, 'IDEMPOTENCY_KEY_REUSED');
    }
    const report = await acts.proof(tenantId);
    assert.equal(report.difference, 0, JSON.stringify(report));
    const opened = await db.inTenant(tenantId, (tx) =>
      tx.query(
        `select count(*)::int as n from ledger_account where tenant_id = $1 and owner_kind = 'person' and balance = 0`,
        [tenantId],
      ),
    );
    assert.equal(opened.rows[0].n, 0);
  });

  test('the undo under the locks restores the account exactly', async () => {
    const tenantId = newTenant();
    await acts.earn(tenantId, 'a', 'undo', 30, 5);
    // A first session has taken the key and not yet committed; the second one has passed the key check and waits.
    const first = await db.app.connect();
    await first.query('begin');
    await first.query(`set local app.tenant = '${tenantId}'`);
    await ledger.post(first, {
      tenantId,
      key: 'race',
      kind: 'x',
      valueDate: day,
      at: at(9),
      legs: move('time_minutes', issue, person('winner'), 1),
    });
    const second = acts.earn(tenantId, 'race', 'undo', 7, 9);
    try {
      await waitForBlocked();
    } finally {
      await first.query('commit');
      first.release();
    }
    assert.deepEqual(await second, { ok: false, code: 'IDEMPOTENCY_KEY_REUSED' });
    assert.equal((await acts.time(tenantId, 'undo')).balance, 30);
    assert.equal((await acts.proof(tenantId)).difference, 0);
    const { rows } = await db.inTenant(tenantId, (tx) =>
      tx.query(`select entry_no::int, last_posted_at from ledger_account where tenant_id = $1 and owner_id = 'undo'`, [
        tenantId,
      ]),
    );
    assert.deepEqual(rows, [{ entry_no: 1, last_posted_at: at(5) }]);
  });

  test('a repeated request is answered even when the balance has gone since', async () => {
    const tenantId = newTenant();
    await acts.earn(tenantId, 'in', 'a', 60);
    const first = await acts.give(tenantId, 'out', 'a', 'b', 60, 1);
    const again = await acts.unchangedBy(tenantId, () => acts.give(tenantId, 'out', 'a', 'b', 60, 99));
    assert.deepEqual(again, { ok: true, transferId: transferId(first), replayed: true });
  });

  test('below the floor is refused with nothing changed, not even an opened account (TBK-03)', async () => {
    const tenantId = newTenant();
    await acts.earn(tenantId, 'in', 'a', 60);
    const more = await acts.unchangedBy(tenantId, () => acts.give(tenantId, 'out', 'a', 'new', 61));
    assert.deepEqual(more, { ok: false, code: 'INSUFFICIENT_TIME', legNo: 1 });
    const never = await acts.unchangedBy(tenantId, () => acts.give(tenantId, 'out2', 'never-opened', 'new', 1));
    assert.deepEqual(never, { ok: false, code: 'INSUFFICIENT_TIME', legNo: 1 });
    const points = await acts.unchangedBy(tenantId, () =>
      db.inTenant(tenantId, (tx) =>
        ledger.post(tx, {
          tenantId,
          key: 'goods',
          kind: 'x',
          valueDate: day,
          at: at(1),
          legs: move('redeemable_points', person('a'), issue, 1),
        }),
      ),
    );
    assert.deepEqual(points, { ok: false, code: 'INSUFFICIENT_BALANCE', legNo: 1 });
  });

  test('the floor holds under concurrency: of 16 gifts of 10 from a balance of 55, five pass', async () => {
    const tenantId = newTenant();
    await acts.earn(tenantId, 'in', 'a', 55);
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, i) => acts.give(tenantId, `g${i}`, 'a', `to${i % 3}`, 10)),
    );
    assert.equal(answers.filter((one) => one.ok).length, 5);
    assert.equal((await acts.time(tenantId, 'a')).balance, 5);
    assert.equal((await acts.proof(tenantId)).difference, 0);
  });

  test('gifts in both directions at once do not deadlock', async () => {
    const tenantId = newTenant();
    const names = ['a', 'b', 'c'];
    for (const name of names) await acts.earn(tenantId, `in-${name}`, name, 1000);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        acts.give(tenantId, `g${i}`, names[i % 3]!, names[(i + 1 + (i % 2)) % 3]!, 1 + (i % 5)),
      ),
    );
    assert.ok(answers.every((one) => one.ok));
    assert.equal((await acts.proof(tenantId)).difference, 0);
  });

  test('first use of the same accounts by many at once opens each once', async () => {
    const tenantId = newTenant();
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, i) => acts.earn(tenantId, `k${i}`, `n${i % 3}`, 5)),
    );
    assert.ok(answers.every((one) => one.ok));
    assert.equal((await acts.time(tenantId, 'n0')).balance, 40);
    assert.equal((await acts.proof(tenantId)).difference, 0);
  });

  test('honour and annual minutes are lowered by reversal only (PTS-05, PTS-06)', async () => {
    const tenantId = newTenant();
    for (const asset of ['honour_points', 'annual_minutes'] as const) {
      const credit = await acts.earn(tenantId, `in-${asset}`, 'a', 100, 0, asset);
      const spend = await acts.unchangedBy(tenantId, () =>
        db.inTenant(tenantId, (tx) =>
          ledger.post(tx, {
            tenantId,
            key: `out-${asset}`,
            kind: 'x',
            valueDate: day,
            at: at(1),
            legs: move(asset, person('a'), issue, 1),
          }),
        ),
      );
      assert.deepEqual(spend, { ok: false, code: 'NO_NEGATIVE_POINTS', legNo: 1 });
      const back = await db.inTenant(tenantId, (tx) =>
        ledger.reverse(tx, {
          tenantId,
          key: `back-${asset}`,
          kind: 'correction',
          at: at(2),
          transferId: transferId(credit),
          reason: 'entered twice',
        }),
      );
      assert.ok(back.ok);
    }
    assert.equal((await acts.proof(tenantId)).difference, 0);
  });

  test('a cap stops further credits and takes nothing away; limits change at run time', async () => {
    const tenantId = newTenant();
    await acts.earn(tenantId, 'in', 'a', 60);
    const limits = (floor: number, cap: number | null) =>
      db.inTenant(tenantId, (tx) =>
        ledger.setLimits(tx, { tenantId, owner: person('a'), asset: 'time_minutes', floor, cap }),
      );
    assert.deepEqual(await limits(0, 50), { ok: true });
    assert.deepEqual(await acts.unchangedBy(tenantId, () => acts.earn(tenantId, 'in2', 'a', 1)), {
      ok: false,
      code: 'OVER_CAP',
      legNo: 2,
    });
    assert.ok((await acts.give(tenantId, 'out', 'a', 'b', 20)).ok);
    assert.ok((await acts.earn(tenantId, 'in3', 'a', 10)).ok, 'exactly the cap is allowed');
    assert.deepEqual(await limits(51, null), { ok: false, code: 'FLOOR_ABOVE_BALANCE' });
    assert.deepEqual(await limits(-30, null), { ok: true });
    assert.ok((await acts.give(tenantId, 'out2', 'a', 'b', 80)).ok);
    assert.deepEqual(await acts.time(tenantId, 'a').then((one) => [one.balance, one.floor]), [-30, -30]);
    assert.equal((await acts.give(tenantId, 'out3', 'a', 'b', 1)).ok, false);
  });

  test('one account in two legs, an unknown account and a wrong tenant', async () => {
    const tenantId = newTenant();
    await acts.earn(tenantId, 'in', 'a', 60);
    const { accountId } = await db.inTenant(tenantId, (tx) =>
      ledger.openAccount(tx, { tenantId, owner: person('a'), asset: 'time_minutes', at: at(1) }),
    );
    const twice = [
      { account: accountId, amount: -5 },
      ...move('time_minutes', person('a'), person('b'), 5).slice(0, 1),
      { ...person('b'), asset: 'time_minutes' as const, amount: 10 },
    ];
    await assert.rejects(
      db.inTenant(tenantId, (tx) =>
        ledger.post(tx, { tenantId, key: 't', kind: 'x', valueDate: day, at: at(1), legs: twice }),
      ),
      /in two legs/,
    );
    const byId = await db.inTenant(tenantId, (tx) =>
      ledger.post(tx, {
        tenantId,
        key: 'id',
        kind: 'x',
        valueDate: day,
        at: at(1),
        legs: [
          { account: accountId, amount: -5 },
          { ...person('b'), asset: 'time_minutes', amount: 5 },
        ],
      }),
    );
    assert.ok(byId.ok);
    const unknown = await db.inTenant(tenantId, (tx) =>
      ledger.post(tx, {
        tenantId,
        key: 'u',
        kind: 'x',
        valueDate: day,
        at: at(1),
        legs: [
          { account: '00000000-0000-7000-8000-000000000000', amount: -5 },
          { ...person('b'), asset: 'time_minutes', amount: 5 },
        ],
      }),
    );
    assert.deepEqual(unknown, { ok: false, code: 'ACCOUNT_UNKNOWN', legNo: 1 });
    const issueAccount = await db.inTenant(tenantId, (tx) =>
      ledger.openAccount(tx, { tenantId, owner: issue, asset: 'time_minutes', at: at(1) }),
    );
    const floorless = [
      { account: issueAccount.accountId, amount: 2 },
      { ...issue, asset: 'time_minutes' as const, amount: -5 },
      { ...person('b'), asset: 'time_minutes' as const, amount: 3 },
    ];
    await assert.rejects(
      db.inTenant(tenantId, (tx) =>
        ledger.post(tx, { tenantId, key: 'f', kind: 'x', valueDate: day, at: at(1), legs: floorless }),
      ),
      /in two legs/,
    );
    await assert.rejects(
      db.inTenant(tenantId + 5000, (tx) =>
        ledger.reverse(tx, { tenantId, key: 'w', kind: 'x', at: at(1), transferId: transferId(byId), reason: 'x' }),
      ),
      /not the tenant/,
    );
    await assert.rejects(
      db.inTenant(tenantId + 5000, (tx) =>
        ledger.post(tx, {
          tenantId,
          key: 'w',
          kind: 'x',
          valueDate: day,
          at: at(1),
          legs: move('time_minutes', issue, person('a'), 1),
        }),
      ),
      /not the tenant/,
    );
  });

  test('of several legs that cannot be, the first one in the order of the request is named', async () => {
    const tenantId = newTenant();
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) await acts.earn(tenantId, `in-${name}`, name, 10);
    for (const order of [names, names.toReversed()]) {
      const legs: ledger.Leg[] = [
        { ...pool, asset: 'time_minutes', amount: 80 },
        ...order.map((name) => ({ ...person(name), asset: 'time_minutes' as const, amount: -20 })),
      ];
      const answer = await acts.unchangedBy(tenantId, () =>
        db.inTenant(tenantId, (tx) =>
          ledger.post(tx, { tenantId, key: order.join(), kind: 'x', valueDate: day, at: at(1), legs }),
        ),
      );
      assert.deepEqual(answer, { ok: false, code: 'INSUFFICIENT_TIME', legNo: 2 });
    }
  });

  test('requests of a wrong form are thrown back before anything is sent', async () => {
    const tenantId = newTenant();
    const base = {
      tenantId,
      key: 'k',
      kind: 'x',
      valueDate: day,
      at: at(0),
      legs: move('time_minutes', issue, person('a'), 5),
    };
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
      for (const one of wrong)
        await assert.rejects(ledger.post(tx, { ...base, ...one }), ledger.LedgerMisuse, JSON.stringify(one));
    });
  });
});

/** Until one backend of the test database waits for another; bounded. */
async function waitForBlocked(): Promise<void> {
  for (let i = 0; i < 500; i += 1) {
    const { rows } = await db.owner.query(`
      select count(*)::int as n from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()`);
    if (rows[0].n > 0) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  assert.fail('nothing waits');
}
