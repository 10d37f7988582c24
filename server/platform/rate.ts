/** Limits on guessing, by address and by what is guessed. */

export interface Limit {
  /** False when the allowance of the window is used up. `now` is the injected clock's. */
  take(key: string, now: Date): boolean;
}
/** Windows that are over are dropped when so many keys are held. */
const sweepAt = 10_000;

/** So many takes per key and window; a window begins with its first take. Held in memory: a restart forgives. */
export function limit(points: number, duration_s: number): Limit {
  const windows = new Map<string, { readonly until: number; left: number }>();
  return {
    take(key, now) {
      const at = now.getTime();
      if (windows.size >= sweepAt) for (const [known, w] of windows) if (w.until <= at) windows.delete(known);
      const standing = windows.get(key);
      const until = at + duration_s * 1000;
      // A window that ends later than one begun now was begun before the clock was set back: it would last for as long.
      const window = standing && standing.until > at && standing.until <= until ? standing : { until, left: points };
      windows.set(key, window);
      window.left -= 1;
      return window.left >= 0;
    },
  };
}
