/** Own gifts, given and received. Each side reads the other's name only as a gift tells it. */
import type { z } from 'zod';
import type { timeBank } from '../../../contract/time-bank/index.ts';
import { directory } from '../../engines/people/index.ts';
import { iso, isoOrNull } from '../../platform/clock.ts';
import { me, snapshot, type Ctx } from '../../platform/context.ts';
import { done, type Outcome } from '../../platform/outcome.ts';

type Gifts = z.input<typeof timeBank.gifts.reply>;

export async function readGifts(ctx: Ctx, tenant: number): Promise<Outcome<Gifts>> {
  const { personId } = me(ctx);
  const people = await directory(ctx, tenant);
  const zh = ctx.locale === 'zh';
  return snapshot<Outcome<Gifts>>(ctx, { tenant }, async (tx) => {
    const rows = await tx
      .selectFrom('time_gift')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where((e) => e.or([e('giver_id', '=', personId), e('receiver_id', '=', personId)]))
      .orderBy('gift_id', 'desc')
      .limit(100)
      .execute();
    return done({
      items: rows.map((g) => ({
        id: g.gift_id,
        from: people.show(ctx, g.giver_id, true).name,
        to:
          g.receiver === 'pool'
            ? zh
              ? '集体基金库'
              : 'Collective fund pool'
            : g.receiver === 'organisation'
              ? (ctx.territory.get(Number(g.receiver_id))?.name ?? '')
              : people.show(ctx, g.receiver_id!, g.family).name,
        outgoing: g.giver_id === personId,
        minutes: g.minutes,
        words: g.words,
        family: g.family,
        state: g.state as Gifts['items'][number]['state'],
        at: iso(g.at),
        answer_until: isoOrNull(g.answer_until),
      })),
    });
  });
}
