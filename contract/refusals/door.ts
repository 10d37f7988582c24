/** Signing in, inputs and the state of a subject. */
import { r, type RefusalText } from './text.ts';

export const doorRefusals = {
  SIGN_IN_REQUIRED: r(401, '请先登录。', '登录后再试。', 'Please sign in first.', 'Sign in and try again.'),
  SECOND_FACTOR_REQUIRED: r(
    401,
    '工作人员登录需要动态口令。',
    '请输入验证器上的六位数字。',
    'Staff sign-in needs a one-time password.',
    'Enter the six digits from your authenticator.',
  ),
  SIGN_IN_FAILED: r(
    401,
    '账号或口令不正确。',
    '请核对后重试，或联系管理员。',
    'Account or password is not right.',
    'Check them and try again, or ask the administrator.',
  ),
  CODE_WRONG: r(
    401,
    '验证码不正确或已过期。',
    '请重新获取验证码。',
    'The code is wrong or has expired.',
    'Ask for a new code.',
  ),
  FORBIDDEN: r(
    403,
    '没有权限。',
    '如确需办理，请联系所在社区。',
    'You may not do this.',
    'If it is needed, contact the community.',
  ),
  NOT_FOUND: r(
    404,
    '没有找到。',
    '请核对编号，或返回列表。',
    'Not found.',
    'Check the number, or go back to the list.',
  ),
  INPUT_INVALID: r(
    400,
    '填写的内容有误。',
    '请看标出的栏目。',
    'Some entries are not valid.',
    'See the marked fields.',
  ),
  IDEMPOTENCY_KEY_REUSED: r(
    409,
    '同一提交编号对应了不同内容。',
    '请刷新页面后重新提交。',
    'The same submission key came with other content.',
    'Reload the page and submit again.',
  ),
  TOO_MANY_ATTEMPTS: r(429, '操作太频繁。', '请稍后再试。', 'Too many attempts.', 'Try again a little later.'),
  PUSH_UNAVAILABLE: r(409, '这台设备收不了推送。', '请看“消息”。', 'No push to this device.', 'Read the inbox.'),
  TOO_LARGE: r(
    413,
    '文件太大。',
    '请缩短录音或换一张较小的照片。',
    'The file is too large.',
    'Shorten the recording or choose a smaller picture.',
  ),
  FILE_TYPE: r(
    415,
    '不支持这种文件。',
    '请使用录音、JPEG 或 PNG 图片。',
    'This kind of file is not supported.',
    'Use a voice recording, JPEG or PNG.',
  ),
  CONSENT_MISSING: r(
    428,
    '需要您先同意使用该项信息。',
    '请在“我的数据”中确认同意，或改用其他方式。',
    'Your consent to use this information is needed first.',
    'Give it under “My data”, or choose another way.',
  ),
  // State
  ILLEGAL_TRANSITION: r(
    409,
    '当前状态不能执行此操作。',
    '请刷新后查看可以做的下一步。',
    'This cannot be done in the present state.',
    'Reload to see the next possible step.',
  ),
} as const satisfies Record<string, RefusalText>;
