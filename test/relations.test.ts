/**
 * Who may see what of one service, row by row: the table is written by hand from the roles (R-01 … R-42) and asked of
 * the real server. Whoever has no relation is told that there is nothing (NOT_FOUND), and nothing changes.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { good, saturday, workWorld, type WorkWorld } from '../server/engines/work/work-fixture.ts';
import type { Answer, Someone, World } from './world.ts';

const door = '柏庄小区3号楼2单元301室';
const phoneInWords = '13700001234';
const words = `家里老人想请人读读信，我们住301室，电话${phoneInWords}`;
const wav = Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(4), Buffer.from('WAVEfmt '), Buffer.alloc(64)]);

/** What is asked about, in the order of the columns of the table. */
type Reading = 'order' | 'thread' | 'file' | 'need' | 'taskThread' | 'claim' | 'slotClaims' | 'evidence';
const columns: readonly Reading[] = [
  'order',
  'thread',
  'file',
  'need',
  'taskThread',
  'claim',
  'slotClaims',
  'evidence',
];
const F = 'FORBIDDEN';
const N = 'NOT_FOUND';
/** Written by hand. `ok`, or the code of the refusal: FORBIDDEN where no such role is held, NOT_FOUND where no such relation is. */
const expected: Readonly<Record<string, readonly ('ok' | typeof F | typeof N)[]>> = {
  //                          order  thread file   need  task   claim  slot   evidence
  'the asker (R-06)': ['ok', 'ok', 'ok', F, N, 'ok', N, F],
  'a neighbour (R-06)': [N, N, N, F, N, N, N, F],
  'a household member on the shared phone': [N, N, N, F, N, N, N, F],
  'a proxy with consent (R-07)': ['ok', 'ok', 'ok', F, N, 'ok', N, F],
  'a proxy without consent': [N, N, N, F, N, N, N, F],
  'a withdrawn proxy': [N, N, N, F, N, N, N, F],
  'the leader (R-21)': [N, N, N, F, 'ok', 'ok', 'ok', F],
  'a member who accepted (R-01)': [N, N, N, F, 'ok', N, N, F],
  'a member only invited': [N, N, N, F, N, N, N, F],
  'a stranger member': [N, N, N, F, N, N, N, F],
  'the property firm without a hand-over (R-13)': [N, N, N, F, N, N, N, F],
  'a unit secretary (R-30)': [N, N, N, F, N, N, N, F],
  'staff of another community': [N, N, N, F, N, N, N, F],
  'a resident of another community': [N, N, N, F, N, N, N, F],
  'the street (R-34)': [N, N, N, 'ok', N, N, N, F],
  'a community worker (R-10)': ['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', F],
  'a hotline operator (R-42)': ['ok', 'ok', 'ok', 'ok', 'ok', N, N, F],
  'a points auditor (R-44)': [N, N, N, F, N, 'ok', N, 'ok'],
};

describe('relations', () => {
  let x: WorkWorld;
  let w: World;
  let c: { community: number };
  let asker: Someone;
  let withdrawn: Someone;
  let withdrawnProxy: string;
  let order: { order: string; need: string; receipt: string };
  let byWithdrawn: { order: string; need: string };
  let voice: string;
  let task: { id: string; slots: { id: string }[] };
  let slot: string;
  let leadClaim: string;
  const people = new Map<string, Someone>();
  const who = (name: string): Someone => people.get(name) ?? assert.fail(name);

  before(async () => {
    x = await workWorld();
    ({ w, c, elder: asker } = x);
    await populate();
    await serve();
    withdrawn = who('a withdrawn proxy');
    await end(withdrawn, withdrawnProxy);
  });
  after(() => w?.close());

  const proxyOf = async (proxy: Someone, agreed: boolean): Promise<string> => {
    const asked = good(
      await w.call(proxy.token, 'accounts.askProxy', {
        body: { principal_phone: asker.phone, principal_name: asker.name, relation: '女儿' },
        key: x.key(),
      }),
    );
    if (agreed)
      good(
        await w.call(asker.token, 'accounts.decideProxy', { params: { id: asked.id }, body: { decision: 'agree' } }),
      );
    return asked.id;
  };
  const end = async (by: Someone, proxy: string) =>
    good(await w.call(by.token, 'accounts.decideProxy', { params: { id: proxy }, body: { decision: 'end' } }));
  const place = (by: Someone, body: Record<string, unknown>) =>
    w.call(by.token, 'orders.place', { params: c, body: { address: door, place: w.home, ...body }, key: x.key() });
  const decide = (need: string, result: string) =>
    w.call(x.worker.token, 'needs.decideBoundary', {
      params: { ...c, id: need },
      body: { result, reason: '按清单' },
      key: x.key(),
    });

  async function populate(): Promise<void> {
    people.set('the asker (R-06)', asker);
    people.set('a neighbour (R-06)', await w.resident('李邻居'));
    people.set('a household member on the shared phone', await onSharedPhone());
    people.set('a proxy with consent (R-07)', await w.resident('王小丽'));
    people.set('a proxy without consent', await w.resident('王远亲'));
    people.set('a withdrawn proxy', await w.resident('王侄女'));
    people.set('the leader (R-21)', await w.member('带队员'));
    people.set('a member who accepted (R-01)', await w.member('接单员'));
    people.set('a member only invited', await w.member('受邀员'));
    people.set('a stranger member', await w.member('路人员'));
    people.set('the property firm without a hand-over (R-13)', await w.staff('property_manager'));
    people.set('a unit secretary (R-30)', await w.staff('unit_secretary', { tenant: w.unit }));
    people.set('staff of another community', await w.staff('community_worker', { tenant: w.elsewhere }));
    people.set('a resident of another community', await w.resident('远邻', { community: w.elsewhere }));
    people.set('the street (R-34)', await w.staff('street_staff', { tenant: w.street }));
    people.set('a community worker (R-10)', x.worker);
    people.set('a hotline operator (R-42)', await w.staff('hotline_operator'));
    people.set('a points auditor (R-44)', await w.staff('points_auditor'));
    await proxyOf(who('a proxy with consent (R-07)'), true);
    await proxyOf(who('a proxy without consent'), false);
    withdrawnProxy = await proxyOf(who('a withdrawn proxy'), true);
  }
  /** Another person of the house who signs in with the asker's phone. */
  async function onSharedPhone(): Promise<Someone> {
    good(
      await w.call(x.worker.token, 'orders.intake', {
        params: c,
        body: {
          text: '水龙头滴水',
          channel: 'hotline',
          who: { name: '王大爷', phone: asker.phone, place: w.home },
          consent: 'spoken',
        },
        key: x.key(),
      }),
    );
    good(await w.call(null, 'accounts.requestCode', { body: { phone: asker.phone } }));
    const code = w.codes.get(asker.phone)!;
    const choice = good(await w.call(null, 'accounts.signInByCode', { body: { phone: asker.phone, code } }));
    const other = choice.people.find((p: { id: string }) => p.id !== asker.id);
    const signed = good(
      await w.call(null, 'accounts.signInByCode', { body: { phone: asker.phone, code, person: other.id } }),
    );
    return { id: other.id, token: signed.token, name: '王大爷', phone: asker.phone };
  }
  /** Two orders about one thing, one of them by the proxy who withdraws later; two helpers, one leads; one is only invited. */
  async function serve(): Promise<void> {
    const file = good(
      await w.call(asker.token, 'files.upload', {
        params: c,
        body: { media_type: 'audio/wav', base64: wav.toString('base64') },
      }),
    );
    voice = file.id;
    order = good(await place(asker, { text: words, voice }));
    byWithdrawn = good(await place(who('a withdrawn proxy'), { text: '帮姨妈请人读信', on_behalf_of: asker.id }));
    good(await decide(order.need, 'volunteer'));
    good(await decide(byWithdrawn.need, 'volunteer'));
    const draft = good(await w.call(x.worker.token, 'tasks.draft', { params: { ...c, id: order.need } }));
    task = good(
      await x.task({
        need: order.need,
        task: {
          description: draft.description,
          needs: [order.need, byWithdrawn.need],
          place_name: door,
          team_leader: who('the leader (R-21)').id,
          publish: false,
        },
        slot: { ...saturday('10:00', '11:00'), capacity: 3 },
      }),
    );
    slot = task.slots[0]!.id;
    const leader = who('the leader (R-21)');
    const [offer] = good(await x.invite(slot, leader)).invitations;
    leadClaim = good(await x.respond(leader, offer, { answer: 'accept' })).claim;
    good(await w.call(x.worker.token, 'tasks.publish', { params: { ...c, id: task.id } }));
    good(await x.claim(who('a member who accepted (R-01)'), slot));
    good(await x.invite(slot, who('a member only invited')));
    await w.settle();
  }

  const ask = (by: Someone, what: Reading): Promise<Answer<any>> => {
    const at = (id: string) => ({ params: { ...c, id } });
    switch (what) {
      case 'order':
        return w.call(by.token, 'orders.read', at(order.order));
      case 'thread':
        return w.call(by.token, 'threads.read', { params: { ...c, kind: 'order', id: order.order } });
      case 'file':
        return w.call(by.token, 'files.read', at(voice));
      case 'need':
        return w.call(by.token, 'needs.read', at(order.need));
      case 'taskThread':
        return w.call(by.token, 'threads.read', { params: { ...c, kind: 'task', id: task.id } });
      case 'claim':
        return w.call(by.token, 'claims.read', at(leadClaim));
      case 'slotClaims':
        return w.call(by.token, 'slots.claims', at(slot));
      case 'evidence':
        return w.call(by.token, 'audits.list', { params: c, query: { view: 'due' } });
    }
  };
  const everything = () =>
    w.rows(
      `select (select json_agg(d order by d.order_id) from demand_order d) as orders,
              (select json_agg(n order by n.need_id) from need n) as needs,
              (select count(*)::int from message) as messages,
              (select json_agg(t order by t.task_id) from task t) as tasks,
              (select json_agg(k order by k.claim_id) from claim k) as claims,
              (select json_agg(i order by i.invitation_id) from invitation i) as invitations,
              (select count(*)::int from rating) as ratings,
              (select json_agg(h order by h.handover_id) from handover h) as handovers`,
    );

  it('knows a relation for every person of the table', () =>
    assert.deepEqual([...people.keys()].toSorted(), Object.keys(expected).toSorted()));

  for (const [name, row] of Object.entries(expected))
    it(`${name} reads exactly what is theirs`, async () => {
      const found: Record<string, string> = {};
      for (const what of columns) {
        const answer = await ask(who(name), what);
        found[what] = answer.status === 200 ? 'ok' : answer.body.code;
      }
      assert.deepEqual(found, Object.fromEntries(columns.map((what, i) => [what, row[i]])));
    });

  it('lets nobody write where nobody may read, and changes nothing', async () => {
    const before = await everything();
    for (const [name, row] of Object.entries(expected)) {
      const { token } = who(name);
      const acts: Answer<any>[] = [];
      if (row[0] !== 'ok')
        acts.push(
          await w.call(token, 'threads.say', {
            params: { ...c, kind: 'order', id: order.order },
            body: { text: '你好' },
            key: x.key(),
          }),
          await w.call(token, 'orders.withdraw', { params: { ...c, id: order.order } }),
          await w.call(token, 'orders.rate', {
            params: { ...c, id: order.order },
            body: { score: 1, solved: false },
            key: x.key(),
          }),
        );
      if (row[4] !== 'ok')
        acts.push(
          await w.call(token, 'threads.say', {
            params: { ...c, kind: 'task', id: task.id },
            body: { text: '你好' },
            key: x.key(),
          }),
        );
      if (row[5] !== 'ok')
        acts.push(
          await w.call(token, 'tasks.release', { params: { ...c, id: leadClaim }, body: {} }),
          await w.call(token, 'claims.thanks', { params: { ...c, id: leadClaim }, body: { text: '谢谢' } }),
          await w.call(token, 'claims.checkIn', {
            params: { ...c, id: leadClaim },
            body: { position: null, pin: '0000' },
            key: x.key(),
          }),
        );
      for (const answer of acts) assert.equal(answer.body.code, N, `${name}: ${JSON.stringify(answer.body)}`);
    }
    assert.deepEqual(await everything(), before);
  });

  it('shows phone, door number and the own words to those who serve only', async () => {
    const seen = async (name: string) =>
      JSON.stringify(good(await w.call(who(name).token, 'tasks.read', { params: { ...c, id: task.id } })));
    for (const name of ['the leader (R-21)', 'a member who accepted (R-01)', 'a community worker (R-10)']) {
      const text = await seen(name);
      assert.ok(text.includes(phoneInWords) && text.includes('301室'), name);
    }
    for (const name of [
      'a member only invited',
      'a stranger member',
      'a neighbour (R-06)',
      'a withdrawn proxy',
      'the property firm without a hand-over (R-13)',
      'a unit secretary (R-30)',
      'staff of another community',
      'a resident of another community',
      'the street (R-34)',
    ]) {
      const text = await seen(name);
      for (const secret of [phoneInWords, '301', asker.phone, asker.name, x.worker.phone])
        assert.ok(!text.includes(secret), `${name} reads ${secret}: ${text}`);
    }
    const lists = JSON.stringify(good(await w.call(null, 'lists.read', { params: c })));
    for (const secret of [phoneInWords, '301', asker.phone, asker.name]) assert.ok(!lists.includes(secret), secret);
    const invited = JSON.stringify(good(await w.call(who('a member only invited').token, 'me.invitations')));
    assert.ok(!invited.includes('301') && !invited.includes(asker.phone), invited);
  });

  it('gives the proxy the page of the order with its door, and the street the need with masked persons', async () => {
    const proxy = good(await ask(who('a proxy with consent (R-07)'), 'order'));
    assert.deepEqual([proxy.address, proxy.asker.name, proxy.asker.phone], [door, asker.name, asker.phone]);
    assert.ok(!proxy.helpers.some((h: { can_confirm_presence: boolean }) => h.can_confirm_presence));
    const street = good(await ask(who('the street (R-34)'), 'need'));
    assert.equal(street.orders[0].asker.name, '王**');
    assert.equal(street.orders[0].asker.phone, `${asker.phone.slice(0, 3)}****${asker.phone.slice(-4)}`);
    const named = street.story.map((s: { who: string }) => s.who).join(' ');
    assert.ok(!named.includes(asker.name) && !named.includes('王侄女'), named);
  });

  it('names the slot of each helper to the asker and lists a leader’s people to the leader, without audit notes', async () => {
    const page = good(await ask(asker, 'order'));
    assert.deepEqual(
      page.helpers.map((h: { slot: string }) => h.slot),
      [slot, slot],
    );
    await w.rows(`update claim set flags = '{pair}', mark = '待核' where claim_id = $1`, [leadClaim]);
    const list = good(await ask(who('the leader (R-21)'), 'slotClaims')).items;
    const other = list.find((k: { person: { id: string } }) => k.person.id === who('a member who accepted (R-01)').id);
    assert.equal(other.person.phone, who('a member who accepted (R-01)').phone);
    const view = good(await ask(asker, 'claim'));
    assert.deepEqual([view.flags, view.mark, view.entries], [[], null, []]);
    assert.equal(view.person.name, '带**');
    assert.deepEqual(good(await ask(who('a points auditor (R-44)'), 'claim')).flags, ['pair']);
    await w.rows(`update claim set flags = '{}', mark = null where claim_id = $1`, [leadClaim]);
  });

  it('tells a proxy that has ended nothing more, neither by page nor by notice, and lets it order nothing', async () => {
    const mine = good(await w.call(withdrawn.token, 'orders.mine')).items;
    assert.deepEqual(
      mine.filter((o: { id: string }) => o.id === byWithdrawn.order),
      [],
    );
    assert.equal(
      (await w.call(withdrawn.token, 'orders.read', { params: { ...c, id: byWithdrawn.order } })).body.code,
      N,
    );
    const inbox = async () => good(await w.call(withdrawn.token, 'me.inbox')).items.length;
    const before = [await inbox(), await everything()];
    for (const name of ['a withdrawn proxy', 'a proxy without consent', 'a neighbour (R-06)'])
      assert.equal((await place(who(name), { text: '请人来', on_behalf_of: asker.id })).body.code, F, name);
    assert.deepEqual([await inbox(), await everything()], before);
    good(await w.call(who('the leader (R-21)').token, 'tasks.release', { params: { ...c, id: leadClaim }, body: {} }));
    await w.settle();
    assert.equal(await inbox(), before[0]);
    const askerInbox = JSON.stringify(good(await w.call(asker.token, 'me.inbox')));
    assert.ok(askerInbox.includes(`/m/orders/${w.community}/${byWithdrawn.order}`), 'the asker is still told');
  });

  it('ends a member’s look with the release', async () => {
    const leader = who('the leader (R-21)');
    for (const what of ['taskThread', 'slotClaims'] as const)
      assert.equal((await ask(leader, what)).body.code, N, what);
    const text = JSON.stringify(good(await w.call(leader.token, 'tasks.read', { params: { ...c, id: task.id } })));
    assert.ok(!text.includes('301') && !text.includes(phoneInWords));
  });

  it('keeps a private matter’s words from everyone who does not serve', async () => {
    const secret = '想找人谈谈家里的欠债';
    const own = good(await place(asker, { text: secret, private: true }));
    good(await decide(own.need, 'volunteer'));
    const draft = good(await w.call(x.worker.token, 'tasks.draft', { params: { ...c, id: own.need } }));
    const opened = good(
      await x.task({
        need: own.need,
        task: { title: `${draft.title}陪伴`, description: draft.description },
        slot: { ...saturday('14:00', '15:00') },
      }),
    );
    const read = async (by: Someone) =>
      JSON.stringify(good(await w.call(by.token, 'tasks.read', { params: { ...c, id: opened.id } })));
    const helper = who('a stranger member');
    for (const by of [helper, who('a neighbour (R-06)'), who('the street (R-34)')])
      assert.ok(!(await read(by)).includes('欠债'));
    assert.ok(!JSON.stringify(good(await w.call(null, 'lists.read', { params: c }))).includes('欠债'));
    good(await x.claim(helper, opened.slots[0].id));
    assert.ok((await read(helper)).includes('欠债'));
  });

  it('opens an order to the property firm with the hand-over only, and closes it with the return', async () => {
    const firm = who('the property firm without a hand-over (R-13)');
    const other = await w.staff('property_manager', { org: w.unit, name: '另一家物业' });
    const lamp = good(await place(asker, { text: '楼道灯坏了' }));
    good(await decide(lamp.need, 'property'));
    const page = (by: Someone) => w.call(by.token, 'orders.read', { params: { ...c, id: lamp.order } });
    assert.equal((await page(firm)).body.code, N, 'before the hand-over has left');
    await w.advanceTo(new Date(w.clock.now().getTime() + 60_000));
    const open = good(await page(firm));
    assert.deepEqual([open.address, open.asker.phone], [door, asker.phone]);
    assert.equal((await page(other)).body.code, N);
    const { id } = good(await w.call(firm.token, 'handovers.list', { params: c })).items.find(
      (h: { need: string }) => h.need === lamp.need,
    );
    const before = await everything();
    const act = (by: Someone, what: string, text: string) =>
      w.call(by.token, 'handovers.act', { params: { ...c, id }, body: { act: what, text }, key: x.key() });
    assert.equal((await act(other, 'answer', '好')).body.code, N);
    assert.equal((await w.call(other.token, 'threads.read', { params: { ...c, kind: 'handover', id } })).body.code, N);
    assert.deepEqual(await everything(), before);
    good(await act(firm, 'return', '不在合同内'));
    assert.equal((await page(firm)).body.code, N);
    const item = good(await w.call(firm.token, 'handovers.list', { params: c })).items.find(
      (h: { id: string }) => h.id === id,
    );
    assert.equal(item.contact, null);
  });

  it('shows proxies the other side by id once the helped person has agreed, and not before', async () => {
    const person = async (name: string) =>
      good(await w.call(who(name).token, 'accounts.proxies')).items.map((p: { person: string | null }) => p.person);
    assert.deepEqual(await person('a proxy with consent (R-07)'), [asker.id]);
    assert.deepEqual(await person('a proxy without consent'), [null]);
    assert.deepEqual(await person('a withdrawn proxy'), []);
    assert.ok((await person('the asker (R-06)')).includes(who('a proxy with consent (R-07)').id));
  });
});
