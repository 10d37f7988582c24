import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { testWorld } from '../../test/world.ts';
import { inTransaction } from './database.ts';
import { done } from './outcome.ts';
import { isSignedBy, keepPublicKey, publicKeyOf, signatureAlgorithms, signerOf, type PublicKey } from './signer.ts';

describe('the deployment’s signature', () => {
  for (const algorithm of signatureAlgorithms)
    test(`${algorithm}: signs, verifies, and finds any flipped byte`, (t) => {
      const dir = mkdtempSync(join(tmpdir(), 'signer-'));
      t.after(() => rmSync(dir, { recursive: true }));
      const signer = signerOf(join(dir, 'signing.json'), algorithm);
      const text = Buffer.from('志愿服务记录证明 QF2026-000001');
      const signature = signer.sign(text);
      assert.ok(isSignedBy(signer, text, signature));
      for (let i = 0; i < text.length; i += 1) {
        const changed = Buffer.from(text);
        changed[i]! ^= 1;
        assert.equal(isSignedBy(signer, changed, signature), false);
      }
      assert.equal(isSignedBy(signer, text, signature.subarray(1)), false);
      assert.equal(statSync(join(dir, 'signing.json')).mode & 0o777, 0o600);
    });

  test('a change of algorithm adds a key and keeps the old one', (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'signer-'));
    t.after(() => rmSync(dir, { recursive: true }));
    const path = join(dir, 'signing.json');
    const first = signerOf(path, 'ed25519');
    assert.equal(signerOf(path, 'ed25519').keyId, first.keyId, 'a restart signs with the same key');
    const second = signerOf(path, 'sm2');
    assert.notEqual(second.keyId, first.keyId);
    const old: PublicKey = first;
    const text = Buffer.from('old');
    assert.ok(isSignedBy(old, text, first.sign(text)));
    assert.equal(isSignedBy(second, text, first.sign(text)), false);
    assert.deepEqual(Object.keys(JSON.parse(readFileSync(path, 'utf8')).keys), [first.keyId, second.keyId]);
  });

  test('a key that signed once is found for ever, and kept once', async (t) => {
    const w = await testWorld();
    t.after(() => w.close());
    const kept = await inTransaction(w.deps.db, {}, async (tx) => {
      await keepPublicKey(w.deps, tx);
      await keepPublicKey(w.deps, tx);
      assert.equal(await publicKeyOf(tx, 'never signed'), null);
      return done(await publicKeyOf(tx, w.deps.signer.keyId));
    });
    assert.ok(kept.ok && kept.value);
    const text = Buffer.from('root');
    assert.ok(isSignedBy(kept.value, text, w.deps.signer.sign(text)));
  });
});
