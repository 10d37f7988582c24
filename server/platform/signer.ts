/**
 * The deployment's own signature, under what leaves the house and must be provable for ever: certificates, daily roots.
 * The private keys lie beside the column keys, outside the database; every public key that ever signed stays in
 * `signing_key`, so that an old signature verifies after any number of changes.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from './clock.ts';
import type { Tx } from './database.ts';

export const signatureAlgorithms = ['ed25519', 'sm2'] as const;
/** Ed25519 (RFC 8032), or SM2 with SM3 (GB/T 32918, GB/T 32905) where the deployment asks for national algorithms. */
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

export interface PublicKey {
  /** First 16 hex digits of the sha256 over the key's SPKI form. */
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  /** SPKI in PEM. */
  readonly publicKey: string;
}
export interface Signer extends PublicKey {
  sign(bytes: Buffer): Buffer;
}
interface SigningFile {
  current: string;
  /** Private keys in PKCS #8 PEM, also those that no longer sign. */
  keys: Record<string, { algorithm: SignatureAlgorithm; privateKey: string }>;
}

/** The signer of this file; a first start, or another algorithm than the current key's, adds a key. */
export function signerOf(path: string, algorithm: SignatureAlgorithm): Signer {
  const known: SigningFile | null = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as SigningFile) : null;
  const current = known?.keys[known.current];
  if (known && current?.algorithm === algorithm) return signerWith(current.algorithm, current.privateKey);
  const pair = algorithm === 'sm2' ? generateKeyPairSync('ec', { namedCurve: 'SM2' }) : generateKeyPairSync('ed25519');
  const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const signer = signerWith(algorithm, privateKey);
  const file: SigningFile = {
    current: signer.keyId,
    keys: { ...known?.keys, [signer.keyId]: { algorithm, privateKey } },
  };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(file), { mode: 0o600 });
  return signer;
}

function signerWith(algorithm: SignatureAlgorithm, privateKey: string): Signer {
  const key = createPrivateKey(privateKey);
  const spki = createPublicKey(key);
  const der = spki.export({ type: 'spki', format: 'der' });
  return {
    keyId: createHash('sha256').update(der).digest('hex').slice(0, 16),
    algorithm,
    publicKey: spki.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (bytes) => sign(digestOf(algorithm), bytes, key),
  };
}
const digestOf = (algorithm: SignatureAlgorithm): string | null => (algorithm === 'sm2' ? 'sm3' : null);

/** Whether these bytes carry this key's signature; a malformed signature or key is a no. */
export function isSignedBy(key: PublicKey, bytes: Buffer, signature: Buffer): boolean {
  try {
    return verify(digestOf(key.algorithm), bytes, createPublicKey(key.publicKey), signature);
  } catch {
    return false;
  }
}

/** Keeps the public key for ever. Call it in the transaction that stores a signature. */
export async function keepPublicKey(deps: { clock: Clock; signer: Signer }, tx: Tx): Promise<void> {
  const { keyId: key_id, algorithm, publicKey: public_key } = deps.signer;
  await tx
    .insertInto('signing_key')
    .values({ key_id, algorithm, public_key, since: deps.clock.now() })
    .onConflict((c) => c.column('key_id').doNothing())
    .execute();
}

/** A key that signed once; null when it never signed here. */
export async function publicKeyOf(tx: Tx, keyId: string): Promise<PublicKey | null> {
  const row = await tx.selectFrom('signing_key').selectAll().where('key_id', '=', keyId).executeTakeFirst();
  return row ? { keyId: row.key_id, algorithm: row.algorithm as SignatureAlgorithm, publicKey: row.public_key } : null;
}
