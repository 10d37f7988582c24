/** The on-site code: six digits for one slot, changing every half minute, computed and never stored. */
import { number } from '../policy/index.ts';
import { grantFor, me, snapshot, type Ctx, type Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { needsOf } from '../demand/index.ts';

const codeAt = (deps: Deps, slotId: string, window: number): string =>
  String(deps.keys.blind('on_site_code', `${slotId}:${window}`).readUInt32BE(0) % 1_000_000).padStart(6, '0');

/** Does the code fit now? The one before is still taken, since reading and typing take a moment. */
export async function codeFits(deps: Deps, tenant: number, slotId: string, code: string, at: Date): Promise<boolean> {
  const rotation_ms = Math.min(30, await number(deps, tenant, 'code_rotation_s')) * 1000;
  const window = Math.floor(at.getTime() / rotation_ms);
  return code === codeAt(deps, slotId, window) || code === codeAt(deps, slotId, window - 1);
}

/** Shown to whoever stands on site for the other side: the leader, the staff, the helped person. */
export async function showCode(
  ctx: Ctx,
  tenant: number,
  slotId: string,
): Promise<Outcome<{ code: string; valid_until: string; valid_s: number }>> {
  return snapshot(ctx, { tenant }, async (tx) => {
    const slot = await tx
      .selectFrom('slot')
      .select(['slot_id', 'task_id'])
      .where('tenant_id', '=', tenant)
      .where('slot_id', '=', slotId)
      .executeTakeFirst();
    if (!slot || !(await mayShow(ctx, tx, tenant, slot.task_id))) return refuse('NOT_FOUND');
    const rotation_ms = Math.min(30, await number(ctx, tenant, 'code_rotation_s')) * 1000;
    const now = ctx.clock.now().getTime();
    const window = Math.floor(now / rotation_ms);
    const ends = (window + 1) * rotation_ms;
    return done({
      code: codeAt(ctx, slotId, window),
      valid_until: new Date(ends).toISOString(),
      valid_s: Math.ceil((ends - now) / 1000),
    });
  });
}
async function mayShow(ctx: Ctx, tx: Tx, tenant: number, taskId: string): Promise<boolean> {
  if (grantFor(ctx, tenant, ['community_secretary', 'community_worker'])) return true;
  const self = me(ctx).personId;
  const leader = await tx
    .selectFrom('claim')
    .select('claim_id')
    .where('tenant_id', '=', tenant)
    .where('task_id', '=', taskId)
    .where('person_id', '=', self)
    .where('is_leader', '=', true)
    .where('state', 'not in', ['released', 'swapped'])
    .executeTakeFirst();
  if (leader) return true;
  return (await askersOf(tx, tenant, taskId)).includes(self);
}
/** The persons who are helped by a task: the askers of its needs. */
export async function askersOf(tx: Tx, tenant: number, taskId: string): Promise<string[]> {
  const needs = await tx
    .selectFrom('task_need')
    .select('need_id')
    .where('tenant_id', '=', tenant)
    .where('task_id', '=', taskId)
    .execute();
  return [
    ...new Set(
      (
        await needsOf(
          tx,
          tenant,
          needs.map((n) => n.need_id),
        )
      ).flatMap((n) => n.askers),
    ),
  ];
}
