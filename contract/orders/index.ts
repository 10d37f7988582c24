/** Orders and needs (S-05, S-06): intake, receipt look-up, triage with the boundary, hand-over, threads, rating. */
import { z } from 'zod';
import { boundaryResults, channels, codesOf, handoverStates, languages, needStates, orderStates, severities, workContents } from '../codes.ts';
import { allowed, anyone, communityPath, communityStaff, id, inCommunity, instant, ok, only, page, paging, person, personView, point, route, words } from '../kernel.ts';

const window = z.strictObject({ start: instant, end: instant });
export const storyEntry = z.strictObject({ at: instant, who: z.string(), role: z.string(), what: z.string(), what_en: z.string(), from: z.string().nullable(), to: z.string().nullable(), reason: z.string().nullable() });
const original = z.strictObject({ text: z.string(), voice: id.nullable(), photos: z.array(id) });
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
export const receiptView = z.strictObject({ order: id, need: id, receipt: z.string(), state: z.enum(codesOf(orderStates)), next_step: z.string(), duty: z.string().nullable() });
export const orderCard = z.strictObject({
  id, need: id, tenant: z.int(), receipt: z.string(), text: z.string(), voice: id.nullable(), channel: z.enum(codesOf(channels)), state: z.enum(codesOf(orderStates)), need_state: z.enum(codesOf(needStates)),
  placed_at: instant, wanted_by: instant.nullable(), next_step: z.string(), for_name: z.string().nullable(), allowed,
});
export const orderView = orderCard.extend({
  severity: z.enum(codesOf(severities)), place_name: z.string(), address: z.string(), photos: z.array(id), windows: z.array(window), asker: personView, placed_by: personView.nullable(),
  boundary: z.strictObject({ result: z.enum(codesOf(boundaryResults)), rule: z.string().nullable(), reason: z.string(), to: z.string().nullable(), to_contact: z.string().nullable() }).nullable(),
  helpers: z.array(z.strictObject({ claim: id, name: z.string(), start: instant, end: instant, state: z.string(), can_confirm_presence: z.boolean() })),
  answer: z.string().nullable(), rating: z.strictObject({ score: z.int(), solved: z.boolean(), text: z.string() }).nullable(), story: z.array(storyEntry),
});
export const needCard = z.strictObject({
  id, tenant: z.int(), title: z.string(), text: z.string(), voice: id.nullable(), channel: z.enum(codesOf(channels)), severity: z.enum(codesOf(severities)), urgent: z.boolean(), state: z.enum(codesOf(needStates)),
  category: z.enum(codesOf(workContents)).nullable(), tag: z.string().nullable(), place_name: z.string(), point: point.nullable(), opened_at: instant, due_at: instant.nullable(), wanted_by: instant.nullable(), waiting_minutes: z.int(), overdue: z.boolean(), sources: z.int(),
  boundary: z.enum(codesOf(boundaryResults)).nullable(), owner: personView.nullable(), with: z.string().nullable(), postponed: z.int(), suggestion: z.strictObject({ result: z.enum(codesOf(boundaryResults)), rule: id, kind: z.string() }).nullable(), allowed,
});
export const needView = needCard.extend({
  orders: z.array(z.strictObject({ id, receipt: z.string(), channel: z.enum(codesOf(channels)), text: z.string(), voice: id.nullable(), photos: z.array(id), asker: personView, placed_by: personView.nullable(), placed_at: instant, windows: z.array(window), state: z.enum(codesOf(orderStates)) })),
  boundary_decision: z.strictObject({ result: z.enum(codesOf(boundaryResults)), rule: z.string().nullable(), reason: z.string(), decided_at: instant, decided_by: personView }).nullable(),
  handovers: z.array(z.strictObject({ id, to_kind: z.enum(['property', 'department', 'staff']), to: z.string(), state: z.enum(codesOf(handoverStates)), sent_at: instant, answer: z.string().nullable(), reason: z.string().nullable() })),
  tasks: z.array(z.strictObject({ id, title: z.string(), state: z.string(), start: instant.nullable() })), similar: z.array(z.strictObject({ need: id, text: z.string(), shared: z.array(z.string()) })), escalated_to: z.string().nullable(),
  reschedules: z.array(z.strictObject({ at: instant, cause: z.string(), from: instant.nullable(), to: instant.nullable() })), staff_acts: z.int(), story: z.array(storyEntry),
});
export const handoverView = z.strictObject({ id, need: id, to_kind: z.enum(['property', 'department', 'staff']), to: z.string(), state: z.enum(codesOf(handoverStates)), text: z.string(), place_name: z.string(), sent_at: instant, due_at: instant.nullable(), contact: personView.nullable(), answer: z.string().nullable(), reason: z.string().nullable(), safety_help: z.boolean(), allowed });
const intakeWho = z.union([z.strictObject({ person: id }), z.strictObject({ name: words(40), phone: z.string().regex(/^1\d{10}$|^0\d{9,11}$/).nullable(), place: id.nullable() })]);

export const orders = {
  place: route({ id: 'orders.place', method: 'POST', path: '/api/c/:community/orders', tag: 'orders', source: 'DSP-02, LST-02', summary: 'Place an order in own words or by voice; answers with a receipt number', access: person, idempotent: true, refusals: ['CONSENT_MISSING'], params: communityPath, body: placeOrderBody, reply: receiptView }),
  intake: route({ id: 'orders.intake', method: 'POST', path: '/api/c/:community/intake', tag: 'orders', source: 'DSP-02, WHI-04', summary: 'Take an order by phone, paper, wish box or another channel on behalf of a resident, with the consent recorded', access: only('community_secretary', 'community_worker', 'hotline_operator', 'property_manager', 'property_staff'), idempotent: true, refusals: [], params: communityPath,
    body: placeOrderBody.omit({ on_behalf_of: true }).extend({ channel: z.enum(codesOf(channels)), who: intakeWho, consent: z.enum(['spoken', 'signature', 'not_needed']), call_record: z.string().max(60).default('') }), reply: receiptView }),
  intakeBatch: route({ id: 'orders.intakeBatch', method: 'POST', path: '/api/c/:community/intake/batch', tag: 'orders', source: 'DSP-02, VOI-01', summary: 'Enter a batch of paper orders; each row answers by itself, a bad row does not lose the others', access: only('community_secretary', 'community_worker', 'hotline_operator'), idempotent: true, refusals: [], params: communityPath,
    body: z.strictObject({ channel: z.enum(codesOf(channels)), rows: z.array(z.strictObject({ name: words(40), phone: z.string().regex(/^1\d{10}$/).nullable(), address: z.string().max(120), text: words(4000), severity: z.enum(codesOf(severities)).default('concern') })).min(1).max(100) }),
    reply: z.strictObject({ rows: z.array(z.strictObject({ row: z.int(), receipt: z.string().nullable(), error: z.string().nullable() })) }) }),
  findPerson: route({ id: 'orders.findPerson', method: 'GET', path: '/api/c/:community/people', tag: 'orders', source: 'DSP-02', summary: 'Find a resident by any three digits of the phone or characters of name or address, while the caller speaks', access: only('community_secretary', 'community_worker', 'hotline_operator'), refusals: [], params: communityPath, query: z.strictObject({ q: z.string().min(1).max(40) }),
    reply: z.strictObject({ items: z.array(z.strictObject({ id, name: z.string(), phone: z.string().nullable(), address: z.string(), place: id.nullable(), hardship: z.boolean(), open_orders: z.int() })) }) }),
  lookUp: route({ id: 'orders.lookUp', method: 'POST', path: '/api/receipts', tag: 'orders', source: 'DSP-02', summary: 'Look an order up without an account by receipt number and the last four digits of the phone', access: anyone, refusals: ['TOO_MANY_ATTEMPTS'], body: z.strictObject({ receipt: z.string().trim().min(4).max(24), phone_tail: z.string().regex(/^\d{4}$/) }),
    reply: z.strictObject({ receipt: z.string(), state: z.enum(codesOf(orderStates)), need_state: z.enum(codesOf(needStates)), next_step: z.string(), placed_at: instant, answer: z.string().nullable(), story: z.array(storyEntry), duty: z.string().nullable() }) }),
  mine: route({ id: 'orders.mine', method: 'GET', path: '/api/me/orders', tag: 'orders', source: 'DSP-02', summary: 'List own orders and those placed for others', access: person, refusals: [], reply: z.strictObject({ items: z.array(orderCard) }) }),
  read: route({ id: 'orders.read', method: 'GET', path: '/api/c/:community/orders/:id', tag: 'orders', source: 'DSP-01, FND-10', summary: 'Read an order with its whole story and the own possible actions', access: person, refusals: [], params: inCommunity, reply: orderView }),
  withdraw: route({ id: 'orders.withdraw', method: 'POST', path: '/api/c/:community/orders/:id/withdraw', tag: 'orders', source: 'LST-02', summary: 'Withdraw an own order', access: person, refusals: ['ILLEGAL_TRANSITION'], params: inCommunity, reply: ok }),
  rate: route({ id: 'orders.rate', method: 'POST', path: '/api/c/:community/orders/:id/rating', tag: 'orders', source: 'WHI-03', summary: 'Confirm and rate the result from 1 to 10; below the line the case reopens with a new owner', access: person, refusals: ['NOT_SERVED_YET', 'SELF_DEALING', 'ILLEGAL_TRANSITION'], idempotent: true, params: inCommunity, body: z.strictObject({ score: z.int().min(1).max(10), solved: z.boolean(), text: z.string().max(1000).default(''), anonymous: z.boolean().default(false) }), reply: z.strictObject({ state: z.enum(codesOf(orderStates)), reopened: z.boolean() }) }),
  recordRating: route({ id: 'orders.recordRating', method: 'POST', path: '/api/c/:community/orders/:id/rating-by-call', tag: 'orders', source: 'WHI-03', summary: "Record the resident's rating given by phone", access: only('community_secretary', 'community_worker', 'hotline_operator'), refusals: ['NOT_SERVED_YET', 'SELF_DEALING', 'ILLEGAL_TRANSITION'], idempotent: true, params: inCommunity, body: z.strictObject({ score: z.int().min(1).max(10), solved: z.boolean(), text: z.string().max(1000).default('') }), reply: z.strictObject({ state: z.enum(codesOf(orderStates)), reopened: z.boolean() }) }),
  editOriginal: route({ id: 'orders.editOriginal', method: 'PUT', path: '/api/c/:community/orders/:id/original', tag: 'orders', source: 'G-50', summary: 'Always refused: original words are never changed; add a note instead', access: person, refusals: ['ORIGINAL_IMMUTABLE'], params: inCommunity, body: z.strictObject({ text: z.string().max(4000) }), reply: ok }),

  // Staff triage
  queue: route({ id: 'needs.queue', method: 'GET', path: '/api/c/:community/needs', tag: 'needs', source: 'LST-08, WHI-06', summary: "Read the staff queue: severity and waiting time order today's needs", access: only('community_secretary', 'community_worker', 'hotline_operator', 'street_staff'), refusals: [], params: communityPath,
    query: z.strictObject({ view: z.enum(['triage', 'open', 'overdue', 'undecided', 'reopened', 'escalated', 'all']).optional(), q: z.string().max(60).optional(), state: z.enum(codesOf(needStates)).optional(), ...paging }), reply: page(needCard).extend({ counts: z.record(z.string(), z.int()) }) }),
  need: route({ id: 'needs.read', method: 'GET', path: '/api/c/:community/needs/:id', tag: 'needs', source: 'DSP-01', summary: 'Read a need with every original, boundary, hand-overs, tasks and story', access: only('community_secretary', 'community_worker', 'hotline_operator', 'street_staff'), refusals: [], params: inCommunity, reply: needView }),
  decideBoundary: route({ id: 'needs.decideBoundary', method: 'POST', path: '/api/c/:community/needs/:id/boundary', tag: 'needs', source: 'WHI-05, WHI-06', summary: 'Decide the boundary: one of seven results with rule and reason; property, department and staff get the hand-over in the same tap', access: communityStaff, refusals: ['BOUNDARY_UNDECIDED', 'REASON_REQUIRED', 'ILLEGAL_TRANSITION'], idempotent: true, params: inCommunity,
    body: z.strictObject({ result: z.enum(codesOf(boundaryResults)), rule: id.nullable().default(null), reason: z.string().max(400).default(''), to_org: z.int().nullable().default(null), to_person: id.nullable().default(null), safety_help: z.boolean().default(false) }), reply: needCard }),
  undoBoundary: route({ id: 'needs.undoBoundary', method: 'POST', path: '/api/c/:community/needs/:id/boundary/undo', tag: 'needs', source: 'WHI-06', summary: 'Undo the last boundary decision before anything was sent', access: communityStaff, refusals: ['ILLEGAL_TRANSITION'], params: inCommunity, reply: needCard }),
  merge: route({ id: 'needs.merge', method: 'POST', path: '/api/c/:community/needs/:id/merge', tag: 'needs', source: 'FND-11', summary: 'Merge another need about the same thing into this one, keeping every original', access: communityStaff, refusals: ['ILLEGAL_TRANSITION'], params: inCommunity, body: z.strictObject({ other: id, reason: z.string().max(200).default('') }), reply: needView }),
  take: route({ id: 'needs.take', method: 'PUT', path: '/api/c/:community/needs/:id/owner', tag: 'needs', source: 'SCH-10', summary: 'Take a need or give it to a colleague', access: communityStaff, refusals: [], params: inCommunity, body: z.strictObject({ person: id }), reply: ok }),
  answer: route({ id: 'needs.answer', method: 'POST', path: '/api/c/:community/needs/:id/answer', tag: 'needs', source: 'FND-11, LST-06', summary: 'Give the result to every asker and ask for confirmation', access: communityStaff, refusals: ['ANSWER_REQUIRED', 'BOUNDARY_UNDECIDED', 'ILLEGAL_TRANSITION'], idempotent: true, params: inCommunity, body: z.strictObject({ answer: z.string().max(2000) }), reply: needCard }),
  close: route({ id: 'needs.close', method: 'POST', path: '/api/c/:community/needs/:id/close', tag: 'needs', source: 'LST-06', summary: 'Close an answered, declined or handed-over need; an answer to every asker is required', access: communityStaff, refusals: ['ANSWER_REQUIRED', 'BOUNDARY_UNDECIDED', 'ILLEGAL_TRANSITION'], idempotent: true, params: inCommunity, body: z.strictObject({ answer: z.string().max(2000).default('') }), reply: needCard }),
  rules: route({ id: 'needs.rules', method: 'GET', path: '/api/c/:community/boundary-rules', tag: 'needs', source: 'WHI-05', summary: 'Read the published boundary list', access: anyone, refusals: [], params: communityPath, reply: z.strictObject({ items: z.array(z.strictObject({ id, kind: z.string(), side: z.enum(['supply', 'demand']), result: z.enum(codesOf(boundaryResults)), owner: z.string(), clause: z.string(), words: z.array(z.string()) })) }) }),

  // Hand-over: property, departments, staff
  handovers: route({ id: 'handovers.list', method: 'GET', path: '/api/c/:community/handovers', tag: 'handovers', source: 'DSP-01', summary: 'List hand-overs: the property company sees those of its own contract', access: only('community_secretary', 'community_worker', 'property_manager', 'property_staff'), refusals: [], params: communityPath, query: z.strictObject({ state: z.enum(codesOf(handoverStates)).optional() }), reply: z.strictObject({ items: z.array(handoverView) }) }),
  actHandover: route({ id: 'handovers.act', method: 'POST', path: '/api/c/:community/handovers/:id', tag: 'handovers', source: 'DSP-01, WHI-06', summary: 'Answer, return with a reason, or close a hand-over with the result', access: only('community_secretary', 'community_worker', 'property_manager', 'property_staff'), refusals: ['ANSWER_REQUIRED', 'REASON_REQUIRED', 'ILLEGAL_TRANSITION'], idempotent: true, params: inCommunity, body: z.strictObject({ act: z.enum(['answer', 'return', 'close']), text: z.string().max(2000).default('') }), reply: handoverView }),

  // Threads and files
  thread: route({ id: 'threads.read', method: 'GET', path: '/api/c/:community/threads/:kind/:id', tag: 'threads', source: 'DSP-08', summary: 'Read the thread of an order, need, task or hand-over', access: person, refusals: [], params: communityPath.extend({ kind: z.enum(['order', 'need', 'task', 'handover']), id }), reply: z.strictObject({ items: z.array(z.strictObject({ id, at: instant, who: z.string(), mine: z.boolean(), text: z.string(), voice: id.nullable(), need: id.nullable() })) }) }),
  say: route({ id: 'threads.say', method: 'POST', path: '/api/c/:community/threads/:kind/:id', tag: 'threads', source: 'DSP-08', summary: 'Write into a thread', access: person, refusals: [], idempotent: true, params: communityPath.extend({ kind: z.enum(['order', 'need', 'task', 'handover']), id }), body: z.strictObject({ text: words(2000), voice: id.nullable().default(null) }), reply: z.strictObject({ id }) }),
  messageToNeed: route({ id: 'threads.toNeed', method: 'POST', path: '/api/c/:community/messages/:id/need', tag: 'threads', source: 'DSP-08', summary: 'Turn a message into a need, linked both ways', access: communityStaff, refusals: [], idempotent: true, params: inCommunity, reply: receiptView }),
  upload: route({ id: 'files.upload', method: 'POST', path: '/api/c/:community/files', tag: 'files', source: 'DSP-02', summary: 'Upload a voice message or a photo (base64); positions in photos are stripped', access: person, refusals: ['TOO_LARGE', 'FILE_TYPE'], params: communityPath, body: z.strictObject({ media_type: z.string().max(60), base64: z.string().min(4).max(4_200_000) }), reply: z.strictObject({ id, media_type: z.string(), bytes: z.int() }) }),
  file: route({ id: 'files.read', method: 'GET', path: '/api/c/:community/files/:id', tag: 'files', source: 'DSP-02', summary: 'Read a file that belongs to something the viewer may see', access: person, refusals: [], params: inCommunity, media: 'application/octet-stream', reply: z.unknown() }),
};
