/** When an invitation may reach a person: outside the own working hours and outside quiet hours (LST-04, SCH-02). Pure. */
import { defaultMatchPolicy, workOverlap, type Calendar, type WorkPattern } from '../../../dispatch/index.ts';
import { minute_ms } from '../../platform/clock.ts';
import { notBefore } from './rules.ts';
import type { NoticeKind } from './words.ts';

/** What asks for somebody's free time; it does not ring during work. */
const asksForTime: ReadonlySet<string> = new Set<NoticeKind>(['M-04.invitation', 'M-04.match']);
export const waitsForWorkToEnd = (kind: string, urgent: boolean): boolean => !urgent && asksForTime.has(kind);

type Weekly = readonly { readonly from: number; readonly to: number }[];
/** The declared week as matching reads it; nothing declared: the ordinary hours of a workday stand for it. */
function patternOf(declared: Weekly | null): WorkPattern | null {
  if (!declared || declared.length === 0) return null;
  const intervals = declared.map((w) => ({ start_min: w.from, end_min: w.to > w.from ? w.to : w.to + 10_080 }));
  // Work that touches Saturday or Sunday is shift work, which does not follow the public holidays.
  return { intervals, followsHolidays: !intervals.some((w) => w.end_min > 5 * 1440) };
}

/** So many stretches of work and quiet hours may follow each other before the invitation goes anyway: about two weeks. */
const mostWaits = 60;
/**
 * The first instant at which the person neither works nor rests from messages. `declared` is the week of the service
 * profile in minutes from Monday 00:00; null means not declared.
 */
export function firstFreeInstant(
  at: Date,
  declared: Weekly | null,
  calendar: Calendar,
  quiet: { from_min: number; to_min: number },
): Date {
  const pattern = patternOf(declared);
  let free = at;
  for (let wait = 0; wait < mostWaits; wait += 1) {
    const from = free.getTime();
    const work = workOverlap(pattern, defaultMatchPolicy, calendar, from, from + minute_ms);
    const next = notBefore(work ? new Date(work.end_ms) : free, quiet, false);
    if (next.getTime() === from) return free;
    free = next;
  }
  return free;
}
