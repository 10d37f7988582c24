/**
 * `npm run restore -- --from FOLDER --key FILE --into FOLDER [--to INSTANT]`: stands up a deployment in an empty folder from
 * its sealed copies, as it was at the instant (ISO 8601 with offset), or as far as the log goes. Who has closed an account
 * since stays gone.
 */
import { copyFileSync, existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../server/config.ts';
import { backupKeyPath } from '../server/keep-copies.ts';
import { BackupStore, readBackupKey, restoreCopy } from '../server/platform/backup/index.ts';
import { eraseWhoLeft } from './erase-who-left.ts';
import { inspectCopy } from './inspect-copy.ts';

const { values } = parseArgs({
  options: { from: { type: 'string' }, key: { type: 'string' }, into: { type: 'string' }, to: { type: 'string' } },
});
const config = readConfig(process.env, join(import.meta.dirname, '..'));
const from = values.from ? resolve(values.from) : config.backupDir;
const keyPath = values.key ? resolve(values.key) : backupKeyPath(config);
const to = values.to ? new Date(values.to) : null;
if (!from || !values.into)
  fail('npm run restore -- --from FOLDER --key FILE --into NEW_FOLDER [--to 2026-11-23T20:00:00+08:00]');
if (!existsSync(join(from, 'bases'))) fail(`${from} holds no copies.`);
if (!existsSync(keyPath)) fail(`There is no key file ${keyPath}; name it with --key.`);
if (to && Number.isNaN(to.getTime())) fail('--to is an instant such as 2026-11-23T20:00:00+08:00.');

const started = performance.now();
const store = new BackupStore(from, await readBackupKey(keyPath));
try {
  const dataDir = resolve(values.into);
  const { postgres, bytes } = await restoreCopy(store, { dataDir, to, log: say });
  try {
    // The new deployment goes on with the same copies.
    copyFileSync(keyPath, join(dataDir, basename(backupKeyPath(config))));
    const erased = await eraseWhoLeft(postgres, config, dataDir, store.closed());
    const { tables, rows } = await inspectCopy(postgres, config.database);
    say(
      `${tables} tables, ${rows} rows, the books differ by 0; ${erased} who left after the copy were taken out again.`,
    );
  } finally {
    await postgres.stop();
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(
    `Restored ${(bytes / 1e6).toFixed(1)} MB into ${dataDir} in ${seconds} s. Start it with SHAOYING_DATA=${dataDir}.`,
  );
} catch (error) {
  fail((error as Error).message);
}

function say(line: string): void {
  console.log(line);
}
function fail(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}
