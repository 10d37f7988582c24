/** What clients ask of the server under fire, and what it answers. */
import type { Leg, Owner } from '../../server/engines/ledger/index.ts';

export const tenantId = 1;
export const databaseName = 'chaos';

export type Act = { readonly key: string } & (
  | { readonly kind: 'post' | 'gather'; readonly legs: readonly Leg[] }
  | { readonly kind: 'reverse'; readonly transferId: string }
  | { readonly kind: 'hold'; readonly owner: Owner; readonly amount: number }
  | { readonly kind: 'settle'; readonly holdId: string; readonly to: readonly Leg[] }
);
export type Answer = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly code: string };

/** What the server says when it listens. */
export interface Ready {
  readonly port: number;
  readonly database: number;
  readonly postmaster: number;
  readonly clusterDir: string;
  readonly appUrl: string;
}
