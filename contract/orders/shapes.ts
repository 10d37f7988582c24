/** Shapes of orders, needs and hand-overs. */
import { z } from 'zod';
import {
  boundaryResults,
  channels,
  codesOf,
  handoverStates,
  languages,
  needStates,
  orderStates,
  severities,
  workContents,
} from '../codes.ts';
import { allowed, id, instant, personView, point, words } from '../kernel.ts';

export const window = z.strictObject({ start: instant, end: instant });
export const storyEntry = z.strictObject({
  at: instant,
  who: z.string(),
  role: z.string(),
  what: z.string(),
  what_en: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  reason: z.string().nullable(),
});
export const placeOrderBody = z.strictObject({
  /** Original words; empty only when a voice message is given, which counts as original words. */
  text: z.string().max(4000).default(''),
  voice: id.nullable().default(null),
  photos: z.array(id).max(6).default([]),
  /** From the service list, when chosen there. */
  offer: id.nullable().default(null),
  category: z.enum(codesOf(workContents)).nullable().default(null),
  tag: z.string().max(30).nullable().default(null),
  severity: z.enum(codesOf(severities)).default('concern'),
  urgent: z.boolean().default(false),
  place: id.nullable().default(null),
  point: point.nullable().default(null),
  address: z.string().max(120).default(''),
  windows: z.array(window).max(8).default([]),
  wanted_by: instant.nullable().default(null),
  anonymous_to_public: z.boolean().default(true),
  private: z.boolean().default(false),
  helper_asked_for: z.string().max(40).default(''),
  language: z.enum(codesOf(languages)).nullable().default(null),
  willing_to_join: z.boolean().default(false),
  /** The helped person when ordering by proxy. */
  on_behalf_of: id.nullable().default(null),
});
export const receiptView = z.strictObject({
  order: id,
  need: id,
  receipt: z.string(),
  state: z.enum(codesOf(orderStates)),
  next_step: z.string(),
  duty: z.string().nullable(),
});
export const orderCard = z.strictObject({
  id,
  need: id,
  tenant: z.int(),
  receipt: z.string(),
  text: z.string(),
  voice: id.nullable(),
  channel: z.enum(codesOf(channels)),
  state: z.enum(codesOf(orderStates)),
  need_state: z.enum(codesOf(needStates)),
  placed_at: instant,
  wanted_by: instant.nullable(),
  next_step: z.string(),
  for_name: z.string().nullable(),
  allowed,
});
export const orderView = orderCard.extend({
  severity: z.enum(codesOf(severities)),
  place_name: z.string(),
  address: z.string(),
  photos: z.array(id),
  windows: z.array(window),
  asker: personView,
  placed_by: personView.nullable(),
  boundary: z
    .strictObject({
      result: z.enum(codesOf(boundaryResults)),
      rule: z.string().nullable(),
      reason: z.string(),
      to: z.string().nullable(),
      to_contact: z.string().nullable(),
    })
    .nullable(),
  helpers: z.array(
    z.strictObject({
      claim: id,
      /** Whose on-site code the asker shows at the door. */
      slot: id,
      name: z.string(),
      start: instant,
      end: instant,
      state: z.string(),
      can_confirm_presence: z.boolean(),
    }),
  ),
  answer: z.string().nullable(),
  rating: z.strictObject({ score: z.int(), solved: z.boolean(), text: z.string() }).nullable(),
  story: z.array(storyEntry),
});
export const needCard = z.strictObject({
  id,
  tenant: z.int(),
  title: z.string(),
  text: z.string(),
  voice: id.nullable(),
  channel: z.enum(codesOf(channels)),
  severity: z.enum(codesOf(severities)),
  urgent: z.boolean(),
  state: z.enum(codesOf(needStates)),
  category: z.enum(codesOf(workContents)).nullable(),
  tag: z.string().nullable(),
  place_name: z.string(),
  point: point.nullable(),
  opened_at: instant,
  due_at: instant.nullable(),
  wanted_by: instant.nullable(),
  waiting_minutes: z.int(),
  overdue: z.boolean(),
  sources: z.int(),
  boundary: z.enum(codesOf(boundaryResults)).nullable(),
  owner: personView.nullable(),
  with: z.string().nullable(),
  postponed: z.int(),
  suggestion: z.strictObject({ result: z.enum(codesOf(boundaryResults)), rule: id, kind: z.string() }).nullable(),
  allowed,
});
export const needView = needCard.extend({
  orders: z.array(
    z.strictObject({
      id,
      receipt: z.string(),
      channel: z.enum(codesOf(channels)),
      text: z.string(),
      voice: id.nullable(),
      photos: z.array(id),
      asker: personView,
      placed_by: personView.nullable(),
      placed_at: instant,
      windows: z.array(window),
      state: z.enum(codesOf(orderStates)),
    }),
  ),
  boundary_decision: z
    .strictObject({
      result: z.enum(codesOf(boundaryResults)),
      rule: z.string().nullable(),
      reason: z.string(),
      decided_at: instant,
      decided_by: personView,
    })
    .nullable(),
  handovers: z.array(
    z.strictObject({
      id,
      to_kind: z.enum(['property', 'department', 'staff']),
      to: z.string(),
      state: z.enum(codesOf(handoverStates)),
      sent_at: instant,
      /** Nobody answered within the time for it. */
      overdue: z.boolean(),
      answer: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  tasks: z.array(z.strictObject({ id, title: z.string(), state: z.string(), start: instant.nullable() })),
  similar: z.array(z.strictObject({ need: id, text: z.string(), shared: z.array(z.string()) })),
  escalated_to: z.string().nullable(),
  reschedules: z.array(
    z.strictObject({ at: instant, cause: z.string(), from: instant.nullable(), to: instant.nullable() }),
  ),
  staff_acts: z.int(),
  story: z.array(storyEntry),
});
export const handoverView = z.strictObject({
  id,
  need: id,
  to_kind: z.enum(['property', 'department', 'staff']),
  to: z.string(),
  state: z.enum(codesOf(handoverStates)),
  text: z.string(),
  place_name: z.string(),
  sent_at: instant,
  due_at: instant.nullable(),
  contact: personView.nullable(),
  answer: z.string().nullable(),
  reason: z.string().nullable(),
  safety_help: z.boolean(),
  /** Nobody answered within the time for it. */
  overdue: z.boolean(),
  allowed,
});
export const intakeWho = z.union([
  z.strictObject({ person: id }),
  z.strictObject({
    name: words(40),
    phone: z
      .string()
      .regex(/^1\d{10}$|^0\d{9,11}$/)
      .nullable(),
    place: id.nullable(),
  }),
]);
