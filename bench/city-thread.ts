/**
 * The planning thread of the benchmark `city`: invents a city, says that it is ready, and when told to takes it over into
 * an index, finds candidates for every order, plans, and gives reasons. What it hands back are typed arrays.
 */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { cityRules, invent } from '../dispatch/city/city-fixture.ts';
import {
  checkPlan,
  cityBound,
  CityIndex,
  CityRecords,
  openOrders,
  planOf,
  scoreParts,
  solve,
  whyYou,
} from '../dispatch/index.ts';

export interface CityWork {
  readonly orders: number;
  readonly members: number;
  /** Candidates of every order, and of those that somebody else could still serve better. */
  readonly limit: number;
  readonly longer: number;
  /** Lists are lengthened where somebody else could add more points, of 10,000, than this. */
  readonly worth: number;
  readonly rare: number;
  readonly seed: number;
}
export interface Stage {
  readonly name: string;
  readonly cpu_s: number;
  readonly wall_s: number;
  readonly rss_MB: number;
}
export interface CityPlanned {
  readonly stages: readonly Stage[];
  readonly order: Int32Array;
  readonly member: Int32Array;
  readonly standby: Int32Array;
  readonly reasons: Int32Array;
  readonly sentences: number;
  /** Orders whose lists were lengthened, and those that somebody not listed could still serve better. */
  readonly open: readonly [before: number, after: number];
  readonly objective: number;
  /** By the checker, over the listed pairs; 0 proves the plan the best of them. */
  readonly gap: number | null;
  /** What no plan can exceed, whoever of the city is asked. */
  readonly bound: number;
}

// A plan can wait, a request cannot: on Linux a thread has a priority of its own, elsewhere it is the whole process's.
if (process.platform === 'linux') setPriority(10);

const side_m = 40_000;
const standbyOfOrder = 3;
const port = parentPort!;
const { orders, members, limit, longer, worth, rare, seed } = workerData as CityWork;
const stages: Stage[] = [];

function stage<T>(name: string, act: () => T): T {
  const [wall, cpu] = [performance.now(), process.threadCpuUsage()];
  const made = act();
  const used = process.threadCpuUsage(cpu);
  stages.push({
    name,
    cpu_s: (used.user + used.system) / 1e6,
    wall_s: (performance.now() - wall) / 1000,
    rss_MB: process.memoryUsage.rss() / 2 ** 20,
  });
  return made;
}

const city = invent(seed, side_m, members);
const records = new CityRecords(members);
// A few at a time, so that a million objects never stand side by side.
for (let n = 0; n < members; n++) records.add(city.member());
const queries = Array.from({ length: orders }, () => city.query(rare));
const need = new Int32Array(orders).fill(1);
// Nobody is asked for two slots of one plan, so that none can collide.
const capacity = new Int32Array(members).fill(1);

port.once('message', () => {
  const index = stage('index', () => CityIndex.of(cityRules, side_m, records));
  const rows = stage('candidates', () => index.bestOfMany(queries, limit));
  const first = stage('exact plan', () => solve(rows.problem(need, capacity)));
  const open = stage('longer lists', () => {
    const orders = openOrders(rows, first, worth);
    index.lengthen(rows, queries, orders, longer);
    return orders.length;
  });
  const { problem, solution } = stage('exact plan again', () => {
    const problem = rows.problem(need, capacity);
    return { problem, solution: solve(problem) };
  });
  const { plan, standby } = stage('standbys', () => {
    const chosen = planOf(problem, solution.pairs);
    const busy = new Int32Array(members);
    for (const member of chosen.member) busy[member]!++;
    return { plan: chosen, standby: rows.standbys(busy, capacity, standbyOfOrder) };
  });
  const { reasons, sentences } = stage('reasons', () => {
    const words = index.reasons(queries, plan.order, plan.member);
    let count = 0;
    for (let pair = 0; pair < plan.order.length; pair++)
      count += whyYou({ parts: scoreParts(words, pair, cityRules) }).length;
    return { reasons: words, sentences: count };
  });
  const { gap, objective } = checkPlan(problem, plan, solution);
  const bound = cityBound(rows, need, solution);
  const { order, member } = plan;
  const planned: CityPlanned = {
    stages,
    order,
    member,
    standby,
    reasons,
    sentences,
    objective,
    gap,
    bound,
    open: [open, openOrders(rows, solution).length],
  };
  port.postMessage(planned, [order.buffer, member.buffer, standby.buffer, reasons.buffer] as ArrayBuffer[]);
});
port.postMessage('ready');
