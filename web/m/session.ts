/** Who is signed in and which deployment this is: read once, shared by every page. */
import { type QueryClient, useQuery } from '@tanstack/react-query';
import { call, CallError, elderChosenHere, type Reply, setElder, setServerNow } from '../kit/index.ts';
import { forgetAll, keep, kept, readingKept } from './kept.ts';

export type Me = Reply<'accounts.me'>;
export type Community = Me['communities'][number];

/** The signed-in person, null when nobody is, undefined while unknown (reading, or no network). */
export function useMe(): Me | null | undefined {
  const query = useQuery({
    queryKey: ['accounts.me', {}],
    queryFn: async (): Promise<Me | null> => {
      const outcome = await call('accounts.me', {});
      if (outcome.ok) {
        keep('accounts.me', {}, outcome.value);
        // A new device follows the person's stored preference; a choice made on this device stays.
        if (outcome.value.elder_mode && !elderChosenHere()) setElder(1);
        return outcome.value;
      }
      if (outcome.code === 'SIGN_IN_REQUIRED') {
        forgetAll();
        return null;
      }
      const copy = outcome.kind === 'offline' ? kept('accounts.me', {}) : null;
      if (copy !== null) return copy;
      throw new CallError(outcome);
    },
    staleTime: 60_000,
  });
  return query.data;
}

export function useDeployment(): Reply<'accounts.deployment'> | undefined {
  const options = readingKept('accounts.deployment', {});
  return useQuery({
    queryKey: options.queryKey,
    queryFn: async (context) => {
      const deployment = await options.queryFn(context);
      setServerNow(deployment.now);
      return deployment;
    },
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
}

/** The community that a page concerns first: home, else the first known, else the one this deployment opens with. */
export function homeOf(
  me: Me | null | undefined,
  deployment: Reply<'accounts.deployment'> | undefined,
): { tenant: number; name: string; hotline: string | null } | null {
  const home = me?.communities.find((c) => c.home) ?? me?.communities[0];
  return home ?? deployment?.community ?? null;
}
export const isMember = (me: Me): boolean => me.communities.some((c) => c.member);
export const holds = (me: Me, ...roles: Me['grants'][number]['role'][]): Me['grants'][number] | undefined =>
  me.grants.find((g) => roles.includes(g.role));

/** Another person is signed in now, or nobody: nothing that the last one read may stay on the pages. */
export function becomes(client: QueryClient, me: Me | null): void {
  if (me === null) forgetAll();
  client.removeQueries({
    predicate: (q) => q.queryKey[0] !== 'accounts.me' && q.queryKey[0] !== 'accounts.deployment',
  });
  // Set in place, because the frame watches this very entry.
  client.setQueryData(['accounts.me', {}], me);
}
