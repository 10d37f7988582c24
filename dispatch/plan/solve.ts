/**
 * The exact optimum of the batch problem with the prices that prove it: row reduction first, then one shortest
 * augmenting path for each unit that is left.
 */
import { Search } from './augment.ts';
import type { Problem } from './problem.ts';
import { reduceRows } from './reduce.ts';
import { bestFree, isCancelled, startWork, type Counters, type Watch, type Work } from './work.ts';

/** A plan and its certificate. */
export interface Solution {
  /** False when solving was cancelled; the plan then keeps all limits, and `bound` says how good it may be. */
  readonly optimal: boolean;
  /** Sum of the scores of the chosen pairs. */
  readonly objective: number;
  /** Chosen pairs: indices into the problem's pairs, ascending. */
  readonly pairs: Int32Array;
  /** Order values: what one more wanted person fewer would cost. ≥ 0, and 0 where a place stays empty. */
  readonly orderValue: Int32Array;
  /** Member prices: what one more place of this member would bring. ≥ 0, and 0 where the member has room. */
  readonly memberPrice: Int32Array;
  /** No plan scores more than this, by the values and prices alone; equal to `objective` when optimal. */
  readonly bound: number;
  readonly counters: Counters;
}

/** Solves; see `Watch` for progress and cancelling. The same problem always gives the same plan. */
export function solve(problem: Problem, watch: Watch = {}): Solution {
  const work = startWork(problem);
  const optimal = settleAll(work, watch);
  return solutionOf(problem, work, optimal);
}

/** Settles every unit; false when cancelled before the end. */
export function settleAll(work: Work, watch: Watch): boolean {
  const units = work.unitStart[work.orders]!;
  tell(watch, 0, units);
  const left = reduceRows(work, watch);
  if (isCancelled(watch)) return false;
  work.counters.left = left.length;
  settleThresholds(work);
  const search = new Search(work);
  for (let at = 0; at < left.length; at++) {
    if ((at & 15) === 0) {
      if (isCancelled(watch)) return false;
      tell(watch, units - left.length + at, units);
    }
    search.settle(left[at]!);
  }
  tell(watch, units, units);
  return true;
}

function tell(watch: Watch, done: number, total: number): void {
  if (!watch.progress) return;
  Atomics.store(watch.progress, 0, done);
  Atomics.store(watch.progress, 1, total);
}

/** Thresholds from the plan: the least that a held pair is worth, or what the best free pair is worth, or 0. */
function settleThresholds(work: Work): void {
  for (let i = 0; i < work.orders; i++) work.worth[i] = thresholdOf(work, i);
}

function thresholdOf(work: Work, order: number): number {
  const { unitStart, held, score, price, member } = work;
  const [from, to] = [unitStart[order]!, unitStart[order + 1]!];
  let least = -1;
  for (let unit = from; unit < to; unit++) {
    const k = held[unit]!;
    if (k < 0) return bestFree(work, order);
    const net = score[k]! - price[member[k]!]!;
    if (least < 0 || net < least) least = net;
  }
  return Math.max(0, least);
}

/** Plan, values and bound as they stand. Works at any time: prices from 0 upwards always give a bound. */
export function solutionOf(problem: Problem, work: Work, optimal: boolean): Solution {
  const { need, capacity } = problem;
  const { orders, members, rowStart, member, score, held, price, unitStart } = work;
  let [objective, count, bound] = [0, 0, 0];
  for (const k of held) {
    if (k < 0) continue;
    objective += score[k]!;
    count++;
  }
  const pairs = new Int32Array(count);
  let at = 0;
  const orderValue = new Int32Array(orders);
  for (let i = 0; i < orders; i++) {
    const from = at;
    for (let unit = unitStart[i]!; unit < unitStart[i + 1]!; unit++) if (held[unit]! >= 0) pairs[at++] = held[unit]!;
    if (at - from > 1) pairs.subarray(from, at).sort();
    // An order that asks for more people than it has pairs never fills; one more place is worth nothing to it.
    const value = need[i]! > unitStart[i + 1]! - unitStart[i]! ? 0 : thresholdOf(work, i);
    orderValue[i] = value;
    bound += need[i]! * value;
    for (let k = rowStart[i]!; k < rowStart[i + 1]!; k++) bound += Math.max(0, score[k]! - value - price[member[k]!]!);
  }
  for (let j = 0; j < members; j++) bound += capacity[j]! * price[j]!;
  return { optimal, objective, pairs, orderValue, memberPrice: price.slice(), bound, counters: { ...work.counters } };
}

/** Chosen pairs as orders and members. */
export function planOf(
  problem: Problem,
  pairs: Int32Array,
): { readonly order: Int32Array; readonly member: Int32Array } {
  const order = new Int32Array(pairs.length);
  let i = 0;
  for (let p = 0; p < pairs.length; p++) {
    while (problem.rowStart[i + 1]! <= pairs[p]!) i++;
    order[p] = i;
  }
  return { order, member: pairs.map((k) => problem.member[k]!) };
}
