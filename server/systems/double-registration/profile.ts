/** The own service profile (IDN-02, IDN-04). Limits are plain categories; proof is neither asked nor taken. */
import type { z } from 'zod';
import type { profileBody, profileView } from '../../../contract/registration/index.ts';
import { fullName, estateOf } from '../../engines/places/index.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { enterTenant, type Tx } from '../../platform/database.ts';
import { emit } from '../../platform/outbox.ts';
import { done, type Outcome } from '../../platform/outcome.ts';
import { profileComplete } from './rules.ts';
import { ownCommunities } from './store.ts';

type Body = z.output<typeof profileBody>;
type View = z.input<typeof profileView>;
const empty: Body = {
  expertise: [],
  certificates: [],
  interests: [],
  profession: '',
  intentions: [],
  languages: ['mandarin'],
  resources: '',
  availability: [],
  work_pattern: null,
  blackout: [],
  work_point: null,
  max_distance_m: null,
  limits: [],
  willing_to_try: false,
  accepts_more: false,
  paused: false,
  motives: [],
};

export async function readProfile(ctx: Ctx): Promise<Outcome<View>> {
  return done(await snapshot(ctx, { persons: [me(ctx).personId] }, (tx) => view(ctx, tx)));
}
async function view(ctx: Ctx, tx: Tx): Promise<View> {
  const personId = me(ctx).personId;
  const row = await tx
    .selectFrom('service_profile')
    .select('body')
    .where('person_id', '=', personId)
    .executeTakeFirst();
  const body = { ...empty, ...(row?.body as Partial<Body> | undefined) };
  const home = me(ctx).tenants.find((t) => t.home) ?? me(ctx).tenants[0];
  if (!home) return { ...body, complete: profileComplete(body), home: null };
  await enterTenant(tx, home.tenant);
  const m = await tx
    .selectFrom('membership')
    .select(['place_id', 'address_enc'])
    .where('tenant_id', '=', home.tenant)
    .where('person_id', '=', personId)
    .executeTakeFirst();
  const estate = m?.place_id ? await estateOf(ctx, tx, home.tenant, m.place_id) : null;
  return {
    ...body,
    complete: profileComplete(body),
    home: {
      tenant: home.tenant,
      community: ctx.territory.get(home.tenant)?.name ?? '',
      estate: estate?.name ?? null,
      address:
        ctx.keys.openOrNull(m?.address_enc ?? null) ?? (await fullName(ctx, tx, home.tenant, m?.place_id ?? null)),
    },
  };
}

export async function saveProfile(ctx: Ctx, body: Body): Promise<Outcome<View>> {
  const person_id = me(ctx).personId;
  return transact(ctx, { persons: [person_id] }, async (tx) => {
    const row = { body: JSON.stringify(body), complete: profileComplete(body), updated_at: ctx.clock.now() };
    await tx
      .insertInto('service_profile')
      .values({ person_id, ...row })
      .onConflict((o) => o.column('person_id').doUpdateSet(row))
      .execute();
    // Matching keeps an index of members in each community; it learns of the change from the outbox.
    for (const tenant of ownCommunities(ctx)) {
      await enterTenant(tx, tenant);
      await emit(ctx, tx, { tenant, kind: 'member.changed', subject: person_id, persons: [person_id] });
    }
    return done(await view(ctx, tx));
  });
}
