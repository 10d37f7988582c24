/**
 * States of an exchange of time (E-37) and of a grant (E-38). The catalogue's `mutually chosen` and `held` are one moment:
 * when both have chosen, the minutes are set aside in the same transaction or the choice is refused. So are `both
 * confirmed` and `settled`, `both rated` and `closed`.
 */
import type { TimeOrderState } from '../../../contract/codes.ts';

const next: Readonly<Record<TimeOrderState, readonly TimeOrderState[]>> = {
  posted: ['offered', 'cancelled'],
  // Back to `posted` when the last offer is withdrawn.
  offered: ['posted', 'held', 'cancelled'],
  held: ['served', 'cancelled', 'disputed'],
  served: ['settled', 'disputed'],
  settled: ['closed'],
  closed: [],
  cancelled: [],
  disputed: ['arbitrated'],
  arbitrated: [],
};
export const mayBecome = (from: TimeOrderState, to: TimeOrderState): boolean => next[from].includes(to);

export type GrantState = 'proposed' | 'decided' | 'declined' | 'spent' | 'ended';
const nextOfGrant: Readonly<Record<GrantState, readonly GrantState[]>> = {
  proposed: ['decided', 'declined'],
  decided: ['spent', 'ended'],
  declined: [],
  spent: [],
  ended: [],
};
export const grantMayBecome = (from: GrantState, to: GrantState): boolean => nextOfGrant[from].includes(to);
