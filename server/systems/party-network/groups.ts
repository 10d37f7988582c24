/** Temporary branches and Party groups: listing, proposing, founding, joining by own act (REO-01, REO-02). */
import type { z } from 'zod';
import type { members } from '../../../contract/members/index.ts';
import { directory, profilesOf } from '../../engines/people/index.ts';
import { number } from '../../engines/policy/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { openPersons } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { proposeGroups } from './rules.ts';

type Branches = z.input<typeof members.branches.reply>;

export async function listBranches(ctx: Ctx, tenant: number): Promise<Outcome<Branches>> {
  const people = await directory(ctx, tenant);
  const isMember = me(ctx).tenants.some((t) => t.tenant === tenant && t.member);
  const items = await snapshot(ctx, { tenant }, async (tx) => {
    const orgs = await tx
      .selectFrom('party_org')
      .leftJoin('place', (j) =>
        j.onRef('place.tenant_id', '=', 'party_org.tenant_id').onRef('place.place_id', '=', 'party_org.place_id'),
      )
      .select(['org_id', 'party_org.kind', 'party_org.name', 'secretary_id', 'party_org.state', 'place.name as estate'])
      .where('party_org.tenant_id', '=', tenant)
      .where('party_org.state', '<>', 'dissolved')
      .orderBy('party_org.kind')
      .orderBy('party_org.name')
      .limit(1000)
      .execute();
    const counts = await tx
      .selectFrom('party_member')
      .select(['org_id', (e) => e.fn.countAll<number>().as('n')])
      .where('tenant_id', '=', tenant)
      .where('left_at', 'is', null)
      .groupBy('org_id')
      .execute();
    const mine = new Set(
      (
        await tx
          .selectFrom('party_member')
          .select('org_id')
          .where('tenant_id', '=', tenant)
          .where('person_id', '=', me(ctx).personId)
          .where('left_at', 'is', null)
          .execute()
      ).map((r) => r.org_id),
    );
    const byOrg = new Map(counts.map((c) => [c.org_id, Number(c.n)]));
    return orgs.map((o) => ({
      id: o.org_id,
      kind: o.kind as 'group',
      name: o.name,
      estate: o.estate ?? null,
      secretary: o.secretary_id ? people.show(ctx, o.secretary_id, mine.has(o.org_id)).name : null,
      members: byOrg.get(o.org_id) ?? 0,
      state: o.state as 'active',
      mine: mine.has(o.org_id),
      allowed: o.kind === 'group' && isMember ? ['members.joinGroup'] : [],
    }));
  });
  return done({ items });
}

export async function readProposals(
  ctx: Ctx,
  tenant: number,
): Promise<Outcome<z.input<typeof members.groupProposals.reply>>> {
  const least = await number(ctx, tenant, 'group_min_members');
  const people = await directory(ctx, tenant);
  const proposals = await snapshot(ctx, { tenant }, async (tx) => {
    const rows = await tx
      .selectFrom('membership')
      .select('person_id')
      .where('tenant_id', '=', tenant)
      .where('member', '=', true)
      .where('state', '=', 'active')
      .limit(20_000)
      .execute();
    const taken = await tx
      .selectFrom('party_org')
      .select('tags')
      .where('tenant_id', '=', tenant)
      .where('kind', '=', 'group')
      .where('state', '<>', 'dissolved')
      .execute();
    const profiles = await profilesOf(
      tx,
      rows.map((r) => r.person_id),
    );
    const list = [...profiles].map(([id, p]) => ({
      id,
      name: people.get(id)?.name ?? '',
      tags: [...p.interests, ...p.expertise],
      acceptsMore: p.accepts_more,
    }));
    return proposeGroups(
      list,
      taken.flatMap((t) => t.tags),
      least,
      30,
    );
  });
  return done({
    items: proposals.map((p) => ({
      name: p.name,
      tags: [...p.tags],
      members: p.members,
      leaders: p.leaders.map((id) => people.show(ctx, id)),
    })),
  });
}

/** Founding a group names it; nobody becomes a member by it except a leader, who may leave like everyone. */
export async function createGroup(
  ctx: Ctx,
  tenant: number,
  body: { name: string; tags: readonly string[]; leader: string | null },
): Promise<Outcome<{ id: string }>> {
  return transact(ctx, { tenant }, async (tx) => {
    if (body.leader !== null) {
      const member = await tx
        .selectFrom('membership')
        .select('person_id')
        .where('tenant_id', '=', tenant)
        .where('person_id', '=', body.leader)
        .where('member', '=', true)
        .executeTakeFirst();
      if (!member) return refuse('NOT_FOUND');
    }
    const org_id = ctx.ids.next();
    const now = ctx.clock.now();
    await tx
      .insertInto('party_org')
      .values({
        tenant_id: tenant,
        org_id,
        kind: 'group',
        name: body.name,
        tags: [...body.tags],
        secretary_id: body.leader,
        state: 'active',
        created_at: now,
      })
      .execute();
    if (body.leader !== null) {
      await openPersons(tx, [body.leader]);
      await tx
        .insertInto('role_grant')
        .values({
          person_id: body.leader,
          grant_id: ctx.ids.next(),
          role: 'group_leader',
          tenant_id: tenant,
          place_id: null,
          valid_from: now,
          granted_by: me(ctx).personId,
        })
        .execute();
      await tx
        .insertInto('party_member')
        .values({ tenant_id: tenant, org_id, person_id: body.leader, joined_at: now })
        .execute();
    }
    await recordAct(ctx, tx, {
      tenant,
      kind: 'party_org',
      id: org_id,
      act: 'created',
      to: 'active',
      detail: { tags: body.tags },
    });
    return done({ id: org_id });
  });
}

/** Joining and leaving are the member's own acts; several groups at once are welcome. */
export async function joinGroup(
  ctx: Ctx,
  tenant: number,
  orgId: string,
  join: boolean,
): Promise<Outcome<{ ok: true }>> {
  const person_id = me(ctx).personId;
  if (!me(ctx).tenants.some((t) => t.tenant === tenant && t.member)) return refuse('FORBIDDEN');
  return transact(ctx, { tenant, persons: [person_id] }, async (tx) => {
    const org = await tx
      .selectFrom('party_org')
      .select(['org_id', 'secretary_id'])
      .where('tenant_id', '=', tenant)
      .where('org_id', '=', orgId)
      .where('kind', '=', 'group')
      .where('state', '<>', 'dissolved')
      .forUpdate()
      .executeTakeFirst();
    if (!org) return refuse('NOT_FOUND');
    const now = ctx.clock.now();
    if (join) {
      await tx
        .insertInto('party_member')
        .values({ tenant_id: tenant, org_id: orgId, person_id, joined_at: now })
        .onConflict((o) => o.columns(['tenant_id', 'org_id', 'person_id']).doUpdateSet({ left_at: null }))
        .execute();
    } else {
      await tx
        .updateTable('party_member')
        .set({ left_at: now })
        .where('tenant_id', '=', tenant)
        .where('org_id', '=', orgId)
        .where('person_id', '=', person_id)
        .where('left_at', 'is', null)
        .execute();
      if (org.secretary_id === person_id) await stepDown(tx, tenant, orgId, person_id, now);
    }
    await recordAct(ctx, tx, {
      tenant,
      kind: 'party_org',
      id: orgId,
      act: join ? 'group_joined' : 'group_left',
      detail: { person: person_id },
    });
    return done({ ok: true });
  });
}
async function stepDown(
  tx: Parameters<typeof openPersons>[0],
  tenant: number,
  orgId: string,
  personId: string,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('party_org')
    .set({ secretary_id: null })
    .where('tenant_id', '=', tenant)
    .where('org_id', '=', orgId)
    .execute();
  const leads = await tx
    .selectFrom('party_org')
    .select('org_id')
    .where('tenant_id', '=', tenant)
    .where('kind', '=', 'group')
    .where('secretary_id', '=', personId)
    .where('state', '<>', 'dissolved')
    .limit(1)
    .executeTakeFirst();
  if (!leads)
    await tx
      .updateTable('role_grant')
      .set({ valid_to: now })
      .where('person_id', '=', personId)
      .where('tenant_id', '=', tenant)
      .where('role', '=', 'group_leader')
      .where('valid_to', 'is', null)
      .execute();
}
