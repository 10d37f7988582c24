/** For the tests of the time bank: a Saturday with neighbours who exchange time, and short words for everyone's acts. */
import assert from 'node:assert/strict';
import { post } from '../../engines/ledger/index.ts';
import { inTransaction } from '../../platform/database.ts';
import { done } from '../../platform/outcome.ts';
import type { Routes } from '../../../contract/index.ts';
import { at, good, serviceWorld, type ServiceWorld } from '../../../test/service-world.ts';
import type { Someone, World } from '../../../test/world.ts';

export { at, good };
type Reply = Awaited<ReturnType<World['call']>>;
export type TimeRoute = Extract<keyof Routes, `timeBank.${string}`>;

export interface TimeWorld extends ServiceWorld {
  /** An act on one exchange, gift or grant (or, without an id, on the community). */
  act(who: Someone, route: TimeRoute, id: string | null, body?: unknown, key?: string): Promise<Reply>;
  read(who: Someone | null, route: TimeRoute, id?: string, query?: Record<string, string>): Promise<Reply>;
  /** A credited service of so many minutes, through the whole loop; afterwards the clock stands at its end. */
  deposit(who: Someone, from: string, to: string, rounds?: { out?: string }): Promise<string>;
  /** Minutes as a credited service of this day would have deposited them. */
  minutes(who: Someone, minutes: number, day?: string): Promise<void>;
  /** An exchange that both have chosen. */
  booked(requester: Someone, provider: Someone, minutes: number, start?: string): Promise<string>;
  /** Served by the clock between two times of the Saturday, and confirmed by the provider's end. */
  served(provider: Someone, order: string, from: string, to: string): Promise<void>;
  book(who: Someone): Promise<Reply['body']>;
  difference(): Promise<number>;
  /** Everything that a refused act must leave as it was. */
  everything(): Promise<unknown>;
  refused(code: string, act: () => Promise<Reply>): Promise<void>;
}

export async function timeWorld(start = at('08:00'), world?: World): Promise<TimeWorld> {
  const x = await serviceWorld(start, {}, world);
  const { w, c, key } = x;
  const self: TimeWorld = {
    ...x,
    act: (who, route, id, body = {}, k = key()) =>
      w.call(who.token, route, { params: id === null ? c : { ...c, id }, body, key: k }),
    read: (who, route, id, query) =>
      w.call(who?.token ?? null, route, { params: id === undefined ? c : { ...c, id }, ...(query ? { query } : {}) }),
    async deposit(who, from, to, o = {}) {
      const job = await x.job({ from, to, who });
      await x.serve(job, from, o.out ?? to, who);
      assert.deepEqual(await x.audit(job), { claim: job.claim, state: 'passed', refusal: null });
      await w.settle();
      return job.claim;
    },
    async minutes(who, minutes, day = '2026-11-21') {
      const posted = await inTransaction(w.deps.db, { tenant: w.community }, async (tx) => {
        const answer = await post(tx, {
          tenantId: w.community,
          key: `test:${key()}`,
          kind: 'service.hours',
          valueDate: day,
          at: w.clock.now(),
          meta: { title: '服务', served_min: minutes },
          legs: [
            { ownerKind: 'issue', ownerId: 'service', asset: 'time_minutes', amount: -minutes },
            { ownerKind: 'person', ownerId: who.id, asset: 'time_minutes', amount: minutes },
          ],
        });
        assert.ok(answer.ok);
        return done(null);
      });
      assert.ok(posted.ok);
    },
    async booked(requester, provider, minutes, begin = at('15:00')) {
      const order = { title: '陪我去医院', body: '', kind: 'medical_escort', place: '市第一医院', start: begin };
      const { id } = good(await self.act(requester, 'timeBank.post', null, { ...order, plan_minutes: minutes }));
      const offer = good(await self.act(provider, 'timeBank.offer', id, { words: '我有空' }));
      good(await self.act(requester, 'timeBank.choose', id, { offer: offer.id }));
      good(await self.act(provider, 'timeBank.agree', id));
      return id;
    },
    async served(provider, order, from, to) {
      await w.advanceTo(at(from));
      good(await self.act(provider, 'timeBank.start', order));
      await w.advanceTo(at(to));
      good(await self.act(provider, 'timeBank.finish', order));
    },
    book: async (who) => good(await self.read(who, 'timeBank.mine')),
    async difference() {
      const proof = good(await self.read(x.worker, 'timeBank.proof'));
      assert.equal(proof.unexplained, 0);
      return proof.difference;
    },
    everything: async () => ({
      orders: await w.rows('select order_id, state, version from time_order order by order_id'),
      offers: await w.rows('select offer_id, state, chosen_at, agreed_at from time_offer order by offer_id'),
      gifts: await w.rows('select gift_id, state from time_gift order by gift_id'),
      grants: await w.rows('select grant_id, state, version from pool_grant order by grant_id'),
      ratings: await w.rows('select order_id, rater_id, score, reply from time_rating order by order_id, rater_id'),
      books: await w.rows('select person_id, index_on, left_at, excess, heir from time_passbook order by person_id'),
      consents: await w.rows(`select person_id, given from consent where purpose = 'time_bank' order by person_id`),
      accounts: await w.rows('select account_id, balance, held from ledger_account order by account_id'),
      transfers: await w.rows('select count(*)::int as n from ledger_transfer'),
      calendar: await w.rows('select entry_id from calendar_entry order by entry_id'),
    }),
    async refused(code, act) {
      const before = await self.everything();
      const answer = await act();
      assert.equal(answer.body.code, code, JSON.stringify(answer.body));
      assert.deepEqual(await self.everything(), before);
    },
  };
  return self;
}
