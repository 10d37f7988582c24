import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Someone } from '../../../test/world.ts';
import { good, refusedAs, saturday, workWorld, type WorkWorld } from './work-fixture.ts';

/** The morning plan over a week: time lines, fairness, the cap of askings, and what W-01 asks of it. */
describe('the morning plan of a week', () => {
  let x: WorkWorld;
  const latest = async () => good(await x.w.call(x.worker.token, 'plans.latest', { params: x.c }));
  const plan = async () => {
    good(await x.w.call(x.worker.token, 'plans.make', { params: x.c, key: x.key() }));
    for (let i = 0; i < 200; i += 1) {
      const { plan: made } = await latest();
      if (made.state !== 'computing') return made;
      await new Promise((next) => setTimeout(next, 20));
    }
    throw new Error('still computing');
  };
  const who = (made: { slots: { slot: string; items: { person: { id: string } }[] }[] }, slot: string): string[] =>
    made.slots.find((s) => s.slot === slot)?.items.map((i) => i.person.id) ?? [];
  const candidates = async (slot: string) =>
    good(
      await x.w.call(x.worker.token, 'tasks.candidates', { params: { ...x.c, id: slot }, query: { excluded: 'true' } }),
    );
  const lesson = (from: string, to: string, more: Record<string, unknown> = {}) =>
    x.slot({ slot: { ...saturday(from, to), skills: ['教学'], ...more } });

  before(async () => {
    x = await workWorld();
  });
  after(() => x.w.close());

  let teacher: Someone;
  let second: Someone;
  it('gives one person two places of a day, but not two that touch, nor one without the way between', async () => {
    teacher = await x.w.member('李老师', { expertise: ['教学'], limits: ['lifting'] });
    const [first, close, later] = [
      await lesson('09:00', '10:00'),
      await lesson('10:10', '11:00'),
      await lesson('14:00', '15:00'),
    ];
    const made = await plan();
    const of = [first, close, later].map((slot) => who(made, slot).length);
    assert.equal(of[0]! + of[1]!, 1, 'ten minutes are no way');
    assert.deepEqual(who(made, later), [teacher.id]);
    assert.deepEqual(
      [made.figures.invited, made.figures.fair.people, made.figures.fair.most_places, made.figures.by_hand],
      [2, 1, 2, 2],
    );
    // Both leave: what a plan puts together does not collide.
    const items = made.slots.flatMap((s: { slot: string; items: { person: { id: string } }[] }) =>
      s.items.map((i) => ({ slot: s.slot, person: i.person.id })),
    );
    const told = good(
      await x.w.call(x.worker.token, 'plans.send', {
        params: { ...x.c, id: made.id },
        body: { items },
        key: x.key(),
      }),
    );
    assert.deepEqual([told.sent, told.refused], [2, 0]);
    for (const offer of await x.offers(teacher)) good(await x.respond(teacher, offer.id, { answer: 'accept' }));
  });

  it('never offers the teacher the garbage, and gives it to whom it suits (W-01, G-13)', async () => {
    const strong = await x.w.member('赵师傅', { expertise: [], intentions: ['harmony'] });
    const garbage = await x.slot({
      task: { title: '周六搬清楼道垃圾', work_content: 'harmony', deliverable: '楼道清空，居民确认' },
      slot: { ...saturday('16:30', '17:30'), demands: ['lifting'] },
    });
    const ranked = await candidates(garbage);
    assert.deepEqual(
      ranked.items.map((c: { person: { id: string } }) => c.person.id),
      [strong.id],
    );
    const code = ranked.excluded.find((c: { person: { id: string } }) => c.person.id === teacher.id);
    assert.match(code.excluded, /^(PHYSICAL_LIMIT|NO_INTENTION)$/);
    assert.equal(JSON.stringify(ranked).includes('lifting'), false, 'the fact is for her alone (G-14)');
    const made = await plan();
    assert.deepEqual(who(made, garbage), [strong.id]);
    const held = made.slots.find((s: { slot: string }) => s.slot === garbage);
    assert.equal(
      held.standby.some((p: { id: string }) => p.id === teacher.id),
      false,
    );
  });

  it('spreads what would otherwise go to one person, and shows both plans in figures', async () => {
    second = await x.w.member('陈老师', { expertise: ['教学'] });
    const third = await x.w.member('孙老师', { expertise: ['教学'] });
    // A Sunday; nobody has been asked for it yet.
    const sunday = (from: string, to: string) =>
      x.slot({
        slot: {
          start: `2026-11-29T${from}:00+08:00`,
          end: `2026-11-29T${to}:00+08:00`,
          skills: ['教学'],
        },
      });
    const slots = [await sunday('09:00', '10:00'), await sunday('11:00', '12:00')];
    const made = await plan();
    const asked = slots.flatMap((slot) => who(made, slot));
    assert.deepEqual(
      asked.toSorted(),
      [second.id, third.id].toSorted(),
      'one each, and not the one who has two already',
    );
    const { fair, plain } = made.figures;
    assert.equal(fair.filled, plain.filled);
    assert.ok(fair.people >= plain.people && fair.score <= plain.score && fair.score >= plain.score * 0.99);
    assert.ok(made.figures.unasked_with_place + made.figures.unasked_without_place >= 0);
  });

  it('leaves in peace who was asked often enough this week, except when it is urgent or she is wanted by name', async () => {
    // The teacher was asked twice; a fourth time is the last.
    for (const [from, to] of [
      ['18:00', '18:30'],
      ['19:00', '19:20'],
    ] as const)
      assert.equal(good(await x.invite(await lesson(from, to), teacher)).invitations.length, 1);
    const fourth = await lesson('20:00', '20:30');
    const ranked = await candidates(fourth);
    const row = ranked.excluded.find((c: { person: { id: string } }) => c.person.id === teacher.id);
    assert.deepEqual([row.excluded, row.asks_week], ['ASKED_ENOUGH', 4]);
    await refusedAs(x, 'ASKED_ENOUGH', () => x.invite(fourth, teacher));
    assert.equal(who(await plan(), fourth).includes(teacher.id), false);
    const urgent = await x.w.call(x.worker.token, 'tasks.invite', {
      params: { ...x.c, id: fourth },
      body: { persons: [teacher.id], urgent: true },
      key: x.key(),
    });
    good(urgent);
    const wished = good(
      await x.w.call(x.elder.token, 'orders.place', {
        params: x.c,
        body: { text: '还想请李老师来读信', helper_asked_for: '李老师' },
        key: x.key(),
      }),
    );
    good(
      await x.w.call(x.worker.token, 'needs.decideBoundary', {
        params: { ...x.c, id: wished.need },
        body: { result: 'volunteer', reason: '邻里互助' },
        key: x.key(),
      }),
    );
    const byName = await x.slot({
      need: wished.need,
      slot: { start: '2026-12-05T09:00:00+08:00', end: '2026-12-05T10:00:00+08:00', skills: ['教学'] },
    });
    assert.deepEqual(who(await plan(), byName), [teacher.id], 'fairness never breaks a wanted pair');
  });

  it('lets her take a place by her own act, however often she was asked', async () => {
    const own = await x.slot({
      slot: { start: '2026-12-06T09:00:00+08:00', end: '2026-12-06T10:00:00+08:00', skills: ['教学'] },
    });
    for (const hour of ['11:00', '13:00', '15:00', '17:00'])
      good(
        await x.invite(
          await x.slot({
            slot: {
              start: `2026-12-06T${hour}:00+08:00`,
              end: `2026-12-06T${hour.slice(0, 2)}:40:00+08:00`,
              skills: ['教学'],
            },
          }),
          second,
        ),
      );
    await refusedAs(x, 'ASKED_ENOUGH', () => x.invite(own, second));
    good(await x.claim(second, own));
  });
});
