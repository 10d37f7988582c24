/** Every route × every role × every scope, through the real server, against the table in authorisation-matrix.ts. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { codesOf, roles, type Role } from '../contract/codes.ts';
import { routes, type Routes } from '../contract/index.ts';
import { matrix } from './authorisation-matrix.ts';
import { testWorld, type Someone, type World } from './world.ts';

type RouteId = keyof Routes;
const someId = '01990000-0000-7000-8000-000000000001';
/** Acting on these with the caller's own session would end it in the middle of the walk. */
const endsSession: ReadonlySet<string> = new Set(['accounts.signOut', 'accounts.closeAccount']);

/** Where each role is granted when it is "here": its own level of the tree. */
const hereOf = (w: World, role: Role): number => {
  if (role.startsWith('unit_')) return w.unit;
  if (role === 'street_staff') return w.street;
  if (role === 'district_staff') return w.district;
  if (role === 'city_staff' || role === 'organisation_department' || role === 'system_admin') return w.city;
  return w.community;
};

describe('authorisation matrix', () => {
  let w: World;
  const actors: { name: string; who: Someone | null; role: Role | null; scope: number }[] = [];
  before(async () => {
    w = await testWorld();
    actors.push(
      { name: 'nobody', who: null, role: null, scope: 0 },
      { name: 'resident', who: await w.resident(), role: null, scope: 0 },
      { name: 'resident elsewhere', who: await w.resident('远邻', { community: w.elsewhere }), role: null, scope: 0 },
      { name: 'member', who: await w.member(), role: null, scope: 0 },
    );
    for (const role of codesOf(roles)) {
      const here = hereOf(w, role);
      actors.push({ name: `${role} here`, who: await w.staff(role, { tenant: here }), role, scope: here });
      const away =
        here === w.community ? w.elsewhere : here === w.unit ? w.propertyOrg : here === w.city ? null : w.elsewhere;
      if (away)
        actors.push({ name: `${role} elsewhere`, who: await w.staff(role, { tenant: away }), role, scope: away });
    }
  });
  after(() => w.close());

  it('lists every route of the contract, and the server mounts exactly those', () => {
    const contract = routes.map((r) => r.id as string).toSorted();
    assert.deepEqual(Object.keys(matrix).toSorted(), contract);
    assert.deepEqual([...w.app.server.mounted].toSorted(), contract);
  });

  it('admits exactly whom the table names', async () => {
    const wrong: string[] = [];
    for (const route of routes) {
      if (endsSession.has(route.id)) continue;
      const target = route.path.includes(':unit') ? w.unit : w.community;
      for (const actor of actors) {
        const status = await statusOf(w, route.id as RouteId, actor.who?.token ?? null, target);
        const expected = expectedFor(
          w,
          matrix[route.id as RouteId],
          actor,
          route.path.includes(':') ? target : null,
          route.path,
        );
        const got = status === 401 ? 'sign in' : status === 403 ? 'forbidden' : 'admitted';
        // A use case may still answer 403 to a person it admitted (a row that is not theirs).
        if (
          got !== expected &&
          !(expected === 'admitted' && got === 'forbidden' && matrix[route.id as RouteId] === 'person')
        )
          wrong.push(`${route.id} × ${actor.name}: expected ${expected}, got ${status}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
});

function expectedFor(
  w: World,
  who: (typeof matrix)[RouteId],
  actor: { who: Someone | null; role: Role | null; scope: number },
  target: number | null,
  path: string,
): 'sign in' | 'forbidden' | 'admitted' {
  if (who === 'public') return 'admitted';
  if (!actor.who) return 'sign in';
  if (who === 'person') return 'admitted';
  if (!actor.role || !who.includes(actor.role)) return 'forbidden';
  const scoped = /:(community|unit|tenant)/.test(path);
  return !scoped || (target !== null && w.deps.territory.covers(actor.scope, target)) ? 'admitted' : 'forbidden';
}

/** Calls with a plausible address and an empty body: whoever is barred is barred before the input is read. */
async function statusOf(w: World, id: RouteId, token: string | null, target: number): Promise<number> {
  const route = routes.find((r) => r.id === id);
  if (!route) throw new Error(id);
  if (id === 'live' && token) return 200; // an open stream never ends; its own test reads it
  const params: Record<string, string | number> = {};
  for (const [, name] of route.path.matchAll(/:(\w+)/g)) {
    params[name!] =
      name === 'community' || name === 'unit' || name === 'tenant'
        ? target
        : name === 'kind'
          ? 'order'
          : name === 'purpose'
            ? 'service'
            : name === 'table'
              ? 'needs'
              : name === 'key'
                ? 'quiet_from_min'
                : name === 'token'
                  ? 'x'.repeat(43)
                  : someId;
  }
  const answer = await w.call(token, id, {
    params,
    ...(route.method === 'GET' || route.method === 'DELETE' ? {} : { body: {} }),
  });
  return answer.status;
}
