/**
 * What stands round the exact plan: one order that comes into a standing plan against solving anew, and what fairness
 * costs and brings. Every plan is judged by the checker; times are medians and shares of the same run.
 */
import { parseArgs } from 'node:util';
import {
  checkPlan,
  planOf,
  solve,
  solveFairWithin,
  StandingPlan,
  type FairAim,
  type Problem,
} from '../dispatch/index.ts';
import { makeInstance, type Recipe } from './dispatch-instances.ts';
import { median } from './measure.ts';

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '1,2,3,4,5,6,7,8,9,10,101,102,103,104,105,106,107,108,109,110' },
      used: { type: 'string', default: '0.12' },
      thrice: { type: 'string', default: '0.3' },
      inserts: { type: 'string', default: '1000' },
      loss: { type: 'string', default: '0.0025' },
    },
  });
  const seeds = values.seeds.split(',').map(Number);
  console.table([
    insertInto(instance('tight', 5000, seeds[0]!), Number(values.inserts)),
    insertInto(instance('geo', 100_000, seeds[0]!), Number(values.inserts)),
  ]);
  const aim = { used: Number(values.used), thrice: Number(values.thrice) };
  const rows = seeds.map((seed) => fairness(instance('tight', 10_000, seed), seed, Number(values.loss), aim));
  console.table(rows.map(({ shown }) => shown));
  const worst = (key: 'loss' | 'used' | 'thrice') => rows.map(({ gains }) => gains[key]);
  console.log(
    `Over ${seeds.length} seeds: loss at most ${percent(Math.max(...worst('loss')))}, members used at least ` +
      `+${percent(Math.min(...worst('used')))}, members with three at least −${percent(Math.min(...worst('thrice')))}.`,
  );
}

function instance(kind: Recipe['kind'], members: number, seed: number): Problem {
  return makeInstance({ kind, orders: 10_000, members, degree: 30, seed, optimum: 0 });
}

function timed_us(act: () => void): number {
  const before = performance.now();
  act();
  return (performance.now() - before) * 1000;
}

/** The last orders of the instance come one by one. */
function insertInto(problem: Problem, count: number) {
  const { orders, rowStart, member, score, need } = problem;
  const known = orders - count;
  const pairs = rowStart[known]!;
  const first: Problem = {
    ...problem,
    orders: known,
    rowStart: rowStart.slice(0, known + 1),
    member: member.slice(0, pairs),
    score: score.slice(0, pairs),
    need: need.slice(0, known),
  };
  const plan = new StandingPlan(first, { orders: count, pairs: member.length - pairs });
  const taken = Array.from({ length: count }, (_, q) => {
    const [from, to] = [rowStart[known + q]!, rowStart[known + q + 1]!];
    const order = { need: need[known + q]!, member: member.subarray(from, to), score: score.subarray(from, to) };
    return timed_us(() => void plan.insert(order));
  }).toSorted((a, b) => a - b);
  const anew = [1, 2, 3, 4].map(() => timed_us(() => void solve(problem))).slice(1);
  const [mine, other] = [plan.solution(), solve(problem)];
  const judged = checkPlan(problem, planOf(problem, mine.pairs), mine);
  if (judged.gap !== 0 || judged.objective !== other.objective) throw new Error('The inserted plan is not the best.');
  const p99_us = taken[Math.floor(taken.length * 0.99)]!;
  return {
    members: problem.members,
    inserted: count,
    p50_us: taken[taken.length >> 1]!.toFixed(0),
    p99_us: p99_us.toFixed(0),
    anew_us: median(anew).toFixed(0),
    'p99: 1/': (median(anew) / p99_us).toFixed(0),
    objective: 'equal, gap 0',
  };
}

function fairness(problem: Problem, seed: number, mostLoss: number, aim: FairAim) {
  const spread = (pairs: Int32Array) => {
    const plan = planOf(problem, pairs);
    const judged = checkPlan(problem, plan);
    if (judged.violationCount > 0) throw new Error('The plan breaks its limits.');
    const load = new Int32Array(problem.members);
    for (const j of plan.member) load[j]!++;
    return {
      objective: judged.objective,
      used: load.filter((n) => n > 0).length,
      three: load.filter((n) => n >= 3).length,
    };
  };
  const plain = spread(solve(problem).pairs);
  const before_ms = performance.now();
  const fair = spread(solveFairWithin(problem, { shape: [0, 1, 2], mostLoss, aim }).pairs);
  const gains = {
    loss: 1 - fair.objective / plain.objective,
    used: fair.used / plain.used - 1,
    thrice: 1 - fair.three / plain.three,
  };
  const shown = {
    seed,
    loss: percent(gains.loss, 3),
    'members used': `+${percent(gains.used)}`,
    'with three': `−${percent(gains.thrice)}`,
    used: `${plain.used} → ${fair.used}`,
    three: `${plain.three} → ${fair.three}`,
    ms: Math.round(performance.now() - before_ms),
  };
  return { shown, gains };
}

const percent = (share: number, digits = 2): string => `${(share * 100).toFixed(digits)} %`;
