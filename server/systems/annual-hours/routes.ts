import { hours } from '../../../contract/hours/index.ts';
import type { Deps } from '../../platform/context.ts';
import type { Server } from '../../platform/http.ts';
import type { Relay } from '../../platform/outbox.ts';
import { declareExemption, listExemptions, withdrawExemption } from './exemptions.ts';
import { onTaskCancelled, onTaskPublished } from './openings.ts';

export function mount(server: Server, _deps: Deps, relay: Relay): void {
  relay.on('task.published', onTaskPublished);
  relay.on('task.cancelled', onTaskCancelled);
  server.serve(hours.exemptions, (ctx) => listExemptions(ctx));
  server.serve(hours.exempt, (ctx, { body }) => declareExemption(ctx, body));
  server.serve(hours.endExemption, (ctx, { params }) => withdrawExemption(ctx, params.id));
}
