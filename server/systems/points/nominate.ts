/** Proposals for the titles of the year (PTS-04): open to who has reached the line, whether named on the list or not. */
import type { z } from 'zod';
import { pointTitles } from '../../../contract/codes.ts';
import type { pointsHonour } from '../../../contract/points/index.ts';
import { notify } from '../../engines/notice/index.ts';
import { directory } from '../../engines/people/index.ts';
import { number } from '../../engines/policy/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { civilDate, iso } from '../../platform/clock.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { enterTenant } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { communitiesOf, yearOfPoints } from './commend.ts';

type List = z.input<typeof pointsHonour.nominations.reply>;
const yearNow = (ctx: Ctx): number => Number(civilDate(ctx.clock.now()).slice(0, 4));

export async function readNominations(ctx: Ctx, tenant: number): Promise<Outcome<List>> {
  const people = await directory(ctx, tenant);
  const year = yearNow(ctx);
  return snapshot<Outcome<List>>(ctx, { tenant }, async (tx) => {
    const rows = await tx
      .selectFrom('nomination')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('year', '=', year)
      .orderBy('nomination_id', 'desc')
      .limit(500)
      .execute();
    return done({
      year,
      items: rows.map((r) => ({
        id: r.nomination_id,
        name: people.show(ctx, r.person_id).name,
        title: r.title as List['items'][number]['title'],
        reason: r.reason,
        at: iso(r.at),
      })),
    });
  });
}

/** A second proposal of the same person for the same title of the year changes nothing. */
export async function nominate(
  ctx: Ctx,
  tenant: number,
  body: z.output<typeof pointsHonour.nominate.body>,
): Promise<Outcome<{ ok: true }>> {
  if (!(await directory(ctx, tenant)).get(body.person)?.member) return refuse('NOT_FOUND');
  const year = yearNow(ctx);
  const line_pt = await number(ctx, tenant, 'commendation_line_pt');
  return transact<{ ok: true }>(ctx, { tenant, persons: [body.person] }, async (tx) => {
    const communities = (await communitiesOf(tx, body.person)).map((c) => c.tenant);
    const { hundredths } = await yearOfPoints(tx, body.person, year, communities);
    await enterTenant(tx, tenant);
    if (hundredths < line_pt * 100) return refuse('POINTS_BELOW_100', { fields: [{ path: 'person', message: '' }] });
    const nomination_id = ctx.ids.next();
    const added = await tx
      .insertInto('nomination')
      .values({
        tenant_id: tenant,
        nomination_id,
        person_id: body.person,
        year,
        title: body.title,
        reason: body.reason,
        by_person_id: me(ctx).personId,
        at: ctx.clock.now(),
      })
      .onConflict((c) => c.columns(['tenant_id', 'person_id', 'year', 'title']).doNothing())
      .returning('nomination_id')
      .executeTakeFirst();
    if (!added) return done({ ok: true });
    const title = pointTitles[body.title];
    await notify(ctx, tx, {
      tenant,
      persons: [body.person],
      kind: 'M-14.nominated',
      params: { title: title.zh, title_en: title.en, reason: body.reason },
      link: '/m/points',
      onceKey: `nominated:${nomination_id}`,
    });
    await recordAct(ctx, tx, { tenant, kind: 'nomination', id: nomination_id, act: 'created', reason: body.reason });
    return done({ ok: true });
  });
}
