/** Words for times, minutes and points in both languages; always Shanghai's clock. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import * as format from './format.ts';
import { count, dictionary, labelOf, setLang, wordsNow } from './i18n.ts';

// Inside a suite, so that the replaced globals and the language end with it when all files share one process.
describe('formats', () => {
  after(() => setLang('zh'));
  const now = new Date('2026-03-06T04:00:00Z');

  test('minutes read as people say them', () => {
    setLang('zh');
    assert.deepEqual([0, 25, 60, 205, -5].map(format.minutes), ['0分钟', '25分钟', '1小时', '3小时25分', '−5分钟']);
    setLang('en');
    assert.deepEqual([0, 60, 205].map(format.minutes), ['0 min', '1 h', '3 h 25 min']);
  });

  test('points keep two decimals and their sign', () => {
    assert.deepEqual([0, 5, 150, 9950, -250].map(format.points), ['0.00', '0.05', '1.50', '99.50', '−2.50']);
  });

  test('days and clocks are those of Shanghai, past midnight included', () => {
    setLang('zh');
    // 17:30 UTC on the 6th is already the 7th in Shanghai.
    assert.equal(format.civilDay('2026-03-06T17:30:00Z'), '2026-03-07');
    assert.equal(format.clock('2026-03-06T16:05:00Z'), '00:05');
    assert.equal(format.span('2026-03-07T01:00:00Z', '2026-03-07T03:00:00Z', now), '明天 09:00–11:00');
    assert.equal(format.nearDay('2026-03-06T01:00:00Z', now), '今天');
    setLang('en');
    assert.equal(format.nearDay('2026-03-05T01:00:00Z', now), 'Yesterday');
  });

  test('another year is named', () => {
    setLang('zh');
    assert.match(format.day('2025-12-31T04:00:00Z', now), /2025/);
    assert.doesNotMatch(format.day('2026-12-31T04:00:00Z', now), /2026/);
  });

  test('a wall time in Shanghai becomes the instant that it names', () => {
    assert.equal(new Date(format.instantOf('2026-03-07', '09:00')).toISOString(), '2026-03-07T01:00:00.000Z');
  });

  test('distances, lists and plurals follow the language', () => {
    setLang('zh');
    assert.deepEqual([80, 1_320].map(format.distance), ['80米', '1.3公里']);
    assert.equal(format.list(['甲', '', '乙']), '甲、乙');
    setLang('en');
    assert.equal(format.list(['a', 'b']), 'a, b');
    assert.deepEqual(
      [count(1, 'order'), count(2, 'order'), count(2, 'person', 'people')],
      ['1 order', '2 orders', '2 people'],
    );
  });

  test('a switch of language changes every dictionary, an unknown code shows itself', () => {
    const words = dictionary({ hello: '您好' }, { hello: 'Hello' });
    setLang('zh');
    assert.equal(wordsNow(words).hello, '您好');
    setLang('en');
    assert.equal(wordsNow(words).hello, 'Hello');
    assert.equal(labelOf({ open: { zh: '办理中', en: 'Open' } }, 'open'), 'Open');
    assert.equal(labelOf({}, 'no_such_code'), 'no_such_code');
  });
});
