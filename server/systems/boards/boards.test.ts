import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { centre, testWorld, type World } from '../../../test/world.ts';
import { figures } from './figures.ts';

describe('boards', () => {
  let w: World;
  before(async () => {
    w = await testWorld({ at: '2026-11-23T09:00:00+08:00' });
  });
  after(() => w.close());

  it('computes every figure from records and opens each into rows', async () => {
    const c = { community: w.community };
    const secretary = await w.staff('community_secretary');
    const elder = await w.resident();
    const order = (
      await w.call(elder.token, 'orders.place', { params: c, body: { text: '门铃坏了' }, key: 'board-0001' })
    ).body;
    await w.call(secretary.token, 'needs.decideBoundary', {
      params: { ...c, id: order.need },
      body: { result: 'community' },
      key: 'board-0002',
    });
    await w.advanceTo('2026-11-23T10:00:00+08:00');
    await w.call(secretary.token, 'needs.answer', {
      params: { ...c, id: order.need },
      body: { answer: '好了' },
      key: 'board-0003',
    });
    await w.call(elder.token, 'orders.rate', {
      params: { ...c, id: order.order },
      body: { score: 9, solved: true },
      key: 'board-0004',
    });
    const loop = await w.call(secretary.token, 'boards.loop', { params: c });
    assert.equal(loop.status, 200, JSON.stringify(loop.body));
    const of = (key: string) => loop.body.figures.find((f: { key: string }) => f.key === key);
    assert.deepEqual([of('loop_rate').numerator, of('loop_rate').denominator, of('loop_rate').value], [1, 1, 100]);
    assert.equal(of('time_to_service').value, 60);
    assert.equal(loop.body.months.at(-1).orders, 1);
    const months = loop.body.months.map((m: { month: string }) => m.month);
    assert.deepEqual(months, ['2026-06', '2026-07', '2026-08', '2026-09', '2026-10', '2026-11']);
    const guards = await w.call(secretary.token, 'boards.guards', { params: c });
    assert.equal(guards.status, 200, JSON.stringify(guards.body));
    assert.equal(guards.body.figures.length + loop.body.figures.length, figures.length);
    for (const f of [...loop.body.figures, ...guards.body.figures] as { formula_zh: string; formula_en: string }[]) {
      assert.match(f.formula_zh, /\p{Script=Han}/u, 'every figure says how it is computed, in Chinese');
      assert.match(f.formula_en, /^[A-Z][ -~÷]+$/, 'and in English');
    }
    for (const f of figures) {
      const rows = await w.call(secretary.token, 'boards.rows', { params: { ...c, key: f.key } });
      assert.equal(rows.status, 200, `${f.key} ${JSON.stringify(rows.body)}`);
    }
    const open = await w.call(null, 'boards.public', { params: c });
    assert.equal(open.status, 200);
    assert.deepEqual(
      open.body.months,
      loop.body.months.map((m: Record<string, unknown>) => ({
        month: m['month'],
        orders: m['orders'],
        closed: m['closed'],
        served: m['served'],
      })),
    );
    assert.ok(open.body.figures.length > 0 && open.body.figures.length < figures.length);
    assert.equal((await w.call(secretary.token, 'boards.gaps', { params: c })).status, 200);
  });

  it('shows forced, uniform, nominal and clashing service with the very records behind each figure', async () => {
    const w2 = await testWorld({ at: '2026-11-28T08:00:00+08:00' });
    try {
      const c = { community: w2.community };
      let n = 0;
      const key = () => `key-${String((n += 1)).padStart(8, '0')}`;
      const worker = await w2.staff('community_worker');
      const elder = await w2.resident();
      const served = await w2.member('服务者');
      const asked = await w2.member('受邀者');
      const unasked = await w2.member('未受邀者');
      const claims: string[] = [];
      for (const hour of [10, 14]) {
        const order = await w2.call(elder.token, 'orders.place', {
          params: c,
          body: { text: `请人读信${hour}` },
          key: key(),
        });
        const need = order.body.need;
        await w2.call(worker.token, 'needs.decideBoundary', {
          params: { ...c, id: need },
          body: { result: 'volunteer', reason: '互助' },
          key: key(),
        });
        const draft = await w2.call(worker.token, 'tasks.draft', { params: { ...c, id: need } });
        const slot = {
          start: `2026-11-28T${hour}:00:00+08:00`,
          end: `2026-11-28T${hour + 1}:00:00+08:00`,
          role: 'general',
          capacity: 1,
          skills: [],
          demands: [],
          deliverable: '',
        };
        const task = await w2.call(worker.token, 'tasks.create', {
          params: c,
          body: {
            ...draft.body,
            title: '给老人读信',
            work_content: 'volunteer_service',
            deliverable_type: 'session_log',
            deliverable: '读信记录一份',
            responsible: worker.id,
            estimate_minutes: 60,
            point: centre,
            place_name: '柏庄小区',
            slots: [slot],
            publish: true,
          },
          key: key(),
        });
        assert.equal(task.status, 200, JSON.stringify(task.body));
        const claim = await w2.call(served.token, 'tasks.claim', {
          params: { ...c, id: task.body.slots[0].id },
          body: { willing_to_try: true },
          key: key(),
        });
        assert.equal(claim.status, 200, JSON.stringify(claim.body));
        claims.push(claim.body.id);
      }
      const figure = async (key_: string) => {
        const answer = await w2.call(worker.token, 'boards.rows', { params: { ...c, key: key_ } });
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        return { ...answer.body.figure, ids: answer.body.rows.map((r: { id: string }) => r.id) };
      };
      assert.deepEqual(
        [(await figure('conflicts_slipped')).value, (await figure('conflicts_slipped')).flagged],
        [0, false],
      );
      assert.deepEqual([(await figure('voluntary_rate')).value, (await figure('uniformity')).value], [100, null]);

      // The guards do not let these things happen; the figures must still see them if they ever do.
      await w2.rows(
        `update slot set starts_at = $2, ends_at = $3 where slot_id = (select slot_id from claim where claim_id = $1)`,
        [claims[1], '2026-11-28T10:30:00+08:00', '2026-11-28T11:30:00+08:00'],
      );
      await w2.rows(`update claim set origin = 'offer' where claim_id = $1`, [claims[1]]);
      await w2.rows(
        `update claim set state = 'passed', checked_in_at = accepted_at, passed_at = accepted_at, credited_minutes = 60`,
      );
      const clash = await figure('conflicts_slipped');
      assert.deepEqual([clash.value, clash.flagged, clash.ids], [1, true, [claims[1]]]);
      const voluntary = await figure('voluntary_rate');
      assert.deepEqual([voluntary.value, voluntary.ids], [50, [claims[1]]]);
      const uniform = await figure('uniformity');
      assert.deepEqual([uniform.value, uniform.flagged, uniform.ids.length], [100, false, 2]);
      assert.equal((await figure('content_spread')).value, 1);
      assert.deepEqual([(await figure('unconfirmed_by_residents')).value, (await figure('role_mix')).value], [2, 0]);
      assert.deepEqual([(await figure('from_residents')).value, (await figure('minutes_per_need')).value], [100, 60]);

      await w2.rows(
        `insert into invitation (tenant_id, invitation_id, task_id, slot_id, person_id, state, sent_at, expires_at, urgent, reasons)
        select tenant_id, $2, task_id, slot_id, $3, 'lapsed', accepted_at, accepted_at, false, '[]' from claim where claim_id = $1`,
        [claims[0], w2.deps.ids.next(), asked.id],
      );
      await w2.rows(`update registration set contact_due_at = accepted_at where person_id = $1`, [asked.id]);
      const registration = async (person: string) =>
        (await w2.rows('select registration_id from registration where person_id = $1', [person]))[0]?.[
          'registration_id'
        ];
      await w2.advanceTo('2027-03-06T08:00:00+08:00');
      const later = await w2.staff('community_worker', { name: '新主任' });
      const rows = async (key_: string) => {
        const answer = await w2.call(later.token, 'boards.rows', { params: { ...c, key: key_ } });
        return [answer.body.figure.value, answer.body.rows.map((r: { id: string }) => r.id)];
      };
      assert.deepEqual(await rows('never_served_with_chance'), [1, [await registration(asked.id)]]);
      assert.deepEqual(await rows('never_served_no_chance'), [1, [await registration(unasked.id)]]);
      assert.deepEqual(await rows('contact_delay'), [1, [await registration(asked.id)]]);
      const [nominal, idle] = await rows('nominal');
      assert.equal(nominal, 66.7);
      assert.deepEqual(new Set(idle), new Set([await registration(asked.id), await registration(unasked.id)]));
      assert.equal((await rows('first_service'))[0], 33.3);
    } finally {
      await w2.close();
    }
  });
});
