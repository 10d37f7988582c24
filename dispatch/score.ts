/** The score of a member for a slot as a weighted mean of parts 0…1; only parts that the slot asks about are counted. */
import { distanceTo_m, servicesInWindow, skillLevel } from './filter.ts';
import type { SlotContext } from './filter.ts';
import { DAY_MS } from './time.ts';
import type { Candidate, MatchPolicy, MemberState, PartKey, ScorePart, SlotRequest, WordKey } from './types.ts';

const WHOLE = 10_000;

type Numbers = Readonly<Record<string, number>>;

/** What a part looks at: the member, the slot and what was already computed about the two. */
interface View {
  readonly member: MemberState;
  readonly context: SlotContext;
  readonly recent: number;
  readonly distance_m: number | null;
}

interface Part {
  /** True when the slot asks about this part at all. */
  readonly applies: (context: SlotContext) => boolean;
  readonly value: (member: MemberState, context: SlotContext, recent: number, distance_m: number | null) => number;
  /** The sentence and its numbers; built for those few who are shown. */
  readonly words: (view: View) => readonly [WordKey, Numbers];
}

const none: Numbers = {};

function heldSkills(member: MemberState, slot: SlotRequest): { held: number; confirmed: number } {
  let held = 0;
  let confirmed = 0;
  for (const tags of [slot.requiredSkills, slot.preferredSkills]) {
    for (const tag of tags) {
      const level = skillLevel(member, tag);
      if (level !== null) held++;
      if (level === 'confirmed') confirmed++;
    }
  }
  return { held, confirmed };
}

const askedSkills = ({ slot }: SlotContext): number => slot.requiredSkills.length + slot.preferredSkills.length;

const expertise: Part = {
  applies: (context) => askedSkills(context) > 0,
  value: (member, context) => {
    const { held, confirmed } = heldSkills(member, context.slot);
    return (confirmed + (held - confirmed) * context.policy.declaredSkillValue) / askedSkills(context);
  },
  words: ({ member, context }) => {
    const { held, confirmed } = heldSkills(member, context.slot);
    const words = held === 0 ? 'expertise_none' : confirmed === held ? 'expertise_confirmed' : 'expertise_declared';
    return [words, { held, asked: askedSkills(context) }];
  },
};

function sharedInterests(member: MemberState, slot: SlotRequest): number {
  let shared = 0;
  for (const topic of slot.topics) if (member.interests.includes(topic)) shared++;
  return shared;
}

const intention: Part = {
  applies: () => true,
  value: (member, { slot, policy }) => {
    if (member.intentions.includes(slot.workContent)) return 1;
    if (sharedInterests(member, slot) > 0) return policy.interestValue;
    return member.willingToTry.includes(slot.workContent) ? policy.tryValue : policy.expertiseOnlyValue;
  },
  words: ({ member, context: { slot } }) => {
    if (member.intentions.includes(slot.workContent)) return ['intention_chosen', none];
    const shared = sharedInterests(member, slot);
    if (shared > 0) return ['intention_interest', { shared }];
    return [member.willingToTry.includes(slot.workContent) ? 'intention_try' : 'intention_expertise', none];
  },
};

/** Services of the window and accepted slots still to come: what breaks ties, fewest first. */
export function recentLoad(member: MemberState, policy: MatchPolicy, now_ms: number): number {
  let coming = 0;
  for (const held of member.busy) if (held.end_ms > now_ms) coming++;
  return servicesInWindow(member, policy, now_ms) + coming;
}

/** Every asking counts alike, whatever the answer was: a decline lowers nobody (APL-04). */
function asksInWindow(member: MemberState, { slot, policy }: SlotContext): number {
  const since_ms = slot.now_ms - policy.restWindow_d * DAY_MS;
  let asks = 0;
  for (const at_ms of member.recentAsks_ms) if (at_ms > since_ms && at_ms <= slot.now_ms) asks++;
  return asks;
}

const load: Part = {
  applies: () => true,
  value: (member, context, recent) => {
    const { askShare } = context.policy;
    return (1 - askShare) / (1 + recent) + askShare / (1 + asksInWindow(member, context));
  },
  words: ({ member, context, recent }) => [
    recent === 0 ? 'load_free' : 'load_some',
    { recent, asks: asksInWindow(member, context) },
  ],
};

const proximity: Part = {
  applies: ({ slot }) => slot.form !== 'remote' && slot.place !== null,
  value: (_member, { slot, policy }, _recent, distance_m) => {
    // Measured against one reach for all, so that a member who accepts long ways is not called nearer for it.
    const reach_m = slot.radius_m ?? policy.defaultMaxDistance_m;
    return distance_m !== null && reach_m > 0 ? Math.max(0, 1 - distance_m / reach_m) : 0;
  },
  words: ({ distance_m }) =>
    distance_m === null ? ['proximity_unknown', none] : ['proximity_near', { distance_m: Math.round(distance_m) }],
};

const continuity: Part = {
  applies: ({ askedFor, helpedBefore }) => askedFor.size + helpedBefore.size > 0,
  value: ({ personId }, { askedFor, helpedBefore, policy }) =>
    askedFor.has(personId) ? 1 : helpedBefore.has(personId) ? policy.helpedBeforeValue : 0,
  words: ({ member: { personId }, context: { askedFor, helpedBefore } }) =>
    askedFor.has(personId)
      ? ['continuity_asked_for', none]
      : [helpedBefore.has(personId) ? 'continuity_helped_before' : 'continuity_none', none],
};

function spokenLanguages(member: MemberState, slot: SlotRequest): number {
  return slot.languages.filter((code) => member.languages.includes(code)).length;
}

const language: Part = {
  applies: ({ slot }) => slot.languages.length > 0,
  value: (member, { slot }) => spokenLanguages(member, slot) / slot.languages.length,
  words: ({ member, context: { slot } }) => {
    const spoken = spokenLanguages(member, slot);
    return [spoken > 0 ? 'language_spoken' : 'language_none', { spoken, asked: slot.languages.length }];
  },
};

const gender: Part = {
  applies: ({ slot }) => slot.preferredGender !== null,
  value: (member, { slot }) => (member.gender === slot.preferredGender ? 1 : 0),
  words: ({ member, context: { slot } }) => [
    member.gender === slot.preferredGender ? 'gender_as_wished' : 'gender_other',
    none,
  ],
};

const parts: readonly (readonly [PartKey, Part])[] = Object.entries({
  expertise,
  intention,
  load,
  proximity,
  continuity,
  language,
  gender,
} satisfies Record<PartKey, Part>) as [PartKey, Part][];

/** The parts that count for a slot, with their weights; computed once for many members. */
export type CountedParts = readonly { readonly key: PartKey; readonly part: Part; readonly weight: number }[];

export function countedParts(context: SlotContext): CountedParts {
  return parts
    .map(([key, part]) => ({ key, part, weight: context.policy.weights[key] }))
    .filter(({ part, weight }) => weight > 0 && part.applies(context));
}

/** The score alone, 1…10,000: the same number as `scoreOf` gives, without building the parts. */
export function scoreNumber(
  counted: CountedParts,
  member: MemberState,
  context: SlotContext,
  recent: number,
  distance_m: number | null,
): number {
  let sum = 0;
  let weights = 0;
  for (const { part, weight } of counted) {
    sum += weight * part.value(member, context, recent, distance_m);
    weights += weight;
  }
  return Math.max(1, weights > 0 ? Math.round((WHOLE * sum) / weights) : 1);
}

/** The score of a member with its parts, whether or not the hard filters let the member pass (DSP-03, WHI-07). */
export function scoreOf(member: MemberState, context: SlotContext): Candidate {
  const counted = countedParts(context);
  const recent = recentLoad(member, context.policy, context.slot.now_ms);
  const distance_m = distanceTo_m(member, context.slot);
  const view: View = { member, context, recent, distance_m };
  return {
    personId: member.personId,
    score: scoreNumber(counted, member, context, recent, distance_m),
    recent,
    distance_m: distance_m === null ? null : Math.round(distance_m),
    parts: counted.map(({ key, part, weight }): ScorePart => {
      const [words, numbers] = part.words(view);
      return { key, weight, value: part.value(member, context, recent, distance_m), words, numbers };
    }),
  };
}

/** True when a slot is a remote or a light form (SCH-08). */
export function isLightForm(slot: SlotRequest, policy: MatchPolicy): boolean {
  const length_min = slot.duration_min ?? (slot.end_ms - slot.start_ms) / 60_000;
  return slot.form === 'remote' || length_min <= policy.lightForm_min;
}

/** What decides the order of candidates. */
export type Rank = Pick<Candidate, 'personId' | 'score' | 'recent'>;

/** Order of candidates: higher score, then fewest recent, then id. */
export function compareCandidates(a: Rank, b: Rank): number {
  return b.score - a.score || a.recent - b.recent || (a.personId < b.personId ? -1 : a.personId > b.personId ? 1 : 0);
}
