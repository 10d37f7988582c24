/** Work: tasks, slots, candidates, invitations, claims, substitutes, calendar (S-05, S-06). */
export { claimLifecycle, goneClaim, invitationLifecycle, openTask, taskLifecycle } from './lifecycle.ts';
export { alreadyAsked, claimById, claimForUpdate, claimsByIds, claimsOfPerson, claimsOfTask, helpersOfNeed, isLeader, liveClaimsOfSlot, needsOfTask, setTask, slotForUpdate, slotOf, slotsOf, taskOf, type ClaimRow, type InvitationRow, type SlotRow, type TaskRow } from './store.ts';
export { freeCalendar, setClaimState } from './places.ts';
export { claimView, claimViews, invitationViewOf, isProven, pointsEstimate, publicWords, runsLoop, taskViews } from './views.ts';
export { createTask, draftTask, publishTask, viewTask } from './create-task.ts';
export { inviteMembers, inviteNext, rankCandidates, tellUnfilled, writeInvitations } from './invite.ts';
export { claimSlot, releaseClaim, respond, setAccepted } from './take-slot.ts';
export { memberIndex, memberNow, membersChanged, noteChanged } from './members.ts';
export { closeWhenSettled, onCheckedIn, onDeclined, onLapse, onMember, onOver, onReleased, onStart, onTomorrow } from './react.ts';
export { cancelTask, decideProposedTime, rescheduleTask } from './reschedule.ts';
export { blockedTime, hindrancesFor, matching, reasonsFor, requestOf, taskAsk } from './matching.ts';
