/** Reads an exported history back: rows by table. Knows the file's form and nothing of the platform. */
import { readFileSync } from 'node:fs';

export type Cell = string | number | boolean | null | readonly unknown[] | Readonly<Record<string, unknown>>;
export type HistoryRow = Readonly<Record<string, Cell>>;
export class History {
  private readonly tables = new Map<string, HistoryRow[]>();

  static read(path: string): History {
    const history = new History();
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      if (line === '') continue;
      const { table, row } = JSON.parse(line) as { table: string; row: HistoryRow };
      const rows = history.tables.get(table);
      if (rows) rows.push(row);
      else history.tables.set(table, [row]);
    }
    return history;
  }
  rows(table: string): readonly HistoryRow[] {
    return this.tables.get(table) ?? [];
  }
  by(table: string, column: string): ReadonlyMap<string, HistoryRow> {
    return new Map(this.rows(table).map((r) => [text(r[column]), r]));
  }
  grouped(table: string, column: string): ReadonlyMap<string, HistoryRow[]> {
    return Map.groupBy(this.rows(table), (r) => text(r[column]));
  }
}
export const text = (cell: Cell | undefined): string =>
  typeof cell === 'string' ? cell : cell === null || cell === undefined ? '' : String(cell);
/** Milliseconds of an instant, or null. */
export const instant = (cell: Cell | undefined): number | null => (typeof cell === 'string' ? Date.parse(cell) : null);
export const number = (cell: Cell | undefined): number => (typeof cell === 'number' ? cell : Number(cell ?? 0));
