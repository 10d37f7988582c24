/** The morning plan: invitations for all open places at once, looked over by staff before any leaves (DSP-03, DSP-04). */
import { z } from 'zod';
import { allowed, communityPath, communityStaff, id, inCommunity, instant, ok, personView, route } from '../kernel.ts';

const because = z.strictObject({ key: z.string(), zh: z.string(), en: z.string() });
/** One of the two plans that are compared: with fairness and without. */
const planSide = z.strictObject({
  filled: z.int(),
  skilled_filled: z.int(),
  /** Different people who would be asked, the most places of one of them, and how many nobody asked in the last weeks. */
  people: z.int(),
  most_places: z.int(),
  not_asked_lately: z.int(),
  /** The sum of the scores. */
  score: z.int(),
});
/** What the plan would bring, before anything is sent. */
const planFigures = z.strictObject({
  places: z.int(),
  invited: z.int(),
  unfilled: z.int(),
  /** Places that ask for a skill, and how many of them the plan gives to somebody who has it. */
  skilled_places: z.int(),
  skilled_filled: z.int(),
  /** Of those invited: how many nobody has asked in the last weeks, and the most askings that one of them has had. */
  not_asked_lately: z.int(),
  most_askings: z.int(),
  /** Places that choosing one after another by hand would have filled. */
  by_hand: z.int(),
  /** The sum of the scores, and the proof that none is higher: equal when the plan is the best there is. */
  objective: z.int(),
  bound: z.int(),
  fair: planSide,
  plain: planSide,
  /** Members whom nobody asked lately and this plan does not ask either: a place would suit them, or none does (G-33). */
  unasked_with_place: z.int(),
  unasked_without_place: z.int(),
});
export const planView = z.strictObject({
  id,
  state: z.enum(['computing', 'ready', 'sent', 'dropped', 'cancelled', 'failed']),
  made_at: instant,
  made_by: z.string(),
  progress: z.strictObject({ done: z.int(), total: z.int() }).nullable(),
  figures: planFigures.nullable(),
  slots: z.array(
    z.strictObject({
      slot: id,
      task: id,
      title: z.string(),
      place_name: z.string(),
      start: instant,
      end: instant,
      places: z.int(),
      items: z.array(
        z.strictObject({
          person: personView,
          score: z.int(),
          reasons: z.array(because),
          /** After sending: null when the invitation left, else the code why it did not. Absent before. */
          sent: z.string().nullable().optional(),
        }),
      ),
      standby: z.array(personView),
      /** Left undecided: so many able members may be asked later, the first of them then. */
      waits: z.strictObject({ until: instant, able: z.int() }).nullable(),
      /** It was published after the plan was made and put into it. */
      inserted: z.boolean(),
      /** Staff asked at once instead of waiting: the cap of askings does not count. */
      at_once: z.boolean(),
    }),
  ),
  /**
   * Skills that places ask for and nobody free has, or whose every holder is wanted elsewhere too: `price` is then what
   * one more such person would add to the sum of scores. Here members are wanted.
   */
  short_skills: z.array(z.strictObject({ skill: z.string(), places: z.int(), price: z.int() })),
  allowed,
});
export const plans = {
  makePlan: route({
    id: 'plans.make',
    method: 'POST',
    path: '/api/c/:community/plans',
    tag: 'tasks',
    source: 'DSP-03, DSP-04',
    summary: 'Plan invitations for every open place of the community at once; nothing is sent',
    access: communityStaff,
    idempotent: true,
    refusals: ['NOTHING_TO_PLAN'],
    params: communityPath,
    reply: z.strictObject({ id }),
  }),
  latestPlan: route({
    id: 'plans.latest',
    method: 'GET',
    path: '/api/c/:community/plans/latest',
    tag: 'tasks',
    source: 'DSP-03',
    summary: 'Read the last plan of the community, or null, and how many places are open now',
    access: communityStaff,
    refusals: [],
    params: communityPath,
    reply: z.strictObject({ plan: planView.nullable(), open_places: z.int() }),
  }),
  acceptance: route({
    id: 'plans.acceptance',
    method: 'GET',
    path: '/api/c/:community/plans/acceptance',
    tag: 'tasks',
    source: 'DSP-04, APL-04',
    summary: 'Show what the platform knows of how likely an invitation is accepted: every weight, none about a person',
    access: communityStaff,
    refusals: [],
    params: communityPath,
    reply: z.strictObject({
      /** The switch of the rules; off: nothing is ordered by it. */
      on: z.boolean(),
      /** Answered invitations that are needed before anything is said. */
      least: z.int(),
      model: z
        .strictObject({
          fitted_at: instant,
          count: z.int(),
          /** Chance of acceptance to begin with, and with one level alone, in per cent. */
          base_pct: z.number(),
          levels: z.array(z.strictObject({ key: z.string(), weight: z.number(), pct: z.number() })),
        })
        .nullable(),
    }),
  }),
  askNow: route({
    id: 'plans.askNow',
    method: 'POST',
    path: '/api/c/:community/plans/:id/slots/:slot/ask-now',
    tag: 'tasks',
    source: 'DSP-03, G-33',
    summary:
      'Wait no longer for somebody able: put those into the plan who can come, also who was asked often this week',
    access: communityStaff,
    idempotent: true,
    refusals: ['ILLEGAL_TRANSITION'],
    params: inCommunity.extend({ slot: id }),
    reply: z.strictObject({ plan: planView }),
  }),
  cancelPlan: route({
    id: 'plans.cancel',
    method: 'POST',
    path: '/api/c/:community/plans/:id/cancel',
    tag: 'tasks',
    source: 'DSP-03',
    summary: 'Stop a plan that is being computed, or put a ready one aside without sending anything',
    access: communityStaff,
    refusals: ['ILLEGAL_TRANSITION'],
    params: inCommunity,
    reply: ok,
  }),
  sendPlan: route({
    id: 'plans.send',
    method: 'POST',
    path: '/api/c/:community/plans/:id/send',
    tag: 'tasks',
    source: 'DSP-04, LST-05',
    summary: 'Send the chosen invitations of a plan; each is checked anew and answers for itself',
    access: communityStaff,
    idempotent: true,
    refusals: ['ILLEGAL_TRANSITION'],
    params: inCommunity,
    body: z.strictObject({
      items: z
        .array(z.strictObject({ slot: id, person: id }))
        .min(1)
        .max(2000),
    }),
    reply: z.strictObject({ sent: z.int(), refused: z.int(), plan: planView }),
  }),
};
