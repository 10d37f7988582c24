/** Dense, quiet tables: native markup, scrolling inside, keys j and k, export and print of what is shown. */
import Button from 'antd/es/button';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { csvOf, saveFile, useWords } from '../../kit/index.ts';
import { useKeys } from './keys.tsx';
import { uiWords } from './words.ts';
import { Empty } from './parts.tsx';

export interface Column<T> {
  readonly title: string;
  /** Without it the column stands in the exported file alone. */
  readonly render?: (row: T) => ReactNode;
  /** The same as plain text, for the export; without it the column stays out of the file. */
  readonly text?: (row: T) => string | number | null;
  /** What it shows is the button that makes its row the current one. */
  readonly opens?: boolean;
  readonly end?: boolean;
  readonly width?: string;
}
export interface Picking {
  readonly picked: ReadonlySet<string>;
  readonly onPick: (picked: ReadonlySet<string>) => void;
}
interface Props<T> {
  readonly name: string;
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly keyOf: (row: T) => string;
  readonly nameOf?: (row: T) => string;
  readonly current?: string | null;
  readonly onCurrent?: (key: string) => void;
  readonly onOpen?: (row: T) => void;
  readonly picking?: Picking;
  readonly empty?: ReactNode;
  readonly tools?: ReactNode;
  readonly bare?: boolean;
  /** A long list inside a page keeps to its own window. */
  readonly tall?: boolean;
}

/** A click on the button of a cell is one on its row, which becomes the current one. */
const cellOf = <T,>(column: Column<T>, row: T): ReactNode => (column.render ? column.render(row) : column.text?.(row));

/** What scrolls must be reachable without a pointer. */
export const scrolling = { tabIndex: 0 } as const;
const portion = 50;

export function DataTable<T>(props: Props<T>) {
  const { name, rows, columns, keyOf, current, onCurrent, onOpen, picking, empty, tools, bare } = props;
  const w = useWords(uiWords);
  const [own, setOwn] = useState<string | null>(null);
  const at = current === undefined ? own : current;
  const body = useRef<HTMLTableSectionElement>(null);
  // Long lists come in portions; the export and the printed page carry all of it.
  const [shown, setShown] = useState(portion);
  const visible = rows.slice(0, shown);
  useEffect(() => {
    const all = () => flushSync(() => setShown(Number.MAX_SAFE_INTEGER));
    addEventListener('beforeprint', all);
    return () => removeEventListener('beforeprint', all);
  }, []);
  const seen = columns.filter((c) => c.render ?? c.opens);
  const moves = Boolean(onCurrent ?? onOpen);
  const go = (step: number) => {
    if (visible.length === 0) return;
    const index = visible.findIndex((r) => keyOf(r) === at);
    const next = visible[Math.min(visible.length - 1, Math.max(0, index + step))]!;
    (onCurrent ?? setOwn)(keyOf(next));
  };
  useEffect(() => {
    if (at !== null) body.current?.querySelector('tr.current')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const openIt = () => {
    const row = rows.find((r) => keyOf(r) === at);
    if (row && onOpen) onOpen(row);
  };
  const toggle = (key: string) => {
    if (!picking) return;
    const next = new Set(picking.picked);
    if (!next.delete(key)) next.add(key);
    picking.onPick(next);
  };
  useKeys(
    moves
      ? [
          { key: 'j', says: w.move, act: () => go(1) },
          { key: 'k', says: w.move, act: () => go(-1) },
          { key: 'Enter', says: w.open, act: openIt },
          ...(picking ? [{ key: 'x', says: w.selectAll, act: () => at && toggle(at) }] : []),
        ]
      : [],
  );
  const save = () => {
    const wanted = columns.filter((c) => c.text);
    saveFile(
      `${name}.csv`,
      csvOf([wanted.map((c) => c.title), ...rows.map((r) => wanted.map((c) => String(c.text?.(r) ?? '')))]),
    );
  };
  return (
    <div className="table-block">
      {!tools && (bare || rows.length === 0) ? null : (
        <div className="table-tools screen-only">
          <div className="table-tools-left">{tools}</div>
          {bare || rows.length === 0 ? null : (
            <>
              <span className="quiet">{w.rows(rows.length)}</span>
              <Button size="small" onClick={save}>
                {w.exportCsv}
              </Button>
              <Button size="small" onClick={() => print()}>
                {w.print}
              </Button>
            </>
          )}
        </div>
      )}
      {rows.length === 0 ? (
        (empty ?? <Empty />)
      ) : (
        <section
          {...scrolling}
          className={props.tall ? 'table-scroll table-tall' : 'table-scroll'}
          aria-label={w.table(name)}
        >
          <table className="table">
            <caption className="visually-hidden">{name}</caption>
            <thead>
              <tr>
                {picking ? (
                  <th scope="col" className="pick">
                    <input
                      type="checkbox"
                      aria-label={w.selectAll}
                      checked={rows.length > 0 && rows.every((r) => picking.picked.has(keyOf(r)))}
                      onChange={(e) => picking.onPick(new Set(e.target.checked ? rows.map(keyOf) : []))}
                    />
                  </th>
                ) : null}
                {seen.map((c) => (
                  <th
                    key={c.title}
                    scope="col"
                    className={c.end ? 'end' : ''}
                    {...(c.width ? { style: { inlineSize: c.width } } : {})}
                  >
                    {c.title.trim() ? c.title : <span className="visually-hidden">{w.actions}</span>}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody ref={body}>
              {visible.map((r) => {
                const key = keyOf(r);
                return (
                  <tr
                    key={key}
                    className={key === at ? 'current' : ''}
                    {...(key === at ? { 'aria-current': 'true' as const } : {})}
                    {...(onCurrent ? { onClick: () => onCurrent(key) } : {})}
                  >
                    {picking ? (
                      <td className="pick">
                        <input
                          type="checkbox"
                          aria-label={w.selectRow(props.nameOf?.(r) ?? key)}
                          checked={picking.picked.has(key)}
                          onChange={() => toggle(key)}
                        />
                      </td>
                    ) : null}
                    {seen.map((c) => (
                      <td key={c.title} className={c.end ? 'end' : ''}>
                        {c.opens ? (
                          <button type="button" className="link-button">
                            {cellOf(c, r)}
                          </button>
                        ) : (
                          cellOf(c, r)
                        )}
                      </td>
                    ))}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      )}
      {rows.length > shown ? (
        <p className="form-acts screen-only act-row">
          <Button size="small" onClick={() => setShown(shown + portion)}>
            {w.more}
          </Button>
          <span className="quiet">{`${shown} / ${rows.length}`}</span>
        </p>
      ) : null}
    </div>
  );
}
