/** Pure rules of signing in. */
import { minute_ms } from '../../platform/clock.ts';

export const codeLife_s = 300;
const codeTries = 5;

/** May this code still be tried? A code lives five minutes and five tries. */
export function codeUsable(
  row: { readonly expires_at: Date; readonly attempts: number } | undefined,
  now: Date,
): boolean {
  return row !== undefined && row.expires_at > now && row.attempts < codeTries;
}
/** A new code may be asked for once a minute and number. */
export const mayResend = (sentAt: Date | undefined, now: Date): boolean =>
  sentAt === undefined || now.getTime() - sentAt.getTime() >= minute_ms;
