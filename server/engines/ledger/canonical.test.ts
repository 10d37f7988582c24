/** The form of requests, and what must never change: the hashes and ids under which acts are known for ever. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as canonical from './canonical.ts';
import type { AccountRef, Leg, Meta, Owner } from './types.ts';

const id = '019cabd8-3800-7cbe-8742-69deb1e080fe';
const leg = (amount: number, more: Partial<Record<string, unknown>> = {}): Leg =>
  ({ ownerKind: 'person', ownerId: 'li', asset: 'time_minutes', amount, ...more }) as unknown as Leg;
const misuse = (act: () => unknown, sentence: RegExp): void =>
  assert.throws(act, (error: Error) => {
    assert.ok(error instanceof canonical.LedgerMisuse);
    assert.equal(error.name, 'LedgerMisuse');
    assert.match(error.message, sentence);
    return true;
  });

describe('the form of a request', () => {
  test('owners and accounts', () => {
    const owner = (ownerId: string, ownerKind = 'person') => ({ ownerKind, ownerId }) as Owner;
    for (const good of ['a', 'A-9._:z', 'x'.repeat(64)]) canonical.checkOwner(owner(good));
    for (const bad of ['', 'x'.repeat(65), 'a b', 'a|b', '李', 'a\n'])
      misuse(() => canonical.checkOwner(owner(bad)), /owner id/);
    for (const kind of ['person', 'pool', 'organisation', 'issue', 'clearing']) canonical.checkOwner(owner('a', kind));
    misuse(() => canonical.checkOwner(owner('a', 'bank')), /kind of owner bank/);
    canonical.checkAccount({ account: id });
    for (const bad of [`x${id}`, `${id}0`, id.toUpperCase(), id.slice(1), ''])
      misuse(() => canonical.checkAccount({ account: bad }), /not a UUID/);
    canonical.checkAccount({ ...owner('a'), asset: 'fund_fen' } as AccountRef);
    misuse(() => canonical.checkAccount({ ...owner('a'), asset: 'gold' } as unknown as AccountRef), /asset gold/);
    misuse(() => canonical.checkAccount({ ...owner('a b'), asset: 'fund_fen' } as AccountRef), /owner id/);
  });

  test('keys, amounts, days and instants', () => {
    for (const good of ['k', 'k'.repeat(200)]) canonical.checkKey(good);
    for (const bad of ['', 'k'.repeat(201)]) misuse(() => canonical.checkKey(bad), /1 to 200/);
    canonical.checkPositive(1);
    for (const bad of [0, -1, 1.5, NaN, 2 ** 53]) misuse(() => canonical.checkPositive(bad), /positive integer/);
    for (const good of ['2026-03-02', '2028-02-29']) canonical.checkDate(good);
    for (const bad of ['2026-02-29', '2026-3-2', '12026-03-02', '2026-03-020', '2026/03/02'])
      assert.throws(() => canonical.checkDate(bad), /civil date|Invalid time/);
    canonical.checkInstant(new Date(0));
    misuse(() => canonical.checkInstant(new Date(NaN)), /instant/);
  });

  test('meta is flat: text, whole numbers, booleans and null, at most 40 fields', () => {
    const fields = (count: number): Meta => Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, i]));
    canonical.checkMeta({ a: 'x', b: -3, c: false, d: null });
    canonical.checkMeta(fields(40));
    misuse(() => canonical.checkMeta(fields(41)), /more than 40/);
    for (const bad of [0.5, NaN, 2 ** 53, {}, [], undefined])
      misuse(() => canonical.checkMeta({ a: bad } as unknown as Meta), /meta holds/);
  });

  test('legs: enough of them, none zero, no account twice, at most 500', () => {
    const other = leg(3, { ownerId: 'wang' });
    canonical.checkLegs([leg(-3), other], 2);
    canonical.checkLegs([leg(3)], 1);
    misuse(() => canonical.checkLegs([leg(3)], 2), /2 to 500/);
    misuse(() => canonical.checkLegs([], 1), /1 to 500/);
    const many = (count: number) => Array.from({ length: count }, (_, i) => leg(1, { ownerId: `p${i}` }));
    canonical.checkLegs(many(500), 2);
    misuse(() => canonical.checkLegs(many(501), 2), /2 to 500/);
    for (const bad of [0, 0.5, NaN, 2 ** 53])
      misuse(() => canonical.checkLegs([leg(bad), other], 2), /not an integer, or is zero/);
    misuse(() => canonical.checkLegs([leg(-3), leg(3)], 2), /two legs name/);
    misuse(
      () =>
        canonical.checkLegs(
          [
            { account: id, amount: 1 },
            { account: id, amount: -1 },
          ],
          2,
        ),
      /two legs name/,
    );
    // The same owner with another asset, kind or name is another account.
    const near = [{ asset: 'fund_fen' }, { ownerKind: 'pool' }, { ownerId: 'l' }];
    canonical.checkLegs([leg(1), ...near.map((more) => leg(1, more))], 2);
    misuse(() => canonical.checkLegs([leg(1), leg(1, { asset: 'gold' })], 2), /asset gold/);
  });
});

describe('what must never change', () => {
  test('legs and meta in their canonical form', () => {
    assert.deepEqual(canonical.canonicalLegs([leg(-3), { account: id, amount: 3 }]), [
      ['person|li|time_minutes', -3],
      [id, 3],
    ]);
    assert.deepEqual(canonical.canonicalMeta({ b: 1, a: 'x', c: null, B: true }), [
      ['B', true],
      ['a', 'x'],
      ['b', 1],
      ['c', null],
    ]);
  });

  test('the hash of a body, and the ids that a request names', () => {
    const hash = canonical.bodyHash(['transfer', 'k', '2026-03-02', [['a', 1]], [['person|li|time_minutes', -3]]]);
    assert.equal(hash.toString('hex'), '63f54fe7636fc8fab4583bf02a45d6669643e04b87897ba3805a64984d1e9cbb');
    const at = new Date('2026-03-02T00:00:00Z');
    assert.equal(canonical.idFor(at, 'transfer', 7, 'key'), '019cabd8-3800-7c81-a607-8b101c6fc5e6');
    assert.notEqual(canonical.idFor(at, 'transfer', 7, 'key'), canonical.idFor(at, 'transfer', 7, 'kez'));
    const ref = { ownerKind: 'person', ownerId: 'li', asset: 'time_minutes' } as const;
    assert.equal(canonical.accountIdFor(7, at, ref), canonical.idFor(at, 'account', 7, 'person', 'li', 'time_minutes'));
    assert.equal(canonical.accountIdFor(7, at, { account: id }), id);
  });

  test('ids are UUIDs of version 7 with the instant in front', () => {
    for (let n = 0; n < 50; n += 1) {
      const at = new Date(Date.UTC(2026, 2, 2) + n * 977);
      const made = canonical.idFor(at, 'transfer', n);
      assert.match(made, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.equal(Number.parseInt(made.replaceAll('-', '').slice(0, 12), 16), at.getTime());
    }
  });
});
