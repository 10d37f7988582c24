/** The what-if of a draft: real postings of the city counted once more, shown without names (PTS-01). */
import type { z } from 'zod';
import type { ledger } from '../../../contract/ledger/index.ts';
import { workContents } from '../../../contract/codes.ts';
import type { StandardBody } from '../../engines/policy/index.ts';
import { creditedServices, type CreditedService } from '../../engines/review/index.ts';
import { addMs, day_ms } from '../../platform/clock.ts';
import type { Ctx } from '../../platform/context.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { distributionOf, groupBy, recount, type Recounted } from './impact.ts';
import { notTheCity } from './standard.ts';

type Impact = z.input<typeof ledger.tryStandard.reply>;
/** A city's records are read community by community up to this many; beyond it the answer says so. */
const mostRecords = 50_000;
const examples = 5;

export async function tryStandard(ctx: Ctx, tenant: number, id: string, days: number): Promise<Outcome<Impact>> {
  const barred = notTheCity(ctx, tenant, '试算');
  if (barred) return barred;
  const row = await ctx.db
    .selectFrom('point_standard')
    .select('body')
    .where('city_id', '=', tenant)
    .where('standard_id', '=', id)
    .executeTakeFirst();
  if (!row) return refuse('NOT_FOUND');
  const since = addMs(ctx.clock.now(), -days * day_ms);
  const services: CreditedService[] = [];
  let truncated = false;
  for (const node of ctx.territory.all()) {
    if (node.level !== 'community' || !node.opened || !ctx.territory.covers(tenant, node.tenant)) continue;
    const room = mostRecords - services.length;
    const some = await creditedServices(ctx, node.tenant, since, room + 1);
    services.push(...some.slice(0, room));
    truncated ||= some.length > room;
    if (truncated) break;
  }
  const all = recount(services, row.body as StandardBody);
  const changed = all.filter((r) => r.after !== r.before);
  const ordered = changed.toSorted((a, b) => b.after - b.before - (a.after - a.before));
  const show = (r: Recounted): Impact['most_more'][number] => ({
    content: r.service.inputs.content as Impact['most_more'][number]['content'],
    role: r.service.inputs.role as Impact['most_more'][number]['role'],
    minutes: r.service.inputs.minutes,
    community: ctx.territory.get(r.service.tenant)?.name ?? '',
    before_hundredths: r.before,
    after_hundredths: r.after,
    formula: ctx.locale === 'zh' ? r.formula_zh : r.formula_en,
  });
  const named = (nameOf: (key: string) => string) => (g: ReturnType<typeof groupBy>[number]) => {
    const { key, ...rest } = g;
    return { name: nameOf(key), ...rest };
  };
  const sum = (of: (r: Recounted) => number) => all.reduce((n, r) => n + of(r), 0);
  return done({
    days,
    records: all.length,
    changed: changed.length,
    before_hundredths: sum((r) => r.before),
    after_hundredths: sum((r) => r.after),
    distribution: distributionOf(all),
    by_community: groupBy(all, (r) => String(r.service.tenant)).map(
      named((key) => ctx.territory.get(Number(key))?.name ?? key),
    ),
    by_content: groupBy(all, (r) => r.service.inputs.content).map(
      named((key) => workContents[key as keyof typeof workContents]?.[ctx.locale] ?? key),
    ),
    most_more: ordered
      .filter((r) => r.after > r.before)
      .slice(0, examples)
      .map(show),
    most_less: ordered
      .filter((r) => r.after < r.before)
      .slice(-examples)
      .toReversed()
      .map(show),
    truncated,
  });
}
