/** The model of the ledger: its books and rules in plain words, and the acts that are tried. */
import fc from 'fast-check';
import { person, pool } from './ledger-fixture.ts';
import type * as ledger from './index.ts';

const people = ['a', 'b', 'c', 'd'] as const;
export type Name = (typeof people)[number] | 'pool';
export type Place = 'A' | 'B';
export const names = [...people, 'pool'] as const;
export const spendable: readonly ledger.Asset[] = ['time_minutes', 'redeemable_points', 'fund_fen'];
export const everyAsset: readonly ledger.Asset[] = ['annual_minutes', 'honour_points', ...spendable];
export const ownerOf = (name: Name): ledger.Owner => (name === 'pool' ? pool : person(name));

export const anyName = fc.constantFrom<Name>(...names);
export const anyAmount = fc.integer({ min: 1, max: 90 });
const anyPlace = fc.constantFrom<Place>('A', 'A', 'B');
const pick = fc.nat(1_000_000);
/** How many minutes before its turn an act says it was: instants of an account never go back, whatever it says. */
const back = fc.constantFrom(0, 0, 0, 1, 7);
const life = fc.option(fc.integer({ min: 1, max: 20 }));
export const acts = {
  open: { place: anyPlace, to: anyName, asset: fc.constantFrom(...everyAsset) },
  earn: { place: anyPlace, to: anyName, asset: fc.constantFrom(...everyAsset), amount: anyAmount, back },
  service: { place: anyPlace, to: fc.constantFrom(...people), amount: anyAmount },
  move: { place: anyPlace, from: anyName, to: anyName, asset: fc.constantFrom(...spendable), amount: anyAmount, back },
  split: { place: anyPlace, from: anyName, amount: fc.integer({ min: 2, max: 60 }) },
  lower: {
    place: anyPlace,
    from: fc.constantFrom(...people),
    asset: fc.constantFrom(...everyAsset),
    amount: anyAmount,
  },
  reverse: { which: pick },
  repeat: { which: pick, other: fc.boolean() },
  hold: { place: anyPlace, from: anyName, amount: anyAmount, life },
  repeatHold: { which: pick, other: fc.boolean() },
  settle: { which: pick, to: anyName, amount: anyAmount, away: fc.boolean() },
  release: { which: pick },
  expire: { place: anyPlace },
  limits: {
    place: anyPlace,
    of: anyName,
    asset: fc.constantFrom(...spendable),
    floor: fc.integer({ min: -100, max: 50 }),
    cap: fc.option(fc.integer({ min: 50, max: 300 })),
  },
  between: { place: anyPlace, from: anyName, to: anyName, asset: fc.constantFrom(...spendable), amount: anyAmount },
  past: { place: anyPlace, of: anyName, asset: fc.constantFrom(...everyAsset), when: pick },
  page: { place: anyPlace, of: anyName, asset: fc.constantFrom(...everyAsset), lines: fc.integer({ min: 1, max: 7 }) },
} as const;
type Values<T> = { readonly [K in keyof T]: T[K] extends fc.Arbitrary<infer V> ? V : never };
export type Acts = { [K in keyof typeof acts]: Values<(typeof acts)[K]> };
export type Act = { [K in keyof Acts]: { readonly do: K } & Acts[K] }[keyof Acts];

interface Line {
  readonly minute: number;
  readonly amount: number;
  readonly id: string;
}
export class Book {
  balance = 0;
  held = 0;
  floor = 0;
  cap: number | null = null;
  opened = false;
  last = -Infinity;
  readonly lines: Line[] = [];
  readonly asset: ledger.Asset;
  readonly isProtected: boolean;
  constructor(name: Name, asset: ledger.Asset) {
    this.asset = asset;
    this.isProtected = name !== 'pool' && (asset === 'annual_minutes' || asset === 'honour_points');
  }
}
export interface Move {
  readonly book: Book;
  readonly amount: number;
}
export interface Done {
  readonly key: string;
  readonly again: (minute: number, kind: string) => Promise<unknown>;
  readonly sides: readonly { readonly place: Place; readonly id: string; readonly moves: readonly Move[] }[];
  readonly kind: string;
  reversed: boolean;
  readonly isReversal: boolean;
}
export interface Held {
  readonly request: Parameters<typeof ledger.hold>[1];
  readonly place: Place;
  readonly id: string;
  readonly from: Name;
  readonly book: Book;
  readonly amount: number;
  readonly opened: number;
  readonly expires: number | null;
  state: 'pending' | 'closed' | 'released';
  closed: number | null;
}

export class Model {
  minute = 0;
  readonly books = new Map<string, Book>();
  readonly done: Done[] = [];
  readonly holds: Held[] = [];

  book(place: Place, name: Name, asset: ledger.Asset): Book {
    const key = `${place}/${name}/${asset}`;
    const known = this.books.get(key) ?? new Book(name, asset);
    this.books.set(key, known);
    return known;
  }
}

/** What the rules say of these moves, in the order of the legs; null when they may be made. */
export function verdict(
  moves: readonly Move[],
  options: { freed?: Held; isReversal?: boolean } = {},
): ledger.LedgerCode | null {
  for (const { book, amount } of moves) {
    const held = book.held - (options.freed?.book === book ? options.freed.amount : 0);
    if (amount < 0 && book.isProtected && !options.isReversal) return 'NO_NEGATIVE_POINTS';
    if (amount < 0 && book.balance + amount - held < book.floor)
      return book.asset === 'time_minutes' ? 'INSUFFICIENT_TIME' : 'INSUFFICIENT_BALANCE';
    if (amount > 0 && book.cap !== null && book.balance + amount > book.cap) return 'OVER_CAP';
  }
  return null;
}

export function apply(moves: readonly Move[], minute: number, id: string): void {
  const posted = Math.max(minute, ...moves.map(({ book }) => book.last));
  for (const { book, amount } of moves) {
    book.balance += amount;
    book.opened = true;
    book.last = posted;
    book.lines.push({ minute: posted, amount, id });
  }
}

export const codeOf = (answer: { readonly ok: true } | { readonly ok: false; readonly code: string }): string | null =>
  answer.ok ? null : answer.code;
