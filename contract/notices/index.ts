/** Notices: inbox, live stream, delivery states and the list of people to be called today. */
import { z } from 'zod';
import {
  communityPath,
  communityStaff,
  id,
  inCommunity,
  instant,
  ok,
  only,
  person,
  personView,
  route,
} from '../kernel.ts';

export const noticeStates = ['queued', 'sent', 'seen', 'needs_call', 'called'] as const;
/** The last way that a notice is known to have gone, and the ways that can be tried. */
export const noticeChannels = ['inbox', 'wechat_official', 'web_push', 'sms', 'wecom_webhook', 'call'] as const;
/** `dropped`: it was read before this way was tried (again). */
export const wayStates = ['waiting', 'sending', 'sent', 'failed', 'dropped'] as const;

export const notices = {
  inbox: route({
    id: 'me.inbox',
    method: 'GET',
    path: '/api/me/inbox',
    tag: 'me',
    source: 'M-01…M-54',
    summary: 'Read own messages',
    access: person,
    refusals: [],
    reply: z.strictObject({
      unread: z.int(),
      items: z.array(
        z.strictObject({
          id,
          tenant: z.int(),
          kind: z.string(),
          title: z.string(),
          text: z.string(),
          at: instant,
          seen: z.boolean(),
          link: z.string().nullable(),
        }),
      ),
    }),
  }),
  seen: route({
    id: 'me.seen',
    method: 'POST',
    path: '/api/me/inbox/seen',
    tag: 'me',
    source: 'DSP-08',
    summary: 'Mark messages as seen',
    access: person,
    refusals: [],
    body: z.strictObject({ ids: z.array(id).max(200) }),
    reply: ok,
  }),
  push: route({
    id: 'me.push',
    method: 'GET',
    path: '/api/me/push',
    tag: 'me',
    source: 'LST-04',
    summary: 'Tell whether this deployment pushes to browsers, and which own device gets it',
    access: person,
    refusals: [],
    reply: z.strictObject({
      /** The application server's public key, base64url; null: this deployment does not push. */
      key: z.string().nullable(),
      /** Address of the device that gets pushes now; a page knows its own by it. */
      endpoint: z.string().nullable(),
    }),
  }),
  setPush: route({
    id: 'me.setPush',
    method: 'PUT',
    path: '/api/me/push',
    tag: 'me',
    source: 'LST-04',
    summary: 'Let messages be pushed to this device, instead of an earlier one, while this session lasts',
    access: person,
    refusals: ['PUSH_UNAVAILABLE'],
    body: z.strictObject({
      endpoint: z.url({ protocol: /^https?$/ }).max(1000),
      p256dh: z.string().regex(/^[\w-]{87}$/),
      auth: z.string().regex(/^[\w-]{22}$/),
    }),
    reply: ok,
  }),
  removePush: route({
    id: 'me.removePush',
    method: 'DELETE',
    path: '/api/me/push',
    tag: 'me',
    source: 'LST-04',
    summary: 'Push to no device any more',
    access: person,
    refusals: [],
    reply: ok,
  }),
  live: route({
    id: 'live',
    method: 'GET',
    path: '/api/live',
    tag: 'me',
    source: 'LST-07',
    summary: 'Stream changes that concern the viewer as server-sent events',
    access: person,
    refusals: [],
    media: 'text/event-stream',
    reply: z.unknown(),
  }),
  calls: route({
    id: 'notices.calls',
    method: 'GET',
    path: '/api/c/:community/calls',
    tag: 'notices',
    source: 'WHI-04',
    summary: 'List people to be called today: notices that nothing else reached',
    access: only('community_secretary', 'community_worker', 'hotline_operator'),
    refusals: [],
    params: communityPath,
    reply: z.strictObject({
      items: z.array(
        z.strictObject({
          id,
          person: personView,
          text: z.string(),
          since: instant,
          attempts: z.int(),
          link: z.string().nullable(),
        }),
      ),
    }),
  }),
  called: route({
    id: 'notices.called',
    method: 'POST',
    path: '/api/c/:community/calls/:id',
    tag: 'notices',
    source: 'WHI-04',
    summary: 'Record the outcome of a call',
    access: only('community_secretary', 'community_worker', 'hotline_operator'),
    refusals: ['ILLEGAL_TRANSITION'],
    params: inCommunity,
    body: z.strictObject({
      outcome: z.enum(['reached', 'no_answer', 'wrong_number']),
      note: z.string().max(200).default(''),
    }),
    reply: ok,
  }),
  deliveries: route({
    id: 'notices.deliveries',
    method: 'GET',
    path: '/api/c/:community/notices',
    tag: 'notices',
    source: 'LST-04',
    summary: 'Show for each notice: sent, seen, or needs a call, since when and by which ways; and why each was chosen',
    access: communityStaff,
    refusals: [],
    params: communityPath,
    reply: z.strictObject({
      items: z.array(
        z.strictObject({
          id,
          person: personView,
          title: z.string(),
          at: instant,
          state: z.enum(noticeStates),
          /** When it came into this state. */
          since: instant,
          channel: z.enum(noticeChannels),
          /** What gateways were asked, in that order; empty: the inbox alone has it. */
          ways: z.array(
            z.strictObject({
              channel: z.enum(noticeChannels),
              state: z.enum(wayStates),
              /** When it ended; while it waits, when it is tried next. */
              at: instant,
              attempts: z.int(),
              /** Sent again because nobody wrote down how the first sending ended. */
              maybe_twice: z.boolean(),
              /** Code of the last failure, such as http_503. */
              why: z.string().nullable(),
            }),
          ),
          why: z.string().nullable(),
        }),
      ),
    }),
  }),
};
