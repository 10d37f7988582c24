import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import loadHighs from 'highs';
import { checkTimed, planOf, solve, solveTimed, type TimedProblem } from '../index.ts';
import { anyProblem, ones, problemOf, type Row } from '../plan/instance-fixture.ts';
import { townDay } from './day-fixture.ts';

/** A solution as the checker sees it. */
function judged(problem: TimedProblem) {
  const { pairs, bound } = solveTimed(problem);
  const { objective, violations, tooClose } = checkTimed(problem, planOf(problem.plain, pairs));
  assert.deepEqual([violations, tooClose], [[], []]);
  assert.ok(objective <= bound);
  return { objective, bound };
}

/** The same as an integer program: pairs that exclude one another by time may not both be 1. */
async function byHighs(problem: TimedProblem): Promise<number> {
  const { orders, members, rowStart, member, score, need, capacity } = problem.plain;
  const pairs = Array.from({ length: orders }, (_, i) =>
    Array.from({ length: rowStart[i + 1]! - rowStart[i]! }, (_x, q) => ({ i, k: rowStart[i]! + q })),
  ).flat();
  const name = (k: number): string => `x${k}`;
  const total = (some: readonly { k: number }[]): string => some.map(({ k }) => name(k)).join(' + ');
  const rows: string[] = [];
  for (let i = 0; i < orders; i++) {
    const mine = pairs.filter((pair) => pair.i === i);
    if (mine.length > 0) rows.push(`${total(mine)} <= ${need[i]}`);
  }
  for (let j = 0; j < members; j++) {
    const mine = pairs.filter(({ k }) => member[k] === j);
    if (mine.length > 0) rows.push(`${total(mine)} <= ${capacity[j]}`);
    for (const [at, one] of mine.entries())
      for (const other of mine.slice(at + 1)) {
        const both = checkTimed(problem, { order: [one.i, other.i], member: [j, j] });
        if (both.tooClose.length > 0) rows.push(`${name(one.k)} + ${name(other.k)} <= 1`);
      }
  }
  const goal = pairs.map(({ k }) => `${score[k]} ${name(k)}`).join(' + ');
  const binaries = pairs.map(({ k }) => name(k)).join(' ');
  const highs = await loadHighs();
  const answer = highs.solve(`Maximize\n ${goal}\nSubject To\n ${rows.join('\n ')}\nBinary\n ${binaries}\nEnd\n`, {
    mip_rel_gap: 0,
  });
  assert.equal(answer.Status, 'Optimal');
  return Math.round(answer.ObjectiveValue);
}

describe('plans with time lines', () => {
  it('gives nobody two slots at once, nor one that cannot be reached', () => {
    const rows: Row[] = [
      [0, 0, 10],
      [1, 0, 9],
      [2, 0, 8],
    ];
    const problem: TimedProblem = {
      plain: problemOf(rows, ones(3), [3]),
      slots: {
        start_min: [600, 630, 665],
        end_min: [660, 690, 700],
        x_m: [0, 0, 700],
        y_m: [0, 0, 0],
        speed_m_per_min: 70,
      },
    };
    assert.deepEqual(judged(problem), { objective: 10, bound: 10 });
    const nearer = { ...problem, slots: { ...problem.slots, x_m: [0, 0, 350] } };
    assert.deepEqual(judged(nearer), { objective: 18, bound: 18 });
  });

  it('lies within one per cent of the integer optimum, and its bound never below', async (t) => {
    for (const seed of [1, 2, 4, 6]) {
      const problem = townDay(seed);
      const { objective, bound } = judged(problem);
      const optimum = await byHighs(problem);
      t.diagnostic(`seed ${seed}: plan ${objective}, optimum ${optimum}, bound ${bound}`);
      assert.ok(objective <= optimum && optimum <= bound);
      assert.ok(bound - objective <= optimum / 100);
    }
  });

  it('bounds the plain optimum where no two slots touch', () => {
    fc.assert(
      fc.property(anyProblem, ({ rows, need, capacity }) => {
        const plain = problemOf(rows, need, capacity);
        const hours = need.map((_, i) => i * 60);
        const still = need.map(() => 0);
        const slots = { start_min: hours, end_min: hours.map((at) => at + 60), x_m: still, y_m: still };
        const { objective, bound } = judged({ plain, slots: { ...slots, speed_m_per_min: 70 } });
        const best = checkTimed({ plain, slots: { ...slots, speed_m_per_min: 70 } }, planOf(plain, solve(plain).pairs));
        assert.ok(objective <= best.objective && best.objective <= bound);
      }),
    );
  });
});
