/** The annual hours (S-10): months for which a member is excused, by the own word and without proof (HRS-02). */
import { z } from 'zod';
import { codesOf, exemptionKinds } from '../codes.ts';
import { civilDate, id, ok, person, route } from '../kernel.ts';

export const hours = {
  exemptions: route({
    id: 'me.exemptions',
    method: 'GET',
    path: '/api/me/exemptions',
    tag: 'hours',
    source: 'HRS-02',
    summary: 'Read own exemptions from the annual goal; nobody else reads them',
    access: person,
    refusals: [],
    reply: z.strictObject({
      items: z.array(z.strictObject({ id, kind: z.enum(codesOf(exemptionKinds)), from: z.string(), to: z.string() })),
    }),
  }),
  exempt: route({
    id: 'me.exempt',
    method: 'POST',
    path: '/api/me/exemptions',
    tag: 'hours',
    source: 'HRS-02',
    summary: 'Declare an exemption from the annual goal, without proof; the months it touches do not count',
    access: person,
    idempotent: true,
    refusals: [],
    body: z.strictObject({ kind: z.enum(codesOf(exemptionKinds)), from: civilDate, to: civilDate }),
    reply: z.strictObject({ id }),
  }),
  endExemption: route({
    id: 'me.endExemption',
    method: 'POST',
    path: '/api/me/exemptions/:id/withdrawal',
    tag: 'hours',
    source: 'HRS-02',
    summary: 'Take an own exemption back',
    access: person,
    idempotent: true,
    refusals: [],
    params: z.strictObject({ id }),
    reply: ok,
  }),
};
