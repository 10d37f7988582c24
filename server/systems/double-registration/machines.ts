/** The state machines that the flow page is generated from, each read from the table that the software itself obeys. */
import { handoverLifecycle, needLifecycle } from '../../engines/demand/index.ts';
import { engagementLifecycle, lifecycle, pairingLifecycle } from './lifecycle.ts';

export interface Machine {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly transitions: readonly { readonly from: string; readonly to: string; readonly by: string }[];
}
/** The engines name the act; the page says who does it. */
const actors: Readonly<Record<string, string>> = {
  boundary_decided: '社区',
  boundary_undone: '社区',
  matched: '接单人',
  unmatched: '平台',
  served: '经办人',
  confirmed: '居民',
  closed: '社区',
  reopened: '居民',
  merged: '社区',
  withdrawn: '居民',
  handover_answered: '责任方',
  handover_returned: '责任方',
  handover_closed: '责任方',
};
const ofEngine = (table: readonly { readonly from: string; readonly to: string; readonly by: string }[]) =>
  table.map((t) => ({ from: t.from, to: t.to, by: actors[t.by] ?? t.by }));
export const machines: readonly Machine[] = [
  { name: 'registration', zh: '个人报到', en: 'Registration', transitions: lifecycle },
  { name: 'pairing', zh: '单位报到', en: 'Pairing', transitions: pairingLifecycle },
  { name: 'need', zh: '居民诉求', en: 'Need', transitions: ofEngine(needLifecycle) },
  { name: 'handover', zh: '转交', en: 'Hand-over', transitions: ofEngine(handoverLifecycle) },
  { name: 'engagement', zh: '下沉协商', en: 'Engagement', transitions: engagementLifecycle },
];
