/** Gifts of time: to the pool, the family, a person, an organisation (TBK-04, TBK-05). Never a new service of the giver's. */
import { balances, hold, post, releaseHold, settleHold } from '../../engines/ledger/index.ts';
import { notify } from '../../engines/notice/index.ts';
import { directory, findByPhone, hasConsent, maskName } from '../../engines/people/index.ts';
import { number } from '../../engines/policy/index.ts';
import { record } from '../../engines/record/index.ts';
import { packOf, timePool } from '../../engines/time-book/index.ts';
import { addMs, civilDate, day_ms } from '../../platform/clock.ts';
import type { Ctx, Deps } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome, type Refused } from '../../platform/outcome.ts';
import { schedule, unschedule, type Event } from '../../platform/outbox.ts';
import { asOwner, recordOwn, type Acting, type Agent } from './act-for.ts';
import { depositsOf } from './deposits.ts';
import { familyOf } from './family.ts';
import { availableOf, owner } from './keep-book.ts';
import type { GiftRow } from './store.ts';

export type Receiver =
  | { readonly to: 'pool' }
  | { readonly to: 'person'; readonly phone: string; readonly name: string }
  | { readonly to: 'family'; readonly person: string }
  | { readonly to: 'organisation'; readonly organisation: number };
export interface Gift {
  readonly receiver: Receiver;
  readonly minutes: number;
  readonly words: string;
  readonly agent?: Agent | undefined;
}
interface Found {
  readonly kind: 'person' | 'pool' | 'organisation';
  readonly id: string | null;
  readonly name: string;
  readonly family: boolean;
}
export const organisationAccount = (id: number | string) => ({
  ownerKind: 'organisation' as const,
  ownerId: `time:${id}`,
});

/** Whom a gift is for; refused where the rules of the city or of the house say no. */
async function receiverOf(ctx: Ctx, tx: Tx, tenant: number, who: Acting, to: Receiver): Promise<Found | Refused> {
  const zh = ctx.locale === 'zh';
  if (to.to === 'pool')
    return { kind: 'pool', id: null, name: zh ? '集体基金库' : 'Collective fund pool', family: false };
  const { family_gifts_only } = await packOf(ctx, tenant);
  if (to.to === 'organisation') {
    if (family_gifts_only) return refuse('TIME_GIFT_FAMILY');
    const account = await balances(tx, { tenantId: tenant, owner: organisationAccount(to.organisation) });
    const node = ctx.territory.get(to.organisation);
    if (!node || account.time_minutes.accountId === null) return refuse('NOT_FOUND');
    return { kind: 'organisation', id: String(to.organisation), name: node.name, family: false };
  }
  const relatives = await familyOf(ctx, tx, tenant, who.personId);
  const people = await directory(ctx, tenant);
  if (to.to === 'family') {
    const found = relatives.find((f) => f.id === to.person);
    return found ? { kind: 'person', id: found.id, name: found.name, family: true } : refuse('NOT_FOUND');
  }
  const named = (await findByPhone(ctx, tx, to.phone))
    .map((id) => people.get(id))
    .find((p) => p?.name === to.name.normalize('NFKC').trim());
  if (!named) return refuse('NOT_FOUND');
  if (named.id === who.personId) return refuse('SELF_DEALING');
  const family = relatives.some((f) => f.id === named.id);
  if (family_gifts_only && !family) return refuse('TIME_GIFT_FAMILY');
  return { kind: 'person', id: named.id, name: maskName(named.name), family };
}

export interface Preview {
  readonly to: string;
  readonly minutes: number;
  readonly available_after: number;
  readonly needs_answer: boolean;
  readonly unchanged: { annual_minutes: number; honour_hundredths: number; deposited: number };
}
export function previewGift(ctx: Ctx, tenant: number, gift: Gift): Promise<Outcome<Preview>> {
  return asOwner<Preview>(ctx, tenant, gift.agent, async (tx, who) => {
    const to = await receiverOf(ctx, tx, tenant, who, gift.receiver);
    if ('ok' in to) return to;
    const books = await balances(tx, { tenantId: tenant, owner: owner(who.personId) });
    if (books.time_minutes.available < gift.minutes) return refuse('INSUFFICIENT_TIME');
    const { kept, excess } = await depositsOf(ctx, tx, tenant, who.personId);
    return done({
      to: to.name,
      minutes: gift.minutes,
      available_after: books.time_minutes.available - gift.minutes,
      needs_answer: to.kind === 'person',
      unchanged: {
        annual_minutes: books.annual_minutes.balance,
        honour_hundredths: books.honour_points.balance,
        deposited: kept + excess,
      },
    });
  });
}

export function give(ctx: Ctx, tenant: number, gift: Gift): Promise<Outcome<{ id: string }>> {
  return asOwner<{ id: string }>(ctx, tenant, gift.agent, async (tx, who) => {
    const to = await receiverOf(ctx, tx, tenant, who, gift.receiver);
    if ('ok' in to) return to;
    if ((await availableOf(tx, tenant, who.personId)) < gift.minutes) return refuse('INSUFFICIENT_TIME');
    const id = ctx.ids.next();
    const at = ctx.clock.now();
    const moved =
      to.kind === 'person'
        ? await setAside(ctx, tx, tenant, who, gift, id)
        : await handOver(ctx, tx, tenant, who, gift, id, to);
    if ('code' in moved) return moved;
    await tx
      .insertInto('time_gift')
      .values({
        tenant_id: tenant,
        gift_id: id,
        giver_id: who.personId,
        receiver: to.kind,
        receiver_id: to.id,
        minutes: gift.minutes,
        words: gift.words,
        family: to.family,
        at,
        ...moved,
      })
      .execute();
    await recordOwn(ctx, tx, who, {
      tenant,
      kind: 'time_gift',
      id,
      act: 'time_given',
      detail: { minutes: gift.minutes, to: to.kind },
    });
    if (to.kind === 'person' && to.id)
      await notify(ctx, tx, {
        tenant,
        persons: [to.id],
        kind: 'M-16.gift',
        params: { minutes: String(gift.minutes), words: gift.words },
        link: '/m/time-bank/gifts',
        onceKey: `gift:${id}`,
      });
    return done({ id });
  });
}

/** A person may refuse, so the minutes are only set aside until the answer. */
async function setAside(ctx: Ctx, tx: Tx, tenant: number, who: Acting, gift: Gift, id: string) {
  const at = ctx.clock.now();
  const answer_until = addMs(at, (await number(ctx, tenant, 'time_gift_answer_d')) * day_ms);
  const held = await hold(tx, {
    tenantId: tenant,
    owner: owner(who.personId),
    asset: 'time_minutes',
    key: `gift:${id}`,
    amount: gift.minutes,
    at,
    meta: { gift: id },
  });
  if (!held.ok) return refuse('INSUFFICIENT_TIME');
  await schedule(ctx, tx, { tenant, kind: 'time.gift', subject: id, at: answer_until });
  return { state: 'offered', hold_id: held.holdId, answer_until };
}
/** Pool and organisations take what is given. */
async function handOver(ctx: Ctx, tx: Tx, tenant: number, who: Acting, gift: Gift, id: string, to: Found) {
  const at = ctx.clock.now();
  const receiver = to.kind === 'pool' ? timePool : organisationAccount(to.id ?? '');
  const posted = await post(tx, {
    tenantId: tenant,
    key: `gift:${id}`,
    kind: 'time.gift',
    valueDate: civilDate(at),
    at,
    meta: { gift: id, ...(who.agent ? { agent: true } : {}) },
    legs: [
      { ...owner(who.personId), asset: 'time_minutes', amount: -gift.minutes },
      { ...receiver, asset: 'time_minutes', amount: gift.minutes },
    ],
  });
  if (!posted.ok) return refuse('INSUFFICIENT_TIME');
  return { state: 'accepted', transfer_id: posted.transferId, ended_at: at };
}

const giftForUpdate = (tx: Tx, tenant: number, id: string): Promise<GiftRow | undefined> =>
  tx
    .selectFrom('time_gift')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('gift_id', '=', id)
    .forUpdate()
    .executeTakeFirst();

type Answer = 'accept' | 'refuse' | 'take_back';
export function answerGift(
  ctx: Ctx,
  tenant: number,
  id: string,
  body: { answer: Answer; agent?: Agent | undefined },
): Promise<Outcome<{ ok: true }>> {
  return asOwner<{ ok: true }>(ctx, tenant, body.agent, async (tx, who) => {
    const gift = await giftForUpdate(tx, tenant, id);
    const side = body.answer === 'take_back' ? gift?.giver_id : gift?.receiver === 'person' ? gift.receiver_id : null;
    if (!gift || side !== who.personId) return refuse('NOT_FOUND');
    if (gift.state !== 'offered') return refuse('ILLEGAL_TRANSITION');
    if (body.answer === 'accept') {
      const taken = await accept(ctx, tx, gift, who);
      if (taken) return taken;
    } else {
      await endGift(ctx, tx, gift, body.answer === 'refuse' ? 'refused' : 'taken_back');
    }
    await unschedule(ctx, tx, { tenant, kind: 'time.gift', subject: id });
    const acts = { accept: 'time_gift_accepted', refuse: 'time_gift_refused', take_back: 'time_gift_taken_back' };
    await recordOwn(ctx, tx, who, { tenant, kind: 'time_gift', id, act: acts[body.answer] });
    return done({ ok: true });
  });
}

/** Received minutes are time alone: no hours, no points, no deposit of the receiver's. */
async function accept(ctx: Ctx, tx: Tx, gift: GiftRow, who: Acting): Promise<Refused | null> {
  const tenantId = gift.tenant_id;
  if (!(await hasConsent(tx, who.personId, 'time_bank'))) return refuse('TIME_BOOK_CLOSED');
  const { balance_cap_min } = await packOf(ctx, tenantId);
  const own = await balances(tx, { tenantId, owner: owner(who.personId) });
  if (balance_cap_min !== null && own.time_minutes.balance + gift.minutes > balance_cap_min)
    return refuse('TIME_BOOK_FULL');
  const at = ctx.clock.now();
  const settled = await settleHold(tx, {
    tenantId,
    key: `gift:${gift.gift_id}`,
    kind: 'time.gift',
    valueDate: civilDate(at),
    at,
    holdId: gift.hold_id!,
    meta: { gift: gift.gift_id, ...(who.agent ? { agent: true } : {}) },
    to: [{ ...owner(who.personId), asset: 'time_minutes', amount: gift.minutes }],
  });
  if (!settled.ok) throw new Error(`A gift was not handed over: ${settled.code}`);
  await setGift(tx, gift, { state: 'accepted', transfer_id: settled.transferId, ended_at: at });
  return null;
}
async function endGift(deps: Deps, tx: Tx, gift: GiftRow, state: 'refused' | 'taken_back' | 'expired'): Promise<void> {
  const at = deps.clock.now();
  const released = await releaseHold(tx, { tenantId: gift.tenant_id, holdId: gift.hold_id!, at });
  if (!released.ok) throw new Error(`The hold of a gift was not released: ${released.code}`);
  await setGift(tx, gift, { state, ended_at: at });
}
async function setGift(
  tx: Tx,
  gift: GiftRow,
  to: { state: string; transfer_id?: string; ended_at: Date },
): Promise<void> {
  await tx
    .updateTable('time_gift')
    .set(to)
    .where('tenant_id', '=', gift.tenant_id)
    .where('gift_id', '=', gift.gift_id)
    .execute();
}

/** No answer in time: the gift returns to the giver. */
export async function onGiftDue(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const gift = await giftForUpdate(tx, event.tenant, event.subject);
  if (!gift || gift.state !== 'offered') return;
  await endGift(deps, tx, gift, 'expired');
  await openPersons(tx, []);
  await record(deps, tx, {
    tenant: event.tenant,
    kind: 'time_gift',
    id: event.subject,
    actor: null,
    role: 'system',
    act: 'time_gift_expired',
  });
}
