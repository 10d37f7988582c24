import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { goalMinutes } from './goal.ts';
import { batchable, confirmedEnd, distanceTo, effectiveMinutes, suspicions, withinTime } from './presence-rules.ts';

const t = (time: string) => new Date(`2026-11-28T${time}:00+08:00`);
const policy = { cap_pct: 125, rounding_min: 5, online_cap_min: 60 };
const minutes = (inAt: string, outAt: string, planned_min: number, remote = false) =>
  effectiveMinutes({ inAt: t(inAt), outAt: t(outAt), planned_min, remote }, policy);

describe('effective minutes (CHK-04)', () => {
  it('takes the actual time, at most planned × 1.25, and rounds down to five', () => {
    assert.equal(minutes('10:00', '11:00', 60), 60);
    assert.equal(minutes('10:00', '10:59', 60), 55);
    assert.equal(minutes('10:00', '11:14', 60), 70);
    assert.equal(minutes('10:00', '14:00', 60), 75);
    assert.equal(minutes('10:00', '14:00', 90), 110, '112.5 rounds down');
  });
  it('is nothing below five minutes and never negative', () => {
    assert.equal(minutes('10:00', '10:04', 60), 0);
    assert.equal(minutes('10:00', '09:00', 60), 0);
  });
  it('caps an online session by its own cap', () => {
    assert.equal(minutes('10:00', '12:00', 120, true), 60);
    assert.equal(minutes('10:00', '12:00', 120), 120);
  });
});

describe('the end that somebody confirmed', () => {
  const open = { state: 'checked_in', checked_in_at: t('10:00'), checked_out_at: null, out_confirmed: false };
  const end = t('11:00');
  it('is the planned end for a forgotten check-out, once it has passed', () => {
    assert.equal(confirmedEnd(open, { leftAt: null, at: t('10:30') }, end), null);
    assert.deepEqual(confirmedEnd(open, { leftAt: null, at: t('15:00') }, end), end);
  });
  it('is the named time when that is earlier, and never later than the planned end', () => {
    assert.deepEqual(confirmedEnd(open, { leftAt: t('10:40'), at: t('10:45') }, end), t('10:40'));
    assert.deepEqual(confirmedEnd(open, { leftAt: t('14:00'), at: t('15:00') }, end), end);
    assert.equal(confirmedEnd(open, { leftAt: t('14:00'), at: t('10:30') }, end), null, 'the future names nothing');
  });
  it('brings an unproven late check-out back to the planned end and leaves a proven one', () => {
    const late = { ...open, state: 'checked_out', checked_out_at: t('12:00') };
    assert.deepEqual(confirmedEnd(late, { leftAt: null, at: t('13:00') }, end), end);
    assert.deepEqual(confirmedEnd({ ...late, out_confirmed: true }, { leftAt: null, at: t('13:00') }, end), t('12:00'));
  });
});

describe('position and suspicion', () => {
  const fix = { lat: 31.3482, lng: 118.4221, accuracy_m: 20, at: t('10:00') };
  it('measures metres', () => {
    assert.equal(distanceTo({ lat: fix.lat + 300 / 111_195, lng: fix.lng, radius_m: 300 }, fix), 300);
  });
  it('opens half an hour around the slot', () => {
    const slot = { starts_at: t('10:00'), ends_at: t('11:00') };
    assert.deepEqual(
      ['09:29', '09:30', '11:30', '11:31'].map((at) => withinTime(t(at), slot, 30)),
      [false, true, true, false],
    );
  });
  it('flags what says too little or too much, and nothing else', () => {
    const usual = { accuracy_max_m: 500, stale_fix_min: 10 };
    assert.deepEqual(suspicions(fix, t('10:01'), null, usual), []);
    assert.deepEqual(suspicions({ ...fix, accuracy_m: 0 }, t('10:00'), null, usual), ['accuracy']);
    assert.deepEqual(suspicions({ ...fix, accuracy_m: 501 }, t('10:00'), null, usual), ['accuracy']);
    assert.deepEqual(suspicions(fix, t('10:30'), null, usual), ['stale_fix']);
    assert.deepEqual(suspicions(fix, t('10:00'), { ...fix, lat: fix.lat + 0.5, at: t('09:50') }, usual), ['teleport']);
    assert.deepEqual(suspicions(fix, t('10:00'), { ...fix, lat: fix.lat + 0.01, at: t('09:50') }, usual), []);
  });
});

describe('records that may pass in a batch', () => {
  const whole = {
    position_ok: true,
    fallback_mark: null,
    form: 'on_site',
    proofs: ['position', 'on_site_code'],
    presence_denied: false,
    provisional: false,
    flags: [],
    held_by_rule: null,
    out_confirmed: true,
  };
  it('need two independent grounds and no flag', () => {
    assert.equal(batchable(whole), true);
    for (const change of [
      { proofs: ['position'] },
      { flags: ['teleport'] },
      { provisional: true },
      { out_confirmed: false },
      { held_by_rule: 'identical_fix' },
      { presence_denied: true },
      { position_ok: false, fallback_mark: 'no_position', proofs: ['on_site_code'] },
    ])
      assert.equal(batchable({ ...whole, ...change }), false, JSON.stringify(change));
    assert.equal(
      batchable({ ...whole, position_ok: false, fallback_mark: 'no_position', proofs: ['on_site_code', 'call_back'] }),
      true,
    );
  });
});

describe('the goal of the year (HRS-01)', () => {
  it('is whole for who was registered before, and the remaining months for who came in between', () => {
    assert.equal(goalMinutes(1200, 2026, '2024-03-01'), 1200);
    assert.equal(goalMinutes(1200, 2026, '2026-01-31'), 1200);
    assert.equal(goalMinutes(1200, 2026, '2026-07-01'), 600);
    assert.equal(goalMinutes(1200, 2026, '2026-12-15'), 90, '20 h × 1/12 = 1 h 40, rounded down to half an hour');
    assert.equal(goalMinutes(1200, 2026, '2027-01-01'), 0);
  });
});
