/** SQL of work. Every query names its tenant. */
import type { Selectable, Updateable } from 'kysely';
import type { Database } from '../../platform/database.generated.ts';
import { addMs, day_ms } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.ts';
import { goneClaim } from './lifecycle.ts';

export type TaskRow = Selectable<Database['task']>;
export type SlotRow = Selectable<Database['slot']>;
export type InvitationRow = Selectable<Database['invitation']>;
type BareClaim = Selectable<Database['claim']>;

const joined = [
  'slot.starts_at',
  'slot.ends_at',
  'slot.role',
  'slot.skills',
  'slot.demands',
  'slot.capacity',
  'slot.taken',
  'slot.state as slot_state',
  'slot.deliverable as slot_deliverable',
  'task.title',
  'task.form',
  'task.work_content',
  'task.kind',
  'task.place_name',
  'task.lat',
  'task.lng',
  'task.radius_m',
  'task.deliverable_type',
  'task.deliverable',
  'task.responsible_id',
  'task.team_leader_id',
  'task.regime',
  'task.urgent',
  'task.estimate_minutes',
  'task.headcount',
  'task.state as task_state',
  'task.language',
  'task.place_id',
] as const;
/** A claim with its slot and its task. */
export type ClaimRow = BareClaim &
  Pick<SlotRow, 'starts_at' | 'ends_at' | 'role' | 'skills' | 'demands' | 'capacity' | 'taken'> & {
    slot_state: string;
    slot_deliverable: string;
  } & Pick<
    TaskRow,
    | 'title'
    | 'form'
    | 'work_content'
    | 'kind'
    | 'place_name'
    | 'lat'
    | 'lng'
    | 'radius_m'
    | 'deliverable_type'
    | 'deliverable'
    | 'responsible_id'
    | 'team_leader_id'
    | 'regime'
    | 'urgent'
    | 'estimate_minutes'
    | 'headcount'
    | 'language'
    | 'place_id'
  > & { task_state: string };

const claims = (tx: Tx, tenant: number) =>
  tx
    .selectFrom('claim')
    .innerJoin('slot', (j) =>
      j.onRef('slot.tenant_id', '=', 'claim.tenant_id').onRef('slot.slot_id', '=', 'claim.slot_id'),
    )
    .innerJoin('task', (j) =>
      j.onRef('task.tenant_id', '=', 'claim.tenant_id').onRef('task.task_id', '=', 'claim.task_id'),
    )
    .selectAll('claim')
    .select(joined)
    .where('claim.tenant_id', '=', tenant);

/** The claim, locked, with its slot and task; null when the community has no such claim. */
export async function claimForUpdate(tx: Tx, tenant: number, id: string): Promise<ClaimRow | null> {
  return (
    ((await claims(tx, tenant).where('claim.claim_id', '=', id).forUpdate('claim').executeTakeFirst()) as
      | ClaimRow
      | undefined) ?? null
  );
}
export async function claimById(tx: Tx, tenant: number, id: string): Promise<ClaimRow | null> {
  return (
    ((await claims(tx, tenant).where('claim.claim_id', '=', id).executeTakeFirst()) as ClaimRow | undefined) ?? null
  );
}
/** These claims in the order of their ids. */
export async function claimsByIds(tx: Tx, tenant: number, ids: readonly string[]): Promise<ClaimRow[]> {
  if (ids.length === 0) return [];
  return (await claims(tx, tenant)
    .where('claim.claim_id', 'in', [...ids])
    .orderBy('claim.claim_id')
    .execute()) as ClaimRow[];
}
/** Claims of one person in one community, newest first. */
export async function claimsOfPerson(tx: Tx, tenant: number, personId: string, limit: number): Promise<ClaimRow[]> {
  return (await claims(tx, tenant)
    .where('claim.person_id', '=', personId)
    .orderBy('claim.claim_id', 'desc')
    .limit(limit)
    .execute()) as ClaimRow[];
}
export async function claimsOfTask(tx: Tx, tenant: number, taskId: string): Promise<ClaimRow[]> {
  return (await claims(tx, tenant)
    .where('claim.task_id', '=', taskId)
    .orderBy('claim.claim_id')
    .limit(2000)
    .execute()) as ClaimRow[];
}
/** Claims that hold a place of the slot. */
export async function liveClaimsOfSlot(tx: Tx, tenant: number, slotId: string): Promise<ClaimRow[]> {
  return (await claims(tx, tenant)
    .where('claim.slot_id', '=', slotId)
    .where('claim.state', 'not in', [...goneClaim])
    .orderBy('claim.claim_id')
    .limit(500)
    .execute()) as ClaimRow[];
}

/** How often each of these persons was asked in the seven days before `now`. */
export async function asksOfWeek(
  tx: Tx,
  tenant: number,
  persons: readonly string[],
  now: Date,
): Promise<Map<string, number>> {
  if (persons.length === 0) return new Map();
  const rows = await tx
    .selectFrom('invitation')
    .select((e) => ['person_id', e.fn.countAll<number>().as('n')])
    .where('tenant_id', '=', tenant)
    .where('person_id', 'in', [...persons])
    .where('sent_at', '>', addMs(now, -7 * day_ms))
    .groupBy('person_id')
    .execute();
  return new Map(rows.map((r) => [r.person_id, Number(r.n)]));
}

export async function taskOf(tx: Tx, tenant: number, id: string): Promise<TaskRow | null> {
  return (
    (await tx
      .selectFrom('task')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('task_id', '=', id)
      .executeTakeFirst()) ?? null
  );
}
export async function taskForUpdate(tx: Tx, tenant: number, id: string): Promise<TaskRow | null> {
  return (
    (await tx
      .selectFrom('task')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('task_id', '=', id)
      .forUpdate()
      .executeTakeFirst()) ?? null
  );
}
export async function setTask(tx: Tx, tenant: number, id: string, change: Updateable<Database['task']>): Promise<void> {
  await tx
    .updateTable('task')
    .set((e) => ({ ...change, version: e('version', '+', 1) }))
    .where('tenant_id', '=', tenant)
    .where('task_id', '=', id)
    .execute();
}
export async function slotOf(tx: Tx, tenant: number, id: string): Promise<SlotRow | null> {
  return (
    (await tx
      .selectFrom('slot')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('slot_id', '=', id)
      .executeTakeFirst()) ?? null
  );
}
/** Everything that moves places of a slot locks the slot first, then claims, then needs: so two never wait for each other. */
export async function slotForUpdate(tx: Tx, tenant: number, id: string): Promise<SlotRow | null> {
  return (
    (await tx
      .selectFrom('slot')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('slot_id', '=', id)
      .forUpdate()
      .executeTakeFirst()) ?? null
  );
}
export async function slotsOf(tx: Tx, tenant: number, taskIds: readonly string[]): Promise<SlotRow[]> {
  if (taskIds.length === 0) return [];
  return tx
    .selectFrom('slot')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('task_id', 'in', [...taskIds])
    .orderBy('starts_at')
    .orderBy('slot_id')
    .limit(6000)
    .execute();
}
export async function setSlot(tx: Tx, tenant: number, id: string, change: Updateable<Database['slot']>): Promise<void> {
  await tx.updateTable('slot').set(change).where('tenant_id', '=', tenant).where('slot_id', '=', id).execute();
}
/** Ids of the needs that a task serves. */
export async function needsOfTask(tx: Tx, tenant: number, taskId: string): Promise<string[]> {
  return (
    await tx
      .selectFrom('task_need')
      .select('need_id')
      .where('tenant_id', '=', tenant)
      .where('task_id', '=', taskId)
      .orderBy('need_id')
      .execute()
  ).map((r) => r.need_id);
}
export async function needsOfTasks(
  tx: Tx,
  tenant: number,
  taskIds: readonly string[],
): Promise<{ task_id: string; need_id: string }[]> {
  if (taskIds.length === 0) return [];
  return tx
    .selectFrom('task_need')
    .select(['task_id', 'need_id'])
    .where('tenant_id', '=', tenant)
    .where('task_id', 'in', [...taskIds])
    .orderBy('need_id')
    .limit(5000)
    .execute();
}
/** Claims that hold a place in any task for the need. Who agreed to lead a draft is no helper yet (SCH-10). */
export async function helpersOfNeed(tx: Tx, tenant: number, needId: string): Promise<ClaimRow[]> {
  const tasks = await tx
    .selectFrom('task_need')
    .select('task_id')
    .where('tenant_id', '=', tenant)
    .where('need_id', '=', needId)
    .limit(200)
    .execute();
  if (tasks.length === 0) return [];
  return (await claims(tx, tenant)
    .where(
      'claim.task_id',
      'in',
      tasks.map((t) => t.task_id),
    )
    .where('claim.state', 'not in', [...goneClaim])
    .where('task.state', '<>', 'draft')
    .orderBy('claim.claim_id')
    .limit(500)
    .execute()) as ClaimRow[];
}
export async function invitationForUpdate(tx: Tx, tenant: number, id: string): Promise<InvitationRow | null> {
  return (
    (await tx
      .selectFrom('invitation')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('invitation_id', '=', id)
      .forUpdate()
      .executeTakeFirst()) ?? null
  );
}
export async function invitationById(tx: Tx, tenant: number, id: string): Promise<InvitationRow | null> {
  return (
    (await tx
      .selectFrom('invitation')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('invitation_id', '=', id)
      .executeTakeFirst()) ?? null
  );
}
export async function setInvitation(
  tx: Tx,
  tenant: number,
  id: string,
  change: Updateable<Database['invitation']>,
): Promise<void> {
  await tx
    .updateTable('invitation')
    .set(change)
    .where('tenant_id', '=', tenant)
    .where('invitation_id', '=', id)
    .execute();
}
/** Everybody who was asked for this slot or ever held a place in it. */
export async function alreadyAsked(tx: Tx, tenant: number, slotId: string): Promise<Set<string>> {
  const asked = await tx
    .selectFrom('invitation')
    .select('person_id')
    .where('tenant_id', '=', tenant)
    .where('slot_id', '=', slotId)
    .where('state', '<>', 'withdrawn')
    .limit(5000)
    .execute();
  const held = await tx
    .selectFrom('claim')
    .select('person_id')
    .where('tenant_id', '=', tenant)
    .where('slot_id', '=', slotId)
    .limit(5000)
    .execute();
  return new Set([...asked, ...held].map((r) => r.person_id));
}
