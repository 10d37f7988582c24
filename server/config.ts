/** What a deployment may set. Read once at start; anything wrong ends the start with a sentence that says what to do. */
import { createECDH } from 'node:crypto';
import { isAbsolute, resolve } from 'node:path';
import type { GatewaySettings, GatewayTemplates } from './engines/notice/index.ts';
import type { DeploymentKind } from './platform/context.ts';
import { signatureAlgorithms, type SignatureAlgorithm } from './platform/signer.ts';

export interface Config {
  readonly kind: DeploymentKind;
  /** Name of the deployment's database. */
  readonly database: string;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly secureCookies: boolean;
  /** Local socket that drives the clock, for replays and simulations only. */
  readonly controlSocket: string | null;
  readonly silentClosing: boolean;
  /** Address that takes one-time codes as JSON {phone, code}; required outside the demonstration. */
  readonly codeGatewayUrl: string | null;
  /** Where notices go beside the inbox; nothing of it is needed. */
  readonly gateways: GatewaySettings;
  readonly seed: string | null;
  /** Address of the pages as people see it. */
  readonly publicUrl: string | null;
  /** Where sealed copies go; null: nothing is copied by itself. */
  readonly backupDir: string | null;
  /** What signs certificates and daily roots. */
  readonly signature: SignatureAlgorithm;
}

const kinds: readonly DeploymentKind[] = ['demonstration', 'production', 'test'];

/** Reads the configuration from SHAOYING_… variables. Throws a readable error when it contradicts itself. */
export function readConfig(env: NodeJS.ProcessEnv, root: string): Config {
  const kind = kinds.find((k) => k === (env['SHAOYING_DEPLOYMENT'] ?? 'demonstration'));
  if (!kind) throw new Error(`SHAOYING_DEPLOYMENT must be one of ${kinds.join(', ')}.`);
  const port = Number(env['PORT'] ?? 8610);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error('PORT must be a number between 0 and 65535.');
  const controlSocket = env['SHAOYING_CONTROL'] ?? null;
  if (controlSocket && kind === 'production')
    throw new Error('A production deployment refuses SHAOYING_CONTROL: its clock is not driven by anyone.');
  const gateways = readGateways(env);
  if (kind === 'demonstration' && gateways.sms)
    throw new Error(
      'A demonstration refuses SHAOYING_SMS_URL: its people are invented, but their numbers may be somebody’s.',
    );
  const dataDir = env['SHAOYING_DATA'] ?? '.data';
  const backupDir = env['SHAOYING_BACKUP']?.trim();
  return {
    kind,
    database: `shaoying_${kind}`,
    dataDir: isAbsolute(dataDir) ? dataDir : resolve(root, dataDir),
    host: env['HOST'] ?? '127.0.0.1',
    port,
    secureCookies: env['SHAOYING_SECURE_COOKIES'] ? env['SHAOYING_SECURE_COOKIES'] === 'on' : kind === 'production',
    controlSocket,
    silentClosing: !(controlSocket && env['SHAOYING_SILENT_CLOSING'] === 'off'),
    codeGatewayUrl: optional(env, 'SHAOYING_CODE_GATEWAY', address),
    gateways,
    seed: controlSocket ? (env['SHAOYING_SEED'] ?? null) : null,
    publicUrl: optional(env, 'SHAOYING_PUBLIC_URL', address),
    backupDir: backupDir ? resolve(root, backupDir) : null,
    signature: optional(env, 'SHAOYING_SIGNATURE', algorithm) ?? 'ed25519',
  };
}

type Env = NodeJS.ProcessEnv;
const optional = <T>(env: Env, name: string, read: (text: string, name: string) => T): T | null => {
  const text = env[name]?.trim();
  return text ? read(text, name) : null;
};
/** Belongs to a channel that is switched on, so it may not be missing. */
function needed<T>(env: Env, name: string, because: string, read: (text: string, name: string) => T): T {
  const value = optional(env, name, read);
  if (value === null) throw new Error(`${name} is missing; ${because} needs it.`);
  return value;
}
const plain = (text: string): string => text;
function algorithm(text: string, name: string): SignatureAlgorithm {
  const known = signatureAlgorithms.find((a) => a === text);
  if (!known) throw new Error(`${name} must be one of ${signatureAlgorithms.join(', ')}.`);
  return known;
}

/** An address that the server calls. It comes from here alone, never from a request: https, or this machine itself. */
function address(text: string, name: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) throw new Error(`${name} must be an address such as https://gateway.example.`);
  const here = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && here))
    throw new Error(`${name} must begin with https:// (http:// only for this machine itself).`);
  if (url.username || url.password || url.hash) throw new Error(`${name} may hold no password and no #.`);
  return text.replace(/\/$/, '');
}
function record(text: string, name: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below with the variable's name; the text itself may be a secret.
  }
  throw new Error(`${name} must be a JSON object.`);
}
function templates(text: string, name: string): GatewayTemplates {
  const all = record(text, name);
  for (const [kind, value] of Object.entries(all)) {
    const t = value as { id?: unknown; fields?: unknown } | null;
    const fields = typeof t?.fields === 'object' && t.fields !== null ? Object.values(t.fields) : null;
    if (typeof t?.id !== 'string' || t.id === '' || !fields?.every((f) => typeof f === 'string'))
      throw new Error(`${name}: ${kind} must be {"id": "…", "fields": {"<field>": "title"}}.`);
  }
  return all as GatewayTemplates;
}
function robots(text: string, name: string): ReadonlyMap<number, string> {
  return new Map(
    Object.entries(record(text, name)).map(([tenant, url]) => {
      if (!/^[1-9]\d{0,8}$/.test(tenant) || typeof url !== 'string')
        throw new Error(`${name} must be {"<number of the community>": "https://…"}.`);
      return [Number(tenant), address(url, name)] as const;
    }),
  );
}
/** A key of so many bytes in base64url. */
const key = (bytes: number) => (text: string, name: string) => {
  if (!/^[\w-]+$/.test(text) || Buffer.from(text, 'base64url').length !== bytes)
    throw new Error(`${name} must be ${bytes} bytes in base64url.`);
  return text;
};
/** Null when these bytes are no private key of the curve. */
function publicOf(privateKey: string): string | null {
  const pair = createECDH('prime256v1');
  try {
    pair.setPrivateKey(privateKey, 'base64url');
    return pair.getPublicKey('base64url');
  } catch {
    return null;
  }
}
function seconds(text: string, name: string): number {
  const s = Number(text);
  if (!Number.isInteger(s) || s < 1 || s > 60) throw new Error(`${name} must be whole seconds, 1 to 60.`);
  return s * 1000;
}

function readGateways(env: Env): GatewaySettings {
  const timeout_ms = optional(env, 'SHAOYING_GATEWAY_TIMEOUT', seconds) ?? 10_000;
  const pages = optional(env, 'SHAOYING_PUBLIC_URL', address);
  const sms = optional(env, 'SHAOYING_SMS_URL', address);
  const wechat = optional(env, 'SHAOYING_WECHAT_APP_ID', plain);
  const wecom = optional(env, 'SHAOYING_WECOM_ROBOTS', robots);
  const push = optional(env, 'SHAOYING_PUSH_PUBLIC_KEY', key(65));
  return {
    sms: sms === null ? null : { url: sms, timeout_ms, ...smsOf(env) },
    wechat: wechat === null ? null : { appId: wechat, pages, timeout_ms, ...wechatOf(env) },
    wecom: wecom === null ? null : { robots: wecom, pages, timeout_ms },
    webPush: push === null ? null : { publicKey: push, timeout_ms, ...pushOf(env, push) },
  };
}
const smsOf = (env: Env) => ({
  keyId: needed(env, 'SHAOYING_SMS_KEY_ID', 'SHAOYING_SMS_URL', plain),
  secret: needed(env, 'SHAOYING_SMS_SECRET', 'SHAOYING_SMS_URL', plain),
  templates: needed(env, 'SHAOYING_SMS_TEMPLATES', 'SHAOYING_SMS_URL', templates),
});
const wechatOf = (env: Env) => ({
  base: optional(env, 'SHAOYING_WECHAT_URL', address) ?? 'https://api.weixin.qq.com',
  secret: needed(env, 'SHAOYING_WECHAT_SECRET', 'SHAOYING_WECHAT_APP_ID', plain),
  templates: needed(env, 'SHAOYING_WECHAT_TEMPLATES', 'SHAOYING_WECHAT_APP_ID', templates),
});
const pushOf = (env: Env, publicKey: string) => ({
  privateKey: needed(env, 'SHAOYING_PUSH_PRIVATE_KEY', 'SHAOYING_PUSH_PUBLIC_KEY', (text, name) => {
    // Found here rather than by the first push service that answers 403.
    if (publicOf(key(32)(text, name)) !== publicKey)
      throw new Error(`${name} and SHAOYING_PUSH_PUBLIC_KEY are no pair.`);
    return text;
  }),
  contact: needed(env, 'SHAOYING_PUSH_CONTACT', 'SHAOYING_PUSH_PUBLIC_KEY', (text, name) => {
    if (!/^(mailto:\S+@\S+|https:\/\/\S+)$/.test(text)) throw new Error(`${name} must be a mailto: or https: address.`);
    return text;
  }),
  services: needed(
    env,
    'SHAOYING_PUSH_SERVICES',
    'SHAOYING_PUSH_PUBLIC_KEY',
    (text, name) => new Set(text.split(/[\s,]+/).map((each) => new URL(address(each, name)).origin)),
  ),
});
