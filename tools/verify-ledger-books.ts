/**
 * Keeps the books of an export a second time, from its lines and from nothing else: each transfer balances and has the
 * hash of what it says, each account runs without a gap and above its floor, a reversal is the exact opposite and once.
 */
import { hash } from 'node:crypto';
import type { AccountItem, EntryItem, LimitsItem, TransferItem } from '../server/engines/ledger/seal-format.ts';
import { FingerprintMap, fingerprintOf, type Fingerprint } from './verify-ledger-memory.ts';

/** Says what is wrong; `line` counts from 1. */
export type Complain = (line: number, sentence: string) => void;

interface Account {
  readonly asset: string;
  readonly owner: string;
  /** Hours and honour of a person, which only a reversal lowers. */
  readonly isProtected: boolean;
  readonly keepsBalance: boolean;
  balance: number;
  entryNo: number;
  floor: number;
  cap: number | null;
  changeNo: number;
  lastAt: number;
  /** Entries and limits whose turn has not come: postings of one millisecond are sealed in the order of their ids. */
  waiting: Waiting[];
  limits: LimitsItem[];
}
interface Waiting {
  readonly line: number;
  readonly entry: EntryItem;
  readonly postedAt: number;
  readonly isReversal: boolean;
}

const maxWaiting = 100_000;
const [plain, reversal, reversed] = [0, 1, 2];
const noValue: Fingerprint = [0, 0];
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
const day_ms = 86_400_000;

export class Books {
  readonly #tenant: number;
  readonly #complain: Complain;
  readonly #accounts = new Map<string, Account>();
  readonly #transfers = new FingerprintMap();
  readonly #keys = new FingerprintMap();
  /** Reversals that were read before what they reverse. */
  readonly #early = new Map<string, { readonly line: number; readonly legs: Fingerprint }>();
  #waiting = 0;
  transfers = 0;
  entries = 0;

  constructor(tenant: number, complain: Complain) {
    this.#tenant = tenant;
    this.#complain = complain;
  }

  get accounts(): number {
    return this.#accounts.size;
  }

  account(line: number, item: AccountItem): void {
    if (this.#accounts.has(item.account)) return this.#complain(line, 'this account was opened before');
    const keepsBalance = item.ownerKind !== 'issue' && item.ownerKind !== 'clearing';
    this.#accounts.set(item.account, {
      asset: item.asset,
      owner: `${item.ownerKind}:${item.ownerId}`,
      isProtected: item.ownerKind === 'person' && ['annual_minutes', 'honour_points'].includes(item.asset),
      keepsBalance,
      balance: 0,
      entryNo: 0,
      floor: 0,
      cap: null,
      changeNo: 0,
      lastAt: -Infinity,
      waiting: [],
      limits: [],
    });
  }

  limits(line: number, item: LimitsItem): void {
    const account = this.#accounts.get(item.limits);
    if (!account?.keepsBalance)
      return this.#complain(line, 'limits of an account that is not open or keeps no balance');
    account.changeNo += 1;
    if (item.changeNo !== account.changeNo)
      this.#complain(line, `change ${account.changeNo} of these limits is missing`);
    if (!isWhole(item.floor) || (item.cap !== null && !isWhole(item.cap)))
      this.#complain(line, 'limits are whole numbers');
    if (item.afterEntryNo < account.entryNo) this.#complain(line, 'these limits come after entries that they hold for');
    account.limits.push(item);
  }

  transfer(line: number, item: TransferItem): void {
    const { entries } = item;
    this.transfers += 1;
    this.entries += entries.length;
    this.#checkLegs(line, item);
    if (transferHash(this.#tenant, item) !== item.hash)
      this.#complain(line, 'the hash is not that of what the transfer says');
    this.#remember(line, item);
    for (const entry of entries) {
      const account = this.#accounts.get(entry[0]);
      if (!account) this.#complain(line, `account ${entry[0]} was never opened`);
      else if (account.asset !== entry[1]) this.#complain(line, `account ${entry[0]} keeps ${account.asset}`);
      else this.#run(account, { line, entry, postedAt: item.postedAt, isReversal: item.reverses !== null });
    }
  }

  #checkLegs(line: number, { entries, reverses, reason }: TransferItem): void {
    const sums = new Map<string, number>();
    for (const [, asset, amount] of entries) {
      if (!isWhole(amount) || amount === 0) this.#complain(line, 'an amount is not a whole number or is zero');
      sums.set(asset, (sums.get(asset) ?? 0) + amount);
    }
    if (entries.length < 2) this.#complain(line, 'a transfer has two entries or more');
    for (const [asset, sum] of sums) if (sum !== 0) this.#complain(line, `${asset} does not balance: ${sum}`);
    if (new Set(entries.map(([account]) => account)).size < entries.length)
      this.#complain(line, 'one account stands in two entries');
    if ((reverses === null) !== (reason === null))
      this.#complain(line, 'a reversal, and only a reversal, has a reason');
  }

  #remember(line: number, item: TransferItem): void {
    const own = fingerprintOf(item.transfer);
    const legs = legsOf(item.entries, 1);
    if (!this.#transfers.add(own, legs, item.reverses === null ? plain : reversal))
      this.#complain(line, 'this transfer was read before');
    if (!this.#keys.add(fingerprintOf(item.key), noValue, 0)) this.#complain(line, 'this key was used before');
    const early = this.#early.get(item.transfer);
    if (early) {
      this.#early.delete(item.transfer);
      this.#reverse(early.line, own, early.legs);
    }
    if (item.reverses === null) return;
    const original = fingerprintOf(item.reverses);
    const opposite = legsOf(item.entries, -1);
    if (this.#transfers.get(original)) this.#reverse(line, original, opposite);
    else if (this.#early.has(item.reverses)) this.#complain(line, 'this transfer is reversed twice');
    else this.#early.set(item.reverses, { line, legs: opposite });
  }

  #reverse(line: number, original: Fingerprint, opposite: Fingerprint): void {
    const { value, flag } = this.#transfers.get(original) ?? { value: noValue, flag: plain };
    if (flag === reversal) return this.#complain(line, 'a reversal is reversed');
    if (flag === reversed) this.#complain(line, 'this transfer is reversed twice');
    if (value[0] !== opposite[0] || value[1] !== opposite[1])
      this.#complain(line, 'the reversal is not the opposite of its original');
    this.#transfers.setFlag(original, reversed);
  }

  #run(account: Account, next: Waiting): void {
    const [, , amount, entryNo, after] = next.entry;
    if (!account.keepsBalance) {
      account.balance += amount;
      if (entryNo !== 0 || after !== null) this.#complain(next.line, `${account.owner} keeps no running balance`);
      return;
    }
    if (entryNo <= account.entryNo)
      return this.#complain(next.line, `entry ${entryNo} of ${account.owner} is there twice`);
    if (entryNo > account.entryNo + 1) {
      if (this.#waiting >= maxWaiting) return this.#complain(next.line, `entries of ${account.owner} are missing`);
      this.#waiting += 1;
      account.waiting.push(next);
      return;
    }
    this.#apply(account, next);
    for (;;) {
      const at = account.waiting.findIndex((one) => one.entry[3] === account.entryNo + 1);
      if (at < 0) return;
      const [one] = account.waiting.splice(at, 1);
      this.#waiting -= 1;
      this.#apply(account, one!);
    }
  }

  #apply(account: Account, { line, entry, postedAt, isReversal }: Waiting): void {
    const [, , amount, entryNo, after] = entry;
    const due = account.limits.filter((one) => one.afterEntryNo < entryNo);
    if (due.length > 0) {
      this.#checkFloors(account, due);
      account.limits = account.limits.filter((one) => one.afterEntryNo >= entryNo);
    }
    account.entryNo = entryNo;
    account.balance += amount;
    if (after !== account.balance) {
      this.#complain(line, `${account.owner} has ${account.balance} ${account.asset}, the entry says ${after}`);
      account.balance = isWhole(after) ? after : account.balance;
    }
    if (account.balance < account.floor)
      this.#complain(line, `${account.owner} falls below its floor ${account.floor}`);
    if (amount > 0 && account.cap !== null && account.balance > account.cap)
      this.#complain(line, `${account.owner} rises above its cap ${account.cap}`);
    if (amount < 0 && account.isProtected && !isReversal)
      this.#complain(line, `${account.asset} of ${account.owner} is lowered by something else than a reversal`);
    if (postedAt < account.lastAt) this.#complain(line, `the instants of ${account.owner} go back`);
    account.lastAt = postedAt;
  }

  #checkFloors(account: Account, changes: readonly LimitsItem[]): void {
    for (const { floor, cap } of changes) {
      if (account.balance < floor) this.#complain(0, `a floor of ${account.owner} was set above its balance`);
      [account.floor, account.cap] = [floor, cap];
    }
  }

  /** After the last line: nothing may still wait. Gives the sums of the clearing accounts, by partner and asset. */
  finish(): Record<string, number> {
    const clearing: Record<string, number> = {};
    const sums = new Map<string, number>();
    for (const account of this.#accounts.values()) {
      if (account.waiting.length > 0)
        this.#complain(account.waiting[0]!.line, `entry ${account.entryNo + 1} of ${account.owner} is missing`);
      this.#checkFloors(account, account.limits);
      sums.set(account.asset, (sums.get(account.asset) ?? 0) + account.balance);
      if (account.owner.startsWith('clearing:') && account.balance !== 0)
        clearing[`${account.owner.slice(9)} ${account.asset}`] = account.balance;
    }
    for (const [asset, sum] of sums)
      if (sum !== 0) this.#complain(0, `all accounts of ${asset} together give ${sum}, not 0`);
    for (const { line } of this.#early.values()) this.#complain(line, 'what this transfer reverses is not there');
    return clearing;
  }
}

const legsOf = (entries: readonly EntryItem[], sign: number): Fingerprint =>
  fingerprintOf(entries.map(([account, asset, amount]) => `${account}|${asset}|${sign * amount}`).join('\n'));

const hexOf = (text: string): string => hash('sha256', text, 'hex');

/** The hash of a transfer as the database made it when it was posted (`ledger_transfer_text`, `ledger_entry_text`). */
export function transferHash(tenant: number, item: TransferItem): string {
  const { transfer, key, bodyHash, kind, valueDate, postedAt, reverses, reason, entries } = item;
  const days = Date.parse(`${valueDate}T00:00:00Z`) / day_ms;
  const head = `transfer.1|${tenant}|${transfer}|${hexOf(key)}|${bodyHash}|${kind}|${days}|${postedAt}|${reverses ?? ''}|${reason === null ? '' : hexOf(reason)}`;
  const parts = entries.map(([account, asset, amount, entryNo, after], i) =>
    hash(
      'sha256',
      `entry.1|${tenant}|${transfer}|${i + 1}|${account}|${asset}|${amount}|${entryNo}|${after ?? ''}|${postedAt}|${days}`,
      'buffer',
    ),
  );
  return hash('sha256', Buffer.concat([Buffer.from(head), ...parts]), 'hex');
}
