/** Profiles, proxies and households: the relations that guards ask about. */
import type { z } from 'zod';
import type { profileBody } from '../../../contract/registration/index.ts';
import type { Deps } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import { directory } from './directory.ts';

export type Profile = z.output<typeof profileBody>;

/** Service profiles of these persons. Opens them in the transaction (replacing what was open). */
export async function profilesOf(tx: Tx, personIds: readonly string[]): Promise<Map<string, Profile>> {
  if (personIds.length === 0) return new Map();
  await openPersons(tx, personIds);
  const rows = await tx
    .selectFrom('service_profile')
    .select(['person_id', 'body'])
    .where('person_id', 'in', [...personIds])
    .execute();
  return new Map(rows.map((r) => [r.person_id, r.body as Profile]));
}

/** The active proxy by which `proxyPersonId` may order and rate for the principal, or null. The principal must be opened. */
export async function proxyFor(tx: Tx, principalId: string, proxyPersonId: string) {
  return (
    (await tx
      .selectFrom('proxy')
      .selectAll()
      .where('person_id', '=', principalId)
      .where('proxy_person_id', '=', proxyPersonId)
      .where('state', '=', 'active')
      .executeTakeFirst()) ?? null
  );
}

/** Does this person act now for one of these principals? They must all be opened. */
export async function proxyAmong(tx: Tx, principals: readonly string[], proxyPersonId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('proxy')
    .select('proxy_id')
    .where('person_id', 'in', [...principals])
    .where('proxy_person_id', '=', proxyPersonId)
    .where('state', '=', 'active')
    .executeTakeFirst();
  return row !== undefined;
}

/** The household of a person in a community, by which self-dealing and confirmations within a family are seen (CHK-07). */
export async function household(deps: Deps, tenant: number, personId: string): Promise<string | null> {
  return (await directory(deps, tenant)).get(personId)?.householdId ?? null;
}
