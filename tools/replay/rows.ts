/** The rows of a real day: when each request was opened, wanted and closed, by which channel, at which spot. */
import type { Draws } from './draws.ts';

/** The way in which the row's `source` becomes an order (LST-02, DSP-02). */
export type Way = 'page' | 'hotline' | 'staff' | 'property' | 'voice' | 'proxy';
export interface Row {
  readonly id: string;
  readonly openAt: number;
  readonly dueAt: number | null;
  readonly closeAt: number | null;
  readonly way: Way;
  readonly type: string;
  /** Rows of one spot come from one building. */
  readonly spot: string;
  readonly photo: boolean;
}

/** The file's instants carry no zone; the replay reads them as Asia/Shanghai, where the orders are placed. */
export function instantOf(text: string): number | null {
  const m = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?/.exec(text.trim());
  if (!m) return null;
  const at = Date.parse(`${m[1]}T${m[2]}${m[3] ?? ':00'}+08:00`);
  return Number.isNaN(at) ? null : at;
}

const ways: Readonly<Record<string, Way>> = {
  'constituent call': 'hotline',
  'citizens connect app': 'page',
  'employee generated': 'staff',
  'city worker app': 'property',
  'self service': 'page',
};

/** Reads the rows in the order of their opening. A closing before the opening counts as closed at the opening. */
export function readRows(table: readonly Record<string, string>[], draws: Draws): Row[] {
  const crowded = crowdedSpots(table);
  const rows = table.map((cells, index): Row => {
    const id = cells['case_id'] || cells['case_enquiry_id'] || `row-${index + 1}`;
    const openAt = instantOf(cells['open_dt'] ?? '');
    if (openAt === null) throw new Error(`Row ${index + 2} has no readable open_dt (${cells['open_dt'] ?? ''})`);
    const closed = instantOf(cells['closed_dt'] ?? '');
    const spot = `${cells['lat'] ?? ''},${cells['lon'] ?? ''}`;
    const source = (cells['source'] ?? '').toLowerCase();
    return {
      id,
      openAt,
      dueAt: instantOf(cells['target_dt'] ?? cells['sla_target_dt'] ?? ''),
      closeAt: closed === null ? null : Math.max(closed, openAt),
      way: source === 'self service' ? selfService(draws, id) : (ways[source] ?? 'page'),
      type: cells['type'] ?? '',
      spot: spot === ',' || crowded.has(spot) ? `${cells['neighborhood'] ?? ''}#${id}` : spot,
      photo: /^(1|t|y)/i.test(cells['has_submitted_photo'] ?? ''),
    };
  });
  return rows.toSorted((a, b) => a.openAt - b.openAt || (a.id < b.id ? -1 : 1));
}

/** What residents do by themselves: most type, some speak, some let a relative order for them. */
const selfService = (draws: Draws, id: string): Way =>
  draws.weighted(`way:${id}`, [
    ['page', 40],
    ['voice', 30],
    ['proxy', 30],
  ]);

/** Spots at which six or more types of request lie are the register's default address, not a place. */
function crowdedSpots(table: readonly Record<string, string>[]): ReadonlySet<string> {
  const counts = new Map<string, Set<string>>();
  for (const cells of table) {
    const spot = `${cells['lat'] ?? ''},${cells['lon'] ?? ''}`;
    counts.set(spot, (counts.get(spot) ?? new Set()).add(cells['type'] ?? ''));
  }
  return new Set([...counts].filter(([, types]) => types.size >= 6).map(([spot]) => spot));
}

/**
 * Rows about the same thing: same spot, same type, and they ended at the same second (or both never ended), so that one
 * answer closes both at the row's own time. Gives for each later row the first one.
 */
export function duplicatesOf(rows: readonly Row[]): ReadonlyMap<string, string> {
  const first = new Map<string, Row>();
  const same = new Map<string, string>();
  for (const row of rows) {
    if (row.spot.includes('#')) continue;
    const key = `${row.spot}|${row.type}|${row.closeAt}`;
    const known = first.get(key);
    if (!known) first.set(key, row);
    else if (row.closeAt === null || row.closeAt - row.openAt > 3_600_000) same.set(row.id, known.id);
  }
  return same;
}
