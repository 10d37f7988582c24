/**
 * What can be said of a record with yes or no, 312 bits in ten words. They answer most questions of a search for 32
 * members at a time. They never exclude anybody whom the record would let pass.
 */
import { field, flag, recordWords } from './record.ts';

export const traitWords = 10;
const traitCount = traitWords * 32;
/** Where each kind of trait begins. Services and askings: at least one, at least two, and so on. */
export const trait = {
  skills: 0,
  confirmed: 64,
  intentions: 128,
  willing: 160,
  limits: 192,
  languages: 224,
  /** 42 parts of the week of four hours, in which there is some free half hour. */
  week: 256,
  /** Consents and is active. */
  askable: 298,
  female: 299,
  male: 300,
  wantsMore: 301,
  services: 302,
  asks: 305,
} as const;
export const servicesSteps = 3;
export const asksSteps = 7;
export const partHalfHours = 8;
/** Reach in steps of 512 m; the last step stands for any reach. */
export const reachStep_m = 512;
export const reachSteps = 31;

/** While a whole city is taken over: traits, load and reach, and two positions of a member, in one line of memory. */
export const digestWords = 16;
export const digestAt = { burden: traitWords, positions: traitWords + 1 } as const;

export function digest(records: Int32Array, number: number, digests: Int32Array): void {
  traitsOf(records, number * recordWords, traits);
  const to = number * digestWords;
  for (let word = 0; word < traitWords; word++) digests[to + word] = traits[word]!;
  digests[to + digestAt.burden] = burdenOf(records, number * recordWords);
}
const traits = new Int32Array(traitWords);

/** Writes the traits of the record at `at` into ten words. */
export function traitsOf(words: Int32Array, at: number, out: Int32Array): void {
  out[0] = words[at + field.skills]!;
  out[1] = words[at + field.skills + 1]!;
  out[2] = words[at + field.confirmed]!;
  out[3] = words[at + field.confirmed + 1]!;
  out[4] = words[at + field.intentions]!;
  out[5] = words[at + field.willing]!;
  out[6] = words[at + field.limits]!;
  out[7] = words[at + field.languages]!;
  out[8] = 0;
  for (let q = 0; q < 8; q++) out[8] |= freeBytes(words[at + field.week + q]!) << (4 * q);
  const flags = words[at + field.flags]!;
  out[9] =
    (freeBytes(words[at + field.week + 8]!) |
      (freeBytes(words[at + field.week + 9]!) << 4) |
      (freeBytes(words[at + field.week + 10]!) << 8)) &
    0x3ff;
  if ((flags & flag.consent) !== 0 && (flags & flag.active) !== 0) out[9] |= 1 << 10;
  if ((flags & flag.female) !== 0) out[9] |= 1 << 11;
  if ((flags & flag.male) !== 0) out[9] |= 1 << 12;
  if ((flags & flag.wantsMore) !== 0) out[9] |= 1 << 13;
  out[9] |= ((1 << steps(words[at + field.services]!, servicesSteps)) - 1) << 14;
  out[9] |= ((1 << steps(words[at + field.asks]!, asksSteps)) - 1) << 17;
}

const steps = (count: number, most: number): number => Math.max(0, Math.min(most, count));

/** Which of the four bytes of a word are not 0. */
function freeBytes(word: number): number {
  return (
    ((word & 0xff) !== 0 ? 1 : 0) |
    ((word & 0xff00) !== 0 ? 2 : 0) |
    ((word & 0xff0000) !== 0 ? 4 : 0) |
    ((word & 0xff000000) !== 0 ? 8 : 0)
  );
}

/** Load and reach of a record in one number: services 2 bits, askings 3 bits, reach 5 bits; the last steps stand for more. */
export function burdenOf(words: Int32Array, at: number): number {
  return (
    steps(words[at + field.services]!, servicesSteps) |
    (steps(words[at + field.asks]!, asksSteps) << 2) |
    (Math.min(reachSteps, Math.ceil(words[at + field.reach_m]! / reachStep_m)) << 5)
  );
}

/**
 * The traits of many, each trait a row of bits, one bit for each place. Places come in groups of 32. Rows that nobody
 * has are never touched and cost no memory.
 */
export class Planes {
  words: Int32Array;
  /** Groups of 32 places, and so the words of a row. */
  width: number;
  readonly #used = new Uint8Array(traitCount);
  readonly #group = new Int32Array(traitCount);

  constructor(groups: number) {
    this.width = Math.max(1, groups);
    this.words = new Int32Array(traitCount * this.width);
  }

  /** Turns over the traits of a place whose bit is set in `changed`. */
  toggle(place: number, changed: Int32Array): void {
    const [group, bit] = [place >>> 5, 1 << (place & 31)];
    for (let word = 0; word < traitWords; word++) {
      for (let left = changed[word]!; left !== 0; left &= left - 1) {
        const of = word * 32 + 31 - Math.clz32(left & -left);
        this.#used[of] = 1;
        this.words[of * this.width + group]! ^= bit;
      }
    }
  }

  /** Writes an empty group anew: `count` members, every `step`-th of `members` from `from` on. */
  writeGroup(group: number, digests: Int32Array, members: Int32Array, from: number, step: number, count: number): void {
    const lines = this.#group;
    for (let n = 0; n < count; n++) {
      const at = members[from + n * step]! * digestWords;
      for (let word = 0; word < traitWords; word++) {
        for (let left = digests[at + word]!; left !== 0; left &= left - 1)
          lines[word * 32 + 31 - Math.clz32(left & -left)]! |= 1 << n;
      }
    }
    for (let of = 0; of < traitCount; of++) {
      if (lines[of] === 0) continue;
      this.#used[of] = 1;
      this.words[of * this.width + group] = lines[of]!;
      lines[of] = 0;
    }
  }

  /** Makes room for more groups. */
  widen(groups: number): void {
    const words = new Int32Array(traitCount * groups);
    for (let of = 0; of < traitCount; of++)
      if (this.#used[of] === 1) words.set(this.words.subarray(of * this.width, (of + 1) * this.width), of * groups);
    [this.words, this.width] = [words, groups];
  }

  /** Takes groups to another, empty stretch. */
  move(from: number, to: number, groups: number): void {
    for (let of = 0; of < traitCount; of++) {
      if (this.#used[of] === 0) continue;
      const at = of * this.width;
      this.words.copyWithin(at + to, at + from, at + from + groups);
      this.words.fill(0, at + from, at + from + groups);
    }
  }
}
