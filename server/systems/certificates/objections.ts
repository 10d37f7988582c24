/** The public list of first certificates and what neighbours say about it. */
import type { z } from 'zod';
import type { certificates } from '../../../contract/certificates/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { iso } from '../../platform/clock.ts';
import { me, snapshot, transact, type Ctx, type Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { emit, type Event } from '../../platform/outbox.ts';
import { systemContext } from '../../platform/context.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { overIfDue } from './decide-certificate.ts';
import { certificateForUpdate } from './store.ts';

export async function readPublicity(
  ctx: Ctx,
  tenant: number,
): Promise<Outcome<z.input<typeof certificates.publicity.reply>>> {
  const rows = await snapshot(ctx, { tenant }, (tx) =>
    tx
      .selectFrom('certificate')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('state', '=', 'publicity')
      .where('publicity_until', '>', ctx.clock.now())
      .orderBy('certificate_id', 'desc')
      .limit(200)
      .execute(),
  );
  return done({
    items: rows.map((r) => ({
      id: r.certificate_id,
      name: r.masked_name,
      services: r.services,
      minutes: r.minutes,
      from: r.period_from,
      to: r.period_to,
      until: iso(r.publicity_until ?? r.requested_at),
    })),
  });
}

/** One objection a person, while it is put up; staff answer it before anything goes on. */
export async function object(ctx: Ctx, tenant: number, id: string, text: string): Promise<Outcome<{ id: string }>> {
  return transact<{ id: string }>(ctx, { tenant }, async (tx) => {
    const row = await certificateForUpdate(tx, tenant, id);
    if (!row) return refuse('NOT_FOUND');
    if (row.state !== 'publicity' || (row.publicity_until ?? row.requested_at) <= ctx.clock.now())
      return refuse('ILLEGAL_TRANSITION');
    const objection_id = ctx.ids.next();
    const added = await tx
      .insertInto('certificate_objection')
      .values({
        tenant_id: tenant,
        objection_id,
        certificate_id: id,
        by_person_id: me(ctx).personId,
        body: text,
        at: ctx.clock.now(),
      })
      .onConflict((c) => c.doNothing())
      .returning('objection_id')
      .executeTakeFirst();
    if (!added) return refuse('ILLEGAL_TRANSITION');
    await recordAct(ctx, tx, { tenant, kind: 'certificate', id, act: 'certificate_objection' });
    await emit(ctx, tx, { tenant, kind: 'certificate.objection', subject: id });
    return done({ id: objection_id });
  });
}

/** The clock's part: the days of the publicity are over. */
export async function onPublicityOver(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const row = await certificateForUpdate(tx, event.tenant, event.subject);
  if (row) await overIfDue(systemContext(deps), tx, row);
}

/** A service was reversed: issued certificates that name it keep their text, and somebody has to look. */
export async function onReversed(deps: Deps, tx: Tx, event: Event): Promise<void> {
  await tx
    .updateTable('certificate')
    .set({ questioned_at: deps.clock.now() })
    .where('tenant_id', '=', event.tenant)
    .where('state', '=', 'issued')
    .where('questioned_at', 'is', null)
    .where('certificate_id', 'in', (q) =>
      q
        .selectFrom('certificate_service')
        .select('certificate_id')
        .where('tenant_id', '=', event.tenant)
        .where('claim_id', '=', event.subject),
    )
    .execute();
}
