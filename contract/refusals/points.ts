/** The goods counter and what stands around points. */
import { r, type RefusalText } from './text.ts';

export const pointsRefusals = {
  POINTS_BELOW_100: r(
    409,
    '积分满100方可参评。',
    '请推荐今年积分已满100分的成员。',
    'A nominee must have reached 100 points.',
    'Propose a member who has reached 100 points this year.',
  ),
  GOODS_CLOSED: r(
    409,
    '这件物品现在不能兑换。',
    '请看看其他物品。',
    'This item cannot be redeemed now.',
    'Have a look at the other items.',
  ),
  GOODS_OUT_OF_STOCK: r(
    409,
    '库存不够，没有扣您的积分。',
    '请减少数量，或等下一批到货。',
    'There is not enough in stock; no points were taken.',
    'Take fewer, or wait for the next delivery.',
  ),
  GOODS_CODE_WRONG: r(
    409,
    '没有等待领取的兑换与这个领取码相符。',
    '请再看一次对方手机上的八位数字。',
    'No waiting order has this code.',
    'Look at the eight digits on the phone once more.',
  ),
  GOODS_SUPERVISED: r(
    409,
    '领导干部不能兑换受本单位监督的赞助方的物品。',
    '请选择其他赞助方的物品。',
    'A leading cadre cannot redeem goods from a sponsor that the own unit supervises.',
    'Choose goods of another sponsor.',
  ),
  GOODS_PERSON_LIMIT: r(
    409,
    '这件物品今年的个人限量已用完。',
    '请把机会留给其他邻居，或选择别的物品。',
    'Your share of this item for the year is used up.',
    'Leave some for the neighbours, or choose another item.',
  ),
  GOODS_YEARLY_CAP: r(
    409,
    '超过每人每年的兑换上限。',
    '明年可以继续兑换；荣誉积分不受影响。',
    'That is more than one person may redeem in a year.',
    'You may go on next year; honour points are not affected.',
  ),
  GOODS_NOT_CASH: r(
    409,
    '积分不能兑换现金或等同现金的卡券。',
    '请改为生活用品、文创作品或便民服务。',
    'Points are never redeemed for cash or what stands for cash.',
    'Offer household goods, cultural goods or a service in kind.',
  ),
  GOODS_SPONSOR_NEEDED: r(
    409,
    '物品只能来自在册的赞助方或公益资金池。',
    '请先登记赞助方。',
    'Goods come only from a sponsor on the list or from the pool.',
    'Enter the sponsor first.',
  ),
} as const satisfies Record<string, RefusalText>;
