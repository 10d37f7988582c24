/** Times of the week in minutes from Monday 00:00, as the profile stores them, and the large choices that stand for them. */
export interface WeekInterval {
  readonly from: number;
  readonly to: number;
}
const day = 1440;
const week = 7 * day;
const at = (weekday: number, from: string, to: string): WeekInterval => ({
  from: weekday * day + minuteOf(from),
  to: weekday * day + minuteOf(to),
});
const weekdays = [0, 1, 2, 3, 4];

export function minuteOf(time: string): number {
  const [h = 0, m = 0] = time.split(':').map(Number);
  return h * 60 + m;
}
export const timeOf = (minute: number): string =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

export const presets = {
  weekdayEvening: weekdays.map((d) => at(d, '18:30', '21:30')),
  satMorning: [at(5, '08:00', '12:00')],
  satAfternoon: [at(5, '13:00', '18:00')],
  sunMorning: [at(6, '08:00', '12:00')],
  sunAfternoon: [at(6, '13:00', '18:00')],
  weekdayDay: weekdays.map((d) => at(d, '08:30', '18:00')),
} as const satisfies Record<string, readonly WeekInterval[]>;
export type Preset = keyof typeof presets;

const same = (a: WeekInterval, b: WeekInterval) => a.from === b.from && a.to === b.to;

/** Splits stored times into the presets that they contain whole and the rest, which is kept untouched. */
export function splitTimes(times: readonly WeekInterval[]): { chosen: Preset[]; rest: WeekInterval[] } {
  const chosen = (Object.keys(presets) as Preset[]).filter((p) =>
    presets[p].every((x) => times.some((t) => same(t, x))),
  );
  const covered = chosen.flatMap((p) => [...presets[p]]);
  return { chosen, rest: times.filter((t) => !covered.some((c) => same(c, t))).map(({ from, to }) => ({ from, to })) };
}
export function joinTimes(chosen: readonly Preset[], rest: readonly WeekInterval[]): WeekInterval[] {
  return [...chosen.flatMap((p) => [...presets[p]]), ...rest].sort((a, b) => a.from - b.from);
}

/** Working times from days and two clock times; a shift past midnight becomes two intervals where the week ends. */
export function shifts(days: readonly number[], from: string, to: string): WeekInterval[] {
  const length = (minuteOf(to) - minuteOf(from) + day) % day || day;
  return days
    .flatMap((d) => {
      const start = d * day + minuteOf(from);
      const end = start + length;
      return end <= week
        ? [{ from: start, to: end }]
        : [
            { from: start, to: week },
            { from: 0, to: end - week },
          ];
    })
    .sort((a, b) => a.from - b.from);
}
/** The days and clock times that a stored pattern shows; null when it is not one shift repeated. */
export function readShifts(pattern: readonly WeekInterval[]): { days: number[]; from: string; to: string } | null {
  const first = pattern[0];
  if (!first) return null;
  const from = timeOf(first.from % day);
  const to = timeOf(first.to % day);
  const days = pattern.map((x) => Math.floor(x.from / day));
  const rebuilt = shifts(days, from, to);
  return rebuilt.length === pattern.length && rebuilt.every((x, i) => same(x, pattern[i] as WeekInterval))
    ? { days, from, to }
    : null;
}
