/**
 * The exact batch plan against LEMON's network simplex and HiGHS on the same seeded instances, and greedy's share of the
 * optimum. Processor seconds of solving alone, every side in processes of its own, back to back; medians. LEMON is left
 * out with a word where it or a C++ compiler is missing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkPlan } from '../dispatch/plan/check.ts';
import type { Problem } from '../dispatch/plan/problem.ts';
import { planOf, solve } from '../dispatch/plan/solve.ts';
import { greedyObjective, solveWithHighs } from './dispatch-others.ts';
import { makeInstance, recipes } from './dispatch-instances.ts';
import { median } from './measure.ts';

const magic = 0x41534731;
const processLimit_ms = 10 * 60_000;
/** At 60 s HiGHS counts as not ending; its model alone would fill the memory above so many pairs. */
const highsLimit_s = 60;
const highsMostPairs = 1_000_000;

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      without: { type: 'string', default: '' },
      engine: { type: 'string' },
      file: { type: 'string' },
    },
  });
  if (values.engine && values.file) return runEngine(values.engine, values.file, Number(values.rounds));
  const names = values.only?.split(',') ?? Object.keys(recipes).filter((name) => /\d\dk$/.test(name));
  const unknown = names.filter((name) => !Object.hasOwn(recipes, name));
  if (unknown.length > 0)
    throw new Error(`No instance ${unknown.join(', ')}; there are ${Object.keys(recipes).join(', ')}.`);
  const dir = mkdtempSync(join(tmpdir(), 'shaoying-bench-'));
  try {
    const lemon = values.without.includes('lemon') ? null : compileLemon(dir);
    const lines: Line[] = [];
    for (const name of names) {
      const line = measure(name, dir, {
        lemon,
        rounds: Number(values.rounds),
        highs: !values.without.includes('highs'),
      });
      lines.push(line);
      process.stderr.write(`${JSON.stringify(line)}\n`);
    }
    report(lines, lemon !== null);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Line {
  readonly name: string;
  readonly optimal: boolean;
  readonly ours_s: number;
  readonly cold_s: number;
  readonly rss_MB: number;
  readonly greedyShare: number;
  readonly flow_s: number;
  readonly covering_s: number;
  readonly highs_s: number;
}

interface Options {
  readonly lemon: string | null;
  readonly rounds: number;
  readonly highs: boolean;
}

/** One instance through every engine; throws when two of them disagree. */
function measure(name: string, dir: string, { lemon, rounds, highs }: Options): Line {
  const recipe = recipes[name]!;
  const problem = makeInstance(recipe);
  const file = join(dir, `${name}.bin`);
  writeInstance(file, problem);
  const must = (engine: string, objective: number): void => {
    if (objective !== recipe.optimum)
      throw new Error(`${engine} finds ${objective} on ${name}, not ${recipe.optimum}.`);
  };
  const ours = ownProcess<Ours>('ours', file, rounds)!;
  must('Shaoying', ours.objective);
  const times: Record<string, number> = {};
  for (const form of lemon ? ['flow', 'covering'] : []) {
    const runs = Array.from({ length: rounds }, () => {
      const { stdout } = spawnSync(lemon!, [file, form], { encoding: 'utf8', timeout: processLimit_ms });
      const answer = JSON.parse(stdout) as { objective: number; solve_s: number };
      must(`LEMON (${form})`, answer.objective);
      return answer.solve_s;
    });
    times[form] = median(runs);
  }
  let highs_s = Number.NaN;
  if (highs && problem.member.length <= highsMostPairs) {
    const answer = ownProcess<{ objective: number; cpu_s: number }>('highs', file, 1, (highsLimit_s + 30) * 1000);
    if (answer && answer.cpu_s <= highsLimit_s) {
      must('HiGHS', Math.round(answer.objective));
      highs_s = answer.cpu_s;
    }
  }
  rmSync(file);
  return {
    name,
    optimal: ours.gap === 0 && ours.violationCount === 0,
    ours_s: median(ours.cpu_s.slice(1)),
    cold_s: ours.cpu_s[0]!,
    rss_MB: ours.rss_MB,
    greedyShare: greedyObjective(problem) / recipe.optimum,
    flow_s: times['flow'] ?? Number.NaN,
    covering_s: times['covering'] ?? Number.NaN,
    highs_s,
  };
}

// ── engines in processes of their own ────────────────────────────────────────────────────────────

interface Ours {
  readonly objective: number;
  readonly gap: number | null;
  readonly violationCount: number;
  readonly cpu_s: readonly number[];
  readonly rss_MB: number;
}

function ownProcess<A>(engine: string, file: string, rounds: number, timeout = processLimit_ms): A | null {
  const main = join(import.meta.dirname, 'main.ts');
  const words = [main, 'dispatch', '--engine', engine, '--file', file, '--rounds', String(rounds)];
  const { stdout, stderr, error } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout });
  if (error && 'code' in error && error.code === 'ETIMEDOUT') return null;
  if (!stdout) throw new Error(`${engine} gave no answer: ${stderr}`);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as A;
}

/** After so much work V8 has compiled what is called often. */
const compiling_s = 0.5;

async function runEngine(engine: string, file: string, rounds: number): Promise<void> {
  const problem = readInstance(file);
  if (engine === 'highs') {
    process.stdout.write(`${JSON.stringify(await solveWithHighs(problem, highsLimit_s))}\n`);
    return;
  }
  const cpu_s: number[] = [];
  let solution = null;
  // The first solve of a fresh process also counts the compiler at work; it is reported by itself. What is solved in a few
  // hundredths of a second is solved until the compiler has done its work.
  for (let spent_s = 0; cpu_s.length <= rounds;) {
    const before = process.cpuUsage();
    solution = solve(problem);
    const used = process.cpuUsage(before);
    const once_s = (used.user + used.system) / 1e6;
    if (cpu_s.length === 0 || spent_s > compiling_s) cpu_s.push(once_s);
    spent_s += once_s;
  }
  const rss_MB = Math.round(process.resourceUsage().maxRSS / 1024);
  if (!solution) return;
  const { objective, gap, violationCount } = checkPlan(problem, planOf(problem, solution.pairs), solution);
  const answer: Ours = { objective, gap, violationCount, cpu_s, rss_MB };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

function writeInstance(file: string, problem: Problem): void {
  const head = Int32Array.of(magic, problem.orders, problem.members, problem.member.length);
  const parts = [head, problem.rowStart, problem.member, problem.score, problem.capacity];
  writeFileSync(file, Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength))));
}

function readInstance(file: string): Problem {
  const bytes = readFileSync(file);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  const [orders, members, pairs] = [words[1]!, words[2]!, words[3]!];
  let at = 4;
  const part = (length: number): Int32Array => words.subarray(at, (at += length));
  const [rowStart, member, score, capacity] = [part(orders + 1), part(pairs), part(pairs), part(members)];
  return { orders, members, rowStart, member, score, capacity, need: new Int32Array(orders).fill(1) };
}

/** The program, or null with a word on the error output. */
function compileLemon(dir: string): string | null {
  const program = join(dir, 'dispatch-lemon');
  const words = ['-O3', '-DNDEBUG', '-o', program, join(import.meta.dirname, 'dispatch-lemon.cc')];
  const compilers = [process.env['CXX'], 'g++', 'clang++', 'c++'].filter((name) => name !== undefined);
  for (const compiler of compilers) {
    const { status } = spawnSync(compiler, words, { stdio: 'ignore' });
    if (status === 0 && existsSync(program)) return program;
  }
  process.stderr.write('LEMON is left out: it needs a C++ compiler and the package liblemon-dev.\n');
  return null;
}

// ── the table ────────────────────────────────────────────────────────────────────────────────────

function report(lines: readonly Line[], withLemon: boolean): void {
  const seconds = (value: number): string => (Number.isNaN(value) ? '-' : value.toFixed(3));
  const ratio = (part: number, whole: number): string => (Number.isNaN(whole) ? '-' : (part / whole).toFixed(3));
  const rows = lines.map((line) => ({
    instance: line.name,
    proven: line.optimal,
    ours_s: seconds(line.ours_s),
    first_s: seconds(line.cold_s),
    lemon_flow_s: seconds(line.flow_s),
    lemon_covering_s: seconds(line.covering_s),
    highs_s: seconds(line.highs_s),
    'ours/flow': ratio(line.ours_s, line.flow_s),
    'ours/covering': ratio(line.ours_s, line.covering_s),
    'ours/highs': ratio(line.ours_s, line.highs_s),
    greedy: line.greedyShare.toFixed(4),
    rss_MB: line.rss_MB,
  }));
  console.table(rows);
  if (!withLemon) return;
  const mean = (key: 'flow_s' | 'covering_s'): string =>
    Math.exp(lines.reduce((sum, line) => sum + Math.log(line.ours_s / line[key]), 0) / lines.length).toFixed(3);
  console.log(`Geometric mean of ours/LEMON: ${mean('flow_s')} as a flow, ${mean('covering_s')} as a covering.`);
}
