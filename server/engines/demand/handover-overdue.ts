/** A hand-over that nobody answered in time: one reminder to whoever received it and to whoever is in charge (DSP-01, WHI-06). */
import { notify, notifyStaff } from '../notice/index.ts';
import { record } from '../record/index.ts';
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import type { Event } from '../../platform/outbox.ts';
import { addresseeOf } from './decide-boundary.ts';
import { needById, type HandoverRow } from './store.ts';

/** It still waits for the first answer and its time is over. */
export const isOverdue = (h: Pick<HandoverRow, 'state' | 'due_at'>, now: Date): boolean =>
  h.state === 'sent' && h.due_at !== null && h.due_at <= now;

export async function onHandoverDue(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const { tenant, subject: id } = event;
  const h = await tx
    .selectFrom('handover')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('handover_id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!h || !isOverdue(h, deps.clock.now())) return;
  const need = (await needById(tx, tenant, h.need_id))!;
  const reminder = {
    tenant,
    kind: 'M-23.handover_overdue' as const,
    params: { title: need.title, to: await addresseeOf(deps, tx, tenant, h) },
    onceKey: `handover-overdue:${id}`,
  };
  const list = { ...reminder, link: `/desk/c/${tenant}/handovers` };
  if (h.to_person) await notify(deps, tx, { ...list, persons: [h.to_person] });
  else if (h.to_kind === 'property' && h.to_org)
    await notifyStaff(deps, tx, { ...list, roles: ['property_manager', 'property_staff'], org: h.to_org });
  const care = { ...reminder, link: `/desk/c/${tenant}/needs/${need.need_id}` };
  if (need.owner_id) await notify(deps, tx, { ...care, persons: [need.owner_id] });
  else await notifyStaff(deps, tx, { ...care, roles: ['community_secretary'] });
  await record(deps, tx, { tenant, kind: 'handover', id, actor: null, role: 'system', act: 'handover_overdue' });
}
