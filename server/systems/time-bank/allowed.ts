/** What a viewer may do with an exchange now, as route ids: pure. */
import type { OfferRow, OrderRow } from './store.ts';

interface Viewer {
  readonly self: string;
  readonly mine: 'requester' | 'provider' | 'offering' | 'none';
  readonly rated: boolean;
  readonly ratings: { readonly of_me: { readonly reply: string | null } | null };
  readonly arbiter: boolean;
  readonly undoer: boolean;
}
export function allowedFor(order: OrderRow, offers: readonly OfferRow[], v: Viewer): string[] {
  const open = order.state === 'posted' || order.state === 'offered';
  const own = offers.find((o) => o.person_id === v.self && o.state === 'offered');
  const party = v.mine === 'requester' || v.mine === 'provider';
  const begun = order.started_at !== null;
  const acts: readonly (readonly [string, boolean])[] = [
    ['timeBank.offer', open && v.mine === 'none' && !v.arbiter],
    ['timeBank.choose', v.mine === 'requester' && order.state === 'offered'],
    ['timeBank.agree', own !== undefined && order.state === 'offered' && own.agreed_at === null],
    ['timeBank.withdraw', own !== undefined && order.state === 'offered'],
    ['timeBank.start', v.mine === 'provider' && order.state === 'held' && !begun],
    ['timeBank.finish', v.mine === 'provider' && order.state === 'held' && begun],
    ['timeBank.confirm', v.mine === 'requester' && order.state === 'served'],
    ['timeBank.dispute', party && begun && (order.state === 'held' || order.state === 'served')],
    ['timeBank.rate', party && order.state === 'settled' && !v.rated],
    ['timeBank.reply', party && v.ratings.of_me !== null && v.ratings.of_me.reply === null],
    ['timeBank.cancel', (v.mine === 'requester' && open) || (party && order.state === 'held' && !begun)],
    ['timeBank.arbitrate', v.arbiter],
    ['timeBank.undo', v.undoer],
  ];
  return acts.filter(([, may]) => may).map(([id]) => id);
}
