/** May this time be offered at all (SCH-02, G-09), and does it clash with this member's own calendar (SCH-01, G-01)? */
import { haversine_m } from './geo.ts';
import {
  DAY_MS,
  MINUTE_MS,
  assertInterval,
  civilDay,
  dayHoursOverlap,
  dayKind,
  dayNumber,
  dayStart_ms,
  isOrdinaryWorkday,
  nightlyOverlap,
  uncoveredByWeek,
  weekdayOf,
  workOverlap,
} from './time.ts';
import type {
  Busy,
  Calendar,
  Facts,
  GeoPoint,
  Interval,
  MatchPolicy,
  MemberState,
  SlotRequest,
  WindowBreach,
} from './types.ts';

/** The demand that a slot at night makes by itself, and the limit that answers it. */
export const NIGHT_DEMAND = 'night';

type TimedSlot = Pick<SlotRequest, 'start_ms' | 'end_ms' | 'form' | 'duration_min' | 'urgent' | 'emergency'>;

/** To whom a post may be offered at its time. */
export interface WindowVerdict {
  /**
   * general: every member. opted_in: only members who opted in and whose own pattern is free then.
   * none: nobody (quiet hours, or a form that the policy does not admit in working hours).
   */
  readonly audience: 'general' | 'opted_in' | 'none';
  /** True when the post may be published to general members. */
  readonly lawful: boolean;
  readonly code: 'WORK_HOURS_BLOCKED' | null;
  readonly breaches: readonly WindowBreach[];
}

const GENERAL: WindowVerdict = { audience: 'general', lawful: true, code: null, breaches: [] };

/**
 * May a post be offered to general members at this time? Lawful are weekends, statutory holidays and the hours outside
 * ordinary working hours, minus quiet hours; an urgent post may enter quiet hours, an emergency any hour. A day past
 * the calendar's horizon is lawful only outside working hours, because a weekend may become a make-up workday.
 * A flexible post is judged by the best stretch of its length inside its window. SCH-02, G-09.
 */
export function lawfulWindow(slot: TimedSlot, policy: MatchPolicy, calendar: Calendar): WindowVerdict {
  assertInterval(slot);
  if (slot.emergency) return GENERAL;
  if (slot.form !== 'flexible') return verdictAt(slot, slot, policy, calendar);
  let best = verdictAt(
    slot,
    { start_ms: slot.start_ms, end_ms: slot.start_ms + flexibleLength_ms(slot) },
    policy,
    calendar,
  );
  for (const at of flexibleStarts(slot, policy)) {
    const verdict = verdictAt(slot, at, policy, calendar);
    if (verdict.lawful) return GENERAL;
    if (best.audience === 'none' && verdict.audience === 'opted_in') best = verdict;
  }
  return best;
}

function verdictAt(slot: TimedSlot, at: Interval, policy: MatchPolicy, calendar: Calendar): WindowVerdict {
  const breaches = breachesAt(at, policy, calendar);
  const counting = slot.urgent ? breaches.filter((breach) => breach.kind !== 'quiet_hours') : breaches;
  if (counting.length === 0) return GENERAL;
  const closed = counting.some((breach) => breach.kind === 'quiet_hours') || !policy.optedInForms.includes(slot.form);
  return { audience: closed ? 'none' : 'opted_in', lawful: false, code: 'WORK_HOURS_BLOCKED', breaches: counting };
}

function breachesAt(at: Interval, policy: MatchPolicy, calendar: Calendar): WindowBreach[] {
  const breaches: WindowBreach[] = [];
  const last = civilDay(at.end_ms - 1);
  for (let day = civilDay(at.start_ms); day <= last; day++) {
    const kind = dayKind(calendar, day);
    if (!isOrdinaryWorkday(kind, weekdayOf(day))) continue;
    const hit = dayHoursOverlap(policy.ordinaryHours, day, at.start_ms, at.end_ms);
    if (hit) breaches.push({ kind: kind === 'unknown' ? 'calendar_unknown' : 'working_hours', ...hit });
  }
  const quiet = nightlyOverlap(policy.quietStart_min, policy.quietEnd_min, at.start_ms, at.end_ms);
  if (quiet) breaches.push({ kind: 'quiet_hours', ...quiet });
  return breaches;
}

/** Length of the work of a flexible slot; its window's length when none is given or it would not fit. */
function flexibleLength_ms(slot: TimedSlot): number {
  const window_ms = slot.end_ms - slot.start_ms;
  const asked_ms = slot.duration_min === null ? window_ms : slot.duration_min * MINUTE_MS;
  return asked_ms > 0 && asked_ms <= window_ms ? asked_ms : window_ms;
}

/** Every stretch of the work's length inside the window of a flexible slot, on the policy's grid. */
function* flexibleStarts(slot: TimedSlot, policy: MatchPolicy): Generator<Interval> {
  const length_ms = flexibleLength_ms(slot);
  const step_ms = Math.max(policy.alternativeStep_min, 5) * MINUTE_MS;
  for (let start_ms = slot.start_ms; start_ms + length_ms <= slot.end_ms; start_ms += step_ms) {
    yield { start_ms, end_ms: start_ms + length_ms };
  }
}

/**
 * First of the intervals that lies nearer than `margin_min` to the slot, or null. Intervals that merely touch do not
 * clash when the margin is 0. SCH-01.
 */
export function conflict<T extends Interval>(intervals: readonly T[], slot: Interval, margin_min: number): T | null {
  const margin_ms = margin_min * MINUTE_MS;
  for (const held of intervals) {
    if (slot.start_ms < held.end_ms + margin_ms && held.start_ms < slot.end_ms + margin_ms) return held;
  }
  return null;
}

/** Minutes that must lie between two engagements: the margin, or the way at the policy's speed where it is longer. */
export function marginBetween_min(
  policy: MatchPolicy,
  remote: boolean,
  a: GeoPoint | null,
  b: GeoPoint | null,
): number {
  if (remote) return policy.remoteMargin_min;
  if (!a || !b || !(policy.travelSpeed_m_per_min > 0)) return policy.travelMargin_min;
  return Math.max(policy.travelMargin_min, Math.ceil(haversine_m(a, b) / policy.travelSpeed_m_per_min));
}

type Clash = Facts['TIME_CONFLICT'];

function busyClash(busy: readonly Busy[], slot: SlotRequest, at: Interval, policy: MatchPolicy): Clash | null {
  for (const held of busy) {
    const margin_min = marginBetween_min(policy, held.remote || slot.form === 'remote', held.place, slot.place);
    if (conflict([held], at, margin_min)) {
      return { cause: 'busy', start_ms: held.start_ms, end_ms: held.end_ms, margin_min };
    }
  }
  return null;
}

function workClash(
  member: MemberState,
  slot: SlotRequest,
  at: Interval,
  policy: MatchPolicy,
  calendar: Calendar,
): Clash | null {
  const margin_min = marginBetween_min(policy, slot.form === 'remote', member.work, slot.place);
  const margin_ms = margin_min * MINUTE_MS;
  const hit = workOverlap(member.workPattern, policy, calendar, at.start_ms - margin_ms, at.end_ms + margin_ms);
  return hit ? { cause: 'work', ...hit, margin_min } : null;
}

function blackoutClash(member: MemberState, at: Interval): Clash | null {
  if (member.blackoutDays.length === 0) return null;
  const first = civilDay(at.start_ms);
  const last = civilDay(at.end_ms - 1);
  for (const date of member.blackoutDays) {
    const day = dayNumber(date);
    if (day >= first && day <= last) {
      return { cause: 'blackout', start_ms: dayStart_ms(day), end_ms: dayStart_ms(day + 1), margin_min: 0 };
    }
  }
  return null;
}

/** G-01, SCH-01: the clash of a fixed stretch with what the member has accepted, works or has blacked out; null when there is none. */
export function clashAt(
  member: MemberState,
  slot: SlotRequest,
  at: Interval,
  policy: MatchPolicy,
  calendar: Calendar,
): Clash | null {
  return (
    blackoutClash(member, at) ??
    busyClash(member.busy, slot, at, policy) ??
    workClash(member, slot, at, policy, calendar)
  );
}

/** True when the stretch touches the hours that the policy calls night. */
export function isAtNight(at: Interval, policy: MatchPolicy): boolean {
  return nightlyOverlap(policy.nightStart_min, policy.nightEnd_min, at.start_ms, at.end_ms) !== null;
}

/** True when the window rule lets this member be asked for this stretch: general time, or the member opted in. */
export function mayBeAskedAt(member: MemberState, verdict: WindowVerdict): boolean {
  return verdict.audience === 'general' || (verdict.audience === 'opted_in' && member.optsInWorkingHours);
}

/** True when every rule about time lets this member serve the slot at this stretch. */
function isFreeAt(
  member: MemberState,
  slot: SlotRequest,
  at: Interval,
  policy: MatchPolicy,
  calendar: Calendar,
): boolean {
  if (member.limits.includes(NIGHT_DEMAND) && isAtNight(at, policy)) return false;
  if (!slot.emergency && !mayBeAskedAt(member, verdictAt(slot, at, policy, calendar))) return false;
  if (member.availability && uncoveredByWeek(member.availability, at.start_ms, at.end_ms)) return false;
  return clashAt(member, slot, at, policy, calendar) === null;
}

/** First stretch inside the window of a flexible slot at which the member is free, or null. */
export function freeWithin(
  member: MemberState,
  slot: SlotRequest,
  policy: MatchPolicy,
  calendar: Calendar,
): Interval | null {
  for (const at of flexibleStarts(slot, policy)) {
    if (isFreeAt(member, slot, at, policy, calendar)) return at;
  }
  return null;
}

export interface AlternativesWish {
  /** How many windows, 1 to 10. */
  readonly count: number;
  /** How many days around the slot are searched, 1 to 60. */
  readonly horizon_d: number;
}

/**
 * Up to `count` windows of the slot's length at which this member is free by every rule of time, nearest to the asked
 * time first chosen and given in the order of time. They do not overlap each other and begin no earlier than the lead
 * after `now_ms`. Other filters (skill, distance) are not looked at. SCH-01, G-01.
 */
export function alternatives(
  member: MemberState,
  slot: SlotRequest,
  policy: MatchPolicy,
  calendar: Calendar,
  wish: AlternativesWish,
): Interval[] {
  assertInterval(slot);
  const length_ms = slot.form === 'flexible' ? flexibleLength_ms(slot) : slot.end_ms - slot.start_ms;
  const step_ms = Math.max(policy.alternativeStep_min, 5) * MINUTE_MS;
  const count = Math.min(Math.max(Math.trunc(wish.count), 1), 10);
  const steps = Math.floor((Math.min(Math.max(wish.horizon_d, 1), 60) * DAY_MS) / step_ms);
  const earliest_ms = slot.now_ms + policy.alternativeLead_min * MINUTE_MS;
  const found: Interval[] = [];
  // Outwards from the asked time: later before earlier at the same distance.
  for (let i = 1; i <= 2 * steps && found.length < count; i++) {
    const start_ms = slot.start_ms + (i % 2 === 1 ? (i + 1) / 2 : -i / 2) * step_ms;
    const at = { start_ms, end_ms: start_ms + length_ms };
    if (start_ms < earliest_ms || conflict(found, at, 0)) continue;
    if (isFreeAt(member, slot, at, policy, calendar)) found.push(at);
  }
  return found.sort((a, b) => a.start_ms - b.start_ms);
}
