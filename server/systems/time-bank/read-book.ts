/** The passbook as its owner sees it, on the page and printed at the desk: one shape, one reading (TBK-01, TBK-08, L-14). */
import type { z } from 'zod';
import type { timeBank } from '../../../contract/time-bank/index.ts';
import { needsOf } from '../../engines/demand/index.ts';
import { balances, statement, type StatementCursor, type StatementLine } from '../../engines/ledger/index.ts';
import { directory, hasConsent, maskName, type Directory } from '../../engines/people/index.ts';
import { numbers } from '../../engines/policy/index.ts';
import { packOf, type RulePack } from '../../engines/time-book/index.ts';
import { iso, isoOrNull } from '../../platform/clock.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { me, snapshot, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { asOwner, type Agent } from './act-for.ts';
import { depositsOf, yearOf } from './deposits.ts';
import { owner } from './keep-book.ts';
import { waitingOf } from './read-orders.ts';
import { mayRedeem } from './rules.ts';
import { bookRow } from './store.ts';

type Book = z.input<typeof timeBank.mine.reply>;
type Line = Book['lines'][number];
const perPage = 50;
/** Paper has no next page to ask for: so many entries are printed at once. */
const printedPages = 40;

export async function readBook(ctx: Ctx, tenant: number, before: string | undefined): Promise<Outcome<Book>> {
  const { personId } = me(ctx);
  const from = before === undefined ? null : cursorOf(before);
  if (before !== undefined && from === null)
    return refuse('INPUT_INVALID', { fields: [{ path: 'before', message: fieldWords.id }] });
  return snapshot<Outcome<Book>>(ctx, { tenant, persons: [personId] }, async (tx) =>
    done(await bookOf(ctx, tx, tenant, personId, from)),
  );
}

/** At the desk, with the owner's code: the same book, to be read out or printed; the look is on record by the code's use. */
export function readBookOf(
  ctx: Ctx,
  tenant: number,
  agent: Agent,
): Promise<Outcome<z.input<typeof timeBank.of.reply>>> {
  return asOwner<z.input<typeof timeBank.of.reply>>(ctx, tenant, agent, async (tx, who) => {
    const at = ctx.clock.now();
    await tx
      .insertInto('record_view')
      .values({
        person_id: who.personId,
        view_id: ctx.ids.next(),
        at,
        viewer_id: me(ctx).personId,
        role: me(ctx).grants[0]?.role ?? 'staff',
        reason: ctx.locale === 'zh' ? '打印时间存折（本人在场）' : 'Printing the time passbook, the owner being there',
        tenant_id: tenant,
      })
      .execute();
    const name = (await directory(ctx, tenant)).get(who.personId)?.name ?? '';
    const passbook = await bookOf(ctx, tx, tenant, who.personId, null);
    for (let page = 1; page < printedPages && passbook.next !== null; page += 1) {
      const more = await bookOf(ctx, tx, tenant, who.personId, cursorOf(passbook.next));
      passbook.lines.push(...more.lines);
      passbook.next = more.next;
    }
    const exchanges = await waitingOf(ctx, tx, tenant, who.personId);
    return done({ name, printed_at: iso(at), passbook, exchanges });
  });
}

export const cursorOf = (text: string): StatementCursor | null => {
  const [at, entryNo, transferId] = text.split('|');
  const postedAt = new Date(at ?? '');
  const no = Number(entryNo);
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(transferId ?? '');
  return Number.isNaN(postedAt.getTime()) || !Number.isSafeInteger(no) || !isId
    ? null
    : { postedAt, entryNo: no, transferId: transferId! };
};
export const packView = (ctx: Ctx, pack: RulePack, document: string | null): Book['pack'] => ({
  id: pack.id,
  name: ctx.locale === 'zh' ? pack.zh : pack.en,
  rule: ctx.locale === 'zh' ? pack.rule_zh : pack.rule_en,
  balance_cap_minutes: pack.balance_cap_min,
  daily_cap_minutes: pack.daily_cap_min,
  redeem_from_age: pack.redeem_from_age,
  family_gifts_only: pack.family_gifts_only,
  document,
});

async function bookOf(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  personId: string,
  before: StatementCursor | null,
): Promise<Book> {
  const open = await hasConsent(tx, personId, 'time_bank');
  const row = await bookRow(tx, tenant, personId);
  const policy = await numbers(ctx, tenant);
  const pack = await packOf(ctx, tenant);
  const people = await directory(ctx, tenant);
  const { time_minutes } = await balances(tx, { tenantId: tenant, owner: owner(personId) });
  const { kept, excess } = await depositsOf(ctx, tx, tenant, personId);
  const { year, sums } = await yearOf(ctx, tx, tenant, [personId]);
  const thisYear = sums.get(personId);
  const page = await statement(tx, {
    tenantId: tenant,
    owner: owner(personId),
    asset: 'time_minutes',
    before,
    limit: perPage,
  });
  const parties = await counterpartsOf(ctx, tx, tenant, page.lines, people);
  return {
    open,
    opened_at: isoOrNull(row?.opened_at),
    coin_minutes: policy.time_coin_min,
    balance: time_minutes.balance,
    held: time_minutes.held,
    available: time_minutes.available,
    deposited: kept + excess,
    excess,
    excess_to: row?.excess === 'pool' ? 'pool' : 'honour',
    heir: row?.heir
      ? {
          kind: row.heir === 'pool' ? 'pool' : 'person',
          name: row.heir_id ? (people.get(row.heir_id)?.name ?? '') : '',
        }
      : null,
    inheritance: policy.time_bank_inheritance === 1 ? 'by_will' : 'pool',
    index:
      open && row?.index_on
        ? { year, year_minutes: (thisYear?.kept ?? 0) + (thisYear?.excess ?? 0), total_minutes: kept + excess }
        : null,
    may_redeem: mayRedeem(pack.redeem_from_age, people.get(personId)?.birthYear ?? null, year),
    granted: await grantedTo(tx, tenant, personId),
    pack: packView(ctx, pack, null),
    lines: page.lines.map((l) => lineOf(l, ctx.locale, parties)),
    next: page.next ? `${iso(page.next.postedAt)}|${page.next.entryNo}|${page.next.transferId}` : null,
    holds: await holdsOf(ctx, tx, tenant, personId),
  };
}

async function grantedTo(tx: Tx, tenant: number, personId: string): Promise<number> {
  const rows = await tx
    .selectFrom('pool_grant')
    .select(['minutes', 'spent_min', 'reserved_min'])
    .where('tenant_id', '=', tenant)
    .where('beneficiary_id', '=', personId)
    .where('state', '=', 'decided')
    .execute();
  return rows.reduce((n, g) => n + g.minutes - g.spent_min - g.reserved_min, 0);
}

/** What is set aside and for what, by the rows whose holds these are. */
async function holdsOf(ctx: Ctx, tx: Tx, tenant: number, personId: string): Promise<Book['holds']> {
  const orders = await tx
    .selectFrom('time_order')
    .select(['order_id', 'title', 'own_min', 'held_at'])
    .where('tenant_id', '=', tenant)
    .where('requester_id', '=', personId)
    .where('state', 'in', ['held', 'served', 'disputed'])
    .where('own_min', '>', 0)
    .orderBy('order_id')
    .execute();
  const gifts = await tx
    .selectFrom('time_gift')
    .select(['gift_id', 'minutes', 'at'])
    .where('tenant_id', '=', tenant)
    .where('giver_id', '=', personId)
    .where('state', '=', 'offered')
    .orderBy('gift_id')
    .execute();
  return [
    ...orders.map((o) => ({ id: o.order_id, title: o.title, minutes: o.own_min, since: iso(o.held_at!) })),
    ...gifts.map((g) => ({
      id: g.gift_id,
      title: ctx.locale === 'zh' ? '赠与，等对方答复' : 'Gift, waiting for the answer',
      minutes: g.minutes,
      since: iso(g.at),
    })),
  ];
}

const text = (meta: StatementLine['meta'], key: string): string | null => {
  const value = meta[key];
  return typeof value === 'string' ? value : null;
};

/** Whom each entry was with, in words, masked: the ledger itself holds no names. */
async function counterpartsOf(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  lines: readonly StatementLine[],
  people: Directory,
): Promise<(line: StatementLine) => string> {
  const zh = ctx.locale === 'zh';
  const claims = [...new Set(lines.flatMap((l) => text(l.meta, 'claim') ?? []))];
  const served =
    claims.length === 0
      ? []
      : await tx
          .selectFrom('claim')
          .innerJoin('task_need', (j) =>
            j.onRef('task_need.tenant_id', '=', 'claim.tenant_id').onRef('task_need.task_id', '=', 'claim.task_id'),
          )
          .select(['claim_id', 'need_id'])
          .where('claim.tenant_id', '=', tenant)
          .where('claim_id', 'in', claims)
          .execute();
  const needs = new Map((await needsOf(tx, tenant, [...new Set(served.map((s) => s.need_id))])).map((n) => [n.id, n]));
  const home = ctx.territory.get(tenant)?.name ?? '';
  const nameOf = (id: string) => maskName(people.get(id)?.name ?? '');
  return (line) => {
    const claim = text(line.meta, 'claim');
    if (claim) {
      const helped = served.filter((s) => s.claim_id === claim).flatMap((s) => needs.get(s.need_id)?.askers ?? []);
      return (
        [...new Set(helped)]
          .slice(0, 3)
          .map(nameOf)
          .filter(Boolean)
          .join(zh ? '、' : ', ') || home
      );
    }
    const other = line.counterparts.find((c) => Math.sign(c.amount) !== Math.sign(line.amount));
    if (other?.ownerKind === 'person') return nameOf(other.ownerId);
    if (other?.ownerKind === 'pool') return zh ? '集体基金库' : 'Collective fund pool';
    if (other?.ownerKind === 'organisation')
      return ctx.territory.get(Number(other.ownerId.split(':')[1]))?.name ?? home;
    return home;
  };
}

const titles: Readonly<Record<string, { zh: string; en: string }>> = {
  'time.gift': { zh: '赠与', en: 'Gift' },
  'time.inheritance': { zh: '继承', en: 'Inheritance' },
};
function lineOf(l: StatementLine, locale: 'zh' | 'en', parties: (line: StatementLine) => string): Line {
  const formula = text(l.meta, locale === 'en' ? 'formula_en' : 'formula') ?? '';
  return {
    id: l.transferId,
    at: iso(l.postedAt),
    day: l.valueDate,
    kind: l.kind,
    title: text(l.meta, 'title') ?? titles[l.kind]?.[locale] ?? l.kind,
    counterpart: parties(l),
    amount: l.amount,
    balance_after: l.balanceAfter ?? 0,
    claim: text(l.meta, 'claim'),
    order: text(l.meta, 'order'),
    agent: l.meta['agent'] === true,
    reversed: l.reversedBy !== null,
    // Of a service the formula of the year's hours stands in the ledger; the passbook has its own: minute for minute.
    note: l.kind === 'service.hours' ? minuteForMinute(l, locale) : formula,
  };
}
function minuteForMinute(l: StatementLine, locale: 'zh' | 'en'): string {
  const served = Number(l.meta['served_min'] ?? l.amount);
  const excess = Number(l.meta['excess_min'] ?? 0);
  if (locale === 'en')
    return excess > 0 ? `${served} min served, ${excess} min over the limit` : `${served} min served = ${served} min`;
  return excess > 0 ? `实际${served}分钟，其中${excess}分钟超出上限` : `实际${served}分钟 = ${served}分钟`;
}
