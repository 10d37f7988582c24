/** Column encryption and blind indexes. The key file lies outside the database. */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Random } from './ids.ts';

interface KeyFile {
  current: number;
  keys: Record<string, string>;
  blind: string;
}

/** Seals names, phones, ID numbers and addresses. The key's number stands in every ciphertext from the first row. */
export interface KeyRing {
  seal(plain: string): Buffer;
  open(sealed: Buffer): string;
  openOrNull(sealed: Buffer | null): string | null;
  /** Keyed hash for exact look-up; the purpose keeps equal values of different columns apart. */
  blind(purpose: string, value: string): Buffer;
}

const format = 1;

export function keyRing(path: string, random: Random): KeyRing {
  const file = readOrCreate(path, random);
  const keys = new Map(Object.entries(file.keys).map(([n, k]) => [Number(n), Buffer.from(k, 'base64')]));
  const blindKey = Buffer.from(file.blind, 'base64');
  const open = (sealed: Buffer): string => {
    const key = keys.get(sealed.readUInt16BE(1));
    if (sealed[0] !== format || !key) throw new Error('A sealed column names a key that the key file does not hold');
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(3, 15));
    decipher.setAuthTag(sealed.subarray(sealed.length - 16));
    return Buffer.concat([decipher.update(sealed.subarray(15, sealed.length - 16)), decipher.final()]).toString('utf8');
  };
  return {
    seal(plain) {
      const key = keys.get(file.current);
      if (!key) throw new Error('The key file has no current key');
      const head = Buffer.alloc(3);
      head[0] = format;
      head.writeUInt16BE(file.current, 1);
      // The nonce never comes from a seeded stream shared with anything guessable in production: random is the system's there.
      const iv = random.bytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      return Buffer.concat([head, iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    open,
    openOrNull: (sealed) => (sealed ? open(sealed) : null),
    blind: (purpose, value) =>
      createHmac('sha256', blindKey)
        .update(`${purpose}:${value.normalize('NFKC').trim()}`)
        .digest(),
  };
}

function readOrCreate(path: string, random: Random): KeyFile {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as KeyFile;
  const file: KeyFile = {
    current: 1,
    keys: { 1: random.bytes(32).toString('base64') },
    blind: random.bytes(32).toString('base64'),
  };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(file), { mode: 0o600, flag: 'wx' });
  return file;
}
