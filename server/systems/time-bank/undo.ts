/** Taking a settlement back that was a mistake: by compensating entries, and by two people (TBK-01, FND-10). */
import { findTransfer, reverse } from '../../engines/ledger/index.ts';
import { notify } from '../../engines/notice/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { me, transact, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome, type Refused } from '../../platform/outcome.ts';
import { isNear, notPart } from './policy.ts';
import { undoable } from './rules.ts';
import { orderForUpdate, setOrder, type OrderRow } from './store.ts';

/** The first one asks and says why; another one, by the same call, does it. Neither may be near to either side. */
export async function undoSettlement(
  ctx: Ctx,
  tenant: number,
  id: string,
  reason: string,
): Promise<Outcome<{ undone: boolean }>> {
  const self = me(ctx).personId;
  return transact<{ undone: boolean }>(ctx, { tenant }, async (tx) => {
    const barred = await notPart(ctx, tx, tenant, 'operator', 'lead');
    if (barred) return barred;
    const order = await orderForUpdate(tx, tenant, id);
    if (!order) return refuse('NOT_FOUND');
    if (!undoable(order)) return refuse('ILLEGAL_TRANSITION');
    if (await isNear(ctx, tenant, [order.requester_id, order.provider_id])) return refuse('AUDITOR_NOT_INDEPENDENT');
    if (order.undo_by === self) return refuse('SECOND_PERSON_REQUIRED');
    if (order.undo_by === null) {
      await setOrder(tx, order, { undo_by: self, undo_reason: reason });
      await recordAct(ctx, tx, { tenant, kind: 'time_order', id, act: 'time_undo_asked', reason });
      return done({ undone: false });
    }
    const refused = await takeBack(ctx, tx, order, reason);
    if (refused) return refused;
    await setOrder(tx, order, { undone_by: self, undone_at: ctx.clock.now() });
    await recordAct(ctx, tx, { tenant, kind: 'time_order', id, act: 'time_undone', reason });
    await notify(ctx, tx, {
      tenant,
      persons: [order.requester_id, order.provider_id!],
      kind: 'M-16.undone',
      params: { title: order.title, reason },
      link: `/m/time-bank/orders/${tenant}/${id}`,
      onceKey: `time:${id}:undone`,
    });
    return done({ undone: true });
  });
}

/** Each posting of the exchange by its opposite. Minutes that the provider has spent since cannot be taken. */
async function takeBack(ctx: Ctx, tx: Tx, order: OrderRow, reason: string): Promise<Refused | null> {
  const { tenant_id: tenantId, order_id: id } = order;
  for (const part of ['own', 'grant', 'hours']) {
    const key = `time:${id}:${part}`;
    const original = await findTransfer(tx, { tenantId, key });
    if (!original) continue;
    const taken = await reverse(tx, {
      tenantId,
      key: `${key}:reversal`,
      kind: 'time.reversal',
      at: ctx.clock.now(),
      transferId: original.transferId,
      reason,
      meta: { order: id, title: order.title, formula: `冲正：${reason}`, formula_en: `Reversal: ${reason}` },
    });
    if (!taken.ok) return refuse('INSUFFICIENT_TIME');
  }
  return null;
}
