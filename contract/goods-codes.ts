/** Code lists of the goods counter. Plain data, so that a page may load it without the schemas. */

/** Who gives goods: sponsors and the pool, nobody else (C-32). */
export const sponsorKinds = {
  merchant: { zh: '爱心商户', en: 'Merchant' },
  unit: { zh: '共建单位', en: 'Partner unit' },
  social_organisation: { zh: '社会组织', en: 'Social organisation' },
  pool: { zh: '公益资金池', en: 'Community pool' },
} as const;

/** PTS-06: 生活用品, 文创作品; a service in kind (a hair-cut) is a good too. */
export const goodsKinds = {
  daily: { zh: '生活用品', en: 'Household goods' },
  culture: { zh: '文创作品', en: 'Cultural goods' },
  service: { zh: '便民服务', en: 'Services in kind' },
} as const;

/** E-39. An order is reserved in the moment in which it is placed: nothing waits between. */
export const goodsOrderStates = {
  reserved: { zh: '已预留', en: 'Reserved' },
  collected: { zh: '已领取', en: 'Collected' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
  expired: { zh: '已过期', en: 'Expired' },
} as const;
export const goodsItemStates = {
  draft: { zh: '未上架', en: 'Not on the shelf' },
  open: { zh: '可兑换', en: 'Open' },
  paused: { zh: '暂停', en: 'Paused' },
  closed: { zh: '已下架', en: 'Closed' },
} as const;
export const goodsMoveKinds = {
  delivered: { zh: '入库', en: 'Delivered' },
  collected: { zh: '领取', en: 'Handed out' },
  counted: { zh: '盘点差异', en: 'Stock-taking' },
  given_back: { zh: '退回赞助方', en: 'Given back to the sponsor' },
} as const;
