/**
 * Waiting for the able: an order need not be decided at once. While nobody as able can be asked as somebody who rests or
 * was asked often enough and may be asked again in good time, it is left undecided (G-13, G-33).
 */
import { candidates } from '../candidates.ts';
import type { Calendar, Candidate, Excluded, FilterCode, MatchPolicy, MemberState, SlotRequest } from '../types.ts';

export interface Waiting {
  /** When the first of the able may be asked. */
  readonly until_ms: number;
  /** How many of them there are. */
  readonly able: number;
}

/** What passes by itself. */
const passing: readonly FilterCode[] = ['RESTING', 'ASKED_ENOUGH'];

const expertiseOf = (one: Candidate): number => one.parts.find(({ key }) => key === 'expertise')?.value ?? 0;

/**
 * Null where the order is to be decided now. `now` are those who may be asked, `excluded` those who may not, of whom
 * `stateOf` tells more; `last_ms` is the instant until which the order can be left undecided.
 */
export function waitsForAble(
  slot: SlotRequest,
  now: readonly Candidate[],
  excluded: readonly Excluded[],
  stateOf: (personId: string) => MemberState | undefined,
  rules: { readonly policy: MatchPolicy; readonly calendar: Calendar; readonly last_ms: number },
): Waiting | null {
  const { policy, calendar, last_ms } = rules;
  if (slot.now_ms >= last_ms || slot.urgent || slot.emergency) return null;
  const best = now.reduce((most, one) => Math.max(most, expertiseOf(one)), -1);
  const later: number[] = [];
  for (const { personId, failures } of excluded) {
    if (!failures.every(({ code }) => passing.includes(code))) continue;
    const until_ms = Math.max(
      ...failures.map(({ fact }) => ('until_ms' in fact ? (fact.until_ms ?? Number.NaN) : Number.NaN)),
    );
    const member = stateOf(personId);
    if (!member || !(until_ms <= last_ms)) continue;
    // Whether she may really be asked then, and how able she is, the same rules say.
    const [then] = candidates([member], { ...slot, now_ms: until_ms }, policy, calendar, { limit: 1 }).candidates;
    if (then && expertiseOf(then) > best) later.push(until_ms);
  }
  return later.length === 0 ? null : { until_ms: Math.min(...later), able: later.length };
}

/** The last instant for a decision: so large a share of the time from the publication to the beginning may pass. */
export const decideBy_ms = (published_ms: number, start_ms: number, share: number): number =>
  published_ms + share * (start_ms - published_ms);
