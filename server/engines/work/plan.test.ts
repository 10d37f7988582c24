import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Someone } from '../../../test/world.ts';
import { good, refusedAs, saturday, workWorld, type WorkWorld } from './work-fixture.ts';

describe('the morning plan', () => {
  let x: WorkWorld;
  const latest = async () => good(await x.w.call(x.worker.token, 'plans.latest', { params: x.c }));
  const make = () => x.w.call(x.worker.token, 'plans.make', { params: x.c, key: x.key() });
  const ready = async () => {
    good(await make());
    for (let i = 0; i < 200; i += 1) {
      const { plan } = await latest();
      if (plan.state !== 'computing') return plan;
      await new Promise((next) => setTimeout(next, 20));
    }
    throw new Error('still computing');
  };
  before(async () => {
    x = await workWorld();
  });
  after(() => x.w.close());

  it('has nothing to plan where nothing is open', async () => {
    await refusedAs(x, 'NOTHING_TO_PLAN', make);
    assert.deepEqual(await latest(), { plan: null, open_places: 0 });
  });

  let rare: Someone;
  let common: Someone;
  let skilledSlot: string;
  let plainSlot: string;
  it('gives the rare skill to the place that needs it, where one after another by hand would not', async () => {
    // Alone she fits both; the other fits the plain one only. Both slots lie at the same time.
    rare = await x.w.member('两样都会', { expertise: ['电工', '教学'] });
    common = await x.w.member('只会教学', { expertise: ['教学'] });
    plainSlot = await x.slot({ slot: { ...saturday('09:00', '10:00'), skills: ['教学'] } });
    skilledSlot = await x.slot({ slot: { ...saturday('10:00', '11:00'), skills: ['电工'], role: 'professional' } });
    const before_ = await x.state();
    const plan = await ready();
    assert.equal(plan.state, 'ready', JSON.stringify(plan));
    assert.deepEqual(await x.state(), before_, 'nothing is sent by planning');
    const who = (slot: string) => plan.slots.find((s: { slot: string }) => s.slot === slot).items;
    assert.equal(who(skilledSlot)[0].person.id, rare.id);
    assert.equal(who(plainSlot)[0].person.id, common.id);
    assert.ok(who(skilledSlot)[0].reasons.length > 0);
    const f = plan.figures;
    assert.deepEqual([f.places, f.invited, f.unfilled, f.skilled_places, f.skilled_filled], [2, 2, 0, 2, 2]);
    assert.equal(f.bound, f.objective, 'proven best');
    assert.equal((await latest()).open_places, 2);
  });

  it('sends what staff chose, checks each anew, and keeps what became of it', async () => {
    const { plan } = await latest();
    // Since the plan was made, one of the two has taken other work at that hour.
    good(await x.claim(common, await x.slot({ slot: { ...saturday('09:30', '10:30'), skills: ['教学'] } })));
    const send = (items: { slot: string; person: string }[]) =>
      x.w.call(x.worker.token, 'plans.send', { params: { ...x.c, id: plan.id }, body: { items }, key: x.key() });
    await refusedAs(x, 'NOT_FOUND', () => send([{ slot: plainSlot, person: rare.id }]));
    const told = good(
      await send([
        { slot: plainSlot, person: common.id },
        { slot: skilledSlot, person: rare.id },
      ]),
    );
    assert.deepEqual([told.sent, told.refused, told.plan.state], [1, 1, 'sent']);
    const of = (slot: string) => told.plan.slots.find((s: { slot: string }) => s.slot === slot).items[0].sent;
    assert.deepEqual([of(skilledSlot), of(plainSlot)], [null, 'TIME_CONFLICT']);
    assert.deepEqual(
      (await x.offers(rare)).map((o) => o.slot),
      [skilledSlot],
    );
    await refusedAs(x, 'ILLEGAL_TRANSITION', () => send([{ slot: skilledSlot, person: rare.id }]));
    assert.equal((await latest()).open_places, 1, 'a place that is being asked for is not open');
  });

  it('says which skill is short, and is put aside without sending anything', async () => {
    await x.slot({ slot: { ...saturday('14:00', '15:00'), skills: ['木工'], role: 'professional' } });
    const plan = await ready();
    assert.deepEqual(
      plan.short_skills.find((s: { skill: string }) => s.skill === '木工'),
      { skill: '木工', places: 1, price: 0 },
    );
    assert.ok(plan.figures.unfilled >= 1);
    const offers = await x.w.rows('select count(*)::int as n from invitation');
    const cancel = () => x.w.call(x.worker.token, 'plans.cancel', { params: { ...x.c, id: plan.id } });
    good(await cancel());
    assert.equal((await latest()).plan.state, 'dropped');
    assert.deepEqual(await x.w.rows('select count(*)::int as n from invitation'), offers);
    await refusedAs(x, 'ILLEGAL_TRANSITION', cancel);
  });

  it('computes one plan at a time, and takes over from a process that died', async () => {
    const lost = x.w.deps.ids.next();
    await x.w.rows(
      `insert into plan (tenant_id, plan_id, made_by, made_at, state) values ($1, $2, $3, $4, 'computing')`,
      [x.w.community, lost, x.worker.id, x.w.clock.now()],
    );
    assert.equal(good(await make()).id, lost, 'somebody computes it');
    await x.w.rows(`update plan set made_at = made_at - interval '11 minutes' where plan_id = $1`, [lost]);
    const plan = await ready();
    assert.notEqual(plan.id, lost);
    assert.equal(plan.state, 'ready');
    assert.equal((await x.w.rows('select state from plan where plan_id = $1', [lost]))[0]?.['state'], 'failed');
  });
});
