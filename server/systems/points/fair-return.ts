/** Effort against return (PTS-07): one's own beside the anonymous distribution of the city; communities that lie outside it. */
import type { z } from 'zod';
import type { pointsHonour } from '../../../contract/points/index.ts';
import { totals } from '../../engines/ledger/index.ts';
import { returnsOf, type Return } from '../../engines/review/index.ts';
import { addMs, civilDate, day_ms, iso } from '../../platform/clock.ts';
import { me, snapshot, type Ctx } from '../../platform/context.ts';
import { enterTenant, type Tx } from '../../platform/database.ts';
import { done, type Outcome } from '../../platform/outcome.ts';
import { quartilesOf, ratioOf } from './return-rules.ts';

type Mine = z.input<typeof pointsHonour.fairness.reply>;
type Outliers = z.input<typeof pointsHonour.outliers.reply>;
/** The figures look back so many days. */
const days = 365;

const communitiesOf = (ctx: Ctx, tenant: number) =>
  ctx.territory
    .all()
    .filter((n) => n.level === 'community' && n.opened && ctx.territory.covers(tenant, n.tenant))
    .toSorted((a, b) => a.tenant - b.tenant);

/** Who served in each community; a person who serves in several is one person of the city. */
async function served(ctx: Ctx, tx: Tx, city: number, since: Date) {
  const all = new Map<string, { minutes: number; hundredths: number }>();
  const local = [];
  for (const node of communitiesOf(ctx, city)) {
    await enterTenant(tx, node.tenant);
    const returns = await returnsOf(tx, node.tenant, since, null);
    for (const r of returns) {
      const sum = all.get(r.person) ?? { minutes: 0, hundredths: 0 };
      all.set(r.person, { minutes: sum.minutes + r.minutes, hundredths: sum.hundredths + r.hundredths });
    }
    local.push({ node, returns });
  }
  return { city: quartilesOf([...all.values()].map(ratioOf)), local };
}

export async function readFairness(ctx: Ctx): Promise<Outcome<Mine>> {
  const { personId, tenants } = me(ctx);
  const now = ctx.clock.now();
  const since = addMs(now, -days * day_ms);
  const own = tenants.map((t) => t.tenant).toSorted((a, b) => a - b);
  return snapshot<Outcome<Mine>>(ctx, { persons: [personId] }, async (tx) => {
    const parts: Return[] = [];
    const returned = { points: 0, time_minutes: 0, honours: 0, thanks: 0 };
    const care: Mine['care'] = [];
    for (const tenant of own) {
      await enterTenant(tx, tenant);
      parts.push(...(await returnsOf(tx, tenant, since, personId)));
      const [coins] = await totals(tx, {
        tenantId: tenant,
        ownerKind: 'person',
        ownerIds: [personId],
        asset: 'time_minutes',
        from: civilDate(since),
        to: civilDate(now),
      });
      returned.time_minutes += coins?.gross ?? 0;
      returned.honours += await honours(tx, tenant, personId, since);
      returned.thanks += await thanks(tx, tenant, personId, since);
      care.push(...(await careFor(tx, tenant, personId, since)));
    }
    const sum = (of: (r: Return) => number) => parts.reduce((n, r) => n + of(r), 0);
    const effort = {
      minutes: sum((r) => r.minutes),
      services: sum((r) => r.services),
      demanding: sum((r) => r.demanding),
    };
    returned.points = sum((r) => r.hundredths);
    const city = ctx.territory.chain(own[0] ?? ctx.deployment.home ?? 0)[0]?.tenant;
    return done({
      days,
      effort,
      returned,
      ratio: ratioOf({ minutes: effort.minutes, hundredths: returned.points }),
      city: city === undefined ? null : (await served(ctx, tx, city, since)).city,
      care: care.toSorted((a, b) => b.at.localeCompare(a.at)),
    });
  });
}

async function honours(tx: Tx, tenant: number, personId: string, since: Date): Promise<number> {
  const rows = await tx
    .selectFrom('commendation')
    .select('year')
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', personId)
    .where('state', '<>', 'below')
    .where('reached_at', '>=', since)
    .execute();
  return rows.length;
}
async function thanks(tx: Tx, tenant: number, personId: string, since: Date): Promise<number> {
  const rows = await tx
    .selectFrom('notice')
    .select('notice_id')
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', personId)
    .where('kind', '=', 'M-54.thanks')
    .where('at', '>=', since)
    .limit(1000)
    .execute();
  return rows.length;
}
async function careFor(tx: Tx, tenant: number, personId: string, since: Date): Promise<Mine['care']> {
  const rows = await tx
    .selectFrom('care_event')
    .select(['kind', 'text', 'at'])
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', personId)
    .where('at', '>=', since)
    .orderBy('care_id', 'desc')
    .limit(50)
    .execute();
  return rows.map((r) => ({ kind: r.kind as Mine['care'][number]['kind'], text: r.text, at: iso(r.at) }));
}

/** A community is flagged when its median lies outside the middle half of the city's members. */
export async function readOutliers(ctx: Ctx, tenant: number): Promise<Outcome<Outliers>> {
  const since = addMs(ctx.clock.now(), -days * day_ms);
  return snapshot<Outcome<Outliers>>(ctx, {}, async (tx) => {
    const { city, local } = await served(ctx, tx, tenant, since);
    return done({
      days,
      city,
      communities: local.map(({ node, returns }) => {
        const own = quartilesOf(returns.map(ratioOf));
        const median = own?.median ?? null;
        return {
          tenant: node.tenant,
          name: node.name,
          members: returns.length,
          median,
          flagged: city !== null && median !== null && (median < city.q1 || median > city.q3),
        };
      }),
    });
  });
}
