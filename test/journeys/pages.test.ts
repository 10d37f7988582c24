/**
 * The list of all pages of both faces with their states, walked at 390 px, in elder mode at 320 px and at 1440 px:
 * no axe violation, no sideways scroll, and in elder mode text of 18 px and targets of 60 px at least.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Someone } from '../world.ts';
import { settled, wrongWith } from './inspect.ts';
import { good, publishedTask, walk, type Screen, type Walk } from './walk.ts';

/** A state of a page: who looks, where, what must be read there, and what is done first to reach the state. */
interface State {
  readonly who: Someone | null;
  readonly path: string;
  readonly says?: string | RegExp;
  readonly reach?: (page: Page) => Promise<unknown>;
}
const nobody = '01990000-0000-7000-8000-0000000000ff';
const long = `请帮忙看看楼道${'里的灯不亮，老人上下楼看不清台阶，'.repeat(20)}${'https://example.org/'.padEnd(120, 'a')}`;

async function peopled(walking: Walk) {
  const { w } = walking;
  const c = { community: w.community };
  const people = {
    fresh: await w.resident('新来的人'),
    elder: await w.resident('王秀英'),
    member: await w.member('李老师'),
    asked: await w.member('甲一'),
    worker: await w.staff('community_worker', { name: '周主任' }),
    property: await w.staff('property_manager', { name: '物业' }),
    leader: await w.staff('group_leader', { name: '组长' }),
    auditor: await w.staff('points_auditor', { name: '审核员' }),
    unit: await w.staff('unit_secretary', { tenant: w.unit, name: '书记' }),
    city: await w.staff('city_staff', { tenant: w.city, name: '市级' }),
    away: await w.staff('community_worker', { tenant: w.elsewhere, name: '别处' }),
  };
  const { elder, member, asked, worker, auditor } = people;
  const order = good(await w.call(elder.token, 'orders.place', { params: c, body: { text: long }, key: 'long-order' }));
  const handed = good(
    await w.call(elder.token, 'orders.place', { params: c, body: { text: '电梯坏了三天' }, key: 'lift-order' }),
  );
  await w.call(worker.token, 'needs.decideBoundary', {
    params: { ...c, id: handed.need },
    body: { result: 'property', reason: '电梯由物业负责', to_org: w.propertyOrg },
    key: 'lift-boundary',
  });
  const served = await publishedTask(w, { elder, worker, text: '请人读读信', title: '读信陪聊' });
  const open = await publishedTask(w, { elder, worker, text: '请人打扫卫生', title: '帮老人打扫卫生' });
  const slot = { ...c, id: open.task.slots[0].id };
  await w.call(worker.token, 'tasks.invite', { params: slot, body: { persons: [asked.id] }, key: 'invite-01' });
  const claim = good(
    await w.call(member.token, 'tasks.claim', {
      params: { ...c, id: served.task.slots[0].id },
      body: {},
      key: 'claim-01',
    }),
  );
  // Long enough for the hand-over to leave the desk.
  await w.advanceTo('2026-11-23T20:10:00+08:00');
  return { ...people, order, handed, served, open, claim, auditor };
}
type Peopled = Awaited<ReturnType<typeof peopled>>;

/** The phone's pages. Staff do not appear here but for those who work in the field. */
function phoneStates(p: Peopled, tenant: number): State[] {
  const { fresh, elder, member, asked } = p;
  const service = `/m/services/${tenant}/${p.claim.id}`;
  return [
    { who: null, path: '/m/', says: '有事说一声' },
    {
      who: null,
      path: '/m/sign-in',
      reach: (x) => x.getByRole('button', { name: '获取验证码' }).click(),
      says: '请填写11位手机号',
    },
    { who: null, path: '/m/orders', says: '登录后才能看这一页' },
    {
      who: null,
      path: '/m/look-up',
      reach: (x) => x.getByRole('button', { name: '查询' }).click(),
      says: '请填写受理编号',
    },
    { who: null, path: '/m/lists' },
    { who: null, path: '/m/nowhere', says: '没有这个页面' },
    { who: fresh, path: '/m/', says: '现在没有在办的点单' },
    {
      who: fresh,
      path: '/m/order',
      reach: (x) => x.getByRole('button', { name: '点单', exact: true }).click(),
      says: '请选一类事',
    },
    { who: fresh, path: '/m/orders', says: '没有在办的点单' },
    { who: fresh, path: `/m/orders/${tenant}/${nobody}`, reach: (x) => x.getByRole('alert').first().waitFor() },
    { who: fresh, path: `/m/tasks/${tenant}/${nobody}`, reach: (x) => x.getByRole('alert').first().waitFor() },
    { who: fresh, path: '/m/inbox' },
    { who: fresh, path: '/m/me' },
    { who: fresh, path: '/m/proxies', says: '还没有' },
    { who: fresh, path: '/m/registration' },
    { who: fresh, path: '/m/profile' },
    { who: fresh, path: '/m/activities', says: '现在没有面向您的活动' },
    { who: fresh, path: '/m/settings' },
    { who: fresh, path: '/m/my-data' },
    { who: elder, path: '/m/' },
    { who: elder, path: '/m/orders', says: '电梯坏了三天' },
    { who: elder, path: `/m/orders/${tenant}/${p.order.order}`, says: '您的原话' },
    {
      who: elder,
      path: `/m/orders/${tenant}/${p.order.order}`,
      reach: (x) => x.getByRole('button', { name: '撤回这一单' }).click(),
      says: '要撤回这一单吗',
    },
    { who: elder, path: `/m/orders/${tenant}/${p.served.receipt.order}`, says: '李老师' },
    { who: elder, path: `/m/receipt/${tenant}/${p.order.order}`, says: p.order.receipt },
    { who: elder, path: '/m/inbox' },
    { who: member, path: '/m/' },
    { who: member, path: '/m/square', says: '帮老人打扫卫生' },
    { who: member, path: `/m/tasks/${tenant}/${p.open.task.id}`, says: '我来' },
    { who: member, path: '/m/invitations', says: '现在没有邀请' },
    { who: asked, path: '/m/invitations', says: '帮老人打扫卫生' },
    {
      who: asked,
      path: '/m/invitations',
      reach: (x) => x.getByRole('button', { name: '换个时间' }).click(),
      says: '您什么时候方便',
    },
    { who: asked, path: '/m/services', says: '还没有接下的服务' },
    { who: member, path: '/m/services', says: '读信陪聊' },
    {
      who: member,
      path: service,
      reach: (x) => x.getByRole('button', { name: '我去不了' }).click(),
      says: '这次去不了',
    },
    {
      who: member,
      path: `${service}/check-in`,
      reach: (x) => x.getByRole('button', { name: '签到', exact: true }).click(),
      says: '请填6位数字',
    },
    { who: member, path: `${service}/result`, says: '做成了什么' },
    { who: member, path: `/m/code/${tenant}/${p.served.task.slots[0].id}`, says: '没有找到' },
    { who: elder, path: `/m/code/${tenant}/${p.served.task.slots[0].id}`, says: '换码' },
    { who: member, path: '/m/passbook' },
    { who: member, path: '/m/calendar' },
    { who: member, path: '/m/registration' },
    { who: member, path: '/m/profile' },
    { who: p.property, path: '/m/field', says: '电梯坏了三天' },
    { who: p.leader, path: '/m/confirmations' },
  ];
}

function deskStates(p: Peopled, tenant: number, w: Walk['w']): State[] {
  const at = (who: Someone, place: string, names: readonly string[]): State[] =>
    names.map((name) => ({ who, path: `/desk/${place}/${name}` }));
  return [
    { who: null, path: '/desk/', reach: (x) => x.locator('button[type=submit]').click() },
    { who: p.elder, path: '/desk/' },
    ...at(p.worker, `c/${tenant}`, [
      'today',
      'needs',
      'intake',
      'paper',
      'handovers',
      'tasks',
      'tasks/new',
      'live',
      'activities',
      'calls',
      'notices',
      'roster',
      'bank',
      'registrations',
      'branches',
      'pairings',
      'engagements',
      'staffing',
      'places',
      'lists',
      'rules',
      'board',
      'guards',
      'gaps',
      'coverage',
      'attempts',
      'parameters',
      'policy',
      'standard',
      'search?q=灯',
      'nowhere',
      `needs/${p.order.need}`,
      `needs/${p.order.need}/task`,
      `needs/${p.served.receipt.need}`,
      `needs/${nobody}`,
      `orders/${p.order.order}`,
      `tasks/${p.open.task.id}`,
      `claims/${p.claim.id}`,
    ]),
    {
      who: p.worker,
      path: `/desk/c/${tenant}/today?need=${p.order.need}`,
      reach: (x) => x.getByText('由谁负责').first().waitFor(),
    },
    {
      who: p.worker,
      path: `/desk/c/${tenant}/tasks/new`,
      reach: async (x) => {
        await x.getByRole('button', { name: '发布', exact: true }).click();
        await x.locator('.refusal').first().waitFor();
      },
    },
    { who: p.worker, path: '/desk/settings' },
    { who: p.worker, path: '/desk/inbox' },
    ...at(p.auditor, `c/${tenant}`, ['audits', 'books']),
    ...at(p.leader, `c/${tenant}`, ['confirmations']),
    { who: p.property, path: `/desk/c/${tenant}/handovers`, says: '电梯坏了三天' },
    ...at(p.away, `c/${w.elsewhere}`, ['today', 'needs', 'tasks', 'roster', 'board']),
    ...at(p.unit, `u/${w.unit}`, ['filings', 'unit-board', 'pairing', 'consequences']),
    ...at(p.city, `n/${w.city}`, ['overview', 'coverage', 'attempts']),
  ];
}

describe('every page in its states', () => {
  let walking: Walk;
  let people: Peopled;
  before(async () => {
    walking = await walk('2026-11-23T20:00:00+08:00');
    people = await peopled(walking);
  });
  after(() => walking.close());

  /** Walks one person's states on one page of theirs, and says of each state what is wrong with it. */
  async function look(
    who: Someone | null,
    states: readonly State[],
    screen: Screen,
    elder: boolean,
  ): Promise<string[]> {
    const context = await walking.context(who, screen);
    if (elder)
      await context.addInitScript(() => location.protocol === 'http:' && localStorage.setItem('shaoying.elder', '1'));
    const page = await context.newPage();
    const wrong: string[] = [];
    let fresh = true;
    for (const state of states) {
      const name = `${state.path}${state.reach ? ' (reached)' : ''} as ${who?.name ?? 'a visitor'}`;
      try {
        // A page is loaded anew where the last state left something open, and otherwise reached as by a link.
        if (fresh) await page.goto(walking.base + state.path);
        else await page.evaluate((to) => history.pushState(null, '', to), state.path);
        fresh = state.reach !== undefined;
        await settled(page);
        await state.reach?.(page);
        if (state.says) await page.getByText(state.says).first().waitFor();
        const broken = page.getByText(/这一页没能打开|没能读出来|没有权限/);
        if (await broken.first().isVisible()) wrong.push(`${name}: ${await broken.first().innerText()}`);
        wrong.push(...(await wrongWith(page, elder)).map((what) => `${name}: ${what}`));
      } catch (error) {
        fresh = true;
        wrong.push(`${name}: not reached: ${String(error).split('\n').slice(0, 4).join(' ')}`);
      }
    }
    await context.close();
    return wrong;
  }
  /** Each person's states one after the other, two people at a time. */
  async function walkAll(states: readonly State[], screen: Screen, elder = false): Promise<void> {
    const lots = [...Map.groupBy(states, (s) => s.who)];
    const wrong: string[] = [];
    const hand = async () => {
      for (let lot = lots.shift(); lot; lot = lots.shift()) wrong.push(...(await look(lot[0], lot[1], screen, elder)));
    };
    await Promise.all([hand(), hand()]);
    assert.deepEqual(wrong, []);
  }

  it('is looked at by an inspection that finds planted faults', async () => {
    const context = await walking.context(null, 'narrow');
    const page = await context.newPage();
    await page.goto(`${walking.base}/m/look-up`);
    await settled(page);
    await page.evaluate(() => {
      document
        .querySelector('main')
        ?.insertAdjacentHTML(
          'afterbegin',
          '<p style="width:900px;font-size:12px;color:#ddd;background:#fff">浅色的字</p><button style="width:20px;height:20px"></button>',
        );
    });
    const found = (await wrongWith(page, true)).join('\n');
    await context.close();
    for (const what of [/color-contrast/, /button-name/, /scrolls sideways/, /text of 12 px/, /target of 20 × 20 px/])
      assert.match(found, what);
  });
  it('keeps its promises on a phone of 390 px', () => walkAll(phoneStates(people, walking.w.community), 'phone'));
  it('keeps them in elder mode at 320 px', () => walkAll(phoneStates(people, walking.w.community), 'narrow', true));
  it('keeps them on a desk of 1440 px', () => walkAll(deskStates(people, walking.w.community, walking.w), 'desk'));
  it('throws no error in any script of a page', () => assert.deepEqual(walking.faults, []));
});
