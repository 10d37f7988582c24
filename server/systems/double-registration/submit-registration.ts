/** A person registers with the community of residence (DR-01, DR-06). */
import type { z } from 'zod';
import type { registration } from '../../../contract/registration/index.ts';
import { joinCommunity, setConsent } from '../../engines/people/index.ts';
import { estateOf, place } from '../../engines/places/index.ts';
import { number } from '../../engines/policy/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { addMs, civilDate, day_ms } from '../../platform/clock.ts';
import { me, transact, type Ctx } from '../../platform/context.ts';
import { brokenConstraint, enterTenant, openPersons, type Tx } from '../../platform/database.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { emit, schedule } from '../../platform/outbox.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { actOf, lifecycle } from './lifecycle.ts';
import { liveStates, needsTerm, profileComplete, residesElsewhere } from './rules.ts';
import {
  ownAllowed,
  ownCommunities,
  registrationForUpdate,
  viewRegistrations,
  type RegistrationView,
} from './store.ts';

type Body = z.output<typeof registration.submit.body>;

export async function submitRegistration(ctx: Ctx, tenant: number, body: Body): Promise<Outcome<RegistrationView>> {
  const person_id = me(ctx).personId;
  const due_d = await number(ctx, tenant, 'first_contact_d');
  try {
    return await transact(ctx, { tenant, persons: [person_id] }, async (tx) => {
      const saved = await tx
        .selectFrom('service_profile')
        .select('body')
        .where('person_id', '=', person_id)
        .executeTakeFirst();
      if (!saved || !profileComplete(saved.body as never)) return refuse('PROFILE_INCOMPLETE');
      const home = await place(ctx, tx, tenant, body.place);
      const estate = home && home.kind !== 'grid' ? await estateOf(ctx, tx, tenant, home.place_id) : null;
      if (!home || !estate || (residesElsewhere(me(ctx).tenants, tenant) && !body.moving))
        return refuse('NOT_RESIDENCE_COMMUNITY');
      if (needsTerm(body.engagement) && (body.term === null || body.term.to < body.term.from))
        return refuse('TERM_REQUIRED');
      if (await registeredAlready(ctx, tx, tenant, person_id, body.moving)) return refuse('ALREADY_REGISTERED');
      const unit =
        body.unit === null
          ? null
          : await tx
              .selectFrom('unit')
              .select('tenant_id')
              .where('tenant_id', '=', body.unit)
              .where('state', '=', 'active')
              .executeTakeFirst();
      if (unit === undefined)
        return refuse('INPUT_INVALID', { fields: [{ path: 'unit', message: fieldWords.noUnit }] });
      const address = `${home.full_name}${body.address.startsWith(home.full_name) ? body.address.slice(home.full_name.length) : body.address}`;
      const id = await write(ctx, tx, tenant, {
        body,
        estateId: estate.place_id,
        address,
        due: addMs(ctx.clock.now(), due_d * day_ms),
      });
      await keepBelonging(ctx, tx, body);
      await joinCommunity(ctx, tx, { tenant, personId: person_id, placeId: body.place, address, home: !body.moving });
      await setConsent(ctx, tx, {
        personId: person_id,
        purpose: 'service',
        given: true,
        by: person_id,
        manner: 'page',
      });
      const row = await registrationForUpdate(tx, tenant, id);
      const [view] = await viewRegistrations(ctx, tx, tenant, row ? [row] : [], ownAllowed);
      return view ? done(view) : refuse('NOT_FOUND');
    });
  } catch (error) {
    // Two submissions at once: the constraint lets one of them live.
    if (brokenConstraint(error) === 'registration_one_live') return refuse('ALREADY_REGISTERED');
    throw error;
  }
}

/** A live registration here always counts; one elsewhere counts unless the person is moving. */
async function registeredAlready(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  personId: string,
  moving: boolean,
): Promise<boolean> {
  let found = false;
  for (const other of [...new Set([...ownCommunities(ctx), tenant])].sort((a, b) => a - b)) {
    if (moving && other !== tenant) continue;
    await enterTenant(tx, other);
    const live = await tx
      .selectFrom('registration')
      .select('registration_id')
      .where('tenant_id', '=', other)
      .where('person_id', '=', personId)
      .where('state', 'in', [...liveStates])
      .limit(1)
      .executeTakeFirst();
    found ||= live !== undefined;
  }
  await enterTenant(tx, tenant);
  return found;
}

/** A returned registration is completed and sent again as the same one; otherwise a new one begins. */
async function write(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  r: { body: Body; estateId: string; address: string; due: Date },
): Promise<string> {
  const person_id = me(ctx).personId;
  const now = ctx.clock.now();
  const returned = await tx
    .selectFrom('registration')
    .select('registration_id')
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', person_id)
    .where('state', '=', 'returned')
    .orderBy('registration_id', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  const row = {
    person_id,
    place_id: r.body.place,
    estate_id: r.estateId,
    address_enc: ctx.keys.seal(r.address),
    kind: r.body.kind,
    unit_id: r.body.unit,
    engagement: r.body.engagement,
    term_from: r.body.term?.from ?? null,
    term_to: r.body.term?.to ?? null,
    state: 'submitted',
    reason: null,
    consent_version: r.body.consent_version,
    submitted_at: now,
    contact_due_at: r.due,
  };
  const registration_id = returned?.registration_id ?? ctx.ids.next();
  if (returned)
    await tx
      .updateTable('registration')
      .set(row)
      .where('tenant_id', '=', tenant)
      .where('registration_id', '=', registration_id)
      .execute();
  else
    await tx
      .insertInto('registration')
      .values({ tenant_id: tenant, registration_id, ...row })
      .execute();
  const from = returned ? 'returned' : 'draft';
  await recordAct(ctx, tx, {
    tenant,
    kind: 'registration',
    id: registration_id,
    act: actOf(lifecycle, from, 'submitted') ?? 'submitted',
    from,
    to: 'submitted',
    detail: { moving: r.body.moving },
  });
  await schedule(ctx, tx, { tenant, kind: 'registration.contact', subject: registration_id, at: r.due });
  await emit(ctx, tx, { tenant, kind: 'registration.submitted', subject: registration_id, persons: [person_id] });
  return registration_id;
}

/** Unit, post and formal branch as the person states them. The community has no act that changes them (FND-07). */
async function keepBelonging(ctx: Ctx, tx: Tx, body: Body): Promise<void> {
  if (body.unit === null) return;
  const person_id = me(ctx).personId;
  const today = civilDate(ctx.clock.now());
  await openPersons(tx, [person_id]);
  const current = await tx
    .selectFrom('unit_member')
    .select('valid_from')
    .where('person_id', '=', person_id)
    .where('unit_id', '=', body.unit)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', today)]))
    .limit(1)
    .executeTakeFirst();
  const stated = { post: body.post, formal_branch: body.formal_branch };
  if (current)
    await tx
      .updateTable('unit_member')
      .set(stated)
      .where('person_id', '=', person_id)
      .where('unit_id', '=', body.unit)
      .where('valid_from', '=', current.valid_from)
      .execute();
  else
    await tx
      .insertInto('unit_member')
      .values({
        person_id,
        unit_id: body.unit,
        ...stated,
        cadre_class: partyKinds.has(body.kind) ? 'ordinary_member' : 'non_party',
        valid_from: today,
      })
      .execute();
}
/** Kinds that are Party members; the leading-cadre flag is never the person's or the community's to set (IDN-06). */
const partyKinds: ReadonlySet<string> = new Set([
  'in_service_member',
  'retired_member',
  'community_member',
  'stationed_member',
]);
