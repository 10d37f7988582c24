/** A service: the claim with its slot and task, as review needs it. */
import type { Updateable } from 'kysely';
import type { ClaimState } from '../../../contract/codes.ts';
import type { Database } from '../../platform/database.generated.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import {
  claimById,
  claimForUpdate,
  setClaimState,
  slotOf,
  taskOf,
  type ClaimRow,
  type SlotRow,
  type TaskRow,
} from '../work/index.ts';
import { effectiveMinutes } from './presence-rules.ts';

export type { ClaimRow };
export interface Service {
  readonly claim: ClaimRow;
  readonly slot: SlotRow;
  readonly task: TaskRow;
}

/** Locks the claim; slot and task are only read. */
export async function serviceForUpdate(tx: Tx, tenant: number, id: string): Promise<Service | null> {
  return withTask(tx, await claimForUpdate(tx, tenant, id));
}
/** The same without a lock, for pages. */
export async function serviceOf(tx: Tx, tenant: number, id: string): Promise<Service | null> {
  return withTask(tx, await claimById(tx, tenant, id));
}
/** Slots and tasks of many claims of one community, in two reads. */
export async function servicesOf(tx: Tx, tenant: number, claims: readonly ClaimRow[]): Promise<Service[]> {
  if (claims.length === 0) return [];
  const slots = await tx
    .selectFrom('slot')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('slot_id', 'in', [...new Set(claims.map((c) => c.slot_id))])
    .execute();
  const tasks = await tx
    .selectFrom('task')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('task_id', 'in', [...new Set(claims.map((c) => c.task_id))])
    .execute();
  const slotById = new Map(slots.map((x) => [x.slot_id, x]));
  const taskById = new Map(tasks.map((x) => [x.task_id, x]));
  return claims.flatMap((claim) => {
    const slot = slotById.get(claim.slot_id);
    const task = taskById.get(claim.task_id);
    return slot && task ? [{ claim, slot, task }] : [];
  });
}
async function withTask(tx: Tx, claim: ClaimRow | null): Promise<Service | null> {
  if (!claim) return null;
  const slot = await slotOf(tx, claim.tenant_id, claim.slot_id);
  const task = await taskOf(tx, claim.tenant_id, claim.task_id);
  return slot && task ? { claim, slot, task } : null;
}
export async function setClaim(
  tx: Tx,
  claim: Pick<ClaimRow, 'tenant_id' | 'claim_id'>,
  change: Updateable<Database['claim']>,
): Promise<void> {
  await tx
    .updateTable('claim')
    .set((e) => ({ ...change, version: e('version', '+', 1) }))
    .where('tenant_id', '=', claim.tenant_id)
    .where('claim_id', '=', claim.claim_id)
    .execute();
}
/** Moves a claim whose step was already found legal; anything else is a bug and rolls the act back. */
export async function moveClaim(
  ctx: Ctx,
  tx: Tx,
  claim: ClaimRow,
  to: ClaimState,
  why: { act: string; reason?: string | null },
): Promise<void> {
  const refused = await setClaimState(ctx, tx, claim, to, why);
  if (refused) throw new Error(`A claim in ${claim.state} was moved to ${to}`);
}
const plannedMinutes = (slot: { starts_at: Date; ends_at: Date }): number =>
  Math.round((slot.ends_at.getTime() - slot.starts_at.getTime()) / 60_000);
interface MinutesPolicy {
  readonly credit_cap_pct: number;
  readonly credit_rounding_min: number;
  readonly online_session_cap_min: number;
}
/** What the record is worth in minutes (CHK-04); 0 while its end is not known, and for what is not counted (HRS-04). */
export function minutesOf(s: Service, policy: MinutesPolicy): number {
  if (!s.claim.checked_in_at || !s.claim.checked_out_at || s.task.uncounted !== null) return 0;
  return effectiveMinutes(
    {
      inAt: s.claim.checked_in_at,
      outAt: s.claim.checked_out_at,
      planned_min: plannedMinutes(s.slot),
      remote: s.task.form === 'remote',
    },
    {
      cap_pct: policy.credit_cap_pct,
      rounding_min: policy.credit_rounding_min,
      online_cap_min: policy.online_session_cap_min,
    },
  );
}
