/**
 * A city of a million members in one typed array: a record of 40 words each, so that looking at one member costs one
 * place in memory. Codes are numbers here; whoever fills the records keeps the lists of codes. Positions are metres east
 * and north of one origin, instants are minutes since 1970 UTC, and the week begins on Monday 00:00 Asia/Shanghai.
 */

/** Words of a record. Names say what each holds; a pair of words holds 64 bits. */
export const field = {
  homeX: 0,
  homeY: 1,
  workX: 2,
  workY: 3,
  reach_m: 4,
  flags: 5,
  skills: 6,
  confirmed: 8,
  intentions: 10,
  willing: 11,
  limits: 12,
  languages: 13,
  household: 14,
  services: 15,
  asks: 16,
  restUntil_min: 17,
  /** 336 half hours of an ordinary week in which the member is free, the way to and from work taken off. */
  week: 18,
  /** Four stretches, margins included: start and end, in minutes. */
  busy: 29,
} as const;
export const recordWords = 40;
export const busyStretches = 4;
/** A position that is not known. */
export const nowhere = 0x7fffffff;
export const flag = { consent: 1, active: 2, wantsMore: 4, female: 8, male: 16 } as const;
export const mostSkills = 64;
export const mostContents = 32;

/** One member as the city index knows it; what is left out is unknown, empty or no. */
export interface CityMember {
  readonly home?: { readonly x_m: number; readonly y_m: number };
  readonly work?: { readonly x_m: number; readonly y_m: number };
  readonly reach_m: number;
  /** Sum of `flag`. */
  readonly flags: number;
  /** Skill numbers below 64, of these the confirmed ones. */
  readonly skills: readonly number[];
  readonly confirmed: readonly number[];
  /** Content numbers below 32; likewise limits and languages. */
  readonly intentions: readonly number[];
  readonly willing: readonly number[];
  readonly limits?: readonly number[];
  readonly languages?: readonly number[];
  /** Above 0; 0 is unknown. */
  readonly household?: number;
  /** Services, and askings, within the city's windows. */
  readonly services: number;
  readonly asks: number;
  readonly restUntil_min?: number;
  /** Free stretches of the week in half hours 0…336; absent: the whole week. */
  readonly free?: readonly (readonly [from: number, to: number])[];
  /** Accepted slots with their margins, in minutes; more than four are drawn together at the end, never dropped. */
  readonly busy?: readonly (readonly [start_min: number, end_min: number])[];
}

export const weekHalfHours = 336;

function bits(numbers: readonly number[], words: Int32Array, at: number): void {
  for (const n of numbers) words[at + (n >> 5)]! |= 1 << (n & 31);
}

/** Sets the bits `from`…`to - 1`, word by word. */
function freeFrom(words: Int32Array, at: number, from: number, to: number): void {
  for (let half = from; half < to; half = (half | 31) + 1) {
    const end = Math.min(to, (half | 31) + 1);
    const upTo = (end & 31) === 0 ? -1 : (1 << (end & 31)) - 1;
    words[at + (half >> 5)]! |= upTo & (-1 << (half & 31));
  }
}

/** Writes the record of a member into 40 words that begin at `at`. */
export function encode(member: CityMember, words: Int32Array, at: number): void {
  words.fill(0, at, at + recordWords);
  words[at + field.homeX] = member.home ? Math.round(member.home.x_m) : nowhere;
  words[at + field.homeY] = member.home ? Math.round(member.home.y_m) : nowhere;
  words[at + field.workX] = member.work ? Math.round(member.work.x_m) : nowhere;
  words[at + field.workY] = member.work ? Math.round(member.work.y_m) : nowhere;
  words[at + field.reach_m] = member.reach_m;
  words[at + field.flags] = member.flags;
  bits(member.skills, words, at + field.skills);
  bits(member.confirmed, words, at + field.skills);
  bits(member.confirmed, words, at + field.confirmed);
  bits(member.intentions, words, at + field.intentions);
  bits(member.willing, words, at + field.willing);
  if (member.limits) bits(member.limits, words, at + field.limits);
  if (member.languages) bits(member.languages, words, at + field.languages);
  words[at + field.household] = member.household ?? 0;
  words[at + field.services] = member.services;
  words[at + field.asks] = member.asks;
  words[at + field.restUntil_min] = member.restUntil_min ?? 0;
  if (!member.free) freeFrom(words, at + field.week, 0, weekHalfHours);
  else for (const [from, to] of member.free) freeFrom(words, at + field.week, from, to);
  if (member.busy) encodeBusy(member.busy, words, at + field.busy);
}

function encodeBusy(busy: readonly (readonly [number, number])[], words: Int32Array, at: number): void {
  if (busy.length === 0) return;
  const sorted = busy.toSorted((a, b) => a[0] - b[0]);
  for (const [q, [start, end]] of sorted.entries()) {
    const stretch = at + 2 * Math.min(q, busyStretches - 1);
    if (q < busyStretches) words[stretch] = start;
    words[stretch + 1] = Math.max(words[stretch + 1]!, end);
  }
}
