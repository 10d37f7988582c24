import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { appRole, withClient } from '../server/platform/postgres.ts';
import { testDatabase } from '../test/database.ts';
import { readCatalogue, type Catalogue } from './catalogue.ts';
import { checkSchema } from './schema-rules.ts';
import { dumpSql, dumpTypes, migratedCatalogue } from './schema.ts';

async function catalogueOf(sql: string): Promise<Catalogue> {
  const database = await testDatabase({ migrated: false });
  try {
    return await withClient(database.ownerUrl, async (client) => {
      await client.query(sql);
      return readCatalogue(client);
    });
  } finally {
    await database.close();
  }
}

/** The rules that a planted schema breaks; complaints about our own exceptions do not belong to it. */
async function broken(sql: string): Promise<string[]> {
  const lines = checkSchema(await catalogueOf(sql), appRole, () => 1).filter((line) => !line.includes(' exception: '));
  return lines.map((line) => line.replace(/^\S+ /, ''));
}

const good = `CREATE TABLE a (tenant_id int NOT NULL, a_id uuid NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (tenant_id, a_id));
  CREATE INDEX a_at ON a (tenant_id, at);
  ALTER TABLE a ENABLE ROW LEVEL SECURITY; ALTER TABLE a FORCE ROW LEVEL SECURITY; CREATE POLICY p ON a USING (tenant_id = 1);`;

describe('the rules of the schema', () => {
  it('have nothing against a table that keeps them', async () => assert.deepEqual(await broken(good), []));

  const planted: readonly [sql: string, expected: RegExp][] = [
    ['CREATE TABLE b (b_id uuid PRIMARY KEY)', /^key: b: its primary key leads with b_id/],
    ['CREATE TABLE b (tenant_id int)', /^key: b: has no primary key/],
    ['ALTER TABLE a DISABLE ROW LEVEL SECURITY', /^row security: a: ENABLE/],
    ['ALTER TABLE a NO FORCE ROW LEVEL SECURITY', /^row security: a: FORCE/],
    ['DROP POLICY p ON a', /^row security: a: has no policy/],
    ['CREATE INDEX a_only ON a (at)', /^index: a: a_only leads with at/],
    ['CREATE INDEX a_expression ON a ((tenant_id + 1))', /^index: a: a_expression leads with an expression/],
    ['ALTER TABLE a ADD UNIQUE (at)', /^key: a: a_at_key leads with at/],
    ['ALTER TABLE a ADD COLUMN n serial', /^serial: /],
    ['ALTER TABLE a ADD COLUMN n int GENERATED ALWAYS AS IDENTITY', /^serial: /],
    [
      'ALTER TABLE a ADD COLUMN b uuid, ADD UNIQUE (tenant_id, b), ADD FOREIGN KEY (tenant_id, b) REFERENCES a (tenant_id, b) ON DELETE SET NULL',
      /^foreign key: a: .*SET NULL/,
    ],
    [
      'CREATE TABLE b (person_id uuid PRIMARY KEY); ALTER TABLE a ADD COLUMN person_id uuid REFERENCES b',
      /^foreign key: a: a_person_id_fkey leaves its family/,
    ],
    [
      'CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION t()',
      /^trigger: a: /,
    ],
    ['CREATE FUNCTION f() RETURNS timestamptz LANGUAGE sql AS $$ SELECT now() $$', /^clock: f\(\): /],
    ['CREATE VIEW v AS SELECT 1 AS n', /^view: v: /],
  ];
  for (const [sql, expected] of planted) {
    it(`find: ${sql.slice(0, 70)}`, async () => {
      const found = await broken(`${good}; ${sql}`);
      assert.ok(
        found.some((line) => expected.test(line)),
        `not found in:\n${found.join('\n')}`,
      );
    });
  }
});

describe('the dump', () => {
  let first: Catalogue;
  before(async () => {
    first = await migratedCatalogue();
  });

  it('is the same for two databases made apart', async () => {
    const again = await migratedCatalogue();
    assert.equal(dumpSql(again), dumpSql(first));
    assert.equal(dumpTypes(again), dumpTypes(first));
  });

  it('changes with a column, a default, a policy, an index and a function body', async () => {
    const base = dumpSql(await catalogueOf(good));
    const changes = [
      'ALTER TABLE a ADD COLUMN n int',
      "ALTER TABLE a ALTER at SET DEFAULT '2026-01-01'",
      'ALTER POLICY p ON a USING (tenant_id = 2)',
    ];
    changes.push(
      'CREATE INDEX i ON a (tenant_id)',
      'ALTER TABLE a NO FORCE ROW LEVEL SECURITY',
      "COMMENT ON TABLE a IS 'it''s'",
    );
    for (const change of changes) assert.notEqual(dumpSql(await catalogueOf(`${good}; ${change}`)), base, change);
  });

  it('gives each column the type in which the driver delivers it', async () => {
    const types = dumpTypes(
      await catalogueOf(`CREATE TYPE mood AS ENUM ('calm', 'busy');
        CREATE TABLE t (a bigint NOT NULL, b timestamptz, c date NOT NULL, d jsonb, e uuid NOT NULL, f bytea NOT NULL, g text[] NOT NULL,
          h int NOT NULL DEFAULT 0, i text DEFAULT 'x', j int GENERATED ALWAYS AS (h + 1) STORED, k mood[] NOT NULL, l double precision, m varchar(7) NOT NULL)`),
    );
    const body = /interface TTable \{\n([^}]*)\}/
      .exec(types)?.[1]
      ?.split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    assert.deepEqual(body, [
      'a: number;',
      'b: Date | null;',
      'c: string;',
      'd: unknown;',
      'e: string;',
      'f: Buffer;',
      'g: string[];',
      'h: Generated<number>;',
      'i: Generated<string | null>;',
      'j: GeneratedAlways<number | null>;',
      "k: ('calm' | 'busy')[];",
      'l: number | null;',
      'm: string;',
    ]);
  });
});
