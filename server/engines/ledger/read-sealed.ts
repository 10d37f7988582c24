/** Rows of the ledger as items of the chain; the one place that makes an item from what is stored. */
import type { AccountItem, EntryItem, LimitsItem, TransferItem } from './seal-format.ts';
import { int, intOrNull, type Row } from './store.ts';
import type { Meta } from './types.ts';

export const accountColumns = 'a.account_id, a.owner_kind, a.owner_id, a.asset, a.opened_at';
export const limitColumns = 'l.account_id, l.change_no, l.after_entry_no, l.floor, l.cap';
/** `t` is a transfer; the entries are read beside it. */
export const transferColumns = `t.transfer_id, t.key, encode(t.body_hash, 'hex') as body_hash, t.kind,
  to_char(t.value_date, 'YYYY-MM-DD') as value_date, t.posted_at, t.reverses, t.reason, t.meta, encode(t.hash, 'hex') as hash,
  (select json_agg(json_build_array(e.account_id, e.asset, e.amount, e.entry_no, e.balance_after) order by e.leg_no)
   from ledger_entry e where e.tenant_id = t.tenant_id and e.transfer_id = t.transfer_id) as entries`;

export const accountItem = (row: Row): AccountItem => ({
  account: row['account_id'] as string,
  ownerKind: row['owner_kind'] as string,
  ownerId: row['owner_id'] as string,
  asset: row['asset'] as string,
  openedAt: (row['opened_at'] as Date).getTime(),
});

export const limitsItem = (row: Row): LimitsItem => ({
  limits: row['account_id'] as string,
  changeNo: int(row['change_no']),
  afterEntryNo: int(row['after_entry_no']),
  floor: int(row['floor']),
  cap: intOrNull(row['cap']),
});

export const transferItem = (row: Row): TransferItem => ({
  transfer: row['transfer_id'] as string,
  key: row['key'] as string,
  bodyHash: row['body_hash'] as string,
  kind: row['kind'] as string,
  valueDate: row['value_date'] as string,
  postedAt: (row['posted_at'] as Date).getTime(),
  reverses: row['reverses'] as string | null,
  reason: row['reason'] as string | null,
  meta: row['meta'] as Meta,
  hash: row['hash'] as string,
  entries: (row['entries'] ?? []) as EntryItem[],
});
