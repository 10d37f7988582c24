/** Family proxies (代办): in force only with the helped person's recorded consent; either side may end it. */
import type { z } from 'zod';
import type { accounts } from '../../../contract/accounts/index.ts';
import { isoOrNull } from '../../platform/clock.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { createPerson, directory, findByPhone, joinCommunity } from '../../engines/people/index.ts';

type Item = z.input<typeof accounts.proxies.reply>['items'][number];
const states = ['asked', 'active', 'ended'] as const;
const stateOf = (text: string) => states.find((s) => s === text) ?? 'ended';

/** Both directions: who acts for me, and for whom I act. */
export async function listProxies(ctx: Ctx): Promise<Outcome<{ items: Item[] }>> {
  const self = me(ctx).personId;
  return snapshot(ctx, { persons: [self] }, async (tx) => {
    const rows = await tx
      .selectFrom('proxy')
      .selectAll()
      .where((e) => e.or([e('person_id', '=', self), e('proxy_person_id', '=', self)]))
      .where('state', '<>', 'ended')
      .orderBy('proxy_id')
      .execute();
    const others = [...new Set(rows.flatMap((r) => [r.person_id, r.proxy_person_id]))];
    if (others.length > 0) await openPersons(tx, [self, ...others]);
    const names =
      others.length === 0
        ? []
        : await tx.selectFrom('person').select(['person_id', 'name_enc']).where('person_id', 'in', others).execute();
    const nameOf = (id: string) => ctx.keys.openOrNull(names.find((n) => n.person_id === id)?.name_enc ?? null) ?? '';
    return done({
      items: rows.map((r) => {
        const mine = r.person_id === self;
        return {
          id: r.proxy_id,
          direction: mine ? ('acts_for_me' as const) : ('i_act_for' as const),
          person: mine ? r.proxy_person_id : r.state === 'active' ? r.person_id : null,
          name: nameOf(mine ? r.proxy_person_id : r.person_id),
          relation: r.relation,
          state: stateOf(r.state),
          consent: r.consent,
          since: isoOrNull(r.active_at),
        };
      }),
    });
  });
}

/** Asks to act for a relative. The answer does not tell whether the number is known. */
export async function askProxy(
  ctx: Ctx,
  body: z.output<typeof accounts.askProxy.body>,
): Promise<Outcome<{ id: string; state: 'asked' }>> {
  const self = me(ctx).personId;
  return transact(ctx, { persons: [self] }, async (tx) => {
    const known = await findByPhone(ctx, tx, body.principal_phone);
    const principal =
      (await namedAmong(ctx, tx, known, body.principal_name)) ??
      (await createPerson(ctx, tx, { name: body.principal_name, phone: body.principal_phone }, [self]));
    if (principal === self) return refuse('SELF_DEALING');
    await openPersons(tx, [self, principal]);
    const proxy_id = ctx.ids.next();
    await tx
      .insertInto('proxy')
      .values({
        person_id: principal,
        proxy_id,
        proxy_person_id: self,
        relation: body.relation,
        state: 'asked',
        asked_at: ctx.clock.now(),
      })
      .execute();
    return done({ id: proxy_id, state: 'asked' });
  });
}
async function namedAmong(ctx: Ctx, tx: Tx, ids: readonly string[], name: string): Promise<string | null> {
  if (ids.length === 0) return null;
  await openPersons(tx, ids);
  const rows = await tx
    .selectFrom('person')
    .select(['person_id', 'name_enc'])
    .where('person_id', 'in', [...ids])
    .execute();
  return rows.find((r) => ctx.keys.open(r.name_enc) === name.normalize('NFKC').trim())?.person_id ?? null;
}

/** The helped person agrees or refuses; both may end it at any time. */
export async function decideProxy(
  ctx: Ctx,
  proxyId: string,
  decision: 'agree' | 'refuse' | 'end',
): Promise<Outcome<{ ok: true }>> {
  const self = me(ctx).personId;
  return transact(ctx, { persons: [self] }, async (tx) => {
    const row = await tx
      .selectFrom('proxy')
      .selectAll()
      .where('proxy_id', '=', proxyId)
      .where((e) => e.or([e('person_id', '=', self), e('proxy_person_id', '=', self)]))
      .executeTakeFirst();
    if (!row) return refuse('NOT_FOUND');
    const helped = row.person_id === self;
    if (decision !== 'end' && !helped) return refuse('FORBIDDEN');
    if (row.state === 'ended' || (decision !== 'end' && row.state !== 'asked')) return refuse('ILLEGAL_TRANSITION');
    const now = ctx.clock.now();
    const change =
      decision === 'agree'
        ? { state: 'active', consent: 'page', active_at: now, recorded_by: self }
        : { state: 'ended', ended_at: now };
    await openPersons(tx, [self, row.person_id]);
    await tx
      .updateTable('proxy')
      .set(change)
      .where('person_id', '=', row.person_id)
      .where('proxy_id', '=', proxyId)
      .execute();
    return done({ ok: true });
  });
}

/** Staff record a spoken or written consent of a resident of their community. */
export async function recordProxyConsent(
  ctx: Ctx,
  tenant: number,
  body: z.output<typeof accounts.recordProxyConsent.body>,
): Promise<Outcome<{ id: string }>> {
  const principal = (await directory(ctx, tenant)).get(body.principal);
  if (!principal) return refuse('NOT_FOUND');
  return transact(ctx, { tenant, persons: [principal.id] }, async (tx) => {
    const known = await findByPhone(ctx, tx, body.proxy_phone);
    let proxy = await namedAmong(ctx, tx, known, body.proxy_name);
    if (!proxy) {
      proxy = await createPerson(ctx, tx, { name: body.proxy_name, phone: body.proxy_phone });
      await joinCommunity(ctx, tx, { tenant, personId: proxy, placeId: null, resident: false });
    }
    if (proxy === principal.id) return refuse('SELF_DEALING');
    await openPersons(tx, [principal.id]);
    const proxy_id = ctx.ids.next();
    const now = ctx.clock.now();
    await tx
      .insertInto('proxy')
      .values({
        person_id: principal.id,
        proxy_id,
        proxy_person_id: proxy,
        relation: body.relation,
        state: 'active',
        consent: body.consent,
        note: body.note,
        recorded_by: me(ctx).personId,
        asked_at: now,
        active_at: now,
      })
      .execute();
    return done({ id: proxy_id });
  });
}
