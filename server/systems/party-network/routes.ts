/** Routes of the Party network in the community. */
import { members } from '../../../contract/members/index.ts';
import type { Deps } from '../../platform/context.ts';
import type { Server } from '../../platform/http.ts';
import type { Relay } from '../../platform/outbox.ts';
import { createGroup, joinGroup, listBranches, readProposals } from './groups.ts';

export function mount(server: Server, _deps: Deps, _relay: Relay): void {
  server.serve(members.branches, (ctx, { params }) => listBranches(ctx, params.community));
  server.serve(members.groupProposals, (ctx, { params }) => readProposals(ctx, params.community));
  server.serve(members.createGroup, (ctx, { params, body }) => createGroup(ctx, params.community, body));
  server.serve(members.joinGroup, (ctx, { params, body }) => joinGroup(ctx, params.community, params.id, body.join));
}
