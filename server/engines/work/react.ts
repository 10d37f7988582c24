/** What happens by itself: lapses, the next invitation, beginnings and ends of slots, states of tasks (E-20…E-22). */
import type { Ctx, Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { emit, type Event } from '../../platform/outbox.ts';
import { notify } from '../notice/index.ts';
import { directory } from '../people/index.ts';
import { record } from '../record/index.ts';
import { asSystem } from './as-system.ts';
import { inviteNext, tellUnfilled } from './invite.ts';
import { goneClaim, invitationMay } from './lifecycle.ts';
import { freeCalendar, releaseNeeds, setClaimState, withdrawOffers } from './places.ts';
import { noteChanged } from './members.ts';
import { placeWords, timeWords } from './rules.ts';
import {
  claimForUpdate,
  claimsOfTask,
  invitationById,
  invitationForUpdate,
  liveClaimsOfSlot,
  setInvitation,
  setSlot,
  setTask,
  slotForUpdate,
  slotsOf,
  taskForUpdate,
  taskOf,
} from './store.ts';

/** An invitation that nobody answered lapses without a mark, and the next person is asked. */
export async function onLapse(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const tenant = event.tenant;
  const seen = await invitationById(tx, tenant, event.subject);
  if (!seen) return;
  await slotForUpdate(tx, tenant, seen.slot_id);
  const invitation = await invitationForUpdate(tx, tenant, event.subject);
  if (!invitation || !invitationMay(invitation.state, 'lapsed') || invitation.expires_at > deps.clock.now()) return;
  await setInvitation(tx, tenant, invitation.invitation_id, { state: 'lapsed' });
  await record(deps, tx, {
    tenant,
    kind: 'invitation',
    id: invitation.invitation_id,
    actor: null,
    role: 'system',
    act: 'lapsed',
    from: invitation.state,
    to: 'lapsed',
  });
  await emit(deps, tx, {
    tenant,
    kind: 'invitation.lapsed',
    subject: invitation.invitation_id,
    persons: [invitation.person_id],
  });
  await inviteNext(asSystem(deps), tx, tenant, invitation.slot_id);
}
export async function onDeclined(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const invitation = await invitationById(tx, event.tenant, event.subject);
  if (invitation) await inviteNext(asSystem(deps), tx, event.tenant, invitation.slot_id);
}
/** SCH-05: the platform looks for the substitute, not the person who cannot go. */
export async function onReleased(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const slot = event.data['slot'];
  if (typeof slot === 'string') await inviteNext(asSystem(deps), tx, event.tenant, slot);
  await closeWhenSettled(asSystem(deps), tx, event);
}

/** The slot begins: what is still free stays unfilled, and staff learn it. */
export async function onStart(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const tenant = event.tenant;
  const slot = await slotForUpdate(tx, tenant, event.subject);
  const task = slot ? await taskOf(tx, tenant, slot.task_id) : null;
  if (!slot || !task || slot.starts_at > deps.clock.now() || task.state === 'cancelled') return;
  await tx
    .updateTable('swap_search')
    .set({ state: 'unfilled', ended_at: deps.clock.now() })
    .where('tenant_id', '=', tenant)
    .where('slot_id', '=', slot.slot_id)
    .where('state', '=', 'searching')
    .execute();
  if (slot.searching) await setSlot(tx, tenant, slot.slot_id, { searching: false });
  const ctx = asSystem(deps);
  await withdrawOffers(ctx, tx, tenant, slot.slot_id, null);
  if (slot.taken < slot.capacity) await tellUnfilled(ctx, tx, task, slot);
}

/** The slot is over: who never checked in is written down as not present, a fact that costs nothing (PTS-05). */
export async function onOver(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const tenant = event.tenant;
  const slot = await slotForUpdate(tx, tenant, event.subject);
  if (!slot || slot.ends_at > deps.clock.now() || slot.state === 'done') return;
  const ctx = asSystem(deps);
  for (const live of await liveClaimsOfSlot(tx, tenant, slot.slot_id)) {
    const claim = live.state === 'accepted' ? await claimForUpdate(tx, tenant, live.claim_id) : null;
    if (!claim || claim.state !== 'accepted') continue;
    await setClaimState(ctx, tx, claim, 'no_show');
    await freeCalendar(tx, claim);
  }
  await setSlot(tx, tenant, slot.slot_id, { state: 'done', searching: false });
  const slots = await slotsOf(tx, tenant, [slot.task_id]);
  const task = slots.every((s) => s.state === 'done' || s.slot_id === slot.slot_id)
    ? await taskForUpdate(tx, tenant, slot.task_id)
    : null;
  if (!task || !['published', 'filled', 'in_progress'].includes(task.state)) return;
  const served = (await claimsOfTask(tx, tenant, task.task_id)).some(
    (c) => !(goneClaim as readonly string[]).includes(c.state),
  );
  const to = served ? 'done' : 'expired';
  await setTask(tx, tenant, task.task_id, { state: to, ...(served ? {} : { closed_at: deps.clock.now() }) });
  await record(deps, tx, {
    tenant,
    kind: 'task',
    id: task.task_id,
    actor: null,
    role: 'system',
    act: to === 'done' ? 'over' : 'expired',
    from: task.state,
    to,
  });
  await releaseNeeds(ctx, tx, task);
  await emit(deps, tx, { tenant, kind: `task.${to}`, subject: task.task_id });
  if (served) await closeTask(ctx, tx, tenant, task.task_id);
}

export async function onCheckedIn(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const id = String(event.data['task'] ?? '');
  const task = id === '' ? null : await taskForUpdate(tx, event.tenant, id);
  if (!task || (task.state !== 'published' && task.state !== 'filled')) return;
  await setTask(tx, event.tenant, id, { state: 'in_progress' });
  await record(deps, tx, {
    tenant: event.tenant,
    kind: 'task',
    id,
    actor: null,
    role: 'system',
    act: 'checked_in',
    from: task.state,
    to: 'in_progress',
  });
}
export async function closeWhenSettled(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const id = event.data['task'];
  if (typeof id === 'string') await closeTask(asSystem(deps), tx, event.tenant, id);
}
/** A task that is over closes when nothing of it waits for anybody. */
async function closeTask(ctx: Ctx, tx: Tx, tenant: number, id: string): Promise<void> {
  const task = await taskForUpdate(tx, tenant, id);
  if (!task || task.state !== 'done') return;
  const waiting = (await claimsOfTask(tx, tenant, id)).some(
    (c) => !['credited', 'rejected', ...goneClaim].includes(c.state),
  );
  if (waiting) return;
  await setTask(tx, tenant, id, { state: 'closed', closed_at: ctx.clock.now() });
  await record(ctx, tx, {
    tenant,
    kind: 'task',
    id,
    actor: null,
    role: 'system',
    act: 'closed',
    from: 'done',
    to: 'closed',
  });
}

export async function onTomorrow(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const claim = await claimForUpdate(tx, event.tenant, event.subject);
  if (!claim || claim.state !== 'accepted') return;
  const contact = (await directory(deps, event.tenant)).get(claim.team_leader_id ?? claim.responsible_id);
  await notify(deps, tx, {
    tenant: event.tenant,
    persons: [claim.person_id],
    kind: 'M-08.tomorrow',
    params: {
      title: claim.title,
      ...timeWords(claim.starts_at),
      ...placeWords(claim.place_name),
      contact: contact ? `${contact.name}${contact.phone ?? ''}` : '',
    },
    link: `/m/services/${event.tenant}/${claim.claim_id}`,
    onceKey: `tomorrow:${claim.claim_id}`,
  });
}
/** Profiles, registrations and consents changed: the index learns it before the next question. */
export async function onMember(deps: Deps, _tx: Tx, event: Event): Promise<void> {
  noteChanged(deps, event.persons.length > 0 ? event.persons : [event.subject]);
}
