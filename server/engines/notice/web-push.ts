/**
 * Web push without a library: aes128gcm (RFC 8291) and VAPID (RFC 8292) are some forty lines over node:crypto, and a
 * test holds them against the example of the standard. The address is the browser's subscription as JSON with the server
 * key that it was made for.
 */
import { createCipheriv, createECDH, ECDH, createHash, createPrivateKey, hkdfSync, sign } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import { hour_ms } from '../../platform/clock.ts';
import type { Random } from '../../platform/ids.ts';
import { ask, isBusy } from './ask.ts';
import type { Channel, Message, SendResult } from './channel.ts';

export interface WebPushSettings {
  /** The application server's key pair, base64url: 65 and 32 bytes. */
  readonly publicKey: string;
  readonly privateKey: string;
  /** Whom a push service may turn to: a mailto: or https: address. */
  readonly contact: string;
  /**
   * Origins of push services that may be asked. A subscription comes from a browser, so its address is never
   * followed anywhere else.
   */
  readonly services: ReadonlySet<string>;
  readonly timeout_ms: number;
}
interface Subscription {
  readonly endpoint: string;
  readonly p256dh: Buffer;
  readonly auth: Buffer;
}
const lives_s = 86_400;

export function webPushChannel(settings: WebPushSettings, clock: Clock, random: Random): Channel {
  return {
    name: 'web_push',
    to: 'person',
    carries: () => true,
    offer: { key: settings.publicKey, accepts: (address) => subscriptionOf(address, settings) !== null },
    async send(address, message) {
      const to = subscriptionOf(address, settings);
      if (!to) return { is: 'unreachable', why: 'subscription' };
      const answer = await ask(to.endpoint, {
        headers: {
          authorization: vapid(settings, new URL(to.endpoint).origin, clock.now()),
          'content-encoding': 'aes128gcm',
          'content-type': 'application/octet-stream',
          ttl: String(lives_s),
          urgency: message.urgent ? 'high' : 'normal',
          // A push service replaces what waits under the same topic: at most 32 letters.
          topic: createHash('sha256').update(message.key).digest('base64url').slice(0, 32),
        },
        body: encrypted(payloadOf(message), to, random.bytes(32), random.bytes(16)),
        timeout_ms: settings.timeout_ms,
      });
      if (!answer) return { is: 'later', why: 'no_answer' };
      return resultOf(answer.status, answer.retryAfter_s, answer.location);
    },
  };
}
const payloadOf = (m: Message): Buffer =>
  Buffer.from(JSON.stringify({ title: cut(m.title, 100), body: cut(m.body, 500), link: m.link }));
/** Push services take four kilobytes. */
const cut = (text: string, letters: number): string => [...text].slice(0, letters).join('');

function resultOf(status: number, retryAfter_s: number | null, location: string | null): SendResult {
  if (status >= 200 && status < 300) return { is: 'sent', providerId: location?.slice(0, 200) ?? null };
  if (status === 404 || status === 410) return { is: 'unreachable', why: `http_${status}` };
  if (isBusy(status))
    return {
      is: 'later',
      why: `http_${status}`,
      ...(retryAfter_s === null ? {} : { after_ms: retryAfter_s * 1000 }),
    };
  return { is: 'rejected', why: `http_${status}` };
}

/**
 * Reads a kept subscription; null when it is none, its push service is not among those configured, or it was made for
 * another server key, with which alone the push service would let us in.
 */
function subscriptionOf(text: string, settings: WebPushSettings): Subscription | null {
  try {
    const s = JSON.parse(text) as { endpoint: string; keys: { p256dh: string; auth: string }; server: string };
    const p256dh = Buffer.from(s.keys.p256dh, 'base64url');
    const auth = Buffer.from(s.keys.auth, 'base64url');
    // Throws when this is no point of the curve.
    ECDH.convertKey(p256dh, 'prime256v1');
    const whole = p256dh.length === 65 && auth.length === 16;
    const good = whole && s.server === settings.publicKey && settings.services.has(new URL(s.endpoint).origin);
    return good ? { endpoint: s.endpoint, p256dh, auth } : null;
  } catch {
    return null;
  }
}

/** RFC 8291 in one record. `privateKey` (32 bytes) and `salt` (16 bytes) are new for every message. */
export function encrypted(
  plain: Buffer,
  to: { readonly p256dh: Buffer; readonly auth: Buffer },
  privateKey: Buffer,
  salt: Buffer,
): Uint8Array<ArrayBuffer> {
  const own = createECDH('prime256v1');
  own.setPrivateKey(privateKey);
  const ownPublic = own.getPublicKey();
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), to.p256dh, ownPublic]);
  const shared = Buffer.from(hkdfSync('sha256', own.computeSecret(to.p256dh), to.auth, info, 32));
  const key = Buffer.from(hkdfSync('sha256', shared, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', shared, salt, 'Content-Encoding: nonce\0', 12));
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const sealed = Buffer.concat([
    cipher.update(plain),
    cipher.update(Buffer.of(2)),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  const recordSize = Buffer.alloc(4);
  recordSize.writeUInt32BE(4096);
  return new Uint8Array(Buffer.concat([salt, recordSize, Buffer.of(ownPublic.length), ownPublic, sealed]));
}

/** RFC 8292: a signed word to this push service, good for twelve hours. */
function vapid(settings: WebPushSettings, audience: string, now: Date): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor((now.getTime() + 12 * hour_ms) / 1000);
  const said = `${part({ typ: 'JWT', alg: 'ES256' })}.${part({ aud: audience, exp, sub: settings.contact })}`;
  const point = Buffer.from(settings.publicKey, 'base64url');
  const key = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33, 65).toString('base64url'),
      d: settings.privateKey,
    },
  });
  const signature = sign('sha256', Buffer.from(said), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  return `vapid t=${said}.${signature}, k=${settings.publicKey}`;
}
