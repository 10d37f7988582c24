/**
 * Orders and members that come and go (`goma-real` of the shared inputs), revealed one at a time in the order of time:
 * deciding late against deciding at once, as shares of what somebody reaches who sees the future. Every seed deals the
 * instants of arrival anew among the same tasks and workers, who stay as long as before. The checker adds up.
 */
import { parseArgs } from 'node:util';
import {
  arrivalSets,
  clairvoyant,
  dealAnew,
  decideAtOnce,
  decideDeferred,
  hasArrivals,
  readArrivals,
  type Arrival,
} from '../dispatch/arriving/arrivals-fixture.ts';
import { seeded } from '../dispatch/city/city-fixture.ts';
import { checkPlan, planOf, solve } from '../dispatch/index.ts';

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      deals: { type: 'string', default: '20' },
    },
  });
  if (!hasArrivals) {
    console.log('goma-real is left out: the shared inputs are not here (REAL_INPUTS names their folder).');
    return;
  }
  console.log(`Seed ${values.seed}, ${values.deals} deals.`);
  const draw = seeded(Number(values.seed));
  console.table(
    arrivalSets.flatMap((set) => {
      const given = readArrivals(set);
      const dealt = Array.from({ length: Number(values.deals) }, () => shares(dealAnew(given, draw)));
      const mean = (of: (each: Shares) => number): number =>
        dealt.reduce((sum, each) => sum + of(each), 0) / dealt.length;
      return [
        row(`${set}, as it was`, shares(given)),
        row(`${set}, mean of deals`, { late: mean((each) => each.late), once: mean((each) => each.once) }),
        row(`${set}, worst deal`, dealt.toSorted((a, b) => a.late - b.late)[0]!),
      ];
    }),
  );
}

interface Shares {
  readonly late: number;
  readonly once: number;
}

function shares(arrivals: readonly Arrival[]): Shares {
  const problem = clairvoyant(arrivals);
  const best = checkPlan(problem, planOf(problem, solve(problem).pairs)).objective;
  const share = (decided: ReturnType<typeof decideDeferred>): number => {
    const plan = { order: decided.map((each) => each.order), member: decided.map((each) => each.member) };
    const report = checkPlan(problem, plan);
    if (report.violationCount > 0)
      throw new Error(`A decision is not allowed: ${JSON.stringify(report.violations[0])}`);
    return report.objective / best;
  };
  return { late: share(decideDeferred(arrivals)), once: share(decideAtOnce(arrivals)) };
}

const row = (what: string, { late, once }: Shares) => ({
  what,
  'decided late': late.toFixed(4),
  'decided at once': once.toFixed(4),
  'points more': ((late - once) * 100).toFixed(2),
});
