/** How a rule pack splits what was served: nothing is lost, no limit is passed (TBK-02, TBK-03). */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { packs, splitDeposit } from './packs.ts';

const minutes = fc.integer({ min: 0, max: 100_000 });

it('keeps as much as both limits leave room for, and the rest is the excess', () => {
  fc.assert(
    fc.property(fc.constantFrom(...packs), minutes, minutes, minutes, (pack, served, balance_min, day_min) => {
      const { kept_min, excess_min } = splitDeposit(pack, served, { balance_min, day_min });
      assert.equal(kept_min + excess_min, served);
      assert.ok(kept_min >= 0 && excess_min >= 0);
      if (kept_min === 0) return;
      assert.ok(pack.balance_cap_min === null || balance_min + kept_min <= pack.balance_cap_min);
      assert.ok(pack.daily_cap_min === null || day_min + kept_min <= pack.daily_cap_min);
    }),
  );
});

it('has each pack at the place of its code, and no limit in the basic one', () => {
  assert.deepEqual(
    packs.map((p) => p.code),
    packs.map((_p, i) => i),
  );
  assert.deepEqual(splitDeposit(packs[0]!, 5000, { balance_min: 1_000_000, day_min: 5000 }), {
    kept_min: 5000,
    excess_min: 0,
  });
});
