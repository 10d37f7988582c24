/** What a season is judged by, from what happened in it. */
import { candidates, defaultMatchPolicy } from '../dispatch/index.ts';
import type { Play } from './season-play.ts';
import type { Order, Season } from './season-world.ts';

export interface Figures {
  readonly served: number;
  readonly fit: number;
  readonly fitOfPossible: number;
  readonly gini: number;
  readonly neverAsked: number;
  readonly messages: number;
  readonly perMemberWeek: number;
  readonly whistle_s: number;
}

export interface Outcome {
  readonly rule: string;
  readonly figures: Figures;
  readonly services: readonly number[];
}

export interface Fitting {
  readonly all: ReadonlySet<string>;
  readonly able: ReadonlySet<string>;
}

/** Who would pass every hard filter in a quiet week, and who of them holds all skills that are asked for. */
export function whoFits(order: Order, season: Season): Fitting {
  const found = candidates(season.members, order.slot, defaultMatchPolicy, season.calendar, { limit: 1000 });
  const all = new Set(found.candidates.map((one) => one.personId));
  const able = season.members.filter(
    (member) => all.has(member.personId) && order.skills.every((tag) => member.skills.some((one) => one.tag === tag)),
  );
  return { all, able: new Set(able.map((member) => member.personId)) };
}

export function outcomeOf(rule: string, play: Play, fitting: readonly Fitting[]): Outcome {
  const { lives, season } = play;
  const served = lives.filter((live) => play.missing(live) === 0).length;
  let [skilled, fit, possible] = [0, 0, 0];
  for (const { order, taken } of lives) {
    const { able } = fitting[order.n]!;
    if (order.skills.length === 0) continue;
    skilled += Math.min(taken.length, able.size);
    fit += taken.filter((id) => able.has(id)).length;
    possible += Math.min(taken.length, [...able].filter((id) => play.wouldCome(order, id)).length);
  }
  const everFit = new Set(fitting.flatMap(({ all }) => [...all]));
  const messages = lives.reduce((sum, live) => sum + live.asked.size, 0);
  const services = season.members.map((member) => play.services.get(member.personId) ?? 0);
  return {
    rule,
    services,
    figures: {
      served: served / lives.length,
      fit: fit / skilled,
      fitOfPossible: fit / possible,
      gini: giniOf(services),
      neverAsked: [...everFit].filter((id) => !play.asks.has(id)).length / everFit.size,
      messages: messages / served,
      perMemberWeek: messages / season.members.length / play.numbers.weeks,
      whistle_s: play.arrivals_s.toSorted((a, b) => a - b)[play.arrivals_s.length >> 1] ?? Number.NaN,
    },
  };
}

function giniOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const whole = sorted.reduce((sum, value) => sum + value, 0);
  const weighted = sorted.reduce((sum, value, at) => sum + value * (2 * at - sorted.length + 1), 0);
  return whole === 0 ? 0 : weighted / (sorted.length * whole);
}
