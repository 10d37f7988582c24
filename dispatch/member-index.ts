/** An incremental index of members: by skill and work content, and within each by place. One change touches few lists. */
import { METRES_PER_DEGREE, boxAround } from './geo.ts';
import type { GeoPoint, MatchPolicy, MemberState, SlotRequest } from './types.ts';

/** The smallest reach class; every second class reaches twice as far. */
const FIRST_REACH_M = 250;
const LEVELS = 32;
/** Cells of a quarter of the reach waste little beyond the circle and stay few. */
const CELLS_PER_REACH = 4;
/** Members with the city's default reach, which the index does not know. */
const DEFAULT_LEVEL = LEVELS;
const DEFAULT_CELL_M = 1_000;
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
  readonly home: Lists;
  readonly key: number;
}

type Lists = Map<number, List>;
/** Keys of the two lists of a grid that no place orders. */
const ALL = 0;
const NO_POINT = 1;

function levelOf(member: MemberState): number {
  if (member.maxDistance_m === null) return DEFAULT_LEVEL;
  const level = Math.max(0, Math.ceil(2 * Math.log2(Math.max(member.maxDistance_m, 1) / FIRST_REACH_M)));
  return level < LEVELS ? level : FAR_LEVEL;
}

function cell_m(level: number): number {
  if (level === DEFAULT_LEVEL) return DEFAULT_CELL_M;
  return level === FAR_LEVEL ? FAR_CELL_M : (FIRST_REACH_M * 2 ** (level / 2)) / CELLS_PER_REACH;
}

function reach_m(level: number, policy: MatchPolicy): number {
  if (level === DEFAULT_LEVEL) return policy.defaultMaxDistance_m;
  // A hair beyond the class, because the logarithm that chose it rounds.
  return level === FAR_LEVEL ? Number.POSITIVE_INFINITY : FIRST_REACH_M * 2 ** (level / 2) * (1 + 1e-9);
}

/** Cells are squares in degrees of latitude: narrower towards the poles, which costs a query a few more of them. */
function cellNumber(level: number, degrees: number): number {
  return Math.floor((degrees * METRES_PER_DEGREE) / cell_m(level));
}

/** More than twice the columns of the finest cells, so that no two cells share a key. */
const COLUMNS = 2 ** 22;
function cellKey(row: number, column: number): number {
  return row * COLUMNS + column;
}

/** The members of one code (a work content or a skill): all of them, and by place. */
class Grid {
  readonly all: Lists = new Map();
  readonly #cells = new Map<number, Lists>();

  get size(): number {
    return this.all.get(ALL)?.entries.length ?? 0;
  }

  add(entry: Entry): void {
    append(this.all, ALL, entry);
    const level = levelOf(entry.member);
    const keys = new Set<number>();
    for (const point of [entry.member.home, entry.member.work]) {
      if (point) keys.add(cellKey(cellNumber(level, point.lat), cellNumber(level, point.lng)));
    }
    // A member without any known point may be near every place.
    if (keys.size === 0) append(this.all, NO_POINT, entry);
    let cells = this.#cells.get(level);
    if (!cells) this.#cells.set(level, (cells = new Map()));
    for (const key of keys) append(cells, key, entry);
  }

  /** Lists that hold at least everybody within the own reach and the search radius around a place. */
  around(place: GeoPoint, radius_m: number | null, policy: MatchPolicy, found: List[]): void {
    const loose = this.all.get(NO_POINT);
    if (loose) found.push(loose);
    for (const [level, cells] of this.#cells) {
      cellsAround(level, cells, place, Math.min(reach_m(level, policy), radius_m ?? Number.POSITIVE_INFINITY), found);
    }
  }
}

function cellsAround(level: number, cells: Lists, place: GeoPoint, radius_m: number, found: List[]): void {
  const box = Number.isFinite(radius_m) ? boxAround(place.lat, radius_m) : null;
  const lng = box?.lng ?? null;
  const everywhere = !box || lng === null || place.lng - lng < -180 || place.lng + lng > 180;
  const [low, high] = everywhere
    ? [0, 0]
    : [cellNumber(level, place.lat - box.lat), cellNumber(level, place.lat + box.lat)];
  const [left, right] = everywhere ? [0, 0] : [cellNumber(level, place.lng - lng), cellNumber(level, place.lng + lng)];
  if (everywhere || (high - low + 1) * (right - left + 1) > cells.size) {
    found.push(...cells.values());
    return;
  }
  for (let row = low; row <= high; row++) {
    for (let column = left; column <= right; column++) {
      const list = cells.get(cellKey(row, column));
      if (list) found.push(list);
    }
  }
}

/** Finds who may be near enough and able enough for a slot; the hard filters then decide. */
export class MemberIndex {
  readonly #entries = new Map<string, Entry>();
  readonly #skills = new Map<string, Grid>();
  readonly #contents = new Map<string, Grid>();
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
   * acceptance, a rest), only the state is exchanged. The state must not be changed afterwards: hand in a new one.
   */
  upsert(member: MemberState): void {
    const held = this.#entries.get(member.personId);
    if (held && sameKeys(held.member, member)) {
      held.member = member;
      return;
    }
    if (held) unlist(held);
    const entry = held ?? { member, lists: [], positions: [], seen: 0 };
    entry.member = member;
    this.#entries.set(member.personId, entry);
    for (const tag of new Set(member.skills.map((skill) => skill.tag))) gridOf(this.#skills, tag).add(entry);
    for (const content of new Set([...member.intentions, ...member.willingToTry]))
      gridOf(this.#contents, content).add(entry);
  }

  /** Takes a member out; false when there was none. */
  remove(personId: string): boolean {
    const entry = this.#entries.get(personId);
    if (!entry) return false;
    unlist(entry);
    return this.#entries.delete(personId);
  }

  /**
   * A superset of the members who can pass the filters of distance, skill and intention for the slot, each visited
   * once: the holders of its rarest required skill, or without one everybody who chose or would try its content or
   * holds a skill it prefers (nobody else may be asked, DSP-03); of these, for a known place, those near enough.
   */
  visit(slot: SlotRequest, policy: MatchPolicy, each: (member: MemberState) => void): void {
    const lists: List[] = [];
    for (const grid of this.#gridsFor(slot)) {
      const all = grid.all.get(ALL);
      if (slot.form !== 'remote' && slot.place) grid.around(slot.place, slot.radius_m, policy, lists);
      else if (all) lists.push(all);
    }
    const query = ++this.#query;
    for (const list of lists) {
      for (const entry of list.entries) {
        if (entry.seen === query) continue;
        entry.seen = query;
        each(entry.member);
      }
    }
  }

  #gridsFor(slot: SlotRequest): Grid[] {
    const required = slot.requiredSkills.map((tag) => this.#skills.get(tag));
    if (required.length > 0) {
      // A skill that nobody holds leaves nobody.
      const known = required.filter((grid) => grid !== undefined);
      if (known.length < required.length) return [];
      return [known.reduce((rarest, grid) => (grid.size < rarest.size ? grid : rarest))];
    }
    const wide = [this.#contents.get(slot.workContent), ...slot.preferredSkills.map((tag) => this.#skills.get(tag))];
    return wide.filter((grid) => grid !== undefined);
  }
}

function gridOf(grids: Map<string, Grid>, code: string): Grid {
  let grid = grids.get(code);
  if (!grid) grids.set(code, (grid = new Grid()));
  return grid;
}

/** Takes an entry out of all its lists; the last of each list moves into the gap. */
function unlist(entry: Entry): void {
  entry.lists.forEach((list, i) => {
    const moved = list.entries.pop();
    if (moved && moved !== entry) {
      const at = entry.positions[i] ?? 0;
      list.entries[at] = moved;
      moved.positions[moved.lists.indexOf(list)] = at;
    }
    if (list.entries.length === 0) list.home.delete(list.key);
  });
  entry.lists = [];
  entry.positions = [];
}

function append(home: Lists, key: number, entry: Entry): void {
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
    (a.skills === b.skills ||
      sameCodes(
        a.skills.map((s) => s.tag),
        b.skills.map((s) => s.tag),
      ))
  );
}
