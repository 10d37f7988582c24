/** How a community runs its time bank: the model, accounts of organisations, the voluntary index, what the dead leave. */
import type { z } from 'zod';
import { roles } from '../../../contract/codes.ts';
import type { timeBank } from '../../../contract/time-bank/index.ts';
import { balances, openAccount, post } from '../../engines/ledger/index.ts';
import { directory } from '../../engines/people/index.ts';
import { clauseId, number, numbers } from '../../engines/policy/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { packOf, timePool } from '../../engines/time-book/index.ts';
import { civilDate, isoOrNull } from '../../platform/clock.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { depositsOfMany, yearOf } from './deposits.ts';
import { organisationAccount } from './give.ts';
import { owner } from './keep-book.ts';
import { bankOf, firstModel, modelRoles, notPart } from './policy.ts';
import { packView } from './read-book.ts';
import { bookRow } from './store.ts';

type About = z.input<typeof timeBank.about.reply>;
type Model = z.output<typeof timeBank.setModel.body>;

export async function readAbout(ctx: Ctx, tenant: number): Promise<Outcome<About>> {
  const policy = await numbers(ctx, tenant);
  const pack = await packOf(ctx, tenant);
  return snapshot<Outcome<About>>(ctx, { tenant }, async (tx) => {
    const bank = await bankOf(tx, tenant);
    const model = (bank?.model ?? firstModel) as About['model'];
    const words = (part: 'lead' | 'operator' | 'supervisor') =>
      modelRoles[model][part].map((r) => roles[r][ctx.locale]).join(ctx.locale === 'zh' ? '、' : ', ');
    const books = await tx
      .selectFrom('time_passbook')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('tenant_id', '=', tenant)
      .where('left_at', 'is', null)
      .executeTakeFirst();
    return done({
      model,
      lead: words('lead'),
      operator: words('operator'),
      supervisor: words('supervisor'),
      operator_name: bank?.operator_name ?? '',
      supervisor_name: bank?.supervisor_name ?? '',
      since: isoOrNull(bank?.changed_at),
      coin_minutes: policy.time_coin_min,
      settle_silence_days: policy.time_settle_silence_d,
      blind_days: policy.time_blind_d,
      pack: packView(ctx, pack, await documentOf(tx, pack.clause)),
      passbooks: Number(books?.n ?? 0),
      organisations: await organisationsOf(ctx, tx, tenant),
    });
  });
}
async function documentOf(tx: Tx, clause: string | null): Promise<string | null> {
  if (clause === null) return null;
  const row = await tx
    .selectFrom('policy_clause')
    .innerJoin('policy_document', 'policy_document.document_id', 'policy_clause.document_id')
    .select(['title', 'policy_clause.number'])
    .where('clause_id', '=', clauseId(clause))
    .executeTakeFirst();
  return row ? `《${row.title}》${row.number}` : null;
}
async function organisationsOf(ctx: Ctx, tx: Tx, tenant: number): Promise<About['organisations']> {
  const rows = await tx
    .selectFrom('time_organisation')
    .select('organisation_id')
    .where('tenant_id', '=', tenant)
    .orderBy('organisation_id')
    .limit(100)
    .execute();
  const found: About['organisations'] = [];
  for (const { organisation_id: id } of rows) {
    const { time_minutes } = await balances(tx, { tenantId: tenant, owner: organisationAccount(id) });
    found.push({ id, name: ctx.territory.get(id)?.name ?? String(id), balance: time_minutes.balance });
  }
  return found;
}

/** Whoever leads under the model in force may hand the lead over; permissions follow in the same moment (TBK-10). */
export async function setModel(ctx: Ctx, tenant: number, body: Model): Promise<Outcome<{ ok: true }>> {
  return transact<{ ok: true }>(ctx, { tenant }, async (tx) => {
    const barred = await notPart(ctx, tx, tenant, 'lead');
    if (barred) return barred;
    const before = await bankOf(tx, tenant);
    const row = { ...body, changed_at: ctx.clock.now(), changed_by: me(ctx).personId };
    await tx
      .insertInto('time_bank')
      .values({ tenant_id: tenant, ...row })
      .onConflict((c) => c.column('tenant_id').doUpdateSet(row))
      .execute();
    await recordAct(ctx, tx, {
      tenant,
      kind: 'time_bank',
      id: me(ctx).personId,
      act: 'time_model_set',
      from: before?.model ?? firstModel,
      to: body.model,
    });
    return done({ ok: true });
  });
}

export async function openOrganisation(ctx: Ctx, tenant: number, id: number): Promise<Outcome<{ ok: true }>> {
  return transact<{ ok: true }>(ctx, { tenant }, async (tx) => {
    const barred = await notPart(ctx, tx, tenant, 'lead', 'operator');
    if (barred) return barred;
    const unit = await tx
      .selectFrom('unit')
      .select('type')
      .where('tenant_id', '=', id)
      .where('type', 'in', ['social_organisation', 'social_work_agency'])
      .executeTakeFirst();
    if (!unit) return refuse('NOT_FOUND');
    const at = ctx.clock.now();
    await tx
      .insertInto('time_organisation')
      .values({ tenant_id: tenant, organisation_id: id, opened_at: at, opened_by: me(ctx).personId })
      .onConflict((c) => c.columns(['tenant_id', 'organisation_id']).doNothing())
      .execute();
    await openAccount(tx, { tenantId: tenant, owner: organisationAccount(id), asset: 'time_minutes', at });
    await recordAct(ctx, tx, {
      tenant,
      kind: 'time_bank',
      id: me(ctx).personId,
      act: 'time_account_opened',
      detail: { organisation: id },
    });
    return done({ ok: true });
  });
}

/** TBK-09: those who opted in and keep a passbook, by name; nobody else appears in any form. */
export async function readIndex(ctx: Ctx, tenant: number): Promise<Outcome<z.input<typeof timeBank.index.reply>>> {
  const people = await directory(ctx, tenant);
  return snapshot<Outcome<z.input<typeof timeBank.index.reply>>>(ctx, { tenant }, async (tx) => {
    const rows = await tx
      .selectFrom('time_passbook')
      .select('person_id')
      .where('tenant_id', '=', tenant)
      .where('index_on', '=', true)
      .where('left_at', 'is', null)
      .orderBy('person_id')
      .limit(1000)
      .execute();
    const persons = rows.map((r) => r.person_id);
    const all = await depositsOfMany(tx, tenant, persons);
    const { year, sums } = await yearOf(ctx, tx, tenant, persons);
    const minutes = (of: ReadonlyMap<string, { kept: number; excess: number }>, id: string) =>
      (of.get(id)?.kept ?? 0) + (of.get(id)?.excess ?? 0);
    return done({
      year,
      purpose: 'commendation' as const,
      items: persons
        .map((id) => ({
          person: id,
          name: people.show(ctx, id).name,
          year_minutes: minutes(sums, id),
          total_minutes: minutes(all, id),
        }))
        .toSorted((a, b) => b.year_minutes - a.year_minutes || a.name.localeCompare(b.name, 'zh')),
    });
  });
}

/** TBK-04: what somebody who has died leaves goes to whom the owner named, where the city allows it, or to the pool. */
export async function passOn(
  ctx: Ctx,
  tenant: number,
  body: { person: string; reason: string },
): Promise<Outcome<{ minutes: number; to: 'pool' | 'person' }>> {
  if (!(await directory(ctx, tenant)).get(body.person)) return refuse('NOT_FOUND');
  const byWill = (await number(ctx, tenant, 'time_bank_inheritance')) === 1;
  return transact<{ minutes: number; to: 'pool' | 'person' }>(ctx, { tenant }, async (tx) => {
    await openPersons(tx, [me(ctx).personId]);
    const book = await bookRow(tx, tenant, body.person);
    const { time_minutes } = await balances(tx, { tenantId: tenant, owner: owner(body.person) });
    // What is promised to an exchange or a gift is settled or returned first.
    if (time_minutes.held > 0 || time_minutes.balance === 0) return refuse('ILLEGAL_TRANSITION');
    const heir = byWill && book?.heir === 'person' && book.heir_id !== null ? owner(book.heir_id) : timePool;
    const to = heir.ownerKind === 'pool' ? ('pool' as const) : ('person' as const);
    const at = ctx.clock.now();
    const posted = await post(tx, {
      tenantId: tenant,
      key: `time:estate:${body.person}:${time_minutes.balance}:${at.getTime()}`,
      kind: 'time.inheritance',
      valueDate: civilDate(at),
      at,
      meta: { estate: body.person },
      legs: [
        { ...owner(body.person), asset: 'time_minutes', amount: -time_minutes.balance },
        { ...heir, asset: 'time_minutes', amount: time_minutes.balance },
      ],
    });
    if (!posted.ok) throw new Error(`An estate was not passed on: ${posted.code}`);
    await tx
      .updateTable('time_passbook')
      .set({ left_at: at, index_on: false })
      .where('tenant_id', '=', tenant)
      .where('person_id', '=', body.person)
      .execute();
    await recordAct(ctx, tx, {
      tenant,
      kind: 'time_book',
      id: body.person,
      act: 'time_inherited',
      reason: body.reason,
      detail: { minutes: time_minutes.balance, to },
    });
    return done({ minutes: time_minutes.balance, to });
  });
}
