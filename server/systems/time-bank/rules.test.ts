/** The arithmetic of the time bank at its edges. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { cover, hardshipBasis, mayRedeem, payment, servedMinutes, startable } from './rules.ts';

const minutes = fc.integer({ min: 0, max: 1440 });

describe('rules of the time bank', () => {
  it('covers a plan whole, the grant first, and pays neither more than was covered nor than was served', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1440 }),
        fc.integer({ min: -10, max: 3000 }),
        minutes,
        (plan, granted, actual) => {
          const c = cover(plan, granted);
          assert.equal(c.own_min + c.grant_min, plan);
          assert.ok(c.grant_min >= 0 && c.grant_min <= Math.max(0, granted));
          const settled = Math.min(plan, actual);
          const p = payment(settled, c.grant_min);
          assert.equal(p.own_min + p.grant_min, settled);
          assert.ok(p.own_min >= 0 && p.own_min <= c.own_min && p.grant_min <= c.grant_min);
        },
      ),
    );
  });

  it('counts whole minutes of at most a day, and never less than none', () => {
    const from = new Date('2026-11-28T10:00:00+08:00');
    const after = (ms: number) => servedMinutes(from, new Date(from.getTime() + ms));
    assert.deepEqual([after(59_999), after(60_000), after(-1), after(2 * 86_400_000)], [0, 1, 0, 1440]);
  });

  it('begins from an hour before until a day after the agreed time', () => {
    const order = { starts_at: new Date('2026-11-28T10:00:00+08:00'), plan_min: 30 };
    const may = (at: string) => startable(new Date(at), order, 60);
    assert.deepEqual(
      [
        may('2026-11-28T08:59:59+08:00'),
        may('2026-11-28T09:00:00+08:00'),
        may('2026-11-29T10:30:00+08:00'),
        may('2026-11-29T10:30:01+08:00'),
      ],
      [false, true, true, false],
    );
  });

  it('takes an unknown year of birth for no proof of an age', () => {
    assert.deepEqual(
      [mayRedeem(null, null, 2026), mayRedeem(60, null, 2026), mayRedeem(60, 1966, 2026), mayRedeem(60, 1967, 2026)],
      [true, false, true, false],
    );
  });

  it('TBK-05: entitles by the hardship flag, or as an elder who lives alone; living alone is no hardship before that age', () => {
    const basis = (hardship: boolean, livesAlone: boolean, birthYear: number | null) =>
      hardshipBasis({ hardship, livesAlone, birthYear }, 2026, 60);
    assert.deepEqual(
      [
        basis(false, true, 1950),
        basis(false, true, 1980),
        basis(false, true, null),
        basis(true, true, 1980),
        basis(false, false, 1950),
      ],
      ['lone_elder', null, null, 'hardship', null],
    );
  });
});
