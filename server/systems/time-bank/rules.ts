/** What the time bank decides: pure. All amounts are whole minutes. */
import { addMs, day_ms, minute_ms } from '../../platform/clock.ts';

/** Begin so many minutes before the agreed time at most, and until a day after it. */
export const startable = (now: Date, order: { starts_at: Date; plan_min: number }, early_min: number): boolean =>
  now >= addMs(order.starts_at, -early_min * minute_ms) && now <= lapsesAt(order);
/** When an exchange that nobody began ends by itself. */
export const lapsesAt = (order: { starts_at: Date; plan_min: number }): Date =>
  addMs(order.starts_at, order.plan_min * minute_ms + day_ms);

/** Whole minutes between two instants, of at most a day; N-23: no coefficient, whoever serves. */
export const servedMinutes = (from: Date, to: Date): number =>
  Math.min(1440, Math.max(0, Math.floor((to.getTime() - from.getTime()) / minute_ms)));

/** Own minutes and those of a grant that cover a plan: the pool's come first, so that own ones stay for later. */
export function cover(plan_min: number, granted_min: number): { own_min: number; grant_min: number } {
  const grant_min = Math.min(plan_min, Math.max(0, granted_min));
  return { own_min: plan_min - grant_min, grant_min };
}
/** How a settled amount is paid out of a cover: the pool's part first. */
export function payment(settled_min: number, grant_min: number): { own_min: number; grant_min: number } {
  const fromGrant = Math.min(settled_min, grant_min);
  return { own_min: settled_min - fromGrant, grant_min: fromGrant };
}
/** A pack's age for own use; an unknown year of birth does not prove an age. */
export const mayRedeem = (fromAge: number | null, birthYear: number | null, year: number): boolean =>
  fromAge === null || (birthYear !== null && year - birthYear >= fromAge);

/** TBK-05: what entitles to the pool, or null; 独居老人 is somebody who lives alone from an age on. */
export function hardshipBasis(
  person: { readonly hardship: boolean; readonly livesAlone: boolean; readonly birthYear: number | null },
  year: number,
  elderFrom_age: number,
): 'hardship' | 'lone_elder' | null {
  if (person.livesAlone && person.birthYear !== null && year - person.birthYear >= elderFrom_age) return 'lone_elder';
  return person.hardship ? 'hardship' : null;
}

/** May what was settled still be taken back: once, and only where something was settled. */
export const undoable = (order: {
  readonly state: string;
  readonly settled_min: number | null;
  readonly undone_at: Date | null;
}): boolean =>
  ['settled', 'closed', 'arbitrated'].includes(order.state) && (order.settled_min ?? 0) > 0 && order.undone_at === null;
