/**
 * Rings for a whistle: whom to ask now and whom next, until enough will come, and no more than needed (G-33). Nearest
 * first by the time to reach the place; a ring is as large as it must be for the missing number to be expected.
 */

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
  /** People who should be expected to come from a ring, for each one that is missing. */
  readonly expectedPerMissing: number;
  /** Somebody asked so often in a week is left in peace, unless the whistle is urgent. */
  readonly mostAsksPerWeek: number;
}

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
  const waiting = asked.reduce(
    (sum, one) => sum + (one.answer === 'waiting' ? (chanceOf.get(one.personId) ?? 0) : 0),
    coming,
  );
  if (missing <= 0) return { ask: [], expected: waiting, next_ms: null, exhausted: false };
  const last_ms = asked.reduce((last, one) => Math.max(last, one.asked_ms), Number.NEGATIVE_INFINITY);
  const due_ms = last_ms + rules.interval_ms;
  if (wish.now_ms < due_ms) return { ask: [], expected: waiting, next_ms: due_ms, exhausted: false };
  const free = near
    .filter((one) => !known.has(one.personId) && (wish.urgent || one.asks < rules.mostAsksPerWeek))
    .toSorted(compare);
  const ask: Near[] = [];
  let hope = 0;
  for (const one of free) {
    if (hope >= missing * rules.expectedPerMissing) break;
    ask.push(one);
    hope += one.chance;
  }
  return {
    ask,
    expected: waiting + hope,
    next_ms: ask.length < free.length || ask.length > 0 ? wish.now_ms + rules.interval_ms : null,
    exhausted: ask.length === free.length,
  };
}

/** Every ring to come if nobody answered: who is asked now and who next, with each one's chance and time. */
export function ringsAhead(near: readonly Near[], rules: RingRules, wish: RingWish, most = 50): readonly Ring[] {
  const rings: Ring[] = [];
  const asked: Asked[] = [];
  for (let now_ms = wish.now_ms; rings.length < most; now_ms += rules.interval_ms) {
    const ring = nextRing(near, asked, rules, { ...wish, now_ms });
    if (ring.ask.length === 0) break;
    rings.push(ring);
    for (const { personId } of ring.ask) asked.push({ personId, asked_ms: now_ms, answer: 'no' });
  }
  return rings;
}
