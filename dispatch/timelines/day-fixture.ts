/** Days with time lines for the tests. */
import { seeded } from '../city/city-fixture.ts';
import type { TimedProblem } from '../index.ts';
import { problemOf, type Row } from '../plan/instance-fixture.ts';

/** A day of orders in a town of four kilometres, for members who take up to four each. */
export function townDay(seed: number, orders = 40, members = 14): TimedProblem {
  const draw = seeded(seed);
  const at = Array.from({ length: orders }, () => ({
    start: 480 + 15 * Math.floor(draw() * 32),
    long: 30 + 15 * Math.floor(draw() * 7),
    x: draw() * 4000,
    y: draw() * 4000,
  }));
  const rows: Row[] = [];
  for (let i = 0; i < orders; i++)
    for (let j = 0; j < members; j++) if (draw() < 0.4) rows.push([i, j, 1 + Math.floor(draw() * 1000)]);
  const column = (of: (one: (typeof at)[number]) => number): number[] => at.map(of);
  return {
    plain: problemOf(
      rows,
      at.map(() => 1 + Math.floor(draw() * 2)),
      Array.from({ length: members }, () => 4),
    ),
    slots: {
      start_min: column((one) => one.start),
      end_min: column((one) => one.start + one.long),
      x_m: column((one) => one.x),
      y_m: column((one) => one.y),
      speed_m_per_min: 70,
    },
  };
}

/** The first orders of a problem alone. */
export function firstOrders({ plain, slots }: TimedProblem, orders: number): TimedProblem {
  const count = plain.rowStart[orders]!;
  return {
    plain: {
      ...plain,
      orders,
      rowStart: plain.rowStart.slice(0, orders + 1),
      member: plain.member.slice(0, count),
      score: plain.score.slice(0, count),
      need: plain.need.slice(0, orders),
    },
    slots,
  };
}
