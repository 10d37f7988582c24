/** Template messages of a WeChat official account (公众号模板消息). */
import { createHash } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import { hour_ms, minute_ms } from '../../platform/clock.ts';
import { ask, field, isBusy, textField, type Reply } from './ask.ts';
import { filled, templateFor, type Channel, type GatewayTemplates, type Message, type SendResult } from './channel.ts';

export interface WechatSettings {
  /** https://api.weixin.qq.com outside tests. */
  readonly base: string;
  readonly appId: string;
  readonly secret: string;
  /** Where the pages of this deployment are, for the link of a message; null sends none. */
  readonly pages: string | null;
  readonly templates: GatewayTemplates;
  readonly timeout_ms: number;
}

/** The token is refreshed this long before WeChat ends it. */
const early_ms = 5 * minute_ms;
const tokenIsOver = new Set([40001, 40014, 42001]);
/** Not a follower, refused by the person, no such openid. */
const personIsGone = new Set([43004, 43019, 43101, 40003]);
const isFull = new Set([45009, 45011]);

export function wechatChannel(settings: WechatSettings, clock: Clock): Channel {
  const token = tokenKeeper(settings, clock);
  return {
    name: 'wechat_official',
    to: 'person',
    carries: (kind) => templateFor(settings.templates, kind) !== null,
    async send(openid, message) {
      const template = templateFor(settings.templates, message.kind);
      if (!template) return { is: 'rejected', why: 'no_template' };
      const body = JSON.stringify(bodyOf(settings, template.id, openid, filled(template, message), message));
      // Twice at most: with the kept token, and once more when WeChat says that it is over.
      for (const fresh of [false, true]) {
        const access = await token(fresh);
        if (access === null) return { is: 'later', why: 'no_token' };
        const answer = await ask(
          `${settings.base}/cgi-bin/message/template/send?access_token=${encodeURIComponent(access)}`,
          { headers: { 'content-type': 'application/json' }, body, timeout_ms: settings.timeout_ms },
        );
        const code = Number(field(answer?.body, 'errcode') ?? Number.NaN);
        if (tokenIsOver.has(code) && !fresh) continue;
        return resultOf(answer, code);
      }
      return { is: 'later', why: 'no_token' };
    },
  };
}

function bodyOf(
  settings: WechatSettings,
  template_id: string,
  touser: string,
  fields: Record<string, string>,
  message: Message,
) {
  const data = Object.entries(fields).map(([name, value]) => [name, { value: shortened(name, value) }]);
  return {
    touser,
    template_id,
    client_msg_id: createHash('sha256').update(message.key).digest('hex').slice(0, 32),
    ...(settings.pages && message.link ? { url: settings.pages + message.link } : {}),
    data: Object.fromEntries(data) as Record<string, { value: string }>,
  };
}
/** WeChat refuses a `thing` of more than twenty characters. */
function shortened(name: string, value: string): string {
  const letters = [...value];
  return name.startsWith('thing') && letters.length > 20 ? `${letters.slice(0, 19).join('')}…` : value;
}

function resultOf(answer: Reply | null, code: number): SendResult {
  if (!answer) return { is: 'later', why: 'no_answer' };
  if (isBusy(answer.status)) return { is: 'later', why: `http_${answer.status}` };
  if (code === 0) return { is: 'sent', providerId: textField(answer.body, 'msgid') };
  if (personIsGone.has(code)) return { is: 'unreachable', why: `wechat_${code}` };
  // The day's quota comes back with the day; an hour is soon enough to look.
  if (isFull.has(code)) return { is: 'later', why: `wechat_${code}`, after_ms: hour_ms };
  if (code === -1 || tokenIsOver.has(code)) return { is: 'later', why: `wechat_${code}` };
  return { is: 'rejected', why: Number.isNaN(code) ? `http_${answer.status}` : `wechat_${code}` };
}

/** Keeps the access token until shortly before its end; senders that come together share one request for it. */
function tokenKeeper(settings: WechatSettings, clock: Clock): (fresh: boolean) => Promise<string | null> {
  let kept: { token: string; until: number } | null = null;
  let asking: Promise<string | null> | null = null;
  const request = async (): Promise<string | null> => {
    // The stable token: several servers of one account do not end each other's tokens.
    const answer = await ask(`${settings.base}/cgi-bin/stable_token`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credential', appid: settings.appId, secret: settings.secret }),
      timeout_ms: settings.timeout_ms,
    });
    const token = textOf(answer?.body, 'access_token');
    const lives_s = Number(field(answer?.body, 'expires_in') ?? 0);
    if (token === null || !(lives_s > 0)) return null;
    kept = { token, until: clock.now().getTime() + lives_s * 1000 - early_ms };
    return token;
  };
  return (fresh) => {
    if (fresh) kept = null;
    if (kept && kept.until > clock.now().getTime()) return Promise.resolve(kept.token);
    asking ??= request().finally(() => {
      asking = null;
    });
    return asking;
  };
}
const textOf = (body: unknown, name: string): string | null => {
  const value = field(body, name);
  return typeof value === 'string' && value !== '' ? value : null;
};
