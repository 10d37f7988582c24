/** What stands around points: the 100-point list with consent, fair return, care, motives (PTS-04, PTS-07…PTS-09). */
import { z } from 'zod';
import { careKinds, codesOf, commendationStates, memberMotives, pointTitles } from '../codes.ts';
import {
  anyone,
  communityPath,
  communityStaff,
  id,
  instant,
  ok,
  only,
  person,
  route,
  tenantParam,
  words,
} from '../kernel.ts';

const year = z.string().regex(/^(20|21)\d\d$/);
const points = z.int();
/** Points per hour of credited service; null while too few members serve for the distribution to stay anonymous. */
const quartiles = z.strictObject({ members: z.int(), q1: points, median: points, q3: points }).nullable();

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
  fairness: route({
    id: 'me.fairness',
    method: 'GET',
    path: '/api/me/fairness',
    tag: 'points',
    source: 'PTS-07, PTS-08',
    summary: 'See own effort against return over the last year, beside the anonymous quartiles of the city',
    access: person,
    refusals: [],
    reply: z.strictObject({
      days: z.int(),
      effort: z.strictObject({
        minutes: z.int(),
        services: z.int(),
        /** Services with physical demands, a skill or a risk. */
        demanding: z.int(),
      }),
      returned: z.strictObject({ points, time_minutes: z.int(), honours: z.int(), thanks: z.int() }),
      /** Honour points per credited hour; null without an hour of service. */
      ratio: points.nullable(),
      city: quartiles,
      care: z.array(z.strictObject({ kind: z.enum(codesOf(careKinds)), text: z.string(), at: instant })),
    }),
  }),
  outliers: route({
    id: 'points.fairness',
    method: 'GET',
    path: '/api/nodes/:tenant/fairness',
    tag: 'points',
    source: 'PTS-07',
    summary: 'See communities whose median return lies outside the quartiles of the city; nobody is named',
    access: only('city_staff', 'organisation_department'),
    refusals: [],
    params: z.strictObject({ tenant: tenantParam }),
    reply: z.strictObject({
      days: z.int(),
      city: quartiles,
      communities: z.array(
        z.strictObject({
          tenant: z.int(),
          name: z.string(),
          members: z.int(),
          /** Null where too few members serve. */
          median: points.nullable(),
          flagged: z.boolean(),
        }),
      ),
    }),
  }),
  motives: route({
    id: 'points.motives',
    method: 'GET',
    path: '/api/c/:community/motives',
    tag: 'points',
    source: 'PTS-09',
    summary: 'See what members would like to gain and for whom it was met, with the rows behind the figures',
    access: communityStaff,
    refusals: [],
    params: communityPath,
    reply: z.strictObject({
      motives: z.array(z.strictObject({ motive: z.enum(codesOf(memberMotives)), stated: z.int(), met: z.int() })),
      rows: z.array(
        z.strictObject({
          motive: z.enum(codesOf(memberMotives)),
          person: id,
          name: z.string(),
          /** What met it; null while nothing has. */
          supply: z.string().nullable(),
        }),
      ),
    }),
  }),
  guarantees: route({
    id: 'points.guarantees',
    method: 'GET',
    path: '/api/c/:community/guarantees',
    tag: 'points',
    source: 'PTS-08',
    summary: 'Read the register: what is provided for each task, and what was done for members beside points',
    access: communityStaff,
    refusals: [],
    params: communityPath,
    reply: z.strictObject({
      tasks: z.array(
        z.strictObject({
          id,
          title: z.string(),
          physical_risk: z.boolean(),
          insurance: z.string(),
          equipment: z.string(),
          briefing: z.string(),
          meals: z.string(),
        }),
      ),
      care: z.array(
        z.strictObject({ id, name: z.string(), kind: z.enum(codesOf(careKinds)), text: z.string(), at: instant }),
      ),
    }),
  }),
  addCare: route({
    id: 'points.addCare',
    method: 'POST',
    path: '/api/c/:community/care',
    tag: 'points',
    source: 'PTS-08',
    summary: 'Keep what was done for a member (letter, health check, talk, visit) and tell the member',
    access: communityStaff,
    idempotent: true,
    refusals: [],
    params: communityPath,
    body: z.strictObject({ person: id, kind: z.enum(codesOf(careKinds)), text: words(400) }),
    reply: ok,
  }),
  nominations: route({
    id: 'points.nominations',
    method: 'GET',
    path: '/api/c/:community/nominations',
    tag: 'points',
    source: 'PTS-04',
    summary: 'Read who was proposed for a title this year',
    access: communityStaff,
    refusals: [],
    params: communityPath,
    reply: z.strictObject({
      year: z.int(),
      items: z.array(
        z.strictObject({ id, name: z.string(), title: z.enum(codesOf(pointTitles)), reason: z.string(), at: instant }),
      ),
    }),
  }),
  nominate: route({
    id: 'points.nominate',
    method: 'POST',
    path: '/api/c/:community/nominations',
    tag: 'points',
    source: 'PTS-04',
    summary: 'Propose a member for a title; below the line of the year refused',
    access: communityStaff,
    idempotent: true,
    refusals: ['POINTS_BELOW_100'],
    params: communityPath,
    body: z.strictObject({ person: id, title: z.enum(codesOf(pointTitles)), reason: words(400) }),
    reply: ok,
  }),
};
