/** Reading and acknowledging notices; the list of calls; the delivery board. */
import type { z } from 'zod';
import { noticeChannels, noticeStates, wayStates, type notices } from '../../../contract/notices/index.ts';
import { addMs, day_ms, iso } from '../../platform/clock.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { enterTenant, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { schedule } from '../../platform/outbox.ts';
import { directory } from '../people/index.ts';
import { wordsIn, type Worded } from './words.ts';

const pageSize = 100;
export async function readInbox(ctx: Ctx): Promise<Outcome<z.input<typeof notices.inbox.reply>>> {
  const { personId, tenants, grants } = me(ctx);
  const where = [...new Set([...tenants.map((t) => t.tenant), ...grants.map((g) => g.tenant)])].toSorted(
    (a, b) => a - b,
  );
  return snapshot(ctx, { persons: [personId] }, async (tx) => {
    const items = [];
    for (const tenant of where) {
      await enterTenant(tx, tenant);
      const rows = await tx
        .selectFrom('notice')
        .selectAll()
        .where('tenant_id', '=', tenant)
        .where('person_id', '=', personId)
        .orderBy('notice_id', 'desc')
        .limit(pageSize)
        .execute();
      items.push(
        ...rows.map((r) => ({
          id: r.notice_id,
          tenant,
          kind: r.kind,
          title: wordsIn(ctx.locale, r).title,
          text: wordsIn(ctx.locale, r).body,
          at: iso(r.at),
          seen: r.seen_at !== null,
          link: r.link,
        })),
      );
    }
    items.sort((a, b) => b.at.localeCompare(a.at) || b.id.localeCompare(a.id));
    return done({ unread: items.filter((i) => !i.seen).length, items: items.slice(0, pageSize) });
  });
}

export async function markSeen(ctx: Ctx, ids: readonly string[]): Promise<Outcome<{ ok: true }>> {
  const { personId, tenants, grants } = me(ctx);
  if (ids.length === 0) return done({ ok: true });
  const where = [...new Set([...tenants.map((t) => t.tenant), ...grants.map((g) => g.tenant)])].toSorted(
    (a, b) => a - b,
  );
  return transact(ctx, { persons: [personId] }, async (tx) => {
    for (const tenant of where) {
      await enterTenant(tx, tenant);
      await tx
        .updateTable('notice')
        .set((e) => {
          // Whoever was called is not called again for having looked later.
          const open = e('state', 'in', ['queued', 'sent', 'needs_call']);
          const now = ctx.clock.now();
          return {
            seen_at: now,
            state: e.case().when(open).then('seen').else(e.ref('state')).end(),
            state_at: e.case().when(open).then(now).else(e.ref('state_at')).end(),
          };
        })
        .where('tenant_id', '=', tenant)
        .where('person_id', '=', personId)
        .where('notice_id', 'in', [...ids])
        .where('seen_at', 'is', null)
        .execute();
    }
    return done({ ok: true });
  });
}

function spoken(ctx: Ctx, notice: Worded): string {
  const { title, body } = wordsIn(ctx.locale, notice);
  return title + (ctx.locale === 'zh' ? '：' : ': ') + body;
}
/** People that nothing else reached, oldest first (at the end of the chain stands a person who calls). */
export async function listCalls(ctx: Ctx, tenant: number): Promise<Outcome<z.input<typeof notices.calls.reply>>> {
  const people = await directory(ctx, tenant);
  const rows = await snapshot(ctx, { tenant }, (tx) =>
    tx
      .selectFrom('notice')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('state', '=', 'needs_call')
      .where('not_before', '<=', ctx.clock.now())
      .orderBy('notice_id')
      .limit(200)
      .execute(),
  );
  return done({
    items: rows.map((r) => ({
      id: r.notice_id,
      person: people.show(ctx, r.person_id),
      text: spoken(ctx, r),
      since: iso(r.at),
      attempts: r.attempts,
      link: r.link,
    })),
  });
}

const maxCalls = 3;
/** Records a call. Nobody reached: the person comes back on the list tomorrow, three times at most. */
export async function recordCall(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: z.output<typeof notices.called.body>,
): Promise<Outcome<{ ok: true }>> {
  return transact(ctx, { tenant }, async (tx) => {
    const row = await tx
      .selectFrom('notice')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('notice_id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return refuse('NOT_FOUND');
    if (row.state !== 'needs_call') return refuse('ILLEGAL_TRANSITION');
    const attempts = row.attempts + 1;
    const again = body.outcome === 'no_answer' && attempts < maxCalls;
    await tx
      .updateTable('notice')
      .set({
        attempts,
        call_outcome: body.outcome,
        called_by: me(ctx).personId,
        state: again ? 'sent' : 'called',
        state_at: ctx.clock.now(),
        channel: 'call',
      })
      .where('tenant_id', '=', tenant)
      .where('notice_id', '=', id)
      .execute();
    if (again)
      await schedule(ctx, tx, { tenant, kind: 'notice.call', subject: id, at: addMs(ctx.clock.now(), day_ms) });
    return done({ ok: true });
  });
}

/**
 * How far each of the newest notices has come, by which ways and when (LST-04). Staff see the state and the title,
 * never the words: those are between the community and the person.
 */
export async function listDeliveries(
  ctx: Ctx,
  tenant: number,
): Promise<Outcome<z.input<typeof notices.deliveries.reply>>> {
  const people = await directory(ctx, tenant);
  const { rows, ways } = await snapshot(ctx, { tenant }, async (tx) => {
    const rows = await tx
      .selectFrom('notice')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .orderBy('notice_id', 'desc')
      .limit(200)
      .execute();
    return { rows, ways: await waysOf(tx, tenant, rows) };
  });
  return done({
    items: rows.map((r) => ({
      id: r.notice_id,
      person: people.show(ctx, r.person_id),
      title: wordsIn(ctx.locale, r).title,
      at: iso(r.at),
      state: codeIn(noticeStates, r.state),
      since: iso(r.state_at),
      channel: codeIn(noticeChannels, r.channel),
      ways: ways.get(r.notice_id) ?? [],
      why: r.why,
    })),
  });
}
type Way = z.input<typeof notices.deliveries.reply>['items'][number]['ways'][number];
/** What the gateways were asked, in the order in which they were. */
async function waysOf(
  tx: Tx,
  tenant: number,
  of: readonly { readonly notice_id: string }[],
): Promise<ReadonlyMap<string, Way[]>> {
  const ways = new Map<string, Way[]>(of.map((n) => [n.notice_id, []]));
  if (of.length === 0) return ways;
  const rows = await tx
    .selectFrom('delivery')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('notice_id', 'in', [...ways.keys()])
    .orderBy('at')
    // A refusal hands on within the same instant; the list of channels stands in the order of the chain.
    .orderBy((e) => e.fn<number>('array_position', [e.val([...noticeChannels]), 'channel']))
    .execute();
  for (const d of rows)
    ways.get(d.notice_id)?.push({
      channel: codeIn(noticeChannels, d.channel),
      state: codeIn(wayStates, d.state),
      // While it waits, the time of the next attempt.
      at: iso(d.ended_at ?? (d.state === 'waiting' ? d.due_at : d.at)),
      attempts: d.attempts,
      maybe_twice: d.maybe_twice,
      why: d.why,
    });
  return ways;
}
/** The database holds these codes alone. */
function codeIn<const T extends string>(codes: readonly T[], code: string): T {
  const known = codes.find((c) => c === code);
  if (known === undefined) throw new Error(`${code} is none of ${codes.join(', ')}`);
  return known;
}
