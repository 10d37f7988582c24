/** Policy library, parameters with a direction, workdays, the flow page, attempts (FND-04, 05, DR-12, OVR). */
import { z } from 'zod';
import { anyone, civilDate, id, instant, only, person, route, tenantParam, words } from '../kernel.ts';

export const parameterView = z.strictObject({
  key: z.string(), title: z.string(), unit: z.string(), value: z.number(), default_value: z.number(), direction: z.enum(['higher_relaxes', 'lower_relaxes', 'locked', 'may_tighten']),
  set_at: z.int(), set_at_name: z.string(), clause: z.strictObject({ id, document: z.string(), number: z.string(), text: z.string() }), valid_from: instant,
});
export const policy = {
  documents: route({
    id: 'policy.documents', method: 'GET', path: '/api/policy/documents', tag: 'policy', source: 'FND-04',
    summary: 'Read the policy library with its clauses', access: anyone, refusals: [], query: z.strictObject({ q: words(60).optional() }),
    reply: z.strictObject({ items: z.array(z.strictObject({ id, title: z.string(), organ: z.string(), number: z.string(), issued: civilDate.nullable(), level: z.string(), effective: civilDate.nullable(), expires: civilDate.nullable(), clauses: z.array(z.strictObject({ id, number: z.string(), text: z.string() })) })) }),
  }),
  parameters: route({
    id: 'policy.parameters', method: 'GET', path: '/api/nodes/:tenant/parameters', tag: 'policy', source: 'FND-05',
    summary: 'Read the parameters in force at a node, each with its clause', access: anyone, refusals: [], params: z.strictObject({ tenant: tenantParam }),
    reply: z.strictObject({ items: z.array(parameterView) }),
  }),
  setParameter: route({
    id: 'policy.setParameter', method: 'PUT', path: '/api/nodes/:tenant/parameters/:key', tag: 'policy', source: 'FND-05',
    summary: 'Set a parameter; below city level it may only be relaxed, and a refused attempt is recorded', access: only('city_staff', 'organisation_department', 'community_secretary', 'unit_secretary', 'street_staff', 'district_staff'),
    refusals: ['NO_POLICY_BASIS', 'OVERREACH_TIGHTEN'],
    params: z.strictObject({ tenant: tenantParam, key: z.string().max(80) }), body: z.strictObject({ value: z.number(), clause: id.nullable(), reason: words(200) }), reply: parameterView,
  }),
  addConsequence: route({
    id: 'policy.addConsequence', method: 'POST', path: '/api/nodes/:tenant/consequences', tag: 'policy', source: 'ASM-09',
    summary: 'Ask to use service results for a purpose; purposes outside the closed list are refused and recorded', access: only('unit_secretary', 'organisation_department', 'city_staff', 'community_secretary'),
    refusals: ['OVERREACH_CONSEQUENCE', 'NO_POLICY_BASIS', 'CONSEQUENCE_NOT_ALLOWED'], idempotent: true,
    params: z.strictObject({ tenant: tenantParam }), body: z.strictObject({ purpose: words(60), class: z.enum(['leading_cadre', 'ordinary_member', 'non_party', 'unit']), clause: id.nullable() }), reply: z.strictObject({ id }),
  }),
  attempts: route({
    id: 'policy.attempts', method: 'GET', path: '/api/nodes/:tenant/attempts', tag: 'policy', source: 'OVR-01',
    summary: 'Read the ledger of refused attempts (加码台账 and guard attempts) with the value asked and in force', access: only('community_secretary', 'community_worker', 'street_staff', 'district_staff', 'city_staff', 'organisation_department'), refusals: [],
    params: z.strictObject({ tenant: tenantParam }), query: z.strictObject({ code: z.string().max(60).optional() }),
    reply: z.strictObject({ counts: z.record(z.string(), z.int()), items: z.array(z.strictObject({ id, at: instant, code: z.string(), message: z.string(), who: z.string(), role: z.string(), subject: z.string(), asked: z.string().nullable(), in_force: z.string().nullable(), clause: z.string().nullable() })) }),
  }),
  calendar: route({
    id: 'policy.calendar', method: 'GET', path: '/api/calendar', tag: 'policy', source: 'SCH-02',
    summary: 'Read workdays and holidays of a period; days past the published calendar are unknown', access: anyone, refusals: [], query: z.strictObject({ from: civilDate, to: civilDate }),
    reply: z.strictObject({ days: z.array(z.strictObject({ date: civilDate, kind: z.enum(['workday', 'weekend', 'holiday', 'unknown']), name: z.string().nullable() })) }),
  }),
  flow: route({
    id: 'policy.flow', method: 'GET', path: '/api/me/flow', tag: 'policy', source: 'DR-12',
    summary: 'Show the written workflow generated from the state machines, with the own step marked', access: person, refusals: [],
    reply: z.strictObject({ step: z.int(), steps: z.array(z.strictObject({ n: z.int(), title: z.string(), states: z.array(z.string()), done: z.boolean() })), machines: z.array(z.strictObject({ name: z.string(), transitions: z.array(z.strictObject({ from: z.string(), to: z.string(), by: z.string() })) })) }),
  }),
};
