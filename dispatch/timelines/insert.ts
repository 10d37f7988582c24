/**
 * Orders that come after a plan with time lines, put into it without solving anew. A new order takes the member who adds
 * most, also one whose slots stand in its way: what she gives up goes to somebody else, who may give up something in turn.
 * All such chains are weighed as far as a fixed depth and number of steps; nobody else is moved, and the sum never falls.
 */
import { follow, type TimedProblem } from './problem.ts';

export interface TimedInsertion {
  /** Chosen pairs of the whole problem, ascending. */
  readonly pairs: Int32Array;
  /** Orders that stood in the plan and whose people changed, ascending. */
  readonly moved: readonly number[];
}

/** So many hand on what they had, one after another. */
const mostHands = 4;
/** So many who may be asked are looked at for one place; the best chain found by then counts. */
const mostSteps = 20_000;
/** Nobody gives up more slots than this for one. */
const mostGivenUp = 2;

/**
 * `chosen` are pairs of the orders before `known`; the orders from `known` on have come in since, in their order. Pairs
 * in `fixed` were promised to somebody and stay.
 */
export function insertTimed(
  problem: TimedProblem,
  chosen: ArrayLike<number>,
  known: number,
  fixed: ReadonlySet<number> = new Set(),
): TimedInsertion {
  const plan = new Standing(problem, chosen, fixed);
  for (let order = known; order < problem.plain.orders; order++)
    for (let place = problem.plain.need[order]!; place > 0 && plan.fill(order); place--);
  const pairs = plan.pairs();
  const was = new Set(Array.from(chosen));
  const is = new Set(pairs);
  const changed = [...was].filter((k) => !is.has(k)).concat([...is].filter((k) => !was.has(k)));
  const moved = new Set(changed.map((k) => plan.orderOf[k]!).filter((order) => order < known));
  return { pairs, moved: [...moved].toSorted((a, b) => a - b) };
}

/** One who takes the place, and what she gives up for it. */
interface Step {
  readonly pair: number;
  readonly out: readonly number[];
}
interface Chain {
  readonly gain: number;
  readonly add: readonly number[];
  readonly remove: readonly number[];
}
const nothing: Chain = { gain: 0, add: [], remove: [] };

class Standing {
  readonly orderOf: Int32Array;
  readonly #problem: TimedProblem;
  readonly #fixed: ReadonlySet<number>;
  /** The pairs that each member holds. */
  readonly #held: number[][];
  readonly #taken: Uint8Array;
  #steps = 0;

  constructor(problem: TimedProblem, chosen: ArrayLike<number>, fixed: ReadonlySet<number>) {
    const { orders, members, rowStart, member, need } = problem.plain;
    [this.#problem, this.#fixed] = [problem, fixed];
    this.orderOf = new Int32Array(member.length);
    for (let i = 0; i < orders; i++) this.orderOf.fill(i, rowStart[i], rowStart[i + 1]);
    this.#held = Array.from({ length: members }, () => []);
    this.#taken = new Uint8Array(member.length);
    // What no longer fits, because somebody's time or an order's places have changed, is not taken over.
    const left = Int32Array.from(need);
    for (const k of Array.from(chosen))
      if (left[this.orderOf[k]!]!-- > 0 && this.#inTheWay(this.orderOf[k]!, member[k]!)?.length === 0) this.#put(k);
  }

  pairs(): Int32Array {
    return Int32Array.from(this.#held.flat()).sort();
  }

  /** One more person for the order, by the chain that adds most; false when none adds anything. */
  fill(order: number): boolean {
    this.#steps = 0;
    const chain = this.#best(order, 0, new Set([order]));
    this.#apply(chain);
    return chain.gain > 0;
  }

  #apply({ add, remove }: Chain): void {
    for (const k of remove) this.#remove(k);
    for (const k of add) this.#put(k);
  }

  #put(k: number): void {
    this.#held[this.#problem.plain.member[k]!]!.push(k);
    this.#taken[k] = 1;
  }
  #remove(k: number): void {
    const mine = this.#held[this.#problem.plain.member[k]!]!;
    mine.splice(mine.indexOf(k), 1);
    this.#taken[k] = 0;
  }

  /** The best chain that gives the order one more person; `along` are the orders that have changed hands in it. */
  #best(order: number, depth: number, along: ReadonlySet<number>): Chain {
    const { score } = this.#problem.plain;
    let best = nothing;
    for (const step of this.#waysTo(order, along)) {
      // The highest score comes first, and no chain adds more than the score that it begins with.
      if (score[step.pair]! <= best.gain || this.#steps >= mostSteps) break;
      const chain = this.#handOn(step, depth, along);
      if (chain.gain > best.gain) best = chain;
    }
    return best;
  }

  /** One takes the place; whoever does without looks for the best other one. The plan itself stays as it is. */
  #handOn({ pair, out }: Step, depth: number, along: ReadonlySet<number>): Chain {
    const { score } = this.#problem.plain;
    let gain = score[pair]! - out.reduce((sum, k) => sum + score[k]!, 0);
    if (out.length === 0 || depth === mostHands) return { gain, add: [pair], remove: out };
    const parts: Chain[] = [{ gain, add: [pair], remove: out }];
    this.#apply(parts[0]!);
    const wider = new Set([...along, ...out.map((k) => this.orderOf[k]!)]);
    for (const k of out) {
      const next = this.#best(this.orderOf[k]!, depth + 1, wider);
      this.#apply(next);
      for (const gone of next.remove) wider.add(this.orderOf[gone]!);
      parts.push(next);
      // Nobody is moved for the sake of the order that she leaves.
      gain += Math.min(next.gain, score[k]!);
    }
    for (const part of parts.toReversed()) this.#apply({ gain: 0, add: part.remove, remove: part.add });
    return { gain, add: parts.flatMap(({ add }) => add), remove: parts.flatMap(({ remove }) => remove) };
  }

  #waysTo(order: number, along: ReadonlySet<number>): Step[] {
    const { rowStart, member, score, capacity } = this.#problem.plain;
    const ways: Step[] = [];
    for (let k = rowStart[order]!; k < rowStart[order + 1]!; k++) {
      this.#steps++;
      if (this.#taken[k] === 1 || capacity[member[k]!] === 0) continue;
      const out = this.#inTheWay(order, member[k]!);
      const mayGo = (held: number): boolean => !this.#fixed.has(held) && !along.has(this.orderOf[held]!);
      if (out && out.length <= mostGivenUp && out.every(mayGo)) ways.push({ pair: k, out });
    }
    return ways.toSorted((a, b) => score[b.pair]! - score[a.pair]! || a.out.length - b.out.length || a.pair - b.pair);
  }

  /** What a member would have to give up: whatever is too close, then the least until places and minutes suffice; null: no way. */
  #inTheWay(order: number, who: number): number[] | null {
    const { plain, slots, minutes } = this.#problem;
    const mine = this.#held[who]!;
    const out = mine.filter((k) => !follow(slots, this.orderOf[k]!, order));
    const rest = mine
      .filter((k) => !out.includes(k) && !this.#fixed.has(k))
      .toSorted((a, b) => plain.score[b]! - plain.score[a]! || b - a);
    const given_min = (): number =>
      mine.reduce((sum, k) => sum + (out.includes(k) ? 0 : minutes!.order[this.orderOf[k]!]!), minutes!.order[order]!);
    const isTooMuch = (): boolean =>
      mine.length - out.length >= plain.capacity[who]! || (minutes !== undefined && given_min() > minutes.most[who]!);
    while (isTooMuch()) {
      const least = rest.pop();
      // What is fixed fills the room.
      if (least === undefined) return null;
      out.push(least);
    }
    return out;
  }
}
