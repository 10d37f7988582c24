/** What happens to a notice after it was written: sent, seen, or put on the list of calls. */
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { openPersons } from '../../platform/database.ts';
import { emit, schedule, type Event, type Relay } from '../../platform/outbox.ts';
import { numbers, workdays } from '../policy/index.ts';
import { profilesOf } from '../people/index.ts';
import { handOn, tellGroup } from './chain.ts';
import type { Channel } from './channel.ts';
import { callAfter } from './rules.ts';
import { firstFreeInstant, waitsForWorkToEnd } from './working-hours.ts';

/** Without channels the inbox, the live page and the list of calls do everything. */
export function mountDelivery(relay: Relay, channels: readonly Channel[]): void {
  relay.onDue('notice.send', (deps, tx, event) => send(deps, tx, event, channels));
  relay.onDue('notice.call', call);
}

async function send(deps: Deps, tx: Tx, event: Event, channels: readonly Channel[]): Promise<void> {
  const notice = await tx
    .selectFrom('notice')
    .selectAll()
    .where('tenant_id', '=', event.tenant)
    .where('notice_id', '=', event.subject)
    .executeTakeFirst();
  if (!notice || notice.state !== 'queued') return;
  if (await heldBack(deps, tx, notice, event)) return;
  const now = deps.clock.now();
  await tx
    .updateTable('notice')
    .set({ state: 'sent', state_at: now, sent_at: now })
    .where('tenant_id', '=', event.tenant)
    .where('notice_id', '=', event.subject)
    .execute();
  await emit(deps, tx, {
    tenant: event.tenant,
    kind: 'notice.sent',
    subject: event.subject,
    persons: [notice.person_id],
  });
  if (event.data['group'] === true) await tellGroup(deps, tx, notice, channels);
  const going = await handOn(deps, tx, notice, channels);
  if (event.data['call'] !== true) return;
  await openPersons(tx, [notice.person_id]);
  const session = await tx
    .selectFrom('session')
    .select('session_id')
    .where('person_id', '=', notice.person_id)
    .limit(1)
    .executeTakeFirst();
  await schedule(deps, tx, {
    tenant: event.tenant,
    kind: 'notice.call',
    subject: event.subject,
    at: callAfter(now, notice.urgent, session !== undefined || going),
  });
}

/** LST-04: an invitation that is not urgent waits until the person's own working hours are over. */
async function heldBack(
  deps: Deps,
  tx: Tx,
  notice: { notice_id: string; person_id: string; kind: string; urgent: boolean },
  event: Event,
): Promise<boolean> {
  if (!waitsForWorkToEnd(notice.kind, notice.urgent)) return false;
  const now = deps.clock.now();
  const policy = await numbers(deps, event.tenant);
  const profile = (await profilesOf(tx, [notice.person_id])).get(notice.person_id);
  const quiet = { from_min: policy.quiet_from_min, to_min: policy.quiet_to_min };
  const free = firstFreeInstant(now, profile?.work_pattern ?? null, (await workdays(deps)).calendar, quiet);
  if (free <= now) return false;
  await tx
    .updateTable('notice')
    .set({ not_before: free })
    .where('tenant_id', '=', event.tenant)
    .where('notice_id', '=', notice.notice_id)
    .execute();
  await schedule(deps, tx, { ...event, kind: 'notice.send', at: free });
  return true;
}

/** Still unseen when its time is over: it joins the people to be called today. */
async function call(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const row = await tx
    .updateTable('notice')
    .set({ state: 'needs_call', state_at: deps.clock.now() })
    .where('tenant_id', '=', event.tenant)
    .where('notice_id', '=', event.subject)
    .where('state', '=', 'sent')
    .returning('notice_id')
    .executeTakeFirst();
  if (row) await emit(deps, tx, { tenant: event.tenant, kind: 'notice.needs_call', subject: event.subject });
}
