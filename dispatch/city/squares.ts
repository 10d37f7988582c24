/**
 * Who lives or works in each square of the city. The places of a square lie side by side, so that the traits of all who
 * stand there are a few words. A member stands in the squares of home and of work; who has neither stands in the last one.
 */
import { field, mostContents, mostSkills, nowhere, recordWords } from './record.ts';
import { burdenOf, digest, digestAt, digestWords, Planes, traitsOf, traitWords } from './traits.ts';

const leastSquare_m = 500;
/** Squares grow with the city, so that there are never more than so many in a row. */
const mostAcross = 160;
export const placeWords = 3;
const positionAt = 1;
const burdenAt = 2;
/** A position that is unknown, or of which no single point tells. */
export const farOff = -1;

export class Squares {
  readonly width: number;
  readonly size_m: number;
  /** The square of those without a known place. */
  readonly lone: number;
  readonly planes: Planes;
  /** By place `placeWords` words side by side: the member, metres from the corner of the square, load and reach. */
  places: Int32Array;
  /** By square: the first group, how many places are taken. */
  readonly start: Int32Array;
  readonly taken: Int32Array;
  /** How many in a square have a skill, or else want a content or are willing; the key comes first. */
  readonly holders: Int32Array;
  readonly #room: Int32Array;
  /** Groups in use; behind them all are free. */
  #groups = 0;
  /** By member: the place of home and of work, plus one; 0 is none. */
  #placesOf: Int32Array;
  readonly #traits = new Int32Array(traitWords);
  readonly #others = new Int32Array(traitWords);

  constructor(side_m: number, expected: number) {
    this.size_m = Math.max(leastSquare_m, Math.ceil(side_m / mostAcross));
    this.width = Math.max(1, Math.ceil(side_m / this.size_m));
    this.lone = this.width * this.width;
    this.start = new Int32Array(this.lone + 1);
    this.taken = new Int32Array(this.lone + 1);
    this.#room = new Int32Array(this.lone + 1);
    this.holders = new Int32Array((mostSkills + mostContents) * (this.lone + 1));
    this.#placesOf = new Int32Array(2 * expected);
    this.planes = new Planes(0);
    this.places = new Int32Array(32 * placeWords);
  }

  /** Fills empty squares with all records at once; `digests` has room for them and is filled too. */
  fill(records: Int32Array, count: number, digests: Int32Array): void {
    const { lone, start, taken } = this;
    const placesOf = new Int32Array(Math.max(this.#placesOf.length, 2 * count));
    this.#placesOf = placesOf;
    for (let number = 0; number < count; number++) {
      const [one, other] = this.#squaresOf(records, number);
      placesOf[2 * number] = one + 1;
      placesOf[2 * number + 1] = other + 1;
      taken[one]!++;
      if (other >= 0) taken[other]!++;
      digest(records, number, digests);
      digests[number * digestWords + digestAt.positions] = this.#positionOf(records, number, one);
      if (other >= 0) digests[number * digestWords + digestAt.positions + 1] = this.#positionOf(records, number, other);
    }
    let groups = 0;
    for (let square = 0; square <= lone; square++) {
      if (taken[square] === 0) continue;
      start[square] = groups;
      // One in sixteen and two more may come before a square has to move.
      this.#room[square] = (taken[square]! + (taken[square]! >> 4) + 33) >> 5;
      groups += this.#room[square]!;
    }
    this.#groups = groups;
    this.#reserve(groups + (groups >> 4));
    const next = start.map((group) => group * 32);
    for (let at = 0; at < 2 * count; at++) {
      const square = placesOf[at]! - 1;
      if (square < 0) continue;
      const place = next[square]!++;
      // Until the square is filled the position says which of the two points stands here.
      this.places[place * placeWords] = at >> 1;
      this.places[place * placeWords + positionAt] = at & 1;
      placesOf[at] = place + 1;
    }
    for (let square = 0; square <= lone; square++) this.#fillSquare(digests, square);
  }

  #fillSquare(digests: Int32Array, square: number): void {
    const { places } = this;
    const from = this.start[square]! * 32;
    const end = from + this.taken[square]!;
    for (let place = from; place < end; place += 32)
      this.planes.writeGroup(place >> 5, digests, places, place * placeWords, placeWords, Math.min(32, end - place));
    for (let at = from * placeWords; at < end * placeWords; at += placeWords) {
      const of = places[at]! * digestWords;
      places[at + positionAt] = digests[of + digestAt.positions + places[at + positionAt]!]!;
      places[at + burdenAt] = digests[of + digestAt.burden]!;
      this.#countKeys(digests, of, square, 1);
    }
  }

  /** Gives a member its places. */
  enter(records: Int32Array, number: number): void {
    if (2 * number + 1 >= this.#placesOf.length) {
      const wider = new Int32Array(Math.max(64, 4 * number));
      wider.set(this.#placesOf);
      this.#placesOf = wider;
    }
    const [one, other] = this.#squaresOf(records, number);
    this.#placesOf[2 * number] = this.#enterSquare(records, number, one) + 1;
    if (other >= 0) this.#placesOf[2 * number + 1] = this.#enterSquare(records, number, other) + 1;
  }

  /** Takes a member out; the record is still the one with which it came in. */
  leave(records: Int32Array, number: number): void {
    const [one, other] = this.#squaresOf(records, number);
    this.#leaveSquare(records, number, one, this.#placesOf[2 * number]! - 1);
    if (other >= 0) this.#leaveSquare(records, number, other, this.#placesOf[2 * number + 1]! - 1);
    this.#placesOf.fill(0, 2 * number, 2 * number + 2);
  }

  /** A member has changed without moving: the traits in `changed` are turned over. */
  renew(records: Int32Array, number: number, changed: Int32Array): void {
    for (let at = 2 * number; at < 2 * number + 2; at++) {
      const place = this.#placesOf[at]! - 1;
      if (place < 0) continue;
      this.planes.toggle(place, changed);
      this.places[place * placeWords + burdenAt] = burdenOf(records, number * recordWords);
    }
  }

  #enterSquare(records: Int32Array, number: number, square: number): number {
    if (this.taken[square] === this.#room[square]! * 32) this.#enlarge(square);
    const place = this.start[square]! * 32 + this.taken[square]!++;
    traitsOf(records, number * recordWords, this.#traits);
    this.planes.toggle(place, this.#traits);
    const at = place * placeWords;
    this.places[at] = number;
    this.places[at + positionAt] = this.#positionOf(records, number, square);
    this.places[at + burdenAt] = burdenOf(records, number * recordWords);
    this.#countKeys(this.#traits, 0, square, 1);
    return place;
  }

  /** The last one of the square takes over the place that becomes free. */
  #leaveSquare(records: Int32Array, number: number, square: number, place: number): void {
    const [traits, others] = [this.#traits, this.#others];
    const last = this.start[square]! * 32 + --this.taken[square]!;
    const heir = this.places[last * placeWords]!;
    traitsOf(records, number * recordWords, traits);
    traitsOf(records, heir * recordWords, others);
    this.planes.toggle(last, others);
    this.#countKeys(traits, 0, square, -1);
    if (place === last) return;
    for (let word = 0; word < traitWords; word++) traits[word]! ^= others[word]!;
    this.planes.toggle(place, traits);
    this.places.copyWithin(place * placeWords, last * placeWords, (last + 1) * placeWords);
    const which = this.#placesOf[2 * heir] === last + 1 ? 2 * heir : 2 * heir + 1;
    this.#placesOf[which] = place + 1;
  }

  /** Moves a full square behind all others, with half as much room again. */
  #enlarge(square: number): void {
    const [from, room] = [this.start[square]!, this.#room[square]!];
    const wider = room + Math.max(1, room >> 1);
    const to = this.#groups;
    if (to + wider > this.planes.width) this.#reserve(Math.ceil((to + wider) * 1.5));
    this.#groups += wider;
    this.planes.move(from, to, room);
    const groupWords = 32 * placeWords;
    this.places.copyWithin(to * groupWords, from * groupWords, (from + room) * groupWords);
    for (let place = to * 32; place < to * 32 + this.taken[square]!; place++) {
      const number = this.places[place * placeWords]!;
      const was = place - (to - from) * 32 + 1;
      const which = this.#placesOf[2 * number] === was ? 2 * number : 2 * number + 1;
      this.#placesOf[which] = place + 1;
    }
    [this.start[square], this.#room[square]] = [to, wider];
  }

  #reserve(groups: number): void {
    if (groups <= this.planes.width) return;
    this.planes.widen(groups);
    const { places } = this;
    this.places = new Int32Array(groups * 32 * placeWords);
    this.places.set(places);
  }

  /** `traits` at `at`: those of one member. */
  #countKeys(traits: Int32Array, at: number, square: number, by: number): void {
    for (let word = 0; word < 3; word++) {
      let left = word < 2 ? traits[at + word]! : traits[at + 4]! | traits[at + 5]!;
      for (; left !== 0; left &= left - 1)
        this.holders[(word * 32 + 31 - Math.clz32(left & -left)) * (this.lone + 1) + square]! += by;
    }
  }

  /** The square of home, or else of work, or else the last one; and the other one, or -1. */
  #squaresOf(records: Int32Array, number: number): readonly [number, number] {
    const at = number * recordWords;
    const home = this.#squareAt(records, at + field.homeX);
    const work = this.#squareAt(records, at + field.workX);
    if (home < 0) return [work < 0 ? this.lone : work, -1];
    return [home, work === home ? -1 : work];
  }

  #squareAt(records: Int32Array, at: number): number {
    if (records[at] === nowhere) return -1;
    return this.across(records[at + 1]!) * this.width + this.across(records[at]!);
  }

  /** The numbers of orders, neighbours near each other: along a curve that fills the plane, without a place last. */
  near(orders: readonly { readonly place: { readonly x_m: number; readonly y_m: number } | null }[]): Int32Array {
    const keys = Float64Array.from(orders, ({ place }, n) => {
      const curve = place ? spread(this.across(place.x_m)) | (spread(this.across(place.y_m)) << 1) : 1 << 16;
      return curve * 2 ** 32 + n;
    });
    return Int32Array.from(keys.sort(), (key) => key % 2 ** 32);
  }

  /** Column or row of a point; whoever is outside the city stands at its edge. */
  across(at_m: number): number {
    return Math.min(this.width - 1, Math.max(0, Math.floor(at_m / this.size_m)));
  }

  /** Metres from the corner of the square to the point by which a member stands there, east and north in one word. */
  #positionOf(records: Int32Array, number: number, square: number): number {
    if (square === this.lone) return farOff;
    const at = number * recordWords;
    const home = this.#squareAt(records, at + field.homeX);
    // Both points in one square, and the member there once: no single point tells how near it is.
    if (home === square && this.#squareAt(records, at + field.workX) === square) return farOff;
    const point = home === square ? at + field.homeX : at + field.workX;
    const x = records[point]! - (square % this.width) * this.size_m;
    const y = records[point + 1]! - Math.floor(square / this.width) * this.size_m;
    return x >= 0 && x < 0x7fff && y >= 0 && y < 0x7fff ? (x << 16) | y : farOff;
  }

  /** Metres from a point to the nearest one of a square, less one for rounding; squares at the edge have no end. */
  distance_m(x_m: number, y_m: number, column: number, row: number): number {
    const [dx, dy] = [this.#outside_m(x_m, column), this.#outside_m(y_m, row)];
    return Math.max(0, Math.sqrt(dx * dx + dy * dy) - 1);
  }

  #outside_m(at_m: number, square: number): number {
    const from_m = square * this.size_m;
    if (at_m < from_m) return square === 0 ? 0 : from_m - at_m;
    return square === this.width - 1 ? 0 : Math.max(0, at_m - from_m - this.size_m);
  }
}

/** The bits of a number below 256, each followed by a 0. */
function spread(n: number): number {
  let v = (n | (n << 4)) & 0x0f0f;
  v = (v | (v << 2)) & 0x3333;
  return (v | (v << 1)) & 0x5555;
}
