/** Limits on guessing, by address and by what is guessed. */
import { RateLimiterMemory } from 'rate-limiter-flexible';

export interface Limit {
  /** False when the allowance is used up. */
  take(key: string): Promise<boolean>;
}
export function limit(points: number, duration_s: number): Limit {
  const limiter = new RateLimiterMemory({ points, duration: duration_s });
  return { take: (key) => limiter.consume(key).then(() => true, () => false) };
}
