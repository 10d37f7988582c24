/** Who lives in the demonstration community: planned in memory from one seed, then written in bulk. */
import { cast, castId } from './accounts.ts';
import { dice, nameOf, trades, unitsPerBuilding, type Dice, type Trade } from './cast.ts';
import type { Profile } from '../engines/people/index.ts';

export interface Home {
  readonly estate: number;
  readonly building: number;
  readonly unit: number;
}
export interface Soul {
  readonly id: string;
  readonly name: string;
  readonly phone: string | null;
  readonly gender: 'female' | 'male';
  readonly birthYear: number;
  readonly household: string | null;
  readonly home: Home | null;
  /** Written after the name of the entrance: '302室'. */
  readonly door: string;
  readonly hardship: boolean;
  readonly livesAlone: boolean;
  readonly resident: boolean;
  member: Member | null;
}
export interface Member {
  readonly trade: Trade;
  readonly profile: Profile;
  readonly state: 'active' | 'filed' | 'submitted';
  readonly leading: boolean;
}
export interface Population {
  readonly souls: readonly Soul[];
  /** Principal → proxy. */
  readonly proxies: readonly { readonly principal: string; readonly proxy: string; readonly relation: string }[];
  readonly households: number;
}
const residents = 3000;
const members = 400;
const newcomers = 4;
const year = 2026;

/** Plans everybody. `ids` gives ids in order of creation. */
export function planPopulation(nextId: () => string, buildings: readonly number[]): Population {
  const d = dice('population');
  const souls: Soul[] = [];
  const proxies: { principal: string; proxy: string; relation: string }[] = [];
  let phone = 13_910_000_000;
  const newPhone = () => String((phone += 7));
  const doors = doorsOf(buildings);
  const person = (
    name: string,
    gender: 'female' | 'male',
    age: number,
    h: { household: string; home: Home; door: string; alone: boolean },
    own: { id?: string; phone?: string | null; hardship?: boolean } = {},
  ): Soul => {
    const soul: Soul = {
      id: own.id ?? nextId(),
      name,
      phone: own.phone === undefined ? (age >= 14 ? newPhone() : null) : own.phone,
      gender,
      birthYear: year - age,
      household: h.household,
      home: h.home,
      door: h.door,
      hardship: own.hardship ?? false,
      livesAlone: h.alone,
      resident: true,
      member: null,
    };
    souls.push(soul);
    return soul;
  };
  let households = 0;
  const house = (estate?: number) => {
    const { home, door } = doors(d, estate);
    households += 1;
    return { household: nextId(), home, door, alone: false };
  };

  // The people of the accounts live here like everybody else.
  const of = (key: string) => cast.find((c) => c.key === key)!;
  const own = (key: string) => ({ id: castId(key), phone: of(key).account });
  person(of('elder').name, 'female', 78, { ...house(0), alone: true }, { ...own('elder'), hardship: true });
  const daughter = person(of('daughter').name, 'female', 49, house(3), own('daughter'));
  proxies.push({ principal: castId('elder'), proxy: daughter.id, relation: '女儿' });
  const teacher = person(of('teacher').name, 'female', 36, house(0), own('teacher'));
  const electrician = person(of('member').name, 'male', 45, house(1), own('member'));
  const leader = person(of('leader').name, 'male', 52, house(2), own('leader'));

  for (let round = 0; souls.length < residents && round < residents; round += 1)
    addHousehold(d, { person, house, proxies, souls });

  const named: [Soul, Trade, Partial<Profile>][] = [
    [teacher, trades[0]!, { availability: [{ from: 5 * 1440 + 840, to: 5 * 1440 + 960 }], limits: ['lifting'] }],
    [electrician, trades[5]!, {}],
    [leader, trades[8]!, { interests: ['阅读', '健步走'] }],
  ];
  for (const [soul, trade, more] of named)
    soul.member = { trade, profile: { ...profileOf(d, trade), ...more }, state: 'active', leading: false };
  const adults = souls.filter(
    (s) =>
      s.member === null &&
      s.phone !== null &&
      year - s.birthYear >= 25 &&
      year - s.birthYear <= 58 &&
      !cast.some((c) => castId(c.key) === s.id),
  );
  for (const [i, soul] of d.some(adults, members + newcomers - named.length).entries()) {
    const trade = d.pick(trades);
    soul.member = {
      trade,
      profile: profileOf(d, trade),
      state: i < newcomers ? 'submitted' : d.chance(4) ? 'filed' : 'active',
      leading: d.chance(6),
    };
  }
  return { souls, proxies, households };
}

interface Making {
  readonly person: (
    name: string,
    gender: 'female' | 'male',
    age: number,
    h: { household: string; home: Home; door: string; alone: boolean },
    own?: { hardship?: boolean; phone?: string | null },
  ) => Soul;
  readonly house: () => { household: string; home: Home; door: string; alone: boolean };
  readonly proxies: { principal: string; proxy: string; relation: string }[];
  readonly souls: readonly Soul[];
}
/** One household of a usual kind: an elder alone, a couple, a family with a child, three generations, someone single. */
function addHousehold(d: Dice, m: Making): void {
  const h = m.house();
  const kind = d.below(100);
  if (kind < 9) {
    const gender = d.chance(68) ? 'female' : 'male';
    const elder = m.person(
      nameOf(d, gender),
      gender,
      70 + d.below(22),
      { ...h, alone: true },
      { hardship: d.chance(40), ...(d.chance(12) ? { phone: null } : {}) },
    );
    // About half have a daughter or son in another home of the community who orders for them.
    const kin = m.souls.filter(
      (s) =>
        s.name[0] === elder.name[0] &&
        year - s.birthYear >= 38 &&
        year - s.birthYear <= 58 &&
        s.household !== elder.household &&
        s.phone !== null,
    )[0];
    if (kin && d.chance(50))
      m.proxies.push({ principal: elder.id, proxy: kin.id, relation: kin.gender === 'female' ? '女儿' : '儿子' });
    return;
  }
  if (kind < 24) {
    const age = 60 + d.below(24);
    m.person(nameOf(d, 'male'), 'male', age, h);
    m.person(nameOf(d, 'female'), 'female', age - d.below(5), h);
    return;
  }
  if (kind < 40) {
    const gender = d.chance(50) ? 'female' : 'male';
    m.person(nameOf(d, gender), gender, 22 + d.below(34), { ...h, alone: true });
    return;
  }
  const father = m.person(nameOf(d, 'male'), 'male', 28 + d.below(28), h);
  m.person(nameOf(d, 'female'), 'female', year - father.birthYear - d.below(4), h);
  const gender = d.chance(50) ? 'female' : 'male';
  if (kind < 85)
    m.person(
      nameOf(d, gender, father.name[0]),
      gender,
      d.below(Math.max(2, Math.min(22, year - father.birthYear - 22))),
      h,
    );
  if (kind >= 75) m.person(nameOf(d, 'female'), 'female', year - father.birthYear + 24 + d.below(6), h);
}

/** Doors are given out entrance by entrance, floor by floor, two to a floor. */
function doorsOf(buildings: readonly number[]): (d: Dice, estate?: number) => { home: Home; door: string } {
  const taken = new Map<string, number>();
  return (d, wanted) => {
    const estate = wanted ?? d.below(buildings.length);
    const home = { estate, building: d.below(buildings[estate]!), unit: d.below(unitsPerBuilding) };
    const key = `${estate}.${home.building}.${home.unit}`;
    const n = taken.get(key) ?? 0;
    taken.set(key, n + 1);
    return { home, door: `${Math.floor(n / 2) + 1}0${(n % 2) + 1}室` };
  };
}

const week = (day: number, from_h: number, to_h: number) => ({
  from: Math.round(day * 1440 + from_h * 60),
  to: Math.round(day * 1440 + to_h * 60),
});
const officeHours = [0, 1, 2, 3, 4].flatMap((day) => [week(day, 8.5, 12), week(day, 14, 18.5)]);
/** A rich and varied profile: some free in evenings, some at weekends, a few on night shifts, some with limits. */
function profileOf(d: Dice, trade: Trade): Profile {
  const saturday = week(5, 8, 20);
  const sunday = week(6, 8, 20);
  const evenings = [0, 1, 2, 3, 4].map((day) => week(day, 19, 21.5));
  const availability = d.pick([
    [saturday, sunday],
    [saturday],
    [sunday, ...evenings],
    [...evenings, saturday, sunday],
    [week(5, 14, 18), week(6, 9, 12)],
  ]);
  const night = d.chance(5);
  return {
    expertise: [...trade.expertise],
    certificates: d.chance(40) ? [`${trade.profession}资格证`] : [],
    interests: d.some(trade.interests, 1 + d.below(2)),
    profession: trade.profession,
    intentions: [...trade.intentions],
    languages: [
      'mandarin',
      ...(d.chance(55) ? (['local_dialect'] as const) : []),
      ...(d.chance(4) ? (['sign_language'] as const) : []),
    ],
    resources: d.chance(15) ? '自备工具' : '',
    availability,
    work_pattern: night ? [0, 1, 2, 3, 4].map((day) => week(day, 0, 8)) : officeHours,
    blackout: [],
    work_point: null,
    max_distance_m: d.pick([1500, 3000, 5000]),
    limits: d.chance(15) ? [d.pick(['lifting', 'long_standing', 'night', 'height'] as const)] : [],
    willing_to_try: d.chance(60),
    accepts_more: d.chance(25),
    paused: d.chance(3),
    motives: d.some(['skill', 'neighbours', 'family_help', 'children_practice', 'recognition'] as const, 1),
  };
}
