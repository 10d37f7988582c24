/**
 * Plans with time lines. Prices on the orders (Lagrange) part the problem: every member takes the own best chain of slots,
 * exactly, and the sum bounds every plan from above. From each set of prices a plan within all limits is drawn up and
 * bettered; the best of them stays, beside the lowest bound (Held and Karp; Fisher).
 */
import { Draft } from './draft.ts';
import { bestDay, ownPairs, type OwnPairs } from './own-day.ts';
import type { TimedProblem } from './problem.ts';

export interface TimedSolution {
  /** Chosen pairs of the plain problem, ascending. */
  readonly pairs: Int32Array;
  readonly objective: number;
  /** No plan scores more than this; equal to `objective` when the plan is proven the best. */
  readonly bound: number;
  /** Sets of prices that were tried. */
  readonly rounds: number;
}

/** Prices are whole 1,024ths, so that every sum of the bound is exact. */
const grain = 1024;
const mostSweeps = 8;
/** The step is halved after so many rounds that lowered nothing. */
const patience = 10;

/** A plan within all limits and a proven bound, after at most so many rounds of prices. */
export function solveTimed(problem: TimedProblem, mostRounds = 300): TimedSolution {
  const { orders, rowStart, member, score, need } = problem.plain;
  const own = ownPairs(problem);
  const orderOf = new Int32Array(member.length);
  for (let i = 0; i < orders; i++) orderOf.fill(i, rowStart[i], rowStart[i + 1]);
  const byScore = score.map((_, k) => k).sort((a, b) => score[b]! - score[a]! || a - b);
  let best = drawUp(problem, orderOf, byScore, []);
  let price = new Float64Array(orders);
  let [lowest, lowestPrice] = [Number.POSITIVE_INFINITY, price];
  let [step, stale, rounds] = [1, 0, 0];
  while (rounds < mostRounds && Math.floor(lowest) > best.objective) {
    rounds++;
    const taken: number[] = [];
    const value = valueAt(own, problem, price, taken);
    const excess = Float64Array.from(need, (each) => -each);
    for (const k of taken) excess[orderOf[k]!]!++;
    const draft = drawUp(problem, orderOf, byScore, taken);
    if (draft.objective > best.objective) best = draft;
    if (value < lowest) [lowest, lowestPrice, stale] = [value, price, 0];
    else if (++stale === patience) {
      [step, stale] = [step / 2, 0];
      price = lowestPrice;
      continue;
    }
    // An order that nobody wants at the price 0 has no lower price.
    for (let i = 0; i < orders; i++) if (price[i] === 0 && excess[i]! < 0) excess[i] = 0;
    const square = excess.reduce((sum, each) => sum + each * each, 0);
    if (square === 0) break;
    const length = (step * (value - best.objective)) / square;
    price = price.map((each, i) => Math.max(0, Math.round((each + length * excess[i]!) * grain) / grain));
  }
  return { pairs: best.pairs(), objective: best.objective, bound: Math.floor(lowest), rounds };
}

/** What all members together could take at these prices, and what the orders pay for it: an upper bound. */
function valueAt(own: readonly OwnPairs[], { plain }: TimedProblem, price: Float64Array, taken: number[]): number {
  let value = 0;
  for (const each of own) value += bestDay(each, (q) => plain.score[each.pair[q]!]! - price[each.order[q]!]!, taken);
  for (let i = 0; i < plain.orders; i++) value += plain.need[i]! * price[i]!;
  return value;
}

/** First what the members took, the best of each order first, then whatever else fits. */
function drawUp(problem: TimedProblem, orderOf: Int32Array, byScore: Int32Array, taken: readonly number[]): Draft {
  const draft = new Draft(problem, orderOf);
  const { score } = problem.plain;
  for (const k of taken.toSorted((a, b) => score[b]! - score[a]! || a - b)) draft.add(k);
  for (const k of byScore) draft.add(k);
  for (let sweep = 0; sweep < mostSweeps && draft.better(byScore); sweep++);
  return draft;
}
