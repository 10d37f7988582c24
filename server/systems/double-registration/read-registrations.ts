/** Reading registrations: the registrant's, the community's, the unit's. */
import type { z } from 'zod';
import type { registration } from '../../../contract/registration/index.ts';
import { hasConsent } from '../../engines/people/index.ts';
import { number, workdays } from '../../engines/policy/index.ts';
import { addMs, civilDate, day_ms, iso, isoOrNull, minute_ms, startOfDay } from '../../platform/clock.ts';
import { me, snapshot, type Ctx } from '../../platform/context.ts';
import { enterTenant, openPersons, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { pairingsOfUnit } from './pairings.ts';
import { visitSlots } from './rules.ts';
import {
  namesOf,
  ownAllowed,
  ownCommunities,
  staffAllowed,
  unitsOf,
  viewRegistrations,
  type RegistrationView,
} from './store.ts';

type Mine = z.input<typeof registration.mine.reply>;
type Board = z.input<typeof registration.unitBoard.reply>;

export async function readMine(ctx: Ctx): Promise<Outcome<Mine>> {
  const personId = me(ctx).personId;
  const value = await snapshot(ctx, { persons: [personId] }, async (tx) => {
    const items: RegistrationView[] = [];
    let community: string | null = null;
    const groups: { id: string; name: string }[] = [];
    for (const tenant of ownCommunities(ctx)) {
      await enterTenant(tx, tenant);
      const rows = await tx
        .selectFrom('registration')
        .selectAll()
        .where('tenant_id', '=', tenant)
        .where('person_id', '=', personId)
        .orderBy('registration_id', 'desc')
        .limit(10)
        .execute();
      items.push(...(await viewRegistrations(ctx, tx, tenant, rows, ownAllowed)));
      const belongs = me(ctx).tenants.find((t) => t.tenant === tenant);
      if (belongs?.home && community === null) community = await homeWords(ctx, tx, tenant, personId);
      groups.push(...(await groupsOf(tx, tenant, personId)));
    }
    await openPersons(tx, [personId]);
    const unit = (await unitsOf(ctx, tx, [personId])).get(personId);
    const unitName = unit ? (ctx.territory.get(unit.unit_id)?.name ?? '') : null;
    const live = items.find((i) => i.branch !== null);
    return {
      items,
      cards: {
        unit: unit && unitName !== null ? `${unitName}${unit.post ? ` · ${unit.post}` : ''}` : null,
        community,
        // The formal relation stays with the unit whatever branch the residence adds (FND-07).
        party: unit && unit.cadre_class !== 'non_party' ? `正式组织关系：${unitName ?? ''}${unit.formal_branch}` : null,
        temporary_branch: live?.branch ?? null,
        groups,
      },
    };
  });
  return done(value);
}
async function homeWords(ctx: Ctx, tx: Tx, tenant: number, personId: string): Promise<string> {
  const m = await tx
    .selectFrom('membership')
    .leftJoin('place', (j) =>
      j.onRef('place.tenant_id', '=', 'membership.tenant_id').onRef('place.place_id', '=', 'membership.place_id'),
    )
    .select(['place.full_name', 'address_enc'])
    .where('membership.tenant_id', '=', tenant)
    .where('membership.person_id', '=', personId)
    .executeTakeFirst();
  return [ctx.territory.get(tenant)?.name ?? '', ctx.keys.openOrNull(m?.address_enc ?? null) ?? m?.full_name ?? '']
    .filter((w) => w !== '')
    .join(' ');
}
async function groupsOf(tx: Tx, tenant: number, personId: string): Promise<{ id: string; name: string }[]> {
  const rows = await tx
    .selectFrom('party_member')
    .innerJoin('party_org', (j) =>
      j
        .onRef('party_org.tenant_id', '=', 'party_member.tenant_id')
        .onRef('party_org.org_id', '=', 'party_member.org_id'),
    )
    .select(['party_org.org_id', 'party_org.name'])
    .where('party_member.tenant_id', '=', tenant)
    .where('party_member.person_id', '=', personId)
    .where('left_at', 'is', null)
    .where('party_org.kind', '=', 'group')
    .where('party_org.state', '<>', 'dissolved')
    .execute();
  return rows.map((r) => ({ id: r.org_id, name: r.name }));
}

export async function listRegistrations(
  ctx: Ctx,
  tenant: number,
  state: string | undefined,
): Promise<Outcome<{ items: RegistrationView[] }>> {
  const items = await snapshot(ctx, { tenant }, async (tx) => {
    let query = tx
      .selectFrom('registration')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('state', '<>', 'draft')
      .orderBy('registration_id', 'desc')
      .limit(1000);
    if (state) query = query.where('state', '=', state);
    return viewRegistrations(ctx, tx, tenant, await query.execute(), staffAllowed);
  });
  return done({ items });
}

/** DR-05: appointments of the next two weeks outside own working time, at the community where the registration waits. */
export async function readVisitSlots(ctx: Ctx): Promise<Outcome<z.input<typeof registration.visitSlots.reply>>> {
  const profile = await snapshot(ctx, { persons: [me(ctx).personId] }, (tx) =>
    tx.selectFrom('service_profile').select('body').where('person_id', '=', me(ctx).personId).executeTakeFirst(),
  );
  const pattern =
    (profile?.body as { work_pattern?: { from: number; to: number }[] | null } | undefined)?.work_pattern ?? null;
  const calendar = await workdays(ctx);
  const today = startOfDay(civilDate(ctx.clock.now()));
  const days = Array.from({ length: 14 }, (_, i) => {
    const date = civilDate(addMs(today, (i + 1) * day_ms + 12 * 60 * minute_ms));
    return { date, kind: calendar.kindOf(date), weekday: (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7 };
  });
  const items = visitSlots(days, pattern, 40).map((s) => {
    const start = addMs(startOfDay(s.date), s.from * minute_ms);
    return { start: iso(start), end: iso(addMs(start, (s.to - s.from) * minute_ms)) };
  });
  return done({ items });
}

/** DR-03: a filing waits longer than the city allows. */
const isOverdue = (f: { acknowledged_at: Date | null; sent_at: Date }, overdue_d: number, now: Date): boolean =>
  f.acknowledged_at === null && addMs(f.sent_at, overdue_d * day_ms) < now;

/** DR-03: what the unit was told and has not acknowledged yet, with what is overdue. */
export async function listFilings(
  ctx: Ctx,
  unit: number,
): Promise<Outcome<z.input<typeof registration.filings.reply>>> {
  const overdue_d = await number(ctx, unit, 'filing_ack_d');
  const now = ctx.clock.now();
  const items = await snapshot(ctx, { tenant: unit }, async (tx) => {
    const rows = await tx
      .selectFrom('filing')
      .selectAll()
      .where('tenant_id', '=', unit)
      .orderBy('filing_id', 'desc')
      .limit(1000)
      .execute();
    const names = await namesOf(
      ctx,
      tx,
      rows.map((r) => r.person_id),
    );
    return rows.map((r) => ({
      id: r.filing_id,
      person: names.get(r.person_id) ?? { id: r.person_id, name: '', phone: null },
      community: ctx.territory.get(r.community_id)?.name ?? '',
      sent_at: iso(r.sent_at),
      acknowledged_at: isoOrNull(r.acknowledged_at),
      overdue: isOverdue(r, overdue_d, now),
      allowed: r.acknowledged_at === null ? ['registration.acknowledge'] : [],
    }));
  });
  return done({ items });
}

/** The unit's pairing and its members side by side; hours only of those who agreed to share them (PIPL 23). */
export async function readUnitBoard(ctx: Ctx, unit: number): Promise<Outcome<Board>> {
  const node = ctx.territory.get(unit);
  const row = await ctx.db.selectFrom('unit').select(['type', 'name']).where('tenant_id', '=', unit).executeTakeFirst();
  if (!node || !row) return refuse('NOT_FOUND');
  const overdue_d = await number(ctx, unit, 'filing_ack_d');
  const now = ctx.clock.now();
  const value = await snapshot(ctx, { tenant: unit }, async (tx) => {
    const today = civilDate(now);
    const belonging = await tx
      .selectFrom('unit_member')
      .select('person_id')
      .distinct()
      .where('unit_id', '=', unit)
      .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', today)]))
      .limit(5000)
      .execute();
    const filings = await tx
      .selectFrom('filing')
      .selectAll()
      .where('tenant_id', '=', unit)
      .orderBy('filing_id')
      .limit(5000)
      .execute();
    const latest = new Map(filings.map((f) => [f.person_id, f]));
    const ids = [...new Set([...belonging.map((b) => b.person_id), ...latest.keys()])];
    const names = await namesOf(ctx, tx, ids);
    const shared = new Set<string>();
    for (const id of ids) if (await hasConsent(tx, id, 'share_with_unit')) shared.add(id);
    const standing = await standingOf(tx, filings);
    const members = ids.map((id) => {
      const s = standing.get(latest.get(id)?.registration_id ?? '');
      return {
        person: names.get(id) ?? { id, name: '', phone: null },
        community: ctx.territory.get(latest.get(id)?.community_id ?? 0)?.name ?? '',
        state: (s?.state ?? 'draft') as Board['members'][number]['state'],
        shared: shared.has(id),
        services: shared.has(id) ? (s?.services ?? 0) : null,
        minutes: shared.has(id) ? (s?.minutes ?? 0) : null,
      };
    });
    const pairings = await pairingsOfUnit(ctx, tx, unit);
    // In order of names: no list ranks members by hours (C-14).
    members.sort((a, b) => a.person.name.localeCompare(b.person.name, 'zh'));
    return {
      unit: { tenant: unit, name: row.name, type: row.type as Board['unit']['type'] },
      pairings,
      members,
      unacknowledged: filings.filter((f) => f.acknowledged_at === null).length,
      overdue: filings.filter((f) => isOverdue(f, overdue_d, now)).length,
    };
  });
  return done(value);
}

/** State and verified services by registration, community by community in id order. */
async function standingOf(
  tx: Tx,
  filings: readonly { community_id: number; registration_id: string; person_id: string }[],
): Promise<Map<string, { state: string; services: number; minutes: number }>> {
  const out = new Map<string, { state: string; services: number; minutes: number }>();
  for (const community of [...new Set(filings.map((f) => f.community_id))].sort((a, b) => a - b)) {
    const here = filings.filter((f) => f.community_id === community);
    await enterTenant(tx, community);
    const states = await tx
      .selectFrom('registration')
      .select(['registration_id', 'state'])
      .where('tenant_id', '=', community)
      .where(
        'registration_id',
        'in',
        here.map((f) => f.registration_id),
      )
      .execute();
    const services = await tx
      .selectFrom('claim')
      .select([
        'person_id',
        (e) => e.fn.countAll<number>().as('n'),
        (e) => e.fn.sum<number>('credited_minutes').as('minutes'),
      ])
      .where('tenant_id', '=', community)
      .where(
        'person_id',
        'in',
        here.map((f) => f.person_id),
      )
      .where('state', 'in', ['passed', 'credited'])
      .groupBy('person_id')
      .execute();
    const byPerson = new Map(services.map((s) => [s.person_id, s]));
    const byId = new Map(states.map((s) => [s.registration_id, s.state]));
    for (const f of here)
      out.set(f.registration_id, {
        state: byId.get(f.registration_id) ?? 'draft',
        services: Number(byPerson.get(f.person_id)?.n ?? 0),
        minutes: Number(byPerson.get(f.person_id)?.minutes ?? 0),
      });
  }
  return out;
}
