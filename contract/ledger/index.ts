/** Passbook and points standard (S-09, TBK-11). */
import { z } from 'zod';
import { assets, codesOf, goalStates, slotRoles, workContents } from '../codes.ts';
import {
  anyone,
  civilDate,
  id,
  instant,
  only,
  person,
  route,
  tenantParam,
  communityPath,
  communityStaff,
  words,
} from '../kernel.ts';
import { books } from './books.ts';
import { reversals } from './reversals.ts';

export { shownRoots } from './books.ts';
export { shownReversals } from './reversals.ts';

/** The parts of the formula that rest on a clause each. */
const part = z.enum(['base', 'role', 'professional', 'result', 'emergency', 'cap']);
const item = z.strictObject({ content: z.enum(codesOf(workContents)), base_hundredths_per_hour: z.int().min(0) });
export const standardView = z.strictObject({
  id,
  version: z.int(),
  title: z.string(),
  effective: instant,
  clause: z.string(),
  clause_id: id,
  state: z.enum(['draft', 'active', 'retired']),
  items: z.array(item),
  roles: z.array(z.strictObject({ role: z.enum(codesOf(slotRoles)), coefficient_pct: z.int() })),
  professional_pct: z.int(),
  results: z.array(z.strictObject({ from_score: z.int(), coefficient_pct: z.int() })),
  emergency_pct: z.int(),
  daily_cap_hundredths: z.int(),
  formula: z.string(),
  change_log: z.string(),
  /** Each part of the formula with its clause. */
  clauses: z.array(z.strictObject({ part, id, words: z.string() })),
});
const change = z.strictObject({
  content: z.enum(codesOf(workContents)),
  role: z.enum(codesOf(slotRoles)),
  minutes: z.int(),
  community: z.string(),
  before_hundredths: z.int(),
  after_hundredths: z.int(),
  formula: z.string(),
});
const group = z.strictObject({
  name: z.string(),
  records: z.int(),
  changed: z.int(),
  before_hundredths: z.int(),
  after_hundredths: z.int(),
});
const cityTable = only(
  'city_staff',
  'organisation_department',
  'community_secretary',
  'unit_secretary',
  'street_staff',
  'district_staff',
);
const ofStandard = z.strictObject({ tenant: tenantParam, id });
export const ledger = {
  ...books,
  ...reversals,
  passbook: route({
    id: 'me.passbook',
    method: 'GET',
    path: '/api/me/passbook',
    tag: 'me',
    source: 'TBK-11, PTS-02',
    summary: 'Read own hours, points and time coins: three ledgers that never convert, each entry with its formula',
    access: person,
    refusals: [],
    query: z.strictObject({ asset: z.enum(codesOf(assets)).optional(), before: z.string().max(80).optional() }),
    reply: z.strictObject({
      year: z.int(),
      goal: z
        .strictObject({
          minutes: z.int(),
          /** What counts towards the goal, emergency hours up to their limit (HRS-05). */
          counted: z.int(),
          emergency: z.strictObject({ minutes: z.int(), counted: z.int() }),
          /** Of slots of the year that suited this member (HRS-02). */
          offered: z.int(),
          /** Months left out by own exemptions. */
          excused: z.int(),
          state: z.enum(codesOf(goalStates)),
          note: z.string(),
        })
        .nullable(),
      balances: z.array(z.strictObject({ asset: z.enum(codesOf(assets)), balance: z.int(), held: z.int() })),
      entries: z.array(
        z.strictObject({
          id,
          asset: z.enum(codesOf(assets)),
          amount: z.int(),
          at: instant,
          value_date: z.string(),
          title: z.string(),
          formula: z.string(),
          claim: id.nullable(),
          tenant: z.int(),
          reversed: z.boolean(),
        }),
      ),
      next: z.string().nullable(),
    }),
  }),
  statement: route({
    id: 'me.statement',
    method: 'GET',
    path: '/api/me/passbook/statement',
    tag: 'me',
    source: 'TBK-01, TBK-11',
    summary: 'Get a statement of own hours, points and time coins over some days as PDF',
    access: person,
    refusals: ['TOO_LARGE'],
    query: z.strictObject({ from: civilDate, to: civilDate }),
    media: 'application/pdf',
    reply: z.string(),
  }),
  standard: route({
    id: 'points.standard',
    method: 'GET',
    path: '/api/points/standard',
    tag: 'points',
    source: 'PTS-01, PTS-02',
    summary: 'Read the city’s points standard with its formula and versions',
    access: anyone,
    refusals: [],
    reply: z.strictObject({
      active: standardView,
      versions: z.array(standardView),
      /** The next version in the making; for the city alone. */
      draft: standardView.nullable(),
      /** The node that alone may draw up the next one. */
      city: z.int().nullable(),
    }),
  }),
  saveStandard: route({
    id: 'points.saveStandard',
    method: 'POST',
    path: '/api/nodes/:tenant/points/standards',
    tag: 'points',
    source: 'PTS-01, PTS-05',
    summary: 'Keep the draft of the next city standard; below city level refused',
    access: cityTable,
    idempotent: true,
    refusals: ['POINT_STANDARD_CITY_ONLY', 'NO_NEGATIVE_POINTS', 'NO_POLICY_BASIS'],
    params: z.strictObject({ tenant: tenantParam }),
    body: z.strictObject({
      title: words(60),
      clause: id.nullable(),
      items: z.array(z.strictObject({ content: z.enum(codesOf(workContents)), base_hundredths_per_hour: z.int() })),
      roles: z
        .array(z.strictObject({ role: z.enum(codesOf(slotRoles)), coefficient_pct: z.int().max(1000) }))
        .max(3)
        .optional(),
      professional_pct: z.int(),
      results: z
        .array(z.strictObject({ from_score: z.int().min(1).max(10), coefficient_pct: z.int().max(1000) }))
        .max(5)
        .optional(),
      emergency_pct: z.int(),
      daily_cap_hundredths: z.int(),
      clauses: z.array(z.strictObject({ part, id })).max(6).optional(),
      change_log: words(400),
    }),
    reply: standardView,
  }),
  tryStandard: route({
    id: 'points.tryStandard',
    method: 'GET',
    path: '/api/nodes/:tenant/points/standards/:id/impact',
    tag: 'points',
    source: 'PTS-01',
    summary: 'See what a draft would change: the records of the last days counted once more, without names',
    access: cityTable,
    refusals: ['POINT_STANDARD_CITY_ONLY'],
    params: ofStandard,
    query: z.strictObject({ days: z.enum(['30', '90', '365']).optional() }),
    reply: z.strictObject({
      days: z.int(),
      records: z.int(),
      changed: z.int(),
      before_hundredths: z.int(),
      after_hundredths: z.int(),
      /** How many records change by how much, in steps of a point. */
      distribution: z.array(z.strictObject({ from_hundredths: z.int(), records: z.int() })),
      by_community: z.array(group),
      by_content: z.array(group),
      most_more: z.array(change),
      most_less: z.array(change),
      truncated: z.boolean(),
    }),
  }),
  publishStandard: route({
    id: 'points.publishStandard',
    method: 'POST',
    path: '/api/nodes/:tenant/points/standards/:id/publication',
    tag: 'points',
    source: 'PTS-01',
    summary: 'Publish a draft as the standard in force, with the reason; the version before it is retired',
    access: cityTable,
    idempotent: true,
    refusals: ['POINT_STANDARD_CITY_ONLY', 'REASON_REQUIRED', 'ILLEGAL_TRANSITION'],
    params: ofStandard,
    body: z.strictObject({ reason: z.string().trim().max(400) }),
    reply: standardView,
  }),
  dropStandard: route({
    id: 'points.dropStandard',
    method: 'POST',
    path: '/api/nodes/:tenant/points/standards/:id/withdrawal',
    tag: 'points',
    source: 'PTS-01',
    summary: 'Throw a draft away',
    access: cityTable,
    idempotent: true,
    refusals: ['POINT_STANDARD_CITY_ONLY', 'ILLEGAL_TRANSITION'],
    params: ofStandard,
    body: z.strictObject({}),
    reply: z.strictObject({ ok: z.literal(true) }),
  }),
  deduct: route({
    id: 'points.deduct',
    method: 'POST',
    path: '/api/c/:community/points/deductions',
    tag: 'points',
    source: 'FND-06, PTS-05',
    summary: 'Always refused for volunteers: there are no deductions',
    access: communityStaff,
    refusals: ['REGIME_MISMATCH'],
    params: communityPath,
    body: z.strictObject({ person: id, hundredths: z.int(), reason: z.string().max(200).default('') }),
    reply: z.strictObject({ id }),
  }),
  credit: route({
    id: 'points.credit',
    method: 'POST',
    path: '/api/c/:community/points/credits',
    tag: 'points',
    source: 'G-35',
    summary: 'Always refused without a verified service: likes, reads and forwards earn nothing',
    access: communityStaff,
    refusals: ['NO_SERVICE_NO_CREDIT'],
    params: communityPath,
    body: z.strictObject({ person: id, for: z.enum(['like', 'read', 'forward', 'other']), hundredths: z.int() }),
    reply: z.strictObject({ id }),
  }),
  check: route({
    id: 'ledger.check',
    method: 'GET',
    path: '/api/c/:community/ledger/check',
    tag: 'ledger',
    source: 'TBK-01',
    summary: 'Check the books: the difference per asset and account must be 0',
    access: only('points_auditor', 'community_secretary', 'city_staff'),
    refusals: [],
    params: communityPath,
    reply: z.strictObject({
      difference: z.int(),
      assets: z.array(
        z.strictObject({ asset: z.string(), issued: z.int(), held_by_persons: z.int(), difference: z.int() }),
      ),
      accounts: z.array(z.strictObject({ owner: z.string(), asset: z.string(), balance: z.int(), entries: z.int() })),
    }),
  }),
};
