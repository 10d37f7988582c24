/**
 * Medians of the library on an invented city: `node dispatch/measure.ts [members] [rounds]`.
 * It prints and asserts nothing, because times belong to the machine.
 */
import {
  MemberIndex,
  alternatives,
  calendarFrom,
  candidates,
  dayNumber,
  dayStart_ms,
  defaultMatchPolicy,
  filter,
  memberState,
  slotRequest,
} from './index.ts';
import type { GeoPoint, MemberState, SlotRequest } from './index.ts';

const memberCount = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 300);
const calendar = calendarFrom('2026-01-01', '2026-12-31', {});
const policy = defaultMatchPolicy;

/** A seeded source of numbers 0…1 (mulberry32), so that every run measures the same city. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = seeded(20_260_612);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
const chance = (share: number) => random() < share;
const SKILLS = ['teaching', 'law', 'nursing', 'wiring', 'accounting', 'music', 'computing', 'repair'];
const CONTENTS = ['policy_publicity', 'resident_service', 'deliberation', 'volunteer_service', 'harmony', 'emergency'];
const noon_ms = dayStart_ms(dayNumber('2026-06-12')) + 12 * 3_600_000;

/** A city of some 30 by 30 kilometres. */
function somewhere(): GeoPoint {
  return { lat: 31.2 + random() * 0.27, lng: 118.25 + random() * 0.31 };
}

function someone(n: number): MemberState {
  return memberState({
    personId: `m${n}`,
    householdId: `h${Math.floor(n / 2)}`,
    consents: { service: chance(0.95) },
    standing: chance(0.9) ? 'active' : 'paused',
    // One in two thousand holds the rare skill.
    skills: [
      ...(chance(0.4)
        ? [{ tag: pick(SKILLS), level: chance(0.5) ? ('confirmed' as const) : ('declared' as const) }]
        : []),
      ...(chance(0.0005) ? [{ tag: 'sign_language', level: 'confirmed' as const }] : []),
    ],
    intentions: [...new Set([pick(CONTENTS), pick(CONTENTS)])],
    languages: chance(0.6) ? ['mandarin', 'local_dialect'] : ['mandarin'],
    limits: chance(0.1) ? ['lifting'] : [],
    maxDistance_m: pick([null, 1_000, 2_000, 3_000, 5_000, 8_000]),
    home: somewhere(),
    work: chance(0.7) ? somewhere() : null,
    optsInWorkingHours: chance(0.1),
    availability: chance(0.5) ? [{ start_min: 5 * 1_440 + 540, end_min: 7 * 1_440 - 120 }] : null,
    busy: chance(0.2)
      ? [{ start_ms: noon_ms + 22 * 3_600_000, end_ms: noon_ms + 24 * 3_600_000, place: somewhere(), remote: false }]
      : [],
    recentServices_ms: chance(0.3) ? [noon_ms - Math.floor(random() * 10) * 86_400_000] : [],
  });
}

function onSite(extra: Partial<SlotRequest> = {}): SlotRequest {
  const start_ms = noon_ms + (20 + Math.floor(random() * 12)) * 3_600_000;
  return slotRequest({
    start_ms,
    end_ms: start_ms + 3_600_000,
    now_ms: noon_ms,
    workContent: pick(CONTENTS),
    place: somewhere(),
    ...extra,
  });
}

function percentile(values: number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return value.toFixed(value < 10 ? 2 : 0);
}

function measure(name: string, times: number, prepare: () => () => void): void {
  const taken_us: number[] = [];
  for (let i = 0; i < times; i++) {
    const act = prepare();
    const before = performance.now();
    act();
    taken_us.push((performance.now() - before) * 1_000);
  }
  console.log(
    `${name.padEnd(46)} p50 ${percentile(taken_us, 0.5).padStart(9)} µs   p99 ${percentile(taken_us, 0.99).padStart(9)} µs`,
  );
}

const members = Array.from({ length: memberCount }, (_, n) => someone(n));
const beforeBuild = performance.now();
const index = new MemberIndex(members);
console.log(
  `${memberCount} members, index built in ${(performance.now() - beforeBuild).toFixed(0)} ms, rss ${Math.round(process.memoryUsage.rss() / 1_048_576)} MB`,
);

const query = (source: readonly MemberState[] | MemberIndex, slot: SlotRequest) => () => {
  candidates(source, slot, policy, calendar, { limit: 20 });
};
measure('top 20, on site, index', rounds, () => query(index, onSite()));
measure('top 20, on site with a skill, index', rounds, () => query(index, onSite({ requiredSkills: [pick(SKILLS)] })));
measure('top 20, on site, rare skill, index', rounds, () =>
  query(index, onSite({ requiredSkills: ['sign_language'] })),
);
measure('top 20, remote, index', rounds, () => query(index, onSite({ form: 'remote' })));
measure('top 20, remote, rare skill, index', rounds, () =>
  query(index, onSite({ form: 'remote', requiredSkills: ['sign_language'] })),
);
measure('top 20, on site, scan of everybody', Math.min(rounds, 30), () => query(members, onSite()));
measure('filter of one member', rounds * 10, () => {
  const [member, slot] = [pick(members), onSite()];
  return () => void filter(member, slot, policy, calendar);
});
measure('three alternatives for one member, 14 days', rounds, () => {
  const [member, slot] = [pick(members), onSite()];
  return () => void alternatives(member, slot, policy, calendar, { count: 3, horizon_d: 14 });
});
measure('one member: state changes', rounds * 10, () => {
  const changed = { ...pick(members), wantsMore: chance(0.5) };
  return () => index.upsert(changed);
});
measure('one member: moves house', rounds * 10, () => {
  const changed = { ...pick(members), home: somewhere() };
  return () => index.upsert(changed);
});
measure('one member: leaves and returns', rounds * 10, () => {
  const member = pick(members);
  return () => {
    index.remove(member.personId);
    index.upsert(member);
  };
});
