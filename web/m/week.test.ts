/** Weekly times: choices and stored intervals are two faces of the same thing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinTimes, presets, readShifts, shifts, splitTimes } from './week.ts';

test('choices survive storing and reading, other times stay untouched', () => {
  const own = { from: 100, to: 160 };
  const stored = joinTimes(['satMorning', 'weekdayEvening'], [own]);
  const { chosen, rest } = splitTimes(stored);
  assert.deepEqual(chosen.sort(), ['satMorning', 'weekdayEvening']);
  assert.deepEqual(rest, [own]);
});

test('half a choice is not the choice', () => {
  const { chosen, rest } = splitTimes(presets.weekdayEvening.slice(0, 4));
  assert.deepEqual(chosen, []);
  assert.equal(rest.length, 4);
});

test('a night shift ends on the next day, the one of Sunday on Monday', () => {
  const nights = shifts([0, 6], '20:00', '08:00');
  assert.deepEqual(nights, [
    { from: 0, to: 480 },
    { from: 1200, to: 1920 },
    { from: 6 * 1440 + 1200, to: 10080 },
  ]);
  for (const { from, to } of nights) assert.ok(from < to && to <= 10_080);
});

test('one shift repeated is read back, anything else is left alone', () => {
  assert.deepEqual(readShifts(shifts([1, 3], '09:00', '17:30')), { days: [1, 3], from: '09:00', to: '17:30' });
  assert.equal(
    readShifts([
      { from: 0, to: 60 },
      { from: 3000, to: 3200 },
    ]),
    null,
  );
  assert.equal(readShifts([]), null);
});
