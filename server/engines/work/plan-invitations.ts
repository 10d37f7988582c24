/** The morning plan: computed aside, looked over, sent in part or whole, or put aside (DSP-03, DSP-04, LST-05). */
import type { z } from 'zod';
import type { planView, tasks } from '../../../contract/tasks/index.ts';
import { addMs, iso, minute_ms } from '../../platform/clock.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { inSnapshot, inTransaction, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { directory } from '../people/index.ts';
import { recordAct } from '../record/index.ts';
import { modelInForce } from './acceptance.ts';
import { inviteTo } from './invite.ts';
import { matching } from './matching.ts';
import { memberIndex } from './members.ts';
import { planBody, type PlanBody } from './plan-body.ts';
import { openSlots, weigh } from './plan-problem.ts';
import { planJob, withPlanJob } from './plan-thread.ts';

type View = z.input<typeof planView>;
type PlanState = View['state'];
interface PlanRow {
  readonly plan_id: string;
  readonly made_by: string;
  readonly made_at: Date;
  readonly state: string;
  readonly body: unknown;
}
/** Whoever was computing for so long without a word has ended without writing how. */
const lost_ms = 10 * minute_ms;

/** Begins a plan and answers at once; a plan that is being computed already is the answer. */
export async function makePlan(ctx: Ctx, tenant: number): Promise<Outcome<{ id: string }>> {
  const outcome = await transact(ctx, { tenant }, async (tx): Promise<Outcome<{ id: string; fresh: boolean }>> => {
    const now = ctx.clock.now();
    const busy = await tx
      .selectFrom('plan')
      .select(['plan_id', 'made_at'])
      .where('tenant_id', '=', tenant)
      .where('state', '=', 'computing')
      .forUpdate()
      .executeTakeFirst();
    if (busy && (planJob(busy.plan_id) || busy.made_at > addMs(now, -lost_ms)))
      return done({ id: busy.plan_id, fresh: false });
    if (busy) await setPlan(tx, tenant, busy.plan_id, { state: 'failed', ended_at: now });
    if ((await openSlots(tx, tenant, now)).length === 0) return refuse('NOTHING_TO_PLAN');
    const plan_id = ctx.ids.next();
    await tx
      .insertInto('plan')
      .values({ tenant_id: tenant, plan_id, made_by: me(ctx).personId, made_at: now, state: 'computing' })
      .execute();
    return done({ id: plan_id, fresh: true });
  });
  if (!outcome.ok) return outcome;
  if (outcome.value.fresh) void compute(ctx, tenant, outcome.value.id);
  return done({ id: outcome.value.id });
}
function setPlan(
  tx: Tx,
  tenant: number,
  id: string,
  change: { state: PlanState; ended_at?: Date; body?: string },
): Promise<unknown> {
  return tx.updateTable('plan').set(change).where('tenant_id', '=', tenant).where('plan_id', '=', id).execute();
}

/** Runs beside the request; how it ended is written whatever happens. */
async function compute(ctx: Ctx, tenant: number, id: string): Promise<void> {
  const end = async (state: PlanState, body: PlanBody | null): Promise<void> => {
    await inTransaction(ctx.db, { tenant }, async (tx) => {
      const row = await planForUpdate(tx, tenant, id);
      if (row?.state !== 'computing') return done(null);
      await setPlan(tx, tenant, id, {
        state,
        ...(state === 'ready' ? {} : { ended_at: ctx.clock.now() }),
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return done(null);
    });
    ctx.live.publish({ tenant, kind: `plan.${state}`, subject: id, persons: [me(ctx).personId] });
  };
  try {
    const body = await withPlanJob(id, async (job): Promise<PlanBody | null> => {
      const index = await memberIndex(ctx, tenant);
      const planning = await inSnapshot(ctx.db, { tenant }, async (tx) =>
        weigh(ctx, tx, tenant, index, await openSlots(tx, tenant, ctx.clock.now()), job),
      );
      if (job.cancelled()) return null;
      const solved = await job.solve(planning.timed, planning.fair);
      const model = await inSnapshot(ctx.db, { tenant }, (tx) => modelInForce(ctx, tx, tenant));
      return job.cancelled() ? null : planBody(planning, solved, index, model, ctx.clock.now());
    });
    await end(body ? 'ready' : 'cancelled', body);
  } catch (error) {
    ctx.log('plan.failed', { why: (error as { code?: string }).code ?? (error as Error).name });
    await end('failed', null).catch(() => undefined);
  }
}

export const planForUpdate = (tx: Tx, tenant: number, id: string): Promise<PlanRow | undefined> =>
  tx
    .selectFrom('plan')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('plan_id', '=', id)
    .forUpdate()
    .executeTakeFirst();

/** The last plan, whatever became of it, and how many places are open now. */
export function latestPlan(ctx: Ctx, tenant: number): Promise<Outcome<z.input<typeof tasks.latestPlan.reply>>> {
  return snapshot(ctx, { tenant }, async (tx) => {
    const row = await tx
      .selectFrom('plan')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .orderBy('plan_id', 'desc')
      .limit(1)
      .executeTakeFirst();
    const open = await openSlots(tx, tenant, ctx.clock.now());
    return done({
      plan: row ? await viewOf(ctx, tx, tenant, row) : null,
      open_places: open.reduce((n, s) => n + s.places, 0),
    });
  });
}

async function viewOf(ctx: Ctx, tx: Tx, tenant: number, row: PlanRow): Promise<View> {
  const people = await directory(ctx, tenant);
  const body = row.body as Partial<PlanBody>;
  const kept = body.slots ?? [];
  const facts = new Map(
    (kept.length === 0
      ? []
      : await tx
          .selectFrom('slot')
          .innerJoin('task', (j) =>
            j.onRef('task.tenant_id', '=', 'slot.tenant_id').onRef('task.task_id', '=', 'slot.task_id'),
          )
          .select(['slot.slot_id', 'slot.starts_at', 'slot.ends_at', 'task.title', 'task.place_name'])
          .where('slot.tenant_id', '=', tenant)
          .where(
            'slot.slot_id',
            'in',
            kept.map((s) => s.slot),
          )
          .execute()
    ).map((f) => [f.slot_id, f]),
  );
  const state = row.state as PlanState;
  return {
    id: row.plan_id,
    state,
    made_at: iso(row.made_at),
    made_by: people.show(ctx, row.made_by, true).name,
    progress: state === 'computing' ? (planJob(row.plan_id)?.progress() ?? null) : null,
    figures: body.figures ?? null,
    slots: kept.flatMap((s) => {
      const f = facts.get(s.slot);
      if (!f) return [];
      return {
        slot: s.slot,
        task: s.task,
        title: f.title,
        place_name: f.place_name,
        start: iso(f.starts_at),
        end: iso(f.ends_at),
        places: s.places,
        items: s.items.map((i) => ({
          person: people.show(ctx, i.person),
          score: i.score,
          reasons: [...i.reasons],
          ...(i.sent === undefined ? {} : { sent: i.sent }),
        })),
        standby: s.standby.map((p) => people.show(ctx, p)),
        waits: s.waits ?? null,
        inserted: s.inserted ?? false,
        at_once: s.at_once ?? false,
      };
    }),
    short_skills: [...(body.short_skills ?? [])],
    allowed:
      state === 'computing'
        ? ['plans.cancel']
        : state === 'ready'
          ? ['plans.send', 'plans.askNow', 'plans.cancel']
          : [],
  };
}

/** Stops computing, or puts a ready plan aside. Nothing was sent and nothing is. */
export function cancelPlan(ctx: Ctx, tenant: number, id: string): Promise<Outcome<{ ok: true }>> {
  return transact(ctx, { tenant }, async (tx): Promise<Outcome<{ ok: true }>> => {
    const row = await planForUpdate(tx, tenant, id);
    if (!row) return refuse('NOT_FOUND');
    if (row.state !== 'computing' && row.state !== 'ready') return refuse('ILLEGAL_TRANSITION');
    planJob(id)?.cancel();
    const state = row.state === 'ready' ? 'dropped' : 'cancelled';
    await setPlan(tx, tenant, id, { state, ended_at: ctx.clock.now() });
    return done({ ok: true });
  });
}

type Sending = z.output<typeof tasks.sendPlan.body>;
/**
 * Sends what staff chose of a plan. Every invitation is checked anew as if it were made by hand: one that no longer fits
 * is told with its code and holds up no other.
 */
export async function sendPlan(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: Sending,
): Promise<Outcome<z.input<typeof tasks.sendPlan.reply>>> {
  const m = await matching(ctx, tenant);
  const outcome = await transact(ctx, { tenant }, async (tx): Promise<Outcome<{ sent: number; refused: number }>> => {
    const row = await planForUpdate(tx, tenant, id);
    if (!row) return refuse('NOT_FOUND');
    if (row.state !== 'ready') return refuse('ILLEGAL_TRANSITION');
    const plan = row.body as PlanBody;
    const chosen = new Set(body.items.map((i) => `${i.slot} ${i.person}`));
    const known = new Set(plan.slots.flatMap((s) => s.items.map((i) => `${s.slot} ${i.person}`)));
    if (![...chosen].every((c) => known.has(c))) return refuse('NOT_FOUND');
    let [sent, refused] = [0, 0];
    // Slots are locked in the order of their ids, as everywhere.
    for (const s of plan.slots.toSorted((a, b) => (a.slot < b.slot ? -1 : 1)))
      for (const item of s.items.filter((i) => chosen.has(`${s.slot} ${i.person}`))) {
        const invited = await inviteTo(ctx, tx, m, {
          tenant,
          slotId: s.slot,
          persons: [item.person],
          urgent: s.at_once === true,
        });
        item.sent = invited.ok ? null : invited.code;
        if (invited.ok) sent += 1;
        else refused += 1;
      }
    await setPlan(tx, tenant, id, { state: 'sent', ended_at: ctx.clock.now(), body: JSON.stringify(plan) });
    await recordAct(ctx, tx, {
      tenant,
      kind: 'plan',
      id,
      act: 'plan_sent',
      from: 'ready',
      to: 'sent',
      detail: { sent, refused },
    });
    return done({ sent, refused });
  });
  if (!outcome.ok) return outcome;
  return snapshot(ctx, { tenant }, async (tx) =>
    done({ ...outcome.value, plan: await planViewOf(ctx, tx, tenant, id) }),
  );
}

/** One plan as staff see it. */
export async function planViewOf(ctx: Ctx, tx: Tx, tenant: number, id: string): Promise<View> {
  const row = await tx
    .selectFrom('plan')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('plan_id', '=', id)
    .executeTakeFirstOrThrow();
  return viewOf(ctx, tx, tenant, row);
}
