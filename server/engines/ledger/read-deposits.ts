/** What owners deposited by certain kinds of transfers, whatever they did with it afterwards (TBK-09). */
import * as canonical from './canonical.ts';
import { int, query, type LedgerTx } from './store.ts';
import type { Asset } from './types.ts';

export interface Deposited {
  readonly ownerId: string;
  /** Credits that stand. */
  readonly kept: number;
  /** What a rule kept out of the account, as the transfers' meta `excess_min` tells. */
  readonly excess: number;
}

/**
 * Persons' credits over the civil days `from` to `to`, both included, by value date, of these kinds only; what was
 * reversed is left out. Owners without any are left out. At most 1,000 owners a call.
 */
export async function deposited(
  tx: LedgerTx,
  request: {
    readonly tenantId: number;
    readonly ownerIds: readonly string[];
    readonly asset: Asset;
    readonly kinds: readonly string[];
    readonly from: string;
    readonly to: string;
  },
): Promise<Deposited[]> {
  const { tenantId, ownerIds, asset, kinds, from, to } = request;
  if (ownerIds.length > 1000) throw new canonical.LedgerMisuse('ledger: deposits of at most 1000 owners at once');
  canonical.checkDate(from);
  canonical.checkDate(to);
  const rows = await query(
    tx,
    `select a.owner_id, sum(e.amount)::bigint as kept, coalesce(sum((t.meta->>'excess_min')::bigint), 0)::bigint as excess
     from ledger_account a
     join ledger_entry e on e.tenant_id = $1 and e.account_id = a.account_id
     join ledger_transfer t on t.tenant_id = $1 and t.transfer_id = e.transfer_id
     where a.tenant_id = $1 and a.owner_kind = 'person' and a.owner_id = any ($2::text[]) and a.asset = $3
       and e.amount > 0 and t.kind = any ($4::text[]) and e.value_date between $5::date and $6::date
       and not exists (select from ledger_transfer b where b.tenant_id = $1 and b.reverses = t.transfer_id)
     group by a.owner_id order by a.owner_id`,
    [tenantId, [...ownerIds], asset, [...kinds], from, to],
  );
  return rows.map((row) => ({
    ownerId: row['owner_id'] as string,
    kept: int(row['kept']),
    excess: int(row['excess']),
  }));
}
