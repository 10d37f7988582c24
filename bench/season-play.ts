/**
 * One season under one rule: orders open, members are asked, answer in their own time, take a place or not. The rule
 * decides only whom to ask and when; the hard filters, the answers and the clock are the same for all.
 */
import {
  candidates,
  defaultMatchPolicy,
  filter,
  MemberIndex,
  waitsForAble,
  type AcceptanceModel,
  type Candidate,
  type MatchPolicy,
  type MemberState,
  type PastAsk,
  type SlotRequest,
} from '../dispatch/index.ts';
import { day_ms, hour_ms, type Habits, type Order, type Season } from './season-world.ts';
import type { SeasonNumbers } from './season-options.ts';

export interface Asking {
  readonly asked_ms: number;
  answer: 'waiting' | 'yes' | 'no';
}

/** An order while it is open. */
export interface Live {
  readonly order: Order;
  readonly asked: Map<string, Asking>;
  readonly taken: string[];
}

export interface Rule {
  readonly name: string;
  /** Everybody at once, and who says yes first has it: no invitation ends before the service begins. */
  readonly endless: boolean;
  /** Whom to ask now, of the open orders that still miss somebody. */
  ask(play: Play, open: readonly Live[], now_ms: number): readonly { live: Live; personId: string }[];
  /** Whom to ask next for a whistle; empty when it is not time. `next_ms` null: nobody more will be asked. */
  ring(
    play: Play,
    live: Live,
    near: readonly Candidate[],
    now_ms: number,
  ): { readonly ask: readonly string[]; readonly next_ms: number | null };
}

interface PendingAnswer {
  readonly at_ms: number;
  readonly live: Live;
  readonly personId: string;
  readonly yes: boolean;
}

/** A number 0…1 that belongs to a seed and two things: the same for every rule. */
function lot(seed: number, a: number, b: number, salt: number): number {
  let state = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(a + 1, 0x85ebca6b) ^ Math.imul(b + 1, 0xc2b2ae35) ^ salt;
  for (let turn = 0; turn < 3; turn++) {
    state = Math.imul(state ^ (state >>> 16), 0x7feb352d);
    state = Math.imul(state ^ (state >>> 15), 0x846ca68b);
  }
  return ((state ^ (state >>> 16)) >>> 0) / 4_294_967_296;
}

function lognormal(p50: number, p90: number, u: number, v: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
  return p50 * Math.exp((Math.log(p90 / p50) / 1.281_55) * normal);
}

const quietFrom_h = 22;
const quietTo_h = 7;

/** Nobody answers at night: the answer comes when they are up. */
export function awake(at_ms: number): number {
  const hour = ((at_ms + 8 * hour_ms) % day_ms) / hour_ms;
  if (hour >= quietTo_h && hour < quietFrom_h) return at_ms;
  return at_ms + ((quietTo_h - hour + 24) % 24) * hour_ms;
}

export class Play {
  readonly index: MemberIndex;
  readonly policy: MatchPolicy;
  readonly season: Season;
  readonly numbers: SeasonNumbers;
  /** Services taken and askings of the season, by person. */
  readonly services = new Map<string, number>();
  readonly asks = new Map<string, number>();
  readonly lives: Live[] = [];
  readonly past: PastAsk[] = [];
  model: AcceptanceModel | null = null;
  readonly #habits: ReadonlyMap<string, Habits>;
  readonly #number: ReadonlyMap<string, number>;
  readonly #seed: number;
  readonly #pending: PendingAnswer[] = [];
  readonly #helped = new Map<string, string[]>();
  readonly #rule: Rule;
  readonly arrivals_s: number[] = [];

  constructor(season: Season, rule: Rule, seed: number, numbers: SeasonNumbers) {
    this.season = season;
    this.numbers = numbers;
    this.policy = { ...defaultMatchPolicy, mostAsksPerWeek: numbers['weekly-cap'] };
    this.#rule = rule;
    this.#seed = seed;
    this.index = new MemberIndex(season.members);
    this.#number = new Map(season.members.map((member, n) => [member.personId, n]));
    this.#habits = new Map(season.members.map((member, n) => [member.personId, season.habits[n]!]));
  }

  run(): void {
    const { orders, end_ms } = this.season;
    let [open, next]: [Live[], number] = [[], 0];
    const tick_ms = this.numbers['tick-h'] * hour_ms;
    const first_ms = Math.floor(orders[0]!.opened_ms / day_ms) * day_ms;
    for (let now_ms = first_ms; now_ms < end_ms; now_ms += tick_ms) {
      for (; next < orders.length && orders[next]!.opened_ms <= now_ms; next++) {
        const live: Live = { order: orders[next]!, asked: new Map(), taken: [] };
        this.lives.push(live);
        if (!live.order.slot.urgent) open.push(live);
        else {
          this.#answersUntil(live.order.opened_ms);
          this.#whistle(live);
        }
      }
      this.#answersUntil(now_ms);
      open = open.filter((live) => live.order.slot.start_ms > now_ms && this.missing(live) > 0);
      // Nobody is asked in the quiet hours.
      if (open.length > 0 && awake(now_ms) === now_ms)
        for (const { live, personId } of this.#rule.ask(this, open, now_ms)) this.#askOne(live, personId, now_ms);
    }
  }

  missing(live: Live): number {
    return live.order.people - live.taken.length;
  }

  /** The slot as it is asked about now; who helped this orderer before is known by then. */
  slotAt(order: Order, now_ms: number): SlotRequest {
    return { ...order.slot, now_ms, helpedBefore: this.#helped.get(order.orderer) ?? [] };
  }

  /** Whoever passes the hard filters now and has not been asked for it yet, best first. */
  fitting(live: Live, now_ms: number, limit = 1000, asking = false): readonly Candidate[] {
    const slot = { ...this.slotAt(live.order, now_ms), asking };
    const found = candidates(this.index, slot, this.policy, this.season.calendar, { limit: limit + live.asked.size });
    return found.candidates.filter((one) => !live.asked.has(one.personId)).slice(0, limit);
  }

  /** Whether the library leaves the order undecided for somebody able who rests or was asked enough. */
  waitsForAble(live: Live, now: readonly Candidate[], now_ms: number, last_ms: number): boolean {
    const slot = { ...this.slotAt(live.order, now_ms), asking: true };
    const { policy, season } = this;
    const wish = { limit: 1, explainExcluded: true, excludedLimit: 1000 };
    // Nobody else can be abler than those who may be asked now.
    const able = this.index.members().filter(({ skills }) => skills.some(({ tag }) => live.order.skills.includes(tag)));
    const { excluded } = candidates(able, slot, policy, season.calendar, wish);
    const open = excluded.filter(({ personId }) => !live.asked.has(personId));
    const rules = { policy, calendar: season.calendar, last_ms };
    return waitsForAble(slot, now, open, (id) => this.index.get(id), rules) !== null;
  }

  asksOfWeek(personId: string, now_ms: number): number {
    return this.index.get(personId)!.recentAsks_ms.filter((at_ms) => at_ms > now_ms - 7 * day_ms).length;
  }

  #askOne(live: Live, personId: string, now_ms: number): void {
    const before = this.asksOfWeek(personId, now_ms);
    const { yes, silent, delay_ms } = this.#answerOf(live.order, personId, before);
    live.asked.set(personId, { asked_ms: now_ms, answer: 'waiting' });
    this.#noteAsk(live.order, personId, now_ms, before, yes && !silent);
    if (silent) return;
    const at_ms = awake(now_ms + delay_ms);
    const last_ms = this.#rule.endless
      ? live.order.slot.start_ms
      : Math.min(live.order.slot.start_ms, now_ms + this.numbers['offer-life-h'] * hour_ms);
    if (at_ms >= last_ms) return;
    let at = this.#pending.length;
    while (at > 0 && this.#pending[at - 1]!.at_ms < at_ms) at--;
    this.#pending.splice(at, 0, { at_ms, live, personId, yes });
  }

  #noteAsk(order: Order, personId: string, now_ms: number, asks: number, accepted: boolean): void {
    this.asks.set(personId, (this.asks.get(personId) ?? 0) + 1);
    const member = this.index.get(personId)!;
    const recent = member.recentAsks_ms.filter((at_ms) => at_ms > now_ms - 28 * day_ms);
    this.index.upsert({ ...member, recentAsks_ms: [...recent, now_ms] });
    const hour = Math.floor(((order.slot.start_ms + 8 * hour_ms) % day_ms) / hour_ms);
    this.past.push({ kind: order.slot.workContent, distance_m: null, hour, asks, accepted });
  }

  /** Whether somebody would say yes in time if asked as soon as the order is there. No rule may look at it. */
  wouldCome(order: Order, personId: string): boolean {
    const { yes, silent, delay_ms } = this.#answerOf(order, personId, 0);
    return yes && !silent && awake(order.opened_ms + delay_ms) < order.slot.start_ms;
  }

  #answerOf(order: Order, personId: string, asks: number): { yes: boolean; silent: boolean; delay_ms: number } {
    const habits = this.#habits.get(personId)!;
    const who = this.#number.get(personId)!;
    const draw = (salt: number): number => lot(this.#seed, who, order.n, salt);
    const { numbers } = this;
    const tired = (1 - numbers.fatigue) ** Math.max(0, asks - 2);
    const silent = draw(1) < habits.silent;
    const yes = draw(2) < (habits.yes / Math.max(1e-9, 1 - habits.silent)) * tired;
    const delay_ms = order.slot.urgent
      ? lognormal(numbers['whistle-p50-s'], numbers['whistle-p90-s'], draw(3), draw(4)) * 1000
      : lognormal(numbers['answer-p50-h'], numbers['answer-p90-h'], draw(3), draw(4)) * habits.slowness * hour_ms;
    return { yes, silent, delay_ms };
  }

  #answersUntil(now_ms: number): void {
    while (this.#pending.length > 0 && this.#pending.at(-1)!.at_ms <= now_ms) {
      const { live, personId, yes, at_ms } = this.#pending.pop()!;
      const asking = live.asked.get(personId)!;
      asking.answer = yes ? 'yes' : 'no';
      if (yes && this.missing(live) > 0) this.#take(live, personId, at_ms);
    }
  }

  /** A yes counts when the place is still free and the person still fits: another service may have come between. */
  #take(live: Live, personId: string, now_ms: number): boolean {
    const member = this.index.get(personId)!;
    const slot = this.slotAt(live.order, now_ms);
    if (filter(member, slot, this.policy, this.season.calendar).length > 0) return false;
    live.taken.push(personId);
    this.services.set(personId, (this.services.get(personId) ?? 0) + 1);
    const { orderer } = live.order;
    this.#helped.set(orderer, [...(this.#helped.get(orderer) ?? []), personId]);
    const since_ms = now_ms - 28 * day_ms;
    const changed: MemberState = {
      ...member,
      busy: [
        ...member.busy.filter((held) => held.end_ms > now_ms),
        { start_ms: slot.start_ms, end_ms: slot.end_ms, place: slot.place, remote: slot.form === 'remote' },
      ],
      recentServices_ms: [...member.recentServices_ms.filter((at_ms) => at_ms > since_ms), slot.end_ms],
    };
    this.index.upsert(changed);
    return true;
  }

  /** A whistle is over within the hour; nothing else moves meanwhile. */
  #whistle(live: Live): void {
    const { order } = live;
    const near = this.fitting(live, order.opened_ms);
    const reach = new Map(near.map((one) => [one.personId, (one.distance_m ?? 0) / this.numbers['speed-m-per-min']]));
    const said: { personId: string; at_ms: number }[] = [];
    const last_ms = order.opened_ms + 0.5 * hour_ms;
    const answers = new Map<string, { yes: boolean; at_ms: number }>();
    for (let now_ms = order.opened_ms; ;) {
      for (const [personId, answer] of answers)
        if (answer.at_ms <= now_ms) live.asked.get(personId)!.answer = answer.yes ? 'yes' : 'no';
      const { ask, next_ms } = this.#rule.ring(this, live, near, now_ms);
      for (const personId of ask) {
        const before = this.asksOfWeek(personId, now_ms);
        const { yes, silent, delay_ms } = this.#answerOf(order, personId, before);
        live.asked.set(personId, { asked_ms: now_ms, answer: 'waiting' });
        this.#noteAsk(order, personId, now_ms, before, yes && !silent);
        if (!silent) answers.set(personId, { yes, at_ms: now_ms + delay_ms });
        if (yes && !silent) said.push({ personId, at_ms: now_ms + delay_ms });
      }
      if (next_ms === null || next_ms <= now_ms || next_ms > last_ms) break;
      now_ms = next_ms;
    }
    for (const { personId, at_ms } of said.toSorted((a, b) => a.at_ms - b.at_ms)) {
      if (this.missing(live) === 0 || at_ms > last_ms) break;
      if (this.#take(live, personId, at_ms)) {
        const arrives_ms = at_ms - order.opened_ms + reach.get(personId)! * 60_000;
        this.arrivals_s.push(arrives_ms / 1000);
      }
    }
  }
}
