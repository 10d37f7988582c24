/** Whether nearly everything that is served is the same kind of work (G-12): one count and one line, for the guard and for the board. */
import { sql, type RawBuilder } from 'kysely';
import { day_ms } from '../../platform/clock.ts';

/** Parameters of the rule, in force at the community. */
export interface UniformLimits {
  readonly uniform_work_pct: number;
  readonly uniform_window_d: number;
  readonly uniform_sample: number;
}

/** Verified claims `c` of the window, as a condition. */
export const verifiedLately = (now: Date, p: UniformLimits): RawBuilder<unknown> =>
  sql`c.state in ('passed', 'credited') and c.passed_at > ${new Date(now.getTime() - p.uniform_window_d * day_ms)}`;

/** Verified services of the window by content. */
export const verifiedByContent = (
  tenant: number,
  now: Date,
  p: UniformLimits,
): RawBuilder<{ work_content: string; n: number }> => sql`
  select k.work_content, count(*)::int as n
  from claim c join task k on k.tenant_id = c.tenant_id and k.task_id = c.task_id
  where c.tenant_id = ${tenant} and ${verifiedLately(now, p)}
  group by k.work_content`;

/** Fewer services than the sample say nothing. `pct` is the share of one content in `of` services. */
export const isUniform = (share: { readonly of: number; readonly pct: number }, p: UniformLimits): boolean =>
  share.of >= p.uniform_sample && share.pct > p.uniform_work_pct;
