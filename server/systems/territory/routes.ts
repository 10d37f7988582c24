/** Routes of places (FND-01, FND-02, FND-03). */
import { places } from '../../../contract/places/index.ts';
import { placesOf, resolveAddress } from '../../engines/places/index.ts';
import { snapshot, type Deps } from '../../platform/context.ts';
import type { Server } from '../../platform/http.ts';
import { done } from '../../platform/outcome.ts';
import type { Relay } from '../../platform/outbox.ts';
import { addPlace } from './add-place.ts';
import { findNodes, listUnits, readNode } from './read-nodes.ts';
import { readStaffing, setStaffing } from './staffing.ts';
import { showPlace } from './views.ts';

export function mount(server: Server, _deps: Deps, _relay: Relay): void {
  server.serve(places.node, (ctx, { params }) => readNode(ctx, params.tenant));
  server.serve(places.findNode, async (ctx, { query }) => findNodes(ctx, query.q, query.opened === 'true'));
  server.serve(places.list, async (ctx, { params, query }) => {
    const rows = await snapshot(ctx, { tenant: params.community }, (tx) =>
      placesOf(tx, params.community, { kind: query.kind, parent: query.parent }),
    );
    return done({ items: rows.map((p) => showPlace(ctx, p)) });
  });
  server.serve(places.resolve, async (ctx, { params, query }) => {
    const found = await snapshot(ctx, { tenant: params.community }, (tx) =>
      resolveAddress(tx, params.community, query.q),
    );
    return done({
      exact: found.exact && showPlace(ctx, found.exact),
      candidates: found.candidates.map((p) => showPlace(ctx, p)),
    });
  });
  server.serve(places.create, (ctx, { params, body }) => addPlace(ctx, params.community, body));
  server.serve(places.staffing, (ctx, { params }) => readStaffing(ctx, params.community));
  server.serve(places.setStaffing, (ctx, { params, body }) => setStaffing(ctx, params.community, params.id, body));
  server.serve(places.units, (ctx, { query }) => listUnits(ctx, query.q, query.type));
}
