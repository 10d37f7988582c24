/** A person's own data: sessions, consents, preferences, export, who looked, closing the account (PIPL 44–47). */
import type { z } from 'zod';
import type { accounts } from '../../../contract/accounts/index.ts';
import { roles, type ConsentPurpose } from '../../../contract/codes.ts';
import { iso, isoOrNull } from '../../platform/clock.ts';
import { me, snapshot, transact, type Ctx, type Deps } from '../../platform/context.ts';
import { enterTenant, type Tx } from '../../platform/database.ts';
import { emit } from '../../platform/outbox.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { consentsOf, consentTextVersion, directory, forget, setConsent } from '../../engines/people/index.ts';
import { consentTexts } from './words.ts';

type Ok = Outcome<{ ok: true }>;
const fine = done({ ok: true as const });

export async function setPreferences(ctx: Ctx, body: z.output<typeof accounts.preferences.body>): Promise<Ok> {
  const self = me(ctx).personId;
  return transact(ctx, { persons: [self] }, async (tx) => {
    const change = {
      ...(body.locale ? { locale: body.locale } : {}),
      ...(body.elder_mode === undefined ? {} : { elder_mode: body.elder_mode }),
    };
    if (Object.keys(change).length > 0)
      await tx.updateTable('person').set(change).where('person_id', '=', self).execute();
    return fine;
  });
}

export async function listSessions(ctx: Ctx): Promise<Outcome<z.input<typeof accounts.sessions.reply>>> {
  const { personId, sessionId } = me(ctx);
  const rows = await snapshot(ctx, { persons: [personId] }, (tx) =>
    tx
      .selectFrom('session')
      .selectAll()
      .where('person_id', '=', personId)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', ctx.clock.now())
      .orderBy('session_id', 'desc')
      .limit(50)
      .execute(),
  );
  return done({
    items: rows.map((r) => ({
      id: r.session_id,
      created_at: iso(r.created_at),
      last_seen_at: iso(r.last_seen_at),
      device: r.device,
      current: r.session_id === sessionId,
    })),
  });
}

export async function revokeSession(ctx: Ctx, sessionId: string): Promise<Ok> {
  const self = me(ctx).personId;
  return transact(ctx, { persons: [self] }, async (tx) => {
    const done_ = await tx
      .updateTable('session')
      .set({ revoked_at: ctx.clock.now() })
      .where('person_id', '=', self)
      .where('session_id', '=', sessionId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    return Number(done_.numUpdatedRows) === 0 ? refuse('NOT_FOUND') : fine;
  });
}

export async function listConsents(ctx: Ctx): Promise<Outcome<z.input<typeof accounts.consents.reply>>> {
  const self = me(ctx).personId;
  const rows = await snapshot(ctx, { persons: [self] }, (tx) => consentsOf(tx, self));
  return done({
    items: rows.map(({ purpose, row }) => ({
      purpose,
      given: row?.given ?? false,
      since: isoOrNull(row?.changed_at),
      text_version: row?.text_version ?? consentTextVersion,
      text: consentTexts[purpose][ctx.locale],
    })),
  });
}

export async function changeConsent(ctx: Ctx, purpose: ConsentPurpose, given: boolean): Promise<Ok> {
  const { personId: self, tenants } = me(ctx);
  return transact(ctx, { persons: [self] }, async (tx) => {
    await setConsent(ctx, tx, { personId: self, purpose, given, by: self, manner: 'page' });
    // Matching asks only those who consent; it learns of the change in every community of the person.
    for (const { tenant } of tenants.toSorted((a, b) => a.tenant - b.tenant)) {
      await enterTenant(tx, tenant);
      await emit(ctx, tx, { tenant, kind: 'member.changed', subject: self, persons: [self] });
    }
    return fine;
  });
}

export async function whoLooked(ctx: Ctx): Promise<Outcome<z.input<typeof accounts.whoLooked.reply>>> {
  const self = me(ctx).personId;
  const rows = await snapshot(ctx, { persons: [self] }, (tx) =>
    tx
      .selectFrom('record_view')
      .selectAll()
      .where('person_id', '=', self)
      .orderBy('view_id', 'desc')
      .limit(200)
      .execute(),
  );
  const items = [];
  for (const row of rows) {
    const who = row.tenant_id ? (await directory(ctx, row.tenant_id)).get(row.viewer_id)?.name : null;
    items.push({
      at: iso(row.at),
      who: who ?? '',
      role: roles[row.role as keyof typeof roles]?.[ctx.locale] ?? row.role,
      reason: row.reason,
    });
  }
  return done({ items });
}

/** Everything held about the person, by table; sealed columns are opened. Bounded by one person's life, not by a community's size. */
export async function exportMine(ctx: Ctx): Promise<Outcome<Record<string, unknown>>> {
  const self = me(ctx).personId;
  const tenants = me(ctx).tenants.map((t) => t.tenant);
  const value = await snapshot(ctx, { persons: [self] }, async (tx) => {
    const person = await tx.selectFrom('person').selectAll().where('person_id', '=', self).executeTakeFirstOrThrow();
    const out: Record<string, unknown> = {
      exported_at: iso(ctx.clock.now()),
      person: {
        id: self,
        name: ctx.keys.open(person.name_enc),
        phone: ctx.keys.openOrNull(person.phone_enc),
        birth_year: person.birth_year,
        created_at: iso(person.created_at),
      },
      consents: await tx
        .selectFrom('consent_history')
        .select(['purpose', 'given', 'text_version', 'at', 'manner'])
        .where('person_id', '=', self)
        .orderBy('history_id')
        .execute(),
      profile:
        (await tx.selectFrom('service_profile').select('body').where('person_id', '=', self).executeTakeFirst())
          ?.body ?? null,
      proxies: await tx
        .selectFrom('proxy')
        .select(['relation', 'state', 'consent', 'asked_at'])
        .where('person_id', '=', self)
        .execute(),
      exemptions: await tx
        .selectFrom('hours_exemption')
        .select(['kind', 'from_day', 'to_day', 'declared_at', 'withdrawn_at'])
        .where('person_id', '=', self)
        .execute(),
      reached_by: await tx.selectFrom('reach').select(['channel', 'added_at']).where('person_id', '=', self).execute(),
      views: await tx
        .selectFrom('record_view')
        .select(['at', 'role', 'reason'])
        .where('person_id', '=', self)
        .execute(),
    };
    const communities: Record<string, unknown>[] = [];
    for (const tenant of tenants) {
      await enterTenant(tx, tenant);
      communities.push(await inOneCommunity(ctx, tx, tenant, self));
    }
    return { ...out, communities };
  });
  return done(JSON.parse(JSON.stringify(value)) as Record<string, unknown>);
}
async function inOneCommunity(ctx: Ctx, tx: Tx, tenant: number, self: string): Promise<Record<string, unknown>> {
  const orders = await tx
    .selectFrom('demand_order')
    .select(['receipt', 'channel', 'body', 'state', 'placed_at', 'severity'])
    .where('tenant_id', '=', tenant)
    .where('asker_id', '=', self)
    .orderBy('order_id')
    .limit(5000)
    .execute();
  const claims = await tx
    .selectFrom('claim')
    .select([
      'claim_id',
      'state',
      'accepted_at',
      'checked_in_at',
      'checked_out_at',
      'credited_minutes',
      'points_hundredths',
      'points_formula',
      'result_text',
    ])
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', self)
    .orderBy('claim_id')
    .limit(5000)
    .execute();
  const ratings = await tx
    .selectFrom('rating')
    .select(['score', 'solved', 'body', 'at'])
    .where('tenant_id', '=', tenant)
    .where('rater_id', '=', self)
    .limit(5000)
    .execute();
  const notices = await tx
    .selectFrom('notice')
    .select(['title', 'body', 'at', 'state'])
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', self)
    .limit(5000)
    .execute();
  const community = ctx.territory.get(tenant)?.name ?? String(tenant);
  const timeBank = await timeBankOf(tx, tenant, self);
  return { community, orders, services: claims, ratings, notices, time_bank: timeBank };
}

async function timeBankOf(tx: Tx, tenant: number, self: string): Promise<Record<string, unknown>> {
  const exchanges = await tx
    .selectFrom('time_order')
    .select(['title', 'body', 'state', 'starts_at', 'plan_min', 'actual_min', 'settled_min', 'requester_id'])
    .where('tenant_id', '=', tenant)
    .where((e) => e.or([e('requester_id', '=', self), e('provider_id', '=', self)]))
    .orderBy('order_id')
    .limit(5000)
    .execute();
  return {
    choices: await tx
      .selectFrom('time_passbook')
      .select(['opened_at', 'left_at', 'index_on', 'excess', 'heir'])
      .where('tenant_id', '=', tenant)
      .where('person_id', '=', self)
      .execute(),
    exchanges: exchanges.map(({ requester_id, ...x }) => ({ ...x, asked: requester_id === self })),
    gifts: await tx
      .selectFrom('time_gift')
      .select(['minutes', 'words', 'receiver', 'state', 'at'])
      .where('tenant_id', '=', tenant)
      .where('giver_id', '=', self)
      .limit(5000)
      .execute(),
    ratings: await tx
      .selectFrom('time_rating')
      .select(['score', 'body', 'at'])
      .where('tenant_id', '=', tenant)
      .where('rater_id', '=', self)
      .limit(5000)
      .execute(),
    grants: await tx
      .selectFrom('pool_grant')
      .select(['minutes', 'spent_min', 'basis', 'state', 'proposed_at'])
      .where('tenant_id', '=', tenant)
      .where('beneficiary_id', '=', self)
      .limit(5000)
      .execute(),
  };
}

/**
 * Closes the account: contacts, profile, proxies and sessions go, the name becomes 已注销. Orders and credited
 * services stay without a name, since the other party and the ledgers rest on them.
 */
export async function closeAccount(ctx: Ctx): Promise<Ok> {
  const { personId, tenants } = me(ctx);
  const outcome = await transact(ctx, { persons: [personId] }, async (tx) => {
    await erasePerson(ctx, tx, personId, ctx.clock.now());
    return fine;
  });
  for (const t of tenants) forget(ctx, t.tenant);
  return outcome;
}

/** What closing erases, once; a restore does it again for those who have left since. The transaction must have opened the person. */
export async function erasePerson(deps: Pick<Deps, 'keys'>, tx: Tx, personId: string, at: Date): Promise<void> {
  await tx
    .updateTable('person')
    .set({
      state: 'closed',
      closed_at: at,
      name_enc: deps.keys.seal('已注销'),
      phone_enc: null,
      id_number_enc: null,
      pin_enc: null,
    })
    .where('person_id', '=', personId)
    .execute();
  await tx.deleteFrom('person_lookup').where('person_id', '=', personId).execute();
  await tx.deleteFrom('credential').where('person_id', '=', personId).execute();
  await tx.deleteFrom('reach').where('person_id', '=', personId).execute();
  await tx.deleteFrom('service_profile').where('person_id', '=', personId).execute();
  await tx.deleteFrom('hours_exemption').where('person_id', '=', personId).execute();
  await tx
    .updateTable('proxy')
    .set({ state: 'ended', ended_at: at })
    .where((e) => e.or([e('person_id', '=', personId), e('proxy_person_id', '=', personId)]))
    .where('state', '<>', 'ended')
    .execute();
  await tx
    .updateTable('session')
    .set({ revoked_at: at })
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .execute();
  await tx.updateTable('role_grant').set({ valid_to: at }).where('person_id', '=', personId).execute();
  await tx.updateTable('consent').set({ given: false, changed_at: at }).where('person_id', '=', personId).execute();
  const places = await tx.selectFrom('person_tenant').select('tenant_id').where('person_id', '=', personId).execute();
  for (const { tenant_id } of places.toSorted((a, b) => a.tenant_id - b.tenant_id)) {
    await enterTenant(tx, tenant_id);
    await tx
      .updateTable('membership')
      .set({ state: 'closed', address_enc: null })
      .where('tenant_id', '=', tenant_id)
      .where('person_id', '=', personId)
      .execute();
  }
}
