import { boards } from '../../../contract/boards/index.ts';
import type { Server } from '../../platform/http.ts';
import { readGaps, readGuards, readLoop, readPublic, readRows } from './read-boards.ts';

export function mount(server: Server): void {
  server.serve(boards.loop, (ctx, { params }) => readLoop(ctx, params.community));
  server.serve(boards.guards, (ctx, { params }) => readGuards(ctx, params.community));
  server.serve(boards.rows, (ctx, { params }) => readRows(ctx, params.community, params.key));
  server.serve(boards.gaps, (ctx, { params }) => readGaps(ctx, params.community));
  server.serve(boards.publicLoop, (ctx, { params }) => readPublic(ctx, params.community));
}
