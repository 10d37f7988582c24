import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { checkPlan } from './check.ts';
import { gapInstances } from './gap-fixture.ts';
import { solveHours, type HoursProblem } from './hours.ts';
import { dispatchInputs, hasDispatchInputs, ones, problemOf, type Row } from './instance-fixture.ts';
import { planOf } from './solve.ts';

/** The best there is, by trying everything. */
function best(problem: HoursProblem, order = 0, room = problem.capacity.slice()): number {
  if (order === problem.orders) return 0;
  let most = best(problem, order + 1, room);
  for (let k = problem.rowStart[order]!; k < problem.rowStart[order + 1]!; k++) {
    const j = problem.member[k]!;
    if (problem.minutes[k]! > room[j]!) continue;
    room[j]! -= problem.minutes[k]!;
    most = Math.max(most, problem.score[k]! + best(problem, order + 1, room));
    room[j]! += problem.minutes[k]!;
  }
  return most;
}

function judgedHours(problem: HoursProblem) {
  const { pairs, bound, objective } = solveHours(problem);
  const report = checkPlan(problem, planOf(problem, pairs));
  assert.deepEqual(report.violations, []);
  assert.equal(report.objective, objective);
  return { objective: report.objective, assigned: report.assigned, bound };
}

describe('caps in hours', () => {
  it('are kept, and the bound is never below the best there is', () => {
    const anyHours = fc.record({
      rows: fc.uniqueArray(fc.tuple(fc.nat(5), fc.nat(2), fc.integer({ min: 1, max: 50 })) as fc.Arbitrary<Row>, {
        selector: (row) => row[0] * 3 + row[1],
        maxLength: 18,
        size: 'max',
      }),
      minutes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 18, maxLength: 18 }),
      capacity: fc.array(fc.nat(25), { minLength: 3, maxLength: 3 }),
    });
    let [reached, of] = [0, 0];
    fc.assert(
      fc.property(anyHours, ({ rows, minutes, capacity }) => {
        const problem = {
          ...problemOf(rows, ones(6), capacity),
          minutes: Int32Array.from(minutes).slice(0, rows.length),
        };
        const { objective, bound } = judgedHours(problem);
        const most = best(problem);
        assert.ok(objective <= most && most <= bound, `${objective} ≤ ${most} ≤ ${bound}`);
        reached += objective;
        of += most;
      }),
      { numRuns: 400, seed: 7 },
    );
    assert.ok(reached >= 0.99 * of, `${reached} of ${of}`);
  });

  it(
    'of known instances come within a hundredth of the stated bounds',
    {
      skip: hasDispatchInputs ? false : 'the shared instances are not here',
    },
    () => {
      const instances = gapInstances(join(dispatchInputs, 'gap'), (name) =>
        /^(a05|b05100|c05100|c0515|c0824)/.test(name),
      );
      assert.ok(instances.length >= 20);
      for (const { name, problem, offset, isLeast, lower, upper } of instances) {
        const { objective, assigned, bound } = judgedHours(problem);
        assert.equal(assigned, problem.orders, name);
        const [value, limit] = [objective, bound].map((sum) => Math.abs(offset - sum)) as [number, number];
        assert.ok(
          isLeast ? value <= upper * 1.01 : value >= lower * 0.99,
          `${name}: ${value}, stated ${lower} to ${upper}`,
        );
        assert.ok(isLeast ? limit <= upper : limit >= lower, `${name}: the bound ${limit} is wrong`);
      }
    },
  );
});
