/** HTTP of the accounts: cookies are set and cleared here, everything else is in the use cases. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accounts } from '../../../contract/accounts/index.ts';
import { iso } from '../../platform/clock.ts';
import { me, type Deps } from '../../platform/context.ts';
import { sessionCookie, type Server } from '../../platform/http.ts';
import { done } from '../../platform/outcome.ts';
import {
  changeConsent,
  closeAccount,
  exportMine,
  listConsents,
  listSessions,
  revokeSession,
  setPreferences,
  whoLooked,
} from './own-data.ts';
import { askProxy, decideProxy, listProxies, recordProxyConsent } from './proxies.ts';
import { readMe } from './read-me.ts';
import { requestCode, signInByCode, signInByPassword } from './sign-in.ts';

export interface DemonstrationAccount {
  face: 'm' | 'desk';
  title: string;
  title_en: string;
  account: string;
  secret: string;
  note: string;
}

const deviceOf = (request: FastifyRequest) => String(request.headers['user-agent'] ?? '').slice(0, 120);
const keep = (reply: FastifyReply, token: string, secure: boolean) =>
  reply.setCookie(sessionCookie, token, { httpOnly: true, sameSite: 'lax', path: '/', secure, maxAge: 30 * 86_400 });

export function mount(
  server: Server,
  deps: Deps,
  options: { secureCookies: boolean; demonstration: () => DemonstrationAccount[] | null },
): void {
  server.serve(accounts.deployment, async (ctx) => {
    const home = deps.deployment.home ? ctx.territory.get(deps.deployment.home) : undefined;
    return done({
      kind: deps.deployment.kind,
      name: deps.deployment.name,
      now: iso(ctx.clock.now()),
      community: home ? { tenant: home.tenant, name: home.name, hotline: home.hotline } : null,
      demonstration: deps.deployment.kind === 'demonstration' ? options.demonstration() : null,
    });
  });
  server.serve(accounts.requestCode, (ctx, { body }) => requestCode(ctx, body.phone));
  server.serve(accounts.signInByCode, async (ctx, { body, request, reply }) => {
    const outcome = await signInByCode(ctx, body, deviceOf(request));
    if (outcome.ok && outcome.value.result === 'signed_in') keep(reply, outcome.value.token, options.secureCookies);
    return outcome;
  });
  server.serve(accounts.signInByPassword, async (ctx, { body, request, reply }) => {
    const outcome = await signInByPassword(ctx, body, deviceOf(request));
    if (outcome.ok) keep(reply, outcome.value.token, options.secureCookies);
    return outcome;
  });
  server.serve(accounts.signOut, async (ctx, { reply }) => {
    const outcome = await revokeSession(ctx, me(ctx).sessionId);
    reply.clearCookie(sessionCookie, { path: '/' });
    return outcome.ok ? outcome : done({ ok: true });
  });
  server.serve(accounts.me, async (ctx) => done(await readMe(ctx, me(ctx).personId, me(ctx).grants)));
  server.serve(accounts.preferences, (ctx, { body }) => setPreferences(ctx, body));
  server.serve(accounts.sessions, (ctx) => listSessions(ctx));
  server.serve(accounts.revokeSession, (ctx, { params }) => revokeSession(ctx, params.id));
  server.serve(accounts.proxies, (ctx) => listProxies(ctx));
  server.serve(accounts.askProxy, (ctx, { body }) => askProxy(ctx, body));
  server.serve(accounts.decideProxy, (ctx, { params, body }) => decideProxy(ctx, params.id, body.decision));
  server.serve(accounts.recordProxyConsent, (ctx, { params, body }) => recordProxyConsent(ctx, params.community, body));
  server.serve(accounts.consents, (ctx) => listConsents(ctx));
  server.serve(accounts.setConsent, (ctx, { params, body }) => changeConsent(ctx, params.purpose, body.given));
  server.serve(accounts.exportMine, (ctx) => exportMine(ctx));
  server.serve(accounts.closeAccount, (ctx) => closeAccount(ctx));
  server.serve(accounts.whoLooked, (ctx) => whoLooked(ctx));
}
