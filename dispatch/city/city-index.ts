/**
 * The members of a city by skill, content and place, for one order at a time. Each skill and each content has its own
 * squares of a kilometre. A query goes outwards ring by ring and stops when nobody farther away could still stand among
 * the best; the holders of a rare skill are looked at one by one. A change of state writes 40 words; a move, or another
 * skill, also moves the member between a few lists.
 */
import { encode, field, mostContents, mostSkills, nowhere, recordWords, type CityMember } from './record.ts';
import { Asking, cityCodes, type CityCode, type CityQuery, type CityRules } from './query.ts';

const cell_m = 1000;
/** A skill with no more holders than this is searched without looking at places. */
const fewHolders = 2000;
const keys = mostSkills + mostContents;

/** Members of one key in one square, in a list that grows. */
class Cell {
  members = new Int32Array(4);
  count = 0;

  add(member: number): void {
    if (this.count === this.members.length) {
      const wider = new Int32Array(this.count * 2);
      wider.set(this.members);
      this.members = wider;
    }
    this.members[this.count++] = member;
  }

  remove(member: number): void {
    const at = this.members.subarray(0, this.count).indexOf(member);
    if (at >= 0) this.members[at] = this.members[--this.count]!;
  }
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
  readonly #holders = new Int32Array(keys);
  readonly #width: number;
  readonly #lone: number;
  /** Squares are counted from here; whoever lives outside stands in the nearest one at the edge, where rings end. */
  readonly #side_m: number;

  /** `side_m`: the city's extent to the east and to the north of its origin. */
  constructor(rules: CityRules, side_m: number, expected = 1024) {
    this.#rules = rules;
    this.#side_m = side_m;
    this.#width = Math.max(1, Math.ceil(side_m / cell_m));
    this.#lone = this.#width * this.#width;
    this.words = new Int32Array(expected * recordWords);
    this.#cells = Array.from({ length: keys }, () => []);
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
    this.#list(number);
    return number;
  }

  /** Replaces the state of a member. */
  change(number: number, member: CityMember): void {
    const at = number * recordWords;
    const before = this.words.slice(at, at + recordWords);
    encode(member, this.words, at);
    if (sameLists(before, this.words, at)) return;
    const after = this.words.slice(at, at + recordWords);
    this.words.set(before, at);
    this.#unlist(number);
    this.words.set(after, at);
    this.#list(number);
  }

  /** Adds to one counter of a member: an asking or a service. The lists stay as they are. */
  tally(number: number, what: 'services' | 'asks', by: number): void {
    this.words[number * recordWords + field[what]]! += by;
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
      if (query.place && this.#holders[key]! > fewHolders) this.#rings(key, query.place, search);
      else for (const cell of this.#cells[key]!) if (cell) search.lookAll(cell.members, cell.count);
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

  #rings(key: number, place: { x_m: number; y_m: number }, search: Best): void {
    const cells = this.#cells[key]!;
    const width = this.#width;
    const [column, row] = [this.#square(place.x_m), this.#square(place.y_m)];
    const lone = cells[this.#lone];
    if (lone) search.lookAll(lone.members, lone.count);
    // Squares of this ring are at least this far away; a place outside the city has no such bound and sees them all.
    const inside = place.x_m >= 0 && place.y_m >= 0 && place.x_m < this.#side_m && place.y_m < this.#side_m;
    const east_m = place.x_m - column * cell_m;
    const north_m = place.y_m - row * cell_m;
    const margin_m = inside ? Math.min(east_m, cell_m - east_m, north_m, cell_m - north_m) : 0;
    for (let ring = 0; ring < width; ring++) {
      const least_m = inside && ring > 0 ? margin_m + (ring - 1) * cell_m - 1 : 0;
      if (least_m > search.asking.query.radius_m || search.isSettled(least_m)) return;
      const [top, bottom] = [Math.max(0, row - ring), Math.min(width - 1, row + ring)];
      for (let y = top; y <= bottom; y++) {
        const whole = y === row - ring || y === row + ring;
        for (let x = column - ring; x <= column + ring; x += whole || ring === 0 ? 1 : 2 * ring) {
          if (x < 0 || x >= width) continue;
          const cell = cells[y * width + x];
          if (cell) search.lookAll(cell.members, cell.count);
        }
      }
    }
  }

  #square(at_m: number): number {
    return Math.min(this.#width - 1, Math.max(0, Math.floor(at_m / cell_m)));
  }

  #list(number: number): void {
    this.#eachList(number, (cells, at) => (cells[at] ??= new Cell()).add(number), 1);
  }

  #unlist(number: number): void {
    this.#eachList(number, (cells, at) => cells[at]?.remove(number), -1);
  }

  /** Every key of a member in each of its squares. */
  #eachList(number: number, act: (cells: (Cell | undefined)[], at: number) => void, by: number): void {
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
        act(this.#cells[key]!, one);
        if (other >= 0) act(this.#cells[key]!, other);
      }
    }
  }

  #squareOf(at: number): number {
    if (this.words[at] === nowhere) return -1;
    return this.#square(this.words[at + 1]!) * this.#width + this.#square(this.words[at]!);
  }
}

function sameLists(before: Int32Array, words: Int32Array, at: number): boolean {
  for (let word = field.homeX; word <= field.workY; word++) if (before[word] !== words[at + word]) return false;
  for (let word = 0; word < 2; word++)
    if (before[field.skills + word] !== words[at + field.skills + word]) return false;
  const contents = before[field.intentions]! | before[field.willing]!;
  return contents === (words[at + field.intentions]! | words[at + field.willing]!);
}

/** The best so far, sorted; a member may be looked at several times. */
class Best {
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

  lookAll(members: Int32Array, count: number): void {
    for (let q = 0; q < count; q++) this.look(members[q]!);
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

  /** True when nobody at this distance or beyond can stand among the best. */
  isSettled(distance_m: number): boolean {
    return this.#count === this.#limit && this.asking.highestScore(distance_m) < this.#scores[this.#limit - 1]!;
  }

  result(): CityCandidate[] {
    return Array.from({ length: this.#count }, (_, q) => ({
      member: this.#members[q]!,
      score: this.#scores[q]!,
      recent: this.#services(this.#members[q]!),
    }));
  }
}
