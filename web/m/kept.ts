/**
 * What a member needs in a basement without a network: who I am, my coming services. Kept on this phone after each
 * reading, shown only while there is no connection, and wiped when the person signs out.
 */
import { type Args, call, CallError, type Reply, type RouteId } from '../kit/index.ts';

const prefix = 'shaoying.kept.';
const nameOf = (id: string, args: unknown) => `${prefix}${id}.${JSON.stringify(args)}`;

export function keep<Id extends RouteId>(id: Id, args: Args<Id>, value: Reply<Id>): void {
  try {
    localStorage.setItem(nameOf(id, args), JSON.stringify(value));
  } catch {
    // A full or closed storage costs the offline view, nothing else.
  }
}
export function kept<Id extends RouteId>(id: Id, args: Args<Id>): Reply<Id> | null {
  try {
    const stored = localStorage.getItem(nameOf(id, args));
    return stored === null ? null : (JSON.parse(stored) as Reply<Id>);
  } catch {
    return null;
  }
}
/** Removes everything kept, and what was typed but not sent: the next person on this phone must not see it. */
export function forgetAll(): void {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(prefix) || name.startsWith('shaoying.order-draft.')) localStorage.removeItem(name);
    }
  } catch {
    // Nothing was stored.
  }
}

/** Like `reading`, with the kept copy while there is no connection. */
export function readingKept<Id extends RouteId>(id: Id, args: Args<Id>, onRead?: (value: Reply<Id>) => void) {
  return {
    queryKey: [id, args] as const,
    queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Reply<Id>> => {
      const outcome = await call(id, args, { signal });
      if (outcome.ok) {
        keep(id, args, outcome.value);
        onRead?.(outcome.value);
        return outcome.value;
      }
      const copy = outcome.kind === 'offline' ? kept(id, args) : null;
      if (copy !== null) return copy;
      throw new CallError(outcome);
    },
  };
}

/** My coming services; each is also kept as a page of its own, so that checking in works without a network. */
export const myClaims = () =>
  readingKept('me.claims', {}, (data) => {
    for (const claim of data.items.slice(0, 20)) {
      const args = { params: { community: claim.tenant, id: claim.id } };
      if (kept('claims.read', args) === null) keep('claims.read', args, { ...claim, story: [], entries: [] });
    }
  });
