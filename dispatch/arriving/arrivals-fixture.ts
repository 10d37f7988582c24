/** Real arrivals from the shared inputs (`goma-real`), the same with their instants dealt anew, and two ways to decide. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toProblem, type Problem } from '../plan/problem.ts';
import { Deferral, type Decision } from '../index.ts';

const inputs = process.env['REAL_INPUTS'] ?? resolve(import.meta.dirname, '../../../shared/data');
const folder = join(inputs, 'dispatch', 'goma-real');
export const hasArrivals = existsSync(folder);
export const arrivalSets = ['EverySender_cap1', 'gMission_cap1'] as const;

/** One who comes at `from` and is gone at `to`; `value` is a task's pay or a worker's rate, `reach` a worker's. */
export interface Arrival {
  readonly isOrder: boolean;
  readonly x: number;
  readonly y: number;
  readonly reach: number;
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

/** In the order of their instants. */
export function readArrivals(set: string): Arrival[] {
  const lines = readFileSync(join(folder, set, 'data_00.txt'), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const arrivals = lines.map((line): Arrival => {
    const [at, kind, ...rest] = line.trim().split(/\s+/);
    const [x, y, ...more] = rest.map(Number);
    const isOrder = kind === 't';
    const [reach, stays, value] = isOrder ? [0, more[0]!, more[1]!] : [more[0]!, more[2]!, more[3]!];
    return { isOrder, x: x!, y: y!, reach, value, from: Number(at), to: Number(at) + stays };
  });
  return arrivals.toSorted((a, b) => a.from - b.from);
}

/** The same people and tasks, each staying as long as before, with the instants of arrival dealt anew. */
export function dealAnew(arrivals: readonly Arrival[], draw: () => number): Arrival[] {
  const instants = arrivals.map((each) => each.from);
  for (let i = instants.length - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1));
    [instants[i], instants[j]] = [instants[j]!, instants[i]!];
  }
  const dealt = arrivals.map((each, n) => ({ ...each, from: instants[n]!, to: instants[n]! + each.to - each.from }));
  return dealt.toSorted((a, b) => a.from - b.from);
}

/** Millionths of what a task pays times the worker's rate, 0 out of reach or where the two never meet. */
export function scoreOf(order: Arrival, member: Arrival): number {
  if (order.from >= member.to || member.from >= order.to) return 0;
  if ((order.x - member.x) ** 2 + (order.y - member.y) ** 2 > member.reach ** 2) return 0;
  return Math.round(order.value * member.value * 1e6);
}

/** Everything as one problem, for somebody who sees the future; orders and members by their place among the arrivals. */
export function clairvoyant(arrivals: readonly Arrival[]): Problem {
  const rows: [number, number, number][] = [];
  for (const [i, order] of arrivals.entries()) {
    if (!order.isOrder) continue;
    for (const [j, member] of arrivals.entries()) {
      const score = member.isOrder ? 0 : scoreOf(order, member);
      if (score > 0) rows.push([i, j, score]);
    }
  }
  const column = (at: number): Int32Array => Int32Array.from(rows, (row) => row[at]!);
  const ones = new Int32Array(arrivals.length).fill(1);
  return toProblem({ count: rows.length, order: column(0), member: column(1), score: column(2) }, ones, ones);
}

/** Reveals one arrival at a time. */
export function decideDeferred(arrivals: readonly Arrival[]): Decision[] {
  const waiting = new Deferral((order, member) => scoreOf(arrivals[order]!, arrivals[member]!), 0);
  const decided: Decision[] = [];
  for (const [n, each] of arrivals.entries()) {
    decided.push(...waiting.until(each.from));
    if (each.isOrder) waiting.order(n, each.to);
    else waiting.member(n, each.to);
  }
  return [...decided, ...waiting.until(Number.POSITIVE_INFINITY)];
}

/** Whoever comes gets the best of those who wait, at once. */
export function decideAtOnce(arrivals: readonly Arrival[]): Decision[] {
  const waiting = new Set<number>();
  const decided: Decision[] = [];
  for (const [n, each] of arrivals.entries()) {
    let [best, most] = [-1, 0];
    for (const other of waiting) {
      const them = arrivals[other]!;
      if (them.to <= each.from) waiting.delete(other);
      else if (them.isOrder !== each.isOrder) {
        const score = each.isOrder ? scoreOf(each, them) : scoreOf(them, each);
        if (score > most) [best, most] = [other, score];
      }
    }
    if (best < 0) waiting.add(n);
    else {
      waiting.delete(best);
      decided.push({ order: each.isOrder ? n : best, member: each.isOrder ? best : n, at: each.from });
    }
  }
  return decided;
}
