/** Instances for the tests: read from the shared inputs where they lie beside the project, or drawn by fast-check. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { checkPlan, type CheckReport } from './check.ts';
import { toProblem, type Problem } from './problem.ts';
import { planOf, solve, type Solution } from './solve.ts';

const inputs = process.env['REAL_INPUTS'] ?? resolve(import.meta.dirname, '../../../shared/data');
export const dispatchInputs = join(inputs, 'dispatch');
export const hasDispatchInputs = existsSync(dispatchInputs);

export const ones = (count: number): number[] => Array.from({ length: count }, () => 1);

export type Row = readonly [order: number, member: number, score: number];

export function problemOf(rows: readonly Row[], need: readonly number[], capacity: readonly number[]): Problem {
  const column = (at: 0 | 1 | 2): Int32Array => Int32Array.from(rows, (row) => row[at]);
  const pairs = { count: rows.length, order: column(0), member: column(1), score: column(2) };
  return toProblem(pairs, Int32Array.from(need), Int32Array.from(capacity));
}

/** Rows whose order needs one person each, from the form of `gen/`: a magic word, sizes, row starts, members, scores. */
export function readInstance(file: string): Problem {
  const raw = readFileSync(file);
  const bytes = Uint8Array.from(file.endsWith('.gz') ? gunzipSync(raw) : raw);
  const words = new Int32Array(bytes.buffer);
  const [magic, orders, members, pairs] = words;
  if (magic !== 0x41534731) throw new Error(`${file} is not an instance`);
  const parts = [orders! + 1, pairs!, pairs!, members!];
  let at = 4;
  const [start, member, score, capacity] = parts.map((length) => words.slice(at, (at += length)));
  const order = new Int32Array(pairs!);
  for (let i = 0; i < orders!; i++) order.fill(i, start![i], start![i + 1]);
  const list = { count: pairs!, order, member: member!, score: score! };
  return toProblem(list, new Int32Array(orders!).fill(1), capacity!);
}

/** Solves and lets the checker judge: what it says is all that a test may use. */
export function judged(problem: Problem): { readonly solution: Solution; readonly report: CheckReport } {
  const solution = solve(problem);
  return { solution, report: checkPlan(problem, planOf(problem, solution.pairs), solution) };
}

/** Small problems with few different scores, so that ties abound, and with needs and capacities of 0 to 3. */
export const anyProblem = fc
  .record({
    orders: fc.integer({ min: 1, max: 9 }),
    members: fc.integer({ min: 1, max: 7 }),
    top: fc.constantFrom(2, 9, 1000),
  })
  .chain(({ orders, members, top }) =>
    fc.record({
      rows: fc.uniqueArray(
        fc.tuple(fc.nat(orders - 1), fc.nat(members - 1), fc.integer({ min: 1, max: top })) as fc.Arbitrary<Row>,
        { selector: (row) => row[0] * members + row[1], maxLength: 40, size: 'max' },
      ),
      need: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: orders, maxLength: orders }),
      capacity: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: members, maxLength: members }),
    }),
  );
