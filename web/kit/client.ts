/**
 * The typed client. A refusal is a value (`ok: false` with its sentence and what to do next), an unreachable server is
 * a value too (`offline`), so that every page handles both beside the field and nothing is lost.
 */
import type { z } from 'zod';
import type { Routes } from '../../contract/index.ts';
import type { RefusalBody } from '../../contract/kernel.ts';
import { table } from './client.generated.ts';
import { lang } from './i18n.ts';

export type RouteId = keyof Routes & string;
type Part<Id extends RouteId, K extends string> = Routes[Id] extends { readonly [P in K]: infer S extends z.ZodType }
  ? z.input<S>
  : never;
type Loose<P> = { readonly [K in keyof P]: P[K] extends string | undefined ? P[K] | number : P[K] };

export type Reply<Id extends RouteId> = Routes[Id] extends { readonly reply: infer S extends z.ZodType }
  ? z.output<S>
  : never;
export type Body<Id extends RouteId> = Part<Id, 'body'>;
/** What a call takes: exactly the parts that its contract names. */
export type Args<Id extends RouteId> = ([Part<Id, 'params'>] extends [never]
  ? object
  : { readonly params: Loose<Part<Id, 'params'>> }) &
  ([Part<Id, 'query'>] extends [never] ? object : { readonly query?: Part<Id, 'query'> }) &
  ([Part<Id, 'body'>] extends [never]
    ? object
    : undefined extends Part<Id, 'body'>
      ? { readonly body?: Part<Id, 'body'> }
      : { readonly body: Part<Id, 'body'> });

export interface Refused {
  readonly ok: false;
  readonly kind: 'refused' | 'offline' | 'failed';
  readonly code: string;
  readonly message: string;
  readonly next: string;
  readonly fields: readonly { readonly path: string; readonly message: string }[];
  readonly details: Readonly<Record<string, unknown>>;
}
export type Outcome<T> = { readonly ok: true; readonly value: T } | Refused;

/** A refusal inside TanStack Query, which knows errors only. */
export class CallError extends Error {
  readonly refused: Refused;
  constructor(refused: Refused) {
    super(refused.code);
    this.refused = refused;
  }
}

const offlineWords = {
  zh: ['现在连不上网。', '您填的内容都还在，有网后再点一次。'],
  en: ['There is no connection now.', 'Everything you entered is still here; try again when you are online.'],
} as const;
const failedWords = {
  zh: ['系统出了点问题。', '您填的内容没有丢失，请稍后再试。'],
  en: ['Something went wrong on our side.', 'Nothing you entered is lost; please try again in a moment.'],
} as const;
const own = (kind: 'offline' | 'failed'): Refused => {
  const [message, next] = (kind === 'offline' ? offlineWords : failedWords)[lang()];
  return { ok: false, kind, code: kind === 'offline' ? 'OFFLINE' : 'INTERNAL', message, next, fields: [], details: {} };
};

let onSignedOut: (() => void) | null = null;
/** The shell says what happens when the server no longer knows the session. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

/** The address of a route with its parameters filled in. */
export function addressOf(id: RouteId, args: { params?: object; query?: object } = {}): string {
  const entry = table[id];
  if (!entry) throw new Error(`No route ${id} in the table: run tools/generate-client.ts`);
  const params = (args.params ?? {}) as Record<string, unknown>;
  let path = entry[1].replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(args.query ?? {}))
    if (value !== undefined && value !== null) search.set(name, String(value));
  const tail = search.toString();
  if (tail) path += `?${tail}`;
  return path;
}

/** One key per logical submit; keep it across retries, so that a second send of the same thing answers with the first. */
export function submitKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  // Without HTTPS a browser offers no randomUUID; getRandomValues is always there.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');
}

export interface CallOptions {
  /** The idempotency key of this logical submit; made here when the caller keeps none. */
  readonly key?: string;
  readonly signal?: AbortSignal;
}

/** A network that swallows a request without an answer counts as none. */
const patience_ms = 30_000;

/** Calls a route. Never throws: refusals, lost connections and faults come back as values. */
export async function call<Id extends RouteId>(
  id: Id,
  args: Args<Id>,
  options: CallOptions = {},
): Promise<Outcome<Reply<Id>>> {
  const entry = table[id];
  const parts = args as { params?: object; query?: object; body?: unknown };
  const headers: Record<string, string> = { 'Accept-Language': lang() === 'zh' ? 'zh-CN' : 'en' };
  if (parts.body !== undefined) headers['Content-Type'] = 'application/json';
  if (entry?.[2]) headers['Idempotency-Key'] = options.key ?? submitKey();
  let response: Response;
  const abort = new AbortController();
  const giveUp = () => abort.abort();
  const timer = setTimeout(giveUp, patience_ms);
  options.signal?.addEventListener('abort', giveUp);
  try {
    response = await fetch(addressOf(id, parts), {
      method: entry?.[0] ?? 'GET',
      headers,
      credentials: 'same-origin',
      ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
      signal: abort.signal,
    });
  } catch {
    return own('offline');
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', giveUp);
  }
  return readAnswer<Reply<Id>>(response);
}

async function readAnswer<T>(response: Response): Promise<Outcome<T>> {
  let body: unknown;
  try {
    body = response.status === 204 ? null : await response.json();
  } catch {
    return own('failed');
  }
  if (response.ok) return { ok: true, value: body as T };
  const refusal = body as Partial<RefusalBody>;
  if (!refusal.code || !refusal.message) return own('failed');
  if (refusal.code === 'SIGN_IN_REQUIRED') onSignedOut?.();
  return {
    ok: false,
    kind: response.status >= 500 ? 'failed' : 'refused',
    code: refusal.code,
    message: refusal.message,
    next: refusal.next ?? '',
    fields: refusal.fields ?? [],
    details: refusal.details ?? {},
  };
}

/** Options for `useQuery`: the route id leads the key, so that live events can refresh by id. */
export function reading<Id extends RouteId>(id: Id, args: Args<Id>) {
  return {
    queryKey: [id, args] as const,
    queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Reply<Id>> => {
      const outcome = await call(id, args, { signal });
      if (outcome.ok) return outcome.value;
      throw new CallError(outcome);
    },
  };
}
