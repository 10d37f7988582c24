import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { testWorld, type Answer, type Someone, type World } from '../../../test/world.ts';

const good = (a: Answer<any>) => {
  assert.equal(a.status, 200, JSON.stringify(a.body));
  return a.body;
};

describe('orders and needs', () => {
  let w: World;
  let c: { community: number };
  let elder: Someone;
  let worker: Someone;
  let colleague: Someone;
  let property: Someone;
  let n = 0;
  const key = () => `key-${String((n += 1)).padStart(8, '0')}`;
  before(async () => {
    w = await testWorld({ at: '2026-11-23T09:00:00+08:00' });
    c = { community: w.community };
    elder = await w.resident('王秀英');
    worker = await w.staff('community_worker', { name: '周主任' });
    colleague = await w.staff('community_worker', { name: '吴干事' });
    property = await w.staff('property_manager', { name: '物业钱经理' });
  });
  after(() => w.close());
  let order: { order: string; need: string; receipt: string };
  beforeEach(async () => {
    order = good(
      await w.call(elder.token, 'orders.place', {
        params: c,
        body: { text: '三号楼楼道灯坏了，晚上不敢下楼' },
        key: key(),
      }),
    );
  });
  const decide = (result: string, more: Record<string, unknown> = {}) =>
    w.call(worker.token, 'needs.decideBoundary', {
      params: { ...c, id: order.need },
      body: { result, ...more },
      key: key(),
    });
  const need = async () => (await w.rows('select * from need where need_id = $1', [order.need]))[0]!;
  const settleUndo = async () => w.advanceTo(new Date(w.clock.now().getTime() + 30_000));

  it('gives a receipt that leads back without an account, and only with the phone', async () => {
    assert.match(order.receipt, /^[2-9A-HJKMNP-Z]{8}$/);
    const found = good(
      await w.call(null, 'orders.lookUp', {
        body: { receipt: order.receipt.toLowerCase(), phone_tail: elder.phone.slice(-4) },
      }),
    );
    assert.equal(found.need_state, 'submitted');
    const wrong = await w.call(null, 'orders.lookUp', { body: { receipt: order.receipt, phone_tail: '0000' } });
    const unknown = await w.call(null, 'orders.lookUp', { body: { receipt: 'ZZZZZZZZ', phone_tail: '0000' } });
    assert.deepEqual(wrong.body, unknown.body);
  });

  it('needs the consent to serve, and takes voice as original words', async () => {
    const shy = await w.resident('新邻居');
    await w.consent(shy, 'service', false);
    assert.equal(
      (await w.call(shy.token, 'orders.place', { params: c, body: { text: '帮忙' }, key: key() })).body.code,
      'CONSENT_MISSING',
    );
    assert.equal(
      (await w.call(elder.token, 'orders.place', { params: c, body: { text: ' ' }, key: key() })).body.code,
      'INPUT_INVALID',
    );
    const wav = Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(4), Buffer.from('WAVEfmt '), Buffer.alloc(64)]);
    const file = good(
      await w.call(elder.token, 'files.upload', {
        params: c,
        body: { media_type: 'audio/wav', base64: wav.toString('base64') },
      }),
    );
    const spoken = good(await w.call(elder.token, 'orders.place', { params: c, body: { voice: file.id }, key: key() }));
    assert.equal(
      good(await w.call(elder.token, 'orders.read', { params: { ...c, id: spoken.order } })).channel,
      'voice',
    );
    const stranger = await w.resident('外人');
    assert.equal(
      (await w.call(stranger.token, 'files.read', { params: { ...c, id: file.id } })).body.code,
      'NOT_FOUND',
    );
    assert.equal((await w.call(worker.token, 'files.read', { params: { ...c, id: file.id } })).status, 200);
  });

  it('hands a property matter over with one tap, with an undo before it leaves', async () => {
    good(await decide('property', { reason: '公共照明属于物业' }));
    assert.equal(
      good(await w.call(property.token, 'handovers.list', { params: c })).items.some(
        (h: { need: string }) => h.need === order.need,
      ),
      false,
    );
    good(await w.call(worker.token, 'needs.undoBoundary', { params: { ...c, id: order.need } }));
    assert.equal((await need())['state'], 'submitted');
    good(await decide('property', { reason: '公共照明属于物业' }));
    await settleUndo();
    assert.equal(
      (await w.call(worker.token, 'needs.undoBoundary', { params: { ...c, id: order.need } })).body.code,
      'ILLEGAL_TRANSITION',
    );
    const mine = good(await w.call(property.token, 'handovers.list', { params: c })).items.find(
      (h: { need: string }) => h.need === order.need,
    );
    assert.equal(mine.contact.phone, elder.phone);
    assert.equal(
      (
        await w.call(property.token, 'handovers.act', {
          params: { ...c, id: mine.id },
          body: { act: 'close', text: '' },
          key: key(),
        })
      ).body.code,
      'ANSWER_REQUIRED',
    );
    good(
      await w.call(property.token, 'handovers.act', {
        params: { ...c, id: mine.id },
        body: { act: 'close', text: '灯已换新' },
        key: key(),
      }),
    );
    const seen = good(await w.call(elder.token, 'orders.read', { params: { ...c, id: order.order } }));
    assert.deepEqual([seen.state, seen.need_state, seen.answer], ['answered', 'served', '灯已换新']);
    assert.ok(seen.allowed.includes('orders.rate'));
    const other = await w.staff('property_manager', { org: w.unit });
    assert.equal(
      (
        await w.call(other.token, 'handovers.act', {
          params: { ...c, id: mine.id },
          body: { act: 'answer', text: '' },
          key: key(),
        })
      ).body.code,
      'NOT_FOUND',
    );
  });

  it('comes back to the owner when the company returns it with a reason', async () => {
    good(await decide('property', { reason: '物业' }));
    await settleUndo();
    const mine = good(await w.call(property.token, 'handovers.list', { params: c })).items.find(
      (h: { need: string }) => h.need === order.need,
    );
    assert.equal(
      (
        await w.call(property.token, 'handovers.act', {
          params: { ...c, id: mine.id },
          body: { act: 'return', text: '' },
          key: key(),
        })
      ).body.code,
      'REASON_REQUIRED',
    );
    good(
      await w.call(property.token, 'handovers.act', {
        params: { ...c, id: mine.id },
        body: { act: 'return', text: '属于供电部门' },
        key: key(),
      }),
    );
    assert.equal((await need())['state'], 'reopened');
    assert.match(JSON.stringify(good(await w.call(worker.token, 'me.inbox')).items), /属于供电部门/);
  });

  it('refuses to leave triage without one of the seven results and reasons where they are owed', async () => {
    assert.equal((await decide('pending')).body.code, 'INPUT_INVALID');
    assert.equal((await decide('not_accepted')).body.code, 'REASON_REQUIRED');
    assert.equal(
      (
        await w.call(worker.token, 'needs.answer', {
          params: { ...c, id: order.need },
          body: { answer: '好了' },
          key: key(),
        })
      ).body.code,
      'BOUNDARY_UNDECIDED',
    );
    assert.equal(
      (
        await w.call(worker.token, 'needs.close', {
          params: { ...c, id: order.need },
          body: { answer: '好了' },
          key: key(),
        })
      ).body.code,
      'BOUNDARY_UNDECIDED',
    );
    assert.equal((await need())['state'], 'submitted');
    good(await decide('not_accepted', { reason: '不在社区范围' }));
    assert.equal((await decide('volunteer')).body.code, 'ILLEGAL_TRANSITION');
  });

  it('closes only with an answer, which every asker gets', async () => {
    good(await decide('community'));
    assert.equal(
      (await w.call(worker.token, 'needs.close', { params: { ...c, id: order.need }, body: {}, key: key() })).body.code,
      'ANSWER_REQUIRED',
    );
    good(
      await w.call(worker.token, 'needs.close', {
        params: { ...c, id: order.need },
        body: { answer: '已联系供电所' },
        key: key(),
      }),
    );
    assert.deepEqual([(await need())['state'], (await need())['closed_by']], ['closed', 'staff']);
    assert.match(JSON.stringify(good(await w.call(elder.token, 'me.inbox')).items), /已联系供电所/);
  });

  it('reopens below the line with another owner; a good score confirms and closes', async () => {
    good(await decide('community'));
    assert.equal(
      (
        await w.call(elder.token, 'orders.rate', {
          params: { ...c, id: order.order },
          body: { score: 9, solved: true },
          key: key(),
        })
      ).body.code,
      'NOT_SERVED_YET',
    );
    good(
      await w.call(worker.token, 'needs.answer', {
        params: { ...c, id: order.need },
        body: { answer: '修了' },
        key: key(),
      }),
    );
    const low = good(
      await w.call(elder.token, 'orders.rate', {
        params: { ...c, id: order.order },
        body: { score: 5, solved: false, text: '还是黑' },
        key: key(),
      }),
    );
    assert.equal(low.reopened, true);
    assert.equal((await need())['owner_id'], colleague.id);
    good(
      await w.call(colleague.token, 'needs.decideBoundary', {
        params: { ...c, id: order.need },
        body: { result: 'community' },
        key: key(),
      }),
    );
    good(
      await w.call(colleague.token, 'needs.answer', {
        params: { ...c, id: order.need },
        body: { answer: '换了灯头' },
        key: key(),
      }),
    );
    assert.equal(
      (
        await w.call(property.token, 'orders.rate', {
          params: { ...c, id: order.order },
          body: { score: 9, solved: true },
          key: key(),
        })
      ).body.code,
      'NOT_FOUND',
    );
    good(
      await w.call(elder.token, 'orders.rate', {
        params: { ...c, id: order.order },
        body: { score: 9, solved: true },
        key: key(),
      }),
    );
    assert.deepEqual([(await need())['state'], (await need())['closed_by']], ['closed', 'resident']);
    const acts = (
      await w.rows(`select act from record where subject_kind = 'need' and subject_id = $1 order by record_id`, [
        order.need,
      ])
    ).map((r) => r['act']);
    assert.deepEqual(acts.slice(-2), ['confirmed', 'closed']);
  });

  it('closes by silence after the limit, counted apart', async () => {
    good(await decide('community'));
    good(
      await w.call(worker.token, 'needs.answer', {
        params: { ...c, id: order.need },
        body: { answer: '修了' },
        key: key(),
      }),
    );
    const back = w.clock.now();
    await w.advanceTo(new Date(back.getTime() + 7 * 86_400_000 + 1000));
    assert.deepEqual([(await need())['state'], (await need())['closed_by']], ['closed', 'silence']);
    worker = await w.staff('community_worker', { name: '周主任' });
    colleague = await w.staff('community_worker', { name: '吴干事' });
    property = await w.staff('property_manager', { name: '物业钱经理' });
  });

  it('merges what came by several channels, keeps every original and answers every asker (FND-11)', async () => {
    const hotline = await w.staff('hotline_operator');
    order = good(
      await w.call(elder.token, 'orders.place', { params: c, body: { text: '喷泉水池漏水了' }, key: key() }),
    );
    const second = good(
      await w.call(hotline.token, 'orders.intake', {
        params: c,
        body: {
          channel: 'hotline',
          who: { name: '陈桂芳', phone: '13766660001', place: w.home },
          consent: 'spoken',
          text: '喷泉水池一直漏',
        },
        key: key(),
      }),
    );
    const third = good(
      await w.call(hotline.token, 'orders.intake', {
        params: c,
        body: {
          channel: 'wish_box',
          who: { name: '匿名字条', phone: null, place: w.home },
          consent: 'not_needed',
          text: '灯坏了好几天',
        },
        key: key(),
      }),
    );
    const similar = good(await w.call(worker.token, 'needs.read', { params: { ...c, id: order.need } })).similar;
    assert.ok(
      similar.some((s: { need: string }) => s.need === second.need),
      JSON.stringify([
        similar,
        await w.rows('select need_id, estate_id, state, opened_at from need where need_id in ($1,$2)', [
          order.need,
          second.need,
        ]),
      ]),
    );
    for (const other of [second.need, third.need])
      good(await w.call(worker.token, 'needs.merge', { params: { ...c, id: order.need }, body: { other } }));
    good(await decide('community'));
    good(
      await w.call(worker.token, 'needs.answer', {
        params: { ...c, id: order.need },
        body: { answer: '灯已修好' },
        key: key(),
      }),
    );
    const whole = good(await w.call(worker.token, 'needs.read', { params: { ...c, id: order.need } }));
    assert.deepEqual(
      whole.orders.map((o: { text: string; state: string }) => [o.text, o.state]),
      [
        ['喷泉水池漏水了', 'answered'],
        ['喷泉水池一直漏', 'answered'],
        ['灯坏了好几天', 'answered'],
      ],
    );
    assert.equal(whole.sources, 3);
    const told = good(await w.call(null, 'orders.lookUp', { body: { receipt: second.receipt, phone_tail: '0001' } }));
    assert.equal(told.answer, '灯已修好');
  });

  it('puts the heavier first among equally old needs, and old light ones before new heavy ones', async () => {
    const place = async (severity: string) =>
      good(
        await w.call(elder.token, 'orders.place', {
          params: c,
          body: { text: `排序 ${severity}`, severity },
          key: key(),
        }),
      ).need as string;
    const light = await place('concern');
    const heavy = await place('worry');
    await w.advanceTo(new Date(w.clock.now().getTime() + 3 * 86_400_000));
    worker = await w.staff('community_worker', { name: '周主任' });
    const fresh = await place('worry');
    const seen = good(
      await w.call(worker.token, 'needs.queue', { params: c, query: { view: 'triage', limit: '200' } }),
    ).items.map((i: { id: string }) => i.id) as string[];
    const at = (id: string) => seen.indexOf(id);
    assert.ok(at(heavy) < at(light) && at(light) < at(fresh), `${at(heavy)} ${at(light)} ${at(fresh)}`);
    const first = good(await w.call(worker.token, 'needs.queue', { params: c, query: { view: 'triage', limit: '2' } }));
    const next = good(
      await w.call(worker.token, 'needs.queue', {
        params: c,
        query: { view: 'triage', limit: '2', after: first.next },
      }),
    );
    assert.deepEqual(
      [...first.items, ...next.items].map((i: { id: string }) => i.id),
      seen.slice(0, 4),
    );
    colleague = await w.staff('community_worker');
    property = await w.staff('property_manager');
  });

  it('never changes original words, shows an order to its parties only, and lets a proxy order and rate', async () => {
    assert.equal(
      (await w.call(elder.token, 'orders.editOriginal', { params: { ...c, id: order.order }, body: { text: '改' } }))
        .body.code,
      'ORIGINAL_IMMUTABLE',
    );
    const stranger = await w.resident('路人');
    assert.equal(
      (await w.call(stranger.token, 'orders.read', { params: { ...c, id: order.order } })).body.code,
      'NOT_FOUND',
    );
    assert.equal(
      (await w.call(stranger.token, 'threads.read', { params: { ...c, kind: 'order', id: order.order } })).body.code,
      'NOT_FOUND',
    );
    const daughter = await w.resident('王小丽');
    assert.equal(
      (
        await w.call(daughter.token, 'orders.place', {
          params: c,
          body: { text: '替妈妈点', on_behalf_of: elder.id },
          key: key(),
        })
      ).body.code,
      'FORBIDDEN',
    );
    good(
      await w.call(worker.token, 'accounts.recordProxyConsent', {
        params: c,
        body: {
          principal: elder.id,
          proxy_name: '王小丽',
          proxy_phone: daughter.phone,
          relation: '女儿',
          consent: 'spoken',
          note: '电话确认',
        },
        key: key(),
      }),
    );
    const hers = good(
      await w.call(daughter.token, 'orders.place', {
        params: c,
        body: { text: '替妈妈点', on_behalf_of: elder.id },
        key: key(),
      }),
    );
    assert.equal(good(await w.call(daughter.token, 'orders.mine')).items[0].for_name, '王秀英');
    assert.ok(good(await w.call(elder.token, 'orders.mine')).items.some((o: { id: string }) => o.id === hers.order));
  });

  it('keeps a thread and turns a message into a need linked both ways', async () => {
    good(
      await w.call(elder.token, 'threads.say', {
        params: { ...c, kind: 'order', id: order.order },
        body: { text: '另外门禁也坏了' },
        key: key(),
      }),
    );
    const said = good(await w.call(worker.token, 'threads.read', { params: { ...c, kind: 'order', id: order.order } }))
      .items[0];
    const made = good(await w.call(worker.token, 'threads.toNeed', { params: { ...c, id: said.id }, key: key() }));
    assert.equal(
      good(await w.call(elder.token, 'threads.read', { params: { ...c, kind: 'order', id: order.order } })).items[0]
        .need,
      made.need,
    );
    assert.equal(
      (await w.rows('select call_record from demand_order where order_id = $1', [made.order]))[0]?.['call_record'],
      `message:${said.id}`,
    );
  });
});
