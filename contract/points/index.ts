/** What stands around points: the 100-point list with consent, fair return, care, motives (PTS-04, PTS-07…PTS-09). */
import { z } from 'zod';
import { codesOf } from '../codes.ts';
import { anyone, instant, ok, person, route, tenantParam } from '../kernel.ts';
import { commendationStates } from '../points-codes.ts';

const year = z.string().regex(/^(20|21)\d\d$/);
const points = z.int();

export const pointsHonour = {
  mine: route({
    id: 'me.points',
    method: 'GET',
    path: '/api/me/points',
    tag: 'points',
    source: 'PTS-04, PTS-06',
    summary: 'Read own points: honour of the year and in all, what can be redeemed, and how the 100-point list stands',
    access: person,
    refusals: [],
    reply: z.strictObject({
      year: z.int(),
      /** Honour of the year in all communities of the city; spending never lowers it. */
      year_hundredths: points,
      honour_hundredths: points,
      redeemable_hundredths: points,
      line_hundredths: points,
      standard: z.strictObject({ version: z.int(), title: z.string(), formula: z.string() }),
      commendation: z
        .strictObject({
          tenant: z.int(),
          state: z.enum(codesOf(commendationStates)),
          reached: instant,
          /** The notice as it would be or is published. */
          text: z.string(),
        })
        .nullable(),
    }),
  }),
  answer: route({
    id: 'me.answerCommendation',
    method: 'POST',
    path: '/api/me/commendation',
    tag: 'points',
    source: 'PTS-04',
    summary: 'Say whether one’s name may stand on the 100-point list of the year; taking it back counts at once',
    access: person,
    idempotent: true,
    refusals: [],
    body: z.strictObject({ named: z.boolean() }),
    reply: ok,
  }),
  commended: route({
    id: 'points.commended',
    method: 'GET',
    path: '/api/nodes/:tenant/commendations',
    tag: 'points',
    source: 'PTS-04',
    summary: 'Read the 100-point list of a community or of all communities below a node: only who agreed to be named',
    access: anyone,
    refusals: [],
    params: z.strictObject({ tenant: tenantParam }),
    query: z.strictObject({ year: year.optional() }),
    reply: z.strictObject({
      year: z.int(),
      line_hundredths: points,
      /** How many reached the line, named or not. */
      reached: z.int(),
      items: z.array(z.strictObject({ name: z.string(), community: z.string(), reached: instant })),
      truncated: z.boolean(),
    }),
  }),
};
