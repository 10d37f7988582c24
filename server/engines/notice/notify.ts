/** Writing notices inside the transaction that causes them. */
import type { Role } from '../../../contract/codes.ts';
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { schedule } from '../../platform/outbox.ts';
import { numbers } from '../policy/index.ts';
import { needsCallWhenUnseen, notBefore } from './rules.ts';
import { fill, templates, type NoticeKind } from './words.ts';

export interface NewNotice {
  readonly tenant: number;
  readonly persons: readonly string[];
  readonly kind: NoticeKind;
  readonly params: Readonly<Record<string, string>>;
  /** Page that shows what it is about. */
  readonly link?: string;
  /** Urgent notices ignore quiet hours. */
  readonly urgent?: boolean;
  /** Why this person was chosen; shown in the push log (LST-04). */
  readonly why?: string;
  /** The same key never reaches the same person twice. */
  readonly onceKey?: string;
}

/**
 * Adds a notice for each person to the entered tenant. The inbox has it at once; pushing waits for the end of quiet
 * hours, and an unseen notice that matters becomes a call for staff.
 */
export const notify = (deps: Deps, tx: Tx, notice: NewNotice): Promise<void> => write(deps, tx, notice, false);

/** `toGroup`: the first of these notices is told in the community's staff group too. */
async function write(deps: Deps, tx: Tx, notice: NewNotice, toGroup: boolean): Promise<void> {
  const persons = [...new Set(notice.persons)];
  if (persons.length === 0) return;
  const text = templates[notice.kind].zh;
  const at = deps.clock.now();
  const urgent = notice.urgent ?? false;
  const policy = await numbers(deps, notice.tenant);
  const due = notBefore(at, { from_min: policy.quiet_from_min, to_min: policy.quiet_to_min }, urgent);
  const rows = persons.map((person_id) => ({
    tenant_id: notice.tenant,
    notice_id: deps.ids.next(),
    person_id,
    kind: notice.kind,
    title: fill(text.title, notice.params),
    body: fill(text.body, notice.params),
    link: notice.link ?? null,
    why: notice.why ?? null,
    params: JSON.stringify(notice.params),
    at,
    not_before: due,
    state: 'queued',
    state_at: at,
    urgent,
    once_key: notice.onceKey ?? null,
  }));
  const added = await tx
    .insertInto('notice')
    .values(rows)
    .onConflict((c) => c.columns(['tenant_id', 'person_id', 'once_key']).where('once_key', 'is not', null).doNothing())
    .returning(['notice_id'])
    .execute();
  for (const [n, { notice_id }] of added.entries())
    await schedule(deps, tx, {
      tenant: notice.tenant,
      kind: 'notice.send',
      subject: notice_id,
      at: due,
      data: { call: needsCallWhenUnseen(notice.kind), ...(toGroup && n === 0 ? { group: true } : {}) },
    });
}

/** The same to everyone who holds one of these roles in the tenant now. */
export async function notifyStaff(
  deps: Deps,
  tx: Tx,
  notice: Omit<NewNotice, 'persons'> & { roles: readonly Role[]; org?: number },
): Promise<void> {
  const now = deps.clock.now();
  let query = tx
    .selectFrom('role_grant')
    .select('person_id')
    .distinct()
    .where('tenant_id', '=', notice.tenant)
    .where('role', 'in', [...notice.roles])
    .where('valid_from', '<=', now)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>', now)]));
  if (notice.org !== undefined) query = query.where('org_id', '=', notice.org);
  const holders = await query.execute();
  const { roles: _roles, org: _org, ...rest } = notice;
  // A company of the community (property) has people of its own; the group is the community's.
  const toGroup = notice.org === undefined;
  await write(deps, tx, { ...rest, persons: holders.map((h) => h.person_id) }, toGroup);
}
