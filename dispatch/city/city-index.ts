/**
 * The members of a city by skill, content and place, for one order at a time. Each skill and each content has its own
 * squares of a kilometre. A query goes outwards ring by ring and stops when nobody farther away could still stand among
 * the best; the holders of a rare skill are looked at one by one. A change of state writes 40 words; a move, or another
 * skill, also moves the member between a few lists.
 */
import { encode, field, mostContents, mostSkills, nowhere, recordWords, type CityMember } from './record.ts';
import { Cell, Digest, farOff, positionIn, postingWords, type Origin, type Searching, type Sieve } from './postings.ts';
import { Asking, cityCodes, type CityCode, type CityQuery, type CityRules } from './query.ts';

const cell_m = 500;
/** Empty parts of the city are passed over by blocks of so many squares each way, beyond this many rings. */
const blockSide = 4;
const nearRings = 4;
/** A skill with no more holders than this is searched without looking at places. */
const fewHolders = 2000;
const keys = mostSkills + mostContents;

interface Place {
  readonly x_m: number;
  readonly y_m: number;
}

export interface CityCandidate {
  readonly member: number;
  readonly score: number;
  /** Services of the window; they break ties, fewest first, then the lower number goes first. */
  readonly recent: number;
}

export class CityIndex {
  /** Records one after another; read only for callers. */
  words: Int32Array;
  #count = 0;
  readonly #rules: CityRules;
  /** Squares by key, row by row; the last one of each key holds those without a known place. */
  readonly #cells: (Cell | undefined)[][];
  /** All members in the order of their numbers, for orders without a place. */
  readonly #everyone = new Cell();
  readonly #holders = new Int32Array(keys);
  readonly #width: number;
  readonly #lone: number;
  /** How many lists of a key stand in each block of squares, those of the empty squares included. */
  readonly #blocks: Int32Array[];
  readonly #blockWidth: number;

  /** `side_m`: the city's extent to the east and to the north of its origin. */
  constructor(rules: CityRules, side_m: number, expected = 1024) {
    this.#rules = rules;
    this.#width = Math.max(1, Math.ceil(side_m / cell_m));
    this.#blockWidth = Math.ceil(this.#width / blockSide);
    this.#lone = this.#width * this.#width;
    this.words = new Int32Array(expected * recordWords);
    this.#cells = Array.from({ length: keys }, () => []);
    this.#blocks = this.#cells.map(() => new Int32Array(this.#blockWidth * this.#blockWidth));
  }

  get count(): number {
    return this.#count;
  }

  /** Adds a member; returns the number by which it is known from now on. */
  add(member: CityMember): number {
    const number = this.#count++;
    if (this.#count * recordWords > this.words.length) {
      const wider = new Int32Array(this.words.length * 2);
      wider.set(this.words);
      this.words = wider;
    }
    encode(member, this.words, number * recordWords);
    this.#list(number, true);
    return number;
  }

  /** Replaces the state of a member. */
  change(number: number, member: CityMember): void {
    const at = number * recordWords;
    const before = this.words.slice(at, at + recordWords);
    encode(member, this.words, at);
    if (sameLists(before, this.words, at)) return this.#list(number, false);
    const after = this.words.slice(at, at + recordWords);
    this.words.set(before, at);
    this.#unlist(number);
    this.words.set(after, at);
    this.#list(number, true);
  }

  /** Adds to one counter of a member: an asking or a service. */
  tally(number: number, what: 'services' | 'asks', by: number): void {
    this.words[number * recordWords + field[what]]! += by;
    this.#list(number, false);
  }

  /** The code of the first hard filter that keeps a member from an order, or FITS (DSP-03). */
  why(number: number, query: CityQuery): CityCode {
    return cityCodes[new Asking(query, this.#rules).verdict(this.words, number * recordWords, number)]!;
  }

  /** The best `limit` members for an order: score, then fewest services, then the lower number. */
  best(query: CityQuery, limit: number): CityCandidate[] {
    const search = new Best(new Asking(query, this.#rules), this.words, limit);
    for (const member of query.askedFor) if (member < this.#count) search.look(member);
    for (const key of this.#keysFor(query)) {
      const sieve = search.asking.sieve(key);
      if (query.place) this.#rings(key, sieve, query.place, search);
      else if (this.#holders[key]! > fewHolders) this.#everyone.sift(search.asking.sieve(-1), corner, search, 0, true);
      else for (const cell of this.#cells[key]!) cell?.sift(sieve, corner, search);
    }
    return search.result();
  }

  /** The same by looking at every member: what `best` is measured and tested against. */
  scan(query: CityQuery, limit: number): CityCandidate[] {
    const search = new Best(new Asking(query, this.#rules), this.words, limit);
    for (let member = 0; member < this.#count; member++) search.look(member);
    return search.result();
  }

  /** The rarest required skill, or else the content and the skills that are preferred: nobody else may be asked. */
  #keysFor({ required, preferred, content }: CityQuery): number[] {
    if (required.length === 0) return [...preferred, mostSkills + content];
    return [required.reduce((rarest, key) => (this.#holders[key]! < this.#holders[rarest]! ? key : rarest))];
  }

  /** Squares around a place, near ones first, then whole blocks; ends when nobody farther away can matter. */
  #rings(key: number, sieve: Sieve, place: Place, search: Best): void {
    const cells = this.#cells[key]!;
    const [column, row] = [this.#square(place.x_m), this.#square(place.y_m)];
    const see = (x: number, y: number): void => {
      const cell = cells[y * this.#width + x];
      if (cell && search.mayBeFrom(this.#distance_m(place, x, y))) cell.sift(sieve, originOf(x, y), search);
    };
    this.#walk(place, 1, nearRings, search, see);
    // Who has no known place is as far as can be.
    cells[this.#lone]?.sift(sieve, corner, search, search.asking.lossOf(Number.POSITIVE_INFINITY));
    const blocks = this.#blocks[key]!;
    this.#walk(place, blockSide, this.#width, search, (x, y) => {
      if (blocks[y * this.#blockWidth + x] === 0) return;
      const [right, bottom] = [Math.min(this.#width, (x + 1) * blockSide), Math.min(this.#width, (y + 1) * blockSide)];
      for (let v = y * blockSide; v < bottom; v++)
        for (let u = x * blockSide; u < right; u++)
          if (Math.max(Math.abs(u - column), Math.abs(v - row)) > nearRings) see(u, v);
    });
  }

  /** Goes round a place in rings of squares `scale` times as large, until a ring lies too far away or they end. */
  #walk(place: Place, scale: number, mostRings: number, search: Best, see: (x: number, y: number) => void): void {
    const size_m = cell_m * scale;
    const width = scale === 1 ? this.#width : this.#blockWidth;
    // Whoever lives outside the city stands at its edge; a place outside is never nearer to a square than its own edge is.
    const [x_m, y_m] = [this.#inside_m(place.x_m), this.#inside_m(place.y_m)];
    const [column, row] = [Math.floor(x_m / size_m), Math.floor(y_m / size_m)];
    const [east_m, north_m] = [x_m - column * size_m, y_m - row * size_m];
    const margin_m = Math.min(east_m, size_m - east_m, north_m, size_m - north_m);
    for (let ring = 0; ring <= Math.min(mostRings, width); ring++) {
      const least_m = ring > 0 ? margin_m + (ring - 1) * size_m - 1 : 0;
      if (!search.mayBeFrom(least_m)) return;
      const [top, bottom] = [Math.max(0, row - ring), Math.min(width - 1, row + ring)];
      for (let y = top; y <= bottom; y++) {
        const whole = ring === 0 || y === row - ring || y === row + ring;
        const [left, right] = [Math.max(0, column - ring), Math.min(width - 1, column + ring)];
        if (whole) for (let x = left; x <= right; x++) see(x, y);
        else {
          if (column - ring >= 0) see(column - ring, y);
          if (column + ring < width) see(column + ring, y);
        }
      }
    }
  }

  #inside_m(at_m: number): number {
    return Math.min(this.#width * cell_m - 1e-6, Math.max(0, at_m));
  }

  /** Metres from a place to the nearest point of a square, less one for rounding; squares at the edge have no end. */
  #distance_m(place: Place, x: number, y: number): number {
    const [dx, dy] = [this.#outside_m(place.x_m, x), this.#outside_m(place.y_m, y)];
    return Math.max(0, Math.sqrt(dx * dx + dy * dy) - 1);
  }

  #outside_m(at_m: number, square: number): number {
    const from_m = square * cell_m;
    if (at_m < from_m) return square === 0 ? 0 : from_m - at_m;
    return square === this.#width - 1 ? 0 : Math.max(0, at_m - from_m - cell_m);
  }

  #square(at_m: number): number {
    return Math.min(this.#width - 1, Math.max(0, Math.floor(at_m / cell_m)));
  }

  /** Writes a member into all its lists; `isNew` when it stands in none of them. */
  #list(number: number, isNew: boolean): void {
    const digest = new Digest(this.words, number * recordWords);
    const put = (key: number, at: number): void => {
      const cells = this.#cells[key]!;
      if (!cells[at]) {
        cells[at] = new Cell();
        const [x, y] = [at % this.#width, Math.floor(at / this.#width)];
        const block = Math.floor(y / blockSide) * this.#blockWidth + Math.floor(x / blockSide);
        if (at < this.#lone) this.#blocks[key]![block]!++;
      }
      cells[at].put(number, key, digest, this.#positionOf(number, at), isNew);
    };
    this.#everyone.put(number, -1, digest, farOff, isNew && number * postingWords === this.#everyone.length);
    this.#eachList(number, put, isNew ? 1 : 0);
  }

  /** Where in a square the point of a member lies by which it stands there; home, when both do. */
  #positionOf(number: number, square: number): number {
    const at = number * recordWords;
    if (square === this.#lone) return farOff;
    const home = this.#squareOf(at + field.homeX);
    // Both points in one square, and the member listed once: no single point tells how near it is.
    if (home === square && this.#squareOf(at + field.workX) === square) return farOff;
    const point = home === square ? at + field.homeX : at + field.workX;
    const origin = originOf(square % this.#width, Math.floor(square / this.#width));
    return positionIn(origin, this.words[point]!, this.words[point + 1]!);
  }

  #unlist(number: number): void {
    this.#eachList(number, (key, at) => this.#cells[key]![at]?.remove(number), -1);
  }

  /** Every key of a member in each of its squares. */
  #eachList(number: number, act: (key: number, at: number) => void, by: number): void {
    const at = number * recordWords;
    const { words } = this;
    const home = this.#squareOf(at + field.homeX);
    const work = this.#squareOf(at + field.workX);
    const one = home < 0 ? (work < 0 ? this.#lone : work) : home;
    const other = home >= 0 && work >= 0 && work !== home ? work : -1;
    for (let word = 0; word < 3; word++) {
      let left =
        word < 2 ? words[at + field.skills + word]! : words[at + field.intentions]! | words[at + field.willing]!;
      for (; left !== 0; left &= left - 1) {
        const key = word * 32 + 31 - Math.clz32(left & -left);
        this.#holders[key]! += by;
        act(key, one);
        if (other >= 0) act(key, other);
      }
    }
  }

  #squareOf(at: number): number {
    if (this.words[at] === nowhere) return -1;
    return this.#square(this.words[at + 1]!) * this.#width + this.#square(this.words[at]!);
  }
}

const corner = { x_m: 0, y_m: 0 };
const originOf = (x: number, y: number): Origin => ({ x_m: x * cell_m, y_m: y * cell_m });

function sameLists(before: Int32Array, words: Int32Array, at: number): boolean {
  for (let word = field.homeX; word <= field.workY; word++) if (before[word] !== words[at + word]) return false;
  for (let word = 0; word < 2; word++)
    if (before[field.skills + word] !== words[at + field.skills + word]) return false;
  const contents = before[field.intentions]! | before[field.willing]!;
  return contents === (words[at + field.intentions]! | words[at + field.willing]!);
}

/** The best so far, sorted; a member may be looked at several times. */
class Best implements Searching {
  readonly asking: Asking;
  readonly #words: Int32Array;
  readonly #limit: number;
  readonly #members: Int32Array;
  readonly #scores: Int32Array;
  #count = 0;

  constructor(asking: Asking, words: Int32Array, limit: number) {
    [this.asking, this.#words, this.#limit] = [asking, words, Math.max(1, Math.trunc(limit))];
    this.#members = new Int32Array(this.#limit + 1);
    this.#scores = new Int32Array(this.#limit + 1);
  }

  look(member: number): void {
    const at = member * recordWords;
    if (this.asking.verdict(this.#words, at, member) !== 0) return;
    const score = this.asking.score(this.#words, at, member);
    let place = this.#count;
    if (place === this.#limit && !this.#before(member, score, place - 1)) return;
    while (place > 0 && this.#before(member, score, place - 1)) place--;
    // Whoever stands in two lists is met again: an equal entry lies right before the place that it would take.
    if (place > 0 && this.#members[place - 1] === member) return;
    this.#members.copyWithin(place + 1, place, this.#count);
    this.#scores.copyWithin(place + 1, place, this.#count);
    this.#members[place] = member;
    this.#scores[place] = score;
    if (this.#count < this.#limit) this.#count++;
  }

  #before(member: number, score: number, place: number): boolean {
    const other = this.#members[place]!;
    if (score !== this.#scores[place]) return score > this.#scores[place]!;
    const [mine, theirs] = [this.#services(member), this.#services(other)];
    return mine === theirs ? member < other : mine < theirs;
  }

  #services(member: number): number {
    return this.#words[member * recordWords + field.services]!;
  }

  get last(): number {
    return this.#members[this.#limit - 1]!;
  }

  get lastServices(): number {
    return this.#services(this.last);
  }

  /** See `Searching`. */
  lossAllowed(above: 0 | 1): number {
    if (this.#count < this.#limit) return Number.POSITIVE_INFINITY;
    return this.asking.lossAllowed(this.#scores[this.#limit - 1]! + above);
  }

  /** False when nobody at this distance or beyond can stand among the best. */
  mayBeFrom(distance_m: number): boolean {
    return distance_m <= this.asking.query.radius_m && this.asking.lossOf(distance_m) <= this.lossAllowed(0);
  }

  result(): CityCandidate[] {
    return Array.from({ length: this.#count }, (_, q) => ({
      member: this.#members[q]!,
      score: this.#scores[q]!,
      recent: this.#services(this.#members[q]!),
    }));
  }
}
