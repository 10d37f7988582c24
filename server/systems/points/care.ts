/** The register of guarantees and of care beside points (PTS-08). */
import { careKinds } from '../../../contract/codes.ts';
import type { z } from 'zod';
import type { pointsHonour } from '../../../contract/points/index.ts';
import { notify } from '../../engines/notice/index.ts';
import { directory } from '../../engines/people/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { iso } from '../../platform/clock.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';

type Register = z.input<typeof pointsHonour.guarantees.reply>;
const most = 200;

export async function readGuarantees(ctx: Ctx, tenant: number): Promise<Outcome<Register>> {
  const people = await directory(ctx, tenant);
  return snapshot<Outcome<Register>>(ctx, { tenant }, async (tx) => {
    const tasks = await tx
      .selectFrom('task')
      .select(['task_id', 'title', 'physical_risk', 'guarantees'])
      .where('tenant_id', '=', tenant)
      .where('published_at', 'is not', null)
      .where((e) => e.or([e('guarantees', 'is not', null), e('physical_risk', '=', true)]))
      .orderBy('task_id', 'desc')
      .limit(most)
      .execute();
    const care = await tx
      .selectFrom('care_event')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .orderBy('care_id', 'desc')
      .limit(most)
      .execute();
    return done({
      tasks: tasks.map((t) => {
        const g = (t.guarantees ?? {}) as Partial<Record<'insurance' | 'equipment' | 'briefing' | 'meals', string>>;
        return {
          id: t.task_id,
          title: t.title,
          physical_risk: t.physical_risk,
          insurance: g.insurance ?? '',
          equipment: g.equipment ?? '',
          briefing: g.briefing ?? '',
          meals: g.meals ?? '',
        };
      }),
      care: care.map((c) => ({
        id: c.care_id,
        name: people.show(ctx, c.person_id).name,
        kind: c.kind as Register['care'][number]['kind'],
        text: c.text,
        at: iso(c.at),
      })),
    });
  });
}

/** Care is kept for members of the community alone; the member reads it with the own points. */
export async function addCare(
  ctx: Ctx,
  tenant: number,
  body: z.output<typeof pointsHonour.addCare.body>,
): Promise<Outcome<{ ok: true }>> {
  if (!(await directory(ctx, tenant)).get(body.person)?.member) return refuse('NOT_FOUND');
  return transact<{ ok: true }>(ctx, { tenant }, async (tx) => {
    const care_id = ctx.ids.next();
    await tx
      .insertInto('care_event')
      .values({
        tenant_id: tenant,
        care_id,
        person_id: body.person,
        kind: body.kind,
        text: body.text,
        at: ctx.clock.now(),
        by_person_id: me(ctx).personId,
      })
      .execute();
    const kind = careKinds[body.kind];
    await notify(ctx, tx, {
      tenant,
      persons: [body.person],
      kind: 'M-14.care',
      params: { kind: kind.zh, kind_en: kind.en, words: body.text },
      link: '/m/points',
      onceKey: `care:${care_id}`,
    });
    await recordAct(ctx, tx, { tenant, kind: 'care_event', id: care_id, act: 'created' });
    return done({ ok: true });
  });
}
