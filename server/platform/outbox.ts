/** Events leave with the transaction that caused them; reactions run once, each in the transaction that marks its event. */
import type { Deps } from './context.ts';
import type { Tx } from './database.ts';
import { enterTenant, inTransaction, isDatabaseAway, openPersons } from './database.ts';
import { addMs, hour_ms, minute_ms } from './clock.ts';
import { done } from './outcome.ts';

export interface Event {
  readonly tenant: number;
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  /** Persons who are told that something of theirs changed. */
  readonly persons: readonly string[];
  readonly data: Record<string, unknown>;
  readonly at: Date;
}
export type Reaction = (deps: Deps, tx: Tx, event: Event) => Promise<void>;

/** Writes an event inside the caller's transaction (tenant must be entered). */
export async function emit(
  deps: Deps,
  tx: Tx,
  event: { tenant: number; kind: string; subject: string; persons?: readonly string[]; data?: Record<string, unknown> },
): Promise<void> {
  const payload = { subject: event.subject, persons: event.persons ?? [], data: event.data ?? {} };
  await tx
    .insertInto('outbox')
    .values({
      tenant_id: event.tenant,
      event_id: deps.ids.next(),
      kind: event.kind,
      payload: JSON.stringify(payload),
      at: deps.clock.now(),
    })
    .execute();
}

/** Something that will be due: at most one waiting row per kind and subject; a new time replaces the old. */
export async function schedule(
  deps: Deps,
  tx: Tx,
  due: { tenant: number; kind: string; subject: string; at: Date; data?: Record<string, unknown> },
): Promise<void> {
  await tx
    .insertInto('due')
    .values({
      tenant_id: due.tenant,
      due_id: deps.ids.next(),
      kind: due.kind,
      subject_id: due.subject,
      due_at: due.at,
      payload: JSON.stringify(due.data ?? {}),
    })
    .onConflict((c) =>
      c
        .columns(['tenant_id', 'kind', 'subject_id'])
        .where('done_at', 'is', null)
        .doUpdateSet({ due_at: due.at, attempts: 0, retry_at: null, parked_at: null, why: null }),
    )
    .execute();
}
export async function unschedule(
  deps: Deps,
  tx: Tx,
  due: { tenant: number; kind: string; subject: string },
): Promise<void> {
  await tx
    .updateTable('due')
    .set({ done_at: deps.clock.now() })
    .where('tenant_id', '=', due.tenant)
    .where('kind', '=', due.kind)
    .where('subject_id', '=', due.subject)
    .where('done_at', 'is', null)
    .execute();
}

export interface Relay {
  on(kind: string, reaction: Reaction): void;
  onDue(kind: string, reaction: Reaction): void;
  /**
   * Runs until no event waits and nothing is due by the injected clock. Concurrent calls share one run. A reaction that
   * fails holds up nothing else: its row waits and is tried again; the first such error is thrown when the run has ended.
   */
  settle(): Promise<void>;
  /** Tries what was parked once more, then runs by itself. */
  start(): void;
  stop(): Promise<void>;
}

/** After each failed attempt so long; the number of waits bounds the attempts. Then the row is parked. */
const waits_ms = [1000, 10_000, minute_ms, 10 * minute_ms, hour_ms];

export function relayOf(deps: Deps): Relay {
  const reactions = new Map<string, Reaction[]>();
  const dues = new Map<string, Reaction>();
  let running: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | null = null;
  const drain = async (): Promise<void> => {
    const failures: unknown[] = [];
    do {
      again = false;
      for (let round = 0; round < 10_000; round += 1) {
        const moved = (await relaySome(deps, reactions, failures)) || (await sweepOne(deps, dues, failures));
        if (!moved) break;
      }
    } while (again);
    if (failures.length > 0) throw failures[0];
  };
  const settle = (): Promise<void> => {
    again = true;
    running ??= drain().finally(() => {
      running = null;
    });
    return running;
  };
  const quietly = () => void settle().catch((error: unknown) => deps.log('relay.failed', { why: codeOf(error) }));
  return {
    on: (kind, reaction) => void reactions.set(kind, [...(reactions.get(kind) ?? []), reaction]),
    onDue: (kind, reaction) => void dues.set(kind, reaction),
    settle,
    start() {
      void unpark(deps).then(quietly, () => undefined);
      deps.live.onKick(quietly);
      timer = setInterval(quietly, 1000);
      timer.unref();
    },
    async stop() {
      if (timer) clearInterval(timer);
      await running?.catch(() => undefined);
    },
  };
}

/** So many waiting events are looked at together. */
const atOnce = 16;

/**
 * Relays the next event in the transaction of its reactions; events before it to which nobody reacts go with one
 * update. Their order stays: an event is told only after those that came before it.
 */
async function relaySome(deps: Deps, reactions: Map<string, Reaction[]>, failures: unknown[]): Promise<boolean> {
  let told: readonly Event[] = [];
  let trying: Event | null = null;
  try {
    await inTransaction(deps.db, { relay: true }, async (tx) => {
      const rows = await tx
        .selectFrom('outbox')
        .selectAll()
        .where('relayed_at', 'is', null)
        .where('parked_at', 'is', null)
        .where((e) => e.or([e('retry_at', 'is', null), e('retry_at', '<=', deps.clock.now())]))
        .orderBy('event_id')
        .limit(atOnce)
        .forUpdate()
        .skipLocked()
        .execute();
      const events = rows.map(eventOf);
      const first = events.findIndex((e) => reactions.has(e.kind));
      const going = first === 0 ? events.slice(0, 1) : events.slice(0, first < 0 ? events.length : first);
      if (going.length === 0) return done(null);
      for (const event of first === 0 ? going : []) {
        trying = event;
        await enterTenant(tx, event.tenant);
        if (event.persons.length > 0) await openPersons(tx, event.persons);
        for (const reaction of reactions.get(event.kind) ?? []) await reaction(deps, tx, event);
      }
      await tx
        .updateTable('outbox')
        .set({ relayed_at: deps.clock.now() })
        .where('tenant_id', 'in', [...new Set(going.map((e) => e.tenant))])
        .where(
          'event_id',
          'in',
          going.map((e) => e.id),
        )
        .execute();
      told = going;
      return done(null);
    });
  } catch (error) {
    await putOff(deps, 'outbox', trying, error, failures);
    return true;
  }
  for (const event of told)
    deps.live.publish({ tenant: event.tenant, kind: event.kind, subject: event.subject, persons: event.persons });
  return told.length > 0;
}

/** A name of the error only: its text may quote what somebody wrote. */
const codeOf = (error: unknown): string =>
  (error as { code?: string }).code ?? (error instanceof Error ? error.name : 'unknown');
/** Where it was thrown: the first line of the stack that names a file of ours. */
const placeOf = (error: unknown): string =>
  ((error instanceof Error && error.stack) || '')
    .split('\n')
    .find((line) => /^\s+at .*\.ts/.test(line))
    ?.trim() ?? '';

/**
 * Writes that the reactions of a row failed: it waits longer each time, and is parked after the last. What it would
 * have done was rolled back whole. Throws on when the row is not to blame.
 */
async function putOff(
  deps: Deps,
  table: 'outbox' | 'due',
  row: Event | null,
  error: unknown,
  failures: unknown[],
): Promise<void> {
  if (!row || isDatabaseAway(error)) throw error;
  failures.push(error);
  const why = codeOf(error);
  const key = table === 'outbox' ? 'event_id' : 'due_id';
  await inTransaction(deps.db, { relay: true, tenant: row.tenant }, async (tx) => {
    const { attempts } = await tx
      .updateTable(table)
      .set((e) => ({ attempts: e('attempts', '+', 1), why }))
      .where('tenant_id', '=', row.tenant)
      .where(key, '=', row.id)
      .returning('attempts')
      .executeTakeFirstOrThrow();
    const wait_ms = waits_ms[attempts - 1];
    const now = deps.clock.now();
    await tx
      .updateTable(table)
      .set(wait_ms === undefined ? { parked_at: now } : { retry_at: addMs(now, wait_ms) })
      .where('tenant_id', '=', row.tenant)
      .where(key, '=', row.id)
      .execute();
    deps.log(wait_ms === undefined ? 'relay.parked' : 'relay.put_off', {
      table,
      kind: row.kind,
      id: row.id,
      attempts,
      why,
      place: placeOf(error),
    });
    return done(null);
  });
}

/** A newer version may know better: what was parked is tried once more, and parked again at its first failure. */
async function unpark(deps: Deps): Promise<void> {
  await inTransaction(deps.db, { relay: true }, async (tx) => {
    for (const table of ['outbox', 'due'] as const)
      await tx
        .updateTable(table)
        .set({ parked_at: null, retry_at: null, attempts: waits_ms.length })
        .where('parked_at', 'is not', null)
        .execute();
    return done(null);
  });
}
function eventOf(row: { tenant_id: number; event_id: string; kind: string; payload: unknown; at: Date }): Event {
  const payload = row.payload as { subject: string; persons: string[]; data: Record<string, unknown> };
  return {
    tenant: row.tenant_id,
    id: row.event_id,
    kind: row.kind,
    subject: payload.subject,
    persons: payload.persons,
    data: payload.data,
    at: row.at,
  };
}

async function sweepOne(deps: Deps, dues: Map<string, Reaction>, failures: unknown[]): Promise<boolean> {
  const kinds = [...dues.keys()];
  if (kinds.length === 0) return false;
  let trying: Event | null = null;
  try {
    const outcome = await inTransaction(deps.db, { relay: true }, async (tx) => {
      const row = await tx
        .selectFrom('due')
        .selectAll()
        .where('done_at', 'is', null)
        .where('parked_at', 'is', null)
        .where('due_at', '<=', deps.clock.now())
        .where((e) => e.or([e('retry_at', 'is', null), e('retry_at', '<=', deps.clock.now())]))
        .where('kind', 'in', kinds)
        .orderBy('due_at')
        .orderBy('due_id')
        .limit(1)
        .forUpdate()
        .skipLocked()
        .executeTakeFirst();
      if (!row) return done(false);
      const event: Event = {
        tenant: row.tenant_id,
        id: row.due_id,
        kind: row.kind,
        subject: row.subject_id,
        persons: [],
        data: row.payload as Record<string, unknown>,
        at: row.due_at,
      };
      trying = event;
      await enterTenant(tx, row.tenant_id);
      // Done first: a reaction that schedules the same thing anew must not collide with the row it answers.
      await tx
        .updateTable('due')
        .set({ done_at: deps.clock.now() })
        .where('tenant_id', '=', row.tenant_id)
        .where('due_id', '=', row.due_id)
        .execute();
      await dues.get(row.kind)?.(deps, tx, event);
      return done(true);
    });
    return outcome.ok && outcome.value;
  } catch (error) {
    await putOff(deps, 'due', trying, error, failures);
    return true;
  }
}
