/** Amounts of the ledgers in their own units; the units never meet (TBK-11). */
import { format } from '../kit/index.ts';

/** Minutes as hours and minutes, points with two decimals; the sign is always shown on a posting. */
export function amountOf(asset: string, amount: number, signed = true): string {
  const text = asset.endsWith('minutes') ? format.minutes(amount) : format.points(amount);
  return signed && amount > 0 ? `+${text}` : text;
}
