/** The batch problem with time lines: a member's slots may neither overlap nor lie closer than the way between them. */
import type { Problem } from '../plan/problem.ts';

/** When each order takes place, in minutes, and where; ways are straight lines at one speed. An unknown place is NaN. */
export interface Slots {
  readonly start_min: ArrayLike<number>;
  readonly end_min: ArrayLike<number>;
  readonly x_m: ArrayLike<number>;
  readonly y_m: ArrayLike<number>;
  readonly speed_m_per_min: number;
  /** Least time between two slots of one person, also where there is no way; absent: none. */
  readonly margin_min?: number;
  /** 1 for an order that takes no fixed time and stands in nobody's way; absent: none does. */
  readonly floating?: ArrayLike<number>;
}

export interface TimedProblem {
  readonly plain: Problem;
  readonly slots: Slots;
  /**
   * What place 0, 1, 2 … of a member costs, in units of the score: integers ≥ 0 that do not fall; the last one repeats.
   * Absent: nothing. Objective and bound are then less these costs.
   */
  readonly placeCost?: readonly number[];
  /** Minutes that each order takes of a member, and how many each member gives at most; absent: no such limit. */
  readonly minutes?: { readonly order: ArrayLike<number>; readonly most: ArrayLike<number> };
}

/** What a member's place with this number costs. */
export const costOfPlace = (cost: readonly number[] | undefined, place: number): number =>
  cost === undefined || cost.length === 0 ? 0 : cost[Math.min(place, cost.length - 1)]!;

/** True when one person can do both: the earlier one ends, and the way is done, before the later one starts. */
export function follow(slots: Slots, one: number, other: number): boolean {
  const [first, then] = slots.start_min[one]! <= slots.start_min[other]! ? [one, other] : [other, one];
  if (slots.floating?.[first] === 1 || slots.floating?.[then] === 1) return true;
  const way_m = Math.hypot(slots.x_m[first]! - slots.x_m[then]!, slots.y_m[first]! - slots.y_m[then]!);
  const way_min = Number.isNaN(way_m) ? 0 : way_m / slots.speed_m_per_min;
  return slots.end_min[first]! + Math.max(way_min, slots.margin_min ?? 0) <= slots.start_min[then]!;
}
