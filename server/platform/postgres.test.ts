import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { newTestDir, testDatabase, testServer } from '../../test/database.ts';
import { startPostgres, withClient, type Postgres } from './postgres.ts';

const started: Postgres[] = [];
const dirs: string[] = [];

function newDir(): string {
  const dir = newTestDir();
  dirs.push(dir);
  return dir;
}

async function start(dataDir: string, ephemeral = true): Promise<Postgres> {
  const postgres = await startPostgres({
    dataDir,
    ephemeral,
    settings: { max_connections: '20', shared_buffers: '16MB' },
  });
  started.push(postgres);
  return postgres;
}

/** Starts the server in a process of its own and returns after that process was killed without warning. */
async function startInProcessThatIsKilled(dataDir: string): Promise<void> {
  const script = `const { startPostgres } = await import(${JSON.stringify(join(import.meta.dirname, 'postgres.ts'))});
    await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, ephemeral: true });
    console.log('up'); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const one = (url: string, sql: string): Promise<unknown> =>
  withClient(url, async (client) => Object.values((await client.query(sql)).rows[0] as object)[0]);

after(async () => {
  for (const postgres of started) await postgres.stop();
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
});

describe('the embedded server', () => {
  it('keeps its data, port and passwords over a restart, durably', async () => {
    const dataDir = newDir();
    const first = await start(dataDir, false);
    await first.createDatabase('kept');
    await withClient(first.ownerUrl('kept'), (client) => client.query('CREATE TABLE a AS SELECT 7 AS n'));
    assert.equal(await one(first.adminUrl, 'SHOW fsync'), 'on');
    assert.equal(await one(first.adminUrl, 'SHOW synchronous_commit'), 'on');
    assert.equal(await one(first.adminUrl, 'SHOW full_page_writes'), 'on');
    await first.stop();
    await assert.rejects(one(first.adminUrl, 'SELECT 1'));
    const second = await start(dataDir, false);
    assert.equal(second.adopted, false);
    assert.equal(second.ownerUrl('kept'), first.ownerUrl('kept'));
    assert.equal(await one(second.ownerUrl('kept'), 'SELECT n FROM a'), 7);
  });

  it('is adopted after its parent was killed', async () => {
    const dataDir = newDir();
    await startInProcessThatIsKilled(dataDir);
    const postgres = await start(dataDir);
    assert.equal(postgres.adopted, true);
    assert.equal(await one(postgres.adminUrl, 'SELECT 1'), 1);
  });

  it('starts over a stale pid file, even when the number belongs to another program now', async () => {
    const dataDir = newDir();
    const first = await start(dataDir);
    const pidFile = join(first.clusterDir!, 'postmaster.pid');
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    process.kill(first.pid!, 'SIGKILL');
    await first.stop();
    writeFileSync(pidFile, [String(process.pid), ...lines.slice(1)].join('\n'));
    const second = await start(dataDir);
    assert.equal(second.adopted, false);
    assert.equal(await one(second.adminUrl, 'SELECT 1'), 1);
  });

  it('is started once when two ask at the same time', async () => {
    const dataDir = newDir();
    const both = await Promise.all([start(dataDir), start(dataDir)]);
    assert.equal(both[0].pid, both[1].pid);
    assert.deepEqual(both.map((postgres) => postgres.adopted).sort(), [false, true]);
  });

  it('listens on this machine only and hides its passwords', async () => {
    const postgres = await testServer();
    assert.equal(await one(postgres.adminUrl, 'SHOW listen_addresses'), '127.0.0.1');
    const secrets = join(dirname(postgres.clusterDir!), 'secrets.json');
    assert.equal(statSync(secrets).mode & 0o777, 0o600);
    const wrong = new URL(postgres.adminUrl);
    wrong.password = 'guessed';
    await assert.rejects(one(wrong.href, 'SELECT 1'), { code: '28P01' });
  });

  it('sorts and compares by code point in UTF-8, whatever the machine speaks', async () => {
    const postgres = await testServer();
    assert.equal(await one(postgres.adminUrl, 'SHOW server_encoding'), 'UTF8');
    assert.equal(await one(postgres.adminUrl, "SELECT 'Z' < 'a'"), true);
    assert.equal(await one(postgres.adminUrl, "SELECT char_length('哨应')"), 2);
  });
});

describe('the application role', () => {
  it('has no power beyond its data', async () => {
    const database = await testDatabase({ migrated: false });
    const role = `SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication FROM pg_roles
      WHERE rolname = current_user`;
    assert.equal(await one(database.appUrl, role), false);
    assert.equal(
      await one(database.appUrl, 'SELECT count(*)::int FROM pg_class WHERE relowner = current_user::regrole'),
      0,
    );
    await assert.rejects(one(database.appUrl, 'CREATE TABLE mine (n integer)'), { code: '42501' });
    await assert.rejects(one(database.appUrl, 'SET ROLE shaoying_owner'), { code: '42501' });
    await database.close();
  });

  it('cannot reach a database that was not given to it', async () => {
    const postgres = await testServer();
    await withClient(postgres.adminUrl, (client) => client.query('CREATE DATABASE closed'));
    await withClient(postgres.adminUrl, (client) => client.query('REVOKE CONNECT ON DATABASE closed FROM PUBLIC'));
    await assert.rejects(one(postgres.appUrl('closed'), 'SELECT 1'), { code: '42501' });
    await postgres.dropDatabase('closed');
  });
});

describe('testDatabase', () => {
  it('gives databases that know nothing of each other', async () => {
    const [a, b] = await Promise.all([testDatabase({ migrated: false }), testDatabase({ migrated: false })]);
    await withClient(a.ownerUrl, (client) => client.query('CREATE TABLE only_in_a (n integer)'));
    assert.equal(await one(b.ownerUrl, "SELECT to_regclass('only_in_a')"), null);
    await Promise.all([a.close(), b.close()]);
    await assert.rejects(one(a.ownerUrl, 'SELECT 1'), { code: '3D000' });
  });
});
