/** Forms that the routes of the time bank share. Amounts are whole minutes. */
import { z } from 'zod';
import { codesOf, timeBankModels, timeGiftStates, timeKinds, timeOrderStates } from '../codes.ts';
import { id, instant, only, words } from '../kernel.ts';

/** Whoever may have a part in running a time bank under one of the models; who has it now, the model decides (TBK-10). */
export const timeBankStaff = only(
  'community_secretary',
  'community_worker',
  'social_worker',
  'social_organisation',
  'street_staff',
  'district_staff',
);
/** The service desk and those who run the time bank act for people without a phone (TBK-08). */
export const timeBankDesk = only(
  'community_secretary',
  'community_worker',
  'hotline_operator',
  'social_worker',
  'social_organisation',
);

/** An act for the owner (代办): the owner's own four digits, said or signed with. */
export const agent = z
  .strictObject({ person: id, code: z.string().regex(/^\d{4}$/), manner: z.enum(['spoken', 'signature']) })
  .optional();
/** A body that holds nothing but, where staff act, for whom. */
export const byOwner = z.strictObject({ agent });

export const rating = z.strictObject({ average_tenths: z.int().nullable(), count: z.int() });
export const party = z.strictObject({ id: id.nullable(), name: z.string(), phone: z.string().nullable(), rating });
export const span = z.int().min(1).max(1440);

export const pack = z.strictObject({
  id: z.enum(['none', 'nanjing', 'beijing', 'changning']),
  name: z.string(),
  rule: z.string(),
  balance_cap_minutes: z.int().nullable(),
  daily_cap_minutes: z.int().nullable(),
  redeem_from_age: z.int().nullable(),
  family_gifts_only: z.boolean(),
  document: z.string().nullable(),
});

export const passbook = z.strictObject({
  open: z.boolean(),
  opened_at: instant.nullable(),
  coin_minutes: z.int(),
  balance: z.int(),
  held: z.int(),
  available: z.int(),
  /** Minutes that own service brought in, ever; spending and giving do not lower it. */
  deposited: z.int(),
  /** Served minutes that a rule pack kept out: donated or honoured. */
  excess: z.int(),
  excess_to: z.enum(['pool', 'honour']),
  heir: z.strictObject({ kind: z.enum(['pool', 'person']), name: z.string() }).nullable(),
  inheritance: z.enum(['by_will', 'pool']),
  /** TBK-09; null while the person has not opted in. */
  index: z.strictObject({ year: z.int(), year_minutes: z.int(), total_minutes: z.int() }).nullable(),
  may_redeem: z.boolean(),
  /** Minutes that the pool has set aside for this person. */
  granted: z.int(),
  pack,
  lines: z.array(
    z.strictObject({
      id,
      at: instant,
      day: z.string(),
      kind: z.string(),
      title: z.string(),
      counterpart: z.string(),
      amount: z.int(),
      balance_after: z.int(),
      claim: id.nullable(),
      order: id.nullable(),
      agent: z.boolean(),
      reversed: z.boolean(),
      note: z.string(),
    }),
  ),
  next: z.string().nullable(),
  holds: z.array(z.strictObject({ id, title: z.string(), minutes: z.int(), since: instant })),
});

export const act = z.strictObject({
  at: instant,
  who: z.string(),
  what: z.string(),
  what_en: z.string(),
  /** Done by staff with the owner's code. */
  agent: z.boolean(),
  reason: z.string().nullable(),
});
const oneRating = z.strictObject({
  score: z.int(),
  text: z.string(),
  at: instant,
  reply: z.string().nullable(),
});
export const orderLine = z.strictObject({
  id,
  title: z.string(),
  kind: z.enum(codesOf(timeKinds)),
  place: z.string(),
  start: instant,
  plan_minutes: z.int(),
  state: z.enum(codesOf(timeOrderStates)),
  requester: party,
  offers: z.int(),
  /** What this viewer is to it. */
  mine: z.enum(['requester', 'provider', 'offering', 'none']),
  /** The next step is this viewer's. */
  waits_for_me: z.boolean(),
});
export const orderView = z.strictObject({
  ...orderLine.shape,
  body: z.string(),
  posted_at: instant,
  provider: party.nullable(),
  offer_list: z.array(
    z.strictObject({
      id,
      person: party,
      words: z.string(),
      chosen: z.boolean(),
      agreed: z.boolean(),
      mine: z.boolean(),
    }),
  ),
  own_minutes: z.int(),
  pool_minutes: z.int(),
  started_at: instant.nullable(),
  ended_at: instant.nullable(),
  actual_minutes: z.int().nullable(),
  settled_minutes: z.int().nullable(),
  /** Nobody answered, and the time for it had passed. */
  silent: z.boolean(),
  settle_by: instant.nullable(),
  rate_until: instant.nullable(),
  ratings: z.strictObject({ by_me: oneRating.nullable(), of_me: oneRating.nullable(), both_in: z.boolean() }),
  dispute: z.string().nullable(),
  arbitration: z.string().nullable(),
  reason: z.string(),
  /** A settlement that is to be taken back, or was. */
  undo: z.strictObject({ reason: z.string(), done: z.boolean() }).nullable(),
  acts: z.array(act),
  allowed: z.array(z.string()),
});
export const giftView = z.strictObject({
  id,
  from: z.string(),
  to: z.string(),
  outgoing: z.boolean(),
  minutes: z.int(),
  words: z.string(),
  family: z.boolean(),
  state: z.enum(codesOf(timeGiftStates)),
  at: instant,
  answer_until: instant.nullable(),
});
export const orderBody = z.strictObject({
  title: words(60),
  body: z.string().trim().max(500),
  kind: z.enum(codesOf(timeKinds)),
  place: z.string().trim().max(100),
  start: instant,
  plan_minutes: span,
  agent,
});
export const model = z.strictObject({
  model: z.enum(codesOf(timeBankModels)),
  operator_name: z.string().trim().max(60),
  supervisor_name: z.string().trim().max(60),
});
