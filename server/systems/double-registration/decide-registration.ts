/** The community accepts or returns a registration; acceptance places in the branch and files with the unit (DR-01, DR-03, REO-01). */
import { forget, joinCommunity } from '../../engines/people/index.ts';
import { contactOf } from '../../engines/places/index.ts';
import { notify, notifyStaff } from '../../engines/notice/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { snapshot, transact, type Ctx } from '../../platform/context.ts';
import { enterTenant, openPersons, type Tx } from '../../platform/database.ts';
import { emit, unschedule } from '../../platform/outbox.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { placeInBranch } from './branches.ts';
import { actOf, lifecycle, type RegistrationState } from './lifecycle.ts';
import {
  namesOf,
  registrationForUpdate,
  staffAllowed,
  viewRegistrations,
  type RegistrationRow,
  type RegistrationView,
} from './store.ts';

export async function decideRegistration(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { decision: 'accept' | 'return'; reason: string },
): Promise<Outcome<RegistrationView>> {
  const seen = await snapshot(ctx, { tenant }, (tx) =>
    tx
      .selectFrom('registration')
      .select(['person_id', 'unit_id'])
      .where('tenant_id', '=', tenant)
      .where('registration_id', '=', id)
      .executeTakeFirst(),
  );
  if (!seen) return refuse('NOT_FOUND');
  if (body.decision === 'return' && body.reason.trim() === '') return refuse('REASON_REQUIRED');
  const outcome = await transact<RegistrationView>(ctx, { tenant, persons: [seen.person_id] }, async (tx) => {
    const to = body.decision === 'accept' ? 'accepted' : 'returned';
    const decided =
      to === 'accepted' ? await accept(ctx, tx, tenant, id, seen) : await giveBack(ctx, tx, tenant, id, body.reason);
    if (!decided.ok) return decided;
    await enterTenant(tx, tenant);
    const row = await registrationForUpdate(tx, tenant, id);
    const [view] = row ? await viewRegistrations(ctx, tx, tenant, [row], staffAllowed) : [];
    return view ? done(view) : refuse('NOT_FOUND');
  });
  // Once more after the commit: a reader in between may have kept the directory of before.
  if (outcome.ok) forget(ctx, tenant);
  return outcome;
}

/** Writes the next state with its history row. */
async function move(
  ctx: Ctx,
  tx: Tx,
  row: RegistrationRow,
  to: RegistrationState,
  more: Record<string, unknown>,
  reason: string | null,
): Promise<void> {
  const from = row.state as RegistrationState;
  await tx
    .updateTable('registration')
    .set({ state: to, ...more })
    .where('tenant_id', '=', row.tenant_id)
    .where('registration_id', '=', row.registration_id)
    .execute();
  await recordAct(ctx, tx, {
    tenant: row.tenant_id,
    kind: 'registration',
    id: row.registration_id,
    act: actOf(lifecycle, from, to) ?? to,
    from,
    to,
    reason,
  });
  await emit(ctx, tx, {
    tenant: row.tenant_id,
    kind: `registration.${to}`,
    subject: row.registration_id,
    persons: [row.person_id],
  });
}

async function giveBack(ctx: Ctx, tx: Tx, tenant: number, id: string, reason: string): Promise<Outcome<null>> {
  const row = await registrationForUpdate(tx, tenant, id);
  if (!row) return refuse('NOT_FOUND');
  if (!actOf(lifecycle, row.state as RegistrationState, 'returned')) return refuse('ILLEGAL_TRANSITION');
  await move(ctx, tx, row, 'returned', { reason }, reason);
  await notify(ctx, tx, {
    tenant,
    persons: [row.person_id],
    kind: 'M-01.returned',
    params: { reason },
    link: '/m/registration',
  });
  return done(null);
}

/** The unit, an earlier community and this one are touched in one transaction, in id order. */
async function accept(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  id: string,
  seen: { person_id: string; unit_id: number | null },
): Promise<Outcome<null>> {
  const name = (await namesOf(ctx, tx, [seen.person_id])).get(seen.person_id)?.name ?? '';
  const former = (
    await tx
      .selectFrom('person_tenant')
      .select('tenant_id')
      .where('person_id', '=', seen.person_id)
      .where('tenant_id', '<>', tenant)
      .where('member', '=', true)
      .execute()
  ).map((r) => r.tenant_id);
  const steps: { tenant: number; run: () => Promise<Outcome<null>> }[] = [
    { tenant, run: () => acceptHere(ctx, tx, tenant, id) },
    ...former.map((other) => ({ tenant: other, run: () => leave(ctx, tx, other, tenant, seen.person_id) })),
    ...(seen.unit_id === null
      ? []
      : [
          {
            tenant: seen.unit_id,
            run: () =>
              file(ctx, tx, seen.unit_id ?? 0, { community: tenant, registration: id, person: seen.person_id, name }),
          },
        ]),
  ];
  for (const step of steps.toSorted((a, b) => a.tenant - b.tenant)) {
    await enterTenant(tx, step.tenant);
    await openPersons(tx, [seen.person_id]);
    const outcome = await step.run();
    if (!outcome.ok) return outcome;
  }
  return done(null);
}

async function acceptHere(ctx: Ctx, tx: Tx, tenant: number, id: string): Promise<Outcome<null>> {
  const row = await registrationForUpdate(tx, tenant, id);
  if (!row) return refuse('NOT_FOUND');
  if (!actOf(lifecycle, row.state as RegistrationState, 'accepted')) return refuse('ILLEGAL_TRANSITION');
  const now = ctx.clock.now();
  await move(
    ctx,
    tx,
    row,
    'accepted',
    { accepted_at: now, reason: null, ...(row.unit_id === null ? {} : { filing_sent_at: now }) },
    null,
  );
  await joinCommunity(ctx, tx, { tenant, personId: row.person_id, placeId: row.place_id, member: true });
  await tx
    .updateTable('person_tenant')
    .set({ home: true })
    .where('person_id', '=', row.person_id)
    .where('tenant_id', '=', tenant)
    .execute();
  const branch = await placeInBranch(ctx, tx, tenant, row.person_id, row.estate_id);
  const contact = await contactOf(ctx, tx, tenant, row.place_id);
  const contactName = contact ? ((await namesOf(ctx, tx, [contact.personId])).get(contact.personId)?.name ?? '') : '';
  await openPersons(tx, [row.person_id]);
  await notify(ctx, tx, {
    tenant,
    persons: [row.person_id],
    kind: 'M-01.accepted',
    params: { community: ctx.territory.get(tenant)?.name ?? '', branch, contact: contactName },
    link: '/m/registration',
  });
  await emit(ctx, tx, { tenant, kind: 'member.changed', subject: row.person_id, persons: [row.person_id] });
  return done(null);
}

/** The platform files with the unit; the member types nothing again (DR-03). */
async function file(
  ctx: Ctx,
  tx: Tx,
  unit: number,
  f: { community: number; registration: string; person: string; name: string },
): Promise<Outcome<null>> {
  const filing_id = ctx.ids.next();
  await tx
    .insertInto('filing')
    .values({
      tenant_id: unit,
      filing_id,
      registration_id: f.registration,
      community_id: f.community,
      person_id: f.person,
      sent_at: ctx.clock.now(),
    })
    .onConflict((o) => o.columns(['tenant_id', 'registration_id']).doNothing())
    .execute();
  await recordAct(ctx, tx, { tenant: unit, kind: 'filing', id: filing_id, act: 'filing_sent', to: 'sent' });
  await notifyStaff(ctx, tx, {
    tenant: unit,
    roles: ['unit_secretary', 'unit_liaison'],
    kind: 'M-02.filing',
    params: { name: f.name, community: ctx.territory.get(f.community)?.name ?? '' },
    link: '/desk/unit/filings',
  });
  return done(null);
}

/** The earlier registration ends as moved; hours, points and time stay where they were earned (DR-06). */
async function leave(ctx: Ctx, tx: Tx, former: number, to: number, personId: string): Promise<Outcome<null>> {
  const rows = await tx
    .selectFrom('registration')
    .selectAll()
    .where('tenant_id', '=', former)
    .where('person_id', '=', personId)
    .where('state', 'in', ['accepted', 'filed', 'active', 'suspended'])
    .forUpdate()
    .execute();
  for (const row of rows)
    await move(ctx, tx, row, 'moved', { closed_at: ctx.clock.now() }, `迁入${ctx.territory.get(to)?.name ?? ''}`);
  await tx
    .updateTable('membership')
    .set({ member: false, state: 'moved' })
    .where('tenant_id', '=', former)
    .where('person_id', '=', personId)
    .execute();
  await tx
    .updateTable('person_tenant')
    .set({ home: false, member: false, resident: false })
    .where('person_id', '=', personId)
    .where('tenant_id', '=', former)
    .execute();
  await emit(ctx, tx, { tenant: former, kind: 'member.changed', subject: personId, persons: [personId] });
  return done(null);
}

/** DR-05: the first contact is on record; a filed registration becomes active with it. */
export async function recordContact(
  ctx: Ctx,
  tenant: number,
  id: string,
  by: 'call' | 'visit' | 'message',
): Promise<Outcome<{ ok: true }>> {
  return transact(ctx, { tenant }, async (tx) => {
    const row = await registrationForUpdate(tx, tenant, id);
    if (!row) return refuse('NOT_FOUND');
    if (row.contacted_at !== null) return done({ ok: true });
    await tx
      .updateTable('registration')
      .set({ contacted_at: ctx.clock.now() })
      .where('tenant_id', '=', tenant)
      .where('registration_id', '=', id)
      .execute();
    await recordAct(ctx, tx, { tenant, kind: 'registration', id, act: 'contacted', detail: { by } });
    await unschedule(ctx, tx, { tenant, kind: 'registration.contact', subject: id });
    // Someone without a unit has nothing to file; everyone else waits for the unit's acknowledgement.
    if (row.state === 'filed' || (row.state === 'accepted' && row.unit_id === null))
      await move(ctx, tx, row, 'active', {}, null);
    return done({ ok: true });
  });
}

/** The unit acknowledges: filed, and active when the community has already made contact (DR-03). */
export async function acknowledgeFiling(ctx: Ctx, unit: number, filingId: string): Promise<Outcome<{ ok: true }>> {
  const seen = await snapshot(ctx, { tenant: unit }, (tx) =>
    tx
      .selectFrom('filing')
      .select(['community_id', 'registration_id'])
      .where('tenant_id', '=', unit)
      .where('filing_id', '=', filingId)
      .executeTakeFirst(),
  );
  if (!seen) return refuse('NOT_FOUND');
  const now = ctx.clock.now();
  const inUnit = async (tx: Tx): Promise<Outcome<null>> => {
    const filing = await tx
      .selectFrom('filing')
      .selectAll()
      .where('tenant_id', '=', unit)
      .where('filing_id', '=', filingId)
      .forUpdate()
      .executeTakeFirst();
    if (!filing) return refuse('NOT_FOUND');
    if (filing.acknowledged_at !== null) return refuse('ILLEGAL_TRANSITION');
    await tx
      .updateTable('filing')
      .set({ acknowledged_at: now, acknowledged_by: ctx.actor?.personId ?? null })
      .where('tenant_id', '=', unit)
      .where('filing_id', '=', filingId)
      .execute();
    await recordAct(ctx, tx, {
      tenant: unit,
      kind: 'filing',
      id: filingId,
      act: 'filed',
      from: 'sent',
      to: 'acknowledged',
    });
    return done(null);
  };
  const inCommunity = async (tx: Tx): Promise<Outcome<null>> => {
    const row = await registrationForUpdate(tx, seen.community_id, seen.registration_id);
    // The person may have moved on meanwhile; the filing is acknowledged all the same.
    if (!row || row.state !== 'accepted') return done(null);
    await move(ctx, tx, row, 'filed', { filed_at: now }, null);
    if (row.contacted_at !== null) await move(ctx, tx, { ...row, state: 'filed' }, 'active', {}, null);
    return done(null);
  };
  return transact(ctx, { tenant: unit }, async (tx) => {
    const steps = [
      { tenant: unit, run: inUnit },
      { tenant: seen.community_id, run: inCommunity },
    ];
    for (const step of steps.toSorted((a, b) => a.tenant - b.tenant)) {
      await enterTenant(tx, step.tenant);
      const outcome = await step.run(tx);
      if (!outcome.ok) return outcome;
    }
    return done({ ok: true });
  });
}
