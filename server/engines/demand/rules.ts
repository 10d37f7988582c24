/** Pure rules of orders and needs: may this happen now. */
import { type boundaryResults, severities } from '../../../contract/codes.ts';
import { addMs, day_ms } from '../../platform/clock.ts';
import { refuse, type Refused } from '../../platform/outcome.ts';
import { mayStep, undecided } from './lifecycle.ts';

export type BoundaryResult = keyof typeof boundaryResults;
export type Severity = keyof typeof severities;

/** LST-08: the weight of a need in triage. */
export const severityRank = (severity: string): number => Math.max(0, Object.keys(severities).indexOf(severity)) + 1;

/** LST-08: a day of waiting weighs as much as one step of severity, so nothing light waits for ever; urgent matters stand ten days ahead. */
export function queueAt(openedAt: Date, severity_rank: number, urgent: boolean): Date {
  return addMs(openedAt, -(severity_rank + (urgent ? 10 : 0)) * day_ms);
}

/** Where a boundary decision leads. */
export function stateAfter(result: BoundaryResult): 'accepted' | 'redirected' | 'declined' {
  if (result === 'community' || result === 'volunteer') return 'accepted';
  return result === 'not_accepted' ? 'declined' : 'redirected';
}
/** These send nobody on the resident's behalf, so the reason is all she gets: it is mandatory (WHI-06). */
const reasonNeeded: readonly BoundaryResult[] = ['not_accepted', 'family', 'market'];

/** WHI-06, G-41: may the boundary be decided so, now? There are seven results and no eighth. */
export function mayDecide(state: string, result: BoundaryResult, reason: string): Refused | null {
  if (!(undecided as readonly string[]).includes(state)) return refuse('ILLEGAL_TRANSITION');
  if (reasonNeeded.includes(result) && reason.trim() === '')
    return refuse('REASON_REQUIRED', { fields: [{ path: 'reason', message: '' }] });
  return null;
}

/**
 * WHI-05: may a matter that was taken up be handed to whom it belongs? Not while a helper is on the way, and the community's
 * own staff get only what was meant for volunteers.
 */
export function mayHandOver(need: { state: string; boundary: string | null }, to: BoundaryResult, reason: string) {
  if (need.state !== 'accepted' || need.boundary === to) return refuse('ILLEGAL_TRANSITION');
  return reason.trim() === '' ? refuse('REASON_REQUIRED', { fields: [{ path: 'reason', message: '' }] }) : null;
}

/** May the result be told to every asker? An undecided need has nobody whose result it would be. */
export function mayServe(state: string, answer: string): Refused | null {
  if ((undecided as readonly string[]).includes(state)) return refuse('BOUNDARY_UNDECIDED');
  if (!mayStep(state, 'served')) return refuse('ILLEGAL_TRANSITION');
  return answer.trim() === '' ? refuse('ANSWER_REQUIRED', { fields: [{ path: 'answer', message: '' }] }) : null;
}
/** May staff close it? Every closing carries an answer, given now or before. */
export function mayClose(state: string, answer: string): Refused | null {
  if ((undecided as readonly string[]).includes(state)) return refuse('BOUNDARY_UNDECIDED');
  if (!closable(state)) return refuse('ILLEGAL_TRANSITION');
  return answer.trim() === '' ? refuse('ANSWER_REQUIRED', { fields: [{ path: 'answer', message: '' }] }) : null;
}
/** Closing is one step, or for a matched need two: served, then closed. */
export const closable = (state: string): boolean => mayStep(state, 'closed') || state === 'matched';
/** A rating closes or reopens an answered order; before there is a result there is nothing to rate. */
export function mayRate(orderState: string, needState: string): Refused | null {
  if (orderState === 'confirmed' || orderState === 'withdrawn') return refuse('ILLEGAL_TRANSITION');
  if (needState === 'closed' && orderState === 'closed') return null;
  return orderState === 'answered' ? null : refuse('NOT_SERVED_YET');
}

/** A refusal is looked at again once, and once more (APL-01); before it has been told it may still be undone. */
export const mayAppeal = (orderState: string, needState: string, appeals: number): boolean =>
  needState === 'declined' && orderState === 'closed' && appeals < 2;

/** Letters and digits that cannot be taken for each other when read aloud. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
export function receiptFrom(bytes: Buffer): string {
  let out = '';
  for (const b of bytes) out += alphabet[b % alphabet.length];
  return out;
}

/** The first line of the original words, for lists; the original itself is never touched (G-50). */
export function titleOf(text: string): string {
  const line = text.trim().split(/[\n。!?！？]/u)[0] ?? '';
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}

/** Words that two needs share: runs of two Chinese characters or a latin word. Used to propose, never to decide. */
export function shingles(text: string): Set<string> {
  const out = new Set<string>();
  for (const run of text.normalize('NFKC').match(/[\p{Script=Han}]+|[a-z0-9]{3,}/giu) ?? []) {
    if (/^[a-z0-9]/i.test(run)) out.add(run.toLowerCase());
    else for (let i = 0; i + 1 < run.length; i += 1) out.add(run.slice(i, i + 2));
  }
  return out;
}
export function sharedWords(a: string, b: string): string[] {
  const other = shingles(b);
  return [...shingles(a)].filter((s) => other.has(s)).slice(0, 6);
}
