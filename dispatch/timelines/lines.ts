/** The exact plan where it happens to keep every time line, the one with prices on the orders where it does not. */
import { solve } from '../plan/solve.ts';
import type { Watch } from '../plan/work.ts';
import { Draft } from './draft.ts';
import type { TimedProblem } from './problem.ts';
import { solveTimed, type TimedSolution } from './solve.ts';

/** As `solveTimed`, and proven the best without a single round whenever no two slots of the exact plan touch. */
export function solveLines(problem: TimedProblem, rounds: number, watch: Watch = {}): TimedSolution {
  const { capacity, orders, rowStart, member } = problem.plain;
  // Where everybody takes one place at most, the costs of further places play no part.
  if (!problem.placeCost || capacity.every((places) => places <= 1)) {
    const exact = solve(problem.plain, watch);
    const orderOf = new Int32Array(member.length);
    for (let i = 0; i < orders; i++) orderOf.fill(i, rowStart[i], rowStart[i + 1]);
    const draft = new Draft({ ...problem, placeCost: [] }, orderOf);
    if (exact.pairs.every((k) => draft.add(k))) return { ...exact, rounds: 0 };
  }
  return solveTimed(problem, rounds);
}
