import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Someone } from '../../../test/world.ts';
import { clauseId } from '../policy/index.ts';
import { good, refusedAs, saturday, workWorld, type WorkWorld } from './work-fixture.ts';

type Plan = {
  id: string;
  state: string;
  slots: {
    slot: string;
    items: { person: { id: string }; sent?: string | null }[];
    waits: { until: string; able: number } | null;
    inserted: boolean;
    at_once: boolean;
  }[];
};

/** What comes into the morning plan after it was made, and what the plan leaves open for the able. */
describe('a standing morning plan', () => {
  let x: WorkWorld;
  const latest = async (): Promise<Plan> => good(await x.w.call(x.worker.token, 'plans.latest', { params: x.c })).plan;
  const make = async (): Promise<Plan> => {
    good(await x.w.call(x.worker.token, 'plans.make', { params: x.c, key: x.key() }));
    for (let i = 0; i < 200; i += 1) {
      const plan = await latest();
      if (plan.state !== 'computing') return plan;
      await new Promise((next) => setTimeout(next, 20));
    }
    throw new Error('still computing');
  };
  const send = (plan: Plan, slots: readonly string[]) =>
    x.w.call(x.worker.token, 'plans.send', {
      params: { ...x.c, id: plan.id },
      body: {
        items: plan.slots
          .filter((s) => slots.includes(s.slot))
          .flatMap((s) => s.items.map((i) => ({ slot: s.slot, person: i.person.id }))),
      },
      key: x.key(),
    });
  const askNow = (plan: Plan, slot: string) =>
    x.w.call(x.worker.token, 'plans.askNow', { params: { ...x.c, id: plan.id, slot }, key: x.key() });
  const of = (plan: Plan, slot: string) => plan.slots.find((s) => s.slot === slot)!;
  const who = (plan: Plan, slot: string): string[] => of(plan, slot)?.items.map((i) => i.person.id) ?? [];
  const lesson = (from: string, to: string, skills: readonly string[] = ['教学']) =>
    x.slot({ slot: { ...saturday(from, to), skills } });
  const invitations = () => x.w.rows('select invitation_id, person_id, slot_id, state from invitation order by 1');

  before(async () => {
    x = await workWorld();
  });
  after(() => x.w.close());

  let both: Someone;
  let one: Someone;
  let first: string;
  it('takes in a task that is published later: the only one who can goes there, and another takes over what she had', async () => {
    both = await x.w.member('两样都会', { expertise: ['教学', '电工'], intentions: ['volunteer_service'] });
    first = await lesson('09:00', '10:00');
    const morning = await make();
    assert.deepEqual(who(morning, first), [both.id]);
    // Somebody joins, and an electrician is wanted at the same hour: nothing is solved anew, the plan stays the same one.
    one = await x.w.member('只会教学', { expertise: ['教学'], intentions: ['volunteer_service'] });
    const repair = await lesson('09:30', '10:30', ['电工']);
    await x.w.settle();
    const plan = await latest();
    assert.deepEqual([plan.id, plan.state], [morning.id, 'ready']);
    assert.deepEqual([who(plan, repair), who(plan, first)], [[both.id], [one.id]]);
    assert.deepEqual([of(plan, repair).inserted, of(plan, first).inserted], [true, false]);
    assert.deepEqual(await invitations(), [], 'nothing leaves by itself');
    assert.deepEqual(good(await send(plan, [repair, first])).refused, 0, 'what was put together does not collide');
  });

  it('proposes for a task of the same day after the plan was sent, and everybody invited keeps the invitation', async () => {
    const before_ = await invitations();
    assert.equal(before_.length, 2);
    const sent = await latest();
    // Both are being asked for an hour that touches this one; the answer is theirs.
    const same = await lesson('10:00', '11:00');
    await x.w.settle();
    const nobody = await latest();
    assert.notEqual(nobody.id, sent.id);
    assert.deepEqual([nobody.state, who(nobody, same)], ['ready', []]);
    const later = await lesson('15:00', '16:00');
    await x.w.settle();
    const plan = await latest();
    assert.equal(plan.id, nobody.id);
    assert.equal(who(plan, later).length, 1);
    assert.deepEqual(await invitations(), before_);
    assert.deepEqual([good(await send(plan, [later])).sent, (await invitations()).length], [1, 3]);
  });

  it('waits for somebody able who was asked often enough, says until when, and asks now when staff wish', async () => {
    const singer = await x.w.member('会唱戏的', { expertise: ['戏曲'], intentions: ['volunteer_service'] });
    for (const hour of ['08:00', '10:00', '12:00', '14:00'])
      good(await x.invite(await lesson(hour, `${hour.slice(0, 2)}:30`, ['戏曲']), singer));
    const sunday = (day: string) =>
      x.slot({
        slot: { start: `${day}T10:00:00+08:00`, end: `${day}T11:00:00+08:00`, skills: ['戏曲'] },
      });
    // She may be asked again on 30 November; nine tenths of the time until Sunday the 6th end after that.
    const far = await sunday('2026-12-06');
    const soon = await sunday('2026-11-29');
    const plan = await make();
    assert.deepEqual(
      of(plan, far).waits,
      { until: '2026-11-30T12:00:00.000Z', able: 1 },
      JSON.stringify(of(plan, far)),
    );
    assert.deepEqual([who(plan, far), who(plan, soon), of(plan, soon).waits], [[], [], null], 'too late to wait');
    await refusedAs(x, 'ILLEGAL_TRANSITION', () => askNow(plan, soon));
    await refusedAs(x, 'NOT_FOUND', () => askNow(plan, x.w.deps.ids.next()));
    const asked: Plan = good(await askNow(plan, far)).plan;
    assert.deepEqual([who(asked, far), of(asked, far).waits, of(asked, far).at_once], [[singer.id], null, true]);
    const untouched = plan.slots.filter((s) => s.slot !== far).map((s) => [s.slot, who(plan, s.slot)]);
    assert.deepEqual(
      untouched,
      untouched.map(([slot]) => [slot, who(asked, slot as string)]),
    );
    const told = good(await send(asked, [far]));
    assert.deepEqual([told.sent, told.refused], [1, 0], 'staff decided not to wait: the cap does not stop it');
    assert.ok((await x.offers(singer)).some((o) => o.slot === far));
  });

  it('waits for nobody where the city sets the share to 0', async () => {
    const dancer = await x.w.member('会跳舞的', { expertise: ['舞蹈'], intentions: ['volunteer_service'] });
    for (const hour of ['16:00', '17:00', '18:00', '19:00'])
      good(await x.invite(await lesson(hour, `${hour.slice(0, 2)}:20`, ['舞蹈']), dancer));
    const dance = await x.slot({
      slot: { start: '2026-12-06T14:00:00+08:00', end: '2026-12-06T15:00:00+08:00', skills: ['舞蹈'] },
    });
    assert.equal(of(await make(), dance).waits?.able, 1);
    const officer = await x.w.staff('city_staff', { tenant: x.w.city });
    good(
      await x.w.call(officer.token, 'policy.setParameter', {
        params: { tenant: x.w.city, key: 'wait_able_pct' },
        body: { value: 0, clause: clauseId('default.wait_able_pct'), reason: '试点阶段不等' },
      }),
    );
    assert.equal(of(await make(), dance).waits, null);
  });

  it('leaves the plan of another day alone once it was sent', async () => {
    await x.w.member('会书法的', { expertise: ['书法'], intentions: ['volunteer_service'] });
    const writing = await lesson('08:00', '09:00', ['书法']);
    const ready = await make();
    good(await send(ready, [writing]));
    const publish = () => x.slot({ slot: { ...saturday('20:00', '20:40'), skills: ['教学'] } });
    const plans = () => x.w.rows('select plan_id, state from plan order by plan_id desc');
    await publish();
    await x.w.settle();
    const [[again], count] = [await plans(), (await plans()).length];
    assert.equal(again?.['state'], 'ready');
    good(await x.w.call(x.worker.token, 'plans.cancel', { params: { ...x.c, id: again?.['plan_id'] } }));
    await x.w.rows(`update plan set state = 'sent', made_at = made_at - interval '1 day' where plan_id = $1`, [
      again?.['plan_id'],
    ]);
    await publish();
    await x.w.settle();
    assert.equal((await plans()).length, count);
  });
});
