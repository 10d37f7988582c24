/** Tasks, slots, candidates, invitations, claims, swaps, the three lists, activities (S-05, S-06, S-07). */
import { offering } from './offering.ts';
import { planning } from './planning.ts';
import { taking } from './taking.ts';

export { candidateView, claimView, invitationView, slotView, taskBody, taskView } from './shapes.ts';
export const tasks = { ...planning, ...taking, ...offering };
