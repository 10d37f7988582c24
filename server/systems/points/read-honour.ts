/** Own points of the year and the public list of those who agreed to be named (PTS-04, PTS-06). */
import type { z } from 'zod';
import type { pointsHonour } from '../../../contract/points/index.ts';
import { balances } from '../../engines/ledger/index.ts';
import { activeStandard, formulaWords, number } from '../../engines/policy/index.ts';
import { civilDate, iso } from '../../platform/clock.ts';
import { me, snapshot, type Ctx } from '../../platform/context.ts';
import { enterTenant, openPersons, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { yearOfPoints } from './commend.ts';

type Mine = z.input<typeof pointsHonour.mine.reply>;
type Listed = z.input<typeof pointsHonour.commended.reply>;
/** A list of a district or a city shows so many names. */
const mostNames = 500;
/** A node above communities reads so many of them. */
const mostCommunities = 2000;

const noticeWords = {
  zh: (name: string, year: number, line: number) =>
    `通报表扬：${name}同志${year}年参加社区服务，积分满${line}分，特此通报表扬。`,
  en: (name: string, year: number, line: number) =>
    `Commended: ${name} has reached ${line} points by serving the community in ${year}.`,
} as const;

export async function readMyPoints(ctx: Ctx): Promise<Outcome<Mine>> {
  const { personId, tenants } = me(ctx);
  const year = Number(civilDate(ctx.clock.now()).slice(0, 4));
  const home = tenants[0]?.tenant ?? ctx.deployment.home ?? 0;
  const standard = await activeStandard(ctx, home);
  const line_pt = await number(ctx, home, 'commendation_line_pt');
  return snapshot(ctx, { persons: [personId] }, async (tx) => {
    const all = tenants.map((t) => t.tenant).toSorted((a, b) => a - b);
    let honour = 0;
    let redeemable = 0;
    for (const tenant of all) {
      await enterTenant(tx, tenant);
      const held = await balances(tx, { tenantId: tenant, owner: { ownerKind: 'person', ownerId: personId } });
      honour += held.honour_points.balance;
      redeemable += held.redeemable_points.available;
    }
    const points = await yearOfPoints(tx, personId, year, all);
    const { name_enc } = await tx
      .selectFrom('person')
      .select('name_enc')
      .where('person_id', '=', personId)
      .executeTakeFirstOrThrow();
    const { held } = points;
    return done({
      year,
      year_hundredths: points.hundredths,
      honour_hundredths: honour,
      redeemable_hundredths: redeemable,
      line_hundredths: line_pt * 100,
      standard: { version: standard.version, title: standard.title, formula: formulaWords[ctx.locale] },
      commendation: held && {
        tenant: held.tenant,
        state: held.state as NonNullable<Mine['commendation']>['state'],
        reached: iso(held.reached),
        text: noticeWords[ctx.locale](ctx.keys.open(name_enc), year, line_pt),
      },
    });
  });
}

/** Those of one community who agreed and whose consent stands at this moment. */
async function namedIn(ctx: Ctx, tx: Tx, tenant: number, year: number) {
  await enterTenant(tx, tenant);
  const rows = await tx
    .selectFrom('commendation')
    .select(['person_id', 'state', 'reached_at'])
    .where('tenant_id', '=', tenant)
    .where('year', '=', year)
    .where('state', '<>', 'below')
    .orderBy('reached_at')
    .orderBy('person_id')
    .limit(5000)
    .execute();
  const named = rows.filter((r) => r.state === 'named');
  if (named.length === 0) return { reached: rows.length, items: [] };
  await openPersons(
    tx,
    named.map((r) => r.person_id),
  );
  const people = await tx
    .selectFrom('consent')
    .innerJoin('person', 'person.person_id', 'consent.person_id')
    .select(['consent.person_id', 'name_enc'])
    .where(
      'consent.person_id',
      'in',
      named.map((r) => r.person_id),
    )
    .where('purpose', '=', 'named_publicly')
    .where('given', '=', true)
    .where('person.state', '=', 'active')
    .execute();
  const names = new Map(people.map((p) => [p.person_id, ctx.keys.open(p.name_enc)]));
  return {
    reached: rows.length,
    items: named.flatMap((r) => {
      const name = names.get(r.person_id);
      return name === undefined
        ? []
        : [{ name, community: ctx.territory.get(tenant)?.name ?? '', reached: iso(r.reached_at) }];
    }),
  };
}

/** In the order in which the line was reached: nobody is ranked (C-14). */
export async function readCommended(ctx: Ctx, tenant: number, asked: string | undefined): Promise<Outcome<Listed>> {
  if (!ctx.territory.get(tenant)) return refuse('NOT_FOUND');
  const year = Number(asked ?? civilDate(ctx.clock.now()).slice(0, 4));
  const communities = ctx.territory
    .all()
    .filter((n) => n.level === 'community' && n.opened && ctx.territory.covers(tenant, n.tenant))
    .map((n) => n.tenant)
    .toSorted((a, b) => a - b);
  const line_pt = await number(ctx, tenant, 'commendation_line_pt');
  return snapshot(ctx, {}, async (tx) => {
    const items: Listed['items'] = [];
    let reached = 0;
    for (const community of communities.slice(0, mostCommunities)) {
      const some = await namedIn(ctx, tx, community, year);
      items.push(...some.items);
      reached += some.reached;
    }
    items.sort((a, b) => a.reached.localeCompare(b.reached) || a.name.localeCompare(b.name, 'zh'));
    return done({
      year,
      line_hundredths: line_pt * 100,
      reached,
      items: items.slice(0, mostNames),
      truncated: items.length > mostNames || communities.length > mostCommunities,
    });
  });
}
