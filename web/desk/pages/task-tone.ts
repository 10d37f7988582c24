/** The shape that goes with the state of a task. */
import type { Tone } from '../ui/index.ts';

export const taskTone: Readonly<Record<string, Tone>> = {
  draft: 'still',
  pending_community: 'act',
  published: 'wait',
  filled: 'wait',
  in_progress: 'wait',
  done: 'wait',
  closed: 'done',
  cancelled: 'still',
  expired: 'still',
};
export const claimTone: Readonly<Record<string, Tone>> = {
  accepted: 'wait',
  checked_in: 'wait',
  checked_out: 'wait',
  submitted: 'act',
  returned: 'act',
  rejected: 'still',
  passed: 'done',
  credited: 'done',
  no_show: 'still',
  released: 'still',
  swapped: 'still',
};
