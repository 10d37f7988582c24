/** The search for the best of one order over the traits of many: 32 members at a time, and the record of few. */
import type { Asking } from './query.ts';
import { field, recordWords } from './record.ts';
import { farOff, placeWords, type Squares } from './squares.ts';
import { asksSteps, reachStep_m, reachSteps, servicesSteps, trait, type Planes } from './traits.ts';

export interface CityCandidate {
  readonly member: number;
  readonly score: number;
  /** Services of the window; they break ties, fewest first, then the lower number goes first. */
  readonly recent: number;
}

/** The best so far, sorted; a member may be looked at several times. */
export class Best {
  readonly asking: Asking;
  readonly #words: Int32Array;
  readonly limit: number;
  readonly members: Int32Array;
  readonly scores: Int32Array;
  readonly #services: Int32Array;
  readonly #first: number;
  count = 0;

  /** Among equals whoever comes next from the number `first` on (a multiple of 32), round the end, goes first. */
  constructor(asking: Asking, words: Int32Array, limit: number, first = 0) {
    [this.asking, this.#words, this.limit] = [asking, words, Math.max(1, Math.trunc(limit))];
    this.#first = first;
    this.members = new Int32Array(this.limit + 1);
    this.scores = new Int32Array(this.limit + 1);
    this.#services = new Int32Array(this.limit + 1);
  }

  look(member: number): void {
    const at = member * recordWords;
    if (this.asking.verdict(this.#words, at, member) !== 0) return;
    const score = this.asking.score(this.#words, at, member);
    const services = this.#words[at + field.services]!;
    let place = this.count;
    if (place === this.limit && !this.#before(member, score, services, place - 1)) return;
    while (place > 0 && this.#before(member, score, services, place - 1)) place--;
    // Whoever stands in two lists is met again: an equal entry lies right before the place that it would take.
    if (place > 0 && this.members[place - 1] === member) return;
    for (let q = this.count; q > place; q--) {
      this.members[q] = this.members[q - 1]!;
      this.scores[q] = this.scores[q - 1]!;
      this.#services[q] = this.#services[q - 1]!;
    }
    this.members[place] = member;
    this.scores[place] = score;
    this.#services[place] = services;
    if (this.count < this.limit) this.count++;
  }

  #before(member: number, score: number, services: number, place: number): boolean {
    if (score !== this.scores[place]) return score > this.scores[place]!;
    if (services !== this.#services[place]) return services < this.#services[place]!;
    return this.isEarlier(member, this.members[place]!);
  }

  isEarlier(member: number, other: number): boolean {
    return member >= this.#first === other >= this.#first ? member < other : member >= this.#first;
  }

  /** The last of the best, and its services. */
  get last(): number {
    return this.members[this.limit - 1]!;
  }

  get lastServices(): number {
    return this.#services[this.limit - 1]!;
  }

  /** What may be lost by who scores as much as the last of the best, or `above` more; all, while some lack. */
  lossAllowed(above: 0 | 1): number {
    if (this.count < this.limit) return Number.POSITIVE_INFINITY;
    return this.asking.lossAllowed(this.scores[this.limit - 1]! + above);
  }

  result(): CityCandidate[] {
    return Array.from({ length: this.count }, (_, q) => ({
      member: this.members[q]!,
      score: this.scores[q]!,
      recent: this.#services[q]!,
    }));
  }
}

/** Where the rows of some traits begin. */
function rowsOf(traits: readonly number[], width: number): Int32Array {
  const rows = new Int32Array(traits.length);
  for (let q = 0; q < rows.length; q++) rows[q] = traits[q]! * width;
  return rows;
}

/** One order made ready for the rows of one set of traits. */
export class Sifter {
  readonly #best: Best;
  readonly #rows: Int32Array;
  /** Rows that must be set: the skills that are required, then those that cost too much to lack, then the others. */
  readonly #must: Int32Array;
  #mustCount = 0;
  readonly #required: Int32Array;
  readonly #always: Int32Array;
  readonly #mustNot: Int32Array;
  readonly #oneOf: Int32Array;
  readonly #rests: number;
  readonly #wantsMore: number;
  readonly #worth: Int32Array;
  readonly #losses: readonly number[];
  readonly #loadLoss: Float64Array;
  readonly #servicesRow: number;
  readonly #asksRow: number;
  readonly #width: number;
  /** What is lacked at too high a cost, a bit for each worth; rows that must not be set for the same reason. */
  #tight = 0;
  readonly #tightable: number;
  readonly #most: number;
  #busyRow = -1;
  #askedRow = -1;
  #spare = Number.POSITIVE_INFINITY;
  #allowed = Number.POSITIVE_INFINITY;
  #better = Number.POSITIVE_INFINITY;
  readonly keys: readonly number[];
  readonly everyKey: boolean;

  /** Who loses more than `most` is passed over. */
  constructor(best: Best, planes: Planes, loadLoss: Float64Array, most = Number.POSITIVE_INFINITY) {
    const sieve = best.asking.sieve();
    const { width } = planes;
    [this.#best, this.#rows, this.#width, this.#loadLoss] = [best, planes.words, width, loadLoss];
    [this.#required, this.#always] = [rowsOf(sieve.required, width), rowsOf(sieve.must, width)];
    [this.#mustNot, this.#oneOf] = [rowsOf(sieve.mustNot, width), rowsOf(sieve.oneOf, width)];
    this.#tightable = Math.min(31, sieve.worth.length);
    this.#must = new Int32Array(sieve.required.length + sieve.worth.length + sieve.must.length);
    this.#most = most;
    this.#rests = (sieve.rests[0] ?? -1) * width;
    this.#wantsMore = trait.wantsMore * width;
    [this.#servicesRow, this.#asksRow] = [trait.services * width, trait.asks * width];
    [this.#worth, this.#losses] = [rowsOf(sieve.worth, width), sieve.losses];
    [this.keys, this.everyKey] = [sieve.keys, sieve.everyKey];
    this.#read();
    this.#choose();
  }

  #read(): void {
    this.#allowed = Math.min(this.#most, this.#best.lossAllowed(0));
    this.#better = this.#best.lossAllowed(1);
  }

  get allowed(): number {
    return this.#allowed;
  }

  /** Nobody who loses more than `spare` may pass from now on. */
  tighten(spare: number): void {
    if (spare === this.#spare) return;
    this.#spare = spare;
    let tight = 0;
    for (let q = 0; q < this.#tightable; q++) if (this.#losses[q]! > spare) tight |= 1 << q;
    if (tight !== this.#tight) {
      this.#tight = tight;
      this.#choose();
    }
    let [services, asks] = [1, 1];
    while (services <= servicesSteps && this.#loadLoss[services]! <= spare) services++;
    while (asks <= asksSteps && this.#loadLoss[asks << 2]! <= spare) asks++;
    this.#busyRow = services <= servicesSteps ? this.#servicesRow + (services - 1) * this.#width : -1;
    this.#askedRow = asks <= asksSteps ? this.#asksRow + (asks - 1) * this.#width : -1;
  }

  #choose(): void {
    const must = this.#must;
    let count = 0;
    for (let q = 0; q < this.#required.length; q++) must[count++] = this.#required[q]!;
    for (let q = 0; q < this.#tightable; q++) if ((this.#tight >>> q) & 1) must[count++] = this.#worth[q]!;
    for (let q = 0; q < this.#always.length; q++) must[count++] = this.#always[q]!;
    this.#mustCount = count;
  }

  /** The first group from `from` on in which somebody has the four traits that are likeliest to be lacking, or `end`. */
  next(from: number, end: number): number {
    const [rows, must, last] = [this.#rows, this.#must, this.#mustCount - 1];
    const [must0, must1] = [must[0]!, must[Math.min(1, last)]!];
    const [must2, must3] = [must[Math.min(2, last)]!, must[Math.min(3, last)]!];
    for (let group = from; group < end; group++) {
      const left = rows[must0 + group]! & rows[must1 + group]!;
      if (left !== 0 && (left & rows[must2 + group]! & rows[must3 + group]!) !== 0) return group;
    }
    return end;
  }

  /** Who of a group of 32 may fit, by the traits alone. */
  fitting(group: number): number {
    const [rows, must, mustNot, oneOf] = [this.#rows, this.#must, this.#mustNot, this.#oneOf];
    let left = -1;
    for (let q = 0; q < this.#mustCount; q++) left &= rows[must[q]! + group]!;
    if (oneOf.length > 0) {
      let some = 0;
      for (let q = 0; q < oneOf.length; q++) some |= rows[oneOf[q]! + group]!;
      left &= some;
    }
    for (let q = 0; q < mustNot.length; q++) left &= ~rows[mustNot[q]! + group]!;
    if (this.#rests >= 0) left &= ~rows[this.#rests + group]! | rows[this.#wantsMore + group]!;
    return left;
  }

  /** Who of these can still be afforded. */
  #affordable(members: number, group: number): number {
    const rows = this.#rows;
    let left = members;
    if (this.#tight !== 0)
      for (let q = 0; q < this.#tightable; q++) if ((this.#tight >>> q) & 1) left &= rows[this.#worth[q]! + group]!;
    if (this.#busyRow >= 0) left &= ~rows[this.#busyRow + group]!;
    if (this.#askedRow >= 0) left &= ~rows[this.#askedRow + group]!;
    return left;
  }

  /** What a member loses at least, the way left out. */
  #lossOf(group: number, bit: number, burden: number): number {
    let loss = this.#loadLoss[burden & 31]!;
    for (let q = 0; q < this.#worth.length; q++)
      if (((this.#rows[this.#worth[q]! + group]! >>> bit) & 1) === 0) loss += this.#losses[q]!;
    return loss;
  }

  /** At best equal to the last of the best: then fewer services, or the lower number, must decide. */
  #comesTooLate(loss: number, burden: number, member: number): boolean {
    if (loss <= this.#better) return false;
    const [services, last] = [burden & 3, this.#best.lastServices];
    return services > last || (services === last && this.#best.isEarlier(this.#best.last, member));
  }

  /**
   * Looks at whoever stands in a square and may come among the best; all there lose `lossOfAll` at least. A member who
   * lives here and works elsewhere is judged by this point alone: the other one stands in its own square.
   */
  square(squares: Squares, square: number, lossOfAll: number): void {
    const { query } = this.#best.asking;
    const { places } = squares;
    const from = squares.start[square]!;
    const to = from + ((squares.taken[square]! + 31) >> 5);
    const perMetre = this.#best.asking.lossPerMetre;
    const corner_x = (square % squares.width) * squares.size_m;
    const corner_y = Math.floor(square / squares.width) * squares.size_m;
    const x_m = query.place ? query.place.x_m - corner_x : 0;
    const y_m = query.place ? query.place.y_m - corner_y : 0;
    this.tighten(this.#allowed - lossOfAll);
    for (let group = this.next(from, to); group < to; group = this.next(group + 1, to)) {
      let left = this.fitting(group);
      if (left === 0) continue;
      this.tighten(this.#allowed - lossOfAll);
      left = this.#affordable(left, group);
      for (; left !== 0; left &= left - 1) {
        const bit = 31 - Math.clz32(left & -left);
        const at = (group * 32 + bit) * placeWords;
        const burden = places[at + 2]!;
        let loss = this.#lossOf(group, bit, burden);
        if (loss + lossOfAll > this.#allowed) continue;
        const position = places[at + 1]!;
        if (position === farOff) loss += lossOfAll;
        else {
          const [dx, dy] = [(position >>> 16) - x_m, (position & 0xffff) - y_m];
          // A metre less for the rounding of positions.
          const distance_m = Math.sqrt(dx * dx + dy * dy) - 1;
          const reach = burden >>> 5;
          if (distance_m > query.radius_m || (reach < reachSteps && distance_m > reach * reachStep_m)) continue;
          if (distance_m > 0) loss += distance_m * perMetre;
          if (loss > this.#allowed) continue;
        }
        const member = places[at]!;
        if (this.#comesTooLate(loss, burden, member)) continue;
        this.#best.look(member);
        this.#read();
      }
    }
  }

  /** Looks at those of a group who lose no more than `most`; places are the numbers of members. */
  group(group: number, fitting: number, burdens: Uint16Array, most: number): void {
    this.tighten(Math.min(most, this.#allowed));
    for (let left = this.#affordable(fitting, group); left !== 0; left &= left - 1) {
      const bit = 31 - Math.clz32(left & -left);
      const member = group * 32 + bit;
      const burden = burdens[member]!;
      const loss = this.#lossOf(group, bit, burden);
      if (loss > most || loss > this.#allowed || this.#comesTooLate(loss, burden, member)) continue;
      this.#best.look(member);
      this.#read();
    }
  }

  /** True when nobody from here on can come among the best any more. */
  isDoneAt(member: number): boolean {
    return this.#better < 0 && this.#best.lastServices === 0 && this.#best.isEarlier(this.#best.last, member);
  }
}
