/** Days and running balances of the passbook: ledgers never meet, pages go on where the one before ended. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byDay, running } from './passbook-lines.ts';

const line = (asset: string, amount: number, at: string) => ({ asset, amount, at });
const book = [
  line('redeemable_points', -10, '2026-03-08T02:00:00.000Z'),
  line('honour_points', 120, '2026-03-07T17:30:00.000Z'),
  line('redeemable_points', 120, '2026-03-07T15:30:00.000Z'),
  line('honour_points', 80, '2026-03-01T02:00:00.000Z'),
];
const shanghai = (at: string) => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10);
const newest = { redeemable_points: 110, honour_points: 200 };

test('each line carries the balance of its own ledger after it, back to nothing before the first', () => {
  const { lines, before } = running(book, newest);
  assert.deepEqual(
    lines.map((l) => l.after),
    [110, 200, 120, 80],
  );
  assert.deepEqual(before, { redeemable_points: 0, honour_points: 0 });
});

test('two pages read one after the other say what one page says', () => {
  const first = running(book.slice(0, 2), newest);
  const second = running(book.slice(2), first.before);
  assert.deepEqual([...first.lines, ...second.lines], running(book, newest).lines);
});

test('lines of one civil day stand together: 17:30 UTC belongs to the next day of Shanghai', () => {
  assert.deepEqual(
    byDay(book, shanghai).map((d) => [d.day, d.lines.length]),
    [
      ['2026-03-08', 2],
      ['2026-03-07', 1],
      ['2026-03-01', 1],
    ],
  );
});
