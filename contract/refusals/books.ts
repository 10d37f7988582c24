/** The three ledgers. */
import { r, type RefusalText } from './text.ts';

export const booksRefusals = {
  INSUFFICIENT_TIME: r(
    409,
    '时间余额不足。',
    '可先服务积累，或申请集体基金库。',
    'Not enough time in the passbook.',
    'Serve first, or apply to the pool.',
  ),
  INSUFFICIENT_BALANCE: r(409, '余额不足。', '请查看当前余额。', 'Not enough balance.', 'See the present balance.'),
  CONSEQUENCE_NOT_ALLOWED: r(
    409,
    '一般党员的服务结果不与岗位考核、职务晋升挂钩。',
    '请在允许的用途中选择。',
    'Ordinary members’ results do not feed post assessment or promotion.',
    'Choose a permitted use.',
  ),
} as const satisfies Record<string, RefusalText>;
