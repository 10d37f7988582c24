/**
 * Instances for the matching benchmark, drawn from a seed: `geo` (a city with plenty of members), `tight` (a city where
 * they are scarce), `rand` (a random graph with wide scores) and `war` (twice as many orders as places, scores that hardly
 * differ: prices would creep). Every order needs one person.
 */
import { toProblem, type Problem } from '../dispatch/plan/problem.ts';

export interface Recipe {
  readonly kind: 'geo' | 'tight' | 'rand' | 'war';
  readonly orders: number;
  readonly members: number;
  /** Pairs per order, at most (`geo`, `tight`) or exactly. */
  readonly degree: number;
  readonly seed: number;
  /** Sum of scores on which LEMON's network simplex and its cost scaling agree. */
  readonly optimum: number;
}

const recipe = (kind: Recipe['kind'], orders: number, members: number, seed: number, optimum: number): Recipe => ({
  kind,
  orders,
  members,
  degree: 30,
  seed,
  optimum,
});

export const recipes: Readonly<Record<string, Recipe>> = {
  'geo-1k': recipe('geo', 1000, 10_000, 1, 222_588_965),
  'tight-1k': recipe('tight', 1000, 500, 4, 125_910_979),
  'rand-1k': recipe('rand', 1000, 1000, 7, 945_886_016),
  'war-2k': recipe('war', 2000, 500, 11, 193_494_675),
  'geo-10k': recipe('geo', 10_000, 100_000, 2, 2_346_530_609),
  'tight-10k': recipe('tight', 10_000, 5000, 5, 1_751_499_843),
  'rand-10k': recipe('rand', 10_000, 10_000, 8, 9_467_561_808),
  'war-20k': recipe('war', 20_000, 5000, 12, 1_983_169_793),
  'tight-100k': recipe('tight', 100_000, 50_000, 6, 18_900_452_628),
  'rand-100k': recipe('rand', 100_000, 100_000, 9, 94_647_195_947),
  'geo-100k': recipe('geo', 100_000, 1_000_000, 3, 24_230_664_582),
};

/** Makes the instance of a recipe; the same recipe always makes the same. */
export function makeInstance(recipe: Recipe): Problem {
  const random = new Random(recipe.seed);
  const capacity = new Int32Array(recipe.members);
  for (let j = 0; j < recipe.members; j++) capacity[j] = recipe.kind === 'rand' ? 1 : 1 + random.below(3);
  const list = new PairList(recipe.orders * recipe.degree);
  if (recipe.kind === 'rand') randomGraph(recipe, random, list, () => 1 + random.below(1_000_000));
  else if (recipe.kind === 'war') randomGraph(recipe, random, list, () => 200_000 + random.below(100));
  else city(recipe, random, list);
  return toProblem(list, new Int32Array(recipe.orders).fill(1), capacity);
}

class PairList {
  count = 0;
  readonly order: Int32Array;
  readonly member: Int32Array;
  readonly score: Int32Array;
  constructor(most: number) {
    [this.order, this.member, this.score] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
  }
  add(order: number, member: number, score: number): void {
    this.order[this.count] = order;
    this.member[this.count] = member;
    this.score[this.count++] = score;
  }
}

/** The mulberry32 generator and what is drawn with it. */
class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  /** Uniform in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  below(count: number): number {
    return (this.next() * count) | 0;
  }
  normal(): number {
    let u = 0;
    while (u === 0) u = this.next();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * this.next());
  }
  exponential(): number {
    return -Math.log(1 - this.next());
  }
  /** An index of a list of running sums, each as likely as its share. */
  fromSums(sums: readonly number[]): number {
    const mark = this.next() * sums.at(-1)!;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < mark) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function randomGraph(recipe: Recipe, random: Random, list: PairList, score: () => number): void {
  for (let i = 0; i < recipe.orders; i++) {
    const members = new Set<number>();
    while (members.size < recipe.degree) members.add(random.below(recipe.members));
    for (const j of members) list.add(i, j, score());
  }
}

// ── a city of 40 km with 200 centres, 20 skills and 21 slots of the week ─────────────────────────

const side_m = 40_000;
const centreCount = 200;
const slotCount = 21;
/** Skills by Zipf's law, as running sums. */
const skillSums = Array.from({ length: 20 }, (_, rank) => 1 / (rank + 1)).map(
  (
    (sum) => (share: number) =>
      (sum += share)
  )(0),
);

interface Centre {
  readonly x: number;
  readonly y: number;
  readonly spread_m: number;
}
interface Members {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Bits. */
  readonly skills: Int32Array;
  readonly slots: Int32Array;
  /** What recent load takes from the score. */
  readonly load: Int32Array;
}

const inside = (at: number): number => (at < 0 ? 0 : at >= side_m ? side_m - 1e-6 : at);

function city(recipe: Recipe, random: Random, list: PairList): void {
  const centres: Centre[] = [];
  const [forMembers, forOrders]: [number[], number[]] = [[], []];
  for (let h = 0; h < centreCount; h++) {
    const [x, y] = [random.next() * side_m, random.next() * side_m];
    centres.push({ x, y, spread_m: 300 + random.next() * 1500 });
    forMembers.push((forMembers.at(-1) ?? 0) + random.exponential());
    forOrders.push((forOrders.at(-1) ?? 0) + random.exponential() ** 2);
  }
  const place = (scattered: number, sums: readonly number[]): [number, number] => {
    if (random.next() < scattered) return [random.next() * side_m, random.next() * side_m];
    const { x, y, spread_m } = centres[random.fromSums(sums)]!;
    return [inside(x + random.normal() * spread_m), inside(y + random.normal() * spread_m)];
  };
  const members = settle(recipe.members, random, () => place(0.25, forMembers));
  const cell_m =
    recipe.kind === 'tight'
      ? 1000
      : Math.max(100, Math.min(1000, Math.floor(Math.sqrt((side_m * side_m * 20) / recipe.members))));
  const grid = new Grid(members, cell_m);
  const reach_m = recipe.kind === 'tight' ? 8000 : 5000;
  for (let i = 0; i < recipe.orders; i++) {
    const [x, y] = place(0.1, forOrders);
    let skills = 1 << random.fromSums(skillSums);
    if (random.next() < 0.15) skills |= 1 << random.fromSums(skillSums);
    const [length, first] = [1 + random.below(3), random.below(slotCount)];
    let slots = 0;
    for (let t = 0; t < length; t++) slots |= 1 << ((first + t) % slotCount);
    const kind = random.next();
    const worth = kind < 0.05 ? 500_000 : kind < 0.3 ? 300_000 : 200_000;
    for (const [distance_m, j] of grid.nearest(x, y, reach_m, recipe.degree, skills, slots)) {
      const score = worth - Math.floor(distance_m * 20) - members.load[j]! + random.below(10_000);
      list.add(i, j, Math.max(1, score));
    }
  }
}

function settle(count: number, random: Random, place: () => [number, number]): Members {
  const [x, y] = [new Float64Array(count), new Float64Array(count)];
  const [skills, slots, load] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  for (let j = 0; j < count; j++) {
    [x[j], y[j]] = place();
    const skillCount = 1 + random.below(4);
    for (let t = 0; t < skillCount; t++) skills[j]! |= 1 << random.fromSums(skillSums);
    for (let t = 0; t < slotCount; t++) if (random.next() < 0.3) slots[j]! |= 1 << t;
    load[j] = random.next() * random.next() * 30_000;
  }
  return { x, y, skills, slots, load };
}

/** Members by square cells, for the nearest ones that fit. */
class Grid {
  readonly #members: Members;
  readonly #cell_m: number;
  readonly #width: number;
  readonly #start: Int32Array;
  readonly #list: Int32Array;

  constructor(members: Members, cell_m: number) {
    [this.#members, this.#cell_m] = [members, cell_m];
    const width = Math.ceil(side_m / cell_m);
    this.#width = width;
    this.#start = new Int32Array(width * width + 1);
    const cells = Int32Array.from(
      members.x,
      (x, j) => Math.floor(members.y[j]! / cell_m) * width + Math.floor(x / cell_m),
    );
    for (const cell of cells) this.#start[cell + 1]!++;
    for (let g = 0; g < width * width; g++) this.#start[g + 1]! += this.#start[g]!;
    const next = this.#start.slice();
    this.#list = new Int32Array(cells.length);
    cells.forEach((cell, j) => (this.#list[next[cell]!++] = j));
  }

  /** Rings of cells outwards, until no nearer member can lie outside those seen. */
  nearest(x: number, y: number, reach_m: number, count: number, skills: number, slots: number): [number, number][] {
    const cell = this.#cell_m;
    const [cx, cy] = [Math.floor(x / cell), Math.floor(y / cell)];
    const found: [number, number][] = [];
    const margin = Math.min(x - cx * cell, (cx + 1) * cell - x, y - cy * cell, (cy + 1) * cell - y);
    for (let ring = 0; ring <= Math.ceil(reach_m / cell); ring++) {
      for (let row = cy - ring; row <= cy + ring; row++) {
        const step = row === cy - ring || row === cy + ring || ring === 0 ? 1 : 2 * ring;
        for (let column = cx - ring; column <= cx + ring; column += step) {
          if (row >= 0 && row < this.#width && column >= 0 && column < this.#width)
            this.#collect(row * this.#width + column, x, y, reach_m, skills, slots, found);
        }
      }
      if (found.length < count) continue;
      found.sort((a, b) => a[0] - b[0]);
      if (found[count - 1]![0] <= margin + ring * cell) break;
    }
    found.sort((a, b) => a[0] - b[0]);
    return found.slice(0, count);
  }

  #collect(
    cell: number,
    x: number,
    y: number,
    reach_m: number,
    skills: number,
    slots: number,
    found: [number, number][],
  ): void {
    const m = this.#members;
    for (let at = this.#start[cell]!; at < this.#start[cell + 1]!; at++) {
      const j = this.#list[at]!;
      if ((m.skills[j]! & skills) !== skills || (m.slots[j]! & slots) === 0) continue;
      const distance_m = Math.sqrt((m.x[j]! - x) ** 2 + (m.y[j]! - y) ** 2);
      if (distance_m <= reach_m) found.push([distance_m, j]);
    }
  }
}
