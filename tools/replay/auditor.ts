/**
 * The independent auditor of a replay. It shares no code with the platform and reads two files only: what people were
 * told (the acknowledgements) and the exported history. Each finding is one sentence.
 */
import {
  checkAnswers,
  checkHours,
  checkNoMarks,
  checkOrders,
  checkOwnActs,
  readAcknowledgements,
} from './auditor-acts.ts';
import { checkAccounts, checkEvidence, checkOnce } from './auditor-credit.ts';
import { checkLifecycles } from './auditor-lifecycles.ts';
import { History } from './history.ts';

export interface Audited {
  readonly findings: readonly string[];
  readonly ledgerDifference: number;
}

/** Audits one replay by its acknowledgements and its exported history. */
export function audit(acknowledgements: string, historyFile: string): Audited {
  const acks = readAcknowledgements(acknowledgements);
  const history = History.read(historyFile);
  const difference = checkAccounts(history, acks);
  const findings = [
    ...checkOrders(history, acks),
    ...checkOwnActs(history, acks),
    ...checkHours(history, acks),
    ...checkAnswers(history),
    ...checkEvidence(history, acks),
    ...checkOnce(history),
    ...checkLifecycles(history),
    ...checkNoMarks(history),
    ...difference.findings,
  ];
  return { findings, ledgerDifference: difference.total };
}
