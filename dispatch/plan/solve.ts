/**
 * The exact optimum of the batch problem with the prices that prove it: row reduction first, then one shortest
 * augmenting path for each unit that is left.
 */
import { Search } from './augment.ts';
import { exchanged, type Problem } from './problem.ts';
import { reduceRows } from './reduce.ts';
import { listWords } from './shortlist.ts';
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
  if (!isScarce(problem)) return solveByOrders(problem, watch);
  const turned = exchanged(problem);
  const { pairs, orderValue, memberPrice, ...rest } = solveByOrders(turned.problem, watch);
  const back = pairs.map((k) => turned.pair[k]!).sort();
  return { ...rest, pairs: back, orderValue: memberPrice, memberPrice: orderValue };
}

/** From so many wanted people for one place on, members choose among orders. */
const manyPerPlace = 1.5;

/**
 * Whether many orders must stay empty. Bidding for the few places would then raise every price by small steps to what an
 * order is worth; from the side of the members there is plenty, and few meet.
 */
function isScarce({ need, capacity }: Problem): boolean {
  let [wanted, places] = [0, 0];
  for (let i = 0; i < need.length; i++) wanted += need[i]!;
  for (let j = 0; j < capacity.length; j++) places += capacity[j]!;
  return wanted >= places * manyPerPlace;
}

function solveByOrders(problem: Problem, watch: Watch): Solution {
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
  if (left.length === 0) {
    tell(watch, units, units);
    return true;
  }
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
  let least = -1;
  for (let unit = unitStart[order]!, end = unitStart[order + 1]!; unit < end; unit++) {
    const k = held[unit]!;
    if (k < 0) return bestFree(work, order);
    const net = score[k]! - price[member[k]!]!;
    if (least < 0 || net < least) least = net;
  }
  // Nobody can take the place of one that has none: its value is as high as any of its pairs would be worth.
  if (least < 0 && unitStart[order] === unitStart[order + 1]) return bestFree(work, order);
  return least > 0 ? least : 0;
}

/** Plan, values and bound as they stand. Works at any time: prices from 0 upwards always give a bound. */
export function solutionOf(problem: Problem, work: Work, optimal: boolean): Solution {
  const { need, capacity } = problem;
  const { orders, members, score, held, price, unitStart } = work;
  let [objective, count, bound] = [0, 0, 0];
  for (let unit = 0; unit < held.length; unit++) {
    const k = held[unit]!;
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
    bound += excessOf(work, i, value);
  }
  for (let j = 0; j < members; j++) bound += capacity[j]! * price[j]!;
  return { optimal, objective, pairs, orderValue, memberPrice: price.slice(), bound, counters: { ...work.counters } };
}

/** What the pairs of an order are worth beyond its value: what of them is not on the short list is worth no more than its bound. */
function excessOf({ rowStart, member, score, price, shortlist }: Work, order: number, value: number): number {
  const { words } = shortlist;
  const from = order * listWords;
  let sum = 0;
  if (words[from]! <= value) {
    for (let q = from + 1; q < from + listWords; q += 3) {
      const over = words[q + 1]! - value - price[words[q]!]!;
      if (over > 0) sum += over;
    }
    return sum;
  }
  for (let k = rowStart[order]!, end = rowStart[order + 1]!; k < end; k++) {
    const over = score[k]! - value - price[member[k]!]!;
    if (over > 0) sum += over;
  }
  return sum;
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
