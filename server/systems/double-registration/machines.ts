/** The state machines that the flow page is generated from, each read from the table that the software itself obeys. */
import { handoverLifecycle, needLifecycle } from '../../engines/demand/index.ts';
import { claimLifecycle, invitationLifecycle, taskLifecycle } from '../../engines/work/index.ts';
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
  published: '社区',
  cancelled: '社区',
  filled: '平台',
  place_free_again: '平台',
  over: '平台',
  expired: '平台',
  accepted: '接单人',
  declined: '被邀请人',
  time_proposed: '被邀请人',
  lapsed: '平台',
  released: '接单人',
  swapped: '接单人',
  no_show: '平台',
  checked_in: '接单人',
  checked_out: '接单人',
  submitted: '接单人',
  passed: '后台审核员',
  returned: '审核人',
  rejected: '后台审核员',
  credited: '网格党支部',
};
/** The same act is another person's in another machine. */
const ofClaim = claimLifecycle.map((t) => ({ from: t.from, to: t.to, by: actors[t.by] ?? t.by }));
const ofTask = taskLifecycle.map((t) => ({
  from: t.from,
  to: t.to,
  by: t.by === 'closed' ? '平台' : (actors[t.by] ?? t.by),
}));
const ofInvitation = invitationLifecycle.map((t) => ({
  from: t.from,
  to: t.to,
  by: t.by === 'accepted' ? '被邀请人' : t.by === 'withdrawn' ? '平台' : (actors[t.by] ?? t.by),
}));
const ofEngine = (table: readonly { readonly from: string; readonly to: string; readonly by: string }[]) =>
  table.map((t) => ({ from: t.from, to: t.to, by: actors[t.by] ?? t.by }));
export const machines: readonly Machine[] = [
  { name: 'registration', zh: '个人报到', en: 'Registration', transitions: lifecycle },
  { name: 'pairing', zh: '单位报到', en: 'Pairing', transitions: pairingLifecycle },
  { name: 'need', zh: '居民诉求', en: 'Need', transitions: ofEngine(needLifecycle) },
  { name: 'handover', zh: '转交', en: 'Hand-over', transitions: ofEngine(handoverLifecycle) },
  { name: 'task', zh: '任务', en: 'Task', transitions: ofTask },
  { name: 'invitation', zh: '邀请', en: 'Invitation', transitions: ofInvitation },
  { name: 'claim', zh: '接单与服务', en: 'Claim', transitions: ofClaim },
  { name: 'engagement', zh: '下沉协商', en: 'Deployment', transitions: engagementLifecycle },
];
