/**
 * Random acts on the ledger and on a model of it. The model reads nothing of the ledger but its answers; every answer,
 * balance, past balance and statement line must be the one that the model expects. Two communities make a world: A has
 * the smaller number.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { at, day, issue, move, person, type LedgerDatabase } from './ledger-fixture.ts';
import * as ledger from './index.ts';
import {
  Model,
  acts,
  apply,
  codeOf,
  everyAsset,
  names,
  ownerOf,
  verdict,
  type Act,
  type Acts,
  type Held,
  type Move,
  type Place,
} from './model-rules-fixture.ts';

/** One world on the real ledger: its acts, each in a transaction of its own, held against the model. */
class World {
  readonly db: LedgerDatabase;
  readonly tenants: Readonly<Record<Place, number>>;
  constructor(db: LedgerDatabase, first: number) {
    this.db = db;
    this.tenants = { A: first, B: first + 1 };
  }

  either(
    place: Place,
    work: (tx: ledger.LedgerTx, tenantId: number) => Promise<ledger.Posted | ledger.PostedBetween>,
  ): Promise<ledger.Posted | ledger.PostedBetween> {
    return this.run(place, work);
  }

  run<T>(place: Place, work: (tx: ledger.LedgerTx, tenantId: number) => Promise<T>): Promise<T> {
    return this.db.inTenant(this.tenants[place], (tx) => work(tx, this.tenants[place]));
  }

  /** Posts, compares the answer with the model's, and makes the model's moves. */
  async post(
    model: Model,
    place: Place,
    legs: readonly ledger.Leg[],
    moves: readonly Move[],
    kind: string,
    ago = 0,
  ): Promise<void> {
    const { minute } = model;
    const when = Math.max(0, minute - ago);
    const tenantId = this.tenants[place];
    const request = { tenantId, key: `k${minute}`, kind, valueDate: day, at: at(when), legs };
    const send = (now: number, asKind: string) =>
      this.run(place, (tx) => ledger.post(tx, { ...request, at: at(now), kind: asKind }));
    const answer = await send(when, kind);
    assert.equal(codeOf(answer), verdict(moves));
    if (!answer.ok) return;
    assert.equal(answer.replayed, false);
    apply(moves, when, answer.transferId);
    const sides = [{ place, id: answer.transferId, moves }];
    model.done.push({ key: request.key, again: send, sides, kind, reversed: false, isReversal: false });
  }

  async perform(model: Model, one: Act): Promise<void> {
    switch (one.do) {
      case 'open': {
        const answer = await this.run(one.place, (tx, tenantId) =>
          ledger.openAccount(tx, { tenantId, owner: ownerOf(one.to), asset: one.asset, at: at(model.minute) }),
        );
        const book = model.book(one.place, one.to, one.asset);
        assert.equal(answer.opened, !book.opened);
        if (!book.opened) book.last = model.minute;
        book.opened = true;
        return;
      }
      case 'earn':
        return this.post(
          model,
          one.place,
          move(one.asset, issue, ownerOf(one.to), one.amount),
          [{ book: model.book(one.place, one.to, one.asset), amount: one.amount }],
          'earn',
          one.back,
        );
      case 'service': {
        const legs = everyAsset.flatMap((asset) => move(asset, issue, person(one.to), one.amount));
        const moves = everyAsset.map((asset) => ({ book: model.book(one.place, one.to, asset), amount: one.amount }));
        return this.post(model, one.place, legs, moves, 'service');
      }
      case 'move':
      case 'lower': {
        const to = one.do === 'move' ? one.to : 'pool';
        if (one.from === to) return;
        const moves = [
          { book: model.book(one.place, one.from, one.asset), amount: -one.amount },
          { book: model.book(one.place, to, one.asset), amount: one.amount },
        ];
        const legs = move(one.asset, ownerOf(one.from), ownerOf(to), one.amount);
        return this.post(model, one.place, legs, moves, one.do, one.do === 'move' ? one.back : 0);
      }
      case 'split': {
        // Halves that do not come out even: nothing is lost or made by rounding.
        const half = Math.floor(one.amount / 2);
        const shares = [-one.amount, half, one.amount - half];
        const whose = [one.from, ...names.filter((name) => name !== one.from).slice(0, 2)];
        const asset = 'time_minutes' as const;
        const moves = whose.map((name, i) => ({ book: model.book(one.place, name, asset), amount: shares[i]! }));
        const legs = whose.map((name, i) => ({ ...ownerOf(name), asset, amount: shares[i]! }));
        return this.post(model, one.place, legs, moves, 'split');
      }
      case 'reverse':
        return this.reverse(model, one.which);
      case 'repeat': {
        const target = model.done[one.which % (model.done.length || 1)];
        if (!target) return;
        const answer = await target.again(model.minute, one.other ? 'another' : target.kind);
        const first = target.sides[0]!.id;
        if (one.other) return assert.equal(codeOf(answer as ledger.Posted), 'IDEMPOTENCY_KEY_REUSED');
        const { ok, replayed, ...ids } = answer as { ok: boolean; replayed: boolean };
        assert.deepEqual([ok, replayed], [true, true]);
        return assert.ok(Object.values(ids).includes(first as never), 'a replay gives the first transfer');
      }
      case 'between':
        return this.between(model, one);
      case 'past': {
        const book = model.book(one.place, one.of, one.asset);
        const minute = one.when % (model.minute + 1);
        const then = await this.run(one.place, (tx, tenantId) =>
          ledger.balanceAt(tx, { tenantId, owner: ownerOf(one.of), asset: one.asset, at: at(minute) }),
        );
        const balance = book.lines.filter((line) => line.minute <= minute).reduce((sum, line) => sum + line.amount, 0);
        const held = model.holds
          .filter((h) => h.book === book && h.opened <= minute && (h.closed === null || h.closed > minute))
          .reduce((sum, h) => sum + h.amount, 0);
        return assert.deepEqual(then, { balance, held, available: balance - held });
      }
      case 'page':
        return this.page(model, one);
      default:
        return this.performHold(model, one);
    }
  }

  async performHold(
    model: Model,
    one: Extract<Act, { do: 'hold' | 'repeatHold' | 'settle' | 'release' | 'expire' | 'limits' }>,
  ): Promise<void> {
    const { minute } = model;
    const target = 'which' in one ? model.holds[one.which % (model.holds.length || 1)] : undefined;
    switch (one.do) {
      case 'hold': {
        const book = model.book(one.place, one.from, 'time_minutes');
        const expires = one.life === null ? null : minute + one.life;
        const request = {
          tenantId: this.tenants[one.place],
          owner: ownerOf(one.from),
          asset: book.asset,
          key: `h${minute}`,
          amount: one.amount,
          at: at(minute),
          expiresAt: expires === null ? null : at(expires),
        };
        const answer = await this.run(one.place, (tx) => ledger.hold(tx, request));
        const enough = book.opened && book.balance - book.held - one.amount >= book.floor;
        assert.equal(codeOf(answer), enough ? null : 'INSUFFICIENT_TIME');
        if (!answer.ok) return;
        book.held += one.amount;
        const { place, from, amount } = one;
        const state = { state: 'pending' as const, closed: null };
        model.holds.push({ request, place, id: answer.holdId, from, book, amount, opened: minute, expires, ...state });
        return;
      }
      case 'repeatHold': {
        if (!target) return;
        const request = { ...target.request, at: at(minute), ...(one.other ? { amount: target.amount + 1 } : {}) };
        const answer = await this.run(target.place, (tx) => ledger.hold(tx, request));
        const first = { ok: true, holdId: target.id, replayed: true };
        return assert.deepEqual(answer, one.other ? { ok: false, code: 'IDEMPOTENCY_KEY_REUSED' } : first);
      }
      case 'settle':
        return target && this.settle(model, target, one);
      case 'release': {
        if (!target) return;
        const answer = await this.run(target.place, (tx, tenantId) =>
          ledger.releaseHold(tx, { tenantId, holdId: target.id, at: at(minute) }),
        );
        assert.equal(codeOf(answer), target.state === 'closed' ? 'HOLD_CLOSED' : null);
        if (target.state !== 'pending') return;
        target.book.held -= target.amount;
        [target.state, target.closed] = ['released', minute];
        return;
      }
      case 'expire': {
        const due = model.holds.filter(
          (h) => h.place === one.place && h.state === 'pending' && h.expires !== null && h.expires <= minute,
        );
        const expired = await this.run(one.place, (tx, tenantId) =>
          ledger.expireHolds(tx, { tenantId, at: at(minute), limit: 100 }),
        );
        assert.deepEqual(expired.toSorted(), due.map((h) => h.id).toSorted());
        for (const h of due) {
          h.book.held -= h.amount;
          [h.state, h.closed] = ['closed', minute];
        }
        return;
      }
      case 'limits': {
        const book = model.book(one.place, one.of, one.asset);
        const { floor, cap, asset } = one;
        const answer = await this.run(one.place, (tx, tenantId) =>
          ledger.setLimits(tx, { tenantId, owner: ownerOf(one.of), asset, floor, cap }),
        );
        const isLow = book.balance - book.held < floor;
        assert.equal(codeOf(answer), !book.opened ? 'ACCOUNT_UNKNOWN' : isLow ? 'FLOOR_ABOVE_BALANCE' : null);
        if (answer.ok) Object.assign(book, { floor, cap });
      }
    }
  }

  /** Settles in the community itself, or to a member of the other one. */
  async settle(model: Model, target: Held, one: Acts['settle']): Promise<void> {
    const { minute } = model;
    const place = one.away ? (target.place === 'A' ? 'B' : 'A') : target.place;
    if (place === target.place && target.from === one.to) return;
    const asset = 'time_minutes' as const;
    const own = [{ book: target.book, amount: -one.amount }];
    const other = [{ book: model.book(place, one.to, asset), amount: one.amount }];
    const act = { key: `k${minute}`, kind: 'settle', valueDate: day, at: at(minute) };
    const send = (now: number, kind: string): Promise<ledger.Posted | ledger.PostedBetween> =>
      this.either(target.place, (tx, tenantId) => {
        const head = { ...act, kind, at: at(now) };
        const amounts = [{ asset, amount: one.amount }];
        if (!one.away)
          return ledger.settleHold(tx, {
            ...head,
            tenantId,
            holdId: target.id,
            to: [{ ...ownerOf(one.to), ...amounts[0]! }],
          });
        const to = { tenantId: this.tenants[place], owner: ownerOf(one.to) };
        return ledger.postBetween(tx, { ...head, amounts, from: { tenantId, holdId: target.id }, to });
      });
    const answer = await send(minute, act.kind);
    const isOver = target.expires !== null && target.expires <= minute;
    const closed =
      target.state !== 'pending'
        ? 'HOLD_CLOSED'
        : isOver
          ? 'HOLD_EXPIRED'
          : one.amount > target.amount
            ? 'HOLD_EXCEEDED'
            : null;
    const giving = closed ?? verdict(one.away ? own : [...own, ...other], { freed: target });
    const taking = one.away ? verdict(other) : null;
    const expected = place < target.place ? (taking ?? giving) : (giving ?? taking);
    assert.equal(codeOf(answer), expected);
    if (!answer.ok) return;
    target.book.held -= target.amount;
    [target.state, target.closed] = ['closed', minute];
    const ids = 'fromTransfer' in answer ? [answer.fromTransfer, answer.toTransfer] : [answer.transferId];
    const sides = one.away
      ? [
          { place: target.place, id: ids[0]!, moves: own },
          { place, id: ids[1]!, moves: other },
        ]
      : [{ place, id: ids[0]!, moves: [...own, ...other] }];
    for (const side of sides) apply(side.moves, minute, side.id);
    model.done.push({ key: act.key, again: send, sides, kind: act.kind, reversed: false, isReversal: false });
  }

  async between(model: Model, one: Acts['between']): Promise<void> {
    const { minute } = model;
    const [here, there]: [Place, Place] = one.place === 'A' ? ['A', 'B'] : ['B', 'A'];
    const sides = [
      { place: here, moves: [{ book: model.book(here, one.from, one.asset), amount: -one.amount }] },
      { place: there, moves: [{ book: model.book(there, one.to, one.asset), amount: one.amount }] },
    ];
    const amounts = [{ asset: one.asset, amount: one.amount }];
    const from = { tenantId: this.tenants[here], owner: ownerOf(one.from) };
    const to = { tenantId: this.tenants[there], owner: ownerOf(one.to) };
    const key = `k${minute}`;
    const send = (now: number, kind: string) =>
      this.run(here, (tx) => ledger.postBetween(tx, { key, kind, valueDate: day, at: at(now), amounts, from, to }));
    const answer = await send(minute, 'between');
    const inOrder = sides.toSorted((x, y) => (x.place < y.place ? -1 : 1));
    assert.equal(codeOf(answer), verdict(inOrder[0]!.moves) ?? verdict(inOrder[1]!.moves));
    if (!answer.ok) return;
    const ids = [answer.fromTransfer, answer.toTransfer];
    const made = sides.map((side, i) => ({ ...side, id: ids[i]! }));
    for (const side of made) apply(side.moves, minute, side.id);
    model.done.push({ key, again: send, sides: made, kind: 'between', reversed: false, isReversal: false });
  }

  async reverse(model: Model, which: number): Promise<void> {
    const target = model.done[which % (model.done.length || 1)];
    if (!target) return;
    const { minute } = model;
    const key = `k${minute}`;
    const [first, second] = target.sides;
    const send = (now: number, kind: string): Promise<ledger.Posted | ledger.PostedBetween> =>
      this.either(first!.place, (tx, tenantId) => {
        const act = { key, kind, at: at(now), reason: 'error' };
        if (!second) return ledger.reverse(tx, { ...act, tenantId, transferId: first!.id });
        return ledger.reverseBetween(tx, {
          ...act,
          original: target.key,
          from: tenantId,
          to: this.tenants[second.place],
        });
      });
    const answer = await send(minute, 'reverse');
    const sides = target.sides.map(({ place, moves }) => ({
      place,
      moves: moves.map(({ book, amount }) => ({ book, amount: -amount })),
    }));
    const codes = sides
      .toSorted((x, y) => (x.place < y.place ? -1 : 1))
      .map(({ moves }) => verdict(moves, { isReversal: true }));
    const refused = target.isReversal ? 'REVERSAL_IS_FINAL' : target.reversed ? 'ALREADY_REVERSED' : null;
    assert.equal(codeOf(answer), refused ?? codes.find((code) => code !== null) ?? null);
    if (!answer.ok) return;
    target.reversed = true;
    const ids = 'fromTransfer' in answer ? [answer.fromTransfer, answer.toTransfer] : [answer.transferId];
    const made = sides.map((side, i) => ({ ...side, id: ids[i]! }));
    for (const side of made) apply(side.moves, minute, side.id);
    // A pair of reversals is found by another key than its original's and is not reversed as a pair.
    if (!second) model.done.push({ key, again: send, sides: made, kind: 'reverse', reversed: false, isReversal: true });
  }

  /** Every page of a statement, of so many lines each: all lines, newest first, none twice. */
  async page(model: Model, one: Acts['page']): Promise<void> {
    const book = model.book(one.place, one.of, one.asset);
    const read: (readonly [string, number, number | null])[] = [];
    await this.run(one.place, async (tx, tenantId) => {
      let before: ledger.StatementCursor | null = null;
      do {
        const page = await ledger.statement(tx, {
          tenantId,
          owner: ownerOf(one.of),
          asset: one.asset,
          before,
          limit: one.lines,
        });
        assert.ok(page.lines.length <= one.lines && (page.next === null || page.lines.length === one.lines));
        read.push(...page.lines.map((line) => [line.transferId, line.amount, line.balanceAfter] as const));
        before = page.next;
      } while (before);
    });
    let balance = 0;
    const expected = book.lines.map(({ id, amount }) => [id, amount, (balance += amount)] as const);
    assert.deepEqual(read, expected.toReversed());
  }

  /** All balances, and the ledger's own proofs. */
  async compare(model: Model): Promise<void> {
    for (const place of ['A', 'B'] as const)
      await this.run(place, async (tx, tenantId) => {
        for (const name of names) {
          const balances = await ledger.balances(tx, { tenantId, owner: ownerOf(name) });
          for (const asset of ledger.assets) {
            const { balance, held } = model.book(place, name, asset);
            assert.deepEqual(
              [balances[asset].balance, balances[asset].held],
              [balance, held],
              `${place}/${name}/${asset}`,
            );
          }
        }
        const report = await ledger.checkDifference(tx, tenantId);
        assert.equal(report.difference, 0, JSON.stringify(report));
        assert.deepEqual(await ledger.checkClearing(tx, tenantId), []);
      });
  }
}

const anyCommand = fc
  .oneof(
    ...Object.entries(acts).map(([name, fields]) => ({
      weight: { earn: 4, move: 4, hold: 3, settle: 3, reverse: 3, between: 3 }[name] ?? 2,
      arbitrary: fc.record({ do: fc.constant(name), ...(fields as Record<string, fc.Arbitrary<unknown>>) }),
    })),
  )
  .map((one): fc.AsyncCommand<Model, { world: World; count: () => void }> => ({
    check: () => true,
    async run(model, { world, count }) {
      await world.perform(model, one as unknown as Act);
      model.minute += 1;
      count();
    },
    toString: () => JSON.stringify(one),
  }));

/**
 * Runs random commands on the ledger and on the model until `runs` worlds agreed or one did not. `worldOf` gives each
 * world two communities that nobody else uses.
 */
export async function checkAgainstModel(
  db: LedgerDatabase,
  options: { readonly seed: number; readonly runs: number; readonly commands: number; readonly firstTenant: number },
): Promise<{ readonly steps: number; readonly failure: string | null }> {
  let steps = 0;
  let tenant = options.firstTenant;
  const commands = fc.commands([anyCommand], { maxCommands: options.commands, size: 'max' });
  const details = await fc.check(
    fc.asyncProperty(commands, async (list) => {
      const world = new World(db, tenant);
      tenant += 2;
      const model = new Model();
      await fc.asyncModelRun(() => ({ model, real: { world, count: () => (steps += 1) } }), list);
      await world.compare(model);
    }),
    { numRuns: options.runs, seed: options.seed },
  );
  return { steps, failure: fc.defaultReportMessage(details) ?? null };
}
