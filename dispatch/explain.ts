/** Explanations as structured data: why you, why not, what would have to change. Sentences stand in words.ts. */
import type { Candidate, Facts, Failure, FilterCode, Interval, SlotRequest, WordKey } from './types.ts';

type Numbers = Readonly<Record<string, number>>;

/** One explanation: the key of its sentence, numbers to put in, and codes whose own words the caller knows. */
export interface Reason {
  readonly words: WordKey;
  readonly numbers: Numbers;
  /** Codes of skills, limits or contents; the caller shows them in its own words. */
  readonly codes: readonly string[];
  /** Instants the sentence speaks of, for the caller to format. */
  readonly times: Interval | null;
}

/** What would have to change for a failed filter to pass, and in whose hands it lies. */
export interface Change extends Reason {
  readonly code: FilterCode;
  readonly by: 'member' | 'community' | 'time' | 'nobody';
}

function reason(words: WordKey, extra: Partial<Omit<Reason, 'words'>> = {}): Reason {
  return { words, numbers: {}, codes: [], times: null, ...extra };
}

/** Below this a part says nothing in favour of a person. */
const TELLING = 0.5;

/** “Why you”: the parts that speak for the candidate, the weightiest first. */
export function whyYou(candidate: Pick<Candidate, 'parts'>): Reason[] {
  return candidate.parts
    .filter((part) => part.value >= TELLING)
    .toSorted((a, b) => b.weight * b.value - a.weight * a.value)
    .map((part) => reason(`why.${part.words}`, { numbers: part.numbers }));
}

type Describe = { readonly [C in FilterCode]: (fact: Facts[C]) => Reason };

const facts: Describe = {
  CONSENT_MISSING: () => reason('fact.consent_missing'),
  WORK_HOURS_BLOCKED: (fact) => {
    const breach = fact.breaches[0];
    return reason(`fact.${breach?.kind ?? 'working_hours'}`, { times: breach ? span(breach) : null });
  },
  SELF_DEALING: (fact) => reason(`fact.self_dealing_${fact.relation}`),
  NOT_AVAILABLE: (fact) => reason(`fact.standing_${fact.standing}`),
  RESTING: (fact) =>
    reason(fact.chosen ? 'fact.rest_chosen' : 'fact.rest_earned', {
      numbers: { services: fact.services, window_d: fact.window_d },
      times: { start_ms: fact.until_ms, end_ms: fact.until_ms },
    }),
  ASKED_ENOUGH: (fact) =>
    reason('fact.asked_enough', {
      numbers: { asks: fact.asks, most: fact.most },
      times: { start_ms: fact.until_ms, end_ms: fact.until_ms },
    }),
  TIME_CONFLICT: (fact) =>
    reason(`fact.clash_${fact.cause}`, { numbers: { margin_min: fact.margin_min }, times: span(fact) }),
  OUTSIDE_AVAILABILITY: (fact) => reason('fact.outside_availability', { times: span(fact) }),
  TOO_FAR: (fact) =>
    reason(`fact.too_far_${fact.limitedBy}`, { numbers: { distance_m: fact.distance_m, limit_m: fact.limit_m } }),
  PHYSICAL_LIMIT: (fact) => reason('fact.physical_limit', { codes: fact.limits }),
  SKILL_MISMATCH: (fact) =>
    fact.missing.length > 0
      ? reason('fact.skill_missing', { codes: fact.missing })
      : reason('fact.skill_unconfirmed', { codes: fact.unconfirmed }),
  NO_INTENTION: (fact) => reason('fact.no_intention', { codes: [fact.workContent] }),
};

function span(at: Interval): Interval {
  return { start_ms: at.start_ms, end_ms: at.end_ms };
}

/** Binds a failure's fact to the sentence table of its own code. */
function factOf(failure: Failure): Reason {
  const describe = facts[failure.code] as (fact: Failure['fact']) => Reason;
  return describe(failure.fact);
}

/** “Why not”, for the person alone: each failed filter with its fact (G-14). */
export function whyNot(failures: readonly Failure[]): (Reason & { readonly code: FilterCode })[] {
  return failures.map((failure) => ({ code: failure.code, ...factOf(failure) }));
}

/** “Why not”, for the cadre: the words of the code, without number, time or fact (G-14). */
export function whyNotPublic(failures: readonly Failure[]): { readonly code: FilterCode; readonly words: WordKey }[] {
  return failures.map(({ code }) => ({ code, words: `code.${code}` }));
}

/** “What would have to change”, for the person alone: one change for each failed filter. */
export function whatWouldChange(failures: readonly Failure[], slot: SlotRequest): Change[] {
  return failures.map((failure) => ({ code: failure.code, ...changeOf(failure, slot) }));
}

function changeOf(failure: Failure, slot: SlotRequest): Reason & { by: Change['by'] } {
  const by = (who: Change['by'], words: WordKey, extra?: Partial<Omit<Reason, 'words'>>) => ({
    by: who,
    ...reason(words, extra),
  });
  switch (failure.code) {
    case 'CONSENT_MISSING':
      return by('member', 'change.give_consent');
    case 'WORK_HOURS_BLOCKED':
      // Quiet hours cannot be opted into; a working hour can, where nothing else stands in the way.
      return failure.fact.optedIn || failure.fact.breaches.some((breach) => breach.kind === 'quiet_hours')
        ? by('community', 'change.lawful_time')
        : by('member', 'change.opt_in_or_lawful_time');
    case 'SELF_DEALING':
      return by('nobody', 'change.another_neighbour');
    case 'NOT_AVAILABLE':
      return by('member', 'change.resume');
    case 'RESTING': {
      const until = { start_ms: failure.fact.until_ms, end_ms: failure.fact.until_ms };
      return failure.fact.chosen
        ? by('member', 'change.end_rest', { times: until })
        : by('time', 'change.ask_for_more_or_wait', { times: until });
    }
    case 'ASKED_ENOUGH':
      return by('time', 'change.wait_to_be_asked', {
        times: { start_ms: failure.fact.until_ms, end_ms: failure.fact.until_ms },
      });
    case 'TIME_CONFLICT':
      return by('member', slot.form === 'flexible' ? 'change.longer_window' : 'change.another_time');
    case 'OUTSIDE_AVAILABILITY':
      return by('member', 'change.another_time_or_availability', { times: span(failure.fact) });
    case 'TOO_FAR': {
      const numbers = { needed_m: failure.fact.distance_m, limit_m: failure.fact.limit_m };
      return by(
        failure.fact.limitedBy === 'member' ? 'member' : 'community',
        failure.fact.limitedBy === 'member' ? 'change.farther_or_remote' : 'change.widen_search',
        { numbers },
      );
    }
    case 'PHYSICAL_LIMIT':
      return by('community', 'change.without_demand', { codes: failure.fact.limits });
    case 'SKILL_MISMATCH':
      return failure.fact.missing.length > 0
        ? by('member', 'change.declare_skill', { codes: failure.fact.missing })
        : by('community', 'change.confirm_skill', { codes: failure.fact.unconfirmed });
    case 'NO_INTENTION':
      return by('member', 'change.willing_to_try', { codes: [failure.fact.workContent] });
  }
}
