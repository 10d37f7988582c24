/** Plans that this process is computing: each in a worker thread, followed and stopped through shared memory. */
import { Worker } from 'node:worker_threads';
import type { TimedFair, TimedFairWish, TimedProblem, TimedSolution } from '../../../dispatch/index.ts';
import type { PlanWork } from './plan-worker.ts';

/** The best plan, the fair one beside it, and the prices of the members. */
export interface Solved {
  readonly best: TimedSolution;
  readonly fair: TimedFair;
  readonly memberPrice: Int32Array;
}
export interface PlanJob {
  cancelled(): boolean;
  cancel(): void;
  progress(): { done: number; total: number };
  /** Rejects when the thread fails. */
  solve(timed: TimedProblem, fair: TimedFairWish): Promise<Solved>;
}
const running = new Map<string, PlanJob>();
/** The job of a plan, or undefined when another process computes it or nobody does. */
export const planJob = (id: string): PlanJob | undefined => running.get(id);

/** Opens a job for a plan; it is forgotten when `work` has ended. */
export async function withPlanJob<T>(id: string, work: (job: PlanJob) => Promise<T>): Promise<T> {
  const cancel = new Int32Array(new SharedArrayBuffer(4));
  const progress = new Int32Array(new SharedArrayBuffer(8));
  const job: PlanJob = {
    cancelled: () => Atomics.load(cancel, 0) !== 0,
    cancel: () => void Atomics.store(cancel, 0, 1),
    progress: () => ({ done: Atomics.load(progress, 0), total: Atomics.load(progress, 1) }),
    solve: (timed, fair) => inThread({ timed, fair, cancel, progress }),
  };
  running.set(id, job);
  try {
    return await work(job);
  } finally {
    running.delete(id);
  }
}

function inThread(work: PlanWork): Promise<Solved> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./plan-worker.ts', import.meta.url), { workerData: work });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The planning thread ended with ${code}`)));
    worker.unref();
  });
}
