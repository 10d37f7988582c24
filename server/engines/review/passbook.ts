/** Three ledgers side by side, never converted (TBK-11), and the compensating reversal (FND-10). */
import type { z } from 'zod';
import type { ledger } from '../../../contract/ledger/index.ts';
import { assets, codesOf } from '../../../contract/codes.ts';
import {
  accountSums,
  balances,
  checkDifference,
  findTransfer,
  reverse,
  statement,
  type StatementLine,
} from '../ledger/index.ts';
import { number } from '../policy/index.ts';
import { recordAct } from '../record/index.ts';
import { civilDate, iso } from '../../platform/clock.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { enterTenant } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { serviceForUpdate } from './store.ts';

type Book = z.input<typeof ledger.passbook.reply>;
type Shown = Book['entries'][number]['asset'];
const shownAssets = codesOf(assets);
const perPage = 50;
const maxAccounts = 50_000;

export async function readPassbook(ctx: Ctx, asset: Shown | undefined): Promise<Outcome<Book>> {
  const { personId, tenants } = me(ctx);
  return snapshot(ctx, { persons: [personId] }, async (tx) => {
    const sums = new Map<Shown, { balance: number; held: number }>(
      shownAssets.map((a) => [a, { balance: 0, held: 0 }]),
    );
    const entries: Book['entries'] = [];
    let scope = false;
    for (const { tenant } of tenants.toSorted((a, b) => a.tenant - b.tenant)) {
      await enterTenant(tx, tenant);
      const owner = { ownerKind: 'person' as const, ownerId: personId };
      const held = await balances(tx, { tenantId: tenant, owner });
      for (const a of shownAssets)
        sums.set(a, { balance: sums.get(a)!.balance + held[a].balance, held: sums.get(a)!.held + held[a].held });
      for (const a of asset ? [asset] : shownAssets)
        entries.push(
          ...(await statement(tx, { tenantId: tenant, owner, asset: a, limit: perPage })).lines.map((l) =>
            lineOf(l, a, tenant),
          ),
        );
      scope ||=
        (await tx
          .selectFrom('registration')
          .select('registration_id')
          .where('tenant_id', '=', tenant)
          .where('person_id', '=', personId)
          .where('kind', '=', 'in_service_member')
          .where('state', 'in', ['accepted', 'filed', 'active'])
          .executeTakeFirst()) !== undefined;
    }
    const home = tenants[0]?.tenant;
    const goal = scope && home !== undefined ? await number(ctx, home, 'annual_goal_min') : null;
    entries.sort((a, b) => b.at.localeCompare(a.at) || a.asset.localeCompare(b.asset));
    return done({
      year: Number(civilDate(ctx.clock.now()).slice(0, 4)),
      goal:
        goal === null
          ? null
          : {
              minutes: goal,
              reached: sums.get('annual_minutes')!.balance >= goal,
              note:
                ctx.locale === 'zh'
                  ? '目标不是考核,服务内容和时间由您自己选。'
                  : 'A goal, not an assessment: what and when is your choice.',
            },
      balances: shownAssets.map((a) => ({ asset: a, ...sums.get(a)! })),
      entries: entries.slice(0, perPage * 2),
      next: null,
    });
  });
}
function lineOf(l: StatementLine, asset: Shown, tenant: number): Book['entries'][number] {
  const meta = (l.meta ?? {}) as Record<string, unknown>;
  return {
    id: l.transferId,
    asset,
    amount: l.amount,
    at: iso(l.postedAt),
    value_date: l.valueDate,
    title: String(meta['title'] ?? l.kind),
    formula: String(meta['formula'] ?? ''),
    claim: typeof meta['claim'] === 'string' ? meta['claim'] : null,
    tenant,
    reversed: l.reversedBy !== null,
  };
}

/** Reverses what a service posted, once, beside the original. */
export async function reverseService(
  ctx: Ctx,
  tenant: number,
  id: string,
  reason: string,
): Promise<Outcome<{ transfers: string[] }>> {
  if (reason.trim() === '') return refuse('REASON_REQUIRED', { fields: [{ path: 'reason', message: '' }] });
  return transact<{ transfers: string[] }>(ctx, { tenant }, async (tx) => {
    const s = await serviceForUpdate(tx, tenant, id);
    if (!s) return refuse('NOT_FOUND');
    if (s.claim.person_id === me(ctx).personId) return refuse('AUDITOR_NOT_INDEPENDENT');
    const transfers: string[] = [];
    for (const part of ['rating', 'points', 'hours']) {
      const original = await findTransfer(tx, { tenantId: tenant, key: `claim:${id}:${part}` });
      if (!original || original.reversedBy !== null) continue;
      const done_ = await reverse(tx, {
        tenantId: tenant,
        key: `claim:${id}:${part}:reversal`,
        kind: 'service.reversal',
        at: ctx.clock.now(),
        transferId: original.transferId,
        reason,
        meta: { claim: id, title: s.task.title, formula: `冲正:${reason}` },
      });
      if (!done_.ok) return refuse(done_.code === 'INSUFFICIENT_TIME' ? 'INSUFFICIENT_TIME' : 'INSUFFICIENT_BALANCE');
      transfers.push(done_.transferId);
    }
    if (transfers.length === 0) return refuse('ILLEGAL_TRANSITION');
    await recordAct(ctx, tx, { tenant, kind: 'claim', id, act: 'reversed', reason });
    return done({ transfers });
  });
}

export async function checkBooks(ctx: Ctx, tenant: number): Promise<Outcome<z.input<typeof ledger.check.reply>>> {
  return snapshot(ctx, { tenant }, async (tx) => {
    const report = await checkDifference(tx, tenant);
    const accounts = await accountSums(tx, tenant, maxAccounts);
    const sum = (asset: string, kind: string) =>
      accounts.filter((a) => a.asset === asset && a.ownerKind === kind).reduce((n, a) => n + a.balance, 0);
    return done({
      difference: report.difference,
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
