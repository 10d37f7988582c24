/**
 * The independent checker: takes a problem and anybody's plan, adds up the true objective and names everything that the
 * plan breaks. With values and prices it also works out the bound that they prove. It shares nothing with the solver
 * but the form of the problem, and reads a plan as pairs of order and member, so that a wrong index shows.
 */
import type { Problem } from './problem.ts';

/** Pair p of the plan is order `order[p]` with member `member[p]`. */
export interface Plan {
  readonly order: ArrayLike<number>;
  readonly member: ArrayLike<number>;
}

/** Order values and member prices; any that are not negative prove some bound. */
export interface Certificate {
  readonly orderValue: ArrayLike<number>;
  readonly memberPrice: ArrayLike<number>;
}

export type ViolationCode =
  | 'ROW_LENGTHS'
  | 'UNKNOWN_ORDER'
  | 'UNKNOWN_MEMBER'
  | 'PAIR_NOT_LISTED'
  | 'PAIR_TWICE'
  | 'NEED_EXCEEDED'
  | 'CAPACITY_EXCEEDED'
  | 'NEGATIVE_PRICE';

/** One broken rule; `order` and `member` are -1 where they do not apply. */
export interface Violation {
  readonly code: ViolationCode;
  readonly order: number;
  readonly member: number;
}

export interface CheckReport {
  /** At most the first thousand; `violationCount` counts them all. */
  readonly violations: readonly Violation[];
  readonly violationCount: number;
  /** Sum of the scores of the listed pairs of the plan, each counted once. */
  readonly objective: number;
  /** How many pairs that is. */
  readonly assigned: number;
  /** What no plan can exceed, by the certificate; null without one or with a broken one. */
  readonly bound: number | null;
  /** `bound - objective`: 0 proves the plan optimal. */
  readonly gap: number | null;
}

const mostViolations = 1000;

/** A problem; with `minutes` of each pair, capacities count minutes instead of orders. */
export interface Limited extends Problem {
  readonly minutes?: Int32Array;
}

/** Checks a plan, and a certificate when there is one. */
export function checkPlan(problem: Limited, plan: Plan, certificate?: Certificate): CheckReport {
  const violations: Violation[] = [];
  let violationCount = 0;
  const report = (code: ViolationCode, order: number, member: number): void => {
    if (violationCount++ < mostViolations) violations.push({ code, order, member });
  };
  const { objective, assigned } = addUp(problem, plan, report);
  const bound = certificate ? boundOf(problem, certificate, report) : null;
  return { violations, violationCount, objective, assigned, bound, gap: bound === null ? null : bound - objective };
}

type Report = (code: ViolationCode, order: number, member: number) => void;

function addUp(problem: Limited, plan: Plan, report: Report): { objective: number; assigned: number } {
  const { orders, members, need, capacity } = problem;
  const served = new Float64Array(orders);
  const busy = new Float64Array(members);
  const seen = new Set<number>();
  let [objective, assigned] = [0, 0];
  if (plan.order.length !== plan.member.length) report('ROW_LENGTHS', -1, -1);
  for (let p = 0; p < Math.min(plan.order.length, plan.member.length); p++) {
    const [order, member] = [plan.order[p]!, plan.member[p]!];
    if (!isIndex(order, orders)) report('UNKNOWN_ORDER', order, member);
    else if (!isIndex(member, members)) report('UNKNOWN_MEMBER', order, member);
    else {
      const k = findPair(problem, order, member);
      if (k < 0) report('PAIR_NOT_LISTED', order, member);
      else if (seen.has(k)) report('PAIR_TWICE', order, member);
      else {
        seen.add(k);
        objective += problem.score[k]!;
        assigned++;
        if (++served[order]! === need[order]! + 1) report('NEED_EXCEEDED', order, -1);
        const before = busy[member]!;
        busy[member] = before + (problem.minutes?.[k] ?? 1);
        if (before <= capacity[member]! && busy[member]! > capacity[member]!) report('CAPACITY_EXCEEDED', -1, member);
      }
    }
  }
  return { objective, assigned };
}

const isIndex = (value: number, count: number): boolean => Number.isInteger(value) && value >= 0 && value < count;

function findPair(problem: Problem, order: number, member: number): number {
  for (let k = problem.rowStart[order]!; k < problem.rowStart[order + 1]!; k++)
    if (problem.member[k] === member) return k;
  return -1;
}

/**
 * Weak duality: with values u ≥ 0 and prices v ≥ 0, every pair of a plan scores at most u + v and what is above, so a
 * plan scores at most Σ need·u + Σ capacity·v + Σ max(0, score - u - v).
 */
function boundOf(problem: Problem, certificate: Certificate, report: Report): number | null {
  const { orders, members, rowStart, member, score, need, capacity } = problem;
  const { orderValue, memberPrice } = certificate;
  if (orderValue.length !== orders || memberPrice.length !== members) {
    report('ROW_LENGTHS', -1, -1);
    return null;
  }
  let bound = 0;
  let sound = true;
  for (let i = 0; i < orders; i++) {
    const value = orderValue[i]!;
    if (!(value >= 0)) {
      sound = false;
      report('NEGATIVE_PRICE', i, -1);
    }
    bound += value * need[i]!;
    for (let k = rowStart[i]!; k < rowStart[i + 1]!; k++)
      bound += Math.max(0, score[k]! - value - memberPrice[member[k]!]!);
  }
  for (let j = 0; j < members; j++) {
    if (!(memberPrice[j]! >= 0)) {
      sound = false;
      report('NEGATIVE_PRICE', -1, j);
    }
    bound += memberPrice[j]! * capacity[j]!;
  }
  return sound ? bound : null;
}
