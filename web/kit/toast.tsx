/** Short messages that need no answer, with undo where something can be undone. Read out politely. */
import { useEffect, useSyncExternalStore } from 'react';
import { Button } from './actions.tsx';
import { useWords } from './i18n.ts';
import { kitWords } from './words.ts';

interface Message {
  readonly id: number;
  readonly text: string;
  readonly undo: (() => void) | null;
}
let messages: readonly Message[] = [];
let last = 0;
const listeners = new Set<() => void>();
function change(next: readonly Message[]) {
  messages = next;
  for (const listener of listeners) listener();
}

/** Shows a message; with `undo` it stays longer and carries the way back. */
export function toast(text: string, undo: (() => void) | null = null): void {
  last += 1;
  change([...messages.slice(-2), { id: last, text, undo }]);
}
const dismiss = (id: number) => change(messages.filter((m) => m.id !== id));

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => messages);
  return (
    <div className="toasts screen-only" role="status">
      {shown.map((m) => (
        <Toast key={m.id} message={m} />
      ))}
    </div>
  );
}
function Toast({ message }: { message: Message }) {
  const w = useWords(kitWords);
  useEffect(() => {
    // Reading is slower than seeing: eight seconds, twenty when there is something to undo.
    const timer = setTimeout(() => dismiss(message.id), message.undo ? 20_000 : 8_000);
    return () => clearTimeout(timer);
  }, [message]);
  const undo = message.undo;
  return (
    <div className="toast">
      <span>{message.text}</span>
      {undo ? (
        <Button
          weight="quiet"
          onClick={() => {
            undo();
            dismiss(message.id);
          }}
        >
          {w.undo}
        </Button>
      ) : null}
      <Button weight="quiet" onClick={() => dismiss(message.id)}>
        {w.close}
      </Button>
    </div>
  );
}
