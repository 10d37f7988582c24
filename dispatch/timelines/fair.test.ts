import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { checkTimed, planOf, solveLines, solveTimedFair, type TimedProblem } from '../index.ts';
import { ones, problemOf, type Row } from '../plan/instance-fixture.ts';

/** Orders on a line of time, an hour each, all at one place. */
function hours(rows: readonly Row[], starts_h: readonly number[], capacity: readonly number[]): TimedProblem {
  const still = starts_h.map(() => 0);
  return {
    plain: problemOf(rows, ones(starts_h.length), capacity),
    slots: {
      start_min: starts_h.map((h) => h * 60),
      end_min: starts_h.map((h) => h * 60 + 60),
      x_m: still,
      y_m: still,
      speed_m_per_min: 70,
    },
  };
}
const givenTo = (problem: TimedProblem, pairs: Int32Array): number[] => {
  const plan = planOf(problem.plain, pairs);
  return Array.from(plan.order, (_, at) => plan.member[at]!);
};
const noneWanted = (problem: TimedProblem) => new Uint8Array(problem.plain.member.length);

describe('fairness in a plan with time lines', () => {
  // One member fits everything a little better than the other, and hours apart.
  const rows: Row[] = [0, 1, 2].flatMap((order): Row[] => [
    [order, 0, 1000],
    [order, 1, 990],
  ]);
  const wish = { load: [0, 0], mostLoss: 0.01 };

  it('spreads the orders where that costs little, and not at all when it is off', () => {
    const problem = hours(rows, [8, 10, 12], [3, 3]);
    const best = solveLines(problem, 100);
    assert.deepEqual([givenTo(problem, best.pairs), best.objective, best.bound], [[0, 0, 0], 3000, 3000]);
    const fair = solveTimedFair(problem, best, { ...wish, wanted: noneWanted(problem) }, 100);
    assert.deepEqual(givenTo(problem, fair.pairs).toSorted(), [0, 0, 1]);
    assert.equal(fair.objective, 2990);
    const off = solveTimedFair(problem, best, { ...wish, mostLoss: 0, wanted: noneWanted(problem) }, 100);
    assert.deepEqual(off.pairs, best.pairs);
  });

  it('asks first whom nobody asked lately', () => {
    const problem = hours(rows.slice(0, 2), [8], [3, 3]);
    const best = solveLines(problem, 100);
    const fair = solveTimedFair(problem, best, { load: [4, 0], mostLoss: 0.01, wanted: noneWanted(problem) }, 100);
    assert.deepEqual([givenTo(problem, best.pairs), givenTo(problem, fair.pairs)], [[0], [1]]);
  });

  it('never breaks a wanted pair, however loaded the person is', () => {
    const problem = hours(rows, [8, 10, 12], [3, 3]);
    const best = solveLines(problem, 100);
    const wanted = Uint8Array.from(problem.plain.member, (j) => (j === 0 ? 1 : 0));
    const fair = solveTimedFair(problem, best, { load: [9, 0], mostLoss: 0.5, wanted }, 100);
    assert.deepEqual(givenTo(problem, fair.pairs), [0, 0, 0]);
  });

  it('keeps the margin, the floating orders and the most minutes of a person', () => {
    const one: Row[] = [0, 1, 2].map((order): Row => [order, 0, 100]);
    const free = hours(one, [8, 9, 9.5], [3]);
    const count = (problem: TimedProblem) => {
      const { pairs } = solveLines(problem, 100);
      const report = checkTimed(problem, planOf(problem.plain, pairs));
      assert.deepEqual([report.violations, report.tooClose, report.tooLong], [[], [], []]);
      return pairs.length;
    };
    assert.equal(count(free), 2);
    assert.equal(count({ ...free, slots: { ...free.slots, margin_min: 31 } }), 1);
    assert.equal(count({ ...free, slots: { ...free.slots, x_m: [0, Number.NaN, Number.NaN] } }), 2);
    assert.equal(count({ ...free, slots: { ...free.slots, floating: [0, 1, 0] } }), 3);
    assert.equal(count({ ...free, minutes: { order: [60, 60, 60], most: [90] } }), 1);
  });

  it('loses no more than it may, fills no place less, and its bound holds against every plan', () => {
    const anyDay = fc.record({
      scores: fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 12, maxLength: 12 }),
      starts: fc.array(fc.integer({ min: 8, max: 11 }), { minLength: 4, maxLength: 4 }),
      cost: fc.integer({ min: 0, max: 400 }),
      load: fc.array(fc.nat(5), { minLength: 3, maxLength: 3 }),
      mostLoss: fc.constantFrom(0, 0.01, 0.1),
    });
    fc.assert(
      fc.property(anyDay, ({ scores, starts, cost, load, mostLoss }) => {
        const all = scores.map((score, at): Row => [Math.floor(at / 3), at % 3, score]).filter(([, , s]) => s > 0);
        const problem = { ...hours(all, starts, [2, 2, 2]), placeCost: [0, cost] };
        const { objective, bound, pairs } = solveLines(problem, 200);
        const best = bruteForce(problem);
        assert.ok(objective <= best && best <= bound, `${objective} ${best} ${bound}`);
        assert.deepEqual(checkTimed(problem, planOf(problem.plain, pairs)).tooClose, []);
        const { placeCost: _, ...free } = problem;
        const without = solveLines(free, 200);
        const fair = solveTimedFair(free, without, { load, mostLoss, wanted: noneWanted(free) }, 50);
        const report = checkTimed(free, planOf(free.plain, fair.pairs));
        assert.deepEqual([report.violations, report.tooClose], [[], []]);
        assert.equal(report.objective, fair.objective);
        assert.ok(fair.objective >= without.objective * (1 - mostLoss));
        assert.ok(fair.pairs.length >= without.pairs.length);
      }),
      { numRuns: 300 },
    );
  });
});

/** The most that any choice of one member or none for each order is worth, the costs of places taken off. */
function bruteForce({ plain, slots, placeCost = [] }: TimedProblem): number {
  const cost = (places: number) => Array.from({ length: places }, (_, at) => placeCost[Math.min(at, 1)] ?? 0);
  const from = (order: number, held: readonly (readonly number[])[], worth: number): number => {
    if (order === plain.orders)
      return worth - held.flatMap((mine) => cost(mine.length)).reduce((sum, each) => sum + each, 0);
    let most = from(order + 1, held, worth);
    for (let k = plain.rowStart[order]!; k < plain.rowStart[order + 1]!; k++) {
      const mine = held[plain.member[k]!]!;
      const clash = mine.some((other) => Math.abs(slots.start_min[other]! - slots.start_min[order]!) < 60);
      if (clash || mine.length >= plain.capacity[plain.member[k]!]!) continue;
      const next = held.map((list, j) => (j === plain.member[k] ? [...list, order] : list));
      most = Math.max(most, from(order + 1, next, worth + plain.score[k]!));
    }
    return most;
  };
  return from(
    0,
    Array.from({ length: plain.members }, () => []),
    0,
  );
}
