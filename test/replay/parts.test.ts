/** The small parts of the replay and of its auditor, each by itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { touchesWork } from '../../tools/replay/auditor-acts.ts';
import { creditedMinutes, pointsFor } from '../../tools/replay/auditor-credit.ts';
import { civilDay, lawfulStarts } from '../../tools/replay/calendar.ts';
import { parseCsv } from '../../tools/replay/csv.ts';
import { drawsOf } from '../../tools/replay/draws.ts';
import { readOptions } from '../../tools/replay/options.ts';
import { duplicatesOf, readRows } from '../../tools/replay/rows.ts';

const at = (text: string): number => Date.parse(`${text}+08:00`);

test('quoted fields keep commas, quotes and line ends', () => {
  assert.deepEqual(parseCsv('a,"b,c","d ""e""\nf"\r\n1,,3\n'), [
    ['a', 'b,c', 'd "e"\nf'],
    ['1', '', '3'],
  ]);
});

test('a row without target or closing, and one closed before it opened, are rows', () => {
  const cells = { open_dt: '2015-08-26T10:00:00', source: 'Constituent Call', type: 'Lamp', lat: '1', lon: '2' };
  const rows = readRows(
    [
      { ...cells, case_id: 'a' },
      { ...cells, case_id: 'b', closed_dt: '2015-08-26T09:00:00', target_dt: '2015-08-27 08:30:00' },
    ],
    drawsOf('1'),
  );
  assert.equal(rows[0]!.closeAt, null);
  assert.equal(rows[0]!.dueAt, null);
  assert.equal(rows[1]!.closeAt, rows[1]!.openAt);
  assert.equal(rows[1]!.dueAt, at('2015-08-27T08:30:00'));
  assert.equal(rows[0]!.way, 'hotline');
  assert.throws(() => readRows([{ ...cells, open_dt: 'yesterday' }], drawsOf('1')), /open_dt/);
});

test('only rows of one spot and type that end together are about one thing', () => {
  const row = (case_id: string, closed_dt: string, type = 'Lamp') => ({
    case_id,
    open_dt: '2015-08-26T10:00:00',
    closed_dt,
    source: 'x',
    type,
    lat: '1',
    lon: '2',
  });
  const rows = readRows(
    [
      row('a', '2015-08-28T10:00:00'),
      row('b', '2015-08-28T10:00:00'),
      row('c', '2015-08-28T10:00:01'),
      row('d', '2015-08-28T10:00:00', 'Noise'),
    ],
    drawsOf('1'),
  );
  assert.deepEqual([...duplicatesOf(rows)], [['b', 'a']]);
});

test('lawful starts: evenings of workdays, days of weekends and holidays, none on a make-up Sunday by day', () => {
  const day = (text: string) =>
    lawfulStarts(at(`${text}T00:00:00`), at(`${text}T23:59:00`), 60).map((s) =>
      new Date(s + 8 * 3_600_000).toISOString().slice(11, 16),
    );
  assert.equal(day('2015-08-26')[0], '18:30');
  assert.equal(day('2015-08-29')[0], '08:30');
  assert.equal(day('2015-09-03')[0], '08:30', 'the holiday of 3 September 2015');
  assert.equal(day('2015-09-06')[0], '18:30', 'a Sunday on which everybody worked');
  assert.equal(day('2015-08-26').at(-1), '21:00');
  assert.equal(civilDay(at('2015-08-26T00:00:00')), '2015-08-26');
});

test('the auditor knows working hours by itself', () => {
  assert.equal(touchesWork(at('2015-08-26T18:30:00'), at('2015-08-26T20:00:00')), false);
  assert.equal(touchesWork(at('2015-08-26T18:00:00'), at('2015-08-26T19:00:00')), true);
  assert.equal(touchesWork(at('2015-09-06T10:00:00'), at('2015-09-06T11:00:00')), true);
  assert.equal(touchesWork(at('2015-09-03T10:00:00'), at('2015-09-03T11:00:00')), false);
});

test('the auditor computes minutes by CHK-04 and points by the published standard', () => {
  const [from, to] = [at('2015-08-26T19:00:00'), at('2015-08-26T20:00:00')];
  assert.equal(creditedMinutes(from, at('2015-08-26T19:58:00'), from, to), 55);
  assert.equal(creditedMinutes(from, at('2015-08-26T22:00:00'), from, to), 75);
  assert.equal(creditedMinutes(from, at('2015-08-26T19:04:00'), from, to), 0);
  const standard = {
    items: [{ content: 'volunteer_service', base_hundredths_per_hour: 500 }],
    roles: [{ role: 'organiser', coefficient_pct: 120 }],
    professional_pct: 150,
    results: [{ from_score: 9, coefficient_pct: 120 }],
    emergency_pct: 150,
    daily_cap_hundredths: 4000,
  };
  const service = { minutes: 55, content: 'volunteer_service', role: 'general', skilled: false, score: null };
  assert.equal(pointsFor(standard, service), 458);
  assert.equal(pointsFor(standard, { ...service, score: 9 }), 550);
  assert.equal(pointsFor(standard, { ...service, score: 3 }), 458);
  assert.equal(pointsFor(standard, { ...service, minutes: 60, skilled: true, role: 'organiser' }), 900);
});

test('the same seed draws the same, and a draw does not depend on those before it', () => {
  const [a, b] = [drawsOf('5'), drawsOf('5')];
  b.at('something else');
  assert.equal(a.at('x'), b.at('x'));
  assert.notEqual(a.at('x'), drawsOf('6').at('x'));
});

test('the command line names what is missing', () => {
  assert.throws(() => readOptions(['day.csv']), /--places/);
  assert.throws(() => readOptions(['day.csv', '--places', 'p', '--words', 'w', '--speed', 'slow']), /--speed/);
  assert.deepEqual(readOptions(['d.csv', '--places', 'p', '--words', 'w', '--kill', '3']), {
    orders: 'd.csv',
    places: 'p',
    words: 'w',
    speed: null,
    seed: '1',
    keep: false,
    kills: 3,
  });
});
