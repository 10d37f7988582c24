/** Staff add an estate, grid, building or unit. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { places, placeView } from '../../../contract/places/index.ts';
import { place, propertyOrgOf } from '../../engines/places/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { transact, type Ctx } from '../../platform/context.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { mayHangBelow } from './rules.ts';
import { showPlace } from './views.ts';

export async function addPlace(
  ctx: Ctx,
  tenant: number,
  body: z.output<typeof places.create.body>,
): Promise<Outcome<z.input<typeof placeView>>> {
  return transact(ctx, { tenant }, async (tx) => {
    const parent = body.parent === null ? null : await place(ctx, tx, tenant, body.parent);
    if (body.parent !== null && !parent) return refuse('NOT_FOUND');
    if (!mayHangBelow(body.kind, parent?.kind ?? null))
      return refuse('INPUT_INVALID', { fields: [{ path: 'parent', message: fieldWords.wrongParent }] });
    const full_name = `${parent?.full_name ?? ''}${body.name}`;
    // Two who add the same place at the same moment come one after the other, so that an address stays one place.
    await sql`select pg_advisory_xact_lock(hashtextextended(${full_name}, ${tenant}))`.execute(tx);
    const same = await tx
      .selectFrom('place')
      .select('place_id')
      .where('tenant_id', '=', tenant)
      .where('full_name', '=', full_name)
      .limit(1)
      .executeTakeFirst();
    if (same) return refuse('INPUT_INVALID', { fields: [{ path: 'name', message: fieldWords.sameName }] });
    const row = {
      tenant_id: tenant,
      place_id: ctx.ids.next(),
      parent_id: body.parent,
      kind: body.kind,
      name: body.name,
      full_name,
      lat: body.point?.lat ?? parent?.lat ?? null,
      lng: body.point?.lng ?? parent?.lng ?? null,
      households: body.households,
      population: 0,
      old_estate: body.old_estate,
      property_org: parent ? await propertyOrgOf(tx, tenant, parent.place_id) : null,
      grid_id: parent?.grid_id ?? null,
    };
    await tx.insertInto('place').values(row).execute();
    await recordAct(ctx, tx, { tenant, kind: 'place', id: row.place_id, act: 'created', to: 'active' });
    return done(showPlace(ctx, row));
  });
}
