/** From the open places of a community to the batch problem with time lines. */
import { setImmediate } from 'node:timers/promises';
import {
  asksThisWeek,
  candidates,
  decideBy_ms,
  follow,
  memberState,
  toProblem,
  waitsForAble,
  type Calendar,
  type Candidate,
  type MatchPolicy,
  type MemberIndex,
  type MemberState,
  type SlotRequest,
  type Slots,
  type TimedFairWish,
  type TimedProblem,
  type Waiting,
} from '../../../dispatch/index.ts';
import { day_ms, minute_ms } from '../../platform/clock.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { openTask } from './lifecycle.ts';
import { numbers } from '../policy/index.ts';
import { matching, requestOf, taskAsk } from './matching.ts';
import type { PlanJob } from './plan-thread.ts';
import type { SlotRow, TaskRow } from './store.ts';

/** So many slots are planned at once, soonest first; of each so many of the best who may be asked are weighed. */
const mostSlots = 2_000;
const bestOfSlot = 300;
/** With more pairs than this a plan asks each member for one place at most: time lines would take too long. */
const mostTimedPairs = 20_000;
const weighedPairs = 12_000;
/** Askings and services of so many days count as a member's load. */
export const lately_d = 30;

/** A slot with places that nobody has taken and nobody is being asked for. */
export interface OpenSlot {
  readonly task: TaskRow;
  readonly slot: SlotRow;
  readonly places: number;
  readonly asked: ReadonlySet<string>;
}
/** Open places of published tasks that have not begun, soonest first. */
export async function openSlots(tx: Tx, tenant: number, now: Date): Promise<OpenSlot[]> {
  const slots = (await tx
    .selectFrom('slot')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('state', '=', 'open')
    .where('starts_at', '>', now)
    .orderBy('starts_at')
    .orderBy('slot_id')
    .limit(mostSlots)
    .execute()) as SlotRow[];
  if (slots.length === 0) return [];
  const tasks = (await tx
    .selectFrom('task')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('task_id', 'in', [...new Set(slots.map((s) => s.task_id))])
    .where('state', 'in', [...openTask])
    .execute()) as TaskRow[];
  const invitations = await tx
    .selectFrom('invitation')
    .select(['slot_id', 'person_id', 'state'])
    .where('tenant_id', '=', tenant)
    .where(
      'slot_id',
      'in',
      slots.map((s) => s.slot_id),
    )
    .where('state', '<>', 'withdrawn')
    .execute();
  const holders = await tx
    .selectFrom('claim')
    .select(['slot_id', 'person_id'])
    .where('tenant_id', '=', tenant)
    .where(
      'slot_id',
      'in',
      slots.map((s) => s.slot_id),
    )
    .execute();
  const byTask = new Map(tasks.map((t) => [t.task_id, t]));
  const asked = Map.groupBy([...invitations, ...holders], (r) => r.slot_id);
  const waiting = Map.groupBy(
    invitations.filter((i) => i.state === 'offered' || i.state === 'time_proposed'),
    (i) => i.slot_id,
  );
  return slots.flatMap((slot) => {
    const task = byTask.get(slot.task_id);
    const places = slot.capacity - slot.taken - (waiting.get(slot.slot_id)?.length ?? 0);
    const known = new Set((asked.get(slot.slot_id) ?? []).map((r) => r.person_id));
    return task && places > 0 ? [{ task, slot, places, asked: known }] : [];
  });
}

export interface Planning {
  readonly slots: readonly OpenSlot[];
  readonly timed: TimedProblem;
  readonly fair: TimedFairWish;
  readonly members: readonly string[];
  /** Candidates of each slot, in the order of the problem's rows. */
  readonly rows: readonly (readonly Candidate[])[];
  /** Everybody who could be asked for some place. */
  readonly suited: ReadonlySet<string>;
  readonly byHand: number;
  /** Slots that are left undecided, each until somebody able may be asked. */
  readonly waits: ReadonlyMap<string, Waiting>;
}
/**
 * Weighs every open place against the members who may be asked for it, each with the places that this week still leaves
 * (G-33), a time line (SCH-01) and the most hours of one plan. Other requests are answered between two slots.
 * Nobody is weighed for a time for which an invitation waits for the own answer. `atOnce` are slots that wait for nobody
 * and for which the cap of askings does not count.
 */
export async function weigh(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  index: MemberIndex,
  slots: readonly OpenSlot[],
  job: Pick<PlanJob, 'cancelled'>,
  atOnce: ReadonlySet<string> = new Set(),
): Promise<Planning> {
  const m = await matching(ctx, tenant);
  const n = await numbers(ctx, tenant);
  const now = ctx.clock.now();
  const suited = new Set<string>();
  const waits = new Map<string, Waiting>();
  const promised = await openOffers(tx, tenant, now);
  const found: Candidate[][] = [];
  const wantedOf: ReadonlySet<string>[] = [];
  const most = Math.max(25, Math.min(bestOfSlot, Math.floor(weighedPairs / Math.max(1, slots.length))));
  for (const { task, slot, places, asked } of slots) {
    if (job.cancelled()) break;
    const ask = await taskAsk(ctx, tx, tenant, task.task_id);
    const request = { ...requestOf(task, slot, ask, now), asking: !atOnce.has(slot.slot_id) };
    const isFree = ({ personId }: { personId: string }): boolean =>
      !asked.has(personId) && !(promised.get(personId) ?? []).some((other) => touches(slot, other, m.policy));
    const free = candidates(index, request, m.policy, m.calendar, { limit: 1_000 }).candidates.filter(isFree);
    for (const c of free) suited.add(c.personId);
    const last_ms = decideBy_ms(
      (task.published_at ?? now).getTime(),
      slot.starts_at.getTime(),
      atOnce.has(slot.slot_id) ? 0 : n.wait_able_pct / 100,
    );
    const wait = free.length >= places ? null : waitOf(index, request, free, isFree, { ...m, last_ms });
    if (wait) waits.set(slot.slot_id, wait);
    found.push(wait ? [] : free.slice(0, most + 4 * places));
    wantedOf.push(new Set([...ask.askedFor, ...ask.helpedBefore]));
    await setImmediate();
  }
  // Ids in ascending order make the plan the same whatever the order in which members were found.
  const members = [...new Set(found.flatMap((row) => row.map((c) => c.personId)))].toSorted();
  const numberOf = new Map(members.map((id, j) => [id, j]));
  const rows = found.map((row) => row.toSorted((a, b) => (a.personId < b.personId ? -1 : 1)));
  const flat = rows.flatMap((row, i) => row.map((c) => ({ i, c })));
  const states = members.map((id) => index.get(id) ?? memberState({ personId: id }));
  const need = Int32Array.from(rows, (_, i) => slots[i]!.places);
  const single = flat.length > mostTimedPairs;
  const capacity = Int32Array.from(states, (state) => (single ? 1 : placesLeft(state, m.policy, now)));
  const pairs = {
    count: flat.length,
    order: Int32Array.from(flat, ({ i }) => i),
    member: Int32Array.from(flat, ({ c }) => numberOf.get(c.personId)!),
    score: Int32Array.from(flat, ({ c }) => c.score),
  };
  const planned = slots.slice(0, rows.length);
  const timed: TimedProblem = {
    plain: toProblem(pairs, need, capacity),
    slots: timesOf(planned, m.policy, now),
    minutes: { order: planned.map(minutesOf), most: members.map(() => n.plan_hours_week * 60) },
  };
  return {
    slots: planned,
    timed,
    fair: {
      load: states.map((state) => loadOf(state, now)),
      wanted: Uint8Array.from(flat, ({ i, c }) => (wantedOf[i]!.has(c.personId) ? 1 : 0)),
      mostLoss: n.fair_loss_permille / 1000,
    },
    members,
    rows,
    suited,
    byHand: filledByHand(found, timed, numberOf),
    waits,
  };
}

/** Whether a place is left undecided for somebody able who may be asked later (G-13, G-33). */
function waitOf(
  index: MemberIndex,
  request: SlotRequest,
  free: readonly Candidate[],
  isFree: (one: { personId: string }) => boolean,
  rules: { policy: MatchPolicy; calendar: Calendar; last_ms: number },
): Waiting | null {
  if (request.now_ms >= rules.last_ms) return null;
  const wish = { limit: 1, explainExcluded: true, excludedLimit: 100_000 };
  const { excluded } = candidates(index, request, rules.policy, rules.calendar, wish);
  return waitsForAble(request, free, excluded.filter(isFree), (id) => index.get(id), rules);
}

interface Span {
  readonly starts_at: Date;
  readonly ends_at: Date;
}
/** The times for which members have invitations that wait for their answer: nobody takes these from them. */
async function openOffers(tx: Tx, tenant: number, now: Date): Promise<ReadonlyMap<string, readonly Span[]>> {
  const rows = await tx
    .selectFrom('invitation')
    .innerJoin('slot', (j) =>
      j.onRef('slot.tenant_id', '=', 'invitation.tenant_id').onRef('slot.slot_id', '=', 'invitation.slot_id'),
    )
    .innerJoin('task', (j) =>
      j.onRef('task.tenant_id', '=', 'slot.tenant_id').onRef('task.task_id', '=', 'slot.task_id'),
    )
    .select(['invitation.person_id', 'slot.starts_at', 'slot.ends_at'])
    .where('invitation.tenant_id', '=', tenant)
    .where('invitation.state', 'in', ['offered', 'time_proposed'])
    .where('slot.ends_at', '>', now)
    .where('task.form', '<>', 'flexible')
    .execute();
  return Map.groupBy(rows, (r) => r.person_id);
}
const touches = (one: Span, other: Span, policy: MatchPolicy): boolean => {
  const margin_ms = policy.travelMargin_min * minute_ms;
  return (
    one.starts_at.getTime() < other.ends_at.getTime() + margin_ms &&
    other.starts_at.getTime() < one.ends_at.getTime() + margin_ms
  );
};

/** How many places a plan may still ask of a member this week: what the cap of askings and the rest leave, and one at least for those whom an urgent task or a pair wants. */
function placesLeft(state: MemberState, policy: MatchPolicy, now: Date): number {
  const asks = policy.mostAsksPerWeek - asksThisWeek(state, now.getTime());
  const served = state.recentServices_ms.filter((at) => at > now.getTime() - policy.restWindow_d * day_ms).length;
  const coming = state.busy.filter((b) => b.end_ms > now.getTime()).length;
  const rest = state.wantsMore ? asks : policy.restAfterServices - served - coming;
  return Math.max(1, Math.min(asks, rest));
}
const loadOf = (state: MemberState, now: Date): number => {
  const since = now.getTime() - lately_d * day_ms;
  return [...state.recentAsks_ms, ...state.recentServices_ms].filter((at) => at > since).length;
};

const minutesOf = ({ task, slot }: OpenSlot): number => {
  const window_min = (slot.ends_at.getTime() - slot.starts_at.getTime()) / minute_ms;
  return Math.ceil(
    task.form === 'flexible' ? Math.min(window_min, task.estimate_minutes / Math.max(1, task.headcount)) : window_min,
  );
};
/** Times from now on and places on a plane that is good enough for a city; a remote or flexible task has no way. */
function timesOf(slots: readonly OpenSlot[], policy: MatchPolicy, now: Date): Slots {
  const metres = 111_320;
  const middle = slots.find(({ task }) => task.lat !== null)?.task.lat ?? 0;
  const at = slots.map(({ task }) =>
    task.form === 'remote' || task.lat === null || task.lng === null
      ? { x: Number.NaN, y: Number.NaN }
      : { x: task.lng * metres * Math.cos((middle * Math.PI) / 180), y: task.lat * metres },
  );
  return {
    start_min: slots.map(({ slot }) => (slot.starts_at.getTime() - now.getTime()) / minute_ms),
    end_min: slots.map(({ slot }) => (slot.ends_at.getTime() - now.getTime()) / minute_ms),
    x_m: at.map((p) => p.x),
    y_m: at.map((p) => p.y),
    speed_m_per_min: policy.travelSpeed_m_per_min,
    margin_min: policy.travelMargin_min,
    floating: slots.map(({ task }) => (task.form === 'flexible' ? 1 : 0)),
  };
}

/** Places that are filled when each slot in turn takes its best who still has time. */
function filledByHand(
  found: readonly (readonly Candidate[])[],
  { plain, slots, minutes }: TimedProblem,
  numberOf: ReadonlyMap<string, number>,
): number {
  const held = new Map<number, number[]>();
  let filled = 0;
  for (const [i, row] of found.entries()) {
    let open = plain.need[i]!;
    for (const c of row) {
      const j = numberOf.get(c.personId)!;
      const mine = held.get(j) ?? [];
      const given = mine.reduce((sum, o) => sum + minutes!.order[o]!, minutes!.order[i]!);
      if (open === 0) break;
      if (mine.length >= plain.capacity[j]! || given > minutes!.most[j]!) continue;
      if (!mine.every((o) => follow(slots, o, i))) continue;
      held.set(j, [...mine, i]);
      open -= 1;
      filled += 1;
    }
  }
  return filled;
}
