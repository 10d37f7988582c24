import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { checkTimed, insertTimed, planOf, solveLines, solveTimed, type TimedProblem } from '../index.ts';
import { ones, problemOf, type Row } from '../plan/instance-fixture.ts';
import { firstOrders, townDay } from './day-fixture.ts';

function day(rows: readonly Row[], starts_h: readonly number[], capacity: readonly number[]): TimedProblem {
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

describe('an order that comes into a plan with time lines', () => {
  const rows: Row[] = [
    [0, 0, 100],
    [0, 1, 90],
    [1, 0, 80],
  ];
  const membersOf = (problem: TimedProblem, pairs: Int32Array) => Array.from(planOf(problem.plain, pairs).member);

  it('goes to somebody who has time, or takes the only one who can do it and hands on what she had', () => {
    // Hours that touch nothing: she does both. One place only, or the same hour: the neighbour takes over what she had.
    const apart = day(rows, [8, 12], [2, 2]);
    assert.deepEqual(membersOf(apart, insertTimed(apart, [0], 1).pairs), [0, 0]);
    for (const problem of [day(rows, [8, 12], [1, 1]), day(rows, [8, 8], [2, 2])]) {
      const { pairs, moved } = insertTimed(problem, [0], 1);
      assert.deepEqual([membersOf(problem, pairs), moved], [[1, 0], [0]]);
    }
  });

  it('takes nothing from somebody to whom it was promised', () => {
    for (const problem of [day(rows, [8, 12], [1, 1]), day(rows, [8, 8], [2, 2])]) {
      const { pairs, moved } = insertTimed(problem, [0], 1, new Set([0]));
      assert.deepEqual([Array.from(pairs), moved], [[0], []]);
    }
  });

  it('breaks no rule, is never worse than before, and leaves alone what was promised', () => {
    const any = fc.record({
      scores: fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 24, maxLength: 24 }),
      starts: fc.array(fc.integer({ min: 8, max: 13 }), { minLength: 6, maxLength: 6 }),
      capacity: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
      hours: fc.integer({ min: 1, max: 3 }),
      promised: fc.nat(),
    });
    fc.assert(
      fc.property(any, ({ scores, starts, capacity, hours, promised }) => {
        const some = scores.map((score, at): Row => [Math.floor(at / 4), at % 4, score]).filter(([, , s]) => s > 0);
        const minutes = { order: starts.map(() => 60), most: capacity.map(() => hours * 60) };
        const problem = { ...day(some, starts, capacity), minutes };
        const before = solveLines({ ...firstOrders(problem, 4), minutes }, 100);
        const fixed = new Set(Array.from(before.pairs).filter((_, at) => ((promised >> at) & 1) === 1));
        const { pairs, moved } = insertTimed(problem, before.pairs, 4, fixed);
        const report = checkTimed(problem, planOf(problem.plain, pairs));
        assert.deepEqual([report.violations, report.tooClose, report.tooLong], [[], [], []]);
        const was = checkTimed(problem, planOf(problem.plain, before.pairs)).objective;
        assert.ok(report.objective >= was);
        for (const k of fixed) assert.ok(pairs.includes(k));
        // Whoever is not said to be moved keeps what was chosen.
        const plan = planOf(problem.plain, before.pairs);
        for (const [at, k] of before.pairs.entries())
          assert.ok(pairs.includes(k) || moved.includes(plan.order[at]!), `pair ${k}`);
      }),
      { numRuns: 500 },
    );
  });

  it('comes near the plan solved anew, which is proven by its bound', (t) => {
    for (const [orders, members, least, most_pct] of [
      [12, 20, 0.9, 0.1],
      [20, 14, 0.85, 0.2],
      [40, 14, 0.3, 0.5],
    ] as const) {
      const seeds = Array.from({ length: 10 }, (_, n) => n + 1);
      let [equal, gap] = [0, 0];
      for (const seed of seeds) {
        const problem = townDay(seed, orders, members);
        const before = solveTimed(firstOrders(problem, orders - 1));
        const { pairs } = insertTimed(problem, before.pairs, orders - 1);
        const { objective, violations, tooClose } = checkTimed(problem, planOf(problem.plain, pairs));
        assert.deepEqual([violations, tooClose], [[], []]);
        const anew = solveTimed(problem);
        if (objective >= anew.objective) equal++;
        gap += (anew.bound - objective) / anew.bound;
      }
      const share = equal / seeds.length;
      const gap_pct = (100 * gap) / seeds.length;
      t.diagnostic(`${orders} orders, ${members} members: equal ${share}, mean gap ${gap_pct.toFixed(3)} %`);
      assert.ok(share >= least && gap_pct <= most_pct, `${share} ${gap_pct}`);
    }
  });
});
