import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { checkPlan } from '../plan/check.ts';
import { planOf, solve } from '../plan/solve.ts';
import {
  arrivalSets,
  clairvoyant,
  decideAtOnce,
  decideDeferred,
  hasArrivals,
  readArrivals,
  type Arrival,
} from './arrivals-fixture.ts';
import { Deferral, type Decision } from './deferral.ts';

/** What the independent checker says of decisions, against somebody who sees the future. */
function judged(arrivals: readonly Arrival[], decided: readonly Decision[]) {
  const problem = clairvoyant(arrivals);
  const plan = { order: decided.map((each) => each.order), member: decided.map((each) => each.member) };
  const best = checkPlan(problem, planOf(problem, solve(problem).pairs)).objective;
  return { ...checkPlan(problem, plan), best };
}

const anyArrivals = fc
  .array(
    fc.record({
      isOrder: fc.boolean(),
      x: fc.nat(3),
      y: fc.nat(3),
      reach: fc.constant(2),
      value: fc.integer({ min: 1, max: 9 }),
      from: fc.nat(40),
      stays: fc.integer({ min: 1, max: 20 }),
    }),
    { maxLength: 30, size: 'max' },
  )
  .map((all): Arrival[] =>
    all.map(({ stays, ...each }) => ({ ...each, to: each.from + stays })).toSorted((a, b) => a.from - b.from),
  );

describe('orders that come and go', () => {
  it('keeps the better member for who comes a little later', () => {
    const score = (order: number, member: number): number =>
      [
        [0, 0],
        [0, 10, 8],
        [0, 9, 0],
      ][order]?.[member] ?? 0;
    const waiting = new Deferral(score, 0);
    waiting.member(1, 100);
    waiting.member(2, 100);
    waiting.order(1, 50);
    assert.deepEqual(waiting.until(10), []);
    waiting.order(2, 60);
    assert.deepEqual(waiting.until(55), [{ order: 1, member: 2, at: 50 }]);
    assert.deepEqual(waiting.until(60), [{ order: 2, member: 1, at: 60 }]);
    assert.equal(waiting.waiting, 0);
  });

  it('decides earlier by the lead, so that there is time to ask', () => {
    const waiting = new Deferral(() => 5, 15);
    waiting.order(7, 50);
    waiting.member(3, 90);
    assert.deepEqual(waiting.until(34), []);
    assert.deepEqual(waiting.until(35), [{ order: 7, member: 3, at: 35 }]);
  });

  it('pairs only who may, once each, while both are there', () => {
    fc.assert(
      fc.property(anyArrivals, (arrivals) => {
        const decided = decideDeferred(arrivals);
        const report = judged(arrivals, decided);
        assert.deepEqual(report.violations, []);
        assert.ok(report.objective <= report.best);
        for (const { order, member, at } of decided)
          for (const each of [arrivals[order]!, arrivals[member]!]) assert.ok(each.from <= at && at <= each.to);
      }),
    );
  });

  it('finds the best plan where everybody is there at the same time', () => {
    fc.assert(
      fc.property(anyArrivals, (arrivals) => {
        const together = arrivals.map((each) => ({ ...each, from: 0, to: 100 }));
        const report = judged(together, decideDeferred(together));
        assert.equal(report.objective, report.best);
      }),
    );
  });

  it('does better on real arrivals than deciding at once', { skip: hasArrivals ? false : 'no shared inputs' }, () => {
    for (const set of arrivalSets) {
      const arrivals = readArrivals(set);
      const [late, once] = [judged(arrivals, decideDeferred(arrivals)), judged(arrivals, decideAtOnce(arrivals))];
      assert.equal(late.violationCount + once.violationCount, 0);
      assert.ok(late.objective / late.best >= 0.95, set);
      assert.ok(late.objective - once.objective >= 0.015 * late.best, set);
    }
  });
});
