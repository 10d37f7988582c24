/**
 * Caps in hours: every member gives so many minutes at most, and each pair takes its own. Such a plan cannot be solved
 * exactly in reasonable time, so that it carries a proven bound. Prices on the orders (Lagrange) let every member fill
 * the own minutes best by itself, exactly; their sum bounds every plan from above. From each set of prices a plan within
 * all limits is made and bettered by moving and exchanging orders; the best of them stays.
 */
import type { Problem } from './problem.ts';

/** A problem whose capacities count minutes instead of orders: each order needs one person. */
export interface HoursProblem extends Problem {
  /** Minutes that a pair takes, ≥ 1, beside `member` and `score`; `capacity` is in minutes too. */
  readonly minutes: Int32Array;
}

export interface HoursSolution {
  /** Chosen pairs, ascending. */
  readonly pairs: Int32Array;
  readonly objective: number;
  /** No plan scores more than this. */
  readonly bound: number;
}

/** A plan within all limits and a proven bound; `rounds` of prices are tried. */
export function solveHours(problem: HoursProblem, rounds = 300): HoursSolution {
  const { orders, rowStart, score } = problem;
  const columns = columnsOf(problem);
  const price = new Float64Array(orders);
  // To begin with, an order is worth what the second best member would give.
  for (let i = 0; i < orders; i++) {
    const sorted = Array.from(score.subarray(rowStart[i], rowStart[i + 1])).toSorted((a, b) => b - a);
    price[i] = sorted[1] ?? 0;
  }
  let bound = Number.POSITIVE_INFINITY;
  let best: Draft = { held: new Int32Array(orders).fill(-1), objective: 0 };
  let [step, stale] = [1, 0];
  const times = new Int32Array(orders);
  const bestPrice = price.slice();
  for (let round = 0; round < rounds && Math.floor(bound + 1e-6) > best.objective; round++) {
    times.fill(0);
    const taken: number[] = [];
    let value = 0;
    for (let j = 0; j < problem.members; j++) value += fill(problem, columns, j, price, taken);
    for (let i = 0; i < orders; i++) value += price[i]!;
    for (const k of taken) times[columns.orderOf[k]!]!++;
    if (value < bound - 1e-9) {
      [bound, stale] = [value, 0];
      bestPrice.set(price);
    } else if (++stale === 12) {
      [step, stale] = [step / 2, 0];
      price.set(bestPrice);
    }
    const draft = better(problem, columns, drawUp(problem, columns, taken, price));
    if (draft.objective > best.objective) best = draft;
    let square = 0;
    for (let i = 0; i < orders; i++) square += (1 - times[i]!) ** 2;
    if (square === 0) continue;
    const length = (step * (value - best.objective)) / square;
    for (let i = 0; i < orders; i++) price[i] = Math.max(0, price[i]! - length * (1 - times[i]!));
  }
  const pairs = best.held.filter((k) => k >= 0).sort();
  return { pairs, objective: best.objective, bound: Math.max(best.objective, Math.floor(bound + 1e-6)) };
}

interface Columns {
  readonly start: Int32Array;
  /** Pairs by member. */
  readonly pair: Int32Array;
  readonly orderOf: Int32Array;
}

function columnsOf({ orders, members, rowStart, member }: HoursProblem): Columns {
  const start = new Int32Array(members + 1);
  const orderOf = new Int32Array(member.length);
  for (let i = 0; i < orders; i++) orderOf.fill(i, rowStart[i], rowStart[i + 1]);
  for (const j of member) start[j + 1]!++;
  for (let j = 0; j < members; j++) start[j + 1]! += start[j]!;
  const next = start.slice();
  const pair = new Int32Array(member.length);
  member.forEach((j, k) => (pair[next[j]!++] = k));
  return { start, pair, orderOf };
}

/** The best filling of one member's minutes at these prices; adds its pairs to `taken`, returns what it is worth. */
function fill(
  problem: HoursProblem,
  { start, pair, orderOf }: Columns,
  j: number,
  price: Float64Array,
  taken: number[],
): number {
  const room = problem.capacity[j]!;
  const items: number[] = [];
  for (let at = start[j]!; at < start[j + 1]!; at++) {
    const k = pair[at]!;
    if (problem.score[k]! > price[orderOf[k]!]! && problem.minutes[k]! <= room) items.push(k);
  }
  const worth = new Float64Array(room + 1);
  const chosen = new Uint8Array(items.length * (room + 1));
  for (const [q, k] of items.entries()) {
    const [minutes, gain] = [problem.minutes[k]!, problem.score[k]! - price[orderOf[k]!]!];
    for (let used = room; used >= minutes; used--) {
      const with_ = worth[used - minutes]! + gain;
      if (with_ <= worth[used]!) continue;
      worth[used] = with_;
      chosen[q * (room + 1) + used] = 1;
    }
  }
  for (let q = items.length - 1, left = room; q >= 0; q--) {
    if (chosen[q * (room + 1) + left] === 0) continue;
    taken.push(items[q]!);
    left -= problem.minutes[items[q]!]!;
  }
  return worth[room]!;
}

interface Draft {
  /** The pair of each order, or -1. */
  readonly held: Int32Array;
  readonly objective: number;
}

/** A plan within the limits: whom several took keeps the best, then the rest go where they fit and gain most. */
function drawUp(problem: HoursProblem, { orderOf }: Columns, taken: readonly number[], price: Float64Array): Draft {
  const { orders, rowStart, member, minutes, score } = problem;
  const held = new Int32Array(orders).fill(-1);
  const room = problem.capacity.slice();
  for (const k of taken) {
    const i = orderOf[k]!;
    if (held[i]! < 0 || score[k]! > score[held[i]!]!) held[i] = k;
  }
  for (const k of held) if (k >= 0) room[member[k]!]! -= minutes[k]!;
  // Whoever would lose most by not getting the best goes first: high prices stand for that.
  const open = Array.from({ length: orders }, (_, i) => i).filter((i) => held[i]! < 0);
  for (const i of open.toSorted((a, b) => price[b]! - price[a]! || a - b)) {
    let best = -1;
    for (let k = rowStart[i]!; k < rowStart[i + 1]!; k++)
      if (minutes[k]! <= room[member[k]!]! && (best < 0 || score[k]! > score[best]!)) best = k;
    held[i] = best;
    if (best >= 0) room[member[best]!]! -= minutes[best]!;
  }
  return { held, objective: sumOf(problem, held) };
}

const sumOf = ({ score }: HoursProblem, held: Int32Array): number =>
  held.reduce((sum, k) => (k < 0 ? sum : sum + score[k]!), 0);

const mostSweeps = 20;

/** Moves an order to another member, or exchanges two orders, as long as that gains. */
function better(problem: HoursProblem, columns: Columns, draft: Draft): Draft {
  const { orders, rowStart, member, minutes, score, capacity } = problem;
  const held = draft.held.slice();
  const room = capacity.slice();
  for (const k of held) if (k >= 0) room[member[k]!]! -= minutes[k]!;
  const worth = (k: number): number => (k < 0 ? 0 : score[k]!);
  const put = (i: number, k: number): void => {
    const left = held[i]!;
    if (left >= 0) room[member[left]!]! += minutes[left]!;
    if (k >= 0) room[member[k]!]! -= minutes[k]!;
    held[i] = k;
  };
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let gained = false;
    for (let i = 0; i < orders; i++)
      for (let k = rowStart[i]!; k < rowStart[i + 1]!; k++) {
        const now = held[i]!;
        const gain = score[k]! - worth(now);
        if (k === now || (now >= 0 && member[k] === member[now])) continue;
        if (minutes[k]! <= room[member[k]!]!) {
          if (gain > 0) {
            put(i, k);
            gained = true;
          }
          continue;
        }
        gained = exchange(problem, columns, held, room, i, k, gain, put) || gained;
      }
    if (!gained) break;
  }
  return { held, objective: sumOf(problem, held) };
}

/** Takes pair k for an order and finds another place, or none, for somebody who is in its way; true when that gains. */
function exchange(
  { rowStart, member, minutes, score }: HoursProblem,
  { start, pair, orderOf }: Columns,
  held: Int32Array,
  room: Int32Array,
  i: number,
  k: number,
  gain: number,
  put: (i: number, k: number) => void,
): boolean {
  const j = member[k]!;
  const now = held[i]!;
  for (let at = start[j]!; at < start[j + 1]!; at++) {
    const other = pair[at]!;
    const o = orderOf[other]!;
    if (held[o] !== other || o === i || minutes[other]! + room[j]! < minutes[k]!) continue;
    for (let q = rowStart[o]!; q < rowStart[o + 1]!; q++) {
      const to = member[q]!;
      if (to === j || gain + score[q]! - score[other]! <= 0) continue;
      const space = room[to]! + (now >= 0 && member[now] === to ? minutes[now]! : 0);
      if (minutes[q]! > space) continue;
      put(o, -1);
      put(i, k);
      put(o, q);
      return true;
    }
  }
  return false;
}
