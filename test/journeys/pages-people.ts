/** The people of the walk of all pages and what they have done before it: a peopled community, and one where nothing has happened. */
import { good, publishedTask, saturday, type Walk } from './walk.ts';

export const nobody = '01990000-0000-7000-8000-0000000000ff';
/** Five hundred characters with one that never breaks by itself. */
export const longText = `请帮忙看看楼道${'里的灯不亮，老人上下楼看不清台阶，'.repeat(30)}`
  .slice(0, 380)
  .concat('https://example.org/'.padEnd(120, 'a'));
export const longName = '阿卜杜勒热合曼·买买提吐尔逊江·迪丽努尔古丽·努尔艾合买提·沙吾提江';
export const longTitle =
  '陪住在高层的老人到社区卫生服务站取药并帮忙看清说明书上写的每日服用次数和注意事项，回来时把垃圾带下楼，再读一读当天的报纸和信件，聊一会儿天';

export async function peopled({ w }: Walk) {
  const c = { community: w.community };
  const people = {
    fresh: await w.resident('新来的人', { community: w.elsewhere }),
    elder: await w.resident('王秀英'),
    member: await w.member('李老师'),
    asked: await w.member('甲一'),
    idle: await w.member('乙二'),
    wordy: await w.member(longName),
    heads: await w.member('带队人'),
    worker: await w.staff('community_worker', { name: '周主任' }),
    property: await w.staff('property_manager', { name: '物业' }),
    leader: await w.staff('group_leader', { name: '组长' }),
    auditor: await w.staff('points_auditor', { name: '审核员' }),
    unit: await w.staff('unit_secretary', { tenant: w.unit, name: '书记' }),
    city: await w.staff('city_staff', { tenant: w.city, name: '市级' }),
    away: await w.staff('community_worker', { tenant: w.elsewhere, name: '别处' }),
    awayAuditor: await w.staff('points_auditor', { tenant: w.elsewhere, name: '别处审核员' }),
    emptyUnit: await w.staff('unit_secretary', { tenant: w.propertyOrg, name: '新单位' }),
  };
  const { elder, member, asked, wordy, heads, worker } = people;
  const place = async (text: string, key: string) =>
    good(await w.call(wordy.token, 'orders.place', { params: c, body: { text }, key }));
  const order = await place(longText, 'long-order');
  const handed = good(
    await w.call(elder.token, 'orders.place', { params: c, body: { text: '电梯坏了三天' }, key: 'lift-order' }),
  );
  const longHanded = await place(`物业：${longText}`.slice(0, 500), 'long-handed');
  for (const [need, key] of [
    [handed.need, 'lift-boundary'],
    [longHanded.need, 'long-boundary'],
  ])
    good(
      await w.call(worker.token, 'needs.decideBoundary', {
        params: { ...c, id: need },
        body: { result: 'property', reason: '属于物业合同范围', to_org: w.propertyOrg },
        key,
      }),
    );
  const refused = await place('请帮我把邻居家的狗送走', 'refused-order');
  good(
    await w.call(worker.token, 'needs.decideBoundary', {
      params: { ...c, id: refused.need },
      body: { result: 'not_accepted', reason: '他人的财物，社区无权处置' },
      key: 'refused-boundary',
    }),
  );
  const served = await publishedTask(w, { elder, worker, text: '请人读读信', title: '读信陪聊' });
  const long = await publishedTask(w, { elder, worker, text: '请人陪着取药', title: longTitle });
  const open = await publishedTask(w, { elder, worker, text: '请人打扫卫生', title: '帮老人打扫卫生' });
  const slot = { ...c, id: open.task.slots[0].id };
  good(await w.call(worker.token, 'tasks.invite', { params: slot, body: { persons: [asked.id] }, key: 'invite-01' }));
  const take = async (who: { token: string }, task: any, key: string) =>
    good(await w.call(who.token, 'tasks.claim', { params: { ...c, id: task.slots[0].id }, body: {}, key }));
  const claim = await take(member, served.task, 'claim-01');
  const longClaim = await take(wordy, long.task, 'claim-02');
  // A group of three is led by a member who has agreed to it.
  const group = await publishedTask(w, {
    elder,
    worker,
    text: '请人整理楼道',
    title: '整理楼道',
    change: {
      publish: false,
      team_leader: heads.id,
      estimate_minutes: 180,
      slots: [{ ...saturday, role: 'general', capacity: 3, skills: [], demands: [], deliverable: '' }],
    },
  });
  const led = { ...c, id: group.task.slots[0].id };
  const lead = good(
    await w.call(worker.token, 'tasks.invite', { params: led, body: { persons: [heads.id] }, key: 'invite-02' }),
  );
  good(
    await w.call(heads.token, 'tasks.respond', {
      params: { ...c, id: lead.invitations[0] },
      body: { answer: 'accept' },
      key: 'respond-01',
    }),
  );
  good(await w.call(worker.token, 'tasks.publish', { params: { ...c, id: group.task.id }, key: 'publish-01' }));
  const exchange = good(
    await w.call(people.asked.token, 'timeBank.post', {
      params: c,
      body: {
        title: '请人量血压',
        body: longText.slice(0, 200),
        kind: 'other',
        place: '柏庄小区3号楼',
        start: saturday.start,
        plan_minutes: 60,
      },
      key: 'exchange-01',
    }),
  ).id as string;
  // An attempt that stands in the ledger of attempts.
  const invitation = (await w.rows('select invitation_id from invitation limit 1'))[0]?.['invitation_id'];
  await w.call(worker.token, 'tasks.setAccepted', { params: { ...c, id: invitation }, body: { state: 'accepted' } });
  // Long enough for the hand-over to leave the desk.
  await w.advanceTo('2026-11-23T20:10:00+08:00');
  return { ...people, w, order, handed, refused, served, long, open, group, claim, longClaim, exchange };
}
export type Peopled = Awaited<ReturnType<typeof peopled>>;
