/** The boundary decision (WHI-05, WHI-06): one of seven results, with the hand-over in the same tap and an undo before it leaves. */
import type { z } from 'zod';
import type { orders } from '../../../contract/orders/index.ts';
import { number } from '../policy/index.ts';
import { notify, notifyStaff } from '../notice/index.ts';
import { recordAct } from '../record/index.ts';
import { boundaryResults } from '../../../contract/codes.ts';
import { addMs } from '../../platform/clock.ts';
import { me, transact, type Ctx, type Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { emit, schedule, unschedule, type Event } from '../../platform/outbox.ts';
import { takeBackHandOver } from './hand-over.ts';
import { isStaff, toldOf } from './parties.ts';
import { dropUnsent, prepareHandover } from './prepare-handover.ts';
import { mayDecide, stateAfter } from './rules.ts';
import { needForUpdate, ordersOf, setNeed, setOrders, type NeedRow } from './store.ts';

type Body = z.output<typeof orders.decideBoundary.body>;

export async function decideBoundary(ctx: Ctx, tenant: number, id: string, body: Body): Promise<Outcome<NeedRow>> {
  return transact(ctx, { tenant }, async (tx) => {
    const need = await needForUpdate(tx, tenant, id);
    if (!need) return refuse('NOT_FOUND');
    const barred = mayDecide(need.state, body.result, body.reason);
    if (barred) return barred;
    if (
      body.rule &&
      !(await tx
        .selectFrom('boundary_rule')
        .select('rule_id')
        .where('tenant_id', '=', tenant)
        .where('rule_id', '=', body.rule)
        .executeTakeFirst())
    )
      return refuse('NOT_FOUND');
    if (body.to_person && !(await isStaff(ctx, tx, tenant, body.to_person)))
      return refuse('INPUT_INVALID', { fields: [{ path: 'to_person', message: fieldWords.notStaff }] });
    if (body.to_org && ctx.territory.get(body.to_org)?.level !== 'unit')
      return refuse('INPUT_INVALID', { fields: [{ path: 'to_org', message: fieldWords.noUnit }] });
    const to = stateAfter(body.result);
    const now = ctx.clock.now();
    const sendAt = addMs(now, (await number(ctx, tenant, 'boundary_undo_s')) * 1000);
    await setNeed(tx, tenant, id, {
      state: to,
      boundary: body.result,
      boundary_rule_id: body.rule,
      boundary_reason: body.reason,
      boundary_at: now,
      boundary_by: me(ctx).personId,
      boundary_sent_at: null,
      owner_id: need.owner_id ?? me(ctx).personId,
      staff_acts: need.staff_acts + 1,
      ...(to === 'redirected' ? { hand_offs: need.hand_offs + 1 } : {}),
    });
    await recordAct(ctx, tx, {
      tenant,
      kind: 'need',
      id,
      act: 'boundary_decided',
      from: need.state,
      to,
      reason: body.reason || boundaryResults[body.result].zh,
      basis: body.rule,
      detail: { result: body.result },
    });
    if (body.result === 'property' || body.result === 'department' || (body.result === 'community' && body.to_person))
      await prepareHandover(ctx, tx, need, body, sendAt);
    await unschedule(ctx, tx, { tenant, kind: 'need.undecided', subject: id });
    await schedule(ctx, tx, { tenant, kind: 'need.send_boundary', subject: id, at: sendAt });
    await emit(ctx, tx, { tenant, kind: 'need.boundary_decided', subject: id, data: { result: body.result } });
    return done((await needForUpdate(tx, tenant, id))!);
  });
}

/** Undo leaves only history: nothing had reached the resident or the addressee. */
export async function undoBoundary(ctx: Ctx, tenant: number, id: string): Promise<Outcome<NeedRow>> {
  return transact(ctx, { tenant }, async (tx) => {
    const need = await needForUpdate(tx, tenant, id);
    if (!need) return refuse('NOT_FOUND');
    if (
      need.boundary === null ||
      need.boundary_sent_at !== null ||
      !['accepted', 'redirected', 'declined'].includes(need.state)
    )
      return refuse('ILLEGAL_TRANSITION');
    if (await takeBackHandOver(ctx, tx, need)) return done((await needForUpdate(tx, tenant, id))!);
    const back = need.reopened_count > 0 ? 'reopened' : 'submitted';
    await setNeed(tx, tenant, id, {
      state: back,
      boundary: null,
      boundary_rule_id: null,
      boundary_reason: '',
      boundary_at: null,
      boundary_by: null,
      staff_acts: Math.max(0, need.staff_acts - 1),
      ...(need.state === 'redirected' ? { hand_offs: Math.max(0, need.hand_offs - 1) } : {}),
    });
    await dropUnsent(tx, tenant, id, ctx.clock.now());
    await recordAct(ctx, tx, { tenant, kind: 'need', id, act: 'boundary_undone', from: need.state, to: back });
    await unschedule(ctx, tx, { tenant, kind: 'need.send_boundary', subject: id });
    await schedule(ctx, tx, { tenant, kind: 'need.undecided', subject: id, at: need.triage_due_at });
    return done((await needForUpdate(tx, tenant, id))!);
  });
}

/** What leaves when the undo window is over, or earlier when staff go on with the need. */
export async function sendBoundary(deps: Deps, tx: Tx, tenant: number, id: string): Promise<void> {
  const need = await needForUpdate(tx, tenant, id);
  if (!need || need.boundary === null || need.boundary_sent_at !== null) return;
  const now = deps.clock.now();
  const market = need.boundary === 'market' || need.boundary === 'family';
  await setNeed(tx, tenant, id, {
    boundary_sent_at: now,
    ...(market || need.state === 'declined' ? { answer: need.boundary_reason } : {}),
  });
  await unschedule(deps, tx, { tenant, kind: 'need.send_boundary', subject: id });
  const handover = await tx
    .selectFrom('handover')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('need_id', '=', id)
    .where('state', '=', 'sent')
    .orderBy('handover_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const owner = handover ? await addresseeOf(deps, tx, tenant, handover) : '';
  const result = boundaryResults[need.boundary as keyof typeof boundaryResults];
  for (const order of await ordersOf(tx, tenant, [id])) {
    if (order.state !== 'open') continue;
    const kind = handover ? 'M-10.handed_over' : need.state === 'declined' ? 'M-10.declined' : 'M-10.boundary';
    await notify(deps, tx, {
      tenant,
      persons: await toldOf(tx, order),
      kind,
      params: {
        receipt: order.receipt,
        result: result.zh,
        result_en: result.en,
        to: owner,
        reason: need.boundary_reason,
      },
      link: `/m/orders/${tenant}/${order.order_id}`,
    });
  }
  // The refusal is the answer: the order ends with it, and may be appealed.
  if (need.state === 'declined')
    await setOrders(tx, tenant, id, ['open', 'answered'], { state: 'closed', answered_at: now, closed_at: now });
  if (!handover) return;
  if (handover.due_at)
    await schedule(deps, tx, { tenant, kind: 'handover.overdue', subject: handover.handover_id, at: handover.due_at });
  await tx
    .updateTable('handover')
    .set({ sent_at: now })
    .where('tenant_id', '=', tenant)
    .where('handover_id', '=', handover.handover_id)
    .where('sent_at', '>', now)
    .execute();
  if (handover.to_person)
    await notify(deps, tx, {
      tenant,
      persons: [handover.to_person],
      kind: 'M-23.handover',
      params: { title: need.title },
      link: `/desk/c/${tenant}/handovers`,
    });
  else if (handover.to_kind === 'property' && handover.to_org)
    await notifyStaff(deps, tx, {
      tenant,
      roles: ['property_manager', 'property_staff'],
      org: handover.to_org,
      kind: 'M-23.handover',
      params: { title: need.title },
      link: `/desk/c/${tenant}/handovers`,
    });
  await emit(deps, tx, { tenant, kind: 'handover.sent', subject: handover.handover_id, data: { need: id } });
}
/** The name of whoever a hand-over goes to, for people. */
export async function addresseeOf(
  deps: Deps,
  tx: Tx,
  tenant: number,
  h: { to_kind: string; to_org: number | null; to_person: string | null },
): Promise<string> {
  if (h.to_org)
    return (
      (await tx.selectFrom('unit').select('name').where('tenant_id', '=', h.to_org).executeTakeFirst())?.name ?? ''
    );
  if (h.to_kind === 'staff') return deps.territory.get(tenant)?.name ?? '社区';
  return h.to_kind === 'property' ? '物业' : '相关部门';
}

/** M-24: beyond the limit without a decision; the need shows in the view of blurred zones. */
export async function onUndecided(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const need = await needForUpdate(tx, event.tenant, event.subject);
  if (!need || (need.state !== 'submitted' && need.state !== 'reopened')) return;
  await notifyStaff(deps, tx, {
    tenant: event.tenant,
    roles: ['community_secretary'],
    kind: 'M-24.undecided',
    params: { title: need.title, days: String(await number(deps, event.tenant, 'triage_limit_wd')) },
    link: `/desk/needs/${need.need_id}`,
    onceKey: `undecided:${need.need_id}:${need.reopened_count}`,
  });
}
