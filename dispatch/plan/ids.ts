/**
 * Numbers for ids given as UTF-8 bytes: a hash table over one pool of bytes. A million ids cost some 20 MB here, where
 * strings in a Map cost five times as much.
 */
export class IdTable {
  #pool = new Uint8Array(1 << 16);
  /** Id k is the bytes from `#start[k]` to `#start[k + 1]`. */
  #start = new Int32Array(1 << 12);
  #slots = new Int32Array(1 << 13);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The number of the id in `bytes[from…to)`, given to it now when it is new. */
  intern(bytes: Uint8Array, from: number, to: number): number {
    const slot = this.#slotOf(bytes, from, to);
    const known = this.#slots[slot]!;
    return known > 0 ? known - 1 : this.#add(bytes, from, to, slot);
  }

  /** The number of a known id, or -1. */
  find(bytes: Uint8Array, from: number, to: number): number {
    return this.#slots[this.#slotOf(bytes, from, to)]! - 1;
  }

  text(id: number): string {
    return new TextDecoder().decode(this.#pool.subarray(this.#start[id], this.#start[id + 1]));
  }

  /** The bytes of an id, to be read at once. */
  bytes(id: number): Uint8Array {
    return this.#pool.subarray(this.#start[id], this.#start[id + 1]);
  }

  /** Ids in ascending order of their bytes: entry p is the id at place p. */
  sorted(): Int32Array {
    const ids = Int32Array.from({ length: this.#count }, (_, k) => k);
    sortByBytes(ids, this.#pool, this.#start, 0, ids.length, 0);
    return ids;
  }

  #slotOf(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const known = this.#slots[slot]!;
      if (known === 0 || this.#equals(known - 1, bytes, from, to)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #equals(id: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#start[id]!;
    if (this.#start[id + 1]! - start !== to - from) return false;
    for (let k = 0; k < to - from; k++) if (this.#pool[start + k] !== bytes[from + k]) return false;
    return true;
  }

  #add(bytes: Uint8Array, from: number, to: number, slot: number): number {
    const id = this.#count++;
    const end = this.#start[id]! + (to - from);
    if (end > this.#pool.length) this.#pool = wider(this.#pool, Math.max(end, this.#pool.length * 2));
    if (id + 2 > this.#start.length) this.#start = wider(this.#start, this.#start.length * 2);
    for (let at = from; at < to; at++) this.#pool[this.#start[id]! + at - from] = bytes[at]!;
    this.#start[id + 1] = end;
    this.#slots[slot] = id + 1;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let id = 0; id < this.#count; id++)
      this.#slots[this.#slotOf(this.#pool, this.#start[id]!, this.#start[id + 1]!)] = id + 1;
  }
}

/** The same array with room for `length` entries. */
export function wider<A extends Uint8Array | Int32Array>(array: A, length: number): A {
  const grown = new (array.constructor as new (length: number) => A)(length);
  grown.set(array);
  return grown;
}

const shortRun = 12;

/** Three-way radix quicksort: splits by one byte at a time; an id that ends sorts before all that go on. */
function sortByBytes(
  ids: Int32Array,
  pool: Uint8Array,
  start: Int32Array,
  from: number,
  to: number,
  depth: number,
): void {
  const byteAt = (id: number, depth: number): number => {
    const at = start[id]! + depth;
    return at < start[id + 1]! ? pool[at]! : -1;
  };
  let low = from;
  while (to - low > shortRun) {
    const pivot = byteAt(ids[(low + to) >> 1]!, depth);
    let [less, at, more] = [low, low, to];
    while (at < more) {
      const id = ids[at]!;
      const byte = byteAt(id, depth);
      if (byte < pivot) {
        ids[at++] = ids[less]!;
        ids[less++] = id;
      } else if (byte > pivot) {
        ids[at] = ids[--more]!;
        ids[more] = id;
      } else at++;
    }
    sortByBytes(ids, pool, start, low, less, depth);
    if (pivot >= 0) sortByBytes(ids, pool, start, less, more, depth + 1);
    low = more;
  }
  insertionSort(ids, low, to, (a, b) => {
    for (let at = depth; ; at++) {
      const [left, right] = [byteAt(a, at), byteAt(b, at)];
      if (left !== right || left < 0) return left - right;
    }
  });
}

function insertionSort(ids: Int32Array, from: number, to: number, compare: (a: number, b: number) => number): void {
  for (let at = from + 1; at < to; at++) {
    const id = ids[at]!;
    let hole = at;
    for (; hole > from && compare(ids[hole - 1]!, id) > 0; hole--) ids[hole] = ids[hole - 1]!;
    ids[hole] = id;
  }
}
