/** Rows of registrations and the views made of them. */
import type { z } from 'zod';
import type { Selectable } from 'kysely';
import type { registrationView } from '../../../contract/registration/index.ts';
import { contactOf, placesOf } from '../../engines/places/index.ts';
import { civilDate, isoOrNull } from '../../platform/clock.ts';
import { me, type Ctx } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import type { Database } from '../../platform/database.generated.ts';
import { contactOverdue } from './rules.ts';

export type RegistrationRow = Selectable<Database['registration']>;
export type RegistrationView = z.input<typeof registrationView>;

/** Locks a registration of the entered tenant. */
export async function registrationForUpdate(tx: Tx, tenant: number, id: string): Promise<RegistrationRow | undefined> {
  return tx
    .selectFrom('registration')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('registration_id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** Names and phones of persons, in the clear: the caller has authorised the viewer. Leaves exactly these persons opened. */
export async function namesOf(
  ctx: Ctx,
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, { id: string; name: string; phone: string | null }>> {
  if (ids.length === 0) return new Map();
  await openPersons(tx, ids);
  const rows = await tx
    .selectFrom('person')
    .select(['person_id', 'name_enc', 'phone_enc', 'state'])
    .where('person_id', 'in', [...new Set(ids)])
    .execute();
  return new Map(
    rows.map((r) => [
      r.person_id,
      {
        id: r.person_id,
        name: r.state === 'closed' ? '已注销' : ctx.keys.open(r.name_enc),
        phone: r.state === 'closed' ? null : ctx.keys.openOrNull(r.phone_enc),
      },
    ]),
  );
}

/** Current unit belonging by person; the persons must be opened. */
export async function unitsOf(ctx: Ctx, tx: Tx, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, Selectable<Database['unit_member']>>();
  const today = civilDate(ctx.clock.now());
  const rows = await tx
    .selectFrom('unit_member')
    .selectAll()
    .where('person_id', 'in', [...new Set(ids)])
    .where('valid_from', '<=', today)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', today)]))
    .orderBy('valid_from')
    .execute();
  return new Map(rows.map((r) => [r.person_id, r]));
}

/** Temporary branch by person in the entered tenant. */
async function branchesOf(tx: Tx, tenant: number, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('party_member')
    .innerJoin('party_org', (j) =>
      j
        .onRef('party_org.tenant_id', '=', 'party_member.tenant_id')
        .onRef('party_org.org_id', '=', 'party_member.org_id'),
    )
    .select(['party_member.person_id', 'party_org.name'])
    .where('party_member.tenant_id', '=', tenant)
    .where('party_member.person_id', 'in', [...new Set(ids)])
    .where('party_member.left_at', 'is', null)
    .where('party_org.kind', '=', 'temporary_branch')
    .where('party_org.state', '<>', 'dissolved')
    .execute();
  return new Map(rows.map((r) => [r.person_id, r.name]));
}

/** Views of registrations of the entered tenant. `allowed` says what this viewer may do with each. */
export async function viewRegistrations(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  rows: readonly RegistrationRow[],
  allowed: (row: RegistrationRow) => string[],
): Promise<RegistrationView[]> {
  const ids = rows.map((r) => r.person_id);
  const places = new Map((await placesOf(tx, tenant)).map((p) => [p.place_id, p]));
  const branches = await branchesOf(tx, tenant, ids);
  const contacts = new Map<string, string | null>();
  for (const place of new Set(rows.map((r) => r.place_id)))
    contacts.set(place, (await contactOf(ctx, tx, tenant, place))?.personId ?? null);
  const contactNames = await namesOf(
    ctx,
    tx,
    [...contacts.values()].filter((c): c is string => c !== null),
  );
  const names = await namesOf(ctx, tx, ids);
  const units = await unitsOf(ctx, tx, ids);
  return rows.map((r) => {
    const unit = r.unit_id === null ? null : { tenant: r.unit_id, name: ctx.territory.get(r.unit_id)?.name ?? '' };
    const belonging = units.get(r.person_id);
    const contact = contacts.get(r.place_id) ?? null;
    return {
      id: r.registration_id,
      tenant,
      community: ctx.territory.get(tenant)?.name ?? '',
      estate: places.get(r.estate_id)?.name ?? null,
      address: ctx.keys.open(r.address_enc),
      kind: r.kind as RegistrationView['kind'],
      cadre_class: (belonging?.cadre_class ?? 'non_party') as RegistrationView['cadre_class'],
      unit,
      engagement: r.engagement as RegistrationView['engagement'],
      state: r.state as RegistrationView['state'],
      person: names.get(r.person_id) ?? { id: r.person_id, name: '', phone: null },
      submitted_at: isoOrNull(r.submitted_at),
      accepted_at: isoOrNull(r.accepted_at),
      filed_at: isoOrNull(r.filed_at),
      contacted_at: isoOrNull(r.contacted_at),
      contact_due_at: isoOrNull(r.contact_due_at),
      contact_overdue: contactOverdue(r, ctx.clock.now()),
      branch: branches.get(r.person_id) ?? null,
      formal_branch: belonging ? `${unit?.name ?? ''}${belonging.formal_branch}` : null,
      contact_person: contact ? (contactNames.get(contact)?.name ?? null) : null,
      reason: r.reason,
      allowed: allowed(r),
    };
  });
}

/** What the registrant may do. */
export const ownAllowed = (r: RegistrationRow): string[] =>
  r.state === 'returned' ? ['registration.submit'] : r.contacted_at === null ? ['registration.visitSlots'] : [];
/** What community staff may do. */
export const staffAllowed = (r: RegistrationRow): string[] => [
  ...(r.state === 'submitted' ? ['registration.decide'] : []),
  ...(r.contacted_at === null && !['returned', 'draft', 'closed', 'moved'].includes(r.state)
    ? ['registration.contacted']
    : []),
];

/** The actor's communities in id order: transactions touch tenants in that order only. */
export const ownCommunities = (ctx: Ctx): number[] =>
  [...new Set(me(ctx).tenants.map((t) => t.tenant))].sort((a, b) => a - b);
