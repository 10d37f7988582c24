/** Which mark a state gets: done, waiting for someone, waiting for me, or at rest. */
import type { Tone } from '../kit/index.ts';

export const toneOfOrder = (state: string): Tone =>
  state === 'answered' ? 'act' : state === 'open' ? 'wait' : state === 'withdrawn' ? 'still' : 'done';
export const toneOfClaim = (state: string): Tone =>
  state === 'credited' || state === 'passed'
    ? 'done'
    : state === 'returned' || state === 'rejected'
      ? 'act'
      : state === 'released' || state === 'swapped' || state === 'no_show'
        ? 'still'
        : 'wait';
