import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { dayKind, dayNumber, dayStart_ms, weekdayOf } from './index.ts';
import type { MemberState, WorkPattern } from './index.ts';
import { DAY_MIN, MINUTE_MS, WEEK_MIN, civilDay, nightlyOverlap, uncoveredByWeek, workOverlap } from './time.ts';
import { anyMember, anySlot, calendar2026, testPolicy } from './test-data.ts';

/** The minutes of a stretch, each as its instant: the plain way to compare with. All inputs lie on whole minutes. */
function minutesOf(start_ms: number, end_ms: number): number[] {
  return Array.from({ length: (end_ms - start_ms) / MINUTE_MS }, (_, i) => start_ms + i * MINUTE_MS);
}

function minuteOfDay(ms: number): number {
  return (ms - dayStart_ms(civilDay(ms))) / MINUTE_MS;
}

function inWeek(week: readonly { start_min: number; end_min: number }[], weekday: number, minute: number): boolean {
  const at = weekday * DAY_MIN + minute;
  return week.some((part) => (part.start_min <= at && at < part.end_min) || at + WEEK_MIN < part.end_min);
}

function isAtWork(pattern: WorkPattern | null, ms: number): boolean {
  const day = civilDay(ms);
  const kind = dayKind(calendar2026, day);
  const weekday = weekdayOf(day);
  const minute = minuteOfDay(ms);
  if (!pattern) {
    const office = (minute >= 510 && minute < 720) || (minute >= 840 && minute < 1_110);
    return office && (kind === 'workday' || kind === 'unknown');
  }
  if (pattern.followsHolidays && kind === 'holiday') return false;
  const makeUp = pattern.followsHolidays && weekday >= 5 && (kind === 'workday' || kind === 'unknown');
  return (
    inWeek(pattern.intervals, weekday, minute) ||
    (makeUp && [0, 1, 2, 3, 4].some((like) => inWeek(pattern.intervals, like, minute)))
  );
}

const pattern = anyMember.filter((member) => member.workPattern !== null).map((member) => member.workPattern);

describe('stretches of time against a scan of minutes', () => {
  it('finds own working hours through holidays, make-up days and the end of the calendar', () => {
    const late = dayNumber('2026-12-30') - dayNumber('2026-09-14');
    const patterns = fc.oneof(fc.constant(null), pattern);
    let worked = 0;
    fc.assert(
      fc.property(patterns, anySlot, fc.boolean(), (own, slot, moveLate) => {
        const shift_ms = moveLate ? late * DAY_MIN * MINUTE_MS : 0;
        const [start_ms, end_ms] = [slot.start_ms + shift_ms, slot.end_ms + shift_ms];
        const hit = workOverlap(own, testPolicy, calendar2026, start_ms, end_ms);
        const expected = minutesOf(start_ms, end_ms).some((ms) => isAtWork(own, ms));
        assert.equal(hit !== null, expected);
        if (hit) worked++;
      }),
      { numRuns: 600 },
    );
    assert.ok(worked > 50, 'the property must have seen work');
  });

  it('finds the first uncovered minute of declared times', () => {
    const week = anyMember
      .filter((member: MemberState) => member.availability !== null)
      .map((member) => member.availability ?? []);
    fc.assert(
      fc.property(week, anySlot, (available, { start_ms, end_ms }) => {
        const first = minutesOf(start_ms, end_ms).find(
          (ms) => !inWeek(available, weekdayOf(civilDay(ms)), minuteOfDay(ms)),
        );
        assert.equal(uncoveredByWeek(available, start_ms, end_ms)?.start_ms, first);
      }),
      { numRuns: 600 },
    );
  });

  it('finds a nightly stretch that passes midnight, and one that does not', () => {
    const minute = fc.integer({ min: 0, max: 1_439 });
    fc.assert(
      fc.property(minute, minute, anySlot, (from, to, { start_ms, end_ms }) => {
        const isNight = (at: number) => (from <= to ? at >= from && at < to : at >= from || at < to);
        const expected = minutesOf(start_ms, end_ms).some((ms) => isNight(minuteOfDay(ms)));
        assert.equal(nightlyOverlap(from, to, start_ms, end_ms) !== null, expected);
      }),
      { numRuns: 600 },
    );
  });
});
