/** The dated leading-cadre flag: a change ends the earlier segment and begins a new one (IDN-06). */
import { recordAct } from '../../engines/record/index.ts';
import { day_ms } from '../../platform/clock.ts';
import { me, transact, type Ctx } from '../../platform/context.ts';
import { openPersons } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';

export async function setCadreClass(
  ctx: Ctx,
  unit: number,
  personId: string,
  body: { cadre_class: string; valid_from: string },
): Promise<Outcome<{ ok: true }>> {
  return transact(ctx, { tenant: unit }, async (tx) => {
    const mine = await tx
      .selectFrom('unit_member')
      .select('person_id')
      .where('unit_id', '=', unit)
      .where('person_id', '=', personId)
      .limit(1)
      .executeTakeFirst();
    if (!mine) return refuse('NOT_FOUND');
    await openPersons(tx, [personId, me(ctx).personId]);
    const current = await tx
      .selectFrom('unit_member')
      .selectAll()
      .where('person_id', '=', personId)
      .where('unit_id', '=', unit)
      .where('valid_to', 'is', null)
      .orderBy('valid_from', 'desc')
      .limit(1)
      .forUpdate()
      .executeTakeFirst();
    if (!current) return refuse('NOT_FOUND');
    const set_by = me(ctx).personId;
    if (current.valid_from >= body.valid_from) {
      await tx
        .updateTable('unit_member')
        .set({ cadre_class: body.cadre_class, set_by })
        .where('person_id', '=', personId)
        .where('unit_id', '=', unit)
        .where('valid_from', '=', current.valid_from)
        .execute();
    } else {
      const before = new Date(Date.parse(`${body.valid_from}T00:00:00Z`) - day_ms).toISOString().slice(0, 10);
      await tx
        .updateTable('unit_member')
        .set({ valid_to: before })
        .where('person_id', '=', personId)
        .where('unit_id', '=', unit)
        .where('valid_from', '=', current.valid_from)
        .execute();
      await tx
        .insertInto('unit_member')
        .values({ ...current, cadre_class: body.cadre_class, valid_from: body.valid_from, valid_to: null, set_by })
        .execute();
    }
    await recordAct(ctx, tx, {
      tenant: unit,
      kind: 'unit_member',
      id: personId,
      act: 'cadre_class_set',
      from: current.cadre_class,
      to: body.cadre_class,
      detail: { valid_from: body.valid_from },
    });
    return done({ ok: true });
  });
}
