/** Pure rules of signing in. */
import { minute_ms } from '../../platform/clock.ts';

export const codeLife_s = 300;
const codeTries = 5;

/** May this code still be tried? A code lives five minutes and five tries. */
export function codeUsable(
  row: { readonly expires_at: Date; readonly attempts: number } | undefined,
  now: Date,
): boolean {
  return row !== undefined && row.attempts < codeTries && row.expires_at > now && !isAhead(row.expires_at, now);
}
/** Written before the clock was set back: such a code would live, and bar the next one, until the clock comes there. */
const isAhead = (expiresAt: Date, now: Date): boolean => expiresAt.getTime() - now.getTime() > codeLife_s * 1000;
/** A new code may be asked for once a minute and number. */
export const mayResend = (sentAt: Date | undefined, now: Date): boolean =>
  sentAt === undefined || Math.abs(now.getTime() - sentAt.getTime()) >= minute_ms;
