/**
 * An invented community for the simulated season: its members with their skills, hours and habits, and the orders of a
 * quarter. The same seed makes the same people, the same orders and the same answer of each person to each order,
 * whichever rule asks.
 */
import { createRequire } from 'node:module';
import {
  calendarFrom,
  civilDate,
  dayNumber,
  dayStart_ms,
  defaultMatchPolicy,
  lawfulWindow,
  memberState,
  slotRequest,
  type Calendar,
  type DayKind,
  type GeoPoint,
  type MemberState,
  type SlotRequest,
  type WeekInterval,
} from '../dispatch/index.ts';
import { seeded } from '../dispatch/city/city-fixture.ts';
import type { SeasonNumbers, SeasonOptions, SkillRow } from './season-options.ts';
import type { Rhythm } from './season-rhythm.ts';

export const hour_ms = 3_600_000;
export const day_ms = 24 * hour_ms;
export const firstDay = dayNumber('2026-03-02');
const contents = ['policy_publicity', 'resident_service', 'deliberation', 'volunteer_service', 'harmony', 'culture'];
export interface Habits {
  readonly yes: number;
  readonly silent: number;
  /** Multiplies every delay of this person. */
  readonly slowness: number;
}

export interface Order {
  readonly n: number;
  readonly opened_ms: number;
  readonly people: number;
  /** Without the instant of asking, which each rule fills in. */
  readonly slot: SlotRequest;
  readonly skills: readonly string[];
  readonly orderer: string;
}

export interface Season {
  readonly members: readonly MemberState[];
  readonly habits: readonly Habits[];
  readonly orders: readonly Order[];
  readonly calendar: Calendar;
  readonly end_ms: number;
}

export class Draw {
  readonly next: () => number;
  constructor(seed: number) {
    this.next = seeded(seed);
  }
  below(count: number): number {
    return Math.floor(this.next() * count);
  }
  chance(share: number): boolean {
    return this.next() < share;
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }
  weighted(weights: readonly number[]): number {
    let mark = this.next() * weights.reduce((sum, weight) => sum + weight, 0);
    return Math.max(
      0,
      weights.findIndex((weight) => (mark -= weight) < 0),
    );
  }
}

export function makeSeason(size: number, seed: number, { numbers, skills }: SeasonOptions, rhythm: Rhythm): Season {
  const people = new Draw(seed * 1_000_003 + size);
  const calls = new Draw(seed * 2_000_003 + size);
  const calendar = chineseCalendar();
  const members = Array.from({ length: size }, (_, n) => someone(n, people, numbers, skills));
  return {
    members,
    habits: habitsOf(size, people, numbers),
    orders: ordersOf(members, calls, { numbers, skills, rhythm, calendar }),
    calendar,
    end_ms: dayStart_ms(firstDay + numbers.weeks * 7 + Math.ceil(numbers['lead-max-d'])),
  };
}

function chineseCalendar(): Calendar {
  const load = createRequire(import.meta.url);
  const published = load('chinese-days/dist/chinese-days.json') as Record<'holidays' | 'workdays', object>;
  const kind = (days: object, as: DayKind) => Object.keys(days).map((date) => [date, as] as const);
  const exceptions = [...kind(published.holidays, 'holiday'), ...kind(published.workdays, 'workday')];
  return calendarFrom('2026-01-01', '2026-12-31', Object.fromEntries(exceptions));
}

// ── people ───────────────────────────────────────────────────────────────────────────────────────

const centre: GeoPoint = { lat: 31.36, lng: 118.39 };

function around(draw: Draw, radius_m: number): GeoPoint {
  const [distance_m, angle] = [Math.sqrt(draw.next()) * radius_m, draw.next() * 2 * Math.PI];
  return {
    lat: centre.lat + (distance_m * Math.cos(angle)) / 111_195,
    lng: centre.lng + (distance_m * Math.sin(angle)) / (111_195 * Math.cos((centre.lat * Math.PI) / 180)),
  };
}

/** About `mean` of a list, one at least. */
function some<T>(items: readonly T[], mean: number, draw: Draw): T[] {
  const found = items.filter(() => draw.chance(mean / items.length));
  return found.length > 0 ? found : [draw.pick(items)];
}

function someone(n: number, draw: Draw, numbers: SeasonNumbers, skills: readonly SkillRow[]): MemberState {
  const kind = draw.weighted([1 - numbers.retired - numbers.shifts, numbers.shifts, numbers.retired]);
  const scale = numbers['skills-each'] / skills.reduce((sum, { held }) => sum + held, 0);
  return memberState({
    personId: `m${n}`,
    householdId: `h${n >> 1}`,
    consents: { service: draw.chance(numbers.consent) },
    skills: skills
      .filter(({ held }) => draw.chance(held * scale))
      .map(({ tag }) => ({ tag, level: draw.chance(numbers.confirmed) ? 'confirmed' : 'declared' })),
    intentions: some(contents, numbers['contents-each'], draw),
    willingToTry: draw.chance(numbers['willing-to-try']) ? [draw.pick(contents)] : [],
    languages: draw.chance(numbers['speaks-dialect']) ? ['mandarin', 'dialect'] : ['mandarin'],
    gender: draw.chance(0.5) ? 'female' : 'male',
    limits: draw.chance(numbers.limits) ? ['lifting'] : [],
    home: around(draw, numbers['radius-m']),
    work: kind === 2 || draw.chance(numbers['work-near']) ? null : around(draw, numbers['work-radius-m']),
    workPattern: workOf(kind, draw),
    optsInWorkingHours: kind === 2 || draw.chance(numbers['opts-in']),
    availability: draw.chance(numbers['declare-times']) ? timesOf(kind, draw) : null,
  });
}

const week = (day: number, from_h: number, to_h: number): WeekInterval => ({
  start_min: day * 1440 + from_h * 60,
  end_min: day * 1440 + to_h * 60,
});

/** Null: ordinary office hours. */
function workOf(kind: number, draw: Draw): MemberState['workPattern'] {
  if (kind === 0) return null;
  if (kind === 2) return { intervals: [], followsHolidays: true };
  const first = draw.below(3);
  return {
    intervals: [0, 1, 2, 3, 4, 5, 6].filter((day) => (day + first) % 3 !== 2).map((day) => week(day, 8, 20)),
    followsHolidays: false,
  };
}

/** Evenings and halves of the weekend that somebody has declared; the retired add mornings. */
function timesOf(kind: number, draw: Draw): WeekInterval[] {
  const evenings = [0, 1, 2, 3, 4, 5, 6].map((day) => week(day, 18, 22));
  const halves = [week(5, 7, 13), week(5, 13, 22), week(6, 7, 13), week(6, 13, 22)];
  const mornings = kind === 2 ? [0, 1, 2, 3, 4].map((day) => week(day, 7, 14)) : [];
  return [...some(evenings, 3.5, draw), ...some(halves, 2.5, draw), ...mornings];
}

/** Chances spread over people, their mean over the community as given: those who never open the app are always silent. */
function habitsOf(size: number, draw: Draw, numbers: SeasonNumbers): Habits[] {
  const opens = 1 - numbers['never-open'];
  const drawn = Array.from({ length: size }, () => ({
    never: draw.chance(numbers['never-open']),
    eager: draw.normal() * numbers['eager-spread'],
    slowness: Math.exp(draw.normal() * numbers['speed-spread']),
  }));
  const silent = Math.max(0, numbers.silent - numbers['never-open']) / opens;
  const wanted = numbers.yes / opens;
  let [low, high] = [-8, 8];
  const yesAt = (base: number, eager: number): number => (1 - silent) / (1 + Math.exp(-base - eager));
  for (let turn = 0; turn < 40; turn++) {
    const middle = (low + high) / 2;
    const mean = drawn.reduce((sum, one) => sum + yesAt(middle, one.eager) / size, 0);
    if (mean < wanted) low = middle;
    else high = middle;
  }
  return drawn.map(({ never, eager, slowness }) => ({
    yes: never ? 0 : yesAt(low, eager),
    silent: never ? 1 : silent,
    slowness,
  }));
}

// ── orders ───────────────────────────────────────────────────────────────────────────────────────

/** What orders are drawn from. */
interface Town {
  readonly numbers: SeasonNumbers;
  readonly skills: readonly SkillRow[];
  readonly rhythm: Rhythm;
  readonly calendar: Calendar;
}

function ordersOf(members: readonly MemberState[], draw: Draw, town: Town): Order[] {
  const { numbers, rhythm } = town;
  const perWeek =
    ((numbers['hours-per-year'] / 52) * members.length) / ((numbers['service-min'] / 60) * numbers.people);
  const whole = rhythm.hours.reduce((sum, weight) => sum + weight, 0);
  const opened: number[] = [];
  for (let day = 0; day < numbers.weeks * 7; day++) {
    const factor = draw.pick(rhythm.dayFactors);
    for (let hour = 0; hour < 24; hour++) {
      const mean = (perWeek * factor * rhythm.hours[(day % 7) * 24 + hour]!) / whole;
      const start_ms = dayStart_ms(firstDay + day) + hour * hour_ms;
      for (let count = poisson(mean, draw); count > 0; count--) opened.push(start_ms + draw.next() * hour_ms);
    }
  }
  return opened.toSorted((a, b) => a - b).map((opened_ms, n) => anOrder(n, Math.round(opened_ms), members, draw, town));
}

function poisson(mean: number, draw: Draw): number {
  let count = 0;
  const left = Math.exp(-mean);
  for (let product = draw.next(); product > left && count < 100; product *= draw.next()) count++;
  return count;
}

function anOrder(
  n: number,
  opened_ms: number,
  members: readonly MemberState[],
  draw: Draw,
  { numbers, skills, rhythm, calendar }: Town,
): Order {
  const urgent = draw.chance(numbers.whistles);
  const length_ms = Math.max(2, Math.round((numbers['service-min'] * (0.5 + draw.next())) / 15)) * 15 * 60_000;
  const lead_h = Math.min(Math.max(draw.pick(rhythm.leads_h), numbers['lead-min-h'] * 2), numbers['lead-max-d'] * 24);
  const from_ms = opened_ms + numbers['lead-min-h'] * hour_ms;
  const start_ms = urgent
    ? opened_ms + 0.5 * hour_ms
    : lawfulStart(from_ms, opened_ms + lead_h * hour_ms, length_ms, draw, calendar);
  const asks = draw.weighted([
    numbers['required-skill'],
    numbers['preferred-skill'],
    1 - numbers['required-skill'] - numbers['preferred-skill'],
  ]);
  // A whistle needs a skill or asks for none: who is nearest counts more than what would be welcome.
  const wanted =
    asks === 2 || (urgent && asks === 1) ? [] : [skills[draw.weighted(skills.map(({ asked }) => asked))]!.tag];
  const byName = draw.chance(numbers['by-name']) ? [draw.pick(members).personId] : [];
  const remote = !urgent && draw.chance(numbers.remote);
  const more = Math.max(0, numbers.people - 1);
  // A few orders need several people; together they make the mean.
  const share = numbers['several-people'];
  const people = draw.chance(share) ? 1 + Math.max(1, Math.round(more / share)) : 1;
  const orderer = `r${draw.below(members.length * 2)}`;
  return {
    n,
    opened_ms,
    people,
    skills: wanted,
    orderer,
    slot: slotRequest({
      start_ms,
      end_ms: start_ms + length_ms,
      now_ms: opened_ms,
      workContent: draw.pick(contents),
      form: remote ? 'remote' : 'on_site',
      place: remote ? null : around(draw, numbers['radius-m']),
      requiredSkills: asks === 0 ? wanted : [],
      preferredSkills: asks === 1 ? wanted : [],
      demands: draw.chance(numbers.lifting) ? ['lifting'] : [],
      languages: draw.chance(numbers.dialect) ? ['dialect'] : [],
      preferredGender: draw.chance(numbers['gender-wish']) ? 'female' : null,
      orderers: [{ personId: orderer, householdId: null }],
      askedFor: byName,
      urgent,
    }),
  };
}

/** A half hour between two instants at which members may be asked to serve; the first one after them when there is none. */
function lawfulStart(from_ms: number, to_ms: number, length_ms: number, draw: Draw, calendar: Calendar): number {
  const step_ms = 0.5 * hour_ms;
  const starts: number[] = [];
  const first_ms = Math.ceil(from_ms / step_ms) * step_ms;
  for (let start_ms = first_ms; start_ms <= to_ms || starts.length === 0; start_ms += step_ms) {
    const at = { start_ms, end_ms: start_ms + length_ms, form: 'on_site', duration_min: null } as const;
    const { lawful } = lawfulWindow({ ...at, urgent: false, emergency: false }, defaultMatchPolicy, calendar);
    if (lawful) starts.push(start_ms);
    if (start_ms > to_ms + 30 * day_ms) throw new Error(`no lawful time after ${civilDate(firstDay)}`);
  }
  return draw.pick(starts);
}
