/** One points standard per city (PTS-01): versions with clause and change log; nobody below the city may make one. */
import type { z } from 'zod';
import type { ledger } from '../../../contract/ledger/index.ts';
import { defaultStandard, forgetPolicy, formulaWords, type StandardBody } from '../../engines/policy/index.ts';
import { iso } from '../../platform/clock.ts';
import { snapshot, transact, type Ctx } from '../../platform/context.ts';
import { afterCommit, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';

type View = z.input<typeof ledger.saveStandard.reply>;
type Body = z.output<typeof ledger.saveStandard.body>;

async function versionsOf(ctx: Ctx, tx: Tx, city: number | null): Promise<View[]> {
  let query = tx
    .selectFrom('point_standard')
    .innerJoin('policy_clause', 'policy_clause.clause_id', 'point_standard.clause_id')
    .innerJoin('policy_document', 'policy_document.document_id', 'policy_clause.document_id')
    .select([
      'standard_id',
      'version',
      'point_standard.title',
      'effective_at',
      'point_standard.clause_id',
      'point_standard.state',
      'point_standard.body',
      'change_log',
      'policy_clause.number',
      'policy_document.title as document',
    ])
    .orderBy('version', 'desc')
    .limit(50);
  if (city !== null) query = query.where('city_id', '=', city);
  return (await query.execute()).map((r) => {
    const body = r.body as StandardBody;
    return {
      id: r.standard_id,
      version: r.version,
      title: r.title,
      effective: iso(r.effective_at),
      clause: `${r.document} ${r.number}`,
      clause_id: r.clause_id,
      state: r.state as View['state'],
      items: [...body.items],
      roles: [...body.roles],
      professional_pct: body.professional_pct,
      results: [...body.results],
      emergency_pct: body.emergency_pct,
      daily_cap_hundredths: body.daily_cap_hundredths,
      formula: formulaWords[ctx.locale],
      change_log: r.change_log,
    };
  });
}
const cityOf = (ctx: Ctx): number | null =>
  ctx.territory.chain(ctx.deployment.home ?? 0)[0]?.tenant ??
  ctx.territory.all().find((n) => n.level === 'city')?.tenant ??
  null;

export async function readStandard(ctx: Ctx): Promise<Outcome<z.input<typeof ledger.standard.reply>>> {
  return snapshot<Outcome<z.input<typeof ledger.standard.reply>>>(ctx, {}, async (tx) => {
    const versions = await versionsOf(ctx, tx, cityOf(ctx));
    const active = versions.find((v) => v.state === 'active');
    return active ? done({ active, versions }) : refuse('NOT_FOUND');
  });
}

/** Enacts the next version; earlier postings keep the version they were made by. */
export async function enactStandard(ctx: Ctx, tenant: number, body: Body): Promise<Outcome<View>> {
  if (ctx.territory.get(tenant)?.level !== 'city')
    return refuse('POINT_STANDARD_CITY_ONLY', {
      attempt: { tenantId: tenant, subject: `积分标准：${body.title}`, asked: '本级积分标准', inForce: '全市统一标准' },
    });
  const amounts = [
    ...body.items.map((i) => i.base_hundredths_per_hour),
    body.professional_pct - 100,
    body.emergency_pct - 100,
    body.daily_cap_hundredths,
  ];
  if (amounts.some((a) => a < 0)) return refuse('NO_NEGATIVE_POINTS');
  if (!body.clause) return refuse('NO_POLICY_BASIS', { fields: [{ path: 'clause', message: '' }] });
  const clause = body.clause;
  return transact<View>(ctx, {}, async (tx) => {
    if (!(await tx.selectFrom('policy_clause').select('clause_id').where('clause_id', '=', clause).executeTakeFirst()))
      return refuse('NO_POLICY_BASIS', { fields: [{ path: 'clause', message: '' }] });
    const last = await tx
      .selectFrom('point_standard')
      .selectAll()
      .where('city_id', '=', tenant)
      .orderBy('version', 'desc')
      .limit(1)
      .forUpdate()
      .executeTakeFirst();
    const before = (last?.body as StandardBody | undefined) ?? defaultStandard;
    const next: StandardBody = {
      ...before,
      items: before.items.map((i) => body.items.find((n) => n.content === i.content) ?? i),
      professional_pct: body.professional_pct,
      emergency_pct: body.emergency_pct,
      daily_cap_hundredths: body.daily_cap_hundredths,
    };
    await tx
      .updateTable('point_standard')
      .set({ state: 'retired' })
      .where('city_id', '=', tenant)
      .where('state', '=', 'active')
      .execute();
    await tx
      .insertInto('point_standard')
      .values({
        standard_id: ctx.ids.next(),
        city_id: tenant,
        version: (last?.version ?? 0) + 1,
        title: body.title,
        clause_id: clause,
        effective_at: ctx.clock.now(),
        state: 'active',
        body: JSON.stringify(next),
        change_log: body.change_log,
      })
      .execute();
    afterCommit(tx, () => forgetPolicy(ctx));
    return done((await versionsOf(ctx, tx, tenant))[0]!);
  });
}
