/** The list of the workbench's pages with their states. */
import { longName, longText, longTitle, nobody, type Peopled } from './pages-people.ts';
import type { PageEntry, State } from './pages.ts';

const longPart = longText.slice(0, 40);

export function deskPages(p: Peopled): PageEntry[] {
  const c = p.w.community;
  const { worker, auditor, leader, unit, city } = p;
  const at = (name: string, says: string, more: Partial<PageEntry> = {}): PageEntry => ({
    route: `/c/:tenant/${name.split('?')[0]}`,
    who: worker,
    path: `/desk/c/${c}/${name}`,
    says,
    ...more,
  });
  const of = (route: string, path: string, says: string, more: Partial<PageEntry> = {}): PageEntry => ({
    route: `/c/:tenant/${route}`,
    who: worker,
    path: `/desk/c/${c}/${path}`,
    says,
    ...more,
  });
  const any = (name: string, says: string, more: Partial<PageEntry> = {}): PageEntry => ({
    ...at(name, says),
    route: `/:face/:tenant/${name}`,
    ...more,
  });
  return [
    at('today', longPart),
    at('needs', '电梯坏了三天'),
    of('needs/:id', `needs/${p.served.receipt.need}`, '请人读读信'),
    of('needs/:id/task', `needs/${p.order.need}/task`, '已按需求填好'),
    of('orders/:id', `orders/${p.handed.order}`, '电梯坏了三天'),
    at('intake', '边听边记', { failing: null }),
    at('paper', '一行一张', { failing: null }),
    at('handovers', '电梯坏了三天'),
    at('tasks', '读信陪聊'),
    at('tasks/new', '没有居民需求的任务须关联已公布的计划'),
    at('plan', '还没有排过单'),
    of('tasks/:id', `tasks/${p.open.task.id}`, '甲一'),
    of('claims/:id', `claims/${p.claim.id}`, '李老师'),
    at('live', '读信陪聊'),
    at('activities', '没有活动'),
    at('calls', '其他方式都没能送达的人'),
    at('notices', '王秀英'),
    at('goods', '没有等待领取的'),
    of('goods/:id', `goods/${nobody}`, '没有找到'),
    at('certificates', '没有证明申请'),
    of('certificates/:id', `certificates/${nobody}`, '没有找到'),
    at('roster', '李老师'),
    at('bank', '教学'),
    at('registrations', '李老师'),
    at('branches', '小区临时党支部、党小组'),
    at('pairings', '还没有结对单位'),
    at('engagements', '没有下沉关系'),
    at('staffing', '周主任'),
    at('places', '柏庄小区'),
    at('lists', '服务清单还缺'),
    at('rules', '哪些事由谁负责'),
    at('board', '每个数都写明怎么算'),
    at('guards', '由记录算出来'),
    of('board/:key', 'board/loop_rate', '记录'),
    at('gaps', '有需求没服务'),
    of('people/:id', `people/${p.elder.id}`, '先写明为什么看', { failing: null }),
    at('search?q=电梯', '电梯坏了三天'),
    any('coverage', '报到率只作参考'),
    any('attempts', 'CONSENT_REQUIRED'),
    any('parameters', '下级只能放宽'),
    any('policy', '平台上的每条规则'),
    any('calendar', '调休上班'),
    any('standard', '全市统一'),
    any('honours', '还没有人满100.00分'),
    { route: '/settings', who: worker, path: '/desk/settings', says: '语言、快捷键和登录' },
    { route: '/inbox', who: worker, path: '/desk/inbox', says: '发给您的通知' },
    at('audits', '没有待审核的记录', { who: auditor }),
    at('books', '各自平衡', { who: auditor }),
    at('reversals', '没有冲正', { who: auditor }),
    at('time-orders', '请人量血压'),
    at('time-grants', '还没有资助'),
    at('time-desk', '为没有手机的人', { failing: null }),
    at('time-model', '差额为0'),
    at('confirmations', '没有待确认的记录', { who: leader }),
    { route: '/u/:tenant/filings', who: unit, path: `/desk/u/${p.w.unit}/filings`, says: '没有报备' },
    { route: '/u/:tenant/unit-board', who: unit, path: `/desk/u/${p.w.unit}/unit-board`, says: '李老师' },
    { route: '/u/:tenant/pairing', who: unit, path: `/desk/u/${p.w.unit}/pairing`, says: '还没有结对单位' },
    {
      route: '/:face/:tenant/consequences',
      who: unit,
      path: `/desk/u/${p.w.unit}/consequences`,
      says: '服务结果用在哪里',
    },
    { route: '/:face/:tenant/honours', who: city, path: `/desk/n/${p.w.city}/honours`, says: '付出与回报' },
    { route: '/:face/:tenant/standard', who: city, path: `/desk/n/${p.w.city}/standard`, says: '起草新版本' },
    { route: '/n/:tenant/overview', who: city, path: `/desk/n/${p.w.city}/overview`, says: '鸠江区' },
    { route: '/:face/:tenant/coverage', who: city, path: `/desk/n/${p.w.city}/coverage`, says: '报到率只作参考' },
    { route: '/:face/:tenant/attempts', who: city, path: `/desk/n/${p.w.city}/attempts`, says: 'CONSENT_REQUIRED' },
  ];
}

/** What the pages show beyond their usual state: the door, nothing yet, a refusal, an act that fails, long text. */
export function deskStates(p: Peopled): State[] {
  const c = p.w.community;
  const empty = p.w.elsewhere;
  const of = (name: string, says: string | RegExp, more: Partial<State> = {}): State => ({
    who: p.worker,
    path: `/desk/c/${c}/${name}`,
    says,
    ...more,
  });
  const nothing = (name: string, says: string): State => ({ who: p.away, path: `/desk/c/${empty}/${name}`, says });
  const newUnit = (name: string, says: string): State => ({
    who: p.emptyUnit,
    path: `/desk/u/${p.w.propertyOrg}/${name}`,
    says,
  });
  return [
    // The door.
    { who: null, path: '/desk/', press: '登录', says: '请填写账号' },
    { who: null, path: '/desk/', fill: { 账号: 'nobody', 口令: 'nothing' }, press: '登录', says: /口令|账号/ },
    { who: p.elder, path: '/desk/', says: '您的账号没有工作台' },
    // A community and a unit where nothing has happened.
    nothing('today', '都分诊完了'),
    nothing('needs', '没有符合条件的需求'),
    nothing('handovers', '没有转交事项'),
    nothing('tasks', '没有任务'),
    nothing('plan', '没有空位要排'),
    nothing('live', '现在没有人在服务'),
    nothing('activities', '没有活动'),
    nothing('calls', '今天没有要打的电话'),
    nothing('notices', '没有通知'),
    nothing('roster', '没有符合条件的成员'),
    nothing('bank', '成员库还是空的'),
    nothing('registrations', '没有报到记录'),
    nothing('branches', '还没有支部'),
    nothing('pairings', '还没有结对单位'),
    nothing('engagements', '没有下沉关系'),
    nothing('attempts', '没有被拒绝的尝试'),
    nothing('board', '每个数都写明怎么算'),
    nothing('gaps', '有需求没服务'),
    nothing('lists', '服务清单、需求清单、任务清单'),
    nothing('search?q=zzz', '没有找到'),
    { who: p.away, path: '/desk/inbox', says: '没有消息' },
    { who: p.awayAuditor, path: `/desk/c/${empty}/audits`, says: '没有待审核的记录' },
    newUnit('filings', '没有报备'),
    newUnit('unit-board', '还没有人员报到'),
    // What is not there, not theirs, or not complete.
    of('nowhere', '没有这一页'),
    of(`needs/${nobody}`, '没有找到'),
    of(`orders/${nobody}`, '没有找到'),
    of(`tasks/${nobody}`, '没有找到'),
    of(`claims/${nobody}`, '没有找到'),
    { who: p.away, path: `/desk/c/${c}/needs`, says: /没有权限|不属于|没有找到|不能/ },
    of('tasks/new', /请|须/, { press: '发布' }),
    of(`today?need=${p.order.need}`, '由谁负责'),
    of(`people/${p.member.id}`, '读信陪聊', { fill: { 写明事由: '核对服务记录' }, press: '查看档案' }),
    of(`people/${p.elder.id}`, '请写明事由', { press: '查看档案' }),
    of(`orders/${p.refused.order}`, '请写下点单人的话', { press: '请求再看' }),
    of(`needs/${p.open.receipt.need}`, '转交责任方'),
    // Long text and long names.
    of(`needs/${p.order.need}`, longPart),
    of(`orders/${p.order.order}`, longPart),
    of(`tasks/${p.long.task.id}`, longTitle),
    of(`claims/${p.longClaim.id}`, longTitle),
    of(`needs/${p.long.receipt.need}`, longTitle),
    of('tasks', longTitle),
    of('roster', longName),
    of('handovers', '物业：'),
    { who: p.property, path: `/desk/c/${c}/handovers`, says: '物业：' },
  ];
}
