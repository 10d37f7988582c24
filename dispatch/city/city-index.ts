/**
 * The members of a city, for one order at a time or for many. A search with a place goes outwards ring by ring and stops
 * when nobody farther away could still stand among the best; a search without one goes through all in the order of their
 * numbers. Both weigh 32 members at a time by their traits. A change of state turns over a few bits; a move writes some
 * hundred words.
 */
import { encode, field, recordWords, type CityMember } from './record.ts';
import { CityRows, Guesses } from './batch.ts';
import { reasonWords } from './reasons.ts';
import { Best, Sifter, type CityCandidate } from './search.ts';
import { Squares } from './squares.ts';
import { burdenOf, digestAt, digestWords, Planes, traitsOf, traitWords } from './traits.ts';
import { Asking, cityCodes, loadLosses, type CityCode, type CityQuery, type CityRules } from './query.ts';

/** The records of a city, one after another; whoever loads members writes them here. */
export class CityRecords {
  words: Int32Array;
  count = 0;

  constructor(expected: number) {
    this.words = new Int32Array(Math.max(1, expected) * recordWords);
  }

  /** Writes one member; returns its number. */
  add(member: CityMember): number {
    const at = this.count * recordWords;
    if (at === this.words.length) {
      const wider = new Int32Array(this.words.length * 2);
      wider.set(this.words);
      this.words = wider;
    }
    encode(member, this.words, at);
    return this.count++;
  }
}

export class CityIndex {
  readonly #records: CityRecords;
  readonly #rules: CityRules;
  readonly #squares: Squares;
  /** Traits, load and reach of all members in the order of their numbers, for orders without a place. */
  readonly #planes: Planes;
  #burden: Uint16Array;
  readonly #before = new Int32Array(traitWords);
  readonly #after = new Int32Array(traitWords);
  readonly #loadLoss: Float64Array;
  /** `side_m`: the city's extent to the east and to the north of its origin. */
  constructor(rules: CityRules, side_m: number, expected = 1024, records = new CityRecords(expected)) {
    const { count } = records;
    [this.#rules, this.#records] = [rules, records];
    this.#loadLoss = loadLosses(rules);
    this.#squares = new Squares(side_m, Math.max(count, expected));
    const room = Math.max(count, expected);
    this.#planes = new Planes((room + 31) >> 5);
    this.#burden = new Uint16Array(room);
    if (count === 0) return;
    const digests = new Int32Array(count * digestWords);
    this.#squares.fill(records.words, count, digests);
    const numbers = new Int32Array(32);
    for (let group = 0; group < count; group += 32) {
      for (let n = 0; n < 32; n++) numbers[n] = group + n;
      this.#planes.writeGroup(group >> 5, digests, numbers, 0, 1, Math.min(32, count - group));
    }
    for (let number = 0; number < count; number++)
      this.#burden[number] = digests[number * digestWords + digestAt.burden]!;
  }

  /** Takes over the records of a whole city at once; they may no longer be written from outside. */
  static of(rules: CityRules, side_m: number, records: CityRecords): CityIndex {
    return new CityIndex(rules, side_m, records.count, records);
  }

  get count(): number {
    return this.#records.count;
  }

  /** Adds a member; returns the number by which it is known from now on. */
  add(member: CityMember): number {
    const number = this.#records.add(member);
    if (number >= this.#burden.length) {
      const wider = new Uint16Array(this.#burden.length * 2 + 32);
      wider.set(this.#burden);
      this.#burden = wider;
    }
    if (number >> 5 >= this.#planes.width) this.#planes.widen(this.#planes.width * 2);
    const { words } = this.#records;
    traitsOf(words, number * recordWords, this.#after);
    this.#planes.toggle(number, this.#after);
    this.#burden[number] = burdenOf(words, number * recordWords);
    this.#squares.enter(words, number);
    return number;
  }

  /** Replaces the state of a member. */
  change(number: number, member: CityMember): void {
    const { words } = this.#records;
    const at = number * recordWords;
    const before = words.slice(at, at + recordWords);
    traitsOf(words, at, this.#before);
    encode(member, words, at);
    if (sameLists(before, words, at)) return this.#renew(number);
    const after = words.slice(at, at + recordWords);
    words.set(before, at);
    this.#squares.leave(words, number);
    words.set(after, at);
    this.#squares.enter(words, number);
    this.#turn(number);
  }

  /** Adds to one counter of a member: an asking or a service. */
  tally(number: number, what: 'services' | 'asks', by: number): void {
    const { words } = this.#records;
    traitsOf(words, number * recordWords, this.#before);
    words[number * recordWords + field[what]]! += by;
    this.#renew(number);
  }

  #renew(number: number): void {
    this.#turn(number);
    this.#squares.renew(this.#records.words, number, this.#after);
  }

  /** Turns over what has changed since `#before`; leaves the difference in `#after`. */
  #turn(number: number): void {
    const { words } = this.#records;
    traitsOf(words, number * recordWords, this.#after);
    for (let word = 0; word < traitWords; word++) this.#after[word]! ^= this.#before[word]!;
    this.#planes.toggle(number, this.#after);
    this.#burden[number] = burdenOf(words, number * recordWords);
  }

  /** The code of the first hard filter that keeps a member from an order, or FITS (DSP-03). */
  why(number: number, query: CityQuery): CityCode {
    return cityCodes[new Asking(query, this.#rules).verdict(this.#records.words, number * recordWords, number)]!;
  }

  /**
   * The best `limit` members for an order: score, then fewest services, then the lower number, counted round from
   * `first` on, a multiple of 32.
   */
  best(query: CityQuery, limit: number, first = 0): CityCandidate[] {
    return this.#search(new Asking(query, this.#rules), limit, first).result();
  }

  /** The same by looking at every member: what `best` is measured and tested against. */
  scan(query: CityQuery, limit: number, first = 0): CityCandidate[] {
    const best = new Best(new Asking(query, this.#rules), this.#records.words, limit, first);
    for (let member = 0; member < this.count; member++) best.look(member);
    return best.result();
  }

  /**
   * The best of many orders. They are taken in the order of their places, so that neighbours find the same squares at
   * hand. Equals are counted from another number for each order: else all would ask for the same few.
   */
  bestOfMany(queries: readonly CityQuery[], limit: number): CityRows {
    const rows = new CityRows(queries.length, limit);
    this.#list(rows, queries, limit, this.#squares.near(queries));
    return rows;
  }

  /** Exchanges the lists of some orders for longer ones. */
  lengthen(rows: CityRows, queries: readonly CityQuery[], orders: Int32Array, limit: number): void {
    const near = this.#squares.near(Array.from(orders, (order) => queries[order]!));
    const sorted = near.map((n) => orders[n]!);
    this.#list(rows, queries, limit, sorted);
  }

  #list(rows: CityRows, queries: readonly CityQuery[], limit: number, orders: Int32Array): void {
    const guesses = new Guesses();
    for (const order of orders) {
      const asking = new Asking(queries[order]!, this.#rules);
      const { kind } = asking;
      const best = this.#search(asking, limit, firstOf(order, this.count), guesses.of(kind));
      guesses.learn(kind, best.lossAllowed(0));
      rows.set(order, best);
    }
  }

  /** Why these members suit these orders: `reasonWords` words for each pair, to be read by `scoreParts`. */
  reasons(queries: readonly CityQuery[], order: Int32Array, member: Int32Array): Int32Array {
    const out = new Int32Array(order.length * reasonWords);
    let [last, asking] = [-1, null as Asking | null];
    for (let p = 0; p < order.length; p++) {
      if (order[p] !== last || !asking) asking = new Asking(queries[(last = order[p]!)]!, this.#rules);
      asking.explain(this.#records.words, member[p]! * recordWords, member[p]!, out, p * reasonWords);
    }
    return out;
  }

  /** First only among those who lose no more than `most`; if they are not enough, among all. */
  #search(asking: Asking, limit: number, first: number, most = Number.POSITIVE_INFINITY): Best {
    const best = new Best(asking, this.#records.words, limit, first);
    const { askedFor, place } = asking.query;
    for (const member of askedFor) if (member < this.count) best.look(member);
    const { planes } = place ? this.#squares : { planes: this.#planes };
    for (let allowed = most; ; allowed = Number.POSITIVE_INFINITY) {
      const sifter = new Sifter(best, planes, this.#loadLoss, allowed);
      if (place) this.#rings(sifter, best, place);
      else this.#everybody(sifter, asking.whole, first >> 5);
      if (allowed >= asking.whole || best.lossAllowed(0) <= allowed) return best;
    }
  }

  /**
   * First those who lose nothing, in the order of their numbers: with enough of them the search is over. Then those who
   * lose more and more.
   */
  #everybody(sifter: Sifter, whole: number, first: number): void {
    const groups = (this.count + 31) >> 5;
    for (let most = nothing; ; most = most === nothing ? whole / 40 : most * 4) {
      if (this.#walk(sifter, first, groups, most) || this.#walk(sifter, 0, Math.min(first, groups), most)) return;
      if (most >= whole || sifter.allowed <= most) return;
    }
  }

  /** True when nobody from somewhere on can come among the best any more. */
  #walk(sifter: Sifter, from: number, to: number, most: number): boolean {
    sifter.tighten(most);
    for (let group = sifter.next(from, to); group < to; group = sifter.next(group + 1, to)) {
      const fitting = sifter.fitting(group);
      if (fitting === 0) continue;
      if (most === nothing && sifter.isDoneAt(group * 32)) return true;
      sifter.group(group, fitting, this.#burden, most);
    }
    return false;
  }

  /** Squares around a place, near ones first; ends when nobody farther away can matter. */
  #rings(sifter: Sifter, best: Best, place: { readonly x_m: number; readonly y_m: number }): void {
    const squares = this.#squares;
    const { width, size_m } = squares;
    const [column, row] = [squares.across(place.x_m), squares.across(place.y_m)];
    const [x_m, y_m] = [inside(place.x_m, width * size_m), inside(place.y_m, width * size_m)];
    const [east_m, north_m] = [x_m - column * size_m, y_m - row * size_m];
    const margin_m = Math.min(east_m, size_m - east_m, north_m, size_m - north_m);
    const { radius_m } = best.asking.query;
    for (let ring = 0; ring <= width; ring++) {
      // Who has no known place is as far as can be.
      if (ring === nearRings) this.#square(sifter, best, squares.lone, Number.POSITIVE_INFINITY);
      const least_m = ring > 0 ? margin_m + (ring - 1) * size_m - 1 : 0;
      if (least_m > radius_m || best.asking.lossOf(least_m) > sifter.allowed) {
        if (ring < nearRings) this.#square(sifter, best, squares.lone, Number.POSITIVE_INFINITY);
        return;
      }
      const [top, bottom] = [Math.max(0, row - ring), Math.min(width - 1, row + ring)];
      for (let y = top; y <= bottom; y++) {
        const step = y === row - ring || y === row + ring ? 1 : Math.max(1, 2 * ring);
        for (let x = column - ring; x <= column + ring; x += step) {
          if (x < 0 || x >= width) continue;
          const distance_m = squares.distance_m(place.x_m, place.y_m, x, y);
          if (distance_m <= radius_m) this.#square(sifter, best, y * width + x, distance_m);
        }
      }
    }
    this.#square(sifter, best, squares.lone, Number.POSITIVE_INFINITY);
  }

  #square(sifter: Sifter, best: Best, square: number, distance_m: number): void {
    const loss = best.asking.lossOf(distance_m);
    if (loss <= sifter.allowed && this.#isHeld(sifter, square)) sifter.square(this.#squares, square, loss);
  }

  /** False when nobody in a square has what the order asks for. */
  #isHeld({ keys, everyKey }: Sifter, square: number): boolean {
    const { holders, lone } = this.#squares;
    for (let q = 0; q < keys.length; q++)
      if ((holders[keys[q]! * (lone + 1) + square] !== 0) !== everyKey) return !everyKey;
    return everyKey;
  }
}

/** Before this ring those without a known place are looked at. */
const nearRings = 5;
/** No loss, but for rounding. */
const nothing = 1e-6;

/** Spreads orders over the numbers of members (Knuth's multiplicative hash), by whole groups of 32. */
const firstOf = (order: number, count: number): number =>
  Math.floor(((Math.imul(order, 2_654_435_761) >>> 0) / 2 ** 32) * count) & ~31;

const inside = (at_m: number, side_m: number): number => Math.min(side_m - 1e-6, Math.max(0, at_m));

function sameLists(before: Int32Array, words: Int32Array, at: number): boolean {
  for (let word = field.homeX; word <= field.workY; word++) if (before[word] !== words[at + word]) return false;
  for (let word = 0; word < 2; word++)
    if (before[field.skills + word] !== words[at + field.skills + word]) return false;
  const contents = before[field.intentions]! | before[field.willing]!;
  return contents === (words[at + field.intentions]! | words[at + field.willing]!);
}
