/** Boards: every figure with its formula and its rows; nothing can be typed in (FND-12). */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { boards } from '../../../contract/boards/index.ts';
import { roles, workContents, type Role } from '../../../contract/codes.ts';
import { directory } from '../../engines/people/index.ts';
import { numbers } from '../../engines/policy/index.ts';
import { isoOrNull } from '../../platform/clock.ts';
import { grantFor, snapshot, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import type { Row } from './figure-kinds.ts';
import { figures, type FigureDefinition } from './figures.ts';
import type { PolicyNumbers } from './policy-numbers.ts';

type Figure = z.input<typeof boards.loop.reply>['figures'][number];

async function figureOf(ctx: Ctx, tx: Tx, tenant: number, f: FigureDefinition, p: PolicyNumbers): Promise<Figure> {
  const row = (await f.value(tenant, ctx.clock.now(), p).execute(tx)).rows[0];
  const n = row?.n ?? null;
  const d = row?.d ?? null;
  const value =
    f.unit === '%'
      ? n === null || !d
        ? null
        : Math.round((1000 * n) / d) / 10
      : row?.v === null || row?.v === undefined
        ? null
        : Math.round(row.v * 10) / 10;
  return {
    key: f.key,
    zh: f.zh,
    en: f.en,
    value,
    unit: f.unit,
    numerator: n,
    denominator: d,
    flagged: f.flagged?.(value, p, d) ?? false,
    formula_zh: f.formula_zh,
    formula_en: f.formula_en,
    guard: f.guard,
  };
}
async function all(ctx: Ctx, tx: Tx, tenant: number, which: (f: FigureDefinition) => boolean): Promise<Figure[]> {
  const p = await numbers(ctx, tenant);
  const out: Figure[] = [];
  for (const f of figures) if (which(f)) out.push(await figureOf(ctx, tx, tenant, f, p));
  return out;
}

type Month = z.input<typeof boards.loop.reply>['months'][number];
/** The last six months on the civil calendar, oldest first; the present one counts up to now. */
const monthsOf = async (ctx: Ctx, tx: Tx, tenant: number): Promise<Month[]> =>
  (
    await sql<{ month: string; orders: number; closed: number; served: number; members_active: number }>`
      select to_char(civil, 'YYYY-MM') as month,
        (select count(*)::int from need where tenant_id = ${tenant} and opened_at >= m and opened_at < until) as orders,
        (select count(*)::int from need where tenant_id = ${tenant} and closed_at >= m and closed_at < until and closed_by <> 'merged') as closed,
        (select count(*)::int from claim where tenant_id = ${tenant} and submitted_at >= m and submitted_at < until) as served,
        (select count(distinct person_id)::int from claim where tenant_id = ${tenant} and checked_in_at >= m and checked_in_at < until) as members_active
      from (
        -- Months are counted on the civil calendar first and become instants after: a step of an instant would drift.
        select civil, civil at time zone 'Asia/Shanghai' as m, (civil + interval '1 month') at time zone 'Asia/Shanghai' as until
        from generate_series(date_trunc('month', ${ctx.clock.now()}::timestamptz at time zone 'Asia/Shanghai') - interval '5 months', ${ctx.clock.now()}::timestamptz at time zone 'Asia/Shanghai', interval '1 month') as civil
      ) as m order by m`.execute(tx)
  ).rows;

export function readLoop(ctx: Ctx, tenant: number): Promise<Outcome<z.input<typeof boards.loop.reply>>> {
  return snapshot(ctx, { tenant }, async (tx) =>
    done({
      figures: await all(ctx, tx, tenant, (f) => f.board === 'loop'),
      months: await monthsOf(ctx, tx, tenant),
    }),
  );
}
export const readGuards = (ctx: Ctx, tenant: number): Promise<Outcome<{ figures: Figure[] }>> =>
  snapshot(ctx, { tenant }, async (tx) => done({ figures: await all(ctx, tx, tenant, (f) => f.board === 'guards') }));
/** What anyone may read: how many members served in a month stays with the staff. */
export const readPublic = (ctx: Ctx, tenant: number): Promise<Outcome<z.input<typeof boards.publicLoop.reply>>> =>
  snapshot(ctx, { tenant }, async (tx) =>
    done({
      figures: await all(ctx, tx, tenant, (f) => f.public === true),
      months: (await monthsOf(ctx, tx, tenant)).map(({ month, orders, closed, served }) => ({
        month,
        orders,
        closed,
        served,
      })),
    }),
  );

const needReaders = ['community_secretary', 'community_worker', 'hotline_operator', 'street_staff'] as const;
export async function readRows(
  ctx: Ctx,
  tenant: number,
  key: string,
): Promise<Outcome<z.input<typeof boards.rows.reply>>> {
  const f = figures.find((x) => x.key === key);
  if (!f) return refuse('NOT_FOUND');
  return snapshot(ctx, { tenant }, async (tx) => {
    const p = await numbers(ctx, tenant);
    const rows = (await f.rows(tenant, ctx.clock.now(), p).execute(tx)).rows;
    const people = await directory(ctx, tenant);
    // A need's page is for those who work on it; whoever only reads the board gets no link that would be refused.
    const opens = grantFor(ctx, tenant, needReaders) !== null;
    const ownerOf = (r: Row): string | null =>
      r.escalated_to
        ? (roles[r.escalated_to as Role]?.[ctx.locale] ?? r.escalated_to)
        : r.owner_id
          ? people.show(ctx, r.owner_id, true).name
          : null;
    return done({
      figure: await figureOf(ctx, tx, tenant, f, p),
      rows: rows.map((r) => ({
        id: r.id,
        at: isoOrNull(r.at),
        text: r.text,
        state: r.state,
        link: opens || !r.link?.startsWith('/desk/needs/') ? r.link : null,
        owner: ownerOf(r),
      })),
    });
  });
}

/** DSP-10: needs with no offer, offers with no need, contents without any form. */
export function readGaps(ctx: Ctx, tenant: number): Promise<Outcome<z.input<typeof boards.gaps.reply>>> {
  return snapshot(ctx, { tenant }, async (tx) => {
    const needs = await sql<{
      id: string;
      text: string;
    }>`select n.need_id as id, n.title as text from need n where n.tenant_id = ${tenant} and n.state = 'accepted' and n.boundary = 'volunteer' and not exists (select 1 from service_offer o where o.tenant_id = n.tenant_id and o.state = 'open' and (o.work_content = n.category or n.tag = any (o.skills))) order by n.opened_at limit 100`.execute(
      tx,
    );
    const offers = await sql<{
      id: string;
      title: string;
    }>`select o.offer_id as id, o.title from service_offer o where o.tenant_id = ${tenant} and o.state = 'open' and not exists (select 1 from need n where n.tenant_id = o.tenant_id and n.state in ('submitted', 'accepted', 'reopened') and (n.category = o.work_content or n.tag = any (o.skills))) order by o.offer_id limit 100`.execute(
      tx,
    );
    const present = await tx
      .selectFrom('service_offer')
      .select('work_content')
      .distinct()
      .where('tenant_id', '=', tenant)
      .where('state', '=', 'open')
      .execute();
    return done({
      needs_without_offer: needs.rows,
      offers_without_need: offers.rows,
      contents_missing: Object.keys(workContents).filter((c) => !present.some((x) => x.work_content === c)),
    });
  });
}
