/**
 * What notices say (catalogue section 10). Volunteers are invited, never commanded: a test refuses command words.
 * `{name}` is filled from the notice's parameters, in English from `name_en` where that is kept; `{n:day|days}` is the
 * number with the word for one or for more.
 */
export interface Template {
  readonly zh: { readonly title: string; readonly body: string };
  readonly en: { readonly title: string; readonly body: string };
}
const t = (zhTitle: string, zhBody: string, enTitle: string, enBody: string): Template => ({
  zh: { title: zhTitle, body: zhBody },
  en: { title: enTitle, body: enBody },
});

export const templates = {
  'M-01.accepted': t(
    '报到已受理',
    '{community}已受理您的报到。您编入{branch}，联系人{contact}。',
    'Registration accepted',
    '{community} has accepted your registration. Your branch: {branch}; contact: {contact}.',
  ),
  'M-01.returned': t(
    '报到材料需补充',
    '原因：{reason}。补充后可以再次提交。',
    'Registration returned',
    'Reason: {reason}. You may complete it and submit again.',
  ),
  'M-02.filing': t(
    '有一份报到待备案',
    '{name}已在{community}报到，请确认备案。',
    'A filing to acknowledge',
    '{name} has registered with {community}.',
  ),
  'M-03.contact_overdue': t(
    '首次联系已超期',
    '{name}报到后{days}天还没有联系。',
    'First contact overdue',
    '{name} has not been contacted for {days:day|days}.',
  ),
  'M-04.invitation': t(
    '有一项服务想邀请您',
    '{title}，{time}，{place}。{why}接不接都可以，不影响任何评价。',
    'An invitation',
    '{title}, {time}, {place}. {why}You may accept or not; nothing depends on it.',
  ),
  'M-04.match': t(
    '有适合您的新任务',
    '{title}，{time}，{place}。{why}',
    'A new task that suits you',
    '{title}, {time}, {place}. {why}',
  ),
  'M-04.time_proposed': t(
    '有邻居想换个时间',
    '{name}愿意接“{title}”，想改到{time}，请看看是否合适。',
    'Another time was proposed',
    '{name} would take “{title}” at {time}. Please see whether that suits.',
  ),
  'M-04.time_kept': t(
    '时间没能改成',
    '“{title}”这次改不了时间，谢谢您的提议，有合适的机会再邀请您。',
    'The time could not be changed',
    'The time of “{title}” could not be changed. Thank you for the proposal; we will ask you another time.',
  ),
  'M-05.lapsing': t(
    '邀请即将过期',
    '{title}的邀请将在{time}过期，不回应也没有关系。',
    'An invitation will lapse',
    'The invitation to {title} lapses at {time}; not answering is fine.',
  ),
  'M-05.unfilled': t(
    '名额还没有人接',
    '{title}还缺{count}人，可扩大范围、缩小内容或另想办法。',
    'Still looking for people',
    '{title} still needs {count}.',
  ),
  'M-07.searching': t(
    '正在另找人',
    '{title}的服务者去不了了，平台正在联系其他邻居。',
    'Looking for a substitute',
    'The helper for {title} cannot come; we are asking others.',
  ),
  'M-07.found': t(
    '已找到新的服务者',
    '{title}由{name}接替，时间不变。',
    'A substitute was found',
    '{name} takes over {title}, at the same time.',
  ),
  'M-08.cancelled': t(
    '任务取消',
    '{title}（{time}）取消了：{reason}。您的时间已空出。',
    'A task was cancelled',
    '{title} ({time}) was cancelled: {reason}. Your time is free again.',
  ),
  'M-08.moved': t(
    '服务改了时间',
    '“{title}”从{from}改到{to}，原因：{reason}。原来的时间已经空出，新的时间由您自己定。',
    'A service was moved',
    '“{title}” moves from {from} to {to}: {reason}. Your old time is free again; the new one is for you to decide.',
  ),
  'M-08.tomorrow': t(
    '明天的服务',
    '{title}，{time}，{place}。联系人{contact}。去不了的话点一下“我去不了”就好。',
    'Tomorrow’s service',
    '{title}, {time}, {place}. Contact: {contact}. If you cannot go, tap “I cannot go”.',
  ),
  'M-09.escalated': t(
    '两次推延，请网格党支部重新安排',
    '“{title}”已推延两次，请换一种办法。',
    'Postponed twice',
    '“{title}” has been postponed twice; please find another way.',
  ),
  'M-10.receipt': t(
    '您的点单已收到',
    '编号{receipt}。社区会在{days}个工作日内答复由谁来办。',
    'Your order has arrived',
    'Number {receipt}. The community answers within {days:working day|working days} who will handle it.',
  ),
  'M-10.boundary': t(
    '您的点单有了安排',
    '编号{receipt}：{result}。{reason}',
    'Your order has been decided',
    'Number {receipt}: {result}. {reason}',
  ),
  'M-10.declined': t(
    '您的点单没有受理',
    '编号{receipt}：{reason}。觉得不合适可以说明情况，请社区换人再看一次，也可以拨打社区电话。',
    'Your order was not accepted',
    'Number {receipt}: {reason}. If you disagree, say why, and somebody else looks at it again; or call the community.',
  ),
  'M-10.handed_over': t(
    '您的点单已转交',
    '编号{receipt}已转交{to}，{reason}',
    'Your order was handed over',
    'Number {receipt} went to {to}. {reason}',
  ),
  'M-10.helper': t(
    '有邻居接单了',
    '编号{receipt}：{name}将在{time}上门。',
    'A neighbour has accepted',
    'Number {receipt}: {name} comes at {time}.',
  ),
  'M-10.moved': t(
    '上门时间有变',
    '编号{receipt}：“{title}”改到{to}，原因：{reason}。正在请邻居确认新的时间。',
    'The visit was moved',
    'Number {receipt}: “{title}” moves to {to}: {reason}. We are asking neighbours for the new time.',
  ),
  'M-10.result': t(
    '您的点单有结果了',
    '编号{receipt}：{answer}',
    'The result of your order',
    'Number {receipt}: {answer}',
  ),
  'M-10.closed': t('您的点单已办结', '编号{receipt}：{answer}', 'Your order is closed', 'Number {receipt}: {answer}'),
  'M-11.rate': t(
    '请您评一评',
    '编号{receipt}办得怎么样？1到10分，说真话就好。',
    'Please rate',
    'Number {receipt}: how was it, from 1 to 10?',
  ),
  'M-19.look_again': t(
    '居民请求再看一次',
    '“{title}”没有受理，居民说明：{words}。现由您经办。',
    'A refusal to look at again',
    '“{title}” was not accepted. The resident says: {words}. It is now yours.',
  ),
  'M-12.reopened': t(
    '评分低，已重新办理',
    '“{title}”得{score}分，原话：{words}。现由您经办。',
    'Reopened after a low score',
    '“{title}” got {score}. Words: {words}. It is now yours.',
  ),
  'M-13.audit_due': t(
    '有服务记录待审核',
    '{count}条记录待审核。',
    'Records await audit',
    '{count:record awaits|records await} audit.',
  ),
  'M-13.passed': t(
    '服务已通过审核',
    '{title}：{minutes}分钟已入账。',
    'Your service passed the audit',
    '{title}: {minutes:minute was|minutes were} credited.',
  ),
  'M-13.returned': t('服务记录需要补充', '{title}：{reason}', 'Your record needs a supplement', '{title}: {reason}'),
  'M-13.rejected': t(
    '服务记录未通过',
    '{title}：{reason}。不同意可以申诉。',
    'Your record did not pass',
    '{title}: {reason}. You may appeal.',
  ),
  'M-13.reversal_proposed': t(
    '有冲正待您决定',
    '“{title}”的入账有人提出冲正，理由：{reason}。须由另一人决定。',
    'A reversal to decide',
    'Somebody proposes to take back what “{title}” posted: {reason}. Another person has to decide.',
  ),
  'M-14.reversed': t(
    '一笔入账已冲正',
    '“{title}”的入账已冲正，理由：{reason}。原记录保留。不同意可以打开这条记录，向记录上的联系人申诉。',
    'A posting was taken back',
    'What “{title}” posted was taken back: {reason}. The original stays on record. If you do not agree, open the record and appeal to the contact named there.',
  ),
  'M-14.points': t(
    '积分入账',
    '{title}：{points}分。算法：{formula}',
    'Points credited',
    '{title}: {points} points. Formula: {formula}',
  ),
  'M-14.hundred': t(
    '您的积分达到了通报表扬线',
    '您{year}年的服务积分已满{line}分，可以列入通报表扬，并可参评社区服务之星、最美下沉干部。是否公开姓名由您决定。',
    'Your points have reached the commendation line',
    'You have reached {line} points in {year}. You may be named on the commendation list and proposed as Community Service Star or Finest Deployed Cadre; whether your name appears is your choice.',
  ),
  'M-14.nominated': t(
    '社区推荐您参评一项荣誉',
    '荣誉：{title}。理由：{reason}。不想参评可以告诉社区。',
    'You were proposed for an honour',
    'Honour: {title}. Reason: {reason}. Tell the community if you would rather not.',
  ),
  'M-14.care': t('社区的一份心意', '{kind}：{words}', 'Something from your community', '{kind}: {words}'),
  'M-14.goods_cancelled': t(
    '兑换已取消，积分已退回',
    '“{title}”取消了，{points}分已退回。原因：{reason}',
    'Order cancelled, points returned',
    '“{title}” was cancelled and {points} points came back. Reason: {reason}',
  ),
  'M-14.goods_expired': t(
    '兑换过期，积分已退回',
    '“{title}”没有在期限内领取，{points}分已退回，可以再兑换。',
    'Not collected in time, points returned',
    '“{title}” was not collected in time; {points} points came back and may be used again.',
  ),
  'M-16.offered': t(
    '有邻居愿意来帮',
    '“{title}”有邻居愿意来，请选定一位。',
    'A neighbour offers to help',
    'Somebody offers to help with “{title}”. Please choose.',
  ),
  'M-16.chosen': t(
    '您被选定了',
    '“{title}”选定了您，请看看是否愿意。',
    'You were chosen',
    'You were chosen for “{title}”. See whether you agree.',
  ),
  'M-16.held': t(
    '双方已选定',
    '“{title}”：已预留{minutes}分钟时间币，服务后按实际时长结算。',
    'Both have chosen',
    '“{title}”: {minutes:minute|minutes} of time coins set aside, settled to the actual time.',
  ),
  'M-16.cancelled': t(
    '互助已取消',
    '“{title}”取消了，预留的时间币已退回。{reason}',
    'Exchange cancelled',
    '“{title}” was cancelled; the time coins set aside have returned. {reason}',
  ),
  'M-16.confirm': t(
    '请确认服务时长',
    '“{title}”实际{minutes}分钟。{days}天内没有回应将按此结算。',
    'Please confirm the time',
    '“{title}” took {minutes:minute|minutes}. Without an answer within {days:day|days} it is settled so.',
  ),
  'M-16.settled': t(
    '时间币已结算',
    '“{title}”结算{minutes}分钟，退回{back}分钟。请互相评价。',
    'Time coins settled',
    '“{title}”: {minutes:minute|minutes} settled, {back} returned. Please rate each other.',
  ),
  'M-16.disputed': t(
    '互助有争议',
    '“{title}”：{reason}。裁定之前不会结算。',
    'An exchange is in dispute',
    '“{title}”: {reason}. Nothing is settled before it is decided.',
  ),
  'M-16.arbitrated': t(
    '争议已裁定',
    '“{title}”结算{minutes}分钟。理由：{reason}',
    'Dispute decided',
    '“{title}”: {minutes:minute|minutes} settled. Reason: {reason}',
  ),
  'M-16.undone': t(
    '结算已冲正',
    '“{title}”的结算已冲正，原记录保留。理由：{reason}',
    'Settlement reversed',
    'The settlement of “{title}” was reversed; the entries stay. Reason: {reason}',
  ),
  'M-16.gift': t(
    '有人赠您时间币',
    '{minutes}分钟。{words} 您可以接受，也可以谢绝。',
    'A gift of time coins',
    '{minutes:minute|minutes}. {words} You may accept or refuse it.',
  ),
  'M-17.proposed': t(
    '基金库资助待决定',
    '一份{minutes}分钟的资助等福利委员会两名委员决定。',
    'A grant to decide',
    'A grant of {minutes:minute|minutes} waits for two members of the welfare committee.',
  ),
  'M-17.decided': t(
    '基金库资助已批准',
    '集体基金库为您预留了{minutes}分钟，请人帮忙时自动使用。',
    'Grant approved',
    'The pool has set {minutes:minute|minutes} aside for you, used when you ask for help.',
  ),
  'certificate.issued': t(
    '服务记录证明已出具',
    '证明编号{number}，可以随时下载，长期可核验。',
    'Your service certificate is ready',
    'Certificate {number} can be downloaded at any time and verifies for ever.',
  ),
  'certificate.declined': t(
    '服务记录证明未予出具',
    '原因：{reason}。记录更正后可以再次申请。',
    'The certificate was not issued',
    'Reason: {reason}. You may ask again once the record is right.',
  ),
  'certificate.revoked': t(
    '服务记录证明已撤销',
    '证明编号{number}，原因：{reason}。',
    'A certificate was revoked',
    'Certificate {number}. Reason: {reason}.',
  ),
  'certificate.objection_answered': t(
    '您对公示的意见有了答复',
    '{answer}',
    'Your objection has been answered',
    '{answer}',
  ),
  'M-23.transfer': t(
    '有一项事务转到您处',
    '“{title}”属于{owner}职责，已转交。',
    'A matter was sent to you',
    '“{title}” is the duty of {owner} and was handed over.',
  ),
  'M-23.handover': t(
    '有一件居民诉求待答复',
    '“{title}”等您答复。',
    'A resident’s matter awaits you',
    '“{title}” awaits your answer.',
  ),
  'M-23.handover_overdue': t(
    '转交的事项超过答复期限',
    '“{title}”转交{to}后还没有答复，请尽快处理。',
    'A hand-over is overdue',
    '“{title}” went to {to} and has not been answered in time. Please see to it.',
  ),
  'M-23.handover_returned': t(
    '转交被退回',
    '“{title}”被退回：{reason}',
    'A hand-over came back',
    '“{title}” came back: {reason}',
  ),
  'M-24.undecided': t(
    '有诉求还没定由谁负责',
    '“{title}”已等待{days}个工作日。',
    'A need is still undecided',
    '“{title}” has waited {days:working day|working days}.',
  ),
  'M-54.thanks': t('有邻居感谢您', '{words}', 'A neighbour thanks you', '{words}'),
  'M-54.rest': t(
    '您最近帮了不少忙',
    '先歇一歇，需要时再接单。想继续也可以在“我的”里打开。',
    'You have helped a lot lately',
    'Take a rest. If you like to go on, switch it on under “Mine”.',
  ),
  'proxy.asked': t(
    '有家人想为您代办',
    '{name}（{relation}）想为您点单和评价，同意后才生效。',
    'A relative wishes to act for you',
    '{name} ({relation}) would order and rate for you, once you agree.',
  ),
} as const satisfies Record<string, Template>;
export type NoticeKind = keyof typeof templates;

export function fill(text: string, params: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)(?::([^|{}]*)\|([^{}]*))?\}/g, (_, key: string, one?: string, more?: string) => {
    const value = params[key] ?? '';
    return one === undefined ? value : `${value} ${value === '1' ? one : more}`;
  });
}

export interface Worded {
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  readonly params: unknown;
}
const known = (kind: string): kind is NoticeKind => Object.hasOwn(templates, kind);
/** What a notice says in this language. It is stored in Chinese; other languages are filled from the kept parameters. */
export function wordsIn(locale: 'zh' | 'en', notice: Worded): { title: string; body: string } {
  if (locale === 'zh' || !known(notice.kind)) return { title: notice.title, body: notice.body };
  const en = templates[notice.kind].en;
  const kept = notice.params as Record<string, string>;
  // What the server itself says inside a sentence is kept in both languages: `time_en` beside `time`.
  const params = Object.fromEntries(Object.entries(kept).map(([key, value]) => [key, kept[`${key}_en`] ?? value]));
  return { title: fill(en.title, params), body: fill(en.body, params) };
}
