/** A refusal is a value. Exceptions are for bugs and outages. */
import { refusals, type RefusalCode, type RefusalText } from '../../contract/refusals/index.ts';
import type { FieldWords } from './field-words.ts';

/** A refused attempt that the catalogue wants on record; written in its own transaction after the roll-back. */
export interface Attempt {
  readonly tenantId: number;
  readonly subject: string;
  readonly asked?: string;
  readonly inForce?: string;
  readonly clauseId?: string;
  /** Counted without a name: a member's own choice that did not fit is no mark on anyone (APL-04). */
  readonly unnamed?: true;
}
export interface Refused {
  readonly ok: false;
  readonly code: RefusalCode;
  /** Entries of the form that it is about; without words of their own where the refusal's sentence says what is wrong. */
  readonly fields?: readonly { path: string; message: FieldWords | '' }[];
  readonly details?: Record<string, unknown>;
  readonly attempt?: Attempt;
}
export type Outcome<T> = { readonly ok: true; readonly value: T } | Refused;

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const refuse = (code: RefusalCode, extra: Omit<Refused, 'ok' | 'code'> = {}): Refused => ({
  ok: false,
  code,
  ...extra,
});

/** The sentence of a refusal in the viewer's language; `{n}` is filled from details.n. */
export function sentence(refused: Refused, locale: 'zh' | 'en'): { message: string; next: string } {
  const text: RefusalText = refusals[refused.code];
  const n = refused.details?.['n'];
  const fill = (s: string) => s.replace('{n}', n === undefined ? '' : String(n));
  return locale === 'zh'
    ? { message: fill(text.zh), next: text.next_zh }
    : { message: fill(text.en), next: text.next_en };
}
