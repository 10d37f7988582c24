/** What own service brought into a passbook, whatever became of it: the ground of the voluntary index (TBK-09). */
import { deposited, type Deposited } from '../../engines/ledger/index.ts';
import { depositKinds } from '../../engines/time-book/index.ts';
import { civilDate } from '../../platform/clock.ts';
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';

const first = '2000-01-01';
/** A service may be planned for a day to come; it counts from the day on which it is posted. */
const last = '2999-12-31';
export type Sums = Omit<Deposited, 'ownerId'>;

export async function depositsOfMany(
  tx: Tx,
  tenant: number,
  persons: readonly string[],
  from = first,
  to = last,
): Promise<Map<string, Sums>> {
  const rows = await deposited(tx, {
    tenantId: tenant,
    ownerIds: persons,
    asset: 'time_minutes',
    kinds: depositKinds,
    from,
    to,
  });
  return new Map(rows.map((r) => [r.ownerId, { kept: r.kept, excess: r.excess }]));
}
const none: Sums = { kept: 0, excess: 0 };
export async function depositsOf(_deps: Deps, tx: Tx, tenant: number, person: string): Promise<Sums> {
  return (await depositsOfMany(tx, tenant, [person])).get(person) ?? none;
}
/** Minutes of the civil year of now, with what a rule pack kept out. */
export async function yearOf(deps: Deps, tx: Tx, tenant: number, persons: readonly string[]) {
  const year = Number(civilDate(deps.clock.now()).slice(0, 4));
  return { year, sums: await depositsOfMany(tx, tenant, persons, `${year}-01-01`, `${year}-12-31`) };
}
