/** A day, a copy, more of the day, a dead disk: what comes back is exact at the chosen instant, and who has left stays gone. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  archiveSettings,
  BackupStore,
  flushWal,
  prepareSpool,
  readBackupKey,
  rememberClosed,
  restoreCopy,
  shipWal,
  takeBaseCopy,
} from '../server/platform/backup/index.ts';
import { migrate } from '../server/platform/migrate.ts';
import { startPostgres, withClient, type Postgres } from '../server/platform/postgres.ts';
import { eraseWhoLeft } from '../tools/erase-who-left.ts';
import { inspectCopy } from '../tools/inspect-copy.ts';
import { testWorld, type Someone } from './world.ts';

const database = 'shaoying_test';
/** Not for speed alone: the ephemeral server writes too little log to be copied. */
const settings = { ...archiveSettings, fsync: 'off', shared_buffers: '64MB', archive_timeout: '0' };

describe('copies of a deployment', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'shaoying-backup-'));
  const dataDir = join(scratch, 'data');
  const copies = join(scratch, 'copies');
  let store: BackupStore;
  let betweenOrders: Date;
  let leaver: Someone;
  let secondCopyBytes = 0;
  let firstCopyBytes = 0;

  before(async () => {
    mkdirSync(dataDir);
    const postgres = await startPostgres({ dataDir: join(dataDir, 'postgres'), settings });
    prepareSpool(postgres);
    store = new BackupStore(copies, await readBackupKey(join(scratch, 'backup-key.json')));
    await postgres.createDatabase(database);
    await migrate(postgres.ownerUrl(database));
    const w = await testWorld({
      database: {
        name: database,
        appUrl: postgres.appUrl(database),
        ownerUrl: postgres.ownerUrl(database),
        close: async () => undefined,
      },
    });
    const order = async (text: string): Promise<void> => {
      const placed = await w.call(elder.token, 'orders.place', {
        params: { community: w.community },
        body: { text },
        key: `key-${text}-0001`,
      });
      assert.equal(placed.status, 200, JSON.stringify(placed.body));
    };
    const elder = await w.resident('王秀英');
    leaver = await w.resident('要走的人');
    await order('副本之前');
    const copy = async (): Promise<number> => {
      const beside = { 'secrets.json': join(dirname(postgres.clusterDir!), 'secrets.json') };
      return (await takeBaseCopy(postgres, store, { beside, scratch, now: () => new Date() })).writtenBytes;
    };
    firstCopyBytes = await copy();
    await order('第一件');
    betweenOrders = await instantOf(postgres);
    await order('第二件');
    assert.equal((await w.call(leaver.token, 'accounts.closeAccount', { body: { confirm: '注销' } })).status, 200);
    await flushWal(postgres);
    await shipWal(postgres, store);
    secondCopyBytes = await copy();
    await rememberClosed(postgres, database, store);
    await order('再也没有副本');
    await w.close();
    // The disk dies: nothing is stopped in good order and nothing of the folder is left.
    process.kill(postgres.pid!, 'SIGKILL');
    await new Promise((later) => setTimeout(later, 300));
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 });
  });
  after(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 10 }));

  const ordersIn = (postgres: Postgres): Promise<number> =>
    countIn(postgres, 'select count(*)::int as n from demand_order');
  async function restored<T>(
    to: Date | null,
    name: string,
    look: (postgres: Postgres, dir: string) => Promise<T>,
  ): Promise<T> {
    const dir = join(scratch, name);
    const { postgres } = await restoreCopy(store, { dataDir: dir, to });
    try {
      return await look(postgres, dir);
    } finally {
      await postgres.stop();
    }
  }

  it('bring back the instant between two orders, with balanced books and without who has left since', async () => {
    await restored(betweenOrders, 'between', async (postgres, dir) => {
      assert.equal(await ordersIn(postgres), 2);
      const { tables, rows } = await inspectCopy(postgres, database);
      assert.ok(tables > 50 && rows > 50, `${tables} tables, ${rows} rows`);
      const stateOf = `select count(*)::int as n from person where state = 'closed' and person_id = '${leaver.id}'`;
      assert.equal(await countIn(postgres, stateOf), 0);
      assert.equal(await eraseWhoLeft(postgres, { kind: 'test', database }, dir, store.closed()), 1);
      assert.equal(await countIn(postgres, stateOf), 1);
      assert.equal(
        await countIn(postgres, `select count(*)::int as n from person_lookup where person_id = '${leaver.id}'`),
        0,
      );
      assert.equal(await eraseWhoLeft(postgres, { kind: 'test', database }, dir, store.closed()), 0);
    });
  });

  it('go as far as the log goes when no instant is named', async () => {
    assert.equal(await restored(null, 'latest', ordersIn), 3);
  });

  it('write only what has changed a second time', () => {
    assert.ok(secondCopyBytes < firstCopyBytes / 2, `${secondCopyBytes} of ${firstCopyBytes}`);
  });

  it('hold no word that anybody wrote', () => {
    const sealed = readdirSync(copies, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    for (const word of ['第一件', '官陡街道'])
      assert.ok(
        sealed.every((file) => !file.includes(word)),
        word,
      );
  });

  it('are refused with a sentence: too early, too late, another key, a changed byte, a folder in use', async () => {
    const into = (name: string) => ({ dataDir: join(scratch, name), to: null });
    await assert.rejects(restoreCopy(store, { ...into('early'), to: new Date('2020-01-01') }), /nothing to begin from/);
    await assert.rejects(
      restoreCopy(store, { ...into('late'), to: new Date('2099-01-01') }),
      /The kept log ends before/,
    );
    const other = await readBackupKey(join(scratch, 'other-key.json'));
    assert.throws(() => new BackupStore(copies, other), /sealed with another key/);
    const { recipient } = await readBackupKey(join(scratch, 'backup-key.json'));
    const forged = new BackupStore(copies, { ...other, recipient });
    await assert.rejects(restoreCopy(forged, into('other')), /cannot be opened with this key/);
    await assert.rejects(restoreCopy(store, { dataDir: copies, to: null }), /is not empty/);
    // A file of the newest copy: one that only the older copy holds is never read.
    const { files } = await store.readBase(store.baseIds().at(-1)!);
    const { object } = files.find((file) => file.bytes > 0)!;
    const path = join(copies, 'objects', object.slice(0, 2), `${object}.age`);
    const whole = readFileSync(path);
    const changed = Buffer.from(whole);
    changed[changed.length - 5]! ^= 1;
    writeFileSync(path, changed);
    await assert.rejects(restoreCopy(store, into('changed')));
    writeFileSync(path, whole);
  });
});

async function countIn(postgres: Postgres, sql: string): Promise<number> {
  const url = new URL(postgres.adminUrl);
  url.pathname = `/${database}`;
  return withClient(url.href, async (client) => (await client.query<{ n: number }>(sql)).rows[0]!.n);
}
/** The database's own clock, a little after everything so far was committed. */
async function instantOf(postgres: Postgres): Promise<Date> {
  await new Promise((later) => setTimeout(later, 50));
  const instant = await withClient(postgres.adminUrl, async (client) => {
    return (await client.query<{ at: Date }>('select clock_timestamp() as at')).rows[0]!.at;
  });
  await new Promise((later) => setTimeout(later, 50));
  return instant;
}
