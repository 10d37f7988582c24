import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { checkPlan } from '../plan/check.ts';
import { anyProblem, judged, problemOf } from '../plan/instance-fixture.ts';
import { Arrivals } from './arrivals.ts';

describe('orders and members that come and go', () => {
  it('lose nothing where all are there together, whoever leaves first', () => {
    fc.assert(
      fc.property(anyProblem, fc.infiniteStream(fc.nat(50)), ({ rows, need, capacity }, stay) => {
        const arrivals = new Arrivals();
        const until = () => 1 + (stay.next().value as number);
        const able = capacity.flatMap((room, member) => (room > 0 ? [member] : []));
        for (const member of able) arrivals.memberArrives(member, until(), capacity[member]!, []);
        for (const [order, people] of need.entries()) {
          const pairs = rows.filter((row) => row[0] === order).map((row) => [row[1], row[2]] as const);
          arrivals.orderArrives(order, until(), people, pairs);
        }
        const fixed = [0, 10, 30, 60].flatMap((now) => arrivals.leaveUntil(now));
        const problem = problemOf(rows, need, capacity);
        const plan = { order: fixed.map((one) => one.order), member: fixed.map((one) => one.member) };
        const report = checkPlan(problem, plan);
        assert.deepEqual(report.violations, []);
        assert.equal(report.objective, judged(problem).report.objective);
      }),
      { numRuns: 300 },
    );
  });

  it('wait for the better one while there is time, and for no longer', () => {
    const arrivals = new Arrivals();
    arrivals.orderArrives(1, 100, 1, []);
    arrivals.memberArrives(7, 300, 1, [[1, 5]]);
    assert.deepEqual(arrivals.leaveUntil(99), []);
    arrivals.memberArrives(8, 300, 1, [[1, 9]]);
    assert.deepEqual(arrivals.leaveUntil(100), [{ order: 1, member: 8, score: 9, at_ms: 100 }]);
    arrivals.orderArrives(2, 400, 1, [
      [7, 4],
      [8, 99],
    ]);
    assert.deepEqual(arrivals.leaveUntil(500), [{ order: 2, member: 7, score: 4, at_ms: 300 }]);
  });
});
