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
  /** When given, the third cost of the shape is sought, so that both aims come equally near within the budget. */
  readonly aim?: FairAim;
}

/** Against the plan without fairness. */
export interface FairAim {
  /** So many more members with a task, 0.12 for 12 %. */
  readonly used: number;
  /** So many fewer members with three tasks or more, 0.3 for 30 %. */
  readonly thrice: number;
}

export interface BudgetedSolution extends FairSolution {
  /** The share of the highest possible sum of scores that it costs. */
  readonly loss: number;
}

/**
 * As `solveFair`, at the highest costs that stay within the budget: first those of who was loaded lately, whole or in
 * part, then those of one's own places. The costs are found on the problem itself, by the true loss of exact plans; so
 * many plans at most are tried for each.
 */
export function solveFairWithin(problem: Problem, budget: FairBudget, tries = 10): BudgetedSolution {
  const { memberCost, shape, mostLoss, wanted, aim } = budget;
  const plain = solve(problem);
  const highest = Math.max(1, plain.objective);
  const at = (share: number, scale: number, places: readonly number[]): BudgetedSolution => {
    const fair = solveFair(problem, {
      placeCost: places.map((part) => Math.round(part * scale)),
      ...(memberCost && share > 0 ? { memberCost: memberCost.map((cost) => Math.round(cost * share)) } : {}),
      ...(wanted ? { wanted } : {}),
    });
    return { ...fair, loss: 1 - fair.pairs.reduce((sum, k) => sum + problem.score[k]!, 0) / highest };
  };
  const none: Tried = [0, { pairs: plain.pairs, optimal: plain.optimal, rounds: 1, loss: 0 }];
  const isDear = memberCost?.some((cost) => cost > 0) ?? false;
  const lately = isDear ? dearest((share) => at(share, 0, shape), none, 1, 1, mostLoss, tries) : none;
  if (problem.capacity.every((count) => count <= 1)) return lately[1];
  const most = problem.score.reduce((high, score) => Math.max(high, score), 0);
  const within = (places: readonly number[], guess = most / 16): Tried =>
    dearest((scale) => at(lately[0], scale, places), [0, lately[1]], most, guess, mostLoss, tries);
  return aim ? balanced(problem, plain.pairs, shape, aim, within) : within(shape)[1];
}

/** The dearer the third place is against the second, the fewer have three, and the fewer members are used. */
const thirdCost = { least: 1, most: 4, turns: 6 };

/** The third cost at which both aims come equally near: halving, as one of them grows while the other falls. */
function balanced(
  problem: Problem,
  plain: Int32Array,
  shape: readonly number[],
  aim: FairAim,
  within: (places: readonly number[], guess?: number) => Tried,
): BudgetedSolution {
  const before = spreadOf(problem, plain);
  const [first = 0, second = 1, given = 2] = shape;
  let [low, high, third] = [thirdCost.least * second, thirdCost.most * second, given];
  let best = within(shape);
  let nearest = Number.NEGATIVE_INFINITY;
  for (let turn = 0; turn < thirdCost.turns; turn++) {
    const tried = turn === 0 ? best : within([first, second, third], best[0]);
    const after = spreadOf(problem, tried[1].pairs);
    const used = (after.used / Math.max(1, before.used) - 1) / aim.used;
    const thrice = (1 - after.thrice / Math.max(1, before.thrice)) / aim.thrice;
    if (Math.min(used, thrice) > nearest) [best, nearest] = [tried, Math.min(used, thrice)];
    if (Math.abs(used - thrice) < 0.02) break;
    if (used < thrice) high = third;
    else low = third;
    third = (low + high) / 2;
  }
  return best[1];
}

/** Members with a task, and with three or more. */
function spreadOf(problem: Problem, pairs: Int32Array): { readonly used: number; readonly thrice: number } {
  const load = new Int32Array(problem.members);
  for (const k of pairs) load[problem.member[k]!]!++;
  return { used: load.filter((count) => count > 0).length, thrice: load.filter((count) => count > 2).length };
}

type Tried = readonly [cost: number, fair: BudgetedSolution];

/** The budget is met to this share: what is left would not be seen. */
const nearEnough = 0.992;

/**
 * The dearest costs, up to `most`, whose plan stays within the loss. The loss grows about with the square of the costs,
 * so that the next try is where that curve through what is known would meet the budget.
 */
function dearest(
  at: (cost: number) => BudgetedSolution,
  free: Tried,
  most: number,
  guess: number,
  mostLoss: number,
  tries: number,
): Tried {
  let low = free;
  let high: Tried | null = null;
  let cost = guess;
  for (let turn = 0; turn < tries && low[1].loss < mostLoss * nearEnough; turn++) {
    const tried: Tried = [cost, at(cost)];
    if (tried[1].loss <= mostLoss) low = tried;
    else high = tried;
    if (low[0] >= most) break;
    cost = next(low, high, most, mostLoss, turn);
  }
  return low;
}

function next(low: Tried, high: Tried | null, most: number, mostLoss: number, turn: number): number {
  const aim = mostLoss * (1 + nearEnough) * 0.5;
  if (!high) return Math.min(most, low[1].loss > 0 ? low[0] * Math.min(8, Math.sqrt(aim / low[1].loss) * 1.05) : most);
  const [a, b] = [low[1].loss, high[1].loss];
  // Every third step halves, so that a curve of another form cannot hold the search up.
  if (low[0] === 0 || turn % 3 === 2)
    return low[0] === 0 ? high[0] * Math.min(0.7, Math.sqrt(aim / b)) : Math.sqrt(low[0] * high[0]);
  const part = (Math.sqrt(aim) - Math.sqrt(a)) / Math.max(1e-12, Math.sqrt(b) - Math.sqrt(a));
  return low[0] + (high[0] - low[0]) * Math.min(0.98, Math.max(0.02, part));
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
