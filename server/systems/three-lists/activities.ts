/** Activities for a target group; a company that asks for members' time waits for the community (DSP-05). */
import type { z } from 'zod';
import type { tasks } from '../../../contract/tasks/index.ts';
import { directory, profilesOf } from '../../engines/people/index.ts';
import { estateOf } from '../../engines/places/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { blockedTime, matching, runsLoop } from '../../engines/work/index.ts';
import { iso } from '../../platform/clock.ts';
import { grantFor, me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { emit } from '../../platform/outbox.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';

type Body = z.output<typeof tasks.activity.body>;
type Items = z.input<typeof tasks.activities.reply>['items'];
type Target = Body['target'];

export async function createActivity(
  ctx: Ctx,
  tenant: number,
  body: Body,
): Promise<Outcome<{ id: string; state: 'pending_community' | 'published' }>> {
  const m = await matching(ctx, tenant);
  const start = new Date(body.start);
  const end = new Date(body.end);
  const missing = [
    ...(end <= start || start <= ctx.clock.now() ? ['start'] : []),
    ...(Date.parse(body.sign_up_until) > start.getTime() ? ['sign_up_until'] : []),
  ];
  return transact(
    ctx,
    { tenant },
    async (tx): Promise<Outcome<{ id: string; state: 'pending_community' | 'published' }>> => {
      if (missing.length > 0)
        return refuse('UNCLEAR_TASK', { details: { missing }, fields: missing.map((path) => ({ path, message: '' })) });
      // Residents may come at any hour; members' time is asked for outside working hours only (SCH-02).
      const time = blockedTime(
        m,
        { form: 'on_site', starts_at: start, ends_at: end, urgent: false, duration_min: null },
        ctx.clock.now(),
      );
      if (body.asks_members && time.blocked)
        return refuse('WORK_HOURS_BLOCKED', { details: { alternatives: time.alternatives } });
      const staff = runsLoop(ctx, tenant);
      const state = body.asks_members && !staff ? 'pending_community' : 'published';
      const activity_id = ctx.ids.next();
      const company = staff ? null : grantFor(ctx, tenant, ['property_manager', 'unit_liaison']);
      await tx
        .insertInto('activity')
        .values({
          tenant_id: tenant,
          activity_id,
          title: body.title,
          body: body.text,
          target: JSON.stringify(body.target),
          capacity: body.capacity,
          starts_at: start,
          ends_at: end,
          sign_up_until: new Date(body.sign_up_until),
          asks_members: body.asks_members,
          supplies: [...new Set(body.supplies)],
          state,
          publisher_id: me(ctx).personId,
          publisher_org: company?.org ?? null,
          created_at: ctx.clock.now(),
        })
        .execute();
      await recordAct(ctx, tx, {
        tenant,
        kind: 'activity',
        id: activity_id,
        act: state === 'published' ? 'published' : 'created',
        to: state,
      });
      await emit(ctx, tx, { tenant, kind: 'activity.published', subject: activity_id, data: { state } });
      return done({ id: activity_id, state });
    },
  );
}

/** Published activities whose target group the viewer belongs to; staff and the publisher see all of them. */
export async function listActivities(ctx: Ctx, tenant: number): Promise<Outcome<{ items: Items }>> {
  const self = me(ctx).personId;
  const now = ctx.clock.now();
  return snapshot(ctx, { tenant, persons: [self] }, async (tx) => {
    const rows = await tx
      .selectFrom('activity')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('ends_at', '>', now)
      .orderBy('starts_at')
      .orderBy('activity_id')
      .limit(200)
      .execute();
    const mine = new Set(
      (
        await tx
          .selectFrom('activity_sign_up')
          .select('activity_id')
          .where('tenant_id', '=', tenant)
          .where('person_id', '=', self)
          .execute()
      ).map((r) => r.activity_id),
    );
    const who = await viewer(ctx, tx, tenant);
    const staff = runsLoop(ctx, tenant);
    const people = await directory(ctx, tenant);
    const shown = rows.filter(
      (a) =>
        staff || a.publisher_id === self || (a.state === 'published' && who.here && isFor(a.target as Target, who)),
    );
    return done({
      items: shown
        .map((a) => {
          const open = a.state === 'published' && a.sign_up_until > now;
          const acts = [
            ...(open && (mine.has(a.activity_id) || (a.signed_up < a.capacity && who.here))
              ? ['activities.signUp']
              : []),
            ...(staff && a.state === 'pending_community' ? ['activities.decide'] : []),
          ];
          const org = a.publisher_org === null ? undefined : ctx.territory.get(a.publisher_org);
          return {
            id: a.activity_id,
            title: a.title,
            text: a.body,
            start: iso(a.starts_at),
            end: iso(a.ends_at),
            sign_up_until: iso(a.sign_up_until),
            capacity: a.capacity,
            signed_up: a.signed_up,
            state: a.state as Items[number]['state'],
            mine: mine.has(a.activity_id),
            publisher: org?.name ?? (people.get(a.publisher_id)?.name ? (ctx.territory.get(tenant)?.name ?? '') : ''),
            supplies: a.supplies as Items[number]['supplies'],
            wanted: a.supplies.some((s) => who.motives.includes(s)),
            allowed: acts,
          };
        })
        .toSorted((a, b) => Number(b.wanted) - Number(a.wanted)),
    });
  });
}
interface Viewer {
  readonly here: boolean;
  readonly age: number | null;
  readonly estate: string | null;
  readonly skills: readonly string[];
  readonly motives: readonly string[];
}
async function viewer(ctx: Ctx, tx: Tx, tenant: number): Promise<Viewer> {
  const self = me(ctx).personId;
  const who = (await directory(ctx, tenant)).get(self);
  const estate = who?.placeId ? await estateOf(ctx, tx, tenant, who.placeId) : null;
  const profile = (await profilesOf(tx, [self])).get(self);
  return {
    here: who !== null && (who.resident || who.member),
    age: who?.birthYear ? ctx.clock.now().getUTCFullYear() - who.birthYear : null,
    estate: estate?.place_id ?? null,
    skills: [...(profile?.expertise ?? []), ...(profile?.interests ?? [])],
    motives: profile?.motives ?? [],
  };
}
const bands: Readonly<Record<Target['ages'][number], readonly [number, number]>> = {
  under_18: [0, 17],
  '18_35': [18, 35],
  '36_59': [36, 59],
  from_60: [60, 200],
};
/** An empty list of a target means everybody; an unknown age belongs to every age. Pure. */
export function isFor(target: Target, who: Pick<Viewer, 'age' | 'estate' | 'skills'>): boolean {
  const { age, estate } = who;
  const ages =
    target.ages.length === 0 || age === null || target.ages.some((a) => age >= bands[a][0] && age <= bands[a][1]);
  const estates = target.estates.length === 0 || (estate !== null && target.estates.includes(estate));
  const skills = target.skills.length === 0 || target.skills.some((s) => who.skills.includes(s));
  return ages && estates && skills;
}

/** Signs up or withdraws; repeating either changes nothing. */
export async function signUp(ctx: Ctx, tenant: number, id: string, join: boolean): Promise<Outcome<{ ok: true }>> {
  const self = me(ctx).personId;
  const outcome = await transact(ctx, { tenant, persons: [self] }, async (tx): Promise<Outcome<{ ok: true }>> => {
    const activity = await tx
      .selectFrom('activity')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('activity_id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    const who = await viewer(ctx, tx, tenant);
    if (!activity || !who.here || !isFor(activity.target as Target, who)) return refuse('NOT_FOUND');
    const held = await tx
      .selectFrom('activity_sign_up')
      .select('person_id')
      .where('tenant_id', '=', tenant)
      .where('activity_id', '=', id)
      .where('person_id', '=', self)
      .executeTakeFirst();
    if (join === (held !== undefined)) return done({ ok: true });
    if (activity.state !== 'published' || activity.sign_up_until <= ctx.clock.now())
      return refuse('ILLEGAL_TRANSITION');
    if (join && activity.signed_up >= activity.capacity) return refuse('SLOT_FULL');
    if (join)
      await tx
        .insertInto('activity_sign_up')
        .values({ tenant_id: tenant, activity_id: id, person_id: self, at: ctx.clock.now() })
        .execute();
    else
      await tx
        .deleteFrom('activity_sign_up')
        .where('tenant_id', '=', tenant)
        .where('activity_id', '=', id)
        .where('person_id', '=', self)
        .execute();
    await tx
      .updateTable('activity')
      .set((e) => ({ signed_up: e('signed_up', join ? '+' : '-', 1) }))
      .where('tenant_id', '=', tenant)
      .where('activity_id', '=', id)
      .execute();
    return done({ ok: true });
  });
  return outcome;
}

export async function decideActivity(
  ctx: Ctx,
  tenant: number,
  id: string,
  decision: 'confirm' | 'refuse',
): Promise<Outcome<{ ok: true }>> {
  return transact(ctx, { tenant }, async (tx): Promise<Outcome<{ ok: true }>> => {
    const activity = await tx
      .selectFrom('activity')
      .select('state')
      .where('tenant_id', '=', tenant)
      .where('activity_id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!activity) return refuse('NOT_FOUND');
    if (activity.state !== 'pending_community') return refuse('ILLEGAL_TRANSITION');
    const to = decision === 'confirm' ? 'published' : 'cancelled';
    await tx
      .updateTable('activity')
      .set({ state: to })
      .where('tenant_id', '=', tenant)
      .where('activity_id', '=', id)
      .execute();
    await recordAct(ctx, tx, {
      tenant,
      kind: 'activity',
      id,
      act: decision === 'confirm' ? 'published' : 'cancelled',
      from: 'pending_community',
      to,
    });
    return done({ ok: true });
  });
}
