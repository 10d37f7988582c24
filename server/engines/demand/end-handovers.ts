/** A hand-over ends with its need: nobody goes on with what is answered, merged or withdrawn. */
import { record } from '../record/index.ts';
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { emit } from '../../platform/outbox.ts';
import { dropUnsent } from './prepare-handover.ts';

/**
 * Closes the hand-overs of a need that still wait, with the words that ended it; what had not left yet is removed.
 * The addressee's own closing comes before this and finds nothing left.
 */
export async function endHandovers(
  deps: Deps,
  tx: Tx,
  tenant: number,
  needId: string,
  why: { by: { actor: string | null; role: string }; answer: string },
): Promise<void> {
  const now = deps.clock.now();
  await dropUnsent(tx, tenant, needId, now);
  const waiting = await tx
    .selectFrom('handover')
    .select(['handover_id', 'state'])
    .where('tenant_id', '=', tenant)
    .where('need_id', '=', needId)
    .where('state', 'in', ['sent', 'answered'])
    .orderBy('handover_id')
    .forUpdate()
    .execute();
  for (const h of waiting) {
    await tx
      .updateTable('handover')
      .set((e) => ({ state: 'closed', closed_at: now, answer: e.fn.coalesce('answer', e.val(why.answer)) }))
      .where('tenant_id', '=', tenant)
      .where('handover_id', '=', h.handover_id)
      .execute();
    await record(deps, tx, {
      tenant,
      kind: 'handover',
      id: h.handover_id,
      ...why.by,
      act: 'handover_closed',
      from: h.state,
      to: 'closed',
      reason: why.answer,
    });
    await emit(deps, tx, { tenant, kind: 'handover.closed', subject: h.handover_id, data: { need: needId } });
  }
}
