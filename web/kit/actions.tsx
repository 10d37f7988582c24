/** Actions, marks and surfaces. Words carry the meaning; shapes and colour only repeat it. */
import { type ComponentProps, type ReactNode, useId } from 'react';
import { Link } from 'wouter';
import type { Refused } from './client.ts';
import { useWords } from './i18n.ts';
import { kitWords } from './words.ts';

/** `act` is the one vermilion action of a page; everything else is `plain` or `quiet`. */
export type Weight = 'act' | 'plain' | 'quiet';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  readonly weight?: Weight;
  /** The act is under way: the button keeps its place and focus, and a second press does nothing. */
  readonly busy?: boolean;
  readonly wide?: boolean;
}
export function Button({
  weight = 'plain',
  busy = false,
  wide = false,
  type = 'button',
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const w = useWords(kitWords);
  return (
    <button
      {...rest}
      type={type}
      className={`button ${weight}${wide ? ' wide' : ''}`}
      aria-disabled={busy || undefined}
      onClick={busy ? (e) => e.preventDefault() : onClick}
    >
      {busy ? w.working : children}
    </button>
  );
}

/** A link that looks like a button: it goes somewhere, it does nothing by itself. */
export function LinkButton({
  href,
  weight = 'plain',
  wide = false,
  children,
}: {
  href: string;
  weight?: Weight;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <Link href={href} className={`button ${weight}${wide ? ' wide' : ''}`}>
      {children}
    </Link>
  );
}

/** One of the large doors of the home page: what one can do, and in small words what happens then. */
export function BigAction({
  href,
  title,
  text,
  main = false,
}: {
  href: string;
  title: string;
  text: string;
  main?: boolean;
}) {
  return (
    <Link href={href} className={`big-action${main ? ' main' : ''}`}>
      <strong>{title}</strong>
      <span>{text}</span>
    </Link>
  );
}

export type Tone = 'done' | 'wait' | 'act' | 'still';
const shapes: Record<Tone, ReactNode> = {
  done: <path d="M2.5 8.5l3.5 3.5 7.5-8" fill="none" stroke="currentColor" strokeWidth="2.4" />,
  wait: (
    <path
      d="M8 1.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13M8 4.5v4l2.5 2"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
    />
  ),
  act: <path d="M8 2v8M8 12.2v2.2" stroke="currentColor" strokeWidth="2.6" />,
  still: <rect x="3" y="7" width="10" height="2" fill="currentColor" />,
};
/** A state: its word, its shape, and only then its colour. */
export function Tag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`tag ${tone}`}>
      <svg viewBox="0 0 16 16" width="1em" height="1em" aria-hidden="true" focusable="false">
        {shapes[tone]}
      </svg>
      <span>{children}</span>
    </span>
  );
}

export function Section({ title, children, aside }: { title: string; children: ReactNode; aside?: ReactNode }) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

export function Card({ children, tone }: { children: ReactNode; tone?: Tone }) {
  return <div className={`card${tone ? ` ${tone}` : ''}`}>{children}</div>;
}

/** A list of rows; give each child its own `<li>` by passing Rows. */
export function List({ children, label }: { children: ReactNode; label?: string }) {
  return (
    <ul className="list" {...(label ? { 'aria-label': label } : {})}>
      {children}
    </ul>
  );
}
/** A row of a list that opens something. The whole row is one link, its title comes first for those who listen. */
export function RowLink({
  href,
  title,
  sub,
  mark,
}: {
  href: string;
  title: ReactNode;
  sub?: ReactNode;
  mark?: ReactNode;
}) {
  return (
    <li>
      <Link href={href} className="row">
        <span className="row-text">
          <span className="row-title">{title}</span>
          {sub ? <span className="row-sub">{sub}</span> : null}
        </span>
        {mark}
      </Link>
    </li>
  );
}
export function Row({
  title,
  sub,
  mark,
  children,
}: {
  title: ReactNode;
  sub?: ReactNode;
  mark?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <li className="row-block">
      <div className="row">
        <span className="row-text">
          <span className="row-title">{title}</span>
          {sub ? <span className="row-sub">{sub}</span> : null}
        </span>
        {mark}
      </div>
      {children}
    </li>
  );
}

/** Facts as pairs; a real description list, so that a screen reader tells label from value. */
export function Facts({ items }: { items: readonly (readonly [label: string, value: ReactNode] | null | false)[] }) {
  return (
    <dl className="facts">
      {items.map((item) =>
        item ? (
          <div key={item[0]}>
            <dt>{item[0]}</dt>
            <dd>{item[1]}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

/** A bar that tells something beside where it happened. `alert` interrupts a screen reader, others wait their turn. */
export function Notice({
  tone = 'wait',
  title,
  children,
  alert = false,
}: {
  tone?: Tone;
  title: ReactNode;
  children?: ReactNode;
  alert?: boolean;
}) {
  return (
    <div className={`notice ${tone}`} role={alert ? 'alert' : 'status'}>
      <p className="notice-title">{title}</p>
      {children ? <div className="notice-text">{children}</div> : null}
    </div>
  );
}

/** A refusal as the glossary words it, and what can be done next. Keeps its place even while empty, so it is announced. */
export function RefusalNotice({ refused, children }: { refused: Refused | null; children?: ReactNode }) {
  const w = useWords(kitWords);
  // An entry may be named without a sentence of its own; then the refusal's sentence says enough.
  const said = refused?.fields.filter((f) => f.message !== '') ?? [];
  return (
    <div role="alert">
      {refused ? (
        <div className={`notice ${refused.kind === 'refused' ? 'act' : 'wait'}`} data-code={refused.code}>
          <p className="notice-title">{refused.message}</p>
          <div className="notice-text">
            {refused.next ? (
              <p>
                {w.next} {refused.next}
              </p>
            ) : null}
            {said.length > 0 ? (
              <ul className="bullets">
                {said.map((f) => (
                  <li key={`${f.path}${f.message}`}>{f.message}</li>
                ))}
              </ul>
            ) : null}
            {children}
          </div>
        </div>
      ) : null}
    </div>
  );
}
export const ActionRow = ({ children }: { children: ReactNode }) => <div className="actions">{children}</div>;
