/** What the exact plan is compared with: greedy, and HiGHS on the linear program (whose corners are whole numbers). */
import loadHighs from 'highs';
import type { Problem } from '../dispatch/plan/problem.ts';

/** Takes the pairs from the highest score down, each when it still fits. */
export function greedyObjective(problem: Problem): number {
  const { orders, rowStart, member, score } = problem;
  const orderOf = new Int32Array(member.length);
  for (let i = 0; i < orders; i++) orderOf.fill(i, rowStart[i], rowStart[i + 1]);
  // Score and pair in one number, so that a plain numeric sort does.
  const keys = Float64Array.from(score, (value, k) => value * 2 ** 23 + k).sort();
  const [need, room] = [problem.need.slice(), problem.capacity.slice()];
  let sum = 0;
  for (let at = keys.length - 1; at >= 0; at--) {
    const k = keys[at]! % 2 ** 23;
    const [i, j] = [orderOf[k]!, member[k]!];
    if (need[i]! < 1 || room[j]! < 1) continue;
    need[i]!--;
    room[j]!--;
    sum += score[k]!;
  }
  return sum;
}

/** Solves the linear program; `cpu_s` counts `run` alone and is Infinity when it did not end within the limit. */
export async function solveWithHighs(problem: Problem, limit_s: number): Promise<{ objective: number; cpu_s: number }> {
  const highs = await loadHighs();
  const { orders, members, rowStart, member, score, need, capacity } = problem;
  const pairs = member.length;
  const indices = new Int32Array(pairs * 2);
  for (let i = 0; i < orders; i++) {
    for (let k = rowStart[i]!; k < rowStart[i + 1]!; k++) {
      indices[2 * k] = i;
      indices[2 * k + 1] = orders + member[k]!;
    }
  }
  const model = highs.createModel({
    numCols: pairs,
    numRows: orders + members,
    colCost: Float64Array.from(score),
    colLower: new Float64Array(pairs),
    colUpper: new Float64Array(pairs).fill(1),
    rowLower: new Float64Array(orders + members),
    rowUpper: Float64Array.from([...need, ...capacity]),
    matrix: {
      format: 'csc',
      numCols: pairs,
      numRows: orders + members,
      starts: Int32Array.from({ length: pairs + 1 }, (_, k) => 2 * k),
      indices,
      values: new Float64Array(pairs * 2).fill(1),
    },
    sense: highs.constants.objectiveSense.maximize,
  });
  try {
    model.options.set({ output_flag: false, time_limit: limit_s });
    const before = process.cpuUsage();
    model.run();
    const used = process.cpuUsage(before);
    const ended = model.getModelStatus() === highs.constants.modelStatus.optimal;
    return { objective: model.getObjectiveValue(), cpu_s: ended ? (used.user + used.system) / 1e6 : Number.MAX_VALUE };
  } finally {
    model.dispose();
  }
}
