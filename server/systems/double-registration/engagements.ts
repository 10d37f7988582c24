/** Consultation between unit, community and member (SCH-04), and the kind of engagement it leads to (DR-10). */
import type { z } from 'zod';
import type { Selectable } from 'kysely';
import type { registration } from '../../../contract/registration/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { addMs, civilDate, day_ms, startOfDay } from '../../platform/clock.ts';
import { grantFor, me, snapshot, transact, type Ctx, type Deps } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import type { Database } from '../../platform/database.generated.ts';
import { emit, schedule, type Event, type Relay } from '../../platform/outbox.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { record } from '../../engines/record/index.ts';
import { mayAssign } from '../../engines/work/index.ts';
import { actOf, engagementLifecycle, type EngagementState } from './lifecycle.ts';
import { afterMarks, markWord, needsTerm } from './rules.ts';
import { namesOf, unitsOf } from './store.ts';

type Row = Selectable<Database['engagement']>;
type Party = 'member' | 'community' | 'unit';
const communityRoles = ['community_secretary', 'community_worker'] as const;
const unitRoles = ['unit_secretary', 'unit_liaison'] as const;

/** May the actor speak as this party about this person? Opens the person to learn the unit. */
async function speaksAs(ctx: Ctx, tx: Tx, tenant: number, personId: string, as: Party): Promise<boolean> {
  if (as === 'member') return me(ctx).personId === personId;
  if (as === 'community') return grantFor(ctx, tenant, communityRoles) !== null;
  const unit = await unitOf(ctx, tx, personId);
  return unit !== null && grantFor(ctx, unit, unitRoles) !== null;
}
async function unitOf(ctx: Ctx, tx: Tx, personId: string): Promise<number | null> {
  await openPersons(tx, [personId]);
  return (await unitsOf(ctx, tx, [personId])).get(personId)?.unit_id ?? null;
}

export async function proposeEngagement(
  ctx: Ctx,
  tenant: number,
  body: z.output<typeof registration.propose.body>,
): Promise<Outcome<{ id: string }>> {
  return transact(ctx, { tenant }, async (tx) => {
    const lives = await tx
      .selectFrom('membership')
      .select('person_id')
      .where('tenant_id', '=', tenant)
      .where('person_id', '=', body.person)
      .where('member', '=', true)
      .executeTakeFirst();
    // One answer for both, and nobody of elsewhere is opened to find it: it would tell who is known where.
    if (!lives || !(await speaksAs(ctx, tx, tenant, body.person, body.origin))) return refuse('FORBIDDEN');
    if (needsTerm(body.type) && (body.term === null || body.term.to < body.term.from)) return refuse('TERM_REQUIRED');
    const engagement_id = ctx.ids.next();
    await tx
      .insertInto('engagement')
      .values({
        tenant_id: tenant,
        engagement_id,
        person_id: body.person,
        type: body.type,
        origin: body.origin,
        body: body.text,
        term_from: body.term?.from ?? null,
        term_to: body.term?.to ?? null,
        state: 'proposed',
        [`${body.origin}_mark`]: 'agree',
        created_at: ctx.clock.now(),
      } as never)
      .execute();
    await recordAct(ctx, tx, {
      tenant,
      kind: 'engagement',
      id: engagement_id,
      act: 'engagement_proposed',
      to: 'proposed',
      detail: { type: body.type, origin: body.origin },
    });
    return done({ id: engagement_id });
  });
}

/** One party agrees, amends or objects. Nobody can mark for the member. */
export async function consult(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { as: Party; mark: 'agree' | 'amend' | 'object'; note: string },
): Promise<Outcome<{ ok: true }>> {
  return transact(ctx, { tenant }, async (tx) => {
    const row = await tx
      .selectFrom('engagement')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('engagement_id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return refuse('NOT_FOUND');
    if (!(await speaksAs(ctx, tx, tenant, row.person_id, body.as))) {
      const barred = body.as === 'member' && (await speaksAs(ctx, tx, tenant, row.person_id, 'community'));
      return barred
        ? refuse('CONSENT_REQUIRED', {
            attempt: { tenantId: tenant, subject: '代本人同意协商', asked: body.mark, inForce: '须由本人同意' },
          })
        : refuse('FORBIDDEN');
    }
    if (!['proposed', 'consulted'].includes(row.state)) return refuse('ILLEGAL_TRANSITION');
    const marks = {
      member: row.member_mark,
      community: row.community_mark,
      unit: row.unit_mark,
      [body.as]: body.note ? `${body.mark}:${body.note}` : body.mark,
    };
    const to = afterMarks(marks, (await unitOf(ctx, tx, row.person_id)) !== null);
    await tx
      .updateTable('engagement')
      .set({ member_mark: marks.member, community_mark: marks.community, unit_mark: marks.unit })
      .where('tenant_id', '=', tenant)
      .where('engagement_id', '=', id)
      .execute();
    await recordAct(ctx, tx, {
      tenant,
      kind: 'engagement',
      id,
      act: 'engagement_marked',
      reason: body.note || null,
      detail: { as: body.as, mark: body.mark },
    });
    for (const step of steps(row.state as EngagementState, to)) await move(ctx, tx, row, step.from, step.to);
    if (to === 'agreed') await begin(ctx, tx, { ...row, state: 'agreed' });
    return done({ ok: true });
  });
}
/** The legal way from one state to another: an agreement passes through the consultation. */
function steps(from: EngagementState, to: EngagementState): { from: EngagementState; to: EngagementState }[] {
  if (from === to) return [];
  if (actOf(engagementLifecycle, from, to)) return [{ from, to }];
  return from === 'proposed' && to === 'agreed'
    ? [
        { from, to: 'consulted' },
        { from: 'consulted', to },
      ]
    : [];
}
async function move(ctx: Deps, tx: Tx, row: Row, from: EngagementState, to: EngagementState): Promise<void> {
  await tx
    .updateTable('engagement')
    .set({ state: to })
    .where('tenant_id', '=', row.tenant_id)
    .where('engagement_id', '=', row.engagement_id)
    .execute();
  await record(ctx, tx, {
    tenant: row.tenant_id,
    kind: 'engagement',
    id: row.engagement_id,
    actor: null,
    role: 'system',
    act: actOf(engagementLifecycle, from, to) ?? to,
    from,
    to,
  });
  await emit(ctx, tx, {
    tenant: row.tenant_id,
    kind: `engagement.${to}`,
    subject: row.engagement_id,
    persons: [row.person_id],
  });
}
/** In force from the first day of its term, or at once when it has none. */
async function begin(ctx: Deps, tx: Tx, row: Row): Promise<void> {
  if (row.term_from !== null && row.term_from > civilDate(ctx.clock.now()))
    await schedule(ctx, tx, {
      tenant: row.tenant_id,
      kind: 'engagement.begin',
      subject: row.engagement_id,
      at: startOfDay(row.term_from),
    });
  else await takeEffect(ctx, tx, row);
}
async function takeEffect(ctx: Deps, tx: Tx, row: Row): Promise<void> {
  await move(ctx, tx, row, 'agreed', 'effective');
  if (row.term_to !== null)
    await schedule(ctx, tx, {
      tenant: row.tenant_id,
      kind: 'engagement.end',
      subject: row.engagement_id,
      at: addMs(startOfDay(row.term_to), day_ms),
    });
}
export function mountEngagementDues(relay: Relay): void {
  const locked = (tx: Tx, event: Event) =>
    tx
      .selectFrom('engagement')
      .selectAll()
      .where('tenant_id', '=', event.tenant)
      .where('engagement_id', '=', event.subject)
      .forUpdate()
      .executeTakeFirst();
  relay.onDue('engagement.begin', async (deps, tx, event) => {
    const row = await locked(tx, event);
    if (row?.state === 'agreed') await takeEffect(deps, tx, row);
  });
  relay.onDue('engagement.end', async (deps, tx, event) => {
    const row = await locked(tx, event);
    if (row?.state === 'effective') await move(deps, tx, row, 'effective', 'ended');
  });
}

/** Community staff and branch see all, a unit its own people's, a person the own. */
export async function listEngagements(
  ctx: Ctx,
  tenant: number,
): Promise<Outcome<z.input<typeof registration.engagements.reply>>> {
  const all = grantFor(ctx, tenant, communityRoles) !== null;
  const items = await snapshot(ctx, { tenant }, async (tx) => {
    const rows = await tx
      .selectFrom('engagement')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .orderBy('engagement_id', 'desc')
      .limit(500)
      .execute();
    const people = rows.map((r) => r.person_id);
    const names = await namesOf(ctx, tx, people);
    const units = await unitsOf(ctx, tx, people);
    const mine = me(ctx).personId;
    return rows
      .filter(
        (r) => all || r.person_id === mine || grantFor(ctx, units.get(r.person_id)?.unit_id ?? 0, unitRoles) !== null,
      )
      .map((r) => {
        const open = r.state === 'proposed' || r.state === 'consulted';
        const as = [
          ...(r.person_id === mine ? ['member'] : []),
          ...(all ? ['community'] : []),
          ...(grantFor(ctx, units.get(r.person_id)?.unit_id ?? 0, unitRoles) ? ['unit'] : []),
        ];
        return {
          id: r.engagement_id,
          person: names.get(r.person_id) ?? { id: r.person_id, name: '', phone: null },
          type: r.type as 'in_service',
          text: r.body,
          origin: r.origin,
          state: r.state as EngagementState,
          term: r.term_from !== null && r.term_to !== null ? { from: r.term_from, to: r.term_to } : null,
          marks: {
            member: markWord(r.member_mark),
            community: markWord(r.community_mark),
            unit: markWord(r.unit_mark),
          },
          may_assign: mayAssign(r.type, r.state),
          allowed: open && as.length > 0 ? ['registration.consult', ...as] : [],
        };
      });
  });
  return done({ items });
}
