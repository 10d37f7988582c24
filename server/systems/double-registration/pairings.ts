/** The unit's Party organisation registers with its paired community (DR-02). The pairing lives in the community's tenant. */
import type { z } from 'zod';
import type { Selectable } from 'kysely';
import type { pairingView, registration } from '../../../contract/registration/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { grantFor, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { brokenConstraint, enterTenant, type Tx } from '../../platform/database.ts';
import type { Database } from '../../platform/database.generated.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { actOf, pairingLifecycle, type PairingState } from './lifecycle.ts';
import { countedStates } from './rules.ts';

type View = z.input<typeof pairingView>;
type Row = Selectable<Database['pairing']>;
const deciders = ['community_secretary', 'community_worker'] as const;
/** Communities one unit is looked for in; a unit is paired with very few. */
const searched = 2000;

async function view(ctx: Ctx, tx: Tx, row: Row): Promise<View> {
  const unit = await tx
    .selectFrom('unit')
    .select(['name', 'type'])
    .where('tenant_id', '=', row.unit_id)
    .executeTakeFirst();
  const members = await tx
    .selectFrom('registration')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('tenant_id', '=', row.tenant_id)
    .where('unit_id', '=', row.unit_id)
    .where('state', 'in', [...countedStates])
    .executeTakeFirst();
  const next =
    { proposed: ['confirm', 'end'], confirmed: ['activate', 'end'], active: ['end'], ended: [] }[row.state] ?? [];
  return {
    id: row.pairing_id,
    tenant: row.tenant_id,
    community: ctx.territory.get(row.tenant_id)?.name ?? '',
    unit: row.unit_id,
    unit_name: unit?.name ?? '',
    unit_type: (unit?.type ?? 'stationed') as View['unit_type'],
    state: row.state as PairingState,
    resources: row.resources,
    liaison: row.liaison,
    members: Number(members?.n ?? 0),
    allowed: grantFor(ctx, row.tenant_id, deciders) && next.length > 0 ? ['registration.decidePairing', ...next] : [],
  };
}

export async function listPairings(ctx: Ctx, tenant: number): Promise<Outcome<{ items: View[] }>> {
  return done({
    items: await snapshot(ctx, { tenant }, async (tx) => {
      const rows = await tx
        .selectFrom('pairing')
        .selectAll()
        .where('tenant_id', '=', tenant)
        .where('state', '<>', 'ended')
        .orderBy('pairing_id')
        .limit(500)
        .execute();
      const out: View[] = [];
      for (const row of rows) out.push(await view(ctx, tx, row));
      return out;
    }),
  });
}

/** All pairings of a unit; leaves the transaction in the last community looked at. */
export async function pairingsOfUnit(ctx: Ctx, tx: Tx, unit: number): Promise<View[]> {
  const out: View[] = [];
  for (const node of ctx.territory
    .all()
    .filter((n) => n.level === 'community' && n.opened)
    .slice(0, searched)) {
    await enterTenant(tx, node.tenant);
    const rows = await tx
      .selectFrom('pairing')
      .selectAll()
      .where('tenant_id', '=', node.tenant)
      .where('unit_id', '=', unit)
      .where('state', '<>', 'ended')
      .execute();
    for (const row of rows) out.push(await view(ctx, tx, row));
  }
  return out;
}

export async function proposePairing(
  ctx: Ctx,
  unit: number,
  body: z.output<typeof registration.proposePairing.body>,
): Promise<Outcome<View>> {
  const community = ctx.territory.get(body.community);
  if (community?.level !== 'community' || !community.opened) return refuse('NOT_FOUND');
  try {
    return await transact(ctx, { tenant: body.community }, async (tx) => {
      const row = {
        tenant_id: body.community,
        pairing_id: ctx.ids.next(),
        unit_id: unit,
        resources: body.resources,
        liaison: body.liaison,
        state: 'proposed',
        proposed_at: ctx.clock.now(),
      };
      await tx.insertInto('pairing').values(row).execute();
      await recordAct(ctx, tx, {
        tenant: body.community,
        kind: 'pairing',
        id: row.pairing_id,
        act: 'pairing_proposed',
        to: 'proposed',
      });
      return done(await view(ctx, tx, row));
    });
  } catch (error) {
    if (brokenConstraint(error) === 'pairing_live') return refuse('ILLEGAL_TRANSITION');
    throw error;
  }
}

export async function decidePairing(
  ctx: Ctx,
  tenant: number,
  id: string,
  decision: 'confirm' | 'activate' | 'end',
): Promise<Outcome<View>> {
  const to = ({ confirm: 'confirmed', activate: 'active', end: 'ended' } as const)[decision];
  return transact(ctx, { tenant }, async (tx) => {
    const row = await tx
      .selectFrom('pairing')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('pairing_id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return refuse('NOT_FOUND');
    const act = actOf(pairingLifecycle, row.state as PairingState, to);
    if (!act) return refuse('ILLEGAL_TRANSITION');
    await tx
      .updateTable('pairing')
      .set({ state: to })
      .where('tenant_id', '=', tenant)
      .where('pairing_id', '=', id)
      .execute();
    await recordAct(ctx, tx, { tenant, kind: 'pairing', id, act, from: row.state, to });
    return done(await view(ctx, tx, { ...row, state: to }));
  });
}
