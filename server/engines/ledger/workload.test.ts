import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { at, day, issue, ledgerDatabase, move, person, pool, type LedgerDatabase } from './ledger-fixture.ts';
import * as ledger from './index.ts';

/**
 * A random workload against an auditor that keeps its own books. The auditor knows the rules in its own words and
 * reads nothing of the ledger but the answers; at the end each account must agree with it to the unit.
 */
const people = ['a', 'b', 'c', 'd'] as const;
type Name = (typeof people)[number] | 'pool';
const spendable: readonly ledger.Asset[] = ['time_minutes', 'redeemable_points'];
const ownerOf = (name: Name): ledger.Owner => (name === 'pool' ? pool : person(name));

const anyName = fc.constantFrom<Name>(...people, 'pool');
const anyAsset = fc.constantFrom<ledger.Asset>('annual_minutes', 'honour_points', ...spendable);
const anyAmount = fc.integer({ min: 1, max: 90 });
const pick = fc.nat(1_000_000);
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('earn' as const), asset: anyAsset, to: anyName, amount: anyAmount }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      asset: fc.constantFrom(...spendable),
      from: anyName,
      to: anyName,
      amount: anyAmount,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('spendHonour' as const),
      from: fc.constantFrom(...people),
      amount: anyAmount,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reverse' as const), which: pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('repeat' as const), which: pick, other: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('hold' as const),
      from: anyName,
      amount: anyAmount,
      life: fc.option(fc.integer({ min: 1, max: 20 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('settle' as const), which: pick, to: anyName, amount: anyAmount }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), which: pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('limits' as const),
      of: anyName,
      floor: fc.integer({ min: -100, max: 50 }),
      cap: fc.option(fc.integer({ min: 50, max: 300 })),
    }),
  },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

interface Book {
  balance: number;
  held: number;
  floor: number;
  cap: number | null;
  opened: boolean;
}
interface Done {
  readonly request: ledger.TransferRequest;
  readonly id: string;
  readonly legs: readonly { readonly book: Book | null; readonly amount: number }[];
  reversed: boolean;
}
interface Held {
  readonly id: string;
  readonly from: Name;
  readonly book: Book;
  readonly amount: number;
  readonly expires: number | null;
  state: 'pending' | 'closed' | 'released';
}

class Auditor {
  readonly books = new Map<string, Book>();
  readonly done: Done[] = [];
  readonly holds: Held[] = [];
  /** Balance of one book after each minute, to be asked again at the end. */
  readonly past: { readonly minute: number; readonly balance: number }[] = [];

  book(name: Name, asset: ledger.Asset): Book {
    const key = `${name}/${asset}`;
    const known = this.books.get(key) ?? { balance: 0, held: 0, floor: 0, cap: null, opened: false };
    this.books.set(key, known);
    return known;
  }

  /** What the rules say of moving the amounts, or null when they may move. Applies them then. */
  decide(
    legs: Done['legs'],
    asset: ledger.Asset,
    freed: { book: Book; amount: number } | null = null,
  ): ledger.LedgerCode | null {
    for (const { book, amount } of legs) {
      if (!book) continue;
      const held = book.held - (freed?.book === book ? freed.amount : 0);
      if (amount < 0 && book.balance + amount - held < book.floor)
        return asset === 'time_minutes' ? 'INSUFFICIENT_TIME' : 'INSUFFICIENT_BALANCE';
      if (amount > 0 && book.cap !== null && book.balance + amount > book.cap) return 'OVER_CAP';
    }
    if (freed) freed.book.held -= freed.amount;
    for (const { book, amount } of legs) {
      if (!book) continue;
      book.balance += amount;
      book.opened = true;
    }
    return null;
  }
}

let db: LedgerDatabase;
let lastTenant = 0;
before(async () => {
  db = await ledgerDatabase();
});
after(async () => {
  await db.close();
});

const codeOf = (answer: { readonly ok: true } | ledger.Refused): ledger.LedgerCode | null =>
  answer.ok ? null : answer.code;

/** Performs one act on the ledger and on the auditor's books and compares the answers. */
async function perform(tenantId: number, minute: number, one: Act, audit: Auditor): Promise<void> {
  const run = <T>(work: (tx: ledger.LedgerTx) => Promise<T>): Promise<T> => db.inTenant(tenantId, work);
  const head = { tenantId, key: `k${minute}`, kind: one.do, valueDate: day, at: at(minute) };
  const postAs = async (legs: readonly ledger.Leg[], own: Done['legs'], asset: ledger.Asset): Promise<void> => {
    const request = { ...head, legs };
    const answer = await run((tx) => ledger.post(tx, request));
    assert.equal(codeOf(answer), audit.decide(own, asset));
    if (answer.ok) audit.done.push({ request, id: answer.transferId, legs: own, reversed: false });
  };
  switch (one.do) {
    case 'earn':
      return postAs(
        move(one.asset, issue, ownerOf(one.to), one.amount),
        [{ book: audit.book(one.to, one.asset), amount: one.amount }],
        one.asset,
      );
    case 'move': {
      if (one.from === one.to) return;
      const own = [
        { book: audit.book(one.from, one.asset), amount: -one.amount },
        { book: audit.book(one.to, one.asset), amount: one.amount },
      ];
      return postAs(move(one.asset, ownerOf(one.from), ownerOf(one.to), one.amount), own, one.asset);
    }
    case 'spendHonour': {
      const answer = await run((tx) =>
        ledger.post(tx, { ...head, legs: move('honour_points', person(one.from), issue, one.amount) }),
      );
      return assert.equal(codeOf(answer), 'NO_NEGATIVE_POINTS');
    }
    case 'reverse': {
      const target = audit.done[one.which % (audit.done.length || 1)];
      if (!target) return;
      const answer = await run((tx) => ledger.reverse(tx, { ...head, transferId: target.id, reason: 'error' }));
      const asset = (target.request.legs[0] as { asset: ledger.Asset }).asset;
      const opposite = target.legs.map(({ book, amount }) => ({ book, amount: -amount }));
      assert.equal(codeOf(answer), target.reversed ? 'ALREADY_REVERSED' : audit.decide(opposite, asset));
      if (answer.ok) target.reversed = true;
      return;
    }
    case 'repeat': {
      const target = audit.done[one.which % (audit.done.length || 1)];
      if (!target || target.request.kind === 'settle') return;
      const request = { ...target.request, at: at(minute), ...(one.other ? { kind: 'other' } : {}) };
      const answer = await run((tx) => ledger.post(tx, request));
      return assert.deepEqual(
        answer,
        one.other ? { ok: false, code: 'IDEMPOTENCY_KEY_REUSED' } : { ok: true, transferId: target.id, replayed: true },
      );
    }
    case 'hold': {
      const book = audit.book(one.from, 'time_minutes');
      const expires = one.life === null ? null : minute + one.life;
      const answer = await run((tx) =>
        ledger.hold(tx, {
          tenantId,
          owner: ownerOf(one.from),
          asset: 'time_minutes',
          key: head.key,
          amount: one.amount,
          at: head.at,
          expiresAt: expires === null ? null : at(expires),
        }),
      );
      const enough = book.opened && book.balance - book.held - one.amount >= book.floor;
      assert.equal(codeOf(answer), enough ? null : 'INSUFFICIENT_TIME');
      if (!answer.ok) return;
      book.held += one.amount;
      audit.holds.push({ id: answer.holdId, from: one.from, book, amount: one.amount, expires, state: 'pending' });
      return;
    }
    case 'settle': {
      const target = audit.holds[one.which % (audit.holds.length || 1)];
      if (!target || target.from === one.to) return;
      const to = [{ ...ownerOf(one.to), asset: 'time_minutes' as const, amount: one.amount }];
      const answer = await run((tx) => ledger.settleHold(tx, { ...head, holdId: target.id, to }));
      const own = [
        { book: target.book, amount: -one.amount },
        { book: audit.book(one.to, 'time_minutes'), amount: one.amount },
      ];
      const expected =
        target.state !== 'pending'
          ? 'HOLD_CLOSED'
          : target.expires !== null && target.expires <= minute
            ? 'HOLD_EXPIRED'
            : one.amount > target.amount
              ? 'HOLD_EXCEEDED'
              : audit.decide(own, 'time_minutes', target);
      assert.equal(codeOf(answer), expected);
      if (!answer.ok) return;
      target.state = 'closed';
      audit.done.push({ request: { ...head, legs: to }, id: answer.transferId, legs: own, reversed: false });
      return;
    }
    case 'release': {
      const target = audit.holds[one.which % (audit.holds.length || 1)];
      if (!target) return;
      const answer = await run((tx) => ledger.releaseHold(tx, { tenantId, holdId: target.id, at: head.at }));
      assert.equal(codeOf(answer), target.state === 'closed' ? 'HOLD_CLOSED' : null);
      if (target.state === 'pending') target.book.held -= target.amount;
      if (target.state === 'pending') target.state = 'released';
      return;
    }
    case 'expire': {
      const due = audit.holds.filter((one) => one.state === 'pending' && one.expires !== null && one.expires <= minute);
      const expired = await run((tx) => ledger.expireHolds(tx, { tenantId, at: head.at, limit: 100 }));
      assert.deepEqual(expired.toSorted(), due.map((one) => one.id).toSorted());
      for (const target of due) {
        target.state = 'closed';
        target.book.held -= target.amount;
      }
      return;
    }
    case 'limits': {
      const book = audit.book(one.of, 'time_minutes');
      const answer = await run((tx) =>
        ledger.setLimits(tx, {
          tenantId,
          owner: ownerOf(one.of),
          asset: 'time_minutes',
          floor: one.floor,
          cap: one.cap,
        }),
      );
      assert.equal(
        codeOf(answer),
        !book.opened ? 'ACCOUNT_UNKNOWN' : book.balance - book.held < one.floor ? 'FLOOR_ABOVE_BALANCE' : null,
      );
      if (answer.ok) Object.assign(book, { floor: one.floor, cap: one.cap });
      return;
    }
  }
}

/** The ledger's balances against the auditor's, account by account, and the ledger's own proof. */
async function compare(tenantId: number, audit: Auditor): Promise<void> {
  await db.inTenant(tenantId, async (tx) => {
    for (const name of [...people, 'pool'] as const) {
      const balances = await ledger.balances(tx, { tenantId, owner: ownerOf(name) });
      for (const asset of ledger.assets) {
        const book = audit.book(name, asset);
        assert.deepEqual(
          [balances[asset].balance, balances[asset].held],
          [book.balance, book.held],
          `${name}/${asset}`,
        );
      }
    }
    for (const { minute, balance } of audit.past) {
      const then = await ledger.balanceAt(tx, { tenantId, owner: person('a'), asset: 'time_minutes', at: at(minute) });
      assert.equal(then.balance, balance, `a at minute ${minute}`);
    }
    const report = await ledger.checkDifference(tx, tenantId);
    assert.equal(report.difference, 0, JSON.stringify(report));
  });
}

test('random acts one after another: every answer and every balance as the auditor has it', async () => {
  let acts = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 60, size: 'max' }), async (list) => {
      const tenantId = (lastTenant += 1);
      const audit = new Auditor();
      for (const [minute, one] of list.entries()) {
        await perform(tenantId, minute, one, audit);
        audit.past.push({ minute, balance: audit.book('a', 'time_minutes').balance });
        acts += 1;
      }
      await compare(tenantId, audit);
    }),
    { numRuns: 40, seed: 20260302 },
  );
  assert.ok(acts > 800, `${acts} acts`);
});

test('random acts from 8 callers at once: the acknowledged ones, and only they, are in the books', async () => {
  const concurrent = fc.array(
    fc.record({
      asset: fc.constantFrom(...spendable),
      from: fc.option(anyName),
      to: anyName,
      amount: anyAmount,
      key: fc.nat(120),
      undo: fc.boolean(),
    }),
    {
      minLength: 80,
      maxLength: 120,
      size: 'max',
    },
  );
  await fc.assert(
    fc.asyncProperty(concurrent, async (list) => {
      const tenantId = (lastTenant += 1);
      const audit = new Auditor();
      const queue = list.entries().toArray();
      const posted = new Set<string>();
      const worker = async (): Promise<void> => {
        for (let next = queue.shift(); next; next = queue.shift()) {
          const [minute, { asset, from, to, amount, key, undo }] = next;
          if (from === to) continue;
          const legs = move(asset, from === null ? issue : ownerOf(from), ownerOf(to), amount);
          const head = { tenantId, kind: 'x', valueDate: day, at: at(minute) };
          // Keys repeat among the callers, mostly with other content.
          const answer = await db.inTenant(tenantId, (tx) => ledger.post(tx, { ...head, key: `k${key}`, legs }));
          if (!answer.ok || posted.has(answer.transferId)) continue;
          posted.add(answer.transferId);
          let sign = 1;
          if (undo) {
            const send = (i: number) =>
              db.inTenant(tenantId, (tx) =>
                ledger.reverse(tx, { ...head, key: `r${minute}-${i}`, transferId: answer.transferId, reason: 'error' }),
              );
            const undone = (await Promise.all([send(1), send(2)])).filter((one) => one.ok).length;
            assert.ok(undone <= 1);
            sign -= undone;
          }
          if (from !== null) audit.book(from, asset).balance -= sign * amount;
          audit.book(to, asset).balance += sign * amount;
        }
      };
      await Promise.all(Array.from({ length: 8 }, worker));
      await compare(tenantId, audit);
    }),
    { numRuns: 8, seed: 20260303 },
  );
});
