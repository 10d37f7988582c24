/** The state machines that the flow page is generated from, each read from the table that the software itself obeys. */
import { engagementLifecycle, lifecycle, pairingLifecycle } from './lifecycle.ts';

export interface Machine {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly transitions: readonly { readonly from: string; readonly to: string; readonly by: string }[];
}
export const machines: readonly Machine[] = [
  { name: 'registration', zh: '个人报到', en: 'Registration', transitions: lifecycle },
  { name: 'pairing', zh: '单位报到', en: 'Pairing', transitions: pairingLifecycle },
  { name: 'engagement', zh: '下沉协商', en: 'Engagement', transitions: engagementLifecycle },
];
