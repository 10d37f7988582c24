import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { testWorld, type Answer, type Someone, type World } from '../../../test/world.ts';

const good = (a: Answer<any>) => {
  assert.equal(a.status, 200, JSON.stringify(a.body));
  return a.body;
};
const day_ms = 86_400_000;

describe('orders at their edges', () => {
  let w: World;
  let c: { community: number };
  let elder: Someone;
  let worker: Someone;
  let hotline: Someone;
  let property: Someone;
  let n = 0;
  const key = () => `edge-${String((n += 1)).padStart(8, '0')}`;
  const post = (who: Someone | null, route: Parameters<World['call']>[1], params: object, body?: object) =>
    w.call(who?.token ?? null, route, { params: { ...c, ...params }, ...(body ? { body } : {}), key: key() });
  let order: { order: string; need: string; receipt: string };
  beforeEach(async () => {
    w = await testWorld({ at: '2026-11-23T09:00:00+08:00' });
    c = { community: w.community };
    elder = await w.resident('王秀英');
    worker = await w.staff('community_worker', { name: '周主任' });
    hotline = await w.staff('hotline_operator', { name: '热线员' });
    property = await w.staff('property_manager', { name: '物业钱经理' });
    order = good(await post(elder, 'orders.place', {}, { text: '楼道的水管漏水' }));
  });
  afterEach(() => w.close());
  const need = async (id = order.need) => (await w.rows('select * from need where need_id = $1', [id]))[0]!;
  const decide = (result: string, more: object = {}) =>
    post(worker, 'needs.decideBoundary', { id: order.need }, { result, ...more });
  const later = (ms: number) => w.advanceTo(new Date(w.clock.now().getTime() + ms));
  const seen = async (who: Someone, id = order.order) =>
    good(await w.call(who.token, 'orders.read', { params: { ...c, id } }));
  const tellsField = (a: Answer<any>, path: string) => {
    assert.equal(a.body.code, 'INPUT_INVALID', JSON.stringify(a.body));
    assert.equal(a.body.fields[0].path, path);
  };

  it('answers the matters of market and family with the decision itself, once the undo is over', async () => {
    good(await decide('market', { reason: '请联系有资质的管道维修' }));
    assert.equal((await need())['state'], 'redirected');
    await later(30_000);
    const order1 = await seen(elder);
    assert.deepEqual(
      [order1.state, order1.need_state, order1.answer],
      ['answered', 'served', '请联系有资质的管道维修'],
    );
    assert.deepEqual(order1.boundary.result, 'market');
    const told = good(await w.call(elder.token, 'me.inbox')).items.filter((i: object) =>
      JSON.stringify(i).includes('有资质'),
    );
    assert.equal(told.length, 1);
  });

  it('reopens what staff had closed when its asker then scores low, and keeps the limit of triage anew', async () => {
    good(await decide('community'));
    good(await post(worker, 'needs.close', { id: order.need }, { answer: '已处理' }));
    assert.ok((await seen(elder)).allowed.includes('orders.rate'));
    await later(5 * day_ms);
    const rated = good(
      await post(elder, 'orders.rate', { id: order.order }, { score: 5, solved: false, text: '没有人来过' }),
    );
    assert.deepEqual(rated, { state: 'open', reopened: true });
    const after5 = await need();
    assert.deepEqual([after5['state'], after5['closed_at'], after5['closed_by']], ['reopened', null, null]);
    assert.ok(after5['triage_due_at'] > w.clock.now());
  });

  it('keeps a confirmed order confirmed when another asker of the same need reopens it', async () => {
    const other = await w.resident('李大爷');
    const second = good(await post(other, 'orders.place', {}, { text: '水管还在漏' }));
    good(await post(worker, 'needs.merge', { id: order.need }, { other: second.need }));
    good(await decide('community'));
    good(await post(worker, 'needs.answer', { id: order.need }, { answer: '换了管子' }));
    good(await post(elder, 'orders.rate', { id: order.order }, { score: 10, solved: true }));
    assert.equal((await need())['closed_by'], 'resident');
    assert.equal(
      (await post(elder, 'orders.rate', { id: order.order }, { score: 9, solved: true })).body.code,
      'ILLEGAL_TRANSITION',
    );
    good(await post(other, 'orders.rate', { id: second.order }, { score: 3, solved: false }));
    assert.deepEqual([(await seen(elder)).state, (await seen(other, second.order)).state], ['confirmed', 'open']);
  });

  it('opens a person’s record for a stated reason only, and tells that person who looked', async () => {
    const body = { reason: '回电核实' };
    const look = (who: Someone | null, more: object = body, id = elder.id) =>
      post(who, 'orders.openPerson', { id }, more);
    assert.equal((await look(worker, {})).body.code, 'INPUT_INVALID');
    assert.equal((await look(property)).body.code, 'FORBIDDEN');
    assert.equal((await look(elder)).body.code, 'FORBIDDEN');
    const stranger = await w.resident('外人', { community: w.elsewhere });
    assert.equal((await look(worker, body, stranger.id)).body.code, 'NOT_FOUND');
    assert.equal((await w.rows('select count(*)::int as n from record_view'))[0]!['n'], 0);
    const opened = good(await look(worker));
    assert.deepEqual([opened.name, opened.resident], ['王秀英', true]);
    assert.deepEqual(
      opened.orders.map((o: { receipt: string }) => o.receipt),
      [order.receipt],
    );
    const mine = good(await w.call(elder.token, 'accounts.whoLooked')).items;
    assert.deepEqual(
      mine.map((v: { who: string; reason: string }) => [v.who, v.reason]),
      [['周主任', '回电核实']],
    );
  });

  it('takes the score that the asker gives on the phone, and shows it to the operator who took the order', async () => {
    const taken = good(
      await post(
        hotline,
        'orders.intake',
        {},
        {
          channel: 'hotline',
          who: { person: elder.id },
          consent: 'spoken',
          text: '水表坏了',
          call_record: '0001',
        },
      ),
    );
    const views = await w.rows('select reason, viewer_id from record_view where person_id = $1', [elder.id]);
    assert.deepEqual(views, [{ reason: '代为点单', viewer_id: hotline.id }]);
    order = taken;
    assert.equal(
      (await post(hotline, 'orders.recordRating', { id: taken.order }, { score: 9, solved: true })).body.code,
      'NOT_SERVED_YET',
    );
    good(await decide('community'));
    good(await post(worker, 'needs.answer', { id: taken.need }, { answer: '已换表' }));
    const card = await seen(hotline, taken.order);
    assert.ok(card.allowed.includes('orders.recordRating') && !card.allowed.includes('orders.rate'), card.allowed);
    good(await post(hotline, 'orders.recordRating', { id: taken.order }, { score: 9, solved: true }));
    assert.deepEqual(await w.rows('select by_call, rater_id from rating where order_id = $1', [taken.order]), [
      { by_call: true, rater_id: elder.id },
    ]);
  });

  it('refuses a score from whoever served, and from the household of whoever served', async () => {
    good(await decide('volunteer'));
    good(await post(worker, 'needs.answer', { id: order.need }, { answer: '邻居帮忙关了阀门' }));
    const task = w.deps.ids.next();
    const slot = w.deps.ids.next();
    const at = w.clock.now();
    // The helper's claim is written as the room of work writes it; here it only has to exist.
    await w.deps.db.transaction().execute(async (tx) => {
      const { enterTenant } = await import('../../platform/database.ts');
      await enterTenant(tx, w.community);
      await tx
        .insertInto('task')
        .values({
          tenant_id: w.community,
          task_id: task,
          title: '关阀门',
          work_content: 'livelihood',
          form: 'on_site',
          state: 'done',
          deliverable_type: 'resident_confirmation',
          deliverable: '',
          responsible_id: worker.id,
          radius_m: 300,
          estimate_minutes: 30,
          headcount: 1,
          headcount_needed: 1,
          created_by: worker.id,
          created_at: at,
        })
        .execute();
      await tx.insertInto('task_need').values({ tenant_id: w.community, task_id: task, need_id: order.need }).execute();
      await tx
        .insertInto('slot')
        .values({
          tenant_id: w.community,
          slot_id: slot,
          task_id: task,
          starts_at: at,
          ends_at: new Date(at.getTime() + 1),
          role: 'helper',
          capacity: 1,
          taken: 1,
        })
        .execute();
      await tx
        .insertInto('claim')
        .values({
          tenant_id: w.community,
          claim_id: w.deps.ids.next(),
          slot_id: slot,
          task_id: task,
          person_id: elder.id,
          origin: 'self',
          state: 'credited',
          accepted_at: at,
          accepted_by: elder.id,
        })
        .execute();
    });
    assert.equal(
      (await post(elder, 'orders.rate', { id: order.order }, { score: 10, solved: true })).body.code,
      'SELF_DEALING',
    );
    assert.equal(
      (await post(hotline, 'orders.recordRating', { id: order.order }, { score: 10, solved: true })).body.code,
      'SELF_DEALING',
    );
    assert.deepEqual(await w.rows('select rating_id from rating'), []);
  });

  it('ends the hand-over when staff answer, when needs merge and when the asker withdraws', async () => {
    const handovers = async () =>
      (await w.rows('select state, need_id from handover order by handover_id')).map((h) => h['state']);
    good(await decide('property', { reason: '公共管道' }));
    await later(30_000);
    good(await post(worker, 'needs.answer', { id: order.need }, { answer: '社区已请人修好' }));
    assert.deepEqual(await handovers(), ['closed']);
    order = good(await post(elder, 'orders.place', {}, { text: '电梯按钮坏' }));
    good(await decide('property', { reason: '电梯' }));
    good(await post(elder, 'orders.withdraw', { id: order.order }));
    await later(30_000);
    assert.deepEqual([(await need())['state'], await handovers()], ['withdrawn', ['closed']]);
    assert.equal((await post(elder, 'orders.withdraw', { id: order.order })).body.code, 'ILLEGAL_TRANSITION');
    const kept = good(await post(elder, 'orders.place', {}, { text: '门禁坏' }));
    order = good(await post(elder, 'orders.place', {}, { text: '门禁又坏' }));
    good(await decide('property', { reason: '门禁' }));
    await later(30_000);
    good(await post(worker, 'needs.merge', { id: kept.need }, { other: order.need }));
    assert.deepEqual(await handovers(), ['closed', 'closed']);
    assert.deepEqual(
      good(await w.call(property.token, 'handovers.list', { params: c, query: { state: 'sent' } })).items,
      [],
    );
  });

  it('lets the company read an order only while it waits there', async () => {
    const may = async () => (await w.call(property.token, 'orders.read', { params: { ...c, id: order.order } })).status;
    assert.equal(await may(), 404);
    good(await decide('property', { reason: '公共管道' }));
    assert.equal(await may(), 404);
    await later(30_000);
    assert.equal(await may(), 200);
    const [handover] = good(await w.call(property.token, 'handovers.list', { params: c })).items;
    good(await post(property, 'handovers.act', { id: handover.id }, { act: 'answer', text: '明天上门' }));
    assert.equal(
      (await post(property, 'handovers.act', { id: handover.id }, { act: 'answer', text: '再说' })).body.code,
      'ILLEGAL_TRANSITION',
    );
    good(await post(property, 'handovers.act', { id: handover.id }, { act: 'close', text: '已修' }));
    assert.equal(await may(), 404);
  });

  it('tells the secretary once when nobody decided within the limit, and shows it in its view', async () => {
    const secretary = await w.staff('community_secretary');
    await later(3 * day_ms);
    worker = await w.staff('community_worker');
    const view = good(await w.call(worker.token, 'needs.queue', { params: c, query: { view: 'undecided' } }));
    assert.deepEqual(
      view.items.map((i: { id: string; overdue: boolean }) => [i.id, i.overdue]),
      [[order.need, true]],
    );
    assert.equal(view.counts.undecided, 1);
    const notices = await w.rows(`select kind from notice where person_id = $1`, [secretary.id]);
    assert.deepEqual(notices, [{ kind: 'M-24.undecided' }]);
  });

  it('refuses what does not exist: places, files of others, closed offers, backward windows', async () => {
    const ghost = w.deps.ids.next();
    const place = (more: object) => post(elder, 'orders.place', {}, { text: '帮忙', ...more });
    tellsField(await place({ place: ghost }), 'place');
    tellsField(await place({ voice: ghost }), 'voice');
    tellsField(await place({ offer: ghost }), 'offer');
    tellsField(
      await place({ windows: [{ start: '2026-11-24T10:00:00+08:00', end: '2026-11-24T09:00:00+08:00' }] }),
      'windows',
    );
    const wav = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVEfmt '), Buffer.alloc(64)]).toString('base64');
    const upload = (who: Someone) => post(who, 'files.upload', {}, { media_type: 'audio/wav', base64: wav });
    const hers = good(await upload(elder)).id;
    tellsField(await place({ photos: [hers] }), 'photos');
    const stranger = await w.resident('外人');
    tellsField(await post(stranger, 'orders.place', {}, { text: '帮忙', voice: hers }), 'voice');
    tellsField(
      await post(
        hotline,
        'orders.intake',
        {},
        {
          channel: 'hotline',
          who: { name: '丁', phone: null, place: ghost },
          consent: 'spoken',
          text: '问事',
        },
      ),
      'place',
    );
    tellsField(await decide('community', { to_person: stranger.id }), 'to_person');
    tellsField(await decide('property', { reason: '物业', to_org: 999_999 }), 'to_org');
    assert.equal((await need())['state'], 'submitted');
    assert.equal((await w.rows('select order_id from demand_order')).length, 1);
  });

  it('takes pictures and recordings by their bytes alone, and lets the parties of a thread hear each other', async () => {
    const upload = (bytes: Buffer) =>
      post(worker, 'files.upload', {}, { media_type: 'image/jpeg', base64: bytes.toString('base64') });
    assert.equal((await upload(Buffer.from('<svg onload="alert(1)"></svg>'))).body.code, 'FILE_TYPE');
    assert.equal((await upload(Buffer.concat([Buffer.from('OggS'), Buffer.alloc(3_000_001)]))).body.code, 'TOO_LARGE');
    const voice = good(await upload(Buffer.concat([Buffer.from('OggS'), Buffer.alloc(60)])));
    assert.equal(voice.media_type, 'audio/ogg');
    const hear = () => w.call(elder.token, 'files.read', { params: { ...c, id: voice.id } });
    assert.equal((await hear()).status, 404);
    good(await post(worker, 'threads.say', { kind: 'order', id: order.order }, { text: '请听', voice: voice.id }));
    assert.equal((await hear()).status, 200);
    const stranger = await w.resident('外人');
    assert.equal((await w.call(stranger.token, 'files.read', { params: { ...c, id: voice.id } })).status, 404);
  });

  it('stops guessing at receipts', async () => {
    const guess = async (tail: string) =>
      (await w.call(null, 'orders.lookUp', { body: { receipt: order.receipt, phone_tail: tail } })).body.code;
    const answers: string[] = [];
    for (let i = 0; i < 9; i += 1) answers.push(await guess(`999${i}`));
    assert.deepEqual(answers, [...Array(8).fill('NOT_FOUND'), 'TOO_MANY_ATTEMPTS']);
  });

  it('ends a proxy with everything she could do, and gives a need only to staff in office', async () => {
    const daughter = await w.resident('王小丽');
    good(
      await post(
        worker,
        'accounts.recordProxyConsent',
        {},
        {
          principal: elder.id,
          proxy_name: '王小丽',
          proxy_phone: daughter.phone,
          relation: '女儿',
          consent: 'spoken',
          note: '电话确认',
        },
      ),
    );
    const hers = good(await post(daughter, 'orders.place', {}, { text: '替妈妈点', on_behalf_of: elder.id }));
    assert.equal((await seen(daughter, hers.order)).for_name, '王秀英');
    const [proxy] = await w.rows('select proxy_id from proxy');
    good(await post(elder, 'accounts.decideProxy', { id: proxy!['proxy_id'] }, { decision: 'end' }));
    const reading = await w.call(daughter.token, 'orders.read', { params: { ...c, id: hers.order } });
    assert.equal(reading.status, 404);
    assert.equal((await post(daughter, 'orders.withdraw', { id: hers.order })).body.code, 'NOT_FOUND');
    const give = (person: string) => post(worker, 'needs.take', { id: order.need }, { person });
    assert.equal((await give(daughter.id)).body.code, 'NOT_FOUND');
    good(await give(worker.id));
    assert.deepEqual([(await need())['owner_id'], (await need())['hand_offs']], [worker.id, 0]);
  });

  it('finds a caller by three digits of the phone or a character of the name', async () => {
    const find = async (q: string) =>
      good(await w.call(hotline.token, 'orders.findPerson', { params: c, query: { q } })).items;
    assert.deepEqual(
      (await find('秀')).map((p: { id: string; open_orders: number }) => [p.id, p.open_orders]),
      [[elder.id, 1]],
    );
    assert.ok((await find(elder.phone.slice(-4))).some((p: { id: string }) => p.id === elder.id));
    assert.deepEqual(await find('查无此人'), []);
  });
});
