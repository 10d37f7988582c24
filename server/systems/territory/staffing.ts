/** Community workers' lines and buildings, with the overload mark (FND-02). */
import type { z } from 'zod';
import type { places } from '../../../contract/places/index.ts';
import { directory } from '../../engines/people/index.ts';
import { placesOf } from '../../engines/places/index.ts';
import { number } from '../../engines/policy/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { snapshot, transact, type Ctx } from '../../platform/context.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { overloaded } from './rules.ts';

export async function readStaffing(ctx: Ctx, tenant: number): Promise<Outcome<z.input<typeof places.staffing.reply>>> {
  const limit_buildings = await number(ctx, tenant, 'building_overload');
  const people = await directory(ctx, tenant);
  return snapshot(ctx, { tenant }, async (tx) => {
    const now = ctx.clock.now();
    const staff = await tx
      .selectFrom('role_grant')
      .select('person_id')
      .distinct()
      .where('tenant_id', '=', tenant)
      .where('role', 'in', ['community_secretary', 'community_worker'])
      .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>', now)]))
      .orderBy('person_id')
      .limit(500)
      .execute();
    const duties = new Map(
      (await tx.selectFrom('building_duty').selectAll().where('tenant_id', '=', tenant).execute()).map((d) => [
        d.person_id,
        d,
      ]),
    );
    const names = new Map((await placesOf(tx, tenant, { kind: 'building' })).map((b) => [b.place_id, b.full_name]));
    const items = staff.map((s) => {
      const duty = duties.get(s.person_id);
      const buildings = (duty?.buildings ?? []).map((id: string) => ({ id, name: names.get(id) ?? '' }));
      return {
        person: people.show(ctx, s.person_id, true),
        lines: duty?.lines ?? [],
        buildings,
        overloaded: overloaded(buildings.length, limit_buildings),
      };
    });
    return done({ limit_buildings, items });
  });
}

export async function setStaffing(
  ctx: Ctx,
  tenant: number,
  personId: string,
  body: z.output<typeof places.setStaffing.body>,
): Promise<Outcome<{ ok: true }>> {
  return transact(ctx, { tenant }, async (tx) => {
    const grant = await tx
      .selectFrom('role_grant')
      .select('grant_id')
      .where('tenant_id', '=', tenant)
      .where('person_id', '=', personId)
      .where('role', 'in', ['community_secretary', 'community_worker'])
      .limit(1)
      .executeTakeFirst();
    if (!grant) return refuse('NOT_FOUND');
    const buildings = [...new Set(body.buildings)];
    const known = new Set((await placesOf(tx, tenant, { kind: 'building' })).map((b) => b.place_id));
    if (!buildings.every((b) => known.has(b)))
      return refuse('INPUT_INVALID', { fields: [{ path: 'buildings', message: fieldWords.otherBuilding }] });
    const row = { lines: body.lines, buildings, since: ctx.clock.now() };
    await tx
      .insertInto('building_duty')
      .values({ tenant_id: tenant, person_id: personId, ...row })
      .onConflict((o) => o.columns(['tenant_id', 'person_id']).doUpdateSet(row))
      .execute();
    await recordAct(ctx, tx, {
      tenant,
      kind: 'staffing',
      id: personId,
      act: 'duty_set',
      detail: { lines: body.lines, buildings: buildings.length },
    });
    return done({ ok: true });
  });
}
