/** HRS-02: what was open to whom. Counted when a task is published, taken back when it is cancelled. */
import { sql } from 'kysely';
import { liveClaimsOfSlot, slotsOf, suitedBy, taskOf } from '../../engines/work/index.ts';
import { civilDate, minute_ms } from '../../platform/clock.ts';
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import type { Event } from '../../platform/outbox.ts';

export async function onTaskPublished(deps: Deps, tx: Tx, { tenant, subject }: Event): Promise<void> {
  const task = await taskOf(tx, tenant, subject);
  if (!task || task.uncounted !== null) return;
  for (const slot of await slotsOf(tx, tenant, [subject])) {
    // Whoever holds a place by now is busy at that hour with nothing else.
    const takers = (await liveClaimsOfSlot(tx, tenant, slot.slot_id)).map((c) => c.person_id);
    const persons = [...new Set([...(await suitedBy(deps, tx, task, slot)), ...takers])];
    const minutes = Math.round((slot.ends_at.getTime() - slot.starts_at.getTime()) / minute_ms);
    if (persons.length === 0 || minutes <= 0) continue;
    const year = Number(civilDate(slot.starts_at).slice(0, 4));
    const added = await tx
      .insertInto('slot_opening')
      .values({ tenant_id: tenant, slot_id: slot.slot_id, task_id: subject, year, minutes, persons })
      .onConflict((c) => c.doNothing())
      .executeTakeFirst();
    if (Number(added.numInsertedOrUpdatedRows ?? 0) > 0) await addUp(tx, tenant, { year, minutes, persons }, 1);
  }
}

export async function onTaskCancelled(_deps: Deps, tx: Tx, { tenant, subject }: Event): Promise<void> {
  const gone = await tx
    .deleteFrom('slot_opening')
    .where('tenant_id', '=', tenant)
    .where('task_id', '=', subject)
    .returning(['year', 'minutes', 'persons'])
    .execute();
  for (const opening of gone) await addUp(tx, tenant, opening, -1);
}

/** Rows are taken in one order, so that two tasks published at once never wait for each other in a circle. */
async function addUp(
  tx: Tx,
  tenant: number,
  opening: { readonly year: number; readonly minutes: number; readonly persons: string[] },
  sign: 1 | -1,
): Promise<void> {
  const persons = opening.persons.toSorted();
  await sql`
    insert into opportunity as o (tenant_id, person_id, year, minutes, slots)
    select ${tenant}, p, ${opening.year}, greatest(0, ${sign * opening.minutes}::int), greatest(0, ${sign}::int)
    from unnest(${persons}::uuid[]) p order by p
    on conflict (tenant_id, person_id, year)
    do update set minutes = greatest(0, o.minutes + ${sign * opening.minutes}::int), slots = greatest(0, o.slots + ${sign}::int)
  `.execute(tx);
}
