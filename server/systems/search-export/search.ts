/** Search over everything in one community that the viewer may see. */
import type { z } from 'zod';
import type { boards } from '../../../contract/boards/index.ts';
import { directory, maskName } from '../../engines/people/index.ts';
import { snapshot, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, type Outcome } from '../../platform/outcome.ts';

type Hit = z.input<typeof boards.search.reply>['items'][number];
/** Words are looked for in the newest rows; a receipt number finds its order however old it is. */
const newest = 20_000;
const perKind = 12;
const likely = (text: string) => `%${text.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`;
const short = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

export async function search(ctx: Ctx, tenant: number, query: string): Promise<Outcome<{ items: Hit[] }>> {
  const q = query.normalize('NFKC').trim();
  const people = await directory(ctx, tenant);
  const persons: Hit[] = people
    .search(q, 8)
    .map((p) => ({ kind: 'person', id: p.id, title: p.name, sub: p.address, link: `/desk/people/${p.id}` }));
  const rows = await snapshot(ctx, { tenant }, async (tx) => [
    ...(await orders(tx, tenant, q)),
    ...(await needs(tx, tenant, q)),
    ...(await tasks(tx, tenant, q)),
    ...(await handovers(tx, tenant, q)),
  ]);
  const askers =
    persons.length > 0
      ? await ofPeople(
          ctx,
          tenant,
          persons.map((p) => p.id),
        )
      : [];
  const seen = new Set<string>();
  const items = [
    ...rows.filter((r) => r.title.toUpperCase() === q.toUpperCase()),
    ...persons,
    ...rows,
    ...askers,
  ].filter((hit) => !seen.has(hit.kind + hit.id) && seen.add(hit.kind + hit.id));
  return done({ items: items.slice(0, 50) });
}

async function orders(tx: Tx, tenant: number, q: string): Promise<Hit[]> {
  const exact = await tx
    .selectFrom('demand_order')
    .select(['order_id', 'need_id', 'receipt', 'body'])
    .where('tenant_id', '=', tenant)
    .where('receipt', '=', q.toUpperCase())
    .execute();
  const found = await tx
    .selectFrom((e) =>
      e
        .selectFrom('demand_order')
        .select(['order_id', 'need_id', 'receipt', 'body'])
        .where('tenant_id', '=', tenant)
        .orderBy('order_id', 'desc')
        .limit(newest)
        .as('o'),
    )
    .selectAll()
    .where('body', 'ilike', likely(q))
    .limit(perKind)
    .execute();
  return [...exact, ...found].map((o) => ({
    kind: 'order',
    id: o.order_id,
    title: o.receipt,
    sub: short(o.body),
    link: `/desk/needs/${o.need_id}`,
  }));
}
async function needs(tx: Tx, tenant: number, q: string): Promise<Hit[]> {
  const found = await tx
    .selectFrom((e) =>
      e
        .selectFrom('need')
        .select(['need_id', 'title', 'state', 'answer'])
        .where('tenant_id', '=', tenant)
        .orderBy('need_id', 'desc')
        .limit(newest)
        .as('n'),
    )
    .selectAll()
    .where((e) => e.or([e('title', 'ilike', likely(q)), e('answer', 'ilike', likely(q))]))
    .limit(perKind)
    .execute();
  return found.map((n) => ({
    kind: 'need',
    id: n.need_id,
    title: short(n.title),
    sub: n.state,
    link: `/desk/needs/${n.need_id}`,
  }));
}
async function tasks(tx: Tx, tenant: number, q: string): Promise<Hit[]> {
  const found = await tx
    .selectFrom((e) =>
      e
        .selectFrom('task')
        .select(['task_id', 'title', 'description', 'place_name', 'state'])
        .where('tenant_id', '=', tenant)
        .orderBy('task_id', 'desc')
        .limit(newest)
        .as('t'),
    )
    .selectAll()
    .where((e) =>
      e.or([e('title', 'ilike', likely(q)), e('description', 'ilike', likely(q)), e('place_name', 'ilike', likely(q))]),
    )
    .limit(perKind)
    .execute();
  return found.map((t) => ({
    kind: 'task',
    id: t.task_id,
    title: short(t.title),
    sub: t.place_name,
    link: `/desk/tasks/${t.task_id}`,
  }));
}
async function handovers(tx: Tx, tenant: number, q: string): Promise<Hit[]> {
  const found = await tx
    .selectFrom('handover')
    .innerJoin('need', (j) =>
      j.onRef('need.tenant_id', '=', 'handover.tenant_id').onRef('need.need_id', '=', 'handover.need_id'),
    )
    .select(['handover_id', 'handover.need_id', 'need.title', 'handover.state', 'handover.answer as reply'])
    .where('handover.tenant_id', '=', tenant)
    .where('handover.answer', 'ilike', likely(q))
    .orderBy('handover_id', 'desc')
    .limit(perKind)
    .execute();
  return found.map((h) => ({
    kind: 'handover',
    id: h.handover_id,
    title: short(h.title),
    sub: short(h.reply ?? h.state),
    link: `/desk/needs/${h.need_id}`,
  }));
}
/** What the persons found have asked for and done lately. */
async function ofPeople(ctx: Ctx, tenant: number, ids: readonly string[]): Promise<Hit[]> {
  const people = await directory(ctx, tenant);
  return snapshot(ctx, { tenant }, async (tx) => {
    const asked = await tx
      .selectFrom('demand_order')
      .select(['order_id', 'need_id', 'receipt', 'body', 'asker_id'])
      .where('tenant_id', '=', tenant)
      .where('asker_id', 'in', [...ids])
      .orderBy('order_id', 'desc')
      .limit(perKind)
      .execute();
    const served = await tx
      .selectFrom('claim')
      .innerJoin('task', (j) =>
        j.onRef('task.tenant_id', '=', 'claim.tenant_id').onRef('task.task_id', '=', 'claim.task_id'),
      )
      .select(['claim_id', 'claim.task_id', 'task.title', 'claim.state', 'claim.person_id'])
      .where('claim.tenant_id', '=', tenant)
      .where('claim.person_id', 'in', [...ids])
      .orderBy('claim_id', 'desc')
      .limit(perKind)
      .execute();
    return [
      ...asked.map((o): Hit => ({
        kind: 'order',
        id: o.order_id,
        title: o.receipt,
        sub: short(`${people.get(o.asker_id)?.name ?? ''} ${o.body}`),
        link: `/desk/needs/${o.need_id}`,
      })),
      ...served.map((c): Hit => ({
        kind: 'claim',
        id: c.claim_id,
        title: short(c.title),
        sub: people.get(c.person_id)?.name ?? maskName(''),
        link: `/desk/tasks/${c.task_id}`,
      })),
    ];
  });
}
