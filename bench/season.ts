/**
 * A season of a large and a small community under three rules with the same people, orders and answers. Prints a table
 * with the mean and the range over the seeds, and draws the pictures into `--plots`. Every assumption is an option.
 */
import { outcomeOf, whoFits, type Figures, type Outcome } from './season-figures.ts';
import { readOptions, type SeasonOptions } from './season-options.ts';
import { Play, type Rule } from './season-play.ts';
import { readRhythm, type Rhythm } from './season-rhythm.ts';
import { engine, firstCome, nearestFirst } from './season-rules.ts';
import { drawSeason, type Played } from './season-plots.ts';
import { switched } from './season-switch.ts';
import { makeSeason } from './season-world.ts';

export async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options.switch) return weigh(args);
  const rhythm = readRhythm(options.rhythm, options.inputs);
  console.log(`Rhythm: ${rhythm.name}. Seeds ${options.seeds.join(', ')}.`);
  const played: Played[] = [];
  for (const size of options.communities) {
    const outcomes = options.seeds.flatMap((seed) => playSeed(size, seed, options, rhythm));
    played.push({ size, outcomes });
    console.log(`\nA community of ${size}:`);
    console.table(
      Map.groupBy(outcomes, (one) => one.rule)
        .values()
        .map(summary)
        .toArray(),
    );
  }
  if (options.plots) drawSeason(options.plots, played, options.seeds.length);
}

/** One line for each assumption: the engine in the first community, means over the seeds. */
function weigh(args: readonly string[]): void {
  console.log('assumption | served % | skill fit % | Gini | messages per served order');
  for (const { name, options } of switched(args)) {
    const rhythm = readRhythm(options.rhythm, options.inputs);
    const all = options.seeds.flatMap((seed) => playSeed(options.communities[0]!, seed, options, rhythm));
    const mean = (of: (one: Figures) => number): number =>
      all.reduce((sum, one) => sum + of(one.figures), 0) / all.length;
    const cells = [100 * mean((f) => f.served), 100 * mean((f) => f.fit)].map((value) => value.toFixed(1));
    console.log([name, ...cells, mean((f) => f.gini).toFixed(3), mean((f) => f.messages).toFixed(1)].join(' | '));
  }
}

function playSeed(size: number, seed: number, options: SeasonOptions, rhythm: Rhythm): Outcome[] {
  const season = makeSeason(size, seed, options, rhythm);
  const fitting = season.orders.map((order) => whoFits(order, season));
  const all: readonly Rule[] = [engine(options.model), firstCome, nearestFirst];
  const rules = all.filter(({ name }) => options.rules.includes(name));
  return rules.map((rule) => {
    const play = new Play(season, rule, seed, options.numbers);
    play.run();
    return outcomeOf(rule.name, play, fitting);
  });
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
