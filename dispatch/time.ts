/**
 * Civil time of Asia/Shanghai as fixed UTC+8: China has kept one zone and has had no daylight saving time since 1991,
 * so that plain integer arithmetic is exact for every instant this product handles.
 */
import type { Calendar, DayInterval, DayKind, Interval, MatchPolicy, WeekInterval, WorkPattern } from './types.ts';

export const MINUTE_MS = 60_000;
export const DAY_MIN = 1_440;
export const DAY_MS = DAY_MIN * MINUTE_MS;
export const WEEK_MIN = 7 * DAY_MIN;
const OFFSET_MS = 8 * 60 * MINUTE_MS;

/** Number of the civil day of an instant, 1970-01-01 = 0. */
export function civilDay(ms: number): number {
  return Math.floor((ms + OFFSET_MS) / DAY_MS);
}

/** Instant at which a civil day begins. */
export function dayStart_ms(day: number): number {
  return day * DAY_MS - OFFSET_MS;
}

/** Monday = 0 … Sunday = 6. Day 0 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

const CIVIL_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Number of a civil date 'YYYY-MM-DD'. Throws RangeError when it is no date. */
export function dayNumber(date: string): number {
  const parts = CIVIL_DATE.exec(date);
  const day = parts ? Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])) / DAY_MS : Number.NaN;
  if (!parts || civilDate(day) !== date) throw new RangeError(`not a civil date: ${date}`);
  return day;
}

/** 'YYYY-MM-DD' of a day number. */
export function civilDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/**
 * A calendar over all days from `first` to `last` ('YYYY-MM-DD', both included): Monday to Friday are workdays and
 * weekends restdays unless `exceptions` says otherwise (statutory holidays, make-up days). Days outside are unknown.
 */
export function calendarFrom(first: string, last: string, exceptions: Readonly<Record<string, DayKind>>): Calendar {
  const firstDay = dayNumber(first);
  const count = dayNumber(last) - firstDay + 1;
  if (count < 1 || count > 36_600) throw new RangeError('a calendar covers 1 day to 100 years');
  const kinds: DayKind[] = [];
  for (let i = 0; i < count; i++) kinds.push(weekdayOf(firstDay + i) < 5 ? 'workday' : 'restday');
  for (const [date, kind] of Object.entries(exceptions)) {
    const at = dayNumber(date) - firstDay;
    if (at >= 0 && at < count) kinds[at] = kind;
  }
  return { firstDay, kinds };
}

/** The kind of a civil day; 'unknown' outside the table. */
export function dayKind(calendar: Calendar, day: number): DayKind {
  return calendar.kinds[day - calendar.firstDay] ?? 'unknown';
}

/** A fixed slot, or the window of a flexible one, may not be longer than this; it bounds every loop over days. */
export const LONGEST_SLOT_D = 92;

/** Throws RangeError for a stretch that ends before it begins or is too long: a bug of the caller, not a refusal. */
export function assertInterval(at: Interval): void {
  const length_ms = at.end_ms - at.start_ms;
  if (!(length_ms > 0) || length_ms > LONGEST_SLOT_D * DAY_MS) {
    throw new RangeError(`a slot lasts from 1 ms to ${LONGEST_SLOT_D} days, not ${length_ms} ms`);
  }
}

/** True when [aStart, aEnd) and [bStart, bEnd) share time. */
function overlaps(aStart: number, aEnd: number, bStart: number, bEnd: number): boolean {
  return aStart < bEnd && bStart < aEnd;
}

/** First stretch of `hours` (minutes of the day) of this civil day that overlaps [start, end), or null. */
export function dayHoursOverlap(
  hours: readonly DayInterval[],
  day: number,
  start_ms: number,
  end_ms: number,
): Interval | null {
  const base = dayStart_ms(day);
  for (const part of hours) {
    const from = base + part.start_min * MINUTE_MS;
    const to = base + part.end_min * MINUTE_MS;
    if (overlaps(start_ms, end_ms, from, to)) return { start_ms: from, end_ms: to };
  }
  return null;
}

/**
 * First part of the civil day that lies both in the weekly intervals of `weekday` and in [start, end).
 * `weekday` may differ from the day's own: a make-up Saturday is worked like the days it replaces.
 */
function weeklyOverlap(
  week: readonly WeekInterval[],
  weekday: number,
  day: number,
  start_ms: number,
  end_ms: number,
): Interval | null {
  const base = dayStart_ms(day);
  const from_min = weekday * DAY_MIN;
  for (const part of week) {
    // A part that passes the end of the week is met a second time at its beginning.
    for (let shift = 0; shift <= WEEK_MIN; shift += WEEK_MIN) {
      const lo = Math.max(part.start_min - shift - from_min, 0);
      const hi = Math.min(part.end_min - shift - from_min, DAY_MIN);
      if (lo >= hi) continue;
      const at = { start_ms: base + lo * MINUTE_MS, end_ms: base + hi * MINUTE_MS };
      if (overlaps(start_ms, end_ms, at.start_ms, at.end_ms)) return at;
    }
  }
  return null;
}

/** True when on this day the pattern is worked like a weekday although it is a Saturday or Sunday. */
function isMakeUpDay(kind: DayKind, weekday: number): boolean {
  // An unknown weekend may still become a make-up workday: the careful answer is to keep it free of promises.
  return weekday >= 5 && (kind === 'workday' || kind === 'unknown');
}

/** First stretch of the own working hours that overlaps [start, end), or null (SCH-01). */
export function workOverlap(
  pattern: WorkPattern | null,
  policy: MatchPolicy,
  calendar: Calendar,
  start_ms: number,
  end_ms: number,
): Interval | null {
  const last = civilDay(end_ms - 1);
  for (let day = civilDay(start_ms); day <= last; day++) {
    const kind = dayKind(calendar, day);
    const weekday = weekdayOf(day);
    const hit = pattern
      ? patternOverlap(pattern, kind, weekday, day, start_ms, end_ms)
      : isOrdinaryWorkday(kind, weekday)
        ? dayHoursOverlap(policy.ordinaryHours, day, start_ms, end_ms)
        : null;
    if (hit) return hit;
  }
  return null;
}

function patternOverlap(
  pattern: WorkPattern,
  kind: DayKind,
  weekday: number,
  day: number,
  start_ms: number,
  end_ms: number,
): Interval | null {
  if (pattern.followsHolidays) {
    if (kind === 'holiday' || (kind === 'restday' && weekday < 5)) return null;
    if (isMakeUpDay(kind, weekday)) {
      for (let like = 0; like < 5; like++) {
        const hit = weeklyOverlap(pattern.intervals, like, day, start_ms, end_ms);
        if (hit) return hit;
      }
    }
  }
  return weeklyOverlap(pattern.intervals, weekday, day, start_ms, end_ms);
}

/** True when ordinary working hours hold on this day, or may hold (an unknown day). */
export function isOrdinaryWorkday(kind: DayKind, weekday: number): boolean {
  return kind === 'workday' || (kind === 'unknown' && (weekday < 5 || isMakeUpDay(kind, weekday)));
}

/** First part of [start, end) that the weekly intervals do not cover, or null when they cover it whole (IDN-04). */
export function uncoveredByWeek(week: readonly WeekInterval[], start_ms: number, end_ms: number): Interval | null {
  let at = start_ms;
  const bound = week.length * 2 * (LONGEST_SLOT_D + 2) + 2;
  for (let step = 0; at < end_ms && step < bound; step++) {
    const reached = coveredUntil_ms(week, at);
    if (reached <= at) return { start_ms: at, end_ms };
    at = reached;
  }
  return at < end_ms ? { start_ms: at, end_ms } : null;
}

/** How far from this instant one single weekly interval reaches; the instant itself when none holds it. */
function coveredUntil_ms(week: readonly WeekInterval[], at_ms: number): number {
  const day = civilDay(at_ms);
  const minute = weekdayOf(day) * DAY_MIN + (at_ms - dayStart_ms(day)) / MINUTE_MS;
  let until = at_ms;
  for (const part of week) {
    for (let shift = 0; shift <= WEEK_MIN; shift += WEEK_MIN) {
      if (part.start_min - shift <= minute && minute < part.end_min - shift) {
        until = Math.max(until, at_ms + Math.round((part.end_min - shift - minute) * MINUTE_MS));
      }
    }
  }
  return until;
}

/** First overlap of [start, end) with a nightly stretch that may pass midnight (22:00 to 07:00), or null. */
export function nightlyOverlap(from_min: number, to_min: number, start_ms: number, end_ms: number): Interval | null {
  if (from_min === to_min) return null;
  const length_min = to_min > from_min ? to_min - from_min : to_min + DAY_MIN - from_min;
  const last = civilDay(end_ms - 1);
  for (let day = civilDay(start_ms) - 1; day <= last; day++) {
    const from = dayStart_ms(day) + from_min * MINUTE_MS;
    const to = from + length_min * MINUTE_MS;
    if (overlaps(start_ms, end_ms, from, to)) return { start_ms: from, end_ms: to };
  }
  return null;
}
