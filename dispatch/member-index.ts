/** An incremental index of members: by place, by skill and by work content. One member's change touches few lists. */
import { METRES_PER_DEGREE, boxAround } from './geo.ts';
import type { GeoPoint, MatchPolicy, MemberState, SlotRequest } from './types.ts';

/** The smallest reach class; each next class reaches twice as far. */
const FIRST_REACH_M = 250;
const LEVELS = 16;
/** Members with the city's default reach, which the index does not know. */
const DEFAULT_LEVEL = LEVELS;
const DEFAULT_CELL_M = 2_000;
/** Members whose reach passes all classes. */
const FAR_LEVEL = LEVELS + 1;
const FAR_CELL_M = 50_000;

interface Entry {
  member: MemberState;
  lists: List[];
  /** `positions[i]` is where this entry stands in `lists[i]`. */
  positions: number[];
  /** Number of the last query that met this entry, so that no query meets it twice. */
  seen: number;
}

interface List {
  readonly entries: Entry[];
  /** The map that holds this list, and its key there, so that an emptied list can go. */
  readonly home: Map<string | number, List>;
  readonly key: string | number;
}

function levelOf(member: MemberState): number {
  if (member.maxDistance_m === null) return DEFAULT_LEVEL;
  const level = Math.max(0, Math.ceil(Math.log2(Math.max(member.maxDistance_m, 1) / FIRST_REACH_M)));
  return level < LEVELS ? level : FAR_LEVEL;
}

function cell_m(level: number): number {
  if (level === DEFAULT_LEVEL) return DEFAULT_CELL_M;
  return level === FAR_LEVEL ? FAR_CELL_M : FIRST_REACH_M * 2 ** level;
}

function reach_m(level: number, policy: MatchPolicy): number {
  if (level === DEFAULT_LEVEL) return policy.defaultMaxDistance_m;
  // A hair beyond the class, because the logarithm that chose it rounds.
  return level === FAR_LEVEL ? Number.POSITIVE_INFINITY : FIRST_REACH_M * 2 ** level * (1 + 1e-9);
}

/** Cells are squares in degrees of latitude: narrower towards the poles, which costs a query a few more of them. */
function cellNumber(level: number, degrees: number): number {
  return Math.floor((degrees * METRES_PER_DEGREE) / cell_m(level));
}

const COLUMNS = 2 ** 20;
function cellKey(row: number, column: number): number {
  return row * COLUMNS + column;
}

/** Finds who may be near enough and able enough for a slot; the hard filters then decide. */
export class MemberIndex {
  readonly #entries = new Map<string, Entry>();
  readonly #cells: Map<string | number, List>[] = Array.from({ length: LEVELS + 2 }, () => new Map());
  readonly #skills = new Map<string | number, List>();
  readonly #contents = new Map<string | number, List>();
  readonly #loose = new Map<string | number, List>();
  #query = 0;

  constructor(members: Iterable<MemberState> = []) {
    for (const member of members) this.upsert(member);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(personId: string): MemberState | undefined {
    return this.#entries.get(personId)?.member;
  }

  members(): MemberState[] {
    return Array.from(this.#entries.values(), (entry) => entry.member);
  }

  /**
   * Adds a member or replaces the state of one. Where the place, reach, skills and contents stay the same (a new
   * acceptance, a rest), only the state is exchanged.
   */
  upsert(member: MemberState): void {
    const held = this.#entries.get(member.personId);
    if (held && sameKeys(held.member, member)) {
      held.member = member;
      return;
    }
    if (held) this.#unlist(held);
    const entry = held ?? { member, lists: [], positions: [], seen: 0 };
    entry.member = member;
    this.#entries.set(member.personId, entry);
    this.#list(entry);
  }

  /** Takes a member out; false when there was none. */
  remove(personId: string): boolean {
    const entry = this.#entries.get(personId);
    if (!entry) return false;
    this.#unlist(entry);
    return this.#entries.delete(personId);
  }

  /**
   * A superset of the members who can pass the filters of distance, skill and intention for the slot: whichever of the
   * index's ways (places, rarest required skill, work content) meets the fewest members. Each is visited once.
   */
  visit(slot: SlotRequest, policy: MatchPolicy, each: (member: MemberState) => void): void {
    const ways = [this.#bySkill(slot), this.#byContent(slot), this.#byPlace(slot, policy)];
    let best: List[] | null = null;
    let fewest = this.#entries.size;
    for (const way of ways) {
      if (!way) continue;
      const size = way.reduce((sum, list) => sum + list.entries.length, 0);
      if (best && size >= fewest) continue;
      best = way;
      fewest = size;
    }
    const query = ++this.#query;
    for (const list of best ?? []) {
      for (const entry of list.entries) {
        if (entry.seen === query) continue;
        entry.seen = query;
        each(entry.member);
      }
    }
  }

  #bySkill(slot: SlotRequest): List[] | null {
    let rarest: List | undefined;
    for (const tag of slot.requiredSkills) {
      const list = this.#skills.get(tag);
      if (!list) return [];
      if (!rarest || list.entries.length < rarest.entries.length) rarest = list;
    }
    return rarest ? [rarest] : null;
  }

  /** Everybody who chose the content, would try it, or holds a skill the slot names: nobody else may be asked (DSP-03). */
  #byContent(slot: SlotRequest): List[] {
    const lists = [this.#contents.get(slot.workContent)];
    for (const tag of slot.requiredSkills) lists.push(this.#skills.get(tag));
    for (const tag of slot.preferredSkills) lists.push(this.#skills.get(tag));
    return lists.filter((list) => list !== undefined);
  }

  #byPlace(slot: SlotRequest, policy: MatchPolicy): List[] | null {
    if (slot.form === 'remote' || !slot.place) return null;
    const found = [...this.#loose.values()];
    for (let level = 0; level < this.#cells.length; level++) {
      const radius_m = Math.min(reach_m(level, policy), slot.radius_m ?? Number.POSITIVE_INFINITY);
      this.#cellsAround(level, slot.place, radius_m, found);
    }
    return found;
  }

  #cellsAround(level: number, place: GeoPoint, radius_m: number, found: List[]): void {
    const cells = this.#cells[level];
    if (!cells || cells.size === 0) return;
    const box = Number.isFinite(radius_m) ? boxAround(place.lat, radius_m) : null;
    const lng = box?.lng ?? null;
    const beyond = lng === null || place.lng - lng < -180 || place.lng + lng > 180;
    if (!box || lng === null || beyond) {
      found.push(...cells.values());
      return;
    }
    const rows = [cellNumber(level, place.lat - box.lat), cellNumber(level, place.lat + box.lat)] as const;
    const columns = [cellNumber(level, place.lng - lng), cellNumber(level, place.lng + lng)] as const;
    if ((rows[1] - rows[0] + 1) * (columns[1] - columns[0] + 1) > cells.size) {
      found.push(...cells.values());
      return;
    }
    for (let row = rows[0]; row <= rows[1]; row++) {
      for (let column = columns[0]; column <= columns[1]; column++) {
        const list = cells.get(cellKey(row, column));
        if (list) found.push(list);
      }
    }
  }

  #list(entry: Entry): void {
    const { member } = entry;
    const level = levelOf(member);
    const cells = this.#cells[level];
    if (!cells) return;
    const keys = new Set<number>();
    for (const point of [member.home, member.work]) {
      if (point) keys.add(cellKey(cellNumber(level, point.lat), cellNumber(level, point.lng)));
    }
    for (const key of keys) append(cells, key, entry);
    if (keys.size === 0) append(this.#loose, 'no point', entry);
    for (const tag of new Set(member.skills.map((skill) => skill.tag))) append(this.#skills, tag, entry);
    for (const content of new Set([...member.intentions, ...member.willingToTry])) append(this.#contents, content, entry);
  }

  #unlist(entry: Entry): void {
    entry.lists.forEach((list, i) => {
      const at = entry.positions[i] ?? -1;
      const moved = list.entries.pop();
      if (moved && moved !== entry) {
        list.entries[at] = moved;
        moved.positions[moved.lists.indexOf(list)] = at;
      }
      if (list.entries.length === 0) list.home.delete(list.key);
    });
    entry.lists = [];
    entry.positions = [];
  }
}

function append(home: Map<string | number, List>, key: string | number, entry: Entry): void {
  let list = home.get(key);
  if (!list) {
    list = { entries: [], home, key };
    home.set(key, list);
  }
  entry.lists.push(list);
  entry.positions.push(list.entries.length);
  list.entries.push(entry);
}

function samePoint(a: GeoPoint | null, b: GeoPoint | null): boolean {
  return a === b || (a !== null && b !== null && a.lat === b.lat && a.lng === b.lng);
}

function sameCodes(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((code, i) => code === b[i]));
}

/** True when both states stand in the same lists of the index. */
function sameKeys(a: MemberState, b: MemberState): boolean {
  return (
    a.maxDistance_m === b.maxDistance_m &&
    samePoint(a.home, b.home) &&
    samePoint(a.work, b.work) &&
    sameCodes(a.intentions, b.intentions) &&
    sameCodes(a.willingToTry, b.willingToTry) &&
    (a.skills === b.skills || sameCodes(a.skills.map((s) => s.tag), b.skills.map((s) => s.tag)))
  );
}
