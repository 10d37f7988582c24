/** One order as the city index is asked for it: the hard filters and the score of one record. */
import { fact } from './reasons.ts';
import { busyStretches, field, flag, mostSkills, nowhere, weekHalfHours } from './record.ts';
import { asksSteps, partHalfHours, servicesSteps, trait } from './traits.ts';

/** What an order asks for, in the numbers of the records. */
export interface CityQuery {
  /** Null: remote, or an unknown place; distance then neither excludes nor counts. */
  readonly place: { readonly x_m: number; readonly y_m: number } | null;
  /** How far the search goes, and the reach against which nearness is measured. */
  readonly radius_m: number;
  readonly start_min: number;
  readonly end_min: number;
  readonly now_min: number;
  /** The minute of the week, Monday 00:00 Asia/Shanghai = 0, at which the slot begins. */
  readonly weekStart_min: number;
  readonly required: readonly number[];
  readonly requireConfirmed: boolean;
  readonly preferred: readonly number[];
  readonly content: number;
  readonly demands: readonly number[];
  readonly languages: readonly number[];
  readonly gender: 'female' | 'male' | null;
  /** Members who may not be asked: they ordered it, or they were asked already. */
  readonly except: readonly number[];
  readonly households: readonly number[];
  /** Members asked for by name or paired with the orderer. */
  readonly askedFor: readonly number[];
  readonly urgent: boolean;
}

/** Every number that a city may set; `weights` and values as in `MatchPolicy`. */
export interface CityRules {
  readonly restAfterServices: number;
  /** G-33: so many askings in the window are enough; urgent orders are excepted. */
  readonly mostAsks: number;
  readonly weights: {
    readonly expertise: number;
    readonly intention: number;
    readonly load: number;
    readonly proximity: number;
    readonly continuity: number;
    readonly language: number;
    readonly gender: number;
  };
  readonly declaredSkillValue: number;
  readonly tryValue: number;
  readonly expertiseOnlyValue: number;
  readonly askShare: number;
}

/** What an order asks of the traits of `traits.ts`, by their numbers. */
export interface Sieve {
  readonly required: readonly number[];
  readonly must: readonly number[];
  readonly mustNot: readonly number[];
  /** One of these at least, unless there is none. */
  readonly oneOf: readonly number[];
  /** Who has this trait rests, unless more is wanted. */
  readonly rests: readonly number[];
  /** What the whole score loses at least where a trait is missing. */
  readonly worth: readonly number[];
  readonly losses: readonly number[];
  /** Skills, or 64 and more for a content: nobody without one of them fits, or without all of them. */
  readonly keys: readonly number[];
  readonly everyKey: boolean;
}

/** Why a member is not asked; 0 stands for nobody. In the order in which they are looked at. */
export const cityCodes = [
  'FITS',
  'CONSENT_MISSING',
  'NOT_AVAILABLE',
  'SKILL_MISMATCH',
  'NO_INTENTION',
  'PHYSICAL_LIMIT',
  'TOO_FAR',
  'RESTING',
  'ASKED_ENOUGH',
  'OUTSIDE_AVAILABILITY',
  'TIME_CONFLICT',
  'SELF_DEALING',
] as const;
export type CityCode = (typeof cityCodes)[number];

function mask(numbers: readonly number[], word: number): number {
  let sum = 0;
  for (let q = 0; q < numbers.length; q++) if (numbers[q]! >> 5 === word) sum |= 1 << (numbers[q]! & 31);
  return sum;
}

function ones(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** What the whole score loses at least by services (low two bits) and askings; the last steps stand for more. */
export function loadLosses({ weights, askShare }: CityRules): Float64Array {
  return Float64Array.from(
    { length: 32 },
    (_, load) => weights.load * (1 - (1 - askShare) / (1 + (load & 3)) - askShare / (1 + (load >> 2))),
  );
}

const none: ReadonlySet<number> = new Set();
const setOf = (numbers: readonly number[]): ReadonlySet<number> => (numbers.length > 0 ? new Set(numbers) : none);

/** A query made ready for many records. */
export class Asking {
  readonly query: CityQuery;
  readonly rules: CityRules;
  readonly #requiredLow: number;
  readonly #requiredHigh: number;
  readonly #wantedLow: number;
  readonly #wantedHigh: number;
  readonly #wanted: number;
  readonly #content: number;
  readonly #demands: number;
  readonly #languages: number;
  readonly #gender: number;
  readonly #half: Int32Array;
  readonly #except: ReadonlySet<number>;
  readonly #households: ReadonlySet<number>;
  readonly #askedFor: ReadonlySet<number>;
  /** The highest sum of the parts that the order asks about. */
  readonly whole: number;

  constructor(query: CityQuery, rules: CityRules) {
    [this.query, this.rules] = [query, rules];
    this.#requiredLow = mask(query.required, 0);
    this.#requiredHigh = mask(query.required, 1);
    this.#wantedLow = this.#requiredLow | mask(query.preferred, 0);
    this.#wantedHigh = this.#requiredHigh | mask(query.preferred, 1);
    this.#wanted = ones(this.#wantedLow) + ones(this.#wantedHigh);
    this.#content = 1 << query.content;
    this.#demands = mask(query.demands, 0);
    this.#languages = mask(query.languages, 0);
    this.#gender = query.gender ? flag[query.gender] : 0;
    const first = Math.floor(query.weekStart_min / 30);
    const last = Math.ceil((query.weekStart_min + query.end_min - query.start_min) / 30);
    this.#half = new Int32Array(Math.max(1, last - first));
    for (let q = 0; q < this.#half.length; q++) this.#half[q] = (first + q) % weekHalfHours;
    this.#except = setOf(query.except);
    this.#households = setOf(query.households);
    this.#askedFor = setOf(query.askedFor);
    const { weights } = rules;
    this.whole =
      weights.intention +
      weights.load +
      (this.#wanted > 0 ? weights.expertise : 0) +
      (query.place ? weights.proximity : 0) +
      (query.askedFor.length > 0 ? weights.continuity : 0) +
      (query.languages.length > 0 ? weights.language : 0) +
      (query.gender ? weights.gender : 0);
  }

  /** Index into `cityCodes` of the first hard filter that excludes the record at `at`, or 0 (DSP-03, G-01…G-14). */
  verdict(words: Int32Array, at: number, member: number): number {
    const { query, rules } = this;
    const flags = words[at + field.flags]!;
    if ((flags & flag.consent) === 0) return 1;
    if ((flags & flag.active) === 0) return 2;
    const known = query.requireConfirmed ? at + field.confirmed : at + field.skills;
    if ((words[known]! & this.#requiredLow) !== this.#requiredLow) return 3;
    if ((words[known + 1]! & this.#requiredHigh) !== this.#requiredHigh) return 3;
    const able = (words[at + field.skills]! & this.#wantedLow) | (words[at + field.skills + 1]! & this.#wantedHigh);
    if (able === 0 && ((words[at + field.intentions]! | words[at + field.willing]!) & this.#content) === 0) return 4;
    if ((words[at + field.limits]! & this.#demands) !== 0) return 5;
    const distance_m = this.distance_m(words, at);
    if (distance_m > Math.min(words[at + field.reach_m]!, query.radius_m)) return 6;
    if (words[at + field.restUntil_min]! > query.now_min) return 7;
    if ((flags & flag.wantsMore) === 0 && words[at + field.services]! >= rules.restAfterServices) return 7;
    if (!query.urgent && words[at + field.asks]! >= rules.mostAsks) return 8;
    for (let q = 0; q < this.#half.length; q++) {
      const half = this.#half[q]!;
      if ((words[at + field.week + (half >> 5)]! & (1 << (half & 31))) === 0) return 9;
    }
    for (let stretch = at + field.busy; stretch < at + field.busy + 2 * busyStretches; stretch += 2)
      if (words[stretch]! < query.end_min && words[stretch + 1]! > query.start_min) return 10;
    if (this.#except.has(member)) return 11;
    if (this.#households.size > 0 && this.#households.has(words[at + field.household]!)) return 11;
    return 0;
  }

  /** Whole metres from home or work, whichever is nearer; 0 where nothing is known. */
  distance_m(words: Int32Array, at: number): number {
    const { place } = this.query;
    if (!place) return 0;
    let least = -1;
    for (let point = at; point < at + 4; point += 2) {
      if (words[point] === nowhere) continue;
      const [dx, dy] = [words[point]! - place.x_m, words[point + 1]! - place.y_m];
      const square = dx * dx + dy * dy;
      if (least < 0 || square < least) least = square;
    }
    return least < 0 ? 0 : Math.sqrt(least);
  }

  /** The score 1…10,000 of a record that fits. */
  score(words: Int32Array, at: number, member: number): number {
    const { query, rules } = this;
    const { weights } = rules;
    let sum = 0;
    if (this.#wanted > 0) {
      const [low, high] = [at + field.skills, at + field.confirmed];
      const held = ones(words[low]! & this.#wantedLow) + ones(words[low + 1]! & this.#wantedHigh);
      const sure = ones(words[high]! & this.#wantedLow) + ones(words[high + 1]! & this.#wantedHigh);
      sum += (weights.expertise * (sure + (held - sure) * rules.declaredSkillValue)) / this.#wanted;
    }
    if ((words[at + field.intentions]! & this.#content) !== 0) sum += weights.intention;
    else
      sum +=
        weights.intention *
        ((words[at + field.willing]! & this.#content) !== 0 ? rules.tryValue : rules.expertiseOnlyValue);
    sum +=
      weights.load *
      ((1 - rules.askShare) / (1 + words[at + field.services]!) + rules.askShare / (1 + words[at + field.asks]!));
    if (query.place && (words[at] !== nowhere || words[at + 2] !== nowhere))
      sum += weights.proximity * this.#nearness(this.distance_m(words, at));
    if (this.#askedFor.has(member)) sum += weights.continuity;
    if (this.#languages !== 0)
      sum += (weights.language * ones(words[at + field.languages]! & this.#languages)) / ones(this.#languages);
    if (this.#gender !== 0 && (words[at + field.flags]! & this.#gender) !== 0) sum += weights.gender;
    return this.#rounded(sum);
  }

  /** What the score is made of, in `reasonWords` words from `to` on. */
  explain(words: Int32Array, at: number, member: number, out: Int32Array, to: number): void {
    const { query } = this;
    const [low, high] = [at + field.skills, at + field.confirmed];
    out[to + fact.asked] = this.#wanted;
    out[to + fact.held] = ones(words[low]! & this.#wantedLow) + ones(words[low + 1]! & this.#wantedHigh);
    out[to + fact.confirmed] = ones(words[high]! & this.#wantedLow) + ones(words[high + 1]! & this.#wantedHigh);
    if ((words[at + field.intentions]! & this.#content) !== 0) out[to + fact.intention] = 0;
    else out[to + fact.intention] = (words[at + field.willing]! & this.#content) !== 0 ? 1 : 2;
    out[to + fact.services] = words[at + field.services]!;
    out[to + fact.asks] = words[at + field.asks]!;
    const isKnown = words[at + field.homeX] !== nowhere || words[at + field.workX] !== nowhere;
    out[to + fact.distance_m] = query.place ? (isKnown ? Math.round(this.distance_m(words, at)) : -1) : -2;
    out[to + fact.radius_m] = query.radius_m;
    if (this.#askedFor.size > 0) out[to + fact.named] = this.#askedFor.has(member) ? 2 : 1;
    out[to + fact.languages] = ones(this.#languages);
    out[to + fact.spoken] = ones(words[at + field.languages]! & this.#languages);
    if (this.#gender !== 0) out[to + fact.gender] = (words[at + field.flags]! & this.#gender) !== 0 ? 2 : 1;
  }

  /**
   * How much of the whole score somebody may lose who was not asked for by name and still scores `score` or more. Below
   * 0: nobody can.
   */
  lossAllowed(score: number): number {
    const named = this.#askedFor.size > 0 ? this.rules.weights.continuity : 0;
    return this.whole - named - ((score - 0.5) * this.whole) / 10_000 + 1e-6;
  }

  /** What is lost by distance. */
  lossOf(distance_m: number): number {
    return this.query.place ? this.rules.weights.proximity * (1 - this.#nearness(distance_m)) : 0;
  }

  /** What the order asks of the traits. */
  sieve(): Sieve {
    const { query, rules } = this;
    const { weights } = rules;
    const parts: number[] = [];
    for (let q = 0; q < this.#half.length; q++) {
      const part = trait.week + Math.floor(this.#half[q]! / partHalfHours);
      if (!parts.includes(part)) parts.push(part);
    }
    const required = query.required.map((key) => (query.requireConfirmed ? trait.confirmed : trait.skills) + key);
    const known = query.requireConfirmed ? query.required : [];
    const worth: (readonly [of: number, loss: number])[] = [
      [trait.intentions + query.content, weights.intention * (1 - Math.max(rules.tryValue, rules.expertiseOnlyValue))],
    ];
    const each = this.#wanted > 0 ? weights.expertise / this.#wanted : 0;
    for (const key of new Set([...query.required, ...query.preferred])) {
      if (!known.includes(key)) worth.push([trait.confirmed + key, each * (1 - rules.declaredSkillValue)]);
      if (!query.required.includes(key)) worth.push([trait.skills + key, each * rules.declaredSkillValue]);
    }
    const languages = new Set(query.languages);
    for (const code of languages) worth.push([trait.languages + code, weights.language / languages.size]);
    if (query.gender) worth.push([trait[query.gender], weights.gender]);
    const counted = worth.filter(([, loss]) => loss > 0);
    const steps = (most: number, of: number, last: number): number[] =>
      most >= 1 && most <= last ? [of + most - 1] : [];
    return {
      required,
      must: [...parts, trait.askable],
      mustNot: [
        ...query.demands.map((code) => trait.limits + code),
        ...(query.urgent ? [] : steps(rules.mostAsks, trait.asks, asksSteps)),
      ],
      oneOf:
        query.required.length > 0
          ? []
          : [
              ...query.preferred.map((key) => trait.skills + key),
              trait.intentions + query.content,
              trait.willing + query.content,
            ],
      rests: steps(rules.restAfterServices, trait.services, servicesSteps),
      worth: counted.map(([of]) => of),
      losses: counted.map(([, loss]) => loss),
      keys: query.required.length > 0 ? query.required : [...query.preferred, mostSkills + query.content],
      everyKey: query.required.length > 0,
    };
  }

  /** A number that orders share (two kinds may too) whose best lose alike where they lie near each other. */
  get kind(): number {
    const { requireConfirmed, languages, gender, radius_m, place, urgent } = this.query;
    let kind = place ? radius_m : 0;
    const parts = [this.#requiredLow, this.#requiredHigh, this.#wantedLow, this.#wantedHigh, languages.length];
    for (const part of parts) kind = Math.imul(kind ^ part, 0x5bd1e995) ^ (kind >>> 15);
    const flags = (requireConfirmed ? 1 : 0) | (gender ? 2 : 0) | (urgent ? 4 : 0) | (this.#askedFor.size > 0 ? 8 : 0);
    return Math.imul(kind ^ flags, 0x5bd1e995);
  }

  /** What each metre costs, up to the radius. */
  get lossPerMetre(): number {
    return this.query.place ? this.rules.weights.proximity / this.query.radius_m : 0;
  }

  #nearness(distance_m: number): number {
    return Math.max(0, 1 - distance_m / this.query.radius_m);
  }

  #rounded(sum: number): number {
    // A hair's breadth more, so that sums which differ by their order of adding round alike.
    return Math.max(1, this.whole > 0 ? Math.floor((10_000 * sum) / this.whole + 0.5 + 1e-7) : 1);
  }
}
