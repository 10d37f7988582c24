/** Inputs of the replay's tests: the real day where it lies beside the project, else an invented one. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ReplayOptions } from '../../tools/replay/options.ts';

const here = join(import.meta.dirname, 'inputs');
export const realInputs = process.env['REAL_INPUTS'] ?? resolve(import.meta.dirname, '../../../shared/data');
const real = {
  orders: join(realInputs, 'boston_day_2015-08-26.csv'),
  places: join(realInputs, 'compounds_wuhu_huangshi_xiangyang.csv.gz'),
  words: join(realInputs, 'gov_messages_dev.csv.gz'),
};
export const hasRealInputs = Object.values(real).every((path) => existsSync(path));

const plain = { speed: null, seed: '7', keep: false, kills: 0 } as const;
export const invented: ReplayOptions = {
  ...plain,
  orders: join(here, 'day.csv'),
  places: join(here, 'places.csv'),
  words: join(here, 'words.csv'),
};
export const realDay: ReplayOptions = { ...plain, ...real };

/** The first rows of a day in a file of their own. */
export function firstRows(path: string, count: number): string {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, count + 1);
  const file = join(mkdtempSync(join(tmpdir(), 'shaoying-rows-')), 'rows.csv');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
