/** What is typed into the order form stays on this phone until it is sent; the recording and photos live as long as the page. */
import type { Body } from '../kit/index.ts';

export type Severity = NonNullable<Body<'orders.place'>['severity']>;
export interface Window {
  readonly date: string;
  readonly from: string;
  readonly to: string;
}
export interface Draft {
  readonly behalf: string;
  readonly kind: string | null;
  readonly text: string;
  readonly severity: Severity;
  readonly urgent: boolean;
  readonly where: 'home' | 'elsewhere';
  readonly place: string;
  readonly address: string;
  readonly when: 'any' | 'chosen';
  readonly windows: readonly Window[];
  readonly helper: string;
  readonly language: string;
  readonly hidden: boolean;
  readonly join: boolean;
}
export const emptyWindow: Window = { date: '', from: '09:00', to: '11:00' };
export const emptyDraft: Draft = {
  behalf: '',
  kind: null,
  text: '',
  severity: 'concern',
  urgent: false,
  where: 'home',
  place: '',
  address: '',
  when: 'any',
  windows: [emptyWindow],
  helper: '',
  language: '',
  hidden: false,
  join: false,
};

const key = (person: string) => `shaoying.order-draft.${person}`;

export function readDraft(person: string): Draft {
  try {
    const stored = localStorage.getItem(key(person));
    return stored ? { ...emptyDraft, ...(JSON.parse(stored) as Partial<Draft>) } : emptyDraft;
  } catch {
    return emptyDraft;
  }
}
export function keepDraft(person: string, draft: Draft | null): void {
  try {
    if (draft) localStorage.setItem(key(person), JSON.stringify(draft));
    else localStorage.removeItem(key(person));
  } catch {
    // A phone that stores nothing keeps the draft as long as the page is open.
  }
}
export const windowOk = (w: Window): boolean => w.date !== '' && w.from !== '' && w.to !== '' && w.from < w.to;
