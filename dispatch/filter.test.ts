import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { filter, filterCodes, publicView, say, whatWouldChange, whyNot, whyNotPublic, words } from './index.ts';
import type { FilterCode, MemberState, SlotRequest } from './index.ts';
import { failuresOf, passes, prepareSlot } from './filter.ts';
import {
  SATURDAY,
  SQUARE,
  TUESDAY,
  anyMember,
  anySlot,
  at,
  calendar2026,
  neighbour,
  north,
  saturdaySlot,
  testPolicy,
} from './test-data.ts';

function failures(member: MemberState, slot: SlotRequest) {
  return filter(member, slot, testPolicy, calendar2026);
}

function codes(member: MemberState, slot: SlotRequest): FilterCode[] {
  return failures(member, slot).map((failure) => failure.code);
}

function tuesdaySlot(known: Partial<SlotRequest> = {}): SlotRequest {
  return saturdaySlot({
    start_ms: at(TUESDAY, '10:00'),
    end_ms: at(TUESDAY, '11:00'),
    now_ms: at('2026-06-08', '12:00'),
    ...known,
  });
}

const nightShift = {
  workPattern: {
    intervals: [0, 1, 2, 3, 4, 5, 6].map((day) => ({ start_min: day * 1440 + 22 * 60, end_min: day * 1440 + 30 * 60 })),
    followsHolidays: false,
  },
};

describe('hard filters', () => {
  it('lets a free neighbour pass', () => {
    assert.deepEqual(codes(neighbour(), saturdaySlot()), []);
  });

  it('asks nobody without consent, paused, on leave or inactive', () => {
    assert.deepEqual(codes(neighbour({ consents: { service: false } }), saturdaySlot()), ['CONSENT_MISSING']);
    for (const standing of ['paused', 'on_leave', 'inactive'] as const) {
      assert.deepEqual(codes(neighbour({ standing }), saturdaySlot()), ['NOT_AVAILABLE']);
    }
  });

  it('does not match a person with an order of the own or of the household (IDN-09)', () => {
    const slot = saturdaySlot({ orderers: [{ personId: 'orderer', householdId: 'h1' }] });
    assert.deepEqual(codes(neighbour({ personId: 'orderer' }), slot), ['SELF_DEALING']);
    assert.deepEqual(codes(neighbour({ householdId: 'h1' }), slot), ['SELF_DEALING']);
    assert.deepEqual(codes(neighbour({ householdId: 'h2' }), slot), []);
    assert.deepEqual(codes(neighbour(), saturdaySlot({ orderers: [{ personId: 'orderer', householdId: null }] })), []);
  });

  it('rests a member after 3 services in 7 days until the first ages out, unless more is wanted (DSP-06)', () => {
    const recentServices_ms = [
      at('2026-06-06', '12:00'),
      at('2026-06-08', '12:00'),
      at('2026-06-10', '12:00'),
      at('2026-05-01', '12:00'),
    ];
    const [failure] = failures(neighbour({ recentServices_ms }), saturdaySlot());
    assert.deepEqual(failure, {
      code: 'RESTING',
      fact: { chosen: false, services: 3, window_d: 7, until_ms: at('2026-06-13', '12:00') },
    });
    assert.deepEqual(codes(neighbour({ recentServices_ms, wantsMore: true }), saturdaySlot()), []);
    assert.deepEqual(codes(neighbour({ recentServices_ms }), saturdaySlot({ now_ms: at('2026-06-13', '12:00') })), []);
    const chosen = neighbour({ restUntil_ms: at('2026-06-20', '00:00'), wantsMore: true });
    assert.deepEqual(codes(chosen, saturdaySlot()), ['RESTING']);
  });

  it('blocks ordinary working hours, and admits the night shift that opted in (SCH-02)', () => {
    assert.deepEqual(codes(neighbour(), tuesdaySlot()), ['WORK_HOURS_BLOCKED', 'TIME_CONFLICT']);
    assert.deepEqual(codes(neighbour({ optsInWorkingHours: true }), tuesdaySlot()), ['TIME_CONFLICT']);
    assert.deepEqual(codes(neighbour(nightShift), tuesdaySlot()), ['WORK_HOURS_BLOCKED']);
    assert.deepEqual(codes(neighbour({ ...nightShift, optsInWorkingHours: true }), tuesdaySlot()), []);
    // Straight after the shift, which ends at 06:00 on the next morning.
    const early = tuesdaySlot({ start_ms: at(TUESDAY, '06:15'), end_ms: at(TUESDAY, '07:15'), urgent: true });
    assert.deepEqual(codes(neighbour({ ...nightShift, optsInWorkingHours: true }), early), ['TIME_CONFLICT']);
  });

  it('carries a shift of Sunday night into Monday', () => {
    const monday = saturdaySlot({
      start_ms: at('2026-06-15', '05:00'),
      end_ms: at('2026-06-15', '05:30'),
      urgent: true,
    });
    const sundayOnly = {
      workPattern: {
        intervals: [{ start_min: 6 * 1440 + 22 * 60, end_min: 6 * 1440 + 30 * 60 }],
        followsHolidays: false,
      },
    };
    assert.deepEqual(codes(neighbour(sundayOnly), monday), ['TIME_CONFLICT']);
  });

  it('frees office hours on holidays, works them on make-up days, and keeps shifts through both', () => {
    const office = {
      workPattern: {
        intervals: [0, 1, 2, 3, 4].map((day) => ({ start_min: day * 1440 + 9 * 60, end_min: day * 1440 + 17 * 60 })),
        followsHolidays: true,
      },
      optsInWorkingHours: true,
    };
    const on = (date: string) => saturdaySlot({ start_ms: at(date, '10:00'), end_ms: at(date, '11:00') });
    assert.deepEqual(codes(neighbour(office), on('2026-10-01')), []);
    assert.deepEqual(codes(neighbour(office), on('2026-10-10')), ['TIME_CONFLICT']);
    const shift = { ...office, workPattern: { ...office.workPattern, followsHolidays: false } };
    assert.deepEqual(codes(neighbour(shift), on('2026-10-01')), ['TIME_CONFLICT']);
    assert.deepEqual(codes(neighbour(shift), on('2026-10-10')), []);
  });

  it('keeps the margin around work and accepted tasks, none for remote service (SCH-01)', () => {
    const evening = tuesdaySlot({ start_ms: at(TUESDAY, '18:45'), end_ms: at(TUESDAY, '19:30') });
    assert.deepEqual(codes(neighbour(), evening), ['TIME_CONFLICT']);
    assert.deepEqual(codes(neighbour(), { ...evening, form: 'remote' }), []);
    const busy = [{ start_ms: at(SATURDAY, '11:15'), end_ms: at(SATURDAY, '12:00'), place: SQUARE, remote: false }];
    const [failure] = failures(neighbour({ busy }), saturdaySlot());
    assert.deepEqual(failure?.fact, {
      cause: 'busy',
      start_ms: at(SATURDAY, '11:15'),
      end_ms: at(SATURDAY, '12:00'),
      margin_min: 30,
    });
    assert.deepEqual(codes(neighbour({ busy: [{ ...busy[0]!, remote: true }] }), saturdaySlot()), []);
  });

  it('keeps blackout days and declared times free', () => {
    assert.deepEqual(codes(neighbour({ blackoutDays: [SATURDAY] }), saturdaySlot()), ['TIME_CONFLICT']);
    const availability = [{ start_min: 5 * 1440 + 9 * 60, end_min: 5 * 1440 + 10.5 * 60 }];
    const [failure] = failures(neighbour({ availability }), saturdaySlot());
    assert.deepEqual(failure, {
      code: 'OUTSIDE_AVAILABILITY',
      fact: { start_ms: at(SATURDAY, '10:30'), end_ms: at(SATURDAY, '11:00') },
    });
    const adjoining = [...availability, { start_min: 5 * 1440 + 10.5 * 60, end_min: 5 * 1440 + 12 * 60 }];
    assert.deepEqual(codes(neighbour({ availability: adjoining }), saturdaySlot()), []);
  });

  it('finds a free stretch inside a flexible window, or says that there is none', () => {
    const flexible = tuesdaySlot({
      form: 'flexible',
      duration_min: 60,
      start_ms: at(TUESDAY, '09:00'),
      end_ms: at(TUESDAY, '20:00'),
    });
    assert.deepEqual(codes(neighbour(), flexible), []);
    const busy = [{ start_ms: at(TUESDAY, '18:00'), end_ms: at(TUESDAY, '20:00'), place: SQUARE, remote: false }];
    const lunch = { start_ms: at(TUESDAY, '12:00'), end_ms: at(TUESDAY, '14:00'), place: SQUARE, remote: false };
    assert.deepEqual(codes(neighbour({ busy: [...busy, lunch] }), flexible), ['TIME_CONFLICT']);
  });

  it('keeps within the distance of the member and of the search (G-03)', () => {
    const far = neighbour({ home: north(3_000), maxDistance_m: 2_000 });
    const [failure] = failures(far, saturdaySlot());
    assert.equal(failure?.code, 'TOO_FAR');
    assert.deepEqual(failure?.fact, { distance_m: 3_000, limit_m: 2_000, limitedBy: 'member' });
    assert.deepEqual(codes({ ...far, work: north(500) }, saturdaySlot()), []);
    assert.deepEqual(codes(far, saturdaySlot({ form: 'remote' })), []);
    assert.deepEqual(codes({ ...far, maxDistance_m: null }, saturdaySlot()), []);
    const narrow = failures({ ...far, maxDistance_m: 9_000 }, saturdaySlot({ radius_m: 1_000 }));
    assert.deepEqual(
      narrow.map((f) => f.fact),
      [{ distance_m: 3_000, limit_m: 1_000, limitedBy: 'slot' }],
    );
  });

  it('holds functional limits, at night without being told (G-14)', () => {
    assert.deepEqual(codes(neighbour({ limits: ['lifting'] }), saturdaySlot({ demands: ['lifting', 'height'] })), [
      'PHYSICAL_LIMIT',
    ]);
    const late = saturdaySlot({ start_ms: at(SATURDAY, '20:30'), end_ms: at(SATURDAY, '21:30') });
    assert.deepEqual(codes(neighbour({ limits: ['night'] }), late), ['PHYSICAL_LIMIT']);
    assert.deepEqual(codes(neighbour({ limits: ['night'] }), saturdaySlot()), []);
  });

  it('wants the required skill, confirmed where asked (G-13)', () => {
    const slot = saturdaySlot({ requiredSkills: ['law'] });
    assert.deepEqual(codes(neighbour(), slot), ['SKILL_MISMATCH']);
    const declared = neighbour({ skills: [{ tag: 'law', level: 'declared' }] });
    assert.deepEqual(codes(declared, slot), []);
    assert.deepEqual(failures(declared, { ...slot, requireConfirmed: true }), [
      { code: 'SKILL_MISMATCH', fact: { missing: [], unconfirmed: ['law'] } },
    ]);
  });

  it('offers outside expertise and intention only to whom is willing to try (DSP-03)', () => {
    const teacher = neighbour({ intentions: ['policy_publicity'], skills: [{ tag: 'teaching', level: 'confirmed' }] });
    assert.deepEqual(codes(teacher, saturdaySlot()), ['NO_INTENTION']);
    assert.deepEqual(codes({ ...teacher, willingToTry: ['volunteer_service'] }, saturdaySlot()), []);
    assert.deepEqual(codes(teacher, saturdaySlot({ preferredSkills: ['teaching'] })), []);
  });

  it('leaves in peace who was asked often enough this week, and only where somebody is to be invited (G-33)', () => {
    const slot = saturdaySlot({ asking: true });
    const day_ms = 24 * 3_600_000;
    const asked = neighbour({ recentAsks_ms: [1, 2, 3, 4].map((days) => slot.now_ms - days * day_ms) });
    const [failure] = failures(asked, slot);
    assert.deepEqual(failure, {
      code: 'ASKED_ENOUGH',
      fact: { asks: 4, most: 4, until_ms: slot.now_ms + 3 * day_ms },
    });
    assert.deepEqual(codes(asked, { ...slot, now_ms: slot.now_ms + 3 * day_ms }), []);
    for (const free of [{ asking: false }, { urgent: true }, { emergency: true }, { askedFor: [asked.personId] }])
      assert.deepEqual(codes(asked, { ...slot, ...free }), [], JSON.stringify(free));
    assert.deepEqual(codes({ ...asked, recentAsks_ms: asked.recentAsks_ms.slice(1) }, slot), []);
  });

  it('judges alike in the quick and in the full order', () => {
    let passed = 0;
    fc.assert(
      fc.property(anyMember, anySlot, (member, slot) => {
        const context = prepareSlot(slot, testPolicy, calendar2026);
        const found = failuresOf(member, context);
        assert.equal(passes(member, context), found.length === 0);
        const order = found.map((failure) => filterCodes.indexOf(failure.code));
        assert.deepEqual(
          order,
          order.toSorted((a, b) => a - b),
        );
        if (found.length === 0) passed++;
      }),
      { numRuns: 3_000 },
    );
    assert.ok(passed > 150, 'the property must have seen members who pass');
  });
});

describe('explanations of exclusions', () => {
  const limited = failures(
    neighbour({ limits: ['lifting'], home: north(9_000) }),
    saturdaySlot({ demands: ['lifting'] }),
  );

  it('shows the cadre codes alone (G-14)', () => {
    assert.deepEqual(publicView(limited), [{ code: 'TOO_FAR' }, { code: 'PHYSICAL_LIMIT' }]);
    assert.equal(JSON.stringify(whyNotPublic(limited)).includes('lifting'), false);
    assert.equal(JSON.stringify(whyNotPublic(limited)).includes('9000'), false);
  });

  it('says to the person what the fact is and what would have to change', () => {
    assert.deepEqual(
      whyNot(limited).map((why) => [why.words, why.codes]),
      [
        ['fact.too_far_member', []],
        ['fact.physical_limit', ['lifting']],
      ],
    );
    const [far] = whatWouldChange(limited, saturdaySlot());
    assert.deepEqual(
      [far?.by, far?.words, far?.numbers],
      ['member', 'change.farther_or_remote', { needed_m: 9_000, limit_m: 5_000 }],
    );
    assert.equal(
      say('fact.too_far_member', 'zh', { distance_m: 9_000, limit_m: 5_000 }),
      '距离9000米，超出您设定的5000米。',
    );
    assert.throws(() => say('fact.nothing', 'en'), RangeError);
  });

  it('has a sentence for every key in both languages, with the same blanks', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyMember, anySlot, (member, slot) => {
        const found = failures(member, slot);
        for (const why of [...whyNot(found), ...whyNotPublic(found), ...whatWouldChange(found, slot)]) {
          seen.add(why.words);
          assert.ok(words[why.words], why.words);
        }
      }),
      { numRuns: 1_500 },
    );
    assert.ok(seen.size > 25, `only ${seen.size} keys seen`);
    for (const code of filterCodes) assert.ok(words[`code.${code}`], code);
    for (const [key, sentence] of Object.entries(words)) {
      const blanks = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([blank]) => blank).toSorted();
      assert.deepEqual(blanks(sentence.zh), blanks(sentence.en), key);
    }
  });
});
