import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { actsOn, at, everything, ledgerDatabase, type LedgerDatabase, person } from './ledger-fixture.ts';
import * as ledger from './index.ts';

let db: LedgerDatabase;
let lastTenant = 100;
/** Each test has a community of its own. */
const newTenant = (): number => (lastTenant += 1);
let acts: ReturnType<typeof actsOn>;

before(async () => {
  db = await ledgerDatabase();
  acts = actsOn(db);
});
after(async () => {
  await db.close();
});

describe('the guard of the books', () => {
  test('another tenant sees nothing and no tenant sees nothing', async () => {
    const tenantId = newTenant();
    await acts.earn(tenantId, 'in', 'a', 60);
    await db.inTenant(tenantId, (tx) =>
      ledger.hold(tx, { tenantId, owner: person('a'), asset: 'time_minutes', key: 'h', amount: 5, at: at(1) }),
    );
    for (const table of ['ledger_account', 'ledger_transfer', 'ledger_entry', 'ledger_hold']) {
      const count = `select count(*)::int as n from ${table} where tenant_id = ${tenantId}`;
      assert.ok((await db.inTenant(tenantId, (tx) => tx.query(count))).rows[0].n > 0, table);
      assert.equal((await db.inTenant(tenantId + 5000, (tx) => tx.query(count))).rows[0].n, 0, table);
      assert.equal((await db.app.query(count)).rows[0].n, 0, table);
      assert.equal((await db.owner.query(count)).rows[0].n, 0, `${table}: forced for the owner too`);
    }
    const other = tenantId + 5000;
    const seen = await db.inTenant(other, (tx) => ledger.balances(tx, { tenantId, owner: person('a') }));
    assert.equal(seen.time_minutes.balance, 0);
  });

  test('append only: the application can write no table, the owner can change no posting', async () => {
    const tenantId = newTenant();
    await acts.earn(tenantId, 'in', 'a', 60);
    const then = await everything(db, tenantId);
    for (const [table, column] of [
      ['ledger_account', 'balance'],
      ['ledger_transfer', 'kind'],
      ['ledger_entry', 'amount'],
      ['ledger_hold', 'amount'],
    ] as const) {
      const copy = `insert into ${table} select * from ${table} where tenant_id = ${tenantId} limit 1`;
      if (table !== 'ledger_hold')
        await assert.rejects(
          db.inTenant(tenantId, (tx) => tx.query(copy)),
          { code: '42501' },
          table,
        );
      const touched = await db.inTenant(tenantId, async (tx) => [
        (await tx.query(`update ${table} set ${column} = ${column} where tenant_id = $1`, [tenantId])).rowCount,
        (await tx.query(`delete from ${table} where tenant_id = $1`, [tenantId])).rowCount,
      ]);
      assert.deepEqual(touched, [0, 0], table);
      await assert.rejects(
        db.inTenant(tenantId, (tx) => tx.query(`truncate ${table} cascade`)),
        { code: '42501' },
        table,
      );
    }
    const owner = await db.owner.connect();
    try {
      await owner.query('begin');
      await owner.query(`set local app.tenant = '${tenantId}'`);
      for (const table of ['ledger_transfer', 'ledger_entry']) {
        assert.equal((await owner.query(`update ${table} set posted_at = posted_at`)).rowCount, 0);
        assert.equal((await owner.query(`delete from ${table}`)).rowCount, 0);
      }
      assert.equal((await owner.query('delete from ledger_account')).rowCount, 0, 'an account with entries stays');
      await owner.query('rollback');
    } finally {
      owner.release();
    }
    assert.deepEqual(await everything(db, tenantId), then);
  });

  test('the net below: the database itself refuses a balance under the floor', async () => {
    const tenantId = newTenant();
    await acts.earn(tenantId, 'in', 'a', 60);
    const owner = await db.owner.connect();
    try {
      await owner.query('begin');
      await owner.query(`set local app.tenant = '${tenantId}'`);
      await assert.rejects(owner.query(`update ledger_account set balance = -1 where owner_id = 'a'`), {
        constraint: 'ledger_account_above_floor',
      });
      await owner.query('rollback');
    } finally {
      owner.release();
    }
  });

  test('every hash is the hash of what the entry says, computed here anew', async () => {
    const tenantId = newTenant();
    await acts.earn(tenantId, 'in', 'a', 60, 7);
    await acts.give(tenantId, '赠送', 'a', 'b', 20, 8);
    const sha = (...parts: (string | Buffer)[]) =>
      parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
    const { rows } = await db.inTenant(tenantId, (tx) =>
      tx.query(
        `select e.*, to_char(e.value_date, 'YYYY-MM-DD') as date, t.key, t.body_hash, t.kind, t.hash as transfer_hash from ledger_entry e
         join ledger_transfer t using (tenant_id, transfer_id) where e.tenant_id = $1 order by t.transfer_id, e.leg_no`,
        [tenantId],
      ),
    );
    assert.equal(rows.length, 4);
    const hashes = new Map<string, Buffer[]>();
    for (const row of rows) {
      const days = Date.parse(row.date) / 86_400_000;
      const text = [
        'entry.1',
        tenantId,
        row.transfer_id,
        row.leg_no,
        row.account_id,
        row.asset,
        row.amount,
        row.entry_no,
        row.balance_after ?? '',
        row.posted_at.getTime(),
        days,
      ];
      assert.deepEqual(row.hash, sha(text.join('|')));
      hashes.set(row.transfer_id, [...(hashes.get(row.transfer_id) ?? []), row.hash]);
      if (row.leg_no < 2) continue;
      const head = [
        'transfer.1',
        tenantId,
        row.transfer_id,
        sha(row.key).toString('hex'),
        row.body_hash.toString('hex'),
        row.kind,
        days,
        row.posted_at.getTime(),
        '',
        '',
      ];
      assert.deepEqual(row.transfer_hash, sha(head.join('|'), ...hashes.get(row.transfer_id)!));
    }
  });

  test('the proof is right while postings run beside it', async () => {
    const tenantId = newTenant();
    let running = true;
    const posting = Promise.all(
      [0, 1, 2, 3].map(async (caller) => {
        for (let i = 0; i < 60; i += 1) await acts.earn(tenantId, `${caller}-${i}`, `p${i % 5}`, 1 + caller);
      }),
    ).finally(() => (running = false));
    let proofs = 0;
    while (running && proofs < 10_000) {
      assert.equal((await acts.proof(tenantId)).difference, 0);
      proofs += 1;
    }
    await posting;
    assert.deepEqual((await acts.proof(tenantId)).assets, { time_minutes: 0 });
    assert.ok(proofs > 0);
  });

  test('a planted defect is found: each column of the books, changed behind them', async () => {
    const defects = [
      `update ledger_account set balance = balance + 1 where owner_id = 'a'`,
      `update ledger_account set held = held + 1 where owner_id = 'a'`,
      `update ledger_account set entry_no = entry_no + 1 where owner_id = 'a'`,
      `update ledger_entry set amount = amount + 1 where balance_after is not null`,
      `update ledger_entry set value_date = value_date + 1 where leg_no = 1`,
      `update ledger_transfer set kind = 'other'`,
      `delete from ledger_entry where leg_no = 1`,
      `delete from ledger_entry`,
      `delete from ledger_transfer`,
      `delete from ledger_account where owner_kind = 'issue'`,
    ];
    for (const defect of defects) {
      const tenantId = newTenant();
      await acts.earn(tenantId, 'in', 'a', 60);
      const owner = await db.owner.connect();
      try {
        // Only the owner, by switching off its own row security, can plant these; all is rolled back.
        await owner.query('begin');
        await owner.query(`set local app.tenant = '${tenantId}'`);
        for (const table of ['ledger_account', 'ledger_transfer', 'ledger_entry', 'ledger_hold'])
          await owner.query(`alter table ${table} no force row level security`);
        assert.equal((await ledger.checkDifference(owner, tenantId)).difference, 0);
        const { rowCount } = await owner.query(
          defect.includes(' where ')
            ? `${defect} and tenant_id = ${tenantId}`
            : `${defect} where tenant_id = ${tenantId}`,
        );
        assert.ok(rowCount! > 0, defect);
        const report = await ledger.checkDifference(owner, tenantId);
        assert.ok(report.difference > 0, defect);
        // The one figure is the sum of what the report lists.
        const listed = [
          ...report.accounts.flatMap((one) => [one.balance, one.held, one.entries]),
          ...Object.values(report.assets),
          report.brokenTransfers,
          report.brokenHashes,
        ];
        const sum = listed.reduce((total, one) => total + Math.abs(one), 0);
        assert.equal(report.difference, sum, defect);
        await owner.query('rollback');
      } finally {
        owner.release();
      }
    }
  });
});
