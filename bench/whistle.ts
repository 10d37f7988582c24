/**
 * Rings against telling everybody, in simulation with the same people, answers and ways. Assumptions, each of which an
 * option changes: `--near` people in range, spread evenly over a disc of each `--radius` in metres; ways at `--speed`
 * metres a minute; 36 % yes (`--yes`), 20 % never answer (`--silent`), the others say no; answers after a time whose
 * logarithm is normal, half within `--p50` seconds and nine tenths within `--p90`; whoever says yes leaves at once; one is
 * needed. Chances come from the acceptance model, fitted from `--history` answers of the same kind; 0 turns it off.
 */
import { parseArgs } from 'node:util';
import {
  acceptance,
  fitAcceptance,
  nextRing,
  ringDefaults,
  ringsAhead,
  type AcceptanceModel,
  type Answer,
  type Near,
  type PastAsk,
  type RingRules,
} from '../dispatch/index.ts';
import { seeded } from '../dispatch/city/city-fixture.ts';

interface Assumed {
  readonly near: number;
  readonly speed: number;
  readonly yes: number;
  readonly silent: number;
  readonly p50: number;
  readonly p90: number;
  readonly history: number;
  readonly whistles: number;
}

export async function run(args: readonly string[]): Promise<void> {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      near: text('30'),
      radius: text('500,1000,2000,3000,5000'),
      speed: text('200'),
      yes: text('0.36'),
      silent: text('0.2'),
      p50: text('40'),
      p90: text('75'),
      history: text('5000'),
      whistles: text('10000'),
      seeds: text('1,2,3'),
    },
  });
  const number = (name: keyof Assumed): number => Number(values[name]);
  const assumed: Assumed = {
    near: number('near'),
    speed: number('speed'),
    yes: number('yes'),
    silent: number('silent'),
    p50: number('p50'),
    p90: number('p90'),
    history: number('history'),
    whistles: number('whistles'),
  };
  const rules: RingRules = {
    ...ringDefaults,
    answers: { p50_ms: assumed.p50 * 1000, p90_ms: assumed.p90 * 1000, silent: assumed.silent },
  };
  for (const radius_m of values.radius.split(',').map(Number))
    console.table(values.seeds.split(',').map((seed) => against(radius_m, Number(seed), assumed, rules)));
}

interface Side {
  asked: number;
  nobody: number;
  readonly arrivals_ms: number[];
}

/** Many whistles of one seed and radius; both sides see the same people. */
function against(radius_m: number, seed: number, assumed: Assumed, rules: RingRules) {
  const random = seeded(seed * 7919 + radius_m);
  const past = Array.from({ length: assumed.history }, (): PastAsk => {
    const distance_m = Math.sqrt(random()) * radius_m;
    const hour = Math.floor(random() * 24);
    return { kind: 'whistle', distance_m, hour, asks: 0, accepted: random() < assumed.yes };
  });
  const model = fitAcceptance(past);
  const rings: Side = { asked: 0, arrivals_ms: [], nobody: 0 };
  const all: Side = { asked: 0, arrivals_ms: [], nobody: 0 };
  let sizes = '';
  for (let whistle = 0; whistle < assumed.whistles; whistle++) {
    const people = somePeople(radius_m, assumed, model, random);
    if (whistle === 0) {
      const ahead = ringsAhead(people, rules, { needed: 1, urgent: true, now_ms: 0 });
      sizes = ahead.map((ring) => ring.ask.length).join(' ');
    }
    add(rings, byRings(people, rules));
    const coming = people.filter((one) => one.comes).map((one) => one.delay_ms + one.reach_min * 60_000);
    add(all, { asked: people.length, arrival_ms: coming.length > 0 ? Math.min(...coming) : null });
  }
  const at = (side: Side, share: number): number =>
    side.arrivals_ms.toSorted((a, b) => a - b)[Math.floor(side.arrivals_ms.length * share)]! / 1000;
  const more = (share: number): string => `+${((at(rings, share) / at(all, share) - 1) * 100).toFixed(1)} %`;
  return {
    radius_m,
    seed,
    asked: rings.asked / assumed.whistles,
    p50: more(0.5),
    p90: more(0.9),
    'p50 of all, s': Math.round(at(all, 0.5)),
    'p90 of all, s': Math.round(at(all, 0.9)),
    'nobody %': (rings.nobody / assumed.whistles) * 100,
    'nobody of all %': (all.nobody / assumed.whistles) * 100,
    'if nobody answered': sizes,
  };
}

function somePeople(
  radius_m: number,
  assumed: Assumed,
  model: AcceptanceModel | null,
  random: () => number,
): readonly Person[] {
  const spread = Math.log(assumed.p90 / assumed.p50) / 1.281_55;
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: assumed.near }, (_, n): Person => {
    const distance_m = Math.sqrt(random()) * radius_m;
    const says = random();
    return {
      personId: String(n),
      reach_min: distance_m / assumed.speed,
      chance: acceptance(model, { kind: 'whistle', distance_m, hour: 10, asks: 0 }, assumed.yes),
      asks: 0,
      comes: says < assumed.yes,
      silent: says > 1 - assumed.silent,
      delay_ms: assumed.p50 * 1000 * Math.exp(spread * normal()),
    };
  });
}

interface Person extends Near {
  readonly comes: boolean;
  readonly silent: boolean;
  readonly delay_ms: number;
}
interface Outcome {
  readonly asked: number;
  readonly arrival_ms: number | null;
}

function add(side: Side, { asked, arrival_ms }: Outcome): void {
  side.asked += asked;
  if (arrival_ms === null) side.nobody++;
  else side.arrivals_ms.push(arrival_ms);
}

/** Plays one whistle, look by look; who has said yes comes, however many they are. */
function byRings(people: readonly Person[], rules: RingRules): Outcome {
  const asked: { person: Person; asked_ms: number }[] = [];
  for (let now_ms = 0; ;) {
    const known = asked.map(({ person, asked_ms }) => {
      const answered = !person.silent && asked_ms + person.delay_ms <= now_ms;
      const answer: Answer = !answered ? 'waiting' : person.comes ? 'yes' : 'no';
      return { personId: person.personId, asked_ms, answer };
    });
    const { ask, next_ms } = nextRing(people, known, rules, { needed: 1, urgent: true, now_ms });
    for (const one of ask) asked.push({ person: people[Number(one.personId)]!, asked_ms: now_ms });
    if (next_ms === null || (ask.length === 0 && next_ms <= now_ms)) break;
    now_ms = next_ms;
  }
  const coming = asked.filter(({ person }) => person.comes);
  const arrivals = coming.map(({ person, asked_ms }) => asked_ms + person.delay_ms + person.reach_min * 60_000);
  return { asked: asked.length, arrival_ms: arrivals.length > 0 ? Math.min(...arrivals) : null };
}
