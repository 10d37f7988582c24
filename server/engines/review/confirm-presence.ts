/** Somebody else says that the helper came: the helped person, the leader, or staff after calling back. A proxy cannot. */
import { household, proxyFor } from '../people/index.ts';
import { number } from '../policy/index.ts';
import { addMs, minute_ms } from '../../platform/clock.ts';
import { me, transact, type Ctx } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome, type Refused } from '../../platform/outcome.ts';
import { recordAct } from '../record/index.ts';
import { askersOf } from './on-site-code.ts';
import { confirmedEnd } from './presence-rules.ts';
import { watchResult } from './unfinished.ts';
import { moveClaim, type Service, serviceForUpdate, setClaim } from './store.ts';

/** A person written down as not present may still be confirmed by whoever was helped. */
const confirmable: readonly string[] = ['accepted', 'no_show', 'checked_in', 'checked_out', 'submitted', 'returned'];

export async function confirmPresence(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { as: 'helped_person' | 'leader'; left_at: string | null },
): Promise<Outcome<string>> {
  const self = me(ctx).personId;
  return transact<string>(ctx, { tenant, persons: [self] }, async (tx) => {
    const s = await serviceForUpdate(tx, tenant, id);
    if (!s) return refuse('NOT_FOUND');
    const barred = body.as === 'leader' ? await notLeader(ctx, tx, s) : await notHelped(ctx, tx, s);
    if (barred) return barred;
    if (!confirmable.includes(s.claim.state) || (await notYet(ctx, s))) return refuse('ILLEGAL_TRANSITION');
    const kind = body.as === 'leader' ? 'leader' : 'helped_person_page';
    await confirm(ctx, tx, s, { kind, positive: true, note: '', leftAt: body.left_at ? new Date(body.left_at) : null });
    return done(id);
  });
}

/** Staff call the helped person; what she says counts, also when she denies. */
export async function callBack(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { confirmed: boolean; end: string | null; note: string },
): Promise<Outcome<string>> {
  return transact<string>(ctx, { tenant }, async (tx) => {
    const s = await serviceForUpdate(tx, tenant, id);
    if (!s) return refuse('NOT_FOUND');
    const parties = [s.claim.person_id, ...(await askersOf(tx, tenant, s.task.task_id))];
    if (parties.includes(me(ctx).personId)) return refuse('AUDITOR_NOT_INDEPENDENT');
    if (!confirmable.includes(s.claim.state) || (await notYet(ctx, s))) return refuse('ILLEGAL_TRANSITION');
    await confirm(ctx, tx, s, {
      kind: 'call_back',
      positive: body.confirmed,
      note: body.note,
      leftAt: body.end ? new Date(body.end) : null,
    });
    return done(id);
  });
}

/** Nobody has come before check-in could open. */
async function notYet(ctx: Ctx, s: Service): Promise<boolean> {
  const tolerance_min = await number(ctx, s.claim.tenant_id, 'check_in_tolerance_min');
  return s.claim.state === 'accepted' && ctx.clock.now() < addMs(s.slot.starts_at, -tolerance_min * minute_ms);
}
async function notLeader(ctx: Ctx, tx: Tx, s: Service): Promise<Refused | null> {
  const self = me(ctx).personId;
  if (s.claim.person_id === self) return refuse('CONFLICT_OF_INTEREST');
  if (s.task.team_leader_id === self) return null;
  const lead = await tx
    .selectFrom('claim')
    .select('claim_id')
    .where('tenant_id', '=', s.claim.tenant_id)
    .where('task_id', '=', s.task.task_id)
    .where('person_id', '=', self)
    .where('is_leader', '=', true)
    .where('state', 'not in', ['released', 'swapped', 'no_show'])
    .executeTakeFirst();
  return lead ? null : refuse('NOT_FOUND');
}
async function notHelped(ctx: Ctx, tx: Tx, s: Service): Promise<Refused | null> {
  const self = me(ctx).personId;
  const askers = await askersOf(tx, s.claim.tenant_id, s.task.task_id);
  if (s.claim.person_id === self) return refuse('CONFLICT_OF_INTEREST');
  if (askers.includes(self)) return null;
  for (const asker of askers) {
    await openPersons(tx, [self, asker]);
    if (await proxyFor(tx, asker, self)) return refuse('PROXY_CANNOT_CONFIRM_PRESENCE');
  }
  return refuse('NOT_FOUND');
}

async function confirm(
  ctx: Ctx,
  tx: Tx,
  s: Service,
  c: { kind: string; positive: boolean; note: string; leftAt: Date | null },
): Promise<void> {
  const { claim } = s;
  const tenant = claim.tenant_id;
  const self = me(ctx).personId;
  await tx
    .insertInto('presence_confirmation')
    .values({
      tenant_id: tenant,
      confirmation_id: ctx.ids.next(),
      claim_id: claim.claim_id,
      kind: c.kind,
      by_person_id: self,
      at: ctx.clock.now(),
      positive: c.positive,
      note: c.note,
    })
    .execute();
  const [home, theirs] = [await household(ctx, tenant, self), await household(ctx, tenant, claim.person_id)];
  const family = c.kind !== 'call_back' && home !== null && home === theirs;
  const flags = new Set(claim.flags);
  if (family) flags.add('same_household');
  if (!c.positive) flags.add('presence_denied');
  const now = ctx.clock.now();
  const arrived = c.positive && (claim.state === 'accepted' || claim.state === 'no_show');
  // Without a phone the confirmed service counts from the planned start, with its mark, and is always looked at.
  const came = arrived
    ? { ...claim, state: 'checked_in', checked_in_at: now < s.slot.starts_at ? now : s.slot.starts_at }
    : claim;
  const out = c.positive ? confirmedEnd(came, { leftAt: c.leftAt, at: now }, s.slot.ends_at) : claim.checked_out_at;
  if (c.positive && out) flags.delete('out_unconfirmed');
  // What the helped person denies, only she can take back, not the helper's team leader.
  const denied = c.positive ? claim.presence_denied && c.kind === 'leader' : true;
  await setClaim(tx, claim, {
    proofs: c.positive ? [...new Set([...claim.proofs, c.kind])] : claim.proofs,
    flags: [...flags],
    presence_denied: denied,
    ...(c.positive && out ? { out_confirmed: true, checked_out_at: out } : {}),
    ...(arrived ? { checked_in_at: came.checked_in_at, fallback_mark: 'confirmed_only', provisional: true } : {}),
  });
  await recordAct(ctx, tx, {
    tenant,
    kind: 'claim',
    id: claim.claim_id,
    act: 'presence_confirmed',
    reason: c.note || null,
    detail: { kind: c.kind, positive: c.positive },
  });
  if (arrived) await moveClaim(ctx, tx, claim, 'checked_in', { act: 'checked_in', reason: 'confirmed_only' });
  if (arrived) await watchResult(ctx, tx, s);
  if (out && came.state === 'checked_in')
    await moveClaim(ctx, tx, { ...claim, state: 'checked_in' }, 'checked_out', {
      act: 'checked_out',
      reason: 'confirmed',
    });
}
