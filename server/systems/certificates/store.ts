/** Rows of certificates and how they are shown. */
import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { certificateCase, certificateView } from '../../../contract/certificates/index.ts';
import type { CertificateState, IdentityType, Role } from '../../../contract/codes.ts';
import { directory } from '../../engines/people/index.ts';
import { certifiedServices } from '../../engines/review/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { civilDate, iso, isoOrNull } from '../../platform/clock.ts';
import { grantFor, me, type Ctx, type Deps } from '../../platform/context.ts';
import type { Database } from '../../platform/database.generated.ts';
import type { Tx } from '../../platform/database.ts';
import { actOf } from './lifecycle.ts';
import { maskIdentity } from './rules.ts';
import { byContent, snapshotOf, type Snapshot } from './snapshot.ts';

export type Row = Selectable<Database['certificate']>;
type View = z.input<typeof certificateView>;
export type Case = z.input<typeof certificateCase>;

export interface Identity {
  readonly type: IdentityType;
  readonly number: string;
  readonly volunteer: string;
}
export const identityOf = (deps: Deps, row: Pick<Row, 'identity_enc'>): Identity =>
  JSON.parse(deps.keys.open(row.identity_enc)) as Identity;
export const frozen = (deps: Deps, row: Pick<Row, 'snapshot_enc'>): Snapshot | null =>
  row.snapshot_enc ? snapshotOf(deps.keys.open(row.snapshot_enc)) : null;

export async function certificateForUpdate(tx: Tx, tenant: number, id: string): Promise<Row | null> {
  const row = await tx
    .selectFrom('certificate')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('certificate_id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}
export async function certificateById(tx: Tx, tenant: number, id: string): Promise<Row | null> {
  const row = await tx
    .selectFrom('certificate')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('certificate_id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** Moves it with its history row; null when this state may not follow. */
export async function move(
  ctx: Ctx,
  tx: Tx,
  row: Row,
  to: CertificateState,
  change: Partial<Omit<Row, 'tenant_id' | 'certificate_id' | 'state' | 'version'>> = {},
): Promise<Row | null> {
  const from = row.state as CertificateState;
  const act = actOf(from, to);
  if (!act) return null;
  await tx
    .updateTable('certificate')
    .set({ ...change, state: to, version: row.version + 1 })
    .where('tenant_id', '=', row.tenant_id)
    .where('certificate_id', '=', row.certificate_id)
    .execute();
  const reason = change.reason ?? null;
  await recordAct(ctx, tx, {
    tenant: row.tenant_id,
    kind: 'certificate',
    id: row.certificate_id,
    act,
    from,
    to,
    reason,
  });
  return { ...row, ...change, state: to, version: row.version + 1 };
}

const handlers: readonly Role[] = ['community_secretary', 'community_worker'];
/** Route ids that this viewer may call now. */
function allowedFor(ctx: Ctx, row: Row): string[] {
  const state = row.state as CertificateState;
  const out: string[] = [];
  const mine = row.person_id === ctx.actor?.personId;
  const may = (to: CertificateState) => actOf(state, to) !== null;
  if (mine && may('withdrawn')) out.push('certificates.withdraw');
  if (row.snapshot_enc && (mine || grantFor(ctx, row.tenant_id, handlers))) out.push('certificates.pdf');
  if (mine || !grantFor(ctx, row.tenant_id, handlers)) return out;
  if (state === 'publicity') out.push('certificates.answerObjection');
  if (may('prepared')) out.push('certificates.prepare');
  if (may('declined')) out.push('certificates.decline');
  if (grantFor(ctx, row.tenant_id, ['community_secretary'])) {
    if (may('issued') && row.prepared_by !== me(ctx).personId) out.push('certificates.issue');
    if (may('revoked')) out.push('certificates.revoke');
  }
  return out;
}

export function viewOf(ctx: Ctx, row: Row): View {
  return {
    id: row.certificate_id,
    tenant: row.tenant_id,
    community: ctx.territory.get(row.tenant_id)?.name ?? '',
    state: row.state as CertificateState,
    from: row.period_from,
    to: row.period_to,
    services: row.services,
    minutes: row.minutes,
    first: row.first,
    requested_at: iso(row.requested_at),
    publicity_until: isoOrNull(row.publicity_until),
    number: row.number,
    check_code: row.check_code,
    issued_at: isoOrNull(row.issued_at),
    reason: row.reason,
    allowed: allowedFor(ctx, row),
  };
}

/** The whole request for staff; an issued one shows its snapshot, an open one the record as it stands. */
export async function caseOf(ctx: Ctx, tx: Tx, row: Row): Promise<Case> {
  const people = await directory(ctx, row.tenant_id);
  const identity = identityOf(ctx, row);
  const services =
    frozen(ctx, row)?.services ??
    (await certifiedServices(tx, row.tenant_id, row.person_id, row.period_from, row.period_to));
  const objections = await tx
    .selectFrom('certificate_objection')
    .selectAll()
    .where('tenant_id', '=', row.tenant_id)
    .where('certificate_id', '=', row.certificate_id)
    .orderBy('objection_id')
    .limit(200)
    .execute();
  const named = (id: string | null) => (id ? people.show(ctx, id) : null);
  return {
    ...viewOf(ctx, row),
    person: people.show(ctx, row.person_id),
    identity_type: identity.type,
    identity_number: maskIdentity(identity.number),
    volunteer_number: identity.volunteer,
    by_content: byContent(services),
    list: services.map((s) => ({ claim: s.claim, date: s.date, title: s.title, minutes: s.minutes })),
    prepared_by: named(row.prepared_by),
    issued_by: named(row.issued_by),
    questioned: row.questioned_at !== null,
    objections: objections.map((o) => ({
      id: o.objection_id,
      by: people.show(ctx, o.by_person_id),
      at: iso(o.at),
      text: o.body,
      answer: o.answer,
      upheld: o.upheld,
    })),
  };
}
export const today = (ctx: Ctx): string => civilDate(ctx.clock.now());
