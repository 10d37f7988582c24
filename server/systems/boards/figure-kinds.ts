/**
 * How figures are made: each is computed from records by one statement and opened into its rows by another that names
 * the same records (FND-12). A person is never ranked (C-14).
 */
import { sql, type RawBuilder } from 'kysely';
import type { PolicyNumbers } from './policy-numbers.ts';

export interface Row {
  readonly id: string;
  readonly at: Date | null;
  readonly text: string;
  readonly state: string;
  readonly link: string | null;
  readonly owner_id?: string | null;
  /** The body that took over from the owner. */
  readonly escalated_to?: string | null;
}
export interface FigureDefinition {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  readonly unit: '%' | 'min' | 'h' | 'n' | '';
  readonly guard: string | null;
  readonly formula_zh: string;
  readonly formula_en: string;
  readonly board: 'loop' | 'guards';
  readonly public?: true;
  /** One row: numerator n, denominator d (null for a plain value in v). */
  readonly value: (
    tenant: number,
    now: Date,
    p: PolicyNumbers,
  ) => RawBuilder<{ n: number | null; d: number | null; v: number | null }>;
  /** The records behind it: id, at, text, state, kind of link; a need also names whose turn it is. */
  readonly rows: (tenant: number, now: Date, p: PolicyNumbers) => RawBuilder<Row>;
  readonly flagged?: (value: number | null, p: PolicyNumbers, denominator: number | null) => boolean;
}
export type Values = FigureDefinition['value'];
export type Rows = FigureDefinition['rows'];

const needLink = sql<string>`'/desk/needs/' || need_id::text`;
const taskLink = sql<string>`'/desk/tasks/' || task_id::text`;
export const needs =
  (where: (t: number, now: Date, p: PolicyNumbers) => RawBuilder<unknown>): Rows =>
  (t, now, p) =>
    sql`select need_id as id, opened_at as at, title as text, state, ${needLink} as link, owner_id, escalated_to from need where tenant_id = ${t} and ${where(t, now, p)} order by opened_at desc limit 200`;
export const claims =
  (where: (t: number, now: Date, p: PolicyNumbers) => RawBuilder<unknown>): Rows =>
  (t, now, p) =>
    sql`select c.claim_id as id, c.accepted_at as at, k.title as text, c.state, '/desk/tasks/' || c.task_id::text as link from claim c join task k on k.tenant_id = c.tenant_id and k.task_id = c.task_id where c.tenant_id = ${t} and ${where(t, now, p)} order by c.claim_id desc limit 200`;
export const tasks =
  (where: (t: number, now: Date, p: PolicyNumbers) => RawBuilder<unknown>): Rows =>
  (t, now, p) =>
    sql`select task_id as id, created_at as at, title as text, state, ${taskLink} as link from task where tenant_id = ${t} and ${where(t, now, p)} order by task_id desc limit 200`;
export const attempts =
  (...codes: string[]): Rows =>
  (t) =>
    sql`select attempt_id as id, at, subject as text, code as state, null as link from attempt where tenant_id = ${t} and code in (${sql.join(codes)}) order by attempt_id desc limit 200`;
export const countAttempts =
  (...codes: string[]): Values =>
  (t) =>
    sql`select null as n, null as d, count(*)::int as v from attempt where tenant_id = ${t} and code in (${sql.join(codes)})`;
export const verified = sql`c.state in ('passed', 'credited')`;
export const medianMinutes =
  (from: string, to: string): Values =>
  (t) =>
    sql`select null as n, null as d, percentile_cont(0.5) within group (order by extract(epoch from ${sql.ref(to)} - ${sql.ref(from)}) / 60) as v from need where tenant_id = ${t} and ${sql.ref(to)} is not null and ${sql.ref(from)} is not null`;
export const over = (limit: number) => (v: number | null) => v !== null && v > limit;
/** Registrations are shown by kind and day, never by what a person did. */
export const registrations =
  (where: (t: number, now: Date, p: PolicyNumbers) => RawBuilder<unknown>): Rows =>
  (t, now, p) =>
    sql`select r.registration_id as id, r.accepted_at as at, r.kind as text, r.state, '/desk/c/' || r.tenant_id::text || '/registrations' as link from registration r where r.tenant_id = ${t} and ${where(t, now, p)} order by r.accepted_at, r.registration_id limit 200`;
export const countRegistrations =
  (where: (t: number, now: Date, p: PolicyNumbers) => RawBuilder<unknown>): Values =>
  (t, now, p) =>
    sql`select null as n, null as d, count(*)::int as v from registration r where r.tenant_id = ${t} and ${where(t, now, p)}`;
export function idleSince(now: Date, p: PolicyNumbers): Date {
  return new Date(now.getTime() - p.registered_idle_d * 86_400_000);
}
