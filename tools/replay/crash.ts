/** Ends the server abruptly at seeded moments and starts it again on the same data. */
import type { Deployment } from './deployment.ts';
import { ServerGone } from './deployment.ts';
import type { Draws } from './draws.ts';

/** A replay's requests per row, roughly; only spreads the moments over the run. */
const requestsPerRow = 9;
/** So many times a step is tried again when the server is gone. */
const mostTries = 5;

export class Crashes {
  private readonly moments: ReadonlyMap<number, number>;
  private readonly deployment: Deployment;
  private readonly now: () => number;
  happened = 0;

  constructor(parts: { deployment: Deployment; draws: Draws; kills: number; rows: number; now: () => number }) {
    this.deployment = parts.deployment;
    this.now = parts.now;
    const span = Math.max(parts.kills * 2, Math.floor(parts.rows * requestsPerRow * 0.8));
    const moments = new Map<number, number>();
    for (let i = 0; i < parts.kills; i += 1) {
      // One moment in each part of the run; a delay of up to 25 ms after the sending reaches all stages of a request.
      const part = span / parts.kills;
      moments.set(
        Math.floor(i * part + 1 + parts.draws.at(`moment:${i}`) * (part - 1)),
        Math.floor(parts.draws.at(`delay:${i}`) * 25),
      );
    }
    this.moments = moments;
  }

  /** Milliseconds after which the server is killed while this request is under way, or null. */
  killsAt(request: number): number | null {
    const waiting = [...this.moments].find(([moment]) => moment <= request);
    if (!waiting) return null;
    (this.moments as Map<number, number>).delete(waiting[0]);
    return waiting[1];
  }

  /**
   * Makes sure that the server is dead, starts it on the same data and brings its clock to the present, at least
   * a millisecond on: no machine comes back within the millisecond in which it fell, and identifiers are in order only
   * within one process or across instants.
   */
  async restart(): Promise<void> {
    await this.deployment.kill();
    await this.deployment.start();
    await this.deployment.moveTo(Math.max(this.now(), this.deployment.clock_ms + 1));
    this.happened += 1;
  }

  async guard(step: () => Promise<void>): Promise<void> {
    for (let turn = 1; ; turn += 1) {
      try {
        return await step();
      } catch (error) {
        if (!(error instanceof ServerGone) || turn >= mostTries) throw error;
        await this.restart();
      }
    }
  }
}
