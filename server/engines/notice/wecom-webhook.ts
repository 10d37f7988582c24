/**
 * Robots of staff groups in WeCom (企业微信群机器人). A group is told that something waits and where, never who is
 * concerned: a notice's words may hold a resident's name, so only its title and link are posted.
 */
import type { Clock } from '../../platform/clock.ts';
import { minute_ms } from '../../platform/clock.ts';
import { ask, field, isBusy } from './ask.ts';
import type { Channel, SendResult } from './channel.ts';

export interface WecomSettings {
  /** Address of the robot by community. */
  readonly robots: ReadonlyMap<number, string>;
  readonly pages: string | null;
  readonly timeout_ms: number;
}
/** A robot takes twenty messages a minute. */
const atMost = 20;

export function wecomChannel(settings: WecomSettings, clock: Clock): Channel {
  const lately = new Map<string, number[]>();
  /** How long this robot has to rest, 0 when it may post now (and is counted as posting). */
  const rest_ms = (robot: string): number => {
    const now = clock.now().getTime();
    const times = (lately.get(robot) ?? []).filter((t) => t > now - minute_ms);
    lately.set(robot, times);
    if (times.length >= atMost) return times[0]! + minute_ms - now;
    times.push(now);
    return 0;
  };
  return {
    name: 'wecom_webhook',
    to: 'group',
    carries: () => true,
    groupOf: (tenant) => settings.robots.get(tenant) ?? null,
    async send(robot, message) {
      const wait = rest_ms(robot);
      if (wait > 0) return { is: 'wait', after_ms: wait };
      const link = settings.pages && message.link ? `\n${settings.pages}${message.link}` : '';
      const answer = await ask(robot, {
        headers: { 'content-type': 'application/json', 'idempotency-key': message.key },
        body: JSON.stringify({ msgtype: 'text', text: { content: `${message.title}${link}` } }),
        timeout_ms: settings.timeout_ms,
      });
      if (!answer) return { is: 'later', why: 'no_answer' };
      return resultOf(answer.status, Number(field(answer.body, 'errcode') ?? Number.NaN));
    },
  };
}
function resultOf(status: number, code: number): SendResult {
  if (isBusy(status)) return { is: 'later', why: `http_${status}` };
  if (code === 0) return { is: 'sent', providerId: null };
  if (code === 45009) return { is: 'later', why: 'wecom_45009', after_ms: minute_ms };
  if (code === -1) return { is: 'later', why: 'wecom_-1' };
  return { is: 'rejected', why: Number.isNaN(code) ? `http_${status}` : `wecom_${code}` };
}
