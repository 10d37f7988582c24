/**
 * A heap of (distance, node) for shortest paths: both packed into one double, so that one comparison orders by distance
 * and then by node. Four children a node, no decrease: an outdated entry is skipped by whoever takes it.
 */
export class PathHeap {
  /** Distances are integers below `limit / span`, nodes are below `span`; their product stays exact in a double. */
  readonly #span: number;
  #keys: Float64Array<ArrayBuffer>;
  #size = 0;
  /** The distance and the node of the entry that `pop` took last. */
  distance = 0;
  node = 0;

  constructor(nodes: number) {
    this.#span = 2 ** Math.ceil(Math.log2(Math.max(2, nodes)));
    this.#keys = new Float64Array(1024);
  }

  clear(): void {
    this.#size = 0;
  }

  push(distance: number, node: number): void {
    if (this.#size === this.#keys.length) this.#grow();
    const keys = this.#keys;
    const key = distance * this.#span + node;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const above = keys[parent]!;
      if (above <= key) break;
      keys[at] = above;
      at = parent;
    }
    keys[at] = key;
  }

  /** Takes the nearest entry into `distance` and `node`; false when there is none. */
  pop(): boolean {
    if (this.#size === 0) return false;
    const keys = this.#keys;
    const top = keys[0]!;
    this.distance = Math.floor(top / this.#span);
    this.node = top - this.distance * this.#span;
    const size = --this.#size;
    const last = keys[size]!;
    let at = 0;
    for (;;) {
      const first = at * 4 + 1;
      if (first >= size) break;
      let best = first;
      let least = keys[first]!;
      const end = first + 4 < size ? first + 4 : size;
      for (let child = first + 1; child < end; child++) {
        const key = keys[child]!;
        if (key < least) {
          least = key;
          best = child;
        }
      }
      if (least >= last) break;
      keys[at] = least;
      at = best;
    }
    keys[at] = last;
    return true;
  }

  #grow(): void {
    const wider = new Float64Array(this.#keys.length * 2);
    wider.set(this.#keys);
    this.#keys = wider;
  }
}
