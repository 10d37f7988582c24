import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { cityRules, invent, rareSkill, seeded } from './city-fixture.ts';
import { CityIndex, CityRecords } from './city-index.ts';
import { say } from '../words.ts';
import { whyYou } from '../explain.ts';
import { scoreParts } from './reasons.ts';
import { flag } from './record.ts';

function filled(seed: number, side_m: number, count: number) {
  const city = invent(seed, side_m, count);
  const index = new CityIndex(cityRules, side_m, 16);
  for (let n = 0; n < count; n++) index.add(city.member());
  return { city, index };
}

/** The same from records that are there already; `later` of them come one by one. */
function takenOver(seed: number, side_m: number, count: number, later: number) {
  const city = invent(seed, side_m, count);
  const records = new CityRecords(16);
  for (let n = later; n < count; n++) records.add(city.member());
  const index = CityIndex.of(cityRules, side_m, records);
  for (let n = 0; n < later; n++) index.add(city.member());
  return { city, index };
}

describe('the city index', () => {
  it('finds what a look at everybody finds, on ten thousand queries', () => {
    const { city, index } = filled(11, 12_000, 6000);
    let found = 0;
    for (let n = 0; n < 10_000; n++) {
      const query = city.query();
      const best = index.best(query, 20);
      found += best.length;
      assert.deepEqual(best, index.scan(query, 20), `query ${n}`);
    }
    assert.ok(found > 40_000);
  });

  it('finds the same whether members came one by one or all at once', () => {
    const [{ city, index }, other] = [filled(17, 12_000, 6000), takenOver(17, 12_000, 6000, 2000)];
    for (let n = 0; n < 500; n++) {
      const query = city.query();
      assert.deepEqual(other.index.best(query, 20), index.best(query, 20), `query ${n}`);
    }
  });

  it('finds the best for orders without a place, of which all see the same members', () => {
    const { city, index } = takenOver(23, 12_000, 6000, 0);
    for (let n = 0; n < 1000; n++) {
      const query = { ...city.query(), place: null };
      assert.deepEqual(index.best(query, 20), index.scan(query, 20), `query ${n}`);
    }
  });

  it('finds for many orders at once what it finds for each, equals counted from a number of its own', () => {
    const { city, index } = takenOver(29, 12_000, 6000, 0);
    const queries = Array.from({ length: 500 }, () => city.query());
    const rows = index.bestOfMany(queries, 8);
    const firsts = new Set<number>();
    for (const [n, query] of queries.entries()) {
      const best = rows.row(n);
      const scores = index.scan(query, 8).map(({ score }) => score);
      assert.deepEqual(Array.from(best.score), scores);
      for (const member of best.member) assert.equal(index.why(member, query), 'FITS');
      if (!query.place && best.member.length > 0) firsts.add(best.member[0]!);
      const first = ((n * 320) % 6000) & ~31;
      assert.deepEqual(index.best(query, 8, first), index.scan(query, 8, first));
    }
    assert.ok(firsts.size > 10);
  });

  it('explains a score by parts that add up to it', () => {
    const { city, index } = takenOver(31, 12_000, 6000, 0);
    const queries = Array.from({ length: 300 }, () => city.query());
    const rows = queries.flatMap((query, order) => index.best(query, 5).map((found) => ({ order, ...found })));
    const [order, member] = [rows.map((row) => row.order), rows.map((row) => row.member)];
    const reasons = index.reasons(queries, Int32Array.from(order), Int32Array.from(member));
    const seen = new Set<string>();
    for (const [pair, { score, recent }] of rows.entries()) {
      const parts = scoreParts(reasons, pair, cityRules);
      let [sum, whole] = [0, 0];
      for (const { value, weight, words } of parts) {
        [sum, whole] = [sum + value * weight, whole + weight];
        seen.add(words);
      }
      assert.ok(Math.abs(score - (sum / whole) * 10_000) < 1.5, `pair ${pair}`);
      assert.equal(parts.find(({ key }) => key === 'load')!.numbers['recent'], recent);
      for (const { words } of whyYou({ parts })) assert.doesNotMatch(say(words, 'en', parts[0]!.numbers), /undefined/);
    }
    assert.ok(seen.size > 9);
  });

  it('still does after members have changed in every way', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), fc.boolean(), (seed, limit, atOnce) => {
        const { city, index } = atOnce ? takenOver(seed, 8000, 150, 20) : filled(seed, 8000, 150);
        const random = seeded(seed + 1);
        for (let n = 0; n < 150; n++) {
          const number = Math.floor(random() * index.count);
          if (random() < 0.1) index.add(city.member());
          else if (random() < 0.5) index.change(number, city.member());
          else index.tally(number, random() < 0.5 ? 'asks' : 'services', 1);
        }
        for (let n = 0; n < 20; n++) {
          const query = city.query();
          assert.deepEqual(index.best(query, limit), index.scan(query, limit));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('searches a common skill ring by ring and the rare one as a whole, alike to a scan', () => {
    const { city, index } = filled(5, 40_000, 20_000);
    for (let n = 0; n < 300; n++) {
      const query = { ...city.query(), required: n % 2 === 0 ? [0] : [rareSkill], requireConfirmed: false };
      assert.deepEqual(index.best(query, 20), index.scan(query, 20));
    }
  });

  it('names why somebody is not asked, and asks again what has changed', () => {
    const city = invent(3, 5000, 10);
    const index = new CityIndex(cityRules, 5000);
    const query = {
      ...city.query(),
      place: { x_m: 2000, y_m: 2000 },
      radius_m: 3000,
      required: [2],
      requireConfirmed: true,
      preferred: [],
      demands: [1],
      except: [],
      households: [9],
      askedFor: [],
      urgent: false,
    };
    const fit = {
      home: { x_m: 2500, y_m: 2000 },
      reach_m: 1000,
      flags: flag.consent + flag.active,
      skills: [2],
      confirmed: [2],
      intentions: [query.content],
      willing: [],
      services: 0,
      asks: 0,
    };
    const number = index.add(fit);
    assert.equal(index.why(number, query), 'FITS');
    const cases = {
      CONSENT_MISSING: { flags: flag.active },
      NOT_AVAILABLE: { flags: flag.consent },
      SKILL_MISMATCH: { confirmed: [] },
      PHYSICAL_LIMIT: { limits: [1] },
      TOO_FAR: { reach_m: 400 },
      RESTING: { services: 3 },
      ASKED_ENOUGH: { asks: 5 },
      OUTSIDE_AVAILABILITY: { free: [] },
      TIME_CONFLICT: { busy: [[query.start_min - 5, query.start_min + 5]] as [number, number][] },
      SELF_DEALING: { household: 9 },
    };
    for (const [code, state] of Object.entries(cases)) {
      index.change(number, { ...fit, ...state });
      assert.equal(index.why(number, query), code);
      assert.deepEqual(index.best(query, 5), []);
    }
    // A fifth acceptance is not lost: the last stretches are drawn together.
    const busy = [1, 2, 3, 4, 5].map((n): [number, number] => [query.end_min + n * 100, query.end_min + n * 100 + 10]);
    index.change(number, { ...fit, busy });
    assert.equal(
      index.why(number, { ...query, start_min: query.end_min + 505, end_min: query.end_min + 507 }),
      'TIME_CONFLICT',
    );
    assert.equal(index.why(number, { ...query, urgent: true }), 'FITS');
  });
});
