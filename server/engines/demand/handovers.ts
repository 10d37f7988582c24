/** The responsible party answers, returns or closes what is its own (DSP-01, WHI-06). */
import type { z } from 'zod';
import type { orders } from '../../../contract/orders/index.ts';
import { notify } from '../notice/index.ts';
import { fullName } from '../places/index.ts';
import { directory } from '../people/index.ts';
import { record, recordAct } from '../record/index.ts';
import { iso, isoOrNull } from '../../platform/clock.ts';
import { grantFor, me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { emit } from '../../platform/outbox.ts';
import { byOf, countStaffAct, markServed, reopenNow } from './conclude.ts';
import { addresseeOf } from './decide-boundary.ts';
import { isOverdue } from './handover-overdue.ts';
import { handoverLifecycle, type HandoverState } from './lifecycle.ts';
import { needById, needForUpdate, ordersOf, type HandoverRow } from './store.ts';

type View = z.input<typeof orders.handovers.reply>['items'][number];
const staffRoles = ['community_secretary', 'community_worker'] as const;

/** The property company sees its own contract's; community staff see all of the community. */
function mine(ctx: Ctx, tenant: number, h: Pick<HandoverRow, 'to_org' | 'to_kind'>): boolean {
  if (grantFor(ctx, tenant, staffRoles)) return true;
  return (
    h.to_kind === 'property' &&
    me(ctx).grants.some(
      (g) =>
        (g.role === 'property_manager' || g.role === 'property_staff') &&
        g.tenant === tenant &&
        g.org !== null &&
        g.org === h.to_org,
    )
  );
}
const states: readonly HandoverState[] = ['sent', 'answered', 'returned', 'closed'];

async function viewOf(ctx: Ctx, tx: Tx, h: HandoverRow): Promise<View> {
  const tenant = h.tenant_id;
  const need = await needById(tx, tenant, h.need_id);
  const asker = (await ordersOf(tx, tenant, [h.need_id]))[0];
  const open = h.state === 'sent' || h.state === 'answered';
  return {
    id: h.handover_id,
    need: h.need_id,
    to_kind: h.to_kind as View['to_kind'],
    to: await addresseeOf(ctx, tx, tenant, h),
    state: states.find((s) => s === h.state) ?? 'sent',
    text: asker?.body || (need?.title ?? ''),
    place_name: await fullName(ctx, tx, tenant, need?.place_id ?? null),
    sent_at: iso(h.sent_at),
    due_at: isoOrNull(h.due_at),
    // Whoever must come to the door needs to know whom to call, until the matter is over.
    contact: asker && open ? (await directory(ctx, tenant)).show(ctx, asker.asker_id, true) : null,
    answer: h.answer,
    reason: h.reason,
    safety_help: h.safety_help,
    overdue: isOverdue(h, ctx.clock.now()),
    allowed: open && mine(ctx, tenant, h) ? ['handovers.act', 'threads.say'] : [],
  };
}

export async function listHandovers(
  ctx: Ctx,
  tenant: number,
  state: HandoverState | undefined,
): Promise<Outcome<{ items: View[] }>> {
  return snapshot(ctx, { tenant }, async (tx) => {
    let query = tx
      .selectFrom('handover')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('sent_at', '<=', ctx.clock.now())
      .orderBy('handover_id', 'desc')
      .limit(200);
    if (state) query = query.where('state', '=', state);
    const orgs = me(ctx).grants.flatMap((g) => (g.tenant === tenant && g.org !== null ? [g.org] : []));
    if (!grantFor(ctx, tenant, staffRoles))
      query = query.where('to_kind', '=', 'property').where('to_org', 'in', orgs.length > 0 ? orgs : [-1]);
    const items = [];
    for (const h of await query.execute()) items.push(await viewOf(ctx, tx, h));
    return done({ items });
  });
}

export async function actHandover(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: z.output<typeof orders.actHandover.body>,
): Promise<Outcome<View>> {
  return transact(ctx, { tenant }, async (tx) => {
    const h = await tx
      .selectFrom('handover')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('handover_id', '=', id)
      .where('sent_at', '<=', ctx.clock.now())
      .forUpdate()
      .executeTakeFirst();
    if (!h || !mine(ctx, tenant, h)) return refuse('NOT_FOUND');
    const to: HandoverState = body.act === 'answer' ? 'answered' : body.act === 'return' ? 'returned' : 'closed';
    if (!handoverLifecycle.some((s) => s.from === h.state && s.to === to)) return refuse('ILLEGAL_TRANSITION');
    if (body.text.trim() === '' && to !== 'answered')
      return refuse(to === 'returned' ? 'REASON_REQUIRED' : 'ANSWER_REQUIRED', {
        fields: [{ path: 'text', message: '' }],
      });
    const now = ctx.clock.now();
    await tx
      .updateTable('handover')
      .set({
        state: to,
        handled_by: me(ctx).personId,
        ...(to === 'returned' ? { reason: body.text } : body.text ? { answer: body.text } : {}),
        ...(h.answered_at ? {} : { answered_at: now }),
        ...(to === 'closed' || to === 'returned' ? { closed_at: now } : {}),
      })
      .where('tenant_id', '=', tenant)
      .where('handover_id', '=', id)
      .execute();
    await recordAct(ctx, tx, {
      tenant,
      kind: 'handover',
      id,
      act: `handover_${to}`,
      from: h.state,
      to,
      reason: body.text || null,
    });
    await record(ctx, tx, {
      tenant,
      kind: 'need',
      id: h.need_id,
      ...byOf(ctx, tenant),
      act: `handover_${to}`,
      reason: body.text || null,
    });
    if (grantFor(ctx, tenant, staffRoles)) await countStaffAct(tx, tenant, h.need_id);
    if (to === 'closed') await markServed(ctx, tx, tenant, h.need_id, { answer: body.text, by: byOf(ctx, tenant) });
    if (to === 'returned') await comeBack(ctx, tx, h, body.text);
    await emit(ctx, tx, { tenant, kind: `handover.${to}`, subject: id, data: { need: h.need_id } });
    const after = await tx
      .selectFrom('handover')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('handover_id', '=', id)
      .executeTakeFirstOrThrow();
    return done(await viewOf(ctx, tx, after));
  });
}
async function comeBack(ctx: Ctx, tx: Tx, h: HandoverRow, reason: string): Promise<void> {
  const need = await needForUpdate(tx, h.tenant_id, h.need_id);
  if (!need || need.state !== 'redirected') return;
  await reopenNow(ctx, tx, need, { by: byOf(ctx, h.tenant_id), reason, newOwner: false });
  if (need.owner_id)
    await notify(ctx, tx, {
      tenant: h.tenant_id,
      persons: [need.owner_id],
      kind: 'M-23.handover_returned',
      params: { title: need.title, reason },
      link: `/desk/needs/${need.need_id}`,
    });
}
