/**
 * End to end in a city: members in memory → index → candidates of every order → exact plan with standbys and reasons, in
 * a thread of its own; and how a bare route of a server in the main thread answers beside it, against an idle machine.
 */
import { Worker } from 'node:worker_threads';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fastify } from 'fastify';
import type { CityPlanned, CityWork } from './city-thread.ts';
import { median, percentile, send } from './measure.ts';

const idle_ms = 4000;
/** Requests come at an even pace: a server that is never idle is another question. */
const pause_ms = 2;

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '10000/100000,100000/1000000' },
      rounds: { type: 'string', default: '3' },
      limit: { type: 'string', default: '4' },
      longer: { type: 'string', default: '60' },
      worth: { type: 'string', default: '500' },
      rare: { type: 'string', default: '0.01' },
      seed: { type: 'string', default: '20261123' },
    },
  });
  const server = fastify();
  server.get('/bare', () => ({ ok: true }));
  const base = await server.listen({ host: '127.0.0.1', port: 0 });
  try {
    await answering(base, until(idle_ms));
    for (const size of values.sizes.split(',')) {
      const [orders, members] = size.split('/').map(Number);
      if (!orders || !members) throw new Error(`A size is orders/members, not ${size}.`);
      const work = {
        limit: Number(values.limit),
        longer: Number(values.longer),
        worth: Number(values.worth),
        rare: Number(values.rare),
        seed: Number(values.seed),
      };
      const rounds: Round[] = [];
      for (let round = 0; round < Number(values.rounds); round++)
        rounds.push(await oneRound(base, { ...work, orders, members }));
      report({ ...work, orders, members }, rounds);
    }
  } finally {
    await server.close();
  }
}

interface Round {
  readonly planned: CityPlanned;
  readonly idle_ms: readonly number[];
  readonly busy_ms: readonly number[];
}

async function oneRound(base: string, workerData: CityWork): Promise<Round> {
  const thread = new Worker(new URL('./city-thread.ts', import.meta.url), { workerData });
  try {
    const message = (): Promise<unknown> =>
      new Promise((resolve, reject) => {
        thread.once('message', resolve);
        thread.once('error', reject);
      });
    await message();
    const before = await answering(base, until(idle_ms));
    const answer = message() as Promise<CityPlanned>;
    let [planned, done] = [null as CityPlanned | null, false];
    void answer.finally(() => (done = true)).catch(() => {});
    thread.postMessage('plan');
    const busy_ms = await answering(base, () => done);
    planned = await answer;
    const after = await answering(base, until(idle_ms));
    return { planned, idle_ms: [...before, ...after], busy_ms };
  } finally {
    await thread.terminate();
  }
}

/** One request after another, with pauses, until the end; how long each took. */
async function answering(base: string, isOver: () => boolean): Promise<number[]> {
  const times: number[] = [];
  while (!isOver()) {
    times.push((await send(base, 'GET', '/bare')).ms);
    await setTimeout(pause_ms);
  }
  return times;
}

function until(ms: number): () => boolean {
  const end = performance.now() + ms;
  return () => performance.now() >= end;
}

function report({ orders, members, limit, longer, worth, rare, seed }: CityWork, rounds: readonly Round[]): void {
  const each = (of: (stage: CityPlanned['stages'][number]) => number, name: string): number =>
    median(rounds.map(({ planned }) => of(planned.stages.find((stage) => stage.name === name)!)));
  const sum = (of: (stage: CityPlanned['stages'][number]) => number): number =>
    median(rounds.map(({ planned }) => planned.stages.reduce((total, stage) => total + of(stage), 0)));
  const seconds = (value: number): string => value.toFixed(3);
  const names = rounds[0]!.planned.stages.map(({ name }) => name);
  console.log(
    `\n${orders} orders, ${members} members, ${limit} candidates each and ${longer} where that may add over ${worth} points, seed ${seed}, ${rare * 100} % of orders for the rare skill; ` +
      `medians of ${rounds.length} rounds.`,
  );
  console.table([
    ...names.map((name) => ({
      stage: name,
      cpu_s: seconds(each(({ cpu_s }) => cpu_s, name)),
      wall_s: seconds(each(({ wall_s }) => wall_s, name)),
      rss_MB: Math.round(each(({ rss_MB }) => rss_MB, name)),
    })),
    {
      stage: 'all',
      cpu_s: seconds(sum(({ cpu_s }) => cpu_s)),
      wall_s: seconds(sum(({ wall_s }) => wall_s)),
      rss_MB: '',
    },
  ]);
  const { order, objective, gap, bound, sentences, open } = rounds[0]!.planned;
  console.log(
    `${order.length} invitations, ${sentences} reasons; gap ${gap} among those listed, ` +
      `${((1 - objective / bound) * 100).toFixed(3)} % at most below the best plan with anybody of the city; ` +
      `${open[0]} lists lengthened, ${open[1]} orders still open. ` +
      `Most memory of the process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB.`,
  );
  const [idle, busy] = [rounds.flatMap(({ idle_ms }) => idle_ms), rounds.flatMap(({ busy_ms }) => busy_ms)];
  console.table(
    [50, 99].map((p) => ({
      'bare route': `p${p}`,
      idle_ms: percentile(idle, p).toFixed(3),
      beside_ms: percentile(busy, p).toFixed(3),
      ratio: (percentile(busy, p) / percentile(idle, p)).toFixed(2),
      requests: `${idle.length} / ${busy.length}`,
    })),
  );
}
