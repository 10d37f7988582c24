import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  anyProblem,
  dispatchInputs,
  hasDispatchInputs,
  judged,
  ones,
  problemOf,
  readInstance,
  type Row,
} from './instance-fixture.ts';
import { solve } from './solve.ts';

const away = hasDispatchInputs ? false : 'the shared instances are not here';
const proven = (objective: number, assigned?: number) => ({
  violationCount: 0,
  violations: [],
  objective,
  bound: objective,
  gap: 0,
  ...(assigned === undefined ? {} : { assigned }),
});

describe('the exact batch plan', () => {
  it('takes the better sum where the better pair misleads', () => {
    const { report } = judged(
      problemOf(
        [
          [0, 0, 10],
          [0, 1, 9],
          [1, 0, 8],
        ],
        [1, 1],
        [1, 1],
      ),
    );
    assert.partialDeepStrictEqual(report, proven(17, 2));
  });

  it('leaves a place empty rather than refuse, and gives several people to who needs them', () => {
    const rows: Row[] = [
      [0, 0, 5],
      [0, 1, 4],
      [0, 2, 3],
      [1, 0, 7],
    ];
    assert.partialDeepStrictEqual(judged(problemOf(rows, [2, 1], [1, 1, 1])).report, proven(14, 3));
    assert.partialDeepStrictEqual(judged(problemOf(rows, [2, 1], [1, 0, 0])).report, proven(7, 1));
    assert.partialDeepStrictEqual(judged(problemOf([], [3], [2])).report, proven(0, 0));
    assert.partialDeepStrictEqual(judged(problemOf([], [], [])).report, proven(0, 0));
  });

  it('prices a member whom two orders want and nobody else', () => {
    const { solution } = judged(
      problemOf(
        [
          [0, 0, 10],
          [1, 0, 8],
          [1, 1, 1],
        ],
        [1, 1],
        [1, 5],
      ),
    );
    assert.equal(solution.memberPrice[1], 0);
    assert.ok(solution.memberPrice[0]! >= 7 && solution.memberPrice[0]! <= 10);
  });

  it('stays exact at the highest scores', () => {
    const top = 1_000_000_000;
    const rows: Row[] = [
      [0, 0, top],
      [1, 0, top],
      [1, 1, top - 1],
      [2, 1, top],
      [2, 2, 1],
      [0, 2, top],
    ];
    assert.partialDeepStrictEqual(judged(problemOf(rows, [1, 1, 1], [1, 1, 1])).report, proven(3 * top));
  });

  it('proves every small problem', () => {
    fc.assert(
      fc.property(anyProblem, ({ rows, need, capacity }) => {
        const { report, solution } = judged(problemOf(rows, need, capacity));
        assert.partialDeepStrictEqual(report, proven(solution.objective, solution.pairs.length));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives one plan whatever the order of the input', () => {
    fc.assert(
      fc.property(anyProblem, fc.infiniteStream(fc.nat()), ({ rows, need, capacity }, chance) => {
        const keys = new Map(rows.map((row) => [row, chance.next().value as number]));
        const mixed = rows.toSorted((a, b) => keys.get(a)! - keys.get(b)!);
        const [one, other] = [solve(problemOf(rows, need, capacity)), solve(problemOf(mixed, need, capacity))];
        assert.deepEqual(other, one);
      }),
    );
  });

  it('never scores less with one member more', () => {
    fc.assert(
      fc.property(
        anyProblem,
        fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 9, size: 'max' }),
        ({ rows, need, capacity }, scores) => {
          const added = scores.slice(0, need.length).map((score, order): Row => [order, capacity.length, score]);
          const before = judged(problemOf(rows, need, capacity)).report.objective;
          assert.ok(judged(problemOf([...rows, ...added], need, [...capacity, 1])).report.objective >= before);
        },
      ),
    );
  });

  it('stops when told to, with a plan within the limits and a true bound', () => {
    const rows = Array.from({ length: 400 }, (_, k): Row => [k % 40, Math.floor(k / 40), 1 + ((k * 7919) % 97)]);
    const problem = problemOf(
      rows,
      ones(40),
      Array.from({ length: 10 }, () => 2),
    );
    const cancelled = solve(problem, { cancel: Int32Array.of(1) });
    assert.equal(cancelled.optimal, false);
    assert.ok(cancelled.bound >= judged(problem).report.objective);
    const progress = new Int32Array(2);
    solve(problem, { progress });
    // Forty orders, but only twenty places: these are what is settled.
    assert.deepEqual([...progress], [20, 20]);
  });
});

describe('known optima', () => {
  it('of the generated instances', { skip: away }, (t) => {
    const gen = join(dispatchInputs, 'gen');
    const { optimum } = JSON.parse(readFileSync(join(gen, 'reference.json'), 'utf8')) as {
      optimum: Record<string, number>;
    };
    let found = 0;
    for (const [name, objective] of Object.entries(optimum)) {
      const file = [`${name}.bin`, `${name}.bin.gz`].map((end) => join(gen, end)).find((path) => existsSync(path));
      if (!file) continue;
      found++;
      assert.partialDeepStrictEqual(judged(readInstance(file)).report, proven(objective), name);
    }
    t.diagnostic(`${found} of ${Object.keys(optimum).length} instances lie here; the bench makes the others`);
    assert.ok(found >= 6);
  });

  it('of the OR-Library assignments, which ask for the least', { skip: away }, () => {
    const optima = { 100: 305, 200: 475, 300: 626, 400: 804, 500: 991 };
    for (const [size, least] of Object.entries(optima)) {
      const n = Number(size);
      const words = readFileSync(join(dispatchInputs, 'orlib-assign', `assign${size}.txt`), 'utf8')
        .trim()
        .split(/\s+/);
      const costs = words.slice(1).map(Number);
      assert.equal(costs.length, n * n);
      // Far above every cost: a full assignment then beats every one with an empty place.
      const top = 1_000_000;
      const rows = costs.map((cost, k): Row => [Math.floor(k / n), k % n, top - cost]);
      const { report } = judged(problemOf(rows, ones(n), ones(n)));
      assert.partialDeepStrictEqual(report, proven(n * top - least, n), size);
    }
  });
});
