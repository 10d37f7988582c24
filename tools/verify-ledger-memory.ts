/** Remembers millions of transfers in a few bytes each: a set of fingerprints with what a later reversal must match. */
import { hash, randomBytes } from 'node:crypto';

/** Salted anew in every run, so that nobody can prepare two texts with one fingerprint. */
const salt = randomBytes(16).toString('hex');

/** 64 bits as two whole numbers; [0, 0] is never given, it marks an empty place. */
export type Fingerprint = readonly [number, number];
export function fingerprintOf(text: string): Fingerprint {
  const bytes = hash('sha256', salt + text, 'buffer');
  return [bytes.readUInt32LE(0), bytes.readUInt32LE(4) || 1];
}

/** Open addressing over plain numbers: 17 bytes for a place, at most two thirds of the places taken. */
export class FingerprintMap {
  #size = 0;
  #keys = new Uint32Array(2 * 1024);
  #values = new Uint32Array(2 * 1024);
  #flags = new Uint8Array(1024);

  /** The place of a fingerprint, or of the free place where it belongs. */
  #find([high, low]: Fingerprint, keys: Uint32Array): number {
    const places = keys.length / 2;
    for (let at = high % places; ; at = (at + 1) % places) {
      const [h, l] = [keys[2 * at], keys[2 * at + 1]];
      if (l === 0 || (h === high && l === low)) return at;
    }
  }

  /** Adds a fingerprint; false when it is known already, which changes nothing. */
  add(key: Fingerprint, value: Fingerprint, flag: number): boolean {
    if (this.#size * 3 > this.#flags.length * 2) this.#grow();
    const at = this.#find(key, this.#keys);
    if (this.#keys[2 * at + 1] !== 0) return false;
    this.#keys.set(key, 2 * at);
    this.#values.set(value, 2 * at);
    this.#flags[at] = flag;
    this.#size += 1;
    return true;
  }

  get(key: Fingerprint): { readonly value: Fingerprint; readonly flag: number } | null {
    const at = this.#find(key, this.#keys);
    if (this.#keys[2 * at + 1] === 0) return null;
    return { value: [this.#values[2 * at]!, this.#values[2 * at + 1]!], flag: this.#flags[at]! };
  }

  setFlag(key: Fingerprint, flag: number): void {
    this.#flags[this.#find(key, this.#keys)] = flag;
  }

  #grow(): void {
    const places = this.#flags.length * 2;
    const keys = new Uint32Array(2 * places);
    const values = new Uint32Array(2 * places);
    const flags = new Uint8Array(places);
    for (let from = 0; from < this.#flags.length; from += 1) {
      const key: Fingerprint = [this.#keys[2 * from]!, this.#keys[2 * from + 1]!];
      if (key[1] === 0) continue;
      const to = this.#find(key, keys);
      keys.set(key, 2 * to);
      values.set(this.#values.subarray(2 * from, 2 * from + 2), 2 * to);
      flags[to] = this.#flags[from]!;
    }
    [this.#keys, this.#values, this.#flags] = [keys, values, flags];
  }
}
