/** How served minutes enter a time passbook: minute for minute, by the rule pack in force, once (TBK-01, TBK-02, TBK-11). */
import { balances, deposited, type Leg, type Meta } from '../ledger/index.ts';
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { packOf, splitDeposit } from './packs.ts';

/** The one pool of a community's time bank (TBK-05). */
export const timePool = { ownerKind: 'pool' as const, ownerId: 'time' };
/** Kinds of transfers by which own service enters a passbook; gifts and grants are none. */
export const depositKinds = ['service.hours', 'time.settled'] as const;

export interface Deposit {
  readonly tenant: number;
  readonly personId: string;
  /** Whole minutes served, not rounded. */
  readonly served_min: number;
  /** Civil day of the service. */
  readonly day: string;
}
interface Entering {
  /** Who gets the minutes; sums to served, or to less where an excess is honoured. */
  readonly to: readonly Leg[];
  readonly meta: Meta;
}

/**
 * Who gets the minutes of a service. `paid`: they come from somebody's passbook, so an excess is always donated; minutes
 * that are issued may be honoured instead, which counts them without a coin. Locks the passbook's row, so that two
 * deposits of a day never both see the same room.
 */
export async function enter(deps: Deps, tx: Tx, deposit: Deposit, paid: boolean): Promise<Entering> {
  const { tenant, personId, served_min, day } = deposit;
  if (served_min <= 0) return { to: [], meta: {} };
  const book = await tx
    .selectFrom('time_passbook')
    .select('excess')
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', personId)
    .forUpdate()
    .executeTakeFirst();
  const owner = { ownerKind: 'person' as const, ownerId: personId };
  const pack = await packOf(deps, tenant);
  const [today] = await deposited(tx, {
    tenantId: tenant,
    ownerIds: [personId],
    asset: 'time_minutes',
    kinds: depositKinds,
    from: day,
    to: day,
  });
  const { time_minutes } = await balances(tx, { tenantId: tenant, owner });
  const { kept_min, excess_min } = splitDeposit(pack, served_min, {
    balance_min: time_minutes.balance,
    day_min: today?.kept ?? 0,
  });
  const donated = excess_min > 0 && (paid || book?.excess === 'pool') ? excess_min : 0;
  const legs: Leg[] = [
    { ...owner, asset: 'time_minutes', amount: kept_min },
    { ...timePool, asset: 'time_minutes', amount: donated },
  ];
  return {
    to: legs.filter((leg) => leg.amount > 0),
    meta: excess_min === 0 ? {} : { excess_min, pack: pack.id, excess: donated > 0 ? 'pool' : 'honour' },
  };
}
