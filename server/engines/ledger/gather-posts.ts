/**
 * Gathers the posts of many callers. An account that everybody gives to (the pool) would otherwise let one transfer
 * through for each commit; gathered, each commit carries all that came while the one before was on its way. No timer:
 * where nobody waits, a post goes at once and alone. TBK-06, FND-11.
 */
import { inTransaction, isDatabaseAway, type Db, type Tx } from '../../platform/database.ts';
import { done } from '../../platform/outcome.ts';
import { post } from './between-communities.ts';
import { LedgerMisuse } from './canonical.ts';
import { canTravel, mostInBatch, postMany } from './post-many.ts';
import { transferHash, type TransferRequest } from './post-transfer.ts';
import type { Posted } from './types.ts';

/** What else the act writes, in the transaction that posts it: after the transfer, not when it is refused or a repetition. */
export type Also = (tx: Tx, transferId: string) => Promise<void>;

export interface Gatherer {
  /**
   * `post` in a transaction that other callers may share; answers after its commit. A transfer that is refused or throws
   * does not touch the others. When the connection is lost the outcome is unknown and it throws: asking again with the
   * same key is always safe. What `also` writes may be rolled back and written again, so it does nothing else.
   */
  post(request: TransferRequest, also?: Also): Promise<Posted>;
}

interface Waiting {
  readonly request: TransferRequest;
  readonly also: Also | undefined;
  readonly answer: (posted: Posted) => void;
  readonly fail: (error: unknown) => void;
}

export function gatherPosts(db: Db): Gatherer {
  const lanes = new Map<number, Waiting[]>();
  const drain = async (tenantId: number, waiting: Waiting[]): Promise<void> => {
    do {
      // Those who were answered just now may ask again at once: they travel with the next batch, not one behind it.
      await new Promise(setImmediate);
      await postBatch(db, tenantId, takeBatch(waiting));
    } while (waiting.length > 0);
    lanes.delete(tenantId);
  };
  return {
    post(request, also) {
      checkTraveller(request);
      return new Promise((answer, fail) => {
        const one = { request, also, answer, fail };
        const waiting = lanes.get(request.tenantId);
        if (waiting) return void waiting.push(one);
        const lane = [one];
        lanes.set(request.tenantId, lane);
        void drain(request.tenantId, lane);
      });
    },
  };
}

/** Throws here what is the caller's mistake, so that it never spoils a batch. */
function checkTraveller(request: TransferRequest): void {
  transferHash(request);
  if (!canTravel(request)) throw new LedgerMisuse('ledger: a gathered post names its accounts by their owners');
  if (request.legs.some((leg) => 'ownerKind' in leg && leg.ownerKind === 'clearing'))
    throw new LedgerMisuse('ledger: clearing accounts move by postBetween only');
  const sums = new Map<string, number>();
  for (const leg of request.legs) if ('asset' in leg) sums.set(leg.asset, (sums.get(leg.asset) ?? 0) + leg.amount);
  if ([...sums.values()].some((sum) => sum !== 0))
    throw new LedgerMisuse(`ledger: the legs of ${request.key} do not balance`);
}

/** Takes the first of those that wait, each key once: a second sender of a key waits for the first one's commit. */
function takeBatch(waiting: Waiting[]): Waiting[] {
  const keys = new Set<string>();
  const batch: Waiting[] = [];
  const later: Waiting[] = [];
  for (const one of waiting.splice(0, mostInBatch)) {
    if (keys.has(one.request.key)) later.push(one);
    else batch.push(one);
    keys.add(one.request.key);
  }
  waiting.unshift(...later);
  return batch;
}

async function postBatch(db: Db, tenantId: number, batch: readonly Waiting[]): Promise<void> {
  try {
    const answers = await inOne(db, tenantId, batch);
    for (const [i, one] of batch.entries()) one.answer(answers[i]!);
  } catch (error) {
    // Whoever spoils a batch spoils it alone: each tries by itself, in the same order. When it is not known whether the
    // batch was committed, or the database is away, asking again is for the callers.
    for (const one of batch) {
      if (batch.length === 1 || isDatabaseAway(error)) one.fail(error);
      else await inOne(db, tenantId, [one]).then(([posted]) => one.answer(posted!), one.fail);
    }
  }
}

/** One transaction for all of them. */
async function inOne(db: Db, tenantId: number, batch: readonly Waiting[]): Promise<Posted[]> {
  const outcome = await inTransaction(db, { tenant: tenantId }, async (tx) => {
    const [only] = batch;
    const answers =
      batch.length === 1 && only
        ? [await post(tx, only.request)]
        : await postMany(
            tx,
            batch.map((one) => one.request),
          );
    for (const [i, { also }] of batch.entries()) {
      const posted = answers[i]!;
      if (also && posted.ok && !posted.replayed) await also(tx, posted.transferId);
    }
    return done(answers);
  });
  if (!outcome.ok) throw new Error('ledger: posting has no refusal of its own');
  return outcome.value;
}
