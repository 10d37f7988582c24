/** The states of a certificate as a table. */
import type { CertificateState } from '../../../contract/codes.ts';

interface Transition {
  readonly from: CertificateState;
  readonly to: CertificateState;
  /** Verb of the record. */
  readonly act: string;
}
const t = (from: CertificateState, to: CertificateState, act: string): Transition => ({ from, to, act });
const underWay = ['publicity', 'ready', 'prepared'] as const;

export const lifecycle: readonly Transition[] = [
  t('publicity', 'ready', 'certificate_publicity_over'),
  t('ready', 'prepared', 'certificate_prepared'),
  t('prepared', 'issued', 'certificate_issued'),
  t('issued', 'revoked', 'certificate_revoked'),
  ...underWay.map((from) => t(from, 'declined', 'certificate_declined')),
  ...underWay.map((from) => t(from, 'withdrawn', 'certificate_withdrawn')),
];
/** The act by which `to` may follow, or null when it may not. */
export const actOf = (from: CertificateState, to: CertificateState): string | null =>
  lifecycle.find((x) => x.from === from && x.to === to)?.act ?? null;
