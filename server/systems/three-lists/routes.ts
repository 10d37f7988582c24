/** Routes of the three lists and of activities. */
import { tasks } from '../../../contract/tasks/index.ts';
import type { Deps } from '../../platform/context.ts';
import type { Server } from '../../platform/http.ts';
import type { Relay } from '../../platform/outbox.ts';
import { createActivity, decideActivity, listActivities, signUp } from './activities.ts';
import { editOffer, onIdle, proposeTasks, saveOffer, setOffer } from './offers.ts';
import { readLists } from './read-lists.ts';

export function mount(server: Server, _deps: Deps, relay: Relay): void {
  relay.onDue('offer.idle', onIdle);
  server.serve(tasks.lists, (ctx, { params }) => readLists(ctx, params.community));
  server.serve(tasks.saveOffer, (ctx, { params, body }) => saveOffer(ctx, params.community, body));
  server.serve(tasks.editOffer, (ctx, { params, body }) => editOffer(ctx, params.community, params.id, body));
  server.serve(tasks.setOffer, (ctx, { params, body }) => setOffer(ctx, params.community, params.id, body.state));
  server.serve(tasks.proposals, (ctx, { params }) => proposeTasks(ctx, params.community));
  server.serve(tasks.activity, (ctx, { params, body }) => createActivity(ctx, params.community, body));
  server.serve(tasks.activities, (ctx, { params }) => listActivities(ctx, params.community));
  server.serve(tasks.signUp, (ctx, { params, body }) => signUp(ctx, params.community, params.id, body.join));
  server.serve(tasks.decideActivity, (ctx, { params, body }) =>
    decideActivity(ctx, params.community, params.id, body.decision),
  );
}
