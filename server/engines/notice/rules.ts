/** When a notice may arrive, and when silence means that someone has to call. Pure. */
import { addMs, civilDate, day_ms, hour_ms, minute_ms, minuteOfDay, startOfDay } from '../../platform/clock.ts';
import type { NoticeKind } from './words.ts';

/** Kinds that a resident waits for; when nothing reaches her, a person calls. Invitations simply lapse. */
const worthACall: ReadonlySet<string> = new Set<NoticeKind>([
  'M-10.boundary',
  'M-10.handed_over',
  'M-10.helper',
  'M-10.result',
  'M-10.closed',
  'M-07.found',
  'M-07.searching',
  'proxy.asked',
]);
export const needsCallWhenUnseen = (kind: string): boolean => worthACall.has(kind);

/**
 * The first instant outside quiet hours (LST-04). Quiet hours may pass midnight: from 22:00 to 07:00.
 * Urgent notices are not delayed.
 */
export function notBefore(at: Date, quiet: { from_min: number; to_min: number }, urgent: boolean): Date {
  if (urgent || quiet.from_min === quiet.to_min) return at;
  const minute = minuteOfDay(at);
  const overMidnight = quiet.from_min > quiet.to_min;
  const silent = overMidnight
    ? minute >= quiet.from_min || minute < quiet.to_min
    : minute >= quiet.from_min && minute < quiet.to_min;
  if (!silent) return at;
  const today = startOfDay(civilDate(at));
  const sameDay = addMs(today, quiet.to_min * minute_ms);
  return sameDay > at ? sameDay : addMs(sameDay, day_ms);
}

/** How long a notice may stay unseen: a day, half an hour when urgent, at once for someone who has never signed in. */
export function callAfter(sentAt: Date, urgent: boolean, everSignedIn: boolean): Date {
  if (!everSignedIn) return sentAt;
  return addMs(sentAt, urgent ? hour_ms / 2 : day_ms);
}
