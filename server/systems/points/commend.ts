/** The 100-point list (PTS-04): who reaches the line is asked; a name appears only by the person's own word. */
import { totals } from '../../engines/ledger/index.ts';
import { notify } from '../../engines/notice/index.ts';
import { setConsent } from '../../engines/people/index.ts';
import { number } from '../../engines/policy/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { civilDate } from '../../platform/clock.ts';
import { me, transact, type Ctx, type Deps } from '../../platform/context.ts';
import { enterTenant, openPersons, type Tx } from '../../platform/database.ts';
import type { Event } from '../../platform/outbox.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';

/** The communities of a person, the lowest number first: rows of several are always touched in this order. */
export async function communitiesOf(tx: Tx, personId: string): Promise<{ tenant: number; home: boolean }[]> {
  const rows = await tx
    .selectFrom('person_tenant')
    .select(['tenant_id', 'home'])
    .where('person_id', '=', personId)
    .orderBy('tenant_id')
    .execute();
  return rows.map((r) => ({ tenant: r.tenant_id, home: r.home }));
}

export interface YearOfPoints {
  readonly hundredths: number;
  /** The row of the year, where there is one, in whatever community it was opened. */
  readonly held: { tenant: number; state: string; reached: Date } | null;
}
/** Honour of the year over these communities, from the books themselves; leaves the transaction in the last of them. */
export async function yearOfPoints(
  tx: Tx,
  personId: string,
  year: number,
  communities: readonly number[],
): Promise<YearOfPoints> {
  let hundredths = 0;
  let held: YearOfPoints['held'] = null;
  for (const tenant of communities) {
    await enterTenant(tx, tenant);
    const [total] = await totals(tx, {
      tenantId: tenant,
      ownerKind: 'person',
      ownerIds: [personId],
      asset: 'honour_points',
      from: `${year}-01-01`,
      to: `${year}-12-31`,
    });
    hundredths += total?.net ?? 0;
    const row = await tx
      .selectFrom('commendation')
      .select(['state', 'reached_at'])
      .where('tenant_id', '=', tenant)
      .where('person_id', '=', personId)
      .where('year', '=', year)
      .executeTakeFirst();
    if (row) held = { tenant, state: row.state, reached: row.reached_at };
  }
  return { hundredths, held };
}

/** Points were credited or reversed: the year is summed anew over all communities; who reaches the line is asked once. */
export async function onPointsChanged(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const [personId] = event.persons;
  const year = Number(event.data['year']);
  if (!personId || !Number.isSafeInteger(year)) return;
  await openPersons(tx, [personId]);
  // One change of a person's year at a time: two communities may credit in the same moment.
  await tx.selectFrom('person').select('person_id').where('person_id', '=', personId).forNoKeyUpdate().execute();
  const communities = await communitiesOf(tx, personId);
  const all = [...new Set([...communities.map((c) => c.tenant), event.tenant])].toSorted((a, b) => a - b);
  const { hundredths, held } = await yearOfPoints(tx, personId, year, all);
  const tenant = held?.tenant ?? communities.find((c) => c.home)?.tenant ?? event.tenant;
  const line_pt = await number(deps, tenant, 'commendation_line_pt');
  const reached = hundredths >= line_pt * 100;
  await enterTenant(tx, tenant);
  const row = { tenant_id: tenant, person_id: personId, year, hundredths };
  if (reached && (held === null || held.state === 'below')) {
    const asked = { hundredths, state: 'asked', reached_at: event.at, answered_at: null };
    await tx
      .insertInto('commendation')
      .values({ ...row, ...asked })
      .onConflict((c) => c.columns(['tenant_id', 'person_id', 'year']).doUpdateSet(asked))
      .execute();
    await notify(deps, tx, {
      tenant,
      persons: [personId],
      kind: 'M-14.hundred',
      params: { year: String(year), line: String(line_pt) },
      link: '/m/points',
      onceKey: `hundred:${personId}:${year}:${event.id}`,
    });
  } else if (held !== null)
    await tx
      .updateTable('commendation')
      .set({ hundredths, ...(reached ? {} : { state: 'below', answered_at: null }) })
      .where('tenant_id', '=', tenant)
      .where('person_id', '=', personId)
      .where('year', '=', year)
      .execute();
  await enterTenant(tx, event.tenant);
}

/** The person's own word for the running year. A yes is a consent of its own and stands among the consents too. */
export async function answerCommendation(ctx: Ctx, named: boolean): Promise<Outcome<{ ok: true }>> {
  const { personId, tenants } = me(ctx);
  const year = Number(civilDate(ctx.clock.now()).slice(0, 4));
  return transact<{ ok: true }>(ctx, { persons: [personId] }, async (tx) => {
    await tx.selectFrom('person').select('person_id').where('person_id', '=', personId).forNoKeyUpdate().execute();
    const all = tenants.map((t) => t.tenant).toSorted((a, b) => a - b);
    const { held } = await yearOfPoints(tx, personId, year, all);
    if (held === null || held.state === 'below') return refuse('NOT_FOUND');
    await enterTenant(tx, held.tenant);
    const state = named ? 'named' : 'unnamed';
    await tx
      .updateTable('commendation')
      .set({ state, answered_at: ctx.clock.now() })
      .where('tenant_id', '=', held.tenant)
      .where('person_id', '=', personId)
      .where('year', '=', year)
      .execute();
    if (named)
      await setConsent(ctx, tx, { personId, purpose: 'named_publicly', given: true, by: personId, manner: 'page' });
    await recordAct(ctx, tx, {
      tenant: held.tenant,
      kind: 'commendation',
      id: personId,
      act: named ? 'named' : 'unnamed',
      from: held.state,
      to: state,
    });
    return done({ ok: true });
  });
}
