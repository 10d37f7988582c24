import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkPlan } from './check.ts';
import { problemOf } from './instance-fixture.ts';

const problem = problemOf(
  [
    [0, 0, 10],
    [0, 1, 9],
    [1, 0, 8],
    [1, 2, 1],
  ],
  [1, 1],
  [1, 1, 0],
);
const codes = (order: number[], member: number[]) =>
  checkPlan(problem, { order, member }).violations.map((violation) => violation.code);

describe('the checker', () => {
  it('adds up a sound plan and finds nothing', () => {
    const report = checkPlan(problem, { order: [0, 1], member: [1, 0] });
    assert.deepEqual(report, { violations: [], violationCount: 0, objective: 17, assigned: 2, bound: null, gap: null });
  });

  it('names each kind of breach', () => {
    assert.deepEqual(codes([0, 1], [0, 0]), ['CAPACITY_EXCEEDED']);
    assert.deepEqual(codes([0, 0], [0, 1]), ['NEED_EXCEEDED']);
    assert.deepEqual(codes([0, 0], [0, 0]), ['PAIR_TWICE']);
    assert.deepEqual(codes([1], [1]), ['PAIR_NOT_LISTED']);
    assert.deepEqual(codes([1], [2]), ['CAPACITY_EXCEEDED']);
    assert.deepEqual(codes([2, -1, 0.5], [0, 0, 0]), ['UNKNOWN_ORDER', 'UNKNOWN_ORDER', 'UNKNOWN_ORDER']);
    assert.deepEqual(codes([0], [3]), ['UNKNOWN_MEMBER']);
    assert.deepEqual(codes([0, 1], [0]), ['ROW_LENGTHS']);
  });

  it('works out the bound of any prices and refuses negative ones', () => {
    const plan = { order: [0, 1], member: [1, 0] };
    const gap = (orderValue: number[], memberPrice: number[]) =>
      checkPlan(problem, plan, { orderValue, memberPrice }).gap;
    assert.equal(gap([9, 7], [1, 0, 0]), 0);
    assert.equal(gap([0, 0], [0, 0, 0]), 28 - 17);
    assert.equal(gap([9, 8], [1, 0, 0]), 1);
    assert.equal(gap([10, 8], [-1, 0, 0]), null);
    assert.equal(gap([Number.NaN, 8], [0, 0, 0]), null);
    assert.equal(gap([9], [1, 0, 0]), null);
  });

  it('counts every breach though it lists a thousand', () => {
    const many = Array.from({ length: 1500 }, () => 7);
    const report = checkPlan(problem, { order: many, member: many });
    assert.deepEqual([report.violations.length, report.violationCount], [1000, 1500]);
  });
});
