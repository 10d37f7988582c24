/** The device that a person lets be pushed to: one, the newest, while the session lasts in which it was named. */
import type { z } from 'zod';
import type { notices } from '../../../contract/notices/index.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { reachOf } from './chain.ts';
import type { PushOffer } from './channel.ts';

const channel = 'web_push';

/** `offer` null: this deployment pushes to no browsers. A device that would get nothing any more is not shown. */
export async function readPush(
  ctx: Ctx,
  offer: PushOffer | null,
): Promise<Outcome<z.input<typeof notices.push.reply>>> {
  const self = me(ctx).personId;
  const address = await snapshot(ctx, { persons: [self] }, (tx) => reachOf(ctx, tx, channel, self));
  const kept = address !== null && offer?.accepts(address) ? (JSON.parse(address) as { endpoint: string }) : null;
  return done({ key: offer?.key ?? null, endpoint: kept?.endpoint ?? null });
}

/** Keeps the subscription of the device that asks. Refuses one that this deployment would never push to. */
export async function setPush(
  ctx: Ctx,
  offer: PushOffer | null,
  body: z.output<typeof notices.setPush.body>,
): Promise<Outcome<{ ok: true }>> {
  const { personId, sessionId } = me(ctx);
  const { endpoint, p256dh, auth } = body;
  const address = JSON.stringify({ endpoint, keys: { p256dh, auth }, server: offer?.key });
  if (!offer?.accepts(address)) return refuse('PUSH_UNAVAILABLE');
  const row = { address_enc: ctx.keys.seal(address), added_at: ctx.clock.now(), session_id: sessionId };
  return transact(ctx, { persons: [personId] }, async (tx) => {
    await tx
      .insertInto('reach')
      .values({ person_id: personId, channel, ...row })
      .onConflict((c) => c.columns(['person_id', 'channel']).doUpdateSet(row))
      .execute();
    return done({ ok: true });
  });
}

export async function removePush(ctx: Ctx): Promise<Outcome<{ ok: true }>> {
  const self = me(ctx).personId;
  return transact(ctx, { persons: [self] }, async (tx) => {
    await tx.deleteFrom('reach').where('person_id', '=', self).where('channel', '=', channel).execute();
    return done({ ok: true });
  });
}
