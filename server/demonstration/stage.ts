/** The stage of the simulated month: an agenda driven by the clock, sessions of the people, and calls through the real routes. */
import type { z } from 'zod';
import type { App } from '../app.ts';
import { routes, type Routes } from '../../contract/index.ts';
import { openSession } from '../platform/session.ts';
import { hour_ms, type DrivenClock } from '../platform/clock.ts';
import type { Deps } from '../platform/context.ts';
import { inSnapshot, inTransaction, type Tx } from '../platform/database.ts';
import { done } from '../platform/outcome.ts';

export interface CallInput {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
/** What a route answers when it agrees. */
type Reply<K extends keyof Routes> = z.input<Routes[K]['reply']>;
export interface Stage {
  readonly deps: Deps;
  readonly community: number;
  readonly until: Date;
  now(): Date;
  /** Puts something on the agenda; what lies after the end of the month is left out. */
  at(when: Date, act: () => Promise<void>): void;
  /** Calls a route as this person; null when it was refused. Refusals are counted by code, and are part of the story. */
  as<K extends keyof Routes>(person: string, route: K, input?: CallInput, strong?: boolean): Promise<Reply<K> | null>;
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Plays the agenda to its end. */
  play(): Promise<void>;
  readonly counts: Map<string, number>;
}
/** A month of a few hundred orders takes some thousands of acts; more than this is a fault in the story. */
const mostActs = 30_000;
const strongLife_ms = 11 * hour_ms;
const plainLife_ms = 20 * 24 * hour_ms;

export function stageOf(app: App, deps: Deps, clock: DrivenClock, community: number, until: Date): Stage {
  const table = new Map(routes.map((r) => [r.id as string, r]));
  const agenda: { at: number; n: number; act: () => Promise<void> }[] = [];
  const tokens = new Map<string, { token: string; opened: number }>();
  const counts = new Map<string, number>();
  let n = 0;
  const token = async (person: string, strong: boolean): Promise<string> => {
    const key = `${person} ${strong}`;
    const known = tokens.get(key);
    const now = clock.now().getTime();
    if (known && now - known.opened < (strong ? strongLife_ms : plainLife_ms)) return known.token;
    const outcome = await inTransaction(deps.db, { persons: [person] }, async (tx) =>
      done(await openSession(deps, tx, { personId: person, strong, device: 'demonstration' })),
    );
    if (!outcome.ok) throw new Error(outcome.code);
    tokens.set(key, { token: outcome.value, opened: now });
    return outcome.value;
  };
  const stage: Stage = {
    deps,
    community,
    until,
    counts,
    now: () => clock.now(),
    at(when, act) {
      if (when.getTime() >= until.getTime()) return;
      const entry = { at: Math.max(when.getTime(), clock.now().getTime()), n: (n += 1), act };
      let low = 0;
      let high = agenda.length;
      // The latest stand first, so that the next act is taken from the end.
      while (low < high) {
        const middle = (low + high) >> 1;
        const other = agenda[middle]!;
        if (other.at > entry.at || (other.at === entry.at && other.n > entry.n)) low = middle + 1;
        else high = middle;
      }
      agenda.splice(low, 0, entry);
    },
    async as(person, route, input = {}, strong = false) {
      const contract = table.get(route);
      if (!contract) throw new Error(`No route ${route}`);
      let url: string = contract.path;
      for (const [k, v] of Object.entries(input.params ?? {}))
        url = url.replace(`:${k}`, encodeURIComponent(String(v)));
      if (input.query) url += `?${new URLSearchParams(input.query)}`;
      const answer = await app.server.app.inject({
        method: contract.method,
        url,
        headers: {
          authorization: `Bearer ${await token(person, strong)}`,
          ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(input.body === undefined ? {} : { payload: JSON.stringify(input.body) }),
      });
      const body: { code?: string } | null = answer.headers['content-type']?.toString().includes('json')
        ? JSON.parse(answer.body)
        : null;
      const key = answer.statusCode === 200 ? route : `${route} ${body?.code ?? answer.statusCode}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return answer.statusCode === 200 ? (body as never) : null;
    },
    read: (work) => inSnapshot(deps.db, { tenant: community }, work),
    async play() {
      for (let acts = 0; acts < mostActs; acts += 1) {
        const next = agenda.pop();
        if (!next) break;
        clock.set(new Date(next.at));
        await app.relay.settle();
        await next.act();
      }
      clock.set(until);
      await app.relay.settle();
    },
  };
  return stage;
}
