/**
 * Taking back what a service posted: one person proposes it with the reason, another one carries it out or declines
 * (FND-10, PTS-05). Nothing is removed; the postings' opposites stand beside them, and so does every proposal.
 */
import type { Selectable } from 'kysely';
import type { ReversalState } from '../../../contract/codes.ts';
import { notify, notifyStaff } from '../notice/index.ts';
import { recordAct } from '../record/index.ts';
import { me, transact, type Ctx } from '../../platform/context.ts';
import type { Database } from '../../platform/database.generated.ts';
import type { Tx } from '../../platform/database.ts';
import { emit } from '../../platform/outbox.ts';
import { done, refuse, type Outcome, type Refused } from '../../platform/outcome.ts';
import { notIndependent, notSecond } from './policy.ts';
import { reversedMark, reversePostings, standingPostings } from './postings.ts';
import { serviceForUpdate, setClaim, type Service } from './store.ts';
import { touchedBy } from './touched.ts';

export type Proposal = Selectable<Database['reversal_proposal']>;

/** Only a waiting proposal becomes anything, once. */
export const reversalMayBecome = (from: ReversalState, to: ReversalState): boolean =>
  from === 'proposed' && to !== 'proposed';

export async function proposeReversal(
  ctx: Ctx,
  tenant: number,
  claimId: string,
  reason: string,
): Promise<Outcome<{ id: string }>> {
  if (reason === '') return refuse('REASON_REQUIRED', { fields: [{ path: 'reason', message: '' }] });
  return transact<{ id: string }>(ctx, { tenant }, async (tx) => {
    const s = await serviceForUpdate(tx, tenant, claimId);
    if (!s) return refuse('NOT_FOUND');
    const barred = await notIndependent(ctx, tx, s);
    if (barred) return barred;
    const standing = await standingPostings(tx, s);
    // Under the lock on the claim nobody else can propose meanwhile.
    if (standing.length === 0 || (await openProposal(tx, tenant, claimId)) !== null)
      return refuse('ILLEGAL_TRANSITION');
    const id = ctx.ids.next();
    await tx
      .insertInto('reversal_proposal')
      .values({
        tenant_id: tenant,
        proposal_id: id,
        claim_id: claimId,
        person_id: s.claim.person_id,
        title: s.task.title,
        reason,
        state: 'proposed',
        proposed_by: me(ctx).personId,
        proposed_at: ctx.clock.now(),
        accounts: JSON.stringify(await touchedBy(tx, tenant, standing)),
      })
      .execute();
    await recordAct(ctx, tx, { tenant, kind: 'claim', id: claimId, act: 'reversal_proposed', reason });
    await notifyStaff(ctx, tx, {
      tenant,
      roles: ['points_auditor', 'community_secretary'],
      kind: 'M-13.reversal_proposed',
      params: { title: s.task.title, reason },
      link: `/desk/c/${tenant}/reversals`,
      onceKey: `reversal:${id}:proposed`,
    });
    return done({ id });
  });
}

export async function openProposal(tx: Tx, tenant: number, claimId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('reversal_proposal')
    .select('proposal_id')
    .where('tenant_id', '=', tenant)
    .where('claim_id', '=', claimId)
    .where('state', '=', 'proposed')
    .executeTakeFirst();
  return row?.proposal_id ?? null;
}

/** The proposal with its service, locked claim first as everywhere. */
async function locked(tx: Tx, tenant: number, id: string): Promise<{ proposal: Proposal; s: Service } | null> {
  const named = await tx
    .selectFrom('reversal_proposal')
    .select('claim_id')
    .where('tenant_id', '=', tenant)
    .where('proposal_id', '=', id)
    .executeTakeFirst();
  const s = named ? await serviceForUpdate(tx, tenant, named.claim_id) : null;
  if (!s) return null;
  const proposal = await tx
    .selectFrom('reversal_proposal')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('proposal_id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { proposal, s };
}

type Decided = { state: ReversalState; transfers: string[] };
export async function decideReversal(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { approve: boolean; reason: string },
): Promise<Outcome<Decided>> {
  if (!body.approve && body.reason === '')
    return refuse('REASON_REQUIRED', { fields: [{ path: 'reason', message: '' }] });
  return transact<Decided>(ctx, { tenant }, async (tx) => {
    const found = await locked(tx, tenant, id);
    if (!found) return refuse('NOT_FOUND');
    const { proposal, s } = found;
    const to = body.approve ? 'carried_out' : 'declined';
    if (!reversalMayBecome(proposal.state as ReversalState, to)) return refuse('ILLEGAL_TRANSITION');
    const barred = (await notSecond(ctx, tx, s, proposal.proposed_by)) ?? (await notIndependent(ctx, tx, s));
    if (barred) return barred;
    const accounts = await touchedBy(tx, tenant, await standingPostings(tx, s));
    const transfers = body.approve ? await carryOut(ctx, tx, s, proposal) : [];
    if ('code' in transfers) return transfers;
    await end(ctx, tx, proposal, { state: to, decision: body.reason, accounts: JSON.stringify(accounts), transfers });
    if (!body.approve)
      await recordAct(ctx, tx, {
        tenant,
        kind: 'claim',
        id: proposal.claim_id,
        act: 'reversal_declined',
        reason: body.reason,
      });
    return done({ state: to, transfers });
  });
}

async function carryOut(ctx: Ctx, tx: Tx, s: Service, p: Proposal): Promise<string[] | Refused> {
  const { tenant_id: tenant, claim_id: id, reason } = p;
  const transfers = await reversePostings(ctx, tx, s, reason);
  if ('code' in transfers) return transfers;
  // Taken back meanwhile in another way, such as by an audit that was done again.
  if (transfers.length === 0) return refuse('ILLEGAL_TRANSITION');
  await setClaim(tx, s.claim, { mark: reversedMark, reason });
  await recordAct(ctx, tx, { tenant, kind: 'claim', id, act: 'reversed', reason });
  await emit(ctx, tx, { tenant, kind: 'claim.reversed', subject: id, persons: [s.claim.person_id] });
  await notify(ctx, tx, {
    tenant,
    persons: [s.claim.person_id],
    kind: 'M-14.reversed',
    params: { title: s.task.title, reason },
    link: `/m/services/${tenant}/${id}`,
    onceKey: `reversal:${p.proposal_id}:done`,
  });
  return transfers;
}

export async function withdrawReversal(ctx: Ctx, tenant: number, id: string): Promise<Outcome<{ ok: true }>> {
  return transact<{ ok: true }>(ctx, { tenant }, async (tx) => {
    const found = await locked(tx, tenant, id);
    if (!found) return refuse('NOT_FOUND');
    const { proposal } = found;
    if (proposal.proposed_by !== me(ctx).personId) return refuse('FORBIDDEN');
    if (!reversalMayBecome(proposal.state as ReversalState, 'withdrawn')) return refuse('ILLEGAL_TRANSITION');
    await end(ctx, tx, proposal, { state: 'withdrawn' });
    await recordAct(ctx, tx, { tenant, kind: 'claim', id: proposal.claim_id, act: 'reversal_withdrawn' });
    return done({ ok: true });
  });
}

async function end(
  ctx: Ctx,
  tx: Tx,
  p: Proposal,
  to: { state: ReversalState; decision?: string; accounts?: string; transfers?: string[] },
): Promise<void> {
  await tx
    .updateTable('reversal_proposal')
    .set({ ...to, decided_by: me(ctx).personId, decided_at: ctx.clock.now() })
    .where('tenant_id', '=', p.tenant_id)
    .where('proposal_id', '=', p.proposal_id)
    .execute();
}
