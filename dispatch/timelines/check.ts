/** The independent checker for plans with time lines: what `checkPlan` says, and every two slots that are too close. */
import { checkPlan, type CheckReport, type Plan } from '../plan/check.ts';
import type { TimedProblem } from './problem.ts';

/** Two orders of one member between which there is no time for the way. */
export interface TooClose {
  readonly one: number;
  readonly other: number;
  readonly member: number;
}

export interface TimedReport extends CheckReport {
  readonly tooClose: readonly TooClose[];
}

/** Every broken rule of a plan, and its true objective. It shares no sum with the solver. */
export function checkTimed({ plain, slots }: TimedProblem, plan: Plan): TimedReport {
  const held = new Map<number, number[]>();
  for (let p = 0; p < plan.order.length; p++) {
    const mine = held.get(plan.member[p]!) ?? [];
    mine.push(plan.order[p]!);
    held.set(plan.member[p]!, mine);
  }
  const tooClose: TooClose[] = [];
  for (const [member, orders] of held) {
    for (const [at, one] of orders.entries()) {
      for (const other of orders.slice(at + 1)) {
        const way_m = Math.hypot(slots.x_m[one]! - slots.x_m[other]!, slots.y_m[one]! - slots.y_m[other]!);
        const way_min = way_m / slots.speed_m_per_min;
        const oneFirst = slots.end_min[one]! + way_min <= slots.start_min[other]!;
        const otherFirst = slots.end_min[other]! + way_min <= slots.start_min[one]!;
        if (!oneFirst && !otherFirst) tooClose.push({ one, other, member });
      }
    }
  }
  return { ...checkPlan(plain, plan), tooClose };
}
