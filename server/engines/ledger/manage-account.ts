/** Accounts and holds: opening, limits, setting an amount aside and giving it back. */
import * as canonical from './canonical.ts';
import { query, queryOne, type LedgerTx } from './store.ts';
import type { Asset, Closed, Held, LedgerCode, Meta, Owner, Refused } from './types.ts';

export interface AccountRequest {
  readonly tenantId: number;
  readonly owner: Owner;
  readonly asset: Asset;
}

/**
 * Opens the owner's account for an asset, or finds it. Persons, pools and organisations start with floor 0 and no
 * cap. Posting opens accounts by itself; this is for those that want an empty passbook (TBK-01).
 */
export async function openAccount(
  tx: LedgerTx,
  request: AccountRequest & { readonly at: Date },
): Promise<{ accountId: string; opened: boolean }> {
  const { tenantId, owner, asset, at } = request;
  const ref = { ...owner, asset };
  canonical.checkAccount(ref);
  canonical.checkInstant(at);
  const row = await queryOne(tx, 'select r_account_id, r_opened from ledger_open($1, $2, $3, $4, $5, $6)', [
    tenantId,
    canonical.accountIdFor(tenantId, at, ref),
    owner.ownerKind,
    owner.ownerId,
    asset,
    at,
  ]);
  return { accountId: row['r_account_id'] as string, opened: row['r_opened'] as boolean };
}

/**
 * Sets the floor and the cap (null: none) of an account that keeps a balance, in the asset's unit. A cap under the
 * balance takes nothing away and stops further credits. ACCOUNT_UNKNOWN, FLOOR_ABOVE_BALANCE. The caller records who
 * decided it and by which clause.
 */
export async function setLimits(
  tx: LedgerTx,
  request: AccountRequest & { readonly floor: number; readonly cap: number | null },
): Promise<{ readonly ok: true } | Refused> {
  const { tenantId, owner, asset, floor, cap } = request;
  canonical.checkAccount({ ...owner, asset });
  if (!Number.isSafeInteger(floor) || (cap !== null && !Number.isSafeInteger(cap)))
    throw new canonical.LedgerMisuse('ledger: limits are integers');
  const row = await queryOne(tx, 'select r_code from ledger_set_limits($1, $2, $3, $4, $5, $6)', [
    tenantId,
    owner.ownerKind,
    owner.ownerId,
    asset,
    floor,
    cap,
  ]);
  return row['r_code'] === null ? { ok: true } : { ok: false, code: row['r_code'] as LedgerCode };
}

/**
 * Sets `amount` aside: it stays in the balance and is no longer available. Exactly once per key (holds have their own
 * keys). With `expiresAt` the clock may give it back (`expireHolds`). Refused with INSUFFICIENT_TIME or
 * INSUFFICIENT_BALANCE when it is not available. TBK-03.
 */
export async function hold(
  tx: LedgerTx,
  request: AccountRequest & {
    readonly key: string;
    readonly amount: number;
    readonly at: Date;
    readonly expiresAt?: Date | null;
    readonly meta?: Meta;
  },
): Promise<Held> {
  const { tenantId, owner, asset, key, amount, at, expiresAt = null, meta = {} } = request;
  canonical.checkKey(key);
  canonical.checkAccount({ ...owner, asset });
  canonical.checkPositive(amount);
  canonical.checkInstant(at);
  if (expiresAt !== null) canonical.checkInstant(expiresAt);
  canonical.checkMeta(meta);
  const hash = canonical.bodyHash([
    'hold',
    owner.ownerKind,
    owner.ownerId,
    asset,
    amount,
    expiresAt?.getTime() ?? null,
    canonical.canonicalMeta(meta),
  ]);
  const row = await queryOne(
    tx,
    'select r_code, r_hold_id, r_replayed from ledger_hold_place($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
    [
      tenantId,
      canonical.idFor(at, 'hold', tenantId, key),
      key,
      hash,
      owner.ownerKind,
      owner.ownerId,
      asset,
      amount,
      at,
      expiresAt,
      JSON.stringify(meta),
    ],
  );
  if (row['r_code'] !== null) return { ok: false, code: row['r_code'] as LedgerCode };
  return { ok: true, holdId: row['r_hold_id'] as string, replayed: row['r_replayed'] as boolean };
}

/** Gives a pending hold back whole. Repeating it is harmless; a settled or expired one is HOLD_CLOSED. TBK-03. */
export async function releaseHold(
  tx: LedgerTx,
  request: { readonly tenantId: number; readonly holdId: string; readonly at: Date },
): Promise<Closed> {
  canonical.checkInstant(request.at);
  const row = await queryOne(tx, `select r_code, r_replayed from ledger_hold_close($1, $2, 'released', $3)`, [
    request.tenantId,
    request.holdId,
    request.at,
  ]);
  if (row['r_code'] !== null) return { ok: false, code: row['r_code'] as LedgerCode };
  return { ok: true, replayed: row['r_replayed'] as boolean };
}

/**
 * Gives back up to `limit` holds whose time had come at `at`, and returns their ids; fewer than `limit` means none are
 * left. For the sweeper.
 */
export async function expireHolds(
  tx: LedgerTx,
  request: { readonly tenantId: number; readonly at: Date; readonly limit: number },
): Promise<string[]> {
  canonical.checkInstant(request.at);
  if (!Number.isInteger(request.limit) || request.limit < 1 || request.limit > 1000)
    throw new canonical.LedgerMisuse('ledger: a sweep takes 1 to 1000 holds');
  // In the accounts' order, which is the order of all locks.
  const due = await query(
    tx,
    `select hold_id from (
       select hold_id, account_id from ledger_hold
       where tenant_id = $1 and state = 'pending' and expires_at <= $2
       order by expires_at, hold_id limit $3
     ) d order by account_id, hold_id`,
    [request.tenantId, request.at, request.limit],
  );
  const expired: string[] = [];
  for (const { hold_id } of due) {
    const row = await queryOne(tx, `select r_code, r_replayed from ledger_hold_close($1, $2, 'expired', $3)`, [
      request.tenantId,
      hold_id,
      request.at,
    ]);
    // Another sweeper, a settlement or a release may have come first.
    if (row['r_code'] === null && row['r_replayed'] === false) expired.push(hold_id as string);
  }
  return expired;
}
