/**
 * SMS through any provider behind one signed request. The gateway proves the sender by HMAC-SHA256 over
 * `timestamp "\n" body`; times in whole seconds.
 */
import { createHmac } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import { ask, isBusy, textField } from './ask.ts';
import { filled, templateFor, type Channel, type GatewayTemplates, type Message, type SendResult } from './channel.ts';

export interface SmsSettings {
  readonly url: string;
  readonly keyId: string;
  readonly secret: string;
  readonly templates: GatewayTemplates;
  readonly timeout_ms: number;
}

export function smsChannel(settings: SmsSettings, clock: Clock): Channel {
  return {
    name: 'sms',
    to: 'person',
    carries: (kind) => templateFor(settings.templates, kind) !== null,
    send: (phone, message) => send(settings, clock, phone, message),
  };
}

async function send(settings: SmsSettings, clock: Clock, phone: string, message: Message): Promise<SendResult> {
  const template = templateFor(settings.templates, message.kind);
  if (!template) return { is: 'rejected', why: 'no_template' };
  const body = JSON.stringify({ phone, template: template.id, params: filled(template, message), key: message.key });
  const timestamp = String(Math.floor(clock.now().getTime() / 1000));
  const answer = await ask(settings.url, {
    headers: {
      'content-type': 'application/json',
      'idempotency-key': message.key,
      'x-shaoying-key': settings.keyId,
      'x-shaoying-timestamp': timestamp,
      'x-shaoying-signature': createHmac('sha256', settings.secret).update(`${timestamp}\n${body}`).digest('hex'),
    },
    body,
    timeout_ms: settings.timeout_ms,
  });
  if (!answer) return { is: 'later', why: 'no_answer' };
  // 409: the gateway knows the key, so the message has gone already.
  if ((answer.status >= 200 && answer.status < 300) || answer.status === 409)
    return { is: 'sent', providerId: textField(answer.body, 'message_id') };
  if (isBusy(answer.status))
    return {
      is: 'later',
      why: `http_${answer.status}`,
      ...(answer.retryAfter_s === null ? {} : { after_ms: answer.retryAfter_s * 1000 }),
    };
  return { is: 'rejected', why: `http_${answer.status}` };
}
