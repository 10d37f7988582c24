/** Boards: figures computed from records, each with its rows (L-05…L-08, guards that expose). */
import { z } from 'zod';
import { communityPath, id, instant, only, route, words, communityStaff, anyone } from '../kernel.ts';

const figure = z.strictObject({
  key: z.string(),
  zh: z.string(),
  en: z.string(),
  value: z.number().nullable(),
  unit: z.string(),
  numerator: z.int().nullable(),
  denominator: z.int().nullable(),
  flagged: z.boolean(),
  formula_zh: z.string(),
  formula_en: z.string(),
  guard: z.string().nullable(),
});
const month = z.strictObject({ month: z.string(), orders: z.int(), closed: z.int(), served: z.int() });
const readers = ['community_secretary', 'community_worker', 'street_staff', 'district_staff', 'city_staff'] as const;
const boardReaders = only(...readers);
/** Beyond those, the grid branch reads the guards: what was postponed twice is its own to plan anew (G-02, SCH-07). */
const guardReaders = only(...readers, 'grid_branch');
export const boards = {
  loop: route({
    id: 'boards.loop',
    method: 'GET',
    path: '/api/c/:community/boards/loop',
    tag: 'boards',
    source: 'LST-06, DSP-11',
    summary: 'Show the loop rate, the four times, silent closures apart, hand-offs and sign-offs per service',
    access: boardReaders,
    refusals: [],
    params: communityPath,
    reply: z.strictObject({
      figures: z.array(figure),
      months: z.array(month.extend({ members_active: z.int() })),
    }),
  }),
  guards: route({
    id: 'boards.guards',
    method: 'GET',
    path: '/api/c/:community/boards/guards',
    tag: 'boards',
    source: 'G-01…G-41',
    summary:
      'Show the figures that expose complaints: voluntary rate, uniformity, expertise use, presence without result and the others',
    access: guardReaders,
    refusals: [],
    params: communityPath,
    reply: z.strictObject({ figures: z.array(figure) }),
  }),
  rows: route({
    id: 'boards.rows',
    method: 'GET',
    path: '/api/c/:community/boards/:key/rows',
    tag: 'boards',
    source: 'FND-12',
    summary: 'Open a figure into its rows',
    access: guardReaders,
    refusals: [],
    params: communityPath.extend({ key: z.string().max(60) }),
    reply: z.strictObject({
      figure,
      rows: z.array(
        z.strictObject({
          id,
          at: instant.nullable(),
          text: z.string(),
          state: z.string(),
          link: z.string().nullable(),
          /** Whose turn it is, where a record waits for somebody. */
          owner: z.string().nullable(),
        }),
      ),
    }),
  }),
  gaps: route({
    id: 'boards.gaps',
    method: 'GET',
    path: '/api/c/:community/boards/gaps',
    tag: 'boards',
    source: 'DSP-10',
    summary: 'Show needs with no offer and offers with no need',
    access: communityStaff,
    refusals: [],
    params: communityPath,
    reply: z.strictObject({
      needs_without_offer: z.array(z.strictObject({ id, text: z.string() })),
      offers_without_need: z.array(z.strictObject({ id, title: z.string() })),
      contents_missing: z.array(z.string()),
    }),
  }),
  publicLoop: route({
    id: 'boards.public',
    method: 'GET',
    path: '/api/c/:community/boards/public',
    tag: 'boards',
    source: 'L-06',
    summary: 'Show the public loop figures and the months',
    access: anyone,
    refusals: [],
    params: communityPath,
    reply: z.strictObject({ figures: z.array(figure), months: z.array(month) }),
  }),
  search: route({
    id: 'search.everything',
    method: 'GET',
    path: '/api/c/:community/search',
    tag: 'search',
    source: 'DSP-08',
    summary: 'Search orders, needs, tasks, people and hand-overs that the viewer may see',
    access: only('community_secretary', 'community_worker', 'hotline_operator'),
    refusals: [],
    params: communityPath,
    query: z.strictObject({ q: words(60) }),
    reply: z.strictObject({
      items: z.array(
        z.strictObject({
          kind: z.enum(['order', 'need', 'task', 'person', 'handover', 'claim']),
          id,
          title: z.string(),
          sub: z.string(),
          link: z.string(),
        }),
      ),
    }),
  }),
  export: route({
    id: 'exports.table',
    method: 'GET',
    path: '/api/c/:community/exports/:table',
    tag: 'exports',
    source: 'L-05…L-11',
    summary: 'Export a table that the viewer may see as CSV',
    access: boardReaders,
    refusals: [],
    params: communityPath.extend({ table: z.enum(['needs', 'tasks', 'services', 'handovers', 'figures']) }),
    media: 'text/csv',
    reply: z.unknown(),
  }),
};
