/** What every use case receives: the injected world and who asks. */
import type { Role } from '../../contract/codes.ts';
import type { Clock } from './clock.ts';
import type { Db, Scope, Tx } from './database.ts';
import { inSnapshot, inTransaction, openPersons } from './database.ts';
import type { Ids, Random } from './ids.ts';
import type { KeyRing } from './keys.ts';
import type { Signer } from './signer.ts';
import type { Live } from './live.ts';
import type { Outcome } from './outcome.ts';
import { refuse } from './outcome.ts';
import type { Territory } from './territory.ts';
import { createHash } from 'node:crypto';

export type DeploymentKind = 'demonstration' | 'production' | 'test';
export interface Deployment {
  readonly kind: DeploymentKind;
  readonly name: string;
  /** The community that pages open with. */
  readonly home: number | null;
  /** Address of the pages as people see it; null where the deployment does not say. */
  readonly publicUrl: string | null;
  /** LST-06: silence closes an answered need. Off while a past day is replayed. */
  readonly silentClosing: boolean;
}
/** Sends one-time codes; the SMS gateway is an adapter behind it. */
export interface CodeGateway {
  /** A code that everybody knows, in the demonstration only. */
  readonly fixedCode: string | null;
  send(phone: string, code: string): Promise<void>;
}
export interface Deps {
  readonly db: Db;
  readonly gateway: CodeGateway;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly keys: KeyRing;
  readonly signer: Signer;
  readonly live: Live;
  readonly territory: Territory;
  readonly deployment: Deployment;
  readonly log: (event: string, facts: Record<string, unknown>) => void;
}
export interface Grant {
  readonly id: string;
  readonly role: Role;
  readonly tenant: number;
  readonly org: number | null;
  readonly place: string | null;
}
export interface PersonTenant {
  readonly tenant: number;
  readonly resident: boolean;
  readonly member: boolean;
  readonly home: boolean;
}
export interface Actor {
  readonly personId: string;
  readonly sessionId: string;
  readonly strong: boolean;
  readonly grants: readonly Grant[];
  readonly tenants: readonly PersonTenant[];
}
export interface Ctx extends Deps {
  readonly actor: Actor | null;
  readonly locale: 'zh' | 'en';
  readonly address: string;
  readonly requestId: string;
  /** Set when the request carried an Idempotency-Key; the first transaction of the request uses it. */
  readonly idempotency: {
    readonly key: string;
    readonly route: string;
    readonly bodyHash: Buffer;
    used: boolean;
  } | null;
}

/** The signed-in person; routes whose access is not public always have one. */
export function me(ctx: Ctx): Actor {
  if (!ctx.actor) throw new Error('This use case is mounted on a public route');
  return ctx.actor;
}
/** A grant of one of these roles that covers the tenant, or null. */
export function grantFor(ctx: Ctx, tenant: number, roles: readonly Role[]): Grant | null {
  return ctx.actor?.grants.find((g) => roles.includes(g.role) && ctx.territory.covers(g.tenant, tenant)) ?? null;
}
/** The role in which the actor acts in this community, for the record. */
export function roleIn(ctx: Ctx, tenant: number): string {
  const grant = ctx.actor?.grants.find((g) => ctx.territory.covers(g.tenant, tenant));
  if (grant) return grant.role;
  const here = ctx.actor?.tenants.find((t) => t.tenant === tenant);
  return here?.member ? 'member' : ctx.actor ? 'resident' : 'system';
}
export const bodyHash = (body: unknown): Buffer =>
  createHash('sha256')
    .update(JSON.stringify(body ?? null))
    .digest();

/**
 * One use case, one transaction, exactly once per idempotency key. The key is claimed first (a second sender waits
 * there), the reply is kept with it for as long as what it created, and the same key with another body is refused.
 */
export async function transact<T>(ctx: Ctx, scope: Scope, work: (tx: Tx) => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const once = ctx.idempotency;
  const actor = ctx.actor;
  const run =
    !once || once.used || !actor
      ? inTransaction(ctx.db, scope, work)
      : inTransaction(ctx.db, { ...scope, persons: [...(scope.persons ?? []), actor.personId] }, (tx) =>
          claimKey(ctx, tx, work),
        );
  if (once) once.used = true;
  const outcome = await run;
  if (outcome.ok) ctx.live.kick();
  return outcome;
}

async function claimKey<T>(ctx: Ctx, tx: Tx, work: (tx: Tx) => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const { key, route, bodyHash: hash } = ctx.idempotency!;
  const person_id = me(ctx).personId;
  const claimed = await tx
    .insertInto('idempotency')
    .values({ person_id, key, route, body_hash: hash, reply: 'null', status: 0, at: ctx.clock.now() })
    .onConflict((c) => c.columns(['person_id', 'key']).doNothing())
    .executeTakeFirst();
  if (Number(claimed.numInsertedOrUpdatedRows ?? 0) === 0) {
    const first = await tx
      .selectFrom('idempotency')
      .selectAll()
      .where('person_id', '=', person_id)
      .where('key', '=', key)
      .executeTakeFirstOrThrow();
    if (first.route !== route || !first.body_hash.equals(hash)) return refuse('IDEMPOTENCY_KEY_REUSED');
    return { ok: true, value: first.reply as T };
  }
  const outcome = await work(tx);
  if (outcome.ok) {
    // The work may have opened other persons; the key's row is the actor's.
    await openPersons(tx, [person_id]);
    await tx
      .updateTable('idempotency')
      .set({ reply: JSON.stringify(outcome.value ?? null), status: 200 })
      .where('person_id', '=', person_id)
      .where('key', '=', key)
      .execute();
  }
  return outcome;
}

export const snapshot = <T>(ctx: Deps, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> =>
  inSnapshot(ctx.db, scope, work);

/** A context for work that no person asked for: the sweeper, the relay, start-up. */
export const systemContext = (deps: Deps): Ctx => ({
  ...deps,
  actor: null,
  locale: 'zh',
  address: 'local',
  requestId: 'system',
  idempotency: null,
});
