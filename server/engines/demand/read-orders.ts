/** What askers see: their orders with the whole story, and the look-up without an account. */
import { timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import type { orders } from '../../../contract/orders/index.ts';
import { boundaryResults } from '../../../contract/codes.ts';
import { directory } from '../people/index.ts';
import { fullName } from '../places/index.ts';
import { story } from '../record/index.ts';
import { iso, isoOrNull } from '../../platform/clock.ts';
import { grantFor, me, snapshot, type Ctx } from '../../platform/context.ts';
import { enterTenant, openPersons, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { limit } from '../../platform/rate.ts';
import { appealsOf } from './appeal-decline.ts';
import { addresseeOf } from './decide-boundary.ts';
import { mayRead, readers } from './parties.ts';
import { mayAppeal, mayRate } from './rules.ts';
import { handoversOf, needById, orderById, type NeedRow, type OrderRow } from './store.ts';

type Card = z.input<typeof orders.mine.reply>['items'][number];
type Whole = z.input<typeof orders.read.reply>;

/** One sentence that says what comes next, in the state of the need. */
export function nextStep(ctx: Ctx, need: NeedRow, order: Pick<OrderRow, 'state'>): string {
  const zh = ctx.locale === 'zh';
  if (order.state === 'confirmed') return zh ? '您已确认，谢谢。' : 'You have confirmed. Thank you.';
  switch (need.state) {
    case 'submitted':
    case 'reopened':
      return zh ? '社区正在确定由谁来办。' : 'The community decides who will handle it.';
    case 'accepted':
      return need.boundary === 'volunteer'
        ? zh
          ? '正在为您找合适的邻居。'
          : 'A suitable neighbour is being found.'
        : zh
          ? '社区正在办理。'
          : 'The community is handling it.';
    case 'redirected':
      return zh
        ? `已交给${boundaryResults[(need.boundary ?? 'property') as keyof typeof boundaryResults].zh}，等待答复。`
        : 'Handed over; an answer is awaited.';
    case 'matched':
      return zh ? '已有人接单，按约定时间上门。' : 'Someone has accepted and comes at the agreed time.';
    case 'served':
      return zh ? '请确认结果并评价。' : 'Please confirm and rate the result.';
    case 'declined':
      return zh
        ? '不予受理，原因见下。觉得不合适可以说明情况，请社区换人再看一次，也可以拨打社区电话。'
        : 'Not accepted; see the reason. You may say why it should be looked at again by somebody else, or call the community.';
    default:
      return zh
        ? '已办结。您仍可以评价，不满意会换人再办。'
        : 'Closed. You may still rate it; if it is not solved, another takes over.';
  }
}
function allowedOn(ctx: Ctx, order: OrderRow, need: NeedRow, mine: boolean, appeals: number): string[] {
  const out = ['threads.say'];
  const took = order.placed_by_id === ctx.actor?.personId && order.channel !== 'proxy';
  if ((mine || took) && order.state === 'open') out.push('orders.withdraw');
  const ratable = mayRate(order.state, need.state) === null;
  if (mine && ratable) out.push('orders.rate');
  if (!mine && ratable && grantFor(ctx, order.tenant_id, readers)) out.push('orders.recordRating');
  if ((mine || grantFor(ctx, order.tenant_id, readers)) && mayAppeal(order.state, need.state, appeals))
    out.push('orders.appeal');
  if (mine && need.state === 'matched') out.push('claims.confirmPresence');
  return out;
}
/** `appeals`: how often it was looked at again; lists do not offer an appeal and leave it out. */
export function orderCardOf(
  ctx: Ctx,
  order: OrderRow,
  need: NeedRow,
  forName: string | null,
  mine: boolean,
  appeals = Infinity,
): Card {
  return {
    id: order.order_id,
    need: order.need_id,
    tenant: order.tenant_id,
    receipt: order.receipt,
    text: order.body,
    voice: order.voice_id,
    channel: order.channel as Card['channel'],
    state: order.state as Card['state'],
    need_state: need.state as Card['need_state'],
    placed_at: iso(order.placed_at),
    wanted_by: isoOrNull(order.wanted_by),
    next_step: nextStep(ctx, need, order),
    for_name: forName,
    allowed: allowedOn(ctx, order, need, mine, appeals),
  };
}

export async function listMine(ctx: Ctx): Promise<Outcome<{ items: Card[] }>> {
  const { personId, tenants } = me(ctx);
  const items: Card[] = [];
  await snapshot(ctx, { persons: [personId] }, async (tx) => {
    const principals = (
      await tx
        .selectFrom('proxy')
        .select('person_id')
        .where('proxy_person_id', '=', personId)
        .where('state', '=', 'active')
        .execute()
    ).map((p) => p.person_id);
    if (principals.length > 0) await openPersons(tx, [personId, ...principals]);
    const homes =
      principals.length === 0
        ? []
        : await tx.selectFrom('person_tenant').select('tenant_id').where('person_id', 'in', principals).execute();
    for (const tenant of [...new Set([...tenants.map((t) => t.tenant), ...homes.map((h) => h.tenant_id)])].toSorted(
      (a, b) => a - b,
    )) {
      await enterTenant(tx, tenant);
      const rows = await tx
        .selectFrom('demand_order')
        .selectAll()
        .where('tenant_id', '=', tenant)
        .where((e) => e.or([e('asker_id', 'in', [personId, ...principals]), e('placed_by_id', '=', personId)]))
        .orderBy('order_id', 'desc')
        .limit(100)
        .execute();
      const needs =
        rows.length === 0
          ? []
          : await tx
              .selectFrom('need')
              .selectAll()
              .where('tenant_id', '=', tenant)
              .where(
                'need_id',
                'in',
                rows.map((r) => r.need_id),
              )
              .execute();
      const people = await directory(ctx, tenant);
      for (const row of rows) {
        const need = needs.find((n) => n.need_id === row.need_id);
        // What staff take down for callers belongs to the callers, not to the staff's own list.
        if (!need || (row.placed_by_id === personId && row.asker_id !== personId && !principals.includes(row.asker_id)))
          continue;
        items.push(
          orderCardOf(
            ctx,
            row,
            need,
            row.asker_id === personId ? null : people.show(ctx, row.asker_id, true).name,
            true,
          ),
        );
      }
    }
  });
  return done({ items: items.toSorted((a, b) => b.placed_at.localeCompare(a.placed_at)) });
}

export async function readOrder(ctx: Ctx, tenant: number, id: string): Promise<Outcome<Whole>> {
  return snapshot(ctx, { tenant, persons: [me(ctx).personId] }, async (tx) => {
    const order = await orderById(tx, tenant, id);
    const as = order ? await mayRead(ctx, tx, order) : null;
    if (!order || !as) return refuse('NOT_FOUND');
    const need = (await needById(tx, tenant, order.need_id))!;
    const people = await directory(ctx, tenant);
    const helpers = await helpersOf(tx, tenant, need.need_id);
    const handovers = (await handoversOf(tx, tenant, need.need_id)).filter((h) => h.sent_at <= ctx.clock.now());
    const handover = handovers.at(-1);
    const rated = await tx
      .selectFrom('rating')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('order_id', '=', id)
      .orderBy('rating_id', 'desc')
      .limit(1)
      .executeTakeFirst();
    const rule = need.boundary_rule_id
      ? await tx
          .selectFrom('boundary_rule')
          .select('kind')
          .where('tenant_id', '=', tenant)
          .where('rule_id', '=', need.boundary_rule_id)
          .executeTakeFirst()
      : null;
    const own = order.asker_id === me(ctx).personId;
    const named = new Set([order.asker_id, order.placed_by_id, ...helpers.map((h) => h.person_id)]);
    return done({
      ...orderCardOf(
        ctx,
        order,
        need,
        own ? null : people.show(ctx, order.asker_id, true).name,
        as === 'party',
        await appealsOf(tx, tenant, id),
      ),
      severity: order.severity as Whole['severity'],
      place_name: await fullName(ctx, tx, tenant, order.place_id),
      address: ctx.keys.openOrNull(order.address_enc) ?? '',
      photos: order.photo_ids,
      windows: order.windows as Whole['windows'],
      asker: people.show(ctx, order.asker_id, true),
      placed_by: order.placed_by_id === order.asker_id ? null : people.show(ctx, order.placed_by_id, true),
      boundary:
        need.boundary && need.boundary_sent_at
          ? {
              result: need.boundary as NonNullable<Whole['boundary']>['result'],
              rule: rule?.kind ?? null,
              reason: need.boundary_reason,
              to: handover ? await addresseeOf(ctx, tx, tenant, handover) : null,
              to_contact: ctx.territory.get(tenant)?.hotline ?? null,
            }
          : null,
      helpers: helpers.map((h) => ({
        claim: h.claim_id,
        slot: h.slot_id,
        name: people.show(ctx, h.person_id, true).name,
        start: iso(h.starts_at),
        end: iso(h.ends_at),
        state: h.state,
        can_confirm_presence:
          own && ['accepted', 'checked_in', 'checked_out', 'submitted', 'returned'].includes(h.state),
      })),
      answer: need.answer,
      rating: rated ? { score: rated.score, solved: rated.solved, text: rated.body } : null,
      story: await story(
        ctx,
        tx,
        tenant,
        [
          { kind: 'need', id: need.need_id },
          { kind: 'order', id },
        ],
        named,
      ),
    });
  });
}
/** Who comes or came: living claims on the tasks of this need. Who agreed to lead a draft is no helper yet (SCH-10). */
async function helpersOf(tx: Tx, tenant: number, needId: string) {
  return tx
    .selectFrom('task_need')
    .innerJoin('claim', (j) =>
      j.onRef('claim.tenant_id', '=', 'task_need.tenant_id').onRef('claim.task_id', '=', 'task_need.task_id'),
    )
    .innerJoin('task', (j) =>
      j.onRef('task.tenant_id', '=', 'claim.tenant_id').onRef('task.task_id', '=', 'claim.task_id'),
    )
    .innerJoin('slot', (j) =>
      j.onRef('slot.tenant_id', '=', 'claim.tenant_id').onRef('slot.slot_id', '=', 'claim.slot_id'),
    )
    .select(['claim.claim_id', 'claim.slot_id', 'claim.person_id', 'claim.state', 'slot.starts_at', 'slot.ends_at'])
    .where('task_need.tenant_id', '=', tenant)
    .where('task_need.need_id', '=', needId)
    .where('claim.state', 'not in', ['released', 'swapped'])
    .where('task.state', '<>', 'draft')
    .orderBy('claim.claim_id')
    .limit(100)
    .execute();
}

const nobodys = '00000000-0000-7000-8000-000000000000';
const byAddress = limit(40, 600);
const byReceipt = limit(8, 600);
/** Without an account: number and the last four digits. A wrong pair says the same as an unknown number. */
export async function lookUp(
  ctx: Ctx,
  receiptText: string,
  tail: string,
): Promise<Outcome<z.input<typeof orders.lookUp.reply>>> {
  const receipt = receiptText.normalize('NFKC').replaceAll(/[\s-]/g, '').toUpperCase();
  if (!byAddress.take(ctx.address, ctx.clock.now()) || !byReceipt.take(receipt, ctx.clock.now()))
    return refuse('TOO_MANY_ATTEMPTS');
  const given = ctx.keys.blind('phone_tail', tail);
  return snapshot(ctx, {}, async (tx) => {
    const found = await tx.selectFrom('receipt_lookup').selectAll().where('receipt', '=', receipt).executeTakeFirst();
    // A receipt that nobody holds costs the same work as one with another phone, so that time does not tell them apart.
    const sought = found ?? { tenant_id: ctx.deployment.home ?? 1, order_id: nobodys };
    await enterTenant(tx, sought.tenant_id);
    // The tail alone: a whole row takes longer to read than none. A tail of zeros fits no phone.
    const { tail: held } = await tx
      .selectNoFrom((e) => [
        e.fn
          .coalesce(
            e
              .selectFrom('demand_order')
              .select('phone_tail_blind')
              .where('tenant_id', '=', sought.tenant_id)
              .where('order_id', '=', sought.order_id),
            e.val(Buffer.alloc(given.length)),
          )
          .as('tail'),
      ])
      .executeTakeFirstOrThrow();
    if (!timingSafeEqual(held, given) || !found) return refuse('NOT_FOUND');
    const order = (await orderById(tx, found.tenant_id, found.order_id))!;
    const need = (await needById(tx, found.tenant_id, order.need_id))!;
    return done({
      receipt,
      state: order.state as Whole['state'],
      need_state: need.state as Whole['need_state'],
      next_step: nextStep(ctx, need, order),
      placed_at: iso(order.placed_at),
      answer: need.answer,
      story: await story(ctx, tx, found.tenant_id, [
        { kind: 'need', id: need.need_id },
        { kind: 'order', id: order.order_id },
      ]),
      duty: ctx.territory.get(found.tenant_id)?.duty ?? null,
    });
  });
}
