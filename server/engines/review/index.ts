/** Review: presence, evidence, audit, confirmations and what they post. */
export { checkIn, checkOut } from './check-in.ts';
export { callBack, confirmPresence } from './confirm-presence.ts';
export { submitResult } from './submit-result.ts';
export { onUnfinished, unfinishedDue } from './unfinished.ts';
export { auditBatch, confirmBatch } from './audit-service.ts';
export { showCode } from './on-site-code.ts';
export { listAudits, listConfirmations, listLive, oneView } from './read-evidence.ts';
export { checkBooks, readPassbook } from './passbook.ts';
export { decideReversal, proposeReversal, withdrawReversal } from './reversal.ts';
export { listReversals, previewReversal } from './read-reversals.ts';
export { certifiedServices, type CertifiedService } from './certified.ts';
export { onRated } from './postings.ts';
export { creditedServices, returnsOf, type CreditedService, type Return } from './credited-services.ts';
