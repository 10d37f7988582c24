/** Solves one batch problem in a thread of its own, so that the server goes on answering. */
import { parentPort, workerData } from 'node:worker_threads';
import { solve, type Problem } from '../../../dispatch/index.ts';

/** The problem's arrays arrive by transfer; the flags are shared. */
export interface PlanWork {
  readonly problem: Problem;
  readonly cancel: Int32Array;
  readonly progress: Int32Array;
}
const { problem, cancel, progress } = workerData as PlanWork;
const { optimal, objective, bound, pairs, memberPrice } = solve(problem, { cancel, progress });
const answer = { optimal, objective, bound, pairs, memberPrice };
parentPort?.postMessage(
  answer,
  [pairs, memberPrice].map((a) => a.buffer as ArrayBuffer),
);
