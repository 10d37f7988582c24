/** Many orders at once: the best of each as the rows of one exact plan, who stands by, and what nobody listed could add. */
import { toProblem, type Problem } from '../plan/problem.ts';
import type { Solution } from '../plan/solve.ts';
import type { Best } from './search.ts';

/** The best of every order, best first; lists of their own length, which may be exchanged for longer ones. */
export class CityRows {
  /** How many were asked for; with fewer there are no others. */
  readonly limit: Int32Array;
  readonly count: Int32Array;
  readonly #start: Int32Array;
  #end = 0;
  #member: Int32Array;
  #score: Int32Array;

  constructor(orders: number, limit: number) {
    [this.limit, this.count] = [new Int32Array(orders), new Int32Array(orders)];
    this.#start = new Int32Array(orders);
    [this.#member, this.#score] = [new Int32Array(orders * limit), new Int32Array(orders * limit)];
  }

  get orders(): number {
    return this.count.length;
  }

  set(order: number, { count, limit, members, scores }: Pick<Best, 'count' | 'limit' | 'members' | 'scores'>): void {
    if (count > this.count[order]!) {
      this.#start[order] = this.#end;
      this.#end += count;
      if (this.#end > this.#member.length) {
        const room = Math.ceil(this.#end * 1.25);
        [this.#member, this.#score] = [wider(this.#member, room), wider(this.#score, room)];
      }
    }
    [this.count[order], this.limit[order]] = [count, limit];
    this.#member.set(members.subarray(0, count), this.#start[order]);
    this.#score.set(scores.subarray(0, count), this.#start[order]);
  }

  row(order: number): { readonly member: Int32Array; readonly score: Int32Array } {
    const [from, to] = [this.#start[order]!, this.#start[order]! + this.count[order]!];
    return { member: this.#member.subarray(from, to), score: this.#score.subarray(from, to) };
  }

  /** Who is not listed for an order scores no more than this; 0 when all who fit are listed. */
  leftOut(order: number): number {
    const count = this.count[order]!;
    return count === this.limit[order] ? this.#score[this.#start[order]! + count - 1]! : 0;
  }

  /** The plan's problem: every order with those listed for it. */
  problem(need: Int32Array, capacity: Int32Array): Problem {
    let pairs = 0;
    for (const each of this.count) pairs += each;
    const [order, member, score] = [new Int32Array(pairs), new Int32Array(pairs), new Int32Array(pairs)];
    let at = 0;
    for (let i = 0; i < this.orders; i++) {
      const from = this.#start[i]!;
      for (let q = from; q < from + this.count[i]!; q++) {
        order[at] = i;
        member[at] = this.#member[q]!;
        score[at++] = this.#score[q]!;
      }
    }
    return toProblem({ count: pairs, order, member, score }, need, capacity);
  }

  /** For every order the best of those who have room left in the plan, `most` of them at most; -1 where there is none. */
  standbys(busy: Int32Array, capacity: Int32Array, most: number): Int32Array {
    const standby = new Int32Array(this.orders * most).fill(-1);
    for (let i = 0; i < this.orders; i++) {
      const from = this.#start[i]!;
      let found = 0;
      for (let q = from; q < from + this.count[i]! && found < most; q++) {
        const j = this.#member[q]!;
        if (busy[j]! < capacity[j]!) standby[i * most + found++] = j;
      }
    }
    return standby;
  }
}

function wider(array: Int32Array, length: number): Int32Array {
  const grown = new Int32Array(length);
  grown.set(array);
  return grown;
}

/** The orders in which somebody who is not listed could still add more than `least` points, by the prices of a plan. */
export function openOrders(rows: CityRows, { orderValue }: Solution, least = 0): Int32Array {
  const open: number[] = [];
  for (let i = 0; i < rows.orders; i++) if (rows.leftOut(i) - orderValue[i]! > least) open.push(i);
  return Int32Array.from(open);
}

/**
 * What no plan can exceed, whoever of the city is asked: with every order valued at no less than those score who are not
 * listed for it, the prices hold for all pairs that may be.
 */
export function cityBound(rows: CityRows, need: Int32Array, { bound, orderValue }: Solution): number {
  let most = bound;
  for (let i = 0; i < rows.orders; i++) most += need[i]! * Math.max(0, rows.leftOut(i) - orderValue[i]!);
  return most;
}

/** How much more than its neighbours an order may lose before it is searched again, and how fast a guess follows them. */
const roominess = 2;
const newest = 0.3;

/** What the best of an order of a kind may lose, from what those of its neighbours lost. */
export class Guesses {
  readonly #byKind = new Map<number, number>();

  of(kind: number): number {
    return roominess * (this.#byKind.get(kind) ?? Number.POSITIVE_INFINITY);
  }

  learn(kind: number, lost: number): void {
    const [loss, known] = [Math.max(0, lost), this.#byKind.get(kind) ?? Number.POSITIVE_INFINITY];
    this.#byKind.set(kind, Number.isFinite(known) ? known + newest * (loss - known) : loss);
  }
}
