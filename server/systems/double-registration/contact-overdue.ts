/** DR-05: a late first contact is told to the community's secretary; it never counts against the registrant. */
import { notifyStaff } from '../../engines/notice/index.ts';
import { directory } from '../../engines/people/index.ts';
import { number } from '../../engines/policy/index.ts';
import type { Relay } from '../../platform/outbox.ts';

export function mountContactDue(relay: Relay): void {
  relay.onDue('registration.contact', async (deps, tx, event) => {
    const row = await tx
      .selectFrom('registration')
      .select(['person_id', 'contacted_at', 'state'])
      .where('tenant_id', '=', event.tenant)
      .where('registration_id', '=', event.subject)
      .executeTakeFirst();
    if (!row || row.contacted_at !== null || ['returned', 'closed', 'moved'].includes(row.state)) return;
    const name = (await directory(deps, event.tenant)).get(row.person_id)?.name ?? '';
    const days = await number(deps, event.tenant, 'first_contact_d');
    await notifyStaff(deps, tx, {
      tenant: event.tenant,
      roles: ['community_secretary', 'community_worker'],
      kind: 'M-03.contact_overdue',
      params: { name, days: String(days) },
      link: `/desk/c/${event.tenant}/registrations`,
      onceKey: `contact:${event.subject}`,
    });
  });
}
