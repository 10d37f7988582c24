/** Plans that this process is computing: each in a worker thread, followed and stopped through shared memory. */
import { Worker } from 'node:worker_threads';
import type { Problem, Solution } from '../../../dispatch/index.ts';
import type { PlanWork } from './plan-worker.ts';

export type Solved = Pick<Solution, 'optimal' | 'objective' | 'bound' | 'pairs' | 'memberPrice'>;
export interface PlanJob {
  cancelled(): boolean;
  cancel(): void;
  progress(): { done: number; total: number };
  /** Takes the problem's arrays away from the caller. Rejects when the thread fails. */
  solve(problem: Problem): Promise<Solved>;
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
    solve: (problem) => inThread({ problem, cancel, progress }),
  };
  running.set(id, job);
  try {
    return await work(job);
  } finally {
    running.delete(id);
  }
}

function inThread(work: PlanWork): Promise<Solved> {
  const { rowStart, member, score, need, capacity } = work.problem;
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./plan-worker.ts', import.meta.url), {
      workerData: work,
      transferList: [rowStart, member, score, need, capacity].map((a) => a.buffer as ArrayBuffer),
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The planning thread ended with ${code}`)));
    worker.unref();
  });
}
