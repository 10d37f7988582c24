import { Readable } from 'node:stream';
import { ledger, shownRoots } from '../../../contract/ledger/index.ts';
import { closeBooks, exportSealed, roots, type SignedRoot } from '../../engines/ledger/index.ts';
import {
  decideReversal,
  listReversals,
  previewReversal,
  proposeReversal,
  withdrawReversal,
} from '../../engines/review/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { snapshot, transact, type Ctx, type Deps } from '../../platform/context.ts';
import { sent, type Server } from '../../platform/http.ts';
import { done, type Outcome } from '../../platform/outcome.ts';
import type { Relay } from '../../platform/outbox.ts';
import { clearing, closingDue, onClosing, onRound, roundDue } from './close-day.ts';

export function mount(server: Server, _deps: Deps, relay: Relay): void {
  relay.onDue(roundDue, onRound);
  relay.onDue(closingDue, onClosing);
  server.serve(ledger.roots, (ctx, { params: { community: tenantId } }) =>
    snapshot(ctx, { tenant: tenantId }, async (tx) =>
      done({ items: await roots(tx, { tenantId, limit: shownRoots }) }),
    ),
  );
  server.serve(ledger.close, (ctx, { params }) => closeNow(ctx, params.community));
  server.serve(ledger.reversals, (ctx, { params, query }) => listReversals(ctx, params.community, query));
  server.serve(ledger.previewReversal, (ctx, { params }) => previewReversal(ctx, params.community, params.id));
  server.serve(ledger.proposeReversal, (ctx, { params, body }) =>
    proposeReversal(ctx, params.community, params.id, body.reason),
  );
  server.serve(ledger.decideReversal, (ctx, { params, body }) =>
    decideReversal(ctx, params.community, params.id, body),
  );
  server.serve(ledger.withdrawReversal, (ctx, { params }) => withdrawReversal(ctx, params.community, params.id));
  server.serve(ledger.export, async (ctx, { params: { community: tenant }, reply }) => {
    await transact(ctx, { tenant }, async (tx) => {
      await recordAct(ctx, tx, { tenant, kind: 'ledger', id: exportSubject, act: 'ledger_exported' });
      return done(null);
    });
    const lines = exportSealed((work) => snapshot(ctx, { tenant }, work), tenant);
    await reply
      .header('content-type', 'application/x-ndjson; charset=utf-8')
      .header('content-disposition', `attachment; filename="shaoying-ledger-${tenant}.jsonl"`)
      .send(Readable.from(lines));
    return sent;
  });
}

/** The record of a download names the ledger as a whole. */
const exportSubject = '00000000-0000-7000-8000-000000000000';

/** Closes until nothing waits: each round in a transaction of its own, the last one signs. */
async function closeNow(ctx: Ctx, tenant: number): Promise<Outcome<{ signed: SignedRoot | null }>> {
  const clearingDifference = await clearing(ctx, tenant);
  for (;;) {
    const closed = await transact(ctx, { tenant }, async (tx) =>
      done(await closeBooks(ctx, tx, tenant, { clearingDifference })),
    );
    if (!closed.ok) return closed;
    if (!closed.value.isMore) return done({ signed: closed.value.signed });
  }
}
