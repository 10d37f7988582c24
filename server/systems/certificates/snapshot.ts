/**
 * What an issued certificate says, frozen. The signature covers the bytes of this text; nothing is ever computed anew
 * from the record, so hours that come later, a changed name or another secretary change no certificate.
 */
import type { z } from 'zod';
import type { certificateCase } from '../../../contract/certificates/index.ts';
import type { IdentityType } from '../../../contract/codes.ts';
import type { CertifiedService } from '../../engines/review/index.ts';

type ByContent = z.input<typeof certificateCase>['by_content'];

export interface Snapshot {
  readonly form: 'certificate.1';
  readonly number: string;
  readonly check_code: string;
  readonly name: string;
  readonly identity_type: IdentityType;
  readonly identity_number: string;
  /** Empty when the person has none. */
  readonly volunteer_number: string;
  readonly from: string;
  readonly to: string;
  readonly minutes: number;
  readonly services: readonly CertifiedService[];
  readonly issuer: {
    readonly tenant: number;
    readonly name: string;
    /** Responsible person (负责人), handling person (经办人), telephone. */
    readonly responsible: string;
    readonly handler: string;
    readonly contact: string;
  };
  readonly issued_on: string;
}

export const textOf = (s: Snapshot): string => JSON.stringify(s);
export const snapshotOf = (text: string): Snapshot => JSON.parse(text) as Snapshot;

export const minutesOf = (services: readonly CertifiedService[]): number => services.reduce((n, s) => n + s.minutes, 0);
/** The same services by work content, the longest first. */
export function byContent(services: readonly CertifiedService[]): ByContent {
  const sums = new Map<CertifiedService['content'], { services: number; minutes: number }>();
  for (const s of services) {
    const sum = sums.get(s.content) ?? { services: 0, minutes: 0 };
    sums.set(s.content, { services: sum.services + 1, minutes: sum.minutes + s.minutes });
  }
  return [...sums].map(([content, sum]) => ({ content, ...sum })).sort((a, b) => b.minutes - a.minutes);
}
