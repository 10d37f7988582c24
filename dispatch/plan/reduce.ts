/**
 * Row reduction with capacities. Each free unit bids for the pair that is worth most to it. Its limit is the price at
 * which its next best choice is as good. Where the member has no room, the holder with the lowest limit goes, and the
 * price rises to the second lowest: the highest price at which all who stay are still content, as in an auction whose
 * winners pay the (c + 1)-th bid. It settles most units; wars over prices are left to the search.
 */
import { bestFree, isCancelled, release, take, type Watch, type Work } from './work.ts';

/** Bids per unit before the rest is left to the search. */
const bidsPerUnit = 12;

/** Settles what it can; returns the units that are still free, in order. */
export function reduceRows(work: Work, watch: Watch): Int32Array {
  const units = work.held.length;
  const limit = new Int32Array(units);
  let queue = Int32Array.from({ length: units }, (_, unit) => unit);
  let budget = units * bidsPerUnit;
  for (let round = 0; round < 3 && queue.length > 0; round++) {
    const left: number[] = [];
    for (let at = 0; at < queue.length; at++) {
      let unit = queue[at]!;
      while (unit >= 0) {
        if (budget-- <= 0) {
          left.push(unit);
          break;
        }
        if ((budget & 1023) === 0 && isCancelled(watch)) return new Int32Array(0);
        unit = bid(work, limit, unit, left);
      }
    }
    queue = Int32Array.from(left);
  }
  return queue.sort();
}

/** One bid. Returns the unit that bids next in its stead, or -1; who cannot raise a price goes to `left`. */
function bid(work: Work, limit: Int32Array, unit: number, left: number[]): number {
  const { rowStart, member, score, price, room, first, next, held, taken, counters } = work;
  const i = work.orderOf[unit]!;
  const several = taken.length > 0;
  let [best, second, pair] = [0, 0, -1];
  for (let k = rowStart[i]!, end = rowStart[i + 1]!; k < end; k++) {
    const net = score[k]! - price[member[k]!]!;
    if (net <= second || (several && taken[k] === 1)) continue;
    if (net > best) {
      second = best;
      best = net;
      pair = k;
    } else second = net;
  }
  counters.bids++;
  if (pair < 0) return -1;
  const j = member[pair]!;
  limit[unit] = score[pair]! - second;
  if (room[j]! > 0) {
    take(work, unit, pair);
    return -1;
  }
  if (first[j]! < 0) {
    // Nobody can hold a member without capacity: its price is as high as anybody would pay.
    price[j] = Math.max(price[j]!, score[pair]!);
    return unit;
  }
  let [loser, lowest, rise] = [unit, limit[unit]!, Number.MAX_SAFE_INTEGER];
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
    [loser, lowest, rise] = [unit, limit[unit]!, Number.MAX_SAFE_INTEGER];
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
