/** From the refusal of a duty that is not the volunteers' to the party whose duty it is, also after the decision was sent (WHI-05, G-08). */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Answer } from './world.ts';
import { saturday, workWorld, type WorkWorld } from '../server/engines/work/work-fixture.ts';

const good = (a: Answer<any>) => {
  assert.equal(a.status, 200, JSON.stringify(a.body));
  return a.body;
};

describe('the hand-over of what was already accepted', () => {
  let x: WorkWorld;
  let need: string;
  let order: string;
  beforeEach(async () => {
    x = await workWorld();
    const placed = good(
      await x.w.call(x.elder.token, 'orders.place', { params: x.c, body: { text: '楼道太脏了' }, key: x.key() }),
    );
    need = placed.need;
    order = placed.order;
    good(
      await x.w.call(x.worker.token, 'needs.decideBoundary', {
        params: { ...x.c, id: need },
        body: { result: 'volunteer', reason: '邻居可以帮忙' },
        key: x.key(),
      }),
    );
    await later(60_000);
  });
  afterEach(() => x.w.close());
  const later = (ms: number) => x.w.advanceTo(new Date(x.w.clock.now().getTime() + ms));
  const handOver = (body: object, who = x.worker) =>
    x.w.call(who.token, 'needs.handOver', { params: { ...x.c, id: need }, body, key: x.key() });
  const row = async () => (await x.w.rows('select * from need where need_id = $1', [need]))[0]!;
  const told = async (kind: string) => {
    const items = good(await x.w.call(x.elder.token, 'me.inbox')).items as { kind: string }[];
    return items.filter((i) => i.kind === kind).map((i) => JSON.stringify(i));
  };

  it('goes from the refusal to the company in one act, and the asker reads where and why', async () => {
    const office = await x.w.staff('property_manager', { org: x.w.propertyOrg });
    assert.equal((await x.task({ need, task: { title: '物业保洁' } })).body.code, 'DUTY_TRANSFER');
    const before_ = good(await x.w.call(x.worker.token, 'needs.read', { params: { ...x.c, id: need } }));
    assert.ok(before_.allowed.includes('needs.handOver') && !before_.allowed.includes('needs.undoBoundary'));
    const card = good(await handOver({ to: 'property', reason: '楼道保洁属于物业' }));
    assert.deepEqual([card.state, card.boundary], ['redirected', 'property']);
    assert.ok(card.allowed.includes('needs.undoBoundary') && !card.allowed.includes('needs.handOver'));
    // Nothing leaves while it may be undone.
    assert.deepEqual(good(await x.w.call(office.token, 'handovers.list', { params: x.c })).items, []);
    assert.deepEqual(await told('M-10.handed_over'), []);
    await later(60_000);
    const [h] = good(await x.w.call(office.token, 'handovers.list', { params: x.c })).items;
    assert.deepEqual([h.need, h.state], [need, 'sent']);
    const words = await told('M-10.handed_over');
    assert.equal(words.length, 1);
    assert.match(words[0]!, /楼道保洁属于物业/);
    const seen = good(await x.w.call(x.elder.token, 'orders.read', { params: { ...x.c, id: order } }));
    assert.deepEqual([seen.need_state, seen.boundary.result], ['redirected', 'property']);
    const step = seen.story.find((s: { what: string }) => s.what === '转交责任方');
    assert.deepEqual([step?.from, step?.to, step?.reason], ['accepted', 'redirected', '楼道保洁属于物业']);
    const closed = { act: 'close', text: '已安排每日保洁' };
    good(await x.w.call(office.token, 'handovers.act', { params: { ...x.c, id: h.id }, body: closed, key: x.key() }));
    assert.equal((await row())['state'], 'served');
  });

  it('puts back what stood before when it is undone in time', async () => {
    const stood = await row();
    good(await handOver({ to: 'department', reason: '属于城管' }));
    const undone = good(await x.w.call(x.worker.token, 'needs.undoBoundary', { params: { ...x.c, id: need } }));
    assert.deepEqual([undone.state, undone.boundary], ['accepted', 'volunteer']);
    await later(60_000);
    const now = await row();
    for (const key of ['boundary', 'boundary_reason', 'boundary_by', 'boundary_at', 'boundary_sent_at', 'hand_offs'])
      assert.deepEqual(now[key], stood[key], key);
    assert.deepEqual(await x.w.rows('select handover_id from handover'), []);
    assert.deepEqual(await told('M-10.handed_over'), []);
    const steps = await x.w.rows(`select act from record where subject_id = $1 order by record_id`, [need]);
    assert.deepEqual(steps.slice(-2), [{ act: 'handed_over' }, { act: 'handover_undone' }]);
    const again = await x.w.call(x.worker.token, 'needs.undoBoundary', { params: { ...x.c, id: need } });
    assert.equal(again.body.code, 'ILLEGAL_TRANSITION');
  });

  it('still tells the first decision when both came within one undo and the second was taken back', async () => {
    const placed = good(
      await x.w.call(x.elder.token, 'orders.place', { params: x.c, body: { text: '楼道灯坏' }, key: x.key() }),
    );
    need = placed.need;
    const decision = { result: 'community', reason: '社区来换' };
    const at = { params: { ...x.c, id: need } };
    good(await x.w.call(x.worker.token, 'needs.decideBoundary', { ...at, body: decision, key: x.key() }));
    good(await handOver({ to: 'property', reason: '公共照明' }));
    good(await x.w.call(x.worker.token, 'needs.undoBoundary', at));
    await later(60_000);
    const words = await told('M-10.boundary');
    assert.ok(
      words.some((t) => t.includes('社区来换')),
      JSON.stringify(words),
    );
    assert.ok((await row())['boundary_sent_at']);
  });

  it('asks for a reason, and hands over nothing that a helper has taken or that is not accepted', async () => {
    assert.equal((await handOver({ to: 'property', reason: ' ' })).body.code, 'REASON_REQUIRED');
    assert.equal((await handOver({ to: 'market', reason: '市场' })).body.code, 'INPUT_INVALID');
    assert.equal((await handOver({ to: 'property', reason: '物业' }, x.elder)).body.code, 'FORBIDDEN');
    assert.equal((await handOver({ to: 'property', reason: '物业', to_org: 999_999 })).body.code, 'INPUT_INVALID');
    assert.equal((await row())['state'], 'accepted');
    const task = good(await x.task({ need, slot: saturday('10:00', '11:00') }));
    const helper = await x.w.member('帮手');
    good(await x.claim(helper, task.slots[0].id));
    await x.w.settle();
    assert.equal((await row())['state'], 'matched');
    assert.equal((await handOver({ to: 'property', reason: '物业' })).body.code, 'ILLEGAL_TRANSITION');
  });

  it('calls off the open task of what was handed over, once that has left', async () => {
    const task = good(await x.task({ need, slot: saturday('10:00', '11:00') }));
    good(await handOver({ to: 'property', reason: '属于物业' }));
    const state = async () => (await x.w.rows('select state from task where task_id = $1', [task.id]))[0]!['state'];
    assert.equal(await state(), 'published');
    await later(60_000);
    assert.equal(await state(), 'cancelled');
  });

  it('reminds receiver and owner once when nobody answered in time, and shows it as overdue until somebody does', async () => {
    const office = await x.w.staff('property_manager', { org: x.w.propertyOrg });
    good(await handOver({ to: 'property', reason: '属于物业' }));
    await later(60_000);
    const colleagues = async () => ({
      office: await x.w.staff('property_manager', { org: x.w.propertyOrg }),
      worker: await x.w.staff('community_worker'),
    });
    let seenBy = { office, worker: x.worker };
    const list = async () => good(await x.w.call(seenBy.office.token, 'handovers.list', { params: x.c })).items;
    const reminders = (who: string) =>
      x.w.rows(`select body, link from notice where kind = 'M-23.handover_overdue' and person_id = $1`, [who]);
    const queue = async () =>
      good(await x.w.call(seenBy.worker.token, 'needs.queue', { params: x.c, query: { view: 'overdue' } })).items.map(
        (i: { id: string; overdue: boolean }) => [i.id, i.overdue],
      );
    assert.deepEqual([(await list())[0].overdue, await queue(), await reminders(x.worker.id)], [false, [], []]);
    await later(24 * 3_600_000);
    // Sessions of staff do not last that long: colleagues read on.
    seenBy = await colleagues();
    assert.equal((await list())[0].overdue, true);
    assert.deepEqual(await queue(), [[need, true]]);
    for (const who of [office, x.worker]) {
      const [told, ...more] = await reminders(who.id);
      assert.match(String(told?.['body']), /楼道太脏了.*还没有答复/);
      assert.deepEqual(more, []);
    }
    await later(24 * 3_600_000);
    assert.equal((await reminders(office.id)).length, 1);
    seenBy = await colleagues();
    const [h] = await list();
    const answer = { act: 'answer', text: '明天安排' };
    good(
      await x.w.call(seenBy.office.token, 'handovers.act', {
        params: { ...x.c, id: h.id },
        body: answer,
        key: x.key(),
      }),
    );
    assert.deepEqual([(await list())[0].overdue, await queue()], [false, []]);
  });

  it('reminds nobody of what was answered in time', async () => {
    const office = await x.w.staff('property_manager', { org: x.w.propertyOrg });
    good(await handOver({ to: 'property', reason: '属于物业' }));
    await later(60_000);
    const [h] = good(await x.w.call(office.token, 'handovers.list', { params: x.c })).items;
    const answer = { act: 'answer', text: '明天安排' };
    good(await x.w.call(office.token, 'handovers.act', { params: { ...x.c, id: h.id }, body: answer, key: x.key() }));
    await later(3 * 24 * 3_600_000);
    assert.deepEqual(await x.w.rows(`select notice_id from notice where kind = 'M-23.handover_overdue'`), []);
  });

  it('gives to the own staff what was meant for volunteers', async () => {
    const colleague = await x.w.staff('community_worker', { name: '李工' });
    const card = good(await handOver({ to: 'community', reason: '台账由社区填', to_person: colleague.id }));
    assert.deepEqual([card.state, card.boundary], ['accepted', 'community']);
    await later(60_000);
    const inbox = good(await x.w.call(colleague.token, 'me.inbox')).items as { kind: string }[];
    assert.deepEqual(
      inbox.map((i) => i.kind),
      ['M-23.handover'],
    );
    assert.equal((await handOver({ to: 'community', reason: '再交一次' })).body.code, 'ILLEGAL_TRANSITION');
  });
});
