/**
 * What comes after the morning plan: a task that is published later, or a place that staff no longer leave undecided, is
 * put into the plan without solving it anew. Whoever is invited keeps the invitation (C-04, DSP-03).
 */
import type { z } from 'zod';
import type { tasks } from '../../../contract/tasks/index.ts';
import { insertTimed } from '../../../dispatch/index.ts';
import { civilDate } from '../../platform/clock.ts';
import { snapshot, transact, type Ctx, type Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { emit, type Event } from '../../platform/outbox.ts';
import { record } from '../record/index.ts';
import { modelInForce } from './acceptance.ts';
import { asSystem } from './as-system.ts';
import { matching } from './matching.ts';
import { memberIndex } from './members.ts';
import { planBody, type PlanBody, type PlanSlot } from './plan-body.ts';
import { planForUpdate, planViewOf } from './plan-invitations.ts';
import { openSlots, weigh, type OpenSlot, type Planning } from './plan-problem.ts';
import type { Solved } from './plan-thread.ts';

/** So many places of a standing plan are weighed with what is new; those nearest in time. */
const mostStanding = 200;

/**
 * A task is published while a plan waits to be sent, or on the day on which one was sent: a plan that waits takes it in;
 * after a sent one, a new plan proposes people for the new places alone, and nobody who was invited is weighed for the
 * time of that invitation.
 */
export async function onPublished(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const { tenant } = event;
  const now = deps.clock.now();
  const latest = await tx
    .selectFrom('plan')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .orderBy('plan_id', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  if (!latest) return;
  const isOfToday = latest.state === 'sent' && civilDate(latest.made_at) === civilDate(now);
  if (latest.state !== 'ready' && !isOfToday) return;
  const known = (latest.body as PlanBody).slots;
  const planned = new Set(known.map((s) => s.slot));
  const open = await openSlots(tx, tenant, now);
  // A task may have been published just before the plan was made and be heard of only now.
  const fresh = open.filter(({ slot }) => slot.task_id === event.subject && !planned.has(slot.slot_id));
  if (fresh.length === 0) return;
  const ctx = asSystem(deps);
  const marks = new Map(fresh.map(({ slot }) => [slot.slot_id, { inserted: true as const }]));
  const standing = latest.state === 'ready' ? known : [];
  const body = await withInserted(ctx, tx, tenant, standing, fresh, marks);
  let plan_id = latest.plan_id;
  if (latest.state === 'ready') await writeBody(tx, tenant, plan_id, body);
  else {
    plan_id = deps.ids.next();
    await tx
      .insertInto('plan')
      .values({
        tenant_id: tenant,
        plan_id,
        made_by: latest.made_by,
        made_at: now,
        state: 'ready',
        body: JSON.stringify(body),
      })
      .execute();
  }
  await record(deps, tx, { tenant, kind: 'plan', id: plan_id, actor: null, role: 'system', act: 'plan_extended' });
  await emit(deps, tx, { tenant, kind: 'plan.extended', subject: plan_id, persons: [latest.made_by] });
}

/** Staff wait no longer for the able: the place gets whoever can come, also somebody who was asked often this week. */
export async function askNow(
  ctx: Ctx,
  tenant: number,
  id: string,
  slotId: string,
): Promise<Outcome<z.input<typeof tasks.askNow.reply>>> {
  await matching(ctx, tenant);
  const outcome = await transact(ctx, { tenant }, async (tx): Promise<Outcome<null>> => {
    const row = await planForUpdate(tx, tenant, id);
    const standing = row ? ((row.body as Partial<PlanBody>).slots ?? []) : [];
    const kept = standing.find((s) => s.slot === slotId);
    if (!row || !kept) return refuse('NOT_FOUND');
    if (row.state !== 'ready' || !kept.waits) return refuse('ILLEGAL_TRANSITION');
    const open = (await openSlots(tx, tenant, ctx.clock.now())).filter(({ slot }) => slot.slot_id === slotId);
    if (open.length === 0) return refuse('ILLEGAL_TRANSITION');
    const marks = new Map([
      [slotId, { ...(kept.inserted ? { inserted: true as const } : {}), at_once: true as const }],
    ]);
    const others = standing.filter((s) => s.slot !== slotId);
    await writeBody(tx, tenant, id, await withInserted(ctx, tx, tenant, others, open, marks));
    return done(null);
  });
  if (!outcome.ok) return outcome;
  return snapshot(ctx, { tenant }, async (tx) => done({ plan: await planViewOf(ctx, tx, tenant, id) }));
}

const writeBody = (tx: Tx, tenant: number, id: string, body: PlanBody): Promise<unknown> =>
  tx
    .updateTable('plan')
    .set({ body: JSON.stringify(body) })
    .where('tenant_id', '=', tenant)
    .where('plan_id', '=', id)
    .execute();

type Marks = Map<string, Pick<PlanSlot, 'inserted' | 'at_once'>>;

async function withInserted(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  standing: readonly PlanSlot[],
  fresh: readonly OpenSlot[],
  marks: Marks,
): Promise<PlanBody> {
  const now = ctx.clock.now();
  const index = await memberIndex(ctx, tenant);
  const isNew = new Set(fresh.map(({ slot }) => slot.slot_id));
  const kept = new Map(standing.filter((s) => !isNew.has(s.slot)).map((s) => [s.slot, s]));
  for (const { slot, inserted, at_once } of kept.values())
    marks.set(slot, { ...(inserted ? { inserted } : {}), ...(at_once ? { at_once } : {}) });
  const open = (await openSlots(tx, tenant, now)).filter(({ slot }) => kept.has(slot.slot_id));
  const [near, far] = [open.slice(0, mostStanding), open.slice(mostStanding)];
  const atOnce = new Set([...marks].filter(([, mark]) => mark.at_once).map(([slot]) => slot));
  const planning = await weigh(ctx, tx, tenant, index, [...near, ...fresh], { cancelled: () => false }, atOnce);
  const solved = inserted(planning, kept, near.length);
  const body = planBody(planning, solved, index, await modelInForce(ctx, tx, tenant), now, marks);
  // Places that lie farther away were not weighed: they stay as they stood.
  return { ...body, slots: [...body.slots, ...far.map(({ slot }) => kept.get(slot.slot_id)!)] };
}

/** The standing proposals and, behind them, the new places; what was proposed is handed on only where a chain needs it. */
function inserted(p: Planning, kept: ReadonlyMap<string, PlanSlot>, known: number): Solved {
  const { rowStart, member, score, need, members } = p.timed.plain;
  const chosen: number[] = [];
  for (const [i, { slot }] of p.slots.slice(0, known).entries()) {
    const proposed = new Set(kept.get(slot.slot_id)!.items.map((item) => item.person));
    for (let k = rowStart[i]!; k < rowStart[i + 1]!; k++) if (proposed.has(p.members[member[k]!]!)) chosen.push(k);
  }
  const { pairs } = insertTimed(p.timed, chosen, known);
  const objective = pairs.reduce((sum, k) => sum + score[k]!, 0);
  // Nothing is solved anew, so the bound is plain: every order with the best who could be asked for it.
  let bound = 0;
  for (const [i, places] of Array.from(need).entries()) {
    const row = Array.from(score.subarray(rowStart[i], rowStart[i + 1])).toSorted((a, b) => b - a);
    bound += row.slice(0, places).reduce((sum, each) => sum + each, 0);
  }
  const best = { pairs, objective, bound, rounds: 0 };
  return { best, fair: { pairs, objective }, memberPrice: new Int32Array(members) };
}
