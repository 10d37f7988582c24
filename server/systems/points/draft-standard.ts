/** The next version in the making: kept, thrown away, or published (PTS-01, E-33: draft → active → retired). */
import type { z } from 'zod';
import type { ledger } from '../../../contract/ledger/index.ts';
import { defaultStandard, forgetPolicy, type StandardBody } from '../../engines/policy/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { transact, type Ctx } from '../../platform/context.ts';
import { afterCommit, enterTenant, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome, type Refused } from '../../platform/outcome.ts';
import { notTheCity, versionsOf, type StandardView } from './standard.ts';

type Body = z.output<typeof ledger.saveStandard.body>;

/** PTS-05: no part of the formula takes anything away. */
function negative(body: Body): Refused | null {
  const parts: [string, number[]][] = [
    ['items', body.items.map((i) => i.base_hundredths_per_hour)],
    ['roles', (body.roles ?? []).map((r) => r.coefficient_pct - 100)],
    ['professional_pct', [body.professional_pct - 100]],
    ['results', (body.results ?? []).map((r) => r.coefficient_pct - 100)],
    ['emergency_pct', [body.emergency_pct - 100]],
    ['daily_cap_hundredths', [body.daily_cap_hundredths]],
  ];
  const below = parts.filter(([, amounts]) => amounts.some((a) => a < 0));
  if (below.length === 0) return null;
  return refuse('NO_NEGATIVE_POINTS', { fields: below.map(([path]) => ({ path, message: '' as const })) });
}

/** The city's rows, locked: two who draft or publish wait for each other. */
const cityRows = (tx: Tx, city: number) =>
  tx.selectFrom('point_standard').selectAll().where('city_id', '=', city).orderBy('version').forUpdate().execute();

export async function saveDraft(ctx: Ctx, tenant: number, body: Body): Promise<Outcome<StandardView>> {
  const barred = notTheCity(ctx, tenant, body.title) ?? negative(body);
  if (barred) return barred;
  if (!body.clause) return refuse('NO_POLICY_BASIS', { fields: [{ path: 'clause', message: '' }] });
  const clause = body.clause;
  return transact<StandardView>(ctx, { tenant }, async (tx) => {
    const named = [...new Set([clause, ...(body.clauses ?? []).map((c) => c.id)])];
    const known = await tx.selectFrom('policy_clause').select('clause_id').where('clause_id', 'in', named).execute();
    if (known.length < named.length) return refuse('NO_POLICY_BASIS', { fields: [{ path: 'clause', message: '' }] });
    const rows = await cityRows(tx, tenant);
    const active = rows.find((r) => r.state === 'active');
    const draft = rows.find((r) => r.state === 'draft');
    const base = (active?.body as StandardBody | undefined) ?? defaultStandard;
    const next: StandardBody = {
      items: base.items.map((i) => body.items.find((n) => n.content === i.content) ?? i),
      roles: base.roles.map((r) => body.roles?.find((n) => n.role === r.role) ?? r),
      professional_pct: body.professional_pct,
      results: (body.results ?? base.results).toSorted((a, b) => a.from_score - b.from_score),
      emergency_pct: body.emergency_pct,
      daily_cap_hundredths: body.daily_cap_hundredths,
      clauses: Object.fromEntries((body.clauses ?? []).map((c) => [c.part, c.id])),
    };
    const values = {
      title: body.title,
      clause_id: clause,
      effective_at: ctx.clock.now(),
      body: JSON.stringify(next),
      change_log: body.change_log,
    };
    const id = draft?.standard_id ?? ctx.ids.next();
    if (draft) await tx.updateTable('point_standard').set(values).where('standard_id', '=', id).execute();
    else
      await tx
        .insertInto('point_standard')
        .values({
          standard_id: id,
          city_id: tenant,
          version: (rows.at(-1)?.version ?? 0) + 1,
          state: 'draft',
          ...values,
        })
        .execute();
    await recordAct(ctx, tx, {
      tenant,
      kind: 'point_standard',
      id,
      act: draft ? 'changed' : 'created',
      to: 'draft',
      basis: clause,
    });
    return done((await versionsOf(ctx, tx, tenant)).find((v) => v.id === id)!);
  });
}

export async function dropDraft(ctx: Ctx, tenant: number, id: string): Promise<Outcome<{ ok: true }>> {
  const barred = notTheCity(ctx, tenant, '撤销草案');
  if (barred) return barred;
  return transact<{ ok: true }>(ctx, { tenant }, async (tx) => {
    const row = (await cityRows(tx, tenant)).find((r) => r.standard_id === id);
    if (!row) return refuse('NOT_FOUND');
    if (row.state !== 'draft') return refuse('ILLEGAL_TRANSITION');
    await tx.deleteFrom('point_standard').where('standard_id', '=', id).where('state', '=', 'draft').execute();
    await recordAct(ctx, tx, { tenant, kind: 'point_standard', id, act: 'withdrawn', from: 'draft' });
    return done({ ok: true });
  });
}

/** The draft comes into force and the version before it is retired; earlier postings keep the version they were made by. */
export async function publishStandard(
  ctx: Ctx,
  tenant: number,
  id: string,
  reason: string,
): Promise<Outcome<StandardView>> {
  const barred = notTheCity(ctx, tenant, '发布');
  if (barred) return barred;
  if (reason === '') return refuse('REASON_REQUIRED', { fields: [{ path: 'reason', message: '' }] });
  return transact<StandardView>(ctx, { tenant }, async (tx) => {
    const rows = await cityRows(tx, tenant);
    const row = rows.find((r) => r.standard_id === id);
    if (!row) return refuse('NOT_FOUND');
    if (row.state !== 'draft') return refuse('ILLEGAL_TRANSITION');
    await tx
      .updateTable('point_standard')
      .set({ state: 'retired' })
      .where('city_id', '=', tenant)
      .where('state', '=', 'active')
      .execute();
    await tx
      .updateTable('point_standard')
      .set({ state: 'active', effective_at: ctx.clock.now() })
      .where('standard_id', '=', id)
      .execute();
    await enterTenant(tx, tenant);
    await recordAct(ctx, tx, {
      tenant,
      kind: 'point_standard',
      id,
      act: 'published',
      from: 'draft',
      to: 'active',
      reason,
      basis: row.clause_id,
    });
    afterCommit(tx, () => forgetPolicy(ctx));
    return done((await versionsOf(ctx, tx, tenant)).find((v) => v.id === id)!);
  });
}
