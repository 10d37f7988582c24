/** Services whose points stand, with what they were counted from: for trying a standard on real records (PTS-01). */
import { sql } from 'kysely';
import { snapshot, type Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import type { PointsInputs } from './postings.ts';
import { reversedMark } from './postings.ts';

export interface CreditedService {
  readonly tenant: number;
  readonly person: string;
  readonly inputs: PointsInputs;
  /** What was posted, with the rating's part. */
  readonly hundredths: number;
}
/** The services of one community credited since, in the order of their posting; at most `limit`. Taken-back ones are left out. */
export const creditedServices = (deps: Deps, tenant: number, since: Date, limit: number): Promise<CreditedService[]> =>
  snapshot(deps, { tenant }, async (tx) => {
    const rows = await tx
      .selectFrom('claim')
      .select(['person_id', 'points_inputs', 'points_hundredths', 'rating_points_hundredths'])
      .where('tenant_id', '=', tenant)
      .where('credited_at', '>=', since)
      .where('state', '=', 'credited')
      .where('points_inputs', 'is not', null)
      .where((e) => e.or([e('mark', 'is', null), e('mark', '<>', reversedMark)]))
      .orderBy('credited_at')
      .orderBy('claim_id')
      .limit(limit)
      .execute();
    return rows.map((r) => ({
      tenant,
      person: r.person_id,
      inputs: r.points_inputs as PointsInputs,
      hundredths: (r.points_hundredths ?? 0) + (r.rating_points_hundredths ?? 0),
    }));
  });

/** What a person's credited services of one community took and brought. */
export interface Return {
  readonly person: string;
  readonly minutes: number;
  readonly services: number;
  /** Services with physical demands, a skill or a risk. */
  readonly demanding: number;
  readonly hundredths: number;
}
/** Effort and return of everybody who served in the community since, or of one person alone (PTS-07). */
export async function returnsOf(tx: Tx, tenant: number, since: Date, person: string | null): Promise<Return[]> {
  const { rows } = await sql<Return>`
    select c.person_id as person, sum(c.credited_minutes)::int as minutes, count(*)::int as services,
      count(*) filter (where k.physical_risk or cardinality(s.demands) > 0 or cardinality(s.skills) > 0)::int as demanding,
      sum(coalesce(c.points_hundredths, 0) + coalesce(c.rating_points_hundredths, 0))::int as hundredths
    from claim c
    join slot s on s.tenant_id = c.tenant_id and s.slot_id = c.slot_id
    join task k on k.tenant_id = c.tenant_id and k.task_id = c.task_id
    where c.tenant_id = ${tenant} and c.credited_at >= ${since} and c.state = 'credited'
      and c.mark is distinct from ${reversedMark} and (${person}::uuid is null or c.person_id = ${person})
    group by c.person_id order by c.person_id`.execute(tx);
  return rows;
}
