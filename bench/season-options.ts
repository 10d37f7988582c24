/** Every assumption of the simulated season, as an option with its default. `docs/dispatch.md` names their sources. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parameters } from '../server/engines/policy/index.ts';
import { rhythmNames, type RhythmName } from './season-rhythm.ts';

const defaults = {
  // The community
  weeks: 13,
  'hours-per-year': parameters.annual_goal_min.value / 60,
  'service-min': 75,
  people: 1.3,
  'lead-max-d': 14,
  'lead-min-h': 6,
  whistles: 0.04,
  'required-skill': 0.2,
  'preferred-skill': 0.3,
  'by-name': 0.05,
  'radius-m': 1200,
  remote: 0.12,
  'several-people': 0.12,
  lifting: 0.1,
  dialect: 0.15,
  'gender-wish': 0.08,
  // The members
  consent: 0.97,
  'skills-each': 1.4,
  'contents-each': 3,
  'declare-times': 0.5,
  'opts-in': 0.15,
  retired: 0.15,
  shifts: 0.1,
  limits: 0.1,
  confirmed: 0.6,
  'willing-to-try': 0.4,
  'speaks-dialect': 0.6,
  'work-near': 0.3,
  'work-radius-m': 10_000,
  // Their answers
  yes: 0.36,
  silent: 0.2,
  'never-open': 0.1,
  'eager-spread': 1,
  'speed-spread': 0.7,
  fatigue: 0,
  'answer-p50-h': 3,
  'answer-p90-h': 12,
  'whistle-p50-s': 40,
  'whistle-p90-s': 75,
  'speed-m-per-min': 80,
  // The rules that are compared; what a city may set has the defaults of its parameters
  'tick-h': 1,
  'offer-life-h': parameters.offer_life_ordinary_h.value,
  'patience-h': 12,
  'weekly-cap': parameters.asks_per_week.value,
  'cap-until-h': parameters.urgent_release_h.value,
  'ask-from-h': 96,
  'fair-loss': parameters.fair_loss_permille.value / 1000,
  'load-cost': 1000,
  'wait-able': parameters.wait_able_pct.value / 100,
  'ask-cost': 250,
  'most-cost': 5000,
} as const;

/** Skills as tag : share of members who hold it (before `--skills-each`) : how often it is asked for. */
const skillTable =
  'computing:0.3:14,teaching:0.2:14,music:0.16:6,accounting:0.14:6,repair:0.12:16,first_aid:0.12:10,nursing:0.08:12,' +
  'law:0.06:10,wiring:0.05:8,psychology:0.03:8,physiotherapy:0.02:4,sign_language:0.01:2';

export interface SkillRow {
  readonly tag: string;
  readonly held: number;
  readonly asked: number;
}

export type SeasonNumbers = { readonly [K in keyof typeof defaults]: number };

export interface SeasonOptions {
  readonly numbers: SeasonNumbers;
  readonly skills: readonly SkillRow[];
  readonly communities: readonly number[];
  readonly seeds: readonly number[];
  readonly rhythm: RhythmName;
  readonly inputs: string;
  /** 1 lets the rules use it, 0 switches it off. */
  readonly model: boolean;
  /** `from,to`: the table of what these assumptions weigh, instead of the comparison; null: the comparison. */
  readonly switch: readonly [number, number] | null;
  /** The rules that play, by name. */
  readonly rules: readonly string[];
  /** A folder for the pictures, or null. */
  readonly plots: string | null;
}

export function readOptions(args: readonly string[]): SeasonOptions {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const numeric = Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, text(String(value))]));
  const beside = resolve(import.meta.dirname, '../../shared/data');
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...numeric,
      communities: text('400,40'),
      seeds: text('1,2,3,4,5,6,7,8,9,10'),
      rhythm: text('boston'),
      inputs: text(process.env['REAL_INPUTS'] ?? beside),
      model: text('1'),
      rules: text('engine,first come,nearest first'),
      skills: text(skillTable),
      plots: { type: 'string' },
      switch: { type: 'string' },
    },
  });
  const given = values as Readonly<Record<string, string>>;
  const list = (name: string): number[] => given[name]!.split(',').map(Number);
  const rhythm = rhythmNames.find((name) => name === given['rhythm']);
  if (!rhythm) throw new Error(`--rhythm is one of ${rhythmNames.join(', ')}`);
  const numbers = Object.fromEntries(Object.keys(defaults).map((name) => [name, Number(given[name])]));
  return {
    numbers: numbers as SeasonNumbers,
    skills: given['skills']!.split(',').map((row) => {
      const [tag = '', held, asked] = row.split(':');
      return { tag, held: Number(held), asked: Number(asked) };
    }),
    communities: list('communities'),
    seeds: list('seeds'),
    rhythm,
    inputs: given['inputs']!,
    model: given['model'] !== '0',
    rules: given['rules']!.split(','),
    switch: given['switch'] === undefined ? null : (list('switch') as [number, number]),
    plots: given['plots'] ?? null,
  };
}
