/** CHK-05: somebody came, and no result followed. After a few days the record says so; nothing is credited. */
import { notify } from '../notice/index.ts';
import { number } from '../policy/index.ts';
import { addMs, day_ms } from '../../platform/clock.ts';
import { systemContext, type Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { schedule, type Event } from '../../platform/outbox.ts';
import { moveClaim, serviceForUpdate, setClaim, type Service } from './store.ts';

export const unfinishedDue = 'claim.unfinished';
const reason = '到场后没有提交成果';

/** From the check-in on, the result is awaited until some days after the slot. */
export async function watchResult(deps: Deps, tx: Tx, s: Service): Promise<void> {
  const tenant = s.claim.tenant_id;
  const wait_d = await number(deps, tenant, 'no_check_out_confirm_d');
  await schedule(deps, tx, {
    tenant,
    kind: unfinishedDue,
    subject: s.claim.claim_id,
    at: addMs(s.slot.ends_at, wait_d * day_ms),
  });
}
/** Presence without result: returned with its mark. The person may still hand in what was done. */
export async function onUnfinished(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const s = await serviceForUpdate(tx, event.tenant, event.subject);
  if (!s || (s.claim.state !== 'checked_in' && s.claim.state !== 'checked_out')) return;
  await setClaim(tx, s.claim, { mark: s.claim.mark ?? '到场未完成', reason });
  await moveClaim(systemContext(deps), tx, s.claim, 'returned', { act: 'returned', reason });
  await notify(deps, tx, {
    tenant: event.tenant,
    persons: [s.claim.person_id],
    kind: 'M-13.returned',
    params: { title: s.task.title, reason, reason_en: 'You were present, but no result was submitted.' },
    link: `/m/services/${event.tenant}/${s.claim.claim_id}`,
  });
}
