/** Routes of the goods counter. */
import { goods } from '../../../contract/goods/index.ts';
import type { Deps } from '../../platform/context.ts';
import type { Server } from '../../platform/http.ts';
import type { Relay } from '../../platform/outbox.ts';
import { collectOrder, findByCode } from './collect.ts';
import { cancelOrder, onExpired } from './end-order.ts';
import { addItem, addSponsor, deliver, editItem, editSponsor, takeStock } from './keep-shelf.ts';
import { orderGoods } from './order-goods.ts';
import { readCounter, readLedger, readMine, readShelf } from './read-counter.ts';
import { readSponsorReport } from './sponsor-report.ts';

export function mount(server: Server, _deps: Deps, relay: Relay): void {
  relay.onDue('goods.expire', onExpired);
  server.serve(goods.shelf, (ctx, { params }) => readShelf(ctx, params.community));
  server.serve(goods.mine, (ctx, { params }) => readMine(ctx, params.community));
  server.serve(goods.order, (ctx, { params, body }) => orderGoods(ctx, params.community, body));
  server.serve(goods.cancel, (ctx, { params, body }) => cancelOrder(ctx, params.community, params.id, body.reason));
  server.serve(goods.ledger, (ctx, { params, query }) => readLedger(ctx, params.community, query));
  server.serve(goods.counter, (ctx, { params }) => readCounter(ctx, params.community));
  server.serve(goods.addSponsor, (ctx, { params, body }) => addSponsor(ctx, params.community, body));
  server.serve(goods.editSponsor, (ctx, { params, body }) => editSponsor(ctx, params.community, params.id, body));
  server.serve(goods.addItem, (ctx, { params, body }) => addItem(ctx, params.community, body));
  server.serve(goods.editItem, (ctx, { params, body }) => editItem(ctx, params.community, params.id, body));
  server.serve(goods.deliver, (ctx, { params, body }) => deliver(ctx, params.community, params.id, body));
  server.serve(goods.count, (ctx, { params, body }) => takeStock(ctx, params.community, params.id, body));
  server.serve(goods.find, (ctx, { params, body }) => findByCode(ctx, params.community, body.code));
  server.serve(goods.collect, (ctx, { params, body }) => collectOrder(ctx, params.community, params.id, body.code));
  server.serve(goods.sponsorReport, (ctx, { params, query }) =>
    readSponsorReport(ctx, params.community, params.id, query),
  );
}
