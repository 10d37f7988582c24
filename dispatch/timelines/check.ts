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
  /** Members who would give more minutes than they may. */
  readonly tooLong: readonly number[];
}

/** Every broken rule of a plan, and its true objective. It shares no sum with the solver. */
export function checkTimed({ plain, slots, minutes }: TimedProblem, plan: Plan): TimedReport {
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
        const way_min = Math.max(slots.margin_min ?? 0, Number.isFinite(way_m) ? way_m / slots.speed_m_per_min : 0);
        if (slots.floating?.[one] === 1 || slots.floating?.[other] === 1) continue;
        const oneFirst = slots.end_min[one]! + way_min <= slots.start_min[other]!;
        const otherFirst = slots.end_min[other]! + way_min <= slots.start_min[one]!;
        if (!oneFirst && !otherFirst) tooClose.push({ one, other, member });
      }
    }
  }
  const tooLong = [...held]
    .filter(([member, orders]) => minutes && sum(orders.map((i) => minutes.order[i]!)) > minutes.most[member]!)
    .map(([member]) => member);
  return { ...checkPlan(plain, plan), tooClose, tooLong };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
