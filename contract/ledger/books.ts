/** The daily closing of a community's books: signed roots that anyone may keep, and the export that is held against them. */
import { z } from 'zod';
import { anyone, communityPath, only, route } from '../kernel.ts';

/** The newest roots that a community shows. */
export const shownRoots = 100;
const signedRoot = z.strictObject({
  root: z.strictObject({
    format: z.string(),
    tenant: z.int(),
    no: z.int(),
    day: z.string(),
    position: z.int(),
    chain: z.string(),
    difference: z.int(),
    signedAt: z.int(),
  }),
  signature: z.string(),
  key: z.strictObject({ id: z.string(), algorithm: z.string(), publicKey: z.string() }),
});
const bookkeepers = only('points_auditor', 'community_secretary', 'city_staff');

export const books = {
  roots: route({
    id: 'ledger.roots',
    method: 'GET',
    path: '/api/c/:community/ledger/roots',
    tag: 'ledger',
    source: 'TBK-01, FND-10',
    summary:
      'Read the signed daily roots of the books, newest first; keep one outside to hold a later export against it',
    access: anyone,
    refusals: [],
    params: communityPath,
    reply: z.strictObject({ items: z.array(signedRoot).max(shownRoots) }),
  }),
  close: route({
    id: 'ledger.close',
    method: 'POST',
    path: '/api/c/:community/ledger/closing',
    tag: 'ledger',
    source: 'TBK-01, FND-10',
    summary: 'Close the books now: seal what was posted, prove that the difference is 0, sign a root',
    access: bookkeepers,
    idempotent: true,
    refusals: [],
    params: communityPath,
    body: z.strictObject({}),
    reply: z.strictObject({ signed: signedRoot.nullable() }),
  }),
  export: route({
    id: 'ledger.export',
    method: 'GET',
    path: '/api/c/:community/ledger/export',
    tag: 'ledger',
    source: 'TBK-01, FND-10',
    summary:
      'Export the sealed ledger up to the newest root, a line for each item (docs/ledger.md); verify-ledger checks it',
    access: bookkeepers,
    refusals: [],
    params: communityPath,
    media: 'application/x-ndjson',
    reply: z.unknown(),
  }),
};
