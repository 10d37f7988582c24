/** Accounts: sign-in, sessions, one person's own data, family proxies, consents and rights. */
import { z } from 'zod';
import { codesOf, consentPurposes, roles } from '../codes.ts';
import { anyone, id, instant, ok, only, person, route, tenantParam, words } from '../kernel.ts';

const phone = z.string().regex(/^1\d{10}$/);
const grant = z.strictObject({
  role: z.enum(codesOf(roles)),
  tenant: z.int(),
  tenant_name: z.string(),
  org: z.int().nullable(),
  place: id.nullable(),
});
export const meView = z.strictObject({
  id,
  name: z.string(),
  phone: z.string().nullable(),
  deployment: z.enum(['demonstration', 'production', 'test']),
  locale: z.enum(['zh', 'en']),
  elder_mode: z.boolean(),
  /** Communities in which the person is a resident or a member; the first is home. */
  communities: z.array(
    z.strictObject({
      tenant: z.int(),
      name: z.string(),
      hotline: z.string().nullable(),
      resident: z.boolean(),
      member: z.boolean(),
      home: z.boolean(),
      address: z.string().nullable(),
    }),
  ),
  grants: z.array(grant),
  /** Persons for whom this person may order and rate (代办). */
  principals: z.array(z.strictObject({ id, name: z.string(), tenant: z.int() })),
  unread: z.int(),
  pin: z.string().nullable(),
});

export const accounts = {
  deployment: route({
    id: 'accounts.deployment', method: 'GET', path: '/api/deployment', tag: 'accounts', source: 'FND-01',
    summary: 'Tell which deployment this is and, in the demonstration, its accounts',
    access: anyone, refusals: [],
    reply: z.strictObject({
      kind: z.enum(['demonstration', 'production', 'test']),
      name: z.string(),
      now: instant,
      community: z.strictObject({ tenant: z.int(), name: z.string(), hotline: z.string().nullable() }).nullable(),
      demonstration: z
        .array(z.strictObject({ face: z.enum(['m', 'desk']), title: z.string(), title_en: z.string(), account: z.string(), secret: z.string(), note: z.string() }))
        .nullable(),
    }),
  }),
  requestCode: route({
    id: 'accounts.requestCode', method: 'POST', path: '/api/session/code', tag: 'accounts', source: 'IDN-01',
    summary: 'Send a one-time code to a phone number; the answer does not reveal whether the number is known',
    access: anyone, refusals: ['TOO_MANY_ATTEMPTS'],
    body: z.strictObject({ phone }), reply: z.strictObject({ sent: z.literal(true), valid_s: z.int() }),
  }),
  signInByCode: route({
    id: 'accounts.signInByCode', method: 'POST', path: '/api/session/phone', tag: 'accounts', source: 'IDN-01',
    summary: 'Sign in with phone number and code; a shared phone names the person, an unknown number becomes a new person',
    access: anyone, refusals: ['CODE_WRONG', 'TOO_MANY_ATTEMPTS'],
    body: z.strictObject({ phone, code: z.string().regex(/^\d{6}$/), person: id.optional(), name: words(40).optional() }),
    reply: z.discriminatedUnion('result', [
      z.strictObject({ result: z.literal('signed_in'), token: z.string(), me: meView }),
      z.strictObject({ result: z.literal('choose_person'), people: z.array(z.strictObject({ id, name: z.string() })) }),
      z.strictObject({ result: z.literal('name_needed') }),
    ]),
  }),
  signInByPassword: route({
    id: 'accounts.signInByPassword', method: 'POST', path: '/api/session/staff', tag: 'accounts', source: 'R-62',
    summary: 'Sign in as staff with account, password and time-based one-time password',
    access: anyone, refusals: ['SIGN_IN_FAILED', 'SECOND_FACTOR_REQUIRED', 'TOO_MANY_ATTEMPTS'],
    body: z.strictObject({ account: words(60), password: z.string().min(1).max(200), totp: z.string().regex(/^\d{6}$/).optional() }),
    reply: z.strictObject({ token: z.string(), me: meView }),
  }),
  signOut: route({
    id: 'accounts.signOut', method: 'DELETE', path: '/api/session', tag: 'accounts', source: 'R-62',
    summary: 'End this session at once', access: person, refusals: [], reply: ok,
  }),
  me: route({
    id: 'accounts.me', method: 'GET', path: '/api/me', tag: 'accounts', source: 'IDN-01',
    summary: 'Read who is signed in, where, and with which roles', access: person, refusals: [], reply: meView,
  }),
  preferences: route({
    id: 'accounts.preferences', method: 'PUT', path: '/api/me/preferences', tag: 'accounts', source: 'IDN-01',
    summary: 'Set language and elder mode', access: person, refusals: [],
    body: z.strictObject({ locale: z.enum(['zh', 'en']).optional(), elder_mode: z.boolean().optional() }), reply: ok,
  }),
  sessions: route({
    id: 'accounts.sessions', method: 'GET', path: '/api/me/sessions', tag: 'accounts', source: 'R-62',
    summary: 'List own sessions', access: person, refusals: [],
    reply: z.strictObject({ items: z.array(z.strictObject({ id, created_at: instant, last_seen_at: instant, device: z.string(), current: z.boolean() })) }),
  }),
  revokeSession: route({
    id: 'accounts.revokeSession', method: 'DELETE', path: '/api/me/sessions/:id', tag: 'accounts', source: 'R-62',
    summary: 'Revoke one of the own sessions', access: person, refusals: [], params: z.strictObject({ id }), reply: ok,
  }),
  proxies: route({
    id: 'accounts.proxies', method: 'GET', path: '/api/me/proxies', tag: 'accounts', source: 'DSP-02',
    summary: 'List who may order for me and for whom I may order', access: person, refusals: [],
    reply: z.strictObject({
      items: z.array(z.strictObject({ id, direction: z.enum(['i_act_for', 'acts_for_me']), name: z.string(), relation: z.string(), state: z.enum(['asked', 'active', 'ended']), consent: z.string(), since: instant.nullable() })),
    }),
  }),
  askProxy: route({
    id: 'accounts.askProxy', method: 'POST', path: '/api/me/proxies', tag: 'accounts', source: 'DSP-02',
    summary: 'Ask to order for a relative; it is in force only after the relative (or staff by call-back) records consent',
    access: person, refusals: [], idempotent: true,
    body: z.strictObject({ principal_phone: phone, principal_name: words(40), relation: words(20) }),
    reply: z.strictObject({ id, state: z.enum(['asked', 'active']) }),
  }),
  decideProxy: route({
    id: 'accounts.decideProxy', method: 'PUT', path: '/api/me/proxies/:id', tag: 'accounts', source: 'DSP-02',
    summary: 'Agree to, refuse or end a proxy; the person helped or the proxy may end it at any time',
    access: person, refusals: ['ILLEGAL_TRANSITION'],
    params: z.strictObject({ id }), body: z.strictObject({ decision: z.enum(['agree', 'refuse', 'end']) }), reply: ok,
  }),
  recordProxyConsent: route({
    id: 'accounts.recordProxyConsent', method: 'POST', path: '/api/c/:community/proxies', tag: 'accounts', source: 'DSP-02',
    summary: "Record a resident's spoken or written consent to a proxy", access: only('community_secretary', 'community_worker', 'hotline_operator'), refusals: [],
    params: z.strictObject({ community: tenantParam }), idempotent: true,
    body: z.strictObject({ principal: id, proxy_name: words(40), proxy_phone: phone, relation: words(20), consent: z.enum(['spoken', 'signature', 'witnessed']), note: words(200) }),
    reply: z.strictObject({ id }),
  }),
  consents: route({
    id: 'accounts.consents', method: 'GET', path: '/api/me/consents', tag: 'accounts', source: 'C-12',
    summary: 'List own consents with purpose, version and period', access: person, refusals: [],
    reply: z.strictObject({ items: z.array(z.strictObject({ purpose: z.enum(codesOf(consentPurposes)), given: z.boolean(), since: instant.nullable(), text_version: z.string(), text: z.string() })) }),
  }),
  setConsent: route({
    id: 'accounts.setConsent', method: 'PUT', path: '/api/me/consents/:purpose', tag: 'accounts', source: 'C-12',
    summary: 'Give or withdraw one consent, effective on the next request', access: person, refusals: [],
    params: z.strictObject({ purpose: z.enum(codesOf(consentPurposes)) }), body: z.strictObject({ given: z.boolean() }), reply: ok,
  }),
  exportMine: route({
    id: 'accounts.exportMine', method: 'GET', path: '/api/me/export', tag: 'accounts', source: 'C-12',
    summary: 'Export all data about oneself, machine-readable', access: person, refusals: [], reply: z.record(z.string(), z.unknown()),
  }),
  closeAccount: route({
    id: 'accounts.closeAccount', method: 'POST', path: '/api/me/close', tag: 'accounts', source: 'C-12',
    summary: 'Delete the own account; service records that the law keeps stay without name', access: person, refusals: [],
    body: z.strictObject({ confirm: z.literal('注销') }), reply: ok,
  }),
  whoLooked: route({
    id: 'accounts.whoLooked', method: 'GET', path: '/api/me/views', tag: 'accounts', source: 'M-33',
    summary: 'List who looked at my record and why', access: person, refusals: [],
    reply: z.strictObject({ items: z.array(z.strictObject({ at: instant, who: z.string(), role: z.string(), reason: z.string() })) }),
  }),
};
