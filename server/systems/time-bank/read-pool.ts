/** The collective fund pool for everyone: what came and what went, without a name (TBK-05, L-15). */
import type { z } from 'zod';
import type { timeBank } from '../../../contract/time-bank/index.ts';
import { balances, statement, totals, type StatementLine } from '../../engines/ledger/index.ts';
import { timePool } from '../../engines/time-book/index.ts';
import { iso } from '../../platform/clock.ts';
import { snapshot, type Ctx } from '../../platform/context.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { cursorOf } from './read-book.ts';

type Pool = z.input<typeof timeBank.pool.reply>;
const perPage = 50;

export async function readPool(ctx: Ctx, tenant: number, before: string | undefined): Promise<Outcome<Pool>> {
  const from = before === undefined ? null : cursorOf(before);
  if (before !== undefined && from === null)
    return refuse('INPUT_INVALID', { fields: [{ path: 'before', message: fieldWords.id }] });
  return snapshot<Outcome<Pool>>(ctx, { tenant }, async (tx) => {
    const { time_minutes } = await balances(tx, { tenantId: tenant, owner: timePool });
    const [sum] = await totals(tx, {
      tenantId: tenant,
      ownerKind: 'pool',
      ownerIds: [timePool.ownerId],
      asset: 'time_minutes',
      from: '2000-01-01',
      to: '2999-12-31',
    });
    const page = await statement(tx, {
      tenantId: tenant,
      owner: timePool,
      asset: 'time_minutes',
      before: from,
      limit: perPage,
    });
    const grants = await tx
      .selectFrom('pool_grant')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('tenant_id', '=', tenant)
      .where('state', 'in', ['decided', 'spent', 'ended'])
      .executeTakeFirst();
    return done({
      balance: time_minutes.balance,
      set_aside: time_minutes.held,
      available: time_minutes.available,
      received: sum?.gross ?? 0,
      spent: (sum?.gross ?? 0) - time_minutes.balance,
      grants: Number(grants?.n ?? 0),
      lines: page.lines.map((l) => ({
        day: l.valueDate,
        kind: kindOf(l),
        amount: l.amount,
        balance_after: l.balanceAfter ?? 0,
      })),
      next: page.next ? `${iso(page.next.postedAt)}|${page.next.entryNo}|${page.next.transferId}` : null,
    });
  });
}
function kindOf(l: StatementLine): Pool['lines'][number]['kind'] {
  if (l.reverses !== null) return 'correction';
  if (l.kind === 'time.inheritance') return 'inheritance';
  if (l.kind === 'time.gift') return 'gift';
  return l.amount < 0 ? 'service' : 'excess';
}
