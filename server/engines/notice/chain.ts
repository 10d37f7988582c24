/** The chain that a notice goes along: one channel after another, and at its end a person who calls. */
import type { Deps } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import { emit, unschedule } from '../../platform/outbox.ts';
import type { Channel, ChannelName } from './channel.ts';
import { needsCallWhenUnseen } from './rules.ts';

export interface Going {
  readonly tenant_id: number;
  readonly notice_id: string;
  readonly person_id: string;
  readonly kind: string;
}

/**
 * Hands the notice to the next channel by which this person can be reached; false when there is none left. A channel
 * is asked once for a notice: the row of the delivery makes it so.
 */
export async function handOn(deps: Deps, tx: Tx, notice: Going, channels: readonly Channel[]): Promise<boolean> {
  const tried = await tx
    .selectFrom('delivery')
    .select('channel')
    .where('tenant_id', '=', notice.tenant_id)
    .where('notice_id', '=', notice.notice_id)
    .execute();
  for (const channel of channels) {
    if (channel.to !== 'person' || !channel.carries(notice.kind)) continue;
    if (tried.some((t) => t.channel === channel.name)) continue;
    if ((await addressOf(deps, tx, channel, notice.tenant_id, notice.person_id)) === null) continue;
    await add(deps, tx, notice, channel);
    return true;
  }
  return false;
}
/** Tells the staff group of the community, where it has one. */
export async function tellGroup(deps: Deps, tx: Tx, notice: Going, channels: readonly Channel[]): Promise<void> {
  for (const channel of channels)
    if (channel.groupOf?.(notice.tenant_id) && channel.carries(notice.kind)) await add(deps, tx, notice, channel);
}
async function add(deps: Deps, tx: Tx, notice: Going, channel: Channel): Promise<void> {
  const now = deps.clock.now();
  await tx
    .insertInto('delivery')
    .values({
      tenant_id: notice.tenant_id,
      notice_id: notice.notice_id,
      channel: channel.name,
      state: 'waiting',
      due_at: now,
      at: now,
    })
    .onConflict((c) => c.columns(['tenant_id', 'notice_id', 'channel']).doNothing())
    .execute();
}

/** Where this channel finds the person (or the tenant's group), or null. Opens the person. */
export async function addressOf(
  deps: Deps,
  tx: Tx,
  channel: Channel,
  tenant: number,
  personId: string,
): Promise<string | null> {
  if (channel.to === 'group') return channel.groupOf?.(tenant) ?? null;
  await openPersons(tx, [personId]);
  if (channel.name === 'sms') {
    const person = await tx
      .selectFrom('person')
      .select('phone_enc')
      .where('person_id', '=', personId)
      .where('state', '=', 'active')
      .executeTakeFirst();
    return deps.keys.openOrNull(person?.phone_enc ?? null);
  }
  return reachOf(deps, tx, channel.name, personId);
}
/** The address that an opened person has named for this channel; none once the session is over in which it was named. */
export async function reachOf(deps: Deps, tx: Tx, channel: ChannelName, personId: string): Promise<string | null> {
  const reach = await tx
    .selectFrom('reach')
    .select('address_enc')
    .where('person_id', '=', personId)
    .where('channel', '=', channel)
    .where((e) =>
      e.or([
        e('session_id', 'is', null),
        e.exists(
          e
            .selectFrom('session')
            .select('session_id')
            .whereRef('session.person_id', '=', 'reach.person_id')
            .whereRef('session.session_id', '=', 'reach.session_id')
            .where('revoked_at', 'is', null)
            .where('expires_at', '>', deps.clock.now()),
        ),
      ]),
    )
    .executeTakeFirst();
  return deps.keys.openOrNull(reach?.address_enc ?? null);
}
/**
 * The provider says that nobody is there: the address is forgotten, unless another has been named while we asked. A phone
 * number stays; it belongs to the person.
 */
export async function forgetAddress(
  deps: Deps,
  tx: Tx,
  channel: Channel,
  personId: string,
  address: string,
): Promise<void> {
  if (channel.to === 'group' || channel.name === 'sms') return;
  await openPersons(tx, [personId]);
  const kept = await tx
    .selectFrom('reach')
    .select('address_enc')
    .where('person_id', '=', personId)
    .where('channel', '=', channel.name)
    .forUpdate()
    .executeTakeFirst();
  if (deps.keys.openOrNull(kept?.address_enc ?? null) !== address) return;
  await tx.deleteFrom('reach').where('person_id', '=', personId).where('channel', '=', channel.name).execute();
}

/** No channel is left: what matters joins the people to be called today; the rest waits in the inbox. */
export async function endOfChain(deps: Deps, tx: Tx, notice: Going): Promise<void> {
  if (!needsCallWhenUnseen(notice.kind)) return;
  const { tenant_id: tenant, notice_id: subject } = notice;
  const row = await tx
    .updateTable('notice')
    .set({ state: 'needs_call', state_at: deps.clock.now() })
    .where('tenant_id', '=', tenant)
    .where('notice_id', '=', subject)
    .where('state', '=', 'sent')
    .returning('notice_id')
    .executeTakeFirst();
  if (!row) return;
  await unschedule(deps, tx, { tenant, kind: 'notice.call', subject });
  await emit(deps, tx, { tenant, kind: 'notice.needs_call', subject });
}
