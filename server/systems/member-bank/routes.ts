/** Routes of the member bank and the roster. */
import { members } from '../../../contract/members/index.ts';
import type { Deps } from '../../platform/context.ts';
import type { Server } from '../../platform/http.ts';
import type { Relay } from '../../platform/outbox.ts';
import { createPost, readBank } from './read-bank.ts';
import { readRoster } from './read-roster.ts';

export function mount(server: Server, _deps: Deps, _relay: Relay): void {
  server.serve(members.bank, (ctx, { params, query }) => readBank(ctx, params.community, query));
  server.serve(members.createPost, (ctx, { params, body }) => createPost(ctx, params.community, body));
  server.serve(members.roster, (ctx, { params, query }) => readRoster(ctx, params.community, query.q));
}
