/** Small parts of every page: heading, panel, states, refusals, marks. */
import type { UseQueryResult } from '@tanstack/react-query';
import { useQuery, keepPreviousData } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import {
  type Args,
  CallError,
  format,
  lang,
  reading,
  type Refused,
  type Reply,
  type RouteId,
  useWords,
} from '../../kit/index.ts';
import { uiWords } from './words.ts';

/** Reads a route; what was shown before stays while the new answer is on its way. */
export function useRead<Id extends RouteId>(
  id: Id,
  args: Args<Id>,
  options: { enabled?: boolean; every_ms?: number } = {},
): UseQueryResult<Reply<Id>> {
  const { queryKey, queryFn } = reading(id, args);
  return useQuery({
    queryKey,
    queryFn,
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
    ...(options.every_ms ? { refetchInterval: options.every_ms } : {}),
  }) as UseQueryResult<Reply<Id>>;
}

let visited = false;
/** One heading that says what the page is for; from the second page of a visit on it takes the focus, as a page load would. */
export function Page({
  title,
  lead,
  side,
  back,
  wide,
  children,
}: {
  title: string;
  lead?: ReactNode;
  side?: ReactNode;
  back?: { href: string; text: string } | undefined;
  wide?: boolean;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · 哨应`;
  }, [title]);
  useEffect(() => {
    if (visited) heading.current?.focus({ preventScroll: true });
    visited = true;
  }, []);
  return (
    <main id="main" className={wide ? 'page page-wide' : 'page'}>
      {back ? (
        <p className="back screen-only">
          <Link href={back.href}>
            <span aria-hidden="true">←</span> {back.text}
          </Link>
        </p>
      ) : null}
      <header className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead ? <p className="lead">{lead}</p> : null}
        </div>
        {side ? <div className="page-side">{side}</div> : null}
      </header>
      {children}
    </main>
  );
}

export function Panel({
  title,
  aside,
  tone,
  id,
  children,
}: {
  title?: ReactNode;
  aside?: ReactNode;
  tone?: 'wait' | 'act' | 'done';
  id?: string;
  children: ReactNode;
}) {
  return (
    <section className={`panel${tone ? ` panel-${tone}` : ''}`} {...(id ? { id } : {})}>
      {title ? (
        <header className="panel-head">
          <h2>{title}</h2>
          {aside ? <div className="panel-aside">{aside}</div> : null}
        </header>
      ) : null}
      {children}
    </section>
  );
}

/** A refusal beside what it concerns: the sentence, the next step, and the code small for the help desk. */
export function Refusal({
  refused,
  retry,
  children,
}: {
  refused: Refused | null | undefined;
  retry?: () => void;
  children?: ReactNode;
}) {
  const w = useWords(uiWords);
  if (!refused || refused.code === 'BUSY') return null;
  // A field may be named without a sentence of its own; then the mark beside the field says enough.
  const said = refused.fields.filter((f) => f.message !== '');
  return (
    <div className={`refusal refusal-${refused.kind}`} role="alert">
      <p className="refusal-say">{refused.message}</p>
      {refused.next ? (
        <p>
          {w.next}
          {refused.next}
        </p>
      ) : null}
      {said.length > 0 ? (
        <ul className="refusal-fields">
          {said.map((f) => (
            <li key={f.path + f.message}>{f.message}</li>
          ))}
        </ul>
      ) : null}
      {children}
      <p className="refusal-code">
        {w.forDesk} <code>{refused.code}</code>
        {retry && refused.kind !== 'refused' ? (
          <Button size="small" onClick={retry}>
            {w.retry}
          </Button>
        ) : null}
      </p>
    </div>
  );
}

export function Empty({ title, children }: { title?: string; children?: ReactNode }) {
  const w = useWords(uiWords);
  return (
    <div className="empty">
      <p className="empty-title">{title ?? w.nothing}</p>
      {children}
    </div>
  );
}

export function Loading({ rows = 5 }: { rows?: number }) {
  const w = useWords(uiWords);
  return (
    <div className="loading" role="status">
      <span className="visually-hidden">{w.loading}</span>
      {Array.from({ length: rows }, (_, i) => (
        <span key={i} aria-hidden="true" className="bar" style={{ inlineSize: `${96 - ((i * 17) % 40)}%` }} />
      ))}
    </div>
  );
}

/** Draws what was read, or the state it is in. */
export function Loaded<T>({
  query,
  rows,
  children,
}: {
  query: UseQueryResult<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Refusal refused={refusedOf(query.error)} retry={() => void query.refetch()} />;
  return <Loading rows={rows ?? 5} />;
}
/** Readings beside the page's own, such as the choices of a field: says when one could not be read, and reads it again. */
export function Unread({ queries }: { queries: readonly UseQueryResult<unknown>[] }) {
  const broken = queries.filter((q) => q.error && q.data === undefined);
  if (!broken[0]) return null;
  const again = () => {
    for (const query of broken) void query.refetch();
  };
  return <Refusal refused={refusedOf(broken[0].error)} retry={again} />;
}
export function refusedOf(error: unknown): Refused {
  if (error instanceof CallError) return error.refused;
  return { ok: false, kind: 'failed', code: 'INTERNAL', message: String(error), next: '', fields: [], details: {} };
}

export type Tone = 'still' | 'wait' | 'done' | 'act';
/** A state in words with a shape of its own, so that colour is never alone: open circle waits, filled circle is done, diamond needs an act. */
export function Mark({ tone = 'still', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={`mark mark-${tone}`}>
      <span className="mark-shape" aria-hidden="true" />
      {children}
    </span>
  );
}

/** Facts as pairs, the label quiet, the value in ink. */
export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {items
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

export function When({ at }: { at: string | null | undefined }) {
  return at ? <time dateTime={at}>{format.moment(at)}</time> : <>—</>;
}
export function personText(p: { name: string; phone: string | null } | null | undefined): string {
  if (!p) return '—';
  return p.phone ? `${p.name} ${p.phone}` : p.name;
}
/** What stands between the items of a list. */
export const comma = (): string => (lang() === 'zh' ? '、' : ', ');
export const either = (zh: string, en: string): string => (lang() === 'zh' ? zh : en);

interface Entry {
  readonly at: string;
  readonly who: string;
  readonly role: string;
  readonly what: string;
  readonly what_en: string;
  readonly reason: string | null;
}
/** What has happened, oldest first. */
export function Story({ entries }: { entries: readonly Entry[] }) {
  return (
    <ol className="story">
      {entries.map((e, i) => (
        <li key={`${e.at}${i}`}>
          <span className="story-at">
            <When at={e.at} />
          </span>
          <span className="story-what">
            {either(e.what, e.what_en)}
            <span className="quiet">
              {' '}
              {e.who}
              {e.role ? `(${e.role})` : ''}
            </span>
            {e.reason ? <span className="story-why">{e.reason}</span> : null}
          </span>
        </li>
      ))}
    </ol>
  );
}
