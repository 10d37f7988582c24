/**
 * Orders and workers of the real sets in goma-real, shown one event at a time: committing when somebody is about to leave,
 * and greedily at once, as shares of what somebody would reach who knew the future. The order of arrival may be read in
 * two ways, and both are shown. Times dealt anew: events come in the order of their times, everybody leaves when the stay
 * is over, and a seed deals the events anew over the times; seed 0 leaves every event at its own. Lines mixed: events come
 * in the order of the lines, whatever their times, which decide only who may be paired; nobody ever leaves. A seed mixes
 * the lines; greedy in the lines of the five files, on average, is the known figure of 0.933 and 0.940. Here waiting costs
 * nothing, so each order is decided after at most so many lines, and by the first worker who comes after that. Every
 * result is judged by the checker. `--inputs` names the folder of the real inputs; without it the benchmark ends with a
 * word.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Arrivals, checkPlan, planOf, solve, toProblem, type Problem } from '../dispatch/index.ts';
import { seeded } from '../dispatch/city/city-fixture.ts';

export async function run(args: readonly string[]): Promise<void> {
  const beside = resolve(import.meta.dirname, '../../shared/data');
  const { values } = parseArgs({
    args: [...args],
    options: {
      inputs: { type: 'string', default: process.env['REAL_INPUTS'] ?? beside },
      seeds: { type: 'string', default: '0,1,2,3,4,5,6,7,8,9,10' },
    },
  });
  const folder = join(values.inputs, 'dispatch', 'goma-real');
  if (!existsSync(folder)) {
    console.log(`The real sets are not in ${folder}; nothing is measured.`);
    return;
  }
  for (const set of ['EverySender_cap1', 'gMission_cap1']) {
    const events = readEvents(join(folder, set, 'data_00.txt'));
    const rows = values.seeds.split(',').map((seed) => measure(events, Number(seed)));
    console.table(rows);
    const dealt = rows.filter((row) => row.seed > 0);
    const mean = (key: 'waiting' | 'greedy'): string =>
      (dealt.reduce((sum, row) => sum + row[key], 0) / dealt.length).toFixed(4);
    console.log(
      `${set}, times dealt anew: mean over the seeds ${mean('waiting')} by waiting, ${mean('greedy')} by greedy.`,
    );
    const files = [0, 1, 2, 3, 4].map((n) => readEvents(join(folder, set, `data_0${n}.txt`)));
    const mixed = values.seeds.split(',').filter((seed) => seed !== '0');
    console.table({
      'lines of the five files': inLines(files),
      'lines mixed by seeds': inLines(mixed.map((seed) => shuffled(events, Number(seed)))),
    });
  }
}

interface Event {
  readonly isOrder: boolean;
  readonly x: number;
  readonly y: number;
  readonly stay: number;
  readonly pay: number;
  readonly radius: number;
  readonly rate: number;
  readonly time: number;
}

/** `time t x y stay pay` and `time w x y radius capacity stay rate`; the first line counts. */
function readEvents(file: string): Event[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  return lines.map((line): Event => {
    const [time, kind, x, y, ...rest] = line.trim().split(/\s+/);
    const [a = 0, b = 0, c = 0, d = 0] = rest.map(Number);
    const isOrder = kind === 't';
    return {
      isOrder,
      x: Number(x),
      y: Number(y),
      time: Number(time),
      ...(isOrder ? { stay: a, pay: b, radius: 0, rate: 0 } : { stay: c, pay: 0, radius: a, rate: d }),
    };
  });
}

/** Scores are millionths of what an order pays times how often the worker succeeds. */
function scoreOf(order: Event, worker: Event): number {
  if (Math.hypot(order.x - worker.x, order.y - worker.y) > worker.radius) return 0;
  return Math.round(order.pay * worker.rate * 1e6);
}

function measure(known: readonly Event[], seed: number) {
  const events = dealt(known, seed).toSorted((a, b) => a.time - b.time);
  const problem = wholeProblem(events);
  const best = worth(problem, planOf(problem, solve(problem).pairs));
  return {
    seed,
    pairs: problem.member.length,
    optimum: best / 1e6,
    waiting: worth(problem, byWaiting(events)) / best,
    greedy: worth(problem, byGreed(events)) / best,
  };
}

/** The same events with their times dealt anew. */
function dealt(events: readonly Event[], seed: number): readonly Event[] {
  if (seed === 0) return events;
  const times = shuffled(events, seed).map((event) => event.time);
  return events.map((event, n) => ({ ...event, time: times[n]! }));
}

function shuffled(events: readonly Event[], seed: number): readonly Event[] {
  const random = seeded(seed);
  const mixed = [...events];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!];
  }
  return mixed;
}

/** How long an order may wait in the reading by lines, as shares of all lines. */
const patience = [0, 0.02, 0.1, 0.25, 1];

/** Mean shares of the optimum over several orders of lines. */
function inLines(orders: readonly (readonly Event[])[]): Record<string, string> {
  const sums = new Map<string, number>();
  for (const events of orders) {
    const problem = wholeProblem(events);
    const best = worth(problem, planOf(problem, solve(problem).pairs));
    const partners = partnersOf(problem, events.length);
    const add = (name: string, plan: Played): void => {
      sums.set(name, (sums.get(name) ?? 0) + worth(problem, plan) / best / orders.length);
    };
    add('greedy', greedInLines(events, partners));
    for (const share of patience)
      add(`waits ${share * 100} % of lines`, waitingInLines(events, partners, Math.round(share * events.length)));
  }
  return Object.fromEntries([...sums].map(([name, sum]) => [name, sum.toFixed(4)]));
}

type Partners = readonly (readonly (readonly [partner: number, score: number])[])[];

/** Of every event, whom it may be paired with. */
function partnersOf({ orders, rowStart, member, score }: Problem, count: number): Partners {
  const of: [number, number][][] = Array.from({ length: count }, () => []);
  for (let i = 0; i < orders; i++) {
    for (let k = rowStart[i]!; k < rowStart[i + 1]!; k++) {
      of[i]!.push([member[k]!, score[k]!]);
      of[member[k]!]!.push([i, score[k]!]);
    }
  }
  return of;
}

function greedInLines(events: readonly Event[], partners: Partners): Played {
  const free = new Set<number>();
  const played: Played = { order: [], member: [] };
  for (const [n, event] of events.entries()) {
    const there = partners[n]!.filter(([other]) => free.has(other));
    const best = there.toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0];
    if (!best) {
      free.add(n);
      continue;
    }
    free.delete(best[0]);
    played.order.push(event.isOrder ? n : best[0]);
    played.member.push(event.isOrder ? best[0] : n);
  }
  return played;
}

/** An order is decided after so many lines; one that found nobody by then is decided whenever a worker comes for it. */
function waitingInLines(events: readonly Event[], partners: Partners, most: number): Played {
  const arrivals = new Arrivals();
  const free = new Set<number>();
  const due = new Map<number, number>();
  const played: Played = { order: [], member: [] };
  const decide = (line: number): void => {
    for (const { order, member } of arrivals.leaveUntil(line)) {
      free.delete(order);
      free.delete(member);
      played.order.push(order);
      played.member.push(member);
    }
  };
  const there = (n: number) => partners[n]!.filter(([other]) => free.has(other));
  const orderArrives = (order: number, until: number): void => {
    due.set(order, until);
    arrivals.orderArrives(order, until, 1, there(order));
  };
  for (const [n, event] of events.entries()) {
    if (partners[n]!.length === 0) continue;
    decide(n - 1);
    free.add(n);
    if (event.isOrder) {
      orderArrives(n, n + most);
      continue;
    }
    const waiting = there(n).filter(([order]) => due.get(order)! >= n);
    const late = there(n).filter(([order]) => due.get(order)! < n);
    arrivals.memberArrives(n, Number.MAX_SAFE_INTEGER, 1, waiting);
    for (const [order] of late) orderArrives(order, n);
  }
  decide(Number.MAX_SAFE_INTEGER - 1);
  return played;
}

/** Two meet when the later one comes before the earlier one has left. */
const meet = (a: Event, b: Event): boolean => Math.abs(a.time - b.time) < (a.time < b.time ? a : b).stay;

interface Played {
  readonly order: number[];
  readonly member: number[];
}

function wholeProblem(events: readonly Event[]): Problem {
  const [order, member, score]: [number[], number[], number[]] = [[], [], []];
  for (const [i, one] of events.entries()) {
    if (!one.isOrder) continue;
    for (const [j, other] of events.entries()) {
      const value = other.isOrder || !meet(one, other) ? 0 : scoreOf(one, other);
      if (value === 0) continue;
      order.push(i);
      member.push(j);
      score.push(value);
    }
  }
  const ones = new Int32Array(events.length).fill(1);
  const column = (list: number[]): Int32Array => Int32Array.from(list);
  return toProblem(
    { count: order.length, order: column(order), member: column(member), score: column(score) },
    ones,
    ones,
  );
}

function worth(problem: Problem, plan: { order: ArrayLike<number>; member: ArrayLike<number> }): number {
  const judged = checkPlan(problem, plan);
  if (judged.violationCount > 0) throw new Error(`A plan breaks its limits: ${judged.violations[0]!.code}`);
  return judged.objective;
}

/** Whoever is there and could be paired with a newcomer; both stay until they leave or are taken. */
function* partners(events: readonly Event[], there: ReadonlySet<number>, now: number): Generator<[number, number]> {
  const mine = events[now]!;
  for (const n of there) {
    const other = events[n]!;
    if (other.isOrder === mine.isOrder || !meet(mine, other)) continue;
    const value = mine.isOrder ? scoreOf(mine, other) : scoreOf(other, mine);
    if (value > 0) yield [n, value];
  }
}

function byWaiting(events: readonly Event[]): Played {
  const arrivals = new Arrivals();
  const there = new Set<number>();
  const played: Played = { order: [], member: [] };
  const leave = (now: number): void => {
    for (const { order, member } of arrivals.leaveUntil(now)) {
      played.order.push(order);
      played.member.push(member);
    }
  };
  for (const [n, event] of events.entries()) {
    leave(event.time);
    for (const other of there) if (events[other]!.time + events[other]!.stay <= event.time) there.delete(other);
    const pairs = partners(events, there, n);
    if (event.isOrder) arrivals.orderArrives(n, event.time + event.stay, 1, pairs);
    else arrivals.memberArrives(n, event.time + event.stay, 1, pairs);
    there.add(n);
  }
  leave(Number.MAX_SAFE_INTEGER);
  return played;
}

/** Whoever comes takes the best partner who is there. */
function byGreed(events: readonly Event[]): Played {
  const there = new Set<number>();
  const played: Played = { order: [], member: [] };
  for (const [n, event] of events.entries()) {
    for (const other of there) if (events[other]!.time + events[other]!.stay <= event.time) there.delete(other);
    const best = [...partners(events, there, n)].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0];
    if (!best) {
      there.add(n);
      continue;
    }
    there.delete(best[0]);
    played.order.push(event.isOrder ? n : best[0]);
    played.member.push(event.isOrder ? best[0] : n);
  }
  return played;
}
