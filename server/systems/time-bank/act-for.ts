/** Acts of an owner, by the owner or by staff with the owner's code (代办, TBK-08). */
import { timingSafeEqual } from 'node:crypto';
import { directory } from '../../engines/people/index.ts';
import { recordAct, type Entry } from '../../engines/record/index.ts';
import { me, transact, type Ctx } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import { refuse, type Outcome } from '../../platform/outcome.ts';
import { limit } from '../../platform/rate.ts';
import { mayActFor } from './policy.ts';

export interface Agent {
  readonly person: string;
  readonly code: string;
  readonly manner: 'spoken' | 'signature';
}
/** Whose act it is, and how it was done when staff did it. */
export interface Acting {
  readonly personId: string;
  readonly agent: Agent | null;
}
/** So many codes of one person may be tried in ten minutes. */
const guesses = limit(20, 600);

/** Runs the work as the owner's act, in the one transaction that has also checked the code. The owner's rows are open. */
export async function asOwner<T>(
  ctx: Ctx,
  tenant: number,
  agent: Agent | undefined,
  work: (tx: Tx, who: Acting) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const self = me(ctx).personId;
  const owner = agent?.person ?? self;
  if (!agent && !me(ctx).tenants.some((t) => t.tenant === tenant)) return refuse('NOT_FOUND');
  if (agent && !guesses.take(agent.person, ctx.clock.now())) return refuse('TOO_MANY_ATTEMPTS');
  const known = agent ? (await directory(ctx, tenant)).get(agent.person) : null;
  return transact<T>(ctx, { tenant, persons: [owner] }, async (tx) => {
    await openPersons(tx, [owner]);
    if (agent) {
      if (!(await mayActFor(ctx, tx, tenant))) return refuse('FORBIDDEN');
      if (!known || owner === self || !(await codeFits(ctx, tx, agent))) return refuse('AGENT_CODE_WRONG');
    }
    return work(tx, { personId: owner, agent: agent ?? null });
  });
}

/** The owner's own four digits, compared in constant time. The owner must be opened. */
export async function codeFits(ctx: Ctx, tx: Tx, agent: Agent): Promise<boolean> {
  const row = await tx.selectFrom('person').select('pin_enc').where('person_id', '=', agent.person).executeTakeFirst();
  const pin = Buffer.from(ctx.keys.openOrNull(row?.pin_enc ?? null) ?? '');
  const said = Buffer.from(agent.code);
  return pin.length === said.length && timingSafeEqual(pin, said);
}

/** Records an act with the mark that staff did it for the owner. */
export function recordOwn(ctx: Ctx, tx: Tx, who: Acting, entry: Omit<Entry, 'actor' | 'role'>): Promise<void> {
  const detail = who.agent ? { ...entry.detail, agent_for: who.personId, manner: who.agent.manner } : entry.detail;
  return recordAct(ctx, tx, { ...entry, ...(detail ? { detail } : {}) });
}
