/** An invented city drawn from a seed, for the test and the benchmark of the city index. */
import { flag, weekHalfHours, type CityMember } from './record.ts';
import type { CityQuery, CityRules } from './query.ts';

export const cityRules: CityRules = {
  restAfterServices: 3,
  mostAsks: 5,
  weights: { expertise: 40, intention: 20, load: 15, proximity: 15, continuity: 60, language: 10, gender: 10 },
  declaredSkillValue: 0.7,
  tryValue: 0.5,
  expertiseOnlyValue: 0.3,
  askShare: 0.3,
};
const now_min = 29_700_000;
const commonSkills = 20;
/** Held by one member in two thousand. */
export const rareSkill = 40;
const contents = 6;

/** Numbers 0…1 from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface City {
  readonly side_m: number;
  member(): CityMember;
  /** `rareShare`: how many of the orders require the rare skill. */
  query(rareShare?: number): CityQuery;
}

/** People round a hundred centres, a fifth of them outside; skills by Zipf's law. */
export function invent(seed: number, side_m: number, memberCount: number): City {
  const random = seeded(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const chance = (share: number): boolean => random() < share;
  const centres = Array.from({ length: 100 }, () => ({ x_m: random() * side_m, y_m: random() * side_m }));
  const place = (): { x_m: number; y_m: number } => {
    if (chance(0.2)) return { x_m: (random() * 1.1 - 0.05) * side_m, y_m: random() * side_m };
    const { x_m, y_m } = centres[below(100)]!;
    const [angle, far] = [random() * 2 * Math.PI, -Math.log(1 - random()) * side_m * 0.02];
    return { x_m: x_m + far * Math.cos(angle), y_m: y_m + far * Math.sin(angle) };
  };
  const skill = (): number => Math.min(commonSkills - 1, Math.floor((commonSkills + 1) ** random()) - 1);
  const weekend: [number, number][] = [[240, weekHalfHours]];
  const evenings = Array.from({ length: 7 }, (_, day): [number, number] => [day * 48 + 37, day * 48 + 44]);
  const member = (): CityMember => {
    const skills = Array.from({ length: 1 + below(3) }, skill);
    if (chance(0.0005)) skills.push(rareSkill);
    const start = now_min + below(5 * 1440);
    return {
      ...(chance(0.97) ? { home: place() } : {}),
      ...(chance(0.5) ? { work: place() } : {}),
      reach_m: [1000, 2000, 3000, 5000, 8000][below(5)]!,
      flags:
        (chance(0.95) ? flag.consent : 0) + (chance(0.9) ? flag.active : 0) + (chance(0.5) ? flag.female : flag.male),
      skills,
      confirmed: skills.filter(() => chance(0.5)),
      intentions: [below(contents), below(contents)],
      willing: chance(0.3) ? [below(contents)] : [],
      limits: chance(0.1) ? [below(4)] : [],
      languages: chance(0.6) ? [0, 1] : [0],
      household: 1 + below(memberCount / 2),
      services: chance(0.3) ? below(5) : 0,
      asks: chance(0.3) ? below(7) : 0,
      ...(chance(0.03) ? { restUntil_min: now_min + below(10_000) } : {}),
      free: chance(0.3) ? [[0, weekHalfHours]] : chance(0.5) ? [...weekend, ...evenings] : weekend,
      busy: Array.from({ length: chance(0.2) ? 1 + below(6) : 0 }, (): [number, number] => [start, start + 120]),
    };
  };
  const query = (rareShare = 0.2): CityQuery => {
    const start_min = now_min + 600 + below(4 * 1440);
    const required = chance(rareShare) ? [rareSkill] : chance(0.6) ? Array.from({ length: 1 + below(2) }, skill) : [];
    return {
      place: chance(0.95) ? place() : null,
      radius_m: [2000, 5000, 10_000][below(3)]!,
      start_min,
      end_min: start_min + 30 + below(120),
      now_min,
      weekStart_min: (chance(0.7) ? 5 * 1440 : 0) + below(2 * 1440),
      required,
      requireConfirmed: chance(0.3),
      preferred: chance(0.3) ? [skill()] : [],
      content: below(contents),
      demands: chance(0.5) ? [below(4)] : [],
      languages: chance(0.3) ? [1] : [],
      gender: chance(0.2) ? 'female' : null,
      except: [below(memberCount)],
      households: [1 + below(memberCount / 2)],
      askedFor: chance(0.1) ? [below(memberCount)] : [],
      urgent: chance(0.1),
    };
  };
  return { side_m, member, query };
}
