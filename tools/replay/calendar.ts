/** When members may lawfully be asked to serve: rest days and evenings of the Chinese calendar of that year (SCH-02). */
import chineseDays from 'chinese-days';

const shanghai_ms = 8 * 3_600_000;
const minute_ms = 60_000;
const day_ms = 86_400_000;

export const civilDay = (at: number): string => new Date(at + shanghai_ms).toISOString().slice(0, 10);
export const startOfDay = (day: string): number => Date.parse(`${day}T00:00:00Z`) - shanghai_ms;
export const minuteOfDay = (at: number): number => Math.floor(((at + shanghai_ms) % day_ms) / minute_ms);
export const isWorkday = (day: string): boolean => chineseDays.isWorkday(day);
export const at = (day: string, minute: number): number => startOfDay(day) + minute * minute_ms;

/** First minute at which a service may begin and last minute at which it must have ended. */
const evening = { from: 18 * 60 + 30, to: 22 * 60 };
const restDay = { from: 8 * 60 + 30, to: 22 * 60 };
/** A request is planned at most so many days ahead; a neighbour does not wait longer for help. */
const horizon_d = 14;

/** Lawful starts of a service of `minutes` between two instants, on the half hour, earliest first. */
export function lawfulStarts(from: number, to: number, minutes: number): number[] {
  const starts: number[] = [];
  for (let d = 0; d <= horizon_d; d += 1) {
    const day = civilDay(from + d * day_ms);
    const window = isWorkday(day) ? evening : restDay;
    for (let m = window.from; m + minutes <= window.to; m += 30) {
      const start = at(day, m);
      if (start >= from && start + minutes * minute_ms <= to) starts.push(start);
    }
  }
  return starts;
}

/** The next instant at which an office works: the given one when it does, else the next workday's opening minute. */
export function officeTime(after: number, minute: number): number {
  for (let d = 0; d <= 30; d += 1) {
    const day = civilDay(after + d * day_ms);
    const when = at(day, minute);
    if (when >= after && isWorkday(day)) return when;
  }
  return after;
}

/** Moves an instant of the night (22:00 to 07:30) to the morning, a little after half past seven. */
export function daytime(when: number, later_min: number): number {
  const minute = minuteOfDay(when);
  if (minute >= 450 && minute < 1320) return when;
  const day = civilDay(minute < 450 ? when : when + day_ms);
  return at(day, 450 + later_min);
}
