/** Service record certificates. */
import { r, type RefusalText } from './text.ts';

export const certificatesRefusals = {
  NOTHING_TO_CERTIFY: r(
    409,
    '这段时间没有已通过审核的服务记录。',
    '请换一段时间，或等服务审核通过后再申请。',
    'There is no audited service in these days.',
    'Choose other days, or ask again when the audit has passed.',
  ),
  CERTIFICATE_WAITING: r(
    409,
    '您已有一份证明正在办理。',
    '请等它办完，或先撤回它再重新申请。',
    'One certificate of yours is under way.',
    'Wait for it, or take it back and ask anew.',
  ),
  SECOND_PERSON_REQUIRED: r(
    409,
    '这一步要由另一位工作人员办理。',
    '请由没有经办过此事的负责人办理。',
    'Somebody else has to take this step.',
    'Ask a responsible person who has not handled it.',
  ),
} as const satisfies Record<string, RefusalText>;
