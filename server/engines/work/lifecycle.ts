/** State machines of work as tables (E-20, E-21, E-22). A step that is not listed is refused ILLEGAL_TRANSITION. */
import type { ClaimState, invitationStates, taskStates } from '../../../contract/codes.ts';

export type TaskState = keyof typeof taskStates;
export type InvitationState = keyof typeof invitationStates;
export interface Step<S extends string> {
  readonly from: S;
  readonly to: S;
  readonly by: string;
}
const step = <S extends string>(from: readonly S[], to: S, by: string): Step<S>[] =>
  from.map((f) => ({ from: f, to, by }));

export const taskLifecycle: readonly Step<TaskState>[] = [
  ...step<TaskState>(['draft', 'pending_community'], 'published', 'published'),
  ...step<TaskState>(['published'], 'filled', 'filled'),
  ...step<TaskState>(['filled'], 'published', 'place_free_again'),
  ...step<TaskState>(['published', 'filled'], 'in_progress', 'checked_in'),
  ...step<TaskState>(['published', 'filled', 'in_progress'], 'done', 'over'),
  ...step<TaskState>(['done', 'in_progress'], 'closed', 'closed'),
  ...step<TaskState>(['published', 'filled'], 'expired', 'expired'),
  ...step<TaskState>(['draft', 'pending_community', 'published', 'filled'], 'cancelled', 'cancelled'),
];
export const invitationLifecycle: readonly Step<InvitationState>[] = [
  ...step<InvitationState>(['offered', 'time_proposed'], 'accepted', 'accepted'),
  ...step<InvitationState>(['offered'], 'declined', 'declined'),
  ...step<InvitationState>(['offered', 'time_proposed'], 'lapsed', 'lapsed'),
  ...step<InvitationState>(['offered'], 'time_proposed', 'time_proposed'),
  ...step<InvitationState>(['offered', 'time_proposed'], 'withdrawn', 'withdrawn'),
];
/** No-show is a fact with an end in itself: nothing leads from it to a deduction. */
export const claimLifecycle: readonly Step<ClaimState>[] = [
  ...step<ClaimState>(['accepted'], 'released', 'released'),
  ...step<ClaimState>(['accepted'], 'swapped', 'swapped'),
  ...step<ClaimState>(['accepted'], 'checked_in', 'checked_in'),
  ...step<ClaimState>(['accepted'], 'no_show', 'no_show'),
  ...step<ClaimState>(['checked_in'], 'checked_out', 'checked_out'),
  // A waiting check-in that arrives after the end corrects the fact; so does a result handed in by a person called back.
  ...step<ClaimState>(['no_show'], 'checked_in', 'checked_in'),
  ...step<ClaimState>(['checked_in', 'checked_out', 'returned'], 'submitted', 'submitted'),
  ...step<ClaimState>(['submitted'], 'passed', 'passed'),
  // CHK-05: presence that no result followed is returned as well.
  ...step<ClaimState>(['checked_in', 'checked_out', 'submitted', 'passed'], 'returned', 'returned'),
  ...step<ClaimState>(['submitted', 'returned'], 'rejected', 'rejected'),
  ...step<ClaimState>(['passed'], 'credited', 'credited'),
];
const may = <S extends string>(steps: readonly Step<S>[], from: string, to: S): boolean =>
  steps.some((s) => s.from === from && s.to === to);
export const taskMay = (from: string, to: TaskState): boolean => may(taskLifecycle, from, to);
export const invitationMay = (from: string, to: InvitationState): boolean => may(invitationLifecycle, from, to);
export const claimMay = (from: string, to: ClaimState): boolean => may(claimLifecycle, from, to);

/** Tasks that take claims. */
export const openTask: readonly TaskState[] = ['published', 'filled', 'in_progress'];
/** Claims that hold a place. */
export const goneClaim: readonly ClaimState[] = ['released', 'swapped', 'no_show'];
