/** The member bank: counts, never a ranking of people (IDN-03, C-14). */
import type { z } from 'zod';
import { codesOf, workContents } from '../../../contract/codes.ts';
import type { members } from '../../../contract/members/index.ts';
import { profilesOf, type Profile } from '../../engines/people/index.ts';
import { number } from '../../engines/policy/index.ts';
import { recordAct } from '../../engines/record/index.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, type Outcome } from '../../platform/outcome.ts';
import { freeIn, postFor, suggestPosts, windows } from './rules.ts';

type Reply = z.input<typeof members.bank.reply>;
type Query = z.output<typeof members.bank.query>;
const contents = codesOf(workContents);

/** Profiles of the registered members of the entered community. */
export async function memberProfiles(tx: Tx, tenant: number): Promise<Map<string, Profile>> {
  const rows = await tx
    .selectFrom('membership')
    .select('person_id')
    .where('tenant_id', '=', tenant)
    .where('member', '=', true)
    .where('state', '=', 'active')
    .orderBy('person_id')
    .limit(20_000)
    .execute();
  return profilesOf(
    tx,
    rows.map((r) => r.person_id),
  );
}
export function tally(tags: Iterable<string>): { tag: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .map(([tag, count]) => ({ tag, count }))
    .sort((a, b) => b.count - a.count || a.tag.localeCompare(b.tag, 'zh'));
}
const matches = (p: Profile, q: Query): boolean =>
  (!q.expertise || p.expertise.includes(q.expertise)) &&
  (!q.interest || p.interests.includes(q.interest)) &&
  (!q.intention || p.intentions.includes(q.intention)) &&
  (!q.language || (p.languages as string[]).includes(q.language));

export async function readBank(ctx: Ctx, tenant: number, query: Query): Promise<Outcome<Reply>> {
  const least = await number(ctx, tenant, 'bank_cluster_members');
  const value = await snapshot(ctx, { tenant }, async (tx) => {
    const offers = await tx
      .selectFrom('service_offer')
      .select(['title', 'skills'])
      .where('tenant_id', '=', tenant)
      .where('state', '<>', 'closed')
      .execute();
    const total = await tx
      .selectFrom('membership')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('tenant_id', '=', tenant)
      .where('member', '=', true)
      .where('state', '=', 'active')
      .executeTakeFirst();
    const all = [...(await memberProfiles(tx, tenant)).values()];
    const some = all.filter((p) => matches(p, query));
    const expertise = tally(some.flatMap((p) => p.expertise));
    return {
      members: Number(total?.n ?? 0),
      expertise: expertise.slice(0, 100),
      interests: tally(some.flatMap((p) => p.interests)).slice(0, 100),
      intentions: contents.map((content) => ({
        content,
        count: some.filter((p) => p.intentions.includes(content)).length,
      })),
      availability: windows.map((w) => ({
        window: w[ctx.locale],
        count: some.filter((p) => freeIn(p.availability, w)).length,
      })),
      suggestions: suggestPosts(tally(all.flatMap((p) => p.expertise)), offers, least).slice(0, 20),
      matching: some.length,
    };
  });
  return done(value);
}

/** Accepting a suggestion puts the post into the service list (LST-01). */
export async function createPost(
  ctx: Ctx,
  tenant: number,
  body: { tag: string; title: string },
): Promise<Outcome<{ id: string }>> {
  return transact(ctx, { tenant }, async (tx) => {
    const holders = [...(await memberProfiles(tx, tenant)).values()].filter((p) =>
      p.expertise.includes(body.tag),
    ).length;
    const offer_id = ctx.ids.next();
    await tx
      .insertInto('service_offer')
      .values({
        tenant_id: tenant,
        offer_id,
        title: body.title,
        work_content: postFor(body.tag).content,
        form: 'on_site',
        skills: [body.tag],
        capacity: Math.max(1, holders),
        minutes: 60,
        description: `由在职党员信息库中“${body.tag}”特长的邻居提供。`,
        provider_id: null,
        provider_words: '在职党员',
        state: 'open',
        created_at: ctx.clock.now(),
      })
      .execute();
    await recordAct(ctx, tx, {
      tenant,
      kind: 'offer',
      id: offer_id,
      act: 'created',
      to: 'open',
      detail: { tag: body.tag, by: me(ctx).personId },
    });
    return done({ id: offer_id });
  });
}
