/** Balances now and at a past instant, totals over civil days, and the statement of an account. */
import * as canonical from './canonical.ts';
import { int, intOrNull, query, type LedgerTx, type Row } from './store.ts';
import { assets } from './types.ts';
import type { Asset, Meta, Owner, OwnerKind } from './types.ts';

/** In the asset's unit. `balance = available + held` (TBK-03). */
export interface Balance {
  /** Null while the owner has no account for this asset. */
  readonly accountId: string | null;
  readonly balance: number;
  readonly held: number;
  readonly available: number;
  /** Null for accounts of kind issue and clearing, which have no floor. */
  readonly floor: number | null;
  readonly cap: number | null;
}

const none: Balance = { accountId: null, balance: 0, held: 0, available: 0, floor: null, cap: null };

/**
 * The owner's balance of every asset, zero where no account is open. For issue and clearing accounts the entries are
 * summed, which takes time in proportion to them. TBK-01, PTS-06.
 */
export async function balances(
  tx: LedgerTx,
  request: { readonly tenantId: number; readonly owner: Owner },
): Promise<Record<Asset, Balance>> {
  const { tenantId, owner } = request;
  canonical.checkOwner(owner);
  const rows = await query(
    tx,
    `select a.account_id, a.asset, a.held, a.floor, a.cap,
            case when a.floor is not null then a.balance
                 else (select coalesce(sum(e.amount), 0)::bigint from ledger_entry e where e.tenant_id = $1 and e.account_id = a.account_id) end as balance
     from ledger_account a
     where a.tenant_id = $1 and a.owner_kind = $2 and a.owner_id = $3`,
    [tenantId, owner.ownerKind, owner.ownerId],
  );
  const found = new Map(rows.map((row) => [row['asset'] as Asset, balanceFrom(row)]));
  return Object.fromEntries(assets.map((asset) => [asset, found.get(asset) ?? none])) as Record<Asset, Balance>;
}

function balanceFrom(row: Row): Balance {
  const balance = int(row['balance']);
  const held = int(row['held']);
  return {
    accountId: row['account_id'] as string,
    balance,
    held,
    available: balance - held,
    floor: intOrNull(row['floor']),
    cap: intOrNull(row['cap']),
  };
}

/**
 * Balance, held and available as they stood at the end of the instant `at`. Exact: an account's posting instants never
 * go back. 0 before the account existed.
 */
export async function balanceAt(
  tx: LedgerTx,
  request: { readonly tenantId: number; readonly owner: Owner; readonly asset: Asset; readonly at: Date },
): Promise<Pick<Balance, 'balance' | 'held' | 'available'>> {
  const { tenantId, owner, asset, at } = request;
  canonical.checkAccount({ ...owner, asset });
  canonical.checkInstant(at);
  const [row] = await query(
    tx,
    `select case when a.floor is not null
              then coalesce((select e.balance_after from ledger_entry e
                             where e.tenant_id = $1 and e.account_id = a.account_id and e.posted_at <= $5
                             order by e.posted_at desc, e.entry_no desc limit 1), 0)
              else (select coalesce(sum(e.amount), 0)::bigint from ledger_entry e
                    where e.tenant_id = $1 and e.account_id = a.account_id and e.posted_at <= $5) end as balance,
            (select coalesce(sum(h.amount), 0)::bigint from ledger_hold h
             where h.tenant_id = $1 and h.account_id = a.account_id and h.opened_at <= $5 and (h.closed_at is null or h.closed_at > $5)) as held
     from ledger_account a
     where a.tenant_id = $1 and a.owner_kind = $2 and a.owner_id = $3 and a.asset = $4`,
    [tenantId, owner.ownerKind, owner.ownerId, asset, at],
  );
  if (!row) return { balance: 0, held: 0, available: 0 };
  const balance = int(row['balance']);
  const held = int(row['held']);
  return { balance, held, available: balance - held };
}

export interface Total {
  readonly ownerId: string;
  /** Sum of all entries of the days: what counts for the year, reversals taken off. */
  readonly net: number;
  /** Sum of the credits that stand: a credit that was reversed, and its reversal, are left out (TBK-09). */
  readonly gross: number;
}

/**
 * What each owner's account moved over the civil days `from` to `to`, both included, by value date. Owners without
 * entries in these days are left out. At most 1,000 owners a call. HRS-01, PTS-06, TBK-09.
 */
export async function totals(
  tx: LedgerTx,
  request: {
    readonly tenantId: number;
    readonly ownerKind: OwnerKind;
    readonly ownerIds: readonly string[];
    readonly asset: Asset;
    readonly from: string;
    readonly to: string;
    /** Transfers of this kind alone, with their reversals. */
    readonly kind?: string;
  },
): Promise<Total[]> {
  const { tenantId, ownerKind, ownerIds, asset, from, to } = request;
  if (ownerIds.length > 1000) throw new canonical.LedgerMisuse('ledger: totals of at most 1000 owners at once');
  canonical.checkDate(from);
  canonical.checkDate(to);
  const rows = await query(
    tx,
    `select a.owner_id, sum(e.amount)::bigint as net,
            coalesce(sum(e.amount) filter (where e.amount > 0 and t.reverses is null and not exists (
              select from ledger_transfer b where b.tenant_id = $1 and b.reverses = t.transfer_id)), 0)::bigint as gross
     from ledger_account a
     join ledger_entry e on e.tenant_id = $1 and e.account_id = a.account_id
     join ledger_transfer t on t.tenant_id = $1 and t.transfer_id = e.transfer_id
     where a.tenant_id = $1 and a.owner_kind = $2 and a.owner_id = any ($3::text[]) and a.asset = $4
       and e.value_date between $5::date and $6::date
       and ($7::text is null or t.kind = $7 or exists (
         select from ledger_transfer o where o.tenant_id = $1 and o.transfer_id = t.reverses and o.kind = $7))
     group by a.owner_id order by a.owner_id`,
    [tenantId, ownerKind, [...ownerIds], asset, from, to, request.kind ?? null],
  );
  return rows.map((row) => ({ ownerId: row['owner_id'] as string, net: int(row['net']), gross: int(row['gross']) }));
}

/** Names a place in a statement; give it back as `before` for the next, older page. */
export interface StatementCursor {
  readonly postedAt: Date;
  readonly entryNo: number;
  readonly transferId: string;
}

export interface StatementLine {
  readonly transferId: string;
  readonly kind: string;
  readonly amount: number;
  /** Null for accounts that keep no running balance. */
  readonly balanceAfter: number | null;
  readonly postedAt: Date;
  readonly valueDate: string;
  readonly meta: Meta;
  readonly reverses: string | null;
  readonly reversedBy: string | null;
  readonly reason: string | null;
  /** The other sides of the transfer in this asset. */
  readonly counterparts: readonly {
    readonly ownerKind: OwnerKind;
    readonly ownerId: string;
    readonly amount: number;
  }[];
}

/** The account's lines, newest first, at most `limit` (1–200) older than `before`; `next` is null on the last page. TBK-01. */
export async function statement(
  tx: LedgerTx,
  request: {
    readonly tenantId: number;
    readonly owner: Owner;
    readonly asset: Asset;
    readonly before?: StatementCursor | null;
    readonly limit: number;
  },
): Promise<{ readonly lines: readonly StatementLine[]; readonly next: StatementCursor | null }> {
  const { tenantId, owner, asset, before = null, limit } = request;
  canonical.checkAccount({ ...owner, asset });
  if (!Number.isInteger(limit) || limit < 1 || limit > 200)
    throw new canonical.LedgerMisuse('ledger: a page has 1 to 200 lines');
  const [account] = await query(
    tx,
    'select account_id from ledger_account where tenant_id = $1 and owner_kind = $2 and owner_id = $3 and asset = $4',
    [tenantId, owner.ownerKind, owner.ownerId, asset],
  );
  if (!account) return { lines: [], next: null };
  const values: unknown[] = [tenantId, account['account_id'], limit + 1];
  if (before) values.push(before.postedAt, before.entryNo, before.transferId);
  // The page is cut from the index first; only its lines look up transfers and counterparts.
  const rows = await query(
    tx,
    `select e.transfer_id, e.entry_no, e.amount, e.balance_after, e.posted_at, to_char(e.value_date, 'YYYY-MM-DD') as value_date,
            t.kind, t.meta, t.reverses, t.reason,
            (select b.transfer_id from ledger_transfer b where b.tenant_id = $1 and b.reverses = e.transfer_id) as reversed_by,
            (select json_agg(json_build_object('ownerKind', a.owner_kind, 'ownerId', a.owner_id, 'amount', o.amount) order by o.leg_no)
             from ledger_entry o join ledger_account a on a.tenant_id = $1 and a.account_id = o.account_id
             where o.tenant_id = $1 and o.transfer_id = e.transfer_id and o.asset = e.asset and o.account_id <> e.account_id) as counterparts
     from (
       select * from ledger_entry
       where tenant_id = $1 and account_id = $2 ${before ? 'and (posted_at, entry_no, transfer_id) < ($4, $5, $6)' : ''}
       order by posted_at desc, entry_no desc, transfer_id desc limit $3
     ) e
     join ledger_transfer t on t.tenant_id = $1 and t.transfer_id = e.transfer_id
     order by e.posted_at desc, e.entry_no desc, e.transfer_id desc`,
    values,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next =
    rows.length > limit && last
      ? {
          postedAt: last['posted_at'] as Date,
          entryNo: int(last['entry_no']),
          transferId: last['transfer_id'] as string,
        }
      : null;
  return { lines: page.map(lineFrom), next };
}

function lineFrom(row: Row): StatementLine {
  return {
    transferId: row['transfer_id'] as string,
    kind: row['kind'] as string,
    amount: int(row['amount']),
    balanceAfter: intOrNull(row['balance_after']),
    postedAt: row['posted_at'] as Date,
    valueDate: row['value_date'] as string,
    meta: row['meta'] as Meta,
    reverses: row['reverses'] as string | null,
    reversedBy: row['reversed_by'] as string | null,
    reason: row['reason'] as string | null,
    counterparts: (row['counterparts'] ?? []) as StatementLine['counterparts'],
  };
}
