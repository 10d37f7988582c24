/** Who stands where to an order: its asker and her proxy, staff of the community, the company it went to. */
import { proxyFor } from '../people/index.ts';
import { grantFor, me, type Ctx, type Deps } from '../../platform/context.ts';
import { openedPersons, openPersons, type Tx } from '../../platform/database.ts';
import type { OrderRow } from './store.ts';

/** Staff who take orders and the like down on the word of residents. */
export const readers = ['community_secretary', 'community_worker', 'hotline_operator'] as const;

/** The asker, or her active proxy. A proxy that has ended may nothing more, also not on what it once placed. */
export async function mayActFor(ctx: Ctx, tx: Tx, order: Pick<OrderRow, 'asker_id'>): Promise<boolean> {
  const self = me(ctx).personId;
  if (order.asker_id === self) return true;
  await openPersons(tx, [self, order.asker_id]);
  return (await proxyFor(tx, order.asker_id, self)) !== null;
}

/** Whom news of an order reaches: its asker and who placed it for her, unless by a proxy that has ended. */
export async function toldOf(
  tx: Tx,
  order: Pick<OrderRow, 'asker_id' | 'placed_by_id' | 'channel'>,
): Promise<string[]> {
  const { asker_id, placed_by_id } = order;
  if (placed_by_id === asker_id) return [asker_id];
  if (order.channel !== 'proxy') return [asker_id, placed_by_id];
  const opened = await openedPersons(tx);
  await openPersons(tx, [asker_id]);
  const proxy = await proxyFor(tx, asker_id, placed_by_id);
  await openPersons(tx, opened);
  return proxy ? [asker_id, placed_by_id] : [asker_id];
}

/** May this viewer read the order, and as what: a party, staff who took it down or work with it, the company it waits at. */
export async function mayRead(ctx: Ctx, tx: Tx, order: OrderRow): Promise<'party' | 'staff' | null> {
  const self = me(ctx).personId;
  if (await mayActFor(ctx, tx, order)) return 'party';
  if (grantFor(ctx, order.tenant_id, readers)) return 'staff';
  if (order.placed_by_id === self && order.channel !== 'proxy') return 'staff';
  const orgs = me(ctx).grants.flatMap((g) => (g.tenant === order.tenant_id && g.org !== null ? [g.org] : []));
  if (orgs.length === 0) return null;
  const theirs = await tx
    .selectFrom('handover')
    .select('handover_id')
    .where('tenant_id', '=', order.tenant_id)
    .where('need_id', '=', order.need_id)
    .where('to_org', 'in', orgs)
    .where('state', 'in', ['sent', 'answered'])
    .where('sent_at', '<=', ctx.clock.now())
    .executeTakeFirst();
  return theirs ? 'staff' : null;
}

/** Does this person work for the community now? */
export async function isStaff(deps: Deps, tx: Tx, tenant: number, person: string): Promise<boolean> {
  const now = deps.clock.now();
  const grant = await tx
    .selectFrom('role_grant')
    .select('grant_id')
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', person)
    .where('role', 'in', ['community_worker', 'community_secretary'])
    .where('valid_from', '<=', now)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>', now)]))
    .executeTakeFirst();
  return grant !== undefined;
}
