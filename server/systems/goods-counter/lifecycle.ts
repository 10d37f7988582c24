/** States of an order at the counter (E-39). `ordered` and `reserved` are one moment: an order that is kept is reserved. */
export type OrderState = 'reserved' | 'collected' | 'cancelled' | 'expired';
const next: Readonly<Record<OrderState, readonly OrderState[]>> = {
  reserved: ['collected', 'cancelled', 'expired'],
  collected: [],
  cancelled: [],
  expired: [],
};
export const mayBecome = (from: OrderState, to: OrderState): boolean => next[from].includes(to);

export type ItemState = 'draft' | 'open' | 'paused' | 'closed';
const nextOfItem: Readonly<Record<ItemState, readonly ItemState[]>> = {
  draft: ['draft', 'open', 'closed'],
  open: ['open', 'paused', 'closed'],
  paused: ['paused', 'open', 'closed'],
  closed: ['closed', 'paused'],
};
export const itemMayBecome = (from: ItemState, to: ItemState): boolean => nextOfItem[from].includes(to);
