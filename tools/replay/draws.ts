/** Seeded chance by name: a draw depends on the seed and on what is drawn, never on how many draws came before. */
import { createHash } from 'node:crypto';

export interface Draws {
  /** A number in [0, 1). */
  at(what: string): number;
  /** A whole number in [from, to]. */
  whole(what: string, from: number, to: number): number;
  /** One of the items; they must not be empty. */
  pick<T>(what: string, items: readonly T[]): T;
  /** One of the weighted values; the weights need not add up to anything. */
  weighted<T>(what: string, choices: readonly (readonly [T, number])[]): T;
  chance(what: string, probability: number): boolean;
  /** The items in an order of their own. */
  shuffled<T>(what: string, items: readonly T[]): T[];
}

const span = 2 ** 48;

export function drawsOf(seed: string): Draws {
  const at = (what: string): number => createHash('sha256').update(`${seed}|${what}`).digest().readUIntBE(0, 6) / span;
  const draws: Draws = {
    at,
    whole: (what, from, to) => from + Math.floor(at(what) * (to - from + 1)),
    pick(what, items) {
      const item = items[Math.floor(at(what) * items.length)];
      if (item === undefined) throw new Error(`Nothing to pick for ${what}`);
      return item;
    },
    weighted(what, choices) {
      const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
      let left = at(what) * total;
      for (const [value, weight] of choices) {
        left -= weight;
        if (left < 0) return value;
      }
      const last = choices.at(-1);
      if (!last) throw new Error(`Nothing to weigh for ${what}`);
      return last[0];
    },
    chance: (what, probability) => at(what) < probability,
    shuffled: (what, items) =>
      items
        .map((item, index) => ({ item, by: at(`${what}:${index}`) }))
        .sort((a, b) => a.by - b.by)
        .map((x) => x.item),
  };
  return draws;
}
