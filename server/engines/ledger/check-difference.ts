/** The proof that the books balance, computed from the entries and from nothing else. */
import { int, queryOne, type LedgerTx } from './store.ts';
import type { Asset, OwnerKind } from './types.ts';

export interface AccountDifference {
  readonly accountId: string;
  readonly ownerKind: OwnerKind;
  readonly ownerId: string;
  readonly asset: Asset;
  /** Running balance minus the sum of the entries. */
  readonly balance: number;
  /** Running held minus the sum of the pending holds. */
  readonly held: number;
  /** Entry number minus the count of the entries: a lost or doubled entry. */
  readonly entries: number;
}

export interface DifferenceReport {
  /** Sum of all absolute differences below; 0 is the only right answer. */
  readonly difference: number;
  /** Accounts that are not exact; at most 1,000 are named, all are in `difference`. */
  readonly accounts: readonly AccountDifference[];
  /** Sum of every account, issue and clearing included; each must be 0 (TBK-01). */
  readonly assets: Readonly<Partial<Record<Asset, number>>>;
  /** Transfers whose entries do not sum to zero or are not all there, and entries without transfer or account. */
  readonly brokenTransfers: number;
  /** Entries and transfers whose stored hash is not the hash of what they say. */
  readonly brokenHashes: number;
}

/**
 * Compares every running figure of a tenant with the entries. One statement, hence one snapshot: right also while
 * postings run beside it. It reads the tenant's whole ledger. TBK-01.
 */
export async function checkDifference(tx: LedgerTx, tenantId: number): Promise<DifferenceReport> {
  const row = await queryOne(tx, proofText, [tenantId]);
  const accounts = (row['accounts'] ?? []) as AccountDifference[];
  const sums = (row['assets'] ?? {}) as Partial<Record<Asset, number>>;
  const broken = int(row['broken']);
  const hashes = int(row['hashes']);
  const perAsset = Object.values(sums).reduce((sum, one) => sum + Math.abs(int(one)), 0);
  const difference = int(row['account_difference']) + perAsset + broken + hashes;
  return { difference, accounts, assets: sums, brokenTransfers: broken, brokenHashes: hashes };
}

const accountsText = `
  select * from (
    select a.account_id, a.owner_kind, a.owner_id, a.asset,
           (coalesce(a.balance, 0) - case when a.floor is null then 0 else coalesce(e.total, 0) end)::bigint as balance,
           (a.held - coalesce(h.total, 0))::bigint as held,
           case when a.floor is null then 0 else a.entry_no - coalesce(e.count, 0) end as entries
    from ledger_account a
    left join (select account_id, sum(amount) as total, count(*) as count from ledger_entry where tenant_id = $1 group by account_id) e
      on e.account_id = a.account_id
    left join (select account_id, sum(amount) as total from ledger_hold where tenant_id = $1 and state = 'pending' group by account_id) h
      on h.account_id = a.account_id
    where a.tenant_id = $1
  ) d where balance <> 0 or held <> 0 or entries <> 0`;

const brokenText = `
  select (
    select count(*) from ledger_transfer t
    left join (
      select transfer_id, sum(count) as count, bool_or(total <> 0) as uneven from (
        select transfer_id, asset, count(*) as count, sum(amount) as total from ledger_entry where tenant_id = $1 group by transfer_id, asset
      ) s group by transfer_id
    ) e on e.transfer_id = t.transfer_id
    where t.tenant_id = $1 and (e.count is distinct from t.leg_count or e.uneven)
  ) + (
    select count(*) from ledger_entry e where e.tenant_id = $1 and (
      not exists (select from ledger_transfer t where t.tenant_id = $1 and t.transfer_id = e.transfer_id)
      or not exists (select from ledger_account a where a.tenant_id = $1 and a.account_id = e.account_id and a.asset = e.asset))
  ) as count`;

const hashesText = `
  select (
    select count(*) from ledger_entry e
    where e.tenant_id = $1 and e.hash <> sha256(convert_to(ledger_entry_text(e.tenant_id, e.transfer_id, e.leg_no, e.account_id, e.asset,
      e.amount, e.entry_no, e.balance_after, e.posted_at, e.value_date), 'UTF8'))
  ) + (
    select count(*) from ledger_transfer t
    join (select transfer_id, string_agg(hash, '' order by leg_no) as hashes from ledger_entry where tenant_id = $1 group by transfer_id) e
      on e.transfer_id = t.transfer_id
    where t.tenant_id = $1 and t.hash <> sha256(convert_to(ledger_transfer_text(t.tenant_id, t.transfer_id, t.key, t.body_hash, t.kind,
      t.value_date, t.posted_at, t.reverses, t.reason), 'UTF8') || e.hashes)
  ) as count`;

const proofText = `
  with d as materialized (${accountsText})
  select
    (select json_agg(json_build_object('accountId', account_id, 'ownerKind', owner_kind, 'ownerId', owner_id, 'asset', asset,
       'balance', balance, 'held', held, 'entries', entries)) from (select * from d order by account_id limit 1000) first) as accounts,
    (select coalesce(sum(abs(balance) + abs(held) + abs(entries)), 0) from d) as account_difference,
    (select json_object_agg(asset, total) from (
       select asset, sum(amount) as total from ledger_entry where tenant_id = $1 group by asset order by asset) s) as assets,
    (${brokenText}) as broken,
    (${hashesText}) as hashes`;
