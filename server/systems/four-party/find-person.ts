/** Finding the caller while she speaks (DSP-02). Seeing a list is no view of a record; ordering for someone is. */
import type { z } from 'zod';
import type { orders } from '../../../contract/orders/index.ts';
import { directory } from '../../engines/people/index.ts';
import { snapshot, type Ctx } from '../../platform/context.ts';
import { done, type Outcome } from '../../platform/outcome.ts';

type Found = z.input<typeof orders.findPerson.reply>;
const hits = 12;

/** Residents by any three digits of the phone or characters of name or address, with how many of their orders wait. */
export async function findPerson(ctx: Ctx, tenant: number, q: string): Promise<Outcome<Found>> {
  const found = (await directory(ctx, tenant)).search(q, hits);
  const ids = found.map((f) => f.id);
  return snapshot(ctx, { tenant }, async (tx) => {
    const open =
      ids.length === 0
        ? []
        : await tx
            .selectFrom('demand_order')
            .select((e) => ['asker_id', e.fn.countAll<number>().as('n')])
            .where('tenant_id', '=', tenant)
            .where('asker_id', 'in', ids)
            .where('state', 'in', ['open', 'answered'])
            .groupBy('asker_id')
            .execute();
    return done({
      items: found.map((p) => ({
        id: p.id,
        name: p.name,
        phone: p.phone,
        address: p.address,
        place: p.placeId,
        hardship: p.hardship,
        open_orders: Number(open.find((o) => o.asker_id === p.id)?.n ?? 0),
      })),
    });
  });
}
