/** The append-only record (FND-10): who, in which role, when, from → to, why, on what basis. */
import type { z } from 'zod';
import type { storyEntry } from '../../../contract/orders/index.ts';
import { roles } from '../../../contract/codes.ts';
import { iso } from '../../platform/clock.ts';
import { me, roleIn, type Ctx, type Deps } from '../../platform/context.ts';
import { inTransaction, type Tx } from '../../platform/database.ts';
import { done, type Refused } from '../../platform/outcome.ts';
import { directory } from '../people/index.ts';
import { actWords } from './words.ts';

export { actWords };
export interface Entry {
  readonly tenant: number;
  readonly kind: string;
  readonly id: string;
  readonly actor: string | null;
  readonly role: string;
  readonly act: string;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly reason?: string | null;
  /** Clause or rule that the act rests on. */
  readonly basis?: string | null;
  readonly detail?: Record<string, unknown>;
}

/** Writes one entry inside the caller's transaction; nothing can change or remove it afterwards. */
export async function record(deps: Deps, tx: Tx, entry: Entry): Promise<void> {
  await tx
    .insertInto('record')
    .values({
      tenant_id: entry.tenant,
      record_id: deps.ids.next(),
      subject_kind: entry.kind,
      subject_id: entry.id,
      at: deps.clock.now(),
      actor_id: entry.actor,
      role: entry.role,
      act: entry.act,
      from_state: entry.from ?? null,
      to_state: entry.to ?? null,
      reason: entry.reason ?? null,
      basis: entry.basis ?? null,
      detail: JSON.stringify(entry.detail ?? {}),
    })
    .execute();
}

/** The same, with actor and role of the request. */
export function recordAct(ctx: Ctx, tx: Tx, entry: Omit<Entry, 'actor' | 'role'>): Promise<void> {
  return record(ctx, tx, { ...entry, actor: ctx.actor?.personId ?? null, role: roleIn(ctx, entry.tenant) });
}

/** The whole story of some subjects, oldest first; parties read each other masked unless they are named in `named`. */
export async function story(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  subjects: readonly { kind: string; id: string }[],
  named: ReadonlySet<string> = new Set(),
): Promise<z.input<typeof storyEntry>[]> {
  if (subjects.length === 0) return [];
  const rows = await tx
    .selectFrom('record')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where(
      'subject_id',
      'in',
      subjects.map((s) => s.id),
    )
    .where('subject_kind', 'in', [...new Set(subjects.map((s) => s.kind))])
    .orderBy('record_id')
    .limit(500)
    .execute();
  const people = await directory(ctx, tenant);
  return rows.map((row) => {
    const words = actWords[row.act] ?? { zh: row.act, en: row.act };
    const role = roles[row.role as keyof typeof roles];
    return {
      at: iso(row.at),
      who: row.actor_id
        ? people.show(ctx, row.actor_id, named.has(row.actor_id)).name
        : ctx.locale === 'zh'
          ? '平台'
          : 'Platform',
      role: role ? role[ctx.locale] : (roleWords[row.role]?.[ctx.locale] ?? row.role),
      what: words.zh,
      what_en: words.en,
      from: row.from_state,
      to: row.to_state,
      reason: row.reason,
    };
  });
}
const roleWords: Readonly<Record<string, { zh: string; en: string }>> = {
  member: { zh: '下沉人员', en: 'Member' },
  resident: { zh: '居民', en: 'Resident' },
  system: { zh: '平台', en: 'Platform' },
};

/** Keeps a refused attempt, in its own transaction after the roll-back (加码台账 and the guards' ledgers). */
export async function recordAttempt(ctx: Ctx, refused: Refused): Promise<void> {
  const attempt = refused.attempt;
  if (!attempt) return;
  await inTransaction(ctx.db, { tenant: attempt.tenantId }, async (tx) => {
    await tx
      .insertInto('attempt')
      .values({
        tenant_id: attempt.tenantId,
        attempt_id: ctx.ids.next(),
        at: ctx.clock.now(),
        code: refused.code,
        actor_id: attempt.unnamed ? null : me(ctx).personId,
        role: roleIn(ctx, attempt.tenantId),
        subject: attempt.subject,
        asked: attempt.asked ?? null,
        in_force: attempt.inForce ?? null,
        clause_id: attempt.clauseId ?? null,
      })
      .execute();
    return done(null);
  });
}
