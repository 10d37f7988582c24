/**
 * What a verified service posts (TBK-11): minutes at the audit, points after Party group and grid branch, the rating's
 * part when the rating comes. Each act is one transfer with one key, so nothing is ever posted twice.
 */
import { findTransfer, post, reverse, type Leg, type TransferView } from '../ledger/index.ts';
import { notify } from '../notice/index.ts';
import { hasConsent, profilesOf, type Profile } from '../people/index.ts';
import { activeStandard, number, pointsOf, standardOfVersion, versionedFormula, type Points } from '../policy/index.ts';
import { alone, dailyRoom_min, enter, overCommunities } from '../time-book/index.ts';
import { addMs, civilDate, day_ms, startOfDay } from '../../platform/clock.ts';
import type { Deps } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import { emit, type Event } from '../../platform/outbox.ts';
import { refuse, type Refused } from '../../platform/outcome.ts';
import { serviceForUpdate, setClaim, type ClaimRow, type Service } from './store.ts';

/** The type of hours that count towards the year only up to a limit (HRS-05). */
export const emergencyHours = 'service.emergency_hours';
const person = (id: string) => ({ ownerKind: 'person' as const, ownerId: id });
const issue = { ownerKind: 'issue' as const, ownerId: 'service' };

/** Set on a service whose postings were taken back; nothing is ever posted for it again but by a new audit. */
export const reversedMark = '已冲正';
type Part = 'hours' | 'points' | 'rating';
/** A service is audited anew at most so often after its postings were taken back. */
const maxRounds = 20;
const keyOf = (s: Service, part: Part, round: number): string =>
  `claim:${s.claim.claim_id}:${part}${round === 1 ? '' : `:${round}`}`;

/** The key of the act's transfer. Only after a reversal does the next audit get a key of its own. */
async function freshKey(tx: Tx, s: Service, part: Part): Promise<string> {
  for (let round = 1; round <= maxRounds; round += 1) {
    const before = await findTransfer(tx, { tenantId: s.claim.tenant_id, key: keyOf(s, part, round) });
    if (!before || before.reversedBy === null) return keyOf(s, part, round);
  }
  throw new Error(`Service ${s.claim.claim_id} was posted and reversed ${maxRounds} times`);
}

interface Standing {
  readonly key: string;
  readonly transfer: TransferView;
}
/** What stands of a service's postings, in the order in which it is taken back. */
export async function standingPostings(tx: Tx, s: Service): Promise<Standing[]> {
  const standing: Standing[] = [];
  for (const part of ['rating', 'points', 'hours'] as const) {
    const key = await freshKey(tx, s, part);
    const transfer = await findTransfer(tx, { tenantId: s.claim.tenant_id, key });
    if (transfer) standing.push({ key, transfer });
  }
  return standing;
}
/** Takes back what stands of a service's postings, each by one compensating transfer beside the original (FND-10). */
export async function reversePostings(deps: Deps, tx: Tx, s: Service, reason: string): Promise<string[] | Refused> {
  const tenantId = s.claim.tenant_id;
  const transfers: string[] = [];
  for (const { key, transfer } of await standingPostings(tx, s)) {
    const taken = await reverse(tx, {
      tenantId,
      key: `${key}:reversal`,
      kind: 'service.reversal',
      at: deps.clock.now(),
      transferId: transfer.transferId,
      reason,
      meta: {
        claim: s.claim.claim_id,
        title: s.task.title,
        formula: `冲正：${reason}`,
        formula_en: `Reversal: ${reason}`,
      },
    });
    if (!taken.ok) return refuse(taken.code === 'INSUFFICIENT_TIME' ? 'INSUFFICIENT_TIME' : 'INSUFFICIENT_BALANCE');
    transfers.push(taken.transferId);
  }
  if (transfers.length > 0) await changed(deps, tx, s);
  return transfers;
}

/** What a service is worth; `ofDay_min`: what the day's cap left, where it took something away, else null. */
interface Found {
  readonly minutes: number;
  readonly served: number;
  readonly ofDay_min: number | null;
}
/** The day's cap, of the city, applied to what was served; it rests for what was served in an emergency (CHK-07). */
export async function withinDay(
  deps: Deps,
  tx: Tx,
  s: Service,
  { minutes, served }: Pick<Found, 'minutes' | 'served'>,
): Promise<Found> {
  if (isEmergency(s)) return { minutes, served, ofDay_min: null };
  await alone(tx, s.claim.person_id);
  const day = civilDate(s.slot.starts_at);
  const room = await dailyRoom_min(deps, tx, s.claim.tenant_id, s.claim.person_id, day);
  if (minutes <= room) return { minutes, served, ofDay_min: null };
  return { minutes: room, served: Math.min(served, room), ofDay_min: room };
}

/**
 * Hours, and time coins for those who keep a passbook. `minutes` counts for the year (rounded, CHK-04), `served` enters
 * the passbook: the same time without the rounding, by the city's rule pack (TBK-01, TBK-02).
 */
export async function postMinutes(deps: Deps, tx: Tx, s: Service, found: Found): Promise<void> {
  const { minutes, served, ofDay_min } = found;
  const { claim } = s;
  await openPersons(tx, [claim.person_id]);
  const day = civilDate(s.slot.starts_at);
  const coins = (await hasConsent(tx, claim.person_id, 'time_bank')) ? served : 0;
  const { to, meta } = await enter(
    deps,
    tx,
    { tenant: claim.tenant_id, personId: claim.person_id, served_min: coins, day },
    false,
  );
  const legs: Leg[] = [];
  if (minutes > 0)
    legs.push(
      { ...issue, asset: 'annual_minutes', amount: -minutes },
      { ...person(claim.person_id), asset: 'annual_minutes', amount: minutes },
    );
  if (to.length > 0)
    legs.push({ ...issue, asset: 'time_minutes', amount: -to.reduce((n, leg) => n + leg.amount, 0) }, ...to);
  if (legs.length === 0) return;
  const posted = await post(tx, {
    tenantId: claim.tenant_id,
    key: await freshKey(tx, s, 'hours'),
    kind: isEmergency(s) ? emergencyHours : 'service.hours',
    valueDate: day,
    at: deps.clock.now(),
    meta: {
      claim: claim.claim_id,
      title: s.task.title,
      formula: `实际与计划×上限取小，向下取整${ofDay_min === null ? '' : `，当日上限尚余${ofDay_min}分钟`} = ${minutes}分钟`,
      formula_en: `the smaller of the actual time and planned time × limit, rounded down${
        ofDay_min === null ? '' : `, of which the day’s cap leaves ${ofDay_min} min`
      } = ${minutes} min`,
      ...(coins > 0 ? { served_min: served } : {}),
      ...meta,
    },
    legs,
  });
  if (!posted.ok) throw new Error(`Hours of a passed service were refused: ${posted.code}`);
}

/** HRS-05: served decoupled from the unit in an emergency. */
export const isEmergency = ({ claim, task }: Service): boolean =>
  claim.origin === 'emergency_assignment' || task.work_content === 'emergency';

/** Points by the city's standard with what is known now; no score is neutral. */
export async function pointsFor(
  deps: Deps,
  tx: Tx,
  s: Service,
  minutes: number,
  score: number | null,
  profiles?: ReadonlyMap<string, Profile>,
): Promise<Points & { readonly inputs: PointsInputs }> {
  // A version that came into force later changes nothing that is already posted, nor the part that a rating adds to it.
  const posted = s.claim.points_hundredths === null ? null : (s.claim.points_inputs as PointsInputs | null);
  const standard = posted
    ? await standardOfVersion(deps, tx, s.claim.tenant_id, posted.standard)
    : await activeStandard(deps, s.claim.tenant_id);
  const profile = (profiles ?? (await profilesOf(tx, [s.claim.person_id]))).get(s.claim.person_id);
  const skilled =
    posted?.skilled ??
    (s.slot.skills.length > 0 && s.slot.skills.every((k) => profile?.expertise.includes(k) ?? false));
  const today = await earnedOn(tx, s.claim, civilDate(s.slot.starts_at));
  const service = {
    minutes,
    content: s.task.work_content,
    role: s.slot.role,
    skilled,
    score,
    emergency: isEmergency(s),
  };
  const points = pointsOf(standard, { ...service, alreadyToday_hundredths: today });
  const inputs = { standard: standard.version, ...service, day: civilDate(s.slot.starts_at), en: points.formula_en };
  return { ...points, inputs };
}
/** What the points of a service were counted from; kept with the service (PTS-01). */
export interface PointsInputs {
  readonly standard: number;
  readonly minutes: number;
  readonly content: string;
  readonly role: string;
  readonly skilled: boolean;
  readonly score: number | null;
  readonly emergency: boolean;
  /** The civil day, for the daily cap. */
  readonly day: string;
  /** The formula in English. */
  readonly en: string;
}
/**
 * What other services of the same civil day have already earned, in whatever community: the cap is the city's. What was
 * taken back earns nothing.
 */
async function earnedOn(tx: Tx, claim: ClaimRow, day: string): Promise<number> {
  const from = startOfDay(day);
  return overCommunities(tx, claim.tenant_id, claim.person_id, async (tenant) => {
    const rows = await tx
      .selectFrom('claim')
      .innerJoin('slot', (j) =>
        j.onRef('slot.tenant_id', '=', 'claim.tenant_id').onRef('slot.slot_id', '=', 'claim.slot_id'),
      )
      .select(['points_hundredths', 'rating_points_hundredths'])
      .where('claim.tenant_id', '=', tenant)
      .where('claim.person_id', '=', claim.person_id)
      .where('claim.claim_id', '<>', claim.claim_id)
      .where('claim.state', '=', 'credited')
      .where((e) => e.or([e('mark', 'is', null), e('mark', '<>', reversedMark)]))
      .where('slot.starts_at', '>=', from)
      .where('slot.starts_at', '<', addMs(from, day_ms))
      .execute();
    return rows.reduce((sum, r) => sum + (r.points_hundredths ?? 0) + (r.rating_points_hundredths ?? 0), 0);
  });
}

async function postPoints(
  deps: Deps,
  tx: Tx,
  s: Service,
  key: string,
  kind: string,
  hundredths: number,
  points: Points & { readonly inputs: PointsInputs },
): Promise<void> {
  if (hundredths <= 0) return;
  const told = versionedFormula(points, points.inputs.standard);
  const formula = { formula: told.zh, formula_en: told.en };
  const legs = (asset: 'honour_points' | 'redeemable_points') => [
    { ...issue, asset, amount: -hundredths },
    { ...person(s.claim.person_id), asset, amount: hundredths },
  ];
  const posted = await post(tx, {
    tenantId: s.claim.tenant_id,
    key,
    kind,
    valueDate: civilDate(s.slot.starts_at),
    at: deps.clock.now(),
    meta: { claim: s.claim.claim_id, title: s.task.title, ...formula },
    legs: [...legs('honour_points'), ...legs('redeemable_points')],
  });
  if (!posted.ok) throw new Error(`Points of a confirmed service were refused: ${posted.code}`);
  await notify(deps, tx, {
    tenant: s.claim.tenant_id,
    persons: [s.claim.person_id],
    kind: 'M-14.points',
    params: { title: s.task.title, points: (hundredths / 100).toFixed(2), ...formula },
    link: `/m/services/${s.claim.tenant_id}/${s.claim.claim_id}`,
    onceKey: key,
  });
  await changed(deps, tx, s);
}
/** Tells the list of the hundred points (PTS-04) that somebody's year has changed. */
const changed = (deps: Deps, tx: Tx, s: Service): Promise<void> =>
  emit(deps, tx, {
    tenant: s.claim.tenant_id,
    kind: 'points.changed',
    subject: s.claim.claim_id,
    persons: [s.claim.person_id],
    data: { year: Number(civilDate(s.slot.starts_at).slice(0, 4)) },
  });

/** After the branch's approval. A rating that is already there counts at once, one that comes later adds its part. */
export async function creditPoints(deps: Deps, tx: Tx, s: Service): Promise<void> {
  await alone(tx, s.claim.person_id);
  const minutes = s.claim.credited_minutes ?? 0;
  const points = await pointsFor(deps, tx, s, minutes, null);
  await postPoints(deps, tx, s, await freshKey(tx, s, 'points'), 'service.points', points.hundredths, points);
  await setClaim(tx, s.claim, {
    points_hundredths: points.hundredths,
    points_formula: points.formula_zh,
    points_inputs: JSON.stringify(points.inputs),
    credited_at: deps.clock.now(),
  });
  const score = await firstScore(tx, s);
  const credited = { ...s.claim, points_hundredths: points.hundredths, points_inputs: points.inputs as never };
  if (score !== null) await creditRating(deps, tx, { ...s, claim: credited }, points.hundredths, score);
}
/** The part that the resident's score adds, once. */
async function creditRating(deps: Deps, tx: Tx, s: Service, base: number, score: number): Promise<void> {
  await alone(tx, s.claim.person_id);
  const points = await pointsFor(deps, tx, s, s.claim.credited_minutes ?? 0, score);
  const more = points.hundredths - base;
  await postPoints(deps, tx, s, await freshKey(tx, s, 'rating'), 'service.rating', more, points);
  await setClaim(tx, s.claim, {
    rating_points_hundredths: Math.max(0, more),
    points_formula: points.formula_zh,
    points_inputs: JSON.stringify(points.inputs),
  });
}
/** The first score given after this service's result; a score of somebody else's earlier try does not count here. */
async function firstScore(tx: Tx, s: Service): Promise<number | null> {
  const row = await tx
    .selectFrom('task_need')
    .innerJoin('rating', (j) =>
      j.onRef('rating.tenant_id', '=', 'task_need.tenant_id').onRef('rating.need_id', '=', 'task_need.need_id'),
    )
    .select(['score', 'rating_id'])
    .where('task_need.tenant_id', '=', s.claim.tenant_id)
    .where('task_need.task_id', '=', s.task.task_id)
    .where('rating.at', '>=', s.claim.submitted_at ?? new Date(0))
    .orderBy('rating_id')
    .limit(1)
    .executeTakeFirst();
  return row?.score ?? null;
}

/**
 * A rating arrived: every credited service of that need gets its part, once. Those not credited yet find it at the
 * branch's approval; the lock on the claim makes sure that one of the two sees it. A low score is shown to the auditor.
 */
export async function onRated(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const score = Number(event.data['score']);
  const below = await number(deps, event.tenant, 'low_score_below');
  const claims = await tx
    .selectFrom('task_need')
    .innerJoin('claim', (j) =>
      j.onRef('claim.tenant_id', '=', 'task_need.tenant_id').onRef('claim.task_id', '=', 'task_need.task_id'),
    )
    .select('claim.claim_id')
    .where('task_need.tenant_id', '=', event.tenant)
    .where('task_need.need_id', '=', String(event.data['need']))
    .where('claim.submitted_at', '<=', event.at)
    .orderBy('claim.claim_id')
    .limit(500)
    .execute();
  for (const { claim_id } of claims) {
    const s = await serviceForUpdate(tx, event.tenant, claim_id);
    if (s?.claim.state === 'submitted') {
      const heard = [
        ...(score < below ? ['low_score'] : []),
        ...(event.data['solved'] === false ? ['not_solved'] : []),
      ];
      if (heard.length > 0) await setClaim(tx, s.claim, { flags: [...new Set([...s.claim.flags, ...heard])] });
    }
    if (s?.claim.state === 'credited' && s.claim.rating_points_hundredths === null && s.claim.mark !== reversedMark)
      await creditRating(deps, tx, s, s.claim.points_hundredths ?? 0, score);
  }
}
