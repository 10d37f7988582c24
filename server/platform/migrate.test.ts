import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { testDatabase } from '../../test/database.ts';
import { migrate, readMigrations } from './migrate.ts';
import { withClient } from './postgres.ts';

const at = new Date('2026-03-01T00:00:00Z');

async function scratch(work: (dir: string, ownerUrl: string, appUrl: string) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'shaoying-migrations-'));
  const database = await testDatabase({ migrated: false });
  try {
    await work(dir, database.ownerUrl, database.appUrl);
  } finally {
    await database.close();
    rmSync(dir, { recursive: true });
  }
}

const put = (dir: string, file: string, sql: string): void => writeFileSync(join(dir, file), sql);
const count = (url: string, sql: string): Promise<number> =>
  withClient(url, async (client) => Number((await client.query<{ n: string }>(sql)).rows[0]?.n));

describe('migrate', () => {
  it('applies each file once, in order', () =>
    scratch(async (dir, ownerUrl) => {
      put(dir, '0002-more.sql', 'INSERT INTO a VALUES (1);');
      put(dir, '0001-first.sql', 'CREATE TABLE a (n integer);');
      assert.equal(await migrate(ownerUrl, { dir, now: () => at }), 2);
      assert.equal(await migrate(ownerUrl, { dir, now: () => at }), 0);
      put(dir, '0003-third.sql', 'INSERT INTO a VALUES (2);');
      assert.equal(await migrate(ownerUrl, { dir, now: () => at }), 1);
      assert.equal(await count(ownerUrl, 'SELECT count(*) AS n FROM a'), 2);
      const stamp = `SELECT count(*) AS n FROM schema_migration WHERE applied_at = '${at.toISOString()}'`;
      assert.equal(await count(ownerUrl, stamp), 3);
    }));

  it('leaves nothing of a file that fails, and names the line', () =>
    scratch(async (dir, ownerUrl) => {
      put(dir, '0001-first.sql', 'CREATE TABLE a (n integer);\n\nCREATE TABLE b (n nonsense);\n');
      await assert.rejects(migrate(ownerUrl, { dir }), /0001-first\.sql:3 type "nonsense" does not exist/);
      assert.equal(await count(ownerUrl, "SELECT count(*) AS n FROM pg_class WHERE relname = 'a'"), 0);
      put(dir, '0001-first.sql', 'CREATE TABLE a (n integer);');
      assert.equal(await migrate(ownerUrl, { dir }), 1);
    }));

  it('refuses an edited, a removed and an inserted file', () =>
    scratch(async (dir, ownerUrl) => {
      put(dir, '0002-first.sql', 'CREATE TABLE a (n integer);');
      await migrate(ownerUrl, { dir });
      put(dir, '0001-earlier.sql', 'CREATE TABLE b (n integer);');
      await assert.rejects(migrate(ownerUrl, { dir }), /0001-earlier\.sql stands in its place/);
      rmSync(join(dir, '0001-earlier.sql'));
      put(dir, '0002-first.sql', 'CREATE TABLE a (n bigint);');
      await assert.rejects(migrate(ownerUrl, { dir }), /was changed after it was applied/);
      rmSync(join(dir, '0002-first.sql'));
      await assert.rejects(migrate(ownerUrl, { dir }), /the file is gone/);
    }));

  it('takes a checkout with other line ends for the same history', () =>
    scratch(async (dir, ownerUrl) => {
      put(dir, '0001-first.sql', 'CREATE TABLE a\n(n integer);\n');
      await migrate(ownerUrl, { dir });
      put(dir, '0001-first.sql', 'CREATE TABLE a\r\n(n integer);\r\n');
      assert.equal(await migrate(ownerUrl, { dir }), 0);
    }));

  it('lets two starters take turns', () =>
    scratch(async (dir, ownerUrl) => {
      put(dir, '0001-first.sql', 'CREATE TABLE a (n integer); SELECT pg_sleep(0.2);');
      const applied = await Promise.all([1, 2, 3].map(() => migrate(ownerUrl, { dir })));
      assert.deepEqual(applied.sort(), [0, 0, 1]);
    }));

  it('gives the application its rights, and keeps marked tables closed', () =>
    scratch(async (dir, ownerUrl, appUrl) => {
      put(
        dir,
        '0001-first.sql',
        `CREATE TABLE free (n integer); CREATE TABLE kept (n integer); CREATE TABLE code (n integer);
        COMMENT ON TABLE kept IS 'Credited records. @append-only'; COMMENT ON TABLE code IS 'Reference. @read-only';
        CREATE SCHEMA jobs; CREATE TABLE jobs.job (n integer);`,
      );
      await migrate(ownerUrl, { dir });
      await withClient(appUrl, async (client) => {
        await client.query('INSERT INTO free VALUES (1); UPDATE free SET n = 2; DELETE FROM free');
        await client.query('INSERT INTO jobs.job VALUES (1); DELETE FROM jobs.job');
        await client.query('INSERT INTO kept VALUES (1)');
        await client.query('SELECT * FROM code');
        const closed = [
          'UPDATE kept SET n = 2',
          'DELETE FROM kept',
          'INSERT INTO code VALUES (1)',
          'DELETE FROM schema_migration',
        ];
        for (const sql of [
          ...closed,
          'TRUNCATE free',
          'CREATE TABLE mine (n integer)',
          'ALTER TABLE free ADD m integer',
        ]) {
          await assert.rejects(client.query(sql), { code: '42501' }, sql);
        }
      });
    }));

  it('refuses a malformed name and a number used twice', () =>
    scratch(async (dir) => {
      put(dir, '0001-a.sql', '');
      put(dir, '0001-b.sql', '');
      assert.throws(() => readMigrations(dir), /number 0001 is used twice/);
      put(dir, '2-c.sql', '');
      assert.throws(() => readMigrations(dir), /must look like/);
    }));
});
