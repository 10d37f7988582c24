/** Exchanges of time: request, choose each other, serve, settle, rate (TBK-06, TBK-07, E-37). */
import { z } from 'zod';
import { communityPath, id, inCommunity, ok, person, route } from '../kernel.ts';
import { byOwner, agent, orderBody, orderLine, orderView } from './shapes.ts';

const acting = ['AGENT_CODE_WRONG', 'TOO_MANY_ATTEMPTS'] as const;
const at = (step: string) => `/api/c/:community/time-bank/orders/:id/${step}`;
const step = <const I extends string, const P extends string, const R extends readonly string[]>(
  name: I,
  path: P,
  source: string,
  summary: string,
  refusals: R,
) =>
  ({
    id: name,
    method: 'POST',
    path: at(path),
    tag: 'time-bank',
    source,
    summary,
    access: person,
    idempotent: true,
    refusals: [...acting, 'ILLEGAL_TRANSITION', ...refusals] as readonly (
      | 'ILLEGAL_TRANSITION'
      | R[number]
      | (typeof acting)[number]
    )[],
    params: inCommunity,
  }) as const;

export const exchange = {
  board: route({
    id: 'timeBank.board',
    method: 'GET',
    path: '/api/c/:community/time-bank/orders',
    tag: 'time-bank',
    source: 'TBK-06',
    summary: 'Read what neighbours ask for and own exchanges of time; what fits best stands first',
    access: person,
    refusals: [],
    params: communityPath,
    reply: z.strictObject({ open: z.array(orderLine), mine: z.array(orderLine) }),
  }),
  order: route({
    id: 'timeBank.order',
    method: 'GET',
    path: '/api/c/:community/time-bank/orders/:id',
    tag: 'time-bank',
    source: 'TBK-06, TBK-07',
    summary: 'Read one exchange with what may be done now; ratings stay blind until both are in',
    access: person,
    refusals: [],
    params: inCommunity,
    reply: orderView,
  }),
  post: route({
    id: 'timeBank.post',
    method: 'POST',
    path: '/api/c/:community/time-bank/orders',
    tag: 'time-bank',
    source: 'TBK-06, TBK-08',
    summary: 'Ask neighbours for time; nothing is set aside before both sides have chosen',
    access: person,
    idempotent: true,
    refusals: [...acting, 'TIME_BOOK_CLOSED', 'TIME_REDEEM_AGE'],
    params: communityPath,
    body: orderBody,
    reply: z.strictObject({ id }),
  }),
  cancel: route({
    ...step(
      'timeBank.cancel',
      'cancellation',
      'TBK-06',
      'Cancel before the service began; what was set aside returns',
      [],
    ),
    body: z.strictObject({ reason: z.string().trim().max(200), agent }),
    reply: ok,
  }),
  offer: route({
    ...step('timeBank.offer', 'offers', 'TBK-06', 'Offer to help with this', ['TIME_BOOK_CLOSED', 'SELF_DEALING']),
    body: z.strictObject({ words: z.string().trim().max(200), agent }),
    reply: z.strictObject({ id }),
  }),
  withdraw: route({
    ...step('timeBank.withdraw', 'offers/withdrawal', 'TBK-06', 'Take an own offer back before both have chosen', []),
    body: byOwner,
    reply: ok,
  }),
  choose: route({
    ...step(
      'timeBank.choose',
      'choice',
      'TBK-06, TBK-03',
      'Choose one of those who offer; it starts only when that person agrees too',
      ['INSUFFICIENT_TIME', 'TIME_REDEEM_AGE', 'TIME_CONFLICT'],
    ),
    body: z.strictObject({ offer: id, agent }),
    reply: ok,
  }),
  agree: route({
    ...step(
      'timeBank.agree',
      'agreement',
      'TBK-06, TBK-03',
      'Agree, as the chosen one: both have chosen, and the planned minutes are set aside',
      ['INSUFFICIENT_TIME', 'TIME_CONFLICT', 'TIME_REDEEM_AGE'],
    ),
    body: byOwner,
    reply: ok,
  }),
  start: route({
    ...step('timeBank.start', 'start', 'TBK-06', 'Begin the service; the server’s clock counts', [
      'NOT_CHOSEN_BY_BOTH',
      'TIME_NOT_NOW',
    ]),
    body: byOwner,
    reply: ok,
  }),
  finish: route({
    ...step(
      'timeBank.finish',
      'end',
      'TBK-06',
      'End the service and confirm it, as the provider; the minutes are those between start and end',
      [],
    ),
    body: byOwner,
    reply: z.strictObject({ actual_minutes: z.int() }),
  }),
  confirm: route({
    ...step(
      'timeBank.confirm',
      'confirmation',
      'TBK-06, TBK-03',
      'Confirm the service, as the requester: the actual minutes are settled, the rest returns',
      [],
    ),
    body: byOwner,
    reply: z.strictObject({ settled_minutes: z.int() }),
  }),
  dispute: route({
    ...step(
      'timeBank.dispute',
      'dispute',
      'TBK-06',
      'Say that it was otherwise; nothing is settled before it is arbitrated',
      [],
    ),
    body: z.strictObject({ reason: z.string().trim().min(1).max(400), agent }),
    reply: ok,
  }),
  rate: route({
    ...step(
      'timeBank.rate',
      'ratings',
      'TBK-07',
      'Rate the other side; neither sees the other’s before both are in or the blind days are over',
      [],
    ),
    body: z.strictObject({ score: z.int().min(1).max(10), text: z.string().trim().max(300), agent }),
    reply: ok,
  }),
  reply: route({
    ...step('timeBank.reply', 'ratings/reply', 'TBK-07', 'Answer a rating of oneself in words, once', []),
    body: z.strictObject({ text: z.string().trim().min(1).max(300), agent }),
    reply: ok,
  }),
};
