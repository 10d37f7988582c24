/** Pure: the checks of a request's form, its canonical text and hash, and the ids that follow from it. */
import { createHash } from 'node:crypto';
import { assets, ownerKinds } from './types.ts';
import type { AccountRef, Leg, Meta, Owner } from './types.ts';

const ownerIdForm = /^[0-9A-Za-z._:-]{1,64}$/;
const dateForm = /^\d{4}-\d{2}-\d{2}$/;
const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const maxLegs = 500;
const maxMetaFields = 40;

/** A caller's mistake, never a user's: thrown before anything is sent. */
export class LedgerMisuse extends Error {
  override name = 'LedgerMisuse';
}

function must(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new LedgerMisuse(`ledger: ${sentence}`);
}

export function checkOwner(owner: Owner): void {
  must(ownerKinds.includes(owner.ownerKind), `unknown kind of owner ${owner.ownerKind}`);
  must(ownerIdForm.test(owner.ownerId), 'the owner id has an unknown form');
}

export function checkAccount(ref: AccountRef): void {
  if ('account' in ref) return must(uuidForm.test(ref.account), 'the account id is not a UUID');
  checkOwner(ref);
  must(assets.includes(ref.asset), `unknown asset ${ref.asset}`);
}

export function checkKey(key: string): void {
  must(key.length >= 1 && key.length <= 200, 'a key has 1 to 200 characters');
}

/** Amounts of holds and settlements: positive whole units. */
export function checkPositive(amount: number): void {
  must(Number.isSafeInteger(amount) && amount > 0, 'the amount is not a positive integer');
}

export function checkDate(date: string): void {
  must(
    dateForm.test(date) && new Date(`${date}T00:00:00Z`).toISOString().startsWith(date),
    `${date} is not a civil date`,
  );
}

export function checkInstant(at: Date): void {
  must(Number.isFinite(at.getTime()), 'the instant is not valid');
}

export function checkMeta(meta: Meta): void {
  const values = Object.values(meta);
  must(values.length <= maxMetaFields, `meta has more than ${maxMetaFields} fields`);
  for (const value of values) {
    must(
      value === null || ['string', 'boolean'].includes(typeof value) || Number.isSafeInteger(value),
      'meta holds text, whole numbers, booleans and null only',
    );
  }
}

/** Legs: at least `min`, none zero, no account twice. That each asset sums to zero is checked where all are known. */
export function checkLegs(legs: readonly Leg[], min: number): void {
  must(legs.length >= min && legs.length <= maxLegs, `a transfer has ${min} to ${maxLegs} legs`);
  const seen = new Set<string>();
  for (const leg of legs) {
    checkAccount(leg);
    must(Number.isSafeInteger(leg.amount) && leg.amount !== 0, 'the amount of a leg is not an integer, or is zero');
    const name = accountName(leg);
    must(!seen.has(name), `two legs name the account ${name}`);
    seen.add(name);
  }
}

function accountName(ref: AccountRef): string {
  return 'account' in ref ? ref.account : `${ref.ownerKind}|${ref.ownerId}|${ref.asset}`;
}

/** Legs in their canonical, order-keeping form for the body hash. */
export function canonicalLegs(legs: readonly Leg[]): [string, number][] {
  return legs.map((leg) => [accountName(leg), leg.amount]);
}

/** Meta with its fields in order; `-0` becomes `0` through JSON. */
export function canonicalMeta(meta: Meta): [string, string | number | boolean | null][] {
  return Object.entries(meta).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** sha256 of what the request asks for. The instant is left out: a repeated request comes later and asks the same. */
export function bodyHash(body: readonly unknown[]): Buffer {
  return createHash('sha256').update(JSON.stringify(body)).digest();
}

/**
 * A UUIDv7 whose time is `at` and whose 74 other bits come from what it names. The same request names the same id,
 * so the engine needs no source of randomness, and two runs of one simulation agree.
 */
export function idFor(at: Date, ...names: readonly (string | number)[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(names)).digest().subarray(0, 16);
  bytes.writeUIntBE(at.getTime(), 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The id of an account that `ref` may open; an account named by its id keeps it. */
export function accountIdFor(tenantId: number, at: Date, ref: AccountRef): string {
  return 'account' in ref ? ref.account : idFor(at, 'account', tenantId, ref.ownerKind, ref.ownerId, ref.asset);
}
