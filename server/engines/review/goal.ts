/** The annual hours of one member: what is asked, what counts, and whether there was enough to choose from. Pure. */

/** Months of the year, 1…12, that belong to a goal. */
const monthsFrom = (year: number, registeredOn: string, excused: ReadonlySet<number>): number[] => {
  const [registeredYear = 0, month = 1] = registeredOn.split('-').map(Number);
  const first = registeredYear < year ? 1 : registeredYear > year ? 13 : month;
  return Array.from({ length: 12 }, (_, m) => m + 1).filter((m) => m >= first && !excused.has(m));
};

/**
 * HRS-01: the goal of a year in minutes. Who registered within the year has the part of the months that remain, the
 * month of registration included, and months for which somebody is excused are left out (HRS-02); rounded down to half
 * an hour.
 */
export function goalMinutes(
  full_min: number,
  year: number,
  registeredOn: string,
  excused: ReadonlySet<number> = new Set(),
): number {
  return Math.floor((full_min * monthsFrom(year, registeredOn, excused).length) / 12 / 30) * 30;
}

/** Months of a year touched by days from…to, both included. */
export function monthsTouched(year: number, spans: readonly { from: string; to: string }[]): Set<number> {
  const months = new Set<number>();
  for (let month = 1; month <= 12; month += 1) {
    const [first, last] = [
      `${year}-${String(month).padStart(2, '0')}-01`,
      `${year}-${String(month).padStart(2, '0')}-31`,
    ];
    if (spans.some((s) => s.from <= last && s.to >= first)) months.add(month);
  }
  return months;
}

/** A member's year so far, in minutes. */
export interface Year {
  readonly year: number;
  /** The civil day of the look. */
  readonly today: string;
  readonly full: number;
  readonly registeredOn: string;
  readonly excused: ReadonlySet<number>;
  /** All hours of the year, the emergency ones included. */
  readonly served: number;
  readonly emergency: number;
  /** Of slots that suited when they were published. */
  readonly offered: number;
}
export interface Standing {
  readonly goal: number;
  readonly counted: number;
  readonly emergencyCounted: number;
  /** `no_chance`: too little was on offer, which is the community's lack and not the member's (HRS-02, G-33). */
  readonly state: 'reached' | 'open' | 'no_chance';
}
/**
 * HRS-05: emergency hours count up to a limit. HRS-02: by now the share of the months that have gone by should be done;
 * the community must have offered a multiple of what lacks of it.
 */
export function standingOf(y: Year, policy: { opportunity_pct: number; emergency_counted_min: number }): Standing {
  const goal = goalMinutes(y.full, y.year, y.registeredOn, y.excused);
  const emergencyCounted = Math.min(y.emergency, policy.emergency_counted_min);
  const counted = y.served - y.emergency + emergencyCounted;
  const months = monthsFrom(y.year, y.registeredOn, y.excused);
  const gone = months.filter((m) => m < Number(y.today.slice(5, 7))).length;
  const lacks = months.length === 0 ? 0 : Math.max(0, (goal * gone) / months.length - counted);
  const state = counted >= goal ? 'reached' : y.offered * 100 < lacks * policy.opportunity_pct ? 'no_chance' : 'open';
  return { goal, counted, emergencyCounted, state };
}
