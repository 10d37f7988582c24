/** A page: a way back, one heading that says what the page is for, and its content. */
import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { useWords } from './i18n.ts';
import { kitWords } from './words.ts';

// The first page of a visit leaves the focus to the browser; from the second on, the heading takes it, as a page load would.
let visited = false;

interface PageProps {
  readonly title: string;
  /** One sentence under the heading: what one can do here. */
  readonly lead?: ReactNode;
  readonly back?: string;
  readonly backText?: string;
  readonly children: ReactNode;
}
export function Page({ title, lead, back, backText, children }: PageProps) {
  const w = useWords(kitWords);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · 哨应`;
  }, [title]);
  useEffect(() => {
    if (visited) {
      heading.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    visited = true;
  }, []);
  return (
    <main className="page" id="main">
      {back ? (
        <Link href={back} className="back screen-only">
          <span aria-hidden="true">←</span> {backText ?? w.back}
        </Link>
      ) : null}
      <header className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead ? <p className="lead">{lead}</p> : null}
      </header>
      {children}
    </main>
  );
}
