/** CHK-07: one person alone credits a service only up to so many minutes; in an emergency the limit rests (HRS-05). */
import { isEmergency } from './postings.ts';
import { minutesOf, type Service } from './store.ts';

export const isLong = (
  s: Service,
  policy: Parameters<typeof minutesOf>[1] & { readonly order_unapproved_min: number },
): boolean => !isEmergency(s) && minutesOf(s, policy) > policy.order_unapproved_min;
