/** The civil calendar of the State Council: workdays, weekends, holidays, make-up days; unknown past what is published. */
import { createRequire } from 'node:module';
import { calendarFrom, type Calendar, type DayKind } from '../../../dispatch/index.ts';
import { civilDate, day_ms, startOfDay } from '../../platform/clock.ts';
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';

export type WorkdayKind = 'workday' | 'weekend' | 'holiday' | 'unknown';
export interface Workdays {
  /** Kind of a civil date 'YYYY-MM-DD'. */
  kindOf(date: string): WorkdayKind;
  nameOf(date: string): string | null;
  /** The instant n workdays later at the same time of day; days past the published calendar count Monday to Friday. */
  addWorkdays(at: Date, n: number): Date;
  /** The same table for the matching library. */
  readonly calendar: Calendar;
  readonly last: string;
}

interface Published {
  readonly holidays: Readonly<Record<string, string>>;
  readonly workdays: Readonly<Record<string, string>>;
}
/** Years before this one are of no use to a service that began later. */
const firstDay = '2015-01-01';

/** Fills the table from the package's published years; days of a later year stay unknown until it is published. */
export async function seedWorkdays(tx: Tx): Promise<void> {
  const published = createRequire(import.meta.url)('chinese-days/dist/chinese-days.json') as Published;
  const lastYear = Object.keys(published.holidays).reduce(
    (year, date) => (date.slice(0, 4) > year ? date.slice(0, 4) : year),
    firstDay.slice(0, 4),
  );
  const rows: { day: string; kind: string; name: string | null }[] = [];
  const last = Date.parse(`${lastYear}-12-31T00:00:00Z`);
  for (let at = Date.parse(`${firstDay}T00:00:00Z`); at <= last; at += day_ms) {
    const day = new Date(at).toISOString().slice(0, 10);
    rows.push({ day, ...kindFrom(published, day) });
  }
  for (let from = 0; from < rows.length; from += 2000) {
    await tx
      .insertInto('workday')
      .values(rows.slice(from, from + 2000))
      .onConflict((o) =>
        o.column('day').doUpdateSet((e) => ({ kind: e.ref('excluded.kind'), name: e.ref('excluded.name') })),
      )
      .execute();
  }
}
function kindFrom(published: Published, day: string): { kind: string; name: string | null } {
  const holiday = published.holidays[day];
  if (holiday !== undefined) return { kind: 'holiday', name: holiday.split(',')[1] ?? null };
  const madeUp = published.workdays[day];
  if (madeUp !== undefined) return { kind: 'workday', name: `${madeUp.split(',')[1] ?? ''}调休上班` };
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return { kind: weekday === 0 || weekday === 6 ? 'weekend' : 'workday', name: null };
}

const held = new WeakMap<object, Promise<Workdays>>();
/** The calendar of this deployment; read once. */
export function workdays(deps: Deps): Promise<Workdays> {
  const known = held.get(deps.db);
  if (known) return known;
  const reading = read(deps);
  held.set(deps.db, reading);
  // An empty table is read again: set-up may fill it after the first reader came.
  reading.then(
    (w) => w.last === '' && held.delete(deps.db),
    () => held.delete(deps.db),
  );
  return reading;
}
export const forgetWorkdays = (deps: Deps): void => void held.delete(deps.db);

async function read(deps: Deps): Promise<Workdays> {
  const rows = (await deps.db.selectFrom('workday').select(['day', 'kind', 'name']).orderBy('day').execute()) as {
    day: string;
    kind: string;
    name: string | null;
  }[];
  const byDay = new Map(rows.map((r) => [r.day, r]));
  const first = rows[0]?.day ?? firstDay;
  const last = rows.at(-1)?.day ?? '';
  const exceptions: Record<string, DayKind> = {};
  for (const r of rows) exceptions[r.day] = r.kind === 'weekend' ? 'restday' : (r.kind as DayKind);
  const kindOf = (date: string): WorkdayKind => (byDay.get(date)?.kind as WorkdayKind | undefined) ?? 'unknown';
  const worked = (at: Date): boolean => {
    const kind = kindOf(civilDate(at));
    if (kind !== 'unknown') return kind === 'workday';
    const weekday = new Date(startOfDay(civilDate(at)).getTime() + 12 * 3_600_000).getUTCDay();
    return weekday !== 0 && weekday !== 6;
  };
  return {
    kindOf,
    nameOf: (date) => byDay.get(date)?.name ?? null,
    addWorkdays(at, n) {
      let to = at;
      // At most ten rest days in a row are known, so the search is bounded generously.
      for (let counted = 0, step = 0; counted < n && step < n * 12 + 30; step += 1) {
        to = new Date(to.getTime() + day_ms);
        if (worked(to)) counted += 1;
      }
      return to;
    },
    calendar: calendarFrom(first, last === '' ? first : last, exceptions),
    last,
  };
}
