/** What the ledger knows: owners, assets, legs, and the codes by which it refuses. */

/** Units: minutes are whole minutes, points are hundredths of a point, money is fen. All amounts are integers. */
export const assets = ['annual_minutes', 'honour_points', 'redeemable_points', 'time_minutes', 'fund_fen'] as const;
export type Asset = (typeof assets)[number];

/**
 * `issue` accounts are the source of what a service earns (and the drain of what an error takes back); `clearing`
 * accounts stand for another community. Both keep no running balance. The other kinds start with floor 0.
 */
export const ownerKinds = ['person', 'pool', 'organisation', 'issue', 'clearing'] as const;
export type OwnerKind = (typeof ownerKinds)[number];

/** Who owns an account. `ownerId`: a UUID, a tenant number or a short name; letters, digits and `. _ : -`, at most 64. */
export interface Owner {
  readonly ownerKind: OwnerKind;
  readonly ownerId: string;
}

/** An account by its owner, opened on first use, or by its id. */
export type AccountRef = (Owner & { readonly asset: Asset }) | { readonly account: string };

/** One side of a transfer: positive credits the account, negative debits it. Never zero. */
export type Leg = AccountRef & { readonly amount: number };

/** Facts kept with a transfer. Flat, whole numbers only, so that its canonical form is the same for ever. */
export type Meta = Readonly<Record<string, string | number | boolean | null>>;

/** Refusals of the engine, as values. Several of them have their sentence in `contract/refusals/`. */
export type LedgerCode =
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'ACCOUNT_UNKNOWN'
  | 'TRANSFER_UNKNOWN'
  | 'ALREADY_REVERSED'
  | 'REVERSAL_IS_FINAL'
  | 'HOLD_UNKNOWN'
  | 'HOLD_CLOSED'
  | 'HOLD_EXPIRED'
  | 'HOLD_EXCEEDED'
  | 'HOLD_NOT_DUE'
  | 'NO_NEGATIVE_POINTS'
  | 'INSUFFICIENT_TIME'
  | 'INSUFFICIENT_BALANCE'
  | 'OVER_CAP'
  | 'FLOOR_ABOVE_BALANCE';

/** A refusal; nothing was changed. `legNo` counts from 1 in the order of the legs (after a hold's own debit). */
export interface Refused {
  readonly ok: false;
  readonly code: LedgerCode;
  readonly legNo?: number;
}

export type Posted = { readonly ok: true; readonly transferId: string; readonly replayed: boolean } | Refused;
export type Held = { readonly ok: true; readonly holdId: string; readonly replayed: boolean } | Refused;
export type Closed = { readonly ok: true; readonly replayed: boolean } | Refused;
