/**
 * Caps in hours on the instances of gap/ (generalised assignment a, b, c), as most profit and as least cost: how far the plan
 * is from the stated bounds, and the own bound. Judged by the checker. `--only` is a pattern of names, `--rounds` how many
 * sets of prices are tried. Without the real inputs the benchmark ends with a word.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkPlan, planOf, solveHours } from '../dispatch/index.ts';
import { gapInstances } from '../dispatch/plan/gap-fixture.ts';

export async function run(args: readonly string[]): Promise<void> {
  const beside = resolve(import.meta.dirname, '../../shared/data');
  const { values } = parseArgs({
    args: [...args],
    options: {
      inputs: { type: 'string', default: process.env['REAL_INPUTS'] ?? beside },
      only: { type: 'string', default: '.' },
      rounds: { type: 'string', default: '100' },
    },
  });
  const folder = join(values.inputs, 'dispatch', 'gap');
  if (!existsSync(folder)) {
    console.log(`The real instances are not in ${folder}; nothing is measured.`);
    return;
  }
  let [worst, wrong, unserved, count] = [0, 0, 0, 0];
  const pattern = new RegExp(values.only);
  for (const { name, problem, offset, isLeast, lower, upper } of gapInstances(folder, (one) => pattern.test(one))) {
    const before = process.cpuUsage();
    const { pairs, bound } = solveHours(problem, Number(values.rounds));
    const used = process.cpuUsage(before);
    const judged = checkPlan(problem, planOf(problem, pairs));
    if (judged.violationCount > 0) throw new Error(`The plan of ${name} breaks its limits.`);
    const [value, limit] = [Math.abs(offset - judged.objective), Math.abs(offset - bound)];
    const gap = isLeast ? value / lower - 1 : 1 - value / upper;
    worst = Math.max(worst, gap);
    if (isLeast ? limit > upper : limit < lower) wrong++;
    if (judged.assigned < problem.orders) unserved++;
    count++;
    const cpu_s = ((used.user + used.system) / 1e6).toFixed(2);
    console.log(
      `${name} ${isLeast ? 'least' : 'most'}: stated ${lower}–${upper}, plan ${value}, own bound ${limit}, gap ${(gap * 100).toFixed(2)} %, ${cpu_s} s`,
    );
  }
  console.log(
    `${count} instances: the largest gap to a stated bound is ${(worst * 100).toFixed(2)} %; ${wrong} wrong bounds; ${unserved} with an empty place.`,
  );
}
