/** Generalised assignment instances (orders, members, minutes) from the zipped texts of the shared inputs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import type { HoursProblem } from './hours.ts';

export interface GapInstance {
  readonly name: string;
  readonly problem: HoursProblem;
  /** What is added to every score so that no order stays empty, times the orders; the least or most that is known. */
  readonly offset: number;
  readonly isLeast: boolean;
  /** Bounds on the optimum as stated: from above and from below. */
  readonly upper: number;
  readonly lower: number;
}

/** The only file of a zip archive. */
function unzip(path: string): string {
  const bytes = readFileSync(path);
  // Sizes stand at the end of the archive, in its directory.
  const directory = bytes.readUInt32LE(bytes.lastIndexOf('PK\u0005\u0006') + 16);
  const [method, size] = [bytes.readUInt16LE(directory + 10), bytes.readUInt32LE(directory + 20)];
  const local = bytes.readUInt32LE(directory + 42);
  const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const packed = bytes.subarray(from, from + size);
  return (method === 0 ? packed : inflateRawSync(packed)).toString('latin1');
}

/** Both readings, most profit and least cost, of every instance whose name passes. */
export function gapInstances(folder: string, passes: (name: string) => boolean): GapInstance[] {
  const stated = new Map(
    readFileSync(join(folder, 'bounds.txt'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => {
        const [name = '', a, b] = line.trim().split(/\s+/);
        return [name, [Number(a), Number(b)].toSorted((x, y) => x - y)] as const;
      }),
  );
  const names = readdirSync(folder).flatMap((file) => (file.endsWith('.zip') ? [file.slice(0, -4)] : []));
  return names.filter(passes).flatMap((name) => {
    const words = unzip(join(folder, `${name}.zip`))
      .trim()
      .split(/\s+/)
      .map(Number);
    return [true, false].flatMap((isLeast): GapInstance[] => {
      const known = stated.get(`${name}_${isLeast ? 'Min' : 'Max'}`);
      return known ? [instanceOf(name, words, isLeast, known)] : [];
    });
  });
}

function instanceOf(name: string, words: readonly number[], isLeast: boolean, known: readonly number[]): GapInstance {
  const [members = 0, orders = 0] = words;
  const pairs = members * orders;
  const values = words.slice(2, 2 + pairs);
  const big = Math.max(...values) * 2 + 1;
  const turned = (list: readonly number[]): Int32Array =>
    Int32Array.from({ length: pairs }, (_, k) => list[(k % members) * orders + Math.floor(k / members)]!);
  const problem: HoursProblem = {
    orders,
    members,
    rowStart: Int32Array.from({ length: orders + 1 }, (_, i) => i * members),
    member: Int32Array.from({ length: pairs }, (_, k) => k % members),
    score: turned(values).map((value) => big + (isLeast ? -value : value)),
    minutes: turned(words.slice(2 + pairs, 2 + 2 * pairs)),
    need: new Int32Array(orders).fill(1),
    capacity: Int32Array.from(words.slice(2 + 2 * pairs, 2 + 2 * pairs + members)),
  };
  return { name, problem, offset: big * orders, isLeast, lower: known[0]!, upper: known[1]! };
}
