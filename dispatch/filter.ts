/** The hard filters: an ordered table of pure checks, each naming its refusal code and the fact behind it (DSP-03). */
import { haversine_m } from './geo.ts';
import { DAY_MS, assertInterval, uncoveredByWeek } from './time.ts';
import type { Calendar, Facts, Failure, FilterCode, GeoPoint, MatchPolicy, MemberState, SlotRequest } from './types.ts';
import { NIGHT_DEMAND, clashAt, freeWithin, isAtNight, lawfulWindow, mayBeAskedAt } from './window.ts';
import type { WindowVerdict } from './window.ts';

/** What is computed once per slot and used for every member. */
export interface SlotContext {
  readonly slot: SlotRequest;
  readonly policy: MatchPolicy;
  readonly calendar: Calendar;
  readonly window: WindowVerdict;
  readonly ordererIds: ReadonlySet<string>;
  readonly householdIds: ReadonlySet<string>;
  readonly demands: readonly string[];
  readonly askedFor: ReadonlySet<string>;
  readonly helpedBefore: ReadonlySet<string>;
}

/** Prepares a slot for many members. Throws RangeError for a slot without length or longer than `LONGEST_SLOT_D`. */
export function prepareSlot(slot: SlotRequest, policy: MatchPolicy, calendar: Calendar): SlotContext {
  assertInterval(slot);
  const atNight = slot.form !== 'flexible' && isAtNight(slot, policy);
  const households = slot.orderers.map((orderer) => orderer.householdId).filter((id) => id !== null);
  return {
    slot,
    policy,
    calendar,
    window: lawfulWindow(slot, policy, calendar),
    ordererIds: new Set(slot.orderers.map((orderer) => orderer.personId)),
    householdIds: new Set(households),
    demands: atNight && !slot.demands.includes(NIGHT_DEMAND) ? [...slot.demands, NIGHT_DEMAND] : slot.demands,
    askedFor: new Set(slot.askedFor),
    helpedBefore: new Set(slot.helpedBefore),
  };
}

/**
 * Metres from the member to the slot: from home or from work, whichever is nearer; null for a remote slot or unknown
 * points. An unknown point never excludes, it only scores no proximity.
 */
export function distanceTo_m(member: MemberState, slot: SlotRequest): number | null {
  if (slot.form === 'remote' || !slot.place) return null;
  return nearest_m(member.home, member.work, slot.place);
}

function nearest_m(home: GeoPoint | null, work: GeoPoint | null, place: GeoPoint): number | null {
  if (!home) return work ? haversine_m(work, place) : null;
  if (!work) return haversine_m(home, place);
  return Math.min(haversine_m(home, place), haversine_m(work, place));
}

/** Services that ended within the policy's rest window before `now_ms` (DSP-06). */
export function servicesInWindow(member: MemberState, policy: MatchPolicy, now_ms: number): number {
  const since_ms = now_ms - policy.restWindow_d * DAY_MS;
  let count = 0;
  for (const end_ms of member.recentServices_ms) if (end_ms > since_ms && end_ms <= now_ms) count++;
  return count;
}

type Check<C extends FilterCode> = (member: MemberState, context: SlotContext) => Facts[C] | null;

function consent(member: MemberState): Facts['CONSENT_MISSING'] | null {
  return member.consents.service ? null : { purpose: 'service' };
}

function workHours(member: MemberState, { window }: SlotContext): Facts['WORK_HOURS_BLOCKED'] | null {
  if (mayBeAskedAt(member, window)) return null;
  return { breaches: window.breaches, optedIn: member.optsInWorkingHours };
}

/** IDN-09: nobody serves the own order or that of the own household. */
function selfDealing(member: MemberState, context: SlotContext): Facts['SELF_DEALING'] | null {
  if (context.ordererIds.has(member.personId)) return { relation: 'self' };
  const shared = member.householdId !== null && context.householdIds.has(member.householdId);
  return shared ? { relation: 'household' } : null;
}

function standing(member: MemberState): Facts['NOT_AVAILABLE'] | null {
  return member.standing === 'active' ? null : { standing: member.standing };
}

/** DSP-06: after so many services in the window the member rests, unless more is wished. */
function resting(member: MemberState, { slot, policy }: SlotContext): Facts['RESTING'] | null {
  const services = servicesInWindow(member, policy, slot.now_ms);
  const window_d = policy.restWindow_d;
  if (member.restUntil_ms !== null && member.restUntil_ms > slot.now_ms) {
    return { chosen: true, services, window_d, until_ms: member.restUntil_ms };
  }
  if (member.wantsMore || services < policy.restAfterServices || services === 0) return null;
  // The rest ends when enough services have left the window: the newest but (restAfterServices − 1) must age out.
  const since_ms = slot.now_ms - window_d * DAY_MS;
  const ends = member.recentServices_ms
    .filter((end_ms) => end_ms > since_ms && end_ms <= slot.now_ms)
    .sort((a, b) => b - a);
  const last_ms = ends[Math.max(policy.restAfterServices, 1) - 1] ?? slot.now_ms;
  return { chosen: false, services, window_d, until_ms: last_ms + window_d * DAY_MS };
}

/** Askings of the last seven days, whatever the answers were. */
export function asksThisWeek(member: MemberState, now_ms: number): number {
  return member.recentAsks_ms.filter((at_ms) => at_ms > now_ms - 7 * DAY_MS && at_ms <= now_ms).length;
}

/** G-33: who was asked often enough this week is left in peace, unless it is urgent or the person is wanted by name. */
function askedEnough(member: MemberState, { slot, policy, askedFor }: SlotContext): Facts['ASKED_ENOUGH'] | null {
  if (!slot.asking || slot.urgent || slot.emergency || askedFor.has(member.personId)) return null;
  const asks = asksThisWeek(member, slot.now_ms);
  const most = policy.mostAsksPerWeek;
  if (asks < most) return null;
  const newest = member.recentAsks_ms.filter((at_ms) => at_ms <= slot.now_ms).toSorted((a, b) => b - a);
  return { asks, most, until_ms: (newest[Math.max(most, 1) - 1] ?? slot.now_ms) + 7 * DAY_MS };
}

/** G-01, SCH-01: declared work, other services and the way between them. */
function timeConflict(member: MemberState, { slot, policy, calendar }: SlotContext): Facts['TIME_CONFLICT'] | null {
  if (slot.form !== 'flexible') return clashAt(member, slot, slot, policy, calendar);
  if (freeWithin(member, slot, policy, calendar)) return null;
  return { cause: 'no_free_window', start_ms: slot.start_ms, end_ms: slot.end_ms, margin_min: policy.travelMargin_min };
}

function availability(member: MemberState, { slot }: SlotContext): Facts['OUTSIDE_AVAILABILITY'] | null {
  // The search for a free stretch of a flexible slot has already looked at the declared times.
  if (!member.availability || slot.form === 'flexible') return null;
  const uncovered = uncoveredByWeek(member.availability, slot.start_ms, slot.end_ms);
  return uncovered && { start_ms: uncovered.start_ms, end_ms: uncovered.end_ms };
}

/** The metres within which this member may be asked for this slot: the nearer of the own limit and the search (G-03). */
function reachOf_m(member: MemberState, { slot, policy }: SlotContext): { limit_m: number; own_m: number } {
  const own_m = member.maxDistance_m ?? policy.defaultMaxDistance_m;
  return { own_m, limit_m: slot.radius_m === null ? own_m : Math.min(own_m, slot.radius_m) };
}

/** True unless the known distance passes the reach of the member or of the search. */
export function isWithinReach(member: MemberState, context: SlotContext, distance_m: number | null): boolean {
  return distance_m === null || distance_m <= reachOf_m(member, context).limit_m;
}

/** G-03, SCH-08: nobody is asked from beyond the own distance. */
function tooFar(member: MemberState, context: SlotContext): Facts['TOO_FAR'] | null {
  const distance_m = distanceTo_m(member, context.slot);
  if (distance_m === null || isWithinReach(member, context, distance_m)) return null;
  const { limit_m, own_m } = reachOf_m(member, context);
  return { distance_m: Math.ceil(distance_m), limit_m, limitedBy: limit_m === own_m ? 'member' : 'slot' };
}

/** G-14: a limit of the body keeps from the task, and its fact from everybody else. */
function physical(member: MemberState, { demands }: SlotContext): Facts['PHYSICAL_LIMIT'] | null {
  if (member.limits.length === 0) return null;
  const limits = demands.filter((demand) => member.limits.includes(demand));
  return limits.length > 0 ? { limits } : null;
}

/** G-13, DSP-03: a skilled place goes to the skilled. */
function skill(member: MemberState, { slot }: SlotContext): Facts['SKILL_MISMATCH'] | null {
  if (slot.requiredSkills.length === 0) return null;
  const missing: string[] = [];
  const unconfirmed: string[] = [];
  for (const tag of slot.requiredSkills) {
    const level = skillLevel(member, tag);
    if (level === null) missing.push(tag);
    else if (slot.requireConfirmed && level === 'declared') unconfirmed.push(tag);
  }
  return missing.length + unconfirmed.length > 0 ? { missing, unconfirmed } : null;
}

/** The best level at which the member holds a skill, or null. */
export function skillLevel(member: MemberState, tag: string): 'confirmed' | 'declared' | null {
  let level: 'declared' | null = null;
  for (const held of member.skills) {
    if (held.tag !== tag) continue;
    if (held.level === 'confirmed') return 'confirmed';
    level = 'declared';
  }
  return level;
}

/** Outside expertise and intention an offer needs the member's own 愿意尝试 (DSP-03, G-13). */
function intention(member: MemberState, { slot }: SlotContext): Facts['NO_INTENTION'] | null {
  if (member.intentions.includes(slot.workContent) || member.willingToTry.includes(slot.workContent)) return null;
  for (const tag of slot.requiredSkills) if (skillLevel(member, tag) !== null) return null;
  for (const tag of slot.preferredSkills) if (skillLevel(member, tag) !== null) return null;
  return { workContent: slot.workContent };
}

/** The order in which failures are reported; it follows the order of guards in the refusal contract. */
const checks: { readonly [C in FilterCode]: Check<C> } = {
  CONSENT_MISSING: consent,
  WORK_HOURS_BLOCKED: workHours,
  SELF_DEALING: selfDealing,
  NOT_AVAILABLE: standing,
  RESTING: resting,
  ASKED_ENOUGH: askedEnough,
  TIME_CONFLICT: timeConflict,
  OUTSIDE_AVAILABILITY: availability,
  TOO_FAR: tooFar,
  PHYSICAL_LIMIT: physical,
  SKILL_MISMATCH: skill,
  NO_INTENTION: intention,
};

export const filterCodes = Object.keys(checks) as readonly FilterCode[];

/** The same checks for a yes or no, in three steps with the cheap ones first; distance is the step between. */
const quickChecks: readonly Check<FilterCode>[] = [
  consent,
  standing,
  workHours,
  intention,
  skill,
  selfDealing,
  physical,
];
const slowChecks: readonly Check<FilterCode>[] = [askedEnough, resting, availability, timeConflict];

function passesAll(these: readonly Check<FilterCode>[], member: MemberState, context: SlotContext): boolean {
  for (const check of these) if (check(member, context) !== null) return false;
  return true;
}

/** The checks that look at codes only. */
export function passesQuickly(member: MemberState, context: SlotContext): boolean {
  return passesAll(quickChecks, member, context);
}

/** The checks that look at the member's time. */
export function passesSlowly(member: MemberState, context: SlotContext): boolean {
  return passesAll(slowChecks, member, context);
}

/** True when no hard filter excludes the member. Equal to `filter(…).length === 0`, without building the facts. */
export function passes(member: MemberState, context: SlotContext): boolean {
  return (
    passesQuickly(member, context) &&
    isWithinReach(member, context, distanceTo_m(member, context.slot)) &&
    passesSlowly(member, context)
  );
}

/** Every failed hard filter of a member for a prepared slot, in the order of the guards. */
export function failuresOf(member: MemberState, context: SlotContext): Failure[] {
  const failures: Failure[] = [];
  for (const code of filterCodes) {
    const fact = (checks[code] as Check<FilterCode>)(member, context);
    // The table ties each code to the check of its fact, which the compiler cannot follow through the loop.
    if (fact !== null) failures.push({ code, fact } as Failure);
  }
  return failures;
}

/**
 * Every failed hard filter, in the order of the guards; empty when the member may be invited. The code is for the
 * cadre, the fact for the person alone: use `publicView` before a cadre sees it. DSP-03, G-14.
 */
export function filter(member: MemberState, slot: SlotRequest, policy: MatchPolicy, calendar: Calendar): Failure[] {
  return failuresOf(member, prepareSlot(slot, policy, calendar));
}

/** What a cadre may see of failed filters: the codes, without any fact about the person (G-14). */
export function publicView(failures: readonly Failure[]): { readonly code: FilterCode }[] {
  return failures.map(({ code }) => ({ code }));
}
