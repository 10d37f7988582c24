/** Tasks, slots, candidates, invitations, claims, swaps, the three lists, activities (S-05, S-06, S-07). */
import { offering } from './offering.ts';
import { planning } from './planning.ts';
import { plans } from './plans.ts';
import { taking } from './taking.ts';

export { candidateView, claimView, invitationView, slotView, taskBody, taskView } from './shapes.ts';
export { planView } from './plans.ts';
export const tasks = { ...planning, ...plans, ...taking, ...offering };
