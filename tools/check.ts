/**
 * npm run check: types, lint, format, dead code, schema, generated client, house rules and page
 * sizes. Everything runs, two at a time, so that one run shows all that is wrong. `npm run check -- types format` runs only what is named; `-- format --fix`
 * writes the format instead of complaining about it.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { appRole } from '../server/platform/postgres.ts';
import { buildWeb } from './build.ts';
import { checkSources, readSources } from './house-rules.ts';
import { checkSizes } from './page-sizes.ts';
import { migratedCatalogue, schemaDifferences } from './schema.ts';
import { checkSchema } from './schema-rules.ts';

interface Finding {
  readonly ok: boolean;
  readonly text: string;
}
type Check = () => Promise<Finding>;

const root = join(import.meta.dirname, '..');
const processLimit_ms = 5 * 60_000;
const args = process.argv.slice(2);
const fix = args.includes('--fix');

const checks: Readonly<Record<string, Check>> = {
  types: () => program('typescript/bin/tsc', '--noEmit', '--pretty', 'false'),
  schema: checkSchemaAndFiles,
  dead: () => program('knip/bin/knip.js', '--no-progress', '--no-config-hints'),
  lint: () => program('oxlint/bin/oxlint', '--format=unix', '--deny-warnings', ...(fix ? ['--fix'] : [])),
  format: () => program('oxfmt/bin/oxfmt', fix ? '--write' : '--list-different', '**/*.{ts,tsx,mjs,css}'),
  client: checkClient,
  house: () => Promise.resolve(finding(checkSources(readSources()))),
  sizes: checkPages,
};

process.exitCode = await main();

async function main(): Promise<number> {
  const named = args.filter((arg) => !arg.startsWith('--'));
  const unknown = named.filter((name) => !Object.hasOwn(checks, name));
  if (unknown.length > 0) {
    console.error(`No check is called ${unknown.join(', ')}; there are ${Object.keys(checks).join(', ')}.`);
    return 2;
  }
  const waiting = Object.entries(checks).filter(([name]) => named.length === 0 || named.includes(name));
  const total = waiting.length;
  let bad = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { ok, text } = await next[1]().catch((error: Error) => ({ ok: false, text: error.stack ?? error.message }));
      if (!ok) bad += 1;
      console.log(`${ok ? 'ok  ' : 'FAIL'} ${next[0]}${text ? `\n${text.trimEnd()}` : ''}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  console.log(bad === 0 ? `All ${total} checks passed.` : `${bad} of ${total} checks failed.`);
  return bad === 0 ? 0 : 1;
}

/** A program of node_modules; what it says is shown only when it fails. */
function program(file: string, ...words: readonly string[]): Promise<Finding> {
  return run([join(root, 'node_modules', file), ...words]);
}

function run(words: readonly string[]): Promise<Finding> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, words, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: processLimit_ms,
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.once('error', fail);
    child.once('close', (code) => done({ ok: code === 0, text: code === 0 ? '' : text || `ended with ${code}` }));
  });
}

function finding(lines: readonly string[]): Finding {
  return { ok: lines.length === 0, text: lines.join('\n') };
}

async function checkSchemaAndFiles(): Promise<Finding> {
  const catalogue = await migratedCatalogue();
  const dump = readFileSync(join(root, 'server', 'migrations', 'schema.sql'), 'utf8').split('\n');
  const lineOf = (table: string): number =>
    Math.max(1, dump.findIndex((line) => line.includes(`CREATE TABLE ${table} (`)) + 1);
  return finding([...schemaDifferences(catalogue), ...checkSchema(catalogue, appRole, lineOf)]);
}

/** Phones load little on any route, the desk little at first. */
async function checkPages(): Promise<Finding> {
  buildWeb({ ifNeeded: true, quiet: true });
  const lines = checkSizes(join(root, 'dist', 'web'), [
    { html: 'm/index.html', limit_kB: 120, perRoute: true },
    { html: 'desk/index.html', limit_kB: 400, perRoute: false },
  ]);
  return finding(lines);
}

/** The table of routes that the pages carry must follow from the contract. */
function checkClient(): Promise<Finding> {
  const tool = join(root, 'tools', 'generate-client.ts');
  return existsSync(tool) ? run([tool, '--check']) : Promise.resolve({ ok: true, text: '' });
}
