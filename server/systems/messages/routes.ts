import { notices } from '../../../contract/notices/index.ts';
import { listCalls, listDeliveries, markSeen, readInbox, recordCall } from '../../engines/notice/index.ts';
import { sent, type Server } from '../../platform/http.ts';
import { streamLive } from './live.ts';

export function mount(server: Server): void {
  server.serve(notices.inbox, (ctx) => readInbox(ctx));
  server.serve(notices.seen, (ctx, { body }) => markSeen(ctx, body.ids));
  server.serve(notices.live, async (ctx, { request, reply }) => {
    streamLive(ctx, request, reply);
    return sent;
  });
  server.serve(notices.calls, (ctx, { params }) => listCalls(ctx, params.community));
  server.serve(notices.called, (ctx, { params, body }) => recordCall(ctx, params.community, params.id, body));
  server.serve(notices.deliveries, (ctx, { params }) => listDeliveries(ctx, params.community));
}
