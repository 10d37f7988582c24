/** Elder mode: one attribute on <html>, three steps, remembered on this device and, when signed in, with the person. */
import { useSyncExternalStore } from 'react';

/** 0 is off; 1, 2 and 3 are main text of 20, 24 and 30 px. */
export type ElderStep = 0 | 1 | 2 | 3;
const key = 'shaoying.elder';
const listeners = new Set<() => void>();
let step: ElderStep = read();

function read(): ElderStep {
  try {
    const stored = Number(localStorage.getItem(key));
    return stored === 1 || stored === 2 || stored === 3 ? stored : 0;
  } catch {
    return 0;
  }
}
function apply() {
  const root = document.documentElement;
  if (step === 0) root.removeAttribute('data-elder');
  else root.setAttribute('data-elder', String(step));
}
if (typeof document !== 'undefined') apply();

export const elderStep = (): ElderStep => step;

export function setElder(next: ElderStep): void {
  step = next;
  try {
    localStorage.setItem(key, String(next));
  } catch {
    // Not remembered, still in force on this page.
  }
  apply();
  for (const listener of listeners) listener();
}

/** True when this device has been told either way; a new device follows the person's stored preference. */
export function elderChosenHere(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}
function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
export function useElder(): ElderStep {
  return useSyncExternalStore(subscribe, elderStep, () => 0 as const);
}
