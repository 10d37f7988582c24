/**
 * npm run mutants -- ledger|points|sql [--only PATTERN] [--list] [--width 2]: changes one thing at a time and runs the
 * tests that should notice. A mutant is killed when a test fails (or never ends); a survivor is printed with its place.
 * The last line is the score. Ends with 1 below the goal: 85 % of the TypeScript, every one of the SQL.
 */
import { spawn } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres, withClient, type Postgres } from '../server/platform/postgres.ts';
import {
  databasePrefixVariable,
  newTestDir,
  removeLeftovers,
  sharedServerVariable,
  testDatabase,
} from '../test/database.ts';
import { mutantsOf } from './mutants-of.ts';
import { sqlMutants } from './mutants-sql.ts';

interface Case {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
}
interface Target {
  readonly cases: () => Case[];
  /** The quick ones first: most mutants fall there. */
  readonly tests: readonly string[];
  readonly goal_pct: number;
}

const root = join(import.meta.dirname, '..');
const limit_ms = 180_000;
const books = 'server/engines/ledger';
const beside = (name: string): string => `${books}/${name}.test.ts`;
const quick = [
  'canonical',
  'post-transfer',
  'manage-account',
  'reverse-transfer',
  'read-balances',
  'gather-posts',
  'writer-details',
].map(beside);
const ledgerTests = [
  ...quick,
  beside('check-difference'),
  beside('between-communities'),
  'tools/verify-ledger.test.ts',
];
const isTested = (path: string): boolean => !/(\.test|fixture|measure)\.ts$/.test(path);

const targets: Readonly<Record<string, Target>> = {
  ledger: {
    cases: () => casesOf(globSync(`${books}/*.ts`, { cwd: root }).filter(isTested).sort()),
    tests: [...ledgerTests, 'test/daily-books.test.ts', beside('workload')],
    goal_pct: 85,
  },
  points: {
    cases: () => casesOf(['server/engines/policy/standard.ts']),
    tests: ['server/engines/policy/standard.test.ts'],
    goal_pct: 85,
  },
  sql: {
    cases: () =>
      sqlMutants.map((defect) => ({
        name: `${defect.function}: ${defect.find.trim()} → ${defect.replace.trim() || '(nothing)'}`.replaceAll(
          /\s+/g,
          ' ',
        ),
        env: { LEDGER_DEFECT: JSON.stringify(defect) },
      })),
    tests: [...ledgerTests, beside('workload')],
    goal_pct: 100,
  },
};

function casesOf(files: readonly string[]): Case[] {
  return files.flatMap((path) => {
    const file = join(root, path);
    return mutantsOf(readFileSync(file, 'utf8')).map(({ start, end, text, line, what }) => ({
      name: `${path}:${line} ${what}`,
      env: { MUTANT: JSON.stringify({ file, start, end, text }) },
    }));
  });
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    list: { type: 'boolean' },
    width: { type: 'string', default: '2' },
  },
});
const target = targets[positionals[0] ?? ''];
if (!target) {
  process.stderr.write(`npm run mutants -- ${Object.keys(targets).join('|')}\n`);
  process.exitCode = 2;
} else {
  const pattern = new RegExp(values.only);
  const cases = target.cases().filter(({ name }) => pattern.test(name));
  if (values.list) for (const { name } of cases) console.log(name);
  else process.exitCode = await runAll(target, cases, Number(values.width));
}

async function runAll(chosen: Target, cases: readonly Case[], width: number): Promise<number> {
  await removeLeftovers();
  const scratch = newTestDir();
  const postgres = await startPostgres({ dataDir: scratch, ephemeral: true });
  process.env[sharedServerVariable] = scratch;
  try {
    await (await testDatabase()).close();
    const untouched = await run(chosen.tests, {});
    if (untouched !== 'survived') throw new Error('The tests fail (or never end) before anything is changed.');
    const survivors: string[] = [];
    const queue = [...cases];
    let [done, endless] = [0, 0];
    const work = async (_: unknown, worker: number): Promise<void> => {
      const prefix = `m${worker}`;
      for (let next = queue.shift(); next; next = queue.shift()) {
        const end = await run(chosen.tests, { ...next.env, [databasePrefixVariable]: prefix });
        await dropDatabases(postgres, prefix);
        done += 1;
        if (end === 'endless') endless += 1;
        if (end === 'survived') {
          survivors.push(next.name);
          console.log(`SURVIVED ${next.name}`);
        }
        if (done % 50 === 0) console.log(`… ${done} of ${cases.length}, ${survivors.length} survived`);
      }
    };
    await Promise.all(Array.from({ length: width }, work));
    const score = (100 * (done - survivors.length)) / Math.max(1, done);
    console.log(
      `${done} mutants, ${done - survivors.length} killed (${endless} by never ending), ${survivors.length} survived: ${score.toFixed(1)} % (goal ${chosen.goal_pct} %)`,
    );
    return done > 0 && score >= chosen.goal_pct ? 0 : 1;
  } finally {
    await postgres.stop();
    for (const dir of [scratch, postgres.clusterDir])
      if (dir) rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A test process that was ended could not drop its databases; thousands of them would fill the memory they lie in. */
async function dropDatabases(postgres: Postgres, prefix: string): Promise<void> {
  const names = await withClient(postgres.adminUrl, async (client) => {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database where datname like $1', [
      `${prefix}\\_%`,
    ]);
    return rows.map((row) => row.datname);
  });
  for (const name of names) await postgres.dropDatabase(name);
}

type End = 'killed' | 'survived' | 'endless';

/** Runs the tests with one mutant and ends them at the first failure. */
function run(tests: readonly string[], env: Readonly<Record<string, string>>): Promise<End> {
  const words = ['--disable-warning=ExperimentalWarning', '--import', join(import.meta.dirname, 'mutants-hook.ts')];
  words.push('--test', '--test-isolation=none', '--test-skip-pattern=planted defect', '--test-reporter=tap');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...words, ...tests], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let failed = false;
    let late = false;
    child.stdout.on('data', (said: Buffer) => {
      if (failed || !/^\s*not ok /m.test(said.toString())) return;
      failed = true;
      child.kill('SIGKILL');
    });
    const limit = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, limit_ms);
    child.once('close', (code) => {
      clearTimeout(limit);
      resolve(late && !failed ? 'endless' : failed || code !== 0 ? 'killed' : 'survived');
    });
  });
}
