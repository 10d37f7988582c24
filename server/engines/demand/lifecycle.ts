/** State machines of the demand ledger as tables (E-19). A step that is not listed is refused ILLEGAL_TRANSITION. */
import type { NeedState } from '../../../contract/codes.ts';

export interface Step<S extends string> {
  readonly from: S;
  readonly to: S;
  readonly by: string;
}
const step = <S extends string>(from: readonly S[], to: S, by: string): Step<S>[] =>
  from.map((f) => ({ from: f, to, by }));

/** The boundary decision is the step out of `submitted` and `reopened`; nothing rests undecided beyond them. */
export const needLifecycle: readonly Step<NeedState>[] = [
  ...step<NeedState>(['submitted', 'reopened'], 'accepted', 'boundary_decided'),
  ...step<NeedState>(['submitted', 'reopened'], 'redirected', 'boundary_decided'),
  ...step<NeedState>(['submitted', 'reopened'], 'declined', 'boundary_decided'),
  ...step<NeedState>(['accepted', 'redirected', 'declined'], 'submitted', 'boundary_undone'),
  // WHI-05: what was taken up and belongs to another party still goes there, and an undo takes it back.
  ...step<NeedState>(['accepted'], 'redirected', 'handed_over'),
  ...step<NeedState>(['redirected'], 'accepted', 'handover_undone'),
  ...step<NeedState>(['accepted', 'served'], 'matched', 'matched'),
  ...step<NeedState>(['matched'], 'accepted', 'unmatched'),
  ...step<NeedState>(['accepted', 'redirected', 'declined', 'matched'], 'served', 'served'),
  ...step<NeedState>(['served'], 'confirmed', 'confirmed'),
  ...step<NeedState>(['confirmed', 'served', 'accepted', 'redirected', 'declined'], 'closed', 'closed'),
  // A low score reopens what was served, also when staff or silence had closed it before the asker spoke (WHI-03).
  // So does the appeal against a refusal (WHI-06, APL-01).
  ...step<NeedState>(['served', 'redirected', 'closed', 'declined'], 'reopened', 'reopened'),
  ...step<NeedState>(['submitted', 'reopened', 'accepted', 'redirected', 'matched', 'served'], 'merged', 'merged'),
  ...step<NeedState>(['submitted', 'reopened', 'accepted', 'redirected', 'matched'], 'withdrawn', 'withdrawn'),
];
export const mayStep = (from: string, to: NeedState): boolean =>
  needLifecycle.some((s) => s.from === from && s.to === to);

export const openNeed: readonly NeedState[] = ['submitted', 'accepted', 'redirected', 'matched', 'served', 'reopened'];
export const undecided: readonly NeedState[] = ['submitted', 'reopened'];

export type HandoverState = 'sent' | 'answered' | 'returned' | 'closed';
export const handoverLifecycle: readonly Step<HandoverState>[] = [
  ...step<HandoverState>(['sent'], 'answered', 'handover_answered'),
  ...step<HandoverState>(['sent', 'answered'], 'returned', 'handover_returned'),
  ...step<HandoverState>(['sent', 'answered'], 'closed', 'handover_closed'),
];
