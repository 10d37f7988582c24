/** One points standard per city (PTS-01): versions with clause and change log; nobody below the city may make one. */
import type { z } from 'zod';
import type { ledger } from '../../../contract/ledger/index.ts';
import { formulaWords, standardParts, type StandardBody } from '../../engines/policy/index.ts';
import { iso } from '../../platform/clock.ts';
import { grantFor, snapshot, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome, type Refused } from '../../platform/outcome.ts';

export type StandardView = z.input<typeof ledger.saveStandard.reply>;
const mostVersions = 50;

/** The city's versions, the newest first. */
export async function versionsOf(ctx: Ctx, tx: Tx, city: number | null): Promise<StandardView[]> {
  let query = tx.selectFrom('point_standard').selectAll().orderBy('version', 'desc').limit(mostVersions);
  if (city !== null) query = query.where('city_id', '=', city);
  const rows = await query.execute();
  const bodies = rows.map((r) => r.body as StandardBody);
  const named = new Set([...rows.map((r) => r.clause_id), ...bodies.flatMap((b) => Object.values(b.clauses ?? {}))]);
  const clauses = await clauseWords(tx, [...named]);
  return rows.map((r, n) => {
    const body = bodies[n]!;
    return {
      id: r.standard_id,
      version: r.version,
      title: r.title,
      effective: iso(r.effective_at),
      clause: clauses.get(r.clause_id) ?? '',
      clause_id: r.clause_id,
      state: r.state as StandardView['state'],
      items: [...body.items],
      roles: [...body.roles],
      professional_pct: body.professional_pct,
      results: [...body.results],
      emergency_pct: body.emergency_pct,
      daily_cap_hundredths: body.daily_cap_hundredths,
      formula: formulaWords[ctx.locale],
      change_log: r.change_log,
      clauses: standardParts.map((part) => {
        const id = body.clauses?.[part] ?? r.clause_id;
        return { part, id, words: clauses.get(id) ?? '' };
      }),
    };
  });
}
/** Document and number of each clause. */
async function clauseWords(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('policy_clause')
    .innerJoin('policy_document', 'policy_document.document_id', 'policy_clause.document_id')
    .select(['clause_id', 'policy_clause.number', 'policy_document.title'])
    .where('clause_id', 'in', [...ids])
    .execute();
  return new Map(rows.map((r) => [r.clause_id, `${r.title} ${r.number}`]));
}
const cityOf = (ctx: Ctx): number | null =>
  ctx.territory.chain(ctx.deployment.home ?? 0)[0]?.tenant ??
  ctx.territory.all().find((n) => n.level === 'city')?.tenant ??
  null;

/** Readable by all before serving (PTS-02); a draft is the city's own until it is published. */
export async function readStandard(ctx: Ctx): Promise<Outcome<z.input<typeof ledger.standard.reply>>> {
  const city = cityOf(ctx);
  const drafts = city !== null && grantFor(ctx, city, ['city_staff', 'organisation_department']) !== null;
  return snapshot<Outcome<z.input<typeof ledger.standard.reply>>>(ctx, {}, async (tx) => {
    const versions = await versionsOf(ctx, tx, city);
    const active = versions.find((v) => v.state === 'active');
    if (!active) return refuse('NOT_FOUND');
    const draft = drafts ? (versions.find((v) => v.state === 'draft') ?? null) : null;
    return done({ active, versions: versions.filter((v) => v.state !== 'draft'), draft, city });
  });
}

/** PTS-01, G-16: the city alone; whoever tries below it is refused, and the attempt is kept. */
export const notTheCity = (ctx: Ctx, tenant: number, title: string): Refused | null =>
  ctx.territory.get(tenant)?.level === 'city'
    ? null
    : refuse('POINT_STANDARD_CITY_ONLY', {
        attempt: { tenantId: tenant, subject: `积分标准：${title}`, asked: '本级积分标准', inForce: '全市统一标准' },
      });
