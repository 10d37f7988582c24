/** Parts that the queue and the page of a need share: originals, weight, waiting time, undo with its countdown. */
import Button from 'antd/es/button';
import { useEffect, useState } from 'react';
import { boundaryResults, channels, needStates, severities } from '../../../contract/codes.ts';
import { addressOf, format, lang, labelOf, now, type Reply, useLang, useWords } from '../../kit/index.ts';
import { Mark, personText, type Tone, uiWords } from '../ui/index.ts';
import { needWords } from './words-needs.ts';

export type NeedCard = Reply<'needs.queue'>['items'][number];
export type NeedView = Reply<'needs.read'>;
export type BoundaryResult = keyof typeof boundaryResults;
export const resultKeys = Object.keys(boundaryResults) as BoundaryResult[];

/** Waiting time as days and hours; minutes only while they matter. */
export function waitText(minutes: number): string {
  if (minutes < 24 * 60) return format.minutes(minutes);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  if (lang() === 'zh') return hours > 0 ? `${days}天${hours}小时` : `${days}天`;
  return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
}

const severityTone: Record<string, Tone> = { concern: 'still', annoyance: 'wait', worry: 'act' };
export function Severity({ need }: { need: { severity: string; urgent: boolean } }) {
  const w = useWords(needWords);
  return (
    <span className="stack-tight">
      <Mark tone={severityTone[need.severity] ?? 'still'}>{labelOf(severities, need.severity)}</Mark>
      {need.urgent ? <Mark tone="act">{w.urgent}</Mark> : null}
    </span>
  );
}
const needTone: Record<string, Tone> = {
  submitted: 'act',
  reopened: 'act',
  accepted: 'wait',
  redirected: 'wait',
  matched: 'wait',
  served: 'wait',
  confirmed: 'done',
  closed: 'done',
};
export function NeedState({ state }: { state: string }) {
  useLang();
  return <Mark tone={needTone[state] ?? 'still'}>{labelOf(needStates, state)}</Mark>;
}

/** A voice message and photos as they were given; a voice message counts as original words. */
export function Media({
  tenant,
  voice,
  photos = [],
}: {
  tenant: number;
  voice: string | null;
  photos?: readonly string[];
}) {
  const w = useWords(needWords);
  const file = (id: string) => addressOf('files.read', { params: { community: tenant, id } });
  return (
    <>
      {voice ? <audio controls preload="none" src={file(voice)} aria-label={w.voice} className="voice" /> : null}
      {photos.length > 0 ? (
        <p className="photos">
          {photos.map((id, i) => (
            <a key={id} href={file(id)} target="_blank" rel="noreferrer">
              <img src={file(id)} alt={w.photo(i + 1)} loading="lazy" />
            </a>
          ))}
        </p>
      ) : null}
    </>
  );
}

/** Every original of a need, unchanged, with its asker, channel and receipt. */
export function Originals({ need, tenant }: { need: NeedView; tenant: number }) {
  const w = useWords(needWords);
  useLang();
  return (
    <ul className="originals">
      {need.orders.map((o) => (
        <li key={o.id}>
          {o.text ? <blockquote>{o.text}</blockquote> : null}
          <Media tenant={tenant} voice={o.voice} photos={o.photos} />
          <p className="quiet">
            {[
              personText(o.asker),
              o.placed_by ? `${w.placedBy} ${o.placed_by.name}` : '',
              labelOf(channels, o.channel),
              format.moment(o.placed_at),
              o.receipt,
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          {o.windows.length > 0 ? (
            <p className="quiet">
              {w.windows}: {o.windows.map((x) => format.span(x.start, x.end)).join(lang() === 'zh' ? ';' : '; ')}
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** Seconds until an instant, told every second; null when there is none. */
export function useSecondsLeft(until: number | null): number | null {
  const [, tick] = useState(0);
  useEffect(() => {
    if (until === null) return;
    const timer = setInterval(() => tick((n) => n + 1), 1_000);
    return () => clearInterval(timer);
  }, [until]);
  return until === null ? null : Math.max(0, Math.ceil((until - now().getTime()) / 1_000));
}

export interface Decided {
  readonly card: NeedCard;
  /** The end of the undo window, in milliseconds; null when the server names none. */
  readonly until: number | null;
}
/** The last decision with the way back while the window is open. */
export function UndoStrip({
  decided,
  busy,
  onUndo,
  onOver,
}: {
  decided: Decided;
  busy: boolean;
  onUndo: () => void;
  onOver: () => void;
}) {
  const w = useWords(needWords);
  const u = useWords(uiWords);
  useLang();
  const left = useSecondsLeft(decided.until);
  const over = left === 0;
  useEffect(() => {
    if (over) onOver();
  }, [over, onOver]);
  if (over) return null;
  return (
    <div className="undo-strip">
      <div>
        <p className="undo-title" role="status">
          {w.decided(labelOf(boundaryResults, decided.card.boundary ?? ''))}
          {decided.card.with ? ` · ${w.decidedTo(decided.card.with)}` : ''}
        </p>
        <p className="quiet clip-1">{decided.card.text || decided.card.title}</p>
      </div>
      <Button onClick={onUndo} loading={busy}>
        {left === null ? u.undo : w.undoFor(left)} <kbd>u</kbd>
      </Button>
    </div>
  );
}
