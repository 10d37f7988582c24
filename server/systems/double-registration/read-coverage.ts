/** The three coverages with numerator, denominator and the uncovered (DR-08). */
import type { z } from 'zod';
import type { registration } from '../../../contract/registration/index.ts';
import { maskName } from '../../engines/people/index.ts';
import { snapshot, type Ctx } from '../../platform/context.ts';
import { enterTenant, type Tx } from '../../platform/database.ts';
import { done, type Outcome } from '../../platform/outcome.ts';
import { countedStates } from './rules.ts';
import { namesOf } from './store.ts';

type Reply = z.input<typeof registration.coverage.reply>;
const named = 200;
const counted = 2000;
interface Community {
  readonly tenant: number;
  readonly units: readonly number[];
  readonly registered: readonly string[];
  readonly waiting: readonly string[];
  readonly inGroup: number;
}

export async function readCoverage(ctx: Ctx, tenant: number): Promise<Outcome<Reply>> {
  const below = ctx.territory.all().filter((n) => n.level === 'community' && n.path.includes(tenant));
  const inScope = await ctx.db
    .selectFrom('unit')
    .select(['tenant_id', 'name'])
    .where('in_scope', '=', true)
    .where('state', '=', 'active')
    .orderBy('tenant_id')
    .limit(counted)
    .execute();
  const value = await snapshot(ctx, {}, async (tx) => {
    const communities: Community[] = [];
    for (const node of below.filter((n) => n.opened).slice(0, counted))
      communities.push(await readCommunity(tx, node.tenant));
    const paired = new Set(communities.flatMap((c) => c.units));
    const covered = new Set(
      communities.filter((c) => c.units.length > 0 || c.registered.length > 0).map((c) => c.tenant),
    );
    // At city level every in-service member of an in-scope unit counts; below it, those whose residence is known to lie there.
    const registered = new Set(communities.flatMap((c) => c.registered));
    const known = new Set([
      ...registered,
      ...communities.flatMap((c) => c.waiting),
      ...(ctx.territory.get(tenant)?.level === 'city'
        ? await unitPeople(
            tx,
            inScope.map((u) => u.tenant_id),
          )
        : []),
    ]);
    const missing = [...known].filter((p) => !registered.has(p));
    const names = await namesOf(ctx, tx, missing.slice(0, named));
    return {
      rates: [
        {
          key: 'units' as const,
          numerator: inScope.filter((u) => paired.has(u.tenant_id)).length,
          denominator: inScope.length,
          uncovered: inScope
            .filter((u) => !paired.has(u.tenant_id))
            .map((u) => u.name)
            .slice(0, named),
        },
        {
          key: 'communities' as const,
          numerator: covered.size,
          denominator: below.length,
          uncovered: below
            .filter((n) => !covered.has(n.tenant))
            .map((n) => n.name)
            .slice(0, named),
        },
        {
          key: 'members' as const,
          numerator: registered.size,
          denominator: known.size,
          uncovered: missing.slice(0, named).map((p) => maskName(names.get(p)?.name ?? '')),
        },
      ],
      entry_indicators: {
        note: '报到率、入群率只作展示，不能计入考核。',
        registered: registered.size,
        in_group: communities.reduce((n, c) => n + c.inGroup, 0),
      },
    };
  });
  return done(value);
}

async function readCommunity(tx: Tx, tenant: number): Promise<Community> {
  await enterTenant(tx, tenant);
  const pairings = await tx
    .selectFrom('pairing')
    .select('unit_id')
    .where('tenant_id', '=', tenant)
    .where('state', 'in', ['confirmed', 'active'])
    .execute();
  const rows = await tx
    .selectFrom('registration')
    .select(['person_id', 'state', 'kind'])
    .where('tenant_id', '=', tenant)
    .where('kind', 'in', ['in_service_member', 'in_service_staff'])
    .execute();
  const inGroup = await tx
    .selectFrom('party_member')
    .innerJoin('party_org', (j) =>
      j
        .onRef('party_org.tenant_id', '=', 'party_member.tenant_id')
        .onRef('party_org.org_id', '=', 'party_member.org_id'),
    )
    .select((e) => e.fn.count<number>('person_id').distinct().as('n'))
    .where('party_member.tenant_id', '=', tenant)
    .where('left_at', 'is', null)
    .where('party_org.kind', '=', 'group')
    .executeTakeFirst();
  const counts = (state: string) => (countedStates as readonly string[]).includes(state);
  return {
    tenant,
    units: pairings.map((p) => p.unit_id),
    registered: rows.filter((r) => counts(r.state)).map((r) => r.person_id),
    waiting: rows.filter((r) => r.state === 'submitted' || r.state === 'returned').map((r) => r.person_id),
    inGroup: Number(inGroup?.n ?? 0),
  };
}
async function unitPeople(tx: Tx, units: readonly number[]): Promise<string[]> {
  const out: string[] = [];
  for (const unit of units) {
    await enterTenant(tx, unit);
    const rows = await tx
      .selectFrom('unit_member')
      .select('person_id')
      .distinct()
      .where('unit_id', '=', unit)
      .where('valid_to', 'is', null)
      .execute();
    out.push(...rows.map((r) => r.person_id));
  }
  return out;
}
