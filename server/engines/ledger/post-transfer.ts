/** Transfers: the one way in which anything is credited or debited. */
import * as canonical from './canonical.ts';
import { query, queryOne, type LedgerTx, type Row } from './store.ts';
import type { AccountRef, Leg, LedgerCode, Meta, Posted } from './types.ts';

export interface TransferRequest {
  readonly tenantId: number;
  /** Names this act for ever inside the tenant; a repeated request gives the first transfer. */
  readonly key: string;
  /** What kind of act: a short code of the caller, such as `service.hours`. */
  readonly kind: string;
  /** The civil day it counts for (Asia/Shanghai, YYYY-MM-DD); yearly figures go by it. */
  readonly valueDate: string;
  readonly at: Date;
  readonly meta?: Meta;
  /** Sum zero for each asset by itself. The order is kept. */
  readonly legs: readonly Leg[];
}

/**
 * Posts one transfer of two or more legs, opening accounts on first use. Exactly once per key: the same key with the
 * same content answers `replayed: true` with the first transfer, with other content IDEMPOTENCY_KEY_REUSED.
 * Refused with INSUFFICIENT_TIME / INSUFFICIENT_BALANCE below a floor, OVER_CAP above a cap, NO_NEGATIVE_POINTS when a
 * person's annual minutes or honour points would go down (only `reverse` lowers them), ACCOUNT_UNKNOWN.
 * Throws on legs that do not balance: that is a bug of the caller. TBK-01, TBK-11, PTS-05, PTS-06.
 */
export async function post(tx: LedgerTx, request: TransferRequest): Promise<Posted> {
  const hash = transferHash(request);
  return callPost(tx, request, hash, { valueDate: request.valueDate, meta: request.meta ?? {}, legs: request.legs });
}

/** Checks the form of a request and gives the hash of what it asks for; throws `LedgerMisuse`. */
export function transferHash(request: TransferRequest): Buffer {
  const { legs, meta = {} } = request;
  checkHead(request);
  canonical.checkDate(request.valueDate);
  canonical.checkMeta(meta);
  canonical.checkLegs(legs, 2);
  return canonical.bodyHash([
    'transfer',
    request.kind,
    request.valueDate,
    canonical.canonicalMeta(meta),
    canonical.canonicalLegs(legs),
  ]);
}

/**
 * Takes a transfer back by a new one with the opposite legs, once, with the reason. It counts for the original's civil
 * day unless told otherwise, so yearly figures come right. TRANSFER_UNKNOWN, ALREADY_REVERSED, REVERSAL_IS_FINAL (a
 * reversal itself is corrected by a new transfer), INSUFFICIENT_… when the amount has been spent. TBK-01, PTS-05.
 */
export async function reverse(
  tx: LedgerTx,
  request: Omit<TransferRequest, 'legs' | 'valueDate'> & {
    readonly transferId: string;
    readonly reason: string;
    readonly valueDate?: string;
  },
): Promise<Posted> {
  const { meta = {}, reason, transferId, valueDate = null } = request;
  checkHead(request);
  if (valueDate !== null) canonical.checkDate(valueDate);
  canonical.checkMeta(meta);
  canonical.checkAccount({ account: transferId });
  if (reason.trim() === '') throw new canonical.LedgerMisuse('ledger: a reversal needs its reason');
  const hash = canonical.bodyHash([
    'reversal',
    request.kind,
    valueDate,
    canonical.canonicalMeta(meta),
    transferId,
    reason,
  ]);
  return callPost(tx, request, hash, { valueDate, meta, legs: [], reverses: transferId, reason });
}

/**
 * Settles a pending hold to the actual amounts: what `to` gets is taken from the held account, the rest of the hold
 * becomes available again, and the hold is closed. More than was held is HOLD_EXCEEDED; further codes HOLD_UNKNOWN,
 * HOLD_CLOSED, HOLD_EXPIRED. Nothing to pay: use `releaseHold`. TBK-03.
 */
export async function settleHold(
  tx: LedgerTx,
  request: Omit<TransferRequest, 'legs'> & { readonly holdId: string; readonly to: readonly Leg[] },
): Promise<Posted> {
  const { holdId, meta = {}, to, valueDate } = request;
  checkHead(request);
  canonical.checkDate(valueDate);
  canonical.checkMeta(meta);
  canonical.checkLegs(to, 1);
  canonical.checkAccount({ account: holdId });
  for (const leg of to) canonical.checkPositive(leg.amount);
  const hash = canonical.bodyHash([
    'settlement',
    request.kind,
    valueDate,
    canonical.canonicalMeta(meta),
    holdId,
    canonical.canonicalLegs(to),
  ]);
  return callPost(tx, request, hash, { valueDate, meta, legs: to, holdId });
}

interface Body {
  readonly valueDate: string | null;
  readonly meta: Meta;
  readonly legs: readonly Leg[];
  readonly reverses?: string;
  readonly reason?: string;
  readonly holdId?: string;
}

function checkHead(request: { readonly key: string; readonly at: Date }): void {
  canonical.checkKey(request.key);
  canonical.checkInstant(request.at);
}

const postText = `select r_code, r_transfer_id, r_replayed, r_leg_no
  from ledger_post($1, $2, $3, $4, $5, $6::date, $7, $8, $9::uuid[], $10::text[], $11::text[], $12::text[], $13::bigint[], $14, $15, $16)`;

async function callPost(
  tx: LedgerTx,
  head: Omit<TransferRequest, 'legs' | 'valueDate'>,
  hash: Buffer,
  body: Body,
): Promise<Posted> {
  const { tenantId, key, kind, at } = head;
  const { legs } = body;
  const row = await queryOne(tx, postText, [
    tenantId,
    canonical.idFor(at, 'transfer', tenantId, key),
    key,
    hash,
    kind,
    body.valueDate,
    at,
    JSON.stringify(body.meta),
    legs.map((leg) => canonical.accountIdFor(tenantId, at, leg)),
    legs.map((leg) => ('account' in leg ? null : leg.ownerKind)),
    legs.map((leg) => ('account' in leg ? null : leg.ownerId)),
    legs.map((leg) => ('account' in leg ? null : leg.asset)),
    legs.map((leg) => leg.amount),
    body.reverses ?? null,
    body.reason ?? null,
    body.holdId ?? null,
  ]);
  return postedFrom(row);
}

/** The answer of the writing function as a value. */
export function postedFrom(row: Row): Posted {
  if (row['r_code'] === null)
    return { ok: true, transferId: row['r_transfer_id'] as string, replayed: row['r_replayed'] as boolean };
  const code = row['r_code'] as LedgerCode;
  return row['r_leg_no'] === null ? { ok: false, code } : { ok: false, code, legNo: row['r_leg_no'] as number };
}

export interface TransferView {
  readonly transferId: string;
  readonly key: string;
  readonly kind: string;
  readonly valueDate: string;
  readonly postedAt: Date;
  readonly meta: Meta;
  readonly reverses: string | null;
  readonly reversedBy: string | null;
  readonly reason: string | null;
  readonly legs: readonly (Exclude<AccountRef, { account: string }> & {
    readonly accountId: string;
    readonly amount: number;
  })[];
}

/** Reads one transfer with its legs, by id or by key; undefined when the tenant has none such. */
export async function findTransfer(
  tx: LedgerTx,
  which: { readonly tenantId: number } & ({ readonly transferId: string } | { readonly key: string }),
): Promise<TransferView | undefined> {
  const byId = 'transferId' in which;
  const rows = await query(
    tx,
    `select t.transfer_id, t.key, t.kind, to_char(t.value_date, 'YYYY-MM-DD') as value_date, t.posted_at, t.meta, t.reverses, t.reason,
            (select b.transfer_id from ledger_transfer b where b.tenant_id = $1 and b.reverses = t.transfer_id) as reversed_by,
            e.account_id, e.asset, e.amount, a.owner_kind, a.owner_id
     from ledger_transfer t
     join ledger_entry e on e.tenant_id = $1 and e.transfer_id = t.transfer_id
     join ledger_account a on a.tenant_id = $1 and a.account_id = e.account_id
     where t.tenant_id = $1 and ${byId ? 't.transfer_id' : 't.key'} = $2
     order by e.leg_no`,
    [which.tenantId, byId ? which.transferId : which.key],
  );
  const [head] = rows;
  if (!head) return undefined;
  return {
    transferId: head['transfer_id'] as string,
    key: head['key'] as string,
    kind: head['kind'] as string,
    valueDate: head['value_date'] as string,
    postedAt: head['posted_at'] as Date,
    meta: head['meta'] as Meta,
    reverses: head['reverses'] as string | null,
    reversedBy: head['reversed_by'] as string | null,
    reason: head['reason'] as string | null,
    legs: rows.map((row) => ({
      accountId: row['account_id'] as string,
      ownerKind: row['owner_kind'] as TransferView['legs'][number]['ownerKind'],
      ownerId: row['owner_id'] as string,
      asset: row['asset'] as TransferView['legs'][number]['asset'],
      amount: Number(row['amount']),
    })),
  };
}
