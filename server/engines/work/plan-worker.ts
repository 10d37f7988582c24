/** Solves one batch problem in a thread of its own, so that the server goes on answering. */
import { parentPort, workerData } from 'node:worker_threads';
import { solve, solveLines, solveTimedFair, type TimedFairWish, type TimedProblem } from '../../../dispatch/index.ts';

/** The flags are shared. */
export interface PlanWork {
  readonly timed: TimedProblem;
  readonly fair: TimedFairWish;
  readonly cancel: Int32Array;
  readonly progress: Int32Array;
}
/** Rounds of prices that a plan with time lines may take: the more pairs, the fewer. */
const mostRounds = 100;
const pairRounds = 300_000;

const { timed, fair, cancel, progress } = workerData as PlanWork;
const rounds = Math.max(10, Math.min(mostRounds, Math.floor(pairRounds / Math.max(1, timed.plain.member.length))));
const { memberPrice } = solve(timed.plain, { cancel, progress });
const best = solveLines(timed, rounds, { cancel });
// A plan that nobody waits for any more is not made fair.
const stopped = Atomics.load(cancel, 0) !== 0;
parentPort?.postMessage({
  best,
  fair: stopped ? best : solveTimedFair(timed, best, fair, rounds),
  memberPrice,
});
