/** Reading the library, the parameters in force and the calendar. */
import type { z } from 'zod';
import type { parameterView, policy } from '../../../contract/policy/index.ts';
import { allInForce, parameters, workdays, type InForce } from '../../engines/policy/index.ts';
import { day_ms, iso } from '../../platform/clock.ts';
import type { Ctx } from '../../platform/context.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';

interface Clause {
  readonly id: string;
  readonly document: string;
  readonly number: string;
  readonly text: string;
}
const longestPeriod_d = 800;

export async function readDocuments(
  ctx: Ctx,
  q: string | undefined,
): Promise<Outcome<z.input<typeof policy.documents.reply>>> {
  const documents = await ctx.db
    .selectFrom('policy_document')
    .selectAll()
    .where('state', 'in', ['effective', 'expired'])
    .orderBy('level')
    .orderBy('title')
    .limit(500)
    .execute();
  const clauses = await ctx.db
    .selectFrom('policy_clause')
    .selectAll()
    .orderBy('number')
    .orderBy('clause_id')
    .limit(20_000)
    .execute();
  const wanted = q?.trim();
  const items = documents.map((d) => ({
    id: d.document_id,
    title: d.title,
    organ: d.organ,
    number: d.number,
    issued: d.issued,
    level: d.level,
    effective: d.effective,
    expires: d.expires,
    clauses: clauses
      .filter(
        (c) =>
          c.document_id === d.document_id &&
          (!wanted || d.title.includes(wanted) || c.body.includes(wanted) || c.number.includes(wanted)),
      )
      .map((c) => ({ id: c.clause_id, number: c.number, text: c.body })),
  }));
  return done({ items: wanted ? items.filter((d) => d.clauses.length > 0 || d.title.includes(wanted)) : items });
}

async function clausesById(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Clause>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.db
    .selectFrom('policy_clause')
    .innerJoin('policy_document', 'policy_document.document_id', 'policy_clause.document_id')
    .select(['clause_id', 'title', 'policy_clause.number', 'body'])
    .where('clause_id', 'in', [...new Set(ids)])
    .execute();
  return new Map(
    rows.map((r) => [r.clause_id, { id: r.clause_id, document: r.title, number: r.number, text: r.body }]),
  );
}

type View = z.input<typeof parameterView>;
function view(ctx: Ctx, value: InForce, clause: Clause | undefined): View {
  const d = parameters[value.key];
  return {
    key: value.key,
    title: d[ctx.locale],
    unit: d.unit,
    value: value.value,
    default_value: d.value,
    direction: d.direction,
    set_at: value.setAt,
    set_at_name: ctx.territory.get(value.setAt)?.name ?? '',
    clause: clause ?? { id: value.clauseId, document: '', number: '', text: '' },
    valid_from: iso(value.from ?? new Date('2015-01-01T00:00:00+08:00')),
  };
}
export async function showParameter(ctx: Ctx, value: InForce): Promise<View> {
  return view(ctx, value, (await clausesById(ctx, [value.clauseId])).get(value.clauseId));
}
export async function readParameters(ctx: Ctx, tenant: number): Promise<Outcome<{ items: View[] }>> {
  const values = await allInForce(ctx, tenant);
  const clauses = await clausesById(
    ctx,
    values.map((v) => v.clauseId),
  );
  return done({ items: values.map((v) => view(ctx, v, clauses.get(v.clauseId))) });
}

export async function readCalendar(
  ctx: Ctx,
  from: string,
  to: string,
): Promise<Outcome<z.input<typeof policy.calendar.reply>>> {
  const first = Date.parse(`${from}T00:00:00Z`);
  const last = Date.parse(`${to}T00:00:00Z`);
  if (last < first || (last - first) / day_ms > longestPeriod_d)
    return refuse('INPUT_INVALID', { fields: [{ path: 'to', message: fieldWords.period }] });
  const calendar = await workdays(ctx);
  const days = [];
  for (let at = first; at <= last; at += day_ms) {
    const date = new Date(at).toISOString().slice(0, 10);
    days.push({ date, kind: calendar.kindOf(date), name: calendar.nameOf(date) });
  }
  return done({ days });
}
