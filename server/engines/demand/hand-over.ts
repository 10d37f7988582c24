/** What was taken up turns out to be another party's duty: it goes where it belongs, with the undo of a decision (WHI-05, WHI-06). */
import type { z } from 'zod';
import type { orders } from '../../../contract/orders/index.ts';
import { number } from '../policy/index.ts';
import { recordAct } from '../record/index.ts';
import { addMs } from '../../platform/clock.ts';
import { me, transact, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { emit, schedule, unschedule } from '../../platform/outbox.ts';
import { boundaryRules } from './boundary-rules.ts';
import { isStaff } from './parties.ts';
import { dropUnsent, prepareHandover } from './prepare-handover.ts';
import { mayHandOver, stateAfter } from './rules.ts';
import { needForUpdate, setNeed, type NeedRow } from './store.ts';

type Body = z.output<typeof orders.handOver.body>;
/** The decision that a hand-over replaced: it waits with the sending, so that an undo can put it back. */
interface Replaced {
  readonly boundary: string | null;
  readonly rule: string | null;
  readonly reason: string;
  readonly at: string | null;
  readonly by: string | null;
  readonly sent_at: string | null;
}

/** Hands an accepted need to property, department or the community's own staff. ILLEGAL_TRANSITION once a helper has accepted. */
export async function handOver(ctx: Ctx, tenant: number, id: string, body: Body): Promise<Outcome<NeedRow>> {
  return transact(ctx, { tenant }, async (tx) => {
    const need = await needForUpdate(tx, tenant, id);
    if (!need) return refuse('NOT_FOUND');
    const barred = mayHandOver(need, body.to, body.reason);
    if (barred) return barred;
    if (body.rule && !(await boundaryRules(tx, tenant)).some((r) => r.id === body.rule)) return refuse('NOT_FOUND');
    if (body.to_person && !(await isStaff(ctx, tx, tenant, body.to_person)))
      return refuse('INPUT_INVALID', { fields: [{ path: 'to_person', message: fieldWords.notStaff }] });
    if (body.to_org && ctx.territory.get(body.to_org)?.level !== 'unit')
      return refuse('INPUT_INVALID', { fields: [{ path: 'to_org', message: fieldWords.noUnit }] });
    const now = ctx.clock.now();
    const sendAt = addMs(now, (await number(ctx, tenant, 'boundary_undo_s')) * 1000);
    const to = stateAfter(body.to);
    await setNeed(tx, tenant, id, {
      state: to,
      boundary: body.to,
      boundary_rule_id: body.rule,
      boundary_reason: body.reason,
      boundary_at: now,
      boundary_by: me(ctx).personId,
      boundary_sent_at: null,
      hand_offs: need.hand_offs + 1,
      staff_acts: need.staff_acts + 1,
    });
    await recordAct(ctx, tx, {
      tenant,
      kind: 'need',
      id,
      act: 'handed_over',
      from: need.state,
      to,
      reason: body.reason,
      basis: body.rule,
      detail: { result: body.to },
    });
    if (body.to !== 'community' || body.to_person)
      await prepareHandover(ctx, tx, need, { ...body, result: body.to }, sendAt);
    const replaced: Replaced = {
      boundary: need.boundary,
      rule: need.boundary_rule_id,
      reason: need.boundary_reason,
      at: need.boundary_at?.toISOString() ?? null,
      by: need.boundary_by,
      sent_at: need.boundary_sent_at?.toISOString() ?? null,
    };
    // A waiting row keeps what it was written with, so the earlier sending makes way for this one.
    await unschedule(ctx, tx, { tenant, kind: 'need.send_boundary', subject: id });
    await schedule(ctx, tx, { tenant, kind: 'need.send_boundary', subject: id, at: sendAt, data: { replaced } });
    await emit(ctx, tx, { tenant, kind: 'need.handed_over', subject: id, data: { result: body.to } });
    return done((await needForUpdate(tx, tenant, id))!);
  });
}

/** Takes a hand-over of a taken-up need back before it has left; false when what waits to be sent is no such hand-over. */
export async function takeBackHandOver(ctx: Ctx, tx: Tx, need: NeedRow): Promise<boolean> {
  const { tenant_id: tenant, need_id: id } = need;
  const waiting = await tx
    .selectFrom('due')
    .select('payload')
    .where('tenant_id', '=', tenant)
    .where('kind', '=', 'need.send_boundary')
    .where('subject_id', '=', id)
    .where('done_at', 'is', null)
    .executeTakeFirst();
  const before = (waiting?.payload as { replaced?: Replaced } | undefined)?.replaced;
  if (!before) return false;
  const now = ctx.clock.now();
  await setNeed(tx, tenant, id, {
    state: 'accepted',
    boundary: before.boundary,
    boundary_rule_id: before.rule,
    boundary_reason: before.reason,
    boundary_at: before.at ? new Date(before.at) : null,
    boundary_by: before.by,
    boundary_sent_at: before.sent_at ? new Date(before.sent_at) : null,
    hand_offs: Math.max(0, need.hand_offs - 1),
    staff_acts: Math.max(0, need.staff_acts - 1),
  });
  await dropUnsent(tx, tenant, id, now);
  await recordAct(ctx, tx, { tenant, kind: 'need', id, act: 'handover_undone', from: need.state, to: 'accepted' });
  await unschedule(ctx, tx, { tenant, kind: 'need.send_boundary', subject: id });
  // The asker has not heard of the earlier decision yet, and it can no longer be undone.
  if (!before.sent_at) await schedule(ctx, tx, { tenant, kind: 'need.send_boundary', subject: id, at: now });
  return true;
}
