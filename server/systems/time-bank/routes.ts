/** Routes of the time bank. */
import { timeBank } from '../../../contract/time-bank/index.ts';
import type { Deps } from '../../platform/context.ts';
import type { Server } from '../../platform/http.ts';
import type { Relay } from '../../platform/outbox.ts';
import { agree, chooseOffer, offerHelp, withdrawOffer } from './choose.ts';
import { readFamily } from './family.ts';
import { answerGift, give, onGiftDue, previewGift } from './give.ts';
import { decideGrant, endGrant, proposeGrant, readGrants, setHardship } from './grants.ts';
import { chooseAround, leaveBook, onConsent, openBook } from './keep-book.ts';
import { cancelOrder, onLapse, postOrder } from './post-order.ts';
import { prove } from './prove.ts';
import { rateOther, replyToRating } from './rate.ts';
import { readBook, readBookOf } from './read-book.ts';
import { readGifts } from './read-gifts.ts';
import { readBoard, readDeskOrders, readOrder } from './read-orders.ts';
import { readPool } from './read-pool.ts';
import { openOrganisation, passOn, readAbout, readIndex, setModel } from './run.ts';
import { arbitrate, confirmService, dispute, finishService, onSilence, startService } from './serve.ts';
import { undoSettlement } from './undo.ts';

export function mount(server: Server, _deps: Deps, relay: Relay): void {
  relay.on('member.changed', onConsent);
  relay.onDue('time.lapse', onLapse);
  relay.onDue('time.silence', onSilence);
  relay.onDue('time.gift', onGiftDue);
  mountBook(server);
  mountExchange(server);
  mountRunning(server);
}

function mountBook(server: Server): void {
  server.serve(timeBank.about, (ctx, { params }) => readAbout(ctx, params.community));
  server.serve(timeBank.mine, (ctx, { params, query }) => readBook(ctx, params.community, query.before));
  server.serve(timeBank.of, (ctx, { params, body }) => readBookOf(ctx, params.community, body.agent));
  server.serve(timeBank.open, (ctx, { params, body }) => openBook(ctx, params.community, body.agent));
  server.serve(timeBank.leave, (ctx, { params, body }) => leaveBook(ctx, params.community, body.agent));
  server.serve(timeBank.choices, (ctx, { params, body }) => chooseAround(ctx, params.community, body));
  server.serve(timeBank.family, (ctx, { params }) => readFamily(ctx, params.community));
  server.serve(timeBank.previewGift, (ctx, { params, body }) => previewGift(ctx, params.community, body));
  server.serve(timeBank.give, (ctx, { params, body }) => give(ctx, params.community, body));
  server.serve(timeBank.gifts, (ctx, { params }) => readGifts(ctx, params.community));
  server.serve(timeBank.answerGift, (ctx, { params, body }) => answerGift(ctx, params.community, params.id, body));
  server.serve(timeBank.pool, (ctx, { params, query }) => readPool(ctx, params.community, query.before));
}

function mountExchange(server: Server): void {
  server.serve(timeBank.board, (ctx, { params }) => readBoard(ctx, params.community));
  server.serve(timeBank.order, (ctx, { params }) => readOrder(ctx, params.community, params.id, false));
  server.serve(timeBank.post, (ctx, { params, body }) => postOrder(ctx, params.community, body));
  server.serve(timeBank.cancel, (ctx, { params, body }) => cancelOrder(ctx, params.community, params.id, body));
  server.serve(timeBank.offer, (ctx, { params, body }) => offerHelp(ctx, params.community, params.id, body));
  server.serve(timeBank.withdraw, (ctx, { params, body }) =>
    withdrawOffer(ctx, params.community, params.id, body.agent),
  );
  server.serve(timeBank.choose, (ctx, { params, body }) => chooseOffer(ctx, params.community, params.id, body));
  server.serve(timeBank.agree, (ctx, { params, body }) => agree(ctx, params.community, params.id, body.agent));
  server.serve(timeBank.start, (ctx, { params, body }) => startService(ctx, params.community, params.id, body.agent));
  server.serve(timeBank.finish, (ctx, { params, body }) => finishService(ctx, params.community, params.id, body.agent));
  server.serve(timeBank.confirm, (ctx, { params, body }) =>
    confirmService(ctx, params.community, params.id, body.agent),
  );
  server.serve(timeBank.dispute, (ctx, { params, body }) => dispute(ctx, params.community, params.id, body));
  server.serve(timeBank.rate, (ctx, { params, body }) => rateOther(ctx, params.community, params.id, body));
  server.serve(timeBank.reply, (ctx, { params, body }) => replyToRating(ctx, params.community, params.id, body));
}

function mountRunning(server: Server): void {
  server.serve(timeBank.orders, (ctx, { params, query }) => readDeskOrders(ctx, params.community, query.state));
  server.serve(timeBank.orderOf, (ctx, { params }) => readOrder(ctx, params.community, params.id, true));
  server.serve(timeBank.arbitrate, (ctx, { params, body }) => arbitrate(ctx, params.community, params.id, body));
  server.serve(timeBank.undo, (ctx, { params, body }) => undoSettlement(ctx, params.community, params.id, body.reason));
  server.serve(timeBank.grants, (ctx, { params }) => readGrants(ctx, params.community));
  server.serve(timeBank.propose, (ctx, { params, body }) => proposeGrant(ctx, params.community, body));
  server.serve(timeBank.decide, (ctx, { params, body }) => decideGrant(ctx, params.community, params.id, body));
  server.serve(timeBank.endGrant, (ctx, { params, body }) => endGrant(ctx, params.community, params.id, body.reason));
  server.serve(timeBank.flag, (ctx, { params, body }) => setHardship(ctx, params.community, params.id, body));
  server.serve(timeBank.setModel, (ctx, { params, body }) => setModel(ctx, params.community, body));
  server.serve(timeBank.index, (ctx, { params }) => readIndex(ctx, params.community));
  server.serve(timeBank.openOrganisation, (ctx, { params, body }) =>
    openOrganisation(ctx, params.community, body.organisation),
  );
  server.serve(timeBank.proof, (ctx, { params }) => prove(ctx, params.community));
  server.serve(timeBank.estate, (ctx, { params, body }) => passOn(ctx, params.community, body));
}
