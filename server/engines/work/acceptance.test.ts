import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Someone } from '../../../test/world.ts';
import { clauseId } from '../policy/index.ts';
import { good, saturday, workWorld, type WorkWorld } from './work-fixture.ts';

/** What the platform knows of how likely an invitation is accepted, and that it is about no person (APL-04). */
describe('the model of acceptance', () => {
  let x: WorkWorld;
  const read = async () => good(await x.w.call(x.worker.token, 'plans.acceptance', { params: x.c }));
  const plan = async () => {
    good(await x.w.call(x.worker.token, 'plans.make', { params: x.c, key: x.key() }));
    for (let i = 0; i < 200; i += 1) {
      const { plan: made } = good(await x.w.call(x.worker.token, 'plans.latest', { params: x.c }));
      if (made.state !== 'computing')
        return made.slots.map((s: { slot: string; items: { person: { id: string } }[]; standby: { id: string }[] }) => [
          s.slot,
          s.items.map((i_) => i_.person.id),
          s.standby.map((p) => p.id),
        ]);
      await new Promise((next) => setTimeout(next, 20));
    }
    throw new Error('still computing');
  };
  /** Answers of a season ago, as the rows keep them: so many of each of these persons. */
  const history = (slot: string, who: Someone, state: 'accepted' | 'declined', count: number, distance_m: number) =>
    x.w.rows(
      `insert into invitation (tenant_id, invitation_id, slot_id, task_id, person_id, state, sent_at, expires_at, distance_m)
       select tenant_id, gen_random_uuid(), slot_id, task_id, $2, $3, $4::timestamptz - interval '100 days', $4, $5
       from slot, generate_series(1, $6) where slot_id = $1`,
      [slot, who.id, state, x.w.clock.now(), distance_m, count],
    );
  before(async () => {
    x = await workWorld();
  });
  after(() => x.w.close());

  let people: Someone[];
  let slot: string;
  it('says nothing before there is enough to say', async () => {
    people = [];
    for (const name of ['甲', '乙', '丙', '丁', '戊', '己', '庚']) people.push(await x.w.member(`${name}同志`));
    slot = await x.slot({ slot: saturday('09:00', '10:00') });
    assert.deepEqual(await read(), { on: true, least: 200, model: null });
  });

  it('learns by night from kinds, ways, hours and askings, and asks the same people as before: no group is left out', async () => {
    const open = await x.slot({ slot: { ...saturday('14:00', '15:00'), capacity: 2 }, task: { headcount_reason: '' } });
    good(await x.invite(slot, people[6]!));
    const [offer] = await x.offers(people[6]!);
    good(await x.respond(people[6]!, offer!.id, { answer: 'accept' }));
    const earlier = await plan();
    // Half of them have always declined, the others have always come; nothing else tells them apart.
    const six = people.slice(0, 6);
    for (const [n, who] of six.entries()) await history(slot, who, n % 2 === 0 ? 'declined' : 'accepted', 40, 200);
    for (const who of six) await history(slot, who, 'declined', 10, 3000);
    await x.w.settle();
    assert.equal((await read()).model, null, 'fitted by night');
    await x.w.advanceTo('2026-11-24T03:05:00+08:00');
    const { model } = await read();
    assert.ok(model.count >= 301, `${model.count}`);
    for (const { key } of model.levels) assert.match(key, /^(kind:volunteer_service|(distance|hour|asks):\w+)$/);
    assert.equal(
      people.some((who) => JSON.stringify(model).includes(who.id)),
      false,
    );
    const pct = (key: string) => model.levels.find((l: { key: string }) => l.key === key).pct;
    assert.ok(pct('distance:0') > pct('distance:3'), 'a long way is accepted less often');
    const later = await plan();
    const of = (made: [string, string[], string[]][]) => made.find(([id]) => id === open);
    assert.deepEqual(of(later), of(earlier), 'who always declined is asked as before');
  });

  it('is turned off by one switch', async () => {
    const officer = await x.w.staff('city_staff', { tenant: x.w.city });
    good(
      await x.w.call(officer.token, 'policy.setParameter', {
        params: { tenant: x.w.city, key: 'acceptance_model_on' },
        body: { value: 0, clause: clauseId('default.acceptance_model_on'), reason: '试点阶段不用' },
      }),
    );
    assert.equal((await read()).on, false);
  });
});
