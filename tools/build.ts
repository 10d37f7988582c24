/**
 * Builds the pages into dist/web. With --if-needed it builds only when the result is missing or older than its
 * sources, so that a start costs nothing when nothing changed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');
const outDir = join(root, 'dist', 'web');
const stampFile = join(root, 'dist', 'web.stamp');

/** One hash over everything the pages are made of. */
function sourcesHash(): string {
  const hash = createHash('sha256');
  const files = globSync(['web/**/*', 'contract/**/*.ts', 'package-lock.json'], { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** Builds the pages; `ifNeeded` leaves a result alone that is as new as its sources. Throws when the build fails. */
export function buildWeb(options: { ifNeeded: boolean; quiet: boolean }): void {
  const config = join(root, 'web', 'vite.config.ts');
  if (!existsSync(config)) return;
  const wanted = sourcesHash();
  const isFresh = existsSync(stampFile) && existsSync(outDir) && readFileSync(stampFile, 'utf8') === wanted;
  if (options.ifNeeded && isFresh) return;
  if (options.quiet) console.error('Building the pages…');
  rmSync(stampFile, { force: true });
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const words = [vite, 'build', '--config', config, ...(options.quiet ? ['--logLevel', 'error'] : [])];
  const env = { ...process.env, NODE_ENV: 'production' };
  const result = spawnSync(process.execPath, words, { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (result.status !== 0) throw new Error(`The pages could not be built (vite ended with ${result.status}).`);
  writeFileSync(stampFile, wanted);
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { 'if-needed': { type: 'boolean' }, quiet: { type: 'boolean' } } });
  buildWeb({ ifNeeded: values['if-needed'] ?? false, quiet: values.quiet ?? false });
}
