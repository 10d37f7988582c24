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

export interface KindSum {
  readonly ownerKind: OwnerKind;
  /** Sum of the entries of all accounts of this kind. */
  readonly balance: number;
  readonly held: number;
}
/** One asset by kind of owner: together they sum to 0, whatever moved (TBK-01, L-16). */
export async function kindSums(tx: LedgerTx, tenantId: number, asset: Asset): Promise<KindSum[]> {
  const rows = await query(
    tx,
    `select a.owner_kind, sum(s.amount)::bigint as balance, sum(a.held)::bigint as held
       from ledger_account a
       cross join lateral (select coalesce(sum(e.amount), 0)::bigint as amount from ledger_entry e
         where e.tenant_id = $1 and e.account_id = a.account_id) s
      where a.tenant_id = $1 and a.asset = $2 group by a.owner_kind order by a.owner_kind`,
    [tenantId, asset],
  );
  return rows.map((r) => ({
    ownerKind: String(r['owner_kind']) as OwnerKind,
    balance: int(r['balance']),
    held: int(r['held']),
  }));
}
