import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { checkPlan } from './check.ts';
import { solveFair, solveFairWithin } from './fair.ts';
import { StandingPlan } from './insert.ts';
import { anyProblem, judged, ones, problemOf, type Row } from './instance-fixture.ts';
import { planOf } from './solve.ts';

describe('an order that comes into a standing plan', () => {
  it('leaves it as good as solving anew, and proven', () => {
    fc.assert(
      fc.property(anyProblem, fc.nat(8), ({ rows, need, capacity }, early) => {
        const known = need.slice(0, Math.min(early, need.length));
        const plan = new StandingPlan(
          problemOf(
            rows.filter(([order]) => order < known.length),
            known,
            capacity,
          ),
          { orders: need.length, pairs: rows.length },
        );
        for (let order = known.length; order < need.length; order++) {
          const mine = rows.filter((row) => row[0] === order);
          plan.insert({ need: need[order]!, member: mine.map((r) => r[1]), score: mine.map((r) => r[2]) });
          const problem = problemOf(
            rows.filter((row) => row[0] <= order),
            need.slice(0, order + 1),
            capacity,
          );
          const solution = plan.solution();
          assert.deepEqual(plan.problem(), problem);
          assert.partialDeepStrictEqual(checkPlan(problem, planOf(problem, solution.pairs), solution), {
            violations: [],
            gap: 0,
            objective: judged(problem).report.objective,
          });
        }
        assert.equal(plan.inserted, need.length - known.length);
      }),
      { numRuns: 500 },
    );
  });

  it('says when there is no room left for it', () => {
    const plan = new StandingPlan(problemOf([[0, 0, 5]], [1], [2]), { orders: 1, pairs: 1 });
    assert.equal(plan.insert({ need: 1, member: [0, 1], score: [3, 3] }), null);
    assert.equal(plan.insert({ need: 1, member: [0], score: [3] }), 1);
    assert.equal(plan.insert({ need: 1, member: [0], score: [3] }), null);
    assert.equal(checkPlan(plan.problem(), planOf(plan.problem(), plan.solution().pairs)).objective, 8);
  });
});

describe('a fair plan', () => {
  const rows: Row[] = [
    [0, 0, 100],
    [0, 1, 95],
    [1, 0, 100],
    [1, 1, 94],
  ];
  const used = (placeCost: number[], wanted?: Uint8Array) => {
    const problem = problemOf(rows, ones(2), [2, 1]);
    const { pairs, optimal } = solveFair(problem, { placeCost, ...(wanted ? { wanted } : {}) });
    assert.equal(optimal, true);
    return [...planOf(problem, pairs).member];
  };

  it('asks another rather than one twice when that costs little, and never breaks a wanted pair', () => {
    assert.deepEqual(used([0, 0]), [0, 0]);
    assert.deepEqual(used([0, 4]), [0, 0]);
    assert.deepEqual(used([0, 6]), [1, 0]);
    assert.deepEqual(used([0, 50], Uint8Array.of(1, 0, 1, 0)), [0, 0]);
  });

  it('spends no more than its budget', () => {
    const problem = problemOf(rows, ones(2), [2, 1]);
    const worth = (mostLoss: number): number => {
      const { pairs } = solveFairWithin(problem, { shape: [0, 1], mostLoss });
      return checkPlan(problem, planOf(problem, pairs)).objective;
    };
    assert.deepEqual([worth(0), worth(0.02), worth(0.03)], [200, 200, 195]);
  });

  it('stays within its budget with costs of who was loaded lately and with aims, and says what it costs', () => {
    fc.assert(
      fc.property(
        anyProblem,
        fc.nat(40),
        fc.nat(100),
        fc.boolean(),
        ({ rows: any, need, capacity }, dear, loss, aims) => {
          const problem = problemOf(any, need, capacity);
          const memberCost = Int32Array.from(capacity, (_, j) => (j % 3) * dear);
          const aim = aims ? { aim: { used: 0.12, thrice: 0.3 } } : {};
          const budget = { shape: [0, 1, 2], mostLoss: loss / 1000, memberCost, ...aim };
          const fair = solveFairWithin(problem, budget);
          const report = checkPlan(problem, planOf(problem, fair.pairs));
          assert.deepEqual(report.violations, []);
          const best = judged(problem).report.objective;
          assert.ok(Math.abs(1 - report.objective / Math.max(1, best) - fair.loss) < 1e-9 || best === 0);
          assert.ok(fair.loss <= loss / 1000 + 1e-9);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('asks who was loaded lately last, as far as the budget reaches', () => {
    const problem = problemOf(rows, ones(2), [2, 2]);
    const memberCost = Int32Array.of(8, 0);
    const taken = (mostLoss: number) => {
      const { pairs } = solveFairWithin(problem, { shape: [0, 0], mostLoss, memberCost });
      return [...planOf(problem, pairs).member];
    };
    assert.deepEqual(
      [taken(0), taken(0.03), taken(0.06)],
      [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
    );
  });

  it('keeps every limit, and is the best plan there is where nothing costs anything', () => {
    fc.assert(
      fc.property(anyProblem, fc.nat(9), ({ rows: any, need, capacity }, cost) => {
        const problem = problemOf(any, need, capacity);
        const fair = solveFair(problem, { placeCost: [0, cost, 3 * cost] });
        const report = checkPlan(problem, planOf(problem, fair.pairs));
        assert.deepEqual(report.violations, []);
        const best = judged(problem).report.objective;
        assert.ok(report.objective <= best);
        if (cost === 0 && fair.optimal) assert.equal(report.objective, best);
      }),
      { numRuns: 500 },
    );
  });
});
