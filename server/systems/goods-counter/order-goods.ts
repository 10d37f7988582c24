/** Ordering at the counter: goods and points are set aside in one transaction, or nothing is (PTS-06). */
import { hold } from '../../engines/ledger/index.ts';
import { numbers } from '../../engines/policy/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { addMs, civilDate, day_ms, startOfDay } from '../../platform/clock.ts';
import { me, transact, type Ctx } from '../../platform/context.ts';
import { enterTenant, openPersons, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { schedule } from '../../platform/outbox.ts';
import { leadsSupervisor } from './policy.ts';
import { itemForUpdate, piecesInYear, redeemedInYear, setShelf } from './store.ts';

/** The civil year of now, as instants. */
export function yearOf(ctx: Ctx): { from: Date; to: Date } {
  const year = Number(civilDate(ctx.clock.now()).slice(0, 4));
  return { from: startOfDay(`${year}-01-01`), to: startOfDay(`${year + 1}-01-01`) };
}

/** Hundredths ordered this year in all communities of the person; ends in the tenant it began with. */
export async function redeemedEverywhere(ctx: Ctx, tx: Tx, tenant: number): Promise<number> {
  const { from, to } = yearOf(ctx);
  const { personId, tenants } = me(ctx);
  let sum = 0;
  for (const t of [...new Set([tenant, ...tenants.map((x) => x.tenant)])].toSorted((a, b) => a - b)) {
    await enterTenant(tx, t);
    sum += await redeemedInYear(tx, t, personId, from, to);
  }
  await enterTenant(tx, tenant);
  return sum;
}

export async function orderGoods(
  ctx: Ctx,
  tenant: number,
  body: { item: string; quantity: number },
): Promise<Outcome<{ id: string }>> {
  const { personId } = me(ctx);
  return transact<{ id: string }>(ctx, { tenant, persons: [personId] }, async (tx) => {
    await openPersons(tx, [personId]);
    // One order of a person at a time, in whatever community: the yearly cap is read under this lock.
    await tx.selectFrom('person').select('person_id').where('person_id', '=', personId).forNoKeyUpdate().execute();
    const item = await itemForUpdate(tx, tenant, body.item);
    if (!item || item.state === 'draft') return refuse('NOT_FOUND');
    const sponsor = await tx
      .selectFrom('goods_sponsor')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('sponsor_id', '=', item.sponsor_id)
      .executeTakeFirstOrThrow();
    if (item.state !== 'open' || sponsor.state !== 'active') return refuse('GOODS_CLOSED');
    if (await leadsSupervisor(ctx, tx, sponsor))
      return refuse('GOODS_SUPERVISED', {
        attempt: {
          tenantId: tenant,
          subject: `兑换：${item.title}`,
          inForce: '不兑换受本单位监督的赞助方的物品',
          unnamed: true,
        },
      });
    if (item.stock - item.reserved < body.quantity) return refuse('GOODS_OUT_OF_STOCK');
    const { from, to } = yearOf(ctx);
    const taken = await piecesInYear(tx, item, personId, from, to);
    if (item.per_person_year !== null && taken + body.quantity > item.per_person_year)
      return refuse('GOODS_PERSON_LIMIT');
    const total = item.price_hundredths * body.quantity;
    const policy = await numbers(ctx, tenant);
    if ((await redeemedEverywhere(ctx, tx, tenant)) + total > policy.goods_yearly_cap_pt * 100)
      return refuse('GOODS_YEARLY_CAP');
    const id = ctx.ids.next();
    const at = ctx.clock.now();
    const held = await hold(tx, {
      tenantId: tenant,
      owner: { ownerKind: 'person', ownerId: personId },
      asset: 'redeemable_points',
      key: `goods:${id}`,
      amount: total,
      at,
      meta: { order: id, title: item.title },
    });
    if (!held.ok) return refuse('INSUFFICIENT_BALANCE');
    const code = await freeCode(ctx, tx, tenant);
    const until = addMs(at, policy.goods_collect_d * day_ms);
    await setShelf(tx, item, { stock: item.stock, reserved: item.reserved + body.quantity });
    await tx
      .insertInto('goods_order')
      .values({
        tenant_id: tenant,
        order_id: id,
        item_id: item.item_id,
        person_id: personId,
        quantity: body.quantity,
        total_hundredths: total,
        state: 'reserved',
        code_enc: ctx.keys.seal(code),
        code_blind: blindCode(ctx, tenant, code),
        hold_id: held.holdId,
        ordered_at: at,
        collect_until: until,
      })
      .execute();
    await schedule(ctx, tx, { tenant, kind: 'goods.expire', subject: id, at: until });
    await recordAct(ctx, tx, { tenant, kind: 'goods_order', id, act: 'goods_ordered', to: 'reserved' });
    return done({ id });
  });
}

export const blindCode = (ctx: Ctx, tenant: number, code: string): Buffer => ctx.keys.blind(`goods:${tenant}`, code);

/** Eight digits that no waiting order of this community has. */
async function freeCode(ctx: Ctx, tx: Tx, tenant: number): Promise<string> {
  for (let round = 0; round < 20; round += 1) {
    const code = String(ctx.random.bytes(6).readUIntBE(0, 6) % 100_000_000).padStart(8, '0');
    const taken = await tx
      .selectFrom('goods_order')
      .select('order_id')
      .where('tenant_id', '=', tenant)
      .where('code_blind', '=', blindCode(ctx, tenant, code))
      .where('state', '=', 'reserved')
      .executeTakeFirst();
    if (!taken) return code;
  }
  throw new Error('No free code was found in twenty rounds');
}
