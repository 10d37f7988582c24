/** Ranking and inviting: a dispatch is an invitation, and the platform goes on asking by itself (DSP-03, DSP-04, SCH-05). */
import type { z } from 'zod';
import type { candidateView, tasks } from '../../../contract/tasks/index.ts';
import {
  asksThisWeek,
  candidates,
  filter,
  publicView,
  type Candidate,
  type MemberState,
  type SlotRequest,
} from '../../../dispatch/index.ts';
import { snapshot, transact, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { emit, schedule } from '../../platform/outbox.ts';
import { countStaffAct } from '../demand/index.ts';
import { notify, notifyStaff } from '../notice/index.ts';
import { directory } from '../people/index.ts';
import { numbers } from '../policy/index.ts';
import { recordAct } from '../record/index.ts';
import { openTask } from './lifecycle.ts';
import { matching, partsOf, reasonsFor, requestOf, taskAsk, type Matching } from './matching.ts';
import { memberIndex, membersChanged, memberStates } from './members.ts';
import { askedAtOnce, expiresAt, isUrgentRelease, placeWords, spokenTime, timeWords } from './rules.ts';
import {
  alreadyAsked,
  asksOfWeek,
  needsOfTask,
  setSlot,
  slotForUpdate,
  slotOf,
  taskOf,
  type SlotRow,
  type TaskRow,
} from './store.ts';

type CandidateView = z.input<typeof candidateView>;
/** How many the ranking shows. */
const shown = 50;

/** G-33: where somebody is to be invited, the cap of askings counts, unless it is urgent. */
const askingFor = (request: SlotRequest, urgent = false): SlotRequest => ({ ...request, asking: !urgent });

/** Candidates of a slot with the parts of their scores; the excluded with a code and nothing more (G-14). */
export async function rankCandidates(
  ctx: Ctx,
  tenant: number,
  slotId: string,
  withExcluded: boolean,
): Promise<Outcome<z.input<typeof tasks.candidates.reply>>> {
  const index = await memberIndex(ctx, tenant);
  const m = await matching(ctx, tenant);
  return snapshot(
    ctx,
    { tenant },
    async (tx): Promise<Outcome<{ items: CandidateView[]; excluded: CandidateView[] }>> => {
      const slot = await slotOf(tx, tenant, slotId);
      const task = slot ? await taskOf(tx, tenant, slot.task_id) : null;
      if (!slot || !task) return refuse('NOT_FOUND');
      const request = askingFor(requestOf(task, slot, await taskAsk(ctx, tx, tenant, task.task_id), ctx.clock.now()));
      const found = candidates(index, request, m.policy, m.calendar, {
        limit: shown,
        explainExcluded: withExcluded,
        excludedLimit: shown,
      });
      const asked = await alreadyAsked(tx, tenant, slotId);
      const people = await directory(ctx, tenant);
      const asksOf = (state: MemberState | undefined): number =>
        state ? asksThisWeek(state, ctx.clock.now().getTime()) : 0;
      // The index may be a moment old; who is shown rests on the rows as they stand now.
      const states = await memberStates(
        ctx,
        tx,
        tenant,
        found.candidates.map((c) => c.personId),
      );
      const fresh = candidates([...states.values()], request, m.policy, m.calendar, { limit: shown });
      return done({
        items: fresh.candidates.map((c) => ({
          person: people.show(ctx, c.personId),
          score: c.score,
          parts: partsOf(c),
          excluded: null,
          asked: asked.has(c.personId),
          asks_week: asksOf(states.get(c.personId)),
        })),
        excluded: found.excluded.map((x) => ({
          person: people.show(ctx, x.personId),
          score: 0,
          parts: [],
          excluded: publicView(x.failures)[0]?.code ?? null,
          asked: asked.has(x.personId),
          asks_week: asksOf(index.get(x.personId)),
        })),
      });
    },
  );
}

/** Staff invite persons; one whom a filter excludes is refused with that filter's code, and nobody is asked. */
export async function inviteMembers(
  ctx: Ctx,
  tenant: number,
  slotId: string,
  body: { persons: string[]; urgent: boolean },
): Promise<Outcome<{ invitations: string[] }>> {
  const m = await matching(ctx, tenant);
  return transact(ctx, { tenant }, (tx) => inviteTo(ctx, tx, m, { tenant, slotId, ...body }));
}
/** The same inside a transaction. Everything is asked before the first write: a refusal has changed nothing. */
export async function inviteTo(
  ctx: Ctx,
  tx: Tx,
  m: Matching,
  to: { tenant: number; slotId: string; persons: readonly string[]; urgent: boolean },
): Promise<Outcome<{ invitations: string[] }>> {
  const { tenant } = to;
  const slot = await slotForUpdate(tx, tenant, to.slotId);
  const task = slot ? await taskOf(tx, tenant, slot.task_id) : null;
  if (!slot || !task) return refuse('NOT_FOUND');
  if (!asksNow(ctx, task, slot)) return refuse('ILLEGAL_TRANSITION');
  if (slot.taken >= slot.capacity) return refuse('SLOT_FULL');
  const persons = [...new Set(to.persons)];
  const states = await memberStates(ctx, tx, tenant, persons);
  const asked = requestOf(task, slot, await taskAsk(ctx, tx, tenant, task.task_id), ctx.clock.now());
  const request = askingFor(asked, to.urgent);
  const chosen: Candidate[] = [];
  for (const id of persons) {
    const member = states.get(id);
    if (!member) return refuse('NOT_AVAILABLE', { details: { person: id } });
    const failure = filter(member, request, m.policy, m.calendar)[0];
    // A conflict that staff would have made is counted on the board (G-01); whose it would have been is not written.
    const attempt = { tenantId: tenant, subject: task.title.slice(0, 80), asked: spokenTime(slot.starts_at) };
    if (failure)
      return refuse(failure.code, {
        details: { person: id },
        ...(failure.code === 'TIME_CONFLICT' ? { attempt } : {}),
      });
    chosen.push(candidates([member], request, m.policy, m.calendar, { limit: 1 }).candidates[0]!);
  }
  for (const need of await needsOfTask(tx, tenant, task.task_id)) await countStaffAct(tx, tenant, need);
  return done({
    invitations: await writeInvitations(ctx, tx, {
      task,
      slot,
      chosen,
      urgent: to.urgent || task.urgent,
      follows: null,
    }),
  });
}
/** Drafts take invitations too: so a leader can agree before publication (SCH-10). */
function asksNow(ctx: Ctx, task: TaskRow, slot: SlotRow): boolean {
  const open = task.state === 'draft' || (openTask as readonly string[]).includes(task.state);
  return open && slot.state !== 'done' && slot.starts_at > ctx.clock.now();
}

export interface Inviting {
  readonly task: TaskRow;
  readonly slot: SlotRow;
  readonly chosen: readonly Candidate[];
  readonly urgent: boolean;
  /** The invitation that this one answers, when a member proposed another time. */
  readonly follows: string | null;
}
/** Writes invitations with their reasons and their end; whoever is being asked already is not asked twice. */
export async function writeInvitations(ctx: Ctx, tx: Tx, i: Inviting): Promise<string[]> {
  const tenant = i.task.tenant_id;
  const now = ctx.clock.now();
  const n = await numbers(ctx, tenant);
  const ids: string[] = [];
  const asks = await asksOfWeek(
    tx,
    tenant,
    i.chosen.map((c) => c.personId),
    now,
  );
  for (const c of i.chosen) {
    const live = await tx
      .selectFrom('invitation')
      .select('invitation_id')
      .where('tenant_id', '=', tenant)
      .where('slot_id', '=', i.slot.slot_id)
      .where('person_id', '=', c.personId)
      .where('state', '=', 'offered')
      .executeTakeFirst();
    if (live) {
      ids.push(live.invitation_id);
      continue;
    }
    const invitation_id = ctx.ids.next();
    const expires_at = expiresAt(now, i.slot.starts_at, i.urgent, n);
    const reasons = reasonsFor(c);
    await tx
      .insertInto('invitation')
      .values({
        tenant_id: tenant,
        invitation_id,
        slot_id: i.slot.slot_id,
        task_id: i.task.task_id,
        person_id: c.personId,
        state: 'offered',
        urgent: i.urgent,
        sent_at: now,
        expires_at,
        reasons: JSON.stringify(reasons),
        score: c.score,
        distance_m: c.distance_m,
        asks_week: asks.get(c.personId) ?? 0,
        invited_by: ctx.actor?.personId ?? null,
        follows: i.follows,
      })
      .execute();
    await schedule(ctx, tx, { tenant, kind: 'invitation.lapse', subject: invitation_id, at: expires_at });
    await recordAct(ctx, tx, {
      tenant,
      kind: 'invitation',
      id: invitation_id,
      act: 'invited',
      to: 'offered',
      detail: { task: i.task.task_id, slot: i.slot.slot_id },
    });
    const why = reasons[0]?.zh ?? '';
    await notify(ctx, tx, {
      tenant,
      persons: [c.personId],
      kind: 'M-04.invitation',
      params: {
        title: i.task.title,
        ...timeWords(i.slot.starts_at),
        ...placeWords(i.task.place_name),
        why,
        // The next English sentence follows at once.
        why_en: reasons[0] ? `${reasons[0].en} ` : '',
      },
      link: '/m/invitations',
      urgent: i.urgent,
      why,
    });
    await emit(ctx, tx, {
      tenant,
      kind: 'invitation.sent',
      subject: invitation_id,
      persons: [c.personId],
      data: { task: i.task.task_id, slot: i.slot.slot_id },
    });
    ids.push(invitation_id);
  }
  membersChanged(
    ctx,
    tx,
    i.chosen.map((c) => c.personId),
  );
  return ids;
}

/**
 * The platform asks the next in the ranking while places are free and too few are being asked. Called after a release,
 * a decline or a lapse; asking nobody new is fine. Returns how many were asked.
 */
export async function inviteNext(ctx: Ctx, tx: Tx, tenant: number, slotId: string): Promise<number> {
  const index = await memberIndex(ctx, tenant);
  const m = await matching(ctx, tenant);
  const slot = await slotForUpdate(tx, tenant, slotId);
  const task = slot ? await taskOf(tx, tenant, slot.task_id) : null;
  if (!slot || !task || task.state === 'draft' || !asksNow(ctx, task, slot)) return 0;
  const now = ctx.clock.now();
  const urgent = task.urgent || isUrgentRelease(now, slot.starts_at, (await numbers(ctx, tenant)).urgent_release_h);
  const waiting = Number(
    (
      await tx
        .selectFrom('invitation')
        .select((e) => e.fn.countAll<number>().as('n'))
        .where('tenant_id', '=', tenant)
        .where('slot_id', '=', slotId)
        .where('state', '=', 'offered')
        .executeTakeFirstOrThrow()
    ).n,
  );
  const wanted = (slot.capacity - slot.taken) * askedAtOnce(urgent) - waiting;
  if (wanted <= 0) return 0;
  const asked = await alreadyAsked(tx, tenant, slotId);
  const request = askingFor(requestOf(task, slot, await taskAsk(ctx, tx, tenant, task.task_id), now), urgent);
  const ranked = candidates(index, request, m.policy, m.calendar, {
    limit: Math.min(1000, asked.size + wanted * 2),
  }).candidates.filter((c) => !asked.has(c.personId));
  // The index may be a moment old; what is written rests on the rows as they stand now.
  const states = await memberStates(
    ctx,
    tx,
    tenant,
    ranked.map((c) => c.personId),
  );
  const chosen = ranked
    .filter((c) => {
      const member = states.get(c.personId);
      return member !== undefined && filter(member, request, m.policy, m.calendar).length === 0;
    })
    .slice(0, wanted);
  await writeInvitations(ctx, tx, { task, slot, chosen, urgent, follows: null });
  if (chosen.length === 0 && waiting === 0) await tellUnfilled(ctx, tx, task, slot);
  else if (!slot.searching) await setSlot(tx, tenant, slotId, { searching: true });
  return chosen.length;
}
export async function tellUnfilled(ctx: Ctx, tx: Tx, task: TaskRow, slot: SlotRow): Promise<void> {
  const left = slot.capacity - slot.taken;
  if (left <= 0) return;
  await notifyStaff(ctx, tx, {
    tenant: task.tenant_id,
    roles: ['community_worker', 'community_secretary'],
    kind: 'M-05.unfilled',
    params: { title: task.title, count: String(left) },
    link: `/desk/tasks/${task.task_id}`,
    onceKey: `unfilled:${slot.slot_id}:${left}`,
  });
}
