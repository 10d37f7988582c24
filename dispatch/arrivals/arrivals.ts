/**
 * Orders and members that come and go, known only once they are there. Nobody is committed before there is need: when an
 * order or a member is about to leave, the best plan for all who are present and hang together decides, and only what
 * concerns the one who leaves is fixed. Committing earlier, or in whole batches, does worse on real arrivals.
 */
import { toProblem } from '../plan/problem.ts';
import { planOf, solve } from '../plan/solve.ts';

export interface Commitment {
  readonly order: number;
  readonly member: number;
  readonly score: number;
  readonly at_ms: number;
}

interface Present {
  readonly until_ms: number;
  /** People still needed, or orders that can still be taken. */
  room: number;
  /** Whoever of the other side is present and may be paired, with the score. */
  readonly pairs: Map<number, number>;
}

type Side = 'order' | 'member';

export class Arrivals {
  readonly #present = { order: new Map<number, Present>(), member: new Map<number, Present>() };

  /** An order is there until an instant, needs so many people and may be served by these members who are present. */
  orderArrives(order: number, until_ms: number, need: number, pairs: Iterable<readonly [number, number]>): void {
    this.#arrive('order', 'member', order, until_ms, need, pairs);
  }

  /** A member is there until an instant, takes so many orders and may serve these who are present. */
  memberArrives(member: number, until_ms: number, capacity: number, pairs: Iterable<readonly [number, number]>): void {
    this.#arrive('member', 'order', member, until_ms, capacity, pairs);
  }

  #arrive(
    side: Side,
    other: Side,
    id: number,
    until_ms: number,
    room: number,
    pairs: Iterable<readonly [number, number]>,
  ): void {
    const mine = new Map<number, number>();
    for (const [partner, score] of pairs) {
      const there = this.#present[other].get(partner);
      if (!there) continue;
      mine.set(partner, score);
      there.pairs.set(id, score);
    }
    this.#present[side].set(id, { until_ms, room, pairs: mine });
  }

  /** Everybody whose time is up by now leaves, in the order of their times; what is fixed as they go. */
  leaveUntil(now_ms: number): Commitment[] {
    const fixed: Commitment[] = [];
    const leaving = (['order', 'member'] as const)
      .flatMap((side) => [...this.#present[side]].map(([id, { until_ms }]) => ({ side, id, until_ms })))
      .filter((one) => one.until_ms <= now_ms)
      .toSorted((a, b) => a.until_ms - b.until_ms || a.side.localeCompare(b.side) || a.id - b.id);
    for (const { side, id, until_ms } of leaving) {
      const there = this.#present[side].get(id);
      if (!there) continue;
      if (there.pairs.size > 0)
        for (const [order, member, score] of this.#bestAround(side, id)) {
          if ((side === 'order' ? order : member) !== id) continue;
          fixed.push({ order, member, score, at_ms: until_ms });
          this.#use(order, member);
        }
      this.#leave(side, id);
    }
    return fixed;
  }

  /** One place of each is taken; whoever has none left goes. */
  #use(order: number, member: number): void {
    const both = [
      ['order', order],
      ['member', member],
    ] as const;
    this.#present.order.get(order)!.pairs.delete(member);
    this.#present.member.get(member)!.pairs.delete(order);
    for (const [side, id] of both) if (--this.#present[side].get(id)!.room === 0) this.#leave(side, id);
  }

  #leave(side: Side, id: number): void {
    const other = side === 'order' ? 'member' : 'order';
    const there = this.#present[side].get(id);
    if (!there) return;
    for (const partner of there.pairs.keys()) this.#present[other].get(partner)?.pairs.delete(id);
    this.#present[side].delete(id);
  }

  /** The exact plan for all who hang together with one of them. */
  #bestAround(side: Side, id: number): (readonly [order: number, member: number, score: number])[] {
    const found = { order: new Map<number, number>(), member: new Map<number, number>() };
    const queue: [Side, number][] = [[side, id]];
    found[side].set(id, 0);
    for (let at = 0; at < queue.length; at++) {
      const [mine, which] = queue[at]!;
      const other = mine === 'order' ? 'member' : 'order';
      for (const partner of this.#present[mine].get(which)!.pairs.keys()) {
        if (found[other].has(partner)) continue;
        found[other].set(partner, found[other].size);
        queue.push([other, partner]);
      }
    }
    const [orders, members] = [[...found.order.keys()], [...found.member.keys()]];
    const rows = orders.flatMap((order, i) =>
      [...this.#present.order.get(order)!.pairs].map(
        ([member, score]) => [i, found.member.get(member)!, score] as const,
      ),
    );
    const column = (at: 0 | 1 | 2): Int32Array => Int32Array.from(rows, (row) => row[at]);
    const problem = toProblem(
      { count: rows.length, order: column(0), member: column(1), score: column(2) },
      Int32Array.from(orders, (order) => this.#present.order.get(order)!.room),
      Int32Array.from(members, (member) => this.#present.member.get(member)!.room),
    );
    const { pairs } = solve(problem);
    const plan = planOf(problem, pairs);
    return Array.from(
      pairs,
      (k, p) => [orders[plan.order[p]!]!, members[plan.member[p]!]!, problem.score[k]!] as const,
    );
  }
}
