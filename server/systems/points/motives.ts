/** What members would like to gain, and for whom it was met (PTS-09): a figure with its rows. */
import type { z } from 'zod';
import type { pointsHonour } from '../../../contract/points/index.ts';
import { codesOf, memberMotives } from '../../../contract/codes.ts';
import { directory, profilesOf } from '../../engines/people/index.ts';
import { addMs, day_ms } from '../../platform/clock.ts';
import { snapshot, type Ctx } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import { done, type Outcome } from '../../platform/outcome.ts';

type Reply = z.input<typeof pointsHonour.motives.reply>;
/** What was joined within so many days counts as met. */
const days = 365;

/** A wish is met by an activity that supplies it and that the member joined, recognition by the commendation list too. */
export async function readMotives(ctx: Ctx, tenant: number): Promise<Outcome<Reply>> {
  const people = await directory(ctx, tenant);
  const members = people.all().filter((p) => p.member);
  const since = addMs(ctx.clock.now(), -days * day_ms);
  return snapshot<Outcome<Reply>>(ctx, { tenant }, async (tx) => {
    const ids = members.map((m) => m.id);
    const supplied = await joined(tx, tenant, since);
    for (const id of await commended(tx, tenant, since)) supplied.set(`${id} recognition`, '通报表扬');
    await openPersons(tx, ids);
    const profiles = await profilesOf(tx, ids);
    const rows = members.flatMap((m) =>
      (profiles.get(m.id)?.motives ?? []).map((motive) => ({
        motive,
        person: m.id,
        name: people.show(ctx, m.id).name,
        supply: supplied.get(`${m.id} ${motive}`) ?? null,
      })),
    );
    return done({
      motives: codesOf(memberMotives).map((motive) => {
        const of = rows.filter((r) => r.motive === motive);
        return { motive, stated: of.length, met: of.filter((r) => r.supply !== null).length };
      }),
      rows,
    });
  });
}

/** The newest activity for each person and wish. */
async function joined(tx: Tx, tenant: number, since: Date): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('activity_sign_up')
    .innerJoin('activity', (j) =>
      j
        .onRef('activity.tenant_id', '=', 'activity_sign_up.tenant_id')
        .onRef('activity.activity_id', '=', 'activity_sign_up.activity_id'),
    )
    .select(['person_id', 'title', 'supplies'])
    .where('activity_sign_up.tenant_id', '=', tenant)
    .where('activity.state', 'in', ['published', 'held'])
    .where('starts_at', '>=', since)
    .orderBy('starts_at')
    .execute();
  return new Map(rows.flatMap((r) => r.supplies.map((s): [string, string] => [`${r.person_id} ${s}`, r.title])));
}
async function commended(tx: Tx, tenant: number, since: Date): Promise<string[]> {
  const rows = await tx
    .selectFrom('commendation')
    .select('person_id')
    .where('tenant_id', '=', tenant)
    .where('state', '=', 'named')
    .where('reached_at', '>=', since)
    .execute();
  return rows.map((r) => r.person_id);
}
