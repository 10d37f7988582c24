/** What members and staff read of tasks, invitations and claims. */
import type { z } from 'zod';
import type { tasks } from '../../../contract/tasks/index.ts';
import {
  claimById,
  claimsOfPerson,
  claimViews,
  goneClaim,
  invitationViewOf,
  isHelped,
  keepsRecords,
  leadsSlot,
  liveClaimsOfSlot,
  memberNow,
  runsLoop,
  slotOf,
  taskOf,
  taskViews,
  type InvitationRow,
} from '../../engines/work/index.ts';
import { story } from '../../engines/record/index.ts';
import { iso } from '../../platform/clock.ts';
import { grantFor, me, snapshot, type Ctx } from '../../platform/context.ts';
import { enterTenant, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';

type Reply<K extends keyof typeof tasks> = z.input<(typeof tasks)[K]['reply']>;

/** A task with why it suits or does not suit the viewer. Drafts are for staff, and for the member asked to lead. */
export async function readTask(ctx: Ctx, tenant: number, id: string): Promise<Outcome<Reply<'read'>>> {
  const self = me(ctx).personId;
  return snapshot(ctx, { tenant, persons: [self] }, async (tx): Promise<Outcome<Reply<'read'>>> => {
    const task = await taskOf(tx, tenant, id);
    if (!task) return refuse('NOT_FOUND');
    if (
      task.state === 'draft' &&
      !grantFor(ctx, tenant, [
        'community_secretary',
        'community_worker',
        'branch_secretary',
        'group_leader',
        'street_staff',
      ]) &&
      !(await isAsked(tx, tenant, id, self))
    )
      return refuse('NOT_FOUND');
    const member = await memberNow(ctx, tx, tenant, self);
    return done((await taskViews(ctx, tx, tenant, [task], { member, story: true }))[0]!);
  });
}
async function isAsked(tx: Tx, tenant: number, taskId: string, personId: string): Promise<boolean> {
  return (
    (await tx
      .selectFrom('invitation')
      .select('invitation_id')
      .where('tenant_id', '=', tenant)
      .where('task_id', '=', taskId)
      .where('person_id', '=', personId)
      .executeTakeFirst()) !== undefined
  );
}

/** Invitations with the title, place and time of what they ask for. */
async function invitations(tx: Tx, tenant: number, by: { person?: string; task?: string; states: readonly string[] }) {
  let query = tx
    .selectFrom('invitation')
    .innerJoin('slot', (j) =>
      j.onRef('slot.tenant_id', '=', 'invitation.tenant_id').onRef('slot.slot_id', '=', 'invitation.slot_id'),
    )
    .innerJoin('task', (j) =>
      j.onRef('task.tenant_id', '=', 'invitation.tenant_id').onRef('task.task_id', '=', 'invitation.task_id'),
    )
    .selectAll('invitation')
    .select(['slot.starts_at', 'slot.ends_at', 'task.title', 'task.place_name'])
    .where('invitation.tenant_id', '=', tenant)
    .where('invitation.state', 'in', [...by.states])
    .orderBy('invitation.invitation_id', 'desc')
    .limit(200);
  if (by.person) query = query.where('invitation.person_id', '=', by.person);
  if (by.task) query = query.where('invitation.task_id', '=', by.task);
  return query.execute();
}
/** Own invitations that wait, and those answered or lapsed lately; a withdrawn one is gone. */
export async function myInvitations(ctx: Ctx): Promise<Outcome<Reply<'myInvitations'>>> {
  const self = me(ctx);
  return snapshot(ctx, { persons: [self.personId] }, async (tx) => {
    const items = [];
    for (const { tenant } of self.tenants.toSorted((a, b) => a.tenant - b.tenant)) {
      await enterTenant(tx, tenant);
      for (const row of await invitations(tx, tenant, {
        person: self.personId,
        states: ['offered', 'time_proposed', 'accepted', 'declined', 'lapsed'],
      }))
        items.push(await invitationViewOf(ctx, row as unknown as InvitationRow, row));
    }
    const waiting = (state: string) => (state === 'offered' || state === 'time_proposed' ? 0 : 1);
    return done({
      items: items.toSorted((a, b) => waiting(a.state) - waiting(b.state) || b.sent_at.localeCompare(a.sent_at)),
    });
  });
}
/** Where the search for people stands. Who declined or let an offer lapse is neither shown nor counted (APL-04). */
export async function readInvitations(
  ctx: Ctx,
  tenant: number,
  taskId: string,
): Promise<Outcome<Reply<'invitations'>>> {
  return snapshot(ctx, { tenant }, async (tx): Promise<Outcome<Reply<'invitations'>>> => {
    if (!(await taskOf(tx, tenant, taskId))) return refuse('NOT_FOUND');
    const waiting = await invitations(tx, tenant, { task: taskId, states: ['offered', 'time_proposed'] });
    const counts = await tx
      .selectFrom('invitation')
      .select((e) => ['state', e.fn.countAll<number>().as('n')])
      .where('tenant_id', '=', tenant)
      .where('task_id', '=', taskId)
      .groupBy('state')
      .execute();
    const count = (state: string) => Number(counts.find((c) => c.state === state)?.n ?? 0);
    const searching = await tx
      .selectFrom('slot')
      .select('slot_id')
      .where('tenant_id', '=', tenant)
      .where('task_id', '=', taskId)
      .where('searching', '=', true)
      .executeTakeFirst();
    return done({
      waiting: await Promise.all(waiting.map((row) => invitationViewOf(ctx, row as unknown as InvitationRow, row))),
      accepted: count('accepted'),
      asked: counts.reduce((sum, c) => sum + Number(c.n), 0),
      searching: searching !== undefined,
    });
  });
}

const running = ['accepted', 'checked_in', 'checked_out', 'submitted', 'returned'];
/** Own services: those that still go on, soonest first, or the past ones. */
export async function myClaims(ctx: Ctx, past: boolean): Promise<Outcome<Reply<'myClaims'>>> {
  const self = me(ctx);
  return snapshot(ctx, { persons: [self.personId] }, async (tx) => {
    const items = [];
    for (const { tenant } of self.tenants.toSorted((a, b) => a.tenant - b.tenant)) {
      await enterTenant(tx, tenant);
      const rows = (await claimsOfPerson(tx, tenant, self.personId, 500)).filter(
        (c) => running.includes(c.state) !== past,
      );
      items.push(...(await claimViews(ctx, tx, rows)));
    }
    return done({
      items: items
        .toSorted((a, b) => (past ? b.start.localeCompare(a.start) : a.start.localeCompare(b.start)))
        .slice(0, 500),
    });
  });
}

/** A service record with its story and what it brought; for the person, the staff who work on it, and the askers it served. */
export async function readClaim(ctx: Ctx, tenant: number, id: string): Promise<Outcome<Reply<'readClaim'>>> {
  const self = me(ctx).personId;
  return snapshot(ctx, { tenant, persons: [self] }, async (tx): Promise<Outcome<Reply<'readClaim'>>> => {
    const claim = await claimById(tx, tenant, id);
    if (!claim) return refuse('NOT_FOUND');
    const staff = keepsRecords(ctx, tenant);
    const asker =
      !staff &&
      claim.person_id !== self &&
      !goneClaim.includes(claim.state as never) &&
      (await isHelped(ctx, tx, tenant, claim.task_id));
    if (!staff && !asker && claim.person_id !== self) return refuse('NOT_FOUND');
    const view = (await claimViews(ctx, tx, [claim]))[0]!;
    return done({
      ...view,
      story: await story(ctx, tx, tenant, [{ kind: 'claim', id }], new Set([self])),
      entries: asker ? [] : await entriesOf(ctx, tx, tenant, id),
    });
  });
}
/** Who serves in a slot: for who leads there, and for the staff. Names and phones are shown, since they serve together. */
export async function listSlotClaims(ctx: Ctx, tenant: number, id: string): Promise<Outcome<Reply<'slotClaims'>>> {
  return snapshot(ctx, { tenant, persons: [me(ctx).personId] }, async (tx): Promise<Outcome<Reply<'slotClaims'>>> => {
    const slot = await slotOf(tx, tenant, id);
    if (!slot || !(runsLoop(ctx, tenant) || (await leadsSlot(ctx, tx, slot)))) return refuse('NOT_FOUND');
    return done({ items: await claimViews(ctx, tx, await liveClaimsOfSlot(tx, tenant, id), true) });
  });
}
/** Postings that this service caused, on the person's own accounts, with the formula that explains each. */
async function entriesOf(ctx: Ctx, tx: Tx, tenant: number, id: string): Promise<Reply<'readClaim'>['entries']> {
  const rows = await tx
    .selectFrom('ledger_transfer')
    .innerJoin('ledger_entry', (j) =>
      j
        .onRef('ledger_entry.tenant_id', '=', 'ledger_transfer.tenant_id')
        .onRef('ledger_entry.transfer_id', '=', 'ledger_transfer.transfer_id'),
    )
    .innerJoin('ledger_account', (j) =>
      j
        .onRef('ledger_account.tenant_id', '=', 'ledger_entry.tenant_id')
        .onRef('ledger_account.account_id', '=', 'ledger_entry.account_id'),
    )
    .select(['ledger_entry.asset', 'ledger_entry.amount', 'ledger_transfer.meta', 'ledger_transfer.posted_at'])
    .where('ledger_transfer.tenant_id', '=', tenant)
    .where('ledger_transfer.key', 'like', `claim:${id}:%`)
    .where('ledger_account.owner_kind', '=', 'person')
    .orderBy('ledger_transfer.transfer_id')
    .orderBy('ledger_entry.leg_no')
    .limit(50)
    .execute();
  return rows.map((r) => {
    const meta = r.meta as { formula?: unknown; formula_en?: unknown };
    const formula = (ctx.locale === 'en' ? meta.formula_en : null) ?? meta.formula ?? '';
    return { asset: r.asset, amount: Number(r.amount), formula: String(formula), at: iso(r.posted_at) };
  });
}
