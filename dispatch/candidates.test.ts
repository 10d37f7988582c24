import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { MemberIndex, candidates, filter, haversine_m, suggestions, whyYou, words } from './index.ts';
import type { Candidate, MemberState, SlotRequest } from './index.ts';
import { prepareSlot } from './filter.ts';
import { compareCandidates, scoreOf } from './score.ts';
import {
  SATURDAY,
  anyMember,
  anySlot,
  at,
  calendar2026,
  neighbour,
  north,
  saturdaySlot,
  testPolicy,
} from './test-data.ts';

function ranked(members: readonly MemberState[], slot: SlotRequest): string[] {
  return candidates(members, slot, testPolicy, calendar2026, { limit: 20 }).candidates.map(
    (candidate) => candidate.personId,
  );
}

/** Filters and scores every member without index, early end or order of checks. */
function bruteForce(members: readonly MemberState[], slot: SlotRequest, limit: number): Candidate[] {
  const context = prepareSlot(slot, testPolicy, calendar2026);
  return members
    .filter((member) => filter(member, slot, testPolicy, calendar2026).length === 0)
    .map((member) => scoreOf(member, context))
    .sort(compareCandidates)
    .slice(0, limit);
}

const distinct = (members: readonly MemberState[]) => [
  ...new Map(members.map((member) => [member.personId, member])).values(),
];

describe('candidates (DSP-03)', () => {
  it('ranks the teacher first for homework and never offers her the garbage task (G-13, W-01)', () => {
    const teacher = neighbour({
      personId: 'teacher',
      intentions: ['resident_service'],
      skills: [{ tag: 'teaching', level: 'confirmed' }],
      limits: ['lifting'],
    });
    const others = [1, 2, 3].map((n) =>
      neighbour({ personId: `neighbour ${n}`, intentions: ['resident_service', 'volunteer_service'] }),
    );
    const homework = saturdaySlot({ workContent: 'resident_service', preferredSkills: ['teaching'] });
    assert.equal(ranked([...others, teacher], homework)[0], 'teacher');
    const garbage = saturdaySlot({ demands: ['lifting'] });
    assert.equal(ranked([...others, teacher], garbage).includes('teacher'), false);
    const result = candidates([...others, teacher], garbage, testPolicy, calendar2026, {
      limit: 20,
      explainExcluded: true,
    });
    assert.deepEqual(
      result.excluded.map(({ personId, failures }) => [personId, failures.map(({ code }) => code)]),
      [['teacher', ['PHYSICAL_LIMIT', 'NO_INTENTION']]],
    );
    assert.deepEqual(result.excludedByCode, { PHYSICAL_LIMIT: 1, NO_INTENTION: 1 });
  });

  it('prefers the less loaded, then the nearer, and breaks ties by id', () => {
    const loaded = neighbour({ personId: 'a loaded', recentServices_ms: [at('2026-06-10', '12:00')] });
    const free = neighbour({ personId: 'b free' });
    const farther = neighbour({ personId: 'a farther', home: north(1_000) });
    const twin = neighbour({ personId: 'c twin' });
    assert.deepEqual(ranked([loaded, twin, farther, free], saturdaySlot()), [
      'b free',
      'c twin',
      'a farther',
      'a loaded',
    ]);
  });

  it('breaks ties by fewest recent and then by id, also where the list is cut', () => {
    const twins = ['d', 'b', 'e', 'a', 'c'].map((personId) => neighbour({ personId }));
    const cut = candidates(twins, saturdaySlot(), testPolicy, calendar2026, { limit: 3 });
    assert.deepEqual(
      cut.candidates.map(({ personId }) => personId),
      ['a', 'b', 'c'],
    );
    const blind = { ...testPolicy, weights: { ...testPolicy.weights, load: 0 } };
    const loaded = neighbour({ personId: 'a', recentServices_ms: [at('2026-06-10', '12:00')] });
    const tied = candidates([loaded, neighbour({ personId: 'b' })], saturdaySlot(), blind, calendar2026, { limit: 1 });
    assert.equal(tied.candidates[0]?.personId, 'b');
  });

  it('does not let fairness break a wanted pair', () => {
    const wanted = neighbour({
      personId: 'wanted',
      recentServices_ms: [at('2026-06-10', '12:00'), at('2026-06-11', '12:00')],
      recentAsks_ms: [at('2026-06-11', '12:00')],
      home: north(3_000),
    });
    assert.deepEqual(ranked([neighbour(), wanted], saturdaySlot({ askedFor: ['wanted'] })), ['wanted', 'neighbour']);
  });

  it('counts language and the wish for personal care', () => {
    const speaks = neighbour({ personId: 'speaks', languages: ['local_dialect'] });
    assert.deepEqual(ranked([neighbour(), speaks], saturdaySlot({ languages: ['local_dialect'] }))[0], 'speaks');
    const woman = neighbour({ personId: 'woman', gender: 'female' });
    assert.deepEqual(ranked([neighbour(), woman], saturdaySlot({ preferredGender: 'female' })), ['woman', 'neighbour']);
  });

  it('shows parts that add up to the score, each with a sentence', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyMember, anySlot, (member, slot) => {
        const { score, parts } = scoreOf(member, prepareSlot(slot, testPolicy, calendar2026));
        const weights = parts.reduce((sum, part) => sum + part.weight, 0);
        const sum = parts.reduce((total, part) => total + part.weight * part.value, 0);
        assert.equal(score, Math.max(1, Math.round((10_000 * sum) / weights)));
        for (const part of parts) {
          assert.ok(part.value >= 0 && part.value <= 1, part.key);
          assert.ok(words[`why.${part.words}`], part.words);
          seen.add(part.words);
        }
        const reasons = whyYou({ parts });
        assert.ok(reasons.length <= parts.length);
      }),
      { numRuns: 1_500 },
    );
    assert.ok(seen.size >= 14, `only ${seen.size} sentences seen`);
  });

  it('gives the same for an array as a full filter and sort, in any order of the input', () => {
    fc.assert(
      fc.property(
        fc.array(anyMember, { maxLength: 40 }),
        anySlot,
        fc.integer({ min: 1, max: 10 }),
        (raw, slot, limit) => {
          const members = distinct(raw);
          const expected = bruteForce(members, slot, limit);
          assert.deepEqual(candidates(members, slot, testPolicy, calendar2026, { limit }).candidates, expected);
          assert.deepEqual(
            candidates(members.toReversed(), slot, testPolicy, calendar2026, { limit }).candidates,
            expected,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('splits everybody into those who pass and those excluded with codes', () => {
    fc.assert(
      fc.property(fc.array(anyMember, { maxLength: 40 }), anySlot, (raw, slot) => {
        const members = distinct(raw);
        const result = candidates(members, slot, testPolicy, calendar2026, { limit: 1_000, explainExcluded: true });
        assert.equal(result.candidates.length + result.excluded.length, members.length);
        assert.ok(result.excluded.every(({ failures }) => failures.length > 0));
      }),
      { numRuns: 200 },
    );
  });
});

describe('MemberIndex', () => {
  it('gives what the scan gives, through additions, changes and removals', () => {
    let matched = 0;
    fc.assert(
      fc.property(
        fc.array(anyMember, { minLength: 1, maxLength: 120 }),
        fc.array(fc.oneof(anyMember, fc.integer({ min: 0, max: 400 })), { maxLength: 40 }),
        fc.array(anySlot, { minLength: 1, maxLength: 6 }),
        (initial, changes, slots) => {
          const index = new MemberIndex(initial);
          const plain = new Map(initial.map((member) => [member.personId, member]));
          for (const change of changes) {
            if (typeof change === 'number') {
              assert.equal(index.remove(`p${change}`), plain.delete(`p${change}`));
            } else {
              index.upsert(change);
              plain.set(change.personId, change);
            }
          }
          assert.equal(index.size, plain.size);
          const members = [...plain.values()];
          for (const slot of slots) {
            const expected = bruteForce(members, slot, 5);
            matched += expected.length;
            assert.deepEqual(candidates(index, slot, testPolicy, calendar2026, { limit: 5 }).candidates, expected);
          }
        },
      ),
      { numRuns: 250 },
    );
    assert.ok(matched > 500, 'the property must have seen candidates');
  });

  it('finds everybody on the rim of their reach, while members move and change how far they go', () => {
    // Everybody passes all filters but distance, and everybody shares the same lists.
    const place = fc.record({
      lat: fc.double({ min: 47.9, max: 48.1, noNaN: true }),
      lng: fc.double({ min: 118.4, max: 118.7, noNaN: true }),
    });
    const where = fc.record({
      personId: fc.integer({ min: 0, max: 30 }).map((n) => `p${n}`),
      home: place,
      work: fc.option(place, { freq: 2 }),
      share: fc.constantFrom(0.5, 0.99999, 1.00001, 1.2),
    });
    const target = { lat: 48, lng: 118.55 };
    fc.assert(
      fc.property(
        fc.array(where, { minLength: 20, maxLength: 120 }),
        fc.array(fc.nat({ max: 30 })),
        (steps, leaving) => {
          const index = new MemberIndex();
          const plain = new Map<string, MemberState>();
          for (const { share, ...known } of steps) {
            // Some keep home or work and change the rest; the reach ends just before or just after the place.
            const held = plain.get(known.personId);
            const home = held && share > 1 ? held.home! : known.home;
            const maxDistance_m = Math.ceil(haversine_m(home, target) * share);
            const member = neighbour({ ...known, home, maxDistance_m });
            index.upsert(member);
            plain.set(member.personId, member);
          }
          for (const n of leaving) assert.equal(index.remove(`p${n}`), plain.delete(`p${n}`));
          const slot = saturdaySlot({ place: target });
          const found = candidates(index, slot, testPolicy, calendar2026, { limit: 50 }).candidates;
          assert.deepEqual(found, bruteForce([...plain.values()], slot, 50));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('follows a member who only works elsewhere or only goes farther', () => {
    const far = north(9_000);
    // Enough others far away that a query looks into cells and not at everybody.
    const others = Array.from({ length: 600 }, (_, n) =>
      neighbour({ personId: `other ${n}`, home: north(40_000 + n * 1_000), maxDistance_m: n % 2 ? 1_000 : 400 }),
    );
    const index = new MemberIndex([...others, neighbour({ home: far, maxDistance_m: 1_000 })]);
    const found = () => candidates(index, saturdaySlot(), testPolicy, calendar2026, { limit: 5 }).candidates.length;
    assert.equal(found(), 0);
    index.upsert(neighbour({ home: far, maxDistance_m: 1_000, work: north(500) }));
    assert.equal(found(), 1);
    index.upsert(neighbour({ home: far, maxDistance_m: 400, work: north(500) }));
    assert.equal(found(), 0);
    index.upsert(neighbour({ home: far, maxDistance_m: 1_000 }));
    assert.equal(found(), 0);
    index.upsert(neighbour({ home: far, maxDistance_m: 9_500 }));
    assert.equal(found(), 1);
  });

  it('exchanges the state alone when place, reach, skills and contents stay', () => {
    const index = new MemberIndex([neighbour()]);
    index.upsert(neighbour({ standing: 'paused' }));
    assert.equal(index.get('neighbour')?.standing, 'paused');
    assert.deepEqual(candidates(index, saturdaySlot(), testPolicy, calendar2026, { limit: 5 }).candidates, []);
    index.upsert(neighbour());
    assert.equal(candidates(index, saturdaySlot(), testPolicy, calendar2026, { limit: 5 }).candidates.length, 1);
  });

  it('looks at the few who are near or hold the rare skill, not at everybody', () => {
    const members = Array.from({ length: 2_000 }, (_, n) =>
      neighbour({
        personId: `p${n}`,
        home: north((n - 1_000) * 50),
        maxDistance_m: 1_000,
        skills: n % 500 === 7 ? [{ tag: 'sign_language', level: 'confirmed' }] : [],
      }),
    );
    const index = new MemberIndex(members);
    const near = candidates(index, saturdaySlot(), testPolicy, calendar2026, { limit: 20 });
    assert.ok(near.considered < 150, String(near.considered));
    const rare = candidates(
      index,
      saturdaySlot({ form: 'remote', requiredSkills: ['sign_language'] }),
      testPolicy,
      calendar2026,
      { limit: 20 },
    );
    assert.equal(rare.considered, 4);
    assert.equal(rare.candidates.length, 4);
  });
});

describe('suggestions (SCH-08, G-03)', () => {
  it('puts remote and light forms first for a member whose commute is long', () => {
    const near = saturdaySlot({ start_ms: at(SATURDAY, '08:00'), end_ms: at(SATURDAY, '09:00'), preferredSkills: [] });
    const remote = saturdaySlot({ form: 'remote', languages: ['sign_language'] });
    const light = saturdaySlot({
      start_ms: at(SATURDAY, '14:00'),
      end_ms: at(SATURDAY, '14:30'),
      languages: ['sign_language'],
    });
    const slots = [near, remote, light];
    const local = suggestions(neighbour({ work: north(1_000) }), slots, testPolicy, calendar2026);
    assert.equal(local[0]?.slot, near);
    const far = suggestions(neighbour({ work: north(20_000) }), slots, testPolicy, calendar2026);
    assert.deepEqual(
      far.map((suggestion) => suggestion.light),
      [true, true, false],
    );
    assert.deepEqual(suggestions(neighbour({ standing: 'paused' }), slots, testPolicy, calendar2026), []);
  });
});
