/**
 * Rings against telling everybody, in simulation with the same people, answers and ways. Assumptions, each of which an
 * option changes: `--near` people in range, spread evenly over a disc of `--radius` metres; ways at `--speed` metres a
 * minute; 36 % yes, 44 % no, 20 % silent (`--yes`, silence is part of no); answers after a time whose logarithm is normal,
 * half within `--p50` seconds and nine tenths within `--p90`; whoever says yes leaves at once; one is needed. The size of a
 * ring comes from the acceptance model, fitted from `--history` answers of the same kind; 0 turns it off.
 */
import { parseArgs } from 'node:util';
import {
  acceptance,
  fitAcceptance,
  nextRing,
  ringsAhead,
  type Answer,
  type Near,
  type PastAsk,
} from '../dispatch/index.ts';
import { seeded } from '../dispatch/city/city-fixture.ts';

const rules = { interval_ms: 30_000, expectedPerMissing: 1, mostAsksPerWeek: 1000 };

export async function run(args: readonly string[]): Promise<void> {
  const number = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      near: number('30'),
      radius: number('3000'),
      speed: number('200'),
      yes: number('0.36'),
      p50: number('40'),
      p90: number('75'),
      history: number('5000'),
      whistles: number('40000'),
      seed: number('1'),
    },
  });
  const random = seeded(Number(values.seed));
  const spread = Math.log(Number(values.p90) / Number(values.p50)) / 1.281_55;
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const yes = Number(values.yes);
  const past = Array.from({ length: Number(values.history) }, (): PastAsk => {
    const distance_m = Math.sqrt(random()) * Number(values.radius);
    return { kind: 'whistle', distance_m, hour: Math.floor(random() * 24), asks: 0, accepted: random() < yes };
  });
  const model = fitAcceptance(past);
  const rings = { asked: 0, arrivals_ms: [] as number[], nobody: 0 };
  const all = { asked: 0, arrivals_ms: [] as number[], nobody: 0 };
  for (let whistle = 0; whistle < Number(values.whistles); whistle++) {
    const people = Array.from({ length: Number(values.near) }, (_, n): Person => {
      const distance_m = Math.sqrt(random()) * Number(values.radius);
      return {
        personId: String(n),
        reach_min: distance_m / Number(values.speed),
        chance: acceptance(model, { kind: 'whistle', distance_m, hour: 10, asks: 0 }, yes),
        asks: 0,
        comes: random() < yes,
        delay_ms: Number(values.p50) * 1000 * Math.exp(spread * normal()),
      };
    });
    if (whistle === 0) {
      const sizes = ringsAhead(people, rules, { needed: 1, urgent: true, now_ms: 0 }).map((ring) => ring.ask.length);
      console.log(`Rings of the first whistle, if nobody answered: ${sizes.join(' ')}.`);
    }
    add(rings, byRings(people));
    const coming = people.filter((one) => one.comes).map((one) => one.delay_ms + one.reach_min * 60_000);
    add(all, { asked: people.length, arrival_ms: coming.length > 0 ? Math.min(...coming) : null });
  }
  const row = (name: string, side: typeof all) => {
    const at = (share: number): number => {
      const sorted = side.arrivals_ms.toSorted((a, b) => a - b);
      return sorted[Math.floor(sorted.length * share)]! / 1000;
    };
    return { name, asked: side.asked / Number(values.whistles), p50_s: at(0.5), p90_s: at(0.9), nobody: side.nobody };
  };
  const [a, b] = [row('rings', rings), row('everybody', all)];
  console.table([
    a,
    b,
    { name: 'ratio', asked: a.asked / b.asked, p50_s: a.p50_s / b.p50_s, p90_s: a.p90_s / b.p90_s },
  ]);
}

interface Person extends Near {
  readonly comes: boolean;
  readonly delay_ms: number;
}
interface Outcome {
  readonly asked: number;
  readonly arrival_ms: number | null;
}

function add(side: { asked: number; arrivals_ms: number[]; nobody: number }, { asked, arrival_ms }: Outcome): void {
  side.asked += asked;
  if (arrival_ms === null) side.nobody++;
  else side.arrivals_ms.push(arrival_ms);
}

/** Plays one whistle: a ring, half a minute, another; who has said yes comes, however many they are. */
function byRings(people: readonly Person[]): Outcome {
  const asked: { person: Person; asked_ms: number }[] = [];
  for (let now_ms = 0; ;) {
    const known = asked.map(({ person, asked_ms }) => {
      const answered = asked_ms + person.delay_ms <= now_ms;
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
