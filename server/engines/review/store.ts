/** A service: the claim with its slot and task, as review needs it. */
import type { Selectable } from 'kysely';
import type { Database } from '../../platform/database.generated.ts';
import type { Tx } from '../../platform/database.ts';

export type ClaimRow = Selectable<Database['claim']>;
export interface Service {
  readonly claim: ClaimRow;
  readonly slot: Selectable<Database['slot']>;
  readonly task: Selectable<Database['task']>;
}

/** Locks the claim; slot and task are only read. */
export async function serviceForUpdate(tx: Tx, tenant: number, id: string): Promise<Service | null> {
  const claim = await tx.selectFrom('claim').selectAll().where('tenant_id', '=', tenant).where('claim_id', '=', id).forUpdate().executeTakeFirst();
  return claim ? withTask(tx, claim) : null;
}
export async function service(tx: Tx, tenant: number, id: string): Promise<Service | null> {
  const claim = await tx.selectFrom('claim').selectAll().where('tenant_id', '=', tenant).where('claim_id', '=', id).executeTakeFirst();
  return claim ? withTask(tx, claim) : null;
}
async function withTask(tx: Tx, claim: ClaimRow): Promise<Service> {
  const slot = await tx.selectFrom('slot').selectAll().where('tenant_id', '=', claim.tenant_id).where('slot_id', '=', claim.slot_id).executeTakeFirstOrThrow();
  const task = await tx.selectFrom('task').selectAll().where('tenant_id', '=', claim.tenant_id).where('task_id', '=', claim.task_id).executeTakeFirstOrThrow();
  return { claim, slot, task };
}
export async function setClaim(tx: Tx, claim: Pick<ClaimRow, 'tenant_id' | 'claim_id'>, change: Partial<ClaimRow>): Promise<void> {
  await tx.updateTable('claim').set((e) => ({ ...change, version: e('version', '+', 1) })).where('tenant_id', '=', claim.tenant_id).where('claim_id', '=', claim.claim_id).execute();
}
export const plannedMinutes = (slot: { starts_at: Date; ends_at: Date }): number => Math.round((slot.ends_at.getTime() - slot.starts_at.getTime()) / 60_000);
