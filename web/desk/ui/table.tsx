/** Dense, quiet tables: native markup, scrolling inside, keys j and k, export and print of what is shown. */
import Button from 'antd/es/button';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useWords } from '../../kit/index.ts';
import { csvOf, saveFile } from './csv.ts';
import { useKeys } from './keys.tsx';
import { uiWords } from './words.ts';
import { Empty } from './parts.tsx';

export interface Column<T> {
  readonly title: string;
  readonly render: (row: T) => ReactNode;
  /** The same as plain text, for the export; without it the column stays out of the file. */
  readonly text?: (row: T) => string | number | null;
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

export function DataTable<T>(props: Props<T>) {
  const { name, rows, columns, keyOf, current, onCurrent, onOpen, picking, empty, tools, bare } = props;
  const w = useWords(uiWords);
  const [own, setOwn] = useState<string | null>(null);
  const at = current === undefined ? own : current;
  const body = useRef<HTMLTableSectionElement>(null);
  const moves = Boolean(onCurrent ?? onOpen);
  const go = (step: number) => {
    if (rows.length === 0) return;
    const index = rows.findIndex((r) => keyOf(r) === at);
    const next = rows[Math.min(rows.length - 1, Math.max(0, index + step))]!;
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
      {bare && !tools ? null : (
        <div className="table-tools screen-only">
          <div className="table-tools-left">{tools}</div>
          {bare ? null : (
            <>
              <span className="quiet">{w.rows(rows.length)}</span>
              <Button size="small" onClick={save} disabled={rows.length === 0}>
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
        // What scrolls must be reachable without a pointer.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <section
          className={props.tall ? 'table-scroll table-tall' : 'table-scroll'}
          aria-label={w.table(name)}
          tabIndex={0}
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
                {columns.map((c) => (
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
              {rows.map((r) => {
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
                    {columns.map((c) => (
                      <td key={c.title} className={c.end ? 'end' : ''}>
                        {c.render(r)}
                      </td>
                    ))}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}
