/** Separate consents (PIPL 23, 25, 28, 29): given and withdrawn one by one, effective on the next request. */
import { codesOf, consentPurposes, type ConsentPurpose } from '../../../contract/codes.ts';
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';

export const consentTextVersion = '2026-11';

/** True only while a live consent row stands; silence is no consent. */
export async function hasConsent(tx: Tx, personId: string, purpose: ConsentPurpose): Promise<boolean> {
  const row = await tx
    .selectFrom('consent')
    .select('given')
    .where('person_id', '=', personId)
    .where('purpose', '=', purpose)
    .executeTakeFirst();
  return row?.given ?? false;
}

export async function setConsent(
  deps: Deps,
  tx: Tx,
  c: {
    personId: string;
    purpose: ConsentPurpose;
    given: boolean;
    by: string;
    manner: 'page' | 'spoken' | 'signature' | 'witnessed';
  },
): Promise<void> {
  const at = deps.clock.now();
  const values = {
    given: c.given,
    text_version: consentTextVersion,
    changed_at: at,
    recorded_by: c.by,
    manner: c.manner,
  };
  await tx
    .insertInto('consent')
    .values({ person_id: c.personId, purpose: c.purpose, ...values })
    .onConflict((o) => o.columns(['person_id', 'purpose']).doUpdateSet(values))
    .execute();
  await tx
    .insertInto('consent_history')
    .values({
      person_id: c.personId,
      history_id: deps.ids.next(),
      purpose: c.purpose,
      given: c.given,
      text_version: consentTextVersion,
      at,
      manner: c.manner,
    })
    .execute();
}

export async function consentsOf(tx: Tx, personId: string) {
  const rows = await tx.selectFrom('consent').selectAll().where('person_id', '=', personId).execute();
  const byPurpose = new Map(rows.map((r) => [r.purpose, r]));
  return codesOf(consentPurposes).map((purpose) => ({ purpose, row: byPurpose.get(purpose) ?? null }));
}
