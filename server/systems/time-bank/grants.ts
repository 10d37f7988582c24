/** Grants from the collective fund pool: only under an active hardship flag, only by two of the welfare committee (TBK-05, E-38). */
import type { z } from 'zod';
import type { timeBank } from '../../../contract/time-bank/index.ts';
import { balances, hold, releaseHold } from '../../engines/ledger/index.ts';
import { notify, notifyStaff } from '../../engines/notice/index.ts';
import { directory, forget, hasConsent, setConsent } from '../../engines/people/index.ts';
import { number } from '../../engines/policy/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { timePool } from '../../engines/time-book/index.ts';
import { civilDate, iso } from '../../platform/clock.ts';
import { grantFor, me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { afterCommit, openPersons, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome, type Refused } from '../../platform/outcome.ts';
import { grantMayBecome, type GrantState } from './lifecycle.ts';
import { isNear } from './policy.ts';
import { actsOf } from './read-orders.ts';
import { hardshipBasis } from './rules.ts';
import { holdGrant } from './settle.ts';
import { grantForUpdate, setGrant, type GrantRow } from './store.ts';

type List = z.input<typeof timeBank.grants.reply>;

/** The flag as it stands now, read in the transaction that relies on it; null without one. */
async function basisOf(ctx: Ctx, tx: Tx, tenant: number, person: string): Promise<'hardship' | 'lone_elder' | null> {
  const row = await tx
    .selectFrom('membership')
    .select(['hardship', 'lives_alone'])
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', person)
    .where('state', '=', 'active')
    .executeTakeFirst();
  if (!row) return null;
  const birthYear = (await directory(ctx, tenant)).get(person)?.birthYear ?? null;
  const year = Number(civilDate(ctx.clock.now()).slice(0, 4));
  return hardshipBasis(
    { hardship: row.hardship, livesAlone: row.lives_alone, birthYear },
    year,
    await number(ctx, tenant, 'lone_elder_age'),
  );
}
const notFlagged = (tenantId: number): Refused =>
  refuse('POOL_BENEFICIARY_ONLY', {
    attempt: {
      tenantId,
      subject: '集体基金库资助',
      asked: '资助没有困难标识的人',
      inForce: '只用于困难群众和弱势群体',
      unnamed: true,
    },
  });

export async function proposeGrant(
  ctx: Ctx,
  tenant: number,
  body: { person: string; minutes: number; reason: string },
): Promise<Outcome<{ id: string }>> {
  if (!(await directory(ctx, tenant)).get(body.person)) return refuse('NOT_FOUND');
  return transact<{ id: string }>(ctx, { tenant }, async (tx) => {
    const basis = await basisOf(ctx, tx, tenant, body.person);
    if (basis === null) return notFlagged(tenant);
    const pool = await balances(tx, { tenantId: tenant, owner: timePool });
    if (pool.time_minutes.available < body.minutes) return refuse('INSUFFICIENT_TIME');
    const id = ctx.ids.next();
    await tx
      .insertInto('pool_grant')
      .values({
        tenant_id: tenant,
        grant_id: id,
        beneficiary_id: body.person,
        minutes: body.minutes,
        basis,
        reason: body.reason,
        state: 'proposed',
        proposed_by: me(ctx).personId,
        proposed_at: ctx.clock.now(),
      })
      .execute();
    await recordAct(ctx, tx, {
      tenant,
      kind: 'pool_grant',
      id,
      act: 'grant_proposed',
      to: 'proposed',
      reason: body.reason,
    });
    await notifyStaff(ctx, tx, {
      tenant,
      roles: ['welfare_committee'],
      kind: 'M-17.proposed',
      params: { minutes: String(body.minutes) },
      link: `/desk/c/${tenant}/time-grants`,
      onceKey: `grant:${id}:proposed`,
    });
    return done({ id });
  });
}

/** The first approval is kept; the second one, by another member, decides and sets the minutes aside in the pool. */
export async function decideGrant(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { approve: boolean; reason: string },
): Promise<Outcome<{ state: GrantState }>> {
  if (!body.approve && body.reason === '')
    return refuse('REASON_REQUIRED', { fields: [{ path: 'reason', message: '' }] });
  const self = me(ctx).personId;
  return transact<{ state: GrantState }>(ctx, { tenant }, async (tx) => {
    const grant = await grantForUpdate(tx, tenant, id);
    if (!grant) return refuse('NOT_FOUND');
    if (!grantMayBecome(grant.state as GrantState, body.approve ? 'decided' : 'declined'))
      return refuse('ILLEGAL_TRANSITION');
    if (await isNear(ctx, tenant, [grant.beneficiary_id])) return refuse('AUDITOR_NOT_INDEPENDENT');
    if (grant.proposed_by === self || grant.first_by === self) return refuse('SECOND_PERSON_REQUIRED');
    const at = ctx.clock.now();
    if (!body.approve) {
      await setGrant(tx, grant, { state: 'declined', decided_by: self, decided_at: at, decision: body.reason });
      await recordAct(ctx, tx, {
        tenant,
        kind: 'pool_grant',
        id,
        act: 'grant_declined',
        from: 'proposed',
        to: 'declined',
        reason: body.reason,
      });
      return done({ state: 'declined' as const });
    }
    // The flag must still stand when it is decided, not only when it was proposed.
    if ((await basisOf(ctx, tx, tenant, grant.beneficiary_id)) === null) return notFlagged(tenant);
    if (grant.first_by === null) {
      await setGrant(tx, grant, { first_by: self, first_at: at });
      await recordAct(ctx, tx, { tenant, kind: 'pool_grant', id, act: 'grant_approved', reason: body.reason || null });
      return done({ state: 'proposed' as const });
    }
    const held = await hold(tx, {
      tenantId: tenant,
      owner: timePool,
      asset: 'time_minutes',
      key: `grant:${id}:1`,
      amount: grant.minutes,
      at,
      meta: { grant: id },
    });
    if (!held.ok) return refuse('INSUFFICIENT_TIME');
    await setGrant(tx, grant, {
      state: 'decided',
      decided_by: self,
      decided_at: at,
      decision: body.reason,
      hold_id: held.holdId,
      hold_no: 1,
    });
    await recordAct(ctx, tx, {
      tenant,
      kind: 'pool_grant',
      id,
      act: 'grant_decided',
      from: 'proposed',
      to: 'decided',
      reason: body.reason || null,
    });
    await notify(ctx, tx, {
      tenant,
      persons: [grant.beneficiary_id],
      kind: 'M-17.decided',
      params: { minutes: String(grant.minutes) },
      link: '/m/time-bank',
      onceKey: `grant:${id}:decided`,
    });
    return done({ state: 'decided' as const });
  });
}

/** What is neither spent nor promised to an exchange is the pool's again. */
export async function endGrant(ctx: Ctx, tenant: number, id: string, reason: string): Promise<Outcome<{ ok: true }>> {
  return transact<{ ok: true }>(ctx, { tenant }, async (tx) => {
    const grant = await grantForUpdate(tx, tenant, id);
    if (!grant) return refuse('NOT_FOUND');
    if (!grantMayBecome(grant.state as GrantState, 'ended')) return refuse('ILLEGAL_TRANSITION');
    const released = await releaseHold(tx, { tenantId: tenant, holdId: grant.hold_id!, at: ctx.clock.now() });
    if (!released.ok) throw new Error(`The hold of a grant was not released: ${released.code}`);
    const minutes = grant.spent_min + grant.reserved_min;
    // What an exchange was promised stays: the grant shrinks to it and ends when there is none.
    const kept = grant.reserved_min > 0 ? await holdGrant(ctx, tx, grant, grant.reserved_min) : { hold_id: null };
    await setGrant(tx, grant, {
      ...kept,
      ...(grant.reserved_min > 0 ? { minutes } : { state: 'ended' }),
      decision: reason,
    });
    await recordAct(ctx, tx, { tenant, kind: 'pool_grant', id, act: 'grant_ended', reason });
    return done({ ok: true });
  });
}

export async function readGrants(ctx: Ctx, tenant: number): Promise<Outcome<List>> {
  const people = await directory(ctx, tenant);
  return snapshot<Outcome<List>>(ctx, { tenant }, async (tx) => {
    const rows = await tx
      .selectFrom('pool_grant')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .orderBy('grant_id', 'desc')
      .limit(200)
      .execute();
    const pool = await balances(tx, { tenantId: tenant, owner: timePool });
    const items: List['items'] = [];
    for (const g of rows) {
      items.push({
        id: g.grant_id,
        beneficiary: people.show(ctx, g.beneficiary_id, true).name,
        basis: g.basis,
        minutes: g.minutes,
        spent: g.spent_min,
        reserved: g.reserved_min,
        reason: g.reason,
        decision: g.decision,
        state: g.state as GrantState,
        proposed_by: people.show(ctx, g.proposed_by, true).name,
        proposed_at: iso(g.proposed_at),
        approvals: [g.first_by, g.state === 'declined' ? null : g.decided_by]
          .filter((p) => p !== null)
          .map((p) => people.show(ctx, p, true).name),
        mine: await mayDecide(ctx, tenant, g),
        acts: await actsOf(ctx, tx, tenant, 'pool_grant', g.grant_id, people),
      });
    }
    return done({ available: pool.time_minutes.available, items });
  });
}
async function mayDecide(ctx: Ctx, tenant: number, g: GrantRow): Promise<boolean> {
  const self = me(ctx).personId;
  if (g.state !== 'proposed' || !grantFor(ctx, tenant, ['welfare_committee'])) return false;
  return g.proposed_by !== self && g.first_by !== self && !(await isNear(ctx, tenant, [g.beneficiary_id]));
}

/** The flag is a sensitive mark: it is set with the person's consent on record, and ended by anyone's finding (PIPL 28, 29). */
export async function setHardship(
  ctx: Ctx,
  tenant: number,
  person: string,
  body: { active: boolean; reason: string; consent: 'spoken' | 'signature' | 'witnessed' | null },
): Promise<Outcome<{ ok: true }>> {
  return transact<{ ok: true }>(ctx, { tenant, persons: [person] }, async (tx) => {
    await openPersons(tx, [person]);
    const by = me(ctx).personId;
    if (body.active && body.consent !== null)
      await setConsent(ctx, tx, {
        personId: person,
        purpose: 'sensitive_flags',
        given: true,
        by,
        manner: body.consent,
      });
    if (body.active && !(await hasConsent(tx, person, 'sensitive_flags'))) return refuse('CONSENT_MISSING');
    const changed = await tx
      .updateTable('membership')
      .set({ hardship: body.active })
      .where('tenant_id', '=', tenant)
      .where('person_id', '=', person)
      .where('state', '=', 'active')
      .executeTakeFirst();
    if (Number(changed.numUpdatedRows) === 0) return refuse('NOT_FOUND');
    await recordAct(ctx, tx, {
      tenant,
      kind: 'person',
      id: person,
      act: body.active ? 'hardship_set' : 'hardship_ended',
      reason: body.reason,
    });
    afterCommit(tx, () => forget(ctx, tenant));
    return done({ ok: true });
  });
}
