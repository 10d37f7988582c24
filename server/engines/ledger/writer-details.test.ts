/** Details of the writing functions that no wider test would notice: each was once a change that survived. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { actsOn, at, day, issue, ledgerDatabase, move, person, type LedgerDatabase } from './ledger-fixture.ts';
import * as ledger from './index.ts';

let db: LedgerDatabase;
let acts: ReturnType<typeof actsOn>;
before(async () => {
  db = await ledgerDatabase();
  acts = actsOn(db);
});
after(() => db.close());

const club: ledger.Owner = { ownerKind: 'organisation', ownerId: 'club' };
const post = (tenantId: number, key: string, legs: readonly ledger.Leg[]): Promise<ledger.Posted> =>
  db.inTenant(tenantId, (tx) => ledger.post(tx, { tenantId, key, kind: 'x', valueDate: day, at: at(1), legs }));
const hold = (tenantId: number, key: string, amount: number, asset: ledger.Asset = 'time_minutes', expires?: number) =>
  db.inTenant(tenantId, (tx) =>
    ledger.hold(tx, {
      tenantId,
      owner: person('a'),
      asset,
      key,
      amount,
      at: at(10),
      expiresAt: expires === undefined ? null : at(expires),
    }),
  );
const holdId = async (...args: Parameters<typeof hold>): Promise<string> => {
  const held = await hold(...args);
  assert.ok(held.ok, JSON.stringify(held));
  return held.holdId;
};
const rowOf = (tenantId: number, id: string) =>
  db.inTenant(tenantId, async (tx) => {
    const { rows } = await tx.query(
      `select state, settled_amount::int as settled, closed_at from ledger_hold where tenant_id = $1 and hold_id = $2`,
      [tenantId, id],
    );
    return rows[0] as { state: string; settled: number | null; closed_at: Date | null };
  });

test('legs balance for each asset by itself, not in their sum', async () => {
  const mixed: ledger.Leg[] = [
    { ...issue, asset: 'time_minutes', amount: -5 },
    { ...person('a'), asset: 'honour_points', amount: 5 },
  ];
  const request = { tenantId: 1, kind: 'x', valueDate: day, at: at(1) };
  await assert.rejects(post(1, 'mixed', mixed), /do not balance/);
  await assert.rejects(
    db.inTenant(1, (tx) =>
      ledger.postMany(tx, [
        { ...request, key: 'good', legs: move('time_minutes', issue, person('a'), 1) },
        { ...request, key: 'mixed', legs: mixed },
      ]),
    ),
    /do not balance/,
  );
});

test('an organisation passes on honour that it holds; a person never loses any', async () => {
  for (const many of [false, true]) {
    const tenantId = many ? 3 : 2;
    await post(tenantId, 'in', move('honour_points', issue, club, 10));
    const request = { tenantId, key: 'out', kind: 'x', valueDate: day, at: at(2) };
    const legs = move('honour_points', club, person('a'), 4);
    const [answer] = many
      ? await db.inTenant(tenantId, (tx) => ledger.postMany(tx, [{ ...request, legs }]))
      : [await post(tenantId, 'out', legs)];
    assert.ok(answer?.ok, JSON.stringify(answer));
  }
});

test('a hold says what was settled, how it ended and when', async () => {
  const tenantId = 4;
  await acts.earn(tenantId, 'in', 'a', 100);
  const part = await holdId(tenantId, 'part', 30);
  await db.inTenant(tenantId, (tx) =>
    ledger.settleHold(tx, {
      tenantId,
      holdId: part,
      key: 's',
      kind: 'x',
      valueDate: day,
      at: at(20),
      to: [{ ...person('b'), asset: 'time_minutes', amount: 12 }],
    }),
  );
  assert.deepEqual(await rowOf(tenantId, part), { state: 'settled', settled: 12, closed_at: at(20) });
  const released = await holdId(tenantId, 'released', 5);
  await db.inTenant(tenantId, (tx) => ledger.releaseHold(tx, { tenantId, holdId: released, at: at(25) }));
  assert.deepEqual(await rowOf(tenantId, released), { state: 'released', settled: null, closed_at: at(25) });
  const expired = await holdId(tenantId, 'expired', 5, 'time_minutes', 30);
  await db.inTenant(tenantId, (tx) => ledger.expireHolds(tx, { tenantId, at: at(31), limit: 10 }));
  assert.deepEqual(await rowOf(tenantId, expired), { state: 'expired', settled: null, closed_at: at(31) });
  const endless = await holdId(tenantId, 'endless', 5);
  const { rows } = await db.inTenant(tenantId, (tx) =>
    tx.query(`select r_code from ledger_hold_close($1, $2, 'expired', $3)`, [tenantId, endless, at(99)]),
  );
  assert.deepEqual(rows, [{ r_code: 'HOLD_NOT_DUE' }]);
});

test('a hold beyond a balance of points is refused in words of a balance', async () => {
  await acts.earn(5, 'in', 'a', 10, 0, 'redeemable_points');
  assert.deepEqual(await hold(5, 'h', 11, 'redeemable_points'), { ok: false, code: 'INSUFFICIENT_BALANCE' });
});

test('who releases a hold while it is being settled waits, and finds it closed', async () => {
  const tenantId = 6;
  await acts.earn(tenantId, 'in', 'a', 100);
  const id = await holdId(tenantId, 'h', 40);
  let release: Promise<ledger.Held | Awaited<ReturnType<typeof ledger.releaseHold>>> | undefined;
  await db.inTenant(tenantId, async (tx) => {
    await ledger.settleHold(tx, {
      tenantId,
      holdId: id,
      key: 's',
      kind: 'x',
      valueDate: day,
      at: at(20),
      to: [{ ...person('b'), asset: 'time_minutes', amount: 40 }],
    });
    release = db.inTenant(tenantId, (other) => ledger.releaseHold(other, { tenantId, holdId: id, at: at(21) }));
    for (let waits = 0, waiting = 0; waiting === 0 && waits < 500; waits += 1) {
      const { rows } = await tx.query(
        `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      waiting = rows[0].n;
    }
  });
  assert.deepEqual(await release, { ok: false, code: 'HOLD_CLOSED' });
});

test('a floor may be what is available, and not more; accounts without a balance have no limits', async () => {
  const tenantId = 7;
  await acts.earn(tenantId, 'in', 'a', 100);
  await hold(tenantId, 'h', 40);
  const set = (owner: ledger.Owner, floor: number) =>
    db.inTenant(tenantId, (tx) => ledger.setLimits(tx, { tenantId, owner, asset: 'time_minutes', floor, cap: null }));
  assert.deepEqual(await set(person('a'), 61), { ok: false, code: 'FLOOR_ABOVE_BALANCE' });
  assert.deepEqual(await set(person('a'), 60), { ok: true });
  assert.deepEqual(await set(issue, 0), { ok: false, code: 'ACCOUNT_UNKNOWN' });
});

test('without a tenant nothing is posted', async () => {
  const client = await db.app.connect();
  try {
    await assert.rejects(
      ledger.post(client, {
        tenantId: 8,
        key: 'k',
        kind: 'x',
        valueDate: day,
        at: at(1),
        legs: move('time_minutes', issue, person('a'), 1),
      }),
      /is not the tenant of this transaction/,
    );
  } finally {
    client.release();
  }
});

test('batches that meet on the same accounts in every order neither lose an update nor wait in a circle', async () => {
  const tenantId = 9;
  const names = ['a', 'b', 'c', 'd', 'e'];
  for (const name of names) await acts.earn(tenantId, `e${name}`, name, 1000);
  const batchOf = (turn: number): ledger.TransferRequest[] =>
    names.map((_, i) => {
      // Half of the batches go round the other way.
      const [from, to] = [names[(turn + i) % 5]!, names[(turn + i + (turn % 2 === 0 ? 1 : 4)) % 5]!];
      return {
        tenantId,
        key: `t${turn}-${i}`,
        kind: 'x',
        valueDate: day,
        at: at(2),
        legs: move('time_minutes', person(from), person(to), 1),
      };
    });
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, turn) => db.inTenant(tenantId, (tx) => ledger.postMany(tx, batchOf(turn)))),
  );
  assert.ok(answers.flat().every((one) => one.ok));
  for (const name of names) assert.equal((await acts.time(tenantId, name)).balance, 1000);
  assert.equal((await acts.proof(tenantId)).difference, 0);
  // Every account runs from entry to entry without a gap, each with the balance that the one before left.
  const { rows } = await db.inTenant(tenantId, (tx) =>
    tx.query(
      `select count(*)::int as wrong from (
         select entry_no - row_number() over mine as gap, balance_after - sum(amount) over mine as off
         from ledger_entry where tenant_id = $1 and balance_after is not null
         window mine as (partition by account_id order by entry_no)) x where gap <> 0 or off <> 0`,
      [tenantId],
    ),
  );
  assert.equal(rows[0].wrong, 0);
});

test('the batch form itself refuses one account in two legs', async () => {
  await acts.earn(10, 'in', 'a', 10);
  await assert.rejects(
    db.inTenant(10, (tx) =>
      tx.query(
        `select r_codes from ledger_post_many(10, $1, array['018f0000-0000-7000-8000-000000000001']::uuid[], array['k'], array[sha256('x')],
           array['x'], array[date '2026-03-02'], array['{}'::jsonb], array[1, 1, 1], array[null, null, null]::uuid[],
           array['person', 'person', 'issue'], array['a', 'a', 'service'], array['time_minutes', 'time_minutes', 'time_minutes'], array[1, 1, -2])`,
        [at(1)],
      ),
    ),
    /names one account in two legs/,
  );
});

test('each reason to refuse, alone in its batch, is seen; a batch never posts before its accounts', async () => {
  const pool: ledger.Owner = { ownerKind: 'pool', ownerId: 'p' };
  const many = (
    tenantId: number,
    amounts: readonly number[],
    from = person('a'),
    asset: ledger.Asset = 'time_minutes',
  ) =>
    db.inTenant(tenantId, async (tx) => {
      const posted = await ledger.postMany(
        tx,
        amounts.map((amount, i) => ({
          tenantId,
          key: `b${i}`,
          kind: 'batch',
          valueDate: day,
          at: at(5),
          legs: move(asset, from, pool, amount),
        })),
      );
      return posted.map((one) => one.ok || `${one.code} ${one.legNo}`);
    });
  await acts.earn(20, 'in', 'a', 100);
  assert.deepEqual(await many(20, [60, 60]), [true, 'INSUFFICIENT_TIME 1']);
  await acts.earn(21, 'in', 'a', 100);
  await hold(21, 'h', 60);
  assert.deepEqual(await many(21, [30, 20]), [true, 'INSUFFICIENT_TIME 1']);
  await acts.earn(22, 'in', 'a', 100);
  await post(22, 'first', move('time_minutes', person('a'), pool, 1));
  await db.inTenant(22, (tx) =>
    ledger.setLimits(tx, { tenantId: 22, owner: pool, asset: 'time_minutes', floor: 0, cap: 35 }),
  );
  assert.deepEqual(await many(22, [20, 15]), [true, 'OVER_CAP 2']);
  await acts.earn(23, 'in', 'a', 100, 0, 'honour_points');
  assert.deepEqual(await many(23, [1], person('a'), 'honour_points'), ['NO_NEGATIVE_POINTS 1']);
  // Clean batches, among them one that leaves nothing and one on an account that moved later than the batch asks for.
  await acts.earn(24, 'in', 'a', 100, 30);
  assert.deepEqual(await many(24, [60, 40]), [true, true]);
  const { rows } = await db.inTenant(24, (tx) =>
    tx.query(
      `select min(t.posted_at) as first, min(a.last_posted_at) as last from ledger_transfer t
       join ledger_account a on a.tenant_id = 24 and a.owner_id = 'a' where t.tenant_id = 24 and t.kind = 'batch'`,
    ),
  );
  assert.deepEqual(rows, [{ first: at(30), last: at(30) }]);
});
