/** A plan within all limits, bettered by handing orders on. */
import { costOfPlace, follow, type TimedProblem } from './problem.ts';

export class Draft {
  readonly #problem: TimedProblem;
  readonly #orderOf: Int32Array;
  readonly #taken: Uint8Array;
  readonly #served: Int32Array;
  /** The pairs that each member holds. */
  readonly #held: number[][];
  objective = 0;

  constructor(problem: TimedProblem, orderOf: Int32Array) {
    const { orders, members, member } = problem.plain;
    [this.#problem, this.#orderOf] = [problem, orderOf];
    this.#taken = new Uint8Array(member.length);
    this.#served = new Int32Array(orders);
    this.#held = Array.from({ length: members }, () => []);
  }

  /** Chosen pairs, ascending. */
  pairs(): Int32Array {
    return Int32Array.from(this.#held.flat()).sort();
  }

  /** Takes the pair when nothing stands in its way. */
  add(k: number): boolean {
    const { need } = this.#problem.plain;
    const order = this.#orderOf[k]!;
    if (this.#taken[k] === 1 || this.#served[order]! >= need[order]!) return false;
    const mine = this.#held[this.#problem.plain.member[k]!]!;
    if (!this.#hasRoom(k) || this.#inTheWay(k).length > 0) return false;
    // A place that costs more than the pair is worth stays empty.
    if (this.#problem.plain.score[k]! <= costOfPlace(this.#problem.placeCost, mine.length)) return false;
    this.#put(k);
    return true;
  }

  #put(k: number): void {
    const { member, score } = this.#problem.plain;
    const mine = this.#held[member[k]!]!;
    this.objective += score[k]! - costOfPlace(this.#problem.placeCost, mine.length);
    mine.push(k);
    this.#taken[k] = 1;
    this.#served[this.#orderOf[k]!]!++;
  }

  /** One sweep over the pairs that are not chosen, in this order; true when some brought more than it cost. */
  better(order: Int32Array): boolean {
    let gained = false;
    for (const k of order) if (this.#taken[k] === 0 && this.#tryInstead(k)) gained = true;
    return gained;
  }

  #hasRoom(k: number): boolean {
    const { member, capacity } = this.#problem.plain;
    const mine = this.#held[member[k]!]!;
    if (mine.length >= capacity[member[k]!]!) return false;
    const limit = this.#problem.minutes;
    if (!limit) return true;
    const given = [...mine, k].reduce((sum, each) => sum + limit.order[this.#orderOf[each]!]!, 0);
    return given <= limit.most[member[k]!]!;
  }

  #inTheWay(k: number): number[] {
    const { plain, slots } = this.#problem;
    return this.#held[plain.member[k]!]!.filter((other) => !follow(slots, this.#orderOf[other]!, this.#orderOf[k]!));
  }

  #remove(k: number): void {
    const { member, score } = this.#problem.plain;
    const mine = this.#held[member[k]!]!;
    mine.splice(mine.indexOf(k), 1);
    this.#taken[k] = 0;
    this.#served[this.#orderOf[k]!]!--;
    this.objective -= score[k]! - costOfPlace(this.#problem.placeCost, mine.length);
  }

  /** Makes way for pair k; whoever loses a place looks for the best other one. Undone when it does not gain. */
  #tryInstead(k: number): boolean {
    const { rowStart, score, need, member, capacity } = this.#problem.plain;
    if (capacity[member[k]!] === 0) return false;
    const order = this.#orderOf[k]!;
    const was = this.objective;
    const gone = this.#inTheWay(k);
    const worst = (pairs: number[]): number => pairs.reduce((low, each) => (score[each]! < score[low]! ? each : low));
    const mine = this.#held[member[k]!]!;
    if (gone.length === 0 && mine.length > 0 && !this.#hasRoom(k)) gone.push(worst(mine));
    if (this.#served[order]! >= need[order]!) {
      const others: number[] = [];
      for (let q = rowStart[order]!; q < rowStart[order + 1]!; q++)
        if (this.#taken[q] === 1 && !gone.includes(q)) others.push(q);
      if (others.length > 0) gone.push(worst(others));
    }
    for (const each of gone) this.#remove(each);
    const added: number[] = this.add(k) ? [k] : [];
    for (const each of gone) {
      const left = this.#orderOf[each]!;
      const row = Array.from({ length: rowStart[left + 1]! - rowStart[left]! }, (_, q) => rowStart[left]! + q);
      const found = row.toSorted((a, b) => score[b]! - score[a]! || a - b).find((q) => this.add(q));
      if (found !== undefined) added.push(found);
    }
    if (this.objective > was) return true;
    for (const each of added.toReversed()) this.#remove(each);
    for (const each of gone) this.#put(each);
    return false;
  }
}
