/** The one source of time. Business code never asks the machine; tests, the simulation and the replay drive it. */
export interface Clock {
  now(): Date;
}
export const systemClock: Clock = { now: () => new Date(Date.now()) };

export interface DrivenClock extends Clock {
  /** Moves forward only: an earlier instant is ignored, because instants already written must stay in the past. */
  set(to: Date): void;
  /** Sets it anywhere, also back: for the tests of a machine whose clock is wrong. */
  jump(to: Date): void;
}
export function drivenClock(start: Date): DrivenClock {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    set: (to) => {
      at = Math.max(at, to.getTime());
    },
    jump: (to) => {
      at = to.getTime();
    },
  };
}

/** Asia/Shanghai is UTC+8 without daylight saving since 1991, so civil dates follow from a fixed shift. */
const shanghai_ms = 8 * 3_600_000;
export const minute_ms = 60_000;
export const hour_ms = 3_600_000;
export const day_ms = 86_400_000;

/** Civil date 'YYYY-MM-DD' in Asia/Shanghai. */
export const civilDate = (at: Date): string => new Date(at.getTime() + shanghai_ms).toISOString().slice(0, 10);
/** Instant at which a civil date begins in Asia/Shanghai. */
export const startOfDay = (date: string): Date => new Date(Date.parse(`${date}T00:00:00Z`) - shanghai_ms);
/** Minute of the civil day, 0…1439. */
export const minuteOfDay = (at: Date): number => Math.floor(((at.getTime() + shanghai_ms) % day_ms) / minute_ms);
export const addMs = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
export const iso = (at: Date): string => at.toISOString();
export const isoOrNull = (at: Date | null | undefined): string | null => (at ? at.toISOString() : null);
