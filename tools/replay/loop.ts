/** The event loop of a replay: one thing after another, in the order of the platform's clock. */
import type { Deployment } from './deployment.ts';

interface Planned {
  readonly at: number;
  readonly turn: number;
  readonly what: () => Promise<void>;
}

export interface LoopOptions {
  readonly deployment: Deployment;
  readonly start: number;
  /** So many requests were sent so far: a moment without one has nothing that could follow from it. */
  readonly requests: () => number;
  /** Times faster than life; null runs as fast as it goes. */
  readonly speed: number | null;
  /** Runs a step that may find the server gone; the crash run starts it again. */
  readonly guard: (step: () => Promise<void>) => Promise<void>;
}

export class Loop {
  private readonly options: LoopOptions;
  private readonly heap: Planned[] = [];
  private turns = 0;
  private clock: number;
  events = 0;

  constructor(options: LoopOptions) {
    this.options = options;
    this.clock = options.start;
  }

  now(): number {
    return this.clock;
  }

  /** Plans something for an instant; what lies in the past happens now. Equal instants keep the order of planning. */
  plan(at: number, what: () => Promise<void>): void {
    this.turns += 1;
    const planned = { at: Math.max(at, this.clock), turn: this.turns, what };
    this.heap.push(planned);
    let child = this.heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!before(this.heap[child]!, this.heap[parent]!)) break;
      this.swap(child, parent);
      child = parent;
    }
  }

  async run(): Promise<void> {
    const realStart = performance.now();
    const start = this.clock;
    for (let next = this.take(); next; next = this.take()) {
      await this.pace(next.at - start, realStart);
      this.clock = next.at;
      this.events += 1;
      await this.options.guard(() => this.options.deployment.moveTo(this.clock));
      const before = this.options.requests();
      await next.what();
      if (this.options.requests() > before) await this.options.guard(() => this.options.deployment.settle());
    }
  }

  private async pace(passed_ms: number, realStart: number): Promise<void> {
    if (this.options.speed === null) return;
    const wait_ms = passed_ms / this.options.speed - (performance.now() - realStart);
    if (wait_ms > 1) await new Promise((later) => setTimeout(later, wait_ms));
  }

  private take(): Planned | null {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (!first || !last) return null;
    if (this.heap.length === 0) return first;
    this.heap[0] = last;
    let parent = 0;
    for (let child = 1; child < this.heap.length; child = parent * 2 + 1) {
      const right = child + 1;
      const least = right < this.heap.length && before(this.heap[right]!, this.heap[child]!) ? right : child;
      if (!before(this.heap[least]!, this.heap[parent]!)) break;
      this.swap(least, parent);
      parent = least;
    }
    return first;
  }

  private swap(a: number, b: number): void {
    [this.heap[a], this.heap[b]] = [this.heap[b]!, this.heap[a]!];
  }
}

const before = (a: Planned, b: Planned): boolean => a.at < b.at || (a.at === b.at && a.turn < b.turn);
