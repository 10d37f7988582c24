/** Check-in and check-out (CHK-01): by position and an independent proof, or by the fallback chain with its mark. */
import gcoord from 'gcoord';
import type { z } from 'zod';
import type { presenceBody } from '../../../contract/service/index.ts';
import { hasConsent } from '../people/index.ts';
import { numbers } from '../policy/index.ts';
import { addMs, hour_ms, minute_ms } from '../../platform/clock.ts';
import { me, transact, type Ctx } from '../../platform/context.ts';
import { inTransaction, openPersons, type Tx } from '../../platform/database.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { done, refuse, type Outcome, type Refused } from '../../platform/outcome.ts';
import { limit } from '../../platform/rate.ts';
import { askersOf, codeFits } from './on-site-code.ts';
import { distanceTo, suspicions, usable, withinTime, type Fix } from './presence-rules.ts';
import { moveClaim, type Service, serviceForUpdate, setClaim } from './store.ts';
import { watchResult } from './unfinished.ts';

export type Presence = z.output<typeof presenceBody>;
type Policy = Awaited<ReturnType<typeof numbers>>;

interface Judged {
  readonly fix: Fix | null;
  readonly distance_m: number | null;
  readonly inside: boolean;
  readonly proofs: readonly string[];
  readonly flags: readonly string[];
  readonly at: Date;
  readonly provisional: boolean;
  readonly method: string;
}

export async function checkIn(ctx: Ctx, tenant: number, id: string, body: Presence): Promise<Outcome<string>> {
  return act(ctx, tenant, id, body, 'in');
}
export async function checkOut(ctx: Ctx, tenant: number, id: string, body: Presence): Promise<Outcome<string>> {
  return act(ctx, tenant, id, body, 'out');
}

async function act(ctx: Ctx, tenant: number, id: string, body: Presence, kind: 'in' | 'out'): Promise<Outcome<string>> {
  const self = me(ctx).personId;
  const policy = await numbers(ctx, tenant);
  let tried: Judged | null = null;
  const outcome = await transact<string>(ctx, { tenant, persons: [self] }, async (tx) => {
    const s = await serviceForUpdate(tx, tenant, id);
    if (!s || s.claim.person_id !== self) return refuse('NOT_FOUND');
    if (!mayStep(s.claim.state, kind, body)) return refuse('ILLEGAL_TRANSITION');
    if (body.position && !(await hasConsent(tx, self, 'precise_location')))
      return refuse('CONSENT_MISSING', { details: { purpose: 'precise_location', instead: 'on_site_code' } });
    const judged = await judge(ctx, tx, s, body, policy);
    if ('ok' in judged) return judged;
    tried = judged;
    const barred = mayAct(s, judged, kind, policy);
    if (barred) return barred;
    await keep(ctx, tx, s, judged, kind, policy);
    return done(id);
  });
  // The refused try is a fact for the record, kept in its own transaction after the roll-back.
  const far = tried as Judged | null;
  if (!outcome.ok && outcome.code === 'OUT_OF_RANGE' && far)
    await inTransaction(
      ctx.db,
      { tenant },
      async (tx) => (await event(ctx, tx, tenant, id, far, kind, outcome.code), done(null)),
    );
  return outcome;
}

/** Codes and PINs are short, so a claim has few tries. */
const guesses = limit(8, 600);
/** A check-in that waited on the phone may arrive after the slot has already been written down as not attended. */
const mayStep = (state: string, kind: 'in' | 'out', body: Presence): boolean =>
  kind === 'out' ? state === 'checked_in' : state === 'accepted' || (state === 'no_show' && body.captured_at !== null);

/** Looks at what the phone sent: datum, fence, code, PIN, suspicion. */
async function judge(ctx: Ctx, tx: Tx, s: Service, body: Presence, policy: Policy): Promise<Judged | Refused> {
  const tenant = s.claim.tenant_id;
  const now = ctx.clock.now();
  const at = body.captured_at ? new Date(body.captured_at) : now;
  // An offline act older than that is no check-in any more; staff may still confirm by call-back.
  if (at > addMs(now, 120_000) || at < addMs(now, -policy.offline_check_in_h * hour_ms))
    return refuse('INPUT_INVALID', { fields: [{ path: 'captured_at', message: fieldWords.capturedTooOld }] });
  if ((body.on_site_code || body.pin) && !guesses.take(s.claim.claim_id, now)) return refuse('TOO_MANY_ATTEMPTS');
  const proofs: string[] = [];
  if (body.on_site_code) {
    if (!(await codeFits(ctx, tenant, s.slot.slot_id, body.on_site_code, at))) return refuse('ON_SITE_CODE_WRONG');
    proofs.push('on_site_code');
  }
  if (body.pin) {
    if (!(await pinFits(ctx, tx, tenant, s, body.pin))) return refuse('ON_SITE_CODE_WRONG');
    proofs.push('helped_person_pin');
  }
  const fix = body.position ? inWgs84(body.position) : null;
  const flags: string[] = [];
  if (fix) flags.push(...suspicions(fix, at, await lastFix(tx, tenant, s.claim.person_id), policy));
  if (fix && (await identicalFixes(tx, tenant, s.claim.person_id, fix, at)) + 1 >= policy.identical_fix_people)
    flags.push('identical_fix');
  const good = fix !== null && usable(fix, policy.accuracy_max_m);
  const fence =
    s.task.lat === null || s.task.lng === null ? null : { lat: s.task.lat, lng: s.task.lng, radius_m: s.task.radius_m };
  const distance_m = good && fence ? distanceTo(fence, fix) : null;
  const inside = distance_m !== null && fence !== null && distance_m <= fence.radius_m;
  if (inside) proofs.unshift('position');
  const provisional = body.captured_at !== null;
  return {
    fix,
    distance_m,
    inside,
    proofs,
    flags: provisional ? [...flags, 'offline'] : flags,
    at,
    provisional,
    method: inside ? 'position' : (proofs[0] ?? 'none'),
  };
}

function mayAct(s: Service, j: Judged, kind: 'in' | 'out', policy: Policy): Refused | null {
  if (kind === 'in' && !withinTime(j.at, s.slot, policy.check_in_tolerance_min))
    return refuse('OUTSIDE_TIME', {
      details: { start: s.slot.starts_at.toISOString(), end: s.slot.ends_at.toISOString() },
    });
  if (kind === 'out' && s.claim.checked_in_at && j.at < s.claim.checked_in_at) return refuse('OUTSIDE_TIME');
  const remote = s.task.form !== 'on_site';
  // Somebody known to be elsewhere is not here, unless the code on site says otherwise.
  if (!remote && j.distance_m !== null && !j.inside && !j.proofs.includes('on_site_code'))
    return refuse('OUT_OF_RANGE', { details: { n: j.distance_m, radius_m: s.task.radius_m } });
  return null;
}

async function keep(ctx: Ctx, tx: Tx, s: Service, j: Judged, kind: 'in' | 'out', policy: Policy): Promise<void> {
  const { claim } = s;
  await event(ctx, tx, claim.tenant_id, claim.claim_id, j, kind, null);
  const proofs = [...new Set([...claim.proofs, ...j.proofs])];
  const flags = [...new Set([...claim.flags, ...j.flags])];
  if (kind === 'in') {
    const fallback = j.inside
      ? null
      : s.task.form !== 'on_site'
        ? 'remote'
        : j.fix
          ? 'position_unusable'
          : 'no_position';
    await setClaim(tx, claim, {
      proofs,
      flags,
      position_ok: j.inside,
      fallback_mark: fallback,
      provisional: j.provisional,
      checked_in_at: j.at,
    });
    await moveClaim(ctx, tx, claim, 'checked_in', { act: 'checked_in', reason: fallback });
    await watchResult(ctx, tx, s);
    return;
  }
  const confirmed = j.inside || j.proofs.length > 0 || s.task.form !== 'on_site';
  await setClaim(tx, claim, {
    proofs,
    flags: confirmed ? flags : [...new Set([...flags, 'out_unconfirmed'])],
    out_confirmed: confirmed,
    provisional: claim.provisional || j.provisional,
    checked_out_at: j.at,
    // G-32: in and out again at once; a result that follows takes the mark away.
    ...(claim.checked_in_at && j.at <= addMs(claim.checked_in_at, policy.clock_in_only_min * minute_ms)
      ? { mark: '点卯' }
      : {}),
  });
  await moveClaim(ctx, tx, claim, 'checked_out', { act: 'checked_out' });
}

async function event(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  claimId: string,
  j: Judged,
  kind: 'in' | 'out',
  refusal: string | null,
): Promise<void> {
  await tx
    .insertInto('check_event')
    .values({
      tenant_id: tenant,
      event_id: ctx.ids.next(),
      claim_id: claimId,
      kind,
      at: ctx.clock.now(),
      captured_at: j.provisional ? j.at : null,
      method: j.method,
      lat: j.fix?.lat ?? null,
      lng: j.fix?.lng ?? null,
      accuracy_m: j.fix?.accuracy_m ?? null,
      datum: j.fix ? 'wgs84' : null,
      fix_at: j.fix?.at ?? null,
      distance_m: j.distance_m,
      valid: refusal === null,
      provisional: j.provisional,
      refusal,
    })
    .execute();
}

/** Stored as WGS-84; GCJ-02 and BD-09 are converted here, at the edge. */
function inWgs84(p: NonNullable<Presence['position']>): Fix {
  const at = new Date(p.fix_at);
  if (p.datum === 'wgs84') return { ...p.point, accuracy_m: p.accuracy_m, at };
  const [lng, lat] = gcoord.transform(
    [p.point.lng, p.point.lat],
    p.datum === 'gcj02' ? gcoord.GCJ02 : gcoord.BD09,
    gcoord.WGS84,
  ) as [number, number];
  return { lat, lng, accuracy_m: p.accuracy_m, at };
}
async function pinFits(ctx: Ctx, tx: Tx, tenant: number, s: Service, pin: string): Promise<boolean> {
  const askers = (await askersOf(tx, tenant, s.task.task_id)).filter((a) => a !== s.claim.person_id);
  if (askers.length === 0) return false;
  await openPersons(tx, [s.claim.person_id, ...askers]);
  const rows = await tx.selectFrom('person').select('pin_enc').where('person_id', 'in', askers).execute();
  return rows.some((r) => ctx.keys.openOrNull(r.pin_enc) === pin);
}
async function lastFix(tx: Tx, tenant: number, personId: string): Promise<Fix | null> {
  const row = await tx
    .selectFrom('check_event')
    .innerJoin('claim', (j) =>
      j.onRef('claim.tenant_id', '=', 'check_event.tenant_id').onRef('claim.claim_id', '=', 'check_event.claim_id'),
    )
    .select(['check_event.lat', 'check_event.lng', 'check_event.accuracy_m', 'check_event.fix_at'])
    .where('claim.tenant_id', '=', tenant)
    .where('claim.person_id', '=', personId)
    .where('check_event.lat', 'is not', null)
    .where('check_event.valid', '=', true)
    .orderBy('check_event.event_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && row.lat !== null && row.lng !== null && row.fix_at
    ? { lat: row.lat, lng: row.lng, accuracy_m: row.accuracy_m ?? 0, at: row.fix_at }
    : null;
}
/** Ids carry their time, so that the key itself bounds the search. */
function firstIdOf(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
/** How many other people came from exactly this point in the last half day. */
async function identicalFixes(tx: Tx, tenant: number, personId: string, fix: Fix, at: Date): Promise<number> {
  const rows = await tx
    .selectFrom('check_event')
    .innerJoin('claim', (j) =>
      j.onRef('claim.tenant_id', '=', 'check_event.tenant_id').onRef('claim.claim_id', '=', 'check_event.claim_id'),
    )
    .select('claim.person_id')
    .distinct()
    .where('check_event.tenant_id', '=', tenant)
    .where('check_event.event_id', '>=', firstIdOf(addMs(at, -12 * hour_ms)))
    .where('check_event.lat', '=', fix.lat)
    .where('check_event.lng', '=', fix.lng)
    .where('check_event.accuracy_m', '=', fix.accuracy_m)
    .where('claim.person_id', '<>', personId)
    .limit(20)
    .execute();
  return rows.length;
}
