/** The person's own acts: claim, answer an invitation, “I cannot go” (LST-05, DSP-04, SCH-05, SCH-06, G-07). */
import type { z } from 'zod';
import type { tasks } from '../../../contract/tasks/index.ts';
import type { ClaimState } from '../../../contract/codes.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { emit, unschedule } from '../../platform/outbox.ts';
import { ordersOf, toldOf } from '../demand/index.ts';
import { notify } from '../notice/index.ts';
import { clauseId, number } from '../policy/index.ts';
import { recordAct } from '../record/index.ts';
import { openTask } from './lifecycle.ts';
import { matching } from './matching.ts';
import { freePlace, mayTake, takePlace } from './places.ts';
import { carriesProof, isUrgentRelease, mayAssign } from './rules.ts';
import {
  claimById,
  claimForUpdate,
  invitationById,
  invitationForUpdate,
  needsOfTask,
  setInvitation,
  setSlot,
  slotForUpdate,
  taskOf,
  type SlotRow,
  type TaskRow,
} from './store.ts';
import { claimView } from './views.ts';

type ClaimReply = z.input<typeof tasks.claim.reply>;
const open = (ctx: Ctx, task: TaskRow, slot: SlotRow): boolean =>
  (openTask as readonly string[]).includes(task.state) && slot.state !== 'done' && slot.ends_at > ctx.clock.now();

/** Takes a place by own act. */
export async function claimSlot(
  ctx: Ctx,
  tenant: number,
  slotId: string,
  body: { willing_to_try: boolean; lead: boolean },
): Promise<Outcome<ClaimReply>> {
  const { personId, tenants } = me(ctx);
  // Whoever does not belong here learns nothing of a place, not even that there is one.
  if (!tenants.some((t) => t.tenant === tenant)) return refuse('NOT_FOUND');
  const m = await matching(ctx, tenant);
  const outcome = await transact(ctx, { tenant, persons: [personId] }, async (tx): Promise<Outcome<{ id: string }>> => {
    const slot = await slotForUpdate(tx, tenant, slotId);
    const task = slot ? await taskOf(tx, tenant, slot.task_id) : null;
    if (!slot || !task || task.state === 'draft') return refuse('NOT_FOUND');
    if (!open(ctx, task, slot)) return refuse('ILLEGAL_TRANSITION');
    const held = await tx
      .selectFrom('claim')
      .select('claim_id')
      .where('tenant_id', '=', tenant)
      .where('slot_id', '=', slotId)
      .where('person_id', '=', personId)
      .where('state', 'not in', ['released', 'swapped', 'no_show'])
      .executeTakeFirst();
    if (held) return refuse('ILLEGAL_TRANSITION');
    const refused = await mayTake(ctx, tx, m, { task, slot, personId, willing: body.willing_to_try });
    if (refused) return refused;
    const invitation = await tx
      .selectFrom('invitation')
      .select('invitation_id')
      .where('tenant_id', '=', tenant)
      .where('slot_id', '=', slotId)
      .where('person_id', '=', personId)
      .where('state', '=', 'offered')
      .executeTakeFirst();
    if (invitation) await answered(ctx, tx, tenant, invitation.invitation_id, 'accepted');
    const taken = await takePlace(ctx, tx, {
      task,
      slot,
      personId,
      acceptedBy: personId,
      origin: slot.searching ? 'swap' : 'self',
      invitationId: invitation?.invitation_id ?? null,
      lead: body.lead,
    });
    return typeof taken === 'string' ? done({ id: taken }) : taken;
  });
  if (!outcome.ok) return outcome;
  return snapshot(ctx, { tenant }, async (tx) =>
    done(await claimView(ctx, tx, (await claimById(tx, tenant, outcome.value.id))!)),
  );
}
async function answered(
  ctx: Ctx,
  tx: Parameters<typeof takePlace>[1],
  tenant: number,
  id: string,
  state: 'accepted' | 'declined' | 'time_proposed',
  change: { proposed_start?: Date; proposed_end?: Date } = {},
): Promise<void> {
  await setInvitation(tx, tenant, id, { state, responded_at: ctx.clock.now(), ...change });
  await unschedule(ctx, tx, { tenant, kind: 'invitation.lapse', subject: id });
  // A decline leaves no trace under the person's name (APL-04): only that the invitation is over is kept.
  if (state !== 'declined')
    await recordAct(ctx, tx, {
      tenant,
      kind: 'invitation',
      id,
      act: state === 'accepted' ? 'accepted' : 'time_proposed',
      from: 'offered',
      to: state,
    });
  await emit(ctx, tx, { tenant, kind: `invitation.${state}`, subject: id, persons: [me(ctx).personId] });
}

type Answer = z.output<typeof tasks.respond.body>;
type Reply = z.input<typeof tasks.respond.reply>;
/** Accept, decline or propose another time. */
export async function respond(ctx: Ctx, tenant: number, id: string, body: Answer): Promise<Outcome<Reply>> {
  const personId = me(ctx).personId;
  const m = await matching(ctx, tenant);
  return transact(ctx, { tenant, persons: [personId] }, async (tx): Promise<Outcome<Reply>> => {
    const seen = await invitationById(tx, tenant, id);
    if (!seen || seen.person_id !== personId) return refuse('NOT_FOUND');
    const slot = await slotForUpdate(tx, tenant, seen.slot_id);
    const invitation = await invitationForUpdate(tx, tenant, id);
    const task = await taskOf(tx, tenant, seen.task_id);
    if (!slot || !invitation || !task) return refuse('NOT_FOUND');
    if (invitation.state === 'withdrawn')
      return refuse(slot.taken >= slot.capacity ? 'SLOT_FULL' : 'INVITATION_LAPSED');
    if (invitation.state === 'lapsed' || (invitation.state === 'offered' && invitation.expires_at <= ctx.clock.now()))
      return refuse('INVITATION_LAPSED');
    if (invitation.state !== 'offered') return refuse('ILLEGAL_TRANSITION');
    if (body.answer === 'decline') {
      await answered(ctx, tx, tenant, id, 'declined');
      return done({ state: 'declined', claim: null, alternatives: [] });
    }
    if (body.answer === 'another_time') {
      const start = new Date(body.start);
      const end = new Date(body.end);
      if (start <= ctx.clock.now() || end <= start)
        return refuse('INPUT_INVALID', { fields: [{ path: 'start', message: fieldWords.future }] });
      await answered(ctx, tx, tenant, id, 'time_proposed', { proposed_start: start, proposed_end: end });
      return done({ state: 'time_proposed', claim: null, alternatives: [] });
    }
    // In a draft the person agrees to lead (SCH-10); elsewhere the task must be open.
    const leads = task.state === 'draft';
    if (!leads && !open(ctx, task, slot)) return refuse('ILLEGAL_TRANSITION');
    const refused = await mayTake(ctx, tx, m, { task, slot, personId, willing: true });
    if (refused) return refused;
    await answered(ctx, tx, tenant, id, 'accepted');
    const taken = await takePlace(ctx, tx, {
      task,
      slot,
      personId,
      acceptedBy: personId,
      origin: slot.searching ? 'swap' : 'offer',
      invitationId: id,
      lead: leads || task.team_leader_id === personId,
    });
    return typeof taken === 'string' ? done({ state: 'accepted', claim: taken, alternatives: [] }) : taken;
  });
}

/** Staff cannot accept for anybody, except for those whom a dispatch or an emergency assigns (DR-10). */
export async function setAccepted(ctx: Ctx, tenant: number, id: string): Promise<Outcome<{ ok: true }>> {
  await matching(ctx, tenant);
  return transact(ctx, { tenant }, async (tx): Promise<Outcome<{ ok: true }>> => {
    const seen = await invitationById(tx, tenant, id);
    if (!seen) return refuse('NOT_FOUND');
    const slot = await slotForUpdate(tx, tenant, seen.slot_id);
    const invitation = await invitationForUpdate(tx, tenant, id);
    const task = await taskOf(tx, tenant, seen.task_id);
    if (!slot || !invitation || !task) return refuse('NOT_FOUND');
    const engagements = await tx
      .selectFrom('engagement')
      .select(['type', 'state'])
      .where('tenant_id', '=', tenant)
      .where('person_id', '=', seen.person_id)
      .execute();
    const assigning = engagements.filter((e) => mayAssign(e.type, e.state));
    if (assigning.length === 0)
      return refuse('CONSENT_REQUIRED', {
        attempt: {
          tenantId: tenant,
          subject: task.title,
          asked: 'accepted',
          inForce: invitation.state,
          clauseId: clauseId('volunteer.19'),
        },
      });
    if (invitation.state !== 'offered' || !open(ctx, task, slot)) return refuse('ILLEGAL_TRANSITION');
    if (slot.taken >= slot.capacity) return refuse('SLOT_FULL');
    await setInvitation(tx, tenant, id, { state: 'accepted', responded_at: ctx.clock.now() });
    await unschedule(ctx, tx, { tenant, kind: 'invitation.lapse', subject: id });
    const taken = await takePlace(ctx, tx, {
      task,
      slot,
      personId: seen.person_id,
      acceptedBy: me(ctx).personId,
      origin: assigning.some((e) => e.type === 'emergency') ? 'emergency_assignment' : 'assignment',
      invitationId: id,
      lead: false,
    });
    return typeof taken === 'string' ? done({ ok: true }) : taken;
  });
}

/** SCH-05, SCH-06, “I cannot go”: the duty ends at the tap; no reason exists and a proof is refused. The platform finds the substitute. */
export async function releaseClaim(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: Record<string, unknown> | undefined,
): Promise<Outcome<{ state: ClaimState; urgent: boolean; searching: boolean }>> {
  const personId = me(ctx).personId;
  return transact(
    ctx,
    { tenant, persons: [personId] },
    async (tx): Promise<Outcome<{ state: ClaimState; urgent: boolean; searching: boolean }>> => {
      const seen = await claimById(tx, tenant, id);
      if (!seen || seen.person_id !== personId) return refuse('NOT_FOUND');
      if (carriesProof(body))
        return refuse('NO_ABSENCE_PROOF', {
          attempt: {
            tenantId: tenant,
            subject: seen.title,
            asked: Object.keys(body ?? {})
              .join(', ')
              .slice(0, 80),
            clauseId: clauseId('volunteer.19'),
          },
        });
      const slot = await slotForUpdate(tx, tenant, seen.slot_id);
      const claim = await claimForUpdate(tx, tenant, id);
      const task = await taskOf(tx, tenant, seen.task_id);
      if (!slot || !claim || !task) return refuse('NOT_FOUND');
      const now = ctx.clock.now();
      const urgent = isUrgentRelease(now, slot.starts_at, await number(ctx, tenant, 'urgent_release_h'));
      const searching = slot.starts_at > now;
      const refused = await freePlace(ctx, tx, claim, slot, task, {
        act: 'released',
        change: { release_urgent: urgent },
      });
      if (refused) return refused;
      if (searching) {
        await tx
          .insertInto('swap_search')
          .values({
            tenant_id: tenant,
            search_id: ctx.ids.next(),
            claim_id: id,
            slot_id: slot.slot_id,
            state: 'searching',
            urgent,
            requested_at: now,
          })
          .execute();
        await setSlot(tx, tenant, slot.slot_id, { searching: true });
        for (const order of await ordersOf(tx, tenant, await needsOfTask(tx, tenant, task.task_id))) {
          if (order.state !== 'withdrawn')
            await notify(ctx, tx, {
              tenant,
              persons: await toldOf(tx, order),
              kind: 'M-07.searching',
              params: { title: task.title },
              link: `/m/orders/${tenant}/${order.order_id}`,
            });
        }
      }
      return done({ state: 'released', urgent, searching });
    },
  );
}
