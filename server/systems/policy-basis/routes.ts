/** Routes of the policy basis (FND-04, FND-05, ASM-09, OVR-01, SCH-02). The flow page belongs to double registration. */
import { policy } from '../../../contract/policy/index.ts';
import type { Deps } from '../../platform/context.ts';
import type { Server } from '../../platform/http.ts';
import type { Relay } from '../../platform/outbox.ts';
import { addConsequence } from './add-consequence.ts';
import { readAttempts } from './read-attempts.ts';
import { readCalendar, readDocuments, readParameters } from './read-policy.ts';
import { setParameter } from './set-parameter.ts';

export function mount(server: Server, _deps: Deps, _relay: Relay): void {
  server.serve(policy.documents, (ctx, { query }) => readDocuments(ctx, query.q));
  server.serve(policy.parameters, (ctx, { params }) => readParameters(ctx, params.tenant));
  server.serve(policy.setParameter, (ctx, { params, body }) => setParameter(ctx, params.tenant, params.key, body));
  server.serve(policy.addConsequence, (ctx, { params, body }) => addConsequence(ctx, params.tenant, body));
  server.serve(policy.attempts, (ctx, { params, query }) => readAttempts(ctx, params.tenant, query.code));
  server.serve(policy.calendar, (ctx, { query }) => readCalendar(ctx, query.from, query.to));
}
