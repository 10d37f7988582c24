/** The three public lists (LST-01, LST-07): signed out, without names of residents. */
import type { z } from 'zod';
import { codesOf, workContents } from '../../../contract/codes.ts';
import type { tasks } from '../../../contract/tasks/index.ts';
import { openNeed } from '../../engines/demand/index.ts';
import { directory, maskName } from '../../engines/people/index.ts';
import { publicWords, slotsOf } from '../../engines/work/index.ts';
import { iso } from '../../platform/clock.ts';
import { snapshot, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, type Outcome } from '../../platform/outcome.ts';
import { mayChangeOffer } from './offers.ts';

type Reply = z.input<typeof tasks.lists.reply>;
const most = 200;
/** SCH-08: a service up to this length fits a busy day. */
const short_min = 30;
const openTasks = ['published', 'filled', 'in_progress'];

export async function readLists(ctx: Ctx, tenant: number): Promise<Outcome<Reply>> {
  const people = await directory(ctx, tenant);
  return snapshot(ctx, { tenant }, async (tx) => {
    const offers = await tx
      .selectFrom('service_offer')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('state', 'in', ['open', 'paused'])
      .orderBy('offer_id', 'desc')
      .limit(most)
      .execute();
    const taken = await takenOf(
      tx,
      tenant,
      offers.map((o) => o.offer_id),
    );
    const needs = await tx
      .selectFrom('need')
      .select([
        'need_id',
        'title',
        'category',
        'private',
        'severity',
        'state',
        'opened_at',
        'boundary',
        'boundary_reason',
        'boundary_sent_at',
      ])
      .where('tenant_id', '=', tenant)
      .where('state', 'in', [...openNeed])
      .orderBy('need_id', 'desc')
      .limit(most)
      .execute();
    const open = await tx
      .selectFrom('task')
      .select(['task_id', 'title', 'state'])
      .where('tenant_id', '=', tenant)
      .where('state', 'in', openTasks)
      .orderBy('task_id', 'desc')
      .limit(most)
      .execute();
    const slots = await slotsOf(
      tx,
      tenant,
      open.map((t) => t.task_id),
    );
    const light = new Set(
      offers
        .filter((o) => o.state === 'open' && (o.form === 'remote' || o.minutes <= short_min))
        .map((o) => o.work_content),
    );
    return done({
      services: offers.map((o) => ({
        id: o.offer_id,
        title: o.title,
        work_content: o.work_content as keyof typeof workContents,
        form: o.form as Reply['services'][number]['form'],
        skills: o.skills,
        remaining: Math.max(0, o.capacity - (taken.get(o.offer_id) ?? 0)),
        capacity: o.capacity,
        state: o.state as Reply['services'][number]['state'],
        short: o.minutes <= short_min,
        minutes: o.minutes,
        description: mayChangeOffer(ctx, tenant, o.provider_id) ? o.description : publicWords(o.description),
        mine: ctx.actor !== null && o.provider_id === ctx.actor.personId,
        allowed: mayChangeOffer(ctx, tenant, o.provider_id) ? ['lists.editOffer', 'lists.setOffer'] : [],
        provider: o.provider_words || maskName(o.provider_id ? (people.get(o.provider_id)?.name ?? '') : ''),
      })),
      needs: needs.map((n) => ({
        id: n.need_id,
        summary: n.private ? (n.category ?? '居民需求') : publicWords(n.title),
        severity: n.severity,
        state: n.state,
        opened_at: iso(n.opened_at),
        boundary: n.boundary_sent_at ? n.boundary : null,
        reason: n.boundary_sent_at && !n.private && n.boundary_reason !== '' ? publicWords(n.boundary_reason) : null,
      })),
      tasks: open.map((t) => {
        const own = slots.filter((s) => s.task_id === t.task_id);
        return {
          id: t.task_id,
          title: publicWords(t.title),
          start: own[0] ? iso(own[0].starts_at) : null,
          capacity: own.reduce((n, s) => n + s.capacity, 0),
          taken: own.reduce((n, s) => n + s.taken, 0),
          state: t.state,
        };
      }),
      counts: await counts(tx, tenant),
      missing_contents: codesOf(workContents).filter((c) => !light.has(c)),
    });
  });
}
async function counts(tx: Tx, tenant: number): Promise<Reply['counts']> {
  const count = async (query: { executeTakeFirstOrThrow(): Promise<{ n: number }> }): Promise<number> =>
    Number((await query.executeTakeFirstOrThrow()).n);
  return {
    services: await count(
      tx
        .selectFrom('service_offer')
        .select((e) => e.fn.countAll<number>().as('n'))
        .where('tenant_id', '=', tenant)
        .where('state', '=', 'open'),
    ),
    needs: await count(
      tx
        .selectFrom('need')
        .select((e) => e.fn.countAll<number>().as('n'))
        .where('tenant_id', '=', tenant)
        .where('state', 'in', [...openNeed]),
    ),
    tasks: await count(
      tx
        .selectFrom('task')
        .select((e) => e.fn.countAll<number>().as('n'))
        .where('tenant_id', '=', tenant)
        .where('state', 'in', openTasks),
    ),
  };
}
/** Orders that chose this service and still wait: they take from its capacity. */
export async function takenOf(tx: Tx, tenant: number, offers: readonly string[]): Promise<Map<string, number>> {
  if (offers.length === 0) return new Map();
  const rows = await tx
    .selectFrom('demand_order')
    .select((e) => ['offer_id', e.fn.countAll<number>().as('n')])
    .where('tenant_id', '=', tenant)
    .where('offer_id', 'in', [...offers])
    .where('state', '=', 'open')
    .groupBy('offer_id')
    .execute();
  return new Map(rows.map((r) => [r.offer_id!, Number(r.n)]));
}
