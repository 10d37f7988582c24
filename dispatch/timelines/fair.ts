/**
 * Fairness in a plan with time lines (G-33): one's own second, third … place costs more than the first, and so does
 * asking somebody who was asked much lately. The costs are raised as far as a share of the score allows, and never so far
 * that fewer places are filled. What is wanted (a pair, a helper asked for by name) is never worth less for it.
 */
import type { TimedProblem } from './problem.ts';
import type { TimedSolution } from './solve.ts';
import { solveLines } from './lines.ts';

export interface TimedFairWish {
  /** How often each member was asked or has served lately: 0 for somebody who never was. */
  readonly load: ArrayLike<number>;
  /** 1 for a pair that is wanted. */
  readonly wanted: Uint8Array;
  /** The share of the sum of scores that fairness may cost, 0…1; 0 turns it off. */
  readonly mostLoss: number;
}

export interface TimedFair {
  /** Chosen pairs of the fair plan, ascending, and what they score without any cost. */
  readonly pairs: Int32Array;
  readonly objective: number;
}

/** Beyond this, more load makes no difference. */
const mostLoad = 6;
const tries = 5;

/** The fairest plan within the budget, beside the best one, which is given. */
export function solveTimedFair(
  problem: TimedProblem,
  best: TimedSolution,
  wish: TimedFairWish,
  rounds: number,
): TimedFair {
  const worth = (pairs: Int32Array): number => pairs.reduce((sum, k) => sum + problem.plain.score[k]!, 0);
  const least = best.objective * (1 - wish.mostLoss);
  let fair = { pairs: best.pairs, objective: best.objective };
  if (wish.mostLoss <= 0 || best.pairs.length === 0) return fair;
  const top = problem.plain.score.reduce((most, score) => Math.max(most, score), 0);
  let [low, high] = [0, top];
  for (let turn = 0; turn < tries && high - low > 1; turn++) {
    const scale = low === 0 ? Math.ceil(high / 16) : Math.round(Math.sqrt(low * high));
    if (scale <= low || scale >= high) break;
    const { pairs } = solveLines(dearer(problem, wish, scale), rounds);
    const objective = worth(pairs);
    if (objective < least || pairs.length < best.pairs.length) high = scale;
    else [low, fair] = [scale, { pairs, objective }];
  }
  return fair;
}

function dearer(problem: TimedProblem, wish: TimedFairWish, scale: number): TimedProblem {
  const { member, score } = problem.plain;
  const placeCost = [0, scale, 2 * scale];
  const less = score.map((each, k) =>
    wish.wanted[k] === 1
      ? // As much more as the dearest place costs, so that no cost of places keeps a wanted pair apart.
        each + 2 * scale
      : Math.max(1, each - Math.round((scale * Math.min(mostLoad, wish.load[member[k]!]!)) / 2)),
  );
  return { ...problem, plain: { ...problem.plain, score: less }, placeCost };
}
