/** What another standard would have made of real records: pure. */
import { pointsOf, type StandardBody } from '../../engines/policy/index.ts';
import type { CreditedService } from '../../engines/review/index.ts';

export interface Recounted {
  readonly service: CreditedService;
  readonly before: number;
  readonly after: number;
  readonly formula_zh: string;
  readonly formula_en: string;
}

/**
 * Counts the services once more by a standard, in the order in which they were posted, with the daily cap of each
 * person. `before` is what stands in the book.
 */
export function recount(services: readonly CreditedService[], standard: StandardBody): Recounted[] {
  const earned = new Map<string, number>();
  return services.map((service) => {
    const { inputs, person } = service;
    const day = `${person} ${inputs.day}`;
    const already = earned.get(day) ?? 0;
    const points = pointsOf(standard, { ...inputs, alreadyToday_hundredths: already });
    earned.set(day, already + points.hundredths);
    return {
      service,
      before: service.hundredths,
      after: points.hundredths,
      formula_zh: points.formula_zh,
      formula_en: points.formula_en,
    };
  });
}

interface Group {
  readonly key: string;
  records: number;
  changed: number;
  before_hundredths: number;
  after_hundredths: number;
}
export function groupBy(all: readonly Recounted[], keyOf: (r: Recounted) => string): Group[] {
  const groups = new Map<string, Group>();
  for (const r of all) {
    const key = keyOf(r);
    const g = groups.get(key) ?? { key, records: 0, changed: 0, before_hundredths: 0, after_hundredths: 0 };
    g.records += 1;
    g.changed += r.after === r.before ? 0 : 1;
    g.before_hundredths += r.before;
    g.after_hundredths += r.after;
    groups.set(key, g);
  }
  return [...groups.values()];
}

/** How many records change by how much: steps of one point, named by their lower end; no change is a step of its own. */
export function distributionOf(all: readonly Recounted[]): { from_hundredths: number; records: number }[] {
  const steps = new Map<number, number>();
  for (const r of all) {
    const step = Math.floor((r.after - r.before) / 100) * 100;
    steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  return [...steps.entries()]
    .map(([from_hundredths, records]) => ({ from_hundredths, records }))
    .toSorted((a, b) => a.from_hundredths - b.from_hundredths);
}
