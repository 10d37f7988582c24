/** Pure rules of presence (CHK-01, CHK-04, CHK-07): position, time, suspicion, effective minutes. */
import { haversine_m } from '../../../dispatch/index.ts';
import { isProven, type ClaimRow } from '../work/index.ts';
import { addMs, minute_ms } from '../../platform/clock.ts';

export interface Fix {
  readonly lat: number;
  readonly lng: number;
  readonly accuracy_m: number;
  readonly at: Date;
}
export interface Fence {
  readonly lat: number;
  readonly lng: number;
  readonly radius_m: number;
}

/** Distance from the fence's centre in whole metres. */
export const distanceTo = (fence: Fence, fix: Pick<Fix, 'lat' | 'lng'>): number => Math.round(haversine_m(fence, fix));
/** A position that says too little to judge by is no position: the fallback chain decides instead. */
export const usable = (fix: Fix, accuracyMax_m: number): boolean =>
  fix.accuracy_m > 0 && fix.accuracy_m <= accuracyMax_m;

/** Check-in is open from the tolerance before the start until the tolerance after the end. */
export function withinTime(at: Date, slot: { starts_at: Date; ends_at: Date }, tolerance_min: number): boolean {
  return (
    at >= addMs(slot.starts_at, -tolerance_min * minute_ms) && at <= addMs(slot.ends_at, tolerance_min * minute_ms)
  );
}

const teleport_m_s = 70;
interface FixPolicy {
  readonly accuracy_max_m: number;
  readonly stale_fix_min: number;
}
/** What makes a fix worth a second look. It is reviewed, never silently credited and never silently refused. */
export function suspicions(fix: Fix, at: Date, before: Fix | null, policy: FixPolicy): string[] {
  const flags: string[] = [];
  if (!usable(fix, policy.accuracy_max_m)) flags.push('accuracy');
  if (Math.abs(at.getTime() - fix.at.getTime()) > policy.stale_fix_min * minute_ms) flags.push('stale_fix');
  if (before) {
    const seconds = Math.abs(fix.at.getTime() - before.at.getTime()) / 1000;
    const metres = haversine_m(before, fix);
    if (metres > 500 && metres / Math.max(1, seconds) > teleport_m_s) flags.push('teleport');
  }
  return flags;
}

/** CHK-04: at most the planned time × cap (an online session: its own cap as well), rounded down; never negative. */
export function effectiveMinutes(
  service: { inAt: Date; outAt: Date; planned_min: number; remote?: boolean },
  policy: { cap_pct: number; rounding_min: number; online_cap_min: number },
): number {
  const actual = Math.floor((service.outAt.getTime() - service.inAt.getTime()) / minute_ms);
  const allowed = Math.min(
    actual,
    Math.floor((service.planned_min * policy.cap_pct) / 100),
    service.remote ? policy.online_cap_min : Number.POSITIVE_INFINITY,
  );
  return Math.max(0, Math.floor(allowed / policy.rounding_min) * policy.rounding_min);
}

/**
 * When the service ended, after somebody confirmed it (CHK-04). A check-out that nothing proves, or none at all, counts
 * until the planned end at the latest; a forgotten one only once that moment, or the one the confirmer names, has passed.
 */
export function confirmedEnd(
  claim: { state: string; checked_in_at: Date | null; checked_out_at: Date | null; out_confirmed: boolean },
  said: { leftAt: Date | null; at: Date },
  plannedEnd: Date,
): Date | null {
  if (claim.checked_in_at === null || claim.out_confirmed) return claim.checked_out_at;
  if (claim.checked_out_at === null && !['checked_in', 'returned'].includes(claim.state)) return null;
  const named = said.leftAt && said.leftAt >= claim.checked_in_at && said.leftAt <= said.at ? said.leftAt : null;
  if (claim.checked_out_at === null && named === null && said.at < plannedEnd) return null;
  const ends = [named, claim.checked_out_at, plannedEnd].filter((d) => d !== null);
  const end = ends.reduce((first, d) => (d < first ? d : first));
  return end < claim.checked_in_at ? claim.checked_in_at : end;
}

/** Proofs that do not come from the member's own phone alone. */
const independent: readonly string[] = [
  'on_site_code',
  'helped_person_page',
  'helped_person_pin',
  'call_back',
  'leader',
  'session',
];
export const independentProofs = (proofs: readonly string[]): number =>
  new Set(proofs.filter((p) => independent.includes(p))).size;
/** Two independent grounds and no flag: such records may pass in a batch. Position counts as one ground. */
export function batchable(
  claim: Pick<
    ClaimRow,
    | 'position_ok'
    | 'fallback_mark'
    | 'proofs'
    | 'form'
    | 'presence_denied'
    | 'provisional'
    | 'flags'
    | 'held_by_rule'
    | 'out_confirmed'
  >,
): boolean {
  return (
    isProven(claim) &&
    (claim.position_ok ? 1 : 0) + independentProofs(claim.proofs) >= 2 &&
    claim.flags.length === 0 &&
    claim.held_by_rule === null &&
    !claim.provisional &&
    claim.out_confirmed
  );
}
/** Flags for which a second auditor is asked (CHK-07). */
export const holdingFlags: readonly string[] = [
  'repeated_pair',
  'over_daily_hours',
  'long_service',
  'identical_fix',
  'same_household',
];

export const flagWords: Readonly<Record<string, { zh: string; en: string }>> = {
  accuracy: { zh: '定位精度不足', en: 'Position too inexact' },
  stale_fix: { zh: '定位时间与签到时间不符', en: 'Position older than the check-in' },
  teleport: { zh: '位置移动过快', en: 'Moved faster than possible' },
  identical_fix: { zh: '多人坐标完全相同', en: 'Identical coordinates of several people' },
  offline: { zh: '离线签到，待核对', en: 'Checked in offline' },
  over_daily_hours: { zh: '当日服务时长偏长', en: 'Many hours on one day' },
  long_service: { zh: '单次计入时长偏长', en: 'Many hours in one service' },
  repeated_pair: { zh: '双方多次互评', en: 'The same pair rating each other' },
  same_household: { zh: '同住家人确认', en: 'Confirmed by the same household' },
  out_unconfirmed: { zh: '签退未经证明', en: 'Check-out unproven' },
  low_score: { zh: '居民评分低', en: 'Low score' },
  presence_denied: { zh: '受助人否认到场', en: 'Presence denied' },
  not_solved: { zh: '居民认为未解决', en: 'Not solved, says the resident' },
  returned_by_group: { zh: '党小组或网格党支部退回', en: 'Returned by Party group or grid branch' },
};
