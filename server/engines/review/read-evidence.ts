/** Records with the evidence beside them: for the auditor, the Party group, the grid branch; and who is at work now. */
import type { z } from 'zod';
import type { service as contract } from '../../../contract/service/index.ts';
import { presenceProofs } from '../../../contract/codes.ts';
import { directory, profilesOf } from '../people/index.ts';
import { numbers, workdays } from '../policy/index.ts';
import { iso, isoOrNull } from '../../platform/clock.ts';
import { me, snapshot, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { claimById, claimsByIds, claimViews } from '../work/index.ts';
import { pointsFor, reversedMark, type PointsInputs } from './postings.ts';
import { batchable, flagWords, independentProofs } from './presence-rules.ts';
import { minutesOf, servicesOf, type ClaimRow } from './store.ts';

type Evidence = z.input<typeof contract.audits.reply>['items'][number];
type View = 'due' | 'batchable' | 'exceptions' | 'held' | 'done';
const shown = 100;
const waits: readonly string[] = ['submitted', 'passed'];

async function evidenceOf(ctx: Ctx, tx: Tx, claims: readonly ClaimRow[]): Promise<Evidence[]> {
  const tenant = claims[0]?.tenant_id;
  if (tenant === undefined) return [];
  const people = await directory(ctx, tenant);
  const policy = await numbers(ctx, tenant);
  const ids = claims.map((c) => c.claim_id);
  const events = await tx
    .selectFrom('check_event')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('claim_id', 'in', ids)
    .orderBy('event_id')
    .execute();
  const said = await tx
    .selectFrom('presence_confirmation')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('claim_id', 'in', ids)
    .orderBy('confirmation_id')
    .execute();
  const views = await claimViews(ctx, tx, claims);
  const calendar = await workdays(ctx);
  // CHK-06: each step has its own working days: the audit from the result, the confirmations from the step before.
  const dueOf = (c: ClaimRow): Date | null => {
    const from = c.state === 'passed' ? (c.group_confirmed_at ?? c.passed_at) : null;
    return from ? calendar.addWorkdays(from, policy.confirm_limit_wd) : c.audit_due_at;
  };
  const out: Evidence[] = [];
  const profiles = await profilesOf(tx, [...new Set(claims.map((c) => c.person_id))]);
  for (const s of await servicesOf(tx, tenant, claims)) {
    const { claim } = s;
    const view = views.find((v) => v.id === claim.claim_id);
    if (!view) continue;
    const minutes = claim.credited_minutes ?? minutesOf(s, policy);
    const points = await pointsFor(ctx, tx, s, minutes, null, profiles);
    out.push({
      claim: view,
      flags: claim.flags.map((rule) => ({ rule, zh: flagWords[rule]?.zh ?? rule, en: flagWords[rule]?.en ?? rule })),
      independent_proofs: independentProofs(claim.proofs) + (claim.position_ok ? 1 : 0),
      batchable: batchable(claim),
      events: events
        .filter((e) => e.claim_id === claim.claim_id)
        .map((e) => ({
          kind: e.kind === 'in' ? ('in' as const) : ('out' as const),
          at: iso(e.at),
          captured_at: isoOrNull(e.captured_at),
          method: e.method,
          distance_m: e.distance_m,
          accuracy_m: e.accuracy_m === null ? null : Math.round(e.accuracy_m),
          valid: e.valid,
          provisional: e.provisional,
        })),
      result: claim.submitted_at
        ? { text: claim.result_text, count: claim.result_count, photos: claim.result_photos }
        : null,
      confirmations: said
        .filter((x) => x.claim_id === claim.claim_id && x.positive)
        .map((x) => ({
          by: people.show(ctx, x.by_person_id, true).name,
          kind: presenceProofs[x.kind as keyof typeof presenceProofs]?.[ctx.locale] ?? x.kind,
          at: iso(x.at),
        })),
      due_at: isoOrNull(dueOf(claim)),
      overdue: waits.includes(claim.state) && (dueOf(claim) ?? ctx.clock.now()) < ctx.clock.now(),
      minutes,
      points: {
        hundredths: claim.points_hundredths ?? points.hundredths,
        formula:
          ctx.locale === 'zh'
            ? (claim.points_formula ?? points.formula_zh)
            : ((claim.points_inputs as PointsInputs | null)?.en ?? points.formula_en),
      },
    });
  }
  return out;
}
/** The newest claims in these states, in the order of their ids. */
async function inState(tx: Tx, tenant: number, states: readonly string[], limit: number): Promise<ClaimRow[]> {
  const ids = await tx
    .selectFrom('claim')
    .select('claim_id')
    .where('tenant_id', '=', tenant)
    .where('state', 'in', [...states])
    .orderBy('claim_id', 'desc')
    .limit(limit)
    .execute();
  return claimsByIds(
    tx,
    tenant,
    ids.map((i) => i.claim_id),
  );
}

/** The Party group or the grid branch sent it back: the auditor looks again before anything else happens. */
const sentBack = (c: ClaimRow): boolean => c.state === 'passed' && c.held_by_rule === 'returned_by_group';

/** Exceptions come first: what a person must look at is never below what a machine has already found whole. */
export async function listAudits(
  ctx: Ctx,
  tenant: number,
  view: View,
): Promise<Outcome<z.input<typeof contract.audits.reply>>> {
  return snapshot(ctx, { tenant }, async (tx) => {
    const open = (await inState(tx, tenant, ['submitted', 'passed'], 1000)).filter(
      (c) => c.state === 'submitted' || sentBack(c),
    );
    const now = ctx.clock.now();
    const kinds: Readonly<Record<Exclude<View, 'done'>, (c: ClaimRow) => boolean>> = {
      due: () => true,
      batchable,
      exceptions: (c) => !batchable(c),
      held: (c) => c.held_by_rule !== null,
    };
    const chosen =
      view === 'done'
        ? (await inState(tx, tenant, ['passed', 'returned', 'rejected', 'credited'], shown)).toReversed()
        : open
            .filter(kinds[view])
            .toSorted((a, b) => Number(batchable(a)) - Number(batchable(b)) || a.claim_id.localeCompare(b.claim_id))
            .slice(0, shown);
    return done({
      items: await evidenceOf(ctx, tx, chosen),
      counts: {
        due: open.length,
        batchable: open.filter(batchable).length,
        exceptions: open.filter((c) => !batchable(c)).length,
        held: open.filter((c) => c.held_by_rule !== null).length,
        overdue: open.filter((c) => c.audit_due_at !== null && c.audit_due_at < now).length,
      },
    });
  });
}

export async function listConfirmations(
  ctx: Ctx,
  tenant: number,
  step: 'group' | 'branch',
): Promise<Outcome<{ items: Evidence[] }>> {
  return snapshot(ctx, { tenant }, async (tx) => {
    const rows = (await inState(tx, tenant, ['passed'], 1000))
      .filter((c) => !sentBack(c) && c.mark !== reversedMark && (c.group_confirmed_at === null) === (step === 'group'))
      .slice(0, shown);
    return done({
      items: await evidenceOf(
        ctx,
        tx,
        rows.toSorted((a, b) => b.flags.length - a.flags.length || a.claim_id.localeCompare(b.claim_id)),
      ),
    });
  });
}

/** Who is working on what now, or is about to. */
export async function listLive(ctx: Ctx, tenant: number): Promise<Outcome<z.input<typeof contract.live.reply>>> {
  return snapshot(ctx, { tenant }, async (tx) => {
    const rows = (await inState(tx, tenant, ['accepted', 'checked_in', 'checked_out'], 200)).toReversed();
    return done({ items: await claimViews(ctx, tx, rows) });
  });
}

/** One record as its viewer may see it: the performer, the helped person, the leader, the staff. */
export async function oneView(ctx: Ctx, tenant: number, id: string) {
  return snapshot(ctx, { tenant, persons: [me(ctx).personId] }, async (tx) => {
    const claim = await claimById(tx, tenant, id);
    return claim ? done((await claimViews(ctx, tx, [claim]))[0]!) : refuse('NOT_FOUND');
  });
}
