/** Stories and steps: what has happened, where it stands, what comes next. */
import type { ReactNode } from 'react';
import { moment } from './format.ts';
import { useLang, useWords } from './i18n.ts';
import { kitWords } from './words.ts';

export interface StoryEntry {
  readonly at: string;
  readonly who: string;
  readonly role: string;
  readonly what: string;
  readonly what_en: string;
  readonly reason: string | null;
}
/** The whole story of an order, oldest first, as an ordered list. `next` is the step that is still to come. */
export function StoryTimeline({ entries, next }: { entries: readonly StoryEntry[]; next?: ReactNode }) {
  const language = useLang();
  const w = useWords(kitWords);
  return (
    <ol className="story">
      {entries.map((e, i) => (
        <li key={`${e.at}${i}`}>
          <span className="story-what">{language === 'zh' ? e.what : e.what_en}</span>
          <span className="story-who">
            {moment(e.at)}
            {e.who ? ` · ${e.who}` : ''}
          </span>
          {e.reason ? (
            <span className="story-why">
              {w.why}
              {e.reason}
            </span>
          ) : null}
        </li>
      ))}
      {next ? <li className="to-come">{next}</li> : null}
    </ol>
  );
}

/** Numbered steps with the present one marked. */
export function Steps({ steps, current }: { steps: readonly string[]; current: number }) {
  return (
    <ol className="steps">
      {steps.map((s, i) => (
        <li
          key={s}
          className={i < current ? 'past' : i === current ? 'present' : ''}
          {...(i === current ? { 'aria-current': 'step' as const } : {})}
        >
          <span className="step-n">{i + 1}</span> {s}
        </li>
      ))}
    </ol>
  );
}
