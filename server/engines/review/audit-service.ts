/** The audit before credit (CHK-02, CHK-05, CHK-07) and the two confirmations after it (CHK-06). */
import type { z } from 'zod';
import type { service as contract } from '../../../contract/service/index.ts';
import { notify } from '../notice/index.ts';
import { numbers } from '../policy/index.ts';
import { recordAct } from '../record/index.ts';
import type { Role } from '../../../contract/codes.ts';
import { grantFor, me, transact, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome, type Refused } from '../../platform/outcome.ts';
import { notIndependent } from './policy.ts';
import { creditPoints, postMinutes, reversedMark, reversePostings, withinDay } from './postings.ts';
import { isProven } from '../work/index.ts';
import { isLong } from './long-service.ts';
import { moveClaim, minutesOf, type Service, serviceForUpdate, setClaim } from './store.ts';

type Result = z.input<typeof contract.audit.reply>['results'][number];
type Audit = z.output<typeof contract.audit.body>;
type Policy = Awaited<ReturnType<typeof numbers>>;
type Confirm = z.output<typeof contract.confirm.body>;

/** Each record of a batch has an outcome of its own; the batch is one sign-off. */
export async function auditBatch(ctx: Ctx, tenant: number, body: Audit): Promise<Outcome<{ results: Result[] }>> {
  if (body.verdict !== 'pass' && body.reason.trim() === '')
    return refuse('REASON_REQUIRED', { fields: [{ path: 'reason', message: '' }] });
  const batch = ctx.ids.next();
  return inBatches(ctx, tenant, body.claims, (tx, id) => auditOne(ctx, tx, tenant, id, body, batch));
}
export async function confirmBatch(ctx: Ctx, tenant: number, body: Confirm): Promise<Outcome<{ results: Result[] }>> {
  if (body.verdict === 'return' && body.reason.trim() === '')
    return refuse('REASON_REQUIRED', { fields: [{ path: 'reason', message: '' }] });
  const batch = ctx.ids.next();
  return inBatches(ctx, tenant, body.claims, (tx, id) => confirmOne(ctx, tx, tenant, id, body, batch));
}

/**
 * All records of a batch in one transaction: a record that is refused has changed nothing, since every rule is asked
 * before the first write. Records are locked in the order of their ids.
 */
async function inBatches(
  ctx: Ctx,
  tenant: number,
  ids: readonly string[],
  one: (tx: Tx, id: string) => Promise<Outcome<string>>,
): Promise<Outcome<{ results: Result[] }>> {
  return transact(ctx, { tenant }, async (tx) => {
    const results: Result[] = [];
    for (const id of [...new Set(ids)].toSorted()) {
      const outcome = await one(tx, id);
      const state =
        (
          await tx
            .selectFrom('claim')
            .select('state')
            .where('tenant_id', '=', tenant)
            .where('claim_id', '=', id)
            .executeTakeFirst()
        )?.state ?? '';
      results.push({ claim: id, state, refusal: outcome.ok ? null : outcome.code });
    }
    return done({ results });
  });
}

async function auditOne(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  id: string,
  body: Audit,
  batch: string,
): Promise<Outcome<string>> {
  const s = await serviceForUpdate(tx, tenant, id);
  if (!s) return refuse('NOT_FOUND');
  const again = s.claim.state === 'passed' && s.claim.held_by_rule === 'returned_by_group';
  if (s.claim.state !== 'submitted' && !again) return refuse('ILLEGAL_TRANSITION');
  const barred = (await notIndependent(ctx, tx, s)) ?? (body.verdict === 'pass' ? await mayPass(ctx, tx, s) : null);
  if (barred) return barred;
  if (again) return auditAgain(ctx, tx, s, body, batch);
  const policy = await numbers(ctx, tenant);
  if (body.verdict === 'pass' && (s.claim.held_by_rule !== null || isLong(s, policy))) {
    const first = await tx
      .selectFrom('audit')
      .select('by_person_id')
      .where('tenant_id', '=', tenant)
      .where('claim_id', '=', id)
      .where('step', '=', 'audit')
      .where('verdict', '=', 'first_pass')
      .where('at', '>=', s.claim.submitted_at ?? new Date(0))
      .execute();
    await sign(
      ctx,
      tx,
      s,
      'audit',
      first.length === 0 ? 'first_pass' : 'pass',
      body.reason,
      batch,
      first.some((f) => f.by_person_id === me(ctx).personId),
    );
    if (!first.some((f) => f.by_person_id !== me(ctx).personId)) return refuse('SECOND_AUDITOR_REQUIRED');
  } else await sign(ctx, tx, s, 'audit', body.verdict, body.reason, batch);
  return body.verdict === 'pass' ? pass(ctx, tx, s, policy) : turnBack(ctx, tx, s, body.verdict, body.reason);
}
/** What the Party group or the grid branch sent back: the facts stand, or the hours are taken back with them. */
async function auditAgain(ctx: Ctx, tx: Tx, s: Service, body: Audit, batch: string): Promise<Outcome<string>> {
  if (body.verdict !== 'pass') {
    const reversed = await reversePostings(ctx, tx, s, body.reason);
    if ('code' in reversed) return reversed;
    await sign(ctx, tx, s, 'audit', body.verdict, body.reason, batch);
    if (body.verdict === 'reject')
      await moveClaim(ctx, tx, s.claim, 'returned', { act: 'returned', reason: body.reason });
    const from = body.verdict === 'reject' ? ({ ...s, claim: { ...s.claim, state: 'returned' } } as Service) : s;
    await setClaim(tx, s.claim, { held_by_rule: null, passed_at: null, credited_minutes: null });
    return turnBack(ctx, tx, from, body.verdict, body.reason);
  }
  await sign(ctx, tx, s, 'audit', body.verdict, body.reason, batch);
  await setClaim(tx, s.claim, { held_by_rule: null, reason: null, passed_at: ctx.clock.now() });
  await recordAct(ctx, tx, {
    tenant: s.claim.tenant_id,
    kind: 'claim',
    id: s.claim.claim_id,
    act: 'audited_again',
    reason: body.reason || null,
  });
  return done(s.claim.claim_id);
}
async function sign(
  ctx: Ctx,
  tx: Tx,
  s: Service,
  step: 'audit' | 'group' | 'branch',
  verdict: string,
  reason: string,
  batch: string,
  skip = false,
): Promise<void> {
  if (skip) return;
  await tx
    .insertInto('audit')
    .values({
      tenant_id: s.claim.tenant_id,
      audit_id: ctx.ids.next(),
      claim_id: s.claim.claim_id,
      step,
      verdict,
      reason,
      by_person_id: me(ctx).personId,
      batch_id: batch,
      at: ctx.clock.now(),
    })
    .execute();
  await tx
    .updateTable('claim')
    .set((e) => ({ sign_offs: e('sign_offs', '+', 1) }))
    .where('tenant_id', '=', s.claim.tenant_id)
    .where('claim_id', '=', s.claim.claim_id)
    .execute();
}

/** CHK-04, CHK-05: what no pass may credit: no accepted result, no proof, or hours that overlap another service. */
async function mayPass(ctx: Ctx, tx: Tx, s: Service): Promise<Refused | null> {
  if (!isProven(s.claim) || !s.claim.checked_in_at || !s.claim.checked_out_at || !s.claim.out_confirmed)
    return refuse('PRESENCE_UNPROVEN');
  const other = await tx
    .selectFrom('claim')
    .select('claim_id')
    .where('tenant_id', '=', s.claim.tenant_id)
    .where('person_id', '=', s.claim.person_id)
    .where('claim_id', '<>', s.claim.claim_id)
    .where('state', 'in', ['passed', 'credited'])
    .where('checked_in_at', '<', s.claim.checked_out_at)
    .where('checked_out_at', '>', s.claim.checked_in_at)
    .executeTakeFirst();
  return other ? refuse('OVERLAPPING_SERVICE') : null;
}

async function pass(ctx: Ctx, tx: Tx, s: Service, policy: Policy): Promise<Outcome<string>> {
  const tenant = s.claim.tenant_id;
  const found = await withinDay(ctx, tx, s, {
    minutes: minutesOf(s, policy),
    served: minutesOf(s, { ...policy, credit_rounding_min: 1 }),
  });
  const { minutes } = found;
  await setClaim(tx, s.claim, {
    credited_minutes: minutes,
    passed_at: ctx.clock.now(),
    result_accepted: true,
    mark: null,
    // Held no more: Party group and grid branch may confirm it. The flags stay as what was seen.
    held_by_rule: null,
  });
  await moveClaim(ctx, tx, s.claim, 'passed', { act: 'passed' });
  await postMinutes(ctx, tx, s, found);
  await notify(ctx, tx, {
    tenant,
    persons: [s.claim.person_id],
    kind: 'M-13.passed',
    params: { title: s.task.title, minutes: String(minutes) },
    link: `/m/services/${tenant}/${s.claim.claim_id}`,
  });
  return done(s.claim.claim_id);
}
async function turnBack(
  ctx: Ctx,
  tx: Tx,
  s: Service,
  verdict: 'return' | 'reject',
  reason: string,
): Promise<Outcome<string>> {
  const tenant = s.claim.tenant_id;
  const to = verdict === 'return' ? 'returned' : 'rejected';
  await setClaim(tx, s.claim, {
    reason,
    ...(verdict === 'reject' ? { credited_minutes: 0 } : {}),
    result_accepted: false,
    // CHK-05: somebody was there, and the result was not accepted.
    ...(isProven(s.claim) ? { mark: '到场未完成' } : {}),
  });
  await moveClaim(ctx, tx, s.claim, to, { act: to, reason });
  await notify(ctx, tx, {
    tenant,
    persons: [s.claim.person_id],
    kind: verdict === 'return' ? 'M-13.returned' : 'M-13.rejected',
    params: { title: s.task.title, reason },
    link: `/m/services/${tenant}/${s.claim.claim_id}`,
  });
  return done(s.claim.claim_id);
}

/**
 * The Party group's leader confirms the facts, the grid branch the points. For somebody who is in no Party group here
 * (a resident who helps, a member not yet in one) the grid branch confirms both, in two steps.
 */
async function confirmers(tx: Tx, s: Service, step: 'group' | 'branch'): Promise<readonly Role[]> {
  if (step === 'branch') return ['grid_branch'];
  const group = await tx
    .selectFrom('party_member')
    .innerJoin('party_org', (j) =>
      j
        .onRef('party_org.tenant_id', '=', 'party_member.tenant_id')
        .onRef('party_org.org_id', '=', 'party_member.org_id'),
    )
    .select('party_org.org_id')
    .where('party_member.tenant_id', '=', s.claim.tenant_id)
    .where('party_member.person_id', '=', s.claim.person_id)
    .where('party_member.left_at', 'is', null)
    .where('party_org.kind', '=', 'group')
    .executeTakeFirst();
  return group ? ['group_leader'] : ['group_leader', 'grid_branch'];
}

/** CHK-06: first the Party group for the facts, then the grid branch for the points; either may send it back to the auditor. */
async function confirmOne(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  id: string,
  body: Confirm,
  batch: string,
): Promise<Outcome<string>> {
  const s = await serviceForUpdate(tx, tenant, id);
  if (!s) return refuse('NOT_FOUND');
  if (!grantFor(ctx, tenant, await confirmers(tx, s, body.step))) return refuse('FORBIDDEN');
  const open = s.claim.state === 'passed' && s.claim.held_by_rule === null && s.claim.mark !== reversedMark;
  if (!open || (body.step === 'group') !== (s.claim.group_confirmed_at === null)) return refuse('ILLEGAL_TRANSITION');
  const barred = await notIndependent(ctx, tx, s);
  if (barred) return barred;
  const self = me(ctx).personId;
  const now = ctx.clock.now();
  await sign(ctx, tx, s, body.step, body.verdict, body.reason, batch);
  if (body.verdict === 'return') {
    await setClaim(tx, s.claim, {
      reason: body.reason,
      group_confirmed_at: null,
      group_confirmed_by: null,
      flags: [...new Set([...s.claim.flags, 'returned_by_group'])],
      held_by_rule: 'returned_by_group',
    });
    await recordAct(ctx, tx, {
      tenant,
      kind: 'claim',
      id,
      act: 'returned',
      reason: body.reason,
      detail: { step: body.step },
    });
    return done(id);
  }
  if (body.step === 'group') {
    await setClaim(tx, s.claim, { group_confirmed_at: now, group_confirmed_by: self });
    await recordAct(ctx, tx, { tenant, kind: 'claim', id, act: 'group_confirmed' });
    return done(id);
  }
  await setClaim(tx, s.claim, { branch_confirmed_at: now, branch_confirmed_by: self });
  await recordAct(ctx, tx, { tenant, kind: 'claim', id, act: 'branch_confirmed' });
  await moveClaim(ctx, tx, s.claim, 'credited', { act: 'credited' });
  await creditPoints(ctx, tx, s);
  return done(id);
}
