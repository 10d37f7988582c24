/** Keyboard: single keys of a page, their help, and the switch that turns them off (they can disturb speech input). */
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import Button from 'antd/es/button';
import { useWords } from '../../kit/index.ts';
import { uiWords } from './words.ts';

export interface Key {
  /** What `KeyboardEvent.key` says, for instance 'j', '1', 'Enter', '?'. */
  readonly key: string;
  readonly says: string;
  readonly act: () => void;
  /** A key without a line in the help, such as the second name of another. */
  readonly hidden?: boolean;
}

const storeKey = 'shaoying.desk.keys';
const listeners = new Set<() => void>();
function readOn(): boolean {
  try {
    return localStorage.getItem(storeKey) !== 'off';
  } catch {
    return true;
  }
}
export function setKeysOn(on: boolean): void {
  try {
    localStorage.setItem(storeKey, on ? 'on' : 'off');
  } catch {
    // Without storage the keys stay on until the page is closed.
  }
  for (const listener of listeners) listener();
}
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};
export const useKeysOn = (): boolean => useSyncExternalStore(subscribe, readOn);

/** True where keys belong to the control itself: typing, choosing, pressing. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target instanceof HTMLInputElement && !/^(checkbox|radio|button)$/.test(target.type))
  );
}

/** Binds keys while the page is open. Enter is left to links and buttons that have the focus. */
export function useKeys(keys: readonly Key[]): void {
  const on = useKeysOn();
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      // Escape leaves a field, so that the single keys work again.
      if (event.key === 'Escape' && isTyping(event.target)) return (event.target as HTMLElement).blur();
      if (
        event.defaultPrevented ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        event.isComposing ||
        isTyping(event.target)
      )
        return;
      if (
        event.key === 'Enter' &&
        event.target instanceof HTMLElement &&
        /^(A|BUTTON|SUMMARY|INPUT)$/.test(event.target.tagName)
      )
        return;
      const found = latest.current.find((k) => k.key === event.key);
      if (!found) return;
      event.preventDefault();
      found.act();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [on]);
}

/** The list of keys, opened and closed by `?` or its button; it takes no focus and blocks nothing. */
export function KeyHelp({ keys }: { keys: readonly Key[] }) {
  const w = useWords(uiWords);
  const on = useKeysOn();
  const [open, setOpen] = useState(false);
  useKeys([{ key: '?', says: w.keys, act: () => setOpen((o) => !o), hidden: true }]);
  return (
    <div className="key-help screen-only">
      <Button size="small" aria-expanded={open} onClick={() => setOpen((o) => !o)}>
        {w.keys} <kbd>?</kbd>
      </Button>
      {open ? (
        <section className="key-list" aria-label={w.keysTitle}>
          {on ? (
            <dl>
              {keys
                .filter((k) => !k.hidden)
                .map((k) => (
                  <div key={k.key}>
                    <dt>
                      <kbd>{k.key}</kbd>
                    </dt>
                    <dd>{k.says}</dd>
                  </div>
                ))}
            </dl>
          ) : (
            <p>{w.keysOff}</p>
          )}
        </section>
      ) : null}
    </div>
  );
}
