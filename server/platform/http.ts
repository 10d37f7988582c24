/** From a contract to a mounted route: sign-in, role, input, use case, reply or refusal. HTTP lives here and in routes.ts only. */
import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { createJsonSchemaTransform, serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { Readable } from 'node:stream';
import type pg from 'pg';
import type { z } from 'zod';
import { refusalBody, refusalsOf, type RouteContract } from '../../contract/kernel.ts';
import { refusals } from '../../contract/refusals/index.ts';
import { bodyHash, type Actor, type Ctx, type Deps } from './context.ts';
import { wordsOf } from './field-words.ts';
import { isKeepable } from './keepable.ts';
import { refuse, sentence, type Outcome, type Refused } from './outcome.ts';
import { authenticate } from './session.ts';

type In<S> = S extends z.ZodType ? z.output<S> : undefined;
export interface Input<R extends RouteContract> {
  readonly params: In<R['params']>;
  readonly query: In<R['query']>;
  readonly body: In<R['body']>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}
export type Handler<R extends RouteContract> = (ctx: Ctx, input: Input<R>) => Promise<Outcome<z.input<R['reply']>>>;
/** A reply that the handler has already sent by itself (a stream, a file). */
export const sent: Outcome<never> = { ok: true, value: undefined as never };

export interface Server {
  readonly app: FastifyInstance;
  serve<R extends RouteContract>(contract: R, handler: Handler<R>): void;
  readonly mounted: Set<string>;
}
export interface ServerOptions {
  readonly pool: pg.Pool;
  readonly secureCookies: boolean;
  /** Writes the refused attempts that the catalogue wants on record, after the roll-back. */
  readonly recordAttempt: (ctx: Ctx, refused: Refused) => Promise<void>;
}
export const sessionCookie = 'sy_session';

export async function httpServer(deps: Deps, options: ServerOptions): Promise<Server> {
  const app = fastify({
    logger: false,
    bodyLimit: 6_000_000,
    trustProxy: false,
    routerOptions: { maxParamLength: 200 },
    // An address that cannot be read at all never comes to a route.
    frameworkErrors: (_error, request, reply) => void sendRefusal(reply, localeOf(request), refuse('INPUT_INVALID')),
  });
  app.setValidatorCompiler((part) => (data: unknown) => {
    // Fastify says null where no body was sent; a contract that lets the body out says undefined.
    const given = data === null && part.httpPart === 'body' ? undefined : data;
    const result = (part.schema as unknown as z.ZodType).safeParse(given, { reportInput: true });
    return result.success ? { value: result.data } : { error: new InputError(result.error.issues) };
  });
  app.setSerializerCompiler(serializerCompiler);
  await app.register(cookie);
  await app.register(swagger, { openapi: openapiHead, transform: createJsonSchemaTransform({ skipList: [] }) });
  app.setErrorHandler((error, request, reply) => answerError(deps, error as Error, request, reply));
  app.setNotFoundHandler((request, reply) => sendRefusal(reply, localeOf(request), refuse('NOT_FOUND')));
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'same-origin');
    if (!request.url.startsWith('/api/')) return;
    // What one person was told is kept for nobody else: not by a proxy, not by the next user of the same device.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    reply.header('vary', 'authorization, cookie, accept-language');
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger());
  // For whoever supervises the process, outside the contract: neither answer says more than yes or no.
  app.get('/health/live', { schema: { hide: true } }, () => ({ ok: true }));
  app.get('/health/ready', { schema: { hide: true } }, async (_request, reply) => {
    const ok = await options.pool.query('select 1').then(
      () => true,
      () => false,
    );
    return reply.status(ok ? 200 : 503).send({ ok });
  });
  const mounted = new Set<string>();
  const contexts = new WeakMap<FastifyRequest, Ctx>();
  return {
    app,
    mounted,
    serve(contract, handler) {
      if (mounted.has(contract.id)) throw new Error(`Route ${contract.id} is mounted twice`);
      mounted.add(contract.id);
      app.withTypeProvider<ZodTypeProvider>().route({
        method: contract.method,
        url: contract.path,
        // The head of a stream without end would never be answered.
        exposeHeadRoute: contract.media !== 'text/event-stream',
        schema: schemaOf(contract),
        // Who may is asked before what is sent: a stranger learns nothing about the form of an input.
        preValidation: async (request, reply) => {
          if (!isKeepable(request.body, contract.rowByRow))
            return sendRefusal(reply, localeOf(request), refuse('INPUT_INVALID'));
          const ctx = await contextOf(deps, options.pool, contract, request);
          const barred = admit(ctx, contract, request);
          if (barred) return sendRefusal(reply, ctx.locale, barred);
          contexts.set(request, ctx);
        },
        // A long export may outlast the right to it: whoever lost it meanwhile gets the refusal and not a row.
        onSend: async (request, reply, payload) => {
          if (!contract.media || contract.access.kind === 'public' || reply.statusCode >= 400) return payload;
          const asked = async () => {
            const ctx = await contextOf(deps, options.pool, contract, request);
            const barred = admit(ctx, contract, request);
            return (
              barred && { status: refusals[barred.code].status, body: JSON.stringify(refusalOf(barred, ctx.locale)) }
            );
          };
          const barred = await asked();
          if (!barred) return payload instanceof Readable ? Readable.from(whileAdmitted(payload, asked)) : payload;
          if (payload instanceof Readable) payload.destroy();
          reply.removeHeader('content-disposition').removeHeader('content-length');
          reply.status(barred.status).type('application/json; charset=utf-8');
          return barred.body;
        },
        handler: async (request, reply) => {
          const ctx = contexts.get(request);
          if (!ctx) throw new Error('A request reached its handler without a context');
          const outcome = await handler(ctx, {
            params: request.params,
            query: request.query,
            body: request.body,
            request,
            reply,
          } as never);
          if (!outcome.ok) {
            if (outcome.attempt) await options.recordAttempt(ctx, outcome);
            return sendRefusal(reply, ctx.locale, outcome);
          }
          if (reply.sent) return reply;
          if (outcome === (sent as Outcome<unknown>)) return reply;
          return reply.send(outcome.value as never);
        },
      });
    },
  };
}

const openapiHead = {
  openapi: '3.1.0',
  info: {
    title: 'Shaoying 哨应',
    version: '0.1.0',
    description: "The open platform on which a neighbourhood's needs meet its neighbours' time.",
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  components: { securitySchemes: { session: { type: 'http' as const, scheme: 'bearer' } } },
};

function schemaOf(contract: RouteContract) {
  const codes = refusalsOf(contract);
  const byStatus: Record<string, unknown> = {};
  for (const code of codes) {
    const status = refusals[code].status;
    const said = codes
      .filter((c) => refusals[c].status === status)
      .map((c) => `${c}: ${refusals[c].zh} ${refusals[c].en}`);
    byStatus[String(status)] = refusalBody.meta({ description: said.join('\n') });
  }
  return {
    operationId: contract.id,
    summary: contract.summary,
    description: `${contract.source}. Access: ${describeAccess(contract)}. Refusals: ${codes.join(', ')}.`,
    tags: [contract.tag],
    ...(contract.access.kind === 'public' ? {} : { security: [{ session: [] }] }),
    ...(contract.params ? { params: contract.params } : {}),
    ...(contract.query ? { querystring: contract.query } : {}),
    ...(contract.body ? { body: contract.body } : {}),
    response: {
      ...byStatus,
      200: contract.media
        ? { description: `A body of type ${contract.media}`, content: { [contract.media]: { schema: contract.reply } } }
        : contract.reply,
    },
  } as Record<string, unknown>;
}
const describeAccess = (c: RouteContract) =>
  c.access.kind === 'roles'
    ? c.access.roles.join(', ')
    : c.access.kind === 'person'
      ? 'any signed-in person, own rows'
      : 'public';

async function contextOf(deps: Deps, pool: pg.Pool, contract: RouteContract, request: FastifyRequest): Promise<Ctx> {
  const header = request.headers.authorization;
  const fromHeader = header?.startsWith('Bearer ') ? header.slice(7) : null;
  const token = fromHeader ?? (request.cookies as Record<string, string | undefined>)[sessionCookie] ?? null;
  let actor: Actor | null = token ? await authenticate(deps, pool, token) : null;
  // A browser sends the cookie by itself; a page of another site must not act with it.
  if (!fromHeader && request.method !== 'GET' && crossSite(request)) actor = null;
  const key = request.headers['idempotency-key'];
  return {
    ...deps,
    actor,
    locale: localeOf(request),
    address: request.ip,
    requestId: request.id,
    idempotency:
      contract.idempotent && typeof key === 'string' && key.length >= 8 && key.length <= 120
        ? { key, route: `${contract.id} ${request.url}`, bodyHash: bodyHash(request.body), used: false }
        : null,
  };
}
const localeOf = (request: FastifyRequest): 'zh' | 'en' =>
  (request.headers['accept-language'] ?? '').toLowerCase().startsWith('en') ? 'en' : 'zh';

function crossSite(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  return typeof site === 'string' && site !== 'same-origin' && site !== 'none';
}

/** What the contract does not allow, on its way from the check to the answer; never logged, for it holds what was sent. */
class InputError extends Error {
  readonly statusCode = 400;
  readonly issues: readonly z.core.$ZodIssue[];
  constructor(issues: readonly z.core.$ZodIssue[]) {
    super('The input does not fit the contract');
    this.issues = issues;
  }
}

/** The first wall: signed in at all, and a role that covers the place in the path. */
function admit(ctx: Ctx, contract: RouteContract, request: FastifyRequest): Refused | null {
  const params = request.params as { community?: string; unit?: string; tenant?: string };
  const raw = params.community ?? params.unit ?? params.tenant;
  const tenant = raw === undefined || !/^[1-9]\d{0,8}$/.test(raw) ? undefined : Number(raw);
  if (contract.access.kind !== 'public' && !ctx.actor) return refuse('SIGN_IN_REQUIRED');
  if (tenant !== undefined) {
    const node = ctx.territory.get(tenant);
    if (
      !node ||
      (params.community !== undefined && node.level !== 'community') ||
      (params.unit !== undefined && node.level !== 'unit')
    )
      return refuse('NOT_FOUND');
  }
  if (contract.access.kind !== 'roles') return null;
  const roles = contract.access.roles;
  const held = ctx.actor?.grants.some(
    (g) =>
      roles.includes(g.role) && (raw === undefined || (tenant !== undefined && ctx.territory.covers(g.tenant, tenant))),
  );
  return held ? null : refuse('FORBIDDEN');
}

/** Chunks of a long answer between two looks at whether its reader may still read. */
const chunksBetweenLooks = 100;
/** Passes a stream on as long as its reader may read it; then the refusal is its last line. */
async function* whileAdmitted(chunks: Readable, asked: () => Promise<{ body: string } | null>) {
  let passed = 0;
  for await (const chunk of chunks) {
    if (passed > 0 && passed % chunksBetweenLooks === 0) {
      const barred = await asked();
      if (barred) {
        yield `${barred.body}\n`;
        return;
      }
    }
    passed += 1;
    yield chunk;
  }
}

function sendRefusal(reply: FastifyReply, locale: 'zh' | 'en', refused: Refused) {
  return reply.status(refusals[refused.code].status).send(refusalOf(refused, locale));
}

function refusalOf(refused: Refused, locale: 'zh' | 'en') {
  return {
    code: refused.code,
    ...sentence(refused, locale),
    ...(refused.fields
      ? {
          fields: refused.fields.map((f) => ({ path: f.path, message: f.message === '' ? '' : f.message[locale] })),
        }
      : {}),
    ...(refused.details ? { details: refused.details } : {}),
  };
}

function answerError(
  deps: Deps,
  error: Error & { statusCode?: number; code?: string; validation?: unknown },
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const locale = localeOf(request);
  if (error instanceof InputError) {
    const fields = error.issues.map((issue) => ({ path: issue.path.join('.'), message: wordsOf(issue) }));
    return sendRefusal(reply, locale, refuse('INPUT_INVALID', { fields }));
  }
  // A character that the database cannot store (U+0000) is the sender's, not ours.
  if (error.code === '22021' || error.code === '22P05') return sendRefusal(reply, locale, refuse('INPUT_INVALID'));
  if (error.statusCode === 413) return sendRefusal(reply, locale, refuse('TOO_LARGE'));
  if (error.statusCode !== undefined && error.statusCode < 500)
    return sendRefusal(reply, locale, refuse('INPUT_INVALID'));
  // Personal data never enter a log: the route, the kind and the stack's first lines are enough to find a bug.
  deps.log('request.failed', {
    route: request.routeOptions.url ?? '',
    error: error.message,
    stack: (error.stack ?? '').split('\n').slice(1, 5).join(' | '),
  });
  return reply.status(500).send({
    code: 'INTERNAL',
    message: locale === 'zh' ? '系统出错了，您填写的内容没有丢失。' : 'Something broke; what you typed is not lost.',
    next: locale === 'zh' ? '请稍后重试。' : 'Please try again in a moment.',
  });
}
