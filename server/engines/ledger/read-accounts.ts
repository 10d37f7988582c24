/** Every account of a tenant with the sum of its entries, for those who check the books. */
import { int, query, type LedgerTx } from './store.ts';
import type { Asset, OwnerKind } from './types.ts';

export interface AccountSum {
  readonly ownerKind: OwnerKind;
  readonly ownerId: string;
  readonly asset: Asset;
  /** Sum of the entries, which is what the running balance must equal. */
  readonly balance: number;
  readonly entries: number;
}
/** Accounts by asset, owner kind and owner; at most `limit`. TBK-01. */
export async function accountSums(tx: LedgerTx, tenantId: number, limit: number): Promise<AccountSum[]> {
  const rows = await query(
    tx,
    `select a.owner_kind, a.owner_id, a.asset, coalesce(sum(e.amount), 0) as balance, count(e.amount) as entries
       from ledger_account a left join ledger_entry e on e.tenant_id = a.tenant_id and e.account_id = a.account_id
      where a.tenant_id = $1 group by a.account_id, a.owner_kind, a.owner_id, a.asset order by a.asset, a.owner_kind, a.owner_id limit $2`,
    [tenantId, limit],
  );
  return rows.map((r) => ({
    ownerKind: String(r['owner_kind']) as OwnerKind,
    ownerId: String(r['owner_id']),
    asset: String(r['asset']) as Asset,
    balance: int(r['balance']),
    entries: int(r['entries']),
  }));
}
