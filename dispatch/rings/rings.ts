/**
 * Rings for a whistle: whom to ask now and whom next, until enough will come, and no more than needed (G-33). Nearest
 * first by the time to reach the place; a ring is as large as it must be for the missing number to be expected.
 */
import { defaultMatchPolicy } from '../defaults.ts';

/** Somebody who passes every hard filter. */
export interface Near {
  readonly personId: string;
  /** Minutes to the place. */
  readonly reach_min: number;
  /** From `acceptance`. */
  readonly chance: number;
  /** Askings of the last week. */
  readonly asks: number;
}

export type Answer = 'waiting' | 'yes' | 'no';

export interface Asked {
  readonly personId: string;
  readonly asked_ms: number;
  readonly answer: Answer;
}

/** Numbers that a city sets. */
export interface RingRules {
  /** Between two rings. */
  readonly interval_ms: number;
  /**
   * People who should be expected to come for each one that is missing: from every ring, or, where `answers` are known,
   * from all together who may still say yes.
   */
  readonly expectedPerMissing: number;
  /** The same for the first ring; absent: no other. */
  readonly first?: FirstRing;
  /** How answers come; absent: whoever has not answered by the next ring counts no longer. */
  readonly answers?: AnswerTimes;
  /** Somebody asked so often in a week is left in peace, unless the whistle is urgent. */
  readonly mostAsksPerWeek: number;
}

/**
 * The nearer people are, the more of their coming is waiting for an answer, and the more it helps to ask several at once;
 * where ways are long, the nearest alone decide.
 */
export interface FirstRing {
  /** Expected for each one that is missing where ways take no longer than `near_min`. */
  readonly near: number;
  /** Expected where ways are long. */
  readonly far: number;
  readonly near_min: number;
}

/** Half of those who answer do so within `p50_ms`, nine tenths within `p90_ms`; this share of all never answers. */
export interface AnswerTimes {
  readonly p50_ms: number;
  readonly p90_ms: number;
  readonly silent: number;
}

/** What was found best in simulation for answers within 40 s and 75 s (`npm run bench -- whistle`). */
export const ringDefaults: RingRules = {
  interval_ms: 10_000,
  expectedPerMissing: 0.55,
  first: { near: 2.06, far: 1.2, near_min: 1 },
  answers: { p50_ms: 40_000, p90_ms: 75_000, silent: 0.2 },
  mostAsksPerWeek: defaultMatchPolicy.mostAsksPerWeek,
};

export interface RingWish {
  /** How many are to come. */
  readonly needed: number;
  readonly urgent: boolean;
  readonly now_ms: number;
}

export interface Ring {
  /** Whom to ask now, nearest first; empty when enough come or when it is not yet time. */
  readonly ask: readonly Near[];
  /** Expected to come, of those who said yes, those still waiting and those asked now. */
  readonly expected: number;
  /** When to look again; null when enough come, or nobody is left to ask. */
  readonly next_ms: number | null;
  /** Everybody who may be asked has been asked, and not enough come so far. */
  readonly exhausted: boolean;
}

/** Nearer first, then the likelier, then who was asked less, then the id. */
const compare = (a: Near, b: Near): number =>
  a.reach_min - b.reach_min || b.chance - a.chance || a.asks - b.asks || (a.personId < b.personId ? -1 : 1);

/** The ring that is due now, given everybody near and what was asked and answered so far. WHI-07, G-33. */
export function nextRing(near: readonly Near[], asked: readonly Asked[], rules: RingRules, wish: RingWish): Ring {
  const known = new Set(asked.map((one) => one.personId));
  const coming = asked.filter((one) => one.answer === 'yes').length;
  const missing = wish.needed - coming;
  const chanceOf = new Map(near.map((one) => [one.personId, one.chance]));
  const waiting = asked.reduce((sum, { answer, personId, asked_ms }) => {
    const chance = answer === 'waiting' ? (chanceOf.get(personId) ?? 0) : 0;
    return sum + stillLikely(chance, wish.now_ms - asked_ms, rules.answers);
  }, 0);
  const expected = coming + waiting;
  if (missing <= 0) return { ask: [], expected, next_ms: null, exhausted: false };
  const last_ms = asked.reduce((last, one) => Math.max(last, one.asked_ms), Number.NEGATIVE_INFINITY);
  const due_ms = last_ms + rules.interval_ms;
  if (wish.now_ms < due_ms) return { ask: [], expected, next_ms: due_ms, exhausted: false };
  const free = near
    .filter((one) => !known.has(one.personId) && (wish.urgent || one.asks < rules.mostAsksPerWeek))
    .toSorted(compare);
  const perMissing = asked.length === 0 ? firstPerMissing(free, missing, rules) : rules.expectedPerMissing;
  const ask: Near[] = [];
  let [hope, found] = [rules.answers ? waiting : 0, 0];
  for (const one of free) {
    if (hope >= missing * perMissing) break;
    ask.push(one);
    hope += one.chance;
    found += one.chance;
  }
  return {
    ask,
    expected: expected + found,
    next_ms: free.length > 0 ? wish.now_ms + rules.interval_ms : null,
    exhausted: ask.length === free.length,
  };
}

/** The chance that somebody will still say yes who has not answered for so long. */
function stillLikely(chance: number, since_ms: number, answers: AnswerTimes | undefined): number {
  if (!answers || since_ms <= 0) return chance;
  const spread = Math.log(answers.p90_ms / answers.p50_ms) / normalAtNineTenths;
  const later = 1 - normalShare(Math.log(since_ms / answers.p50_ms) / spread);
  return (chance * later) / Math.max(1e-9, (1 - answers.silent) * later + answers.silent);
}

const normalAtNineTenths = 1.281_55;

/** The share of a normal distribution below x: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.17. */
function normalShare(x: number): number {
  const t = 1 / (1 + 0.231_641_9 * Math.abs(x));
  const sum =
    t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  const tail = (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
  return x > 0 ? 1 - tail : tail;
}

/** Three people for each one that is missing show how long the ways are. */
const showWay = 3;

function firstPerMissing(free: readonly Near[], missing: number, rules: RingRules): number {
  if (!rules.first) return rules.expectedPerMissing;
  const { near, far, near_min } = rules.first;
  const reach_min = free[Math.min(free.length, showWay * missing) - 1]?.reach_min ?? 0;
  return reach_min <= near_min ? near : far + (near - far) * (near_min / reach_min);
}

/** Every ring to come if nobody answered: who is asked now and who next, with each one's chance and time. */
export function ringsAhead(near: readonly Near[], rules: RingRules, wish: RingWish, most = 50): readonly Ring[] {
  const rings: Ring[] = [];
  const asked: Asked[] = [];
  // Where answers are known, several looks may pass before a ring is due; each one ends nearer to it.
  for (let look = 0; rings.length < most && look < mostLooks; look++) {
    const now_ms = wish.now_ms + look * rules.interval_ms;
    const ring = nextRing(near, asked, rules, { ...wish, now_ms });
    if (ring.ask.length > 0) rings.push(ring);
    for (const { personId } of ring.ask) asked.push({ personId, asked_ms: now_ms, answer: 'waiting' });
    if (ring.exhausted) break;
  }
  return rings;
}

const mostLooks = 1000;
