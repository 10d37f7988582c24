/** One short line at the foot of the page that says what was done; read out politely, gone by itself. */
import { useEffect, useSyncExternalStore } from 'react';

let shown: { id: number; text: string } | null = null;
let last = 0;
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};
export function say(text: string): void {
  last += 1;
  shown = { id: last, text };
  tell();
}
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};
export function Said() {
  const message = useSyncExternalStore(subscribe, () => shown);
  useEffect(() => {
    if (!message) return;
    const timer = setTimeout(() => {
      shown = null;
      tell();
    }, 6_000);
    return () => clearTimeout(timer);
  }, [message]);
  return (
    <div className="said screen-only" role="status">
      {message ? <p key={message.id}>{message.text}</p> : null}
    </div>
  );
}
