/** Orders and needs (S-05, S-06): intake, receipt look-up, triage with the boundary, hand-over, threads, rating. */
import { asking } from './asking.ts';
import { talking } from './talking.ts';
import { triage } from './triage.ts';

export { paperRow } from './asking.ts';
export { storyEntry } from './shapes.ts';
export const orders = { ...asking, ...triage, ...talking };
