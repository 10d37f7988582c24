/** The time bank. */
import { r, type RefusalText } from './text.ts';

export const timeBankRefusals = {
  POOL_BENEFICIARY_ONLY: r(
    409,
    '集体基金库只用于困难群众和弱势群体。',
    '请先核实并登记困难标识，或请本人使用自己的时间币。',
    'The collective fund pool is only for people in hardship and vulnerable groups.',
    'Verify and record the hardship first, or let the person use own time coins.',
  ),
  TIME_BOOK_CLOSED: r(
    409,
    '还没有开通时间存折。',
    '请先由本人同意开通。',
    'There is no open time passbook.',
    'Open one first, with the person’s own consent.',
  ),
  TIME_BOOK_FULL: r(
    409,
    '存折已到当地规则的上限，装不下这些时间币。',
    '可以谢绝，或请对方捐给集体基金库。',
    'By the local rules the passbook is full.',
    'Refuse it, or ask the giver to give it to the pool.',
  ),
  TIME_REDEEM_AGE: r(
    409,
    '按当地规则，年满规定年龄才能为自己支取时间币。',
    '可以赠给家人或捐给集体基金库。',
    'By the local rules coins are spent for oneself from a certain age on.',
    'You may give them to your family or to the pool.',
  ),
  TIME_GIFT_FAMILY: r(
    409,
    '按当地规则，时间币只能赠给家人或捐给集体基金库。',
    '请在家人中选择，或捐给集体基金库。',
    'By the local rules coins are given to the own family or to the pool only.',
    'Choose somebody of your family, or the pool.',
  ),
  NOT_CHOSEN_BY_BOTH: r(
    409,
    '双方都选定以后才能开始。',
    '请等另一方也选定。',
    'It starts only when both sides have chosen.',
    'Wait until the other side has chosen too.',
  ),
  TIME_NOT_NOW: r(
    409,
    '现在不是约定的服务时间。',
    '请在约定时间前后开始。',
    'This is not the time that was agreed.',
    'Begin around the agreed time.',
  ),
  AGENT_CODE_WRONG: r(
    409,
    '本人确认码不正确，没有办理。',
    '请由本人再说一次四位数字。',
    'The owner’s code is wrong; nothing was done.',
    'Ask the owner for the four digits once more.',
  ),
  TIME_BANK_ROLE: r(
    409,
    '按本社区的运营模式，这一步由其他角色办理。',
    '请看时间银行页面上的牵头、运营和监督方。',
    'Under this community’s model another role takes this step.',
    'See who leads, runs and supervises on the page of the time bank.',
  ),
} as const satisfies Record<string, RefusalText>;
