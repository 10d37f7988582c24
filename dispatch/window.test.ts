import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  alternatives,
  calendarFrom,
  civilDate,
  civilDay,
  conflict,
  dayNumber,
  dayStart_ms,
  filter,
  haversine_m,
  lawfulWindow,
  weekdayOf,
} from './index.ts';
import type { SlotForm } from './index.ts';
import {
  SATURDAY,
  TUESDAY,
  anyMember,
  anySlot,
  at,
  calendar2026,
  neighbour,
  north,
  saturdaySlot,
  testPolicy,
} from './test-data.ts';

const TIME_CODES = new Set(['WORK_HOURS_BLOCKED', 'TIME_CONFLICT', 'OUTSIDE_AVAILABILITY']);

function verdict(
  date: string,
  from: string,
  to: string,
  extra: { form?: SlotForm; urgent?: boolean; emergency?: boolean; duration_min?: number } = {},
) {
  const slot = saturdaySlot({ start_ms: at(date, from), end_ms: at(date, to), ...extra });
  return lawfulWindow(slot, testPolicy, calendar2026);
}

describe('civil time', () => {
  it('numbers days in Asia/Shanghai', () => {
    assert.equal(civilDay(Date.UTC(2026, 5, 8, 15, 59, 59)), dayNumber('2026-06-08'));
    assert.equal(civilDay(Date.UTC(2026, 5, 8, 16)), dayNumber(TUESDAY));
    assert.equal(dayStart_ms(dayNumber(TUESDAY)), Date.UTC(2026, 5, 8, 16));
    assert.equal(weekdayOf(dayNumber(TUESDAY)), 1);
    assert.equal(weekdayOf(dayNumber('1969-12-28')), 6);
  });

  it('agrees with the time zone database on every hour of random years since 1992', () => {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' });
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2060, 0, 1) }), (ms) => {
        assert.equal(civilDate(civilDay(ms)), format.format(ms));
      }),
    );
  });

  it('refuses a date that does not exist', () => {
    assert.throws(() => dayNumber('2026-02-30'), RangeError);
    assert.throws(() => dayNumber('9 June'), RangeError);
    assert.throws(() => calendarFrom('2026-12-31', '2026-01-01', {}), RangeError);
  });
});

describe('lawful windows (SCH-02, G-09)', () => {
  it('refuses Tuesday 10:00 to general members and lets Saturday 10:00 pass', () => {
    const tuesday = verdict(TUESDAY, '10:00', '11:00');
    assert.equal(tuesday.lawful, false);
    assert.equal(tuesday.code, 'WORK_HOURS_BLOCKED');
    assert.equal(tuesday.audience, 'opted_in');
    assert.equal(verdict(SATURDAY, '10:00', '11:00').lawful, true);
  });

  it('knows the hours around the 8 working hours', () => {
    assert.equal(verdict(TUESDAY, '07:00', '08:30').lawful, true);
    assert.equal(verdict(TUESDAY, '07:00', '08:31').lawful, false);
    assert.equal(verdict(TUESDAY, '12:00', '14:00').lawful, true);
    assert.equal(verdict(TUESDAY, '18:30', '22:00').lawful, true);
    assert.equal(verdict(TUESDAY, '18:29', '22:00').lawful, false);
  });

  it('follows statutory holidays and make-up days', () => {
    assert.equal(verdict('2026-10-01', '10:00', '11:00').lawful, true);
    assert.equal(verdict('2026-10-10', '10:00', '11:00').lawful, false);
  });

  it('keeps quiet hours, except for an urgent post', () => {
    const night = verdict(SATURDAY, '22:00', '23:00');
    assert.deepEqual([night.audience, night.breaches[0]?.kind], ['none', 'quiet_hours']);
    assert.equal(verdict(SATURDAY, '06:00', '07:30').lawful, false);
    assert.equal(verdict(SATURDAY, '22:00', '23:00', { urgent: true }).lawful, true);
    assert.equal(verdict(TUESDAY, '10:00', '11:00', { urgent: true }).lawful, false);
    assert.equal(verdict(TUESDAY, '10:00', '11:00', { emergency: true }).lawful, true);
  });

  it('does not guess past the horizon of the calendar', () => {
    const day = verdict('2027-01-02', '10:00', '11:00');
    assert.deepEqual([day.lawful, day.breaches[0]?.kind], [false, 'calendar_unknown']);
    assert.equal(verdict('2027-01-02', '19:00', '20:00').lawful, true);
  });

  it('judges a flexible post by the best stretch of its window', () => {
    assert.equal(verdict(TUESDAY, '10:00', '20:00', { form: 'flexible', duration_min: 60 }).lawful, true);
    assert.equal(verdict(TUESDAY, '09:00', '11:30', { form: 'flexible', duration_min: 60 }).audience, 'opted_in');
  });

  it('closes a form in working hours where the city does not admit it', () => {
    const onlineOnly = { ...testPolicy, optedInForms: ['remote' as const] };
    const slot = saturdaySlot({ start_ms: at(TUESDAY, '10:00'), end_ms: at(TUESDAY, '11:00') });
    assert.equal(lawfulWindow(slot, onlineOnly, calendar2026).audience, 'none');
    assert.equal(lawfulWindow({ ...slot, form: 'remote' }, onlineOnly, calendar2026).audience, 'opted_in');
  });

  it('throws for a slot that ends before it begins', () => {
    assert.throws(() => verdict(SATURDAY, '11:00', '10:00'), RangeError);
  });
});

describe('conflict', () => {
  it('counts the margin on both sides and lets touching intervals be', () => {
    const slot = { start_ms: at(SATURDAY, '10:00'), end_ms: at(SATURDAY, '11:00') };
    const before = { start_ms: at(SATURDAY, '09:00'), end_ms: at(SATURDAY, '10:00') };
    const after = { start_ms: at(SATURDAY, '11:30'), end_ms: at(SATURDAY, '12:00') };
    assert.equal(conflict([before, after], slot, 0), null);
    assert.equal(conflict([after], slot, 30), null);
    assert.equal(conflict([after], slot, 31), after);
    assert.equal(conflict([before, after], slot, 1), before);
  });
});

describe('haversine_m', () => {
  it('measures a degree of latitude and the way from Wuhu to Wuhan', () => {
    assert.equal(Math.round(haversine_m({ lat: 0, lng: 0 }, { lat: 1, lng: 0 })), 111_195);
    const way = haversine_m({ lat: 31.3525, lng: 118.4331 }, { lat: 30.5928, lng: 114.3055 });
    assert.ok(way > 395_000 && way < 405_000, String(way));
  });

  it('is symmetric, zero on itself and never longer than a detour', () => {
    const place = fc.record({
      lat: fc.double({ min: 3, max: 54, noNaN: true }),
      lng: fc.double({ min: 73, max: 136, noNaN: true }),
    });
    fc.assert(
      fc.property(place, place, place, (a, b, c) => {
        assert.equal(haversine_m(a, a), 0);
        assert.ok(Math.abs(haversine_m(a, b) - haversine_m(b, a)) < 1e-6);
        assert.ok(haversine_m(a, c) <= haversine_m(a, b) + haversine_m(b, c) + 1e-3);
      }),
    );
  });
});

describe('alternatives (SCH-01, G-01)', () => {
  it('offers three times outside the own working hours for a Tuesday 10:00', () => {
    const slot = saturdaySlot({
      start_ms: at(TUESDAY, '10:00'),
      end_ms: at(TUESDAY, '11:00'),
      now_ms: at('2026-06-08', '09:00'),
    });
    const windows = alternatives(neighbour(), slot, testPolicy, calendar2026, { count: 3, horizon_d: 14 });
    assert.deepEqual(
      windows.map((window) => window.start_ms),
      [at(TUESDAY, '07:00'), at(TUESDAY, '12:30'), at(TUESDAY, '19:00')],
    );
  });

  it('keeps clear of an accepted task, and of the way to it', () => {
    const busy = [
      { start_ms: at(SATURDAY, '09:00'), end_ms: at(SATURDAY, '12:00'), place: north(14_990), remote: false },
    ];
    const windows = alternatives(neighbour({ busy }), saturdaySlot(), testPolicy, calendar2026, {
      count: 2,
      horizon_d: 3,
    });
    // Nearly 15 km at 250 m a minute take 60 minutes, longer than the margin of 30.
    assert.deepEqual(
      windows.map((window) => window.start_ms),
      [at(SATURDAY, '07:00'), at(SATURDAY, '13:00')],
    );
  });

  it('gives only windows that pass every filter of time, apart from each other and after the lead', () => {
    let given = 0;
    fc.assert(
      fc.property(anyMember, anySlot, (member, slot) => {
        const fixed = { ...slot, form: slot.form === 'flexible' ? ('on_site' as const) : slot.form };
        const windows = alternatives(member, fixed, testPolicy, calendar2026, { count: 3, horizon_d: 14 });
        given += windows.length;
        assert.ok(windows.length <= 3);
        windows.forEach((window, i) => {
          const moved = { ...fixed, ...window };
          const failures = filter(member, moved, testPolicy, calendar2026);
          assert.deepEqual(
            failures.filter((failure) => TIME_CODES.has(failure.code)),
            [],
          );
          assert.equal(window.end_ms - window.start_ms, fixed.end_ms - fixed.start_ms);
          assert.ok(window.start_ms >= fixed.now_ms + testPolicy.alternativeLead_min * 60_000);
          assert.ok(i === 0 || windows[i - 1]!.end_ms <= window.start_ms);
        });
      }),
      { numRuns: 200 },
    );
    assert.ok(given > 100, 'the property must have seen windows');
  });

  it('gives no time at night to whom nights are hard', () => {
    const evening = saturdaySlot({ start_ms: at(SATURDAY, '20:30'), end_ms: at(SATURDAY, '21:30') });
    const wish = { count: 1, horizon_d: 3 };
    const [usual] = alternatives(neighbour(), evening, testPolicy, calendar2026, wish);
    assert.equal(usual?.start_ms, at(SATURDAY, '21:00'));
    const [spared] = alternatives(neighbour({ limits: ['night'] }), evening, testPolicy, calendar2026, wish);
    assert.equal(spared?.start_ms, at(SATURDAY, '19:00'));
  });

  it('gives nothing to a member who is never free', () => {
    const member = neighbour({ availability: [] });
    assert.deepEqual(alternatives(member, saturdaySlot(), testPolicy, calendar2026, { count: 3, horizon_d: 14 }), []);
  });
});
