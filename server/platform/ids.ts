/** Identifiers and randomness, injected so that a simulation with one seed repeats itself. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';

export interface Random {
  bytes(count: number): Buffer;
}
export const systemRandom: Random = { bytes: (count) => randomBytes(count) };

/** A reproducible stream for simulations; never used where guessing would matter in production. */
export function seededRandom(seed: string): Random {
  let block = 0;
  let rest = Buffer.alloc(0);
  return {
    bytes(count) {
      while (rest.length < count) {
        rest = Buffer.concat([rest, createHash('sha256').update(`${seed}:${block}`).digest()]);
        block += 1;
      }
      const out = rest.subarray(0, count);
      rest = rest.subarray(count);
      return Buffer.from(out);
    },
  };
}

export interface Ids {
  /** UUIDv7, strictly increasing within this process, so that order of creation is order of ids. */
  next(): string;
}
export function idsOf(clock: Clock, random: Random): Ids {
  let last_ms = 0;
  let counter = 0;
  return {
    next() {
      const now_ms = clock.now().getTime();
      if (now_ms > last_ms) {
        last_ms = now_ms;
        counter = random.bytes(2).readUInt16BE(0) & 0x3ff;
      } else {
        counter += 1;
        if (counter > 0x3ffffff) {
          last_ms += 1;
          counter = 0;
        }
      }
      return uuid7(last_ms, counter, random.bytes(6));
    },
  };
}

/** Layout: 48 bits time, version, 12 high bits of the counter, variant, 14 low bits of it, 48 random bits. */
function uuid7(at_ms: number, counter: number, tail: Buffer): string {
  const b = Buffer.alloc(16);
  b.writeUIntBE(at_ms, 0, 6);
  b.writeUInt16BE(0x7000 | ((counter >>> 14) & 0xfff), 6);
  b.writeUInt16BE(0x8000 | (counter & 0x3fff), 8);
  tail.copy(b, 10, 0, 6);
  const hex = b.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
