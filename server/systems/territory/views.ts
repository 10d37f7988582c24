/** How places and nodes are shown. */
import type { z } from 'zod';
import type { nodeView, placeView } from '../../../contract/places/index.ts';
import type { Place } from '../../engines/places/index.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Node } from '../../platform/territory.ts';

export function showPlace(ctx: Ctx, p: Place): z.input<typeof placeView> {
  return {
    id: p.place_id,
    kind: p.kind,
    name: p.name,
    full_name: p.full_name,
    parent: p.parent_id,
    lat: p.lat,
    lng: p.lng,
    population: p.population,
    households: p.households,
    old_estate: p.old_estate,
    property_org: p.property_org,
    property_name: p.property_org === null ? null : (ctx.territory.get(p.property_org)?.name ?? null),
  };
}
export function showNode(n: Node): z.input<typeof nodeView> {
  return {
    tenant: n.tenant,
    level: n.level,
    name: n.name,
    code: n.code,
    parent: n.parent,
    population: n.population,
    households: n.households,
    opened: n.opened,
    lat: n.lat,
    lng: n.lng,
  };
}
