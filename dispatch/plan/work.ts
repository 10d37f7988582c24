/** What solving works on: the problem, the plan so far, the prices, and the room for searches. */
import type { Problem } from './problem.ts';
import { listWords, Shortlist } from './shortlist.ts';

/**
 * Every order has as many units as it needs people; a unit holds one pair or none. Kept at all times:
 * a member whose price is above 0 is full; of each order, a held pair is worth no less (score minus price) than any pair
 * not held, and no less than 0. Such a plan is the best for the units that hold something.
 */
export interface Work {
  orders: number;
  readonly members: number;
  rowStart: Int32Array;
  member: Int32Array;
  score: Int32Array;
  /** The best pairs of each order; to be asked before its row is read. */
  shortlist: Shortlist;
  readonly capacity: Int32Array;
  /** Units of order i: `unitStart[i]`… `unitStart[i + 1] - 1`; no more of them than the order has pairs. */
  unitStart: Int32Array;
  orderOf: Int32Array;
  /** The pair that a unit holds, or -1. */
  held: Int32Array;
  /** The holders of a member as a list of units: the first, then from each to the next; -1 ends it. */
  readonly first: Int32Array;
  next: Int32Array;
  previous: Int32Array;
  /** How many more orders a member can take. */
  readonly room: Int32Array;
  /** Price of each member, ≥ 0. */
  readonly price: Int32Array;
  /** Threshold of each order: pairs held are worth no less, pairs not held no more; ≥ 0. */
  worth: Int32Array;
  /** 1 for a held pair, kept only where some order has several units (else empty). */
  taken: Uint8Array;
  readonly counters: Counters;
}

/** What solving did, in numbers that do not depend on the machine. */
export interface Counters {
  /** Bids of the row reduction. */
  bids: number;
  /** Units that the row reduction left to the search. */
  left: number;
  /** Searches for a shortest augmenting path, and members that they settled. */
  searches: number;
  settled: number;
}

/** How a caller follows and ends a long solve from another thread; both may lie in shared memory. */
export interface Watch {
  /** Solving ends soon after entry 0 is no longer 0. */
  readonly cancel?: Int32Array;
  /** Entry 0 counts the units that are settled, entry 1 is their number: wanted people, or places where these are far fewer. */
  readonly progress?: Int32Array;
}

export const isCancelled = (watch: Watch): boolean => watch.cancel !== undefined && Atomics.load(watch.cancel, 0) !== 0;

/** An empty plan at prices of 0, with room for the units of orders that are still to come. */
export function startWork(problem: Problem, spareUnits = 0): Work {
  const { orders, members, rowStart, member, score, capacity, need } = problem;
  const unitStart = new Int32Array(orders + 1);
  let several = false;
  for (let i = 0; i < orders; i++) {
    const units = Math.min(need[i]!, rowStart[i + 1]! - rowStart[i]!);
    unitStart[i + 1] = unitStart[i]! + units;
    several ||= units > 1;
  }
  const units = unitStart[orders]! + spareUnits;
  const price = new Int32Array(members);
  const orderOf = new Int32Array(units);
  for (let i = 0; i < orders; i++) orderOf.fill(i, unitStart[i], unitStart[i + 1]);
  return {
    orders,
    members,
    rowStart,
    member,
    score,
    shortlist: new Shortlist(problem, price),
    capacity,
    unitStart,
    orderOf,
    held: new Int32Array(units).fill(-1),
    first: new Int32Array(members).fill(-1),
    next: new Int32Array(units),
    previous: new Int32Array(units),
    room: capacity.slice(),
    price,
    worth: new Int32Array(orders),
    taken: new Uint8Array(several ? member.length : 0),
    counters: { bids: 0, left: 0, searches: 0, settled: 0 },
  };
}

/** Gives pair k to a free unit; the member must have room. */
export function take(work: Work, unit: number, k: number): void {
  const { first, next, previous, held, room, member, taken } = work;
  const j = member[k]!;
  const head = first[j]!;
  held[unit] = k;
  next[unit] = head;
  previous[unit] = -1;
  if (head >= 0) previous[head] = unit;
  first[j] = unit;
  room[j]!--;
  if (taken.length > 0) taken[k] = 1;
}

/** Takes its pair from a unit. */
export function release(work: Work, unit: number): void {
  const { first, next, previous, held, room, member, taken } = work;
  const k = held[unit]!;
  const j = member[k]!;
  const [before, after] = [previous[unit]!, next[unit]!];
  if (before >= 0) next[before] = after;
  else first[j] = after;
  if (after >= 0) previous[after] = before;
  held[unit] = -1;
  room[j]!++;
  if (taken.length > 0) taken[k] = 0;
}

/** What the best pair that the order does not hold is worth at the present prices, or 0. */
export function bestFree(work: Work, order: number): number {
  const { rowStart, member, score, shortlist, price, held, unitStart, taken } = work;
  const only = taken.length === 0 ? held[unitStart[order]!]! : -1;
  const words = shortlist.words;
  const from = order * listWords;
  let best = 0;
  for (let q = from + 1; q < from + listWords; q += 3) {
    const net = words[q + 1]! - price[words[q]!]!;
    const k = words[q + 2]!;
    if (net > best && k !== only && (taken.length === 0 || taken[k] === 0)) best = net;
  }
  if (best >= words[from]!) return best;
  best = 0;
  for (let k = rowStart[order]!, end = rowStart[order + 1]!; k < end; k++) {
    const net = score[k]! - price[member[k]!]!;
    if (net > best && k !== only && (taken.length === 0 || taken[k] === 0)) best = net;
  }
  return best;
}
