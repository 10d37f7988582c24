import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import loadHighs from 'highs';
import { anyProblem, judged, problemOf } from './instance-fixture.ts';

it('scores what HiGHS finds to be the most, on every small problem', async () => {
  const highs = await loadHighs();
  fc.assert(
    fc.property(anyProblem, ({ rows, need, capacity }) => {
      fc.pre(rows.length > 0);
      const sum = (some: readonly number[]): string => some.map((k) => `x${k}`).join(' + ');
      const limits = [need, capacity].flatMap((most, side) =>
        most.flatMap((limit, which) => {
          const mine = rows.flatMap((row, k) => (row[side] === which ? [k] : []));
          return mine.length > 0 ? [`${sum(mine)} <= ${limit}`] : [];
        }),
      );
      const goal = rows.map((row, k) => `${row[2]} x${k}`).join(' + ');
      const names = rows.map((_, k) => `x${k}`).join(' ');
      const answer = highs.solve(`Maximize\n ${goal}\nSubject To\n ${limits.join('\n ')}\nBinary\n ${names}\nEnd\n`);
      const { report } = judged(problemOf(rows, need, capacity));
      assert.equal(answer.Status, 'Optimal');
      assert.equal(report.objective, Math.round(answer.ObjectiveValue));
      assert.deepEqual([report.gap, report.violations], [0, []]);
    }),
    { numRuns: 100 },
  );
});
