/**
 * The most promising pairs of every order, five to a cache line, as they stood when the whole row was last read, and what
 * the best of all others was worth then. Prices only rise, so that no other pair is worth more than that later: as long
 * as five pairs answer the question above that bound, the row need not be read again.
 */
import type { Problem } from './problem.ts';

/** Words of one order: the bound, then member, score and index of each pair. A missing pair scores 0. */
export const listWords = 16;
const listed = 5;

export class Shortlist {
  readonly words: Int32Array;
  readonly #problem: Pick<Problem, 'rowStart' | 'member' | 'score'>;
  readonly #price: Int32Array;
  readonly #nets = new Int32Array(listed + 1);
  readonly #pairs = new Int32Array(listed + 1);

  constructor(problem: Problem, price: Int32Array) {
    this.#problem = problem;
    this.#price = price;
    this.words = new Int32Array(problem.orders * listWords);
    // Nothing is known yet of any row: its bound is above all that a pair can be worth.
    for (let at = 0; at < this.words.length; at += listWords) this.words[at] = 0x7fffffff;
  }

  /** Reads the row of an order and lists its best pairs anew. */
  refill(order: number): void {
    const { rowStart, member, score } = this.#problem;
    const price = this.#price;
    const nets = this.#nets;
    const pairs = this.#pairs;
    nets.fill(0);
    let least = 0;
    for (let k = rowStart[order]!, end = rowStart[order + 1]!; k < end; k++) {
      const net = score[k]! - price[member[k]!]!;
      if (net <= least) continue;
      let place = listed;
      for (; place > 0 && nets[place - 1]! < net; place--) {
        nets[place] = nets[place - 1]!;
        pairs[place] = pairs[place - 1]!;
      }
      nets[place] = net;
      pairs[place] = k;
      least = nets[listed]!;
    }
    const words = this.words;
    let at = order * listWords;
    words[at++] = least;
    for (let place = 0; place < listed; place++) {
      const k = pairs[place]!;
      const known = nets[place]! > 0;
      words[at++] = known ? member[k]! : 0;
      words[at++] = known ? score[k]! : 0;
      words[at++] = known ? k : -1;
    }
  }
}
