/** The person's side: what a certificate would say, asking for it, taking the request back. */
import type { z } from 'zod';
import type { certificates } from '../../../contract/certificates/index.ts';
import { maskName } from '../../engines/people/index.ts';
import { number } from '../../engines/policy/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { certifiedServices } from '../../engines/review/index.ts';
import { addMs, civilDate, day_ms, startOfDay } from '../../platform/clock.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { enterTenant, type Tx } from '../../platform/database.ts';
import { emit, schedule, unschedule } from '../../platform/outbox.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { badIdentity, badSpan, plainNumber } from './rules.ts';
import { byContent, minutesOf } from './snapshot.ts';
import { certificateForUpdate, move, today, viewOf } from './store.ts';

type View = z.input<typeof certificates.request.reply>;
/** The end of the publicity, as a due row. */
export const publicityDue = 'certificate.publicity_over';

/** A person without an issued certificate here is put up publicly first. */
async function isFirst(tx: Tx, tenant: number, personId: string): Promise<boolean> {
  const earlier = await tx
    .selectFrom('certificate')
    .select('certificate_id')
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', personId)
    .where('state', 'in', ['issued', 'revoked'])
    .limit(1)
    .executeTakeFirst();
  return earlier === undefined;
}

export async function previewCertificate(
  ctx: Ctx,
  tenant: number,
  span: { from: string; to: string },
): Promise<Outcome<z.input<typeof certificates.preview.reply>>> {
  const bad = badSpan(span.from, span.to, today(ctx));
  if (bad) return bad;
  const self = me(ctx).personId;
  const publicity_d = await number(ctx, tenant, 'certificate_publicity_d');
  return snapshot(ctx, { tenant, persons: [self] }, async (tx) => {
    const services = await certifiedServices(tx, tenant, self, span.from, span.to);
    return done({
      services: services.length,
      minutes: minutesOf(services),
      by_content: byContent(services),
      first: await isFirst(tx, tenant, self),
      publicity_d,
    });
  });
}

/**
 * Asks for a certificate. The first of a person is put up for at least seven whole days with a masked name
 * (`certificate_publicity_d`); later ones go to the handling person at once.
 */
export async function requestCertificate(
  ctx: Ctx,
  tenant: number,
  body: z.output<typeof certificates.request.body>,
): Promise<Outcome<View>> {
  const bad = badSpan(body.from, body.to, today(ctx));
  if (bad) return bad;
  const identity_number = plainNumber(body.identity_number);
  const badNumber = badIdentity(body.identity_type, identity_number);
  if (badNumber) return badNumber;
  if (!body.agreed) return refuse('CONSENT_MISSING');
  const self = me(ctx).personId;
  const publicity_d = await number(ctx, tenant, 'certificate_publicity_d');
  return transact<View>(ctx, { tenant, persons: [self] }, async (tx) => {
    const services = await certifiedServices(tx, tenant, self, body.from, body.to);
    if (services.length === 0) return refuse('NOTHING_TO_CERTIFY');
    const person = await tx
      .selectFrom('person')
      .select('name_enc')
      .where('person_id', '=', self)
      .executeTakeFirstOrThrow();
    const first = await isFirst(tx, tenant, self);
    const now = ctx.clock.now();
    // Whole civil days: what is put up in the evening stays up for the last day's evening as well.
    const until = first ? addMs(startOfDay(civilDate(now)), (publicity_d + 1) * day_ms) : null;
    const id = ctx.ids.next();
    const row = await tx
      .insertInto('certificate')
      .values({
        tenant_id: tenant,
        certificate_id: id,
        person_id: self,
        state: first ? 'publicity' : 'ready',
        period_from: body.from,
        period_to: body.to,
        identity_enc: ctx.keys.seal(
          JSON.stringify({ type: body.identity_type, number: identity_number, volunteer: body.volunteer_number }),
        ),
        masked_name: maskName(ctx.keys.open(person.name_enc)),
        minutes: minutesOf(services),
        services: services.length,
        first,
        requested_at: now,
        publicity_until: until,
      })
      .onConflict((c) => c.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (!row) return refuse('CERTIFICATE_WAITING');
    if (until) await schedule(ctx, tx, { tenant, kind: publicityDue, subject: id, at: until });
    await recordAct(ctx, tx, { tenant, kind: 'certificate', id, act: 'certificate_requested', to: row.state });
    await emit(ctx, tx, { tenant, kind: 'certificate.requested', subject: id, persons: [self] });
    return done(viewOf(ctx, row));
  });
}

export async function withdrawCertificate(ctx: Ctx, tenant: number, id: string): Promise<Outcome<View>> {
  return transact<View>(ctx, { tenant }, async (tx) => {
    const row = await certificateForUpdate(tx, tenant, id);
    if (!row || row.person_id !== me(ctx).personId) return refuse('NOT_FOUND');
    const moved = await move(ctx, tx, row, 'withdrawn');
    if (!moved) return refuse('ILLEGAL_TRANSITION');
    await unschedule(ctx, tx, { tenant, kind: publicityDue, subject: id });
    return done(viewOf(ctx, moved));
  });
}

/** Own certificates of all communities, newest first. */
export async function myCertificates(ctx: Ctx): Promise<Outcome<z.input<typeof certificates.mine.reply>>> {
  const { personId, tenants } = me(ctx);
  const items = await snapshot(ctx, { persons: [personId] }, async (tx) => {
    const views: View[] = [];
    for (const { tenant } of tenants.toSorted((a, b) => a.tenant - b.tenant)) {
      await enterTenant(tx, tenant);
      const rows = await tx
        .selectFrom('certificate')
        .selectAll()
        .where('tenant_id', '=', tenant)
        .where('person_id', '=', personId)
        .orderBy('certificate_id', 'desc')
        .limit(100)
        .execute();
      views.push(...rows.map((r) => viewOf(ctx, r)));
    }
    return views;
  });
  return done({ items: items.sort((a, b) => b.requested_at.localeCompare(a.requested_at)) });
}
