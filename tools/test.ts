/**
 * npm test: every *.test.ts of the project, or those below the paths given (`npm test -- server/engines/ledger`).
 * Test files share processes and one PostgreSQL; each test has a database of its own. The last line is the plain truth:
 * `N passed, N failed`, and ', N skipped' when some were skipped. Ends non-zero when a test failed or none ran.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { startPostgres } from '../server/platform/postgres.ts';
import { newTestDir, removeLeftovers, sharedServerVariable } from '../test/database.ts';
import { buildWeb } from './build.ts';
import type { RunTotals } from './test-totals.ts';

const root = join(import.meta.dirname, '..');
const folders = ['contract', 'dispatch', 'server', 'web', 'bench', 'test', 'tools'];
/** So many files share a process: loading the server's modules once per file would cost more than the tests. */
const filesPerProcess = 8;
const processLimit_ms = 10 * 60_000;

const isJourney = (file: string): boolean => file.startsWith(join('test', 'journeys'));
const children = new Set<ChildProcess>();
let interrupted = false;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = args.filter((arg) => arg.startsWith('--'));
  const files = findTests(args.filter((arg) => !arg.startsWith('--')));
  if (files.length === 0) {
    console.error('No test file there.');
    return 1;
  }
  endChildrenOnSignal();
  await removeLeftovers();
  const scratch = newTestDir();
  const postgres = await startPostgres({ dataDir: scratch, ephemeral: true });
  try {
    if (files.some(isJourney)) buildWeb({ ifNeeded: true, quiet: true });
    const totals = await runAll(files, options, scratch);
    return report(totals);
  } finally {
    await postgres.stop();
    for (const dir of [scratch, postgres.clusterDir]) {
      if (dir) rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

function report(parts: readonly RunTotals[]): number {
  const sum = (key: 'passed' | 'failed' | 'skipped'): number => parts.reduce((total, part) => total + part[key], 0);
  const failures = parts.flatMap((part) => part.failures);
  if (failures.length > 0)
    console.log(`\nFailed:\n${failures.map((line) => `  ${line.replace(`${root}/`, '')}`).join('\n')}\n`);
  const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
  console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
  return sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;
}

function findTests(paths: readonly string[]): string[] {
  const wanted = paths.length > 0 ? paths : folders.filter((folder) => existsSync(join(root, folder)));
  const found = wanted.flatMap((path) => {
    const full = resolve(root, path);
    if (!existsSync(full)) return globSync(path, { cwd: root }).map((file) => resolve(root, file));
    if (!statSync(full).isDirectory()) return [full];
    return globSync('**/*.test.ts', { cwd: full, exclude: ['**/node_modules/**'] }).map((file) => join(full, file));
  });
  return [...new Set(found)].map((file) => relative(root, file)).sort();
}

/**
 * Runs the files in processes of a few each, as many at a time as there are cores (two at most). Journeys, which hold
 * a browser and a server each, come last and one file at a time.
 */
async function runAll(files: readonly string[], options: readonly string[], scratch: string): Promise<RunTotals[]> {
  const plain = files.filter((file) => !isJourney(file));
  const width = Math.min(2, availableParallelism());
  const size = Math.max(1, Math.min(filesPerProcess, Math.ceil(plain.length / width)));
  const bunches = Array.from({ length: Math.ceil(plain.length / size) }, (_, turn) =>
    plain.slice(turn * size, (turn + 1) * size),
  );
  const results: RunTotals[] = [];
  const work = async (): Promise<void> => {
    for (let bunch = bunches.shift(); bunch && !interrupted; bunch = bunches.shift())
      results.push(await runProcess(bunch, options, scratch));
  };
  await Promise.all(Array.from({ length: width }, work));
  for (const file of files.filter(isJourney)) {
    if (!interrupted) results.push(await runProcess([file], options, scratch));
  }
  return results;
}

/** Runs files in one process and prints what it said when it ends, so that two processes do not talk at once. */
function runProcess(files: readonly string[], options: readonly string[], scratch: string): Promise<RunTotals> {
  const totalsFile = join(scratch, `totals-${children.size}-${files[0]!.replaceAll(/[^a-z0-9]/gi, '-')}.json`);
  const reporter = join(import.meta.dirname, 'test-totals.ts');
  const words = ['--disable-warning=ExperimentalWarning', '--test', '--test-isolation=none', '--test-timeout=300000'];
  words.push('--test-reporter=spec', '--test-reporter-destination=stdout');
  words.push(`--test-reporter=${reporter}`, `--test-reporter-destination=${totalsFile}`);
  const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const env = { ...process.env, ...color, [sharedServerVariable]: scratch };
  return new Promise((done) => {
    const child = spawn(process.execPath, [...words, ...options, ...files], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    const limit = setTimeout(() => child.kill('SIGKILL'), processLimit_ms);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      children.delete(child);
      process.stdout.write(Buffer.concat(said));
      done(readTotals(totalsFile, files, code ?? signal));
    });
  });
}

/** A process that died before it could report, or ended badly although its tests passed, counts as one failure. */
function readTotals(file: string, files: readonly string[], ended: number | string | null): RunTotals {
  let totals: RunTotals | undefined;
  try {
    totals = JSON.parse(readFileSync(file, 'utf8')) as RunTotals;
  } catch {
    // Nothing was written: the process did not reach its end.
  }
  if (totals && (ended === 0 || totals.failed > 0)) return totals;
  const failure = `${files.join(' ')}: the process ended with ${ended ?? 'no code'}`;
  const { passed = 0, failed = 0, skipped = 0, failures = [] } = totals ?? {};
  return { passed, failed: failed + 1, skipped, failures: [...failures, failure] };
}

function endChildrenOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      interrupted = true;
      for (const child of children) child.kill('SIGTERM');
    });
  }
}
