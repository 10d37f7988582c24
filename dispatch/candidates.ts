/** Way 1: who fits one order best, and who is excluded why (DSP-03, WHI-07); and the same seen by one member. */
import { distanceTo_m, failuresOf, isWithinReach, passes, passesQuickly, passesSlowly, prepareSlot } from './filter.ts';
import type { SlotContext } from './filter.ts';
import { MemberIndex } from './member-index.ts';
import { haversine_m } from './geo.ts';
import { compareCandidates, countedParts, isLightForm, recentLoad, scoreNumber, scoreOf } from './score.ts';
import type { Rank } from './score.ts';
import type { Calendar, Candidate, Excluded, FilterCode, MatchPolicy, MemberState, SlotRequest } from './types.ts';

export interface CandidatesWish {
  /** How many candidates at most, 1 to 1,000. */
  readonly limit: number;
  /** Report the excluded too; this looks at every member. */
  readonly explainExcluded?: boolean;
  /** How many excluded at most, nearest to passing first; 200 unless given. */
  readonly excludedLimit?: number;
}

export interface CandidatesResult {
  readonly candidates: readonly Candidate[];
  /** Empty unless asked for. Facts are for the person alone: use `publicView` before a cadre sees it (G-14). */
  readonly excluded: readonly Excluded[];
  /** How many members each code excludes; a member with two codes counts in both. Empty unless asked for. */
  readonly excludedByCode: Readonly<Partial<Record<FilterCode, number>>>;
  /** Members looked at one by one. */
  readonly considered: number;
}

interface Ranked {
  readonly personId: string;
  readonly score: number;
  readonly recent: number;
  readonly member: MemberState;
}

/** The best k seen so far, sorted. */
class Best {
  readonly items: Ranked[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** True when this one would stand among the best. */
  takes(ranked: Rank): boolean {
    const worst = this.items[this.#limit - 1];
    return worst === undefined || compareCandidates(ranked, worst) < 0;
  }

  add(ranked: Ranked): void {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const held = this.items[middle];
      if (held && compareCandidates(held, ranked) < 0) low = middle + 1;
      else high = middle;
    }
    this.items.splice(low, 0, ranked);
    if (this.items.length > this.#limit) this.items.pop();
  }
}

function clampLimit(value: number, most: number): number {
  return Math.min(Math.max(Math.trunc(value), 1), most);
}

/**
 * The best members for a slot who pass every hard filter: score (high first), then fewest recent, then id. From an
 * array every member is looked at; from a `MemberIndex` only those near enough or able enough, with the same result.
 * DSP-03, G-01, G-03, G-13, G-14, SCH-01, SCH-02.
 */
export function candidates(
  source: readonly MemberState[] | MemberIndex,
  slot: SlotRequest,
  policy: MatchPolicy,
  calendar: Calendar,
  wish: CandidatesWish,
): CandidatesResult {
  const context = prepareSlot(slot, policy, calendar);
  const counted = countedParts(context);
  const best = new Best(clampLimit(wish.limit, 1_000));
  let considered = 0;
  const consider = (member: MemberState): void => {
    considered++;
    if (!passesQuickly(member, context)) return;
    const distance_m = distanceTo_m(member, slot);
    if (!isWithinReach(member, context, distance_m)) return;
    const recent = recentLoad(member, policy, slot.now_ms);
    const score = scoreNumber(counted, member, context, recent, distance_m);
    const ranked = { personId: member.personId, score, recent, member };
    // The calendar is the dear part: ask it only for a member who would stand among the best.
    if (best.takes(ranked) && passesSlowly(member, context)) best.add(ranked);
  };
  const shown = () => best.items.map(({ member }) => scoreOf(member, context));
  if (wish.explainExcluded) {
    const members = source instanceof MemberIndex ? source.members() : source;
    members.forEach(consider);
    return { candidates: shown(), considered, ...excludedOf(members, context, wish.excludedLimit ?? 200) };
  }
  if (source instanceof MemberIndex) source.visit(slot, policy, consider);
  else source.forEach(consider);
  return { candidates: shown(), excluded: [], excludedByCode: {}, considered };
}

function excludedOf(
  members: readonly MemberState[],
  context: SlotContext,
  limit: number,
): Pick<CandidatesResult, 'excluded' | 'excludedByCode'> {
  const excludedByCode: Partial<Record<FilterCode, number>> = {};
  const excluded: Excluded[] = [];
  for (const member of members) {
    const failures = failuresOf(member, context);
    if (failures.length === 0) continue;
    for (const { code } of failures) excludedByCode[code] = (excludedByCode[code] ?? 0) + 1;
    excluded.push({ personId: member.personId, failures });
  }
  excluded.sort((a, b) => a.failures.length - b.failures.length || (a.personId < b.personId ? -1 : 1));
  return { excluded: excluded.slice(0, clampLimit(limit, 100_000)), excludedByCode };
}

/** One slot as a member's task square shows it. */
export interface Suggestion {
  readonly slot: SlotRequest;
  readonly fit: Candidate;
  /** A remote form, or one of at most `lightForm_min` (SCH-08). */
  readonly light: boolean;
}

/**
 * The slots that a member may take, best fit first; where the member lives or works farther than `farCommute_m` from
 * the other, remote and light forms come before all others. SCH-08, G-03, LST-04.
 */
export function suggestions(
  member: MemberState,
  slots: readonly SlotRequest[],
  policy: MatchPolicy,
  calendar: Calendar,
): Suggestion[] {
  const isFar =
    member.home !== null && member.work !== null && haversine_m(member.home, member.work) > policy.farCommute_m;
  const found: Suggestion[] = [];
  for (const slot of slots) {
    const context = prepareSlot(slot, policy, calendar);
    if (!passes(member, context)) continue;
    found.push({ slot, fit: scoreOf(member, context), light: isLightForm(slot, policy) });
  }
  return found.sort((a, b) => {
    const lightFirst = isFar ? Number(b.light) - Number(a.light) : 0;
    return lightFirst || b.fit.score - a.fit.score || a.slot.start_ms - b.slot.start_ms;
  });
}
