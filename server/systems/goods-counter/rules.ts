/** What may be offered and who may take it: pure. */
import { refuse, type Refused } from '../../platform/outcome.ts';

/** Words for cash and for what is as good as cash. */
const cash =
  /现金|红包|转账|提现|礼金|购物卡|储值卡|预付卡|礼品卡|代金|充值|话费|微信支付|支付宝|cash|gift card|voucher for money/i;

/** C-32: goods and services in kind only; the attempt is kept. */
export function notCash(tenantId: number, title: string, description: string): Refused | null {
  if (!cash.test(`${title} ${description}`)) return null;
  return refuse('GOODS_NOT_CASH', {
    fields: [{ path: cash.test(title) ? 'title' : 'description', message: '' }],
    attempt: { tenantId, subject: `兑换物品：${title}`, asked: '现金或等同现金', inForce: '只兑换物品与便民服务' },
  });
}

export interface Sponsorship {
  readonly unit_id: number | null;
  readonly supervisors: readonly number[];
}
/** C-32: the units whose leading cadres take nothing from this sponsor; the sponsor's own unit is among them. */
export const barredUnits = (s: Sponsorship): readonly number[] =>
  s.unit_id === null ? s.supervisors : [...s.supervisors, s.unit_id];

/** A shelf after a change, or null when it would go below what is promised. Counted in pieces. */
export const afterChange = (shelf: { stock: number; reserved: number }, change: number): number | null =>
  shelf.stock + change >= shelf.reserved ? shelf.stock + change : null;
