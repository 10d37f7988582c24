/**
 * Two complete languages. A dictionary is a pair of objects; the English one must carry every key of the Chinese one
 * with the same kind of value, so a missing sentence is a type error and never a hole on a page.
 */
import { useSyncExternalStore } from 'react';

export type Lang = 'zh' | 'en';

/** The shape that the second language must fill: strings stay strings, sentences with values keep their parameters. */
type Same<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => string
    ? (...args: A) => string
    : T[K] extends string
      ? string
      : Same<T[K]>;
};
export interface Dictionary<T> {
  readonly zh: T;
  readonly en: Same<T>;
}
export function dictionary<const T extends object>(zh: T, en: Same<T>): Dictionary<T> {
  return { zh, en };
}

const key = 'shaoying.lang';
const listeners = new Set<() => void>();
let current: Lang = read();

function read(): Lang {
  try {
    return localStorage.getItem(key) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh';
  }
}
function apply() {
  if (typeof document !== 'undefined') document.documentElement.lang = current === 'zh' ? 'zh-CN' : 'en';
}
if (typeof document !== 'undefined') apply();

export const lang = (): Lang => current;

/** Switches the language of every open page part and remembers it on this device. */
export function setLang(next: Lang): void {
  if (next === current) return;
  current = next;
  try {
    localStorage.setItem(key, next);
  } catch {
    // A phone that stores nothing still shows the language until the page is closed.
  }
  apply();
  for (const listener of listeners) listener();
}
function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function useLang(): Lang {
  return useSyncExternalStore(subscribe, lang, () => 'zh' as const);
}
/** The sentences of a dictionary in the language in force; the component follows a switch at once. */
export function useWords<T extends object>(words: Dictionary<T>): Same<T> {
  return words[useLang()] as Same<T>;
}
/** The same outside a component, for instance in a message built after an answer arrived. */
export function wordsNow<T extends object>(words: Dictionary<T>): Same<T> {
  return words[current] as Same<T>;
}

/** A code with its words, as the contract's code lists carry it. */
export interface Label {
  readonly zh: string;
  readonly en: string;
}
/** The words of a code; an unknown code shows itself rather than nothing. */
export function labelOf(labels: Readonly<Record<string, Label>>, code: string): string {
  return labels[code]?.[current] ?? code;
}
export const either = (label: Label): string => label[current];

/** English plural: `count(1, 'order')` is "1 order", `count(2, 'order')` is "2 orders". Chinese has none. */
export function count(n: number, one: string, other = `${one}s`): string {
  return `${n} ${n === 1 ? one : other}`;
}
