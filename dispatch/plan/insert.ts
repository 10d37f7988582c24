/**
 * A plan that stands while orders go on coming in. The prices of the plan say where a new order fits: one shortest
 * augmenting path for each person that it needs makes the plan the best again, without solving anew.
 */
import { Search } from './augment.ts';
import type { Problem } from './problem.ts';
import { settleAll, solutionOf, type Solution } from './solve.ts';
import { startWork, type Work } from './work.ts';

/** How much may still come; what goes beyond it is refused and needs a new plan. */
export interface Spare {
  readonly orders: number;
  readonly pairs: number;
}

/** An order that comes in: how many people it needs, and who may be asked, no member twice. */
export interface NewOrder {
  readonly need: number;
  readonly member: ArrayLike<number>;
  /** Integers 1…1,000,000,000. */
  readonly score: ArrayLike<number>;
}

export class StandingPlan {
  readonly #problem: Problem;
  readonly #work: Work;
  readonly #search: Search;
  readonly #firstNew: number;
  #orders: number;
  #unitsLeft: number;

  /** Solves the problem exactly. Every new order may need as many people as it has pairs. */
  constructor(problem: Problem, spare: Spare) {
    this.#orders = this.#firstNew = problem.orders;
    this.#problem = withRoom(problem, spare);
    this.#work = startWork(this.#problem, spare.pairs);
    this.#unitsLeft = spare.pairs;
    // An order of several people may come: which pairs are held must then be known of all.
    if (this.#work.taken.length === 0) this.#work.taken = new Uint8Array(this.#problem.member.length);
    settleAll(this.#work, {});
    this.#search = new Search(this.#work);
  }

  /** The number of the new order, or null when the room is used up. The plan is then the best for all orders together. */
  insert(order: NewOrder): number | null {
    const { rowStart, member, score, need, orders } = this.#problem;
    const work = this.#work;
    const i = this.#orders;
    const [count, from] = [order.member.length, rowStart[i]!];
    const units = Math.min(order.need, count);
    if (i >= orders || from + count > member.length || units > this.#unitsLeft) return null;
    // Pairs of a row stand in the order of their members, as everywhere.
    const sorted = Array.from({ length: count }, (_, q) => q).toSorted((a, b) => order.member[a]! - order.member[b]!);
    for (const [q, was] of sorted.entries()) {
      member[from + q] = order.member[was]!;
      score[from + q] = order.score[was]!;
    }
    rowStart[i + 1] = from + count;
    need[i] = order.need;
    this.#orders++;
    this.#unitsLeft -= units;
    const unit = work.unitStart[i]!;
    work.unitStart[i + 1] = unit + units;
    work.orderOf.fill(i, unit, unit + units);
    for (let u = unit; u < unit + units; u++) this.#search.settle(u);
    return i;
  }

  /** The problem with every order that has come in so far. */
  problem(): Problem {
    const orders = this.#orders;
    const { members, rowStart, member, score, need, capacity } = this.#problem;
    const pairs = rowStart[orders]!;
    return {
      orders,
      members,
      rowStart: rowStart.slice(0, orders + 1),
      member: member.slice(0, pairs),
      score: score.slice(0, pairs),
      need: need.slice(0, orders),
      capacity,
    };
  }

  /** The plan for all of them, with the prices that prove it. */
  solution(): Solution {
    return solutionOf(this.problem(), { ...this.#work, orders: this.#orders }, true);
  }

  /** How many orders have come in since the plan was made. */
  get inserted(): number {
    return this.#orders - this.#firstNew;
  }
}

function withRoom(problem: Problem, spare: Spare): Problem {
  const { members, capacity } = problem;
  const orders = problem.orders + spare.orders;
  const pairs = problem.member.length;
  const wider = (array: Int32Array, length: number, rest: number): Int32Array => {
    const grown = new Int32Array(length).fill(rest);
    grown.set(array);
    return grown;
  };
  return {
    orders,
    members,
    rowStart: wider(problem.rowStart, orders + 1, pairs),
    member: wider(problem.member, pairs + spare.pairs, 0),
    score: wider(problem.score, pairs + spare.pairs, 0),
    need: wider(problem.need, orders, 1),
    capacity,
  };
}
