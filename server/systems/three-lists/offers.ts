/** Items of the service list, and tasks proposed from needs and services (LST-01, LST-03, DSP-10). */
import type { z } from 'zod';
import type { tasks } from '../../../contract/tasks/index.ts';
import { needsOf } from '../../engines/demand/index.ts';
import { number } from '../../engines/policy/index.ts';
import { record, recordAct } from '../../engines/record/index.ts';
import { runsLoop } from '../../engines/work/index.ts';
import { addMs, day_ms } from '../../platform/clock.ts';
import { grantFor, me, snapshot, transact, type Ctx, type Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { schedule, unschedule, type Event } from '../../platform/outbox.ts';

type Body = z.output<typeof tasks.saveOffer.body>;
/** Who belongs to the community may offer a service in it; others have no list here. */
const belongs = (ctx: Ctx, tenant: number): boolean =>
  me(ctx).tenants.some((t) => t.tenant === tenant) ||
  grantFor(ctx, tenant, [
    'community_secretary',
    'community_worker',
    'property_manager',
    'unit_liaison',
    'unit_secretary',
  ]) !== null;

export async function saveOffer(ctx: Ctx, tenant: number, body: Body): Promise<Outcome<{ id: string }>> {
  if (!belongs(ctx, tenant)) return refuse('FORBIDDEN');
  return transact(ctx, { tenant }, async (tx) => {
    const offer_id = ctx.ids.next();
    await tx
      .insertInto('service_offer')
      .values({
        tenant_id: tenant,
        offer_id,
        ...body,
        provider_id: me(ctx).personId,
        provider_words: runsLoop(ctx, tenant) ? (ctx.territory.get(tenant)?.name ?? '') : '',
        state: 'open',
        created_at: ctx.clock.now(),
      })
      .execute();
    await recordAct(ctx, tx, { tenant, kind: 'offer', id: offer_id, act: 'created', to: 'open' });
    await watch(ctx, tx, tenant, offer_id);
    return done({ id: offer_id });
  });
}
const watch = async (deps: Deps, tx: Tx, tenant: number, id: string): Promise<void> =>
  schedule(deps, tx, {
    tenant,
    kind: 'offer.idle',
    subject: id,
    at: addMs(deps.clock.now(), (await number(deps, tenant, 'offer_pause_d')) * day_ms),
  });

/** The item, locked, for its provider and the staff; nobody else learns that it is there. */
async function ownOffer(ctx: Ctx, tx: Tx, tenant: number, id: string) {
  const offer = await tx
    .selectFrom('service_offer')
    .select(['state', 'provider_id'])
    .where('tenant_id', '=', tenant)
    .where('offer_id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return offer && mayChangeOffer(ctx, tenant, offer.provider_id) ? offer : null;
}
export const mayChangeOffer = (ctx: Ctx, tenant: number, provider: string | null): boolean =>
  ctx.actor !== null && (provider === ctx.actor.personId || runsLoop(ctx, tenant));

/** New words for what is offered (LST-01). Who chose it before sees the new words too; what is closed stays as it was. */
export async function editOffer(ctx: Ctx, tenant: number, id: string, body: Body): Promise<Outcome<{ ok: true }>> {
  return transact(ctx, { tenant }, async (tx): Promise<Outcome<{ ok: true }>> => {
    const offer = await ownOffer(ctx, tx, tenant, id);
    if (!offer) return refuse('NOT_FOUND');
    if (offer.state === 'closed') return refuse('ILLEGAL_TRANSITION');
    await tx
      .updateTable('service_offer')
      .set({ ...body })
      .where('tenant_id', '=', tenant)
      .where('offer_id', '=', id)
      .execute();
    await recordAct(ctx, tx, { tenant, kind: 'offer', id, act: 'changed', from: offer.state, to: offer.state });
    return done({ ok: true });
  });
}

/** Open, pause, close: by the provider or by staff. What is closed stays closed. */
export async function setOffer(
  ctx: Ctx,
  tenant: number,
  id: string,
  state: 'open' | 'paused' | 'closed',
): Promise<Outcome<{ ok: true }>> {
  return transact(ctx, { tenant }, async (tx): Promise<Outcome<{ ok: true }>> => {
    const offer = await ownOffer(ctx, tx, tenant, id);
    if (!offer) return refuse('NOT_FOUND');
    if (offer.state === 'closed' || offer.state === state) return refuse('ILLEGAL_TRANSITION');
    await tx
      .updateTable('service_offer')
      .set({ state })
      .where('tenant_id', '=', tenant)
      .where('offer_id', '=', id)
      .execute();
    await recordAct(ctx, tx, {
      tenant,
      kind: 'offer',
      id,
      act: state === 'open' ? 'reopened' : state === 'paused' ? 'suspended' : 'closed',
      from: offer.state,
      to: state,
    });
    if (state === 'open') await watch(ctx, tx, tenant, id);
    else await unschedule(ctx, tx, { tenant, kind: 'offer.idle', subject: id });
    return done({ ok: true });
  });
}
/** A service that nobody chose for the whole period pauses by itself, so that the list tells what there is (LST-01). */
export async function onIdle(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const tenant = event.tenant;
  const offer = await tx
    .selectFrom('service_offer')
    .select('state')
    .where('tenant_id', '=', tenant)
    .where('offer_id', '=', event.subject)
    .forUpdate()
    .executeTakeFirst();
  if (!offer || offer.state !== 'open') return;
  const since = addMs(deps.clock.now(), -(await number(deps, tenant, 'offer_pause_d')) * day_ms);
  const chosen = await tx
    .selectFrom('demand_order')
    .select('order_id')
    .where('tenant_id', '=', tenant)
    .where('offer_id', '=', event.subject)
    .where('placed_at', '>', since)
    .limit(1)
    .executeTakeFirst();
  if (chosen) return watch(deps, tx, tenant, event.subject);
  await tx
    .updateTable('service_offer')
    .set({ state: 'paused' })
    .where('tenant_id', '=', tenant)
    .where('offer_id', '=', event.subject)
    .execute();
  await record(deps, tx, {
    tenant,
    kind: 'offer',
    id: event.subject,
    actor: null,
    role: 'system',
    act: 'suspended',
    from: 'open',
    to: 'paused',
  });
}

type Proposals = z.input<typeof tasks.proposals.reply>;
/** Words of two or more characters that a need and a service share. */
function shared(
  need: string,
  tag: string | null,
  offer: { title: string; skills: readonly string[]; description: string },
): string[] {
  const hits = new Set(offer.skills.filter((s) => need.includes(s) || tag === s));
  const text = offer.title + offer.description;
  for (const run of need.match(/\p{Script=Han}+/gu) ?? [])
    for (let i = 0; i + 1 < run.length && hits.size < 6; i += 1)
      if (offer.title.includes(run.slice(i, i + 2)) && !common.has(run.slice(i, i + 2))) hits.add(run.slice(i, i + 2));
  if (tag && text.includes(tag)) hits.add(tag);
  return [...hits];
}
/** Pairs of characters that say nothing about the matter. */
const common = new Set([
  '社区',
  '小区',
  '居民',
  '希望',
  '需要',
  '帮忙',
  '请人',
  '我们',
  '老人',
  '服务',
  '想请',
  '一下',
]);

/** Open needs that volunteers can help with, joined with open services; the most in common first. */
export async function proposeTasks(ctx: Ctx, tenant: number): Promise<Outcome<Proposals>> {
  return snapshot(ctx, { tenant }, async (tx) => {
    const offers = await tx
      .selectFrom('service_offer')
      .select(['offer_id', 'title', 'skills', 'description'])
      .where('tenant_id', '=', tenant)
      .where('state', '=', 'open')
      .orderBy('offer_id')
      .limit(300)
      .execute();
    const open = await tx
      .selectFrom('need')
      .select('need_id')
      .where('tenant_id', '=', tenant)
      .where('state', '=', 'accepted')
      .where('boundary', 'in', ['community', 'volunteer'])
      .where((e) =>
        e.not(
          e.exists(
            e
              .selectFrom('task_need')
              .innerJoin('task', (j) =>
                j.onRef('task.tenant_id', '=', 'task_need.tenant_id').onRef('task.task_id', '=', 'task_need.task_id'),
              )
              .select('task.task_id')
              .where('task_need.tenant_id', '=', tenant)
              .whereRef('task_need.need_id', '=', 'need.need_id')
              .where('task.state', 'in', ['draft', 'published', 'filled', 'in_progress']),
          ),
        ),
      )
      .orderBy('queue_at')
      .limit(200)
      .execute();
    const items: Proposals['items'] = [];
    for (const need of await needsOf(
      tx,
      tenant,
      open.map((n) => n.need_id),
    )) {
      const found = offers
        .map((o) => ({ offer: o, words: shared(need.text, need.tag, o) }))
        .filter((f) => f.words.length > 0)
        .toSorted((a, b) => b.words.length - a.words.length)
        .slice(0, 3);
      for (const f of found)
        items.push({
          need: need.id,
          need_text: need.text,
          offer: f.offer.offer_id,
          offer_title: f.offer.title,
          shared: f.words,
        });
    }
    return done({ items: items.slice(0, 200) });
  });
}
