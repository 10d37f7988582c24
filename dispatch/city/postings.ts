/**
 * Who stands in a square under a skill or a content: for each member five words that lie side by side, the number and
 * what of the record settles most cases. Reading them costs a fraction of reaching for the record. They never exclude
 * anybody whom the record would let pass, and never rank anybody below what the record would give.
 */
import { field, flag } from './record.ts';

export const postingWords = 5;
/** Reach in steps of 512 m; the last step stands for any reach. */
const reachStep_m = 512;
const reachSteps = 31;
const digestContents = 16;
/** A day has four parts: until 8:00, 12:00, 18:00 and 24:00, in half hours. */
const partEnds = [16, 24, 36, 48];

/** What a query asks of the digests, worked out once. `most` is the kth score so far; it rises while searching. */
export interface Sieve {
  readonly signature: number;
  readonly skills: number;
  readonly week: number;
  readonly demands: number;
  readonly mostAsks: number;
  readonly restAfter: number;
  /** Bit of the content in a signature; 0 when the digest does not hold it. */
  readonly content: number;
  /** What a whole score loses, by services and askings; without the intention; without the confirmation. */
  readonly loadLoss: Float64Array;
  readonly intentionLoss: number;
  readonly declaredLoss: number;
  /** What each metre costs up to the radius, and the place; null where distance does not count. */
  readonly lossPerMetre: number;
  readonly radius_m: number;
  readonly place: { readonly x_m: number; readonly y_m: number } | null;
}

/** Signature: askable 1, services 2 bits, askings 3 bits, confirmed, 16 contents, reach 5 bits, wants more. */
export const askableBit = 1;
const confirmedBit = 64;
const contentShift = 7;
const reachShift = 23;
const wantsMoreBit = 1 << 28;

export const contentBit = (content: number): number => (content < digestContents ? 1 << (contentShift + content) : 0);
export { confirmedBit };

/** Bits of the parts of the week that hold these half hours. */
export function partsOf(halves: Iterable<number>): number {
  let parts = 0;
  for (const half of halves) parts |= 1 << (Math.floor(half / 48) * 4 + partEnds.findIndex((end) => half % 48 < end));
  return parts;
}

/** The three words that stand beside a member's number; `key` is the skill, 64 and more for a content, or -1. */
export class Digest {
  readonly #base: number;
  readonly skills: number;
  /** 28 parts of the week in which there is some free half hour, and the first four limits. */
  readonly week: number;
  readonly #words: Int32Array;
  readonly #at: number;

  constructor(words: Int32Array, at: number) {
    [this.#words, this.#at] = [words, at];
    const flags = words[at + field.flags]!;
    const askable = (flags & flag.consent) !== 0 && (flags & flag.active) !== 0 ? askableBit : 0;
    const reach = Math.min(reachSteps, Math.ceil(words[at + field.reach_m]! / reachStep_m));
    this.#base =
      askable |
      (Math.min(3, words[at + field.services]!) << 1) |
      (Math.min(7, words[at + field.asks]!) << 3) |
      ((words[at + field.intentions]! & ((1 << digestContents) - 1)) << contentShift) |
      (reach << reachShift) |
      ((flags & flag.wantsMore) !== 0 ? wantsMoreBit : 0);
    this.skills = words[at + field.skills]!;
    let week = (words[at + field.limits]! & 15) << 28;
    for (let part = 0; part < 28; part++) if (this.#isPartlyFree(part)) week |= 1 << part;
    this.week = week;
  }

  #isPartlyFree(part: number): boolean {
    const day = (part >> 2) * 48;
    const from = day + (part % 4 === 0 ? 0 : partEnds[(part % 4) - 1]!);
    for (let half = from; half < day + partEnds[part % 4]!; half++)
      if ((this.#words[this.#at + field.week + (half >> 5)]! & (1 << (half & 31))) !== 0) return true;
    return false;
  }

  signature(key: number): number {
    if (key < 0 || key >= 64) return this.#base;
    const confirmed = (this.#words[this.#at + field.confirmed + (key >> 5)]! & (1 << (key & 31))) !== 0;
    return confirmed ? this.#base | confirmedBit : this.#base;
  }
}

/** The members of one key in one square, in a list that grows. */
export class Cell {
  words = new Int32Array(2 * postingWords);
  /** In words. */
  length = 0;

  /** Writes the words of a member anew; adds the member where it does not stand yet. */
  put(member: number, key: number, digest: Digest, position: number, isNew: boolean): void {
    let at = isNew ? -1 : key < 0 ? member * postingWords : this.#find(member);
    if (at < 0) {
      at = this.length;
      this.length += postingWords;
      if (this.length > this.words.length) {
        const wider = new Int32Array(Math.ceil(this.words.length / postingWords / 3) * 4 * postingWords + postingWords);
        wider.set(this.words);
        this.words = wider;
      }
    }
    this.words[at] = member;
    this.words[at + 1] = digest.signature(key);
    this.words[at + 2] = digest.skills;
    this.words[at + 3] = digest.week;
    this.words[at + 4] = position;
  }

  remove(member: number): void {
    const at = this.#find(member);
    if (at < 0) return;
    this.length -= postingWords;
    this.words.copyWithin(at, this.length, this.length + postingWords);
  }

  #find(member: number): number {
    for (let at = 0; at < this.length; at += postingWords) if (this.words[at] === member) return at;
    return -1;
  }

  /**
   * Lets the search look at whoever the records might let pass and who may still come among its best. A member who lives
   * here and works elsewhere is judged by this point alone: the other one stands in its own square. All here lose `lossOfAll` besides. Where members stand in
   * the order of their numbers it ends as soon as nobody later can.
   */
  sift(sieve: Sieve, origin: Origin, search: Searching, lossOfAll = 0, inOrder = false): void {
    const { words, length } = this;
    const { place, radius_m, lossPerMetre } = sieve;
    const [x_m, y_m] = place ? [place.x_m - origin.x_m, place.y_m - origin.y_m] : [0, 0];
    let [allowed, better] = [search.lossAllowed(0), search.lossAllowed(1)];
    for (let at = 0; at < length; at += postingWords) {
      const signature = words[at + 1]!;
      if ((signature & sieve.signature) !== sieve.signature) continue;
      if ((words[at + 2]! & sieve.skills) !== sieve.skills) continue;
      const week = words[at + 3]!;
      if ((week & sieve.week) !== sieve.week || (week & sieve.demands) !== 0) continue;
      const load = (signature >>> 1) & 31;
      const services = load & 3;
      if (load >>> 2 >= sieve.mostAsks || (services >= sieve.restAfter && (signature & wantsMoreBit) === 0)) continue;
      let loss = sieve.loadLoss[load]! + lossOfAll;
      if (sieve.content !== 0 && (signature & sieve.content) === 0) loss += sieve.intentionLoss;
      if ((signature & confirmedBit) === 0) loss += sieve.declaredLoss;
      if (loss > allowed) continue;
      const position = words[at + 4]!;
      if (place && position !== farOff) {
        const [dx, dy] = [(position >>> 16) - x_m, (position & 0xffff) - y_m];
        // A metre less for the rounding of positions.
        const distance_m = Math.sqrt(dx * dx + dy * dy) - 1;
        const reach = (signature >>> reachShift) & 31;
        if (distance_m > radius_m || (reach < reachSteps && distance_m > reach * reachStep_m)) continue;
        if (distance_m > 0) loss += distance_m * lossPerMetre;
        if (loss > allowed) continue;
      }
      const member = words[at]!;
      // At best equal to the last of the best: then fewer services, or the lower number, must decide.
      if (
        loss > better &&
        (services > search.lastServices || (services === search.lastServices && member > search.last))
      )
        continue;
      search.look(member);
      allowed = search.lossAllowed(0);
      better = search.lossAllowed(1);
      if (inOrder && better < 0 && search.lastServices === 0 && member >= search.last) return;
    }
  }
}

/** The corner of a square from which its positions are counted. */
export interface Origin {
  readonly x_m: number;
  readonly y_m: number;
}

/** A position that does not fit its square: beyond the edge of the city, or unknown. */
export const farOff = -1;

/** Metres from the corner of a square, both in one word. */
export function positionIn(origin: Origin, x_m: number, y_m: number): number {
  const [x, y] = [x_m - origin.x_m, y_m - origin.y_m];
  return x >= 0 && x < 0x7fff && y >= 0 && y < 0x7fff ? (x << 16) | y : farOff;
}

/** A search for the best, as a sieve sees it. */
export interface Searching {
  /** What may be lost by who scores as much as the last of the best, or `above` more; all, while some lack. */
  lossAllowed(above: 0 | 1): number;
  /** The last of the best, and its services. */
  readonly last: number;
  readonly lastServices: number;
  look(member: number): void;
}
