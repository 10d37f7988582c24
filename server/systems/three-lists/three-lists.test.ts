import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testWorld, type Answer, type Someone, type World } from '../../../test/world.ts';
import { isFor } from './activities.ts';

const good = (a: Answer<any>) => {
  assert.equal(a.status, 200, JSON.stringify(a.body));
  return a.body;
};
const saturday = {
  start: '2026-11-28T10:00:00+08:00',
  end: '2026-11-28T11:00:00+08:00',
  sign_up_until: '2026-11-27T18:00:00+08:00',
};
const tuesday = {
  start: '2026-11-24T10:00:00+08:00',
  end: '2026-11-24T11:00:00+08:00',
  sign_up_until: '2026-11-24T09:00:00+08:00',
};

describe('the three lists', () => {
  let w: World;
  let c: { community: number };
  let worker: Someone;
  let member: Someone;
  let elder: Someone;
  let n = 0;
  const key = () => `key-${String((n += 1)).padStart(8, '0')}`;
  before(async () => {
    w = await testWorld({ at: '2026-11-23T09:00:00+08:00' });
    c = { community: w.community };
    worker = await w.staff('community_worker', { name: '周主任' });
    member = await w.member('李老师');
    elder = await w.resident('王秀英');
  });
  after(() => w.close());
  const lists = async () => good(await w.call(null, 'lists.read', { params: c }));
  const offer = async (who: Someone, change: Record<string, unknown> = {}) =>
    good(
      await w.call(who.token, 'lists.saveOffer', {
        params: c,
        body: {
          title: '周末课业辅导',
          work_content: 'volunteer_service',
          form: 'remote',
          skills: ['教学'],
          capacity: 2,
          minutes: 30,
          ...change,
        },
        key: key(),
      }),
    );

  it('reads signed out, masks persons, hides numbers in residents’ words and names the contents without a light form', async () => {
    await offer(member);
    good(
      await w.call(elder.token, 'orders.place', {
        params: c,
        body: { text: '孙子要辅导作业，电话13912345678' },
        key: key(),
      }),
    );
    const seen = await lists();
    assert.deepEqual(
      [seen.services[0].provider, seen.services[0].remaining, seen.counts.services, seen.counts.needs],
      ['李**', 2, 1, 1],
    );
    assert.doesNotMatch(JSON.stringify(seen), /13912345678|王秀英|李老师/);
    assert.equal(seen.missing_contents.includes('volunteer_service'), false);
    assert.equal(seen.missing_contents.length, 5);
  });

  it('takes an order for a service from its capacity, and proposes tasks by what need and service share', async () => {
    const made = await offer(member, { title: '手机使用辅导', skills: ['手机'] });
    const order = good(
      await w.call(elder.token, 'orders.place', {
        params: c,
        body: { text: '想学用手机视频', offer: made.id },
        key: key(),
      }),
    );
    assert.equal((await lists()).services.find((s: { id: string }) => s.id === made.id).remaining, 1);
    good(
      await w.call(worker.token, 'needs.decideBoundary', {
        params: { ...c, id: order.need },
        body: { result: 'volunteer' },
        key: key(),
      }),
    );
    const proposals = good(await w.call(worker.token, 'lists.proposals', { params: c })).items;
    const match = proposals.find((p: { need: string; offer: string }) => p.need === order.need && p.offer === made.id);
    assert.ok(match?.shared.includes('手机'), JSON.stringify(proposals));
    assert.equal((await w.call(member.token, 'lists.proposals', { params: c })).body.code, 'FORBIDDEN');
  });

  it('lets the provider pause and open, nobody else, and keeps closed what is closed', async () => {
    const made = await offer(member);
    const set = (who: Someone, state: string) =>
      w.call(who.token, 'lists.setOffer', { params: { ...c, id: made.id }, body: { state } });
    assert.equal((await set(elder, 'paused')).body.code, 'NOT_FOUND');
    good(await set(member, 'paused'));
    good(await set(member, 'open'));
    // The provider finds the own item in the list and changes its words; to others it is read-only.
    const item = async (who: Someone | null) =>
      good(await w.call(who?.token ?? null, 'lists.read', { params: c })).services.find(
        (s: { id: string }) => s.id === made.id,
      );
    assert.deepEqual((await item(member)).allowed, ['lists.editOffer', 'lists.setOffer']);
    assert.deepEqual((await item(worker)).allowed, ['lists.editOffer', 'lists.setOffer']);
    assert.deepEqual(
      [(await item(member)).mine, (await item(worker)).mine, (await item(null)).mine],
      [true, false, false],
    );
    assert.deepEqual([(await item(null)).allowed, (await item(elder)).allowed], [[], []]);
    const words = {
      title: '周末英语辅导',
      work_content: 'volunteer_service',
      form: 'remote',
      skills: ['英语'],
      capacity: 4,
      minutes: 45,
      description: '电话13912345678',
    };
    const edit = (who: Someone) => w.call(who.token, 'lists.editOffer', { params: { ...c, id: made.id }, body: words });
    assert.equal((await edit(elder)).body.code, 'NOT_FOUND');
    assert.equal((await item(member)).title, '周末课业辅导');
    good(await edit(member));
    const { title, capacity, minutes, description } = await item(member);
    assert.deepEqual([title, capacity, minutes, description], ['周末英语辅导', 4, 45, '电话13912345678']);
    assert.equal((await item(null)).description, '电话***');
    good(await set(worker, 'closed'));
    assert.equal((await set(member, 'open')).body.code, 'ILLEGAL_TRANSITION');
    assert.equal((await edit(member)).body.code, 'ILLEGAL_TRANSITION');
    const stranger = await w.resident('外人', { community: w.elsewhere });
    assert.equal(
      (
        await w.call(stranger.token, 'lists.saveOffer', {
          params: c,
          body: { title: '服务', work_content: 'harmony', form: 'remote', skills: [], capacity: 1, minutes: 30 },
          key: key(),
        })
      ).body.code,
      'FORBIDDEN',
    );
  });

  it('lets a company’s call for members wait for the community, and refuses it in working hours', async () => {
    const property = await w.staff('property_manager', { name: '钱经理' });
    const body = {
      title: '维修志愿课堂',
      text: '讲一讲家里的小修小补',
      target: {},
      capacity: 1,
      ...saturday,
      asks_members: true,
    };
    assert.equal(
      (await w.call(property.token, 'activities.create', { params: c, body: { ...body, ...tuesday }, key: key() })).body
        .code,
      'WORK_HOURS_BLOCKED',
    );
    const made = good(await w.call(property.token, 'activities.create', { params: c, body, key: key() }));
    assert.equal(made.state, 'pending_community');
    const see = async (who: Someone) =>
      good(await w.call(who.token, 'activities.list', { params: c })).items.filter(
        (a: { id: string }) => a.id === made.id,
      );
    assert.equal((await see(member)).length, 0);
    assert.equal(
      (await w.call(member.token, 'activities.signUp', { params: { ...c, id: made.id }, body: { join: true } })).body
        .code,
      'ILLEGAL_TRANSITION',
    );
    good(
      await w.call(worker.token, 'activities.decide', { params: { ...c, id: made.id }, body: { decision: 'confirm' } }),
    );
    assert.equal(
      (await w.call(worker.token, 'activities.decide', { params: { ...c, id: made.id }, body: { decision: 'refuse' } }))
        .body.code,
      'ILLEGAL_TRANSITION',
    );
    assert.equal((await see(member))[0].publisher, '安居物业');
    good(await w.call(member.token, 'activities.signUp', { params: { ...c, id: made.id }, body: { join: true } }));
    good(await w.call(member.token, 'activities.signUp', { params: { ...c, id: made.id }, body: { join: true } }));
    assert.equal(
      (await w.call(elder.token, 'activities.signUp', { params: { ...c, id: made.id }, body: { join: true } })).body
        .code,
      'SLOT_FULL',
    );
    good(await w.call(member.token, 'activities.signUp', { params: { ...c, id: made.id }, body: { join: false } }));
    const both = await Promise.all(
      [member, elder].map((p) =>
        w.call(p.token, 'activities.signUp', { params: { ...c, id: made.id }, body: { join: true } }),
      ),
    );
    assert.deepEqual(both.map((a) => a.status).toSorted(), [200, 409]);
  });

  it('shows an activity to its target group only', () => {
    const target = { ages: ['from_60' as const], estates: [w.estate], skills: [] };
    const who = { age: 70, estate: w.estate, skills: [] };
    assert.equal(isFor(target, who), true);
    assert.equal(isFor(target, { ...who, age: 40 }), false);
    assert.equal(isFor(target, { ...who, estate: null }), false);
    assert.equal(isFor({ ages: [], estates: [], skills: ['教学'] }, { ...who, skills: ['教学'] }), true);
    assert.equal(isFor({ ages: [], estates: [], skills: ['教学'] }, who), false);
  });

  it('pauses a service by itself that nobody chose for the whole period', async () => {
    const made = await offer(member, { title: '合唱指导' });
    await w.advanceTo('2026-12-24T09:00:01+08:00');
    assert.deepEqual(await w.rows('select state from service_offer where offer_id = $1', [made.id]), [
      { state: 'paused' },
    ]);
  });
});
