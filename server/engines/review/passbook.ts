/** Three ledgers side by side, never converted (TBK-11). */
import type { z } from 'zod';
import type { ledger } from '../../../contract/ledger/index.ts';
import { assets, codesOf } from '../../../contract/codes.ts';
import {
  accountSums,
  balances,
  checkClearing,
  checkDifference,
  statement,
  totals,
  type StatementLine,
} from '../ledger/index.ts';
import { numbers } from '../policy/index.ts';
import { civilDate, iso } from '../../platform/clock.ts';
import { me, snapshot, type Ctx } from '../../platform/context.ts';
import { enterTenant, type Tx } from '../../platform/database.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { monthsTouched, standingOf, type Standing, type Year } from './goal.ts';
import { emergencyHours } from './postings.ts';

type Book = z.input<typeof ledger.passbook.reply>;
type Shown = Book['entries'][number]['asset'];
const shownAssets = codesOf(assets);
const perPage = 50;
const maxAccounts = 50_000;

/** Own books in all communities, newest first; `before` is the `next` of the page before. */
export async function readPassbook(ctx: Ctx, asset: Shown | undefined, before?: string): Promise<Outcome<Book>> {
  const { personId, tenants } = me(ctx);
  const from = before === undefined ? null : cursorOf(before);
  if (before !== undefined && from === null)
    return refuse('INPUT_INVALID', { fields: [{ path: 'before', message: fieldWords.id }] });
  const today = civilDate(ctx.clock.now());
  const year = Number(today.slice(0, 4));
  return snapshot(ctx, { persons: [personId] }, async (tx) => {
    const sums = new Map<Shown, { balance: number; held: number }>(
      shownAssets.map((a) => [a, { balance: 0, held: 0 }]),
    );
    const entries: Book['entries'] = [];
    const registered: string[] = [];
    const figures = { served: 0, emergency: 0, offered: 0 };
    for (const { tenant } of tenants.toSorted((a, b) => a.tenant - b.tenant)) {
      await enterTenant(tx, tenant);
      const owner = { ownerKind: 'person' as const, ownerId: personId };
      const held = await balances(tx, { tenantId: tenant, owner });
      for (const a of shownAssets)
        sums.set(a, { balance: sums.get(a)!.balance + held[a].balance, held: sums.get(a)!.held + held[a].held });
      for (const a of asset ? [asset] : shownAssets) entries.push(...(await page(ctx, tx, tenant, a, from)));
      const here = await yearIn(tx, tenant, personId, year);
      for (const k of ['served', 'emergency', 'offered'] as const) figures[k] += here[k];
      registered.push(...(await membershipsSince(tx, tenant, personId)));
    }
    const home = tenants[0]?.tenant;
    entries.sort(newestFirst);
    const shown = entries.slice(0, perPage);
    const last = shown.at(-1);
    return done({
      year,
      goal:
        registered.length === 0 || home === undefined
          ? null
          : goalOf(ctx, await numbers(ctx, home), {
              ...figures,
              year,
              today,
              registeredOn: registered.toSorted()[0]!,
              excused: await excusedMonths(tx, personId, year),
            }),
      balances: shownAssets.map((a) => ({ asset: a, ...sums.get(a)! })),
      entries: shown,
      next: entries.length > perPage && last ? `${last.at}|${last.id}|${last.asset}` : null,
    });
  });
}
const newestFirst = (a: Book['entries'][number], b: Book['entries'][number]): number =>
  b.at.localeCompare(a.at) || b.id.localeCompare(a.id) || b.asset.localeCompare(a.asset);

interface Cursor {
  readonly at: string;
  readonly id: string;
  readonly asset: string;
}
function cursorOf(text: string): Cursor | null {
  const [at, id, asset] = text.split('|');
  return at && id && asset && !Number.isNaN(Date.parse(at)) ? { at, id, asset } : null;
}
/** One account's lines older than the cursor: pages of the ledger until one page of the book is full. */
async function page(ctx: Ctx, tx: Tx, tenant: number, asset: Shown, from: Cursor | null) {
  const owner = { ownerKind: 'person' as const, ownerId: me(ctx).personId };
  // Lines of the cursor's own instant are read again and left out one by one: the book orders them over all accounts.
  const start = from
    ? { postedAt: new Date(Date.parse(from.at) + 1), entryNo: 0, transferId: '00000000-0000-0000-0000-000000000000' }
    : null;
  const { lines } = await statement(tx, { tenantId: tenant, owner, asset, before: start, limit: 2 * perPage });
  return lines
    .map((l) => lineOf(l, asset, tenant, ctx.locale))
    .filter((l) => !from || newestFirst(from as Book['entries'][number], l) < 0);
}

/** The civil dates since which the person is registered as an in-service Party member in this community. */
async function membershipsSince(tx: Tx, tenant: number, personId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('registration')
    .select(['accepted_at', 'submitted_at'])
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', personId)
    .where('kind', '=', 'in_service_member')
    .where('state', 'in', ['accepted', 'filed', 'active'])
    .limit(20)
    .execute();
  return rows.map((r) => civilDate(r.accepted_at ?? r.submitted_at ?? new Date(0)));
}
/** The year's hours in one community, and what was open there (HRS-02, HRS-05). */
async function yearIn(tx: Tx, tenant: number, personId: string, year: number) {
  const request = {
    tenantId: tenant,
    ownerKind: 'person' as const,
    ownerIds: [personId],
    asset: 'annual_minutes' as const,
    from: `${year}-01-01`,
    to: `${year}-12-31`,
  };
  const [all] = await totals(tx, request);
  const [emergency] = all ? await totals(tx, { ...request, kind: emergencyHours }) : [];
  const open = await tx
    .selectFrom('opportunity')
    .select('minutes')
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', personId)
    .where('year', '=', year)
    .executeTakeFirst();
  const [served, urgent] = [all?.net ?? 0, emergency?.net ?? 0];
  // What somebody served was open to them, whatever was thought of it beforehand.
  return { served, emergency: urgent, offered: Math.max(open?.minutes ?? 0, served - urgent) };
}
/** The person's own rows: the transaction has opened this person alone. */
async function excusedMonths(tx: Tx, personId: string, year: number): Promise<Set<number>> {
  const rows = await tx
    .selectFrom('hours_exemption')
    .select(['from_day', 'to_day'])
    .where('person_id', '=', personId)
    .where('withdrawn_at', 'is', null)
    .where('from_day', '<=', `${year}-12-31`)
    .where('to_day', '>=', `${year}-01-01`)
    .execute();
  return monthsTouched(
    year,
    rows.map((r) => ({ from: r.from_day, to: r.to_day })),
  );
}
function goalOf(
  ctx: Ctx,
  policy: Awaited<ReturnType<typeof numbers>>,
  figures: Omit<Year, 'full'>,
): NonNullable<Book['goal']> {
  const standing = standingOf({ ...figures, full: policy.annual_goal_min }, policy);
  return {
    minutes: standing.goal,
    counted: standing.counted,
    emergency: { minutes: figures.emergency, counted: standing.emergencyCounted },
    offered: figures.offered,
    excused: figures.excused.size,
    state: standing.state,
    note: goalWords(standing)[ctx.locale],
  };
}
function goalWords({ state, goal, counted }: Standing): { zh: string; en: string } {
  if (state === 'no_chance')
    return {
      zh: '机会不足：适合您的岗位不够，由社区补足，不算您未达标。',
      en: 'Too few chances: there were not enough services that suit you. The community has to offer more; you have not fallen short.',
    };
  const left = goal - counted;
  const zh = left > 0 ? `差${spoken_zh(left)}` : '达标';
  const en = left > 0 ? `${left} ${left === 1 ? 'minute' : 'minutes'} to go` : 'Goal reached';
  return {
    zh: `${zh}。目标不是考核，服务内容和时间由您自己选。`,
    en: `${en}. A goal, not an assessment: what and when is your choice.`,
  };
}
const spoken_zh = (minutes: number): string =>
  [
    Math.floor(minutes / 60) > 0 ? `${Math.floor(minutes / 60)}小时` : '',
    minutes % 60 > 0 ? `${minutes % 60}分钟` : '',
  ].join('');
function lineOf(l: StatementLine, asset: Shown, tenant: number, locale: 'zh' | 'en'): Book['entries'][number] {
  const meta = (l.meta ?? {}) as Record<string, unknown>;
  return {
    id: l.transferId,
    asset,
    amount: l.amount,
    at: iso(l.postedAt),
    value_date: l.valueDate,
    title: String(meta['title'] ?? l.kind),
    formula: String((locale === 'en' ? meta['formula_en'] : null) ?? meta['formula'] ?? ''),
    claim: typeof meta['claim'] === 'string' ? meta['claim'] : null,
    tenant,
    reversed: l.reversedBy !== null,
  };
}

export async function checkBooks(ctx: Ctx, tenant: number): Promise<Outcome<z.input<typeof ledger.check.reply>>> {
  return snapshot(ctx, { tenant }, async (tx) => {
    const report = await checkDifference(tx, tenant);
    const clearing = (await checkClearing(tx, tenant)).reduce((sum, c) => sum + Math.abs(c.own + c.theirs), 0);
    const accounts = await accountSums(tx, tenant, maxAccounts);
    const sum = (asset: string, kind: string) =>
      accounts.filter((a) => a.asset === asset && a.ownerKind === kind).reduce((n, a) => n + a.balance, 0);
    return done({
      difference: report.difference + clearing,
      assets: shownAssets.map((asset) => ({
        asset,
        issued: -sum(asset, 'issue'),
        held_by_persons: sum(asset, 'person'),
        difference: report.assets[asset] ?? 0,
      })),
      accounts: accounts.map((a) => ({
        owner: `${a.ownerKind}:${a.ownerId}`,
        asset: a.asset,
        balance: a.balance,
        entries: a.entries,
      })),
    });
  });
}
