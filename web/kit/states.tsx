/** Designed states: reading, empty, failed, offline. */
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useSyncExternalStore } from 'react';
import { Button, Notice } from './actions.tsx';
import { CallError, type Refused } from './client.ts';
import { useWords } from './i18n.ts';
import { kitWords } from './words.ts';

export function Loading() {
  const w = useWords(kitWords);
  return (
    <div className="loading" role="status">
      <span className="visually-hidden">{w.loading}</span>
      <span className="bar" aria-hidden="true" />
      <span className="bar" aria-hidden="true" />
      <span className="bar short" aria-hidden="true" />
    </div>
  );
}

/** Nothing here yet: says so in a sentence and offers the next step. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}

export function Failure({ refused, retry }: { refused: Refused; retry?: () => void }) {
  const w = useWords(kitWords);
  return (
    <Notice tone={refused.kind === 'refused' ? 'act' : 'wait'} title={refused.message} alert>
      <p>{refused.next}</p>
      {retry && refused.kind !== 'refused' ? <Button onClick={retry}>{w.retry}</Button> : null}
    </Notice>
  );
}

/** Draws a query's data, or the state it is in. Data that was read before stays visible while the network is away. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) {
    const refused: Refused =
      query.error instanceof CallError
        ? query.error.refused
        : {
            ok: false,
            kind: 'failed',
            code: 'INTERNAL',
            message: String(query.error.message),
            next: '',
            fields: [],
            details: {},
          };
    return <Failure refused={refused} retry={() => void query.refetch()} />;
  }
  return <Loading />;
}

function listen(changed: () => void) {
  addEventListener('online', changed);
  addEventListener('offline', changed);
  return () => {
    removeEventListener('online', changed);
    removeEventListener('offline', changed);
  };
}
export const useOnline = (): boolean =>
  useSyncExternalStore(
    listen,
    () => navigator.onLine,
    () => true,
  );

export function OfflineBar() {
  const w = useWords(kitWords);
  const online = useOnline();
  return <div role="status">{online ? null : <p className="offline-bar">{w.offline}</p>}</div>;
}
