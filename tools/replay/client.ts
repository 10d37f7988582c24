/**
 * Asks the public HTTP API in the name of one person at a time and keeps every acknowledgement as a JSON line.
 * After a crash of the server the request in flight is sent again with its idempotency key.
 */
import { createWriteStream, type WriteStream } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { TOTP, Secret } from 'otpauth';
import type { z } from 'zod';
import { routes, type Routes } from '../../contract/index.ts';
import type { CodeBox, Deployment } from './deployment.ts';
import { ServerGone } from './deployment.ts';
import type { Person } from './town.ts';

export type RouteId = keyof Routes & string;
export type Reply<K extends RouteId> = z.output<Routes[K]['reply']>;
export type Answer<K extends RouteId> =
  | { readonly ok: true; readonly value: Reply<K> }
  | { readonly ok: false; readonly status: number; readonly code: string; readonly details: Record<string, unknown> };
export interface Sent {
  readonly params?: Record<string, string | number>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
}
interface Session {
  readonly token: string;
  readonly until: number;
}
interface Raw {
  readonly status: number;
  readonly body: unknown;
  readonly resent: boolean;
}

const table = new Map(routes.map((r) => [r.id as string, r]));
/** Sessions are renewed a little before they end: 12 hours for staff, 30 days for others. */
const life_ms = { staff: 11.5 * 3_600_000, plain: 29 * 86_400_000 };

export interface ClientOptions {
  readonly deployment: Deployment;
  readonly codes: CodeBox;
  readonly acknowledgements: string;
  readonly runKey: string;
  readonly now: () => number;
  /** Called before each request with its number; true kills the server while the request is under way. */
  readonly killsAt?: (request: number) => number | null;
  readonly restart?: () => Promise<void>;
}

export class Client {
  readonly latencies_ms: number[] = [];
  readonly refusals = new Map<string, number>();
  /** Time spent per route, for the report on standard error. */
  readonly routes = new Map<string, { calls: number; ms: number }>();
  errors5xx = 0;
  requests = 0;
  private readonly options: ClientOptions;
  private readonly sessions = new Map<string, Session>();
  private readonly log: WriteStream;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(options: ClientOptions) {
    this.options = options;
    this.log = createWriteStream(options.acknowledgements);
  }

  /** One request of a person (null: nobody is signed in). Signs in first when there is no live session. */
  async call<K extends RouteId>(who: Person | null, route: K, sent: Sent = {}): Promise<Answer<K>> {
    const token = who ? await this.tokenOf(who) : null;
    const raw = await this.send(who, token, route, sent);
    if (raw.status < 400) return { ok: true, value: raw.body as Reply<K> };
    const refusal = raw.body as { code?: string; details?: Record<string, unknown> } | null;
    const code = refusal?.code ?? `HTTP_${raw.status}`;
    const name = `${route} ${code}`;
    this.refusals.set(name, (this.refusals.get(name) ?? 0) + 1);
    if (process.env['REPLAY_DEBUG'])
      process.stderr.write(
        `${new Date(this.options.now()).toISOString()} ${name} ${JSON.stringify(raw.body).slice(0, 300)} ${JSON.stringify(sent).slice(0, 300)}\n`,
      );
    return { ok: false, status: raw.status, code, details: refusal?.details ?? {} };
  }

  private async tokenOf(who: Person): Promise<string> {
    const session = this.sessions.get(nameOf(who));
    const now = this.options.now();
    if (session && session.until > now) return session.token;
    const token = who.account ? await this.signInAsStaff(who) : await this.signInByCode(who);
    this.sessions.set(nameOf(who), { token, until: now + (who.account ? life_ms.staff : life_ms.plain) });
    return token;
  }

  private async signInAsStaff(who: Person): Promise<string> {
    const account = who.account!;
    const totp = new TOTP({ secret: Secret.fromBase32(account.totpSecret) }).generate({
      timestamp: this.options.now(),
    });
    const raw = await this.send(who, null, 'accounts.signInByPassword', {
      body: { account: account.name, password: account.password, totp },
    });
    if (raw.status !== 200) throw new Error(`${account.name} could not sign in: ${JSON.stringify(raw.body)}`);
    return (raw.body as Reply<'accounts.signInByPassword'>).token;
  }

  private async signInByCode(who: Person): Promise<string> {
    const asked = await this.send(who, null, 'accounts.requestCode', { body: { phone: who.phone } });
    const code = this.options.codes.take(who.phone ?? '');
    if (asked.status !== 200 || !code)
      throw new Error(`No code for ${who.phone ?? 'nobody'}: ${JSON.stringify(asked.body)}`);
    const raw = await this.send(who, null, 'accounts.signInByCode', {
      body: { phone: who.phone, code, name: who.name },
    });
    const reply = raw.body as Reply<'accounts.signInByCode'>;
    if (raw.status !== 200 || reply.result !== 'signed_in')
      throw new Error(`${who.phone ?? ''} could not sign in: ${JSON.stringify(raw.body)}`);
    if (who.id === '') Object.assign(who, { id: reply.me.id });
    return reply.token;
  }

  private async send(who: Person | null, token: string | null, route: RouteId, sent: Sent): Promise<Raw> {
    const contract = table.get(route);
    if (!contract) throw new Error(`No route ${route}`);
    this.requests += 1;
    const number = this.requests;
    let path: string = contract.path;
    for (const [name, value] of Object.entries(sent.params ?? {}))
      path = path.replace(`:${name}`, encodeURIComponent(String(value)));
    if (sent.query) path += `?${new URLSearchParams(sent.query).toString()}`;
    const key = 'idempotent' in contract && contract.idempotent === true ? `${this.options.runKey}-${number}` : null;
    const payload = sent.body === undefined ? null : JSON.stringify(sent.body);
    const signsIn = route.startsWith('accounts.signIn') || route === 'accounts.requestCode';
    const delay_ms = signsIn ? null : (this.options.killsAt?.(number) ?? null);
    const started = performance.now();
    const sent_at = new Date(this.options.now()).toISOString();
    let resent = false;
    let raw: { status: number; text: string };
    try {
      if (delay_ms !== null) this.killSoon(delay_ms);
      raw = await this.exchange(contract.method, path, {
        token,
        key,
        payload,
        address: who?.address ?? null,
        alone: signsIn,
      });
    } catch {
      // A kept connection may have been closed meanwhile: asking once more with the same key is harmless.
      if (this.options.restart) await this.options.restart();
      resent = true;
      raw = await this.exchange(contract.method, path, {
        token,
        key,
        payload,
        address: who?.address ?? null,
        alone: signsIn,
      });
    }
    if (delay_ms !== null && !resent) await this.options.restart?.();
    const ms = performance.now() - started;
    if (delay_ms === null) this.latencies_ms.push(ms);
    const spent = this.routes.get(route) ?? { calls: 0, ms: 0 };
    this.routes.set(route, { calls: spent.calls + 1, ms: spent.ms + ms });
    if (raw.status >= 500) {
      this.errors5xx += 1;
      process.stderr.write(`5xx from ${route}: ${raw.text.slice(0, 300)}\n`);
    }
    const body = parsed(raw.text);
    this.acknowledge({
      n: number,
      sent: sent_at,
      at: new Date(this.options.now()).toISOString(),
      session: token ? token.split('.').slice(0, 2).join('.') : null,
      route,
      params: sent.params ?? {},
      key,
      body: signsIn ? null : trimmed(sent.body),
      status: raw.status,
      reply: withoutSecret(body),
      ...(resent ? { resent: true } : {}),
    });
    return { status: raw.status, body, resent };
  }

  private killSoon(delay_ms: number): void {
    setTimeout(() => void this.options.deployment.kill(), delay_ms);
  }

  private acknowledge(line: Record<string, unknown>): void {
    this.log.write(`${JSON.stringify(line)}\n`);
  }

  private exchange(
    method: string,
    path: string,
    s: { token: string | null; key: string | null; payload: string | null; address: string | null; alone: boolean },
  ): Promise<{ status: number; text: string }> {
    return new Promise((answered, failed) => {
      const headers: Record<string, string | number> = {};
      if (s.token) headers['authorization'] = `Bearer ${s.token}`;
      if (s.key) headers['idempotency-key'] = s.key;
      if (s.payload !== null) {
        headers['content-type'] = 'application/json';
        headers['content-length'] = Buffer.byteLength(s.payload);
      }
      // People sign in from where they are, so that the limit by address sees them apart; it is the loopback network's.
      const from =
        s.alone && s.address && process.platform === 'linux'
          ? { localAddress: s.address, agent: false as const }
          : { agent: this.agent };
      const request = httpRequest(
        { host: '127.0.0.1', port: this.options.deployment.port, method, path, headers, ...from },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            answered({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
          );
          response.on('error', failed);
          response.on('aborted', () => failed(new ServerGone()));
        },
      );
      request.on('error', failed);
      if (s.payload !== null) request.write(s.payload);
      request.end();
    });
  }

  /** Ends the log; nothing is asked afterwards. */
  async close(): Promise<void> {
    this.agent.destroy();
    await new Promise<void>((ended) => void this.log.end(() => ended()));
  }
}

/** By what the person signs in; a caller who is new to the community has no id yet. */
const nameOf = (who: Person): string => who.account?.name ?? who.phone ?? who.id;

function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text.slice(0, 200);
  }
}

/** Files need not be kept twice; their size is enough. */
function trimmed(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('base64' in body)) return body ?? null;
  return { ...body, base64: `(${String(body.base64).length} characters)` };
}

/** A session's secret half stays out of the record: who it belongs to is what the auditor asks. */
function withoutSecret(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('token' in body)) return body;
  return { ...body, token: String(body.token).split('.').slice(0, 2).join('.') };
}
