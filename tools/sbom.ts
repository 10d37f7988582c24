/**
 * `npm run sbom [-- FILE]`: the bill of materials of what a deployment runs (CycloneDX, JSON), from the lock file; without
 * FILE it goes to standard output.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const args = [
  'sbom',
  '--sbom-format',
  'cyclonedx',
  '--sbom-type',
  'application',
  '--package-lock-only',
  '--omit',
  'dev',
];
const npm = process.env['npm_execpath'];
const [program, words] = npm ? [process.execPath, [npm, ...args]] : ['npm', args];
const made = spawnSync(program, words, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
const parts = (JSON.parse(made.stdout || '{}') as { components?: unknown[] }).components;
if (made.status !== 0 || !parts) {
  console.error(made.stderr);
  process.exit(1);
}
const file = process.argv[2];
if (file === undefined) process.stdout.write(made.stdout);
else {
  writeFileSync(file, made.stdout);
  console.log(`${file}: ${parts.length} components`);
}
