/** Opening and leaving a passbook, and what its owner chooses around it (TBK-01, TBK-09). */
import { balances, openAccount } from '../../engines/ledger/index.ts';
import { directory, hasConsent, setConsent } from '../../engines/people/index.ts';
import type { Ctx, Deps } from '../../platform/context.ts';
import type { Event } from '../../platform/outbox.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { asOwner, recordOwn, type Acting, type Agent } from './act-for.ts';
import { familyOf } from './family.ts';
import { bookRow } from './store.ts';

export const owner = (personId: string) => ({ ownerKind: 'person' as const, ownerId: personId });

/** The owner's own consent is the door: credited service is deposited from now on, and not before. */
export function openBook(ctx: Ctx, tenant: number, agent?: Agent): Promise<Outcome<{ ok: true }>> {
  return asOwner<{ ok: true }>(ctx, tenant, agent, async (tx, who) => {
    const at = ctx.clock.now();
    await setConsent(ctx, tx, {
      personId: who.personId,
      purpose: 'time_bank',
      given: true,
      by: ctx.actor?.personId ?? who.personId,
      manner: who.agent?.manner ?? 'page',
    });
    await tx
      .insertInto('time_passbook')
      .values({ tenant_id: tenant, person_id: who.personId, opened_at: at })
      .onConflict((c) => c.columns(['tenant_id', 'person_id']).doUpdateSet({ left_at: null }))
      .execute();
    await openAccount(tx, { tenantId: tenant, owner: owner(who.personId), asset: 'time_minutes', at });
    await recordOwn(ctx, tx, who, { tenant, kind: 'time_book', id: who.personId, act: 'time_book_opened' });
    return done({ ok: true });
  });
}

/** Nothing more is deposited; the balance stays and may still be spent or given. Opting out has no other effect. */
export function leaveBook(ctx: Ctx, tenant: number, agent?: Agent): Promise<Outcome<{ ok: true }>> {
  return asOwner<{ ok: true }>(ctx, tenant, agent, async (tx, who) => {
    if (!(await hasConsent(tx, who.personId, 'time_bank'))) return refuse('ILLEGAL_TRANSITION');
    await setConsent(ctx, tx, {
      personId: who.personId,
      purpose: 'time_bank',
      given: false,
      by: ctx.actor?.personId ?? who.personId,
      manner: who.agent?.manner ?? 'page',
    });
    await tx
      .updateTable('time_passbook')
      .set({ left_at: ctx.clock.now(), index_on: false })
      .where('tenant_id', '=', tenant)
      .where('person_id', '=', who.personId)
      .execute();
    await recordOwn(ctx, tx, who, { tenant, kind: 'time_book', id: who.personId, act: 'time_book_left' });
    return done({ ok: true });
  });
}

/** The consent is one, wherever it is given or withdrawn: the row follows it, so that leaving hides the index everywhere. */
export async function onConsent(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const open = await hasConsent(tx, event.subject, 'time_bank');
  const row = await bookRow(tx, event.tenant, event.subject);
  if (!row || open === (row.left_at === null)) return;
  await tx
    .updateTable('time_passbook')
    .set(open ? { left_at: null } : { left_at: deps.clock.now(), index_on: false })
    .where('tenant_id', '=', event.tenant)
    .where('person_id', '=', event.subject)
    .execute();
}

export interface Choices {
  readonly index_on: boolean;
  readonly excess_to: 'pool' | 'honour';
  readonly heir: null | { readonly to: 'pool' } | { readonly to: 'family'; readonly person: string };
  readonly agent?: Agent | undefined;
}
export function chooseAround(ctx: Ctx, tenant: number, choices: Choices): Promise<Outcome<{ ok: true }>> {
  return asOwner<{ ok: true }>(ctx, tenant, choices.agent, async (tx, who) => {
    if (!(await hasConsent(tx, who.personId, 'time_bank'))) return refuse('TIME_BOOK_CLOSED');
    const { heir } = choices;
    if (heir?.to === 'family' && !(await familyOf(ctx, tx, tenant, who.personId)).some((f) => f.id === heir.person))
      return refuse('NOT_FOUND');
    const chosen = {
      index_on: choices.index_on,
      excess: choices.excess_to,
      heir: heir === null ? null : heir.to === 'family' ? 'person' : 'pool',
      heir_id: heir?.to === 'family' ? heir.person : null,
    };
    await tx
      .insertInto('time_passbook')
      .values({ tenant_id: tenant, person_id: who.personId, opened_at: ctx.clock.now(), ...chosen })
      .onConflict((c) => c.columns(['tenant_id', 'person_id']).doUpdateSet(chosen))
      .execute();
    // The choice itself is nobody else's business: the record tells only that there was one.
    await recordOwn(ctx, tx, who, { tenant, kind: 'time_book', id: who.personId, act: 'time_book_chosen' });
    return done({ ok: true });
  });
}

/** Minutes that may be spent or given now. */
export async function availableOf(tx: Tx, tenant: number, personId: string): Promise<number> {
  return (await balances(tx, { tenantId: tenant, owner: owner(personId) })).time_minutes.available;
}
/** May this person take part in exchanges: an open passbook in a community of the own. */
export const keepsBook = (tx: Tx, who: Acting): Promise<boolean> => hasConsent(tx, who.personId, 'time_bank');

export async function birthYearOf(ctx: Ctx, tenant: number, personId: string): Promise<number | null> {
  return (await directory(ctx, tenant)).get(personId)?.birthYear ?? null;
}
