/** The services that a certificate may name: audited, standing, with minutes. */
import type { workContents } from '../../../contract/codes.ts';
import { civilDate } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.ts';
import { reversedMark } from './postings.ts';

export interface CertifiedService {
  readonly claim: string;
  /** Civil day on which it began. */
  readonly date: string;
  readonly content: keyof typeof workContents;
  readonly title: string;
  readonly minutes: number;
}
/** A certificate names at most so many services; a longer life of service is divided by years. */
const most = 2000;

/** Passed and not reversed, begun within the civil days `from` to `to`, oldest first. */
export async function certifiedServices(
  tx: Tx,
  tenant: number,
  personId: string,
  from: string,
  to: string,
): Promise<CertifiedService[]> {
  const rows = await tx
    .selectFrom('claim as c')
    .innerJoin('slot as s', (j) => j.onRef('s.tenant_id', '=', 'c.tenant_id').onRef('s.slot_id', '=', 'c.slot_id'))
    .innerJoin('task as t', (j) => j.onRef('t.tenant_id', '=', 'c.tenant_id').onRef('t.task_id', '=', 'c.task_id'))
    .select(['c.claim_id', 's.starts_at', 't.work_content', 't.title', 'c.credited_minutes'])
    .where('c.tenant_id', '=', tenant)
    .where('c.person_id', '=', personId)
    .where('c.state', 'in', ['passed', 'credited'])
    .where('c.credited_minutes', '>', 0)
    .where((e) => e.or([e('c.mark', 'is', null), e('c.mark', '<>', reversedMark)]))
    .orderBy('s.starts_at')
    .orderBy('c.claim_id')
    .limit(most)
    .execute();
  return rows
    .map((r) => ({
      claim: r.claim_id,
      date: civilDate(r.starts_at),
      content: r.work_content as CertifiedService['content'],
      title: r.title,
      minutes: r.credited_minutes ?? 0,
    }))
    .filter((s) => s.date >= from && s.date <= to);
}
