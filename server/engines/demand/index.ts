/** The demand ledger: orders, needs, boundary, hand-overs, ratings, threads, files. */
export { needLifecycle, handoverLifecycle, openNeed } from './lifecycle.ts';
export { needForUpdate, needsOf, ordersOf, type NeedBrief, type NeedRow } from './store.ts';
export { boundaryRules, matchRule, type BoundaryRule } from './boundary-rules.ts';
export { intake, placeOrder } from './place-order.ts';
export { decideBoundary, onUndecided, undoBoundary } from './decide-boundary.ts';
export {
  answerNeed,
  closeNeed,
  countPostponement,
  countStaffAct,
  escalate,
  markMatched,
  markServed,
  markUnmatched,
  mergeNeeds,
  onSendBoundary,
  onSilence,
  takeNeed,
  withdrawOrder,
} from './conclude.ts';
export { toldOf } from './parties.ts';
export { onHandoverDue } from './handover-overdue.ts';
export { handOver } from './hand-over.ts';
export { appealDecline } from './appeal-decline.ts';
export { actHandover, listHandovers } from './handovers.ts';
export { rateOrder } from './rate-order.ts';
export { cardOf, partsFor, readNeed, readQueue } from './read-needs.ts';
export { listMine, lookUp, readOrder } from './read-orders.ts';
export { messageToNeed, readThread, say } from './threads.ts';
export { readFile, uploadFile } from './files.ts';
