/**
 * `npm run backup -- [--into FOLDER] [--no-trial]`: a sealed base copy of the deployment while it runs, proved by bringing
 * it back into a folder of its own. FOLDER is SHAOYING_BACKUP when it is left out.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../server/config.ts';
import { backupKeyPath } from '../server/keep-copies.ts';
import {
  BackupStore,
  flushWal,
  prepareSpool,
  readBackupKey,
  rememberClosed,
  restoreCopy,
  shipWal,
  takeBaseCopy,
} from '../server/platform/backup/index.ts';
import { startPostgres } from '../server/platform/postgres.ts';
import { inspectCopy } from './inspect-copy.ts';

const { values } = parseArgs({
  options: { into: { type: 'string' }, 'no-trial': { type: 'boolean', default: false } },
});
const config = readConfig(process.env, join(import.meta.dirname, '..'));
const into = values.into ? resolve(values.into) : config.backupDir;
if (!into) fail('Say where to: --into FOLDER, or set SHAOYING_BACKUP.');
const postgresDir = join(config.dataDir, 'postgres');
if (!existsSync(postgresDir)) fail(`There is no deployment in ${config.dataDir} (SHAOYING_DATA).`);

const scratch = mkdtempSync(join(tmpdir(), 'shaoying-copy-'));
const started = performance.now();
const postgres = await startPostgres({ dataDir: postgresDir, log: say });
try {
  const keyPath = backupKeyPath(config);
  const isNew = !existsSync(keyPath);
  const store = new BackupStore(into, await readBackupKey(keyPath));
  if (isNew)
    say(`The key of the copies was made: ${keyPath}. Keep a copy of it elsewhere; without it nobody can read them.`);
  if (config.backupDir) {
    prepareSpool(postgres);
    await shipWal(postgres, store);
  }
  const beside = Object.fromEntries(
    readdirSync(config.dataDir)
      .filter((file) => /^(keys|signing)-.*\.json$/.test(file))
      .map((file) => [file, join(config.dataDir, file)]),
  );
  beside['secrets.json'] = join(
    dirname(postgres.clusterDir ?? fail('An outside database is not copied by this.')),
    'secrets.json',
  );
  let told = 0;
  const { base, bytes, writtenBytes } = await takeBaseCopy(postgres, store, {
    beside,
    scratch,
    now: () => new Date(),
    progress: (copied, of) => {
      if (performance.now() - told < 2000) return;
      told = performance.now();
      say(`${copied} of ${of} files`);
    },
  });
  await rememberClosed(postgres, config.database, store);
  if (config.backupDir) {
    await flushWal(postgres);
    await shipWal(postgres, store);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(
    `Copied: ${base.id}, ${mb(bytes)} MB in ${base.files.length} files, ${mb(writtenBytes)} MB of it new, ${seconds} s.`,
  );
  if (values['no-trial']) say('Not tried out.');
  else if (!store.canRead) say('Not tried out: the key file here holds no identity.');
  else {
    const trial = await restoreCopy(store, { dataDir: join(scratch, 'trial'), to: null, log: say });
    try {
      const { tables, rows } = await inspectCopy(trial.postgres, config.database);
      say(`Tried out: it stands up, ${tables} tables with ${rows} rows can be read, the books differ by 0.`);
    } finally {
      await trial.postgres.stop();
    }
  }
} finally {
  if (!postgres.adopted) await postgres.stop();
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}

function say(line: string): void {
  console.log(line);
}
function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
function fail(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}
