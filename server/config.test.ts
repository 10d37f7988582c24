import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createECDH } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readConfig } from './config.ts';

const pair = createECDH('prime256v1');
pair.generateKeys();
const half = (bytes: Buffer) =>
  Buffer.concat([Buffer.alloc(32), bytes])
    .subarray(-32)
    .toString('base64url');
const template = JSON.stringify({ 'M-10.result': { id: 'T1', fields: { thing1: 'title' } } });
const sms = {
  SHAOYING_SMS_URL: 'https://sms.example/send',
  SHAOYING_SMS_KEY_ID: 'k-2026',
  SHAOYING_SMS_SECRET: 'the-secret-of-sms',
  SHAOYING_SMS_TEMPLATES: template,
};
const wechat = {
  SHAOYING_WECHAT_APP_ID: 'wx0001',
  SHAOYING_WECHAT_SECRET: 'the-secret-of-wechat',
  SHAOYING_WECHAT_TEMPLATES: template,
};
const push = {
  SHAOYING_PUSH_PUBLIC_KEY: pair.getPublicKey('base64url'),
  SHAOYING_PUSH_PRIVATE_KEY: half(pair.getPrivateKey()),
  SHAOYING_PUSH_CONTACT: 'mailto:duty@community.example',
  SHAOYING_PUSH_SERVICES: 'https://push.example, https://other.example/ignored/path',
};
const wecom = { SHAOYING_WECOM_ROBOTS: '{"4":"https://robot.example/send?key=the-key-of-the-robot"}' };
const all = { SHAOYING_DEPLOYMENT: 'production', ...sms, ...wechat, ...push, ...wecom };

const read = (env: Readonly<Record<string, string>>) => readConfig(env, '/srv/shaoying');
/** The sentence with which the start ends. */
function refusalOf(env: Readonly<Record<string, string>>): string {
  try {
    read(env);
  } catch (error) {
    return (error as Error).message;
  }
  throw new assert.AssertionError({ message: 'The configuration was taken' });
}

describe('configuration', () => {
  it('uses no gateway that nobody configured', () => {
    assert.deepEqual(read({}).gateways, { sms: null, wechat: null, wecom: null, webPush: null });
    assert.equal(read({}).kind, 'demonstration');
  });

  it('reads all four gateways', () => {
    const { gateways } = read({ ...all, SHAOYING_PUBLIC_URL: 'https://shaoying.example/' });
    assert.deepEqual(gateways.sms, {
      url: 'https://sms.example/send',
      keyId: 'k-2026',
      secret: 'the-secret-of-sms',
      templates: { 'M-10.result': { id: 'T1', fields: { thing1: 'title' } } },
      timeout_ms: 10_000,
    });
    assert.equal(gateways.wechat?.base, 'https://api.weixin.qq.com');
    assert.equal(gateways.wechat?.pages, 'https://shaoying.example');
    assert.equal(gateways.wecom?.robots.get(4), 'https://robot.example/send?key=the-key-of-the-robot');
    assert.deepEqual([...gateways.webPush!.services], ['https://push.example', 'https://other.example']);
  });

  it('says which variable a channel that is switched on lacks', () => {
    const firsts = ['SHAOYING_SMS_URL', 'SHAOYING_WECHAT_APP_ID', 'SHAOYING_PUSH_PUBLIC_KEY'];
    const parts = [sms, wechat, push].flatMap((group) => Object.keys(group).filter((name) => !firsts.includes(name)));
    assert.equal(parts.length, 8);
    for (const name of parts) {
      const { [name]: _left, ...rest } = all as Record<string, string>;
      const because = firsts.find((f) => f.startsWith(name.split('_').slice(0, 2).join('_')));
      assert.equal(refusalOf(rest), `${name} is missing; ${because} needs it.`);
      assert.equal(
        refusalOf({ ...rest, [name]: '  ' }),
        `${name} is missing; ${because} needs it.`,
        'blanks are nothing',
      );
    }
  });

  it('takes no address that is not https, but for this machine itself', () => {
    const addresses = ['SHAOYING_SMS_URL', 'SHAOYING_WECHAT_URL', 'SHAOYING_PUBLIC_URL', 'SHAOYING_CODE_GATEWAY'];
    for (const name of addresses) {
      for (const wrong of ['sms.example', 'nothing', '//sms.example'])
        assert.equal(
          refusalOf({ ...all, [name]: wrong }),
          `${name} must be an address such as https://gateway.example.`,
        );
      for (const wrong of ['http://sms.example', 'ftp://sms.example', 'http://127.0.0.1.sms.example'])
        assert.match(refusalOf({ ...all, [name]: wrong }), new RegExp(`^${name} must begin with https://`));
      for (const wrong of ['https://me:word@sms.example', 'https://sms.example/#part'])
        assert.equal(refusalOf({ ...all, [name]: wrong }), `${name} may hold no password and no #.`);
      for (const right of ['http://127.0.0.1:9', 'http://[::1]:9', 'http://localhost:9', 'https://sms.example'])
        read({ ...all, [name]: right });
    }
    assert.match(refusalOf({ ...all, SHAOYING_PUSH_SERVICES: 'http://push.example' }), /must begin with https/);
  });

  it('says what a template, a robot, a key, a contact or a time must be', () => {
    const wrong: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
      [{ SHAOYING_SMS_TEMPLATES: 'SMS_1' }, 'SHAOYING_SMS_TEMPLATES must be a JSON object.'],
      [{ SHAOYING_SMS_TEMPLATES: '[]' }, 'SHAOYING_SMS_TEMPLATES must be a JSON object.'],
      [
        { SHAOYING_WECHAT_TEMPLATES: '{"*":{"id":"T1"}}' },
        'SHAOYING_WECHAT_TEMPLATES: * must be {"id": "…", "fields": {"<field>": "title"}}.',
      ],
      [
        { SHAOYING_SMS_TEMPLATES: '{"*":{"id":"T1","fields":{"a":1}}}' },
        'SHAOYING_SMS_TEMPLATES: * must be {"id": "…", "fields": {"<field>": "title"}}.',
      ],
      [
        { SHAOYING_WECOM_ROBOTS: '{"qingfeng":"https://robot.example"}' },
        'SHAOYING_WECOM_ROBOTS must be {"<number of the community>": "https://…"}.',
      ],
      [
        { SHAOYING_WECOM_ROBOTS: '{"4":"http://robot.example"}' },
        'SHAOYING_WECOM_ROBOTS must begin with https:// (http:// only for this machine itself).',
      ],
      [{ SHAOYING_PUSH_PUBLIC_KEY: 'c2hvcnQ' }, 'SHAOYING_PUSH_PUBLIC_KEY must be 65 bytes in base64url.'],
      [{ SHAOYING_PUSH_PRIVATE_KEY: 'c2hvcnQ' }, 'SHAOYING_PUSH_PRIVATE_KEY must be 32 bytes in base64url.'],
      [
        { SHAOYING_PUSH_CONTACT: 'duty@community.example' },
        'SHAOYING_PUSH_CONTACT must be a mailto: or https: address.',
      ],
      [{ SHAOYING_GATEWAY_TIMEOUT: '0' }, 'SHAOYING_GATEWAY_TIMEOUT must be whole seconds, 1 to 60.'],
      [{ SHAOYING_GATEWAY_TIMEOUT: '1.5' }, 'SHAOYING_GATEWAY_TIMEOUT must be whole seconds, 1 to 60.'],
    ];
    for (const [change, sentence] of wrong) assert.equal(refusalOf({ ...all, ...change }), sentence);
  });

  it('finds two keys that are no pair before a push service does', () => {
    const other = createECDH('prime256v1');
    other.generateKeys();
    const sentence = 'SHAOYING_PUSH_PRIVATE_KEY and SHAOYING_PUSH_PUBLIC_KEY are no pair.';
    assert.equal(refusalOf({ ...all, SHAOYING_PUSH_PRIVATE_KEY: half(other.getPrivateKey()) }), sentence);
    const zero = Buffer.alloc(32).toString('base64url');
    assert.equal(refusalOf({ ...all, SHAOYING_PUSH_PRIVATE_KEY: zero }), sentence);
  });

  it('sends no SMS from a demonstration, whose numbers may belong to somebody', () => {
    assert.match(refusalOf({ ...sms }), /^A demonstration refuses SHAOYING_SMS_URL/);
    assert.ok(read({ ...push }).gateways.webPush, 'a browser that asks for it may get pushes');
  });

  it('repeats no secret in a sentence', () => {
    const secrets = /the-secret|the-key/;
    for (const name of ['SHAOYING_SMS_TEMPLATES', 'SHAOYING_WECOM_ROBOTS', 'SHAOYING_PUSH_PRIVATE_KEY'])
      for (const text of ['the-secret', '{"4":"the-key"}', '{"4":{"id":"the-secret"}}'])
        assert.doesNotMatch(refusalOf({ ...all, [name]: text }), secrets);
  });

  it('ends the start with that sentence alone, before there is any database', () => {
    const dir = mkdtempSync(join(tmpdir(), 'shaoying-config-'));
    try {
      const data = join(dir, 'data');
      const started = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts')], {
        env: { SHAOYING_DEPLOYMENT: 'production', SHAOYING_DATA: data, SHAOYING_SMS_URL: 'https://sms.example' },
        encoding: 'utf8',
      });
      assert.deepEqual(
        [started.status, started.stdout, started.stderr],
        [1, '', 'SHAOYING_SMS_KEY_ID is missing; SHAOYING_SMS_URL needs it.\n'],
      );
      assert.equal(existsSync(data), false);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
