import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  actsOn,
  at,
  day,
  everything,
  issue,
  ledgerDatabase,
  move,
  person,
  type LedgerDatabase,
} from './ledger-fixture.ts';
import * as ledger from './index.ts';
import * as inside from './post-transfer.ts';

let db: LedgerDatabase;
let acts: ReturnType<typeof actsOn>;
let last = 100;
/** Two communities that nobody else uses, the smaller number first. */
const newPair = (): [number, number] => [(last += 2) - 1, last];

before(async () => {
  db = await ledgerDatabase();
  acts = actsOn(db);
});
after(() => db.close());

const request = (from: number, to: number, key: string, amount = 40): ledger.BetweenRequest => ({
  key,
  kind: 'service.away',
  valueDate: day,
  at: at(5),
  amounts: [{ asset: 'time_minutes', amount }],
  from: { tenantId: from, owner: person('li') },
  to: { tenantId: to, owner: person('wang') },
});
const send = (body: ledger.BetweenRequest, tenantId = body.from.tenantId) =>
  db.inTenant(tenantId, (tx) => ledger.postBetween(tx, body));
const differences = (tenantId: number) => db.inTenant(tenantId, (tx) => ledger.checkClearing(tx, tenantId));
const unchanged = async (tenants: readonly number[], act: () => Promise<unknown>): Promise<void> => {
  const all = () => Promise.all(tenants.map((tenantId) => everything(db, tenantId)));
  const then = await all();
  await act();
  assert.deepEqual(await all(), then);
};

describe('between two communities', () => {
  for (const way of ['upwards', 'downwards'])
    test(`both sides move or none, ${way}; the clearing accounts cancel out`, async () => {
      const pair = newPair();
      const [from, to] = way === 'upwards' ? pair : pair.toReversed();
      await acts.earn(from!, 'e', 'li', 100);
      const answer = await send(request(from!, to!, 'x'));
      assert.ok(answer.ok && !answer.replayed);
      assert.equal((await acts.time(from!, 'li')).balance, 60);
      assert.equal((await acts.time(to!, 'wang')).balance, 40);
      const clearing = async (tenantId: number, other: number) =>
        (
          await db.inTenant(tenantId, (tx) =>
            ledger.balances(tx, { tenantId, owner: { ownerKind: 'clearing', ownerId: String(other) } }),
          )
        ).time_minutes.balance;
      assert.deepEqual([await clearing(from!, to!), await clearing(to!, from!)], [40, -40]);
      for (const tenantId of pair) {
        assert.equal((await acts.proof(tenantId)).difference, 0);
        assert.deepEqual(await differences(tenantId), []);
      }
      await unchanged(pair, async () => {
        const again = { ...request(from!, to!, 'x'), at: at(9) };
        assert.deepEqual(await send(again), { ...answer, replayed: true });
      });
    });

  test('a refusal of either side leaves both as they were, and names the side', async () => {
    const [a, b] = newPair();
    await acts.earn(a, 'e', 'li', 30);
    await acts.earn(b, 'e', 'wang', 1);
    await unchanged([a, b], async () =>
      assert.deepEqual(await send(request(a, b, 'x')), { ok: false, code: 'INSUFFICIENT_TIME', tenantId: a }),
    );
    const wang = { tenantId: b, owner: person('wang'), asset: 'time_minutes' as const };
    await db.inTenant(b, (tx) => ledger.setLimits(tx, { ...wang, floor: 0, cap: 10 }));
    await unchanged([a, b], async () =>
      assert.deepEqual(await send(request(a, b, 'x', 20)), { ok: false, code: 'OVER_CAP', tenantId: b }),
    );
    // The transaction goes on in the community in which it was.
    const seen = await db.inTenant(a, async (tx) => {
      await ledger.postBetween(tx, request(a, b, 'x', 20));
      await ledger.postBetween(tx, request(a, b, 'y', 2));
      return (await tx.query(`select current_setting('app.tenant') as tenant`)).rows[0].tenant;
    });
    assert.equal(seen, String(a));
    assert.equal((await acts.time(b, 'wang')).balance, 3);
  });

  test('the key is one for both sides: another receiver, amount or act under it is refused', async () => {
    const [a, b] = newPair();
    await acts.earn(a, 'e', 'li', 100);
    await acts.earn(b, 'taken', 'wang', 5);
    await send(request(a, b, 'x'));
    const reused = (tenantId: number) => ({ ok: false, code: 'IDEMPOTENCY_KEY_REUSED', tenantId });
    await unchanged([a, b], async () => {
      assert.deepEqual(await send(request(a, b, 'x', 41)), reused(a));
      assert.deepEqual(await send({ ...request(a, b, 'x'), to: { tenantId: b, owner: person('zhao') } }), reused(b));
      assert.deepEqual(await send(request(a, b, 'taken')), reused(b));
    });
  });

  test('a key that one side knows from half of such an act is refused for the other', async () => {
    for (const half of ['from', 'to']) {
      const [a, b] = newPair();
      await acts.earn(a, 'e', 'li', 100);
      const tenantId = half === 'from' ? a : b;
      const clearing = { ownerKind: 'clearing', ownerId: String(half === 'from' ? b : a) } as const;
      const legs =
        half === 'from'
          ? move('time_minutes', person('li'), clearing, 40)
          : move('time_minutes', clearing, person('wang'), 40);
      const { key, kind, valueDate } = request(a, b, 'x');
      const posted = await db.inTenant(tenantId, (tx) =>
        inside.post(tx, { tenantId, key, kind, valueDate, at: at(4), legs }),
      );
      assert.ok(posted.ok);
      await unchanged([a, b], async () =>
        assert.deepEqual(await send(request(a, b, 'x')), { ok: false, code: 'IDEMPOTENCY_KEY_REUSED', tenantId }),
      );
      // Refused, the transaction goes on.
      const after = await db.inTenant(a, async (tx) => {
        await ledger.postBetween(tx, request(a, b, 'x'));
        return (await tx.query(`select current_setting('app.tenant') as tenant`)).rows[0].tenant;
      });
      assert.equal(after, String(a));
    }
  });

  test('a transaction that was in no community is in none afterwards', async () => {
    const [a, b] = newPair();
    await acts.earn(a, 'e', 'li', 100);
    const client = await db.app.connect();
    try {
      await client.query('begin');
      assert.ok((await ledger.postBetween(client, request(a, b, 'x'))).ok);
      await client.query('commit');
      assert.equal((await client.query(`select current_setting('app.tenant', true) as tenant`)).rows[0].tenant, '');
    } finally {
      client.release();
    }
    assert.equal((await acts.time(b, 'wang')).balance, 40);
  });

  test('a hold is settled into the other community, once', async () => {
    const [b, a] = newPair();
    await acts.earn(a, 'e', 'li', 100);
    const held = await db.inTenant(a, (tx) =>
      ledger.hold(tx, { tenantId: a, owner: person('li'), asset: 'time_minutes', key: 'h', amount: 60, at: at(1) }),
    );
    assert.ok(held.ok);
    const settle = { ...request(a, b, 'x', 45), from: { tenantId: a, holdId: held.holdId } };
    assert.ok((await send(settle)).ok);
    assert.deepEqual(await send({ ...settle, key: 'y' }), { ok: false, code: 'HOLD_CLOSED', tenantId: a });
    const li = await acts.time(a, 'li');
    assert.deepEqual([li.balance, li.held, (await acts.time(b, 'wang')).balance], [55, 0, 45]);
  });

  test('it is taken back on both sides, once, with the reason, and never by halves', async () => {
    const [a, b] = newPair();
    await acts.earn(a, 'e', 'li', 100);
    const posted = await send(request(a, b, 'x'));
    assert.ok(posted.ok);
    const undo = { key: 'u', kind: 'correction', at: at(9), original: 'x', from: a, to: b, reason: '登记有误' };
    const back = (body = undo) => db.inTenant(a, (tx) => ledger.reverseBetween(tx, body));
    await unchanged([a, b], async () => {
      await assert.rejects(
        db.inTenant(a, (tx) =>
          ledger.reverse(tx, { ...undo, key: 'half', tenantId: a, transferId: posted.fromTransfer }),
        ),
        /reverseBetween/,
      );
      assert.deepEqual(await back({ ...undo, original: 'e' }), { ok: false, code: 'TRANSFER_UNKNOWN', tenantId: a });
      const third = newPair()[0];
      assert.deepEqual(await back({ ...undo, to: third }), { ok: false, code: 'TRANSFER_UNKNOWN', tenantId: a });
      assert.deepEqual(await back({ ...undo, original: 'none' }), { ok: false, code: 'TRANSFER_UNKNOWN', tenantId: a });
    });
    assert.ok((await back()).ok);
    await unchanged([a, b], async () => {
      const again = await back();
      assert.ok(again.ok && again.replayed);
      assert.deepEqual(await back({ ...undo, key: 'u2' }), { ok: false, code: 'ALREADY_REVERSED', tenantId: a });
    });
    assert.deepEqual([(await acts.time(a, 'li')).balance, (await acts.time(b, 'wang')).balance], [100, 0]);
    assert.deepEqual(await differences(a), []);
  });

  test('misuse is thrown: one community, nothing to move, a clearing account in an ordinary act', async () => {
    const [a, b] = newPair();
    await acts.earn(a, 'e', 'li', 100);
    await assert.rejects(send(request(a, a, 'x')), /needs no clearing/);
    await assert.rejects(send({ ...request(a, b, 'x'), amounts: [] }), /is positive/);
    await assert.rejects(send(request(a, b, 'x', -5)), /is positive/);
    await assert.rejects(send(request(a, b, 'x', 0)), /is positive/);
    const one = { asset: 'fund_fen', amount: 5 } as const;
    await assert.rejects(send({ ...request(a, b, 'x'), amounts: [one, { ...one, amount: -1 }] }), /is positive/);
    const undo = { key: 'u', kind: 'x', at: at(1), original: 'x', from: a, to: a, reason: 'error' };
    await assert.rejects(
      db.inTenant(a, (tx) => ledger.reverseBetween(tx, undo)),
      /needs no clearing/,
    );
    const clearing = { ownerKind: 'clearing', ownerId: String(b) } as const;
    const head = { tenantId: a, key: 'p', kind: 'x', valueDate: day, at: at(1) };
    const post = (legs: ledger.Leg[]) => db.inTenant(a, (tx) => ledger.post(tx, { ...head, legs }));
    await assert.rejects(post(move('time_minutes', person('li'), clearing, 5)), /postBetween only/);
    const to = [{ ...clearing, asset: 'time_minutes' as const, amount: 5 }];
    const settled = db.inTenant(a, (tx) => ledger.settleHold(tx, { ...head, holdId: issueId, to }));
    await assert.rejects(settled, /postBetween only/);
  });

  test('opposite transfers at once never wait in a circle', async () => {
    const [a, b] = newPair();
    for (const tenantId of [a, b]) await acts.earn(tenantId, 'e', 'li', 1000);
    const one = (n: number) => (n % 2 === 0 ? send(request(a, b, `k${n}`, 3)) : send(request(b, a, `k${n}`, 2)));
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => one(n)));
    assert.ok(answers.every((answer) => answer.ok));
    assert.deepEqual([(await acts.time(a, 'li')).balance, (await acts.time(b, 'wang')).balance], [940, 60]);
    assert.deepEqual(await differences(b), []);
  });

  test('the daily check finds a half that stands alone, seen from either side', async () => {
    const [a, b] = newPair();
    await acts.earn(a, 'e', 'li', 100);
    await send(request(a, b, 'x'));
    // By an account's id the engine cannot see whose it is; the check does.
    const { rows } = await db.inTenant(a, (tx) =>
      tx.query(`select account_id from ledger_account where tenant_id = $1 and owner_kind = 'clearing'`, [a]),
    );
    const legs: ledger.Leg[] = [
      { ...issue, asset: 'time_minutes', amount: -7 },
      { account: rows[0].account_id, amount: 7 },
    ];
    const head = { tenantId: a, key: 'half', kind: 'x', valueDate: day, at: at(6) };
    assert.ok((await db.inTenant(a, (tx) => ledger.post(tx, { ...head, legs }))).ok);
    const [c] = newPair();
    await send(request(a, c, 'other', 9));
    assert.deepEqual(await differences(a), [{ partner: b, asset: 'time_minutes', own: 47, theirs: -40 }]);
    assert.deepEqual(await differences(c), []);
    const clearing = { ownerKind: 'clearing', ownerId: String(c) } as const;
    const fund = { tenantId: a, key: 'fund', kind: 'x', valueDate: day, at: at(6) };
    await db.inTenant(a, (tx) => inside.post(tx, { ...fund, legs: move('fund_fen', issue, clearing, 300) }));
    await db.inTenant(a, async (tx) => {
      const found = await ledger.checkClearing(tx, a);
      assert.deepEqual(found.at(-1), { partner: c, asset: 'fund_fen', own: 300, theirs: 0 });
      assert.equal(found.length, 2);
      // Afterwards the transaction is in its own community again.
      assert.equal((await ledger.findTransfer(tx, { tenantId: a, key: 'fund' }))?.kind, 'x');
    });
    assert.deepEqual(await differences(b), [{ partner: a, asset: 'time_minutes', own: -40, theirs: 47 }]);
  });
});

const issueId = '019cabd8-3800-7cbe-8742-69deb1e080fe';
