/** Who is signed in, which deployment this is, and for which territory the open page speaks. */
import { useQuery } from '@tanstack/react-query';
import type { Role } from '../../contract/codes.ts';
import { call, CallError, reading, type Reply, setServerNow } from '../kit/index.ts';

export type Me = Reply<'accounts.me'>;
export type Grant = Me['grants'][number];
export type Face = 'c' | 'u' | 'n';

/** The signed-in person, null when nobody is, undefined while unknown (reading, or no network). */
export function useMe(): Me | null | undefined {
  return useQuery({
    queryKey: ['accounts.me', {}],
    queryFn: async (): Promise<Me | null> => {
      const outcome = await call('accounts.me', {});
      if (outcome.ok) return outcome.value;
      if (outcome.code === 'SIGN_IN_REQUIRED') return null;
      throw new CallError(outcome);
    },
    staleTime: 60_000,
  }).data;
}

export function useDeployment(fresh_ms = Number.POSITIVE_INFINITY): Reply<'accounts.deployment'> | undefined {
  const options = reading('accounts.deployment', {});
  return useQuery({
    queryKey: options.queryKey,
    queryFn: async (context) => {
      const deployment = await options.queryFn(context);
      setServerNow(deployment.now);
      return deployment;
    },
    staleTime: fresh_ms,
    // One-time passwords of the demonstration change every half minute; the sign-in page asks for fresh ones.
    refetchInterval: Number.isFinite(fresh_ms) ? fresh_ms : false,
  }).data;
}

const unitRoles: readonly Role[] = ['unit_secretary', 'unit_liaison'];
const nodeRoles: readonly Role[] = ['street_staff', 'district_staff', 'city_staff', 'organisation_department'];

/** Which face of the workbench a role opens: a community, a unit, or a higher node of the territory. */
export function faceOf(role: Role): Face {
  if (unitRoles.includes(role)) return 'u';
  return nodeRoles.includes(role) ? 'n' : 'c';
}

export interface Place {
  readonly face: Face;
  readonly tenant: number;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** The desks a person may sit at, one for each territory of the grants. */
export function placesOf(me: Me): Place[] {
  const found = new Map<string, { face: Face; tenant: number; name: string; roles: Role[] }>();
  for (const grant of me.grants) {
    const face = faceOf(grant.role);
    const key = `${face}${grant.tenant}`;
    const place = found.get(key) ?? { face, tenant: grant.tenant, name: grant.tenant_name, roles: [] };
    place.roles.push(grant.role);
    found.set(key, place);
  }
  return [...found.values()];
}

/** The desk that an address names. Someone from a higher node looking into a community keeps the own roles there. */
export function placeAt(me: Me, path: string): Place | null {
  const parts = /^\/([cun])\/(\d+)/.exec(path);
  if (!parts) return null;
  const face = parts[1] as Face;
  const tenant = Number(parts[2]);
  const own = placesOf(me).find((p) => p.face === face && p.tenant === tenant);
  if (own) return own;
  const higher = me.grants.filter((g) => faceOf(g.role) === 'n').map((g) => g.role);
  return higher.length > 0 ? { face, tenant, name: '', roles: higher } : null;
}

/** Where a desk opens: at the work that waits for that role. */
export function homeOf(place: Place): string {
  const base = `/${place.face}/${place.tenant}`;
  if (place.face === 'u') return `${base}/filings`;
  if (place.face === 'n') return `${base}/overview`;
  const has = (...roles: Role[]) => roles.some((r) => place.roles.includes(r));
  if (has('community_secretary', 'community_worker')) return `${base}/today`;
  if (has('hotline_operator')) return `${base}/intake`;
  if (has('property_manager', 'property_staff')) return `${base}/handovers`;
  if (has('points_auditor')) return `${base}/audits`;
  if (has('group_leader')) return `${base}/confirmations?step=group`;
  if (has('grid_branch')) return `${base}/confirmations?step=branch`;
  if (has('welfare_committee')) return `${base}/time-grants`;
  if (has('social_worker', 'social_organisation')) return `${base}/time-orders`;
  if (has('branch_secretary')) return `${base}/registrations`;
  return `${base}/lists`;
}
