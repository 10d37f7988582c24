/** Creating persons and letting them belong to a community. */
import { sql } from 'kysely';
import type { Deps } from '../../platform/context.ts';
import { afterCommit, openPersons, type Tx } from '../../platform/database.ts';
import { forget } from './directory.ts';

export interface NewPerson {
  readonly name: string;
  readonly phone: string | null;
  readonly idNumber?: string | null;
  readonly gender?: 'female' | 'male' | null;
  readonly birthYear?: number | null;
}

/** Inserts a person with a fresh id and a four-digit PIN for confirming a helper at the door; returns the id. */
export async function createPerson(
  deps: Deps,
  tx: Tx,
  who: NewPerson,
  opened: readonly string[] = [],
): Promise<string> {
  const person_id = deps.ids.next();
  await openPersons(tx, [...opened, person_id]);
  const pin = String(deps.random.bytes(2).readUInt16BE(0) % 10_000).padStart(4, '0');
  const token = deps.random.bytes(24);
  await tx
    .insertInto('person')
    .values({
      person_id,
      name_enc: deps.keys.seal(who.name.normalize('NFKC').trim()),
      phone_enc: who.phone ? deps.keys.seal(who.phone) : null,
      id_number_enc: who.idNumber ? deps.keys.seal(who.idNumber) : null,
      gender: who.gender ?? null,
      birth_year: who.birthYear ?? null,
      pin_enc: deps.keys.seal(pin),
      calendar_token_hash: token,
      created_at: deps.clock.now(),
    })
    .execute();
  const lookups = [
    ...(who.phone ? [{ kind: 'phone', blind: deps.keys.blind('phone', who.phone), person_id }] : []),
    ...(who.idNumber ? [{ kind: 'id_number', blind: deps.keys.blind('id_number', who.idNumber), person_id }] : []),
  ];
  if (lookups.length > 0) await tx.insertInto('person_lookup').values(lookups).execute();
  return person_id;
}

/** Everyone who shares this phone: a household's shared phone leads to several persons. */
export async function findByPhone(deps: Deps, tx: Tx, phone: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('person_lookup')
    .select('person_id')
    .where('kind', '=', 'phone')
    .where('blind', '=', deps.keys.blind('phone', phone))
    .orderBy('person_id')
    .limit(12)
    .execute();
  return rows.map((r) => r.person_id);
}

/** Makes the person a resident (or member) of the entered tenant; repeating it only adds. The person must be opened. */
export async function joinCommunity(
  deps: Deps,
  tx: Tx,
  j: {
    tenant: number;
    personId: string;
    placeId: string | null;
    address?: string | null;
    householdId?: string | null;
    resident?: boolean;
    member?: boolean;
    hardship?: boolean;
    livesAlone?: boolean;
    home?: boolean;
  },
): Promise<void> {
  const since = deps.clock.now();
  const resident = j.resident ?? true;
  const member = j.member ?? false;
  await tx
    .insertInto('membership')
    .values({
      tenant_id: j.tenant,
      person_id: j.personId,
      place_id: j.placeId,
      address_enc: j.address ? deps.keys.seal(j.address) : null,
      household_id: j.householdId ?? null,
      resident,
      member,
      hardship: j.hardship ?? false,
      lives_alone: j.livesAlone ?? false,
      since,
    })
    .onConflict((c) =>
      c.columns(['tenant_id', 'person_id']).doUpdateSet((e) => ({
        place_id: e.fn.coalesce('excluded.place_id', 'membership.place_id'),
        address_enc: e.fn.coalesce('excluded.address_enc', 'membership.address_enc'),
        resident: sql<boolean>`${e.ref('membership.resident')} or ${e.ref('excluded.resident')}`,
        member: sql<boolean>`${e.ref('membership.member')} or ${e.ref('excluded.member')}`,
        state: 'active',
      })),
    )
    .execute();
  await tx
    .insertInto('person_tenant')
    .values({ person_id: j.personId, tenant_id: j.tenant, resident, member, home: j.home ?? true, since })
    .onConflict((c) =>
      c.columns(['person_id', 'tenant_id']).doUpdateSet((e) => ({
        resident: sql<boolean>`${e.ref('person_tenant.resident')} or ${e.ref('excluded.resident')}`,
        member: sql<boolean>`${e.ref('person_tenant.member')} or ${e.ref('excluded.member')}`,
      })),
    )
    .execute();
  afterCommit(tx, () => forget(deps, j.tenant));
}
