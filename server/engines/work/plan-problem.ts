/** From the open places of a community to the batch problem, and from its solution back to invitations. */
import { setImmediate } from 'node:timers/promises';
import {
  candidates,
  toProblem,
  type Candidate,
  type MemberIndex,
  type MemberState,
  type Problem,
} from '../../../dispatch/index.ts';
import { day_ms } from '../../platform/clock.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { openTask } from './lifecycle.ts';
import { matching, reasonsFor, requestOf, taskAsk, type Why } from './matching.ts';
import type { PlanJob, Solved } from './plan-thread.ts';
import type { SlotRow, TaskRow } from './store.ts';

/** So many slots are planned at once, soonest first; of each so many of the best who may be asked are weighed. */
const mostSlots = 2_000;
const bestOfSlot = 300;
const standbyOfSlot = 3;
const askedLately_d = 30;

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
  readonly problem: Problem;
  readonly members: readonly string[];
  /** Candidates of each slot, in the order of the problem's rows. */
  readonly rows: readonly (readonly Candidate[])[];
  readonly byHand: number;
}
/**
 * Weighs every open place against the members who may be asked for it. A plan asks each member for at most one place, so
 * no two of its invitations can collide in time. Other requests are answered between two slots.
 */
export async function weigh(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  index: MemberIndex,
  slots: readonly OpenSlot[],
  job: PlanJob,
): Promise<Planning> {
  const m = await matching(ctx, tenant);
  const now = ctx.clock.now();
  const people = new Map<string, number>();
  const found: Candidate[][] = [];
  for (const { task, slot, asked } of slots) {
    if (job.cancelled()) break;
    const request = requestOf(task, slot, await taskAsk(ctx, tx, tenant, task.task_id), now);
    const best = candidates(index, request, m.policy, m.calendar, { limit: bestOfSlot + asked.size }).candidates;
    const free = best.filter((c) => !asked.has(c.personId)).slice(0, bestOfSlot);
    for (const c of free) if (!people.has(c.personId)) people.set(c.personId, people.size);
    found.push(free);
    await setImmediate();
  }
  // Ids in ascending order make the plan the same whatever the order in which members were found.
  const members = [...people.keys()].toSorted();
  members.forEach((id, j) => people.set(id, j));
  const rows = found.map((row) => row.toSorted((a, b) => (a.personId < b.personId ? -1 : 1)));
  const count = rows.reduce((n, row) => n + row.length, 0);
  const pairs = { count, order: new Int32Array(count), member: new Int32Array(count), score: new Int32Array(count) };
  let k = 0;
  for (const [i, row] of rows.entries())
    for (const c of row) {
      pairs.order[k] = i;
      pairs.member[k] = people.get(c.personId)!;
      pairs.score[k] = c.score;
      k += 1;
    }
  const need = Int32Array.from(rows, (_, i) => slots[i]!.places);
  const problem = toProblem(pairs, need, new Int32Array(members.length).fill(1));
  return { slots: slots.slice(0, rows.length), problem, members, rows, byHand: filledByHand(found, need) };
}
/** Places that are filled when each slot in turn takes its best who is still free. */
function filledByHand(found: readonly (readonly Candidate[])[], need: Int32Array): number {
  const used = new Set<string>();
  let filled = 0;
  for (const [i, row] of found.entries())
    for (const c of row.filter((x) => !used.has(x.personId)).slice(0, need[i])) {
      used.add(c.personId);
      filled += 1;
    }
  return filled;
}

export interface PlanItem {
  readonly person: string;
  readonly score: number;
  readonly reasons: readonly Why[];
  /** After sending: null when the invitation left, else the code why not. */
  sent?: string | null;
}
export interface PlanSlot {
  readonly slot: string;
  readonly task: string;
  readonly places: number;
  readonly items: PlanItem[];
  readonly standby: readonly string[];
}
export interface PlanBody {
  readonly slots: PlanSlot[];
  readonly short_skills: readonly { skill: string; places: number }[];
  readonly figures: {
    places: number;
    invited: number;
    unfilled: number;
    skilled_places: number;
    skilled_filled: number;
    not_asked_lately: number;
    most_askings: number;
    by_hand: number;
    objective: number;
    bound: number;
  };
}
/**
 * The plan as it is kept. Behind each place stand those who would lose the plan least if they were asked instead: by
 * score less the price of the member.
 */
export function planBody(
  p: Planning,
  rowStart: Int32Array,
  solved: Solved,
  states: ReadonlyMap<string, MemberState>,
  now: Date,
): PlanBody {
  const chosen = new Set<number>(solved.pairs);
  const busy = new Set<string>();
  const at = (i: number, q: number) => rowStart[i]! + q;
  for (const [i, row] of p.rows.entries()) row.forEach((c, q) => chosen.has(at(i, q)) && busy.add(c.personId));
  const price = new Map(p.members.map((id, j) => [id, solved.memberPrice[j]!]));
  const skilled = { places: 0, filled: 0 };
  const short = new Map<string, number>();
  const slots = p.slots.map(({ task, slot, places }, i): PlanSlot => {
    const row = p.rows[i]!;
    const items = row
      .filter((_, q) => chosen.has(at(i, q)))
      .toSorted((a, b) => b.score - a.score)
      .map((c) => ({ person: c.personId, score: c.score, reasons: reasonsFor(c).slice(0, 3) }));
    if (slot.skills.length > 0) {
      skilled.places += places;
      skilled.filled += items.length;
      for (const s of slot.skills) if (items.length < places) short.set(s, (short.get(s) ?? 0) + places - items.length);
    }
    const standby = row
      .filter((c) => !busy.has(c.personId))
      .toSorted((a, b) => b.score - (price.get(b.personId) ?? 0) - (a.score - (price.get(a.personId) ?? 0)))
      .slice(0, standbyOfSlot)
      .map((c) => c.personId);
    return { slot: slot.slot_id, task: task.task_id, places, items, standby };
  });
  const since = now.getTime() - askedLately_d * day_ms;
  const askings = [...busy].map((id) => (states.get(id)?.recentAsks_ms ?? []).filter((t) => t > since).length);
  const places = p.slots.reduce((n, s) => n + s.places, 0);
  return {
    slots,
    short_skills: [...short].map(([skill, n]) => ({ skill, places: n })).toSorted((a, b) => b.places - a.places),
    figures: {
      places,
      invited: busy.size,
      unfilled: places - busy.size,
      skilled_places: skilled.places,
      skilled_filled: skilled.filled,
      not_asked_lately: askings.filter((n) => n === 0).length,
      most_askings: Math.max(0, ...askings) + (busy.size > 0 ? 1 : 0),
      by_hand: p.byHand,
      objective: solved.objective,
      bound: solved.bound,
    },
  };
}
