/** The record of one person, for staff who say why; the person sees who looked and for what reason (DSP-08, FND-10). */
import type { z } from 'zod';
import type { orders } from '../../../contract/orders/index.ts';
import { directory } from '../../engines/people/index.ts';
import { iso } from '../../platform/clock.ts';
import { grantFor, me, transact, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';

type Opened = z.input<typeof orders.openPerson.reply>;
const lookers = ['community_secretary', 'community_worker', 'hotline_operator'] as const;
/** So many of the newest orders and services stand on the record; older ones are found by search. */
const newest = 20;

/** Opens the record and writes the look in the same transaction: no record without a trace, no trace without a record. */
export async function openPerson(ctx: Ctx, tenant: number, id: string, reason: string): Promise<Outcome<Opened>> {
  const person = (await directory(ctx, tenant)).get(id);
  const grant = grantFor(ctx, tenant, lookers);
  if (!person || !grant) return refuse('NOT_FOUND');
  const at = ctx.clock.now();
  return transact(ctx, { tenant, persons: [id] }, async (tx) => {
    await tx
      .insertInto('record_view')
      .values({
        person_id: id,
        view_id: ctx.ids.next(),
        at,
        viewer_id: me(ctx).personId,
        role: grant.role,
        reason,
        tenant_id: tenant,
      })
      .execute();
    return done({
      id,
      name: person.name,
      phone: person.phone,
      address: person.address,
      resident: person.resident,
      member: person.member,
      hardship: person.hardship,
      lives_alone: person.livesAlone,
      seen_at: iso(at),
      orders: await ordersOf(tx, tenant, id),
      services: await servicesOf(tx, tenant, id),
    });
  });
}
async function ordersOf(tx: Tx, tenant: number, id: string): Promise<Opened['orders']> {
  const rows = await tx
    .selectFrom('demand_order')
    .select(['order_id', 'receipt', 'body', 'state', 'placed_at'])
    .where('tenant_id', '=', tenant)
    .where('asker_id', '=', id)
    .orderBy('order_id', 'desc')
    .limit(newest)
    .execute();
  return rows.map((o) => ({
    id: o.order_id,
    receipt: o.receipt,
    text: o.body,
    state: o.state,
    placed_at: iso(o.placed_at),
  }));
}
async function servicesOf(tx: Tx, tenant: number, id: string): Promise<Opened['services']> {
  const rows = await tx
    .selectFrom('claim')
    .innerJoin('task', (j) =>
      j.onRef('task.tenant_id', '=', 'claim.tenant_id').onRef('task.task_id', '=', 'claim.task_id'),
    )
    .innerJoin('slot', (j) =>
      j.onRef('slot.tenant_id', '=', 'claim.tenant_id').onRef('slot.slot_id', '=', 'claim.slot_id'),
    )
    .select(['claim.claim_id', 'task.title', 'claim.state', 'slot.starts_at'])
    .where('claim.tenant_id', '=', tenant)
    .where('claim.person_id', '=', id)
    .orderBy('claim.claim_id', 'desc')
    .limit(newest)
    .execute();
  return rows.map((c) => ({ id: c.claim_id, title: c.title, state: c.state, start: iso(c.starts_at) }));
}
