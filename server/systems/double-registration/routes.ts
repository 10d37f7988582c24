/** Routes of double registration. */
import { policy } from '../../../contract/policy/index.ts';
import { registration } from '../../../contract/registration/index.ts';
import type { Deps } from '../../platform/context.ts';
import type { Server } from '../../platform/http.ts';
import type { Relay } from '../../platform/outbox.ts';
import { mountContactDue } from './contact-overdue.ts';
import { acknowledgeFiling, decideRegistration, recordContact } from './decide-registration.ts';
import { consult, listEngagements, mountEngagementDues, proposeEngagement } from './engagements.ts';
import { decidePairing, listPairings, proposePairing } from './pairings.ts';
import { readProfile, saveProfile } from './profile.ts';
import { readCoverage } from './read-coverage.ts';
import { readFlow } from './read-flow.ts';
import { listFilings, listRegistrations, readMine, readUnitBoard, readVisitSlots } from './read-registrations.ts';
import { setCadreClass } from './set-cadre-class.ts';
import { submitRegistration } from './submit-registration.ts';

export function mount(server: Server, _deps: Deps, relay: Relay): void {
  server.serve(registration.mine, (ctx) => readMine(ctx));
  server.serve(registration.profile, (ctx) => readProfile(ctx));
  server.serve(registration.saveProfile, (ctx, { body }) => saveProfile(ctx, body));
  server.serve(registration.submit, (ctx, { params, body }) => submitRegistration(ctx, params.community, body));
  server.serve(registration.list, (ctx, { params, query }) => listRegistrations(ctx, params.community, query.state));
  server.serve(registration.decide, (ctx, { params, body }) =>
    decideRegistration(ctx, params.community, params.id, body),
  );
  server.serve(registration.contacted, (ctx, { params, body }) =>
    recordContact(ctx, params.community, params.id, body.by),
  );
  server.serve(registration.visitSlots, (ctx) => readVisitSlots(ctx));
  server.serve(registration.filings, (ctx, { params }) => listFilings(ctx, params.unit));
  server.serve(registration.acknowledge, (ctx, { params }) => acknowledgeFiling(ctx, params.unit, params.id));
  server.serve(registration.cadreFlag, (ctx, { params, body }) => setCadreClass(ctx, params.unit, params.id, body));
  server.serve(registration.pairings, (ctx, { params }) => listPairings(ctx, params.community));
  server.serve(registration.unitBoard, (ctx, { params }) => readUnitBoard(ctx, params.unit));
  server.serve(registration.proposePairing, (ctx, { params, body }) => proposePairing(ctx, params.unit, body));
  server.serve(registration.decidePairing, (ctx, { params, body }) =>
    decidePairing(ctx, params.community, params.id, body.decision),
  );
  server.serve(registration.coverage, (ctx, { params }) => readCoverage(ctx, params.tenant));
  server.serve(registration.propose, (ctx, { params, body }) => proposeEngagement(ctx, params.community, body));
  server.serve(registration.engagements, (ctx, { params }) => listEngagements(ctx, params.community));
  server.serve(registration.consult, (ctx, { params, body }) => consult(ctx, params.community, params.id, body));
  server.serve(policy.flow, (ctx) => readFlow(ctx));
  mountContactDue(relay);
  mountEngagementDues(relay);
}
