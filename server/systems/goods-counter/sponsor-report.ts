/** What became of a sponsor's goods, without names, held against the ledger (L-17). */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { goods } from '../../../contract/goods/index.ts';
import { totals } from '../../engines/ledger/index.ts';
import { snapshot, type Ctx } from '../../platform/context.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { sponsorAccount } from './collect.ts';
import { sumsByItem } from './read-counter.ts';

type Report = z.input<typeof goods.sponsorReport.reply>;

export async function readSponsorReport(
  ctx: Ctx,
  tenant: number,
  id: string,
  period: { from?: string | undefined; to?: string | undefined },
): Promise<Outcome<Report>> {
  return snapshot<Outcome<Report>>(ctx, { tenant }, async (tx) => {
    const sponsor = await tx
      .selectFrom('goods_sponsor')
      .select('name')
      .where('tenant_id', '=', tenant)
      .where('sponsor_id', '=', id)
      .executeTakeFirst();
    if (!sponsor) return refuse('NOT_FOUND');
    const from = period.from ?? '2000-01-01';
    const to = period.to ?? '2999-12-31';
    const { rows } = await sql<{ month: string; collected: number; people: number }>`
      select to_char(o.ended_at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, sum(o.quantity)::int as collected, count(distinct o.person_id)::int as people
      from goods_order o join goods_item i on i.tenant_id = ${tenant} and i.item_id = o.item_id
      where o.tenant_id = ${tenant} and i.sponsor_id = ${id}::uuid and o.state = 'collected'
        and (o.ended_at at time zone 'Asia/Shanghai')::date between ${from}::date and ${to}::date
      group by 1 order by 1`.execute(tx);
    const { ownerKind, ownerId } = sponsorAccount(id);
    const [total] = await totals(tx, {
      tenantId: tenant,
      ownerKind,
      ownerIds: [ownerId],
      asset: 'redeemable_points',
      from,
      to,
    });
    const items = await sumsByItem(tx, tenant, period, id);
    return done({
      sponsor: sponsor.name,
      items: items.map(({ id: _id, sponsor: _sponsor, ...rest }) => rest),
      months: rows,
      ledger_hundredths: total?.net ?? 0,
    });
  });
}
