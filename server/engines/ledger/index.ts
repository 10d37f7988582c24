/**
 * The double-entry ledger engine. Three books that never convert (annual minutes, points, time minutes) and a fund run
 * on it; every function works inside the caller's transaction. See `server/migrations/0002-ledger.sql` for the writer.
 */
export { findTransfer } from './post-transfer.ts';
export { checkClearing, post, postBetween, reverse, reverseBetween, settleHold } from './between-communities.ts';
export type { TransferRequest, TransferView } from './post-transfer.ts';
export { mostInBatch, postMany } from './post-many.ts';
export { gatherPosts, type Also, type Gatherer } from './gather-posts.ts';
export { openAccount, setLimits, hold, releaseHold, expireHolds } from './manage-account.ts';
export type { AccountRequest } from './manage-account.ts';
export { balances, balanceAt, totals, statement } from './read-balances.ts';
export type { Balance, Total, StatementCursor, StatementLine } from './read-balances.ts';
export { checkDifference } from './check-difference.ts';
export { deposited, type Deposited } from './read-deposits.ts';
export { accountSums, kindSums, type AccountSum, type KindSum } from './read-accounts.ts';
export type { AccountDifference, DifferenceReport } from './check-difference.ts';
export type { BetweenRequest, PostedBetween } from './between-communities.ts';
export { closeBooks, roots } from './seal-chain.ts';
export { exportSealed } from './export-sealed.ts';
export type { SignedRoot } from './seal-format.ts';
export { LedgerMisuse } from './canonical.ts';
export { assets } from './types.ts';
export type {
  AccountRef,
  Asset,
  Closed,
  Held,
  LedgerCode,
  Leg,
  Meta,
  Owner,
  OwnerKind,
  Posted,
  Refused,
} from './types.ts';
export type { LedgerTx } from './store.ts';
