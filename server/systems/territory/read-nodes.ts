/** Opening a node of the tree: its figures are sums over the communities below it (FND-01). */
import type { z } from 'zod';
import type { places } from '../../../contract/places/index.ts';
import { snapshot, type Ctx } from '../../platform/context.ts';
import { enterTenant } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import type { Node } from '../../platform/territory.ts';
import { showNode } from './views.ts';

type NodeReply = z.input<typeof places.node.reply>;
/** Communities whose rows one request counts; a larger city is read from roll-ups. */
const counted = 400;

export async function readNode(ctx: Ctx, tenant: number): Promise<Outcome<NodeReply>> {
  const node = ctx.territory.get(tenant);
  if (!node) return refuse('NOT_FOUND');
  const below = ctx.territory.all().filter((n) => n.path.includes(tenant));
  const communities = below.filter((n) => n.level === 'community');
  const sums = new Map<number, { population: number; households: number }>();
  for (const c of communities) {
    for (const up of c.path) {
      const s = sums.get(up) ?? { population: 0, households: 0 };
      sums.set(up, { population: s.population + c.population, households: s.households + c.households });
    }
  }
  // The figure of a node above the communities is always the sum of theirs, never a number of its own.
  const summed = (n: Node) => ({
    ...showNode(n),
    ...(n.level === 'community' || n.level === 'unit' ? {} : (sums.get(n.tenant) ?? { population: 0, households: 0 })),
  });
  const live = await countRows(
    ctx,
    communities.filter((c) => c.opened).map((c) => c.tenant),
  );
  const own = sums.get(tenant) ?? { population: 0, households: 0 };
  return done({
    node: summed(node),
    ancestors: ctx.territory
      .chain(tenant)
      .filter((n) => n.tenant !== tenant)
      .map(showNode),
    children: ctx.territory
      .all()
      .filter((n) => n.parent === tenant)
      .map(summed),
    figures: { communities: communities.length, opened: communities.filter((c) => c.opened).length, ...own, ...live },
  });
}

async function countRows(ctx: Ctx, opened: readonly number[]): Promise<{ members: number; orders: number }> {
  if (opened.length === 0) return { members: 0, orders: 0 };
  return snapshot(ctx, {}, async (tx) => {
    let members = 0;
    let orders = 0;
    for (const tenant of opened.slice(0, counted)) {
      await enterTenant(tx, tenant);
      const m = await tx
        .selectFrom('membership')
        .select((e) => e.fn.countAll<number>().as('n'))
        .where('tenant_id', '=', tenant)
        .where('member', '=', true)
        .where('state', '=', 'active')
        .executeTakeFirst();
      const o = await tx
        .selectFrom('demand_order')
        .select((e) => e.fn.countAll<number>().as('n'))
        .where('tenant_id', '=', tenant)
        .executeTakeFirst();
      members += Number(m?.n ?? 0);
      orders += Number(o?.n ?? 0);
    }
    return { members, orders };
  });
}

/** Communities by name or code; a code is matched from its beginning. */
export function findNodes(
  ctx: Ctx,
  q: string,
  openedOnly: boolean,
): Outcome<{ items: z.input<typeof places.findNode.reply>['items'] }> {
  const wanted = q.normalize('NFKC').replace(/\s+/g, '');
  const byCode = /^\d{2,12}$/.test(wanted);
  const hits = ctx.territory
    .all()
    .filter(
      (n) =>
        n.level === 'community' &&
        (!openedOnly || n.opened) &&
        (byCode ? (n.code ?? '').startsWith(wanted) : fullPath(ctx, n).includes(wanted) || n.name.includes(wanted)),
    );
  const rank = (n: Node) =>
    n.name === wanted || n.code === wanted ? 0 : n.name.startsWith(wanted) ? 1 : n.opened ? 2 : 3;
  return done({
    items: hits
      .sort((a, b) => rank(a) - rank(b) || a.tenant - b.tenant)
      .slice(0, 50)
      .map(showNode),
  });
}
const fullPath = (ctx: Ctx, n: Node) =>
  ctx.territory
    .chain(n.tenant)
    .map((x) => x.name)
    .join('');

/** Registered units, in scope of double registration or not (FND-03). */
export async function listUnits(
  ctx: Ctx,
  q: string | undefined,
  type: string | undefined,
): Promise<Outcome<z.input<typeof places.units.reply>>> {
  let query = ctx.db
    .selectFrom('unit')
    .select(['tenant_id', 'name', 'type', 'in_scope'])
    .where('state', '=', 'active')
    .orderBy('name')
    .limit(500);
  if (q) query = query.where('name', 'like', `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`);
  if (type) query = query.where('type', '=', type);
  const rows = await query.execute();
  return done({
    items: rows.map((u) => ({ tenant: u.tenant_id, name: u.name, type: u.type as never, in_scope: u.in_scope })),
  });
}
