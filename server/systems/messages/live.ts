/** The live page: server-sent events that name what changed; the page then asks as itself. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { me, type Ctx } from '../../platform/context.ts';
import type { LiveEvent } from '../../platform/live.ts';
import { snapshot } from '../../platform/context.ts';

const heartbeat_ms = 20_000;
const maxStreams = 5000;
let open = 0;

/** Keeps the stream until the page leaves or its session is revoked (asked anew at every heartbeat). */
export function streamLive(ctx: Ctx, request: FastifyRequest, reply: FastifyReply): void {
  const actor = me(ctx);
  if (open >= maxStreams) {
    reply.status(503).send();
    return;
  }
  const staffOf = new Set(actor.grants.map((g) => g.tenant));
  const belongs = new Set(actor.tenants.map((t) => t.tenant));
  reply.hijack();
  const out = reply.raw;
  out.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  out.write(': connected\n\n');
  open += 1;
  const concerns = (e: LiveEvent) =>
    e.persons.includes(actor.personId) ||
    staffOf.has(e.tenant) ||
    (belongs.has(e.tenant) && e.kind.startsWith('task.'));
  const stopListening = ctx.live.subscribe((event) => {
    if (concerns(event))
      out.write(
        `id: ${event.seq}\nevent: ${event.kind}\ndata: ${JSON.stringify({ tenant: event.tenant, kind: event.kind, subject: event.subject })}\n\n`,
      );
  });
  const beat = setInterval(
    () => void stillValid(ctx).then((valid) => (valid ? out.write(': beat\n\n') : close()), close),
    heartbeat_ms,
  );
  beat.unref();
  let closed = false;
  function close(): void {
    if (closed) return;
    closed = true;
    open -= 1;
    clearInterval(beat);
    stopListening();
    out.end();
  }
  request.raw.once('close', close);
}

async function stillValid(ctx: Ctx): Promise<boolean> {
  const { personId, sessionId } = me(ctx);
  const row = await snapshot(ctx, { persons: [personId] }, (tx) =>
    tx
      .selectFrom('session')
      .select('revoked_at')
      .where('person_id', '=', personId)
      .where('session_id', '=', sessionId)
      .where('expires_at', '>', ctx.clock.now())
      .executeTakeFirst(),
  );
  return row !== undefined && row.revoked_at === null;
}
