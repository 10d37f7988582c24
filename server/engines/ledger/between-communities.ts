/**
 * Transfers between two communities. Both legs of a posting stay in one community, so such an act is two transfers under one
 * key in one transaction: here from the giver to the clearing account that stands for the other community, there from the
 * clearing account that stands for this one to the receiver. The two clearing accounts cancel out, always.
 */
import { tenantSetting } from '../../platform/database.ts';
import { LedgerMisuse } from './canonical.ts';
import * as transfers from './post-transfer.ts';
import { int, query, queryOne, type LedgerTx } from './store.ts';
import type { TransferRequest } from './post-transfer.ts';
import type { Asset, LedgerCode, Leg, Owner, Posted } from './types.ts';

type Act = Omit<TransferRequest, 'tenantId' | 'legs'>;

export interface BetweenRequest extends Act {
  /** What moves; an asset at most once. */
  readonly amounts: readonly { readonly asset: Asset; readonly amount: number }[];
  /** The giver: an owner, or a hold that is settled to the amount (then of the hold's asset alone). */
  readonly from: { readonly tenantId: number } & ({ readonly owner: Owner } | { readonly holdId: string });
  readonly to: { readonly tenantId: number; readonly owner: Owner };
}
export type PostedBetween =
  | { readonly ok: true; readonly fromTransfer: string; readonly toTransfer: string; readonly replayed: boolean }
  /** Refused as a whole; `tenantId` is the community whose side refused. */
  | { readonly ok: false; readonly code: LedgerCode; readonly tenantId: number };

const clearingOf = (tenantId: number): Owner => ({ ownerKind: 'clearing', ownerId: String(tenantId) });
interface Side {
  readonly tenantId: number;
  readonly act: (tx: LedgerTx) => Promise<Posted>;
}

/**
 * Moves amounts from one community to another, both sides or none, once for the key in both. Codes as those of `post` and
 * `settleHold`. The transaction's tenant is set for each side, in ascending order (two such acts never wait for each
 * other in a circle), and is afterwards what it was; that the caller may act in both communities is the caller's to decide.
 * FND-11, TBK-11.
 */
export async function postBetween(tx: LedgerTx, request: BetweenRequest): Promise<PostedBetween> {
  const { from, to, amounts, key, kind, valueDate, at, meta = {} } = request;
  const act = { key, kind, valueDate, at, meta };
  checkSides(from.tenantId, to.tenantId);
  if (amounts.length === 0 || amounts.some(({ amount }) => !(amount > 0)))
    throw new LedgerMisuse('ledger: what moves between communities is positive');
  const legs = (owner: Owner, sign: 1 | -1): Leg[] =>
    amounts.map(({ asset, amount }) => ({ ...owner, asset, amount: sign * amount }));
  const { tenantId } = from;
  const give = (t: LedgerTx): Promise<Posted> => {
    const away = legs(clearingOf(to.tenantId), 1);
    if ('holdId' in from) return transfers.settleHold(t, { ...act, tenantId, holdId: from.holdId, to: away });
    return transfers.post(t, { ...act, tenantId, legs: [...legs(from.owner, -1), ...away] });
  };
  const take = (t: LedgerTx): Promise<Posted> => {
    const here = [...legs(clearingOf(from.tenantId), -1), ...legs(to.owner, 1)];
    return transfers.post(t, { ...act, tenantId: to.tenantId, legs: here });
  };
  return inBoth(tx, { tenantId, act: give }, { tenantId: to.tenantId, act: take });
}

/**
 * Takes back both sides of what `postBetween` posted under `original`, once, with the reason. TRANSFER_UNKNOWN when the
 * two communities have no such pair; otherwise the codes of `reverse`.
 */
export async function reverseBetween(
  tx: LedgerTx,
  request: Omit<Act, 'valueDate'> & {
    readonly original: string;
    readonly from: number;
    readonly to: number;
    readonly reason: string;
  },
): Promise<PostedBetween> {
  const { original, from, to, reason, ...act } = request;
  checkSides(from, to);
  const undo = (tenantId: number, other: number) => async (t: LedgerTx) => {
    const found = await transfers.findTransfer(t, { tenantId, key: original });
    const isPart = found?.legs.some((leg) => leg.ownerKind === 'clearing' && leg.ownerId === String(other));
    if (!found || !isPart) return { ok: false, code: 'TRANSFER_UNKNOWN' } as const;
    return transfers.reverse(t, { ...act, tenantId, transferId: found.transferId, reason });
  };
  return inBoth(tx, { tenantId: from, act: undo(from, to) }, { tenantId: to, act: undo(to, from) });
}

function checkSides(from: number, to: number): void {
  if (from === to) throw new LedgerMisuse('ledger: within a community a transfer needs no clearing');
}

/** Both acts in the order of their communities' numbers; a refusal of either undoes the other. */
async function inBoth(tx: LedgerTx, from: Side, to: Side): Promise<PostedBetween> {
  const { tenant } = await queryOne(tx, `select current_setting('app.tenant', true) as tenant`, []);
  await query(tx, 'savepoint ledger_between', []);
  // Rolled back to the savepoint, the setting of the tenant is again what it was.
  const undo = async (): Promise<void> => {
    await query(tx, 'rollback to savepoint ledger_between', []);
    await query(tx, 'release savepoint ledger_between', []);
  };
  const posted = new Map<Side, Extract<Posted, { ok: true }>>();
  for (const side of [from, to].toSorted((a, b) => a.tenantId - b.tenantId)) {
    await query(tx, tenantSetting(side.tenantId), []);
    const answer = await side.act(tx);
    if (!answer.ok) {
      await undo();
      return { ok: false, code: answer.code, tenantId: side.tenantId };
    }
    posted.set(side, answer);
  }
  const [given, taken] = [posted.get(from)!, posted.get(to)!];
  if (given.replayed !== taken.replayed) {
    // One side knows the key from another act.
    await undo();
    return { ok: false, code: 'IDEMPOTENCY_KEY_REUSED', tenantId: (given.replayed ? from : to).tenantId };
  }
  await query(tx, 'release savepoint ledger_between', []);
  if (typeof tenant === 'string' && tenant !== '') await query(tx, tenantSetting(Number(tenant)), []);
  return { ok: true, fromTransfer: given.transferId, toTransfer: taken.transferId, replayed: given.replayed };
}

export interface ClearingDifference {
  /** The other community. */
  readonly partner: number;
  readonly asset: Asset;
  /** What this community's clearing account for the partner holds. */
  readonly own: number;
  /** What the partner's clearing account for this community holds; the two sum to 0 when all is right. */
  readonly theirs: number;
}

/**
 * The clearing accounts of a community that do not cancel out with their partner's; none is the only right answer. For a
 * transaction of one snapshot (REPEATABLE READ), because it looks at several communities, one after the other.
 */
export async function checkClearing(tx: LedgerTx, tenantId: number): Promise<ClearingDifference[]> {
  const own = await clearingSums(tx, tenantId);
  const found: ClearingDifference[] = [];
  for (const partner of [...new Set(own.map((one) => one.other))].toSorted((a, b) => a - b)) {
    await query(tx, tenantSetting(partner), []);
    const theirs = (await clearingSums(tx, partner)).filter((one) => one.other === tenantId);
    const sumOf = (list: readonly ClearingSum[], asset: Asset) => list.find((one) => one.asset === asset)?.sum ?? 0;
    const mine = own.filter((one) => one.other === partner);
    for (const asset of new Set([...mine, ...theirs].map((one) => one.asset))) {
      const pair = { partner, asset, own: sumOf(mine, asset), theirs: sumOf(theirs, asset) };
      if (pair.own + pair.theirs !== 0) found.push(pair);
    }
  }
  await query(tx, tenantSetting(tenantId), []);
  return found;
}

interface ClearingSum {
  readonly other: number;
  readonly asset: Asset;
  readonly sum: number;
}
async function clearingSums(tx: LedgerTx, tenantId: number): Promise<ClearingSum[]> {
  const rows = await query(
    tx,
    `select a.owner_id, a.asset, coalesce((
       select sum(e.amount) from ledger_entry e where e.tenant_id = $1 and e.account_id = a.account_id), 0)::bigint as sum
     from ledger_account a where a.tenant_id = $1 and a.owner_kind = 'clearing'`,
    [tenantId],
  );
  return rows.map((row) => ({ other: Number(row['owner_id']), asset: row['asset'] as Asset, sum: int(row['sum']) }));
}

/** Stops an act that would leave its other half behind. */
function noClearing(legs: readonly Leg[]): void {
  if (legs.some((leg) => !('account' in leg) && leg.ownerKind === 'clearing'))
    throw new LedgerMisuse('ledger: clearing accounts move by postBetween only');
}

/** `post` for acts within one community. */
export const post: typeof transfers.post = (tx, request) => {
  noClearing(request.legs);
  return transfers.post(tx, request);
};
/** `settleHold` for acts within one community. */
export const settleHold: typeof transfers.settleHold = (tx, request) => {
  noClearing(request.to);
  return transfers.settleHold(tx, request);
};
/** `reverse` for acts within one community; one side of a pair is never taken back alone. */
export const reverse: typeof transfers.reverse = async (tx, request) => {
  const [half] = await query(
    tx,
    `select 1 as one from ledger_entry e join ledger_account a on a.tenant_id = $1 and a.account_id = e.account_id
     where e.tenant_id = $1 and e.transfer_id = $2 and a.owner_kind = 'clearing' limit 1`,
    [request.tenantId, request.transferId],
  );
  if (half) throw new LedgerMisuse('ledger: what moved between communities is taken back by reverseBetween');
  return transfers.reverse(tx, request);
};
