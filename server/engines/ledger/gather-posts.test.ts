import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connect, type Pools } from '../../platform/database.ts';
import {
  actsOn,
  at,
  day,
  everything,
  issue,
  ledgerDatabase,
  move,
  person,
  pool,
  type LedgerDatabase,
} from './ledger-fixture.ts';
import * as ledger from './index.ts';

let db: LedgerDatabase;
let pools: Pools;
before(async () => {
  db = await ledgerDatabase();
  pools = connect(db.appUrl, 4);
});
after(async () => {
  await pools.close();
  await db.close();
});

const gift = (tenantId: number, key: string, from: string, amount: number, minute = 0): ledger.TransferRequest => ({
  tenantId,
  key,
  kind: 'donation',
  valueDate: day,
  at: at(minute),
  meta: { note: key },
  legs: move('time_minutes', person(from), pool, amount),
});
const poolBalance = (tenantId: number): Promise<number> =>
  db.inTenant(tenantId, async (tx) => (await ledger.balances(tx, { tenantId, owner: pool })).time_minutes.balance);

test('a batch answers and writes as the same posts one after the other', async () => {
  const acts = actsOn(db);
  // The same community twice: one posts singly, the other in a batch.
  const [single, batched] = [1, 2];
  const requests = (tenantId: number): ledger.TransferRequest[] => [
    gift(tenantId, 'g1', 'a', 30),
    gift(tenantId, 'g2', 'b', 40),
    gift(tenantId, 'g3', 'a', 50),
    {
      ...gift(tenantId, 'g4', 'a', 1),
      legs: [...move('time_minutes', person('a'), person('c'), 20), ...move('honour_points', issue, person('c'), 100)],
    },
    { ...gift(tenantId, 'g5', 'c', 1), legs: move('time_minutes', person('c'), person('d'), 20) },
  ];
  for (const tenantId of [single, batched]) {
    await acts.earn(tenantId, 'e1', 'a', 100);
    await acts.earn(tenantId, 'e2', 'b', 100);
  }
  const one = [];
  for (const request of requests(single)) one.push(await db.inTenant(single, (tx) => ledger.post(tx, request)));
  const many = await db.inTenant(batched, (tx) => ledger.postMany(tx, requests(batched)));
  assert.deepEqual(
    many.map((posted) => posted.ok),
    one.map((posted) => posted.ok),
  );
  assert.ok(many.every((posted) => posted.ok && !posted.replayed));
  const figures = (tenantId: number) =>
    db.inTenant(tenantId, async (tx) => {
      const sums = await tx.query(
        `select a.owner_id, a.asset, a.balance, a.entry_no, array_agg(e.amount || ':' || e.entry_no || ':' || coalesce(e.balance_after, -1) order by t.key, e.leg_no) as lines
         from ledger_account a join ledger_entry e using (tenant_id, account_id) join ledger_transfer t using (tenant_id, transfer_id)
         where a.tenant_id = $1 group by 1, 2, 3, 4 order by 1, 2`,
        [tenantId],
      );
      return sums.rows;
    });
  assert.deepEqual(await figures(batched), await figures(single));
  for (const tenantId of [single, batched]) assert.equal((await acts.proof(tenantId)).difference, 0);
});

test('what a batch refuses leaves its neighbours and every other row alone', async () => {
  const tenantId = 3;
  const acts = actsOn(db);
  await acts.earn(tenantId, 'e1', 'a', 100);
  await acts.earn(tenantId, 'e2', 'h', 100, 0, 'honour_points');
  await db.inTenant(tenantId, (tx) => ledger.post(tx, gift(tenantId, 'before', 'a', 10)));
  const requests = [
    gift(tenantId, 'r1', 'a', 60),
    gift(tenantId, 'r2', 'a', 60),
    gift(tenantId, 'before', 'a', 10),
    { ...gift(tenantId, 'before2', 'a', 1), key: 'r3', legs: move('honour_points', person('h'), pool, 5) },
    gift(tenantId, 'r4', 'nobody', 5),
    gift(tenantId, 'r5', 'a', 30),
  ];
  const answers = await db.inTenant(tenantId, (tx) => ledger.postMany(tx, requests));
  assert.deepEqual(
    answers.map((one) => (one.ok ? (one.replayed ? 'replayed' : 'posted') : `${one.code} ${one.legNo}`)),
    ['posted', 'INSUFFICIENT_TIME 1', 'replayed', 'NO_NEGATIVE_POINTS 1', 'INSUFFICIENT_TIME 1', 'posted'],
  );
  assert.equal(await poolBalance(tenantId), 100);
  assert.equal((await acts.time(tenantId, 'a')).balance, 0);
  assert.equal((await acts.proof(tenantId)).difference, 0);
  const { rows } = await db.inTenant(tenantId, (tx) =>
    tx.query(`select 1 from ledger_account where tenant_id = $1 and owner_id = 'nobody'`, [tenantId]),
  );
  assert.equal(rows.length, 0, 'a refused transfer opened an account');
  // A batch of refusals alone changes nothing; a key with another content is refused.
  const reused = await acts.unchangedBy(tenantId, () =>
    db.inTenant(tenantId, (tx) =>
      ledger.postMany(tx, [gift(tenantId, 'x1', 'nobody', 5), gift(tenantId, 'before', 'a', 11)]),
    ),
  );
  assert.deepEqual(
    reused.map((one) => !one.ok && one.code),
    ['INSUFFICIENT_TIME', 'IDEMPOTENCY_KEY_REUSED'],
  );
});

test('a cap and a hold count inside a batch; instants never go back', async () => {
  const tenantId = 4;
  const acts = actsOn(db);
  await acts.earn(tenantId, 'e1', 'a', 100, 30);
  await db.inTenant(tenantId, (tx) =>
    ledger.hold(tx, {
      tenantId,
      key: 'h',
      owner: person('a'),
      asset: 'time_minutes',
      amount: 60,
      at: at(31),
      expiresAt: at(90),
    }),
  );
  await db.inTenant(tenantId, (tx) =>
    ledger.openAccount(tx, { tenantId, owner: pool, asset: 'time_minutes', at: at(31) }),
  );
  await db.inTenant(tenantId, (tx) =>
    ledger.setLimits(tx, { tenantId, owner: pool, asset: 'time_minutes', floor: 0, cap: 35 }),
  );
  const give = (key: string, amount: number) => gift(tenantId, key, 'a', amount, 10);
  const answers = await db.inTenant(tenantId, (tx) =>
    ledger.postMany(tx, [give('1', 20), give('2', 20), give('3', 15), give('4', 6)]),
  );
  assert.deepEqual(
    answers.map((one) => one.ok || one.code),
    [true, 'OVER_CAP', true, 'INSUFFICIENT_TIME'],
  );
  const { rows } = await db.inTenant(tenantId, (tx) =>
    tx.query(`select min(posted_at) as first from ledger_transfer where tenant_id = $1 and kind = 'donation'`, [
      tenantId,
    ]),
  );
  assert.ok(rows[0].first >= at(30), 'posted before the earning it spends');
  const exact = [give('5', 5), give('6', 5)].map((request) => ({
    ...request,
    legs: move('time_minutes', person('a'), person('b'), 2),
  }));
  assert.ok((await db.inTenant(tenantId, (tx) => ledger.postMany(tx, exact))).every((one) => one.ok));
  assert.equal((await acts.proof(tenantId)).difference, 0);
});

test('misuse of a batch is thrown and writes nothing', async () => {
  const tenantId = 5;
  const acts = actsOn(db);
  await acts.earn(tenantId, 'e1', 'a', 100);
  const good = gift(tenantId, 'm1', 'a', 1);
  const bad: (readonly [ledger.TransferRequest[], RegExp])[] = [
    [[good, good], /each with its own key/],
    [[good, gift(6, 'm2', 'a', 1)], /of one community/],
    [Array.from({ length: ledger.mostInBatch + 1 }, (_, i) => gift(tenantId, `n${i}`, 'a', 1)), /at most 200/],
    [
      [
        good,
        {
          ...good,
          key: 'm3',
          legs: [
            { ...person('a'), asset: 'time_minutes', amount: -2 },
            { ...pool, asset: 'time_minutes', amount: 1 },
          ],
        },
      ],
      /do not balance/,
    ],
    [
      [
        good,
        {
          ...good,
          key: 'm4',
          legs: [
            { account: '018f0000-0000-7000-8000-000000000000', amount: -2 },
            { ...pool, asset: 'time_minutes', amount: 2 },
          ],
        },
      ],
      /names accounts by their owners/,
    ],
  ];
  const then = await everything(db, tenantId);
  for (const [batch, why] of bad)
    await assert.rejects(
      db.inTenant(tenantId, (tx) => ledger.postMany(tx, batch)),
      why,
    );
  assert.deepEqual(await everything(db, tenantId), then);
  assert.deepEqual(await db.inTenant(tenantId, (tx) => ledger.postMany(tx, [])), []);
  assert.equal(
    (
      await db.inTenant(tenantId, (tx) =>
        ledger.postMany(
          tx,
          Array.from({ length: ledger.mostInBatch / 2 }, (_, i) => gift(tenantId, `n${i}`, 'a', 1)),
        ),
      )
    ).length,
    100,
  );
  await assert.rejects(
    db.inTenant(6, (tx) => ledger.postMany(tx, [good])),
    /not the tenant of this transaction/,
  );
});

test('two hundred callers at once: gathered into few commits, each answered after its own, all in the books', async () => {
  const tenantId = 7;
  const acts = actsOn(db);
  for (const name of ['a', 'b', 'c', 'd']) await acts.earn(tenantId, `e${name}`, name, 40);
  const gatherer = ledger.gatherPosts(pools.db);
  const name = (i: number) => 'abcd'[i % 4]!;
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const posted = await gatherer.post(gift(tenantId, `k${i}`, name(i), 1));
      // Answered means committed: another connection sees it.
      if (posted.ok)
        assert.ok(await db.inTenant(tenantId, (tx) => ledger.findTransfer(tx, { tenantId, key: `k${i}` })));
      return posted;
    }),
  );
  assert.equal(answers.filter((one) => one.ok).length, 160);
  assert.ok(answers.every((one) => one.ok || one.code === 'INSUFFICIENT_TIME'));
  assert.equal(await poolBalance(tenantId), 160);
  assert.equal((await acts.proof(tenantId)).difference, 0);
  const { rows } = await db.inTenant(tenantId, (tx) =>
    tx.query(
      `select count(distinct xmin::text)::int as commits from ledger_transfer where tenant_id = $1 and kind = 'donation'`,
      [tenantId],
    ),
  );
  assert.ok(rows[0].commits < 20, `${rows[0].commits} commits`);
});

test('the same key from many callers is one transfer; the first is told that it was posted', async () => {
  const tenantId = 8;
  await actsOn(db).earn(tenantId, 'e', 'a', 100);
  const gatherer = ledger.gatherPosts(pools.db);
  const answers = await Promise.all(Array.from({ length: 12 }, () => gatherer.post(gift(tenantId, 'same', 'a', 7))));
  assert.equal(answers.filter((one) => one.ok && !one.replayed).length, 1);
  assert.equal(new Set(answers.map((one) => one.ok && one.transferId)).size, 1);
  const other = await gatherer.post(gift(tenantId, 'same', 'a', 8));
  assert.deepEqual(other, { ok: false, code: 'IDEMPOTENCY_KEY_REUSED' });
  assert.equal(await poolBalance(tenantId), 7);
});

test('what belongs to a post is written with it, and what throws undoes itself alone', async () => {
  const tenantId = 9;
  const acts = actsOn(db);
  await acts.earn(tenantId, 'e', 'a', 100);
  const gatherer = ledger.gatherPosts(pools.db);
  const seen: string[] = [];
  const posts = ['p0', 'p1', 'p2', 'p3'].map((key) =>
    gatherer.post(gift(tenantId, key, 'a', key === 'p3' ? 1000 : 10), async (tx, transferId) => {
      if (key === 'p2') throw new Error('the act of p2 fails');
      assert.equal((await ledger.findTransfer(tx, { tenantId, key }))?.transferId, transferId);
      seen.push(key);
    }),
  );
  const ends = await Promise.allSettled(posts);
  assert.deepEqual(
    ends.map((end) => (end.status === 'rejected' ? String(end.reason) : end.value.ok)),
    [true, true, 'Error: the act of p2 fails', false],
  );
  assert.ok(seen.includes('p0') && seen.includes('p1') && !seen.includes('p3'));
  assert.equal(await poolBalance(tenantId), 20);
  assert.equal((await acts.proof(tenantId)).difference, 0);
});

test('a caller’s mistake is thrown at the caller and never enters a batch', async () => {
  const tenantId = 10;
  const gatherer = ledger.gatherPosts(pools.db);
  const good = gift(tenantId, 'm', 'a', 1);
  const wrong: readonly ledger.TransferRequest[] = [
    { ...good, key: '' },
    {
      ...good,
      legs: [
        { ...person('a'), asset: 'time_minutes', amount: -2 },
        { ...pool, asset: 'time_minutes', amount: 1 },
      ],
    },
    { ...good, legs: move('time_minutes', person('a'), { ownerKind: 'clearing', ownerId: '3' }, 1) },
    {
      ...good,
      legs: [
        { account: '018f0000-0000-7000-8000-000000000000', amount: -2 },
        { ...pool, asset: 'time_minutes', amount: 2 },
      ],
    },
  ];
  for (const request of wrong) assert.throws(() => gatherer.post(request), ledger.LedgerMisuse);
});

test('when the connection is lost every caller of the batch is told, and the same keys then post once', async () => {
  const tenantId = 11;
  const acts = actsOn(db);
  await acts.earn(tenantId, 'e', 'a', 100);
  const gatherer = ledger.gatherPosts(pools.db);
  const lock = await db.app.connect();
  await lock.query(`begin; set local app.tenant = '${tenantId}'`);
  await lock.query(
    `select r_code from ledger_hold_place(${tenantId}, '018f0000-0000-7000-8000-000000000001', 'lock', sha256('x'), 'person', 'a', 'time_minutes', 1, '2026-03-02', null, '{}')`,
  );
  const keys = ['l0', 'l1', 'l2'];
  const posts = Promise.allSettled(keys.map((key) => gatherer.post(gift(tenantId, key, 'a', 1))));
  for (let waits = 0, waiting = 0; waiting === 0 && waits < 200; waits += 1) {
    const { rows } = await db.app.query(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    waiting = rows[0].n;
    if (waiting > 0)
      await lock.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = $1',
        ['Lock'],
      );
    else await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await lock.query('rollback');
  lock.release();
  const ends = await posts;
  assert.ok(
    ends.some((end) => end.status === 'rejected'),
    'nobody was told',
  );
  const again = await Promise.all(keys.map((key) => gatherer.post(gift(tenantId, key, 'a', 1))));
  assert.ok(again.every((one) => one.ok));
  assert.equal(await poolBalance(tenantId), 3);
  assert.equal((await acts.proof(tenantId)).difference, 0);
});
