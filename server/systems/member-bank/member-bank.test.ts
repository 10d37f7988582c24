/** Member bank, roster and Party groups through HTTP. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testWorld, type Someone, type World } from '../../../test/world.ts';
import { rosterState } from './rules.ts';

describe('member bank and party network', () => {
  let w: World;
  let secretary: Someone;
  const lawyers: Someone[] = [];
  before(async () => {
    w = await testWorld();
    secretary = await w.staff('community_secretary');
    for (let i = 0; i < 10; i += 1)
      lawyers.push(await w.member(`律师${i}`, { expertise: ['法律'], interests: ['书法'], accepts_more: i === 3 }));
  });
  after(() => w.close());
  const bank = (query: Record<string, string> = {}) =>
    w.call(secretary.token, 'members.bank', { params: { community: w.community }, query });

  it('proposes a legal post for ten lawyers, and not again once it stands', async () => {
    const first = await bank();
    assert.deepEqual(first.body.suggestions, [{ tag: '法律', members: 10, title: '法律咨询岗' }]);
    assert.equal(first.body.members, 10);
    const made = await w.call(secretary.token, 'members.createPost', {
      params: { community: w.community },
      body: { tag: '法律', title: '法律咨询岗' },
    });
    assert.equal(made.status, 200, JSON.stringify(made.body));
    assert.deepEqual((await bank()).body.suggestions, []);
    assert.equal(
      (await w.rows('select skills from service_offer where offer_id = $1', [made.body.id]))[0]!['skills'][0],
      '法律',
    );
    assert.equal((await bank({ expertise: '教学' })).body.matching, 0);
    assert.equal((await bank({ interest: '书法' })).body.matching, 10);
  });

  it('shows the roster without any ranking and follows a pause', async () => {
    const path = { params: { community: w.community } };
    const roster = async () => (await w.call(secretary.token, 'members.roster', path)).body;
    assert.equal((await roster()).counts.active, 10);
    const first = lawyers[0]!;
    const profile = (await w.call(first.token, 'registration.profile')).body;
    const { complete: _c, home: _h, ...body } = profile;
    assert.equal(
      (await w.call(first.token, 'registration.saveProfile', { body: { ...body, paused: true } })).status,
      200,
    );
    const then = await roster();
    assert.equal(then.counts.paused, 1);
    const names = then.items.map((i: { person: { name: string } }) => i.person.name);
    assert.deepEqual(
      names,
      names.toSorted((a: string, b: string) => a.localeCompare(b, 'zh')),
    );
    const at = new Date('2026-11-20T10:00:00Z');
    const facts = { paused: false, onLeaveUntil: null, servingUntil: null, acceptsMore: false, recent: [at, at, at] };
    assert.equal(rosterState(facts, { restAfter: 3, window_ms: 7 * 86_400_000 }).state, 'resting');
    assert.equal(rosterState({ ...facts, acceptsMore: true }, { restAfter: 3, window_ms: 1 }).state, 'overloaded');
  });

  it('proposes groups by shared tags; joining is an own act', async () => {
    const path = { params: { community: w.community } };
    const proposals = (await w.call(secretary.token, 'members.groupProposals', path)).body.items;
    const proposal = proposals.find((p: { tags: string[] }) => p.tags[0] === '书法');
    assert.equal(proposal.members, 10);
    assert.equal(proposal.leaders[0].id, lawyers[3]!.id);
    const made = await w.call(secretary.token, 'members.createGroup', {
      ...path,
      body: { name: '书法党小组', tags: ['书法'], leader: proposal.leaders[0].id },
    });
    const id = made.body.id as string;
    const seen = async (who: Someone) =>
      (await w.call(who.token, 'members.branches', path)).body.items.find((b: { id: string }) => b.id === id);
    assert.deepEqual([(await seen(lawyers[1]!)).members, (await seen(lawyers[1]!)).mine], [1, false]);
    const join = (who: Someone, yes: boolean) =>
      w.call(who.token, 'members.joinGroup', { params: { community: w.community, id }, body: { join: yes } });
    assert.equal((await join(lawyers[1]!, true)).status, 200);
    assert.deepEqual([(await seen(lawyers[1]!)).members, (await seen(lawyers[1]!)).mine], [2, true]);
    const resident = await w.resident('只是居民');
    assert.equal((await join(resident, true)).body.code, 'FORBIDDEN');
    assert.equal((await join(lawyers[3]!, false)).status, 200);
    assert.equal((await seen(lawyers[1]!)).secretary, null);
    assert.equal(
      (
        await w.rows("select 1 from role_grant where person_id = $1 and role = 'group_leader' and valid_to is null", [
          lawyers[3]!.id,
        ])
      ).length,
      0,
    );
    const after = (await w.call(secretary.token, 'members.groupProposals', path)).body.items;
    assert.ok(!after.some((p: { tags: string[] }) => p.tags[0] === '书法'));
  });
});
