/**
 * When neighbours call for help, and how long before they need it: read from real requests where the real inputs lie
 * beside the project, else a written-down rhythm. No word of the real inputs is kept, only counts.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface Rhythm {
  readonly name: string;
  /** Weight of each hour of the week, Monday 0:00 first: 168 of them. */
  readonly hours: readonly number[];
  /** Orders of a day as a multiple of what its weekday has on average. */
  readonly dayFactors: readonly number[];
  /** Hours from the call to the day it should be done by, ascending. */
  readonly leads_h: readonly number[];
}

export const rhythmNames = ['boston', 'gov', 'fallback'] as const;
export type RhythmName = (typeof rhythmNames)[number];

/** Rounded by hand: busy mornings and afternoons, quiet nights, weekends a third; half within three days. */
const dayHours = [1, 1, 1, 1, 1, 1, 2, 5, 11, 14, 15, 14, 11, 11, 12, 11, 9, 6, 5, 4, 4, 3, 2, 1];
const fallback: Rhythm = {
  name: 'written down (assumed)',
  hours: Array.from({ length: 168 }, (_, at) => dayHours[at % 24]! * (at >= 120 ? 0.33 : 1)),
  dayFactors: [0.6, 0.7, 0.8, 0.9, 1, 1, 1.1, 1.2, 1.3, 1.4],
  leads_h: [12, 24, 24, 36, 48, 72, 72, 96, 120, 168, 240, 336],
};

/** The rhythm of that name, or the written-down one when its file is not there. */
export function readRhythm(name: RhythmName, folder: string): Rhythm {
  const file = join(folder, name === 'boston' ? 'boston311_2015_jul_aug.csv.gz' : 'gov_messages_dev.csv.gz');
  if (name === 'fallback' || !existsSync(file)) return fallback;
  const text = gunzipSync(readFileSync(file)).toString('utf8');
  // The instants are the only fields of this shape; quoted words round them do not matter.
  const stamp = /,(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\+08:00)?(?:,(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)?)?/;
  const found = text.split('\n').flatMap((line) => {
    const hit = stamp.exec(line);
    return hit ? [{ opened_ms: Date.parse(`${hit[1]}Z`), due_ms: hit[2] ? Date.parse(`${hit[2]}Z`) : null }] : [];
  });
  const leads = found.flatMap(({ opened_ms, due_ms }) => (due_ms === null ? [] : [(due_ms - opened_ms) / 3_600_000]));
  const isBoston = name === 'boston';
  return {
    name: isBoston ? `Boston 311, ${found.length} requests` : `messages of citizens, ${found.length}`,
    hours: hoursOf(found.map((one) => one.opened_ms)),
    dayFactors: isBoston ? factorsOf(found.map((one) => one.opened_ms)) : fallback.dayFactors,
    leads_h: isBoston ? leads.filter((lead_h) => lead_h > 0).toSorted((a, b) => a - b) : fallback.leads_h,
  };
}

const dayOf = (ms: number): number => Math.floor(ms / 86_400_000);
const weekday = (day: number): number => (day + 3) % 7;

function hoursOf(opened_ms: readonly number[]): number[] {
  const hours = Array.from({ length: 168 }, () => 0);
  for (const ms of opened_ms) hours[weekday(dayOf(ms)) * 24 + new Date(ms).getUTCHours()]!++;
  return hours;
}

/** Of whole days only: each against the mean of its weekday. */
function factorsOf(opened_ms: readonly number[]): number[] {
  const days = Map.groupBy(opened_ms, dayOf);
  const byWeekday = Map.groupBy([...days], ([day]) => weekday(day));
  return [...byWeekday.values()].flatMap((same) => {
    const mean = same.reduce((sum, [, list]) => sum + list.length, 0) / same.length;
    return same.map(([, list]) => list.length / mean);
  });
}
