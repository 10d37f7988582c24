/** Rows of the time bank. */
import { sql, type Selectable, type Updateable } from 'kysely';
import type { TimeOrderState } from '../../../contract/codes.ts';
import type { Tx } from '../../platform/database.ts';
import type { Database } from '../../platform/database.generated.ts';
import { mayBecome } from './lifecycle.ts';

export type OrderRow = Selectable<Database['time_order']>;
export type OfferRow = Selectable<Database['time_offer']>;
export type GrantRow = Selectable<Database['pool_grant']>;
export type GiftRow = Selectable<Database['time_gift']>;
export type BookRow = Selectable<Database['time_passbook']>;

export const orderForUpdate = (tx: Tx, tenant: number, id: string): Promise<OrderRow | undefined> =>
  tx
    .selectFrom('time_order')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('order_id', '=', id)
    .forUpdate()
    .executeTakeFirst();

export const may = (order: OrderRow, to: TimeOrderState): boolean => mayBecome(order.state as TimeOrderState, to);

export async function setOrder(tx: Tx, order: OrderRow, to: Updateable<Database['time_order']>): Promise<void> {
  await tx
    .updateTable('time_order')
    .set({ ...to, version: order.version + 1 })
    .where('tenant_id', '=', order.tenant_id)
    .where('order_id', '=', order.order_id)
    .execute();
}

/** Offers that stand, in the order in which they came. */
export const offersOf = (tx: Tx, tenant: number, orders: readonly string[]): Promise<OfferRow[]> =>
  orders.length === 0
    ? Promise.resolve([])
    : tx
        .selectFrom('time_offer')
        .selectAll()
        .where('tenant_id', '=', tenant)
        .where('order_id', 'in', [...orders])
        .where('state', '<>', 'withdrawn')
        .orderBy('offer_id')
        .execute();
export async function setOffer(tx: Tx, offer: OfferRow, to: Updateable<Database['time_offer']>): Promise<void> {
  await tx
    .updateTable('time_offer')
    .set(to)
    .where('tenant_id', '=', offer.tenant_id)
    .where('offer_id', '=', offer.offer_id)
    .execute();
}

export const bookRow = (tx: Tx, tenant: number, person: string): Promise<BookRow | undefined> =>
  tx
    .selectFrom('time_passbook')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', person)
    .executeTakeFirst();

/** The oldest grant of a person with minutes that no exchange has been promised, locked. */
export const openGrant = (tx: Tx, tenant: number, person: string): Promise<GrantRow | undefined> =>
  tx
    .selectFrom('pool_grant')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('beneficiary_id', '=', person)
    .where('state', '=', 'decided')
    .where(sql<boolean>`minutes > spent_min + reserved_min`)
    .orderBy('grant_id')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
export const grantForUpdate = (tx: Tx, tenant: number, id: string): Promise<GrantRow | undefined> =>
  tx
    .selectFrom('pool_grant')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('grant_id', '=', id)
    .forUpdate()
    .executeTakeFirst();
export async function setGrant(tx: Tx, grant: GrantRow, to: Updateable<Database['pool_grant']>): Promise<void> {
  await tx
    .updateTable('pool_grant')
    .set({ ...to, version: grant.version + 1 })
    .where('tenant_id', '=', grant.tenant_id)
    .where('grant_id', '=', grant.grant_id)
    .execute();
}

export interface Reputation {
  readonly average_tenths: number | null;
  readonly count: number;
}
export const unrated: Reputation = { average_tenths: null, count: 0 };
/** Ratings that are no longer blind: both are in, or their days are over (TBK-07). */
export async function reputations(
  tx: Tx,
  tenant: number,
  persons: readonly string[],
  now: Date,
): Promise<Map<string, Reputation>> {
  if (persons.length === 0) return new Map();
  const rows = await tx
    .selectFrom('time_rating')
    .innerJoin('time_order', (j) =>
      j
        .onRef('time_order.tenant_id', '=', 'time_rating.tenant_id')
        .onRef('time_order.order_id', '=', 'time_rating.order_id'),
    )
    .select((e) => ['subject_id', e.fn.countAll<number>().as('n'), e.fn.sum<number>('score').as('sum')])
    .where('time_rating.tenant_id', '=', tenant)
    .where('subject_id', 'in', [...new Set(persons)])
    .where((e) => e.or([e('time_order.state', '=', 'closed'), e('blind_until', '<=', now)]))
    .groupBy('subject_id')
    .execute();
  return new Map(
    rows.map((r) => [
      r.subject_id,
      { average_tenths: Math.round((Number(r.sum) * 10) / Number(r.n)), count: Number(r.n) },
    ]),
  );
}
