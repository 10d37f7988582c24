/** Services whose points stand, with what they were counted from: for trying a standard on real records (PTS-01). */
import { snapshot, type Deps } from '../../platform/context.ts';
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
