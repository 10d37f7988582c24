/** What staff see of needs: the queue and one need whole. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { orders } from '../../../contract/orders/index.ts';
import { directory, type Directory } from '../people/index.ts';
import { story } from '../record/index.ts';
import { iso, isoOrNull, minute_ms, day_ms, addMs } from '../../platform/clock.ts';
import { grantFor, snapshot, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { boundaryRules, matchRule, type BoundaryRule } from './boundary-rules.ts';
import { addresseeOf } from './decide-boundary.ts';
import { isOverdue } from './handover-overdue.ts';
import { mayStep, openNeed, undecided } from './lifecycle.ts';
import { closable, sharedWords } from './rules.ts';
import { handoversOf, needById, ordersOf, type HandoverRow, type NeedRow, type OrderRow } from './store.ts';

type Card = z.input<typeof orders.queue.reply>['items'][number];
type Whole = z.input<typeof orders.need.reply>;
type Query = z.output<typeof orders.queue.query>;

const workers = ['community_secretary', 'community_worker'] as const;
/** Route ids that this viewer may use on the need now; pages show exactly these. */
export function allowedOn(ctx: Ctx, need: NeedRow): string[] {
  if (!grantFor(ctx, need.tenant_id, workers)) return [];
  const out = ['threads.say', 'needs.take'];
  const open = (openNeed as readonly string[]).includes(need.state);
  if ((undecided as readonly string[]).includes(need.state)) out.push('needs.decideBoundary');
  if (
    need.boundary !== null &&
    need.boundary_sent_at === null &&
    ['accepted', 'redirected', 'declined'].includes(need.state)
  )
    out.push('needs.undoBoundary');
  if (mayStep(need.state, 'redirected') && need.state === 'accepted') out.push('needs.handOver');
  if (open) out.push('needs.merge');
  if (mayStep(need.state, 'served')) out.push('needs.answer');
  if (closable(need.state)) out.push('needs.close');
  if (
    (need.boundary === 'volunteer' || need.boundary === 'community') &&
    (need.state === 'accepted' || need.state === 'matched')
  )
    out.push('tasks.draft', 'tasks.create');
  return out;
}

export interface CardParts {
  readonly people: Directory;
  readonly rules: readonly BoundaryRule[];
  readonly orders: readonly OrderRow[];
  readonly handovers: readonly HandoverRow[];
  readonly places: ReadonlyMap<string, string>;
  readonly orgs: ReadonlyMap<number, string>;
}
export function cardOf(ctx: Ctx, need: NeedRow, parts: CardParts): Card {
  const first = parts.orders.find((o) => o.need_id === need.need_id);
  const handover = parts.handovers.find((h) => h.need_id === need.need_id && h.state !== 'returned');
  const now = ctx.clock.now();
  const text = first?.body ?? '';
  const waits = (undecided as readonly string[]).includes(need.state);
  const rule = waits ? matchRule(parts.rules, text, 'demand') : null;
  return {
    id: need.need_id,
    tenant: need.tenant_id,
    title: need.title,
    text,
    voice: first?.voice_id ?? null,
    channel: (first?.channel ?? 'page') as Card['channel'],
    severity: need.severity as Card['severity'],
    urgent: need.urgent,
    state: need.state as Card['state'],
    category: need.category as Card['category'],
    tag: need.tag,
    place_name: need.place_id ? (parts.places.get(need.place_id) ?? '') : '',
    point: need.lat === null || need.lng === null ? null : { lat: need.lat, lng: need.lng },
    opened_at: iso(need.opened_at),
    due_at: isoOrNull(waits ? need.triage_due_at : null),
    wanted_by: isoOrNull(need.wanted_by),
    waiting_minutes: Math.max(0, Math.floor((now.getTime() - need.opened_at.getTime()) / minute_ms)),
    overdue:
      (waits && need.triage_due_at < now) ||
      (handover !== undefined && isOverdue(handover, now)) ||
      (need.wanted_by !== null && need.wanted_by < now && (openNeed as readonly string[]).includes(need.state)),
    sources: need.sources,
    boundary: need.boundary as Card['boundary'],
    owner: need.owner_id ? parts.people.show(ctx, need.owner_id, true) : null,
    with: handover ? (handover.to_org ? (parts.orgs.get(handover.to_org) ?? '') : handover.to_kind) : null,
    postponed: need.postponed,
    suggestion: rule ? { result: rule.result, rule: rule.id, kind: rule.kind } : null,
    allowed: allowedOn(ctx, need),
  };
}
export async function partsFor(ctx: Ctx, tx: Tx, tenant: number, needs: readonly NeedRow[]): Promise<CardParts> {
  const ids = needs.map((n) => n.need_id);
  const placeIds = [...new Set(needs.flatMap((n) => (n.place_id ? [n.place_id] : [])))];
  const handovers =
    ids.length === 0
      ? []
      : await tx
          .selectFrom('handover')
          .selectAll()
          .where('tenant_id', '=', tenant)
          .where('need_id', 'in', ids)
          .orderBy('handover_id', 'desc')
          .execute();
  const orgIds = [...new Set(handovers.flatMap((h) => (h.to_org ? [h.to_org] : [])))];
  const places =
    placeIds.length === 0
      ? []
      : await tx
          .selectFrom('place')
          .select(['place_id', 'full_name'])
          .where('tenant_id', '=', tenant)
          .where('place_id', 'in', placeIds)
          .execute();
  const orgs =
    orgIds.length === 0
      ? []
      : await tx.selectFrom('unit').select(['tenant_id', 'name']).where('tenant_id', 'in', orgIds).execute();
  return {
    people: await directory(ctx, tenant),
    rules: await boundaryRules(tx, tenant),
    orders: await ordersOf(tx, tenant, ids),
    handovers,
    places: new Map(places.map((p) => [p.place_id, p.full_name])),
    orgs: new Map(orgs.map((o) => [o.tenant_id, o.name])),
  };
}

const pageSize = 50;
const views: Readonly<Record<NonNullable<Query['view']>, readonly string[] | null>> = {
  triage: undecided,
  open: openNeed,
  overdue: openNeed,
  undecided,
  reopened: ['reopened'],
  escalated: openNeed,
  all: null,
};

/**
 * The queue. Weight and waiting time stand together (LST-08): among needs that have waited equally long the heavier
 * comes first, and a day of waiting weighs as much as one step of severity, so that nothing light waits for ever.
 */
export async function readQueue(
  ctx: Ctx,
  tenant: number,
  query: Query,
): Promise<Outcome<z.input<typeof orders.queue.reply>>> {
  return snapshot(ctx, { tenant }, async (tx) => {
    const now = ctx.clock.now();
    const view = query.view ?? 'triage';
    const limit = query.limit ?? pageSize;
    const states = query.state ? [query.state] : views[view];
    let rows = tx.selectFrom('need').selectAll().where('tenant_id', '=', tenant);
    if (states) rows = rows.where('state', 'in', [...states]);
    if (view === 'overdue')
      rows = rows.where((e) =>
        e.or([
          e.and([e('triage_due_at', '<', now), e('boundary', 'is', null)]),
          e('wanted_by', '<', now),
          e.exists(
            e
              .selectFrom('handover')
              .select('handover_id')
              .where('handover.tenant_id', '=', tenant)
              .whereRef('handover.need_id', '=', 'need.need_id')
              .where('handover.state', '=', 'sent')
              .where('handover.due_at', '<=', now),
          ),
        ]),
      );
    if (view === 'undecided') rows = rows.where('triage_due_at', '<', now);
    if (view === 'escalated') rows = rows.where('escalated_to', 'is not', null);
    if (query.q) rows = rows.where('title', 'ilike', `%${query.q.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`);
    const after = cursorOf(query.after);
    if (view === 'all') {
      if (after) rows = rows.where('need_id', '<', after.id);
      rows = rows.orderBy('need_id', 'desc');
    } else {
      if (after) rows = rows.where(sql<boolean>`(queue_at, need_id) > (${after.at}::timestamptz, ${after.id}::uuid)`);
      rows = rows.orderBy('queue_at').orderBy('need_id');
    }
    const found = await rows.limit(limit + 1).execute();
    const shown = found.slice(0, limit);
    const parts = await partsFor(ctx, tx, tenant, shown);
    const last = shown.at(-1);
    return done({
      items: shown.map((n) => cardOf(ctx, n, parts)),
      next: found.length > limit && last ? `${iso(last.queue_at)}|${last.need_id}` : null,
      total: null,
      counts: await countsOf(tx, tenant, now),
    });
  });
}
function cursorOf(text: string | undefined): { at: string; id: string } | null {
  const [at, id] = (text ?? '').split('|');
  return at && id && !Number.isNaN(Date.parse(at)) && /^[0-9a-f-]{36}$/.test(id) ? { at, id } : null;
}
/** Counts of open work only: the index need_open holds just those rows. */
async function countsOf(tx: Tx, tenant: number, now: Date): Promise<Record<string, number>> {
  const rows = await tx
    .selectFrom('need')
    .select((e) => [
      'state',
      e.fn.countAll<number>().as('n'),
      sql<number>`count(*) filter (where boundary is null and triage_due_at < ${now})`.as('late'),
      sql<number>`count(*) filter (where escalated_to is not null)`.as('escalated'),
    ])
    .where('tenant_id', '=', tenant)
    .where('state', 'in', [...openNeed])
    .groupBy('state')
    .execute();
  const of = (states: readonly string[]) =>
    rows.filter((r) => states.includes(r.state)).reduce((n, r) => n + Number(r.n), 0);
  return {
    triage: of(undecided),
    open: of(openNeed),
    reopened: of(['reopened']),
    undecided: rows.reduce((n, r) => n + Number(r.late), 0),
    escalated: rows.reduce((n, r) => n + Number(r.escalated), 0),
  };
}

/** A need whole: every original, boundary, hand-overs, tasks, similar needs and the story. */
export async function readNeed(ctx: Ctx, tenant: number, id: string): Promise<Outcome<Whole>> {
  return snapshot(ctx, { tenant }, async (tx) => {
    const need = await needById(tx, tenant, id);
    if (!need) return refuse('NOT_FOUND');
    const parts = await partsFor(ctx, tx, tenant, [need]);
    const handovers = await handoversOf(tx, tenant, id);
    const rule = need.boundary_rule_id ? parts.rules.find((r) => r.id === need.boundary_rule_id) : null;
    const taskRows = await tx
      .selectFrom('task_need')
      .innerJoin('task', (j) =>
        j.onRef('task.tenant_id', '=', 'task_need.tenant_id').onRef('task.task_id', '=', 'task_need.task_id'),
      )
      .select(['task.task_id', 'task.title', 'task.state'])
      .where('task_need.tenant_id', '=', tenant)
      .where('task_need.need_id', '=', id)
      .execute();
    const starts =
      taskRows.length === 0
        ? []
        : await tx
            .selectFrom('slot')
            .select((e) => ['task_id', e.fn.min('starts_at').as('start')])
            .where('tenant_id', '=', tenant)
            .where(
              'task_id',
              'in',
              taskRows.map((t) => t.task_id),
            )
            .groupBy('task_id')
            .execute();
    const moved = await tx
      .selectFrom('reschedule')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where(sql<boolean>`${id}::uuid = any (need_ids)`)
      .orderBy('reschedule_id')
      .execute();
    const toWords: string[] = [];
    for (const h of handovers) toWords.push(await addresseeOf(ctx, tx, tenant, h));
    return done({
      ...cardOf(ctx, need, parts),
      orders: parts.orders.map((o) => ({
        id: o.order_id,
        receipt: o.receipt,
        channel: o.channel as Whole['channel'],
        text: o.body,
        voice: o.voice_id,
        photos: o.photo_ids,
        asker: parts.people.show(ctx, o.asker_id),
        placed_by: o.placed_by_id === o.asker_id ? null : parts.people.show(ctx, o.placed_by_id),
        placed_at: iso(o.placed_at),
        windows: o.windows as { start: string; end: string }[],
        state: o.state as Whole['orders'][number]['state'],
      })),
      boundary_decision:
        need.boundary && need.boundary_at && need.boundary_by
          ? {
              result: need.boundary as NonNullable<Whole['boundary']>,
              rule: rule?.kind ?? null,
              reason: need.boundary_reason,
              decided_at: iso(need.boundary_at),
              decided_by: parts.people.show(ctx, need.boundary_by, true),
            }
          : null,
      handovers: handovers.map((h, i) => ({
        id: h.handover_id,
        to_kind: h.to_kind as 'property',
        to: toWords[i] ?? '',
        state: h.state as 'sent',
        sent_at: iso(h.sent_at),
        overdue: isOverdue(h, ctx.clock.now()),
        answer: h.answer,
        reason: h.reason,
      })),
      tasks: taskRows.map((t) => ({
        id: t.task_id,
        title: t.title,
        state: t.state,
        start: isoOrNull(starts.find((s) => s.task_id === t.task_id)?.start),
      })),
      similar: (openNeed as readonly string[]).includes(need.state)
        ? await similarTo(ctx, tx, need, parts.orders[0]?.body ?? '')
        : [],
      escalated_to: need.escalated_to,
      reschedules: moved.map((m) => ({
        at: iso(m.at),
        cause: m.cause,
        from: isoOrNull(m.from_start),
        to: isoOrNull(m.to_start),
      })),
      staff_acts: need.staff_acts,
      story: await story(ctx, tx, tenant, [
        { kind: 'need', id },
        ...parts.orders.map((o) => ({ kind: 'order', id: o.order_id })),
        ...handovers.map((h) => ({ kind: 'handover', id: h.handover_id })),
      ]),
    });
  });
}
const similarWindow_d = 14;
/** Open needs of the same estate in a fortnight that share words: proposed for merging, never merged by themselves. */
async function similarTo(ctx: Ctx, tx: Tx, need: NeedRow, text: string): Promise<Whole['similar']> {
  let query = tx
    .selectFrom('need')
    .select('need_id')
    .where('tenant_id', '=', need.tenant_id)
    .where('need_id', '<>', need.need_id)
    .where('state', 'in', [...openNeed])
    .where('opened_at', '>', addMs(ctx.clock.now(), -similarWindow_d * day_ms))
    .orderBy('opened_at', 'desc')
    .limit(80);
  query = need.estate_id ? query.where('estate_id', '=', need.estate_id) : query;
  const near = await query.execute();
  const others = await ordersOf(
    tx,
    need.tenant_id,
    near.map((n) => n.need_id),
  );
  return others
    .map((o) => ({ need: o.need_id, text: o.body, shared: sharedWords(text, o.body) }))
    .filter((s) => s.shared.length >= 2)
    .toSorted((a, b) => b.shared.length - a.shared.length)
    .slice(0, 5);
}
