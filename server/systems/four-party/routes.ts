import { orders } from '../../../contract/orders/index.ts';
import {
  actHandover,
  appealDecline,
  answerNeed,
  boundaryRules,
  cardOf,
  closeNeed,
  decideBoundary,
  handOver,
  intake,
  listHandovers,
  listMine,
  lookUp,
  mergeNeeds,
  messageToNeed,
  onHandoverDue,
  onSendBoundary,
  onSilence,
  onUndecided,
  partsFor,
  placeOrder,
  rateOrder,
  readFile,
  readNeed,
  readOrder,
  readQueue,
  readThread,
  say,
  takeNeed,
  undoBoundary,
  uploadFile,
  withdrawOrder,
  type NeedRow,
} from '../../engines/demand/index.ts';
import { snapshot, type Ctx, type Deps } from '../../platform/context.ts';
import { sent, type Server } from '../../platform/http.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import type { Relay } from '../../platform/outbox.ts';
import { findPerson } from './find-person.ts';
import { intakeBatch } from './intake-batch.ts';
import { openPerson } from './open-person.ts';

/** The card of a need after an act, as the queue shows it. */
async function card(ctx: Ctx, outcome: Outcome<NeedRow>) {
  if (!outcome.ok) return outcome;
  const raw = outcome.value;
  // A repeated request answers with the stored row, whose instants are text by then: the row is read anew.
  return snapshot(ctx, { tenant: raw.tenant_id }, async (tx) => {
    const need = await tx
      .selectFrom('need')
      .selectAll()
      .where('tenant_id', '=', raw.tenant_id)
      .where('need_id', '=', raw.need_id)
      .executeTakeFirstOrThrow();
    return done(cardOf(ctx, need, await partsFor(ctx, tx, need.tenant_id, [need])));
  });
}

export function mount(server: Server, _deps: Deps, relay: Relay): void {
  relay.onDue('need.send_boundary', onSendBoundary);
  relay.onDue('need.undecided', onUndecided);
  relay.onDue('need.silence', onSilence);
  relay.onDue('handover.overdue', onHandoverDue);
  server.serve(orders.place, (ctx, { params, body }) => placeOrder(ctx, params.community, body));
  server.serve(orders.intake, (ctx, { params, body }) => intake(ctx, params.community, body));
  server.serve(orders.intakeBatch, (ctx, { params, body }) => intakeBatch(ctx, params.community, body));
  server.serve(orders.findPerson, (ctx, { params, query }) => findPerson(ctx, params.community, query.q));
  server.serve(orders.openPerson, (ctx, { params, body }) => openPerson(ctx, params.community, params.id, body.reason));
  server.serve(orders.lookUp, (ctx, { body }) => lookUp(ctx, body.receipt, body.phone_tail));
  server.serve(orders.mine, (ctx) => listMine(ctx));
  server.serve(orders.read, (ctx, { params }) => readOrder(ctx, params.community, params.id));
  server.serve(orders.withdraw, (ctx, { params }) => withdrawOrder(ctx, params.community, params.id));
  server.serve(orders.appeal, (ctx, { params, body }) => appealDecline(ctx, params.community, params.id, body.reason));
  server.serve(orders.rate, (ctx, { params, body }) => rateOrder(ctx, params.community, params.id, body, false));
  server.serve(orders.recordRating, (ctx, { params, body }) => rateOrder(ctx, params.community, params.id, body, true));
  // G-50: there is no such act. The route exists so that a page, or a person, is told so.
  server.serve(orders.editOriginal, async () => refuse('ORIGINAL_IMMUTABLE'));

  server.serve(orders.queue, (ctx, { params, query }) => readQueue(ctx, params.community, query));
  server.serve(orders.need, (ctx, { params }) => readNeed(ctx, params.community, params.id));
  server.serve(orders.decideBoundary, async (ctx, { params, body }) =>
    card(ctx, await decideBoundary(ctx, params.community, params.id, body)),
  );
  server.serve(orders.undoBoundary, async (ctx, { params }) =>
    card(ctx, await undoBoundary(ctx, params.community, params.id)),
  );
  server.serve(orders.handOver, async (ctx, { params, body }) =>
    card(ctx, await handOver(ctx, params.community, params.id, body)),
  );
  server.serve(orders.merge, async (ctx, { params, body }) => {
    const merged = await mergeNeeds(ctx, params.community, params.id, body.other, body.reason);
    return merged.ok ? readNeed(ctx, params.community, params.id) : merged;
  });
  server.serve(orders.take, (ctx, { params, body }) => takeNeed(ctx, params.community, params.id, body.person));
  server.serve(orders.answer, async (ctx, { params, body }) =>
    card(ctx, await answerNeed(ctx, params.community, params.id, body.answer)),
  );
  server.serve(orders.close, async (ctx, { params, body }) =>
    card(ctx, await closeNeed(ctx, params.community, params.id, body.answer)),
  );
  server.serve(orders.rules, (ctx, { params }) =>
    snapshot(ctx, { tenant: params.community }, async (tx) => {
      const rules = await boundaryRules(tx, params.community);
      const clauses = await tx
        .selectFrom('policy_clause')
        .innerJoin('policy_document', 'policy_document.document_id', 'policy_clause.document_id')
        .select(['clause_id', 'policy_clause.number', 'title'])
        .execute();
      return done({
        items: rules.map((r) => ({
          id: r.id,
          kind: r.kind,
          side: r.side,
          result: r.result,
          owner: r.ownerWords,
          clause: clauses.filter((c) => c.clause_id === r.clauseId).map((c) => `${c.title} ${c.number}`)[0] ?? '',
          words: [...r.words],
        })),
      });
    }),
  );

  server.serve(orders.handovers, (ctx, { params, query }) => listHandovers(ctx, params.community, query.state));
  server.serve(orders.actHandover, (ctx, { params, body }) => actHandover(ctx, params.community, params.id, body));
  server.serve(orders.thread, (ctx, { params }) => readThread(ctx, params.community, params.kind, params.id));
  server.serve(orders.say, (ctx, { params, body }) => say(ctx, params.community, params.kind, params.id, body));
  server.serve(orders.messageToNeed, (ctx, { params }) => messageToNeed(ctx, params.community, params.id));
  server.serve(orders.upload, (ctx, { params, body }) => uploadFile(ctx, params.community, body.base64));
  server.serve(orders.file, async (ctx, { params, reply }) => {
    const file = await readFile(ctx, params.community, params.id);
    if (!file.ok) return file;
    await reply
      .header('content-type', file.value.type)
      .header('content-disposition', 'inline')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cache-control', 'private, max-age=3600')
      .send(file.value.content);
    return sent;
  });
}
