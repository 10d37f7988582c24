import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { seeded } from '../city/city-fixture.ts';
import { acceptance, fitAcceptance, type PastAsk } from './acceptance.ts';
import { nextRing, ringDefaults, ringsAhead, type Asked, type Near } from './rings.ts';

const rules = { interval_ms: 30_000, expectedPerMissing: 1, mostAsksPerWeek: 3 };
const near = (count: number, chance = 0.36): Near[] =>
  Array.from({ length: count }, (_, n) => ({ personId: `m${n}`, reach_min: n + 1, chance, asks: 0 }));
const wish = { needed: 1, urgent: false, now_ms: 0 };

function history(count: number, seed: number, chanceOf: (ask: Omit<PastAsk, 'accepted'>) => number): PastAsk[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => {
    const ask = {
      kind: random() < 0.5 ? 'clean' : 'teach',
      distance_m: Math.floor(random() * 5000),
      hour: Math.floor(random() * 24),
      asks: Math.floor(random() * 5),
    };
    return { ...ask, accepted: random() < chanceOf(ask) };
  });
}

describe('rings', () => {
  it('ask three at a chance of a third, nearest first, three more when it is time, and stop when enough come', () => {
    const people = near(30);
    const first = nextRing(people.toReversed(), [], rules, wish);
    assert.deepEqual(
      first.ask.map((one) => one.personId),
      ['m0', 'm1', 'm2'],
    );
    const asked = first.ask.map((one): Asked => ({ personId: one.personId, asked_ms: 0, answer: 'waiting' }));
    assert.deepEqual(nextRing(people, asked, rules, { ...wish, now_ms: 29_999 }).ask, []);
    const second = nextRing(people, asked, rules, { ...wish, now_ms: 30_000 });
    assert.deepEqual(
      second.ask.map((one) => one.personId),
      ['m3', 'm4', 'm5'],
    );
    asked[1] = { ...asked[1]!, answer: 'yes' };
    assert.partialDeepStrictEqual(nextRing(people, asked, rules, { ...wish, now_ms: 60_000 }), {
      ask: [],
      next_ms: null,
    });
  });

  it('leave in peace who was asked enough this week, unless it is urgent', () => {
    const people = near(3).map((one) => ({ ...one, asks: one.personId === 'm0' ? 3 : 2 }));
    const ids = (urgent: boolean) =>
      ringsAhead(people, rules, { ...wish, urgent }).flatMap((ring) => ring.ask.map((one) => one.personId));
    assert.deepEqual(ids(false), ['m1', 'm2']);
    assert.deepEqual(ids(true), ['m0', 'm1', 'm2']);
  });

  it('where answers are known, replace who said no, wait for who may still say yes, and ask anew who stays silent', () => {
    const people = near(30).map((one) => ({ ...one, reach_min: one.reach_min / 10 }));
    const first = nextRing(people, [], ringDefaults, wish);
    assert.equal(first.ask.length, 6);
    const asked = first.ask.map((one): Asked => ({ personId: one.personId, asked_ms: 0, answer: 'waiting' }));
    const at = (now_ms: number, known: readonly Asked[]) => nextRing(people, known, ringDefaults, { ...wish, now_ms });
    assert.deepEqual(at(20_000, asked).ask, []);
    assert.equal(at(20_000, asked).next_ms, 30_000);
    const no = asked.map((one, n): Asked => (n === 0 ? one : { ...one, answer: 'no' }));
    assert.deepEqual(
      at(20_000, no).ask.map((one) => one.personId),
      ['m6'],
    );
    assert.ok(at(300_000, asked).ask.length > 0);
  });

  it('ask fewer at first where ways are long, and everybody in the end', () => {
    const sizes = [0.1, 3].map((each_min) => {
      const people = near(30).map((one, n) => ({ ...one, reach_min: (n + 1) * each_min }));
      const rings = ringsAhead(people, ringDefaults, wish);
      assert.equal(new Set(rings.flatMap((ring) => ring.ask.map((one) => one.personId))).size, 30);
      return rings[0]!.ask.length;
    });
    assert.deepEqual(sizes, [6, 4]);
  });

  it('ask everybody once at most, and all of them before they give up', () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 9 }),
        (n, p, needed) => {
          const rings = ringsAhead(near(n, p), rules, { ...wish, needed });
          const ids = rings.flatMap((ring) => ring.ask.map((one) => one.personId));
          assert.equal(new Set(ids).size, n);
          assert.equal(ids.length, n);
          assert.ok(rings.every((ring, at) => ring.exhausted === (at === rings.length - 1)));
        },
      ),
    );
  });
});

describe('the acceptance model', () => {
  const truth = ({ kind, distance_m, asks }: Omit<PastAsk, 'accepted'>): number =>
    (kind === 'teach' ? 0.6 : 0.35) * (distance_m! > 2000 ? 0.6 : 1) * (asks >= 3 ? 0.7 : 1);

  it('finds the chances that made its history', () => {
    const model = fitAcceptance(history(40_000, 1, truth));
    assert.ok(model);
    let off = 0;
    for (const ask of history(2000, 2, truth)) off += Math.abs(acceptance(model, ask, 0.36) - truth(ask)) / 2000;
    assert.ok(off < 0.03, `mean error ${off}`);
    assert.equal(
      Object.keys(model.weights).every((name) => /^(kind|distance|hour|asks):/.test(name)),
      true,
    );
  });

  it('is the same whatever the order of the history, silent while there is little of it, and can be off', () => {
    const past = history(500, 3, truth);
    assert.deepEqual(fitAcceptance(past.toReversed()), fitAcceptance(past));
    assert.equal(fitAcceptance(past.slice(0, 199)), null);
    assert.equal(acceptance(null, past[0]!, 0.36), 0.36);
  });

  it('asks groups in proportion: who belongs to which changes nobody’s turn', () => {
    const model = fitAcceptance(history(5000, 4, truth));
    const random = seeded(5);
    const share = { asked: 0, ofGroup: 0, near: 0, nearOfGroup: 0 };
    for (let whistle = 0; whistle < 2000; whistle++) {
      const people = Array.from({ length: 30 }, (_, n) => {
        const distance_m = random() * 3000;
        const asks = Math.floor(random() * 3);
        const chance = acceptance(model, { kind: 'clean', distance_m, hour: 10, asks }, 0.36);
        // A third belong to the group; nothing that decides knows of it.
        return { personId: `${random() < 1 / 3 ? 'g' : 'o'}${n}`, reach_min: distance_m / 80, chance, asks };
      });
      const { ask } = nextRing(people, [], rules, wish);
      const ofGroup = (list: readonly Near[]) => list.filter((one) => one.personId.startsWith('g')).length;
      share.asked += ask.length;
      share.ofGroup += ofGroup(ask);
      share.near += people.length;
      share.nearOfGroup += ofGroup(people);
    }
    const ratio = share.ofGroup / share.asked / (share.nearOfGroup / share.near);
    assert.ok(Math.abs(ratio - 1) < 0.05, `the group is asked ${ratio} times as often as its share`);
  });
});
