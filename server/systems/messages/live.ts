/** The live page: server-sent events that name what changed; the page then asks as itself. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { me, type Ctx } from '../../platform/context.ts';
import type { LiveEvent } from '../../platform/live.ts';
import { snapshot } from '../../platform/context.ts';

const heartbeat_ms = 20_000;
const maxStreams = 5000;
let open = 0;

/**
 * Keeps the stream until the page leaves or its session ends. Who may hear is asked of the database anew for every
 * burst of events and at every heartbeat: a role that was revoked hears nothing that was committed after it.
 * `ends` holds how each open stream is ended by a server that stops; its page then connects anew.
 */
export function streamLive(ctx: Ctx, request: FastifyRequest, reply: FastifyReply, ends: Set<() => void>): void {
  const actor = me(ctx);
  if (open >= maxStreams) {
    reply.status(503).send();
    return;
  }
  reply.hijack();
  const out = reply.raw;
  out.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  out.write(': connected\n\n');
  open += 1;
  const opened: Standing = {
    staffOf: new Set(actor.grants.map((g) => g.tenant)),
    belongs: new Set(actor.tenants.map((t) => t.tenant)),
  };
  const concerns = (e: LiveEvent, standing: Standing) =>
    e.persons.includes(actor.personId) ||
    standing.staffOf.has(e.tenant) ||
    (standing.belongs.has(e.tenant) && e.kind.startsWith('task.'));
  const waiting: LiveEvent[] = [];
  let telling = false;
  const tell = async () => {
    if (telling) return;
    telling = true;
    while (waiting.length > 0 && !closed) {
      const burst = waiting.splice(0);
      const standing = await standingOf(ctx);
      if (!standing) return close();
      for (const event of burst)
        if (concerns(event, standing) && !closed)
          out.write(
            `id: ${event.seq}\nevent: ${event.kind}\ndata: ${JSON.stringify({ tenant: event.tenant, kind: event.kind, subject: event.subject })}\n\n`,
          );
    }
    telling = false;
  };
  const stopListening = ctx.live.subscribe((event) => {
    if (!concerns(event, opened)) return;
    waiting.push(event);
    tell().catch(close);
  });
  const beat = setInterval(
    () => void standingOf(ctx).then((standing) => (standing ? out.write(': beat\n\n') : close()), close),
    heartbeat_ms,
  );
  beat.unref();
  let closed = false;
  function close(): void {
    if (closed) return;
    closed = true;
    open -= 1;
    ends.delete(close);
    clearInterval(beat);
    stopListening();
    out.end();
  }
  ends.add(close);
  request.raw.once('close', close);
}

interface Standing {
  readonly staffOf: ReadonlySet<number>;
  readonly belongs: ReadonlySet<number>;
}

/** What the session still stands for: of the roles it was opened with, those in force now; null when it has ended. */
async function standingOf(ctx: Ctx): Promise<Standing | null> {
  const { personId, sessionId, grants } = me(ctx);
  const now = ctx.clock.now();
  return snapshot(ctx, { persons: [personId] }, async (tx) => {
    const session = await tx
      .selectFrom('session')
      .innerJoin('person', 'person.person_id', 'session.person_id')
      .select('session_id')
      .where('session.person_id', '=', personId)
      .where('session_id', '=', sessionId)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .where('person.state', '=', 'active')
      .executeTakeFirst();
    if (!session) return null;
    const inForce = await tx
      .selectFrom('role_grant')
      .select(['grant_id', 'tenant_id'])
      .where('person_id', '=', personId)
      .where('valid_from', '<=', now)
      .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>', now)]))
      .execute();
    const belongs = await tx
      .selectFrom('person_tenant')
      .select('tenant_id')
      .where('person_id', '=', personId)
      .execute();
    const held = new Set(grants.map((g) => g.id));
    return {
      staffOf: new Set(inForce.filter((g) => held.has(g.grant_id)).map((g) => g.tenant_id)),
      belongs: new Set(belongs.map((b) => b.tenant_id)),
    };
  });
}
