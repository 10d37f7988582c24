/** The ledger of refused attempts of a node and all below it (加码台账, OVR-01). */
import type { z } from 'zod';
import { refusals, type RefusalCode, type RefusalText } from '../../../contract/refusals/index.ts';
import { roles } from '../../../contract/codes.ts';
import type { policy } from '../../../contract/policy/index.ts';
import { directory } from '../../engines/people/index.ts';
import { iso } from '../../platform/clock.ts';
import { snapshot, type Ctx } from '../../platform/context.ts';
import { enterTenant } from '../../platform/database.ts';
import { done, type Outcome } from '../../platform/outcome.ts';

type Reply = z.input<typeof policy.attempts.reply>;
const shown = 300;
const nodesRead = 2000;

export async function readAttempts(ctx: Ctx, tenant: number, code: string | undefined): Promise<Outcome<Reply>> {
  const level = ctx.territory.get(tenant)?.level;
  // Units hang below no street; the city reads the units of its deployment as well.
  const nodes = ctx.territory
    .all()
    .filter((n) => n.path.includes(tenant) || (level === 'city' && n.level === 'unit'))
    .filter((n) => n.level !== 'community' || n.opened)
    .slice(0, nodesRead);
  const counts: Record<string, number> = {};
  const found = await snapshot(ctx, {}, async (tx) => {
    const rows = [];
    for (const node of nodes) {
      await enterTenant(tx, node.tenant);
      const sums = await tx
        .selectFrom('attempt')
        .select(['code', (e) => e.fn.countAll<number>().as('n')])
        .where('tenant_id', '=', node.tenant)
        .groupBy('code')
        .execute();
      for (const s of sums) counts[s.code] = (counts[s.code] ?? 0) + Number(s.n);
      if (sums.length === 0) continue;
      let query = tx
        .selectFrom('attempt')
        .leftJoin('policy_clause', 'policy_clause.clause_id', 'attempt.clause_id')
        .selectAll('attempt')
        .select(['policy_clause.number', 'policy_clause.body'])
        .where('attempt.tenant_id', '=', node.tenant)
        .orderBy('attempt_id', 'desc')
        .limit(shown);
      if (code) query = query.where('code', '=', code);
      rows.push(...(await query.execute()));
    }
    return rows;
  });
  const items = [];
  for (const row of found
    .toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.attempt_id < b.attempt_id ? 1 : -1))
    .slice(0, shown)) {
    const who =
      row.actor_id === null
        ? { zh: '不记名', en: 'Not named' }[ctx.locale]
        : (await directory(ctx, row.tenant_id)).show(ctx, row.actor_id, true).name;
    const text: RefusalText | undefined = refusals[row.code as RefusalCode];
    items.push({
      id: row.attempt_id,
      at: iso(row.at),
      code: row.code,
      message: text?.[ctx.locale] ?? row.code,
      who: `${who}(${ctx.territory.get(row.tenant_id)?.name ?? ''})`,
      role: roles[row.role as keyof typeof roles]?.[ctx.locale] ?? row.role,
      subject: row.subject,
      asked: row.asked,
      in_force: row.in_force,
      clause: row.number ? `${row.number} ${row.body ?? ''}` : null,
    });
  }
  return done({ counts, items });
}
