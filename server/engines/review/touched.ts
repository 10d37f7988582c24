/** What taking postings back does to each account that holds something: before, change, after (FND-10). */
import { assets, codesOf } from '../../../contract/codes.ts';
import { balances, type OwnerKind, type TransferView } from '../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';

/** In the asset's unit. */
export interface Touched {
  readonly owner: string;
  readonly asset: (typeof shown)[number];
  readonly before: number;
  readonly change: number;
  readonly after: number;
  /** What is free does not suffice; carrying it out would be refused. */
  readonly short: boolean;
}
const shown = codesOf(assets);

/** The source of what services earn is left out: it has no floor and holds nothing. */
export async function touchedBy(
  tx: Tx,
  tenantId: number,
  standing: readonly { readonly transfer: TransferView }[],
): Promise<Touched[]> {
  const changes = new Map<string, { ownerKind: OwnerKind; ownerId: string; asset: Touched['asset']; change: number }>();
  for (const { transfer } of standing)
    for (const { ownerKind, ownerId, asset, amount } of transfer.legs) {
      const known = shown.find((a) => a === asset);
      if (ownerKind === 'issue' || known === undefined) continue;
      const key = `${ownerKind}:${ownerId}:${asset}`;
      const change = (changes.get(key)?.change ?? 0) - amount;
      changes.set(key, { ownerKind, ownerId, asset: known, change });
    }
  const touched: Touched[] = [];
  for (const { ownerKind, ownerId, asset, change } of changes.values()) {
    const now = (await balances(tx, { tenantId, owner: { ownerKind, ownerId } }))[asset];
    touched.push({
      owner: `${ownerKind}:${ownerId}`,
      asset,
      before: now.balance,
      change,
      after: now.balance + change,
      short: now.available + change < (now.floor ?? 0),
    });
  }
  return touched;
}
