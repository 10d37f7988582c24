/**
 * Brings notices to gateways. A delivery is taken in one transaction, sent outside any, and its end is written in
 * another: a slow gateway holds neither a connection nor the relay. Whoever dies between the two leaves a lease that
 * ends; the delivery is then sent once more, marked, and never a third time.
 */
import type { Deps } from '../../platform/context.ts';
import { enterTenant, inTransaction, type Tx } from '../../platform/database.ts';
import { addMs, day_ms, hour_ms, minute_ms } from '../../platform/clock.ts';
import { done } from '../../platform/outcome.ts';
import { numbers } from '../policy/index.ts';
import { addressOf, endOfChain, forgetAddress, handOn, type Going } from './chain.ts';
import { tellsGroup, type Channel, type Message, type SendResult } from './channel.ts';
import { notBefore } from './rules.ts';
import { wordsIn, type Worded } from './words.ts';

export interface Deliverer {
  /** Runs until nothing is due by the injected clock. Concurrent calls share one run. */
  settle(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** After each failed attempt so long; the number of waits bounds the attempts. */
const waits_ms = [minute_ms, 5 * minute_ms, 30 * minute_ms, 2 * hour_ms];
const mostAttempts = waits_ms.length + 1;
/** Longer than any single sending: four requests (a token and a message, twice) of the longest time that may be set. */
const lease_ms = 5 * minute_ms;
/** News of yesterday is in the inbox; a gateway that was full so long brings it no more. */
const tooOld_ms = day_ms;
/** Gateways asked at the same time. */
const abreast = 4;

export function delivererOf(deps: Deps, channels: readonly Channel[]): Deliverer {
  const byName = new Map<string, Channel>(channels.map((c) => [c.name, c]));
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;
  const one = async (): Promise<void> => {
    for (let round = 0; round < 10_000 && !stopping; round += 1) {
      const taken = await take(deps, byName);
      if (taken === null) return;
      if (taken === 'ended') continue;
      // A gateway's answer is a value; what throws is ours and comes before anything is sent.
      const result =
        (await restOfNight(deps, taken.notice)) ??
        (await taken.channel
          .send(taken.address, taken.message)
          .catch((error: unknown): SendResult => ({ is: 'later', why: codeOf(error) })));
      await conclude(deps, channels, taken, result);
    }
  };
  // One that fails ends none of the others, and whoever stops waits for all of them.
  const all = async (): Promise<void> => {
    const ends = await Promise.allSettled(Array.from({ length: abreast }, one));
    const failed = ends.find((e) => e.status === 'rejected');
    if (failed) throw failed.reason;
  };
  const settle = (): Promise<void> => {
    running ??= all().finally(() => {
      running = null;
    });
    return running;
  };
  return {
    settle,
    start() {
      if (channels.length === 0) return;
      timer = setInterval(
        () => void settle().catch((error: unknown) => deps.log('deliverer.failed', { error: codeOf(error) })),
        1000,
      );
      timer.unref();
    },
    async stop() {
      stopping = true;
      if (timer) clearInterval(timer);
      await running?.catch(() => undefined);
    },
  };
}
/** A name of the error only: its text may quote what was being sent. */
const codeOf = (error: unknown): string =>
  (error as { code?: string }).code ?? (error instanceof Error ? error.name : 'unknown');

interface Taken {
  readonly channel: Channel;
  readonly address: string;
  readonly message: Message;
  readonly notice: Going & { readonly urgent: boolean };
  readonly attempts: number;
  readonly at: Date;
}

/** Takes the delivery that has been due longest. 'ended': it needed no gateway. */
async function take(deps: Deps, byName: ReadonlyMap<string, Channel>): Promise<Taken | 'ended' | null> {
  if (byName.size === 0) return null;
  const outcome = await inTransaction<Taken | 'ended' | null>(deps.db, { relay: true }, async (tx) => {
    const now = deps.clock.now();
    const row = await tx
      .selectFrom('delivery')
      .selectAll()
      .where('state', 'in', ['waiting', 'sending'])
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy('notice_id')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (!row) return done(null);
    await enterTenant(tx, row.tenant_id);
    const notice = await tx
      .selectFrom('notice')
      .selectAll()
      .where('tenant_id', '=', row.tenant_id)
      .where('notice_id', '=', row.notice_id)
      .executeTakeFirstOrThrow();
    const channel = byName.get(row.channel);
    const interrupted = row.state === 'sending';
    const end = async (state: 'failed' | 'dropped', why: string) => {
      await set(tx, row, { state, why, ended_at: now });
      if (state === 'failed' && !tellsGroup(row.channel) && !(await handOn(deps, tx, notice, [...byName.values()])))
        await endOfChain(deps, tx, notice);
      return done('ended' as const);
    };
    // The deployment has given this channel up since.
    if (!channel) return end('failed', 'not_configured');
    if (notice.state === 'seen' || notice.state === 'called') return end('dropped', notice.state);
    if (interrupted && row.maybe_twice) return end('failed', 'interrupted');
    if (now.getTime() - row.at.getTime() > tooOld_ms) return end('failed', 'too_old');
    const address = await addressOf(deps, tx, channel, row.tenant_id, notice.person_id);
    if (address === null) return end('failed', 'no_address');
    await set(tx, row, {
      state: 'sending',
      attempts: row.attempts + 1,
      due_at: addMs(now, lease_ms),
      ...(interrupted ? { maybe_twice: true } : {}),
    });
    const message: Message = {
      key: `${notice.notice_id}:${channel.name}`,
      kind: notice.kind,
      ...(await wordsOf(tx, notice, channel)),
      params: notice.params as Record<string, string>,
      link: notice.link,
      urgent: notice.urgent,
    };
    return done({ channel, address, message, notice, attempts: row.attempts + 1, at: row.at });
  });
  return outcome.ok ? outcome.value : null;
}

/** In the language of the person who gets it; a staff group reads Chinese. The person has been opened for the address. */
async function wordsOf(tx: Tx, notice: Worded & Going, channel: Channel): Promise<{ title: string; body: string }> {
  if (channel.to === 'group') return wordsIn('zh', notice);
  const person = await tx
    .selectFrom('person')
    .select('locale')
    .where('person_id', '=', notice.person_id)
    .executeTakeFirst();
  return wordsIn(person?.locale === 'en' ? 'en' : 'zh', notice);
}

/** What became due by day may be taken by night, when the server was away in between: it rings in the morning (LST-04). */
async function restOfNight(deps: Deps, notice: Taken['notice']): Promise<SendResult | null> {
  const now = deps.clock.now();
  const after_ms = notBefore(now, await quietOf(deps, notice.tenant_id), notice.urgent).getTime() - now.getTime();
  return after_ms > 0 ? { is: 'wait', after_ms } : null;
}
async function quietOf(deps: Deps, tenant: number): Promise<{ from_min: number; to_min: number }> {
  const policy = await numbers(deps, tenant);
  return { from_min: policy.quiet_from_min, to_min: policy.quiet_to_min };
}

/** Writes how a sending ended, and what follows from it. */
async function conclude(deps: Deps, channels: readonly Channel[], taken: Taken, result: SendResult): Promise<void> {
  const { notice, channel } = taken;
  // Read before the transaction, which must not wait for a second connection.
  const quiet = await quietOf(deps, notice.tenant_id);
  await inTransaction(deps.db, { tenant: notice.tenant_id }, async (tx) => {
    const now = deps.clock.now();
    const row = { tenant_id: notice.tenant_id, notice_id: notice.notice_id, channel: channel.name };
    if (!(await stillOurs(tx, row, taken.attempts))) return done(null);
    if (result.is === 'sent') {
      await set(tx, row, { state: 'sent', provider_id: result.providerId, why: null, ended_at: now });
      if (channel.to === 'person') await noteChannel(tx, notice, channel);
      return done(null);
    }
    if (result.is === 'wait') {
      await set(tx, row, { state: 'waiting', due_at: addMs(now, result.after_ms), attempts: taken.attempts - 1 });
      return done(null);
    }
    const wait = waits_ms[taken.attempts - 1];
    if (result.is === 'later' && taken.attempts < mostAttempts && wait !== undefined) {
      // A second attempt rings in the night no more than a first one.
      const due_at = notBefore(addMs(now, Math.max(wait, result.after_ms ?? 0)), quiet, notice.urgent);
      await set(tx, row, { state: 'waiting', due_at, why: result.why });
      return done(null);
    }
    await set(tx, row, { state: 'failed', why: result.why, ended_at: now });
    if (result.is === 'unreachable') await forgetAddress(deps, tx, channel, notice.person_id, taken.address);
    if (channel.to === 'person' && !(await handOn(deps, tx, notice, channels))) await endOfChain(deps, tx, notice);
    return done(null);
  });
  if (result.is !== 'sent' && result.is !== 'wait')
    deps.log('delivery.ended', {
      tenant: notice.tenant_id,
      notice: notice.notice_id,
      channel: channel.name,
      attempt: taken.attempts,
      is: result.is,
      why: result.why,
    });
}

type Key = { readonly tenant_id: number; readonly notice_id: string; readonly channel: string };
interface Change {
  readonly state?: 'waiting' | 'sending' | 'sent' | 'failed' | 'dropped';
  readonly due_at?: Date;
  readonly attempts?: number;
  readonly maybe_twice?: boolean;
  readonly provider_id?: string | null;
  readonly why?: string | null;
  readonly ended_at?: Date;
}
/** False when the lease ended while we waited and another has taken the delivery. */
async function stillOurs(tx: Tx, key: Key, attempts: number): Promise<boolean> {
  const row = await tx
    .selectFrom('delivery')
    .select(['state', 'attempts'])
    .where('tenant_id', '=', key.tenant_id)
    .where('notice_id', '=', key.notice_id)
    .where('channel', '=', key.channel)
    .forUpdate()
    .executeTakeFirst();
  return row?.state === 'sending' && row.attempts === attempts;
}
async function set(tx: Tx, key: Key, change: Change): Promise<void> {
  await tx
    .updateTable('delivery')
    .set(change)
    .where('tenant_id', '=', key.tenant_id)
    .where('notice_id', '=', key.notice_id)
    .where('channel', '=', key.channel)
    .execute();
}
async function noteChannel(tx: Tx, notice: Going, channel: Channel): Promise<void> {
  await tx
    .updateTable('notice')
    .set({ channel: channel.name })
    .where('tenant_id', '=', notice.tenant_id)
    .where('notice_id', '=', notice.notice_id)
    .execute();
}
