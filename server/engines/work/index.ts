/** Work: tasks, slots, candidates, invitations, claims, substitutes, calendar (S-05, S-06). */
export { claimLifecycle, goneClaim, invitationLifecycle, taskLifecycle } from './lifecycle.ts';
export {
  claimById,
  claimForUpdate,
  claimsByIds,
  claimsOfPerson,
  liveClaimsOfSlot,
  slotOf,
  slotsOf,
  taskOf,
  type ClaimRow,
  type InvitationRow,
  type SlotRow,
  type TaskRow,
} from './store.ts';
export { mayAssign } from './rules.ts';
export { isHelped, keepsRecords, leadsSlot } from './policy.ts';
export { setClaimState } from './places.ts';
export { claimViews, invitationViewOf, isProven, publicWords, runsLoop, taskViews } from './views.ts';
export { createTask, draftTask, publishTask } from './create-task.ts';
export { inviteMembers, rankCandidates } from './invite.ts';
export { onAsked, onFitDue, readAcceptance } from './acceptance.ts';
export { cancelPlan, latestPlan, makePlan, sendPlan } from './plan-invitations.ts';
export { askNow, onPublished } from './plan-insert.ts';
export { claimSlot, releaseClaim, respond, setAccepted } from './take-slot.ts';
export { memberNow } from './members.ts';
export {
  closeWhenSettled,
  onCheckedIn,
  onDeclined,
  onLapse,
  onMember,
  onOver,
  onReleased,
  onStart,
  onTomorrow,
} from './react.ts';
export {
  cancelTask,
  decideProposedTime,
  onDraftOver,
  onHandedOver,
  onWithdrawn,
  rescheduleTask,
} from './reschedule.ts';
export { isUniform, verifiedByContent, verifiedLately } from './uniformity.ts';
export { suitedBy } from './suited.ts';
export { blockedTime, matching, requestOf, taskAsk } from './matching.ts';
