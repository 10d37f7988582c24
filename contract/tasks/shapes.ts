/** Shapes of tasks, invitations and claims. */
import { z } from 'zod';
import {
  claimStates,
  codesOf,
  deliverableTypes,
  invitationStates,
  languages,
  physicalLimits,
  serviceForms,
  slotRoles,
  taskStates,
  workContents,
  uncountedKinds,
} from '../codes.ts';
import { allowed, id, instant, minutes, personView, point, words } from '../kernel.ts';
import { storyEntry } from '../orders/index.ts';

export const slotBody = z.strictObject({
  start: instant,
  end: instant,
  role: z.enum(codesOf(slotRoles)).default('general'),
  capacity: z.int().min(1).max(500),
  skills: z.array(words(30)).max(6).default([]),
  demands: z
    .array(z.enum(codesOf(physicalLimits)))
    .max(5)
    .default([]),
  deliverable: z.string().max(200).default(''),
});
export const taskBody = z.strictObject({
  title: z.string().max(80),
  description: z.string().max(1000).default(''),
  work_content: z.enum(codesOf(workContents)),
  kind: z.string().max(30).default(''),
  form: z.enum(codesOf(serviceForms)).default('on_site'),
  needs: z.array(id).max(50).default([]),
  plan_item: z.string().max(80).nullable().default(null),
  deliverable_type: z.string().max(30),
  deliverable: z.string().max(200),
  responsible: id.nullable(),
  team_leader: id.nullable().default(null),
  place: id.nullable().default(null),
  place_name: z.string().max(80).default(''),
  point: point.nullable().default(null),
  radius_m: z.int().min(20).max(5000).nullable().default(null),
  /** Work in person-minutes and output per head, from which the needed headcount follows (G-27). */
  estimate_minutes: minutes,
  headcount_reason: z.string().max(200).default(''),
  slots: z.array(slotBody).max(60),
  /** Kind on the boundary list this task was checked against; the declaration that it is no transferred duty. */
  not_transferred_duty: z.boolean().default(true),
  physical_risk: z.boolean().default(false),
  guarantees: z
    .strictObject({
      insurance: z.string().max(80),
      equipment: z.string().max(120),
      briefing: z.string().max(400),
      meals: z.string().max(80).default(''),
    })
    .nullable()
    .default(null),
  language: z.enum(codesOf(languages)).nullable().default(null),
  urgent: z.boolean().default(false),
  uniform_reason: z.string().max(200).default(''),
  /** HRS-04: named here, or found in the title, it earns no minutes. */
  uncounted: z.enum(codesOf(uncountedKinds)).nullable().default(null),
  publish: z.boolean().default(true),
});
export const slotView = z.strictObject({
  id,
  start: instant,
  end: instant,
  role: z.enum(codesOf(slotRoles)),
  capacity: z.int(),
  taken: z.int(),
  skills: z.array(z.string()),
  demands: z.array(z.enum(codesOf(physicalLimits))),
  minutes: z.int(),
  points_estimate: z.strictObject({ hundredths: z.int(), formula: z.string() }),
  state: z.enum(['open', 'filled', 'done']),
  allowed,
});
export const taskView = z.strictObject({
  id,
  tenant: z.int(),
  community: z.string(),
  title: z.string(),
  description: z.string(),
  work_content: z.enum(codesOf(workContents)),
  kind: z.string(),
  form: z.enum(codesOf(serviceForms)),
  state: z.enum(codesOf(taskStates)),
  deliverable_type: z.enum(codesOf(deliverableTypes)),
  deliverable: z.string(),
  responsible: personView.nullable(),
  team_leader: personView.nullable(),
  place_name: z.string(),
  point: point.nullable(),
  radius_m: z.int(),
  ad_hoc: z.boolean(),
  urgent: z.boolean(),
  boundary_sentence: z.string(),
  need_sentences: z.array(z.string()),
  guarantees: z
    .strictObject({ insurance: z.string(), equipment: z.string(), briefing: z.string(), meals: z.string() })
    .nullable(),
  /** Why it earns no minutes, said before anybody signs up; null where it does. */
  uncounted: z.enum(codesOf(uncountedKinds)).nullable(),
  headcount: z.strictObject({ asked: z.int(), needed: z.int() }),
  slots: z.array(slotView),
  why: z.array(z.strictObject({ key: z.string(), zh: z.string(), en: z.string() })),
  group_text: z.string().nullable(),
  needs: z.array(id),
  story: z.array(storyEntry).nullable(),
  allowed,
});
export const candidateView = z.strictObject({
  person: personView,
  score: z.number(),
  parts: z.array(
    z.strictObject({ key: z.string(), value: z.number(), weight: z.number(), zh: z.string(), en: z.string() }),
  ),
  excluded: z.string().nullable(),
  asked: z.boolean(),
  /** Invitations of the last seven days, whatever the answers were (G-33). */
  asks_week: z.int(),
});
export const invitationView = z.strictObject({
  id,
  tenant: z.int(),
  task: id,
  slot: id,
  title: z.string(),
  community: z.string(),
  place_name: z.string(),
  start: instant,
  end: instant,
  urgent: z.boolean(),
  state: z.enum(codesOf(invitationStates)),
  sent_at: instant,
  expires_at: instant,
  why: z.array(z.strictObject({ key: z.string(), zh: z.string(), en: z.string() })),
  person: personView.nullable(),
  proposed: z.strictObject({ start: instant, end: instant }).nullable(),
  allowed,
});
export const claimView = z.strictObject({
  id,
  tenant: z.int(),
  community: z.string(),
  task: id,
  slot: id,
  title: z.string(),
  place_name: z.string(),
  point: point.nullable(),
  radius_m: z.int(),
  form: z.enum(codesOf(serviceForms)),
  start: instant,
  end: instant,
  state: z.enum(codesOf(claimStates)),
  origin: z.enum(['self', 'offer', 'swap', 'assignment', 'emergency_assignment']),
  person: personView.nullable(),
  contact: personView.nullable(),
  checked_in_at: instant.nullable(),
  checked_out_at: instant.nullable(),
  credited_minutes: z.int().nullable(),
  proofs: z.array(z.string()),
  proven: z.boolean(),
  provisional: z.boolean(),
  flags: z.array(z.string()),
  mark: z.string().nullable(),
  deliverable_type: z.string(),
  deliverable: z.string(),
  result: z.string().nullable(),
  reason: z.string().nullable(),
  is_leader: z.boolean(),
  allowed,
});
export const alternative = z.strictObject({ start: instant, end: instant });
