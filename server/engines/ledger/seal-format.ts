/**
 * The form of what leaves the ledger: the lines of an export, the chain over them, and the signed root. Pure, and the one
 * home of this form: `docs/ledger.md` describes it, `tools/verify-ledger.ts` reads it. A changed form is a new number in
 * `format`; lines that were sealed once are read for ever.
 */
import { createHash } from 'node:crypto';
import { canonicalMeta } from './canonical.ts';
import type { Meta } from './types.ts';

export const exportFormat = 'shaoying-ledger.1';
const rootFormat = 'shaoying-ledger-root.1';

/** An entry of a transfer: account, asset, amount, entry number (0: none is kept), balance after (null: none is kept). */
export type EntryItem = readonly [string, string, number, number, number | null];

export interface AccountItem {
  readonly account: string;
  readonly ownerKind: string;
  readonly ownerId: string;
  readonly asset: string;
  /** Milliseconds since 1970, as all instants of an export. */
  readonly openedAt: number;
}
export interface LimitsItem {
  readonly limits: string;
  readonly changeNo: number;
  /** The limits hold for the entries of the account after this one. */
  readonly afterEntryNo: number;
  readonly floor: number;
  readonly cap: number | null;
}
export interface TransferItem {
  readonly transfer: string;
  readonly key: string;
  readonly bodyHash: string;
  readonly kind: string;
  readonly valueDate: string;
  readonly postedAt: number;
  readonly reverses: string | null;
  readonly reason: string | null;
  readonly meta: Meta;
  readonly hash: string;
  readonly entries: readonly EntryItem[];
}
export type Item = AccountItem | LimitsItem | TransferItem;

export interface Root {
  readonly format: string;
  readonly tenant: number;
  /** Counts the roots of a community from 1. */
  readonly no: number;
  /** The civil day that was closed (Asia/Shanghai). */
  readonly day: string;
  /** So many items are under the root. */
  readonly position: number;
  readonly chain: string;
  /** What the proof of the books said; 0 is the only right answer. */
  readonly difference: number;
  readonly signedAt: number;
}
export interface SignedRoot {
  readonly root: Root;
  /** Over the UTF-8 bytes of `root` as compact JSON with its fields in this order. */
  readonly signature: string;
  readonly key: { readonly id: string; readonly algorithm: string; readonly publicKey: string };
}

/** The first line of an export. */
export const headLine = (tenant: number): string => JSON.stringify({ format: exportFormat, tenant });

/** One item as a line, without the line's end. The order of the fields is part of the form. */
export function itemLine(item: Item): string {
  if ('account' in item) {
    const { account, ownerKind, ownerId, asset, openedAt } = item;
    return JSON.stringify({ account, ownerKind, ownerId, asset, openedAt });
  }
  if ('limits' in item) {
    const { limits, changeNo, afterEntryNo, floor, cap } = item;
    return JSON.stringify({ limits, changeNo, afterEntryNo, floor, cap });
  }
  const { transfer, key, bodyHash, kind, valueDate, postedAt, reverses, reason, hash, entries } = item;
  const meta = Object.fromEntries(canonicalMeta(item.meta));
  const fields = { transfer, key, bodyHash, kind, valueDate, postedAt, reverses, reason, meta, hash, entries };
  return JSON.stringify(fields);
}

/** The root as it is signed. */
export function rootText(root: Omit<Root, 'format'>): string {
  const { tenant, no, day, position, chain, difference, signedAt } = root;
  return JSON.stringify({ format: rootFormat, tenant, no, day, position, chain, difference, signedAt });
}

/** The signed root as the last line of an export, which is also what a root's own file holds. */
export function rootLine({ root, signature, key }: SignedRoot): string {
  const { id, algorithm, publicKey } = key;
  return JSON.stringify({ root: JSON.parse(rootText(root)) as Root, signature, key: { id, algorithm, publicKey } });
}

const sha256 = (...parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** The end of a chain under which nothing lies yet. */
export const genesisOf = (tenant: number): Buffer => sha256(headLine(tenant));

/** The end of the chain after one more line. */
export const linkOf = (chain: Uint8Array, line: string | Uint8Array): Buffer => sha256(chain, sha256(line));
