/**
 * How likely an invitation is accepted, by its kind, distance, hour and the askings of the week: fitted every night from
 * the community's own invitations of a year, without any term for a person. It orders standbys and sizes rings; it moves
 * no score, and a decline lowers nobody (APL-04). The parameter `acceptance_model_on` turns it off.
 */
import type { z } from 'zod';
import type { tasks } from '../../../contract/tasks/index.ts';
import {
  asksThisWeek,
  fitAcceptance,
  type AcceptanceModel,
  type AskFeatures,
  type Candidate,
  type MemberState,
} from '../../../dispatch/index.ts';
import { addMs, civilDate, day_ms, iso, minute_ms } from '../../platform/clock.ts';
import { snapshot, type Ctx, type Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, type Outcome } from '../../platform/outcome.ts';
import { schedule, type Event } from '../../platform/outbox.ts';
import { number } from '../policy/index.ts';
import type { SlotRow, TaskRow } from './store.ts';

/** Fewer answered invitations say nothing. */
const least = 200;
const learnedFrom_d = 365;
const mostRead = 20_000;
/** One fit for each community: the subject of its due row. */
const fitSubject = '00000000-0000-8000-8000-0000000000f1';
const fitHour = 3;

const hourOf = (at: Date): number => new Date(at.getTime() + 8 * 60 * minute_ms).getUTCHours();

/** What the model may look at: nothing about the person but the way and how often she was asked this week. */
export const featuresOf = (
  task: Pick<TaskRow, 'work_content'>,
  slot: Pick<SlotRow, 'starts_at'>,
  c: Pick<Candidate, 'distance_m'>,
  state: MemberState | undefined,
  now: Date,
): AskFeatures => ({
  kind: task.work_content,
  distance_m: c.distance_m,
  hour: hourOf(slot.starts_at),
  asks: state ? asksThisWeek(state, now.getTime()) : 0,
});

/** After an answer or a lapse the model is fitted anew, at three in the coming night. */
export async function onAsked(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const now = deps.clock.now();
  const tonight = new Date(`${civilDate(now)}T0${fitHour}:00:00+08:00`);
  const at = tonight > now ? tonight : addMs(tonight, day_ms);
  await schedule(deps, tx, { tenant: event.tenant, kind: 'acceptance.fit', subject: fitSubject, at });
}
export async function onFitDue(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const tenant = event.tenant;
  const now = deps.clock.now();
  const past = await tx
    .selectFrom('invitation')
    .innerJoin('task', (j) =>
      j.onRef('task.tenant_id', '=', 'invitation.tenant_id').onRef('task.task_id', '=', 'invitation.task_id'),
    )
    .innerJoin('slot', (j) =>
      j.onRef('slot.tenant_id', '=', 'invitation.tenant_id').onRef('slot.slot_id', '=', 'invitation.slot_id'),
    )
    .select([
      'task.work_content',
      'slot.starts_at',
      'invitation.distance_m',
      'invitation.asks_week',
      'invitation.state',
    ])
    .where('invitation.tenant_id', '=', tenant)
    .where('invitation.state', 'in', ['accepted', 'declined', 'lapsed'])
    .where('invitation.sent_at', '>', addMs(now, -learnedFrom_d * day_ms))
    .orderBy('invitation.invitation_id', 'desc')
    .limit(mostRead)
    .execute();
  const model = fitAcceptance(
    past.map((one) => ({
      kind: one.work_content,
      distance_m: one.distance_m,
      hour: hourOf(one.starts_at),
      asks: one.asks_week,
      accepted: one.state === 'accepted',
    })),
    least,
  );
  await tx.deleteFrom('acceptance_model').where('tenant_id', '=', tenant).execute();
  if (model)
    await tx
      .insertInto('acceptance_model')
      .values({ tenant_id: tenant, fitted_at: now, body: JSON.stringify(model) })
      .execute();
}

const stored = (tx: Tx, tenant: number) =>
  tx.selectFrom('acceptance_model').selectAll().where('tenant_id', '=', tenant).executeTakeFirst();

/** The model, or null while too little is known or the switch is off. */
export async function modelInForce(deps: Deps, tx: Tx, tenant: number): Promise<AcceptanceModel | null> {
  if ((await number(deps, tenant, 'acceptance_model_on')) === 0) return null;
  return ((await stored(tx, tenant))?.body as AcceptanceModel | undefined) ?? null;
}

const percent = (logOdds: number): number => Math.round(1000 / (1 + Math.exp(-logOdds))) / 10;
/** Every weight of the model, for staff to read. */
export function readAcceptance(ctx: Ctx, tenant: number): Promise<Outcome<z.input<typeof tasks.acceptance.reply>>> {
  return snapshot(ctx, { tenant }, async (tx) => {
    const on = (await number(ctx, tenant, 'acceptance_model_on')) !== 0;
    const row = await stored(tx, tenant);
    const model = row?.body as AcceptanceModel | undefined;
    return done({
      on,
      least,
      model:
        row && model
          ? {
              fitted_at: iso(row.fitted_at),
              count: model.count,
              base_pct: percent(model.base),
              levels: Object.entries(model.weights).map(([key, weight]) => ({
                key,
                weight: Math.round(weight * 100) / 100,
                pct: percent(model.base + weight),
              })),
            }
          : null,
    });
  });
}
