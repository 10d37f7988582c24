/** Who stands where to a service: its performer, who leads it, who was helped, who looks over the records. */
import { grantFor, me, type Ctx } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import { ordersOf } from '../demand/index.ts';
import { proxyAmong } from '../people/index.ts';
import { goneClaim } from './lifecycle.ts';
import { needsOfTask, type ClaimRow, type SlotRow } from './store.ts';

const keepers = [
  'community_secretary',
  'community_worker',
  'points_auditor',
  'group_leader',
  'grid_branch',
  'branch_secretary',
] as const;

/** The staff who work on service records, up to their confirmation. */
export const keepsRecords = (ctx: Ctx, tenant: number): boolean => grantFor(ctx, tenant, keepers) !== null;

/**
 * What the audit notes about a record (flags, mark, the reason it was sent back) is between the performer and the
 * staff: neither the helped person nor the leader is to read a suspicion about a neighbour.
 */
export const seesAudit = (ctx: Ctx, c: Pick<ClaimRow, 'tenant_id' | 'person_id'>): boolean =>
  ctx.actor?.personId === c.person_id || keepsRecords(ctx, c.tenant_id);

/** Was this person helped by the task: an asker of one of its orders, or her proxy now? A proxy that has ended was not. */
export async function isHelped(ctx: Ctx, tx: Tx, tenant: number, taskId: string): Promise<boolean> {
  const self = me(ctx).personId;
  const orders = await ordersOf(tx, tenant, await needsOfTask(tx, tenant, taskId));
  const askers = [...new Set(orders.map((o) => o.asker_id))];
  if (askers.length === 0 || askers.includes(self)) return askers.length > 0;
  await openPersons(tx, [self, ...askers]);
  const proxy = await proxyAmong(tx, askers, self);
  await openPersons(tx, [self]);
  return proxy;
}

/** Does the viewer lead here: by a living claim that leads on the slot's task? */
export async function leadsSlot(
  ctx: Ctx,
  tx: Tx,
  slot: Pick<SlotRow, 'tenant_id' | 'slot_id' | 'task_id'>,
): Promise<boolean> {
  const lead = await tx
    .selectFrom('claim')
    .select('claim_id')
    .where('tenant_id', '=', slot.tenant_id)
    .where('task_id', '=', slot.task_id)
    .where('person_id', '=', me(ctx).personId)
    .where('is_leader', '=', true)
    .where('state', 'not in', [...goneClaim, 'no_show'])
    .executeTakeFirst();
  return lead !== undefined;
}
