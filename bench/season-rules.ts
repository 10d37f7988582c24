/** The three rules that are compared: the engine of the library, first come first served, and nearest first. */
import {
  acceptance,
  decideBy_ms,
  fitAcceptance,
  nextRing,
  planOf,
  ringDefaults,
  solveFairWithin,
  toProblem,
  type Candidate,
} from '../dispatch/index.ts';
import { awake, type Live, type Play, type Rule } from './season-play.ts';
import type { SeasonNumbers } from './season-options.ts';
import { hour_ms } from './season-world.ts';

/** Everybody who fits is told; the first who says yes has it. */
export const firstCome: Rule = {
  name: 'first come',
  endless: true,
  ask: (play, open, now_ms) =>
    open
      .filter((live) => live.asked.size === 0)
      .flatMap((live) => play.fitting(live, now_ms).map(({ personId }) => ({ live, personId }))),
  ring: (_play, live, near) => ({
    ask: live.asked.size === 0 ? near.map((one) => one.personId) : [],
    next_ms: null,
  }),
};

/** Hours in which somebody is up, between two instants. */
function wakingHours(from_ms: number, to_ms: number): number {
  let hours = 0;
  for (let at_ms = from_ms; at_ms < to_ms; at_ms += hour_ms) if (awake(at_ms) === at_ms) hours++;
  return hours;
}

/** People to be expected for each who is missing: one or two askings at a time while there is time, more towards the end. */
function wish(left_h: number): number {
  if (left_h > 30) return 0.72;
  if (left_h > 15) return 1.1;
  return left_h > 8 ? 2.4 : 6;
}

/** How many more to ask, given who was asked and may still say yes; who has not answered for hours counts no longer. */
function moreFor(play: Play, live: Live, now_ms: number, chance: number): number {
  const patience_ms = play.numbers['patience-h'] * hour_ms;
  let waiting = 0;
  for (const { asked_ms, answer } of live.asked.values())
    if (answer === 'waiting' && now_ms - asked_ms < patience_ms) waiting += chance;
  const wanted = play.missing(live) * wish(wakingHours(now_ms, live.order.slot.start_ms));
  return Math.max(0, Math.ceil((wanted - waiting) / chance - 0.05));
}

/** True when somebody is being asked for another service at that time already. */
function isAskedElsewhere(open: readonly Live[], now_ms: number, play: Play) {
  const waiting = new Map<string, Live[]>();
  const life_ms = play.numbers['offer-life-h'] * hour_ms;
  for (const live of open)
    for (const [personId, { answer, asked_ms }] of live.asked)
      if (answer === 'waiting' && now_ms - asked_ms < life_ms)
        waiting.set(personId, [...(waiting.get(personId) ?? []), live]);
  const margin_ms = play.policy.travelMargin_min * 60_000;
  return (personId: string, { order: { slot } }: Live): boolean =>
    (waiting.get(personId) ?? []).some(
      ({ order: { slot: other } }) =>
        slot.start_ms < other.end_ms + margin_ms && other.start_ms < slot.end_ms + margin_ms,
    );
}

/** The nearest is asked, then the next nearest. */
export const nearestFirst: Rule = {
  name: 'nearest first',
  endless: false,
  ask(play, open, now_ms) {
    const elsewhere = isAskedElsewhere(open, now_ms, play);
    const chosen = new Set<string>();
    return open.flatMap((live) => {
      const count = moreFor(play, live, now_ms, play.numbers.yes);
      if (count === 0) return [];
      const near = byDistance(play.fitting(live, now_ms));
      const free = near.filter(({ personId }) => !chosen.has(personId) && !elsewhere(personId, live)).slice(0, count);
      for (const { personId } of free) chosen.add(personId);
      return free.map(({ personId }) => ({ live, personId }));
    });
  },
  ring(play, live, near, now_ms) {
    const coming = [...live.asked.values()].filter(({ answer }) => answer === 'yes').length;
    const free = byDistance(near).filter(({ personId }) => !live.asked.has(personId));
    const missing = live.order.people - coming;
    if (missing <= 0 || free.length === 0) return { ask: [], next_ms: null };
    return {
      ask: free.slice(0, missing).map((one) => one.personId),
      next_ms: now_ms + play.numbers['whistle-p90-s'] * 1000,
    };
  },
};

const byDistance = (list: readonly Candidate[]): Candidate[] =>
  list.toSorted((a, b) => (a.distance_m ?? 0) - (b.distance_m ?? 0) || (a.personId < b.personId ? -1 : 1));

/** Candidates, exact plan with fairness, waiting, the model of acceptance, rings, and a cap on askings of a week. */
export function engine(useModel: boolean): Rule {
  return {
    name: 'engine',
    endless: false,
    ask(play, open, now_ms) {
      if (useModel && play.past.length >= 200 && play.past.length > 1.5 * (play.model?.count ?? 0))
        play.model = fitAcceptance(play.past);
      return planned(play, open, now_ms);
    },
    ring(play, live, near, now_ms) {
      const people = near.map((one) => ({
        personId: one.personId,
        reach_min: (one.distance_m ?? 0) / play.numbers['speed-m-per-min'],
        chance: chanceOf(play, live, one, now_ms),
        asks: play.asksOfWeek(one.personId, now_ms),
      }));
      const asked = [...live.asked].map(([personId, { asked_ms, answer }]) => ({ personId, asked_ms, answer }));
      const rules = { ...ringDefaults, mostAsksPerWeek: play.numbers['weekly-cap'] };
      const ring = nextRing(people, asked, rules, { needed: live.order.people, urgent: true, now_ms });
      return { ask: ring.ask.map((one) => one.personId), next_ms: ring.next_ms };
    },
  };
}

function chanceOf(play: Play, { order: { slot } }: Live, one: Candidate, now_ms: number): number {
  const hour = Math.floor((((slot.start_ms / hour_ms + 8) % 24) + 24) % 24);
  const asks = play.asksOfWeek(one.personId, now_ms);
  return acceptance(play.model, { kind: slot.workContent, distance_m: null, hour, asks }, play.numbers.yes);
}

function planned(play: Play, open: readonly Live[], now_ms: number): { live: Live; personId: string }[] {
  const { numbers } = play;
  const counts = open.map((live) =>
    live.order.slot.start_ms - now_ms > numbers['ask-from-h'] * hour_ms ? 0 : moreFor(play, live, now_ms, numbers.yes),
  );
  if (counts.every((count) => count === 0)) return [];
  const elsewhere = isAskedElsewhere(open, now_ms, play);
  const isUrgent = open.map((live) => wakingHours(now_ms, live.order.slot.start_ms) <= numbers['cap-until-h']);
  const rows = open.map((live, i) =>
    // An order whose time has not come stands in the plan all the same: it keeps its people by its prices.
    counts[i] === 0 && live.asked.size > 0
      ? []
      : ableFirst(play, live, play.fitting(live, now_ms, 100, !isUrgent[i]), now_ms).filter(
          ({ personId }) => !elsewhere(personId, live),
        ),
  );
  const ids = [...new Set(rows.flat().map((one) => one.personId))].toSorted();
  const place = new Map(ids.map((id, j) => [id, j]));
  const pairs = rows.flatMap((row, i) => row.map((one) => ({ i, j: place.get(one.personId)!, one })));
  const worth = ({ i, one }: (typeof pairs)[number]): number =>
    Math.max(1, Math.round((one.score * chanceOf(play, open[i]!, one, now_ms)) / numbers.yes));
  const problem = toProblem(
    {
      count: pairs.length,
      order: Int32Array.from(pairs, (pair) => pair.i),
      member: Int32Array.from(pairs, (pair) => pair.j),
      score: Int32Array.from(pairs, worth),
    },
    Int32Array.from(open, (live, i) => Math.max(1, counts[i] || play.missing(live))),
    new Int32Array(ids.length).fill(1),
  );
  const { pairs: chosen } = solveFairWithin(problem, {
    shape: [0, 1, 2],
    mostLoss: numbers['fair-loss'],
    memberCost: Int32Array.from(ids, (id) => costOf(play, id, now_ms, numbers)),
    wanted: wantedOf(problem, open, ids),
  });
  const plan = planOf(problem, chosen);
  return Array.from(plan.order, (i, at) => ({ i, personId: ids[plan.member[at]!]! }))
    .filter(({ i }) => counts[i]! > 0)
    .map(({ i, personId }) => ({ live: open[i]!, personId }));
}

/** While time allows, only those are asked who hold every skill that would be welcome, and their answers waited for. */
function ableFirst(play: Play, live: Live, row: readonly Candidate[], now_ms: number): readonly Candidate[] {
  const { order, asked } = live;
  if (order.skills.length === 0) return row;
  const isAble = (id: string): boolean =>
    order.skills.every((tag) => play.index.get(id)!.skills.some((held) => held.tag === tag));
  const able = row.filter(({ personId }) => isAble(personId));
  const last_ms = decideBy_ms(order.opened_ms, order.slot.start_ms, play.numbers['wait-able']);
  if (now_ms >= last_ms) return row;
  if (able.length > 0) return able;
  const patience_ms = play.numbers['patience-h'] * hour_ms;
  const isWaiting = [...asked].some(
    ([id, { answer, asked_ms }]) => answer === 'waiting' && now_ms - asked_ms < patience_ms && isAble(id),
  );
  return isWaiting || play.waitsForAble(live, row, now_ms, last_ms) ? [] : row;
}

/** Who has served much this season, or was asked lately, is dearer than who has not; whatever the answers were. */
function costOf(play: Play, id: string, now_ms: number, numbers: SeasonNumbers): number {
  const served = play.services.get(id) ?? 0;
  const asked = play.index.get(id)!.recentAsks_ms.filter((at_ms) => at_ms > now_ms - 28 * 24 * hour_ms).length;
  const load = served * numbers['load-cost'] + asked * numbers['ask-cost'];
  return Math.round((numbers['most-cost'] * load) / (numbers['most-cost'] + load));
}

function wantedOf(
  problem: { readonly rowStart: Int32Array; readonly member: Int32Array },
  open: readonly Live[],
  ids: readonly string[],
): Uint8Array {
  const wanted = new Uint8Array(problem.member.length);
  for (const [i, live] of open.entries())
    for (let k = problem.rowStart[i]!; k < problem.rowStart[i + 1]!; k++)
      if (live.order.slot.askedFor.includes(ids[problem.member[k]!]!)) wanted[k] = 1;
  return wanted;
}
