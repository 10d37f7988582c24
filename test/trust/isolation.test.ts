/** From one community at another's data; `npm run isolation` sends many more. Row security is asked by itself as well. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { beginnings } from '../fuzz/actors.ts';
import { at, serviceWorld, type ServiceWorld } from '../service-world.ts';
import { connect, type Pools } from '../../server/platform/database.ts';
import { isolation } from './isolation.ts';

const probes = 1000;

describe('isolation', () => {
  it(`finds nothing of another community in ${probes} probes`, { timeout: 300_000 }, async () => {
    const report = await isolation({ probes, seed: 20261124 });
    assert.deepEqual(report.leaks, []);
    assert.equal(report.sent, probes);
    assert.ok((report.statuses['200'] ?? 0) > probes / 10, JSON.stringify(report.statuses));
  });

  it(
    'finds nothing with every role and reach given to everybody: row security holds alone',
    { timeout: 300_000 },
    async () => {
      const report = await isolation({ probes, seed: 20261125, permissive: true });
      assert.deepEqual(report.leaks, []);
      // The judge of roles barred nobody: what is refused here is refused by use cases and by the database.
      assert.ok((report.statuses['200'] ?? 0) > probes / 5, JSON.stringify(report.statuses));
    },
  );

  it('would see a leak: where every role reaches every community, it finds many', { timeout: 300_000 }, async () => {
    const { leaks } = await isolation({ probes: 1000, seed: 20261126, open: true });
    assert.ok(leaks.some((l) => l.leak.startsWith('names ')));
  });
});

describe('row security by itself', () => {
  let service: ServiceWorld;
  let app: Pools;
  before(async () => {
    service = await serviceWorld(at('08:00'));
    await beginnings(service);
    app = connect(service.w.database.appUrl, 1);
  });
  after(async () => {
    await app?.close();
    await service?.w.close();
  });
  /** What the application's own role sees with these settings, without any policy of the server before it. */
  const seen = async (settings: string, table: string, condition: string) => {
    const client = await app.pool.connect();
    try {
      await client.query(`begin; ${settings}`);
      return (await client.query<{ n: number }>(`select count(*)::int as n from "${table}" where ${condition}`))
        .rows[0]!.n;
    } finally {
      await client.query('rollback');
      client.release();
    }
  };
  const tables = (column: string) =>
    service.w.rows(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = $1
       where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and c.relrowsecurity order by 1`,
      [column],
    );

  it('shows a transaction of one community no row of another, in any table', async () => {
    const { community, elsewhere } = service.w;
    let filled = 0;
    for (const { name } of await tables('tenant_id')) {
      const own = await seen(`set local app.tenant = '${community}'`, name, `tenant_id = ${community}`);
      if (own > 0) filled += 1;
      for (const settings of [`set local app.tenant = '${elsewhere}'`, 'select 1'])
        assert.equal(await seen(settings, name, `tenant_id = ${community}`), 0, `${name} under ${settings}`);
    }
    assert.ok(filled > 15, `only ${filled} tables hold something that could be seen`);
  });

  it('shows no personal row of a person who was not opened, and adds none for another community', async () => {
    const { elder, helper, w } = service;
    for (const name of [
      'person',
      'session',
      'credential',
      'consent',
      'service_profile',
      'calendar_entry',
      'reach',
      'idempotency',
    ])
      assert.equal(await seen(`set local app.persons = '{${helper.id}}'`, name, `person_id = '${elder.id}'`), 0, name);
    assert.equal(await seen(`set local app.persons = '{${elder.id}}'`, 'person', `person_id = '${elder.id}'`), 1);
    const client = await app.pool.connect();
    try {
      await client.query(`begin; set local app.tenant = '${w.elsewhere}'`);
      await assert.rejects(
        client.query(
          `insert into place (tenant_id, place_id, kind, name, full_name) values (${w.community}, '${w.deps.ids.next()}', 'estate', 'x', 'x')`,
        ),
        /row-level security/,
      );
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});
