/**
 * What one member would best take at given prices of the orders: the best chain of slots that follow one another, no
 * longer than the member's capacity, exactly. Ways are straight, so that what follows its predecessor follows all before.
 */
import { costOfPlace, follow, type TimedProblem } from './problem.ts';

/** The pairs of one member in the order of their slots. */
export interface OwnPairs {
  readonly pair: Int32Array;
  readonly order: Int32Array;
  readonly capacity: number;
  /** What each place costs, beginning with the first. */
  readonly placeCost: readonly number[];
  /** Entries of the list that may come before each entry. */
  readonly before: readonly Int32Array[];
}

/** The pairs of every member. */
export function ownPairs({ plain, slots, placeCost }: TimedProblem): OwnPairs[] {
  const lists = Array.from({ length: plain.members }, (): [pair: number, order: number][] => []);
  for (let i = 0; i < plain.orders; i++)
    for (let k = plain.rowStart[i]!; k < plain.rowStart[i + 1]!; k++) lists[plain.member[k]!]!.push([k, i]);
  return lists.map((list, j) => {
    list.sort((a, b) => slots.start_min[a[1]]! - slots.start_min[b[1]]! || a[1] - b[1]);
    const order = Int32Array.from(list, (each) => each[1]);
    const before = Array.from(order, (mine, q) =>
      Int32Array.from([...order.keys()].filter((p) => p < q && follow(slots, order[p]!, mine))),
    );
    const pair = Int32Array.from(list, (each) => each[0]);
    const capacity = Math.min(plain.capacity[j]!, list.length);
    const costs = Array.from({ length: capacity }, (_, place) => costOfPlace(placeCost, place));
    return { pair, order, capacity, placeCost: costs, before };
  });
}

/** What the best chain is worth; its pairs are pushed to `chosen`. `worth(q)` is what entry q brings. */
export function bestDay(own: OwnPairs, worth: (q: number) => number, chosen: number[]): number {
  const { pair, before, capacity, placeCost } = own;
  const count = pair.length;
  // best[c, q]: the best chain of c + 1 slots that ends with entry q, the costs of its places taken off.
  const best = new Float64Array(count * capacity).fill(Number.NEGATIVE_INFINITY);
  const from = new Int32Array(count * capacity).fill(-1);
  for (let q = 0; q < count; q++) {
    const gain = worth(q);
    if (gain <= 0) continue;
    for (let c = 0; c < capacity; c++) {
      let [most, last] = [c === 0 ? 0 : Number.NEGATIVE_INFINITY, -1];
      if (c > 0)
        for (const p of before[q]!)
          if (best[(c - 1) * count + p]! > most) [most, last] = [best[(c - 1) * count + p]!, p];
      best[c * count + q] = gain + most - placeCost[c]!;
      from[c * count + q] = last;
    }
  }
  let [top, end, length] = [0, -1, 0];
  for (let c = 0; c < capacity; c++)
    for (let q = 0; q < count; q++) if (best[c * count + q]! > top) [top, end, length] = [best[c * count + q]!, q, c];
  for (let c = length; end >= 0; c--) {
    chosen.push(pair[end]!);
    end = from[c * count + end]!;
  }
  return top;
}
