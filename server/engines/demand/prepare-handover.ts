/** A hand-over before it leaves: written with the moment of its leaving, and removed again by an undo (WHI-06). */
import { number } from '../policy/index.ts';
import { estateOf } from '../places/index.ts';
import { addMs, hour_ms } from '../../platform/clock.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import type { BoundaryResult } from './rules.ts';
import type { NeedRow } from './store.ts';

export interface Receiving {
  readonly result: BoundaryResult;
  readonly to_org: number | null;
  readonly to_person: string | null;
  readonly safety_help: boolean;
}

/** Until `sendAt` the addressee does not see it. The property company is the one under contract with the estate. */
export async function prepareHandover(ctx: Ctx, tx: Tx, need: NeedRow, to: Receiving, sendAt: Date): Promise<void> {
  const tenant = need.tenant_id;
  const kind = to.result === 'property' ? 'property' : to.result === 'department' ? 'department' : 'staff';
  const org =
    to.to_org ??
    (kind === 'property' && need.estate_id
      ? ((await estateOf(ctx, tx, tenant, need.estate_id))?.property_org ?? null)
      : null);
  await tx
    .insertInto('handover')
    .values({
      tenant_id: tenant,
      handover_id: ctx.ids.next(),
      need_id: need.need_id,
      to_kind: kind,
      to_org: org,
      to_person: to.to_person,
      state: 'sent',
      safety_help: to.safety_help,
      sent_at: sendAt,
      due_at: addMs(sendAt, (await number(ctx, tenant, 'handover_answer_h')) * hour_ms),
    })
    .execute();
}

/** Nothing of it had left: an undo removes it. */
export async function dropUnsent(tx: Tx, tenant: number, needId: string, now: Date): Promise<void> {
  await tx
    .deleteFrom('handover')
    .where('tenant_id', '=', tenant)
    .where('need_id', '=', needId)
    .where('state', '=', 'sent')
    .where('sent_at', '>', now)
    .execute();
}
