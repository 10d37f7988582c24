/** Invented members and slots for the tests and for `measure.ts`, and random ones for properties. */
import * as fc from 'fast-check';
import { calendarFrom, dayNumber, dayStart_ms, defaultMatchPolicy, memberState, slotRequest } from './index.ts';
import type { Calendar, MatchPolicy, MemberState, SlotRequest } from './index.ts';

/** The year 2026 with the National Day holidays and their make-up days; 2027 is past its horizon. */
export const calendar2026: Calendar = calendarFrom('2026-01-01', '2026-12-31', {
  ...Object.fromEntries(
    ['01', '02', '03', '04', '05', '06', '07'].map((day) => [`2026-10-${day}`, 'holiday' as const]),
  ),
  '2026-09-20': 'workday',
  '2026-10-10': 'workday',
});

/** The instant of a civil date and 'HH:MM' in Asia/Shanghai. */
export function at(date: string, time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return dayStart_ms(dayNumber(date)) + (hour * 60 + minute) * 60_000;
}

export const TUESDAY = '2026-06-09';
export const SATURDAY = '2026-06-13';
export const SQUARE = { lat: 31.35, lng: 118.43 };

/** A point so many metres north of the square. */
export function north(metres: number): { lat: number; lng: number } {
  return { lat: SQUARE.lat + metres / 111_195.1, lng: SQUARE.lng };
}

/** A consenting member who chose volunteer service and lives at the square. */
export function neighbour(known: Partial<MemberState> = {}): MemberState {
  return memberState({
    personId: 'neighbour',
    consents: { service: true },
    intentions: ['volunteer_service'],
    home: SQUARE,
    ...known,
  });
}

/** A slot of volunteer service at the square, Saturday 10:00–11:00, asked on Friday noon. */
export function saturdaySlot(known: Partial<SlotRequest> = {}): SlotRequest {
  return slotRequest({
    start_ms: at(SATURDAY, '10:00'),
    end_ms: at(SATURDAY, '11:00'),
    now_ms: at('2026-06-12', '12:00'),
    workContent: 'volunteer_service',
    place: SQUARE,
    ...known,
  });
}

export const testPolicy: MatchPolicy = defaultMatchPolicy;

const SKILLS = ['teaching', 'law', 'nursing', 'wiring', 'accounting'];
const CONTENTS = ['policy_publicity', 'resident_service', 'deliberation', 'volunteer_service', 'harmony', 'emergency'];
const LIMITS = ['lifting', 'long_standing', 'night', 'height'];
const LANGUAGES = ['mandarin', 'local_dialect', 'sign_language'];
const some = (codes: readonly string[], most: number) => fc.uniqueArray(fc.constantFrom(...codes), { maxLength: most });
const pointNear = fc.record({
  lat: fc.double({ min: 31.2, max: 31.5, noNaN: true }),
  lng: fc.double({ min: 118.25, max: 118.6, noNaN: true }),
});
const personId = fc.integer({ min: 0, max: 400 }).map((n) => `p${n}`);
const householdId = fc.option(fc.integer({ min: 0, max: 40 }).map((n) => `h${n}`));
const WEEK_MS = 7 * 86_400_000;
const FIRST_MS = at('2026-09-14', '00:00');
const quarterHour = (from_ms: number, span_ms: number) =>
  fc.integer({ min: 0, max: Math.floor(span_ms / 900_000) }).map((n) => from_ms + n * 900_000);

const weekIntervals = fc.array(
  fc.record({ start_min: fc.integer({ min: 0, max: 671 }), length: fc.integer({ min: 1, max: 96 }) }).map((part) => ({
    start_min: part.start_min * 15,
    end_min: (part.start_min + part.length) * 15,
  })),
  { maxLength: 8 },
);

/** Mostly what usual people have, so that many random pairs pass every filter, and now and then anything else. */
function mostly<T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
}

/** Random members around one city, some hardly declared, some with every field. */
export const anyMember: fc.Arbitrary<MemberState> = fc.record({
  personId,
  householdId,
  consents: fc.record({ service: fc.integer({ min: 0, max: 9 }).map((n) => n > 0) }),
  standing: mostly<MemberState['standing']>('active', fc.constantFrom('paused', 'on_leave', 'inactive')),
  restUntil_ms: mostly<number | null>(null, quarterHour(FIRST_MS, WEEK_MS)),
  wantsMore: fc.boolean(),
  skills: fc.uniqueArray(
    fc.record({ tag: fc.constantFrom(...SKILLS), level: fc.constantFrom('confirmed' as const, 'declared' as const) }),
    {
      maxLength: 3,
      selector: (skill) => skill.tag,
    },
  ),
  interests: some(['reading', 'music', 'garden'], 2),
  intentions: mostly<string[]>(CONTENTS.slice(1), some(CONTENTS, 3)),
  willingToTry: some(CONTENTS, 2),
  languages: some(LANGUAGES, 2),
  gender: fc.constantFrom('female', 'male', null),
  limits: mostly<string[]>([], some(LIMITS, 2)),
  maxDistance_m: fc.oneof(
    fc.constant(null),
    fc.constantFrom(0, 250, 500, 501),
    fc.integer({ min: 100, max: 60_000 }),
    fc.constantFrom(30_000, 20_000_000),
  ),
  home: fc.option(pointNear, { freq: 10 }),
  work: fc.option(pointNear),
  workPattern: mostly<MemberState['workPattern']>(
    null,
    fc.record({ intervals: weekIntervals, followsHolidays: fc.boolean() }),
  ),
  optsInWorkingHours: fc.boolean(),
  availability: mostly<MemberState['availability']>(null, weekIntervals),
  blackoutDays: mostly<string[]>(
    [],
    fc.array(fc.constantFrom('2026-09-19', '2026-09-20', '2026-10-01'), { maxLength: 2 }),
  ),
  busy: fc.array(
    fc
      .record({
        start_ms: quarterHour(FIRST_MS, 4 * WEEK_MS),
        length_min: fc.integer({ min: 15, max: 240 }),
        place: fc.option(pointNear),
        remote: fc.boolean(),
      })
      .map(({ start_ms, length_min, place, remote }) => ({
        start_ms,
        end_ms: start_ms + length_min * 60_000,
        place,
        remote,
      })),
    { maxLength: 3 },
  ),
  recentServices_ms: fc.array(quarterHour(FIRST_MS - 2 * WEEK_MS, 2 * WEEK_MS), { maxLength: 5 }),
  recentAsks_ms: fc.array(quarterHour(FIRST_MS - 2 * WEEK_MS, 2 * WEEK_MS), { maxLength: 5 }),
});

/** Random slots in the four weeks around National Day 2026. */
export const anySlot: fc.Arbitrary<SlotRequest> = fc
  .record({
    orderers: fc.array(fc.record({ personId, householdId }), { maxLength: 2 }),
    form: fc.constantFrom('on_site' as const, 'on_site' as const, 'remote' as const, 'flexible' as const),
    place: fc.option(pointNear, { freq: 9 }),
    start_ms: fc.oneof(
      quarterHour(FIRST_MS, 4 * WEEK_MS),
      quarterHour(at('2026-10-01', '08:00'), 12 * 3_600_000),
      quarterHour(at('2026-09-26', '08:00'), 12 * 3_600_000),
    ),
    length_min: fc.integer({ min: 1, max: 20 }).map((n) => n * 15),
    duration_min: fc.constantFrom(null, 30, 60),
    requiredSkills: mostly<string[]>([], some(SKILLS, 2)),
    requireConfirmed: fc.boolean(),
    preferredSkills: some(SKILLS, 2),
    topics: some(['reading', 'music'], 1),
    workContent: fc.constantFrom(...CONTENTS),
    demands: some(LIMITS, 1),
    radius_m: mostly<number | null>(null, fc.integer({ min: 100, max: 20_000 })),
    urgent: fc.boolean(),
    emergency: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    languages: some(LANGUAGES, 1),
    preferredGender: fc.constantFrom('female' as const, null),
    askedFor: fc.array(personId, { maxLength: 1 }),
    helpedBefore: fc.array(personId, { maxLength: 3 }),
    asking: fc.boolean(),
    now_ms: fc.constant(FIRST_MS),
  })
  .map(({ length_min, ...slot }) => ({ ...slot, end_ms: slot.start_ms + length_min * 60_000 }));
