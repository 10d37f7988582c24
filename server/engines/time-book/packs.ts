/**
 * City rule packs of the time bank as data, each with the clause that it rests on. A city chooses one by the parameter
 * `time_bank_pack`; a pack judges what is deposited or spent from then on and never touches what is in the book.
 */
import { number } from '../policy/index.ts';
import type { Deps } from '../../platform/context.ts';

export interface RulePack {
  readonly code: number;
  readonly id: 'none' | 'nanjing' | 'beijing' | 'changning';
  readonly zh: string;
  readonly en: string;
  /** What a passbook may hold at most by deposits; null: no limit. */
  readonly balance_cap_min: number | null;
  /** What one day may deposit at most, by the day of the service; null: no limit. */
  readonly daily_cap_min: number | null;
  /** From this age coins are spent for oneself; who is younger gives them to the family. Null: no limit. */
  readonly redeem_from_age: number | null;
  /** Gifts go to the own family only. */
  readonly family_gifts_only: boolean;
  /** Key of the clause in the policy library; null for the product's own rule. */
  readonly clause: string | null;
  readonly rule_zh: string;
  readonly rule_en: string;
}

/** In the order of their codes. TBK-03, N-23. */
export const packs: readonly RulePack[] = [
  {
    code: 0,
    id: 'none',
    zh: '基本规则',
    en: 'Basic rules',
    balance_cap_min: null,
    daily_cap_min: null,
    redeem_from_age: null,
    family_gifts_only: false,
    clause: null,
    rule_zh: '存入、支取和捐赠都不设上限，余额长期有效。',
    rule_en: 'No limit on deposits, use or gifts; a balance never expires.',
  },
  {
    code: 1,
    id: 'nanjing',
    zh: '南京规则',
    en: 'Nanjing rules',
    balance_cap_min: 1500 * 60,
    daily_cap_min: null,
    redeem_from_age: null,
    family_gifts_only: false,
    clause: 'timebank.nanjing',
    rule_zh: '存折最多存1500小时，超出部分捐入集体基金库或记作荣誉，由本人选择。',
    rule_en:
      'A passbook holds at most 1,500 hours; what exceeds it goes to the pool or is honoured, as the person chose.',
  },
  {
    code: 2,
    id: 'beijing',
    zh: '北京规则',
    en: 'Beijing rules',
    balance_cap_min: null,
    daily_cap_min: null,
    redeem_from_age: 60,
    family_gifts_only: true,
    clause: 'timebank.beijing',
    rule_zh: '年满60岁可以为自己支取，未满60岁可以赠给家人。',
    rule_en: 'From the age of 60 coins are spent for oneself; before that they may be given to the family.',
  },
  {
    code: 3,
    id: 'changning',
    zh: '长宁规则',
    en: 'Changning rules',
    balance_cap_min: 600 * 60,
    daily_cap_min: 2 * 60,
    redeem_from_age: null,
    family_gifts_only: false,
    clause: 'timebank.changning',
    rule_zh: '每天最多存入2个时间币，存折最多600个，超出部分捐入集体基金库或记作荣誉。',
    rule_en: 'At most 2 time coins a day and 600 in a passbook; what exceeds it goes to the pool or is honoured.',
  },
];

/** The pack in force in a community now. */
export async function packOf(deps: Deps, tenant: number): Promise<RulePack> {
  return packs[await number(deps, tenant, 'time_bank_pack')] ?? packs[0]!;
}

/** Pure: how much of what was served enters the passbook under a pack. Minutes; the rest is the excess. */
export function splitDeposit(
  pack: Pick<RulePack, 'balance_cap_min' | 'daily_cap_min'>,
  served_min: number,
  now: { readonly balance_min: number; readonly day_min: number },
): { readonly kept_min: number; readonly excess_min: number } {
  const room = Math.min(
    pack.balance_cap_min === null ? served_min : Math.max(0, pack.balance_cap_min - now.balance_min),
    pack.daily_cap_min === null ? served_min : Math.max(0, pack.daily_cap_min - now.day_min),
  );
  const kept_min = Math.min(served_min, room);
  return { kept_min, excess_min: served_min - kept_min };
}
