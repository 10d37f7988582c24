import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkConcurrent } from './concurrent-fixture.ts';
import { ledgerDatabase, plant, type LedgerDatabase } from './ledger-fixture.ts';
import { checkAgainstModel } from './model-fixture.ts';

let db: LedgerDatabase;
before(async () => {
  db = await ledgerDatabase();
});
after(async () => {
  await db.close();
});

test('10,000 random commands: every answer, balance, past balance and statement as the model has it', async () => {
  // Each share waits for the database most of the time, so that several together take hardly longer than one.
  const shares = await Promise.all(
    [1, 2, 3, 4].map((share) =>
      checkAgainstModel(db, { seed: 20260302 + share, runs: 52, commands: 110, firstTenant: share * 1_000_000 }),
    ),
  );
  for (const { failure } of shares) assert.equal(failure, null, failure ?? '');
  const steps = shares.reduce((sum, share) => sum + share.steps, 0);
  assert.ok(steps >= 10_000, `${steps} steps`);
});

test('random acts from 8 callers at once: the acknowledged ones, and only they, are in the books', async () => {
  const failure = await checkConcurrent(db, { seed: 20260303, runs: 8, firstTenant: 10_000_000 });
  assert.equal(failure, null, failure ?? '');
});

/** What is planted in a copy of the writing function, by a fragment of its text. */
const defects = [
  ['a lost update: the balance is read without the lock', 'ledger_post', 'for no key update\n  loop', '\n  loop'],
  [
    'a double reversal: nobody asks whether it was reversed',
    'ledger_post',
    't.reverses = p_reverses',
    't.reverses = p_reverses and false',
  ],
  [
    'rounding: odd amounts lose a unit',
    'ledger_post',
    'r.balance + v_amounts[v_k]',
    'r.balance + v_amounts[v_k] / 2 * 2',
  ],
] as const;
for (const [name, target, find, replace] of defects) {
  test(`a planted defect is found: ${name}`, async () => {
    const copy = await ledgerDatabase();
    try {
      // The index that forbids a second reversal would hide the defect behind an error of another kind.
      await copy.owner.query('drop index ledger_transfer_reversed_once');
      await plant(copy, { function: target, find, replace });
      const alone = await checkAgainstModel(copy, { seed: 1, runs: 40, commands: 60, firstTenant: 1000 });
      const together = await checkConcurrent(copy, { seed: 1, runs: 4, firstTenant: 10_000 });
      assert.ok(alone.failure !== null || together !== null, 'the defect was not found');
    } finally {
      await copy.close();
    }
  });
}
