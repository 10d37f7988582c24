/** What every act of a replay needs at hand. */
import type { Case } from './cases.ts';
import type { Client } from './client.ts';
import type { Draws } from './draws.ts';
import type { Loop } from './loop.ts';
import type { Words } from './words.ts';

export interface Scene {
  readonly client: Client;
  readonly loop: Loop;
  readonly draws: Draws;
  readonly words: Words;
  /** Asks the reviewers of a community to look at what was submitted. */
  readonly reviews: { submitted(one: Case): void };
}
export const minute_ms = 60_000;
export const hour_ms = 3_600_000;
export const iso = (at: number): string => new Date(at).toISOString();
/** Path parameters of something that belongs to the case's community. */
export const inside = (one: Case, id: string) => ({ community: one.community.tenant, id });
export const here = (one: Case) => ({ community: one.community.tenant });
