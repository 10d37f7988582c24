/** The batch problem with time lines: a member's slots may neither overlap nor lie closer than the way between them. */
import type { Problem } from '../plan/problem.ts';

/** When each order takes place, in minutes, and where; ways are straight lines at one speed. */
export interface Slots {
  readonly start_min: ArrayLike<number>;
  readonly end_min: ArrayLike<number>;
  readonly x_m: ArrayLike<number>;
  readonly y_m: ArrayLike<number>;
  readonly speed_m_per_min: number;
}

export interface TimedProblem {
  readonly plain: Problem;
  readonly slots: Slots;
}

/** True when one person can do both: the earlier one ends, and the way is done, before the later one starts. */
export function follow(slots: Slots, one: number, other: number): boolean {
  const [first, then] = slots.start_min[one]! <= slots.start_min[other]! ? [one, other] : [other, one];
  const way_m = Math.hypot(slots.x_m[first]! - slots.x_m[then]!, slots.y_m[first]! - slots.y_m[then]!);
  return slots.end_min[first]! + way_m / slots.speed_m_per_min <= slots.start_min[then]!;
}
