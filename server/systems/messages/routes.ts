import { notices } from '../../../contract/notices/index.ts';
import {
  listCalls,
  listDeliveries,
  markSeen,
  readInbox,
  readPush,
  recordCall,
  removePush,
  setPush,
  type Channel,
} from '../../engines/notice/index.ts';
import { sent, type Server } from '../../platform/http.ts';
import { streamLive } from './live.ts';

/** `channels`: the ways out of this deployment; the one that pushes says what a browser needs to subscribe. */
export function mount(server: Server, channels: readonly Channel[]): void {
  const offer = channels.find((c) => c.offer)?.offer ?? null;
  server.serve(notices.push, (ctx) => readPush(ctx, offer));
  server.serve(notices.setPush, (ctx, { body }) => setPush(ctx, offer, body));
  server.serve(notices.removePush, (ctx) => removePush(ctx));
  server.serve(notices.inbox, (ctx) => readInbox(ctx));
  server.serve(notices.seen, (ctx, { body }) => markSeen(ctx, body.ids));
  const ends = new Set<() => void>();
  // A server that stops waits for every answer to end, and a stream has no end of its own.
  server.app.addHook('preClose', async () => {
    for (const end of ends) end();
  });
  server.serve(notices.live, async (ctx, { request, reply }) => {
    streamLive(ctx, request, reply, ends);
    return sent;
  });
  server.serve(notices.calls, (ctx, { params }) => listCalls(ctx, params.community));
  server.serve(notices.called, (ctx, { params, body }) => recordCall(ctx, params.community, params.id, body));
  server.serve(notices.deliveries, (ctx, { params }) => listDeliveries(ctx, params.community));
}
