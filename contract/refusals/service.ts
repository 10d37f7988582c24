/** Check-in, evidence and audit. */
import { r, type RefusalText } from './text.ts';

export const serviceRefusals = {
  // Check-in, evidence, audit
  OUT_OF_RANGE: r(
    409,
    '您不在签到范围内，距离{n}米。',
    '请到场后再签到，或使用现场动态码。',
    'You are outside the check-in range, {n} m away.',
    'Check in on site, or use the on-site code.',
  ),
  OUTSIDE_TIME: r(
    409,
    '不在签到时间内。',
    '请在开始前后的允许时间内签到。',
    'Outside the check-in time.',
    'Check in around the start of the slot.',
  ),
  ON_SITE_CODE_WRONG: r(
    409,
    '现场动态码不正确或已更换。',
    '请看屏幕上最新的数字。',
    'The on-site code is wrong or has changed.',
    'Look at the newest digits.',
  ),
  PRESENCE_UNPROVEN: r(
    409,
    '还缺一项到场证明。',
    '可用现场码、受助人确认或带队人确认。',
    'One more proof of presence is missing.',
    'Use the on-site code, the helped person’s or the leader’s confirmation.',
  ),
  PROXY_CANNOT_CONFIRM_PRESENCE: r(
    403,
    '代办人不能确认到场。',
    '请由受助人本人确认，或由社区电话回访。',
    'A proxy cannot confirm presence.',
    'Let the helped person confirm, or the community call back.',
  ),
  OVERLAPPING_SERVICE: r(
    409,
    '该时段已有服务记录。',
    '请核对两次服务的时间。',
    'There is a service record for that time.',
    'Check the times of both services.',
  ),
  NO_SERVICE_NO_CREDIT: r(
    409,
    '没有服务不产生积分。',
    '看看适合您的任务。',
    'Without service there are no points.',
    'See tasks that suit you.',
  ),
  AUDITOR_NOT_INDEPENDENT: r(
    403,
    '审核人不得是服务者或点单人。',
    '请由其他审核员办理。',
    'The auditor may not be the performer or the asker.',
    'Let another auditor decide.',
  ),
  SECOND_AUDITOR_REQUIRED: r(
    409,
    '该记录复核中，须由另一名审核员办理。',
    '请交给第二名审核员。',
    'This record is under second review.',
    'Let a second auditor decide.',
  ),
  NOT_SERVED_YET: r(
    409,
    '服务还没有结果，暂不能评价。',
    '收到结果后再评价。',
    'There is no result to rate yet.',
    'Rate it when the result has come.',
  ),
  CONFLICT_OF_INTEREST: r(
    409,
    '存在利益关系，请回避。',
    '请由他人办理。',
    'There is an interest; please stand aside.',
    'Let someone else handle it.',
  ),
} as const satisfies Record<string, RefusalText>;
