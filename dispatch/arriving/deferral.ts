/**
 * Orders and members that come and go: who waits is not bound before it must be. A pair is decided shortly before one of
 * the two leaves, by the best plan for all who wait then; until that, whoever comes may still change it. Deciding at
 * once gives the first who comes what the second would need more; deciding in batches is worse still.
 */
import { toProblem } from '../plan/problem.ts';
import { planOf, solve } from '../plan/solve.ts';

/** One who waits; `leaves` is an instant in any unit that the caller keeps to. */
interface Waiting {
  readonly key: number;
  readonly isOrder: boolean;
  readonly leaves: number;
  /** Who waits on the other side and may be paired, with the score. */
  readonly near: Map<Waiting, number>;
}

/** A pair that is decided, and when. */
export interface Decision {
  readonly order: number;
  readonly member: number;
  readonly at: number;
}

/** Integers 1…1,000,000,000 for a pair that may be, 0 for one that may not. */
export type PairScore = (order: number, member: number) => number;

/** Keys are the caller's numbers. Each order takes one member and each member one order; then both are gone. */
export class Deferral {
  readonly #score: PairScore;
  readonly #lead: number;
  readonly #orders = new Set<Waiting>();
  readonly #members = new Set<Waiting>();
  /** All who wait, by when they leave and then by when they came. */
  readonly #queue: Waiting[] = [];

  /** `lead`: how long before a leave the pair is decided, so that there is time to ask. */
  constructor(score: PairScore, lead: number) {
    [this.#score, this.#lead] = [score, lead];
  }

  /** An order comes and waits until `leaves`. Call `until` with the present instant first. */
  order(key: number, leaves: number): void {
    const me: Waiting = { key, isOrder: true, leaves, near: new Map() };
    for (const other of this.#members) link(me, other, this.#score(key, other.key));
    this.#orders.add(me);
    this.#enqueue(me);
  }

  /** A member comes and waits until `leaves`. */
  member(key: number, leaves: number): void {
    const me: Waiting = { key, isOrder: false, leaves, near: new Map() };
    for (const other of this.#orders) link(me, other, this.#score(other.key, key));
    this.#members.add(me);
    this.#enqueue(me);
  }

  /** What is decided up to this instant, that instant included. */
  until(now: number): Decision[] {
    const decided: Decision[] = [];
    for (let head = this.#queue[0]; head && head.leaves - this.#lead <= now; head = this.#queue[0]) {
      const partner = this.#partnerOf(head);
      if (partner) {
        const [order, member] = head.isOrder ? [head, partner] : [partner, head];
        decided.push({ order: order.key, member: member.key, at: head.leaves - this.#lead });
        this.#forget(partner);
      }
      this.#forget(head);
    }
    return decided;
  }

  /** How many orders and members wait. */
  get waiting(): number {
    return this.#queue.length;
  }

  #enqueue(me: Waiting): void {
    const at = this.#queue.findLastIndex((other) => other.leaves <= me.leaves);
    this.#queue.splice(at + 1, 0, me);
  }

  /** Whom the best plan of all who hang together with the leaving one gives to it. */
  #partnerOf(leaving: Waiting): Waiting | null {
    if (leaving.near.size === 0) return null;
    const reached = new Set([leaving]);
    for (const each of reached) for (const other of each.near.keys()) reached.add(other);
    const byKey = (a: Waiting, b: Waiting): number => a.key - b.key;
    const orders = [...reached].filter((each) => each.isOrder).toSorted(byKey);
    const members = [...reached].filter((each) => !each.isOrder).toSorted(byKey);
    const place = new Map(members.map((each, j) => [each, j]));
    const rows = orders.flatMap((each, i) => Array.from(each.near, ([other, score]) => [i, place.get(other)!, score]));
    const column = (at: number): Int32Array => Int32Array.from(rows, (row) => row[at]!);
    const pairs = { count: rows.length, order: column(0), member: column(1), score: column(2) };
    const one = (count: number): Int32Array => new Int32Array(count).fill(1);
    const problem = toProblem(pairs, one(orders.length), one(members.length));
    const plan = planOf(problem, solve(problem).pairs);
    const me = leaving.isOrder ? orders.indexOf(leaving) : members.indexOf(leaving);
    const p = (leaving.isOrder ? plan.order : plan.member).indexOf(me);
    if (p < 0) return null;
    return (leaving.isOrder ? members[plan.member[p]!] : orders[plan.order[p]!]) ?? null;
  }

  #forget(gone: Waiting): void {
    for (const other of gone.near.keys()) other.near.delete(gone);
    (gone.isOrder ? this.#orders : this.#members).delete(gone);
    this.#queue.splice(this.#queue.indexOf(gone), 1);
  }
}

function link(one: Waiting, other: Waiting, score: number): void {
  if (score <= 0) return;
  one.near.set(other, score);
  other.near.set(one, score);
}
