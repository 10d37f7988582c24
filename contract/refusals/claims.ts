/** Claims: the order of the guards of a claim. */
import { r, type RefusalText } from './text.ts';

export const claimsRefusals = {
  // Claims: order of the guards of a claim
  CONSENT_REQUIRED: r(
    403,
    '须由本人同意，不能代为安排。',
    '请发出邀请，由本人接单。',
    'Only the person may agree.',
    'Send an invitation and let the person accept.',
  ),
  SELF_DEALING: r(
    409,
    '不能承接或评价自己的订单。',
    '请由其他邻居承接。',
    'You cannot take or rate your own order.',
    'Let another neighbour take it.',
  ),
  NOT_AVAILABLE: r(
    409,
    '对方当前不接受邀请。',
    '请选择其他人选。',
    'This person takes no invitations now.',
    'Choose someone else.',
  ),
  RESTING: r(
    409,
    '近期服务较多，正在休整。',
    '本人可以选择继续服务。',
    'Resting after several services.',
    'The person may choose to go on.',
  ),
  TIME_CONFLICT: r(
    409,
    '与您的工作或已接任务时间冲突，可选下列时段。',
    '请选择一个不冲突的时段。',
    'It clashes with your work or an accepted task.',
    'Choose one of the times that fit.',
  ),
  OUTSIDE_AVAILABILITY: r(
    409,
    '不在对方可服务的时间内。',
    '请改时间或选择其他人选。',
    'Outside the times this person offers.',
    'Change the time or choose someone else.',
  ),
  TOO_FAR: r(
    409,
    '超出对方可接受的距离。',
    '可选择远程形式或就近人选。',
    'Beyond the distance this person accepts.',
    'Choose a remote form or someone nearer.',
  ),
  PHYSICAL_LIMIT: r(
    409,
    '该任务不适合此人选。',
    '请选择其他人选。',
    'This task does not suit this person.',
    'Choose someone else.',
  ),
  SKILL_MISMATCH: r(
    409,
    '该岗位需要的技能与对方特长不符。',
    '本人可点“愿意尝试”一般岗位。',
    'The skill needed is not among this person’s.',
    'The person may try a general slot.',
  ),
  NO_INTENTION: r(
    409,
    '不在对方的特长和服务意向内。',
    '本人可点“愿意尝试”。',
    'Outside this person’s expertise and intentions.',
    'The person may choose “willing to try”.',
  ),
  NOTHING_TO_PLAN: r(
    409,
    '现在没有需要邀请人的空位。',
    '发布任务后再来排单。',
    'No open place needs anybody now.',
    'Publish a task, then plan again.',
  ),
  SLOT_FULL: r(
    409,
    '名额已满。',
    '可登记候补或看其他任务。',
    'All places are taken.',
    'Join the standby list or see other tasks.',
  ),
  INVITATION_LAPSED: r(
    410,
    '邀请已过期，没有任何影响。',
    '可在任务广场看看其他任务。',
    'The invitation has lapsed, without any consequence.',
    'See other tasks in the square.',
  ),
  NO_ABSENCE_PROOF: r(
    422,
    '退出任务不需要、也不接收任何证明材料。',
    '直接点“我去不了”即可。',
    'Withdrawing needs and takes no proof.',
    'Just tap “I cannot go”.',
  ),
} as const satisfies Record<string, RefusalText>;
