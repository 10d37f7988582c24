/** People, registration and the policy base. */
import { r, type RefusalText } from './text.ts';

export const peopleRefusals = {
  // People and registration
  PROFILE_INCOMPLETE: r(
    422,
    '请至少填写一项特长或爱好，并选择一项服务意向。',
    '补充后再提交。',
    'Give at least one expertise or interest and one service intention.',
    'Add them and submit again.',
  ),
  NOT_RESIDENCE_COMMUNITY: r(
    422,
    '在职党员向居住地社区报到，请按居住地选择。',
    '请选择您居住的小区。',
    'In-service members register with the community where they live.',
    'Choose the estate where you live.',
  ),
  TERM_REQUIRED: r(
    422,
    '下派须写明起止时间。',
    '请填写开始和结束日期。',
    'A dispatch needs its start and end.',
    'Fill in both dates.',
  ),
  REGIME_MISMATCH: r(
    409,
    '该规则只适用于职务网格人员。',
    '志愿服务不设扣分、处罚和等次。',
    'This rule applies to duty staff only.',
    'Volunteer service knows no deductions, penalties or grades.',
  ),
  ALREADY_REGISTERED: r(
    409,
    '您已在社区报到。',
    '如搬家，请办理迁移。',
    'You are already registered with a community.',
    'If you have moved, ask for a transfer.',
  ),
  // Policy
  OVERREACH_TIGHTEN: r(
    409,
    '下级不得提高全市标准，本次尝试已记入加码台账。',
    '可以放宽，不能加严。',
    'A lower level may not tighten the city standard; the attempt is in the overreach ledger.',
    'You may relax it, not tighten it.',
  ),
  OVERREACH_NEW_DUTY: r(
    409,
    '不得增设全市制度之外的义务。',
    '请改为自愿项目。',
    'No duty may be added beyond the city scheme.',
    'Make it voluntary.',
  ),
  OVERREACH_CONSEQUENCE: r(
    409,
    '该用途不在允许范围（如职称评审、公派学习），已记入加码台账。',
    '请在允许的用途中选择。',
    'Not a permitted use (such as title review or funded study); the attempt is in the overreach ledger.',
    'Choose one of the permitted uses.',
  ),
  NO_POLICY_BASIS: r(
    422,
    '请注明文件条款依据。',
    '请从政策库选择条款。',
    'Cite the clause it rests on.',
    'Choose a clause from the policy library.',
  ),
  POINT_STANDARD_CITY_ONLY: r(
    409,
    '积分标准由全市统一制定。',
    '可向市级提出修订建议。',
    'The points standard is set for the whole city.',
    'Propose a revision to the city.',
  ),
  NO_NEGATIVE_POINTS: r(
    409,
    '志愿服务不设扣分项。',
    '更正差错请用冲正。',
    'Volunteer service has no deductions.',
    'Correct an error by a reversal.',
  ),
  NO_RESPONSIBILITY_LETTER: r(
    409,
    '不得要求志愿者签订责任状。',
    '请改为服务说明和安全告知。',
    'Volunteers may not be made to sign responsibility letters.',
    'Use a service note and a safety briefing.',
  ),
} as const satisfies Record<string, RefusalText>;
