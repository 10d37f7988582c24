/** Proposals to take postings back, and what one would change. */
import type { z } from 'zod';
import { shownReversals, type ledger } from '../../../contract/ledger/index.ts';
import type { ReversalState } from '../../../contract/codes.ts';
import { directory, type Directory } from '../people/index.ts';
import { iso, isoOrNull } from '../../platform/clock.ts';
import { grantFor, me, snapshot, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { notIndependent, notSecond } from './policy.ts';
import { standingPostings } from './postings.ts';
import { openProposal, type Proposal } from './reversal.ts';
import { serviceOf, type Service } from './store.ts';
import { touchedBy, type Touched } from './touched.ts';

type List = z.input<typeof ledger.reversals.reply>;
type Preview = z.input<typeof ledger.previewReversal.reply>;

export async function previewReversal(ctx: Ctx, tenant: number, claimId: string): Promise<Outcome<Preview>> {
  const people = await directory(ctx, tenant);
  return snapshot<Outcome<Preview>>(ctx, { tenant }, async (tx) => {
    const s = await serviceOf(tx, tenant, claimId);
    if (!s) return refuse('NOT_FOUND');
    const accounts = await touchedBy(tx, tenant, await standingPostings(tx, s));
    const open = await openProposal(tx, tenant, claimId);
    const may = accounts.length > 0 && open === null && (await notIndependent(ctx, tx, s)) === null;
    return done({
      claim: claimId,
      title: s.task.title,
      person: people.show(ctx, s.claim.person_id),
      accounts: named(ctx, people, accounts),
      open,
      allowed: may ? ['ledger.proposeReversal'] : [],
    });
  });
}

export async function listReversals(
  ctx: Ctx,
  tenant: number,
  query: { state?: ReversalState | undefined; claim?: string | undefined },
): Promise<Outcome<List>> {
  const people = await directory(ctx, tenant);
  return snapshot<Outcome<List>>(ctx, { tenant }, async (tx) => {
    let rows = tx.selectFrom('reversal_proposal').selectAll().where('tenant_id', '=', tenant);
    if (query.state) rows = rows.where('state', '=', query.state);
    if (query.claim) rows = rows.where('claim_id', '=', query.claim);
    const found = await rows
      .orderBy('proposal_id', 'desc')
      .limit(shownReversals + 1)
      .execute();
    const items: List['items'] = [];
    for (const p of found.slice(0, shownReversals)) items.push(await viewOf(ctx, tx, people, p));
    return done({ items, more: found.length > shownReversals });
  });
}

async function viewOf(ctx: Ctx, tx: Tx, people: Directory, p: Proposal): Promise<List['items'][number]> {
  const s = p.state === 'proposed' ? await serviceOf(tx, p.tenant_id, p.claim_id) : null;
  const accounts = s
    ? await touchedBy(tx, p.tenant_id, await standingPostings(tx, s))
    : (p.accounts as unknown as Touched[]);
  return {
    id: p.proposal_id,
    claim: p.claim_id,
    title: p.title,
    person: people.show(ctx, p.person_id),
    reason: p.reason,
    state: p.state as ReversalState,
    proposed_by: people.show(ctx, p.proposed_by, true),
    proposed_at: iso(p.proposed_at),
    decided_by: p.decided_by === null ? null : people.show(ctx, p.decided_by, true),
    decided_at: isoOrNull(p.decided_at),
    decision: p.decision,
    accounts: named(ctx, people, accounts),
    allowed: s ? await actsOf(ctx, tx, s, p) : [],
  };
}
async function actsOf(ctx: Ctx, tx: Tx, s: Service, p: Proposal): Promise<string[]> {
  if (p.proposed_by === me(ctx).personId) return ['ledger.withdrawReversal'];
  if (!grantFor(ctx, p.tenant_id, ['points_auditor', 'community_secretary', 'city_staff'])) return [];
  const barred = (await notSecond(ctx, tx, s, p.proposed_by)) ?? (await notIndependent(ctx, tx, s));
  return barred ? [] : ['ledger.decideReversal'];
}

/** Persons by the name that this reader may see, other owners by their short name. */
function named(ctx: Ctx, people: Directory, accounts: readonly Touched[]) {
  return accounts.map((a) => {
    const [kind, id = ''] = a.owner.split(/:(.*)/s);
    return { ...a, owner: kind === 'person' ? people.show(ctx, id).name : a.owner };
  });
}
