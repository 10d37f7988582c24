/**
 * Row reduction with capacities. Each free unit bids for the pair that is worth most to it. Its limit is the price at
 * which its next best choice is as good. Where the member has no room, the holder with the lowest limit goes, and the
 * price rises to the second lowest: the highest price at which all who stay are still content, as in an auction whose
 * winners pay the (c + 1)-th bid. It settles most units; wars over prices are left to the search.
 */
import { listWords } from './shortlist.ts';
import { bestFree, isCancelled, release, take, type Watch, type Work } from './work.ts';

/** A bound on the bids, per unit, and on the rounds in which who was left out bids again. */
const bidsPerUnit = 1000;
const mostRounds = 10;
/** Above every limit. */
const highest = 0x3fffffff;

/** Settles what it can; returns the units that are still free, in order. */
export function reduceRows(work: Work, watch: Watch): Int32Array {
  const units = work.unitStart[work.orders]!;
  const limit = new Int32Array(units);
  let queue = new Int32Array(units);
  for (let unit = 0; unit < units; unit++) queue[unit] = unit;
  // Who loses bids again after all others: a loser that bid at once would raise the prices of one corner in small steps.
  const ring = new Int32Array(units);
  let budget = units * bidsPerUnit;
  for (let round = 0; round < mostRounds && queue.length > 0; round++) {
    const left: number[] = [];
    ring.set(queue);
    let [head, waiting] = [0, queue.length];
    while (waiting > 0) {
      const unit = ring[head]!;
      head = head + 1 === units ? 0 : head + 1;
      waiting--;
      if (budget-- <= 0) {
        left.push(unit);
        continue;
      }
      if ((budget & 1023) === 0 && isCancelled(watch)) return new Int32Array(0);
      const loser = bid(work, limit, unit, left);
      if (loser < 0) continue;
      const end = head + waiting++;
      ring[end < units ? end : end - units] = loser;
    }
    // A round that settles few is a war over prices: another would only repeat it.
    const stuck = left.length > queue.length * 0.9;
    queue = Int32Array.from(left);
    if (stuck) break;
  }
  return queue.sort();
}

/** One bid. Returns the unit that bids next in its stead, or -1; who cannot raise a price goes to `left`. */
function bid(work: Work, limit: Int32Array, unit: number, left: number[]): number {
  const { score, price, room, first, next, held, taken, counters } = work;
  const i = work.orderOf[unit]!;
  const several = taken.length > 0;
  const pair = findBest(work, i);
  counters.bids++;
  if (pair < 0) return -1;
  const j = work.member[pair]!;
  limit[unit] = score[pair]! - choice.second;
  if (room[j]! > 0) {
    take(work, unit, pair);
    return -1;
  }
  if (first[j]! < 0) {
    // Nobody can hold a member without capacity: its price is as high as anybody would pay.
    price[j] = Math.max(price[j]!, score[pair]!);
    return unit;
  }
  // No arrays are taken apart in here: until the compiler has come, each would be garbage.
  let loser = unit;
  let lowest = limit[unit]!;
  let rise = highest;
  for (;;) {
    for (let other = first[j]!; other >= 0; other = next[other]!) {
      const known = limit[other]!;
      if (known < lowest) {
        rise = lowest;
        lowest = known;
        loser = other;
      } else if (known < rise) rise = known;
    }
    if (!several || loser === unit) break;
    // A limit may be out of date, since other prices have risen. An order that keeps other pairs must lose the right one.
    const fresh = score[held[loser]!]! - bestFree(work, work.orderOf[loser]!);
    if (fresh === lowest) break;
    limit[loser] = fresh;
    loser = unit;
    lowest = limit[unit]!;
    rise = highest;
  }
  const before = price[j]!;
  price[j] = rise;
  if (loser !== unit) {
    release(work, loser);
    take(work, unit, pair);
  }
  if (rise > before) return loser;
  left.push(loser);
  return -1;
}

/** What the second best pair of the last `findBest` is worth, or 0. */
const choice = { second: 0 };

/** The pair that is worth most to an order of those it does not hold, or -1. */
function findBest(work: Work, order: number): number {
  const { shortlist, price, taken } = work;
  const several = taken.length > 0;
  const { words } = shortlist;
  const from = order * listWords;
  for (let turn = 0; turn < 2; turn++) {
    if (turn === 1) shortlist.refill(order);
    let best = 0;
    let second = 0;
    let pair = -1;
    for (let q = from + 1; q < from + listWords; q += 3) {
      const net = words[q + 1]! - price[words[q]!]!;
      if (net <= second || (several && taken[words[q + 2]!] === 1)) continue;
      if (net > best) {
        second = best;
        best = net;
        pair = words[q + 2]!;
      } else second = net;
    }
    choice.second = second;
    if (second >= words[from]!) return pair;
  }
  return readRow(work, order);
}

/** The same from the whole row, for an order that already holds most of its best pairs. */
function readRow({ rowStart, member, score, price, taken }: Work, order: number): number {
  let best = 0;
  let second = 0;
  let pair = -1;
  for (let k = rowStart[order]!, end = rowStart[order + 1]!; k < end; k++) {
    const net = score[k]! - price[member[k]!]!;
    if (net <= second || taken[k] === 1) continue;
    if (net > best) {
      second = best;
      best = net;
      pair = k;
    } else second = net;
  }
  choice.second = second;
  return pair;
}
