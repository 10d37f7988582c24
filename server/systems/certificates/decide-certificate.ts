/** The community's side: one prepares, another issues; declining and revoking carry a reason. */
import type { z } from 'zod';
import type { certificates } from '../../../contract/certificates/index.ts';
import { directory } from '../../engines/people/index.ts';
import { notify } from '../../engines/notice/index.ts';
import { certifiedServices, type CertifiedService } from '../../engines/review/index.ts';
import { civilDate } from '../../platform/clock.ts';
import { me, transact, type Ctx } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import { emit, unschedule } from '../../platform/outbox.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { keepPublicKey } from '../../platform/signer.ts';
import { publicityDue } from './request-certificate.ts';
import { checkCodeOf } from './rules.ts';
import { minutesOf, textOf, type Snapshot } from './snapshot.ts';
import { caseOf, certificateForUpdate, identityOf, move, today, type Case, type Row } from './store.ts';

type Step = (tx: Tx, row: Row) => Promise<Outcome<Row>>;

/** Loads and locks, lets nobody decide about himself, takes the step, tells the holder, shows the case anew. */
async function decide(ctx: Ctx, tenant: number, id: string, step: Step): Promise<Outcome<Case>> {
  return transact<Case>(ctx, { tenant }, async (tx) => {
    const row = await certificateForUpdate(tx, tenant, id);
    if (!row) return refuse('NOT_FOUND');
    if (row.person_id === me(ctx).personId) return refuse('CONFLICT_OF_INTEREST');
    const moved = await step(tx, row);
    if (!moved.ok) return moved;
    await emit(ctx, tx, {
      tenant,
      kind: `certificate.${moved.value.state}`,
      subject: id,
      persons: [row.person_id],
    });
    return done(await caseOf(ctx, tx, moved.value));
  });
}
const standing = (tx: Tx, row: Row): Promise<CertifiedService[]> =>
  certifiedServices(tx, row.tenant_id, row.person_id, row.period_from, row.period_to);

/** The handling person has compared the identity document and the list of services. */
export function prepareCertificate(ctx: Ctx, tenant: number, id: string): Promise<Outcome<Case>> {
  return decide(ctx, tenant, id, async (tx, row) => {
    if ((await standing(tx, row)).length === 0) return refuse('NOTHING_TO_CERTIFY');
    const moved = await move(ctx, tx, row, 'prepared', {
      prepared_by: me(ctx).personId,
      prepared_at: ctx.clock.now(),
    });
    return moved ? done(moved) : refuse('ILLEGAL_TRANSITION');
  });
}

/** Number, snapshot and signature in one transaction; the services are those that stand at this moment. */
export function issueCertificate(ctx: Ctx, tenant: number, id: string): Promise<Outcome<Case>> {
  return decide(ctx, tenant, id, async (tx, row) => {
    if (row.state !== 'prepared') return refuse('ILLEGAL_TRANSITION');
    const self = me(ctx).personId;
    if (row.prepared_by === self) return refuse('SECOND_PERSON_REQUIRED');
    const services = await standing(tx, row);
    if (services.length === 0) return refuse('NOTHING_TO_CERTIFY');
    const now = ctx.clock.now();
    const number = await nextNumber(ctx, tx, tenant);
    const check_code = checkCodeOf(ctx.random.bytes(20));
    const paper = await snapshotFor(ctx, tx, row, { services, number, check_code, responsible: self });
    const text = textOf(paper);
    await keepPublicKey(ctx, tx);
    const moved = await move(ctx, tx, row, 'issued', {
      issued_by: self,
      issued_at: now,
      number,
      check_code,
      services: services.length,
      minutes: paper.minutes,
      snapshot_enc: ctx.keys.seal(text),
      key_id: ctx.signer.keyId,
      signature: ctx.signer.sign(Buffer.from(text, 'utf8')),
    });
    if (!moved) return refuse('ILLEGAL_TRANSITION');
    await tx
      .insertInto('certificate_service')
      .values(services.map((s) => ({ tenant_id: tenant, certificate_id: id, claim_id: s.claim })))
      .execute();
    await tx.insertInto('certificate_lookup').values({ number, tenant_id: tenant, certificate_id: id }).execute();
    await notify(ctx, tx, {
      tenant,
      persons: [row.person_id],
      kind: 'certificate.issued',
      link: '/m/certificates',
      params: { number },
    });
    return done(moved);
  });
}

/** ZF<division code>-<year>-<five digits>: runs without a gap, because the row is locked until the issue commits. */
async function nextNumber(ctx: Ctx, tx: Tx, tenant: number): Promise<string> {
  const year = Number(today(ctx).slice(0, 4));
  const row = await tx
    .insertInto('certificate_number')
    .values({ tenant_id: tenant, year, last: 1 })
    .onConflict((c) =>
      c.columns(['tenant_id', 'year']).doUpdateSet((e) => ({ last: e('certificate_number.last', '+', 1) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow();
  const place = ctx.territory.get(tenant)?.code ?? String(tenant);
  return `ZF${place}-${year}-${String(row.last).padStart(5, '0')}`;
}

async function snapshotFor(
  ctx: Ctx,
  tx: Tx,
  row: Row,
  given: { services: CertifiedService[]; number: string; check_code: string; responsible: string },
): Promise<Snapshot> {
  const people = await directory(ctx, row.tenant_id);
  const nameOf = (id: string | null) => (id ? (people.get(id)?.name ?? '') : '');
  await openPersons(tx, [row.person_id]);
  const person = await tx
    .selectFrom('person')
    .select('name_enc')
    .where('person_id', '=', row.person_id)
    .executeTakeFirstOrThrow();
  await openPersons(tx, [me(ctx).personId]);
  const identity = identityOf(ctx, row);
  const node = ctx.territory.get(row.tenant_id);
  return {
    form: 'certificate.1',
    number: given.number,
    check_code: given.check_code,
    name: ctx.keys.open(person.name_enc),
    identity_type: identity.type,
    identity_number: identity.number,
    volunteer_number: identity.volunteer,
    from: row.period_from,
    to: row.period_to,
    minutes: minutesOf(given.services),
    services: given.services,
    issuer: {
      tenant: row.tenant_id,
      name: [...(node ? ctx.territory.chain(row.tenant_id) : [])].map((n) => n.name).join(''),
      responsible: nameOf(given.responsible),
      handler: nameOf(row.prepared_by),
      contact: node?.hotline ?? '',
    },
    issued_on: civilDate(ctx.clock.now()),
  };
}

export function declineCertificate(ctx: Ctx, tenant: number, id: string, reason: string): Promise<Outcome<Case>> {
  return decide(ctx, tenant, id, async (tx, row) => {
    if (reason === '') return refuse('REASON_REQUIRED', { fields: [{ path: 'reason', message: '' }] });
    return endRequest(ctx, tx, row, reason);
  });
}
/** Ends a request with the reason and tells its holder; also what follows from an objection that is upheld. */
async function endRequest(ctx: Ctx, tx: Tx, row: Row, reason: string): Promise<Outcome<Row>> {
  const moved = await move(ctx, tx, row, 'declined', { reason });
  if (!moved) return refuse('ILLEGAL_TRANSITION');
  await unschedule(ctx, tx, { tenant: row.tenant_id, kind: publicityDue, subject: row.certificate_id });
  await notify(ctx, tx, {
    tenant: row.tenant_id,
    persons: [row.person_id],
    kind: 'certificate.declined',
    link: '/m/certificates',
    params: { reason },
  });
  return done(moved);
}

export function revokeCertificate(ctx: Ctx, tenant: number, id: string, reason: string): Promise<Outcome<Case>> {
  return decide(ctx, tenant, id, async (tx, row) => {
    if (reason === '') return refuse('REASON_REQUIRED', { fields: [{ path: 'reason', message: '' }] });
    const moved = await move(ctx, tx, row, 'revoked', {
      reason,
      revoked_by: me(ctx).personId,
      revoked_at: ctx.clock.now(),
    });
    if (!moved) return refuse('ILLEGAL_TRANSITION');
    await notify(ctx, tx, {
      tenant,
      persons: [row.person_id],
      kind: 'certificate.revoked',
      link: '/m/certificates',
      params: { number: row.number ?? '', reason },
    });
    return done(moved);
  });
}

/** An objection is answered once. Upheld, it ends the request: the person asks anew when the record is right. */
export function answerObjection(
  ctx: Ctx,
  tenant: number,
  id: string,
  objection: string,
  body: z.output<typeof certificates.answerObjection.body>,
): Promise<Outcome<Case>> {
  return decide(ctx, tenant, id, async (tx, row) => {
    const answered = await tx
      .updateTable('certificate_objection')
      .set({ answer: body.answer, upheld: body.upheld, answered_by: me(ctx).personId, answered_at: ctx.clock.now() })
      .where('tenant_id', '=', tenant)
      .where('certificate_id', '=', id)
      .where('objection_id', '=', objection)
      .where('answered_at', 'is', null)
      .where('by_person_id', '<>', me(ctx).personId)
      .returning('by_person_id')
      .executeTakeFirst();
    if (!answered || !['publicity', 'ready', 'prepared'].includes(row.state)) return refuse('ILLEGAL_TRANSITION');
    await notify(ctx, tx, {
      tenant,
      persons: [answered.by_person_id],
      kind: 'certificate.objection_answered',
      link: `/m/publicity/${tenant}`,
      params: { answer: body.answer },
    });
    if (body.upheld) return endRequest(ctx, tx, row, body.answer);
    return done(await overIfDue(ctx, tx, row));
  });
}

/** The publicity is over when its days are over and every objection has its answer. */
export async function overIfDue(ctx: Ctx, tx: Tx, row: Row): Promise<Row> {
  if (row.state !== 'publicity' || !row.publicity_until || row.publicity_until > ctx.clock.now()) return row;
  const open = await tx
    .selectFrom('certificate_objection')
    .select('objection_id')
    .where('tenant_id', '=', row.tenant_id)
    .where('certificate_id', '=', row.certificate_id)
    .where('answered_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return open ? row : ((await move(ctx, tx, row, 'ready')) ?? row);
}
