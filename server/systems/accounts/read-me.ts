/** Who is signed in, where they belong and what they may act as. */
import type { z } from 'zod';
import type { meView } from '../../../contract/accounts/index.ts';
import { snapshot, type Ctx } from '../../platform/context.ts';
import { enterTenant, openPersons } from '../../platform/database.ts';
import type { Role } from '../../../contract/codes.ts';

/** Reads the person's own view; grants are those of the session when there is one, else all in force. */
export async function readMe(
  ctx: Ctx,
  personId: string,
  sessionGrants: readonly { role: Role; tenant: number; org: number | null; place: string | null }[] | null,
): Promise<z.input<typeof meView>> {
  return snapshot(ctx, { persons: [personId] }, async (tx) => {
    const person = await tx
      .selectFrom('person')
      .selectAll()
      .where('person_id', '=', personId)
      .executeTakeFirstOrThrow();
    const tenants = await tx
      .selectFrom('person_tenant')
      .selectAll()
      .where('person_id', '=', personId)
      .orderBy('home', 'desc')
      .orderBy('tenant_id')
      .execute();
    const now = ctx.clock.now();
    const grants =
      sessionGrants ??
      (await tx.selectFrom('role_grant').selectAll().where('person_id', '=', personId).execute())
        .filter((g) => g.valid_from <= now && (!g.valid_to || g.valid_to > now))
        .map((g) => ({ role: g.role as Role, tenant: g.tenant_id, org: g.org_id, place: g.place_id }));
    const proxies = await tx
      .selectFrom('proxy')
      .select(['person_id', 'proxy_person_id'])
      .where('proxy_person_id', '=', personId)
      .where('state', '=', 'active')
      .execute();
    const communities = [];
    let unread = 0;
    for (const t of tenants) {
      await enterTenant(tx, t.tenant_id);
      const m = await tx
        .selectFrom('membership')
        .leftJoin('place', (j) =>
          j.onRef('place.tenant_id', '=', 'membership.tenant_id').onRef('place.place_id', '=', 'membership.place_id'),
        )
        .select(['address_enc', 'full_name'])
        .where('membership.tenant_id', '=', t.tenant_id)
        .where('membership.person_id', '=', personId)
        .executeTakeFirst();
      const node = ctx.territory.get(t.tenant_id);
      const waiting = await tx
        .selectFrom('notice')
        .select((e) => e.fn.countAll<number>().as('n'))
        .where('tenant_id', '=', t.tenant_id)
        .where('person_id', '=', personId)
        .where('seen_at', 'is', null)
        .executeTakeFirst();
      unread += Number(waiting?.n ?? 0);
      communities.push({
        tenant: t.tenant_id,
        name: node?.name ?? '',
        hotline: node?.hotline ?? null,
        resident: t.resident,
        member: t.member,
        home: t.home,
        address: ctx.keys.openOrNull(m?.address_enc ?? null) ?? m?.full_name ?? null,
      });
    }
    const principals = proxies.map((p) => p.person_id);
    if (principals.length > 0) await openPersons(tx, [personId, ...principals]);
    const helped =
      principals.length === 0
        ? []
        : await tx
            .selectFrom('person')
            .select(['person_id', 'name_enc'])
            .where('person_id', 'in', principals)
            .execute();
    const homes =
      principals.length === 0
        ? []
        : await tx
            .selectFrom('person_tenant')
            .select(['person_id', 'tenant_id'])
            .where('person_id', 'in', principals)
            .where('home', '=', true)
            .execute();
    return {
      id: personId,
      name: ctx.keys.open(person.name_enc),
      phone: ctx.keys.openOrNull(person.phone_enc),
      deployment: ctx.deployment.kind,
      locale: person.locale === 'en' ? 'en' : 'zh',
      elder_mode: person.elder_mode,
      communities,
      grants: grants.map((g) => ({
        role: g.role,
        tenant: g.tenant,
        tenant_name: ctx.territory.get(g.tenant)?.name ?? '',
        org: g.org,
        place: g.place,
      })),
      principals: helped
        .map((h) => ({
          id: h.person_id,
          name: ctx.keys.open(h.name_enc),
          tenant: homes.find((x) => x.person_id === h.person_id)?.tenant_id ?? 0,
        }))
        .filter((p) => p.tenant > 0),
      unread,
      pin: ctx.keys.openOrNull(person.pin_enc),
    };
  });
}
