/** The arithmetic of the points standard, to the hundredth (PTS-02, PTS-03, PTS-05). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { defaultStandard, formulaWords, pointsOf, type Service, type StandardBody } from './index.ts';

const plain: Service = {
  minutes: 60,
  content: 'resident_service',
  role: 'general',
  skilled: false,
  score: null,
  emergency: false,
  alreadyToday_hundredths: 0,
};
const points = (change: Partial<Service>, standard: StandardBody = defaultStandard) =>
  pointsOf(standard, { ...plain, ...change });
const hundredths = (change: Partial<Service>, standard?: StandardBody) => points(change, standard).hundredths;

describe('points of a service', () => {
  it('pays by the hour, rounded down to the hundredth', () => {
    for (const [minutes, expected] of [
      [60, 500],
      [90, 750],
      [1, 8],
      [0, 0],
      [-30, 0],
      [7, 58],
    ] as const)
      assert.equal(hundredths({ minutes }), expected, `${minutes} min`);
    for (const item of defaultStandard.items)
      assert.equal(hundredths({ content: item.content }), item.base_hundredths_per_hour, item.content);
    assert.equal(hundredths({ content: 'emergency' }), 600);
    assert.equal(hundredths({ content: 'a content that the standard does not name' }), 0);
  });

  it('multiplies by role, expertise, result and emergency, each only where it applies', () => {
    assert.equal(hundredths({ role: 'organiser' }), 600);
    assert.equal(hundredths({ role: 'professional' }), 500);
    assert.equal(hundredths({ role: 'a role that the standard does not name' }), 500);
    assert.equal(hundredths({ skilled: true }), 750);
    assert.equal(hundredths({ emergency: true }), 750);
    for (const [score, expected] of [
      [null, 500],
      [1, 500],
      [7, 500],
      [8, 550],
      [9, 600],
      [10, 600],
    ] as const)
      assert.equal(hundredths({ score }), expected, `score ${score}`);
    // 5 × 1.2 × 1.5 × 1.2 × 1.5 = 16.2
    assert.equal(hundredths({ role: 'organiser', skilled: true, score: 9, emergency: true }), 1620);
    assert.equal(hundredths({ minutes: 61, role: 'organiser', skilled: true, score: 8, emergency: true }), 1509);
  });

  it('takes the highest line that a score reaches, whatever the order of the lines, and never deducts', () => {
    const results = [
      { from_score: 9, coefficient_pct: 130 },
      { from_score: 5, coefficient_pct: 105 },
      { from_score: 1, coefficient_pct: 40 },
    ];
    const standard = { ...defaultStandard, results };
    for (const [score, expected] of [
      [1, 500],
      [5, 525],
      [9, 650],
    ] as const)
      assert.equal(hundredths({ score }, standard), expected, `score ${score}`);
  });

  it('stops at the day’s cap, counting what was earned before', () => {
    assert.equal(hundredths({ minutes: 480 }), 4000);
    assert.equal(hundredths({ minutes: 481 }), 4000);
    assert.equal(hundredths({ alreadyToday_hundredths: 3600 }), 400);
    assert.equal(hundredths({ alreadyToday_hundredths: 3500 }), 500);
    assert.equal(hundredths({ alreadyToday_hundredths: 4000 }), 0);
    assert.equal(hundredths({ alreadyToday_hundredths: 5000 }), 0);
  });

  it('is never negative and never above the cap, for any service', () => {
    const any = fc.record({
      minutes: fc.integer({ min: -100, max: 2000 }),
      content: fc.constantFrom('resident_service', 'emergency', 'none'),
      role: fc.constantFrom('general', 'organiser', 'professional'),
      skilled: fc.boolean(),
      score: fc.option(fc.integer({ min: 1, max: 10 })),
      emergency: fc.boolean(),
      alreadyToday_hundredths: fc.integer({ min: 0, max: 6000 }),
    });
    fc.assert(
      fc.property(any, (service) => {
        const given = pointsOf(defaultStandard, service).hundredths;
        assert.ok(Number.isInteger(given) && given >= 0 && given <= 4000);
        // A longer service earns no less, a rating takes nothing away.
        assert.ok(pointsOf(defaultStandard, { ...service, minutes: service.minutes + 1 }).hundredths >= given);
        assert.ok(given >= pointsOf(defaultStandard, { ...service, score: null }).hundredths);
      }),
      { seed: 5 },
    );
  });
});

describe('the formula', () => {
  it('shows every factor that applies, and its result, in both languages', () => {
    const { formula_zh, formula_en } = points({
      minutes: 90,
      role: 'organiser',
      skilled: true,
      score: 9,
      emergency: true,
    });
    assert.equal(formula_zh, '5分/小时 × 90分钟 × 岗位系数1.2 × 专业系数1.5 × 结果系数1.2 × 应急系数1.5 = 24.3分');
    assert.equal(
      formula_en,
      '5 points/hour × 90 min × role 1.2 × expertise 1.5 × result 1.2 × emergency 1.5 = 24.3 points',
    );
  });

  it('leaves out what does not apply; expertise is always said', () => {
    assert.equal(points({}).formula_zh, '5分/小时 × 60分钟 × 专业系数1 = 5分');
    assert.equal(points({}).formula_en, '5 points/hour × 60 min × expertise 1 = 5 points');
    assert.match(points({ score: 3 }).formula_zh, /结果系数1 =/);
    assert.equal(points({ minutes: 12 }).formula_en, '5 points/hour × 12 min × expertise 1 = 1 point');
  });

  it('says so when the day’s cap has cut it, and only then', () => {
    const cut = points({ alreadyToday_hundredths: 3750 });
    assert.equal(cut.formula_zh, '5分/小时 × 60分钟 × 专业系数1 = 5分，当日封顶后计2.5分');
    assert.equal(cut.formula_en, '5 points/hour × 60 min × expertise 1 = 5 points, 2.5 after the daily cap');
    assert.doesNotMatch(points({ alreadyToday_hundredths: 3500 }).formula_zh, /封顶/);
  });

  it('is told beforehand in words', () => {
    assert.match(formulaWords.zh, /每小时基础分 × 时长.*没有扣分项/);
    assert.match(formulaWords.en, /base per hour × time.*no deductions/);
  });

  it('the default standard is the one that was decided', () => {
    assert.deepEqual(
      defaultStandard.roles.map((r) => [r.role, r.coefficient_pct]),
      [
        ['general', 100],
        ['professional', 100],
        ['organiser', 120],
      ],
    );
    const { professional_pct, emergency_pct, daily_cap_hundredths, items } = defaultStandard;
    assert.deepEqual([professional_pct, emergency_pct, daily_cap_hundredths, items.length], [150, 150, 4000, 6]);
    assert.deepEqual(
      items.map((i) => [i.content, i.base_hundredths_per_hour]),
      [
        ['policy_publicity', 500],
        ['resident_service', 500],
        ['deliberation', 500],
        ['volunteer_service', 500],
        ['harmony', 500],
        ['emergency', 600],
      ],
    );
  });
});
