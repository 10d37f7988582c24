/** Routes of scheduling, and what time and other acts bring about. */
import { tasks } from '../../../contract/tasks/index.ts';
import {
  askNow,
  cancelPlan,
  cancelTask,
  claimSlot,
  closeWhenSettled,
  createTask,
  decideProposedTime,
  draftTask,
  inviteMembers,
  latestPlan,
  makePlan,
  onAsked,
  onCheckedIn,
  onDeclined,
  onDraftOver,
  onFitDue,
  onHandedOver,
  onLapse,
  onMember,
  onOver,
  onPublished,
  onReleased,
  onStart,
  onTomorrow,
  onWithdrawn,
  publishTask,
  rankCandidates,
  readAcceptance,
  releaseClaim,
  rescheduleTask,
  respond,
  sendPlan,
  setAccepted,
} from '../../engines/work/index.ts';
import type { Deps } from '../../platform/context.ts';
import { sent, type Server } from '../../platform/http.ts';
import type { Relay } from '../../platform/outbox.ts';
import { myCalendar, readIcs } from './calendar.ts';
import { listSlotClaims, myClaims, myInvitations, readClaim, readInvitations, readTask } from './read.ts';
import { listTasks, readSquare } from './square.ts';

export function mount(server: Server, _deps: Deps, relay: Relay): void {
  relay.onDue('invitation.lapse', onLapse);
  relay.onDue('acceptance.fit', onFitDue);
  for (const answer of ['accepted', 'declined', 'lapsed']) relay.on(`invitation.${answer}`, onAsked);
  relay.onDue('task.draft_over', onDraftOver);
  relay.onDue('slot.starts', onStart);
  relay.onDue('slot.over', onOver);
  relay.onDue('claim.tomorrow', onTomorrow);
  relay.on('invitation.declined', onDeclined);
  relay.on('claim.released', onReleased);
  relay.on('claim.checked_in', onCheckedIn);
  relay.on('need.withdrawn', onWithdrawn);
  relay.on('handover.sent', onHandedOver);
  for (const kind of ['claim.credited', 'claim.rejected', 'claim.no_show']) relay.on(kind, closeWhenSettled);
  relay.on('member.changed', onMember);
  relay.on('task.published', onPublished);

  server.serve(tasks.draft, (ctx, { params }) => draftTask(ctx, params.community, params.id));
  server.serve(tasks.create, (ctx, { params, body }) => createTask(ctx, params.community, body));
  server.serve(tasks.publish, (ctx, { params }) => publishTask(ctx, params.community, params.id));
  server.serve(tasks.cancel, (ctx, { params, body }) => cancelTask(ctx, params.community, params.id, body.reason));
  server.serve(tasks.reschedule, (ctx, { params, body }) => rescheduleTask(ctx, params.community, params.id, body));
  server.serve(tasks.decideProposedTime, (ctx, { params, body }) =>
    decideProposedTime(ctx, params.community, params.id, body.agree),
  );
  server.serve(tasks.read, (ctx, { params }) => readTask(ctx, params.community, params.id));
  server.serve(tasks.candidates, (ctx, { params, query }) =>
    rankCandidates(ctx, params.community, params.id, query.excluded === 'true'),
  );
  server.serve(tasks.invite, (ctx, { params, body }) => inviteMembers(ctx, params.community, params.id, body));
  server.serve(tasks.makePlan, (ctx, { params }) => makePlan(ctx, params.community));
  server.serve(tasks.latestPlan, (ctx, { params }) => latestPlan(ctx, params.community));
  server.serve(tasks.acceptance, (ctx, { params }) => readAcceptance(ctx, params.community));
  server.serve(tasks.askNow, (ctx, { params }) => askNow(ctx, params.community, params.id, params.slot));
  server.serve(tasks.cancelPlan, (ctx, { params }) => cancelPlan(ctx, params.community, params.id));
  server.serve(tasks.sendPlan, (ctx, { params, body }) => sendPlan(ctx, params.community, params.id, body));
  server.serve(tasks.setAccepted, (ctx, { params }) => setAccepted(ctx, params.community, params.id));
  server.serve(tasks.invitations, (ctx, { params }) => readInvitations(ctx, params.community, params.id));
  server.serve(tasks.claim, (ctx, { params, body }) => claimSlot(ctx, params.community, params.id, body));
  server.serve(tasks.myInvitations, (ctx) => myInvitations(ctx));
  server.serve(tasks.respond, (ctx, { params, body }) => respond(ctx, params.community, params.id, body));
  server.serve(tasks.release, (ctx, { params, body }) =>
    releaseClaim(ctx, params.community, params.id, body ?? undefined),
  );
  server.serve(tasks.myClaims, (ctx, { query }) => myClaims(ctx, query.past === 'true'));
  server.serve(tasks.readClaim, (ctx, { params }) => readClaim(ctx, params.community, params.id));
  server.serve(tasks.slotClaims, (ctx, { params }) => listSlotClaims(ctx, params.community, params.id));
  server.serve(tasks.list, (ctx, { params, query }) => listTasks(ctx, params.community, query));
  server.serve(tasks.square, (ctx, { query }) => readSquare(ctx, query));
  server.serve(tasks.myCalendar, (ctx, { query }) => myCalendar(ctx, query));
  server.serve(tasks.ics, async (ctx, { params, reply }) => {
    const found = await readIcs(ctx, params.token);
    if (!found.ok) return found;
    await reply
      .header('content-type', 'text/calendar; charset=utf-8')
      .header('cache-control', 'private, max-age=900')
      .send(found.value);
    return sent;
  });
}
