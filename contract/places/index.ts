/** Places: territory tree, estates, buildings, units, divisions, staff responsibility (FND-01, 02, 03). */
import { z } from 'zod';
import { codesOf, unitTypes } from '../codes.ts';
import { anyone, communityPath, communityStaff, id, ok, only, personView, point, route, tenantParam, words } from '../kernel.ts';

export const placeKinds = ['estate', 'grid', 'building', 'unit'] as const;
export const placeView = z.strictObject({
  id, kind: z.enum(placeKinds), name: z.string(), full_name: z.string(), parent: id.nullable(),
  lat: z.number().nullable(), lng: z.number().nullable(), population: z.int(), households: z.int(),
  old_estate: z.boolean(), property_org: z.int().nullable(), property_name: z.string().nullable(),
});
export const nodeView = z.strictObject({
  tenant: z.int(), level: z.enum(['city', 'district', 'street', 'community', 'unit']), name: z.string(), code: z.string().nullable(),
  parent: z.int().nullable(), population: z.int(), households: z.int(), opened: z.boolean(), lat: z.number().nullable(), lng: z.number().nullable(),
});

export const places = {
  node: route({
    id: 'places.node', method: 'GET', path: '/api/nodes/:tenant', tag: 'places', source: 'FND-01',
    summary: 'Open a node of the territory tree with its children and rolled-up figures', access: anyone, refusals: [],
    params: z.strictObject({ tenant: tenantParam }),
    reply: z.strictObject({ node: nodeView, ancestors: z.array(nodeView), children: z.array(nodeView), figures: z.strictObject({ communities: z.int(), opened: z.int(), population: z.int(), households: z.int(), members: z.int(), orders: z.int() }) }),
  }),
  findNode: route({
    id: 'places.findNode', method: 'GET', path: '/api/nodes', tag: 'places', source: 'FND-01',
    summary: 'Find communities by name or 12-digit code', access: anyone, refusals: [],
    query: z.strictObject({ q: words(60), opened: z.literal('true').optional() }), reply: z.strictObject({ items: z.array(nodeView) }),
  }),
  list: route({
    id: 'places.list', method: 'GET', path: '/api/c/:community/places', tag: 'places', source: 'FND-01',
    summary: 'List the estates, grids, buildings and units of a community', access: anyone, refusals: [],
    params: communityPath, query: z.strictObject({ kind: z.enum(placeKinds).optional(), parent: id.optional() }),
    reply: z.strictObject({ items: z.array(placeView) }),
  }),
  resolve: route({
    id: 'places.resolve', method: 'GET', path: '/api/c/:community/places/resolve', tag: 'places', source: 'FND-01',
    summary: 'Resolve a written address to exactly one unit, or list the candidates', access: anyone, refusals: [],
    params: communityPath, query: z.strictObject({ q: words(80) }), reply: z.strictObject({ exact: placeView.nullable(), candidates: z.array(placeView) }),
  }),
  create: route({
    id: 'places.create', method: 'POST', path: '/api/c/:community/places', tag: 'places', source: 'FND-01',
    summary: 'Add an estate, grid, building or unit', access: only('community_secretary', 'community_worker', 'system_admin'), refusals: [], idempotent: true,
    params: communityPath,
    body: z.strictObject({ kind: z.enum(placeKinds), name: words(60), parent: id.nullable(), point: point.nullable(), households: z.int().min(0).max(100_000), old_estate: z.boolean() }),
    reply: placeView,
  }),
  staffing: route({
    id: 'places.staffing', method: 'GET', path: '/api/c/:community/staffing', tag: 'places', source: 'FND-02',
    summary: "Show community workers' lines and buildings, with the overload mark", access: only('community_secretary', 'community_worker', 'street_staff'), refusals: [],
    params: communityPath,
    reply: z.strictObject({ limit_buildings: z.int(), items: z.array(z.strictObject({ person: personView, lines: z.array(z.string()), buildings: z.array(z.strictObject({ id, name: z.string() })), overloaded: z.boolean() })) }),
  }),
  setStaffing: route({
    id: 'places.setStaffing', method: 'PUT', path: '/api/c/:community/staffing/:id', tag: 'places', source: 'FND-02',
    summary: "Set a worker's lines and buildings; a fourth building is saved and marked", access: only('community_secretary'), refusals: [],
    params: communityPath.extend({ id }), body: z.strictObject({ lines: z.array(words(20)).max(12), buildings: z.array(id).max(60) }), reply: ok,
  }),
  units: route({
    id: 'places.units', method: 'GET', path: '/api/units', tag: 'places', source: 'FND-03',
    summary: 'List registered units', access: anyone, refusals: [], query: z.strictObject({ q: words(60).optional(), type: z.enum(codesOf(unitTypes)).optional() }),
    reply: z.strictObject({ items: z.array(z.strictObject({ tenant: z.int(), name: z.string(), type: z.enum(codesOf(unitTypes)), in_scope: z.boolean() })) }),
  }),
};
export const staffOnly = communityStaff;
