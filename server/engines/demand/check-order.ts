/** What an order points at must exist before anything is written. */
import { place } from '../places/index.ts';
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { fieldWords, type FieldWords } from '../../platform/field-words.ts';
import { refuse, type Refused } from '../../platform/outcome.ts';
import { ownFiles } from './store.ts';

interface Pointing {
  readonly voice: string | null;
  readonly photos: readonly string[];
  readonly offer: string | null;
  readonly place: string | null;
  readonly windows: readonly { start: string; end: string }[];
}
const wrong = (path: string, message: FieldWords): Refused => refuse('INPUT_INVALID', { fields: [{ path, message }] });

/** INPUT_INVALID with the field when a place, offer or file is not there, is somebody else's, or a window runs backwards. */
export async function checkOrder(
  deps: Deps,
  tx: Tx,
  o: { tenant: number; placedBy: string; body: Pointing },
): Promise<Refused | null> {
  const { body, tenant } = o;
  if (body.place && !(await place(deps, tx, tenant, body.place))) return wrong('place', fieldWords.notHere);
  if (body.windows.some((w) => Date.parse(w.end) <= Date.parse(w.start)))
    return wrong('windows', fieldWords.endAfterStart);
  if (!(await ownFiles(tx, tenant, o.placedBy, { voice: body.voice, photos: [] })))
    return wrong('voice', fieldWords.notOwnFile);
  if (!(await ownFiles(tx, tenant, o.placedBy, { voice: null, photos: body.photos })))
    return wrong('photos', fieldWords.notOwnFile);
  if (body.offer === null) return null;
  const offer = await tx
    .selectFrom('service_offer')
    .select('state')
    .where('tenant_id', '=', tenant)
    .where('offer_id', '=', body.offer)
    .executeTakeFirst();
  return offer?.state === 'open' ? null : wrong('offer', fieldWords.notHere);
}
