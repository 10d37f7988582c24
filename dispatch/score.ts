/** The score of a member for a slot as a weighted mean of parts 0…1; only parts that the slot asks about are counted. */
import { distanceTo_m, servicesInWindow, skillLevel } from './filter.ts';
import type { SlotContext } from './filter.ts';
import { DAY_MS } from './time.ts';
import type { Candidate, MatchPolicy, MemberState, PartKey, ScorePart, SlotRequest, WordKey } from './types.ts';

const WHOLE = 10_000;

interface PartValue {
  readonly value: number;
  readonly words: WordKey;
  readonly numbers: Readonly<Record<string, number>>;
}

const none = {};

function expertise(member: MemberState, { slot, policy }: SlotContext): PartValue | null {
  const asked = slot.requiredSkills.length + slot.preferredSkills.length;
  if (asked === 0) return null;
  let sum = 0;
  let held = 0;
  let confirmed = 0;
  for (const tags of [slot.requiredSkills, slot.preferredSkills]) {
    for (const tag of tags) {
      const level = skillLevel(member, tag);
      if (level === null) continue;
      held++;
      if (level === 'confirmed') confirmed++;
      sum += level === 'confirmed' ? 1 : policy.declaredSkillValue;
    }
  }
  const words = held === 0 ? 'expertise_none' : confirmed === held ? 'expertise_confirmed' : 'expertise_declared';
  return { value: sum / asked, words, numbers: { held, asked } };
}

function intention(member: MemberState, { slot, policy }: SlotContext): PartValue {
  if (member.intentions.includes(slot.workContent)) return { value: 1, words: 'intention_chosen', numbers: none };
  const shared = slot.topics.filter((topic) => member.interests.includes(topic)).length;
  if (shared > 0) return { value: policy.interestValue, words: 'intention_interest', numbers: { shared } };
  if (member.willingToTry.includes(slot.workContent)) return { value: policy.tryValue, words: 'intention_try', numbers: none };
  return { value: policy.expertiseOnlyValue, words: 'intention_expertise', numbers: none };
}

/** Services of the window and accepted slots still to come: what breaks ties, fewest first. */
export function recentLoad(member: MemberState, policy: MatchPolicy, now_ms: number): number {
  let coming = 0;
  for (const held of member.busy) if (held.end_ms > now_ms) coming++;
  return servicesInWindow(member, policy, now_ms) + coming;
}

function load(member: MemberState, { slot, policy }: SlotContext, recent: number): PartValue {
  const since_ms = slot.now_ms - policy.restWindow_d * DAY_MS;
  let asks = 0;
  // Every asking counts alike, whatever the answer was: a decline lowers nobody (APL-04).
  for (const at_ms of member.recentAsks_ms) if (at_ms > since_ms && at_ms <= slot.now_ms) asks++;
  const value = (1 - policy.askShare) / (1 + recent) + policy.askShare / (1 + asks);
  return { value, words: recent === 0 ? 'load_free' : 'load_some', numbers: { recent, asks } };
}

function proximity(member: MemberState, { slot, policy }: SlotContext, distance_m: number | null): PartValue | null {
  if (slot.form === 'remote' || !slot.place) return null;
  if (distance_m === null) return { value: 0, words: 'proximity_unknown', numbers: none };
  // Measured against one reach for all, so that a member who accepts long ways is not called nearer for it.
  const reach_m = slot.radius_m ?? policy.defaultMaxDistance_m;
  const value = reach_m > 0 ? Math.max(0, 1 - distance_m / reach_m) : 0;
  return { value, words: 'proximity_near', numbers: { distance_m: Math.round(distance_m) } };
}

function continuity(member: MemberState, context: SlotContext): PartValue | null {
  const { askedFor, helpedBefore, policy } = context;
  if (askedFor.size === 0 && helpedBefore.size === 0) return null;
  if (askedFor.has(member.personId)) return { value: 1, words: 'continuity_asked_for', numbers: none };
  if (helpedBefore.has(member.personId)) {
    return { value: policy.helpedBeforeValue, words: 'continuity_helped_before', numbers: none };
  }
  return { value: 0, words: 'continuity_none', numbers: none };
}

function language(member: MemberState, { slot }: SlotContext): PartValue | null {
  if (slot.languages.length === 0) return null;
  const spoken = slot.languages.filter((code) => member.languages.includes(code)).length;
  const words = spoken > 0 ? 'language_spoken' : 'language_none';
  return { value: spoken / slot.languages.length, words, numbers: { spoken, asked: slot.languages.length } };
}

function gender(member: MemberState, { slot }: SlotContext): PartValue | null {
  if (slot.preferredGender === null) return null;
  const met = member.gender === slot.preferredGender;
  return { value: met ? 1 : 0, words: met ? 'gender_as_wished' : 'gender_other', numbers: none };
}

const PART_ORDER: readonly PartKey[] = ['expertise', 'intention', 'load', 'proximity', 'continuity', 'language', 'gender'];

function partValue(key: PartKey, member: MemberState, context: SlotContext, recent: number, distance_m: number | null): PartValue | null {
  switch (key) {
    case 'expertise':
      return expertise(member, context);
    case 'intention':
      return intention(member, context);
    case 'load':
      return load(member, context, recent);
    case 'proximity':
      return proximity(member, context, distance_m);
    case 'continuity':
      return continuity(member, context);
    case 'language':
      return language(member, context);
    case 'gender':
      return gender(member, context);
  }
}

/** The score of a member with its parts, whether or not the hard filters let the member pass (DSP-03, WHI-07). */
export function scoreOf(member: MemberState, context: SlotContext): Candidate {
  const { slot, policy } = context;
  const recent = recentLoad(member, policy, slot.now_ms);
  const distance_m = distanceTo_m(member, slot);
  const parts: ScorePart[] = [];
  let sum = 0;
  let weights = 0;
  for (const key of PART_ORDER) {
    const weight = policy.weights[key];
    const part = weight > 0 ? partValue(key, member, context, recent, distance_m) : null;
    if (!part) continue;
    sum += weight * part.value;
    weights += weight;
    parts.push({ key, weight, ...part });
  }
  const score = Math.max(1, weights > 0 ? Math.round((WHOLE * sum) / weights) : 1);
  return { personId: member.personId, score, recent, distance_m: distance_m === null ? null : Math.round(distance_m), parts };
}

/** True when a slot is a remote or a light form (SCH-08). */
export function isLightForm(slot: SlotRequest, policy: MatchPolicy): boolean {
  const length_min = slot.duration_min ?? (slot.end_ms - slot.start_ms) / 60_000;
  return slot.form === 'remote' || length_min <= policy.lightForm_min;
}

/** Order of candidates: higher score, then fewest recent, then id. */
export function compareCandidates(a: Candidate, b: Candidate): number {
  return b.score - a.score || a.recent - b.recent || (a.personId < b.personId ? -1 : a.personId > b.personId ? 1 : 0);
}
