/** The live roster (DSP-06): who is active, resting, away, serving; sorted by name, never by hours. */
import type { z } from 'zod';
import type { members } from '../../../contract/members/index.ts';
import { directory } from '../../engines/people/index.ts';
import { placesOf, type Place } from '../../engines/places/index.ts';
import { number } from '../../engines/policy/index.ts';
import { addMs, civilDate, day_ms, isoOrNull, startOfDay } from '../../platform/clock.ts';
import { snapshot, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, type Outcome } from '../../platform/outcome.ts';
import { memberProfiles } from './read-bank.ts';
import { rosterState, type RosterState } from './rules.ts';

type Reply = z.input<typeof members.roster.reply>;

export async function readRoster(ctx: Ctx, tenant: number, q: string | undefined): Promise<Outcome<Reply>> {
  const [restAfter, window_d] = [
    await number(ctx, tenant, 'rest_after_services'),
    await number(ctx, tenant, 'rest_window_d'),
  ];
  const people = await directory(ctx, tenant);
  const value = await snapshot(ctx, { tenant }, async (tx) => {
    const now = ctx.clock.now();
    const today = civilDate(now);
    const services = await recentServices(tx, tenant, addMs(now, -window_d * day_ms));
    const places = new Map((await placesOf(tx, tenant)).map((p) => [p.place_id, p]));
    const rows = await tx
      .selectFrom('membership')
      .select(['person_id', 'place_id'])
      .where('tenant_id', '=', tenant)
      .where('member', '=', true)
      .where('state', '=', 'active')
      .execute();
    const profiles = await memberProfiles(tx, tenant);
    const wanted = q?.normalize('NFKC').replace(/\s+/g, '') ?? '';
    const counts: Record<RosterState, number> = { active: 0, resting: 0, paused: 0, serving: 0, overloaded: 0 };
    const items: Reply['items'] = [];
    for (const row of rows) {
      const profile = profiles.get(row.person_id);
      const own = services.get(row.person_id) ?? [];
      const leave = profile?.blackout.find((b) => b.from <= today && today <= b.to);
      const serving = own.find((s) => s.state === 'checked_in');
      const { state, until } = rosterState(
        {
          paused: profile?.paused ?? false,
          onLeaveUntil: leave ? addMs(startOfDay(leave.to), day_ms) : null,
          servingUntil: serving?.ends_at ?? null,
          acceptsMore: profile?.accepts_more ?? false,
          recent: own.filter((s) => s.state !== 'checked_in').map((s) => s.ends_at),
        },
        { restAfter, window_ms: window_d * day_ms },
      );
      counts[state] += 1;
      const person = people.show(ctx, row.person_id);
      const expertise = profile?.expertise ?? [];
      if (
        wanted !== '' &&
        !person.name.includes(wanted) &&
        !(person.phone ?? '').includes(wanted) &&
        !expertise.some((e) => e.includes(wanted))
      )
        continue;
      items.push({
        person,
        estate: estateName(places, row.place_id),
        state,
        until: isoOrNull(until),
        expertise,
        now: serving?.title ?? null,
      });
    }
    items.sort(
      (a, b) =>
        a.person.name.localeCompare(b.person.name, 'zh') || (a.person.id ?? '').localeCompare(b.person.id ?? ''),
    );
    return { counts, items: items.slice(0, 2000) };
  });
  return done(value);
}

interface Service {
  readonly state: string;
  readonly ends_at: Date;
  readonly title: string;
}
async function recentServices(tx: Tx, tenant: number, since: Date): Promise<Map<string, Service[]>> {
  const rows = await tx
    .selectFrom('claim')
    .innerJoin('slot', (j) =>
      j.onRef('slot.tenant_id', '=', 'claim.tenant_id').onRef('slot.slot_id', '=', 'claim.slot_id'),
    )
    .innerJoin('task', (j) =>
      j.onRef('task.tenant_id', '=', 'claim.tenant_id').onRef('task.task_id', '=', 'claim.task_id'),
    )
    .select(['claim.person_id', 'claim.state', 'slot.ends_at', 'task.title'])
    .where('claim.tenant_id', '=', tenant)
    .where('slot.starts_at', '>=', since)
    .where('claim.state', 'in', ['checked_in', 'checked_out', 'submitted', 'returned', 'passed', 'credited'])
    .orderBy('slot.ends_at')
    .limit(20_000)
    .execute();
  const out = new Map<string, Service[]>();
  for (const r of rows) out.set(r.person_id, [...(out.get(r.person_id) ?? []), r]);
  return out;
}
function estateName(places: ReadonlyMap<string, Place>, placeId: string | null): string | null {
  let at = placeId === null ? undefined : places.get(placeId);
  for (let level = 0; at && at.kind !== 'estate' && level < 4; level += 1)
    at = at.parent_id === null ? undefined : places.get(at.parent_id);
  return at?.name ?? null;
}
