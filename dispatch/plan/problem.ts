/**
 * The plain batch problem: orders that need 1…n people, members who can take 1…n orders, and a score for each pair that
 * may be. A plan picks pairs, each at most once, within needs and capacities, so that their scores add up highest; a
 * place that stays empty scores 0. Everything lies in typed arrays, row by row (CSR), so that a worker shares it.
 */

/** Scores, capacities and needs are integers up to here; sums of prices along a path then stay exact. */
export const highestScore = 1_000_000_000;

/**
 * Orders 0…orders-1 and members 0…members-1. The pairs of order i are `member[k]` with `score[k]`, for k from
 * `rowStart[i]` to `rowStart[i + 1] - 1`, ascending by member, no member twice.
 */
export interface Problem {
  readonly orders: number;
  readonly members: number;
  readonly rowStart: Int32Array;
  readonly member: Int32Array;
  /** Integers 1…1,000,000,000. */
  readonly score: Int32Array;
  /** How many people each order asks for, ≥ 1. */
  readonly need: Int32Array;
  /** How many orders each member can take, ≥ 0. */
  readonly capacity: Int32Array;
}

/** Pairs in any order: pair k is order `order[k]` with member `member[k]`. */
export interface Pairs {
  readonly count: number;
  readonly order: Int32Array;
  readonly member: Int32Array;
  readonly score: Int32Array;
}

/**
 * Sorts pairs by order and then by member into rows, in two counting passes. The rows depend on the set of pairs alone,
 * not on the order in which they came. A pair that comes twice is left standing twice: `repeatedPair` finds it.
 */
export function toProblem(pairs: Pairs, need: Int32Array, capacity: Int32Array): Problem {
  const { count, order, member, score } = pairs;
  const byMember = new Int32Array(count);
  const place = starts(member, count, capacity.length);
  for (let k = 0; k < count; k++) byMember[place[member[k]!]!++] = k;
  const rowStart = starts(order, count, need.length);
  const next = rowStart.slice();
  const sorted = { member: new Int32Array(count), score: new Int32Array(count) };
  for (let q = 0; q < count; q++) {
    const k = byMember[q]!;
    const at = next[order[k]!]!++;
    sorted.member[at] = member[k]!;
    sorted.score[at] = score[k]!;
  }
  return { orders: need.length, members: capacity.length, rowStart, ...sorted, need, capacity };
}

/**
 * The same problem with orders and members in each other's place, and which pair of the problem each of its pairs is.
 * It has the same plans, and what proves one of them the best proves it here too.
 */
export function exchanged(problem: Problem): { readonly problem: Problem; readonly pair: Int32Array } {
  const { orders, members, rowStart, member, score, need, capacity } = problem;
  const count = rowStart[orders]!;
  const start = starts(member, count, members);
  const next = start.slice();
  const order = new Int32Array(count);
  const value = new Int32Array(count);
  const pair = new Int32Array(count);
  for (let i = 0; i < orders; i++) {
    for (let k = rowStart[i]!, end = rowStart[i + 1]!; k < end; k++) {
      const at = next[member[k]!]!++;
      order[at] = i;
      value[at] = score[k]!;
      pair[at] = k;
    }
  }
  return {
    problem: {
      orders: members,
      members: orders,
      rowStart: start,
      member: order,
      score: value,
      need: capacity,
      capacity: need,
    },
    pair,
  };
}

/** Where each group starts when `count` keys are put in order; one more entry holds the end. */
function starts(keys: Int32Array, count: number, groups: number): Int32Array {
  const start = new Int32Array(groups + 1);
  for (let k = 0; k < count; k++) start[keys[k]! + 1]!++;
  for (let g = 0; g < groups; g++) start[g + 1]! += start[g]!;
  return start;
}

/** The first pair that stands twice in its row, or null. */
export function repeatedPair(problem: Problem): { readonly order: number; readonly member: number } | null {
  const { orders, rowStart, member } = problem;
  for (let i = 0; i < orders; i++) {
    for (let k = rowStart[i]! + 1; k < rowStart[i + 1]!; k++)
      if (member[k] === member[k - 1]) return { order: i, member: member[k]! };
  }
  return null;
}
