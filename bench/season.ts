/**
 * A season of a large and a small community under three rules with the same people, orders and answers. Prints a table
 * with the mean and the range over the seeds, and draws the pictures into `--plots`. Every assumption is an option.
 */
import { candidates, defaultMatchPolicy } from '../dispatch/index.ts';
import { readOptions, type SeasonOptions } from './season-options.ts';
import { Play, type Rule } from './season-play.ts';
import { readRhythm, type Rhythm } from './season-rhythm.ts';
import { engine, firstCome, nearestFirst } from './season-rules.ts';
import { makeSeason, type Order, type Season } from './season-world.ts';

export async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const rhythm = readRhythm(options.rhythm, options.inputs);
  console.log(`Rhythm: ${rhythm.name}. Seeds ${options.seeds.join(', ')}.`);
  for (const size of options.communities) {
    const outcomes = options.seeds.flatMap((seed) => playSeed(size, seed, options, rhythm));
    console.log(`\nA community of ${size}:`);
    console.table(
      Map.groupBy(outcomes, (one) => one.rule)
        .values()
        .map(summary)
        .toArray(),
    );
  }
}

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

function playSeed(size: number, seed: number, options: SeasonOptions, rhythm: Rhythm): Outcome[] {
  const season = makeSeason(size, seed, options.numbers, rhythm);
  const fitting = season.orders.map((order) => whoFits(order, season));
  const rules: readonly Rule[] = [engine(options.model), firstCome, nearestFirst];
  return rules.map((rule) => {
    const play = new Play(season, rule, seed, options.numbers);
    play.run();
    return outcomeOf(rule.name, play, fitting);
  });
}

interface Fitting {
  readonly all: ReadonlySet<string>;
  readonly able: ReadonlySet<string>;
}

/** Who would pass every hard filter in a quiet week, and who of them holds all skills that are asked for. */
function whoFits(order: Order, season: Season): Fitting {
  const found = candidates(season.members, order.slot, defaultMatchPolicy, season.calendar, { limit: 1000 });
  const all = new Set(found.candidates.map((one) => one.personId));
  const able = season.members.filter(
    (member) => all.has(member.personId) && order.skills.every((tag) => member.skills.some((one) => one.tag === tag)),
  );
  return { all, able: new Set(able.map((member) => member.personId)) };
}

function outcomeOf(rule: string, play: Play, fitting: readonly Fitting[]): Outcome {
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

function summary(same: readonly Outcome[]) {
  const spread = (key: keyof Figures, digits: number, scale = 1): string => {
    const all = same
      .flatMap((one) => (Number.isNaN(one.figures[key]) ? [] : one.figures[key] * scale))
      .toSorted((a, b) => a - b);
    if (all.length === 0) return '–';
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    return `${mean.toFixed(digits)} (${all[0]!.toFixed(digits)}–${all.at(-1)!.toFixed(digits)})`;
  };
  return {
    rule: same[0]!.rule,
    'served %': spread('served', 1, 100),
    'skill fit %': spread('fit', 1, 100),
    'of possible %': spread('fitOfPossible', 1, 100),
    Gini: spread('gini', 3),
    'never asked %': spread('neverAsked', 1, 100),
    'messages/served': spread('messages', 1),
    'per member and week': spread('perMemberWeek', 2),
    'whistle p50 s': spread('whistle_s', 0),
  };
}
