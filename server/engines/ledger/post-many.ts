/** Many transfers of one community in one statement, each with its own answer. */
import * as canonical from './canonical.ts';
import { postedFrom, transferHash, type TransferRequest } from './post-transfer.ts';
import { queryOne, type LedgerTx } from './store.ts';
import type { LedgerCode, Leg, Posted } from './types.ts';

/** A batch is bounded, so that what waits behind its locks waits for milliseconds. */
export const mostInBatch = 200;

type Named = Exclude<Leg, { account: string }>;

/** True when a transfer can travel in a batch: it names its accounts by their owners. */
export const canTravel = (request: TransferRequest): boolean => request.legs.every((leg) => 'ownerKind' in leg);

/**
 * Posts the transfers in their order, as if `post` had been called for each, and answers in the same order; one that is
 * refused does not touch its neighbours. All get one instant, the latest of their `at`, or that of their accounts when it
 * is later. At most 200, of one community, each with its own key, accounts named by their owners. Throws when another
 * transaction takes one of the keys at this very moment; the whole transaction is then lost. TBK-01.
 */
export async function postMany(tx: LedgerTx, requests: readonly TransferRequest[]): Promise<Posted[]> {
  const [first] = requests;
  if (!first) return [];
  const { tenantId } = first;
  checkBatch(requests, tenantId);
  const at = new Date(Math.max(...requests.map((request) => request.at.getTime())));
  const legs = requests.flatMap((request, turn) =>
    (request.legs as readonly Named[]).map((leg) => ({ turn: turn + 1, ...leg })),
  );
  const values = [
    tenantId,
    at,
    requests.map((request) => canonical.idFor(request.at, 'transfer', tenantId, request.key)),
    requests.map((request) => request.key),
    requests.map(transferHash),
    requests.map((request) => request.kind),
    requests.map((request) => request.valueDate),
    requests.map((request) => JSON.stringify(request.meta ?? {})),
    legs.map((leg) => leg.turn),
    legs.map((leg) => canonical.accountIdFor(tenantId, at, leg)),
    legs.map((leg) => leg.ownerKind),
    legs.map((leg) => leg.ownerId),
    legs.map((leg) => leg.asset),
    legs.map((leg) => leg.amount),
  ];
  const row = await queryOne(tx, manyText, values);
  const codes = row['r_codes'] as readonly (LedgerCode | null)[];
  return codes.map((code, i) =>
    postedFrom({
      r_code: code,
      r_transfer_id: (row['r_transfers'] as readonly unknown[])[i],
      r_replayed: (row['r_replayed'] as readonly unknown[])[i],
      r_leg_no: (row['r_leg_nos'] as readonly unknown[])[i],
    }),
  );
}

const manyText = `select r_codes, r_transfers::text[] as r_transfers, r_replayed, r_leg_nos
  from ledger_post_many($1, $2, $3::uuid[], $4::text[], $5::bytea[], $6::text[], $7::date[], $8::jsonb[],
    $9::int[], $10::uuid[], $11::text[], $12::text[], $13::text[], $14::bigint[])`;

function checkBatch(requests: readonly TransferRequest[], tenantId: number): void {
  const keys = new Set(requests.map((request) => request.key));
  if (requests.length > mostInBatch || keys.size !== requests.length)
    throw new canonical.LedgerMisuse(`ledger: a batch has at most ${mostInBatch} transfers, each with its own key`);
  if (!requests.every((request) => request.tenantId === tenantId && canTravel(request)))
    throw new canonical.LedgerMisuse('ledger: a batch is of one community and names accounts by their owners');
}
