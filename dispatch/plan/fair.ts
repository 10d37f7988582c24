/**
 * Fairness as a rising price of one's own second, third … order: every place of a member becomes a member of its own
 * with one place, and the later places cost more. The plan stays exact, because it is the same problem with other scores.
 * What is wanted (a pair, a helper asked for by name) costs nothing, so that fairness never breaks it (G-33).
 */
import type { Problem } from './problem.ts';
import { solve, type Solution } from './solve.ts';
import { isCancelled, type Watch } from './work.ts';

export interface FairWish {
  /** What place 0, 1, 2 … of a member costs, in units of the score: integers ≥ 0 that do not fall; the last one repeats. */
  readonly placeCost: readonly number[];
  /** What a member costs before any of it, for those who were loaded lately; absent: nothing. */
  readonly memberCost?: Int32Array;
  /** 1 for a pair that is wanted; absent: none is. */
  readonly wanted?: Uint8Array;
}

export interface FairSolution {
  /** Chosen pairs of the problem as it was given, ascending. */
  readonly pairs: Int32Array;
  /** True when no other plan is worth more once costs are taken off. */
  readonly optimal: boolean;
  /** Rounds of solving: more than one when somebody stood twice on one order. */
  readonly rounds: number;
}

const mostRounds = 20;

/** The best plan at these costs. Costs order who is asked; a pair that they would make worthless still counts 1. */
export function solveFair(problem: Problem, wish: FairWish, watch: Watch = {}): FairSolution {
  const split = splitPlaces(problem, wish);
  let left = split.problem;
  for (let round = 1; ; round++) {
    const solution = solve(left, watch);
    const pairs = solution.pairs.map((k) => split.pairOf[k]!).sort();
    const twice = placesTwice(left, split, solution);
    if (twice.length === 0) return { pairs, optimal: solution.optimal && round === 1, rounds: round };
    if (round === mostRounds || isCancelled(watch))
      return { pairs: pairs.filter((k, at) => at === 0 || pairs[at - 1] !== k), optimal: false, rounds: round };
    // Scores of 0 are never chosen: one place too many of a member is closed to that order.
    const score = left.score.slice();
    for (const k of twice) score[k] = 0;
    left = { ...left, score };
  }
}

export interface FairBudget extends Omit<FairWish, 'placeCost'> {
  /** How the costs of one's own places stand to each other, beginning with the first: 0, 1, 2. */
  readonly shape: readonly number[];
  /** The share of the highest possible sum of scores that fairness may cost, 0…1. */
  readonly mostLoss: number;
}

/** As `solveFair`, at the highest costs that stay within the budget; so many plans at most are tried. */
export function solveFairWithin(problem: Problem, budget: FairBudget, tries = 10): FairSolution {
  const worth = (pairs: Int32Array): number => pairs.reduce((sum, k) => sum + problem.score[k]!, 0);
  const at = (scale: number): FairSolution =>
    solveFair(problem, { ...budget, placeCost: budget.shape.map((part) => Math.round(part * scale)) });
  let best = at(0);
  const least = worth(best.pairs) * (1 - budget.mostLoss);
  let [low, high] = [0, problem.score.reduce((most, score) => Math.max(most, score), 0)];
  // The useful costs are far below the scores: the steps are halves of the ratio, not of the difference.
  for (let turn = 0; turn < tries && high - low > 1; turn++) {
    const scale = low === 0 ? Math.ceil(high / 64) : Math.round(Math.sqrt(low * high));
    if (scale <= low || scale >= high) break;
    const fair = at(scale);
    if (worth(fair.pairs) < least) high = scale;
    else [low, best] = [scale, fair];
  }
  return best;
}

interface Split {
  readonly problem: Problem;
  readonly pairOf: Int32Array;
}

function splitPlaces(problem: Problem, { placeCost, memberCost, wanted }: FairWish): Split {
  const { orders, members, rowStart, member, score, need, capacity } = problem;
  const first = new Int32Array(members + 1);
  for (let j = 0; j < members; j++) first[j + 1] = first[j]! + Math.min(capacity[j]!, orders);
  const total = member.reduce((sum, j) => sum + first[j + 1]! - first[j]!, 0);
  const [to, worth, pairOf] = [new Int32Array(total), new Int32Array(total), new Int32Array(total)];
  const start = new Int32Array(orders + 1);
  let at = 0;
  for (let i = 0; i < orders; i++) {
    for (let k = rowStart[i]!; k < rowStart[i + 1]!; k++) {
      const j = member[k]!;
      for (let place = first[j]!; place < first[j + 1]!; place++) {
        const cost = (memberCost?.[j] ?? 0) + (placeCost[Math.min(place - first[j]!, placeCost.length - 1)] ?? 0);
        to[at] = place;
        worth[at] = wanted?.[k] === 1 ? score[k]! : Math.max(1, score[k]! - cost);
        pairOf[at++] = k;
      }
    }
    start[i + 1] = at;
  }
  const places = first[members]!;
  const one = new Int32Array(places).fill(1);
  return {
    problem: { orders, members: places, rowStart: start, member: to, score: worth, need, capacity: one },
    pairOf,
  };
}

/** Of each member that stands twice on one order: the places beyond the first. */
function placesTwice(problem: Problem, { pairOf }: Split, { pairs }: Solution): number[] {
  const seen = new Set<number>();
  return Array.from(pairs).filter((k) => {
    if (problem.score[k] === 0) return false;
    const again = seen.has(pairOf[k]!);
    seen.add(pairOf[k]!);
    return again;
  });
}
