/** The list of the phone's pages with their states. Staff do not appear here but for those who work in the field. */
import { longName, longText, longTitle, nobody, type Peopled } from './pages-people.ts';
import type { PageEntry, State } from './pages.ts';

const longPart = longText.slice(0, 40);
const noSuch = '没有找到';
const offlineSubmit = '现在连不上网。';

export function phonePages(p: Peopled): PageEntry[] {
  const { elder, member, asked } = p;
  const tenant = p.w.community;
  const service = `/m/services/${tenant}/${p.claim.id}`;
  const slot = p.served.task.slots[0].id;
  return [
    // Home shows what could be read and leaves out what could not; the page of each part says what failed.
    { route: '/', who: null, path: '/m/', says: '有事说一声', failing: null },
    { route: '/sign-in', who: null, path: '/m/sign-in', says: '用手机号登录', failing: null },
    { route: '/look-up', who: null, path: '/m/look-up', says: '不用登录。填受理编号', failing: null },
    { route: '/board', who: null, path: '/m/board', says: '有问有答，看得见' },
    { route: '/goods-ledger/:tenant', who: null, path: `/m/goods-ledger/${tenant}`, says: '还没有进出' },
    { route: '/publicity/:tenant', who: null, path: `/m/publicity/${tenant}`, says: '现在没有公示' },
    { route: '/verify', who: null, path: '/m/verify', says: '照纸上写的填', failing: null },
    { route: '/verify/:number/:code', who: null, path: '/m/verify/2026-0001/ABCD', says: noSuch },
    { route: '/commended', who: null, path: '/m/commended', says: '名单上还没有人' },
    { route: '/lists', who: null, path: '/m/lists', says: '姓名和门牌已隐去' },
    { route: '/', who: elder, path: '/m/', says: '正在办的点单', failing: '有事说一声' },
    { route: '/order', who: elder, path: '/m/order', says: '您有什么事？', failing: null },
    { route: '/orders', who: elder, path: '/m/orders', says: '电梯坏了三天' },
    { route: '/orders/:tenant/:id', who: elder, path: `/m/orders/${tenant}/${p.served.receipt.order}`, says: '李老师' },
    {
      route: '/receipt/:tenant/:id',
      who: elder,
      path: `/m/receipt/${tenant}/${p.handed.order}`,
      says: p.handed.receipt,
    },
    { route: '/proxies', who: elder, path: '/m/proxies', says: '人来没来，只能由家人自己确认' },
    { route: '/code/:tenant/:id', who: elder, path: `/m/code/${tenant}/${slot}`, says: '换码' },
    { route: '/inbox', who: elder, path: '/m/inbox', says: '已转交安居物业' },
    { route: '/me', who: elder, path: '/m/me', says: '王秀英，这里是您自己的', failing: null },
    { route: '/my-data', who: elder, path: '/m/my-data', says: '还没有人查看过' },
    {
      route: '/settings',
      who: elder,
      path: '/m/settings',
      says: '怎么看着舒服，就怎么设',
      failing: '怎么看着舒服，就怎么设',
    },
    { route: '/square', who: member, path: '/m/square', says: '帮老人打扫卫生' },
    {
      route: '/tasks/:tenant/:id',
      who: member,
      path: `/m/tasks/${tenant}/${p.open.task.id}`,
      says: '我来',
    },
    { route: '/services', who: member, path: '/m/services', says: '读信陪聊' },
    { route: '/services/:tenant/:id', who: member, path: service, says: '我去不了' },
    { route: '/services/:tenant/:id/check-in', who: member, path: `${service}/check-in`, says: '到了就签到' },
    { route: '/services/:tenant/:id/result', who: member, path: `${service}/result`, says: '做成了什么' },
    {
      route: '/lead/:tenant/:id',
      who: p.heads,
      path: `/m/lead/${tenant}/${p.group.task.slots[0].id}`,
      says: '谁来，到了没有',
    },
    { route: '/goods', who: member, path: '/m/goods', says: '货架上暂时没有东西' },
    { route: '/certificates', who: member, path: '/m/certificates', says: '还没有申请过' },
    { route: '/exemptions', who: member, path: '/m/exemptions', says: '没有登记' },
    { route: '/passbook', who: member, path: '/m/passbook', says: '还没有入账' },
    { route: '/time-bank/pool', who: null, path: '/m/time-bank/pool', says: '只给困难群众和弱势群体' },
    { route: '/time-bank', who: elder, path: '/m/time-bank', says: '还没有开通时间存折' },
    { route: '/time-bank', who: member, path: '/m/time-bank', says: '现在可用' },
    { route: '/time-bank/exchange', who: member, path: '/m/time-bank/exchange', says: '请人量血压' },
    {
      route: '/time-bank/ask',
      who: member,
      path: '/m/time-bank/ask',
      says: '发布时不预留时间币',
      failing: '想请邻居帮什么忙？',
    },
    { route: '/time-bank/give', who: member, path: '/m/time-bank/give', says: '先看看会怎样', failing: null },
    { route: '/time-bank/gifts', who: member, path: '/m/time-bank/gifts', says: '还没有赠与' },
    { route: '/time-bank/choices', who: member, path: '/m/time-bank/choices', says: '公开我的存入指数' },
    {
      route: '/time-bank/orders/:tenant/:id',
      who: member,
      path: `/m/time-bank/orders/${tenant}/${p.exchange}`,
      says: '我愿意来',
    },
    { route: '/points', who: member, path: '/m/points', says: '再得100.00分满100.00分' },
    { route: '/calendar', who: member, path: '/m/calendar', says: '读信陪聊' },
    { route: '/registration', who: member, path: '/m/registration', says: '青锋社区' },
    { route: '/profile', who: member, path: '/m/profile', says: '您能做什么、什么时候方便' },
    { route: '/activities', who: member, path: '/m/activities', says: '现在没有面向您的活动' },
    { route: '/invitations', who: asked, path: '/m/invitations', says: '帮老人打扫卫生' },
    { route: '/field', who: p.property, path: '/m/field', says: '电梯坏了三天' },
    { route: '/offers', who: member, path: '/m/offers', says: '还没有写过' },
    { route: '/confirmations', who: p.leader, path: '/m/confirmations', says: '现在没有待确认的' },
  ];
}

/** What the pages show beyond their usual state: nothing yet, a refusal, a dialog, no network at the act, long text. */
export function phoneStates(p: Peopled): State[] {
  const { fresh, elder, member, asked, idle, wordy } = p;
  const tenant = p.w.community;
  const service = `/m/services/${tenant}/${p.claim.id}`;
  const longService = `/m/services/${tenant}/${p.longClaim.id}`;
  return [
    // Nothing yet.
    { who: null, path: '/m/orders', says: '登录后才能看这一页' },
    { who: null, path: '/m/nowhere', says: '没有这个页面' },
    { who: fresh, path: '/m/', says: '现在没有在办的点单' },
    { who: fresh, path: '/m/orders', says: '没有在办的点单' },
    { who: fresh, path: '/m/inbox', says: '还没有消息' },
    { who: fresh, path: '/m/proxies', says: '还没有。' },
    { who: fresh, path: '/m/lists', says: /清单还是空的|没有公开的/ },
    { who: fresh, path: '/m/registration', says: '填写报到' },
    { who: fresh, path: '/m/activities', says: '现在没有面向您的活动' },
    { who: fresh, path: '/m/field', says: '这里没有事项' },
    { who: fresh, path: '/m/confirmations', says: '现在没有待确认的' },
    { who: idle, path: '/m/invitations', says: '现在没有邀请' },
    { who: idle, path: '/m/services', says: '还没有接下的服务' },
    // What is not there or not theirs.
    { who: fresh, path: `/m/orders/${tenant}/${nobody}`, says: noSuch },
    { who: fresh, path: `/m/tasks/${tenant}/${nobody}`, says: noSuch },
    { who: member, path: `/m/code/${tenant}/${p.served.task.slots[0].id}`, says: noSuch },
    { who: fresh, path: '/m/offers', says: /先报到|还没有写过|还没有/ },
    { who: member, path: '/m/offers', press: '写一项', says: '最多同时接几单' },
    { who: member, path: '/m/time-bank/ask', press: '发布', says: '请写一句话。' },
    { who: member, path: '/m/time-bank/give', press: '先看看会怎样', says: '时间余额不足' },
    { who: member, path: '/m/time-bank/choices', press: '停用存折', says: '存下的时间和记录都保留', dialog: true },
    {
      who: asked,
      path: `/m/time-bank/orders/${tenant}/${p.exchange}`,
      press: '取消这次互助',
      says: '不留记号',
      dialog: true,
    },
    { who: wordy, path: `/m/orders/${tenant}/${p.refused.order}`, press: '请求再看', says: '请写几句情况' },
    // What is missing in a form is said beside the field.
    { who: null, path: '/m/sign-in', press: '获取验证码', says: '请填写11位手机号' },
    { who: null, path: '/m/look-up', press: '查询', says: '请填写受理编号' },
    {
      who: null,
      path: '/m/look-up',
      fill: { 受理编号: 'SY00000000', 手机号后四位: '0000' },
      press: '查询',
      says: noSuch,
    },
    { who: elder, path: '/m/order', press: '点单', says: '请选一类事' },
    { who: member, path: `${service}/check-in`, press: '签到', says: '请填6位数字' },
    { who: member, path: `${service}/result`, press: '交结果', says: '请写一两句做成了什么' },
    // Dialogs.
    {
      who: wordy,
      path: `/m/orders/${tenant}/${p.order.order}`,
      press: '撤回这一单',
      dialog: true,
      says: '要撤回这一单吗',
    },
    { who: asked, path: '/m/invitations', press: '换个时间', dialog: true, says: '您什么时候方便' },
    { who: member, path: service, press: '我去不了', dialog: true, says: '不用说理由' },
    { who: fresh, path: '/m/my-data', press: '注销账号', dialog: true, says: '注销' },
    // An act without a network, or to which the server gives no answer, keeps what was typed and says so.
    {
      who: null,
      path: '/m/sign-in',
      fill: { 手机号: '13900000000' },
      press: '获取验证码',
      network: 'offline',
      says: offlineSubmit,
    },
    {
      who: null,
      path: '/m/sign-in',
      fill: { 手机号: '13900000000' },
      press: '获取验证码',
      network: 'failing',
      says: '系统出了点问题',
    },
    // Long text and long names.
    { who: wordy, path: '/m/', says: longTitle },
    { who: wordy, path: '/m/orders', says: longPart },
    { who: wordy, path: `/m/orders/${tenant}/${p.order.order}`, says: longPart },
    { who: wordy, path: `/m/receipt/${tenant}/${p.order.order}`, says: p.order.receipt },
    { who: wordy, path: '/m/me', says: longName },
    { who: elder, path: '/m/inbox', says: longName },
    { who: wordy, path: '/m/services', says: longTitle },
    { who: wordy, path: longService, says: longTitle },
    { who: wordy, path: `${longService}/check-in`, says: '到了就签到' },
    { who: wordy, path: '/m/calendar', says: longTitle },
    { who: idle, path: `/m/tasks/${tenant}/${p.long.task.id}`, says: longTitle },
    { who: p.property, path: '/m/field', says: '物业：' },
  ];
}
