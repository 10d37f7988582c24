/** Whom a slot suits, invited or not: by every hard filter but the cap of askings (HRS-02). */
import { filter } from '../../../dispatch/index.ts';
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { matching, requestOf, taskAsk } from './matching.ts';
import { memberIndex } from './members.ts';
import type { SlotRow, TaskRow } from './store.ts';

/** Ids of the members who could take the slot by their own act as things stand now. */
export async function suitedBy(deps: Deps, tx: Tx, task: TaskRow, slot: SlotRow): Promise<string[]> {
  const index = await memberIndex(deps, task.tenant_id);
  const { policy, calendar } = await matching(deps, task.tenant_id);
  const request = requestOf(task, slot, await taskAsk(deps, tx, task.tenant_id, task.task_id), deps.clock.now());
  const persons: string[] = [];
  index.visit(request, policy, (member) => {
    if (filter(member, request, policy, calendar).length === 0) persons.push(member.personId);
  });
  return persons;
}
