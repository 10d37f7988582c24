/**
 * Shortest augmenting paths with potentials. A free unit looks for the cheapest way into the plan: take a pair, whose
 * member drops another holder, who takes another pair … until a member has room or somebody would rather stay empty.
 * Reduced costs (threshold + price - score for a pair to take, the reverse for a pair to drop) are never negative, so
 * that Dijkstra's algorithm finds it; prices and thresholds then move by what the path is longer than each way to them.
 */
import { PathHeap } from './heap.ts';
import { listWords } from './shortlist.ts';
import { bestFree, release, take, type Work } from './work.ts';

const far = 0x7fffffff;
/** A row of which so few pairs come into question is listed anew; the list would have been enough. */
const mostNear = 3;

/** Searches on one plan; what a search needs is made once. */
export class Search {
  readonly #work: Work;
  readonly #heap: PathHeap;
  /** Length of the best known way to each member, and the unit and pair by which it comes. */
  readonly #way: Int32Array;
  readonly #byUnit: Int32Array;
  readonly #byPair: Int32Array;
  /** Members that a way was found to, and of these a stack of those no farther than the search has come. */
  readonly #seen: Int32Array;
  readonly #near: Int32Array;
  #seenCount = 0;
  #nearCount = 0;
  /** Orders whose pairs were looked at, and the way to each; `#rowSeen` marks them. */
  readonly #rows: Int32Array;
  readonly #rowWay: Int32Array;
  readonly #rowSeen: Uint8Array;
  #rowCount = 0;
  /** The shortest complete path so far: its length, and the pair or (-1) the emptied unit at its end. */
  #length = 0;
  #endUnit = -1;
  #endPair = -1;

  constructor(work: Work) {
    const { members, orders, held } = work;
    this.#work = work;
    this.#heap = new PathHeap(members + held.length);
    this.#way = new Int32Array(members).fill(far);
    this.#byUnit = new Int32Array(members);
    this.#byPair = new Int32Array(members);
    this.#seen = new Int32Array(members);
    this.#near = new Int32Array(members);
    this.#rows = new Int32Array(orders);
    this.#rowWay = new Int32Array(orders);
    this.#rowSeen = new Uint8Array(orders);
  }

  /** Brings one free unit into the plan, or finds that it stays empty; the plan is again the best for all so far. */
  settle(unit: number): void {
    const work = this.#work;
    const order = work.orderOf[unit]!;
    const worth = bestFree(work, order);
    work.worth[order] = worth;
    work.counters.searches++;
    if (worth === 0) return;
    [this.#length, this.#endUnit, this.#endPair] = [worth, unit, -1];
    this.#look(order, unit, 0);
    this.#spread();
    this.#movePrices();
    this.#augment(unit);
    this.#forget();
  }

  /** Takes members in the order of their ways until nothing can shorten the complete path. */
  #spread(): void {
    const { first, next, orderOf, counters } = this.#work;
    const heap = this.#heap;
    const several = this.#work.taken.length > 0;
    let at = 0;
    for (;;) {
      let node: number;
      if (this.#nearCount > 0) node = this.#near[--this.#nearCount]!;
      else {
        if (!heap.pop() || heap.distance >= this.#length) return;
        node = heap.node;
        if (node < this.#way.length && this.#way[node] !== heap.distance) continue;
        if (node < this.#way.length && heap.distance < at) continue;
        at = heap.distance;
      }
      if (at >= this.#length) return;
      if (node >= this.#way.length) {
        this.#arrive(node - this.#way.length, at);
        continue;
      }
      counters.settled++;
      for (let unit = first[node]!; unit >= 0; unit = next[unit]!) {
        if (several) this.#drop(unit, at);
        else {
          const order = orderOf[unit]!;
          this.#endIfEmptied(order, unit, at);
          this.#look(order, unit, at);
        }
      }
    }
  }

  /** A holder of a member that a way leads to: what its pair is worth above the threshold lengthens the way. */
  #drop(unit: number, at: number): void {
    const { orderOf, held, worth, price, member, score } = this.#work;
    const k = held[unit]!;
    const above = score[k]! - price[member[k]!]! - worth[orderOf[unit]!]!;
    if (above === 0) this.#arrive(unit, at);
    else if (at + above < this.#length) this.#heap.push(at + above, this.#way.length + unit);
  }

  #arrive(unit: number, at: number): void {
    const order = this.#work.orderOf[unit]!;
    if (this.#rowSeen[order] === 1) return;
    this.#endIfEmptied(order, unit, at);
    this.#look(order, unit, at);
  }

  #endIfEmptied(order: number, unit: number, at: number): void {
    const length = at + this.#work.worth[order]!;
    if (length >= this.#length) return;
    this.#length = length;
    this.#endUnit = unit;
    this.#endPair = -1;
  }

  /** Looks at the pairs that the order may take when its unit drops what it holds, `at` being the way so far. */
  #look(order: number, unit: number, at: number): void {
    const { rowStart, member, score, shortlist, price, worth } = this.#work;
    const base = at + worth[order]!;
    this.#rows[this.#rowCount++] = order;
    this.#rowWay[order] = at;
    this.#rowSeen[order] = 1;
    const words = shortlist.words;
    const from = order * listWords;
    // Whatever is not on the list lies farther than the path's end: nothing of it can shorten the path.
    if (base - words[from]! >= this.#length) {
      for (let q = from + 1; q < from + listWords; q += 3) {
        const j = words[q]!;
        const reach = base + price[j]! - words[q + 1]!;
        if (reach < this.#length && reach < this.#way[j]!) this.#reach(unit, words[q + 2]!, j, reach, at);
      }
      return;
    }
    let near = 0;
    for (let k = rowStart[order]!, end = rowStart[order + 1]!; k < end; k++) {
      const j = member[k]!;
      const reach = base + price[j]! - score[k]!;
      if (reach >= this.#length) continue;
      near++;
      if (reach < this.#way[j]!) this.#reach(unit, k, j, reach, at);
    }
    if (near <= mostNear) shortlist.refill(order);
  }

  /** A nearer way to the member of pair k: the path ends here when the member has room, else it may go on. */
  #reach(unit: number, k: number, j: number, reach: number, at: number): void {
    const { room, taken } = this.#work;
    if (taken.length > 0 && taken[k] === 1) return;
    if (room[j]! > 0) {
      this.#length = reach;
      this.#endUnit = unit;
      this.#endPair = k;
      return;
    }
    if (this.#way[j] === far) this.#seen[this.#seenCount++] = j;
    this.#way[j] = reach;
    this.#byUnit[j] = unit;
    this.#byPair[j] = k;
    if (reach === at) this.#near[this.#nearCount++] = j;
    else this.#heap.push(reach, j);
  }

  /** What lies nearer than the path's end gains or loses the difference. */
  #movePrices(): void {
    const { price, worth } = this.#work;
    const length = this.#length;
    for (let s = 0; s < this.#seenCount; s++) {
      const j = this.#seen[s]!;
      if (this.#way[j]! < length) price[j]! += length - this.#way[j]!;
    }
    for (let r = 0; r < this.#rowCount; r++) {
      const order = this.#rows[r]!;
      worth[order]! -= length - this.#rowWay[order]!;
    }
  }

  /** Hands every pair of the path on, from its end back to the unit that began it. */
  #augment(start: number): void {
    const work = this.#work;
    let [unit, pair] = [this.#endUnit, this.#endPair];
    for (;;) {
      const left = work.held[unit]!;
      if (left >= 0) release(work, unit);
      if (pair >= 0) take(work, unit, pair);
      if (unit === start) return;
      const j = work.member[left]!;
      unit = this.#byUnit[j]!;
      pair = this.#byPair[j]!;
    }
  }

  #forget(): void {
    for (let s = 0; s < this.#seenCount; s++) this.#way[this.#seen[s]!] = far;
    for (let r = 0; r < this.#rowCount; r++) this.#rowSeen[this.#rows[r]!] = 0;
    this.#seenCount = 0;
    this.#nearCount = 0;
    this.#rowCount = 0;
    this.#heap.clear();
  }
}
