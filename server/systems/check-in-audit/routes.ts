import { service } from '../../../contract/service/index.ts';
import {
  auditBatch,
  callBack,
  checkIn,
  checkOut,
  confirmBatch,
  confirmPresence,
  listAudits,
  listConfirmations,
  listLive,
  oneView,
  onRated,
  onUnfinished,
  showCode,
  submitResult,
  unfinishedDue,
} from '../../engines/review/index.ts';
import type { Ctx, Deps } from '../../platform/context.ts';
import type { Server } from '../../platform/http.ts';
import type { Outcome } from '../../platform/outcome.ts';
import type { Relay } from '../../platform/outbox.ts';
import { thank } from './thank.ts';

/** After an act the page gets the record as it stands now. */
async function view(ctx: Ctx, tenant: number, outcome: Outcome<string>) {
  return outcome.ok ? oneView(ctx, tenant, outcome.value) : outcome;
}

export function mount(server: Server, _deps: Deps, relay: Relay): void {
  relay.on('order.rated', onRated);
  relay.onDue(unfinishedDue, onUnfinished);
  server.serve(service.checkIn, async (ctx, { params, body }) =>
    view(ctx, params.community, await checkIn(ctx, params.community, params.id, body)),
  );
  server.serve(service.checkOut, async (ctx, { params, body }) =>
    view(ctx, params.community, await checkOut(ctx, params.community, params.id, body)),
  );
  server.serve(service.submit, async (ctx, { params, body }) =>
    view(ctx, params.community, await submitResult(ctx, params.community, params.id, body)),
  );
  server.serve(service.onSiteCode, (ctx, { params }) => showCode(ctx, params.community, params.id));
  server.serve(service.confirmPresence, async (ctx, { params, body }) =>
    view(ctx, params.community, await confirmPresence(ctx, params.community, params.id, body)),
  );
  server.serve(service.callBack, async (ctx, { params, body }) =>
    view(ctx, params.community, await callBack(ctx, params.community, params.id, body)),
  );
  server.serve(service.live, (ctx, { params }) => listLive(ctx, params.community));
  server.serve(service.audits, (ctx, { params, query }) => listAudits(ctx, params.community, query.view ?? 'due'));
  server.serve(service.audit, (ctx, { params, body }) => auditBatch(ctx, params.community, body));
  server.serve(service.confirmations, (ctx, { params, query }) => listConfirmations(ctx, params.community, query.step));
  server.serve(service.confirm, (ctx, { params, body }) => confirmBatch(ctx, params.community, body));
  server.serve(service.thanks, (ctx, { params, body }) => thank(ctx, params.community, params.id, body.text));
}
