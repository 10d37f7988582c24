/**
 * Writes `web/kit/client.generated.ts`: the method and path of every route by its id. Pages load this table instead of
 * the contract, so that no schema library travels to a phone. `--check` fails when the table is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { routes } from '../contract/index.ts';
import type { RouteContract } from '../contract/kernel.ts';

const target = fileURLToPath(new URL('../web/kit/client.generated.ts', import.meta.url));

function table(): string {
  const all = [...(routes as readonly RouteContract[])].sort((a, b) => (a.id < b.id ? -1 : 1));
  const seen = new Set<string>();
  for (const route of all) {
    if (seen.has(route.id)) throw new Error(`Route id ${route.id} is used twice`);
    seen.add(route.id);
  }
  const rows = all.map(
    (route) => `  '${route.id}': ['${route.method}', '${route.path}'${route.idempotent ? ', 1' : ''}],`,
  );
  return [
    '// Written by tools/generate-client.ts from contract/index.ts. Do not edit.',
    '/** Route id → method, path, and 1 where a send carries an idempotency key. */',
    'export const table: Readonly<Record<string, readonly [method: string, path: string, once?: 1]>> = {',
    ...rows,
    '};',
    '',
  ].join('\n');
}

const wanted = table();
if (process.argv.includes('--check')) {
  let present = '';
  try {
    present = readFileSync(target, 'utf8');
  } catch {
    // A missing table is out of date like any other.
  }
  if (present !== wanted) {
    console.error('web/kit/client.generated.ts is out of date: run node tools/generate-client.ts');
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, wanted);
}
