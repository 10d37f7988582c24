/** Taking back what a service posted: one proposes with the reason, another one carries it out (FND-10). */
import { z } from 'zod';
import { assets, codesOf, reversalStates } from '../codes.ts';
import { allowed, communityPath, id, inCommunity, instant, ok, only, personView, route } from '../kernel.ts';

/** So many proposals a list shows, newest first. */
export const shownReversals = 100;
const proposers = only('points_auditor', 'community_secretary');
const deciders = only('points_auditor', 'community_secretary', 'city_staff');
/** An account that the reversal touches: in the asset's unit, before it and after it. */
const touched = z.strictObject({
  owner: z.string(),
  asset: z.enum(codesOf(assets)),
  before: z.int(),
  change: z.int(),
  after: z.int(),
  /** The account does not hold enough to give it back. */
  short: z.boolean(),
});
const proposal = z.strictObject({
  id,
  claim: id,
  title: z.string(),
  person: personView,
  reason: z.string(),
  state: z.enum(codesOf(reversalStates)),
  proposed_by: personView,
  proposed_at: instant,
  decided_by: personView.nullable(),
  decided_at: instant.nullable(),
  decision: z.string(),
  /** While it waits, as the books stand now; afterwards as they stood when it was decided. */
  accounts: z.array(touched),
  allowed,
});

export const reversals = {
  reversals: route({
    id: 'ledger.reversals',
    method: 'GET',
    path: '/api/c/:community/ledger/reversals',
    tag: 'ledger',
    source: 'FND-10',
    summary:
      'List proposals to take postings back with what was decided, newest first; declined and withdrawn ones stay',
    access: deciders,
    refusals: [],
    params: communityPath,
    query: z.strictObject({ state: z.enum(codesOf(reversalStates)).optional(), claim: id.optional() }),
    reply: z.strictObject({ items: z.array(proposal).max(shownReversals), more: z.boolean() }),
  }),
  previewReversal: route({
    id: 'ledger.previewReversal',
    method: 'GET',
    path: '/api/c/:community/claims/:id/reversal',
    tag: 'ledger',
    source: 'FND-10',
    summary: 'See what taking a service’s postings back would change: each account before and after',
    access: proposers,
    refusals: [],
    params: inCommunity,
    reply: z.strictObject({
      claim: id,
      title: z.string(),
      person: personView,
      accounts: z.array(touched),
      /** A proposal for this service that waits for its decision. */
      open: id.nullable(),
      allowed,
    }),
  }),
  proposeReversal: route({
    id: 'ledger.proposeReversal',
    method: 'POST',
    path: '/api/c/:community/claims/:id/reversal',
    tag: 'ledger',
    source: 'FND-10, PTS-05',
    summary: 'Propose to take the postings of a service back, with the reason; nothing is posted yet',
    access: proposers,
    idempotent: true,
    refusals: ['REASON_REQUIRED', 'ILLEGAL_TRANSITION', 'AUDITOR_NOT_INDEPENDENT'],
    params: inCommunity,
    body: z.strictObject({ reason: z.string().trim().max(400) }),
    reply: z.strictObject({ id }),
  }),
  decideReversal: route({
    id: 'ledger.decideReversal',
    method: 'POST',
    path: '/api/c/:community/ledger/reversals/:id/decision',
    tag: 'ledger',
    source: 'FND-10, PTS-05',
    summary:
      'Carry a proposed reversal out once, or decline it with the reason; never the proposer nor who signed the service off',
    access: deciders,
    idempotent: true,
    refusals: [
      'REASON_REQUIRED',
      'ILLEGAL_TRANSITION',
      'SECOND_PERSON_REQUIRED',
      'AUDITOR_NOT_INDEPENDENT',
      'INSUFFICIENT_TIME',
      'INSUFFICIENT_BALANCE',
    ],
    params: inCommunity,
    body: z.strictObject({ approve: z.boolean(), reason: z.string().trim().max(400).default('') }),
    reply: z.strictObject({ state: z.enum(codesOf(reversalStates)), transfers: z.array(id) }),
  }),
  withdrawReversal: route({
    id: 'ledger.withdrawReversal',
    method: 'POST',
    path: '/api/c/:community/ledger/reversals/:id/withdrawal',
    tag: 'ledger',
    source: 'FND-10',
    summary: 'Withdraw an own proposal that waits; it stays on record',
    access: proposers,
    idempotent: true,
    refusals: ['ILLEGAL_TRANSITION'],
    params: inCommunity,
    body: z.strictObject({}),
    reply: ok,
  }),
};
