/** The own calendar, and the same as iCalendar behind a private link (SCH-01). */
import type { z } from 'zod';
import ical, { ICalCalendarMethod } from 'ical-generator';
import type { tasks } from '../../../contract/tasks/index.ts';
import { claimsOfPerson } from '../../engines/work/index.ts';
import { profilesOf } from '../../engines/people/index.ts';
import { addMs, civilDate, day_ms, iso, minute_ms, startOfDay } from '../../platform/clock.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { enterTenant, openPersons, type Tx } from '../../platform/database.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';

type Reply = z.input<typeof tasks.myCalendar.reply>;
type Item = Reply['items'][number];
const shown = ['accepted', 'checked_in', 'checked_out', 'submitted', 'returned', 'passed', 'credited'];
/** A look at the calendar spans at most this. */
const longest_d = 62;

/** Services, waiting invitations, work and blackout between two instants; the link is made with the first look. */
export async function myCalendar(ctx: Ctx, query: { from: string; to: string }): Promise<Outcome<Reply>> {
  const self = me(ctx);
  const from = new Date(query.from);
  const to = new Date(Math.min(Date.parse(query.to), from.getTime() + longest_d * day_ms));
  return transact(ctx, { persons: [self.personId] }, async (tx): Promise<Outcome<Reply>> => {
    if (to <= from) return refuse('INPUT_INVALID', { fields: [{ path: 'to', message: fieldWords.endAfterStart }] });
    const token = await calendarToken(ctx, tx, self.personId);
    const items: Item[] = await ownRules(ctx, tx, self.personId, from, to);
    for (const { tenant } of self.tenants.toSorted((a, b) => a.tenant - b.tenant)) {
      await enterTenant(tx, tenant);
      for (const c of await claimsOfPerson(tx, tenant, self.personId, 500))
        if (shown.includes(c.state) && c.starts_at < to && c.ends_at > from)
          items.push({
            start: iso(c.starts_at),
            end: iso(c.ends_at),
            kind: 'service',
            title: c.title,
            claim: c.claim_id,
            tenant,
          });
      for (const i of await waiting(tx, tenant, self.personId))
        if (i.starts_at < to && i.ends_at > from)
          items.push({
            start: iso(i.starts_at),
            end: iso(i.ends_at),
            kind: 'invitation',
            title: i.title,
            claim: null,
            tenant,
          });
    }
    return done({
      ics: `/api/calendar/${token}`,
      items: items.toSorted((a, b) => a.start.localeCompare(b.start)).slice(0, 2000),
    });
  });
}
function waiting(tx: Tx, tenant: number, personId: string) {
  return tx
    .selectFrom('invitation')
    .innerJoin('slot', (j) =>
      j.onRef('slot.tenant_id', '=', 'invitation.tenant_id').onRef('slot.slot_id', '=', 'invitation.slot_id'),
    )
    .innerJoin('task', (j) =>
      j.onRef('task.tenant_id', '=', 'invitation.tenant_id').onRef('task.task_id', '=', 'invitation.task_id'),
    )
    .select(['slot.starts_at', 'slot.ends_at', 'task.title'])
    .where('invitation.tenant_id', '=', tenant)
    .where('invitation.person_id', '=', personId)
    .where('invitation.state', '=', 'offered')
    .limit(100)
    .execute();
}
/** Work hours and blackout days, day by day. */
async function ownRules(ctx: Ctx, tx: Tx, personId: string, from: Date, to: Date): Promise<Item[]> {
  const profile = (await profilesOf(tx, [personId])).get(personId);
  const items: Item[] = [];
  if (!profile) return items;
  const first = startOfDay(civilDate(from));
  for (let day = first, n = 0; day < to && n <= longest_d + 1; day = addMs(day, day_ms), n += 1) {
    const date = civilDate(day);
    if (profile.blackout.some((b) => b.from <= date && date <= b.to))
      items.push({
        start: iso(day),
        end: iso(addMs(day, day_ms)),
        kind: 'blackout',
        title: ctx.locale === 'zh' ? '不便服务' : 'Not available',
        claim: null,
        tenant: null,
      });
    const weekday = (new Date(day.getTime() + day_ms / 2).getUTCDay() + 6) % 7;
    for (const w of profile.work_pattern ?? []) {
      if (Math.floor(w.from / 1440) !== weekday) continue;
      const until = w.to > w.from ? w.to : w.to + 10_080;
      items.push({
        start: iso(addMs(day, (w.from % 1440) * minute_ms)),
        end: iso(addMs(day, ((w.from % 1440) + until - w.from) * minute_ms)),
        kind: 'work',
        title: ctx.locale === 'zh' ? '本职工作' : 'At work',
        claim: null,
        tenant: null,
      });
    }
  }
  return items;
}

/** The secret of the link: kept with the person, found by its keyed hash. */
async function calendarToken(ctx: Ctx, tx: Tx, personId: string): Promise<string> {
  const row = await tx
    .selectFrom('person')
    .select('calendar_token_hash')
    .where('person_id', '=', personId)
    .executeTakeFirstOrThrow();
  let secret = row.calendar_token_hash;
  if (!secret) {
    secret = ctx.random.bytes(24);
    await tx.updateTable('person').set({ calendar_token_hash: secret }).where('person_id', '=', personId).execute();
  }
  const token = secret.toString('base64url');
  await tx
    .insertInto('person_lookup')
    .values({ kind: 'calendar', blind: ctx.keys.blind('calendar', token), person_id: personId })
    .onConflict((c) => c.columns(['kind', 'blind', 'person_id']).doNothing())
    .execute();
  return token;
}
/** Own services of the last and the coming year as iCalendar, in UTC. A wrong link and a missing one look alike. */
export async function readIcs(ctx: Ctx, token: string): Promise<Outcome<string>> {
  const found = await ctx.db
    .selectFrom('person_lookup')
    .select('person_id')
    .where('kind', '=', 'calendar')
    .where('blind', '=', ctx.keys.blind('calendar', token))
    .executeTakeFirst();
  if (!found) return refuse('NOT_FOUND');
  return snapshot(ctx, { persons: [found.person_id] }, async (tx) => {
    const communities = await tx
      .selectFrom('person_tenant')
      .select('tenant_id')
      .where('person_id', '=', found.person_id)
      .orderBy('tenant_id')
      .limit(20)
      .execute();
    const calendar = ical({
      name: '哨应 服务日历',
      method: ICalCalendarMethod.PUBLISH,
      prodId: { company: 'Shaoying', product: 'Shaoying' },
    });
    for (const { tenant_id } of communities) {
      await enterTenant(tx, tenant_id);
      await openPersons(tx, [found.person_id]);
      for (const c of await claimsOfPerson(tx, tenant_id, found.person_id, 500)) {
        if (shown.includes(c.state))
          calendar.createEvent({
            id: c.claim_id,
            start: c.starts_at,
            end: c.ends_at,
            stamp: ctx.clock.now(),
            summary: c.title,
            location: c.place_name || null,
            description: c.deliverable,
          });
      }
    }
    return done(calendar.toString());
  });
}
